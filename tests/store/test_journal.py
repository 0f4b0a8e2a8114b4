from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from store.base import now
from store.engine import reading, session
from store.journal import JournalEntry, entries, record
from store.users import create_user


def test_the_journal_says_who_did_what_when_on_what(database: Engine) -> None:
    before = now()
    with session(database) as opened:
        user = create_user(opened, "Dr Anne Martin", "oncologist")
        record(opened, user, "feature.corrected", "dossier:12", {"feature": "patient.ecog", "cells": [2, 3]})
        record(opened, None, "registry.synchronised", "registry")
    with reading(database) as opened:
        (entry,) = entries(opened, subject="dossier:12")
        latest, _ = entries(opened)
    assert (entry.user_id, entry.user_name, entry.action) == (user.id, "Dr Anne Martin", "feature.corrected")
    assert entry.detail == {"feature": "patient.ecog", "cells": [2, 3]}
    assert entry.at.utcoffset() == timedelta(0)
    assert before <= entry.at <= now()
    assert (latest.action, latest.user_name) == ("registry.synchronised", "")


def test_the_latest_entries_come_first_and_are_limited(database: Engine) -> None:
    with session(database) as opened:
        for number in range(5):
            record(opened, None, "dossier.saved", f"dossier:{number}")
    with reading(database) as opened:
        assert [entry.subject for entry in entries(opened, limit=2)] == ["dossier:4", "dossier:3"]


@pytest.mark.parametrize("change", ["UPDATE journal SET user_name = 'Un autre'", "DELETE FROM journal"])
def test_an_entry_is_never_changed_nor_removed(database: Engine, change: str) -> None:
    with session(database) as opened:
        record(opened, None, "dossier.created", "dossier:1")
    with pytest.raises(DBAPIError, match="append-only"), session(database) as opened:
        opened.connection().execute(text(change))
    with reading(database) as opened:
        assert [entry.action for entry in entries(opened)] == ["dossier.created"]


@pytest.mark.parametrize(
    ("action", "subject", "detail"),
    [
        ("feature.corrected", "dossier:1", {"value": "carcinome canalaire"}),
        ("feature.corrected", "dossier:1", {"values": ["HER2", "carcinome canalaire"]}),
        ("feature.corrected", "dossier:1", {"carcinome canalaire": 1}),
        ("a corrigé le carcinome canalaire", "dossier:1", {}),
        ("feature.corrected", "carcinome canalaire", {}),
        ("feature.corrected", "", {}),
    ],
)
def test_clinical_text_does_not_enter_the_journal(database: Engine, action: str, subject: str, detail: dict[str, str]) -> None:
    with session(database) as opened, pytest.raises(ValueError, match="no text") as refused:
        record(opened, None, action, subject, detail)
    assert "carcinome" not in str(refused.value)


def test_a_moment_without_a_time_zone_is_refused(database: Engine) -> None:
    with pytest.raises(Exception, match="time zone"), session(database) as opened:
        opened.add(JournalEntry(at=datetime(2026, 1, 1), action="a", subject="b"))  # noqa: DTZ001


def test_a_moment_is_read_back_in_utc_as_it_was_written(database: Engine) -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    with session(database) as opened:
        opened.add(JournalEntry(at=noon, action="a", subject="b"))
    with reading(database) as opened:
        assert entries(opened)[0].at == noon
