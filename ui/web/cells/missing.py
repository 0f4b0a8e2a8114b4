"""What is missing, grouped by who can answer; an answer typed here is a correction like any other."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dossier.exports import docx
from dossier.letters import Letter, letters
from dossier.outgoing import identity_lines
from guidelines import Recommendations
from guidelines.questions import Question
from store.engine import reading
from store.identity import load_identity
from ui.web.cells.features import correct
from ui.web.databases import dossiers
from ui.web.downloads import LABELS
from ui.web.fields import field
from ui.web.look import escape
from ui.web.opened import notebook, opened
from ui.web.words import ASKED_OF, several

WORD = LABELS["docx"][2]
TREATMENTS = "history.treatments"
TREATMENTS_SAID = (
    "Onglet « Traitements » des caractéristiques : en ajouter un, écarter ou reclasser ceux qui ont été lus. "
    "S'il n'y en a pas eu d'autre, écrire « aucun autre traitement reçu » dans le texte."
)


def show() -> None:
    found: Recommendations = notebook().output("recommendations")
    if not found.missing:
        st.markdown("Rien ne manque pour les règles qui concernent ce cas.")
        return
    st.caption("N'est demandé que ce qui changerait une proposition ou que le bilan exige, les plus décisives d'abord.")
    for asked_of, title in ASKED_OF.items():
        asked = [question for question in found.missing if question.asked_of == asked_of]
        if asked:
            st.markdown(f"**{title}**")
            for question in asked:
                _row(question, found)
            _letter(asked_of)


def _letter(asked_of: str) -> None:
    """The letter that asks them for it, to copy or to download with the patient's identity."""
    held = notebook()
    found = held.output("recommendations")
    letter = next((one for one in letters(held.case, found, held.hearing) if one.to == asked_of), None) if held.case else None
    if letter is None:
        return
    with st.expander(f"Demande à : {letter.recipient}", key=f"letter-{asked_of}"):
        st.code(letter.text(), language=None, wrap_lines=True)
        st.download_button(
            "Télécharger la demande (Word)",
            partial(_written, letter, opened().id),
            f"demande-{asked_of}-{opened().id}.docx",
            WORD,
            key=f"letter:{asked_of}",
            on_click="ignore",
        )


def _written(letter: Letter, dossier_id: str) -> bytes:
    with reading(dossiers()) as read:
        identity = load_identity(read, dossier_id)
    return docx.write(letter.document(), identity_lines(identity) if identity else ())


def _row(question: Question, found: Recommendations) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        essential = '<span class="tag alert">bilan indispensable</span> ' if question.essential else ""
        st.html(
            f'<p class="question">{escape(question.question)} {essential}<span class="tag">{escape(question.reason)}</span></p>'
            f'<p class="quiet">{escape(_why(question, found))}</p>'
        )
    case = notebook().case
    with right:
        if question.feature == TREATMENTS:
            st.caption(TREATMENTS_SAID)
        elif case is not None:
            field(question.feature, case.value(question.feature), correct, place="missing")


def _why(question: Question, found: Recommendations) -> str:
    """What the answer may decide, named by the questions of the rules."""
    decided = [proposal.decision.question for proposal in found.proposals if proposal.id in question.changes]
    if not decided:
        return (
            "Demandé par le bilan."
            if not question.changes
            else f"Décide {several(len(question.changes), 'référentiel', 'référentiels')}."
        )
    return "Décide : " + " ; ".join(dict.fromkeys(decided))
