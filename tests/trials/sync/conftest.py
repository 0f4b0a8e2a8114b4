"""Servers that play the registries, each with five trials, at the addresses that the program asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.trials.registry_servers import CtGov, Ctis, Eclaire, Registry
from tests.trials.sync.synced import PLAYED


def serve(source: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    variable, made = PLAYED[source]
    with made().served() as server:
        monkeypatch.setenv(variable, server.url)
        yield server


@pytest.fixture
def played(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Registry]]:
    """(name of the registry, its server), for `@pytest.mark.parametrize("played", ["ctgov"], indirect=True)`."""
    for server in serve(request.param, monkeypatch):
        yield request.param, server


@pytest.fixture
def ctgov(monkeypatch: pytest.MonkeyPatch) -> Iterator[CtGov]:
    yield from serve("ctgov", monkeypatch)


@pytest.fixture
def eclaire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Eclaire]:
    yield from serve("eclaire", monkeypatch)


@pytest.fixture
def ctis(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ctis]:
    yield from serve("ctis", monkeypatch)
