"""The treatments read in the text, received and proposed, on a timeline and as a table."""

from __future__ import annotations

import streamlit as st

from dossier.pictures import timeline
from matching.case import Case, Treatment
from matching.words import treatment_words
from ui.web import pictures
from ui.web.look import escape, table


def show(case: Case) -> None:
    """One line a record, with the words it was read from; whether the words close the list is said below."""
    pictures.show(timeline.svg(case), timeline.words(case), "timeline")
    if case.treatments:
        st.html(table(("Traitement", "Lu dans le texte"), map(_row, case.treatments)))
    st.caption(
        "Le texte dit qu'il n'y en a pas eu d'autre." if case.history_complete else "Le texte ne dit pas s'il y en a eu d'autres."
    )


def _row(record: Treatment) -> tuple[str, str]:
    words = " ; ".join(dict.fromkeys(" ".join(item.text.split()) for item in record.evidence if item.text))
    tag = '<span class="tag">proposé</span> ' if record.planned else ""
    return tag + escape(treatment_words(record)), escape(words)
