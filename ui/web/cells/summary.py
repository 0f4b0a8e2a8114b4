"""The text of the case with the words that prove each value, what was masked, and its editing."""

from __future__ import annotations

import streamlit as st

from dossier.masking import rewrite
from ui.web import evidence
from ui.web.opened import edit, notebook
from ui.web.words import IDENTIFIERS, several

PICKED, EVIDENCE, TEXT = "picked", "evidence", "summary_text"


def show() -> None:
    held = notebook()
    # Places in the text hold only for the text that was read.
    case = held.computed_case if held.state("features") == "fresh" else None
    if st.session_state.get("editing") == TEXT:
        _editor()
    else:
        evidence.show(held.text, case, chosen(), _pick, EVIDENCE)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("Cliquer un mot surligné, ou Tab puis Entrée : ses valeurs s'affichent à côté.", width="stretch")
            st.button("Modifier le texte", on_click=_start, type="tertiary")
    _masked()


def chosen() -> tuple[str, ...]:
    """The features shown beside the text because their words were picked, or whose words are to be shown."""
    return tuple(st.session_state.get(PICKED, {}).get("keys", ()))


def _pick() -> None:
    st.session_state[PICKED] = dict(st.session_state[EVIDENCE].picked)
    st.session_state["group"] = PICKED


def _start() -> None:
    st.session_state["editing"] = TEXT


def _editor() -> None:
    if TEXT not in st.session_state:
        st.session_state[TEXT] = notebook().text
    st.text_area("Texte du résumé", key=TEXT, height=520)
    st.caption("Les mots masqués (Xxxx) restent masqués s'ils ne sont pas retouchés ; un nom ajouté ici est masqué à son tour.")
    with st.container(horizontal=True):
        st.button("Enregistrer le texte", type="primary", on_click=_rewrite)
        st.button("Annuler", on_click=_stop)


def _rewrite() -> None:
    text = st.session_state[TEXT]
    if text != notebook().text and edit("summary.written", lambda held: rewrite(held, text)):
        st.session_state.pop(PICKED, None)
    _stop()


def _stop() -> None:
    st.session_state.pop("editing", None)
    st.session_state.pop(TEXT, None)


def _masked() -> None:
    hidden = notebook().originals
    if not hidden:
        st.caption("Aucun mot identifiant trouvé dans ce texte. Vérifier qu'il n'en reste pas.")
        return
    with st.expander(f"{several(len(hidden), 'mot identifiant masqué', 'mots identifiants masqués')} — à vérifier", key="masked"):
        st.caption("Ces mots sont remplacés, à longueur égale, dans le texte de travail ; ils sont gardés chiffrés à part.")
        st.table(
            [{"Mot": item.text, "Nature": IDENTIFIERS.get(item.kind, item.kind)} for item in hidden],
            border="horizontal",
            hide_index=True,
        )
