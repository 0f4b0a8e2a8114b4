"""Correcting what was read in a criterion: a person writes its condition, sees it in French, and signs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
import yaml

from matching.criteria.condition import ConditionError, parse
from matching.criteria.french import condition_words
from store import journal
from store.engine import session
from store.errors import StoreError
from trials import corrections
from trials.corrections import CriterionCorrection, Outdated
from trials.model import FormalisedCriterion, Trial
from trials.overrides import words as on_one_line
from ui.web.databases import dossiers
from ui.web.look import plain
from ui.web.sign_in import user

ROLES = ("coordinator", "curator")
SHORT = 110
PROBLEM = "correction-problem"
CONDITION = "Condition de la phrase, telle qu'écrite (une exclusion dit ce qu'elle exclut)"
LANGUAGE = (
    'En YAML, dans le langage des conditions (docs/conditions.md) : « patient.ecog: "<= 1" », all, any, not. Vide : rien à lire.'
)


def show(trial: Trial, criteria: Sequence[FormalisedCriterion], corrected: Sequence[CriterionCorrection]) -> None:
    """For those whose work it is; `criteria` come with their corrections over them."""
    if user().role not in ROLES or not criteria:
        return
    for number, lost in enumerate(corrections.outdated(trial.key, criteria, {trial.key: corrected})):
        _outdated(trial, lost, number)
    with st.expander("Corriger la lecture d'un critère", key="correction"):
        if problem := st.session_state.pop(PROBLEM, None):
            st.error(problem)
        numbers = range(len(criteria))
        chosen = st.selectbox("Critère", numbers, format_func=lambda number: _named(criteria[number]), key="correction-of")
        one = criteria[chosen]
        st.text(one.text)
        held = _yaml(one.condition)
        written = st.text_area(CONDITION, held, key=f"correction:{chosen}:{held}", help=LANGUAGE)
        condition, said = _read(written)
        st.markdown(said)
        with st.container(horizontal=True):
            args = (trial, one, condition)
            st.button("Enregistrer la correction", type="primary", disabled=said.startswith(":red"), on_click=_correct, args=args)
            if any((each.kind, each.text) == (one.kind, on_one_line(one.text)) for each in corrected):
                st.button("Retirer la correction", on_click=_take_back, args=(trial, one))


def _outdated(trial: Trial, one: Outdated, number: int) -> None:
    """The registry has changed the words of a corrected criterion: the correction applies no more until somebody looks at it."""
    before = f"Le registre a changé une phrase que {one.correction.by} avait corrigée : « {one.correction.text} »."
    st.warning(f"{before} La correction n'est plus appliquée.")
    if one.now is not None:
        st.markdown(f"Phrase d'aujourd'hui : « {plain(one.now.text)} »")
        st.button(
            "Reprendre la correction pour cette phrase", key=f"correction-again:{number}", on_click=_again, args=(trial, one)
        )
    st.button("Abandonner cette correction", key=f"correction-drop:{number}", on_click=_take_back, args=(trial, _former(one)))


def _read(written: str) -> tuple[dict[str, Any] | None, str]:
    """The condition that is written, and how it reads in French, or what is wrong with it."""
    if not written.strip():
        return None, "Rien à lire dans ce critère : une personne le lira pour chaque patient."
    try:
        condition = yaml.safe_load(written)
        return condition, f"Se lit : **{condition_words(parse(condition))}**"
    except ConditionError as fault:
        return None, f":red[Condition refusée : {fault}]"
    except yaml.YAMLError:
        return None, ':red[Condition refusée : ce n\'est pas du YAML ; écrire par exemple « patient.ecog: "<= 1" »]'


def _yaml(condition: dict[str, Any] | None) -> str:
    return yaml.safe_dump(condition, allow_unicode=True, sort_keys=False).strip() if condition else ""


def _named(one: FormalisedCriterion) -> str:
    words = on_one_line(one.text)
    shown = words if len(words) <= SHORT else words[: SHORT - 1] + "…"
    return f"{'Exclusion : ' if one.kind == 'exclusion' else ''}{shown}"


def _former(one: Outdated) -> FormalisedCriterion:
    return FormalisedCriterion(one.correction.kind, one.correction.text, 0, 0)


def _correct(trial: Trial, one: FormalisedCriterion, condition: dict[str, Any] | None) -> None:
    try:
        with session(dossiers()) as writing:
            made = corrections.correct(writing, trial, one, condition, by=user().name)
            journal.record(writing, user(), "criterion.corrected", f"correction:{made.id}", {})
    except (StoreError, ConditionError) as error:
        st.session_state[PROBLEM] = str(error)


def _take_back(trial: Trial, one: FormalisedCriterion) -> None:
    try:
        with session(dossiers()) as writing:
            corrections.take_back(writing, trial, one)
    except StoreError as error:
        st.session_state[PROBLEM] = str(error)


def _again(trial: Trial, one: Outdated) -> None:
    if one.now is not None:
        _correct(trial, one.now, one.correction.condition)
        _take_back(trial, _former(one))
