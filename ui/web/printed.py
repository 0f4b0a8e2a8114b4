"""The list of a meeting on paper: one block a case, without a control; the browser prints the page."""

from __future__ import annotations

import streamlit as st

from dossier.agenda import KINDS
from dossier.dossiers import listed
from dossier.meeting import quorum, specialties
from dossier.meetings import OpenMeeting, cases_of
from store.engine import reading
from ui.web.agenda import Heard, heard
from ui.web.cells.hearing import words
from ui.web.databases import dossiers
from ui.web.look import escape, plain
from ui.web.navigation import MEETINGS

PRINT = "<script>window.print()</script>"


def show(opened: OpenMeeting) -> None:
    """What is read aloud at the meeting, in its order, with room for the decision."""
    with reading(dossiers()) as read:
        cases, versions = cases_of(read, opened.id), {one.id: one.version for one in listed(read)}
    with st.container(horizontal=True, key="print-controls"):
        st.page_link(MEETINGS, label="Revenir à la réunion", query_params={"reunion": opened.id})
        if st.button("Imprimer", type="primary"):
            st.html(PRINT, unsafe_allow_javascript=True)
    st.title(words(opened.meeting))
    found = quorum(opened.meeting)
    known = specialties()
    people = " ; ".join(
        f"{one.name} ({known.get(one.specialty, {'label': one.specialty})['label'].lower()})"
        for one in opened.meeting.participants
    )
    st.markdown(f"Présents : {plain(people) or 'liste à compléter'}")
    st.markdown("Quorum atteint." if found.reached else f"Quorum non atteint : il manque {', '.join(found.missing)}.")
    for number, one in enumerate(heard(cases, versions), start=1):
        st.html(_block(number, one))


def _block(number: int, one: Heard) -> str:
    retained = escape(one.retained) or "………………………………………………………………………………………………………………"
    return (
        f'<section class="printed"><h2>{number}. {escape(one.label)}</h2><p>{escape(one.line)}</p>'
        f"<p><strong>Question</strong> : {escape(one.question) or 'non renseignée'}</p>"
        f"<p><strong>{KINDS[one.standing.kind]}</strong> : {escape(one.standing.reason)}</p><p><strong>Décision</strong> : {retained}</p></section>"
    )
