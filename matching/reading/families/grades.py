"""Grades and scores of the tumour: SBR, FNCLCC, Fuhrman, Gleason, ISUP, Breslow.

    "CCI SBR 2 (3+2+2)", "TNE G2", "Gleason 7 (4+3), ISUP 3"

Grades of toxicities are none: a bare "grade 2" counts only beside a name of the tumour.
"""

from __future__ import annotations

import re

from matching.reading.dates import date_of
from matching.reading.families.sources import WEIGHT, source_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.sought import Sought
from matching.reading.values import number_at
from matching.value import Interval

_HISTOLOGY = re.compile(rf"\b(?:{phrases('tumour_words')}|\w*sarcome\b)")
_TOXIC = re.compile(rf"\b{phrases('toxicities')}")
_SPECIMEN = re.compile(  # "pT2 pN1, R1, grade 2", "PIECE : 21 mm, grade 2"
    r"\b(?:y?p[tn] ?[0-4]\w?|r[012]|pieces?|biops\w*|histo\w*|ana-?path\w*|lesions?)\b|\d ?[cm]m\b(?! ?2)"
)
_GRADE = re.compile(
    r" ?(?:modifie|nucleaire|histologique|fnclcc|fuhrman|oms|who|sbr|ee|isup|histopronostique|figo|"
    r"\(fnclcc\)|\(oms\)|de|:|=|a|est|cote|grade|gr|cns|global|nottingham|malignite|modifiee?|selon|l'oms|"
    r"\(?20\d\d\)?|dedifferencie|,|-|et ellis|\(?elston(?: et ellis)?\)?)*[ "
    r":=(]{0,3}(?P<grade>i{1,3}v?(?![a-z])|iv(?![a-z])|[1-4](?![\d%+]|[,.]\d|/\d))(?: ?[-/a] "
    r"?(?P<high>i{1,3}|iv|[1-4])(?![a-z\d+/]|[,.]\d))?"
)
_GRADED_BEFORE = re.compile(r"\bgrade (?:i{1,3}|iv|[1-4]) (?:de |du |selon |d')?(?:la |l')?$")
_TRANSFORMED = re.compile(
    r"\b(?:transform\w+|progression|evolution|passage) (?:histologique )?(?:en |vers |au |a )(?:un )?(?:\w+ )?(?:de )?$"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SHORT = Sought(r"(?<![a-z0-9])g ?([1-4])(?![a-z0-9%/]|[,.]\d)")
_GLUED = Sought(r"(?<![a-z0-9])pt[a1][ab]? ?g ?([123])(?![a-z0-9])|(?<![a-z])(?:sbr|fuhrman|fnclcc) ?([1-4])(?![\d+/-])")
_GLEASON = re.compile(
    r"[ :=]*(?:score|est|de|a|\(|total|somme)*[ :=(]*(?:(?P<sum>10|[2-9])(?![\d+])(?! ?\+))?[ "
    r":=(]*(?:(?P<a>[1-5]) ?\+ ?(?P<b>[1-5])(?: ?\+ ?\d)?(?: ?= ?(?P<total>10|[2-9]))?)?"
)


def read_grade(note: Note, anchor: Anchor) -> None:
    """SBR, Fuhrman, FNCLCC name a grade of the tumour; "grade" alone must stand beside the tumour's name."""
    unit = note.unit_at(anchor.start)
    found = _GRADE.match(note.plain, anchor.end, unit.end)
    if not found:
        return
    told_of = note.plain.endswith(
        " : ", unit.start, anchor.start
    )  # "le diagnostic de carcinome du sein a été porté le 21 octobre : grade 3"
    before = note.plain[max(unit.start, anchor.start - (110 if told_of else 60)) : anchor.start]
    if anchor.id == "grade" and not _of_the_tumour(note, anchor, before, found.end()):
        return
    if anchor.id == "isup" and note.family != "kidney":
        return
    if "," in note.plain[anchor.end : found.start("grade")] and _GRADED_BEFORE.search(before):
        return  # "grade III de SBR, 2 ganglions"
    low = _digit(found["grade"])
    high = _digit(found["high"]) if found["high"] else low
    weight = WEIGHT[source_of(note, anchor.start, found.end())] + 3 * bool(_TRANSFORMED.search(before))
    note.say(
        "tumour.grade",
        Interval(low, max(low, high)),
        anchor.start,
        found.end(),
        weight=weight,
        date=date_of(note, anchor.start, found.end()),
    )


def _of_the_tumour(note: Note, anchor: Anchor, before: str, end: int) -> bool:
    toxic = [hit.end() for hit in _TOXIC.finditer(before)]
    named = [hit.end() for hit in _HISTOLOGY.finditer(before)] + [hit.end() for hit in _SPECIMEN.finditer(before)]
    words = note.plain[anchor.start : end]
    if re.search(r"oms|who|histolog|nucle|fnclcc|figo|sbr|ellis", words):
        return not toxic
    if _TRANSFORMED.search(before):
        return True
    if re.match(
        r" ?(?:(?:d'|selon )?elston|(?:de |du |selon )?(?:la )?sbr|oms|sbr|who|fnclcc|de l'oms|\(oms|figo|histolog)",
        note.plain[end : end + 14],
    ):
        return True
    if re.search(r"(?:haut|bas) (?:de )?$", before):
        return False
    return (
        bool(named)
        and (not toxic or toxic[-1] < named[-1])
        and not re.match(r"[ ,(]*(?:resolu|ctcae|persist|regress)", note.plain[end : end + 14])
    )


def _digit(words: str) -> float:
    return float(_ROMAN.get(words) or int(words))


def read_short_grades(note: Note) -> None:
    """G1 to G4 beside a neuroendocrine, bladder, endometrial or soft-tissue tumour: "TNE G2", "pTaG3"."""
    for found in _SHORT.finditer(note):
        before = note.plain[max(0, found.start() - 46) : found.start()]
        beside = re.search(
            r"\b(?:tne|net|neuro-?endocrine\w*|carcinoide|endometrioide|sarcome|urothelial\w*|bien "
            r"differenciee?)\b[^.;\n]{0,34}$|\bp?t[a1-4][abc]? ?$",
            before,
        )
        beside = beside or re.match(r"[ ,(]{1,3}ki ?-?67", note.plain[found.end() :])
        if beside and not _TOXIC.search(before) and not note.is_other(found.start()) and note.cased[found.start()] == "G":
            note.say("tumour.grade", int(found[1]), *found.span(), date=date_of(note, *found.span()))
    for found in _GLUED.finditer(note):
        if not note.is_other(found.start()):
            note.say("tumour.grade", int(found[1] or found[2]), *found.span(), date=date_of(note, *found.span()))


def read_gleason(note: Note, anchor: Anchor) -> None:
    found = _GLEASON.match(note.plain, anchor.end, note.unit_at(anchor.start).end)
    if not found or note.family not in ("prostate", ""):
        return
    total = int(found["total"] or 0) or (int(found["a"]) + int(found["b"]) if found["a"] else 0) or int(found["sum"] or 0)
    if total:
        weight = WEIGHT[source_of(note, anchor.start, found.end())]
        note.say("tumour.gleason", total, anchor.start, found.end(), weight=weight, date=date_of(note, anchor.start, found.end()))


def read_isup(note: Note, anchor: Anchor) -> None:
    if note.family == "kidney":
        read_grade(note, anchor)
        return
    found = re.compile(r"[ :=(]*(?:grade|groupe|score|de|est|a)?[ :=]*([1-5])(?!\d|[,.]\d| ?(?:-|a) ?[1-5])").match(
        note.plain, anchor.end, note.unit_at(anchor.start).end
    )
    if found and note.family in ("prostate", ""):
        weight = WEIGHT[source_of(note, anchor.start, found.end())]
        note.say(
            "tumour.isup_grade",
            int(found[1]),
            anchor.start,
            found.end(),
            weight=weight,
            date=date_of(note, anchor.start, found.end()),
        )


def read_breslow(note: Note, anchor: Anchor) -> None:
    found = number_at(note.plain, anchor.end, note.unit_at(anchor.start).end)
    if found and found.value.high <= 60 and note.family in ("skin", ""):
        unit = re.match(r" ?(mm|cm)?", note.plain[found.end :])
        factor = 10 if unit and unit[1] == "cm" else 1
        value = Interval(found.value.low * factor, found.value.high * factor, found.value.low_open, found.value.high_open)
        note.say(
            "tumour.breslow",
            value,
            anchor.start,
            found.end + (unit.end() if unit else 0),
            weight=WEIGHT[source_of(note, anchor.start, found.end)],
        )
