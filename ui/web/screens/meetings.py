"""Meetings: those to come and those held; one meeting with its people, its quorum and its list of cases."""

from __future__ import annotations

import datetime
from dataclasses import replace

import streamlit as st

from dossier.meeting import Meeting, kinds
from dossier.meetings import NoSuchMeeting, create_meeting, meetings, open_meeting
from store.engine import reading, session
from store.errors import StoreError
from ui.web import one_meeting, printed
from ui.web.cells.hearing import words
from ui.web.databases import dossiers
from ui.web.navigation import MEETINGS
from ui.web.sign_in import user


def screen() -> None:
    chosen = st.query_params.get("reunion", "")
    if not chosen:
        _list()
        return
    try:
        with reading(dossiers()) as read:
            opened = open_meeting(read, chosen)
    except NoSuchMeeting:
        st.error("Cette réunion n'existe pas ou a été supprimée.")
        st.page_link(MEETINGS, label="Revenir à la liste des réunions")
        return
    (printed if st.query_params.get("imprimer") else one_meeting).show(opened)


def _list() -> None:
    st.title("Réunions")
    with reading(dossiers()) as read:
        known = meetings(read)
    _new(known)
    if not known:
        st.info("Aucune réunion encore : créer la première ci-dessus.")
    today = datetime.datetime.now().astimezone().date().isoformat()
    for title, chosen in (
        ("À venir", [one for one in reversed(known) if one.date >= today]),
        ("Tenues", [one for one in known if one.date < today]),
    ):
        if chosen:
            st.markdown(f"## {title}")
        for one in chosen:
            st.page_link(MEETINGS, label=words(one), query_params={"reunion": one.id})


def _new(known: list[Meeting]) -> None:
    """A meeting from nothing, or after an earlier one whose name, composition and directory ids it takes over."""
    with st.expander("Nouvelle réunion", expanded=not known), st.form("new-meeting", border=False):
        left, middle, right = st.columns([2, 1, 1])
        name = left.text_input("Nom de la RCP", max_chars=120, placeholder="RCP sein du mercredi", key="new:name")
        kind = middle.selectbox("Type", list(kinds()), format_func=kinds().__getitem__, key="new:kind")
        day = right.date_input("Date", "today", format="DD/MM/YYYY", key="new:date")
        after = st.selectbox(
            "D'après une réunion précédente",
            [None, *known],
            format_func=lambda one: words(one) if one else "aucune",
            help="Reprend le nom, l'organe, le lieu, les identifiants et les participants.",
            key="new:after",
        )
        if not st.form_submit_button("Créer la réunion", type="primary"):
            return
    if not name.strip() and after is None:
        st.error("Une réunion a un nom : l'écrire, ou en choisir une précédente.")
        return
    model = after or Meeting(name.strip(), kind=kind)
    meeting = replace(model, name=name.strip() or model.name, date=day.isoformat())
    try:
        with session(dossiers()) as writing:
            created = create_meeting(writing, meeting, user())
    except StoreError as error:
        st.error(error.sentence)
        return
    st.switch_page(MEETINGS, query_params={"reunion": created.id})


screen()
