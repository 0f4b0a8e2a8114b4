"""Who, whether, when and how: the four axes of a mention, read from the cues around it.

    >>> qualify(read_note("Pas de métastase hépatique ni osseuse."), 21, 28)
    Axes(status='negated', experiencer='patient', temporality='now', modality='done')

A cue reaches over its clause: up to a stop word ("mais", "sauf", "avec"), a semicolon or the end of the sentence; over a comma only
where what follows goes on with the list ("ni", "ou", another word of the same vocabulary). Vocabulary: data/vocabulary/cues.yaml.
Inspired by the families of errors measured in spec work on French oncology notes: double negation is uncertainty, a refused or
contra-indicated treatment is not a negated one, and "recherche de" announces no result.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from matching.data_files import load_yaml
from matching.reading.note import Note
from matching.reading.sought import Sought

_START = attrgetter("start")
_BLANKS = ("", " ", "\n", "'")


class Axes(NamedTuple):
    """status: present, negated, uncertain; experiencer: patient, family; temporality: now, past; modality: done, planned, conditional,
    refused, contraindicated. `cue` is where the words stand that negated or moved it."""

    status: str = "present"
    experiencer: str = "patient"
    temporality: str = "now"
    modality: str = "done"
    cue: tuple[int, int] | None = None


class _Cue(NamedTuple):
    start: int
    end: int
    words: str
    axis: str


class _Cues(NamedTuple):
    """The cues that stand before the words they bear on, or those that stand after: their pattern, and the axis of each form."""

    pattern: Sought
    axes: dict[str, str]

    def found_in(self, matches: Iterable[re.Match[str]]) -> list[_Cue]:
        return [_Cue(*cue.span(), cue.group(), self.axes[cue.group().replace("\n", " ")]) for cue in matches]


@cache
def _cues() -> tuple[_Cues, _Cues, re.Pattern[str]]:
    """The cues before, the cues after, and the words that stop them."""
    raw = load_yaml("vocabulary/qualifiers.yaml")
    before, after = ({form: axis for axis, forms in raw[side].items() for form in forms} for side in ("before", "after"))
    return _Cues(Sought(_any(before)), before), _Cues(Sought(_any(after)), after), re.compile(_any(raw["stop"]))


def _any(forms: Iterable[str]) -> str:
    longest = sorted(forms, key=len, reverse=True)
    return (
        r"(?<![a-z0-9,.])(?:"
        + "|".join(re.escape(form).replace(r"\ ", r"[ \n]") for form in longest)
        + r")(?:(?<=')|(?![a-z0-9]))"
    )


def _cues_between(note: Note, side: int, start: int, end: int) -> list[_Cue]:
    """The cues of a passage (side 0: those that stand before words, 1: after): of those found once in the whole note, unless one of
    them, or a word, goes on beyond an end of the passage."""
    before, after, _ = _cues()
    if note.cues is None:
        note.cues = before.found_in(before.pattern.finditer(note)), after.found_in(after.pattern.finditer(note))
    known = note.cues[side]
    first, last = bisect_left(known, start, key=_START), bisect_left(known, end, key=_START)
    cut = (first and known[first - 1].end > start) or (last > first and known[last - 1].end > end)
    if cut or (note.plain[end - 1 : end] not in _BLANKS and note.plain[end : end + 1].isalnum()):
        cues = (before, after)[side]
        return cues.found_in(cues.pattern.pattern.finditer(note.plain, start, end))
    return known[first:last]


def qualify(note: Note, start: int, end: int, reach: bool = True) -> Axes:
    """The axes of the words at these plain offsets. `reach` false: a cue does not cross a comma."""
    unit = note.unit_at(start)
    stops = _cues()[2]
    found: dict[str, tuple[int, int]] = {}
    for cue in _cues_between(note, 0, unit.start, start):
        gap = note.plain[cue.end : start]
        if cue.axis == "family":
            gap = gap.removeprefix(" :")  # "Père : HTA, diabète"
        far = reach and cue.words not in ("0", "zero", "non")
        if not stops.search(gap) and (_within_reach(gap, far) or (cue.axis == "negated" and _still_denied(gap))):
            found[cue.axis] = (cue.start, cue.end)
    for cue in _cues_between(note, 1, end, unit.end):
        gap = note.plain[end : cue.start]
        before_word = cue.words == "non" and re.match(
            r" [a-z]", note.plain[cue.end : cue.end + 2]
        )  # "localement avancé non résécable"
        if not stops.search(gap) and _near(gap) and not before_word:
            found.setdefault(cue.axis, (cue.start, cue.end))
            break
    return _axes(unit.section, found) if found else _axes_of_section(unit.section)


@cache
def _axes_of_section(section: str) -> Axes:
    return _axes(section, {})


def _within_reach(gap: str, reach: bool) -> bool:
    """Up to the clause's end: no bracket closed, and a comma only in a list of short items."""
    if (")" in gap and "(" not in gap) or ":" in gap or " - " in gap:
        return False
    parts = gap.split(",")
    return len(parts) == 1 or (reach and all(len(part.split()) <= 4 for part in parts[1:]) and len(parts[0].split()) <= 6)


def _still_denied(gap: str) -> bool:
    """ "Il n'a pas été vu d'embole, de CIS ou d'engainement": "de" at the head of each item goes on with the negation."""
    parts = re.split(r",(?: ou| ni)?| ou | ni ", gap)
    return (
        len(parts) > 1
        and not re.search(r"[:()]| - | mais ", gap)
        and all(re.match(r" ?(?:de |d')", part) for part in parts[1:])
        and len(parts[0].split()) <= 7
        and all(len(part.split()) <= 5 for part in parts[1:])
    )


def _near(gap: str) -> bool:
    return len(gap.split()) <= 4 and not re.search(r"[,;)]", gap.replace("(", ""))


def _axes(section: str, found: dict[str, tuple[int, int]]) -> Axes:
    status = "uncertain" if "uncertain" in found else "negated" if "negated" in found else "present"
    modality = next((name for name in ("refused", "contraindicated", "conditional", "planned") if name in found), "done")
    if modality == "done" and section in ("question", "proposal"):
        modality = "planned"
    experiencer = "family" if section == "family" or "family" in found else "patient"
    temporality = "past" if section == "history" or "past" in found else "now"
    cue = next(
        (
            found[name]
            for name in ("uncertain", "negated", "refused", "contraindicated", "conditional", "planned", "family", "past")
            if name in found
        ),
        None,
    )
    return Axes(status, experiencer, temporality, modality, cue)
