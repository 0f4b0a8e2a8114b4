"""What a registry says about a trial, in one shape whatever the registry."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any

RECRUITING_STATUSES = frozenset({"RECRUITING", "ENROLLING_BY_INVITATION"})
# Our own word beside the registry's: the registry no longer publishes this trial.
NOT_LISTED = "NOT_LISTED"

# Numbers that only one trial bears, whichever registry prints them. A sponsor's own code ("HO-51") is not among them.
_REGISTRY_NUMBERS = (
    ("nct", re.compile(r"NCT\d{8}")),
    ("euct", re.compile(r"\d{4}-5\d{5}-\d{2}(?:-\d{2})?")),
    ("eudract", re.compile(r"\d{4}-\d{6}-\d{2}")),
    ("id-rcb", re.compile(r"\d{4}-A\d{5}-\d{2}")),
    ("isrctn", re.compile(r"ISRCTN\d{8}")),
    ("utn", re.compile(r"U1111-\d{4}-\d{4}")),
)

_VOLATILE = re.compile(r'"(?:versionHolder|record_last_import)":"[^"]*"|<download_date>.*?</download_date>', re.DOTALL)


class TrialFault(ValueError):
    """A record which cannot be a trial. Its text is one French sentence for the person who imports."""


@dataclass(frozen=True)
class Contact:
    """Someone to write to or to call: `Contact("Dr. Exemple", "INVESTIGATOR", "+33 1 00 00 00 00", None)`."""

    name: str | None = None
    role: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Site:
    """A place that takes part in a trial; latitude and longitude in degrees, often those of the town.

    `status` is the registry's word for this site, None where the registry says nothing by site.
    """

    name: str | None = None
    city: str | None = None
    postcode: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    status: str | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Intervention:
    """What is given or done: `Intervention("DRUG", "Trastuzumab", ("Herceptin",))`."""

    kind: str | None
    name: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListedCriterion:
    """One criterion of a registry which lists them; `start` and `end` place it in the trial's `eligibility_text`."""

    kind: str
    text: str
    start: int
    end: int
    text_fr: str | None = None


@dataclass(frozen=True)
class FormalisedCriterion:
    """One sentence of an eligibility text and the condition read in it, unturned: an exclusion states what it excludes.

    `start` and `end` place it in `eligibility_text`. `condition` is a tree of the condition language, None where nothing was
    read; `confidence` goes from 0 to 1. `status` is "formalised", "partial", "not_formalised", "to_confirm" (the rest is for a
    person to say: its condition, if any, answers on its safe side only) or "note" (asks for nothing).
    """

    kind: str
    text: str
    start: int
    end: int
    condition: dict[str, Any] | None = None
    confidence: float = 0.0
    status: str = "not_formalised"


@dataclass(frozen=True)
class Record:
    """What one registry holds of a trial that several hold: `Record("ctis", "2022-500014-26-00", "RECRUITING", "2026-08-11")`."""

    source: str
    id: str
    status: str | None
    version: str | None


@dataclass(frozen=True)
class Conflict:
    """A field on which the sources disagree: `Conflict("status", (("ctis", "COMPLETED"), ("ctgov", "RECRUITING")))`, the believed first."""

    field: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cohort:
    """A cohort or an arm in our centre: `Cohort("Bras A", "RECRUITING", 3)`; `slots` is None where nobody said."""

    name: str
    status: str | None = None
    slots: int | None = None


@dataclass(frozen=True)
class LocalTrial:
    """What the centre says of a trial of its own portfolio; `status` in the words of the registries, `protocol_date` as AAAA-MM-JJ.

    `inclusions` and `exclusions` are criteria that the centre adds, one sentence each.
    """

    id: str
    status: str
    title: str | None = None
    protocol_version: str | None = None
    protocol_date: str | None = None
    slots: int | None = None
    cohorts: tuple[Cohort, ...] = ()
    investigator: Contact = Contact()
    coordinator: Contact = Contact()
    inclusions: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    note: str | None = None

    @property
    def is_open(self) -> bool:
        """True while the centre takes patients in it."""
        return self.status in RECRUITING_STATUSES


@dataclass(frozen=True)
class Trial:
    """A trial as one registry describes it; as several do once `trials.merge` has put their records together.

    >>> trial.key, trial.phases, trial.age_min_years
    ('ctgov/NCT00490139', ('PHASE3',), 18.0)

    Words of status, phase, sex and purpose are those of ClinicalTrials.gov. Ages are in years (6 months is 0.5), None where
    the registry sets no bound. `criteria` is filled only where the registry gives a list; `eligibility_text` always holds
    the whole text, as published. `text_marks` says how that text is written: "escaped" (markdown escapes such as `\\>=`
    left in place), "wrapped" (lines cut at 79 columns), "listed" (assembled here from a list of criteria).
    `raw` is the record as received, as text. `records`, `conflicts` and `local` are filled by `trials.merge` only.
    """

    id: str
    source: str
    xrefs: tuple[str, ...] = ()
    other_ids: tuple[str, ...] = ()
    version: str | None = None
    title: str | None = None
    official_title: str | None = None
    title_fr: str | None = None
    acronym: str | None = None
    phases: tuple[str, ...] = ()
    study_type: str | None = None
    purpose: str | None = None
    status: str | None = None
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    sponsor: str | None = None
    age_min_years: float | None = None
    age_max_years: float | None = None
    age_from_bands: bool = False
    sex: str | None = None
    healthy_volunteers: bool | None = None
    eligibility_text: str = ""
    text_marks: tuple[str, ...] = ()
    criteria: tuple[ListedCriterion, ...] = ()
    summary: str | None = None
    sites: tuple[Site, ...] = ()
    declared_countries: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    dates: dict[str, str] = field(default_factory=dict)
    fictional: bool = False
    records: tuple[Record, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    local: LocalTrial | None = None
    raw: str = field(default="", repr=False, compare=False)

    @property
    def key(self) -> str:
        """`ctgov/NCT00490139`: unique on this machine, since CTIS and ECLAIRE give the same number to the same trial."""
        return f"{self.source}/{self.id}"

    @property
    def is_open(self) -> bool:
        """True while the trial takes patients; a trial that has not begun to recruit is not open."""
        return self.status in RECRUITING_STATUSES

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries where it runs, in English, sorted: those of its sites and those the registry lists apart."""
        return tuple(sorted({site.country for site in self.sites if site.country} | set(self.declared_countries)))

    @cached_property
    def eligibility_hash(self) -> str:
        """Changes when, and only when, something that formalised criteria are made of changes."""
        listed = [(criterion.kind, criterion.text, criterion.text_fr) for criterion in self.criteria]
        bounds = (self.age_min_years, self.age_max_years, self.sex, self.healthy_volunteers)
        return fingerprint([self.title, self.eligibility_text, listed, self.conditions, self.keywords, self.mesh, bounds])


def to_json(trial: Trial) -> dict[str, Any]:
    """The trial as plain values for JSON, without `raw` and without what is empty: `{"id": "NCT…", "source": "ctgov", …}`."""
    return {name: value for name, value in asdict(trial).items() if name != "raw" and value not in (None, (), "", {})}


def from_json(value: dict[str, Any]) -> Trial:
    """The trial that `to_json` wrote, after a way through JSON; `raw` is empty."""
    known = {each.name for each in fields(Trial)}
    values: dict[str, Any] = {
        name: tuple(each) if isinstance(each, list) else each for name, each in value.items() if name in known
    }
    values["interventions"] = tuple(
        Intervention(each.get("kind"), each["name"], tuple(each.get("other_names", ())))
        for each in value.get("interventions", ())
    )
    values["criteria"] = tuple(ListedCriterion(**each) for each in value.get("criteria", ()))
    values["contacts"] = _contacts(value.get("contacts", ()))
    values["sites"] = tuple(Site(**(each | {"contacts": _contacts(each.get("contacts", ()))})) for each in value.get("sites", ()))
    return Trial(**values)


def cross_references(own: str, candidates: Iterable[str | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sorts a trial's other numbers: those that name it in other registries, and the rest.

    >>> cross_references("NCT00490139", ["2006-000562-36", "CLAP016B2301"])
    (('2006-000562-36',), ('CLAP016B2301',))

    A number of the same registry as its own names another trial (an extension, a substudy): it is of the rest.
    """
    shared: dict[str, None] = {}
    rest: dict[str, None] = {}
    for candidate in candidates:
        number = (candidate or "").strip().upper()
        if not candidate or not number or number == own.upper():
            continue
        kind = _registry_of(number)
        if kind and kind != _registry_of(own.upper()):
            shared[number] = None
        else:
            rest[candidate.strip()] = None
    return tuple(shared), tuple(rest)


def _registry_of(number: str) -> str | None:
    return next((name for name, pattern in _REGISTRY_NUMBERS if pattern.fullmatch(number)), None)


def content_hash(trial: Trial) -> str:
    """Changes when the record changes, but not when the registry only stamps it with the date of the download."""
    return fingerprint(_VOLATILE.sub("", trial.raw) or to_json(trial))


def fingerprint(value: Any) -> str:
    """A short text which is the same for equal JSON values, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]


def _contacts(values: Iterable[dict[str, Any]]) -> tuple[Contact, ...]:
    return tuple(Contact(**each) for each in values)
