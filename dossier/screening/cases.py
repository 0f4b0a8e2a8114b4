"""The cases of the stored dossiers, read again only where the dossier or the program has changed.

>>> cases = up_to_date(database, told)
>>> cases["k3f9..."].value("patient.age").exact
54.0

What is kept of a case is its values, never a word of its text; it can be thrown away.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from dossier.dossiers import NoSuchDossier, open_dossier
from dossier.steps import Sources
from dossier.tables import ScreenedCase, StoredDossier
from guidelines import RuleBase
from matching.case import Case, Feature, Treatment
from matching.catalogue import catalogue
from matching.data_files import DATA
from matching.value import INFINITY, Interval, Value, value_from_json
from store.engine import reading
from store.engine import session as transaction
from trials.overrides import exactly

_TOGETHER = 20  # cases kept in one transaction

Tell = Callable[[str, int, int], None]


def quietly(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def up_to_date(database: Engine, tell: Tell = quietly) -> dict[str, Case]:
    """The case of every stored dossier, by its id, with people's corrections. `tell` is called with a step, how many are done and of how many."""
    with reading(database) as session:
        versions = dict(session.exec(select(StoredDossier.id, StoredDossier.version)).all())
        kept = {row.dossier_id: row for row in session.exec(select(ScreenedCase))}
    fresh = {key: row for key, row in kept.items() if row.version == versions.get(key) and _current(row)}
    waiting = [key for key in versions if key not in fresh]
    cases = {key: _case(key, row.content) for key, row in fresh.items()}
    for first in range(0, len(waiting), _TOGETHER):
        tell("Lecture des dossiers", first, len(waiting))
        cases |= _read(database, waiting[first : first + _TOGETHER])
    return {key: cases[key] for key in versions if key in cases}


def _read(database: Engine, dossier_ids: list[str]) -> dict[str, Case]:
    """Reads some dossiers and keeps their cases; one deleted meanwhile is passed over."""
    read: dict[str, tuple[int, Case]] = {}
    with reading(database) as session:
        for dossier_id in dossier_ids:
            try:
                opened = open_dossier(session, dossier_id, Sources(RuleBase()))
            except NoSuchDossier:
                continue
            opened.notebook.run("features")
            if opened.notebook.case is not None:
                read[dossier_id] = opened.version, replace(opened.notebook.case, id=dossier_id)
    with transaction(database) as session:
        for dossier_id, (version, case) in read.items():
            if session.get(StoredDossier, dossier_id) is not None:
                _keep(session, dossier_id, version, case)
    # As they will be read back: a text that is not kept must not make the case another one.
    return {dossier_id: _case(dossier_id, _content(case)) for dossier_id, (_, case) in read.items()}


def _keep(session: Session, dossier_id: str, version: int, case: Case) -> None:
    values: dict[str, Any] = {
        "version": version,
        "reader": _reader(),
        "read_on": datetime.date.today().isoformat(),
        "content": _content(case),
    }
    kept = session.get(ScreenedCase, dossier_id)
    if kept is None:
        session.add(ScreenedCase(dossier_id=dossier_id, **values))
        return
    for name, value in values.items():
        setattr(kept, name, value)
    session.add(kept)


def _current(row: ScreenedCase) -> bool:
    """A case without a date of its own is of the day it was read: another day, its windows are others."""
    of_that_day = row.content["date"] == row.read_on
    return row.reader == _reader() and not (of_that_day and row.read_on != datetime.date.today().isoformat())


@cache
def _reader() -> str:
    """What reads the cases is its code and its vocabulary: their digest."""
    files = [
        *Path(__file__).parents[2].joinpath("matching").rglob("*.py"),
        *DATA.glob("*.yaml"),
        *DATA.joinpath("vocabulary").rglob("*"),
    ]
    digest = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _content(case: Case) -> dict[str, Any]:
    """A case without its proofs, texts left out: nothing is matched on them."""
    kept = {key: feature for key, feature in case.features.items() if catalogue()[key].type != "text"}
    return {
        "date": case.date.isoformat(),
        "date_told": case.date_told,
        "history_complete": case.history_complete,
        "treatments": [{**record.to_json(), "evidence": []} for record in case.treatments],
        "features": {key: [exactly(one.value), one.date, one.origin, list(one.inputs)] for key, one in kept.items()},
    }


def _case(dossier_id: str, content: dict[str, Any]) -> Case:
    features = {
        key: Feature(key, _value(key, value), (), date, origin, tuple(inputs))
        for key, (value, date, origin, inputs) in content["features"].items()
    }
    return Case(
        dossier_id,
        datetime.date.fromisoformat(content["date"]),
        features,
        tuple(map(Treatment.from_json, content["treatments"])),
        content["history_complete"],
        date_told=content["date_told"],
    )


def _value(key: str, kept: Any) -> Value:
    if not isinstance(kept, dict) or "interval" not in kept:
        return value_from_json(catalogue(), key, kept)
    low, high, low_open, high_open = kept["interval"]
    return Interval(-INFINITY if low is None else low, INFINITY if high is None else high, low_open, high_open)
