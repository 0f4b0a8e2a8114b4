"""What a trial's title, and the sentences that were not understood whole, hint of the disease: for the rank alone, never a verdict.

    "Radiation Therapy in Treating Patients With Newly Diagnosed Glioblastoma"        tumour.newly_diagnosed
    "Stage IIIA cancer that has been completely resected by lobectomy"                tumour.stage IIIA

A sentence that denies, allows or makes conditions hints of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from matching.data_files import load_yaml
from trials.formalise import biomarkers, disease
from trials.formalise.piece import Json, Piece, Setting, chosen, normal
from trials.model import FormalisedCriterion, Trial

_SETTING = Setting("inclusion")
_QUALIFIED = re.compile(
    r"^for\b|\b(?:no|not|non|without|unless|except\w*|excluding|excluded|other than|allow\w*|permit\w*|may|if|must not|who have not|eligible|"
    r"cohorts?|part|arms?|phase|group|defined|either|sans|sauf|pas)\b|\d[a-z]?:"
)
_END = re.compile(r"[:;,(]|\.(?!\d)| - ")  # what a sentence asks stands in its first clause
_JOINED = re.compile(r"\bor\b|and/or|/|,|\bou\b|\bto\b|-")
_NOT_ASKED = ("type", "brain", "sites", "measurable")  # told in passing, or of something else
_LONG = 500  # characters; beyond, a sentence is a chapter


def hints(trial: Trial, criteria: Iterable[FormalisedCriterion]) -> list[Json]:
    """Conditions on the tumour that the patient of this trial most likely meets."""
    titles, asked = _told(trial, criteria)
    firsts = [first for text in asked if not _QUALIFIED.search(first := _END.split(text)[0])]
    return list({str(condition): condition for text in (*titles, *firsts) for condition in _of(text)}.values())


def cautions(trial: Trial, criteria: Iterable[FormalisedCriterion]) -> list[Json]:
    """Conditions on the moment (before any treatment, after one, before metastases): who does not meet them is most likely another patient, who
    meets them may be any."""
    titles, asked = _told(trial, criteria)
    return [entry.condition for entry in _entries() if any(entry.hinted(text) for text in (*titles, *asked))]


def _told(trial: Trial, criteria: Iterable[FormalisedCriterion]) -> tuple[list[str], list[str]]:
    """The title, and the inclusions that were not understood whole."""
    titles = [normal(title) for title in (trial.title or trial.official_title,) if title]
    asked = [
        normal(one.text) for one in criteria if one.kind == "inclusion" and one.status != "formalised" and len(one.text) < _LONG
    ]
    return titles, list(dict.fromkeys(asked))


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
