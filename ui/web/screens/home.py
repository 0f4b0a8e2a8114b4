"""An oncologist's day: the next meeting, its cases sorted by what they still need, and one's own dossiers."""

from __future__ import annotations

import datetime

import streamlit as st

from dossier.agenda import KINDS
from dossier.dossiers import Listed, listed
from dossier.meeting import Meeting
from dossier.meetings import cases_of, meetings
from store.engine import reading
from ui.web.agenda import Heard, heard
from ui.web.cells.hearing import words
from ui.web.databases import dossiers
from ui.web.look import plain
from ui.web.navigation import MEETINGS, NEW, NOTEBOOK, WORKBENCH
from ui.web.sign_in import user
from ui.web.words import moment, several
from ui.web.workbench import to_read

MINE = 12


def screen() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(f"Bonjour {plain(user().name)}", width="stretch")
        if st.button("Nouveau dossier", type="primary"):
            st.switch_page(NEW)
    today = datetime.datetime.now().astimezone().date().isoformat()
    with reading(dossiers()) as read:
        known = listed(read)
        coming = [one for one in reversed(meetings(read)) if one.date >= today]
        cases = cases_of(read, coming[0].id) if coming else {}
    if waiting := to_read.words():
        st.page_link(WORKBENCH, label=f"Atelier des référentiels : {waiting}", query_params={"vue": "lire"})
    _next_meeting(coming, cases, known)
    _mine(known)


def _next_meeting(coming: list[Meeting], cases: dict[str, str], known: list[Listed]) -> None:
    st.markdown("## Prochaine réunion")
    if not coming:
        st.info("Aucune réunion à venir : en créer une sur la page des réunions.")
        st.page_link(MEETINGS, label="Réunions")
        return
    st.page_link(MEETINGS, label=words(coming[0]), query_params={"reunion": coming[0].id})
    if not cases:
        st.markdown("Aucun dossier sur sa liste pour l'instant.")
    found = heard(cases, {one.id: one.version for one in known})
    for kind, title in KINDS.items():
        chosen = [one for one in found if one.standing.kind == kind]
        if chosen:
            st.markdown(f"### {title} ({len(chosen)})")
        for one in chosen:
            _case(one)
    for meeting in coming[1:4]:
        st.page_link(MEETINGS, label=f"Ensuite : {words(meeting)}", query_params={"reunion": meeting.id})


def _case(one: Heard) -> None:
    with st.container(border=True, key=f"heard-{one.id}"):
        st.page_link(NOTEBOOK, label=f"**{plain(one.label)}**", query_params={"dossier": one.id})
        st.markdown(plain(one.line))
        if one.question:
            st.markdown(f"Question : {plain(one.question)}")
        st.caption(plain(one.standing.reason))


def _mine(known: list[Listed]) -> None:
    mine = [one for one in known if user().name in (one.created_by, one.updated_by)]
    st.markdown("## Mes dossiers")
    if not mine:
        st.markdown("Aucun dossier à votre nom. **Nouveau dossier** part d'un texte collé, d'un fichier ou d'un exemple fictif.")
    for one in mine[:MINE]:
        state = "décision validée" if one.validated else "en préparation"
        label = f"{plain(one.label)} — {state}, modifié le {moment(one.updated_at)}"
        st.page_link(NOTEBOOK, label=label, query_params={"dossier": one.id})
    if len(mine) > MINE:
        st.caption(f"{several(len(mine), 'dossier', 'dossiers')} en tout : la page des dossiers les montre tous.")


screen()
