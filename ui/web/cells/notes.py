"""Free notes, kept with the dossier and never read by the program."""

from __future__ import annotations

import streamlit as st

from dossier.notebook import Notebook
from ui.web.opened import edit, notebook

KEY = "notes_text"


def show() -> None:
    st.session_state[KEY] = notebook().notes
    st.text_area(
        "Notes libres",
        key=KEY,
        height=120,
        on_change=_changed,
        placeholder="Pour l'équipe : ces notes ne servent à aucun calcul.",
    )


def _changed() -> None:
    edit("notes.written", _write)


def _write(held: Notebook) -> None:
    held.notes = st.session_state[KEY]
