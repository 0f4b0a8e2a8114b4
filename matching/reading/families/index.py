"""Which cancer a note is about, as the family of its organ.

"RCP de gynécologie. ATCD : cancer du sein en 2010 (CCI grade 2). Biopsie d'endomètre : carcinome endométrioïde"
"endometrium": the title, the question and most of the note go before the history
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from matching.data_files import load_yaml
from matching.reading.families.cancers import (
    AMBIGUOUS,
    MASS,
    TELLING,
    Cancer,
    found_by_chance,
    is_concluded,
    is_metastasis,
    places,
    telling,
)
from matching.reading.families.past_cancers import LISTED, of_a_past_year, past_units, told_as_later, told_as_past
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.tumour_types import family_of, is_a, organs, specific_type

# Families whose words are too general to tell two cancers apart.
VAGUE = ("", "cup", "neuroendocrine", "paediatric", "adrenal")
MILD = ("BCC",)
_BY_KIND = ("neuroendocrine", "cup", "adrenal")  # families that a name tells by its kind more than by its organ

# What one naming of a cancer adds to the score of its family.
_NAMED, _DOUBTFUL = 1, 0.3  # by its name; by a mass or an acronym of several diseases
_ASKED = 2  # in the title or the question
_OF_NOW = 5  # "actuellement", "nouveau"
_CONCLUDED = 15  # the diagnosis that is kept
_PAST, _OF_A_PAST_YEAR = 0.3, 0.1
_ANOTHER = 0.2  # a second cancer of later, or one found by chance
_VAGUELY_NAMED = 0.05
_FINDING = 0.5
_DISCUSSED = 1.5  # by a meeting of this speciality
_LEAST = 0.1  # under which nothing was told of now
_NOWADAYS = re.compile(r"\b(?:actuellement|ce jour|desormais|nouveau|nouvelle)\b[^.;]{0,30}$")
_MEETING = re.compile(r"[^\n]{0,40}\b(?:rcp|reunion|staff|consultation)\b[^\n]{0,60}")
_UNKNOWN = re.compile(r"inconnu|indetermine")
_SPECIALITY = re.compile(r"[^a-z]*([a-z-]{3,}[^\n]{0,20})")  # what the first line begins with, where it names no meeting


class _Outline(NamedTuple):
    """What decides how much each naming of a cancer weighs, worked out once for the note."""

    title_end: int  # of the first units, which say what the note is about
    several: bool  # are several families named?
    strangers: set[str]  # families that a meeting of this speciality does not discuss
    proper: set[str]  # families of which a cancer of now is named by itself
    definite: bool  # is any cancer named by more than a mass?
    mild: tuple[str, ...]  # cancers that weigh nothing, beside others


def _outline(note: Note, named: list[Cancer], discussed: list[str]) -> _Outline:
    proper = {cancer.family for cancer in named if _is_proper(note, cancer)}
    return _Outline(
        title_end=note.units[min(2, len(note.units) - 1)].end if note.units else 0,
        several=len({cancer.family for cancer in named} - {"", "cup"}) > 1,
        strangers={cancer.family for cancer in named}.difference(discussed) if discussed else set(),
        proper=proper,
        definite=bool(proper) or any(cancer.family in _BY_KIND and not _is_mass(note, cancer) for cancer in named),
        mild=() if _nothing_else(note, named) else MILD,
    )


def index_family(note: Note, named: list[Cancer]) -> str:
    """The family with the most to say for it: titles and questions weigh most, the history least."""
    if _of_unknown_primary(note, named):
        return "cup"
    discussed = _discussed(note)
    outline = _outline(note, named, discussed)
    score: dict[str, float] = defaultdict(float)
    first = True
    for cancer in named:
        if aside := _weight_aside(note, cancer, outline):
            score[cancer.family] += aside
            continue
        score[cancer.family] += _weight(note, cancer, outline.title_end) + first
        first = first and bool(AMBIGUOUS.fullmatch(note.plain, cancer.start, cancer.end))
    if concluded := [cancer for cancer in named if is_concluded(note, cancer.start, cancer.end)]:
        score[concluded[-1].family] += _CONCLUDED
    past = {note.unit_at(cancer.start).start for cancer in named if outline.several and told_as_past(note, cancer)}
    _score_places(note, score, outline.title_end, past)
    for family in discussed:
        score[family] += _DISCUSSED if score.get(family, 0) > 0 else 0
    if not outline.proper:
        _score_findings(note, score, named)
    best = max(score, key=lambda family: score[family], default="")
    if best == "neuroendocrine":  # "TNE du pancréas": the organ says more
        best = next((cancer.family for cancer in named if cancer.family not in VAGUE and is_a(cancer.code, "GEPNET")), best)
    told_enough = outline.proper and score[best] >= _LEAST
    return best if told_enough else _by_histology(note, best, score.get(best, 0), named)


def _is_mass(note: Note, cancer: Cancer) -> bool:
    """Is it named by no more than a mass: "nodule pulmonaire"?"""
    return MASS.fullmatch(note.plain, cancer.start, cancer.end) is not None


def _of_unknown_primary(note: Note, named: list[Cancer]) -> bool:
    """Is the primary said unknown, and nothing else named but vague, past or mere masses?"""
    unknown = any(
        cancer.code == "CUP" and (cancer.start == 0 or _UNKNOWN.search(note.plain, cancer.start, cancer.end)) for cancer in named
    )  # a note may be headed by it: "CUP. Femme de 69 ans"
    past = {note.unit_at(cancer.start).start for cancer in named if unknown and told_as_past(note, cancer)}
    return unknown and all(
        cancer.family in VAGUE or note.unit_at(cancer.start).start in past or _is_mass(note, cancer) for cancer in named
    )


def _weight_aside(note: Note, cancer: Cancer, outline: _Outline) -> float:
    """The weight of a naming that hardly counts: vague, of later or of the past; 0 for one that counts in full."""
    if cancer.family in ("", "cup") or cancer.code in outline.mild or _is_mere_mass(note, cancer, outline):
        return _VAGUELY_NAMED
    if told_as_later(note, cancer) or found_by_chance(note, cancer):
        return _ANOTHER
    stranger = cancer.family in outline.strangers
    if (
        note.unit_at(cancer.start).section == "history"
        or ((outline.several or stranger) and told_as_past(note, cancer))
        or (stranger and of_a_past_year(note, cancer))
    ):
        return _OF_A_PAST_YEAR if of_a_past_year(note, cancer) else _PAST
    return 0


def _is_mere_mass(note: Note, cancer: Cancer, outline: _Outline) -> bool:
    """A mass weighs little beside a cancer that is named, and so do several, or one of the adrenal gland."""
    if not _is_mass(note, cancer) or cancer.family in outline.proper:
        return False
    return outline.definite or cancer.family == "adrenal" or note.plain.endswith("s", cancer.start, cancer.end)


def _weight(note: Note, cancer: Cancer, title_end: int) -> float:
    """The weight of a naming that counts: most in the title, in the question, and where it is said to be of now."""
    doubtful = AMBIGUOUS.fullmatch(note.plain, cancer.start, cancer.end) or _is_mass(note, cancer)
    weight = _DOUBTFUL if doubtful else _NAMED
    if cancer.start < title_end or note.unit_at(cancer.start).section == "question":
        weight += _ASKED
    if _NOWADAYS.search(note.plain[max(0, cancer.start - 40) : cancer.start]):
        weight += _OF_NOW
    return weight


def _score_findings(note: Note, score: dict[str, float], named: list[Cancer]) -> None:
    """What findings add that only one type of tumour has, told in sentences that name no cancer."""
    told_of = {note.unit_at(cancer.start).start for cancer in named}
    for finding in telling(note):
        unit = note.unit_at(finding.start)
        listed = LISTED.search(note.plain[max(unit.start, finding.start - 200) : finding.start])
        if unit.start not in told_of and not listed:
            score[family_of(TELLING[finding.id])] += _FINDING


def _by_histology(note: Note, best: str, score: float, named: list[Cancer]) -> str:
    """Where no cancer is named with its organ, or only an earlier one or a later second one: the family that most histologies may be of;
    but a mass of an organ that one of them may be of tells more ("nodule surrénalien", "lésions frontales" of a squamous carcinoma do not)."""
    votes = _families_of_histologies(note, named)
    own = [cancer for cancer in named if cancer.family == best]
    later = bool(own) and all(told_as_later(note, cancer) for cancer in own)
    masses = bool(own) and all(MASS.fullmatch(note.plain, cancer.start, cancer.end) for cancer in own)
    past = past_units(note, own)
    before = bool(own) and {note.unit_at(cancer.start).start for cancer in own} <= past
    discussed = _discussed(note)
    if before and not votes and discussed and best not in discussed and (seated := _seated(note, discussed, past)):
        return seated
    if votes and (score < 0.1 or later or ((masses or before) and best not in votes)):
        return max(votes, key=lambda family: (family in discussed, votes[family]))
    return best


def _seated(note: Note, discussed: list[str], past: set[int]) -> str:
    """The family among those of the meeting whose organ, or else a histology that it has, the note tells outside the history: only an earlier
    cancer is named."""
    told = (
        family_of(organs()[place.id].tumour_type)
        for place in places(note)
        if note.unit_at(place.start).section not in ("history", "family", "question", "proposal")
        and not note.is_other(place.start)
    )
    by_seat = next((family for family in told if family in discussed), "")
    return by_seat or next((family for family in discussed if _has_histology(note, family, past)), "")


def _has_histology(note: Note, family: str, past: set[int]) -> bool:
    """Does the note tell, outside the sentences of an earlier cancer, a histology that the organs of a family have?"""
    seats = [name for name, organ in organs().items() if family_of(organ.tumour_type) == family]
    told = {
        histology.id
        for histology in note.anchors.get("histology", ())
        if not note.is_other(histology.start) and note.unit_at(histology.start).start not in past
    }
    return any(specific_type(seat, histology) for seat in seats for histology in told)


def _score_places(note: Note, score: dict[str, float], title: int, past: set[int]) -> None:
    """What the organs named outside the history, and outside the sentences (`past`) about an earlier cancer, add to the score of their family."""
    for place in places(note):
        if note.is_other(place.start) or is_metastasis(note, place):
            continue
        unit = note.unit_at(place.start)
        if (
            unit.start in past
            or unit.section in ("history", "family")
            or re.search(r"\b(?:antecedents?|atcds?)\b[^.;:]{0,70}$", note.plain[unit.start : place.start])
        ):
            continue
        early = place.start < min(title, 160)
        if early or place.family == "place":
            score[family_of(organs()[place.id].tumour_type)] += 2 if early else 0.4


def _discussed(note: Note) -> list[str]:
    """The families of cancers that a meeting of this speciality discusses, as the title says: "RCP de sénologie". In the order of the file,
    for the first of several goes first where nothing else tells."""
    title = _MEETING.search(note.plain, 0, 160) or _SPECIALITY.match(note.plain)
    meetings: dict[str, list[str]] = load_yaml("vocabulary/meetings.yaml")
    words = title.group() if title else ""
    told = (families for stem, families in meetings.items() if stem in words)
    return list(dict.fromkeys(family for families in told for family in families))


def _nothing_else(note: Note, named: list[Cancer]) -> bool:
    """Is a mild cancer the only one that the note tells of? Then the note is about it."""
    spans = [(one.start, one.end) for one in named if one.code in MILD]
    other = any(one.code not in MILD and not MASS.fullmatch(note.plain, one.start, one.end) for one in named)
    beside = (one for one in note.anchors.get("histology", ()) if not any(start <= one.start < end for start, end in spans))
    return bool(spans) and not other and not telling(note) and not any(beside)


def _is_proper(note: Note, cancer: Cancer) -> bool:
    """Does the name say a cancer of now by itself, unlike a mass of an organ, a mild one or one of the history?"""
    mild = cancer.family in VAGUE or cancer.code in MILD or MASS.fullmatch(note.plain[cancer.start : cancer.end])
    past = note.unit_at(cancer.start).section == "history" or told_as_past(note, cancer) or told_as_later(note, cancer)
    if mild or past or found_by_chance(note, cancer):
        return False
    axes = qualify(note, cancer.start, cancer.end, reach=False)
    return axes.status == "present" and axes.modality != "conditional"


def _families_of_histologies(note: Note, named: list[Cancer]) -> dict[str, int]:
    """The organs that the histologies of the note may be of, wherever these are said, and how often; the sentences of the history about
    a cancer of a past year are left out."""
    past = past_units(note, named)
    seats = [
        place
        for place in places(note)
        if not note.is_other(place.start) and not is_metastasis(note, place) and note.unit_at(place.start).start not in past
    ]
    votes: dict[str, int] = defaultdict(int)
    for histology in note.anchors.get("histology", ()):
        if note.is_other(histology.start) or note.unit_at(histology.start).start in past:
            continue
        for seat in seats:
            if code := specific_type(seat.id, histology.id):
                votes[family_of(code)] += 1
    return votes
