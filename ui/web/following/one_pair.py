"""One line of the worklist, opened: its status, its owner, its note and its log."""

from __future__ import annotations

import datetime

import streamlit as st

from dossier.screening.worklist import NEXT, REASONED, STATUSES, Line, WorklistError, move, note, steps
from dossier.tables import PairStep
from matching.words import date_words
from store.engine import reading, session
from store.errors import StoreError
from ui.web.databases import dossiers
from ui.web.following.links import links
from ui.web.look import plain
from ui.web.sign_in import user

PROBLEM = "pair-problem"


def show(line: Line, people: list[str]) -> None:
    """`people` are those who may look after it, by name."""
    pair = line.pair
    if problem := st.session_state.pop(PROBLEM, None):
        st.error(problem)
    st.caption(plain(pair.title))
    links(pair.dossier_id, pair.trial_key, str(pair.id))
    if NEXT[pair.status]:
        with st.form(f"pair-status:{pair.id}", border=False):
            left, middle, right = st.columns([1, 1, 2])
            left.selectbox("Nouveau statut", NEXT[pair.status], format_func=STATUSES.__getitem__, key=f"pair-next:{pair.id}")
            middle.date_input("Date", "today", max_value="today", format="DD/MM/YYYY", key=f"pair-on:{pair.id}")
            wanted = " et ".join(f"« {STATUSES[one]} »" for one in REASONED)
            right.text_input("Raison", key=f"pair-reason:{pair.id}", max_chars=300, help=f"Demandée pour {wanted}")
            st.form_submit_button("Changer le statut", on_click=_move, args=(line,))
    owners = list(dict.fromkeys([pair.owner, "", *people]))
    with st.form(f"pair-note:{pair.id}", border=False):
        left, right = st.columns([1, 3])
        left.selectbox(
            "Responsable", owners, format_func=lambda one: one or "personne", key=f"pair-owned:{pair.id}:{pair.version}"
        )
        right.text_area(
            "Note",
            pair.note,
            key=f"pair-text:{pair.id}:{pair.version}",
            max_chars=2000,
            help="Sans nom ni identifiant du patient",
        )
        st.form_submit_button("Enregistrer la note", on_click=_note, args=(line,))
    with reading(dossiers()) as read:
        told = [f"- {plain(_step(one))}" for one in steps(read, pair.id or 0)]
    st.markdown("**Journal**\n\n" + "\n".join(told))


def _step(step: PairStep) -> str:
    reason = f" ({step.reason})" if step.reason else ""
    return f"{date_words(step.on)} : {STATUSES[step.status]}{reason}, par {step.by}"


def _move(line: Line) -> None:
    pair, state = line.pair, st.session_state
    day: datetime.date = state[f"pair-on:{pair.id}"]
    try:
        with session(dossiers()) as writing:
            reason = state[f"pair-reason:{pair.id}"]
            move(writing, pair.id or 0, pair.version, state[f"pair-next:{pair.id}"], user(), reason, day.isoformat())
    except (StoreError, WorklistError) as error:
        _refused(error)


def _note(line: Line) -> None:
    pair, state = line.pair, st.session_state
    owner, text = (state[f"pair-{name}:{pair.id}:{pair.version}"] for name in ("owned", "text"))
    try:
        with session(dossiers()) as writing:
            note(writing, pair.id or 0, pair.version, user(), owner, text)
    except StoreError as error:
        _refused(error)


def _refused(error: Exception) -> None:
    sentence = str(error)
    st.session_state[PROBLEM] = sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith(".") else ".")
