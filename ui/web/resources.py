"""What every session shares, made once a process: the registry brought up to date, the reader warmed up, rules, trials.

Nothing of a patient is cached here: these are shared by all users.
"""

from __future__ import annotations

import datetime
import gc

import streamlit as st
from sqlalchemy import Engine, func
from sqlmodel import select

from dossier.steps import Sources
from guidelines import RuleBase, workbench
from matching.case import Case
from matching.reading import read
from store.engine import engine, reading
from store.migrations import migrate
from store.settings import database_url, registry_url
from trials import corrections, portfolio
from trials.formalise import formalise_new
from trials.formalised import FormalisedTrial, formalised_trials
from trials.match import match_case
from trials.registry import count, load_fictional
from trials.tables import StoredTrial
from ui.web.databases import dossiers


@st.cache_resource(
    show_spinner="Mise à jour des essais : quelques minutes quand les critères de milliers d'essais sont à relire…"
)
def prepared(address: str) -> bool:
    """`prepared(registry_url())`: the registry has this version's tables and readings. Raises Unavailable."""
    migrate(address, "registry")
    load_fictional(engine(address))
    formalise_new(engine(address))
    return True


def registry() -> Engine:
    """`with reading(registry()) as s: ...`: the database of trials."""
    prepared(registry_url())
    return engine(registry_url())


@st.cache_resource(show_spinner="Lecture du vocabulaire…")
def _warm() -> None:
    """The first dossier would wait for the reader otherwise."""
    read("F 54 ans, OMS 1.", "warm-up")


@st.cache_resource(show_spinner="Lecture des référentiels…", max_entries=2)
def _in_force(address: str, state: str) -> workbench.InForce:
    """The rules in force, read again when what the network has over the shipped ones is no longer in this state."""
    with reading(engine(address)) as session:
        return workbench.in_force(session)


def in_force() -> workbench.InForce:
    """The rules that the application works with, and what of the network's files could not be read."""
    _warm()
    with reading(dossiers()) as session:
        state = workbench.state(session)
    return _in_force(database_url(), state)


def rules() -> RuleBase:
    """The rule base in force: shipped rules and the network's over them. A version that is validated shows at once."""
    return in_force().base


@st.cache_resource(show_spinner="Lecture des essais…", max_entries=2)
def _open_trials(address: str, state: tuple[int, datetime.datetime | None, str, str]) -> tuple[FormalisedTrial, ...]:
    """The trials that take patients, read again when the registry is no longer in this state."""
    with reading(dossiers()) as session:
        corrected = corrections.kept(session)
    with reading(engine(address)) as session:
        found = tuple(formalised_trials(session, open_only=True, corrected=corrected))
    match_case(Case("warm-up"), found)  # the first dossier would wait for what all trials share otherwise
    gc.freeze()  # they stay: looking them all over for garbage would halt every session for a second now and then
    return found


def sources() -> Sources:
    """What a notebook is computed against: the rules in force and the trials that take patients."""
    with reading(registry()) as session:
        state = count(session), session.exec(select(func.max(StoredTrial.fetched_at))).one(), portfolio.state(session)
    with reading(dossiers()) as session:
        corrected = corrections.state(session)
    return Sources(rules(), _open_trials(registry_url(), (*state, corrected)), registry=str((*state, corrected)))
