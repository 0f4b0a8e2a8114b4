"""What a guideline says, as frozen values: the rules, what they propose, what restrains them, and where each thing comes from.

>>> guideline = load("guidelines/rules/breast/localised.yaml")
>>> guideline.decisions[0].rules[0].options[0].keywords
('docetaxel', 'carboplatin', 'trastuzumab', 'pertuzumab', 'surgery')
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matching.criteria.tree import Condition, Span

STATUSES = ("draft", "in_review", "validated", "suspended", "retired")
STAGES = (
    "workup", "before_surgery", "surgery", "adjuvant", "first_line", "later_line", "maintenance", "follow_up", "palliative",
)  # fmt: skip
POLICIES = ("unique", "cumulative", "first")
STRENGTHS = ("recommended", "suggested", "possible", "discouraged", "contraindicated")  # strongest first
WORKUP_LEVELS = ("essential", "useful")
CONTRAINDICATION_LEVELS = ("absolute", "relative")
PPS_KINDS = ("monitoring", "supportive_care", "side_effects", "prevention", "fertility", "social")


@dataclass(frozen=True)
class Source:
    """A published document, or a place in it. Page, url and quotation are there only where they were read."""

    id: str
    title: str
    publisher: str = ""
    year: int | None = None
    version: str = ""
    section: str = ""
    page: str = ""
    url: str = ""
    quotation: str = ""


@dataclass(frozen=True)
class Publisher:
    """Who publishes the guideline: a network, a learned society, an agency."""

    network: str
    kind: str = "network"


@dataclass(frozen=True)
class Grading:
    """A grade as published: ESMO, level I, grade A."""

    scale: str
    level: str = ""
    grade: str = ""

    @property
    def short(self) -> str:
        """Level and grade in one word: 'IA'."""
        return f"{self.level}{self.grade}"


@dataclass(frozen=True)
class PpsItem:
    """A line for the patient's care plan; `kind` is one of PPS_KINDS."""

    kind: str
    text: str


@dataclass(frozen=True)
class Option:
    """A whole strategy: its keywords are those of every act in it (data/vocabulary/care_keywords.yaml and drug names)."""

    label: str
    keywords: tuple[str, ...]
    rank: int = 1
    strength: str = "recommended"
    grading: Grading | None = None
    frcp: str = ""
    pps: tuple[PpsItem, ...] = ()
    note: str = ""
    origin: str = ""  # the network's overlay that adds it, where it is not the guideline's own

    @property
    def advised_against(self) -> bool:
        """Does the guideline name this option in order to turn it down?"""
        return self.strength in ("discouraged", "contraindicated")


@dataclass(frozen=True)
class Place:
    """Where a part of a condition is written in its file."""

    part: Condition
    line: int
    column: int


@dataclass(frozen=True)
class Rule:
    id: str
    when: Condition
    options: tuple[Option, ...]
    source: Source | None = None
    note: str = ""
    line: int = 0
    column: int = 0
    origin: str = ""


@dataclass(frozen=True)
class Decision:
    """One question and its rules. `policy`: unique (one applies), cumulative (several may), first (the first that applies)."""

    id: str
    question: str
    stage: str
    policy: str
    rules: tuple[Rule, ...]
    otherwise: Option | None = None
    note: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Workup:
    """What must be on the table before the meeting: each of `needs` known, and no older than `fresh` where its date is stated."""

    id: str
    needs: tuple[str, ...]
    when: Condition
    level: str = "essential"
    fresh: Span | None = None
    source: Source | None = None
    note: str = ""
    line: int = 0


@dataclass(frozen=True)
class Contraindication:
    """What sets aside the options that hold one of `excludes` (a drug, a class of drugs, a word of care).

    That of an overlay (`origin`) may restrain the options of one rule only (`rule`), all of them where nothing is excluded.
    """

    id: str
    when: Condition
    excludes: tuple[str, ...]
    level: str
    reason: str
    source: Source | None = None
    line: int = 0
    column: int = 0
    rule: str = ""
    origin: str = ""


@dataclass(frozen=True)
class FollowUp:
    """An act to repeat after treatment: every so often, for so long, from an event, by whom."""

    act: str
    start: str
    every: Span | None = None
    duration: Span | None = None
    by: tuple[str, ...] = ()
    when: Condition | None = None
    source: Source | None = None
    note: str = ""
    line: int = 0


@dataclass(frozen=True)
class Example:
    """A fictional patient and what must come out: by decision the rules that apply (`expect`), that may apply (`possible`), and,
    over these decisions, exactly what is missing. `possible` and `missing` are None where the example says nothing of them."""

    name: str
    case: Mapping[str, Any]
    expect: Mapping[str, tuple[str, ...]]
    possible: Mapping[str, tuple[str, ...]] | None = None
    missing: tuple[str, ...] | None = None
    line: int = 0


@dataclass(frozen=True)
class Guideline:
    """One rule file. `lines` are those of the words of its header and of its sections, `places` those of all its conditions."""

    id: str
    title: str
    publisher: Publisher
    version: str
    published_on: datetime.date
    review_before: datetime.date
    status: str
    scope: Condition
    file: str
    note: str = ""
    sources: tuple[Source, ...] = ()
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    workup: tuple[Workup, ...] = ()
    decisions: tuple[Decision, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    tests: tuple[Example, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    places: tuple[Place, ...] = field(default=(), compare=False)

    def place(self, part: Condition, entry: Rule | Contraindication) -> Place:
        """Where this very part of the condition of an entry is written; the entry itself for a part named elsewhere."""
        written = (one for one in self.places if one.part is part and one.line >= entry.line)
        return next(written, Place(part, entry.line, entry.column))

    @property
    def speaks(self) -> bool:
        """A suspended or retired guideline proposes nothing."""
        return self.status not in ("suspended", "retired")

    def to_review_since(self, today: datetime.date) -> datetime.date | None:
        """The date by which it should have been reviewed, once that is past."""
        return self.review_before if self.review_before < today else None


@dataclass(frozen=True)
class RuleBase:
    """Every guideline that is in force here. `state` names what the network has put over the shipped files; "" for nothing."""

    guidelines: tuple[Guideline, ...] = ()
    state: str = ""
