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
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from matching.reading.english import in_french, is_english
from matching.reading.letters import bare, small
from matching.reading.mention import Anchor, DateMention, Mention, Relapse
from matching.reading.phrases import phrases
from matching.reading.spelling import slips

# What takes more or fewer characters in `plain`: runs of blanks, accents written apart and signs without width (PDF, macOS), ligatures.
# The signs that may begin it come first, as a class: a regular expression is tried only where one stands.
_NO_WIDTH, _LIGATURES = r"\u0300-\u036f\u00ad\u200b-\u200d\u2060", r"\ufb00-\ufb06"
_UNEVEN = re.compile(
    rf"[- \r\n{_NO_WIDTH}{_LIGATURES}](?:"
    r"(?P<blank>(?<=[ \r\n])[ \r\n]+|(?<=[\r\n]))|"
    r"(?P<dictated>(?<= )(?:point virgule|virgule|point a la ligne|a la ligne|deux points) |(?<=\d )pour ?cents?(?![a-z]))|"
    r"(?P<hyphen>(?<=[a-z]{2}-) *(?:\r\n?|\n) *(?=[a-z]{2}))|"
    rf"(?P<nothing>(?<=[{_NO_WIDTH}])[{_NO_WIDTH}]*)|(?P<ligature>(?<=[{_LIGATURES}])))"
)
# What a dictation says of its own punctuation, and a table of its columns: the first one names what the others tell.
_DICTATED = {"point virgule": " ; ", "virgule": ", ", "point a la ligne": ".\n", "a la ligne": "\n", "deux points": " : "}
_FIRST_CELL = re.compile(r"(?m)^([^\n\t|/.:]{1,40}?)( ?)[\t|](?= ?[^\s|])")
_CELL = re.compile(r"\t(?<=[^\s:]\t)(?=\S)")
_MONTH = phrases("months")
_NEW_SUBJECT = re.compile(rf" (?={phrases('new_subject')})")
_CUT = re.compile(r"-(?<=[a-z]{2}-) *\r?\n *(?=[a-z]{2})")
# What a hyphen follows that is of the word, wherever the line ends: "radio-chimiothérapie", "carboplatine-paclitaxel".
_KEEPS_HYPHEN = re.compile(rf"\b{phrases('hyphenated')}$")
# A line that begins in small letters and is a line of its own: "plan : BEP x4", "avril-juillet 2024 : CAPOX".
_OWN_LINE = re.compile(rf"{phrases('opens_a_line')} ?:|{_MONTH} ?(?:(?:-|a|et) ?{_MONTH} )?\d{{4}} ?[:|]", re.IGNORECASE)
_GOES_ON_BELOW = re.compile(
    r"(?:[ \n(](?:au|aux|le|la|les|du|de|des|en|et|ou|un|une|par|pour|sur|avec|dans|sous|chez)|[ldLD]['\u2019])$"
)
_BULLET = re.compile(r"[-*+>=?#]|\d{1,2}[.)] ")
_ABBREVIATIONS = frozenset(
    "m mr mme mlle dr pr st env cf ex fam p c pulm clin chgt bilat corr lat prot hep gr resp post ant sup inf obs med "
    "chir anat ggl rx irm ttt tt "
    "surr cell cerv cereb mediast retrop traite op dte gche homolat controlat max min moy nb no hist perso carcino med "
    "adj int ext s ss aig cl creat plaq alb bili constit pat mat patern matern ing".split()
)
LONGEST_UNIT = 3000
_NOT_SMALL = bytes(sign for sign in range(256) if not 97 <= sign <= 122)
_END = attrgetter("end")
Placed = TypeVar("Placed", Anchor, DateMention)
_SENTENCE_END = re.compile(r"[.!?](?= )|;|\n")


@dataclass(eq=False, slots=True)
class Unit:
    """A sentence, a list item or a line: the reach of most cues. `section` is the kind of heading it stands under."""

    start: int
    end: int
    section: str = ""
    shouting: bool = False


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
        told = self.text
        if "\t" in told or "|" in told:
            told = _CELL.sub("|", _FIRST_CELL.sub(r"\1\2:", told))
        typed = bare(told)
        self.language = self.language or ("en" if is_english(typed) else "fr")
        pieces: list[str] = []
        self._from: list[int] = [0]
        self._shift: list[int] = [0]
        self._whole: list[tuple[int, int, int, int]] = []  # the places of what is proved by all the words that it was read from
        done = length = 0
        for start, end, words in self._rewritten(typed, self.language):
            kept = typed[done:start]
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
        pieces.append(typed[done:])
        self.cased = "".join(pieces)
        self.plain = small(self.cased)
        self.units = list(self._split())
        self._starts = [unit.start for unit in self.units]
        self._others = bytearray(len(self.plain) + 1)  # 1 in the passages about another cancer, or about a relative

    @classmethod
    def _rewritten(cls, typed: str, language: str) -> Iterator[tuple[int, int, str]]:
        """What stands otherwise in `plain`, in the order of the text: blanks, signs that take more or fewer characters, words typed wrong."""
        width = _wrap_width(typed)
        cut = len(_CUT.findall(typed)) > 2  # a typeset text, whose words are cut at the end of its lines
        uneven = ((found.start(), found.end(), cls._sign(typed, found, width, cut)) for found in _UNEVEN.finditer(typed))
        done = 0
        for start, end, words in sorted([*uneven, *(in_french(typed) if language == "en" else slips(typed))]):
            if start >= done:  # a line that breaks inside an English phrase is of the phrase
                yield start, end, words
                done = end

    @classmethod
    def _sign(cls, bare: str, uneven: re.Match[str], width: int, cut: bool) -> str:
        """What stands in `plain` for a match of _UNEVEN; `width` is that of the lines of a text broken to fit, `cut` whether its words are."""
        kind = uneven.lastgroup
        if kind == "hyphen":
            return "" if cut and not _KEEPS_HYPHEN.search(bare, uneven.start() - 16, uneven.start()) else "- "
        if kind == "blank":
            return "\n" if cls._breaks(bare, uneven, width) else " "
        if kind == "dictated":
            between = bare[uneven.start() - 1 : uneven.start()].isdigit() and bare[uneven.end() : uneven.end() + 1].isdigit()
            said = uneven.group().strip()
            return "," if said == "virgule" and between else _DICTATED.get(said, " %")
        return unicodedata.normalize("NFKC", uneven.group()) if kind == "ligature" else ""

    @staticmethod
    def _breaks(bare: str, blank: re.Match[str], width: int) -> bool:
        """Does this line break end an item? A line that goes on in lower case, not indented, continues the one before, and so does one
        broken where its next word had no place left."""
        gap = blank.group()
        if "\n" not in gap and "\r" not in gap:
            return False
        after, before = bare[blank.end() : blank.end() + 4], bare[blank.start() - 1 : blank.start()]
        if gap.count("\n") > 1 or (gap.count("\r") > 1 and "\n" not in gap) or not after or before in (".", ":", "!", "?", ";"):
            return True
        if gap.endswith("  ") or _BULLET.match(after):
            return True
        if width and _is_full(bare, blank, width):
            return False
        if _OWN_LINE.match(bare, blank.end()):
            return True
        joins = (
            before in ",/("
            or bool(_GOES_ON_BELOW.search(bare, max(0, blank.start() - 8), blank.start()))
            or (before == "+" and bare[blank.start() - 2 : blank.start() - 1] == " ")
        )  # a glued sign is a result: "3+"
        return not (after[0].islower() or after[0] in "(,/&%" or joins or (before.isdigit() and after[0] == "%"))

    def _split(self) -> list[Unit]:
        units, start = [], 0
        for stop in _SENTENCE_END.finditer(self.plain):
            if (stop.group() == "." and self._is_abbreviation(stop.start())) or stop.start() == start:
                continue
            units.append((start, stop.end()))
            start = stop.end()
        units.append((start, len(self.plain)))
        found = []
        for start, end in (piece for unit in units for piece in self._pieces(*unit)):
            while start < end and self.plain[start] in " \n":
                start += 1
            if start < end:
                found.append(Unit(start, end, shouting=_is_shouted(self.cased[start:end])))
        return found

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A unit, cut at a blank where no sentence is that long: cues have no business reaching further, and time grows with its square."""
        long = end - start > 300
        if long and 200 * sum(self.plain.count(sign, start, end) for sign in ",;:(") < end - start:
            # dictated without punctuation: a new subject begins a sentence
            for subject in _NEW_SUBJECT.finditer(self.plain, start, end):
                if subject.start() - start > 24:
                    yield start, subject.start()
                    start = subject.end()
        while end - start > LONGEST_UNIT:
            cut = max(self.plain.rfind(" ", start, start + LONGEST_UNIT), start + LONGEST_UNIT // 2)
            yield start, cut
            start = cut
        yield start, end

    def _is_abbreviation(self, dot: int) -> bool:
        start = dot
        while start and self.plain[start - 1].isalpha():
            start -= 1
        word = self.plain[start:dot]
        following = self.cased[dot + 2 : dot + 3]
        if word == "k" and following.isupper():
            return False  # "0 K. ATCD : HTA"
        if start and self.plain[start - 1] in "/0123456789" and not following.islower():
            return False  # the end of a unit or a count: "36 g/L. Poids 73 kg"
        if (
            self.cased[start:dot] in ("D", "G")
            and following.isupper()
            and re.search(r"[a-z]{3} $", self.cased[:start][-4:])
            and not re.search(r"(?:monsieur|madame|mademoiselle|docteur|professeur) $", self.plain[:start][-16:])
        ):
            return False  # a side: "sein G. Biopsie"
        return word in _ABBREVIATIONS or len(word) == 1 or (bool(word) and following.islower())

    def words(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the untouched text for offsets of the plain one. English that was read as French is given by whole phrases."""
        first = start + self._shift[bisect_right(self._from, start) - 1]
        final = end + self._shift[bisect_right(self._from, end - 1) - 1]
        if opens := self._phrase(start):
            first = opens[2]
        if closes := self._phrase(end - 1):
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
        return _beginning_in(self.anchors.get(family, []), start, end)

    def anchors_over(self, family: str, start: int, end: int) -> list[Anchor]:
        """The anchors of a family that share a character with a passage; those of one family do not overlap."""
        anchors = self.anchors.get(family, [])
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


_CONTINUED = re.compile(r"(?<![.:;!?\n])\n(?=[a-z])")
_WORD = re.compile(r"[^ \n]*")


def _wrap_width(bare: str) -> int:
    """The width that a text was broken to fit (an e-mail, a PDF), 0 where its lines are of its author: then no line is the longest by far,
    and nearly every line that goes on in small letters begins with a word that had no place in the line before."""
    lines = bare.split("\n") if "\n" in bare else [bare]
    width = max(map(len, lines))
    if not 45 <= width <= 120:
        return 0
    continued = [_is_full(bare, found, width) for found in _CONTINUED.finditer(bare)]
    return width if len(continued) > 1 and sum(continued) >= 0.8 * len(continued) else 0


def _is_full(bare: str, blank: re.Match[str], width: int) -> bool:
    """Had the first word after a line break no place left in the line before it?"""
    line = blank.start() - bare.rfind("\n", 0, blank.start()) - 1
    word = _WORD.match(bare, blank.end())
    return line + 1 + (len(word.group()) if word else 0) > width


def _is_shouted(words: str) -> bool:
    """Are nearly all letters of these words capitals?"""
    if 5 * len(words.encode("ascii", "replace").translate(None, _NOT_SMALL)) >= len(words):
        return False  # a fifth of all signs are small letters: told without looking at each
    letters = [sign for sign in words if sign.isalpha()]
    return len(letters) > 8 and sum(map(str.isupper, letters)) > 0.8 * len(letters)


def _beginning_in(ordered: list[Placed], start: int, end: int) -> list[Placed]:
    """Those of the items, ordered by `start`, that begin between two offsets."""
    return ordered[bisect_left(ordered, (start,)) : bisect_left(ordered, (end,))]
