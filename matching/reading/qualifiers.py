"""Who, whether, when and how: the four axes of a mention, read from the cues around it.

    >>> qualify(read_note("Pas de métastase hépatique ni osseuse."), 21, 28)
    Axes(status='negated', experiencer='patient', temporality='now', modality='done', cue=(0, 6))

A cue reaches over its clause: up to a stop word ("mais", "sauf", "avec"), a semicolon or the end of the sentence; over a comma only
where what follows goes on with the list. Double negation is uncertainty, a refused or contra-indicated treatment is not a negated one,
a denied change ("pas d'évolution de la métastase") denies no thing, and words that settle a suspicion go before it.
Vocabulary: data/vocabulary/qualifiers.yaml.
"""

from __future__ import annotations

import datetime
import re
from functools import cache
from typing import NamedTuple

from matching.reading.cues import Cue, any_of, cues_between, forms_of
from matching.reading.note import Note
from matching.reading.signs import denied_after

_STATUSES = ("negated", "uncertain")
_MODALITIES = ("refused", "contraindicated", "conditional", "planned")  # the strongest first
_CARE = ("drug", "drug_class", "protocol", "procedure")
_TO_RELATIVE = re.compile(
    r"[^,;:()\n]{0,30}?(?:\( ?| (?:chez|dans) (?:\w+ )?(?=\w))(?=[a-z])"
)  # "K sein (mère, 45 ans)", "chez sa mère"
_RELATIVE_ENDS = re.compile(r"(?: (?:mat|pat)ernel\w*)?(?= ?[,);.\n]| a? ?\d| et |$)")
_YEAR_AFTER = re.compile(r"(?P<words>(?: [a-z-]+){0,3}?) ?(?:\((?:en )?|en (?:[a-z]+ )?)(?P<year>(?:19|20)\d\d)\b(?!-)")
_ITEM_ENDS = re.compile(r" ?(?:[,;.)/\n]|$)")
_HEAD = re.compile(r"[,(] ?(?:mais |puis |finalement |secondairement )?$")
_NEXT_WORDS = 2  # how many words a lone figure or "non" may deny at most
_FAR = 120  # characters: no cue after the words reaches back from further
_FIGURE = re.compile(r" ?\d")
_AND_THEN = re.compile(r" ?,? ?(?:mais|et|puis|finalement)? ?")


class Axes(NamedTuple):
    """status: present, negated, uncertain; experiencer: patient, family; temporality: now, past; modality: done, planned, conditional,
    refused, contraindicated. `cue` is where the words stand that negated or moved it."""

    status: str = "present"
    experiencer: str = "patient"
    temporality: str = "now"
    modality: str = "done"
    cue: tuple[int, int] | None = None


class _Words(NamedTuple):
    """The words to qualify, at their place: `limit` is the end of their unit."""

    note: Note
    start: int
    end: int
    limit: int

    def name_care(self) -> bool:
        """Do they name a treatment?"""
        return any(self.note.anchors_over(family, self.start, self.end) for family in _CARE)


def qualify(note: Note, start: int, end: int, reach: bool = True) -> Axes:
    """The axes of the words at these plain offsets. `reach` false: a cue does not cross a comma."""
    unit = note.unit_at(start)
    before = cues_between(note, "before", unit.start, start)
    after = cues_between(note, "after", end, unit.end)
    words = _Words(note, start, end, unit.end)
    found: dict[str, tuple[int, int]] = {}
    for cue in before:
        axis = _axis(cue, words)
        if axis and _governs(words, cue, axis, reach):
            found[axis] = (cue.start, cue.end)
    _follow(words, after, found)
    denied = denied_after(note.plain, end, unit.end)
    if denied and (denied.group()[-1] in "-)" or _ITEM_ENDS.match(note.plain, denied.end(), unit.end)):
        found.setdefault("negated", denied.span())
    _relative_after(words, found)
    if "uncertain" in found:
        _settle(words, found)
    if (dated := _YEAR_AFTER.match(note.plain, end, unit.end)) and _is_over(note, dated):
        found.setdefault("past", dated.span())
    return _axes(unit.section, found) if found else _axes_of_section(unit.section)


@cache
def _axes_of_section(section: str) -> Axes:
    """Of words that nothing qualifies but the heading they stand under."""
    return _axes(section, {})


def _axis(cue: Cue, words: _Words) -> str:
    """What a cue says of a treatment (a modality first) or of anything else (a status first); empty where it is none."""
    if "none" in cue.axes:
        return ""
    if len(cue.axes) == 1:
        return cue.axes[0]
    care = words.name_care()
    return next((axis for axis in cue.axes if (axis in _MODALITIES) == care), cue.axes[0])


def _governs(words: _Words, cue: Cue, axis: str, reach: bool) -> bool:
    """Does a cue reach the words that follow it?"""
    gap = words.note.plain[cue.end : words.start]
    if axis == "family":
        gap = re.sub(r"^ (?:[a-z]+ )?:", "", gap)  # "Père : HTA, diabète", "grand-mère maternelle : démence"
        return not any_of("stop_family").search(gap) and _within_reach(gap, reach)
    if axis == "conditional" and words.name_care():
        gap = gap.replace(" :", ",")  # "si progression : docétaxel"
    lone = cue.words in forms_of("lone")
    if lone and len(gap.split()) > _NEXT_WORDS:
        return False  # "OMS zéro 79 kilos hypertension"
    far = reach and not lone
    if not (_within_reach(gap, far) or (axis == "negated" and _still_denied(gap))) or any_of("stop").search(gap):
        return False
    if axis not in _STATUSES:
        return True
    changed = _of_change().match(gap) and not words.name_care()
    return not (changed or ("," in gap and _told_apart(words, gap)))


def _told_apart(words: _Words, gap: str) -> bool:
    """After a comma, is the item announced or described by words of its own? "Pas de perte de poids, anorexie depuis un mois"."""
    described = any_of("described", r" ?", r"(?:(?<=')|\b)").match(words.note.plain, words.end, words.limit)
    return bool(
        described or _FIGURE.match(words.note.plain, words.end, words.limit) or any_of("announced").search(gap, gap.rindex(","))
    )


@cache
def _of_change() -> re.Pattern[str]:
    return re.compile(any_of("change", " ?", "").pattern + r"\w*(?: [a-z]+){0,3}? (?:de|du|des|d')(?![a-z])")


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


def _follow(words: _Words, cues: list[Cue], found: dict[str, tuple[int, int]]) -> None:
    """What the cues after the words say: the nearest, and those it goes on with ("proposée mais refusée")."""
    plain, place, last = words.note.plain, words.end, ""
    for cue in cues:
        gap = plain[place : cue.start]
        near = bool(_AND_THEN.fullmatch(gap)) if place > words.end else _near(gap) and not any_of("stop").search(gap)
        axis = _axis(cue, words)
        if cue.words == "non" and re.match(r" [a-z]", plain[cue.end : cue.end + 2]):
            continue  # "localement avancé non résécable"
        if near and not axis and last:
            del found[last]  # "refusée puis acceptée"
        if not near or not axis:
            break
        seen = any_of("seen", "", r"\b").match(plain, words.start, words.end)
        if not (seen and axis == "uncertain" and cue.words in forms_of("doubted_nature")):
            last = axis if axis not in found else ""
            found.setdefault(axis, (cue.start, cue.end))
        place = cue.end


def _near(gap: str) -> bool:
    return len(gap.split()) <= 4 and not re.search(r"[,;)]", gap.replace("(", ""))


def _is_over(note: Note, dated: re.Match[str]) -> bool:
    """Two years or more before the last year that the note tells, or before today where it tells of one year only."""
    years = {int(date.iso[:4]) for date in note.dates if date.iso[:4].isdigit()}
    last = max(years) if len(years) > 1 else datetime.date.today().year
    return forms_of("lasting").isdisjoint(dated["words"].split()) and int(dated["year"]) <= last - 2


def _relative_after(words: _Words, found: dict[str, tuple[int, int]]) -> None:
    """ "K sein (mère, 45 ans)", "démence chez sa mère"; not "K sein (mère : K ovaire)"."""
    lead = _TO_RELATIVE.match(words.note.plain, words.end, words.limit)
    cues = cues_between(words.note, "before", lead.end(), min(words.limit, lead.end() + _FAR)) if lead else []
    cue = next((cue for cue in cues if lead and cue.start == lead.end() and cue.axes == ("family",)), None)
    if cue and _RELATIVE_ENDS.match(words.note.plain, cue.end):
        found.setdefault("family", (cue.start, cue.end))


def _settle(words: _Words, found: dict[str, tuple[int, int]]) -> None:
    """A suspicion that the same sentence confirms or dismisses: "suspectée au scanner, infirmée par l'IRM"."""
    for cue in cues_between(words.note, "settled", words.end, words.limit):
        gap = words.note.plain[words.end : cue.start]
        if _HEAD.search(gap) or re.fullmatch(r" (?:(?!non|pas|etre|peut)\w+ ){0,2}", gap):
            del found["uncertain"]
            found.pop("negated", None)
            if "negated" in cue.axes:
                found["negated"] = (cue.start, cue.end)
            return


def _axes(section: str, found: dict[str, tuple[int, int]]) -> Axes:
    status = next((name for name in ("uncertain", "negated") if name in found), "present")
    modality = next((name for name in _MODALITIES if name in found), "done")
    if modality == "done" and section in ("question", "proposal"):
        modality = "planned"
    experiencer = "family" if section == "family" or "family" in found else "patient"
    denied = status == "negated"  # what is not there is of no time
    temporality = "past" if (section == "history" or "past" in found) and not denied else "now"
    order = ("uncertain", "negated", *_MODALITIES, "family", "past")
    cue = next((found[name] for name in order if name in found), None)
    return Axes(status, experiencer, temporality, modality, cue)
