"""Cell 7: the PPS, a draft until the decision is announced to the patient by a person, on a date that person gives."""

from __future__ import annotations

import datetime

import streamlit as st

from matching.words import date_words
from ui.web import document
from ui.web.downloads import downloads
from ui.web.opened import edit, notebook


def show() -> None:
    proposed = notebook().output("pps")
    decision = notebook().decision
    if decision.announced:
        st.success(f"Annoncé au patient le {date_words(decision.announced_on)}.")
    elif decision.validated:
        left, right, _ = st.columns([1, 1.4, 1.6], vertical_alignment="bottom")
        day = left.date_input("Date de l'annonce au patient", "today", max_value="today", format="DD/MM/YYYY", key="pps:day")
        right.button("Le programme a été annoncé au patient", on_click=_announce, args=(day,))
    else:
        st.caption("Le programme pourra être annoncé, puis remis au patient, après la validation de la décision (cellule 6).")
    downloads(proposed)
    document.show(proposed)


def _announce(day: datetime.date) -> None:
    edit("decision.announced", lambda held: setattr(held, "decision", held.decision.announce(day.isoformat())))
