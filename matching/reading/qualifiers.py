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
from functools import cache
from typing import NamedTuple

from matching.data_files import load_yaml
from matching.reading.note import Note


class Axes(NamedTuple):
    """status: present, negated, uncertain; experiencer: patient, family; temporality: now, past; modality: done, planned, conditional,
    refused, contraindicated. `cue` is where the words stand that negated or moved it."""

    status: str = "present"
    experiencer: str = "patient"
    temporality: str = "now"
    modality: str = "done"
    cue: tuple[int, int] | None = None


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str], dict[str, str], re.Pattern[str]]:
    raw = load_yaml("vocabulary/qualifiers.yaml")
    before = {form: axis for axis, forms in raw["before"].items() for form in forms}
    after = {form: axis for axis, forms in raw["after"].items() for form in forms}
    stops = raw["stop"]
    return _any(before), _any(after), before, after, _any(dict.fromkeys(stops, ""))


def _any(forms: dict[str, str]) -> re.Pattern[str]:
    longest = sorted(forms, key=len, reverse=True)
    return re.compile(
        r"(?<![a-z0-9,.])(?:"
        + "|".join(re.escape(form).replace(r"\ ", r"[ \n]") for form in longest)
        + r")(?:(?<=')|(?![a-z0-9]))"
    )


def qualify(note: Note, start: int, end: int, reach: bool = True) -> Axes:
    """The axes of the words at these plain offsets. `reach` false: a cue does not cross a comma."""
    unit = note.unit_at(start)
    before_cues, after_cues, before, after, stops = _cues()
    found: dict[str, tuple[int, int]] = {}
    for cue in before_cues.finditer(note.plain, unit.start, start):
        gap = note.plain[cue.end() : start]
        axis = before[_plain(cue.group())]
        if axis == "family":
            gap = gap.removeprefix(" :")  # "Père : HTA, diabète"
        far = reach and cue.group() not in ("0", "zero", "non")
        if not stops.search(gap) and (_within_reach(gap, far) or (axis == "negated" and _still_denied(gap))):
            found[axis] = cue.span()
    for cue in after_cues.finditer(note.plain, end, unit.end):
        gap = note.plain[end : cue.start()]
        before_word = cue.group() == "non" and re.match(
            r" [a-z]", note.plain[cue.end() : cue.end() + 2]
        )  # "localement avancé non résécable"
        if not stops.search(gap) and _near(gap) and not before_word:
            found.setdefault(after[_plain(cue.group())], cue.span())
            break
    return _axes(note, unit.section, found)


def _plain(cue: str) -> str:
    return cue.replace("\n", " ")


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


def _axes(note: Note, section: str, found: dict[str, tuple[int, int]]) -> Axes:
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
