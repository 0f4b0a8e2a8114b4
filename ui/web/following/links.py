"""From a pair to its dossier, to the sheet of its trial, and onto the worklist."""

from __future__ import annotations

import streamlit as st

from dossier.screening.worklist import follow
from store.engine import session
from store.errors import StoreError
from trials.model import Trial
from ui.web.databases import dossiers
from ui.web.navigation import NOTEBOOK, TRIALS
from ui.web.sign_in import user


def links(dossier_id: str, trial_key: str, name: str) -> None:
    """Two links, side by side; `name` tells these buttons from others of the page."""
    with st.container(horizontal=True):
        if st.button("Ouvrir le dossier", key=f"link-dossier:{name}", type="tertiary"):
            st.switch_page(NOTEBOOK, query_params={"dossier": dossier_id})
        if st.button("Fiche de l'essai", key=f"link-trial:{name}", type="tertiary"):
            st.switch_page(TRIALS, query_params={"essai": trial_key})


def put_on_list(dossier_id: str, trial: Trial) -> None:
    """For a button: the patient and the trial go on the worklist, to review."""
    try:
        with session(dossiers()) as writing:
            follow(writing, dossier_id, trial, user())
    except StoreError as error:
        st.error(error.sentence)
