"""Following trials: the coordinator's page, with the worklist, the alerts, and one trial over every stored dossier."""

from __future__ import annotations

import streamlit as st

from ui.web.following import alerts, one_trial, passing, worklist

VIEWS = {"liste": "Liste de travail", "alertes": "Alertes", "essai": "Un essai, tous les dossiers"}
SHOWN = {"liste": worklist.show, "alertes": alerts.show, "essai": one_trial.show}


def screen() -> None:
    st.title("Suivi des essais")
    passing.show()
    waiting = alerts.unseen()
    asked = st.query_params.get("vue", "essai" if "essai" in st.query_params else "liste")
    st.session_state.setdefault("following-view", asked if asked in VIEWS else "liste")
    view = st.segmented_control(
        "Vue", list(VIEWS), key="following-view", required=True, label_visibility="collapsed",
        format_func=lambda one: f"{VIEWS[one]} ({waiting})" if one == "alertes" and waiting else VIEWS[one],
    )  # fmt: skip
    SHOWN[view or "liste"]()


screen()
