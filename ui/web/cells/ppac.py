"""The PPAC, once a person says that active treatment has ended; its calendar leaves as .ics too."""

from __future__ import annotations

import datetime

import streamlit as st

from dossier.ppac import NoAftercare, propose_ppac
from ui.web import document
from ui.web.cells import programme
from ui.web.downloads import downloads
from ui.web.opened import notebook


def show() -> None:
    held = notebook()
    _end()
    proposed = held.output("ppac")
    if proposed is None or held.case is None:
        _why_not()
        return
    programme.text("ongoing", "Traitement qui se poursuit (hormonothérapie, entretien...)")
    programme.appointments(aftercare=True)
    downloads("ppac")
    document.show(proposed)


def _end() -> None:
    ended = notebook().programme.ended_on
    st.session_state["ppac:ended"] = datetime.date.fromisoformat(ended) if ended else None
    left, _ = st.columns([1, 3])
    left.date_input("Fin du traitement actif", key="ppac:ended", max_value="today", format="DD/MM/YYYY", on_change=_ended)


def _ended() -> None:
    day = st.session_state["ppac:ended"]
    programme.change(ended_on=day.isoformat() if day else "")


def _why_not() -> None:
    held = notebook()
    try:
        propose_ppac(held.case, held.output("recommendations"), held.programme) if held.case else None
    except NoAftercare as reason:
        words = str(reason)
        st.info(f"{words[0].upper()}{words[1:]}.")
