"""The trials kept on this machine: what is current, everything that was ever fetched, and their formalised criteria.

Every function takes the session of `store.engine.session` (to write) or `store.engine.reading` (to read).
"""

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

import sqlalchemy
from sqlalchemy import Engine, delete, func, insert, update
from sqlmodel import Session, col, select

from matching.data_files import DATA
from store.base import now
from store.engine import reading
from store.engine import session as transaction
from trials import search
from trials.model import RECRUITING_STATUSES, FormalisedCriterion, Trial, content_hash, from_json, to_json
from trials.sources import clinicaltrials_gov, files
from trials.tables import StoredTrial, TrialAlias, TrialCountry, TrialCriterion, TrialVersion

# Where several registries describe one trial, the first of these answers for it: its criteria, ages and sites are the fullest.
_PREFERRED = ("ctgov", "ctis", "eclaire", "isrctn")
_FICTIONAL = f"{clinicaltrials_gov.FICTIONAL}/"
_EU_NUMBER = re.compile(r"(\d{4}-5\d{5}-\d{2})-\d{2}")
# Trials written in one transaction: short enough for others to wait, long enough to be quick.
BATCH = 1000
# Rows of columns: building the objects of 400,000 criteria would take four times as long.
_CRITERIA = sqlalchemy.select(
    col(TrialCriterion.trial_key), *(col(getattr(TrialCriterion, each.name)) for each in fields(FormalisedCriterion))
).order_by(col(TrialCriterion.trial_key), col(TrialCriterion.position))


@dataclass(frozen=True)
class ImportReport:
    """`ImportReport(imported=480, updated=0, unchanged=0, faults=("a.json : le fichier est vide.",))`

    A record older or poorer than the one kept counts as unchanged: it joins the history and replaces nothing.
    """

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: tuple[str, ...] = ()

    def __add__(self, other: "ImportReport") -> "ImportReport":
        return ImportReport(
            self.imported + other.imported,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.faults + other.faults,
        )


@dataclass(frozen=True)
class Version:
    """One record ever fetched: `Version(0, "2026-08-11", "3f2a…", fetched_at)`; `position` counts from the first, 0."""

    position: int
    version: str | None
    content_hash: str
    fetched_at: datetime


def import_paths(database: Engine, paths: Iterable[Path]) -> ImportReport:
    """`import_paths(engine(registry_url()), [Path("studies.json"), Path("registre/")])`: files, and all those of the folders.

    A record that cannot be read is a sentence in `faults`; everything else is imported. Each batch of 1000 trials is
    written whole or not at all. Raises `store.errors.Unavailable` when the database cannot be written.
    """
    report = ImportReport()
    found = {given: files.files_in(given) for given in paths}
    report += ImportReport(
        faults=tuple(f"{given} : aucun fichier JSON ou XML dans ce dossier." for given in found if not found[given])
    )
    for path in (file for given in found for file in found[given]):
        items = files.read(path)
        while batch := list(islice(items, BATCH)):
            report += ImportReport(faults=tuple(each.sentence for each in batch if isinstance(each, files.Fault)))
            with transaction(database) as session:
                report += save(session, [each for each in batch if isinstance(each, Trial)])
    return report


def load_fictional(database: Engine) -> ImportReport:
    """Fills an empty registry with the fictional trials of the data folder, so that there is something to see."""
    with reading(database) as session:
        if count(session):
            return ImportReport()
    return import_paths(database, [DATA / "trials"])


def drop_fictional(session: Session) -> None:
    """Removes the fictional trials: beside real ones, they would be proposed to real patients."""
    numbers = session.exec(select(StoredTrial.number).where(col(StoredTrial.key).startswith(_FICTIONAL))).all()
    if not numbers:
        return
    search.forget(session, [number for number in numbers if number is not None])
    for table in (TrialVersion, TrialAlias, TrialCountry, TrialCriterion):
        session.execute(delete(table).where(col(table.trial_key).startswith(_FICTIONAL)))
    session.execute(delete(StoredTrial).where(col(StoredTrial.key).startswith(_FICTIONAL)))


def save(session: Session, trials: Iterable[Trial], current: bool = False) -> ImportReport:
    """Keeps what was fetched; a trial whose content is already known is left as it is.

    An older record than the one kept, or one without eligibility text where the one kept has it, goes to the history only;
    not when it is `current`, what the registry says today.
    """
    given = list(trials)
    if not given:
        return ImportReport()
    search.prepare(session)
    stored = {
        each.key: each for each in session.exec(select(StoredTrial).where(col(StoredTrial.key).in_([t.key for t in given])))
    }
    report = ImportReport()
    for trial in given:
        kept, outcome = _save_one(session, trial, stored.get(trial.key), current)
        stored[trial.key] = kept
        report += outcome
    return report


def _save_one(session: Session, trial: Trial, kept: StoredTrial | None, current: bool) -> tuple[StoredTrial, ImportReport]:
    digest, record = content_hash(trial), json.dumps(to_json(trial), ensure_ascii=False)
    if kept is None:
        kept = StoredTrial.model_validate(_current(trial, digest, record))
        session.add(kept)
        session.flush()
        _keep_version(session, trial, digest, record, position=0)
        _index(session, kept, trial)
        return kept, ImportReport(imported=1)
    if digest == kept.content_hash and record == kept.record:
        return kept, ImportReport(unchanged=1)
    known = versions(session, trial.key)
    # The same record read by a better program is no new version of the trial.
    if digest not in {each.content_hash for each in known}:
        _keep_version(session, trial, digest, record, position=len(known))
    if not current and not _supersedes(trial, kept):
        return kept, ImportReport(unchanged=1)
    for name, value in _current(trial, digest, record).items():
        setattr(kept, name, value)
    session.add(kept)
    session.flush()
    _index(session, kept, trial)
    return kept, ImportReport(updated=1)


def _supersedes(trial: Trial, kept: StoredTrial) -> bool:
    return (trial.version or "") >= (kept.version or "") and bool(trial.eligibility_text) >= kept.has_eligibility


def _current(trial: Trial, digest: str, record: str) -> dict[str, object]:
    return {
        "key": trial.key,
        "id": trial.id,
        "title": trial.title,
        "status": trial.status,
        "version": trial.version,
        "content_hash": digest,
        "eligibility_hash": trial.eligibility_hash,
        "has_eligibility": bool(trial.eligibility_text),
        "record": record,
        "fetched_at": now(),
    }


def _keep_version(session: Session, trial: Trial, digest: str, record: str, position: int) -> None:
    session.add(
        TrialVersion(
            trial_key=trial.key,
            position=position,
            version=trial.version,
            content_hash=digest,
            record=zlib.compress(record.encode()),
            raw=zlib.compress(trial.raw.encode()),
        )
    )


def _index(session: Session, kept: StoredTrial, trial: Trial) -> None:
    """What a trial is found by: its numbers, its countries, its words."""
    for table in (TrialAlias, TrialCountry):
        session.execute(delete(table).where(col(table.trial_key) == trial.key))
    aliases = [{"identifier": each, "trial_key": trial.key} for each in sorted(numbers((trial.id, *trial.xrefs)))]
    session.execute(insert(TrialAlias), aliases)
    if trial.countries:
        session.execute(insert(TrialCountry), [{"country": each, "trial_key": trial.key} for each in trial.countries])
    assert kept.number is not None
    search.index(session, kept.number, trial)


def numbers(identifiers: Iterable[str]) -> set[str]:
    """`numbers(["2022-500014-26-00"])`: these and what they also go by, here "2022-500014-26"; in capitals."""
    given = {each.strip().upper() for each in identifiers}
    return given | {found[1] for each in given if (found := _EU_NUMBER.fullmatch(each))}


def keys(session: Session, identifier: str) -> list[str]:
    """`keys(s, "2022-500014-26-00")` -> `["ctis/2022-500014-26-00", "eclaire/2022-500014-26-00"]`, the fullest registry first.

    Any number of the trial will do (NCT, EU CT, EudraCT, ID-RCB, ISRCTN), or its key; in any case of letters.
    """
    tidy = identifier.strip()
    if "/" in tidy:
        return list(session.exec(select(StoredTrial.key).where(StoredTrial.key == tidy)))
    named = session.exec(select(TrialAlias.trial_key).where(TrialAlias.identifier == tidy.upper()))
    return sorted(named, key=lambda key: (not key.upper().endswith(f"/{tidy.upper()}"), preferred(key)))


def _first_key(session: Session, identifier: str) -> str:
    return next(iter(keys(session, identifier)), "")


def preferred(key: str) -> tuple[int, str]:
    """`sorted(keys, key=preferred)`: the keys of one trial, the one of the fullest registry first."""
    source = key.split("/")[0]
    return (_PREFERRED.index(source) if source in _PREFERRED else len(_PREFERRED), key)


def get(session: Session, identifier: str) -> Trial | None:
    """`get(s, "NCT00490139")`, or by any other number of the trial; None when it is not kept here."""
    record = session.exec(select(StoredTrial.record).where(StoredTrial.key == _first_key(session, identifier))).first()
    return None if record is None else from_json(json.loads(record))


def count(session: Session, open_only: bool = False) -> int:
    """How many trials are kept, or how many of them take patients."""
    query = select(func.count()).select_from(StoredTrial)
    return session.exec(query.where(col(StoredTrial.status).in_(RECRUITING_STATUSES)) if open_only else query).one()


def trials(session: Session, open_only: bool = False) -> Iterator[Trial]:
    """Every trial kept, or those which take patients, by key; read as they are asked for, a few hundred at a time."""
    query = select(StoredTrial.record).order_by(StoredTrial.key).execution_options(yield_per=500)
    if open_only:
        query = query.where(col(StoredTrial.status).in_(RECRUITING_STATUSES))
    for record in session.exec(query):
        yield from_json(json.loads(record))


def versions(session: Session, identifier: str) -> list[Version]:
    """Every record ever fetched of a trial, oldest first; which one is current is told by `get`."""
    columns = [col(getattr(TrialVersion, each.name)) for each in fields(Version)]
    query = sqlalchemy.select(*columns).where(col(TrialVersion.trial_key) == _first_key(session, identifier))
    return [Version(*row) for row in session.execute(query.order_by(col(TrialVersion.position)))]


def at_version(session: Session, identifier: str, position: int) -> Trial | None:
    """The trial as it was fetched then, `raw` included; None where there is no such version."""
    kept = session.get(TrialVersion, (_first_key(session, identifier), position))
    if kept is None:
        return None
    record = json.loads(zlib.decompress(kept.record))
    return from_json(record | {"raw": zlib.decompress(kept.raw).decode()})


def to_formalise(session: Session, formaliser: str) -> list[str]:
    """The keys of the trials whose criteria this version of the formaliser has not read yet, or whose text has changed since."""
    read = (StoredTrial.formalised_hash == StoredTrial.eligibility_hash) & (StoredTrial.formaliser == formaliser)
    return list(session.exec(select(StoredTrial.key).where(func.coalesce(read, False).is_(False)).order_by(StoredTrial.key)))


def save_criteria(
    session: Session, trial: Trial, criteria: Iterable[FormalisedCriterion], formaliser: str, hints: str = ""
) -> None:
    """`save_criteria(s, trial, criteria, "1")`: the criteria of a trial already kept, in order, in the place of those it had; and its hints."""
    session.execute(delete(TrialCriterion).where(col(TrialCriterion.trial_key) == trial.key))
    rows = [
        {"trial_key": trial.key, "position": position, "version": trial.eligibility_hash, "formaliser": formaliser} | vars(each)
        for position, each in enumerate(criteria)
    ]
    if rows:
        session.execute(insert(TrialCriterion), rows)
    marks = {"formalised_hash": trial.eligibility_hash, "formaliser": formaliser, "hints": hints}
    session.execute(update(StoredTrial).where(col(StoredTrial.key) == trial.key).values(marks))


def criteria(session: Session, identifier: str) -> list[FormalisedCriterion]:
    """The criteria of a trial as last formalised, in the order of its text; empty when it was not."""
    query = _CRITERIA.where(col(TrialCriterion.trial_key) == _first_key(session, identifier))
    return [FormalisedCriterion(*row[1:]) for row in session.execute(query)]


def all_criteria(session: Session) -> Iterator[tuple[str, list[FormalisedCriterion]]]:
    """(trial key, its criteria) of every formalised trial, by key; read as they are asked for."""
    rows = session.execute(_CRITERIA.execution_options(yield_per=5000))
    for key, members in groupby(rows, key=itemgetter(0)):
        yield key, [FormalisedCriterion(*row[1:]) for row in members]
