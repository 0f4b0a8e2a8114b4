"""The copies of the registries: how fresh each is, starting a synchronisation in a process of its own, its progress, stopping it."""

from __future__ import annotations

import subprocess

import streamlit as st

from store.engine import reading, session
from trials import sync_state
from trials.tables import SyncState
from ui.sync_cli import start
from ui.web import sync_words
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
            st.session_state[STARTED] = start()
            st.rerun()


@st.fragment(run_every=2)
def _under_way() -> None:
    states = _states()
    if not _running(states):
        st.rerun()
    for line in sync_words.lines(states) or ["La synchronisation commence."]:
        st.caption(line)
    for state in states:
        if sync_state.shown(state) == sync_state.RUNNING and state.total:
            st.progress(min(state.done / state.total, 1.0), text=state.step)
    st.button("Arrêter la synchronisation", on_click=_stop, help="Ce qui est déjà reçu est gardé ; la prochaine reprendra là")


def _states() -> list[SyncState]:
    with reading(registry()) as read:
        return list(sync_state.states(read))


def _running(states: list[SyncState]) -> bool:
    """Here or elsewhere; a process just started has not written its row yet."""
    mine: subprocess.Popen[bytes] | None = st.session_state.get(STARTED)
    if mine is not None and mine.poll() is not None:
        del st.session_state[STARTED]
        mine = None
    return mine is not None or any(sync_state.shown(state) == sync_state.RUNNING for state in states)


def _stop() -> None:
    """A process that has not written its row yet would not read that it is to stop: it is ended."""
    mine: subprocess.Popen[bytes] | None = st.session_state.get(STARTED)
    if mine is not None and not any(sync_state.shown(state) == sync_state.RUNNING for state in _states()):
        mine.terminate()
    with session(registry()) as writing:
        sync_state.cancel(writing)
