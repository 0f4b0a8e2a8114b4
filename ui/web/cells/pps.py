"""The PPS, a draft until the decision is announced to the patient by a person, on a date that person gives."""

from __future__ import annotations

import datetime

import streamlit as st

from dossier.programme import update_reasons
from matching.words import date_words
from ui.web import document
from ui.web.cells import programme
from ui.web.downloads import downloads
from ui.web.opened import edit, notebook
from ui.web.sign_in import user


def show() -> None:
    proposed = notebook().output("pps")
    decision = notebook().decision
    if decision.announced:
        st.success(f"Annoncé au patient le {date_words(decision.announced_on)}.")
    elif decision.validated:
        left, right = st.columns([1, 3], vertical_alignment="bottom")
        day = left.date_input("Date de l'annonce au patient", "today", max_value="today", format="DD/MM/YYYY", key="pps:day")
        right.button("Le programme a été annoncé au patient", on_click=_announce, args=(day,))
    else:
        st.caption("Le programme pourra être annoncé, puis remis au patient, après la validation de la décision (cellule FRCP).")
    programme.appointments(aftercare=False)
    programme.contacts()
    if decision.announced:
        _hand_over()
    downloads("pps")
    document.show(proposed)


def _hand_over() -> None:
    """The version for the patient, and the record of each time it was handed over."""
    held = notebook()
    with st.container(key="pps-patient"):
        st.markdown("### Version pour le patient")
        downloads("pps_patient")
        issued = held.programme.issues
        for one in issued:
            st.caption(f"Version {one.number} remise le {date_words(one.date)} par {one.by}.")
        left, *middle, right = st.columns([1, 2, 1.2] if issued else [1, 3], vertical_alignment="bottom")
        day = left.date_input("Remise le", "today", max_value="today", format="DD/MM/YYYY", key="pps:handed")
        why, reasons = "", update_reasons()
        if issued:
            why = middle[0].selectbox(
                "Motif de mise à jour", ["", *reasons], format_func=lambda key: reasons.get(key, "à choisir"), key="pps:reason"
            )
        right.button(f"Version {len(issued) + 1} remise au patient", on_click=_handed, args=(day, why))


def _handed(day: datetime.date, why: str) -> None:
    edit("programme.handed", lambda held: setattr(held, "programme", held.programme.issued_on(day.isoformat(), user().name, why)))


def _announce(day: datetime.date) -> None:
    edit("decision.announced", lambda held: setattr(held, "decision", held.decision.announce(day.isoformat())))
