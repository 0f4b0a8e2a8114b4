"""One meeting on screen: what it is, who is there, whether that makes a quorum, and the cases it hears. Saved at every edit."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import streamlit as st

from dossier.meeting import Meeting, kinds, organs, quorum
from dossier.meetings import OpenMeeting, save_meeting
from store.engine import session
from store.errors import StoreError
from ui.web import meeting_people
from ui.web.databases import dossiers
from ui.web.meeting_people import PROBLEM
from ui.web.navigation import MEETINGS
from ui.web.sign_in import user

DIRECTORY = ("Réseau régional", "Gestionnaire", "RCP")


def show(opened: OpenMeeting) -> None:
    meeting = opened.meeting
    st.title(meeting.title())
    with st.container(horizontal=True):
        st.page_link(MEETINGS, label="Toutes les réunions")
        st.page_link(MEETINGS, label="Liste à imprimer", query_params={"reunion": opened.id, "imprimer": "1"})
    if problem := st.session_state.pop(PROBLEM, None):
        st.error(problem)
    _what(opened)
    st.markdown("## Participants")
    found = quorum(meeting)
    if found.reached:
        st.success("Quorum atteint.")
    else:
        st.warning(f"Quorum non atteint : il manque {', '.join(found.missing)}.")
    meeting_people.people(opened, _save)
    st.markdown("## Dossiers")
    meeting_people.cases(opened)


def _what(opened: OpenMeeting) -> None:
    meeting = opened.meeting
    first, second, third, fourth = st.columns([2, 1, 1.5, 1])
    _text(opened, first, "Nom de la RCP", "name", meeting.name)
    _chosen(opened, second, "Type", "kind", meeting.kind, kinds())
    about = {name: name for name in organs(meeting.kind)}
    _chosen(
        opened, third, "Thème" if meeting.kind == "transversal" else "Organe", "organ", meeting.organ, {"": "à choisir", **about}
    )
    st.session_state["meeting:date"] = datetime.date.fromisoformat(meeting.date) if meeting.date else None
    fourth.date_input(
        "Date", key="meeting:date", format="DD/MM/YYYY",
        on_change=lambda: _save(opened, date=st.session_state["meeting:date"].isoformat() if st.session_state["meeting:date"] else ""),
    )  # fmt: skip
    place, *flags = st.columns([2, 1, 1, 1], vertical_alignment="bottom")
    _text(opened, place, "Lieu", "place", meeting.place)
    for column, (name, label) in zip(
        flags, {"remote": "À distance", "recourse": "RCP de recours", "paediatric": "RCP pédiatrique"}.items(), strict=True
    ):
        key = f"meeting:{name}"
        st.session_state[key] = getattr(meeting, name)
        column.checkbox(label, key=key, on_change=lambda name=name, key=key: _save(opened, **{name: st.session_state[key]}))
    with st.expander("Identifiants de l'annuaire national des RCP"):
        for index, (column, label) in enumerate(zip(st.columns(3), DIRECTORY, strict=True)):
            key = f"meeting:directory:{index}"
            st.session_state[key] = meeting.directory[index]
            column.text_input(label, key=key, max_chars=60, on_change=_directory, args=(opened, index, key))


def _text(opened: OpenMeeting, place: Any, label: str, name: str, value: str) -> None:
    key = f"meeting:{name}"
    st.session_state[key] = value
    place.text_input(label, key=key, max_chars=120, on_change=lambda: _save(opened, **{name: st.session_state[key].strip()}))


def _chosen(opened: OpenMeeting, place: Any, label: str, name: str, value: str, options: dict[str, str]) -> None:
    key = f"meeting:{name}"
    st.session_state[key] = value if value in options else ""
    place.selectbox(
        label, list(options), key=key, format_func=options.__getitem__, on_change=lambda: _save(opened, **{name: st.session_state[key]})
    )  # fmt: skip


def _directory(opened: OpenMeeting, index: int, key: str) -> None:
    ids = list(opened.meeting.directory)
    ids[index] = st.session_state[key].strip()
    _save(opened, directory=tuple(ids))


def _save(opened: OpenMeeting, **values: Any) -> None:
    meeting: Meeting = replace(opened.meeting, **values)
    try:
        with session(dossiers()) as writing:
            save_meeting(writing, opened, meeting, user())
    except StoreError as error:
        st.session_state[PROBLEM] = error.sentence
