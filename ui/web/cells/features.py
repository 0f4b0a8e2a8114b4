"""What is known of the case, the values that decide first; each can be confirmed, corrected, and shown in the text."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dossier.decisive import decisive
from matching.case import Case
from matching.catalogue import catalogue
from matching.settled import settled
from ui.web.cells import events, treatments
from ui.web.cells.proof import proof
from ui.web.cells.summary import PICKED
from ui.web.fields import field
from ui.web.look import plain
from ui.web.opened import edit, notebook
from ui.web.sign_in import user
from ui.web.words import DOUBTS, GROUPS

GROUP, ADDING, DECISIVE, TREATMENTS, EVENTS = "group", "adding", "decisive", "treatments", "events"


def show() -> None:
    case = notebook().case
    if case is None:
        return
    members = _members(case)
    if not case.features:
        st.info(
            "Aucune valeur n'a été lue dans ce texte : le compléter (« Modifier le texte »), ou ajouter les valeurs ci-dessous."
        )
    if st.session_state.get(GROUP) not in members:
        st.session_state[GROUP] = next(iter(members))
    st.segmented_control(
        "Caractéristiques affichées",
        list(members),
        key=GROUP,
        required=True,
        label_visibility="collapsed",
        format_func=lambda group: _title(group, len(members[group])),
    )
    group = st.session_state[GROUP]
    if group == DECISIVE:
        st.caption("Ces valeurs décident des propositions : les vérifier d'abord, une à une.")
    doubts = settled(case).doubts
    for key in members[group]:
        if key == "history.treatments":
            treatments.show(case)
        else:
            _row(case, key, doubts.get(key))
    if group == TREATMENTS:
        treatments.show(case)
    if group == EVENTS:
        events.show(case)
    _add(case)
    for warning in case.warnings:
        st.caption(f":orange[À vérifier :] {plain(warning)}")


def _members(case: Case) -> dict[str, tuple[str, ...]]:
    """What each button of the row shows, in order; empty groups are left out."""
    found = notebook().output("recommendations")
    picked = tuple(st.session_state.get(PICKED, {}).get("keys", ()))
    members = {DECISIVE: decisive(case, found) if found else ()}
    added = st.session_state.get(ADDING)
    for group in GROUPS:
        members[group] = tuple(
            key for key in catalogue() if key.startswith(f"{group}.") and (key in case.features or key == added)
        )
    kept = {group: keys for group, keys in members.items() if keys}
    kept[TREATMENTS] = ()  # one that the text does not tell is added there
    if case.events:
        kept[EVENTS] = ()
    return {PICKED: picked, **kept} if picked else kept


def _title(group: str, size: int) -> str:
    if group == PICKED:
        return "Sélection"
    if group == TREATMENTS:
        return "Traitements"
    if group == EVENTS:
        return "Examens"
    return f"{'À confirmer' if group == DECISIVE else GROUPS[group]} ({size})"


def _row(case: Case, key: str, doubt: str | None) -> None:
    left, right = st.columns([1, 1.2], vertical_alignment="bottom", gap="medium")
    with left:
        field(key, case.value(key), correct)
    with right:
        proof(case, key)
        if doubt:
            st.caption(f":orange[{DOUBTS[doubt]}] Écrire la valeur, ou la confirmer, la fait compter.")


def correct(key: str, value: Any) -> None:
    """A person's value over the one that was read; None says that it is not known."""
    if edit("feature.corrected", lambda held: held.correct("features", key, value, user().name)):
        st.session_state.pop(ADDING, None)


def _add(case: Case) -> None:
    unknown = [key for key in catalogue() if key not in case.features and catalogue()[key].type != "event"]
    st.session_state.setdefault("new_feature", None)
    st.selectbox(
        "Ajouter une caractéristique",
        unknown,
        key="new_feature",
        index=None,
        placeholder="Chercher : FEVG, grade, KRAS…",
        on_change=_adding,
        format_func=lambda key: f"{catalogue()[key].fr} — {GROUPS[catalogue()[key].group]}",
    )


def _adding() -> None:
    key = st.session_state["new_feature"]
    if key:
        st.session_state[ADDING] = key
        st.session_state[GROUP] = catalogue()[key].group
        st.session_state["new_feature"] = None
