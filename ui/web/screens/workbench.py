"""The curators' page: what to read, one rule to write, try and sign, the files that come and go."""

from __future__ import annotations

import streamlit as st

from ui.web.workbench import browse, changes, edit, exchange, life, rule, to_read, trying
from ui.web.workbench.acts import notices
from ui.web.workbench.browse import EDIT, SECTION, VIEW
from ui.web.workbench.sheet import hold

VIEWS = {"regles": "Règles", "lire": "À lire", "fichiers": "Fichiers et journal"}
READ, TRY, HISTORY = "Lire", "Essayer sur les dossiers", "Historique et différences"
SECTIONS = (READ, EDIT, TRY, HISTORY)


def screen() -> None:
    asked = st.query_params.pop("vue", None)
    if asked in VIEWS:
        st.session_state[VIEW] = asked
    st.session_state.setdefault(VIEW, "regles")
    count = sum(to_read.waiting())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title("Atelier", width="stretch")
        view = st.segmented_control(
            "Vue", list(VIEWS), key=VIEW, required=True, label_visibility="collapsed", persist_state="session",
            format_func=lambda one: f"{VIEWS[one]} ({count})" if one == "lire" and count else VIEWS[one],
        )  # fmt: skip
    notices()
    {"regles": _rules, "lire": to_read.show, "fichiers": exchange.show}[view or "regles"]()


def _rules() -> None:
    held = hold(browse.choose_file())
    if held is None:
        st.error("Ce fichier n'existe plus : en choisir un autre.")
        return
    sheet, row = held
    life.show(sheet, row)
    st.session_state.setdefault(SECTION, READ)
    section = st.segmented_control(
        "Section", SECTIONS, key=SECTION, required=True, label_visibility="collapsed", persist_state="session"
    )
    if section == HISTORY:
        changes.show(sheet, row)
        return
    chosen = browse.choose_rule(sheet, drawn=section == READ)
    {READ: rule.show, EDIT: edit.show, TRY: trying.show}[section or READ](sheet, chosen)


screen()
