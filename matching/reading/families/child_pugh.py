"""Child-Pugh: the class, the points, or both; of two scores the one of now.

"Child-Pugh A6"    "Child B (7 points)"    "B8 en juillet, A6 actuellement"
"""

from __future__ import annotations

import re

from matching.reading.dates import date_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import phrases

_CHILD = re.compile(
    r" ?(?:score|stade|classe)?[ :=]*(?:(?:est|evaluee?|calculee?|cotee?|estimee?|classee?|toujours|actuellement) )*"
    r"(?:a (?=[abc1-9])|de |en )?(?P<class>[abc])? ?-?\(?(?P<points>1[0-5]|"
    r"[5-9])?(?:/15)?(?![\d/])(?: ?points?)?\)?(?![a-z0-9])"
)


_LATER = re.compile(
    rf"[^.;\n]{{0,30}}?(?:[,(] ?(?:{phrases('now')} ?[:=]? ?(?:a )?|puis (?:a )?|revenue? a )|->? ?|> ?|, ?(?=[abc]\d ?{phrases('now')}))"
    r"(?P<class>[abc]) ?-?(?P<points>1[0-5]|[5-9])(?![\d/])"
)
_EARLIER = re.compile(rf"[^.;,\n(]{{0,14}}?\(?{phrases('earlier')}")


def child_pugh(note: Note, anchor: Anchor) -> None:
    """Says what stands after the words "Child-Pugh"; a score that another one follows is of before, unless the other is said to be."""
    limit = note.unit_at(anchor.start).end
    found = _CHILD.match(note.plain, anchor.end, limit)
    if not found or not (found["class"] or found["points"]):
        return
    later = _LATER.match(note.plain, found.end(), limit)
    if later and not _EARLIER.match(note.plain, later.end(), limit):
        _say(note, found, anchor.start, "past")
        _say(note, later, later.start("class"), "now")
    else:
        _say(note, found, anchor.start, "past" if _EARLIER.match(note.plain, found.end(), limit) else "now")


def _say(note: Note, found: re.Match[str], start: int, temporality: str) -> None:
    date = date_of(note, start, found.end())
    if found["class"] and (found["points"] or note.cased[found.start("class")].isupper()):  # "Child à revoir" has no class
        note.say("lab.child_pugh", found["class"].upper(), start, found.end(), date=date, temporality=temporality)
    if found["points"]:
        note.say("lab.child_pugh_points", float(found["points"]), start, found.end(), date=date, temporality=temporality)
