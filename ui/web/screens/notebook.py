"""The notebook of one dossier: numbered cells, each with its state, run again one by one or all together."""

from __future__ import annotations

import streamlit as st

from dossier.dossiers import NoSuchDossier, OpenDossier, label_of
from dossier.notebook import Notebook
from ui.web import history
from ui.web.cells import features, frame, frcp, missing, notes, ppac, pps, recommendations, summary, trials, what_if
from ui.web.look import plain
from ui.web.navigation import DOSSIERS
from ui.web.opened import edit, hold, keep, notebook, notices, opened
from ui.web.words import STATES

MODE, NAME = "automatic", "dossier-name"


def screen() -> None:
    try:
        held = hold(st.query_params.get("dossier", ""))
    except NoSuchDossier:
        st.error("Ce dossier n'existe pas ou a été supprimé.")
        st.page_link(DOSSIERS, label="Revenir à la liste des dossiers")
        return
    _header(held)
    notices()
    history.since_last_look()
    left, right = st.columns([5, 7], gap="medium")
    with left:
        frame.cell("summary", summary.show)
    with right:
        frame.cell("features", features.show)
    frame.cell("missing", missing.show, "recommendations")
    for name, show in (
        ("recommendations", recommendations.show),
        ("trials", trials.show),
    ):
        frame.cell(name, show)
    frame.cell("what_if", what_if.show, "recommendations")
    for name, show in (
        ("frcp", frcp.show),
        ("pps", pps.show),
        ("ppac", ppac.show),
        ("notes", notes.show),
    ):
        frame.cell(name, show)


def _header(held: OpenDossier) -> None:
    st.title(plain(held.label))
    links = " · ".join(f"[{number}. {title}](#{name})" for number, (name, title) in enumerate(frame.TITLES.items(), start=1))
    with st.container(key="notebook-links"):
        st.markdown(links)
    with st.container(horizontal=True, vertical_alignment="center", key="notebook-header"):
        st.session_state[MODE] = held.notebook.automatic
        st.toggle(
            "Recalcul automatique", key=MODE, on_change=_mode, help="Sinon, les cellules périmées attendent d'être relancées"
        )
        with st.popover("Renommer", help="Le nom du dossier, tel qu'il se lit dans les listes"):
            st.session_state[NAME] = held.label
            st.text_input("Nom du dossier", key=NAME, max_chars=120, on_change=_rename)
            st.caption("Lu dans toutes les listes : sans nom de patient. Vide, il suit la tumeur et l'âge.")
        stale = [
            frame.TITLES[name] for name in frame.TITLES if name in held.notebook.runs and held.notebook.state(name) == "stale"
        ]
        st.button("Tout relancer", on_click=_run_all, shortcut="Ctrl+Enter", type="primary" if stale else "secondary")
    if stale:
        st.warning(f"Cellules {STATES['stale']}s : {', '.join(stale)}. « Tout relancer » les met à jour.")
    history.versions(held)


def _mode() -> None:
    def change(held: Notebook) -> None:
        held.automatic = st.session_state[MODE]

    edit("mode.changed", change)


def _rename() -> None:
    held = opened()
    held.label = " ".join(st.session_state[NAME].split()) or label_of(held.notebook.case)
    keep("dossier.renamed")


def _run_all() -> None:
    notebook().run_all()
    keep("notebook.run")


screen()
