"""The dossier being worked on, in this session only: each edit is computed and saved at once, and what goes wrong is said.

The notebook is the only state: a page writes its values into the widgets before showing them, and edits come back by callbacks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dossier.changes import since
from dossier.dossiers import NoSuchDossier, OpenDossier, acknowledge, hear, label_of, last_write, open_dossier, save
from dossier.notebook import Notebook
from store.engine import reading, session
from store.errors import Conflict, StoreError
from ui.web.databases import dossiers
from ui.web.resources import rules, sources
from ui.web.sign_in import user
from ui.web.words import moment

OPENED, PROBLEM, NOTICE = "opened", "problem", "notice"
# What may be done on a validated decision without asking for a new signature.
KEEPS_SIGNATURE = frozenset(
    {
        "decision.validated",
        "decision.announced",
        "notes.written",
        "mode.changed",
        "programme.changed",
        "programme.handed",
        "changes.seen",
        "dossier.renamed",
    }
)


def opened() -> OpenDossier:
    """The dossier on screen. Only pages that called `hold` may ask."""
    found: OpenDossier = st.session_state[OPENED]
    return found


def notebook() -> Notebook:
    return opened().notebook


def hold(dossier_id: str) -> OpenDossier:
    """Keeps a dossier open from one run to the next; read again when somebody else saved it. Raises NoSuchDossier, StoreError."""
    held: OpenDossier | None = st.session_state.get(OPENED)
    with reading(dossiers()) as read:
        if held and held.id == dossier_id:
            version, by, at = last_write(read, dossier_id)
            if version == held.version or PROBLEM in st.session_state:
                before = _around(held.notebook)
                hear(read, dossier_id, held.notebook)
                held.notebook.sources = replace(held.notebook.sources, rules=rules())
                if _around(held.notebook) != before and held.notebook.automatic:
                    held.notebook.run_stale()
                return held
            st.session_state[NOTICE] = f"{by} a modifié ce dossier le {moment(at)} : voici sa version."
        fresh = open_dossier(read, dossier_id, sources())
    fresh.notebook.run_stale()
    take(fresh)
    return fresh


def take(fresh: OpenDossier) -> None:
    """The dossier on screen from now on: one that was just made need not be read and computed again."""
    forget()
    st.session_state[OPENED] = fresh


def _around(held: Notebook) -> tuple[object, ...]:
    """What of a dossier is decided elsewhere: its meeting, the trials' criteria that people settled, the rules in force."""
    return held.meeting, held.overrides, held.sources.rules.state


def forget() -> None:
    """Lets the dossier go: the next page reads it from the database."""
    for key in (OPENED, PROBLEM, "picked", "adding", "editing"):
        st.session_state.pop(key, None)


def edit(what: str, change: Callable[[Notebook], None]) -> bool:
    """One edit by the person signed in: made, computed where the notebook is automatic, saved. False when it was refused.

    `what` names it for the journal. A validated decision must be validated again after an edit that touches what was signed.
    """
    held = opened()
    pending, named = bool(since(held.notebook)), held.label == label_of(held.notebook.case)
    try:
        change(held.notebook)
    except ValueError as error:
        st.session_state[NOTICE] = _sentence(error)
        return False
    decision = held.notebook.decision
    if decision.validated and what not in KEEPS_SIGNATURE:
        held.notebook.decision = decision.reopened()
        st.session_state[NOTICE] = "Le dossier a changé depuis la validation : la décision est à valider de nouveau."
    if held.notebook.automatic:
        held.notebook.run_stale()
    if named:  # a name that nobody chose follows the tumour and the age
        held.label = label_of(held.notebook.case)
    if not pending:  # what one's own edit changes is on screen; what came from elsewhere stays marked until it is seen
        acknowledge(held.notebook)
    return keep(what)


def keep(what: str) -> bool:
    """Saves the dossier as it stands; where that fails, says why and leaves what was typed on screen."""
    seen = opened().version
    try:
        with session(dossiers()) as writing:
            save(writing, opened(), user(), what)
    except (StoreError, NoSuchDossier) as error:
        opened().version = seen  # nothing was written: the next attempt is on the same version
        st.session_state[PROBLEM] = (_sentence(error), isinstance(error, Conflict))
        return False
    st.session_state.pop(PROBLEM, None)
    return True


def notices() -> None:
    """What happened since the last run, in view wherever the page is read: a sentence, and what can be done about it."""
    notice, problem = st.session_state.pop(NOTICE, None), st.session_state.get(PROBLEM)
    if not notice and not problem:
        return
    with st.container(key="notices"):
        if notice:
            st.info(notice)
        if problem:
            sentence, conflict = problem
            st.error(sentence)
            if conflict:
                st.button("Recharger le dossier", on_click=forget)
            else:
                st.button("Enregistrer de nouveau", on_click=_again)


def _again() -> None:
    keep("dossier.saved")


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
