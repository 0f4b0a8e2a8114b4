"""Where the screening of every dossier is: begun, followed, stopped; a page and a terminal read the same row.

>>> with reading(database) as session:
...     row = state(session)
>>> shown(row), row.step, row.done, row.total
('running', 'Essais', 400, 1532)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from dossier.screening.cases import Tell
from dossier.tables import ScreeningRun
from store import running
from store.base import now
from store.engine import session as transaction
from store.running import CANCELLED, DONE, FAILED, RUNNING, shown

_NAME = "all"


class ScreeningFault(Exception):
    """The screening cannot be done, or was stopped; the message is the sentence to show."""


def state(session: Session) -> ScreeningRun | None:
    """None while no screening was ever begun."""
    return session.get(ScreeningRun, _NAME)


def cancel(session: Session) -> None:
    """The screening under way stops at its next step and writes nothing."""
    session.execute(update(ScreeningRun).where(col(ScreeningRun.state) == RUNNING).values(cancel=True))


@contextmanager
def under_way(database: Engine) -> Iterator[Tell]:
    """`with under_way(database) as tell: tell("Essais", 200, 1532)`: progress that others can read, and stop.

    Raises ScreeningFault where another process is at it, and inside once somebody asked to stop.
    """
    _begin(database)
    try:
        yield lambda step, done, total: _tell(database, step, done, total)
    except ScreeningFault as fault:
        _write(database, state=CANCELLED, message=str(fault))
        raise
    except BaseException as error:
        _write(database, state=FAILED, message=f"Le dernier passage s'est arrêté sur une erreur ({type(error).__name__}).")
        raise
    _write(database, state=DONE, message="", last_success_at=now())


def _begin(database: Engine) -> None:
    with transaction(database) as session:
        row = session.exec(select(ScreeningRun).where(ScreeningRun.name == _NAME).with_for_update()).first()
        if row and shown(row) == RUNNING:
            raise ScreeningFault("Un passage est déjà en cours : attendre qu'il se termine, ou l'arrêter.")
        row = row or ScreeningRun(name=_NAME, state=RUNNING, host="", process=0)
        running.begin(row)
        session.add(row)


def _tell(database: Engine, step: str, done: int, total: int) -> None:
    with transaction(database) as session:
        session.execute(update(ScreeningRun).values(step=step, done=done, total=total, updated_at=now()))
        stopped = session.exec(select(ScreeningRun.cancel).where(ScreeningRun.name == _NAME)).one()
    if stopped:
        raise ScreeningFault("Le passage a été arrêté ; rien n'a été changé.")


def _write(database: Engine, **values: Any) -> None:
    with transaction(database) as session:
        session.execute(update(ScreeningRun).values(cancel=False, updated_at=now(), **values))
