"""Conditions corrected by a person: laid over what is read, kept over new readings, told when the registry changes the words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from matching.criteria.condition import ConditionError
from store.engine import reading
from store.engine import session as transaction
from trials import corrections, registry
from trials.formalise import formalise_new, formalise_trial
from trials.formalised import formalised_trials
from trials.model import Trial

TEXT = "Inclusion Criteria:\n\n* Fit enough for the planned surgery\n* ECOG 0-1\n\nExclusion Criteria:\n\n* Bulky nodes"
TRIAL = Trial(source="ctgov", id="NCT00000009", title="Essai fictif", eligibility_text=TEXT)
FIT = {"patient.ecog": "<= 2"}


@pytest.fixture
def dossiers(any_database: Engine) -> Engine:
    return any_database


def test_a_corrected_condition_takes_the_place_of_the_one_read(dossiers: Engine) -> None:
    criteria = formalise_trial(TRIAL)
    with transaction(dossiers) as session:
        corrections.correct(session, TRIAL, criteria[0], FIT, by="Dr Martin")
    with reading(dossiers) as session:
        found = corrections.applied(TRIAL.key, criteria, corrections.kept(session))
    assert (found[0].condition, found[0].status, found[0].confidence) == (FIT, "formalised", 1.0)
    assert found[1:] == criteria[1:]


def test_a_person_may_say_that_nothing_is_to_be_read_in_a_criterion(dossiers: Engine) -> None:
    criteria = formalise_trial(TRIAL)
    with transaction(dossiers) as session:
        corrections.correct(session, TRIAL, criteria[1], None, by="Dr Martin")
    with reading(dossiers) as session:
        found = corrections.applied(TRIAL.key, criteria, corrections.kept(session))
    assert (found[1].condition, found[1].status) == (None, "not_formalised")


def test_the_last_correction_of_a_criterion_stands_and_can_be_taken_back(dossiers: Engine) -> None:
    criteria = formalise_trial(TRIAL)
    with transaction(dossiers) as session:
        corrections.correct(session, TRIAL, criteria[0], FIT, by="Dr Martin")
        corrections.correct(session, TRIAL, criteria[0], {"patient.ecog": [0, 1]}, by="Dr Durand")
    with reading(dossiers) as session:
        before = corrections.state(session)
        assert [(one.condition, one.by) for one in corrections.kept(session)[TRIAL.key]] == [
            ({"patient.ecog": [0, 1]}, "Dr Durand")
        ]
    with transaction(dossiers) as session:
        corrections.take_back(session, TRIAL, criteria[0])
    with reading(dossiers) as session:
        assert corrections.kept(session) == {}
        assert corrections.state(session) != before


def test_a_condition_that_means_nothing_is_refused(dossiers: Engine) -> None:
    with pytest.raises(ConditionError), transaction(dossiers) as session:
        corrections.correct(session, TRIAL, formalise_trial(TRIAL)[0], {"patient.ecgo": 1}, by="Dr Martin")
    with reading(dossiers) as session:
        assert corrections.kept(session) == {}


def test_a_correction_stays_when_only_the_lines_of_the_text_change(dossiers: Engine) -> None:
    with transaction(dossiers) as session:
        corrections.correct(session, TRIAL, formalise_trial(TRIAL)[0], FIT, by="Dr Martin")
    wrapped = replace(TRIAL, eligibility_text=TEXT.replace("the planned surgery", "the\n  planned surgery"))
    with reading(dossiers) as session:
        kept = corrections.kept(session)
    assert corrections.applied(wrapped.key, formalise_trial(wrapped), kept)[0].condition == FIT
    assert corrections.outdated(wrapped.key, formalise_trial(wrapped), kept) == []


def test_a_correction_whose_words_were_changed_is_told_with_the_words_of_today(dossiers: Engine) -> None:
    with transaction(dossiers) as session:
        corrections.correct(session, TRIAL, formalise_trial(TRIAL)[0], FIT, by="Dr Martin")
    amended = replace(TRIAL, eligibility_text=TEXT.replace("planned surgery", "planned liver surgery"))
    criteria = formalise_trial(amended)
    with reading(dossiers) as session:
        kept = corrections.kept(session)
    assert corrections.applied(amended.key, criteria, kept) == criteria
    [found] = corrections.outdated(amended.key, criteria, kept)
    assert (found.correction.condition, found.now) == (FIT, criteria[0])


def test_trials_are_matched_with_the_corrected_conditions(database: Engine, dossiers: Engine) -> None:
    with transaction(database) as session:
        registry.save(session, [TRIAL])
    formalise_new(database)
    with transaction(dossiers) as session:
        corrections.correct(session, TRIAL, formalise_trial(TRIAL)[0], FIT, by="Dr Martin")
    with reading(dossiers) as session:
        kept = corrections.kept(session)
    with reading(database) as session:
        [known] = formalised_trials(session, open_only=False, corrected=kept)
    assert FIT in [one.source.condition for one in known.criteria]
