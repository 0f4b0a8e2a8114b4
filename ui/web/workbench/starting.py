"""A rule file begun from nothing: a guideline about a tumour, or an overlay over a guideline, as a draft to write."""

from __future__ import annotations

import datetime

import streamlit as st
from sqlmodel import Session

from guidelines import workbench
from guidelines.skeleton import skeleton
from matching.tumour_types import tumour_types
from store.users import User
from ui.web.resources import rules
from ui.web.workbench.acts import act
from ui.web.workbench.browse import EDIT, open_file

KINDS = {"guideline": "Un référentiel", "overlay": "Un calque, par-dessus un référentiel"}
KIND, NAME, TITLE = "workbench-start-kind", "workbench-start-id", "workbench-start-title"
SAID = "Brouillon commencé : ce qui est à écrire est dit dans le texte. Il ne change rien avant d'être validé par deux personnes."


def show() -> None:
    st.markdown("### Commencer")
    st.caption("Un fichier neuf, à écrire dans l'atelier : il contient un modèle, avec ce qui est à remplacer.")
    kind = (
        st.radio("Commencer", list(KINDS), key=KIND, format_func=KINDS.__getitem__, label_visibility="collapsed") or "guideline"
    )
    st.text_input("Titre", key=TITLE, max_chars=120)
    st.text_input(
        "Identifiant",
        key=NAME,
        max_chars=60,
        placeholder="colon-riom",
        help="En minuscules, chiffres et tirets ; il ne change plus",
    )
    if kind == "guideline":
        names = {code: tumour.label for code, tumour in sorted(tumour_types().items(), key=lambda one: one[1].label)}
        label = "Tumeur concernée"
    else:
        names = {one.id: one.title for one in sorted(rules().guidelines, key=lambda one: one.title)}
        label = "Référentiel concerné"
    about = st.selectbox(
        label, list(names), None, key=f"workbench-start-{kind}", format_func=names.__getitem__, placeholder="Choisir"
    )
    wanted = not (about and st.session_state[NAME].strip() and st.session_state[TITLE].strip())
    st.button("Commencer ce brouillon", disabled=wanted, on_click=_begin, args=(kind, about))


def _begin(kind: str, about: str) -> None:
    name, title = st.session_state[NAME].strip(), " ".join(st.session_state[TITLE].split())
    text = skeleton(kind, name, title, datetime.date.today(), about)

    def begin(writing: Session, by: User) -> None:
        if workbench.shipped_guideline(name):
            raise workbench.WorkbenchError(
                f"« {name} » est un référentiel livré : l'ouvrir pour le modifier, ou choisir un autre identifiant"
            )
        workbench.begin(writing, by, text)

    if act(SAID, begin):
        open_file(name, section=EDIT)
