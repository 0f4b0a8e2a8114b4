"""Lengths that say how far a tumour is from something, or what surgery left of it.

"lésion du moyen rectum à 8 cm MA, fascia recti à 1 mm"     anal verge distance 80, circumferential margin 1
"laissant un résidu tumoral de 8 mm", of an ovary            residual disease under 1 cm
"""

from __future__ import annotations

import re

from matching.reading.families.length import Length
from matching.reading.families.relapse import is_before_relapse
from matching.reading.families.sources import source_of
from matching.reading.note import Note
from matching.value import INFINITY, Interval

_ANAL_VERGE = re.compile(r" ?(?:(?:de|du|au[- ]dessus de|depuis) ?)?(?:la |l')?(?:ma\b|marge anale)")
_MARGIN = re.compile(
    r"(?:crm|marge circonf(?:erentielle|\.)?|marge radiaire|fascia (?:recti|meso\w*)|mrc|marge laterale)[^.;,\n]{0,18}$"
)
_LEFT_BY_SURGERY = re.compile(r"\b(?:residus?|reliquats?)(?: \w+){0,3} (?:de |d'|a |mesurant |inferieurs? a )(?:moins de )?$")
_HISTOLOGY = re.compile(r"\b(?:histolog|anapath|anatomo-?path|microscop)")
_ANAL_VERGE_BEFORE = re.compile(r"(?:marge anale|distance (?:a la )?ma|\bma)(?: ?[:=a]| est de| de)? ?$")
_RECTUM = 150  # mm from the anal verge; beyond it is a distance of the endoscope
_MARGIN_WEIGHT = {"specimen": 4, "biopsy": 1, "imaging": 2, "clinic": 0, "": 1}


def say_distance(note: Note, length: Length) -> bool:
    """Says what a length is where it is no size: a distance to the anal verge, a margin, a residue. Returns whether it is one."""
    return _anal_verge(note, length) or _margin(note, length) or _residue(note, length)


def _anal_verge(note: Note, length: Length) -> bool:
    after = _ANAL_VERGE.match(note.plain, length.end)
    before = note.family == "colorectal" and _ANAL_VERGE_BEFORE.search(length.before)
    if note.family not in ("colorectal", "anus") or not (after or before):
        return False
    if length.millimetres <= _RECTUM:
        value, end = Interval.exactly(length.millimetres), after.end() if after else length.end
        note.say("tumour.anal_verge_distance", value, length.start, end, weight=int("irm" in length.before))
    return True


def _margin(note: Note, length: Length) -> bool:
    if note.family != "colorectal" or not _MARGIN.search(length.before):
        return False
    value: object = length.millimetres
    if length.sign.startswith("<"):
        value = Interval(0, length.millimetres, high_open=length.sign == "<")
    elif length.sign:
        value = Interval(length.millimetres, INFINITY, low_open=length.sign == ">")
    weight = _MARGIN_WEIGHT[source_of(note, length.start, length.end)]
    note.say("tumour.circumferential_margin", value, length.start, length.end, weight=weight)
    return True


def _residue(note: Note, length: Length) -> bool:
    """What cytoreduction left of an ovarian cancer: "laissant un résidu tumoral de 8 mm"."""
    if note.family != "ovary" or not _LEFT_BY_SURGERY.search(length.before) or length.sign:
        return False
    if _HISTOLOGY.search(note.plain, length.unit_start, length.start):
        return False  # "Histologie : résidu ovarien de 35 mm"
    if not is_before_relapse(note, length.start, length.end):
        value = "under_1cm" if length.millimetres < 10 else "over_1cm"
        note.say("tumour.residual_disease", value, length.start, length.end)
    return True
