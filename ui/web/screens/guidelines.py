"""The rules in force on this machine: by guideline, their questions, options, conditions and sources."""

from __future__ import annotations

import datetime

import streamlit as st

from dossier.pictures import coverage
from guidelines.model import Decision, Guideline, Option, Rule
from matching.criteria.french import condition_words
from ui.web import pictures, rule_words
from ui.web.look import escape, table
from ui.web.resources import rules
from ui.web.words import GUIDELINE_STATUS, STAGES, several

CHOSEN = "guideline"
DRAFTS = "Les règles livrées sont des brouillons, rédigés sans relecture de la source. Aucun réseau ne les a validées."


def screen() -> None:
    st.title("Référentiels")
    base = rules().guidelines
    total = sum(len(decision.rules) for guideline in base for decision in guideline.decisions)
    st.caption(f"{several(len(base), 'fichier', 'fichiers')} de règles, {several(total, 'règle', 'règles')}.")
    if any(guideline.status == "draft" for guideline in base):
        st.html(f'<p class="banner">{DRAFTS}</p>')
    if not base:
        st.markdown("Aucune règle n'est installée.")
        return
    with st.expander("Ce que couvre la base"):
        rows = coverage.rows(base, datetime.date.today())
        pictures.show(coverage.svg(rows, rule_words.ORGANS), coverage.words(rows, rule_words.ORGANS), "coverage")
    titles = {one.id: one.title for one in sorted(base, key=lambda one: one.title)}
    shown = st.selectbox("Référentiel", list(titles), key=CHOSEN, format_func=titles.__getitem__)
    _guideline(next(one for one in base if one.id == shown))


def _guideline(guideline: Guideline) -> None:
    overdue = guideline.to_review_since(datetime.date.today())
    st.markdown(
        f"Version {guideline.version} du {guideline.published_on:%d/%m/%Y} · statut : **{GUIDELINE_STATUS[guideline.status]}** · "
        + (f"à relire depuis le {overdue:%d/%m/%Y}" if overdue else f"à relire avant le {guideline.review_before:%d/%m/%Y}")
    )
    st.html(f'<p><span class="because">Concerne</span> {escape(condition_words(guideline.scope))}</p>')
    for decision in guideline.decisions:
        with st.expander(f"**{decision.question}** {STAGES[decision.stage]} · {several(len(decision.rules), 'règle', 'règles')}"):
            st.html(_decision(decision))
    if guideline.contraindications:
        with st.expander(f"**Contre-indications** {len(guideline.contraindications)}"):
            rows = [
                (escape(one.reason), escape(condition_words(one.when)), "absolue" if one.level == "absolute" else "relative")
                for one in guideline.contraindications
            ]
            st.html(table(("Raison", "Quand", "Niveau"), rows))
    if guideline.sources:
        st.markdown("**Sources**")
        for one in guideline.sources:
            st.caption(rule_words.source(one))


def _decision(decision: Decision) -> str:
    rows = [(_options(rule.options), escape(condition_words(rule.when)), _source(rule)) for rule in decision.rules]
    otherwise = f'<p class="quiet">Sinon : {escape(decision.otherwise.label)}</p>' if decision.otherwise else ""
    return table(("Options", "Quand", "Source"), rows) + otherwise


def _source(rule: Rule) -> str:
    return f'<span class="quiet">{escape(rule_words.source(rule.source))}</span>' if rule.source else ""


def _options(options: tuple[Option, ...]) -> str:
    return "".join(
        f'<p><strong>{escape(option.label)}</strong> <span class="tag">{escape(rule_words.strength(option))}</span></p>'
        for option in options
    )


screen()
