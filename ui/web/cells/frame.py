"""What every cell has around it: its number, title, execution count, state, and the button that runs it again."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dossier.notebook import INPUT_CELLS
from ui.web.opened import keep, notebook
from ui.web.words import STATE_COLOURS, STATES

TITLES = {
    "summary": "Résumé",
    "features": "Caractéristiques",
    "missing": "Informations manquantes",
    "recommendations": "Propositions des référentiels",
    "trials": "Essais cliniques",
    "what_if": "Et si ?",
    "frcp": "FRCP",
    "pps": "PPS",
    "ppac": "PPAC",
    "notes": "Notes libres",
}
BLOCKED = "Une cellule précédente a échoué : la corriger, puis relancer."
NEVER = "Cette cellule n'a pas encore été exécutée : la relancer."


def cell(name: str, inside: Callable[[], None], computed_as: str = "") -> None:
    """One cell. `computed_as` is the step of the notebook that its content comes from, where that is another one."""
    step = computed_as or name
    with st.container(border=True, key=f"cell-{name}"):
        _header(name, step)
        state = notebook().state(step)
        if state == "failed":
            sentence = notebook().runs[step].error
            st.error(sentence[:1].upper() + sentence[1:] + ".")
        elif state == "blocked":
            st.warning(BLOCKED)
        elif state == "empty":
            st.info(NEVER)
        else:
            inside()


def _header(name: str, step: str) -> None:
    number = list(TITLES).index(name) + 1
    with st.container(horizontal=True, vertical_alignment="center", key=f"header-{name}"):
        count = notebook().count(step)
        st.html(f'<span class="count" aria-label="exécutions : {count}">[{count or " "}]</span>', width="content")
        st.header(f"{number}. {TITLES[name]}", anchor=name, width="stretch")
        if step not in INPUT_CELLS:
            state = notebook().state(step)
            st.badge(STATES[state], color=STATE_COLOURS[state])
            st.button(
                "Relancer", key=f"run:{name}", on_click=run, args=(step,), type="tertiary", help=f"Relancer la cellule {number}"
            )


def run(step: str) -> None:
    """Runs one cell on the present outputs of those before it."""
    notebook().run(step)
    keep("cell.run")
