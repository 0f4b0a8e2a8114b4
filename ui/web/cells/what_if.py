"""Other values tried on a copy, and what they would change. The dossier itself is not touched."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dossier.changes import Changes, what_if
from guidelines.nearest import Change, nearest_changes
from matching.catalogue import catalogue
from matching.value import value_to_json
from matching.words import value_words
from ui.web.fields import field, label
from ui.web.look import escape, lines
from ui.web.opened import NOTICE, notebook

TRIED, PICK = "what-if", "what-if:pick"


def show() -> None:
    case = notebook().case
    if case is None:
        return
    tried: dict[str, Any] = st.session_state.setdefault(TRIED, {})
    st.caption("Une valeur changée ici ne change pas le dossier : elle montre ce qui serait proposé.")
    _choose()
    for key in list(tried):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        with left:
            value = notebook().copy()
            value.correct("features", key, tried[key], "hypothèse")
            held = value.case
            field(key, held.value(key) if held else None, _try, place="what-if")
        right.button("Retirer", key=f"what-if:drop:{key}", on_click=_drop, args=(key,), help=f"Retirer : {catalogue()[key].fr}")
    if tried:
        _result(tried)
    elif st.toggle("Chercher ce qui changerait la proposition", key="what-if:nearest"):
        _nearest()


def _choose() -> None:
    known = {
        spec.key: label(spec) for spec in catalogue().values() if spec.key not in st.session_state[TRIED] and spec.type != "text"
    }
    st.session_state[PICK] = None
    left, _ = st.columns([2, 3])
    left.selectbox(
        "Changer la valeur de", sorted(known, key=known.__getitem__), key=PICK, format_func=known.__getitem__, placeholder="choisir",
        on_change=_picked,
    )  # fmt: skip


def _picked() -> None:
    key, case = st.session_state[PICK], notebook().case
    if key and case is not None:
        value = case.value(key)
        st.session_state[TRIED][key] = value_to_json(value) if value is not None else None


def _try(key: str, value: Any) -> None:
    try:
        notebook().copy().correct("features", key, value, "hypothèse")
    except ValueError as error:
        st.session_state[NOTICE] = f"{error}."
        return
    st.session_state[TRIED][key] = value


def _drop(key: str) -> None:
    st.session_state[TRIED].pop(key, None)


def _result(tried: dict[str, Any]) -> None:
    _, found = what_if(notebook(), tried)
    if not found:
        st.info("Ces valeurs ne changent ni les propositions ni les essais.")
        return
    st.html(difference(found))


def difference(found: Changes) -> str:
    """What is gained and lost, as HTML."""
    parts = (
        ("Propositions nouvelles", found.gained),
        ("Propositions qui disparaissent", found.lost),
        ("Propositions qui changent", found.changed),
        ("Essais de plus", found.trials_gained),
        ("Essais de moins", found.trials_lost),
    )
    return "".join(f'<p class="because">{escape(title)} ({len(said)})</p>{lines(said)}' for title, said in parts if said)


def _nearest() -> None:
    """The smallest changes of known values that bring another proposal."""
    held = notebook()
    assert held.case is not None
    found = nearest_changes(held.case, held.sources.rules)
    if not found.changes:
        st.info("Aucun changement d'une ou deux valeurs connues ne change la proposition.")
    for index, change in enumerate(found.changes):
        with st.container(horizontal=True, vertical_alignment="center", key=f"nearest-{index}"):
            st.html(
                f"<p>{escape(_values(change))}</p>{lines([*(f'+ {one}' for one in change.gained), *(f'− {one}' for one in change.lost)])}"
            )
            st.button("Essayer", key=f"nearest:{index}", on_click=_take, args=(change,), help=f"Essayer : {_values(change)}")
    if not found.complete:
        st.caption("La recherche s'est arrêtée avant d'avoir tout essayé.")


def _values(change: Change) -> str:
    return " et ".join(f"{catalogue()[key].fr} : {value_words(key, value)}" for key, value in change.values.items())


def _take(change: Change) -> None:
    st.session_state[TRIED] = {key: value_to_json(value) for key, value in change.values.items()}
