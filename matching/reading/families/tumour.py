"""The index tumour: its type, its side, where it sits.

    "Découverte d'une masse du LSG. Biopsies : carcinome épidermoïde (p40+)"
    type LUSC, laterality left, topography C34.9

Organ and histology may stand in different sentences: they are combined. Of several types the most specific is kept; an in
situ component or an unknown primary gives way to anything else of the same disease. Sides are for paired organs: not the
prostate, not the colon."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from matching.reading.families.cancers import MASS, TELLING, Cancer, cancers, is_concluded, is_metastasis, places, telling
from matching.reading.families.sides import read_sides
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.tumour_types import ancestors, family_of, histologies, is_a, organs, specific_type, tumour_types

_ALIKE = {
    "kidney": ("paediatric",),
    "urothelial": ("bladder",),
    "bladder": ("urothelial",),
    "gist": ("sarcoma",),
    "sarcoma": ("gist", "endometrium"),
    "endometrium": ("sarcoma",),
}
_TITLE = 60  # "PROSTATE. 66 ans, ISUP 3": an organ named at the head of a note is the seat of a cancer
_WEAK = ("DCIS", "LCIS", "CUP", "SCC")
_COMPONENT = re.compile(r" ?(?::|a|\() ?\d{1,2} ?%| \d{1,2} ?%")  # "carcinome embryonnaire 60 %" of a mixed tumour
_REVIEWED = re.compile(r"\b(?:relue?|relecture|reclassee?|finalement|revue?|corrigee?)\b[^.;]{0,30}$")


class _Candidate(NamedTuple):
    """A type that the note may mean, where it says so, and how many times."""

    code: str
    start: int
    end: int
    times: int = 1


def read(note: Note) -> None:
    named = [cancer for cancer in cancers(note) if not note.is_other(cancer.start)]
    seats = list(_index_places(note))
    _type(note, named, seats)
    read_sides(note, named, seats)
    _seat(note, named, seats)


# Type -----------------------------------------------------------------------------------------------------------------------


def _type(note: Note, named: list[Cancer], seats: list[Anchor]) -> None:
    mine = [cancer for cancer in named if _of_index(note, cancer.family) and _stated(note, cancer.start, cancer.end)]
    mine = [cancer for cancer in mine if not MASS.fullmatch(note.plain, cancer.start, cancer.end)] or mine
    candidates = [
        _Candidate(cancer.code, cancer.start, cancer.end)
        for cancer in mine
        if note.family != "testis" or not _COMPONENT.match(note.plain, cancer.end)
    ]
    candidates += _combined(note, candidates, seats)
    candidates = [one for one in candidates if one.code not in _WEAK] or candidates
    if concluded := [one for one in candidates if is_concluded(note, one.start, one.end)]:
        last = max(
            concluded, key=lambda one: one.start
        ).code  # what was evoked before the conclusion, of another kind, is discarded
        candidates = [one for one in candidates if is_a(one.code, last) or is_a(last, one.code)]
    candidates = [one for one in candidates if _REVIEWED.search(note.plain[max(0, one.start - 50) : one.start])] or candidates
    if not candidates:
        candidates = [
            _Candidate(organs()[seat.id].tumour_type, seat.start, seat.end) for seat in seats[:1] if seat.start < _TITLE
        ]
    if not candidates:
        told = [_Candidate(TELLING[one.id], one.start, one.end) for one in telling(note)]
        candidates = [one for one in told if family_of(one.code) == note.family]
    if not candidates:
        return
    code = _most_specific(candidates)
    if code == "MEL" and "breslow" in note.plain:
        code = "SKCM"  # a Breslow is measured in the skin
    mixed = {one.code for one in candidates if one.code not in ("TESTIS", "GCT", "NSGCT")}
    if note.family == "testis" and len(mixed) > 1:
        code = "NSGCT"
    proof = next((one for one in candidates if one.code == code), candidates[0])
    note.say("tumour.type", code, proof.start, proof.end)
    if family_of(code) in _ALIKE.get(note.family, ()) and family_of(code) != "paediatric":
        note.family = family_of(code)  # "carcinome urothélial", of the bladder as another sentence says


def _of_index(note: Note, family: str) -> bool:
    return (
        family == note.family
        or family in _ALIKE.get(note.family, ())
        or not note.family
        or family in ("", "cup", "neuroendocrine")
    )


def _stated(note: Note, start: int, end: int) -> bool:
    axes = qualify(note, start, end, reach=False)
    return axes.experiencer == "patient" and axes.status == "present" and axes.modality not in ("conditional",)


@cache
def _organs_of(code: str) -> tuple[str, ...]:
    return tuple(name for name, organ in organs().items() if organ.tumour_type == code)


def _combined(note: Note, named_types: list[_Candidate], seats: list[Anchor]) -> Iterator[_Candidate]:
    """Histologies of the note with the organ of the index tumour, wherever it is said and as many times as it is."""
    counts = Counter(seat.id for seat in seats)
    codes = {named.code for named in named_types}
    if (
        not seats and not named_types
    ):  # no organ is said but by the title of the note: "THORAX. Masse hilaire, carcinome à petites cellules"
        counts.update(name for name, organ in organs().items() if note.family and family_of(organ.tumour_type) == note.family)
    for named in named_types:
        if not any(
            is_a(code, named.code) and code != named.code for code in codes
        ):  # "mélanomes", then "mélanome de la choroïde"
            counts.update(_organs_of(named.code))
    proper = [named for named in named_types if named.code not in _WEAK and family_of(named.code) not in ("", "neuroendocrine")]
    for histology in note.anchors.get("histology", ()):
        if (
            note.is_other(histology.start)
            or not _stated(note, histology.start, histology.end)
            or _COMPONENT.match(note.plain, histology.end)
        ):
            continue
        made = [
            (code, times)
            for name, times in counts.items()
            if (code := specific_type(name, histology.id)) and _of_index(note, family_of(code)) and code not in _WEAK
        ]
        inside = next((one.code for one in proper if one.start <= histology.start < one.end), None)
        if inside:  # "carcinome parathyroïdien" is no carcinoma of the thyroid, wherever that is named
            made = [(code, times) for code, times in made if is_a(code, inside) or is_a(inside, code)]
        general = histologies()[histology.id].default
        kinds = [code for code in codes if general and code != general and is_a(code, general)]
        if kinds and inside in (
            None,
            general,
        ):  # "RCP mélanomes. Mélanome de la choroïde": the general word says the kind that is named
            made = [(code, times) for code, times in made if any(is_a(code, kind) or is_a(kind, code) for kind in kinds)]
        yield from (_Candidate(code, histology.start, histology.end, times) for code, times in made)
        if not made and general and ((_of_index(note, family_of(general)) and general not in _WEAK) or not counts):
            yield _Candidate(general, histology.start, histology.end)


def _most_specific(candidates: list[_Candidate]) -> str:
    """The code with most ancestors among those said most often along its own line of descent; the first said where they tie."""

    times: Counter[str] = Counter()
    for one in candidates:
        times[one.code] += one.times

    def support(code: str) -> int:
        return sum(times[other] for other in times if is_a(code, other) or other == code)

    leaves = [code for code in times if not any(other != code and is_a(other, code) for other in times)]
    return max(leaves, key=lambda code: (support(code), len(ancestors(code))))


# Side and seat --------------------------------------------------------------------------------------------------------------


def _index_places(note: Note) -> Iterator[Anchor]:
    """Organ words of the index family: those of the title first, then those beside a name of the tumour; metastases have none."""
    for place in places(note):
        if (
            not note.is_other(place.start)
            and _of_index(note, family_of(organs()[place.id].tumour_type))
            and not is_metastasis(note, place)
        ):
            yield place


def _seat(note: Note, named: list[Cancer], seats: list[Anchor]) -> None:
    """ICD-10 code of the organ, and the side of a colon or the rectum."""
    if note.family == "colorectal":
        sided = [seat for seat in seats if organs()[seat.id].sidedness]
        votes = Counter(organs()[seat.id].sidedness for seat in sided)
        if votes:
            side = max(votes, key=lambda name: (votes[name], -[organs()[seat.id].sidedness for seat in sided].index(name)))
            for seat in sided:
                if organs()[seat.id].sidedness == side:
                    note.say("tumour.sidedness", side, seat.start, seat.end)
    coded = [seat for seat in seats if organs()[seat.id].icd10]
    if coded:
        counts = Counter(seat.id for seat in coded)
        seat = max(coded, key=lambda one: (not organs()[one.id].icd10.endswith(".9"), counts[one.id], -one.start))
        note.say("tumour.topography", organs()[seat.id].icd10, seat.start, seat.end)
        return
    for cancer in named:
        code = tumour_types()[cancer.code].icd10
        if cancer.family == note.family and code:
            note.say("tumour.topography", code, cancer.start, cancer.end)
            return
