"""How fresh the copy of each registry is, in words: when it was last brought up to date, how far one under way is, why one failed."""

from __future__ import annotations

from collections.abc import Iterable

from store import running
from trials.tables import SyncState
from ui.web.trial_sources import SOURCES
from ui.web.words import moment


def lines(states: Iterable[SyncState]) -> list[str]:
    """['ClinicalTrials.gov : à jour au 23/11/2026 à 05:10', 'CTIS : synchronisation en cours, fiches des essais, 40 sur 210', …]."""
    return [f"{SOURCES.get(state.source, state.source)} : {_line(state)}" for state in states]


def _line(state: SyncState) -> str:
    fresh = f"à jour au {moment(state.last_success_at)}" if state.last_success_at else "jamais copié en entier"
    shown = running.shown(state)
    if shown == running.DONE:
        return fresh
    if shown == running.RUNNING:
        count = f", {state.done} sur {state.total}" if state.total else ""
        return f"synchronisation en cours{', ' + state.step[0].lower() + state.step[1:] if state.step else ''}{count}"
    if shown == running.FAILED:
        return f"{fresh} ; la dernière synchronisation a échoué. {state.message}"
    return f"{fresh} ; la dernière synchronisation a été interrompue, la prochaine reprendra où elle en était"
