"""Nodes of several stations: what is counted of each adds up.

"curage D 1N+/9, G 0/11, présacré 0/4"                      1 of 24
"GS 2N+/3 puis curage complémentaire 0/12"                  2 of 15
"curage pelvien 0/12, lombo-aortique 1/9, soit 1N+/21"      a total beside its parts: it adds nothing
"""

from __future__ import annotations

import re
from typing import NamedTuple

from matching.reading.note import Note
from matching.reading.phrases import either, phrases
from matching.reading.values import COUNTS

_STATION = rf"(?:{phrases('node_stations')}|\d{{1,2}}[rl]?(?![\d/]))"
_BEHIND = rf"(?: (?:en |a |au |du cote )?{_STATION})+"
_DAY = r"\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?"
# What stands between two counts that add up: the station of the first behind it, or that of the second before it.
_BETWEEN = re.compile(
    rf"(?P<behind>{_BEHIND})?(?: ?\([^()\n]{{0,40}}\))?(?: ?[,;.+/-] ?| et | puis )[-* ]*(?:et |puis )?"
    rf"(?P<ahead>(?:(?:{_STATION}|{_DAY}|{phrases('node_links')})[ :=,]*)*)\(?"
)
_FIGURES = (
    rf"(?P<pos>\d{{1,2}}|{either(COUNTS)}) ?(?:n ?\+|\+)? ?(?:/|sur) ?(?P<all>\d{{1,2}})(?![\d/+]|,\d| ?(?:mm|cm|mois|ans|%))"
)
_NEXT = re.compile(rf"{_BETWEEN.pattern}(?:{_FIGURES})")
_NAMED = re.compile(rf"(?<![a-z]){_STATION}")
_ITS_STATION = re.compile(_BEHIND)


class Count(NamedTuple):
    """Nodes positive of nodes examined, at these plain offsets; of the sentinel nodes alone, or of a dissection."""

    positive: int
    examined: int
    start: int
    end: int
    sentinel: bool


def sum_stations(note: Note, said: list[Count]) -> list[Count]:
    """The counts, in the order of the text, those of stations told one after the other as one."""
    summed: list[Count] = []
    last: Count | None = None
    for one in said:
        if last and _of_another_station(note, last, one):
            before = summed.pop()
            positive, examined = before.positive + one.positive, before.examined + one.examined
            summed.append(Count(positive, examined, before.start, one.end, before.sentinel and one.sentinel))
        else:
            summed.append(one)
        last = one
    return summed


def next_station(note: Note, last: Count) -> re.Match[str] | None:
    """The count of another station that follows one: "pos" of "all"."""
    found = _NEXT.match(note.plain, last.end)
    return found if found and _names_a_station(note, last, found, found.end()) else None


def _of_another_station(note: Note, last: Count, one: Count) -> bool:
    between = _BETWEEN.fullmatch(note.plain, last.end, one.start)
    if between is None or not _names_a_station(note, last, between, one.end):
        return False
    words = note.plain[between.start("ahead") : one.end]
    return not note.plain.endswith(words, 0, last.end)  # the same again adds nothing


def _names_a_station(note: Note, last: Count, between: re.Match[str], end: int) -> bool:
    """Before the second count, or for each of the two: "1 ganglion droit sur 9 et 0/8 à gauche"."""
    if _NAMED.search(between["ahead"]):
        return True
    own = between["behind"] or _NAMED.search(note.plain, last.start, last.end)
    return bool(own and _ITS_STATION.match(note.plain, end))
