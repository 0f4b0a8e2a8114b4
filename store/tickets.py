"""Who is signed in, as a word that a browser can keep for a working day: made with the installation's key, so that nobody else can make one."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from sqlmodel import Session

from store.errors import KeyLost
from store.key import cipher
from store.users import User, find_user

SECONDS = 12 * 3600
_PREFIX = "user:"  # the same key encrypts identities: none of them is a ticket


def ticket(session: Session, user: User) -> str:
    """`holder(s, ticket(s, user)) == user` until SECONDS have passed. Raises KeyLost."""
    return cipher(session).encrypt(f"{_PREFIX}{user.id}".encode()).decode()


def holder(session: Session, kept: str) -> User | None:
    """The active user of a ticket; None where it is too old, was not made here, or the key is not there."""
    try:
        said = cipher(session).decrypt(kept.encode(), ttl=SECONDS).decode()
    except (InvalidToken, KeyLost):
        return None
    number = said.removeprefix(_PREFIX)
    user = find_user(session, int(number)) if said.startswith(_PREFIX) and number.isdecimal() else None
    return user if user and user.active else None
