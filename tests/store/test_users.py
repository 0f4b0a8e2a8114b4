from __future__ import annotations

import pytest
from sqlalchemy import Engine

from store.engine import reading, session
from store.errors import NameRefused
from store.journal import entries, record
from store.users import active_users, create_user, find_user, set_active


def test_at_first_start_there_is_nobody(database: Engine) -> None:
    with reading(database) as opened:
        assert active_users(opened) == []
        assert find_user(opened, 1) is None


def test_users_are_listed_by_name_with_their_role(database: Engine) -> None:
    with session(database) as opened:
        create_user(opened, "Zoé Petit", "coordinator")
        create_user(opened, "  Dr Anne   Martin ", "oncologist")
        create_user(opened, "bernard Roux", "curator")
    with reading(database) as opened:
        assert [(user.name, user.role) for user in active_users(opened)] == [
            ("bernard Roux", "curator"),
            ("Dr Anne Martin", "oncologist"),
            ("Zoé Petit", "coordinator"),
        ]


@pytest.mark.parametrize("again", ["Élodie NOËL", "élodie noël", " Élodie  Noël ", "E\u0301lodie Noe\u0308l"])
def test_a_name_is_one_person_whatever_its_case_accents_and_spaces(database: Engine, again: str) -> None:
    with session(database) as opened:
        create_user(opened, "Élodie Noël", "oncologist")
    with pytest.raises(NameRefused, match="Élodie Noël » est déjà pris"), session(database) as opened:
        create_user(opened, again, "curator")


def test_a_name_is_not_empty(database: Engine) -> None:
    with session(database) as opened, pytest.raises(NameRefused, match="vide"):
        create_user(opened, " \u00a0", "curator")


def test_a_role_is_one_of_three(database: Engine) -> None:
    with session(database) as opened, pytest.raises(ValueError, match="oncologist, coordinator, curator"):
        create_user(opened, "Anne Martin", "admin")  # type: ignore[arg-type]


def test_someone_who_has_left_cannot_sign_in_but_keeps_their_name(database: Engine) -> None:
    with session(database) as opened:
        user = create_user(opened, "Anne Martin", "oncologist")
        set_active(opened, user.id, False)
    with session(database) as opened:
        assert active_users(opened) == []
        assert find_user(opened, user.id) == user
        with pytest.raises(NameRefused):
            create_user(opened, "anne martin", "oncologist")
        set_active(opened, user.id, True)
        assert [user.name for user in active_users(opened)] == ["Anne Martin"]


def test_the_journal_keeps_the_name_it_was_signed_with(database: Engine) -> None:
    with session(database) as opened:
        user = create_user(opened, "Anne Martin", "oncologist")
        record(opened, user, "dossier.created", "dossier:1")
        user.name = "Anne Martin-Leroy"
        record(opened, user, "dossier.validated", "dossier:1")
    with reading(database) as opened:
        assert [entry.user_name for entry in entries(opened, subject="dossier:1")] == ["Anne Martin-Leroy", "Anne Martin"]
