"""The worklist: pairs of a patient and a trial go from status to status."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from dossier.dossiers import delete
from dossier.screening import worklist
from dossier.screening.run import screen_all
from dossier.screening.worklist import WorklistError, lines, move, steps
from dossier.steps import Sources
from dossier.tables import Candidate
from store import journal
from store.engine import reading
from store.engine import session as transaction
from store.errors import Conflict
from store.users import User
from tests.dossier.screening.patients import dossier, followed, keep, told, trial


def test_a_pair_goes_from_status_to_status_and_its_log_keeps_the_days(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user)
    pair = followed(both, opened, user)
    assert pair.id is not None
    with transaction(both) as session:
        move(session, pair.id, 1, "agreed", user, on="2026-03-10")
        move(session, pair.id, 2, "screening", user, on="2026-03-12")
    with reading(both) as session:
        assert [(one.status, one.by) for one in steps(session, pair.id)] == [
            ("to_review", user.name), ("agreed", user.name), ("screening", user.name),
        ]  # fmt: skip
        (line,) = lines(session)
        assert (line.pair.status, line.pair.on, line.pair.owner, line.label) == (
            "screening",
            "2026-03-12",
            user.name,
            opened.label,
        )
        assert [one.action for one in journal.entries(session, f"pair:{pair.id}")] == [
            "pair.screening",
            "pair.agreed",
            "pair.to_review",
        ]


def test_a_failure_of_selection_wants_its_reason(both: Engine, sources: Sources, user: User):
    pair = followed(both, dossier(both, sources, user), user)
    assert pair.id is not None
    with pytest.raises(WorklistError, match="dire pourquoi"), transaction(both) as session:
        move(session, pair.id, 1, "screen_failure", user, reason=" ")
    with transaction(both) as session:
        move(session, pair.id, 1, "screen_failure", user, reason="clairance insuffisante")
    with reading(both) as session:
        assert lines(session)[0].pair.reason == "clairance insuffisante"


def test_nobody_is_included_without_a_selection(both: Engine, sources: Sources, user: User):
    pair = followed(both, dossier(both, sources, user), user)
    assert pair.id is not None
    with pytest.raises(WorklistError, match="ne peut pas suivre"), transaction(both) as session:
        move(session, pair.id, 1, "included", user)


def test_the_second_of_two_people_on_one_line_is_told(both: Engine, sources: Sources, user: User):
    pair = followed(both, dossier(both, sources, user), user)
    assert pair.id is not None
    with transaction(both) as session:
        move(session, pair.id, 1, "agreed", user)
    with pytest.raises(Conflict), transaction(both) as session:
        worklist.note(session, pair.id, 1, user, "Mme Durand Exemple", "rappeler lundi")


def test_patients_of_a_trial_are_numbered_and_one_is_put_on_the_list_once(both: Engine, sources: Sources, user: User):
    first, second = dossier(both, sources, user), dossier(both, sources, user)
    codes = [followed(both, each, user).code for each in (first, second, first)]
    assert codes == ["001", "002", "001"]
    with transaction(both) as session:
        delete(session, first.id, user)
    assert followed(both, dossier(both, sources, user), user).code == "003"


def test_a_deleted_dossier_leaves_nothing_behind(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user)
    followed(both, opened, user)
    screen_all(both, both)
    keep(both, trial(2))
    screen_all(both, both)
    assert told(both)
    with transaction(both) as session:
        delete(session, opened.id, user)
    with reading(both) as session:
        assert (lines(session), session.exec(select(Candidate)).all()) == ([], [])
    assert told(both) == []
