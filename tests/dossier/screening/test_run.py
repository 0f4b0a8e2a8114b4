"""The whole screening: every dossier against every trial, only what changed, or nothing if it is stopped."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from dossier.screening import progress
from dossier.screening.cases import up_to_date
from dossier.screening.run import screen_all
from dossier.steps import Sources
from dossier.tables import Candidate
from store.engine import reading
from store.engine import session as transaction
from store.running import CANCELLED, shown
from store.users import User
from tests.dossier.screening.patients import dossier, edit, keep, trial


def test_a_case_is_kept_as_it_was_read_without_a_word_of_its_text(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user)
    edit(both, opened, user, "biomarker.pdl1_tps", [0, 1])
    (first,), (again,) = up_to_date(both).values(), up_to_date(both).values()
    assert opened.notebook.case is not None
    assert {key: one.value for key, one in again.features.items()} == {
        key: one.value for key, one in opened.notebook.case.features.items() if not key.startswith("request.")
    }
    assert (again.date, again.treatments, again.history_complete) == (first.date, first.treatments, first.history_complete)
    assert not any(one.evidence for one in again.features.values())


def test_only_what_changed_is_screened_again(both: Engine, sources: Sources, user: User):
    opened = [dossier(both, sources, user) for _ in range(3)]
    keep(both, trial(2))
    assert screen_all(both, both).pairs == 6
    assert screen_all(both, both).pairs == 0
    edit(both, opened[0], user, "patient.ecog", 3)
    report = screen_all(both, both)
    assert (report.pairs, report.candidates) == (2, 4)
    keep(both, trial(2, ecog=2))
    assert screen_all(both, both).pairs == 3


def test_a_screening_that_is_stopped_writes_nothing(both: Engine, sources: Sources, user: User):
    dossier(both, sources, user)

    def stop(step: str, done: int, total: int) -> None:
        with transaction(both) as session:
            progress.cancel(session)

    keep(both, trial(2))
    with pytest.raises(progress.ScreeningFault, match="arrêté"):
        screen_all(both, both, stop)
    with reading(both) as session:
        row = progress.state(session)
        assert row is not None
        assert shown(row) == CANCELLED
        assert session.exec(select(Candidate)).all() == []
    assert screen_all(both, both).pairs == 2
