"""What a length measures: the tumour, another organ, or another thing.

    "masse LSG 41 mm, ADP 4R 18 mm"     tumour, then other
    "surrénale G 32 mm"                 organ, unless the tumour is of the adrenal gland

The nouns stand in data/vocabulary/measured.yaml; the names of the tumour, of organs and of metastatic sites count too.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from matching.data_files import load_yaml
from matching.reading.dates import MONTHS
from matching.reading.families.length import Length
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.tumour_types import family_of, organs

ANYWHERE = ("lymphoma", "sarcoma", "brain", "gist")  # families whose tumour may sit in any organ
_NOUNS = re.compile(  # the words that need a word's beginning before them stand together, so that it is looked for once
    "|".join(
        rf"(?P<{kind}>\b(?:{'|'.join(nouns['words'])})|{'|'.join(nouns['anywhere'])})"
        for kind, nouns in load_yaml("vocabulary/measured.yaml").items()
    )
)
_MEASURED_THICKNESS = re.compile(r"breslow\b[^.;,\n]{0,16}?\d(?:[.,]\d+)? ?mm\b[^.;()\n]*,")  # "Breslow 4,6 mm, ulcéré, 19 mm"
_GOES_ON = re.compile(  # a measure that goes on with the sentence before: "52 mm", "Contrôle de février 2025 : 19 mm"
    r"(?:(?:nouveau |nouvelle )?(?:controle|suivi|reevaluation|examen)|\w{3,}ectomie|exerese|puis|au|a|le|la|du|de|en|"
    r"l'|soit|mesur\w+|desormais|"
    r"apres [^:.;,\n]{3,40}:?|"
    rf"actuellement|maintenant|{'|'.join(MONTHS)}|\d+ ?mois|\d+|[ :,/.=(>-])*"
)
_ON_IMAGES = re.compile(
    r"(?:au |a l'|en |sur (?:le |la |l'))?(?:scanner|irm|tdm|tep|echo\w*) ?"
)  # "ADP sus-claviculaire ? au scanner 9 mm"
_THE_MASS = re.compile(r"\b(?:masse|tumeur|lesion) (?:\w+ )?(?:du |de la |au niveau du )?$")
_ANY_LESION = re.compile(r"(?:lesions?|nodules?|images?|foyers?|cibles?)\b")
_LIVER_SEGMENT = re.compile(r"\bseg(?:ments?|s?\.)? ?(?:i{1,3}v?|i?v|vi{1,3}|[1-8])\b")
_EXAM_OF = re.compile(r"(?:irm|tdm|scanner|echo\w*) (?:de la |du |de l'|des )?$")
_ATTRIBUTE = re.compile(r"taille|diametre|grand axe|mesur|hauteur|dimension|nodule|lesions")  # a measure of the noun before it


_HEAD = re.compile(r"[-*• ]*(?P<name>[a-z][^:;,.\d\n]{2,24}?) ?: ")
_OF = re.compile(r"(?: (?!et |ou )\w+){0,3} (?:du |de la |de l'|des |au |de )?")
_BESIDE = re.compile(r"\b(?:latero|retro|para|peri|pre|sus|sous|inter|juxta)-$")  # "masse latéro-utérine"


class _Noun(NamedTuple):
    """A noun before a length, ordered by where it ends; its kind: tumour, organ or other."""

    end: int
    kind: str
    start: int


def measured(note: Note, length: Length) -> str:
    """tumour, organ, other or "": the nearest noun before the length in its sentence, else what the sentence before was about."""
    start, unit_start = length.start, length.unit_start
    asked = note.plain.endswith("? ", 0, unit_start) and _ON_IMAGES.fullmatch(note.plain, unit_start, start)
    kind = "" if asked else _noun_before(note, start, unit_start)
    if kind or not (asked or _GOES_ON.fullmatch(note.plain, unit_start, start)):
        return kind
    before = note.unit_at(unit_start - 1)
    return _noun_before(note, unit_start - 1, before.start) if before.start >= note.line(start)[0] else ""


def _noun_before(note: Note, start: int, unit_start: int) -> str:
    """The kind of the nearest noun before an offset in a sentence; an attribute ("taille", "diamètre") is of the noun before it."""
    if _headed_by_another(note, start, unit_start):
        return "organ"
    nouns = _nouns(note, start, unit_start)
    if not nouns:  # "IRM : progression seg. V-VIII 64 mm"
        return "tumour" if note.family == "liver" and _LIVER_SEGMENT.search(note.plain, unit_start, start) else ""
    if (
        nouns[-1].kind == "tumour"
        and _ANY_LESION.match(note.plain, nouns[-1].start)
        and _examined_elsewhere(note, nouns, unit_start)
    ):
        return "organ"
    named = [noun for noun in nouns if noun.kind != "tumour" or not _ATTRIBUTE.match(note.plain, noun.start)]
    nearest = (named or nouns)[-1]
    return "tumour" if _may_be_the_tumour(note, nearest) else nearest.kind


def _headed_by_another(note: Note, start: int, unit_start: int) -> bool:
    """Does the name of another organ head the sentence: "Foie : lésion de 12 mm"?"""
    head = _HEAD.match(note.plain, unit_start, start)
    if head is None or note.family in ANYWHERE:
        return False
    named = note.anchors_between("organ", head.start("name"), head.end("name"))
    own = any(
        family_of(organs()[anchor.id].tumour_type) == note.family for anchor in note.anchors_between("organ", unit_start, start)
    )
    return bool(named) and named[0].start == head.start("name") and not own


def _nouns(note: Note, start: int, unit_start: int) -> list[_Noun]:
    """The nouns of a sentence before an offset, in the order in which they end."""
    nouns = [
        _Noun(found.end(), found.lastgroup or "", found.start())
        for found in _NOUNS.finditer(note.plain, unit_start, start)
        if not _MEASURED_THICKNESS.match(note.plain, found.start(), start)
    ]
    for family in ("tumour", "histology"):
        named = note.anchors_between(family, unit_start, start)
        nouns += [_Noun(anchor.end, "tumour", anchor.start) for anchor in named if anchor.end <= start]
    for anchor in note.anchors_between("organ", unit_start, start):
        if (
            anchor.end <= start
            and not _is_complement(note, anchor, nouns)
            and not _BESIDE.search(note.plain, unit_start, anchor.start)
        ):
            own = family_of(organs()[anchor.id].tumour_type) == note.family or (
                note.family == "biliary" and _THE_MASS.search(note.plain[unit_start : anchor.start])
            )
            nouns.append(_Noun(anchor.end, "tumour" if own else "organ", anchor.start))
    if note.family not in ("liver", "biliary"):
        segments = _LIVER_SEGMENT.finditer(note.plain, unit_start, start)
        nouns += [_Noun(found.end(), "organ", found.start()) for found in segments]
    for anchor in note.anchors_between("site", unit_start, start):
        if anchor.end <= start and not any(noun.start <= anchor.start and anchor.end <= noun.end for noun in nouns):
            nouns.append(_Noun(anchor.end, "organ", anchor.start))
    return sorted(nouns)


def _is_complement(note: Note, organ: Anchor, nouns: list[_Noun]) -> bool:
    """Does the organ tell where another noun is, that is measured: "nodule pulmonaire", "polype sessile du transverse"?"""
    if any(noun.kind == "other" and noun.start <= organ.start < noun.end for noun in nouns):
        return True
    head = max((noun for noun in nouns if noun.end <= organ.start), default=None)
    return head is not None and head.kind == "other" and bool(_OF.fullmatch(note.plain, head.end, organ.start))


def _may_be_the_tumour(note: Note, noun: _Noun) -> bool:
    """Of a tumour that may sit in any organ: a lesion of any organ but the spleen of a lymphoma and the liver of a GIST, where none begins."""
    if noun.kind == "organ":
        return note.family in ANYWHERE and not (note.family == "gist" and note.plain.startswith(("foie", "hepat"), noun.start))
    if note.plain.startswith("cible", noun.start):
        return note.family == "prostate"  # of its MRI
    return noun.kind == "other" and note.family == "lymphoma" and not note.plain.startswith("rate", noun.start)


def _examined_elsewhere(note: Note, nouns: list[_Noun], unit_start: int) -> bool:
    """Is it a lesion seen by an examination of another organ: "IRM foie : lésion du segment II 9 mm"?"""
    organs_seen = [noun for noun in nouns if noun.kind == "organ"]
    return bool(organs_seen) and bool(_EXAM_OF.search(note.plain[unit_start : organs_seen[-1].start]))
