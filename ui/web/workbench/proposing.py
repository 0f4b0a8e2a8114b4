"""An example proposed from a case or for a bound that none tries: a person reads what the rules answer, and adds it if that is right."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from dossier.dossiers import listed
from dossier.screening.cases import up_to_date
from guidelines.examples import BESIDE_FEATURES, example_case
from guidelines.model import Example, Guideline, Rule
from guidelines.proposed_example import from_boundary, from_case, to_try
from guidelines.rewrite import with_item
from matching.case import Case
from matching.catalogue import catalogue
from matching.criteria.french import fact_words
from matching.reading import read
from store.engine import reading
from ui.web.databases import dossiers
from ui.web.examples import examples
from ui.web.look import escape, plain
from ui.web.workbench.sheet import Sheet

ADDED = "workbench-added"
LABELS = 10_000  # dossiers whose label is read
NAMED_BY = 4  # values of the patient that name an example

Origin = tuple[str, str]  # dossier, case or bound, and which


def show(sheet: Sheet, whole: Guideline, rule: Rule) -> None:
    with st.expander("Proposer un exemple", key="workbench-proposing"):
        if added := st.session_state.pop(ADDED, None):
            st.success(f"Exemple « {plain(added)} » ajouté au texte, à enregistrer sous « Modifier ».")
        if not st.toggle("Choisir un cas ou un seuil", key="workbench-proposing-on"):
            st.caption("D'après un dossier, un cas fictif livré ou un seuil qu'aucun exemple n'essaie.")
            return
        names = _origins(whole, rule)
        origin = st.selectbox("D'après", list(names), index=None, format_func=names.__getitem__, placeholder="Choisir")
        if origin is None:
            return
        found = _proposed(whole, rule, origin)
        if not found:
            st.info("Aucun patient simple ne tient des deux côtés de ce seuil : l'écrire à la main, sous « Modifier ».")
        for number, example in enumerate(found):
            _confirm(sheet, whole, example, number)


def _origins(whole: Guideline, rule: Rule) -> dict[Origin, str]:
    with reading(dossiers()) as opened:
        held = listed(opened, LABELS)
    bounds = {("bound", one.words): f"Seuil à essayer : {one.words}" for one in to_try(whole, rule.id)}
    stored = {("dossier", one.id): f"Dossier : {one.label}" for one in held}
    return bounds | stored | {("case", one.id): f"Cas fictif livré : {one.title}" for one in examples()}


def _proposed(whole: Guideline, rule: Rule, origin: Origin) -> list[dict[str, Any]]:
    kind, id = origin
    if kind == "bound":
        return [example for one in to_try(whole, rule.id) if one.words == id for example in from_boundary(whole, one)]
    case = _shipped(id) if kind == "case" else up_to_date(dossiers()).get(id)
    return [from_case(whole, rule.id, case, "")] if case else []


@cache
def _shipped(id: str) -> Case:
    """A fictional case, read once a process."""
    return read(next(one.text for one in examples() if one.id == id), id)


def _confirm(sheet: Sheet, whole: Guideline, example: dict[str, Any], number: int) -> None:
    case = example_case(whole, Example("", example["case"], {}))
    facts = [fact_words(case, one) for one in example["case"] if one not in BESIDE_FEATURES]
    default = example["name"] or ", ".join(facts[-NAMED_BY:])
    with st.container(border=True, key=f"workbench-proposed-{number}"):
        st.html(f'<p><span class="because">Patient</span> {escape(", ".join(facts) or "rien de ce que la règle regarde")}</p>')
        st.html(f'<p><span class="because">Les règles répondent</span> {escape(_answer(example))}</p>')
        st.caption("L'exemple ne garde que les valeurs que ces règles regardent, sans date ni mot du texte.")
        # Under its own key, or the name typed for one example would be given to the next.
        name = st.text_input("Nom de l'exemple", default, key=f"workbench-name:{number}:{default}", max_chars=120)
        named = example | {"name": name.strip() or default}
        label = "C'est juste : ajouter l'exemple"
        st.button(label, key=f"workbench-add:{number}", type="primary", on_click=_add, args=(sheet, named))


def _answer(example: dict[str, Any]) -> str:
    """'tnbc-neoadjuvant s'applique ; il manque : HER2'."""
    applied = [rule for rules in example["expect"].values() for rule in rules]
    possible = [rule for rules in example.get("possible", {}).values() for rule in rules]
    said = [f"{', '.join(applied)} s'applique" if applied else "aucune règle de cette décision ne s'applique"]
    said += [f"{', '.join(possible)} peut s'appliquer"] if possible else []
    missing = [catalogue()[one].fr for one in example.get("missing", ())]
    return " ; ".join([*said, *([f"il manque : {', '.join(missing)}"] if missing else [])])


def _add(sheet: Sheet, example: dict[str, Any]) -> None:
    sheet.write(with_item(sheet.text, ("tests",), example))
    st.session_state[ADDED] = example["name"]
