"""The trials of this machine's registry: search, and the sheet of one with its criteria as formalised beside its text."""

from __future__ import annotations

import streamlit as st

from store.engine import reading
from trials import corrections, merge
from trials.formalise import criteria_of, local_criteria
from ui.web import trial_search, trial_sheet
from ui.web.databases import dossiers
from ui.web.navigation import TRIALS
from ui.web.resources import registry as database


def screen() -> None:
    identifier = st.query_params.get("essai")
    if identifier:
        _sheet(identifier)
    else:
        trial_search.show()


def _sheet(identifier: str) -> None:
    with reading(database()) as read:
        trial = merge.get(read, identifier)
        criteria = [*criteria_of(read, trial), *local_criteria(trial)] if trial else []
    st.page_link(TRIALS, label="Revenir à la recherche")
    if trial is None:
        st.error(
            "Cet essai n'est pas dans le registre de cette machine : vérifier son numéro, ou l'importer (carnet trials import)."
        )
        return
    with reading(dossiers()) as kept:
        corrected = corrections.kept(kept).get(trial.key, [])
    trial_sheet.show(trial, corrections.applied(trial.key, criteria, {trial.key: corrected}), corrected)


screen()
