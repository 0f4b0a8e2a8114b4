"""The treatments of the case, on a timeline and one by one; a person says which is misread, received or proposed, and adds one that is missing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dossier.correction import Correction
from dossier.pictures import timeline
from dossier.treatments import ADDED, ASIDE, CELL, PROPOSED, RECEIVED, WORDS, identified, paths, record_words, said_of
from matching.case import Case, Treatment
from matching.words import treatment_words
from ui.web import pictures
from ui.web.look import escape
from ui.web.opened import edit, notebook
from ui.web.sign_in import user
from ui.web.words import moment, several

NEW, STATUS = "treatment:new", "treatment:status"
RESTORED, REMOVED = "restored", "removed"


def show(case: Case) -> None:
    """One line a record, with the words it was read from; whether the words close the list, what was set aside, and adding one."""
    said, read = notebook().corrections.get(CELL, {}), notebook().computed_case or case
    pictures.show(timeline.svg(case), timeline.words(case), "timeline")
    for path, record in zip(paths(read, said), case.treatments, strict=True):
        _row(path, record, said.get(path))
    if case.treatments:
        st.caption(_closed(case, read))
    _aside(read, said)
    _add()


def _row(path: str, record: Treatment, decision: Correction | None) -> None:
    words = treatment_words(record)
    with _beside(_words(record) + (_who(decision, WORDS[said_of(decision)]) if decision else "")):
        if decision and said_of(decision) == ADDED:
            _button("Retirer", REMOVED, path, f"Ôter ce traitement ajouté : {words}")
        elif decision:
            _button("Rétablir", RESTORED, path, f"Revenir à ce qui est lu : {words}")
        elif record.planned:
            _button("Dire reçu", RECEIVED, path, f"Ce traitement a été reçu ou commencé : {words}")
        else:
            _button("Dire proposé", PROPOSED, path, f"Ce traitement est proposé, il n'a pas été reçu : {words}")
        if not decision:
            _button("Écarter", ASIDE, path, f"Mal lu, à ne pas compter : {words}")


def _beside(html: str) -> DeltaGenerator:
    """What is said of a treatment, and the place of its buttons beside it."""
    left, right = st.columns([3, 1], vertical_alignment="center", gap="small")
    left.html(html)
    return right.container(horizontal=True, horizontal_alignment="right", gap="small")


def _button(label: str, said: str, path: str, help: str) -> None:
    st.button(label, key=f"{said}:{path}", on_click=_say, args=(path, said), type="tertiary", help=help)


def _words(record: Treatment) -> str:
    tag = '<span class="tag">proposé</span> ' if record.planned else ""
    said = record_words(record)
    quoted = f' <span class="quiet">« {escape(said)} »</span>' if said else ""
    return f"{tag}{escape(treatment_words(record))}{quoted}"


def _who(decision: Correction, what: str) -> str:
    when = moment(datetime.datetime.fromisoformat(decision.at))
    return f' <span class="tag person">{what}</span> <span class="quiet">par {escape(decision.person)}, le {when}</span>'


def _closed(case: Case, read: Case) -> str:
    if case.history_complete:
        return "Le texte dit qu'il n'y en a pas eu d'autre."
    if read.history_complete:
        return "Le texte dit qu'il n'y en a pas eu d'autre ; la liste ayant été changée par une personne, elle n'est plus tenue pour complète."
    return "Le texte ne dit pas s'il y en a eu d'autres."


def _aside(read: Case, said: Mapping[str, Correction]) -> None:
    """What people set aside, each with who did; then how many decisions the text no longer calls for."""
    known = identified(read.treatments)
    held = [(path, record) for path, record in known.items() if path in said and said_of(said[path]) == ASIDE]
    if held:
        st.markdown("**Écartés par une personne**")
    for path, record in held:
        with _beside(f"<s>{_words(record)}</s>{_who(said[path], 'écarté')}"):
            _button("Rétablir", RESTORED, path, f"Compter de nouveau : {treatment_words(record)}")
    if held:
        st.caption("Un traitement écarté ne compte plus, ni les lignes qui en étaient déduites.")
    lapsed = sum(path not in known and said_of(one) != ADDED for path, one in said.items())
    if lapsed:
        st.caption(
            f":orange[À vérifier :] le texte a changé ; {several(lapsed, 'décision sur un traitement', 'décisions sur des traitements')}"
            " ne s'y retrouve plus : ce traitement n'y est plus lu dans les mêmes mots. S'il est encore dans la liste, il compte comme il est lu."
        )


def _add() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            "Ajouter un traitement que le texte ne dit pas", key=NEW, placeholder="FOLFOX de 01/2025 à 04/2025, 6 cures"
        )
        st.segmented_control(
            "Reçu ou proposé", ["reçu", "proposé"], key=STATUS, default="reçu", required=True, label_visibility="collapsed"
        )
        st.button("Ajouter", key="treatment:add", on_click=_added)


def _added() -> None:
    words, planned = st.session_state[NEW], st.session_state[STATUS] == "proposé"
    if edit("treatment.added", lambda held: held.add_treatment(words, planned, user().name)):
        st.session_state[NEW] = ""


def _say(path: str, said: str) -> None:
    if said in (RESTORED, REMOVED):
        edit(f"treatment.{said}", lambda held: held.restore(CELL, path))
    else:
        edit(f"treatment.{said}", lambda held: held.say_of_treatment(path, said, user().name))
