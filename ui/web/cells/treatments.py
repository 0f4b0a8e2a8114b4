"""The treatments read in the text, received and proposed, on a timeline and one by one; a person may set aside one that was read wrongly."""

from __future__ import annotations

import streamlit as st

from dossier.notebook import Correction
from dossier.pictures import timeline
from dossier.set_aside import CELL, record_id, record_words
from matching.case import Case, Treatment
from matching.words import treatment_words
from ui.web import pictures
from ui.web.look import escape
from ui.web.opened import edit, notebook
from ui.web.sign_in import user
from ui.web.words import several


def show(case: Case) -> None:
    """One line a record, with the words it was read from; whether the words close the list, and what was set aside, are said below."""
    pictures.show(timeline.svg(case), timeline.words(case), "timeline")
    for index, record in enumerate(case.treatments):
        left, right = st.columns([7, 1], vertical_alignment="center", gap="small")
        left.html(_words(record))
        right.button(
            "Écarter",
            key=f"aside:{record_id(record)}:{index}",
            on_click=_set_aside,
            args=(record,),
            type="tertiary",
            help=f"Mal lu, à ne pas compter : {treatment_words(record)}",
        )
    st.caption(_closed(case))
    _aside(notebook().corrections.get(CELL, {}))


def _words(record: Treatment) -> str:
    tag = '<span class="tag">proposé</span> ' if record.planned else ""
    said = record_words(record)
    quoted = f' <span class="quiet">« {escape(said)} »</span>' if said else ""
    return f"{tag}{escape(treatment_words(record))}{quoted}"


def _closed(case: Case) -> str:
    read = notebook().computed_case
    if case.history_complete:
        return "Le texte dit qu'il n'y en a pas eu d'autre."
    if read and read.history_complete:
        return "Le texte dit qu'il n'y en a pas eu d'autre ; un traitement reçu étant écarté, la liste n'est plus tenue pour complète."
    return "Le texte ne dit pas s'il y en a eu d'autres."


def _aside(said: dict[str, Correction]) -> None:
    """What people set aside, each with who did; then how many of these decisions the text no longer calls for."""
    read = notebook().computed_case
    held = [(record, said[record_id(record)]) for record in read.treatments if record_id(record) in said] if read else []
    if held:
        st.markdown("**Écartés par une personne**")
    for index, (record, decision) in enumerate(held):
        left, right = st.columns([7, 1], vertical_alignment="center", gap="small")
        left.html(
            f'<s>{_words(record)}</s> <span class="tag person">écarté</span> <span class="quiet">par {escape(decision.person)}</span>'
        )
        right.button(
            "Rétablir",
            key=f"restore:{record_id(record)}:{index}",
            on_click=_restore,
            args=(record_id(record),),
            type="tertiary",
            help=f"Compter de nouveau : {treatment_words(record)}",
        )
    if held:
        st.caption(
            "Un traitement écarté ne compte plus, ni les lignes qui en étaient déduites. Ce qui a été donné se dit dans le texte."
        )
    lapsed = len(said.keys() - {record_id(record) for record, _ in held})
    if lapsed:
        st.caption(
            f":orange[À vérifier :] le texte a changé ; {several(lapsed, 'traitement écarté auparavant', 'traitements écartés auparavant')}"
            " n'y est plus lu de même. S'il est encore dans la liste, il compte."
        )


def _set_aside(record: Treatment) -> None:
    edit("treatment.set_aside", lambda held: held.set_aside(record, user().name))


def _restore(path: str) -> None:
    edit("treatment.restored", lambda held: held.restore(CELL, path))
