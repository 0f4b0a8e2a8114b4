"""The curators' page without a browser, on one shipped rule: going to it, filling it in, reading what it says."""

from __future__ import annotations

import html
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier
from guidelines.load import load_all
from guidelines.workbench import shipped_text
from store.users import User
from tests.ui.screen import show, texts

SignIn = Callable[..., User]


BREAST, RULE, OPTION = "breast-localised", "her2-neoadjuvant", "TCHP néoadjuvant"


READ, EDIT, TRY, HISTORY = "Lire", "Modifier", "Essayer sur les dossiers", "Historique et différences"


SHIPPED = next(one for one in load_all().guidelines if one.id == BREAST)


# The rule no longer proposes anything before 20 years: no example of the file holds any more, but it can be read.
MOVED = shipped_text(SHIPPED).replace(
    'when: {all: [{ref: her2_positive}, {ref: large_or_nodal}, {patient.age: "< 80"}]}',
    'when: {all: [{ref: her2_positive}, {ref: large_or_nodal}, {patient.age: "< 20"}]}',
)


def workbench(page: AppTest, section: str = READ, file: str = BREAST, rule: str = RULE) -> AppTest:
    show(page, "workbench", fichier=file, regle=rule)
    page.session_state["workbench-section"] = section
    return page.run()


def field(page: AppTest, label: str) -> str:
    return next(one for one in page.text_input if one.label == label).value


def fill(page: AppTest, label: str, words: str) -> AppTest:
    return next(one for one in page.text_input if one.label == label).input(words).run()


def said(page: AppTest) -> str:
    """Everything the page says, as it is read."""
    return html.unescape(texts(page))


def proposed(page: AppTest, dossier: OpenDossier) -> bool:
    """Does the notebook propose the option to this dossier?"""
    show(page, "notebook", dossier=dossier.id)
    return any(button.label.startswith(f"Retenir : {OPTION}") for button in page.button)
