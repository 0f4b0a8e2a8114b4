"""One statement of a T, an N, an M or a stage: the moment it is of, and what it weighs beside the others.

    "cT3 N1. Au total ypT1 N0"
    T3 and N1 of the examination, T1 and N0 of the specimen after treatment, which win

Statements by the seventh edition of the TNM are none; FIGO 2009 is the classification of another society, and counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matching.catalogue import catalogue
from matching.reading.families.cancers import Cancer
from matching.reading.families.relapse import is_before_relapse
from matching.reading.moments import is_initial
from matching.reading.note import Note

# "Un second primitif pulmonaire classé T1bN0M0"
_SECOND = re.compile(r"\b(?:second|deuxieme) (?:primitif|cancer)\b[^.;,]{0,40}$")
SEVENTH = re.compile(r"(?:7 ?(?:e|eme|th)\b|2009|tnm ?7|uicc ?7|ajcc ?7|7e ed\w*)[^()]{0,24}$")
FIGO_YEAR = re.compile(r"figo \(?20\d\d\)?")
_RANK = {"yp": 8, "r": 7, "p": 6, "yc": 5, "c": 4, "mr": 3, "": 3, "us": 1}
_BIOPSIED = re.compile(r"\b(?:bx|biops\w+|urs|ureteroscopie)\b[^.;,\n]{0,24}$")
_RESECTED = re.compile(r"\b(?:biops\w+|rtuv?|resection trans-?uretrale|re-?rtuv?|copeaux|resection endoscopique)\b")


@dataclass
class Stated:
    """One statement of T, N, M or stage: the moment it is of decides between them."""

    key: str
    value: str
    start: int
    end: int
    prefix: str
    old: bool  # before the relapse under decision
    initial: bool  # said to be of the beginning
    weight: int


def state(note: Note, key: str, value: str | None, start: int, end: int, prefix: str) -> list[Stated]:
    """`state(note, "t", "T2", 10, 13, "c")`: the statement of these words, none for a value that does not exist or another cancer's."""
    if value is None or value not in allowed(key) or note.is_other(start):
        return []
    if key != "m" and SEVENTH.search(edition_words(note, start)):
        return []
    return [
        Stated(
            key,
            value,
            start,
            end,
            prefix,
            _is_old(note, start, end, prefix, key),
            is_initial(note, start),
            _weight(note, start, prefix),
        )
    ]


def edition_words(note: Note, start: int) -> str:
    """The words before that may name an edition of the TNM; FIGO 2009 is the classification of another society."""
    return FIGO_YEAR.sub("figo", note.plain[max(0, start - 50) : start])


def _is_old(note: Note, start: int, end: int, prefix: str, key: str) -> bool:
    """After a relapse, the old specimen's TNM is history; a TNM given for the relapse itself is not."""
    if note.relapse is None or prefix == "r":
        return False
    if key == "m":
        undated = "1" in note.plain[start:end] and not _dates_of(note, start)  # "TNE du pancréas, M1 hépatique": of now
        return is_before_relapse(note, start, end) and start < note.relapse.start and not undated
    if note.relapse.kind == "biochemical" and prefix in ("p", "yp"):
        return False  # the specimen stays what is known of the tumour
    if prefix in ("p", "yp") and note.relapse.kind == "distant":
        return True
    return is_before_relapse(note, start, end)


def _dates_of(note: Note, start: int) -> bool:
    unit = note.unit_at(start)
    return bool(note.dates_between(unit.start, unit.end))


def _weight(note: Note, start: int, prefix: str) -> int:
    """Which of several wins: yp, then p, then c; a conclusion over an examination; a bladder resection under the clinical stage."""
    unit = note.unit_at(start)
    rank = _RANK[prefix]
    if prefix == "p" and note.family in ("bladder", "urothelial"):
        resected = _RESECTED.search(note.plain, max(note.line(start)[0], start - 300), start)
        rank = 2 if resected and "cystectomie" not in note.plain[resected.end() : start] else rank
    if prefix == "p" and _BIOPSIED.search(note.plain, unit.start, start):  # "bx : pTa bas grade", before the operation
        rank = 2
    concluding = unit.section == "summary" or bool(
        re.search(r"(?:=>|au total|conclusion|ccl)[^.\n]{0,80}$", note.plain[max(unit.start, start - 90) : start])
    )
    return (
        rank * 10
        + 3 * concluding
        - 5 * bool(re.match(r"[^.;,\n]{0,6}\b(?:echo|examen incomplet)", note.plain[start + 2 : start + 24]))
    )


def allowed(key: str) -> tuple[str, ...]:
    """`allowed("m") == ("M0", "M1", ...)`: the values of "t", "n", "m" or "stage"."""
    return catalogue()[f"tumour.{key}"].values


def is_elsewhere(note: Note, start: int, named: list[Cancer]) -> bool:
    """Does the name just before, in the sentence, belong to another cancer?"""
    unit = note.unit_at(start)
    if _SECOND.search(note.plain, max(unit.start, start - 50), start):
        return True
    return any(unit.start <= cancer.start < start and note.is_other(cancer.start) and start - cancer.end < 30 for cancer in named)
