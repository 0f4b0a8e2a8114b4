"""A note made ready for reading: one plain text that every family searches, and the way back to the words as written.

    >>> note = Note("Pas  de métastase\\nhépatique.")
    >>> note.plain
    'pas de metastase hepatique.'
    >>> note.words(0, 26)
    (0, 27)

`plain` is lower case without accents, blanks collapsed, soft line breaks turned into blanks; `cased` is the same with its capitals.
Both have the same length, so an offset holds in either; `words` turns such offsets into offsets of the untouched text.
"""

from __future__ import annotations

import datetime
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from matching.reading.english import is_english
from matching.reading.letters import small
from matching.reading.mention import Anchor, DateMention, Mention, Relapse
from matching.reading.plain import rewritten, typed
from matching.reading.sentences import Unit, units_of

_END = attrgetter("end")
Placed = TypeVar("Placed", Anchor, DateMention)


@dataclass
class Note:
    """See the module. `anchors`, `dates` and `mentions` are filled by the components of the pipeline."""

    text: str
    plain: str = ""
    cased: str = ""
    units: list[Unit] = field(default_factory=list)
    anchors: dict[str, list[Anchor]] = field(default_factory=dict)
    dates: list[DateMention] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    implausible: list[tuple[str, int, int]] = field(default_factory=list)  # figures that nobody has: key, place
    meeting: datetime.date | None = None  # the meeting or consultation that the note is written for
    language: str = ""  # "fr" or "en", told from the words where not given
    family: str = ""  # organ family of the tumour that the meeting is about
    relapse: Relapse | None = None  # the relapse that the meeting decides on
    cues: dict[str, list[Any]] = field(default_factory=dict)  # by side (matching.reading.cues), found once
    # of how many patterns the words were looked for, and where those of each stand (matching.reading.sought)
    sought: tuple[int, dict[int, list[int]]] = field(default=(0, {}))
    cancers: list[Any] | None = None  # every cancer named (matching.reading.families.cancers), found once

    def __post_init__(self) -> None:
        told = typed(self.text)
        self.language = self.language or ("en" if is_english(told) else "fr")
        pieces: list[str] = []
        self._from: list[int] = [0]
        self._shift: list[int] = [0]
        self._whole: list[tuple[int, int, int, int]] = []  # the places of what is proved by all the words that it was read from
        done = length = 0
        for start, end, words in rewritten(told, self.language):
            kept = told[done:start]
            pieces += [kept, words]
            length += len(kept)
            if self.language == "en" and words.strip():
                self._whole.append((length, length + len(words), start, end))
            last = len(words) - 1
            for place in range(1, len(words)):  # of a blank all stands at its beginning, of a word each letter at its own
                self._from.append(length + place)
                back = (start if words[0] == " " else end - 1 if place == last else min(start + place, end - 1)) - length - place
                self._shift.append(back)
            length += len(words)
            done = end
            self._from.append(length)
            self._shift.append(done - length)
        pieces.append(told[done:])
        self.cased = "".join(pieces)
        self.plain = small(self.cased)
        self.units = units_of(self.plain, self.cased)
        self._starts = [unit.start for unit in self.units]
        self._others = bytearray(len(self.plain) + 1)  # 1 in the passages about another cancer, or about a relative

    @property
    def last_date(self) -> str:
        """The latest date told, ISO and as precise as told; "" where there is none."""
        return max((date.iso for date in self.dates), default="")

    def words(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the untouched text for offsets of the plain one. English that was read as French is given by whole phrases."""
        first = start + self._shift[bisect_right(self._from, start) - 1]
        final = end + self._shift[bisect_right(self._from, end - 1) - 1]
        if self._whole and (opens := self._phrase(start)):
            first = opens[2]
        if self._whole and (closes := self._phrase(end - 1)):
            final = closes[3]
        while final < len(self.text) and unicodedata.combining(self.text[final]):
            final += 1
        return first, final

    def _phrase(self, place: int) -> tuple[int, int, int, int] | None:
        """The English phrase whose French stands at this place: where that begins and ends, where the phrase does."""
        number = bisect_right(self._whole, place, key=itemgetter(0)) - 1
        return self._whole[number] if number >= 0 and place < self._whole[number][1] else None

    def unit_at(self, offset: int) -> Unit:
        return self.units[max(0, bisect_right(self._starts, offset) - 1)]

    def units_between(self, start: int, end: int) -> list[Unit]:
        """The units that begin in a passage."""
        return self.units[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def dates_between(self, start: int, end: int) -> list[DateMention]:
        """The dates that begin in a passage."""
        return _beginning_in(self.dates, start, end)

    def dates_over(self, start: int, end: int) -> list[DateMention]:
        """The dates that share a character with a passage."""
        return self.dates[bisect_right(self.dates, start, key=_END) : bisect_left(self.dates, (end,))]

    def anchors_between(self, family: str, start: int, end: int) -> list[Anchor]:
        """The anchors of a family that begin in a passage."""
        anchors = self.anchors.get(family)
        return _beginning_in(anchors, start, end) if anchors else []

    def anchors_over(self, family: str, start: int, end: int) -> list[Anchor]:
        """The anchors of a family that share a character with a passage; those of one family do not overlap."""
        anchors = self.anchors.get(family)
        if not anchors:
            return []
        first = bisect_left(anchors, (start,))
        while first and anchors[first - 1].end > start:
            first -= 1
        return anchors[first : bisect_left(anchors, (end,))]

    def set_aside(self, start: int, end: int) -> None:
        """Marks a passage as one about another cancer or about a relative."""
        self._others[start:end] = b"\1" * (min(end, len(self._others)) - start)

    def is_other(self, offset: int) -> bool:
        """Does an offset stand in a passage about another cancer or about a relative?"""
        return bool(self._others[offset])

    def line(self, offset: int) -> tuple[int, int]:
        """The whole line (list item, paragraph) an offset stands in."""
        end = self.plain.find("\n", offset)
        return self.plain.rfind("\n", 0, offset) + 1, len(self.plain) if end < 0 else end

    def say(self, key: str, value: object, start: int, end: int, **more: object) -> Mention:
        """Adds a mention of a value at plain offsets and returns it."""
        mention = Mention(key, value, start, end, **more)  # type: ignore[arg-type]
        self.mentions.append(mention)
        return mention


def _beginning_in(ordered: list[Placed], start: int, end: int) -> list[Placed]:
    """Those of the items, ordered by `start`, that begin between two offsets."""
    return ordered[bisect_left(ordered, (start,)) : bisect_left(ordered, (end,))]
