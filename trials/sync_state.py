"""Where each synchronisation is: begun, followed, stopped; a page of the application and a terminal read the same rows.

>>> with reading(database) as session:
...     [(state.source, shown(state), state.step, state.done, state.total) for state in states(session)]
[('ctgov', 'running', 'Liste des essais ouverts', 1000, 1532)]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, select

from store import running
from store.base import now
from store.engine import session as transaction
from store.running import DONE, RUNNING, shown
from trials.sources.http import RegistryFault
from trials.tables import SyncAnswer, SyncState

# Answers older than this describe a registry that has moved: a synchronisation cut before starts again from its first request.
_KEPT_HOURS = 24
# What changed without a date of change is found by a whole synchronisation.
_WHOLE_EVERY_DAYS = 7


class AlreadyRunning(RegistryFault):
    """Another process synchronises with this registry now."""


def states(session: Session) -> Sequence[SyncState]:
    """One row for each registry ever asked, by name: `states(s)[0].last_success_at`."""
    return session.exec(select(SyncState).order_by(SyncState.source)).all()


def cancel(session: Session) -> None:
    """`cancel(s)`: those under way stop after the request they are at, and keep what they received."""
    session.execute(update(SyncState).where(col(SyncState.state) == RUNNING).values(cancel=True))


def begin(database: Engine, source: str, whole: bool, since: date | None, overlap: timedelta) -> SyncState:
    """Takes the registry's row for this process, and says what to ask: `full`, or changes `since` a day.

    The answers of a synchronisation that was cut are kept where it asked for the same: it goes on from there. Raises AlreadyRunning.
    """
    with transaction(database) as session:
        state = session.exec(select(SyncState).where(SyncState.source == source).with_for_update()).first()
        if state and shown(state) == RUNNING:
            raise AlreadyRunning(
                "Une synchronisation avec ce registre est déjà en cours ; attendre qu'elle se termine, ou l'arrêter."
            )
        last = state.last_success_at if state else None
        weekly = state is None or state.last_full_at is None or now() - state.last_full_at > timedelta(days=_WHOLE_EVERY_DAYS)
        full = whole or (since is None and (last is None or weekly))
        # A later day than the last synchronisation's would leave a gap that nothing tells.
        start = None if full else min(filter(None, (since, last.date() - overlap if last else None)))
        goes_on = (
            state is not None
            and state.state != DONE
            and (state.full, state.since) == (full, start)
            and now() - state.started_at < timedelta(hours=_KEPT_HOURS)
        )
        state = state or SyncState(
            source=source, state=RUNNING, full=full, host="", process=0, started_at=now(), updated_at=now()
        )
        if not goes_on:
            session.execute(delete(SyncAnswer).where(col(SyncAnswer.source) == source))
            state.started_at = now()
        running.begin(state)
        state.full, state.since = full, start
        session.add(state)
    return state


def end(session: Session, source: str, outcome: str, message: str = "", **values: Any) -> None:
    """Writes how it ended; `message` is the sentence to show."""
    changed = {"state": outcome, "message": message, "cancel": False, "updated_at": now()} | values
    session.execute(update(SyncState).where(col(SyncState.source) == source).values(changed))
