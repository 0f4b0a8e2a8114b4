"""How fresh the copies of the registries are, as a page says it."""

import os
import socket
from datetime import UTC, datetime

import pytest

from store.base import now
from trials.tables import SyncState
from ui.web.sync_words import lines

AT = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)
FRESH = AT.astimezone().strftime("%d/%m/%Y à %H:%M")


def state(**values) -> SyncState:
    usual = {
        "source": "ctgov", "state": "done", "full": True, "host": socket.gethostname(), "process": os.getppid(),
        "started_at": AT, "updated_at": now(), "last_success_at": AT, "step": "Fiches des essais", "done": 40, "total": 210, "message": "",
    }  # fmt: skip
    return SyncState(**(usual | values))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, f"ClinicalTrials.gov : à jour au {FRESH}"),
        ({"state": "running"}, "ClinicalTrials.gov : synchronisation en cours, fiches des essais, 40 sur 210"),
        ({"state": "running", "updated_at": AT}, f"ClinicalTrials.gov : à jour au {FRESH} ; la dernière synchronisation a été interrompue"),
        ({"state": "cancelled"}, f"ClinicalTrials.gov : à jour au {FRESH} ; la dernière synchronisation a été interrompue"),
        (
            {"state": "failed", "last_success_at": None, "message": "Une page web."},
            "ClinicalTrials.gov : jamais copié en entier ; la dernière synchronisation a échoué. Une page web.",
        ),
    ],
)  # fmt: skip
def test_each_registry_is_one_line(values: dict, said: str):
    [line] = lines([state(**values)])
    assert line.startswith(said)
