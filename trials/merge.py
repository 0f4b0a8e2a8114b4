"""One trial in several registries is one trial: linked by its numbers, each field from the most trusted, disagreements kept.

>>> trial = get(session, "2022-500014-26-00")
>>> trial.key, [record.source for record in trial.records]
('ctgov/NCT05296798', ['ctgov', 'ctis', 'eclaire'])
>>> trial.conflicts
(Conflict('status', (('ctis', 'ACTIVE_NOT_RECRUITING'), ('ctgov', 'RECRUITING'))),)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, select

from trials import registry
from trials.links import groups
from trials.model import NOT_LISTED, RECRUITING_STATUSES, Conflict, LocalTrial, Record, Trial, from_json
from trials.portfolio import portfolio
from trials.search import Hit
from trials.tables import StoredTrial

# Who is believed for the status in France: the authority, the national base, then the registry that the sponsor fills in.
_STATUS_ORDER = ("ctis", "eclaire", "ctgov", "isrctn")
_FRENCH_TITLE_ORDER = ("inca", "eclaire", "ctis")
_CHUNK = 300


def trials(session: Session, open_only: bool = False) -> Iterator[Trial]:
    """Every trial once, those of the centre's portfolio with what it says of them; with `open_only` those that any registry says open.

    A trial whose registries disagree stays in the list: its `conflicts` tell.
    """
    grouped = {keys[0]: keys for keys in groups(session)}
    members = {key for keys in grouped.values() for key in keys}
    local = _Portfolio(portfolio(session))
    for trial in registry.trials(session, open_only):
        if trial.key not in members:
            yield local.on(trial)
    for found in _merged(session, list(grouped.values())):
        shown = local.on(found)
        if not open_only or shown.is_open or any(record.status in RECRUITING_STATUSES for record in shown.records):
            yield shown
    # What is left of the portfolio: closed according to its registry, or in no registry.
    for entry in {entry.id: entry for entry in local.waiting.values()}.values():
        known = registry.get(session, entry.id)
        if not open_only or entry.is_open:
            yield local.on(known) if known else _alone(entry)


def get(session: Session, identifier: str) -> Trial | None:
    """`get(s, "NCT00490139")`, or by any other number of the trial; None when it is neither in a registry nor in the portfolio."""
    local = _Portfolio(portfolio(session))
    named = registry.keys(session, identifier)
    if not named:
        entry = local.waiting.get(identifier.strip().removeprefix("portfolio/").upper())
        return _alone(entry) if entry else None
    keys = next((keys for keys in groups(session) if named[0] in keys), (named[0],))
    return local.on(next(iter(_merged(session, [keys]))))


def one_each(session: Session, hits: Iterable[Hit]) -> list[Hit]:
    """`one_each(s, search(s, "sein"))`: of the hits that are one trial, the best only; trials open in our centre first."""
    first = {key: keys[0] for keys in groups(session) for key in keys}
    kept: dict[str, Hit] = {}
    for hit in hits:
        kept.setdefault(first.get(hit.trial_key, hit.trial_key), hit)
    ours = {first.get(key, key) for entry in portfolio(session) if entry.is_open for key in registry.keys(session, entry.id)}
    return [kept[key] for key in sorted(kept, key=lambda key: key not in ours)]


def merge(records: Sequence[Trial]) -> Trial:
    """`merge([of_ctgov, of_ctis])`: the first answers for the number and the criteria; what it lacks comes from the others."""
    lead, *others = records
    if not others:
        return lead
    french = next((each.title_fr for each in _ordered(records, _FRENCH_TITLE_ORDER) if each.title_fr), None)
    told = [(each.source, status) for each in _ordered(records, _STATUS_ORDER) if (status := _status_in_france(each))]
    still = [(source, status) for source, status in told if status != NOT_LISTED] or told
    numbers = dict.fromkeys(number for each in records for number in (each.id, *each.xrefs) if number != lead.id)
    return replace(
        lead,
        **_filled(records),
        title_fr=french or lead.title_fr,
        status=still[0][1] if still else None,
        xrefs=tuple(numbers),
        sites=_sites(records),
        records=tuple(Record(each.source, each.id, _status_in_france(each), each.version) for each in records),
        conflicts=tuple(_conflicts(records, told)),
    )


_FILLED = (
    "title", "official_title", "acronym", "phases", "study_type", "purpose", "conditions", "keywords", "mesh", "interventions",
    "sponsor", "summary", "contacts",
)  # fmt: skip


def _filled(records: Sequence[Trial]) -> dict[str, Any]:
    """Each of these fields from the first record that says something."""
    return {name: next(filter(None, (getattr(each, name) for each in records)), getattr(records[0], name)) for name in _FILLED}


def _merged(session: Session, grouped: Sequence[tuple[str, ...]]) -> Iterator[Trial]:
    for first in range(0, len(grouped), _CHUNK):
        chunk = grouped[first : first + _CHUNK]
        keys = [key for members in chunk for key in members]
        rows = session.exec(select(StoredTrial.key, StoredTrial.record).where(col(StoredTrial.key).in_(keys)))
        found = {key: from_json(json.loads(record)) for key, record in rows}
        for members in chunk:
            yield merge(_lead_first([found[key] for key in members]))


def _lead_first(records: list[Trial]) -> list[Trial]:
    """A record without criteria cannot answer for the trial where another has them."""
    return sorted(records, key=lambda each: not each.eligibility_text)


def _ordered(records: Sequence[Trial], order: tuple[str, ...]) -> list[Trial]:
    return sorted(records, key=lambda each: order.index(each.source) if each.source in order else len(order))


def _status_in_france(trial: Trial) -> str | None:
    """CTIS has a status for each country, which its sites bear; the others have one for the trial."""
    if trial.source == "ctis":
        return next((site.status for site in trial.sites if site.country == "France" and site.status), trial.status)
    return trial.status


def _sites(records: Sequence[Trial]) -> tuple[Any, ...]:
    """The first registry's sites; the French ones of another where it has none in France."""
    own = records[0].sites
    if any(site.country == "France" for site in own):
        return own
    french = next((found for each in records[1:] if (found := [site for site in each.sites if site.country == "France"])), [])
    return (*own, *french)


def _conflicts(records: Sequence[Trial], told: list[tuple[str, str]]) -> Iterator[Conflict]:
    if len({_openness(status) for _, status in told} - {None}) > 1:
        yield Conflict("status", tuple(told))
    for name in ("sex", "phases", "age_min_years", "age_max_years"):
        said = [
            (each.source, value if isinstance(value, str) else ", ".join(value) if isinstance(value, tuple) else f"{value:g}")
            for each in records
            if (value := getattr(each, name)) and not (name.startswith("age") and each.age_from_bands)
        ]
        if len({value for _, value in said}) > 1:
            yield Conflict(name, tuple(said))


def _openness(status: str) -> str | None:
    """Words that differ and mean the same for a patient are no disagreement."""
    if status in RECRUITING_STATUSES:
        return "open"
    return {"NOT_YET_RECRUITING": "coming", "UNKNOWN": None}.get(status, "closed")


# The centre's own portfolio ------------------------------------------------------------------------------------------------


class _Portfolio:
    """The portfolio laid over the registries; `waiting` are its trials not met there yet, by number."""

    def __init__(self, entries: Sequence[LocalTrial]) -> None:
        self.waiting = {number: entry for entry in entries for number in registry.numbers([entry.id])}

    def on(self, trial: Trial) -> Trial:
        borne = registry.numbers([trial.id, *trial.xrefs])
        found = [entry for number, entry in self.waiting.items() if number in borne]
        if not found:
            return trial
        entry = found[0]
        self.waiting = {number: other for number, other in self.waiting.items() if other not in found}
        opened = entry.is_open and not trial.is_open
        conflict = (Conflict("status", (("portfolio", entry.status), (trial.source, trial.status or ""))),) if opened else ()
        # Closed here says nothing of the other centres: only "open here" goes before the registries.
        status = "RECRUITING" if opened else trial.status
        return replace(trial, local=entry, status=status, conflicts=trial.conflicts + conflict)


def _alone(entry: LocalTrial) -> Trial:
    return Trial(entry.id, "portfolio", title=entry.title or entry.id, title_fr=entry.title, status=entry.status, local=entry)
