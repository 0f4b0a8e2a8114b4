"""A value followed step by step, each figure with the moment it is of.

    "Hb : 6,8 (J1), 7,4 post 2 CGR, 8,1 (J14), 9,6 J28"             9,6
    "CA 125 : 214 (juin), 330 (août), 152 après 2 cures, 96 ce mois"   96
    "créat 86 préop, 129 J2, 98 à 1 mois"                            98

The last figure counts, unless its moment or that of another one says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from matching.reading.dates import MONTH
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.values import Found, number_at
from matching.value import Interval

_DAY = rf"(?:\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|\d{{1,2}}/\d{{4}}|(?:\d{{1,2}}(?:er)? )?{MONTH}\b\.?(?: (?:19|20)\d\d)?|(?:19|20)\d\d)"
_CYCLE = r"[cjms] ?\d{1,2}(?!\d)"
_NAMED = phrases("now", "latest", "earlier", "later", "after_surgery", "after_care")
_TOLD = r"(?:a|au|aux|apres|post|sous|avant|en|le|du|lors|depuis|ce|cette|pendant)(?: |-)[^,;.()/>\n]{1,40}?"
_WHEN = rf"(?:{_NAMED}|{_CYCLE}|(?:le |du |en |au |de |depuis )?{_DAY}|{_TOLD})"
_ENDS = r"(?= ?(?:[;/()\n]|,(?!\d)|\.(?!\d)|->|>|$)| (?:puis|et) )"
_LABEL = re.compile(
    rf" ?(?:{_WHEN}(?: ?\((?:{_WHEN}|[a-z][^()\n\d]{{1,30}})\))?|\((?:le )?{_WHEN}(?:, [^()\n\d]{{1,20}})?\)){_ENDS}"
)
_STEP = re.compile(
    rf"(?: ?, ?\d? ?{phrases('between_steps')}(?: de [a-z0-9-]+)?(?=,))?"
    rf"(?P<link> ?(?:->|>|,? puis|,? et|,(?!\d)|;|/|\(|\.?\s*{phrases('series_goes_on')}(?: [a-z]+){{0,2}} ?:) ?)"
    rf"(?:(?:puis|et|mais|{phrases('moved')}|a|au) )*"
    rf"(?P<ahead>(?:(?:au )?{phrases('earlier', 'latest', 'now', 'extreme')}|{_CYCLE}|(?:le |en )?{_DAY}) ?(?:[:=]|a)? ?)?(?=[<>≤≥]? ?\d)"
)
_AT_END = re.compile(_ENDS)
_CLOSED = re.compile(r" ?\)")
_CHAINED = ("->", ">", "puis", "/")  # links after which a figure needs no moment of its own


NOW, EARLIER = "9999", "0"  # moments that are no date; dates sort between them


class Step(NamedTuple):
    """A figure with where it stands and ends, and its moment: a date, NOW, EARLIER, or "" where nothing tells; `aside` in brackets beside
    another figure; `labelled` where any words tell of its moment, though no date."""

    value: Interval
    start: int
    end: int
    moment: str
    aside: bool
    labelled: bool


InUnit = Callable[[Found], tuple[Interval | None, int]]


def steps(note: Note, first: Found, named: int, limit: int, in_unit: InUnit) -> list[Step]:
    """The figures that follow one another: the `first`, its unit told, behind a name that ends at `named`, alone where none follows."""
    told = [_step(note, first, (named, first.start), limit)]
    pending: list[Step] = []
    while link := _STEP.match(note.plain, (pending or told)[-1].end, limit):
        found = number_at(note.plain, link.end(), limit)
        value, end = in_unit(found) if found else (None, 0)
        if found is None or value is None or note.dates_over(found.start, found.start + 1):
            break
        aside = note.plain.rfind("(", first.end, found.start) > note.plain.rfind(")", first.end, found.start)
        step = _step(note, Found(value, found.start, end), link.span("ahead"), limit, aside)
        chained = link["link"].strip(" ,") in _CHAINED or ":" in link["link"]
        if not step.labelled and not (chained and _AT_END.match(note.plain, end, limit)):
            break
        pending.append(step)
        if step.labelled or "/" not in link["link"]:
            told, pending = told + pending, []
    return told if any(step.labelled for step in told) else told[:1]


def last_of(told: list[Step]) -> Step:
    """The figure of now."""
    kept = told[0]
    for one in told[1:]:
        kept = one if _is_later(one, kept) else kept
    return kept


def _is_later(one: Step, kept: Step) -> bool:
    if NOW in (one.moment, kept.moment):
        return one.moment == NOW and not (one.aside and kept.moment == NOW)
    if EARLIER in (one.moment, kept.moment):
        return kept.moment == EARLIER
    if one.moment and kept.moment:
        return one.moment >= kept.moment
    return not one.aside


def _step(note: Note, found: Found, ahead: tuple[int, int], limit: int, aside: bool = False) -> Step:
    label = _LABEL.match(note.plain, found.end, limit)
    stop = label.end() if label else found.end
    moment = _moment(note, found.end, stop) or _moment(note, *ahead)
    closed = _CLOSED.match(note.plain, stop, limit) if aside else None
    labelled = stop > found.end or bool(moment) or ahead[0] < ahead[1]
    return Step(found.value, found.start, closed.end() if closed else stop, moment, aside, labelled)


_IS_NOW = re.compile(rf"\b{phrases('now', 'latest')}")
_IS_EARLIER = re.compile(rf"\b{phrases('earlier', 'extreme')}")


def _moment(note: Note, start: int, end: int) -> str:
    """The moment that some words tell of."""
    if start < 0 or start == end:
        return ""
    if _IS_NOW.search(note.plain, start, end):
        return NOW
    if _IS_EARLIER.search(note.plain, start, end):
        return EARLIER
    dates = [date.iso for date in note.dates_between(start, end)]
    return dates[-1] if dates else ""
