"""When every dossier was last put before every open trial; starting it again in a process of its own, its progress, stopping it."""

from __future__ import annotations

import streamlit as st

from dossier.screening import progress
from dossier.tables import ScreeningRun
from store.engine import reading, session
from store.running import INTERRUPTED, RUNNING, shown
from ui.screen_cli import start
from ui.web import child
from ui.web.databases import dossiers
from ui.web.words import moment

STARTED = "screening-process"


def show() -> None:
    row = _row()
    if _running(row):
        _under_way()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words(row), width="stretch")
        if st.button(
            "Mettre le suivi à jour", help="Examine les paires dont le dossier ou les critères ont changé, et lève les alertes"
        ):
            child.started(STARTED, start())
            st.rerun()


def words(row: ScreeningRun | None) -> str:
    """'Dernier passage de tous les dossiers : 23/11/2026 à 05:40.'."""
    if row is None or (row.last_success_at is None and not row.message):
        return "Aucun passage encore : les dossiers n'ont pas été mis face à tous les essais ouverts."
    last = (
        f"Dernier passage de tous les dossiers : {moment(row.last_success_at)}."
        if row.last_success_at
        else "Aucun passage entier encore."
    )
    if shown(row) == INTERRUPTED:
        return f"{last} Le suivant a été interrompu ; rien n'a été changé."
    return f"{last} {row.message}".strip()


def _row() -> ScreeningRun | None:
    with reading(dossiers()) as read:
        return progress.state(read)


def _running(row: ScreeningRun | None) -> bool:
    """Here or in another session."""
    return child.is_alive(STARTED) or (row is not None and shown(row) == RUNNING)


@st.fragment(run_every=1)
def _under_way() -> None:
    row = _row()
    if not _running(row):
        st.rerun()
    begun = row is not None and shown(row) == RUNNING
    step, share = "", 0.0
    if begun and row is not None:
        step = f" : {row.step}, {row.done} sur {row.total}" if row.step else ""
        share = min(row.done / row.total, 1.0) if row.total else 0.0
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(share, text=f"Passage de tous les dossiers en cours{step}", width="stretch")
        st.button("Arrêter", on_click=_stop, help="Arrête le passage ; rien n'aura été changé")


def _stop() -> None:
    row = _row()
    if not (row and shown(row) == RUNNING):
        child.end(STARTED)
    with session(dossiers()) as writing:
        progress.cancel(writing)
