"""A rule tried on the stored dossiers before anybody signs it: three counts, and which dossiers."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dossier.dossiers import listed
from dossier.screening.cases import up_to_date
from guidelines.judge import judge
from guidelines.model import Guideline
from guidelines.tried import ids, rule_of, tried
from matching.case import Case
from matching.catalogue import catalogue
from matching.criteria.cohort import encode
from matching.criteria.evaluate import Truth
from store.engine import reading
from ui.web.databases import dossiers
from ui.web.look import plain
from ui.web.navigation import NOTEBOOK
from ui.web.words import several
from ui.web.workbench.sheet import Sheet, guideline

AT_MOST, LABELS = 20, 10_000
ANSWERS: tuple[tuple[str, str, Truth], ...] = (
    ("S'applique", "certainement vrai", True),
    ("Ne s'applique pas", "certainement faux", False),
    ("Inconnu", "il manque quelque chose", None),
)


def show(sheet: Sheet, rule_id: str) -> None:
    whole = guideline(sheet)
    if whole is None or rule_of(whole, rule_id) is None:
        st.info("Cette règle ne se lit pas encore : la corriger sous « Modifier ».")
        return
    with st.spinner("Lecture des dossiers…"):
        cases = up_to_date(dossiers())
    if not cases:
        st.info("Aucun dossier enregistré sur cette machine.")
        return
    table = encode(cases.values())
    verdicts = tried(whole, rule_id, table)
    written = "le texte à l'écran, non enregistré" if sheet.changed else "le texte à l'écran"
    st.caption(f"Essayé sur {several(len(cases), 'dossier', 'dossiers')} avec {written}. Rien n'est changé dans les dossiers.")
    labels = names()
    for column, (title, words, value) in zip(st.columns(3), ANSWERS, strict=True):
        found = ids(verdicts, table, value)
        with column, st.container(border=True, key=f"workbench-tried-{value}"):
            st.metric(title, len(found), help=words)
            linked(found, labels, _missing(whole, rule_id, cases) if value is None else _nothing)


def names() -> dict[str, str]:
    """The label of each stored dossier."""
    with reading(dossiers()) as read:
        return {one.id: one.label for one in listed(read, LABELS)}


def linked(found: list[str], labels: dict[str, str], beside: Callable[[str], str]) -> None:
    """Links to some dossiers, each with what stands beside it; the first of them where they are many."""
    for id in found[:AT_MOST]:
        st.page_link(NOTEBOOK, label=plain(labels.get(id, id)), query_params={"dossier": id})
        if words := beside(id):
            st.caption(plain(words))
    if len(found) > AT_MOST:
        st.caption(f"et {len(found) - AT_MOST} autres")


def _nothing(_: str) -> str:
    return ""


def _missing(whole: Guideline, rule_id: str, cases: dict[str, Case]) -> Callable[[str], str]:
    """'Il manque : HER2.': what a case would have to say for the rule to answer."""

    def words(id: str) -> str:
        found = [one.missing for one in judge(whole, cases[id]).rules if one.rule.id == rule_id]
        named = ", ".join(catalogue()[key].fr for key in dict.fromkeys(key for keys in found for key in keys))
        return f"Il manque : {named}." if named else ""

    return words
