"""The worklist: its filters, one line a pair, and the line that is opened with its status, its owner, its note and its log."""

from __future__ import annotations

import streamlit as st

from dossier.exports.worklist import csv_log, workbook
from dossier.screening.worklist import ENDED, STATUSES, Line, all_steps, lines
from matching.words import date_words
from store.engine import reading
from store.users import active_users
from ui.web.databases import dossiers
from ui.web.following import one_pair
from ui.web.look import plain
from ui.web.words import several

OPEN = "pair-open"
AT_MOST = 100
COLOURS = {"included": "green", "screen_failure": "gray", "refused": "gray", "screening": "blue"}


def show() -> None:
    with reading(dossiers()) as read:
        known, dated = lines(read), all_steps(read)
        people = [each.name for each in active_users(read)]
    if not known:
        st.info(
            "La liste est vide. Y mettre un patient depuis son dossier, cellule « Essais cliniques », ou depuis « Un essai, tous les dossiers »."
        )
        return
    found = _filtered(known)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(several(len(found), "ligne", "lignes"), width="stretch")
        st.download_button(
            "Exporter (XLSX)",
            workbook(found, dated),
            "suivi-des-essais.xlsx",
            help="La liste et le registre de sélection, sans identité",
        )
        st.download_button("Registre de sélection (CSV)", csv_log(found, dated), "registre-de-selection.csv", "text/csv")
    for line in found[:AT_MOST]:
        _row(line, people)


def _filtered(known: list[Line]) -> list[Line]:
    first, second, third = st.columns([2, 1, 1])
    running = [one for one in STATUSES if one not in ENDED]
    statuses = first.multiselect(
        "Statuts",
        list(STATUSES),
        running,
        format_func=STATUSES.__getitem__,
        placeholder="Tous",
        key="pair-statuses",
        select_all=False,
    )
    trials, owners = ({line.pair.trial_id for line in known}, {line.pair.owner for line in known if line.pair.owner})
    trial = second.selectbox("Essai", ["", *sorted(trials)], format_func=_or_all, key="pair-trial")
    owner = third.selectbox("Responsable", ["", *sorted(owners)], format_func=_or_all, key="pair-owner")
    return [
        line
        for line in known
        if (not statuses or line.pair.status in statuses) and trial in ("", line.pair.trial_id) and owner in ("", line.pair.owner)
    ]  # fmt: skip


def _or_all(name: str) -> str:
    return name or "tous"


def _row(line: Line, people: list[str]) -> None:
    pair = line.pair
    with st.container(border=True, key=f"pair-{pair.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            said = f"depuis le {date_words(pair.on)} · {pair.owner or 'sans responsable'}{f' · {pair.reason}' if pair.reason else ''}"
            st.markdown(f"**{pair.trial_id} · {pair.code}** {plain(line.label)}  \n:gray[{plain(said)}]", width="stretch")
            st.badge(STATUSES[pair.status], color=COLOURS.get(pair.status, "orange"))  # type: ignore[arg-type]
            opened = st.session_state.get(OPEN) == pair.id
            st.button(
                "Fermer" if opened else "Suivre", key=f"pair-open:{pair.id}", on_click=_toggle, args=(pair.id,),
                help=f"{'Fermer' if opened else 'Ouvrir'} la ligne {pair.code} de {pair.trial_id}",
            )  # fmt: skip
        if opened:
            one_pair.show(line, people)


def _toggle(pair_id: int) -> None:
    st.session_state[OPEN] = None if st.session_state.get(OPEN) == pair_id else pair_id
