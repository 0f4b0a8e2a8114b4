"""Whether a long work that writes its progress in the database is still under way, or was cut without a word."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

from store.base import now

# Between two signs of life the longest silence is a registry that asks to wait, several times.
_SILENCE_MINUTES = 30


def still_running(host: str, process: int, updated_at: datetime) -> bool:
    """`still_running(row.host, row.process, row.updated_at)`; a row of this very process is of a work that has ended."""
    if now() - updated_at > timedelta(minutes=_SILENCE_MINUTES):
        return False
    if host != socket.gethostname():
        return True
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
