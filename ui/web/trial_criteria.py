"""The criteria of a trial beside what was read in them: the condition in French, how sure it is, who corrected it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from matching.criteria.condition import ConditionError, parse
from matching.criteria.french import condition_words
from matching.words import number_words
from trials.corrections import CriterionCorrection
from trials.formalise import coverage
from trials.model import FormalisedCriterion, Trial
from trials.overrides import words as on_one_line
from ui.web.look import escape, table
from ui.web.words import moment

READ = {
    "formalised": "lu",
    "partial": "lu en partie",
    "to_confirm": "à confirmer par une personne",
    "note": "n'exige rien",
    "not_formalised": "non lu par le programme",
}
KINDS = {"inclusion": "Critères d'inclusion", "exclusion": "Critères d'exclusion"}


def show(trial: Trial, criteria: Sequence[FormalisedCriterion], corrected: Sequence[CriterionCorrection]) -> None:
    """Both lists, then the text as published; the text alone where there is no criterion."""
    if not criteria:
        st.markdown("## Critères, tels que publiés")
        st.text(trial.eligibility_text or "Le registre ne donne pas de critères.")
        return
    share = number_words(round(100 * coverage(criteria)))
    st.caption(
        f"La phrase du registre, et ce que le programme en a lu : {share} % des critères sont lus en entier, sans compter ceux que "
        "seule une personne peut confirmer ni ceux qui n'exigent rien. Ce qui n'est pas lu reste à lire par une personne."
    )
    by = {(one.kind, one.text): one for one in corrected}
    for kind, title in KINDS.items():
        own = [one for one in criteria if one.kind == kind]
        if own:
            st.markdown(f"## {title} ({len(own)})")
            rows = [
                (escape(one.text), escape(condition(one)), _reading(one, by.get((kind, on_one_line(one.text))))) for one in own
            ]
            st.html(table(("Phrase du registre", "Condition lue", "Lecture"), rows))
    if trial.eligibility_text:
        with st.expander("Texte entier, tel que publié"):
            st.text(trial.eligibility_text)


def condition(one: FormalisedCriterion) -> str:
    """The condition in French; nothing where none was read, or where an older program wrote it otherwise."""
    if one.condition is None:
        return ""
    try:
        return condition_words(parse(one.condition))
    except ConditionError:
        return ""


def _reading(one: FormalisedCriterion, corrected: CriterionCorrection | None) -> str:
    tag = f'<span class="tag">{escape(READ.get(one.status, one.status))}</span>'
    if corrected is not None:
        return (
            f'<span class="tag person">corrigé</span> <p class="quiet">par {escape(corrected.by)} le {moment(corrected.at)}</p>'
        )
    sure = f'<p class="quiet">confiance {number_words(round(100 * one.confidence))}\u00a0%</p>' if one.condition else ""
    return f"{tag} {sure}"
