"""T, N, M and stage, in all their spellings.

    "cT3 cN2 M0, stade IIIB. [...] ypT1c ypN0, stade IA3"
    t T1c, n N0, m M0, stage IA3, tnm_basis post_neoadjuvant; initial_t T3, initial_n N2, initial_stage IIIB

The latest moment wins: yp over p over c, a relapse over what came before it; the 8th edition over the 7th. How each is
written: classification.py."""

from __future__ import annotations

import re

from matching.reading.dates import date_of
from matching.reading.families.cancers import cancers
from matching.reading.families.classification import tnm_statements
from matching.reading.families.stages import stage_statements
from matching.reading.families.stated import Stated
from matching.reading.note import Note
from matching.reading.phrases import phrases

_BASIS = {
    "yp": "post_neoadjuvant",
    "r": "recurrence",
    "p": "pathological",
    "c": "clinical",
    "yc": "clinical",
    "mr": "clinical",
    "us": "clinical",
}
_M1_BELOW_IV = ("testis", "thyroid", "lymphoma")  # where a stage under IV may have metastases
_ONE_LINE = 60  # characters: a stage this near to its M is that of the same classification
_NOW_BEFORE = re.compile(rf"\b{phrases('now')}[^.;,\n]{{0,16}}$")
_NOW_AFTER = re.compile(rf"[^.;,\n]{{0,16}}? \(?{phrases('now')}")
_FIGO = ("endometrium", "cervix", "vulva")


def read(note: Note) -> None:
    others = cancers(note)
    stated = [*tnm_statements(note, others), *stage_statements(note, others)]
    _date_stages(note, stated)
    _of_years_before(note, stated)
    _before_the_spread(note, stated)
    for key in ("t", "n", "stage"):
        _decide(note, key, [one for one in stated if one.key == key])
    _say_basis(note, stated)
    _decide_m(note, [one for one in stated if one.key == "m" and not one.old])


def _of_years_before(note: Note, stated: list[Stated]) -> None:
    """ "cT2aN0 en 2023, actuellement cT4N2": the clinical one of an earlier year is that of the beginning."""
    for key in ("t", "n", "m", "stage"):
        told = [one for one in stated if one.key == key and not one.old and one.prefix in ("", "c")]
        years = [_year(note, one) for one in told] if len(told) > 1 else []
        for one, year in zip(told, years, strict=False):
            one.initial = one.initial or bool(year and year < max(years))


def _year(note: Note, one: Stated) -> str:
    """The year that a statement is of, "9999" for now; empty where nothing says it."""
    unit = note.unit_at(one.start)
    if _NOW_BEFORE.search(note.plain, max(unit.start, one.start - 40), one.start) or _NOW_AFTER.match(note.plain, one.end):
        return "9999"
    return (date_of(note, one.start, one.end) or "")[:4]


def _before_the_spread(note: Note, stated: list[Stated]) -> None:
    """ "Bilan initial : M0, stade IIIA [...] M1 désormais", "pT4b pN1a, IIIC [...] => M1b": once metastases are stated, a stage without
    any is that of before."""
    spread = [one.start for one in stated if one.key == "m" and one.value.startswith("M1") and not one.initial and not one.old]
    for one in stated:
        staged = one.key == "stage" and not one.value.startswith("IV")
        earlier = bool(spread) and one.start < spread[0] - _ONE_LINE and note.family not in _M1_BELOW_IV
        if (spread and one.initial and (one.value == "M0" or staged)) or (staged and earlier):
            one.old = True


def _decide_m(note: Note, stated: list[Stated]) -> None:
    """ "cT3 cN1 M1b en 2021 [...] métastases hépatiques (M1c)": what has spread further stays so, whatever was said of the beginning."""
    spread = {one.value for one in stated if len(one.value) > 2}
    furthest = max(spread) if len(spread) > 1 else ""
    for one in stated:
        if one.value != "MX" or note.relapse is None:
            note.say("tumour.m", one.value, one.start, one.end, weight=one.weight + 100 * (one.value == furthest))


def _decide(note: Note, key: str, stated: list[Stated]) -> None:
    """The value of now and, where there is another, that of the beginning."""
    current = [one for one in stated if not one.old]
    best = _best(current)
    later = [one for one in current if not one.initial]
    if best is not None and best.initial and later and max(one.weight for one in later) >= best.weight - 20:
        best = _best(later)
    if best is not None:
        same = [one for one in current if one.value == best.value]
        for one in same:
            note.say(f"tumour.{key}", one.value, one.start, one.end, weight=2 if one is best else 1, date=None)
    earlier = [one for one in stated if one is not best and (one.old or (best is not None and _earlier(one, best)))]
    earlier = [one for one in earlier if one.prefix != "us"] or [
        one for one in earlier if best is not None and best.prefix == "yp"
    ]
    if any(one.prefix not in ("yp", "yc") for one in earlier):  # before the neoadjuvant treatment of the first disease
        earlier = [one for one in earlier if one.prefix not in ("yp", "yc")]
    first = _best([one for one in earlier if one.value != "T0" and (best is None or one.value != best.value)])
    if first is not None and (best is None or first.value != best.value):
        note.say(f"tumour.initial_{key}", first.value, first.start, first.end)


def _date_stages(note: Note, stated: list[Stated]) -> None:
    """Once the specimen after neoadjuvant treatment is known, a stage not said of it is the initial one.

    FIGO's stays, and so does that of metastases."""
    if note.family in _FIGO or not any(one.key == "t" and one.prefix == "yp" and not one.old for one in stated):
        return
    spread = any(one.key == "m" and one.value.startswith("M1") for one in stated)
    for one in stated:
        if one.key == "stage" and one.prefix != "yp" and (not one.value.startswith("IV") or not spread):
            one.old = True


def _best(stated: list[Stated]) -> Stated | None:
    return max(stated, key=lambda one: (one.weight, len(one.value), one.start)) if stated else None


def _earlier(one: Stated, best: Stated) -> bool:
    """Is this of before neoadjuvant treatment, or said to be initial, against the value of now?"""
    return (
        (best.prefix == "yp" and one.prefix not in ("yp", "r"))
        or (best.prefix == "yc" and one.prefix in ("c", ""))
        or (
            one.initial and not best.initial and (best.prefix != "p" or one.key == "stage")
        )  # before an operation alone, a cN0 is no other
    )


def _say_basis(note: Note, stated: list[Stated]) -> None:
    """The prefix of the T that counts; of the N where no T has one."""
    said = {
        (mention.start, mention.key)
        for mention in note.mentions
        if mention.weight == 2 and mention.key in ("tumour.t", "tumour.n")
    }
    for key in ("t", "n"):
        for one in stated:
            if (one.start, f"tumour.{key}") in said and one.prefix in _BASIS:
                note.say("tumour.tnm_basis", _BASIS[one.prefix], one.start, one.end, weight=1 if key == "t" else 0)
                if key == "t":
                    return
