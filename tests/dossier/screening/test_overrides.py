"""What people say of a criterion for one patient, and how long it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from dossier.dossiers import OpenDossier, open_dossier
from dossier.screening import overrides
from dossier.screening.run import screen_all
from dossier.steps import Sources
from dossier.tables import Candidate
from store.engine import reading
from store.engine import session as transaction
from store.users import User
from tests.dossier.screening.patients import dossier, edit
from trials.formalised import formalised_trials
from trials.screen import screen


def judged(database: Engine, opened: OpenDossier, user: User, verdict: str) -> None:
    with reading(database) as session:
        (known,) = formalised_trials(session)
        read = open_dossier(session, opened.id, opened.notebook.sources)
    read.notebook.run("features")
    assert read.notebook.case is not None
    (found,) = screen([known], [read.notebook.case])
    (ecog,) = (one for one in known.criteria if one.source.text == "ECOG 0-1")
    with transaction(database) as session:
        overrides.override(session, opened.id, known.trial, ecog, found.cases[0], verdict, "OMS revu en consultation", user)


def verdicts(database: Engine) -> dict[str, str]:
    screen_all(database, database)
    with reading(database) as session:
        return {row.dossier_id: row.verdict for row in session.exec(select(Candidate))}


def test_what_was_said_of_a_criterion_is_kept_over_screenings_until_the_value_changes(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user, ecog=3)
    assert verdicts(both) == {}
    judged(both, opened, user, "met")
    assert verdicts(both) == {opened.id: "possible"}
    edit(both, opened, user, "lab.platelets", 250)
    assert verdicts(both) == {opened.id: "eligible"}
    edit(both, opened, user, "patient.ecog", 2)
    assert verdicts(both) == {}


def test_the_notebook_follows_what_was_said(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user, ecog=3)
    with reading(both) as session:
        with_trials = replace(sources, trials=tuple(formalised_trials(session)))
    judged(both, opened, user, "met")
    with reading(both) as session:
        notebook = open_dossier(session, opened.id, with_trials).notebook
    notebook.run_stale()
    assert [match.trial.id for match in notebook.output("trials")] == ["NCT00000001"]
    with transaction(both) as session:
        known = with_trials.trials[0]
        (ecog,) = (one for one in known.criteria if one.source.text == "ECOG 0-1")
        overrides.take_back(session, opened.id, known.trial, ecog, user)
        notebook.overrides = overrides.of_dossier(session, opened.id)
    assert notebook.state("trials") == "stale"
    notebook.run_stale()
    assert notebook.output("trials") == []


def test_an_opinion_without_a_reason_is_refused(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user)
    with reading(both) as session:
        (known,) = formalised_trials(session)
    case = opened.notebook.case
    assert case is not None
    with pytest.raises(overrides.OverrideError, match="dire pourquoi"), transaction(both) as session:
        overrides.override(session, opened.id, known.trial, known.criteria[0], case, "met", " ", user)
