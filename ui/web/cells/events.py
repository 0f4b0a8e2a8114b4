"""What happened beside the treatments, as a table: examinations with their result, toxicities, other cancers."""

from __future__ import annotations

import streamlit as st

from matching.case import Case, Event
from matching.catalogue import catalogue
from matching.words import date_words, event_name
from ui.web.look import escape, table


def show(case: Case) -> None:
    """One table a kind, the latest first, each line with the words it was read from; what has no date comes last."""
    for key in dict.fromkeys(event.key for event in case.events):
        told = [event for event in case.events if event.key == key]
        name = catalogue()[key].fr.partition(" (")[0]
        st.html(
            table(("Date", name, "Lu dans le texte"), map(_row, sorted(told, key=lambda event: event.date or "", reverse=True)))
        )


def _row(event: Event) -> tuple[str, str, str]:
    words = " ; ".join(dict.fromkeys(" ".join(item.text.split()) for item in event.evidence if item.text))
    return escape(date_words(event.date) if event.date else "—"), escape(event_name(event)), escape(words)
