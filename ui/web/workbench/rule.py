"""A rule beside its source and its examples, with what each example gives today."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from guidelines.check import differs
from guidelines.examples import BESIDE_FEATURES, example_case
from guidelines.model import Decision, Example, Guideline, Rule
from guidelines.tree import POLICY_WORDS
from guidelines.tried import rule_of
from matching.criteria.french import condition_words, fact_words
from matching.words import treatment_words
from ui.web import rule_words
from ui.web.look import escape, plain, table
from ui.web.words import several
from ui.web.workbench import proposing
from ui.web.workbench.sheet import Sheet, guideline


def show(sheet: Sheet, rule_id: str) -> None:
    whole = guideline(sheet)
    found = rule_of(whole, rule_id) if whole else None
    if whole is None or found is None:
        st.info("Cette règle ne se lit pas encore : la corriger sous « Modifier ».")
        return
    decision, rule = found
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(key="workbench-rule-words"):
        _rule(decision, rule)
    with right, st.container(border=True, key="workbench-source"):
        _source(rule)
    _examples(whole, decision, rule)
    proposing.show(sheet, whole, rule)


def _rule(decision: Decision, rule: Rule) -> None:
    st.markdown(f"## {plain(decision.question)}")
    st.html(f'<p class="quiet">{escape(POLICY_WORDS[decision.policy])} · règle {escape(rule.id)}</p>')
    st.html(f'<p><span class="because">Quand</span> {escape(condition_words(rule.when))}</p>')
    options = "".join(
        f"<li{' class=aside' if one.advised_against else ''}><strong>{escape(one.label)}</strong> "
        f'<span class="tag">{escape(rule_words.strength(one))}</span><br>{escape(one.frcp)}</li>'
        for one in rule.options
    )
    st.html(f'<ul class="options">{options}</ul>')
    if rule.note:
        st.caption(plain(rule.note))


def _source(rule: Rule) -> None:
    st.markdown("## Source")
    if rule.source is None:
        st.markdown("Aucune source n'est citée.")
        return
    st.html(f"<p>{escape(rule_words.source(rule.source))}</p>")
    if rule.source.quotation:
        st.html(f"<blockquote>{escape(rule.source.quotation)}</blockquote>")
    if rule.source.url.startswith(("https://", "http://")):
        st.caption(plain(rule.source.url))
    absent = [words for words, value in (("section", rule.source.section), ("page", rule.source.page),
              ("citation", rule.source.quotation)) if not value]  # fmt: skip
    if absent:
        st.html(f'<p class="banner">À relever dans le document : {", ".join(absent)}.</p>')


def _examples(whole: Guideline, decision: Decision, rule: Rule) -> None:
    concerned = [one for one in whole.tests if decision.id in {*one.expect, *(one.possible or {})}]
    named = [one for one in concerned if _expected(one, decision, rule) != "ne s'applique pas"]
    others = [one for one in concerned if one not in named]
    st.markdown(f"## Exemples de cette règle ({len(named)})")
    if not named:
        st.markdown("Aucun exemple ne dit quand cette règle s'applique.")
    else:
        st.html(_table(whole, decision, rule, named))
    if others:
        with st.expander(f"{several(len(others), 'exemple', 'exemples')} où elle ne s'applique pas", key="workbench-others"):
            st.html(_table(whole, decision, rule, others))


def _table(whole: Guideline, decision: Decision, rule: Rule, examples: Sequence[Example]) -> str:
    rows = []
    for one in examples:
        wrong = differs(whole, one)
        result = (
            f'<span class="tag alert">écart</span> {escape(" ; ".join(wrong))}'
            if wrong
            else '<span class="tag person">conforme</span>'
        )
        rows.append((escape(one.name), escape(patient(whole, one)), escape(_expected(one, decision, rule)), result))
    return table(("Exemple", "Patient", "Attendu", "Résultat"), rows)


def patient(whole: Guideline, example: Example) -> str:
    """'Âge : 57 ans, HER2 : positif': what an example says of its fictional patient."""
    case = example_case(whole, example)
    said = [fact_words(case, key) for key in example.case if key not in BESIDE_FEATURES]
    return ", ".join([*said, *map(treatment_words, case.treatments)])


def _expected(example: Example, decision: Decision, rule: Rule) -> str:
    if rule.id in example.expect.get(decision.id, ()):
        return "s'applique"
    return "peut s'appliquer" if rule.id in (example.possible or {}).get(decision.id, ()) else "ne s'applique pas"
