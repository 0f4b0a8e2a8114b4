"""A ticket says who is signed in, for a working day, on this installation only."""

import time

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from store.engine import session
from store.key import cipher
from store.tickets import SECONDS, holder, ticket
from store.users import create_user, set_active


def test_a_ticket_brings_its_user_back(sqlite: Engine):
    with session(sqlite) as opened:
        user = create_user(opened, "Dr Anne Exemple", "oncologist")
        assert holder(opened, ticket(opened, user)) == user


def test_a_ticket_of_yesterday_is_none(sqlite: Engine):
    with session(sqlite) as opened:
        user = create_user(opened, "Dr Anne Exemple", "oncologist")
        old = cipher(opened).encrypt_at_time(f"user:{user.id}".encode(), int(time.time()) - SECONDS - 60)
        assert holder(opened, old.decode()) is None


def test_a_ticket_of_somebody_who_has_left_is_none(sqlite: Engine):
    with session(sqlite) as opened:
        user = create_user(opened, "Dr Anne Exemple", "oncologist")
        kept = ticket(opened, user)
        set_active(opened, user.id or 0, False)
        assert holder(opened, kept) is None


@pytest.mark.parametrize("kept", ["", "1", "user:1", "é"])
def test_a_word_that_was_not_made_here_is_no_ticket(sqlite: Engine, kept: str):
    with session(sqlite) as opened:
        create_user(opened, "Dr Anne Exemple", "oncologist")
        assert holder(opened, kept) is None


def test_a_ticket_made_with_another_key_is_none(sqlite: Engine):
    with session(sqlite) as opened:
        create_user(opened, "Dr Anne Exemple", "oncologist")
        assert holder(opened, Fernet(Fernet.generate_key()).encrypt(b"user:1").decode()) is None


def test_an_encrypted_identity_is_no_ticket(sqlite: Engine):
    with session(sqlite) as opened:
        create_user(opened, "Dr Anne Exemple", "oncologist")
        assert holder(opened, cipher(opened).encrypt(b"1").decode()) is None
