"""Long works that write their progress in the database: begun by one process, followed and stopped from any other.

>>> shown(row), row.step, row.done, row.total
('running', 'Liste des essais ouverts', 1000, 1532)
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from typing import Protocol

from store.base import now

RUNNING, DONE, FAILED, CANCELLED, INTERRUPTED = "running", "done", "failed", "cancelled", "interrupted"

# Between two signs of life the longest silence is a registry that asks to wait, several times.
_SILENCE_MINUTES = 30


class Progress(Protocol):
    """The row of a long work: how far it is, the process that is at it, and whether somebody asked it to stop."""

    state: str
    step: str
    done: int
    total: int
    message: str
    cancel: bool
    host: str
    process: int
    updated_at: datetime


def begin(row: Progress) -> None:
    """`begin(row)`: the work is at its beginning, in this process."""
    row.state, row.step, row.done, row.total, row.message, row.cancel = RUNNING, "", 0, 0, "", False
    row.host, row.process, row.updated_at = socket.gethostname(), os.getpid(), now()


def shown(row: Progress) -> str:
    """`shown(row)`: "running", "done", "failed", "cancelled", or "interrupted" where it was cut without a word."""
    return INTERRUPTED if row.state == RUNNING and not _is_alive(row) else row.state


def _is_alive(row: Progress) -> bool:
    """A row of this very process is of a work that has ended."""
    if now() - row.updated_at > timedelta(minutes=_SILENCE_MINUTES):
        return False
    if row.host != socket.gethostname():
        return True
    if row.process == os.getpid():
        return False
    try:
        os.kill(row.process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
