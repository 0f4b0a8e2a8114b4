"""Where the cases of a list stand, worked out once for each version of a dossier and each state of the rules and the registry."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dossier import agenda
from dossier.agenda import Standing
from dossier.dossiers import open_dossier
from dossier.frcp_case import synthesis
from dossier.steps import Sources
from store.engine import reading
from ui.web.databases import dossiers
from ui.web.resources import sources


@dataclass(frozen=True)
class Heard:
    """A case of a list: its dossier, what it is in three sentences, where it stands, its question."""

    id: str
    label: str
    line: str
    question: str
    standing: Standing
    retained: str = ""


def heard(cases: dict[str, str], versions: dict[str, int]) -> list[Heard]:
    """The cases in the order of the list."""
    state = sources()
    stamp = (len(state.rules.guidelines), state.registry)
    return [_heard(id, label, versions.get(id, 0), stamp, state) for id, label in cases.items()]


@st.cache_data(show_spinner=False, max_entries=500)
def _heard(id: str, label: str, _version: int, _stamp: tuple[int, str], _sources: Sources) -> Heard:
    with reading(dossiers()) as read:
        notebook = open_dossier(read, id, _sources).notebook
    notebook.run_all()
    question = str(notebook.case.value("request.question") or "") if notebook.case else ""
    line = synthesis(notebook.case) if notebook.case else ""
    return Heard(id, label, line, question, agenda.standing(notebook), notebook.decision.retained)
