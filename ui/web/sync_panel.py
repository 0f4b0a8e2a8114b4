"""The copies of the registries: how fresh each is, starting a synchronisation in a process of its own, its progress, stopping it."""

from __future__ import annotations

import streamlit as st

from store.engine import reading, session
from store.running import RUNNING, shown
from trials import sync_state
from trials.tables import SyncState
from ui.sync_cli import start
from ui.web import child, sync_words
from ui.web.resources import registry

STARTED = "sync-process"


def show() -> None:
    states = _states()
    with st.expander("Copies des registres publics", expanded=_running(states), key="sync-panel"):
        if _running(states):
            _under_way()
            return
        for line in sync_words.lines(states) or ["Aucun registre public n'a encore été copié sur cette machine."]:
            st.caption(line)
        why = "ClinicalTrials.gov, ECLAIRE et CTIS ; seuls des numéros d'essais et des dates sont envoyés"
        if st.button("Mettre les copies à jour", help=why):
            child.started(STARTED, start())
            st.rerun()


@st.fragment(run_every=2)
def _under_way() -> None:
    states = _states()
    if not _running(states):
        st.rerun()
    for line in sync_words.lines(states) or ["La synchronisation commence."]:
        st.caption(line)
    for state in states:
        if shown(state) == RUNNING and state.total:
            st.progress(min(state.done / state.total, 1.0), text=state.step)
    st.button("Arrêter la synchronisation", on_click=_stop, help="Ce qui est déjà reçu est gardé ; la prochaine reprendra là")


def _states() -> list[SyncState]:
    with reading(registry()) as read:
        return list(sync_state.states(read))


def _running(states: list[SyncState]) -> bool:
    """Here or elsewhere."""
    return child.is_alive(STARTED) or any(shown(state) == RUNNING for state in states)


def _stop() -> None:
    if not any(shown(state) == RUNNING for state in _states()):
        child.end(STARTED)
    with session(registry()) as writing:
        sync_state.cancel(writing)
