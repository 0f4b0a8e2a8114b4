"""How the case comes before its meeting: which meeting, who follows the patient, registered or discussed; and whether there is a quorum."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from dossier.meeting import STATUSES, Meeting
from dossier.meetings import enlist, meeting_of, meetings, withdraw
from matching.words import date_words
from store.engine import reading, session
from store.errors import StoreError
from ui.web.databases import dossiers
from ui.web.navigation import MEETINGS
from ui.web.opened import NOTICE, edit, notebook, opened
from ui.web.sign_in import user

NAMES = {
    "referring": "Médecin référent",
    "requester": "Médecin demandeur",
    "presenter": "Médecin présentateur",
    "general_practitioner": "Médecin traitant",
}
MEETING, STATUS, COMPLETE = "hearing:meeting", "hearing:status", "hearing:complete"
SAYS_COMPLETE = {None: "à dire", True: "oui", False: "non"}


def show() -> None:
    with st.container(key="hearing"):
        st.markdown("### Réunion et présentation du cas")
        if notebook().decision.validated:
            _signed()
        else:
            _choose()
        _quorum()


def _signed() -> None:
    meeting = notebook().meeting
    st.text(f"Signée avec la réunion : {words(meeting)}" if meeting else "Signée sans réunion.")


def words(meeting: Meeting) -> str:
    """'RCP sein, tumeur solide — 12/03/2025'."""
    return f"{meeting.title()} — {date_words(meeting.date) if meeting.date else 'sans date'}"


def _choose() -> None:
    with reading(dossiers()) as read:
        known = {meeting.id: words(meeting) for meeting in meetings(read)}
    held, said = notebook().meeting, notebook().presentation
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    st.session_state[MEETING] = held.id if held else None
    left.selectbox(
        "Réunion",
        [None, *known],
        key=MEETING,
        placeholder="sur aucune liste",
        format_func=lambda id: known.get(id, "sur aucune liste"),
        on_change=_enlisted,
    )
    st.session_state[STATUS] = said.status
    middle.selectbox(
        "Cas",
        ["", *STATUSES],
        key=STATUS,
        placeholder="à décider",
        format_func=lambda code: STATUSES.get(code, "à décider"),
        on_change=_written,
        args=("status", STATUS),
    )
    st.session_state[COMPLETE] = said.complete
    right.selectbox(
        "Dossier complet",
        list(SAYS_COMPLETE),
        placeholder=SAYS_COMPLETE[None],
        key=COMPLETE,
        format_func=SAYS_COMPLETE.__getitem__,
        on_change=_written,
        args=("complete", COMPLETE),
    )
    for column, (name, label) in zip(st.columns(4), NAMES.items(), strict=True):
        key = f"hearing:{name}"
        st.session_state[key] = getattr(said, name)
        column.text_input(label, key=key, max_chars=120, on_change=_written, args=(name, key))


def _quorum() -> None:
    quorum = notebook().hearing.quorum
    if quorum is None:
        st.caption("Le quorum se calcule des médecins présents, donnés sur la page de la réunion.")
    elif quorum.reached:
        st.markdown(":green-badge[Quorum atteint]")
    else:
        st.warning(f"Quorum non atteint : il manque {', '.join(quorum.missing)}. Le dossier est à présenter de nouveau.")
    if meeting := notebook().meeting:
        st.page_link(MEETINGS, label="Ouvrir la réunion", query_params={"reunion": meeting.id})


def _written(name: str, widget: str) -> None:
    value: Any = st.session_state[widget]
    edit("hearing.changed", lambda held: setattr(held, "presentation", replace(held.presentation, **{name: value})))


def _enlisted() -> None:
    """The dossier goes from one list to the other; the meeting it is then heard by goes into the sheet."""
    chosen, before = st.session_state[MEETING], notebook().meeting
    try:
        with session(dossiers()) as writing:
            if before:
                withdraw(writing, before.id, opened().id, user())
            if chosen:
                enlist(writing, chosen, opened().id, user())
            heard = meeting_of(writing, opened().id)
    except StoreError as error:
        st.session_state[NOTICE] = error.sentence
        return
    edit("hearing.changed", lambda held: setattr(held, "meeting", heard))
