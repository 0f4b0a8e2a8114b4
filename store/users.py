"""Local named users and their roles. There is no password: a user is chosen at sign-in, and signs what they do."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import String
from sqlmodel import Field, Session, col, select

from store.base import DossierTable, Instant, now
from store.errors import NameRefused

Role = Literal["oncologist", "coordinator", "curator"]
ROLES: tuple[Role, ...] = get_args(Role)


class User(DossierTable, table=True):
    """`User(name="Dr Anne Martin", role="oncologist")`; `key` is the name as compared, `active` is False once they have left."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    key: str = Field(unique=True)
    role: Role = Field(sa_type=String)
    active: bool = True
    created_at: datetime = Field(default_factory=now, sa_type=Instant)


def create_user(session: Session, name: str, role: Role) -> User:
    """`create_user(s, "Dr Anne Martin", "oncologist").name == "Dr Anne Martin"`

    Raises `NameRefused` for an empty name or one that only differs by case or spaces from an existing one,
    ValueError for an unknown role.
    """
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}: use one of {', '.join(ROLES)}")
    shown = _free_name(session, name)
    user = User(name=shown, key=_key(shown), role=role)
    session.add(user)
    session.flush()
    return user


def active_users(session: Session) -> Sequence[User]:
    """`[user.name for user in active_users(s)] == ["Dr Anne Martin"]`: those who can sign in, by name; none at first start."""
    return session.exec(select(User).where(col(User.active)).order_by(User.key)).all()


def find_user(session: Session, user_id: int) -> User | None:
    """`find_user(s, 1).name == "Dr Anne Martin"`; None when there is no such user."""
    return session.get(User, user_id)


def set_active(session: Session, user_id: int, active: bool) -> User:
    """`set_active(s, 1, False)`: the user can no longer sign in; nothing they signed is removed.

    Raises sqlalchemy's NoResultFound for an unknown id.
    """
    user = session.get_one(User, user_id)
    user.active = active
    session.flush()
    return user


def _free_name(session: Session, name: str) -> str:
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    if not shown:
        raise NameRefused("Le nom est vide : écrivez un prénom et un nom.")
    taken = session.exec(select(User).where(User.key == _key(shown))).first()
    if taken:
        raise NameRefused(f"Le nom « {taken.name} » est déjà pris : choisissez-le dans la liste, ou ajoutez une précision.")
    return shown


def _key(name: str) -> str:
    # Not left to the database: SQLite ignores the case of ASCII letters only.
    return unicodedata.normalize("NFC", name.casefold())
