"""Choosing a rule: the organ, the file, the stage, and the tree of its decisions, drawn from the rules themselves."""

from __future__ import annotations

import streamlit as st

from dossier.pictures import rule_tree
from dossier.pictures.coverage import organ_of
from guidelines import workbench
from guidelines.model import Guideline
from guidelines.tables import RuleFile
from guidelines.tree import decision_tree, stages, words
from store.engine import reading
from ui.web import pictures
from ui.web.databases import dossiers
from ui.web.resources import rules
from ui.web.rule_words import ORGANS
from ui.web.words import STAGES
from ui.web.workbench import states
from ui.web.workbench.sheet import Sheet, guideline, is_written, shown_before

VIEW, ASKED, SECTION = "workbench-view", "workbench-asked", "workbench-section"
EDIT = "Modifier"
FILE, RULE, STAGE, ORGAN = "workbench-file", "workbench-rule", "workbench-stage", "workbench-organ"
NETWORK = "reseau"


def choose_file() -> str:
    """The id of the file that is chosen, among the shipped ones and the network's."""
    with reading(dossiers()) as read:
        held = {one.id: one for one in workbench.files(read)}
    shipped = {one.id: one for one in rules().guidelines}
    files = {id: shipped[id].title if id in shipped else id for id in sorted({*held, *shipped})}
    organs = {id: NETWORK if id in held and id not in shipped else organ_of(shipped[id]) for id in files}
    _asked(organs)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        listed = sorted(set(organs.values()), key=_organ)
        organ = st.selectbox(
            "Organe", listed, key=ORGAN, format_func=_organ, width=260, persist_state="session", on_change=_from_the_start
        )
        ours = sorted((id for id in files if organs[id] == organ), key=lambda id: files[id])
        _keep(FILE, ours)
        chosen = st.selectbox(
            "Référentiel", ours, key=FILE, format_func=lambda id: _file(id, files, held), width="stretch", persist_state="session",
            on_change=_from_the_start,
        )  # fmt: skip
    return str(chosen)


def choose_rule(sheet: Sheet, drawn: bool) -> str:
    """The stage, its tree, then one rule of it; "" where the text holds none. A rule that is being mended stays chosen."""
    found, held = guideline(sheet), st.session_state.get(RULE)
    if found is None or (held and held not in _rules(found) and is_written(sheet, held)):
        found = shown_before(sheet) or found
    there = stages(found) if found else []
    if found is None or not there:
        return ""
    _stage_of_rule(found)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        stage = st.selectbox("Étape", there, key=STAGE, format_func=STAGES.__getitem__, width=260, persist_state="session")
        names = _names(sheet, found, stage or there[0])
        _keep(RULE, list(names))
        rule = st.selectbox(
            "Règle", list(names), key=RULE, format_func=names.__getitem__, width="stretch", persist_state="session"
        )
    if drawn:
        tree = decision_tree(found, stage or there[0])
        with st.expander("Arbre des décisions de cette étape", expanded=True, key="workbench-tree"):
            told = [f"{'— ' * depth}{branch.words}" for depth, branch in words(tree)]
            pictures.show(rule_tree.draw(tree, rule or ""), told, "rule-tree")
    return rule or ""


def _names(sheet: Sheet, found: Guideline, stage: str) -> dict[str, str]:
    """The rules of a stage: what is asked, what the rule proposes."""
    names = {
        rule.id: f"{decision.question} → {rule.options[0].label if rule.options else ''} ({rule.id})"
        for decision in found.decisions if decision.stage == stage for rule in decision.rules
    }  # fmt: skip
    held = st.session_state.get(RULE)
    if held and held not in _rules(found) and is_written(sheet, held):
        names[held] = f"{held} : à corriger"
    return names


def title(file_id: str) -> str:
    """The title of a file that is in force, else its id."""
    return next((one.title for one in rules().guidelines if one.id == file_id), file_id)


def open_file(file_id: str, rule: str = "", section: str = "") -> None:
    """The next run shows this file, at this rule, to read it or in another section."""
    st.session_state[VIEW] = "regles"
    if section:
        st.session_state[SECTION] = section
    st.session_state[ASKED] = file_id, rule


def _asked(organs: dict[str, str]) -> None:
    """A button or a link asks for a file and a rule; it is followed once."""
    link = st.query_params.pop("fichier", ""), st.query_params.pop("regle", "")
    file_id, rule = st.session_state.pop(ASKED, link)
    if file_id in organs:
        st.session_state[ORGAN], st.session_state[FILE] = organs[file_id], file_id
        _from_the_start()
        st.session_state[RULE] = rule


def _keep(key: str, options: list[str]) -> None:
    """What is chosen stays so while it is there, under whatever words: Streamlit would let it go when they change."""
    held = st.session_state.get(key)
    st.session_state[key] = held if held in options else next(iter(options), None)


def _from_the_start() -> None:
    """Another file is read from its first rule."""
    st.session_state[STAGE] = st.session_state[RULE] = None


def _stage_of_rule(found: Guideline) -> None:
    """The stage of the rule that is chosen, when no stage of this file is."""
    there = stages(found)
    if st.session_state.get(STAGE) not in there:
        st.session_state[STAGE] = _rules(found).get(st.session_state.get(RULE) or "", there[0])


def _rules(found: Guideline) -> dict[str, str]:
    """The stage of each rule."""
    return {rule.id: decision.stage for decision in found.decisions for rule in decision.rules}


def _organ(organ: str) -> str:
    return "Calques et fichiers du réseau" if organ == NETWORK else ORGANS.get(organ, organ)


def _file(id: str, files: dict[str, str], held: dict[str, RuleFile]) -> str:
    return f"{files[id]} · {states.short(held.get(id))}"
