"""Why a feature is held, and what a person can say of it: its words in the text, confirm, take a correction back."""

from __future__ import annotations

import re

import streamlit as st

from matching.case import Case, Feature
from matching.catalogue import catalogue
from matching.value import CaseError, value_from_json, value_to_json
from matching.words import date_words, value_words
from ui.web.cells.summary import PICKED
from ui.web.look import escape
from ui.web.opened import edit, notebook
from ui.web.sign_in import user

LONGEST = 30
_MARKDOWN = re.compile(r"[*_`\[\]$~#<>\\|]")


def proof(case: Case, key: str) -> None:
    """Origin, date, the words of the text as a button that shows them, and what can be done."""
    feature = case.features.get(key)
    said = notebook().corrections.get("features", {}).get(key)
    if feature is None and said is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_origin(case, key, feature), width="content")
        quotation = _quotation(feature)
        if quotation:
            st.button(
                quotation, key=f"show:{key}", on_click=_show, args=(key,), type="tertiary", help="Montrer ces mots dans le texte"
            )
        if said:
            st.button(
                "Rétablir", key=f"restore:{key}", on_click=_restore, args=(key,), type="tertiary", help="Revenir à la valeur lue"
            )
        elif feature and feature.origin == "read" and _can_confirm(feature):
            st.button(
                "Confirmer",
                key=f"confirm:{key}",
                on_click=_confirm,
                args=(feature,),
                help=f"{catalogue()[key].fr} : la valeur lue est juste",
            )


def _origin(case: Case, key: str, feature: Feature | None) -> str:
    said = notebook().corrections.get("features", {}).get(key)
    computed = notebook().computed_case
    before = computed.features.get(key) if computed else None
    dated = f' <span class="quiet">{date_words(feature.found_on)}</span>' if feature and feature.found_on else ""
    if said:
        same = before is not None and value_to_json(before.value) == said.value
        verb = "confirmé" if same else "corrigé" if before else "ajouté"
        was = f" (lu : {value_words(key, before.value)})" if before and not same else ""
        return f'<span class="tag person">{verb}</span> <span class="quiet">par {escape(said.person)}{escape(was)}</span>{dated}'
    if feature is None:
        return ""
    if any(item.element for item in feature.evidence):
        return f'<span class="tag">codé dans le document reçu</span>{dated}'
    if feature.origin == "person":
        by = ", ".join(dict.fromkeys(item.person for item in feature.evidence if item.person))
        return f'<span class="tag person">déduit</span> <span class="quiet">d\'un traitement dit par {escape(by)}</span>{dated}'
    if feature.origin == "computed":
        names = ", ".join(catalogue()[name].fr for name in feature.inputs)
        return f'<span class="tag">calculé</span> <span class="quiet">à partir de : {escape(names)}</span>{dated}'
    return f'<span class="tag">lu</span>{dated}'


def _quotation(feature: Feature | None) -> str:
    """The words of the text as the label of a button: without what Streamlit would take for Markdown."""
    words = next((item.text for item in feature.evidence if item.end), "") if feature else ""
    plain = " ".join(_MARKDOWN.sub(" ", words).split())
    return f"« {plain if len(plain) <= LONGEST else plain[:LONGEST] + '…'} »" if plain else ""


def _can_confirm(feature: Feature) -> bool:
    """A bound that is excluded ("< 1") has no notation as a correction: confirming it would change it."""
    try:
        return value_from_json(catalogue(), feature.key, value_to_json(feature.value)) == feature.value
    except CaseError:
        return False


def _show(key: str) -> None:
    st.session_state[PICKED] = {"keys": [key]}


def _confirm(feature: Feature) -> None:
    value = value_to_json(feature.value)
    edit("feature.confirmed", lambda held: held.correct("features", feature.key, value, user().name))


def _restore(key: str) -> None:
    edit("feature.restored", lambda held: held.restore("features", key))
