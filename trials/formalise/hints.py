"""What a trial's title, and the sentences that were not understood whole, hint of the disease: for the rank alone, never a verdict.

    "Radiation Therapy in Treating Patients With Newly Diagnosed Glioblastoma"        tumour.newly_diagnosed
    "Stage IIIA cancer that has been completely resected by lobectomy"                tumour.stage IIIA

A sentence that denies, allows or makes conditions hints of nothing. What a trial hints of is worked out once, when its criteria are read,
and kept beside it: it takes as long as a tenth of that reading.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

from sqlmodel import Session, select

from matching.data_files import load_yaml
from trials.formalise import biomarkers, disease
from trials.formalise.piece import Json, Piece, Setting, chosen, normal
from trials.model import FormalisedCriterion, Trial
from trials.tables import StoredTrial

_SETTING = Setting("inclusion")
_QUALIFIED = re.compile(
    r"^for\b|\b(?:no|not|non|without|unless|except\w*|excluding|excluded|other than|allow\w*|permit\w*|may|if|must not|who have not|eligible|"
    r"cohorts?|part|arms?|phase|group|defined|either|sans|sauf|pas)\b|\d[a-z]?:"
)
_END = re.compile(r"[:;,(]|\.(?!\d)| - ")  # what a sentence asks stands in its first clause
_JOINED = re.compile(r"\bor\b|and/or|/|,|\bou\b|\bto\b|-")
_NOT_ASKED = ("type", "brain", "sites", "measurable")  # told in passing, or of something else
_LONG = 500  # characters; beyond, a sentence is a chapter


class Hints(NamedTuple):
    """What a trial hints of, as conditions.

    `likely`: on the tumour, which the patient of this trial most likely meets. `cautions`: on the moment (before any treatment, after
    one, before metastases): who does not meet them is most likely another patient, who meets them may be any.
    """

    likely: list[Json]
    cautions: list[Json]


def hints(trial: Trial, criteria: Iterable[FormalisedCriterion], kept: str = "") -> Hints:
    """What a trial and its criteria hint of: as kept, if that was worked out from the same words."""
    told = _told(trial, criteria)
    if kept and (known := json.loads(kept))["told"] == _mark(told):
        return Hints(known["likely"], known["cautions"])
    return _hints(told)


def to_keep(trial: Trial, criteria: Iterable[FormalisedCriterion]) -> str:
    """The hints as they are kept, with a mark of the words that they come from, and of those that were looked for."""
    told = _told(trial, criteria)
    return json.dumps({"told": _mark(told)} | _hints(told)._asdict())


def all_kept(session: Session) -> dict[str, str]:
    """What is kept of every trial, by its key."""
    return {key: kept for key, kept in session.exec(select(StoredTrial.key, StoredTrial.hints)) if kept}


def _told(trial: Trial, criteria: Iterable[FormalisedCriterion]) -> tuple[str, ...]:
    """The title, and the inclusions that were not understood whole."""
    asked = [
        one.text
        for one in criteria
        if one.kind == "inclusion" and one.status not in ("formalised", "note") and len(one.text) < _LONG
    ]
    return (trial.title or trial.official_title or "", *asked)


def _mark(told: Sequence[str]) -> str:
    return blake2b("\n".join((_vocabulary(), *told)).encode(), digest_size=8).hexdigest()


@cache
def _vocabulary() -> str:
    """A mark of data/vocabulary/hints.yaml: what was kept of other words of it is worked out again."""
    return blake2b(json.dumps(load_yaml("vocabulary/hints.yaml")).encode(), digest_size=8).hexdigest()


def _hints(told: Sequence[str]) -> Hints:
    title, *asked = map(normal, told)
    asked = list(dict.fromkeys(asked))
    firsts = [first for text in asked if not _QUALIFIED.search(first := _END.split(text)[0])]
    likely = {str(condition): condition for text in (title, *firsts) for condition in _of(text)}
    cautions = [entry.condition for entry in _entries() if any(entry.hinted(text) for text in (title, *asked))]
    return Hints(list(likely.values()), cautions)


class _Entry(NamedTuple):
    """One entry of data/vocabulary/hints.yaml."""

    words: re.Pattern[str]
    unless: re.Pattern[str]
    condition: Json

    def hinted(self, text: str) -> bool:
        return bool(self.words.search(text)) and not self.unless.search(text)


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(
        _Entry(re.compile(rf"\b(?:{'|'.join(one['words'])})"), re.compile("|".join(one["unless"])), one["condition"])
        for one in load_yaml("vocabulary/hints.yaml")
    )


def _of(text: str) -> Iterator[Json]:
    found = [piece for family in (disease, biomarkers) for piece in family.pieces(text, _SETTING)]
    kept = [piece for piece in chosen(found) if piece.axis not in _NOT_ASKED]
    for group in _groups(text, kept):
        yield group[0].condition if len(group) == 1 else {"any": [piece.condition for piece in group]}


def _groups(text: str, pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Pieces joined by "or", and those of one question: any of them will do."""
    group: list[Piece] = pieces[:1]
    for one, two in pairwise(pieces):
        if one.axis == two.axis or _JOINED.search(text[one.end : two.start]):
            group.append(two)
        else:
            yield group
            group = [two]
    if group:
        yield group
