"""Who is at a meeting, and the cases it hears: added and taken off one by one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from dossier.dossiers import listed, open_dossier
from dossier.exports import xlsx
from dossier.meeting import Participant, specialties
from dossier.meetings import OpenMeeting, cases_of, enlist, withdraw
from store.engine import reading, session
from store.errors import StoreError
from ui.web.databases import dossiers
from ui.web.look import plain
from ui.web.navigation import NOTEBOOK
from ui.web.resources import sources
from ui.web.sign_in import user

PROBLEM = "meeting:problem"
Saved = Callable[..., None]  # save(opened, participants=...)


def people(opened: OpenMeeting, save: Saved) -> None:
    people = opened.meeting.participants
    known = specialties()
    for index, one in enumerate(people):
        with st.container(horizontal=True, vertical_alignment="center", key=f"participant-{index}"):
            label = known.get(one.specialty, {"label": one.specialty})["label"]
            st.markdown(f"{plain(one.name)} · {label}{' · à distance' if one.remote else ''}", width="stretch")
            st.button(
                "Retirer", key=f"leave:{index}", help=f"Retirer {one.name}",
                on_click=save, args=(opened,), kwargs={"participants": people[:index] + people[index + 1 :]},
            )  # fmt: skip
    with st.form("participant", clear_on_submit=True, border=False):
        name, specialty, rpps, remote, add = st.columns([2, 2, 1.2, 0.8, 0.8], vertical_alignment="bottom")
        who = name.text_input("Nom", max_chars=120, key="participant:name")
        what = specialty.selectbox(
            "Spécialité ou profession", list(known), format_func=lambda key: known[key]["label"], key="participant:specialty"
        )
        number = rpps.text_input("RPPS", max_chars=20, key="participant:rpps")
        away = remote.checkbox("À distance", key="participant:remote")
        if add.form_submit_button("Ajouter"):
            if who.strip():
                save(opened, participants=(*people, Participant(who.strip(), what, number.strip(), away)))
            else:
                st.session_state[PROBLEM] = "Un participant a un nom : l'écrire avant d'ajouter."
            st.rerun()


def cases(opened: OpenMeeting) -> None:
    with reading(dossiers()) as read:
        heard = cases_of(read, opened.id)
        others = {row.id: row.label for row in listed(read) if row.id not in heard}
    if not heard:
        st.info("Aucun dossier sur cette liste : en ajouter ci-dessous, ou choisir la réunion depuis le carnet.")
    for number, (dossier, label) in enumerate(heard.items(), start=1):
        with st.container(horizontal=True, vertical_alignment="center", key=f"case-{dossier}"):
            st.page_link(NOTEBOOK, label=f"{number}. {plain(label)}", query_params={"dossier": dossier}, width="stretch")
            st.button(
                "Retirer",
                key=f"off:{dossier}",
                help=f"Retirer {label} de la liste",
                on_click=_list,
                args=(withdraw, opened.id, dossier),
            )
    if heard:
        st.download_button(
            "Télécharger la liste pour le réseau (XLSX)",
            partial(_workbook, list(heard)),
            f"rcp-{opened.id}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key="meeting:xlsx",
            on_click="ignore",
        )
    if others:
        with st.form("case", border=False):
            which, add = st.columns([4, 1], vertical_alignment="bottom")
            chosen = which.selectbox("Dossier", list(others), format_func=others.__getitem__, key="meeting:case")
            if add.form_submit_button("Ajouter à la liste"):
                _list(enlist, opened.id, chosen)
                st.rerun()


def _workbook(heard: list[str]) -> bytes:
    """One line a case, without identity."""
    rows = []
    with reading(dossiers()) as read:
        for dossier in heard:
            notebook = open_dossier(read, dossier, sources()).notebook
            notebook.run_all()
            rows.append(xlsx.row_of(dossier, notebook))
    return xlsx.write(rows)


def _list(change: Any, meeting_id: str, dossier_id: str) -> None:
    try:
        with session(dossiers()) as writing:
            change(writing, meeting_id, dossier_id, user())
    except StoreError as error:
        st.session_state[PROBLEM] = error.sentence
