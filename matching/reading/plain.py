"""The text as it is searched, as what stands otherwise in it: blanks, lines that go on, signs of no width, dictated signs, typing errors.

    >>> list(rewritten("Pas  de\nmetastase", "fr"))
    [(3, 5, ' '), (7, 8, ' ')]

A break of a line ends an item, or is a blank inside a sentence: told from the words on both sides and from the width of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from matching.reading.boxes import as_ticked
from matching.reading.english import in_french
from matching.reading.letters import bare
from matching.reading.phrases import phrases
from matching.reading.same_dates import days_in_letters, with_slashes
from matching.reading.same_words import same_words
from matching.reading.spelling import slips

# What takes more or fewer characters in `plain`: runs of blanks, accents written apart and signs without width (PDF, macOS), ligatures.
# The signs that may begin it come first, as a class: a regular expression is tried only where one stands.
_NO_WIDTH, _LIGATURES = r"\u0300-\u036f\u00ad\u200b-\u200d\u2060", r"\ufb00-\ufb06"
_UNEVEN = re.compile(
    rf"[- \r\n:{_NO_WIDTH}{_LIGATURES}](?:"
    r"(?P<colon>(?<=[A-Za-z)]:)(?= ))|"
    r"(?P<blank>(?<=[ \r\n])[ \r\n]+|(?<=[\r\n]))|"
    r"(?P<dictated>(?<= )(?:point virgule|virgule|point a la ligne|a la ligne|deux points) |(?<=\d )pour ?cents?(?![a-z]))|"
    r"(?P<hyphen>(?<=[a-z]{2}-) *(?:\r\n?|\n) *(?=[a-z]{2}))|"
    rf"(?P<nothing>(?<=[{_NO_WIDTH}])[{_NO_WIDTH}]*)|(?P<ligature>(?<=[{_LIGATURES}])))"
)
# What a dictation says of its own punctuation.
_DICTATED = {"point virgule": " ; ", "virgule": ", ", "point a la ligne": ".\n", "a la ligne": "\n", "deux points": " : "}
# A row of a table: its first cell names what the others tell.
_FIRST_CELL = re.compile(r"(?m)^([^\n\t|/.:]{1,40}?)( ?)[\t|](?= ?[^\s|])")
_CELL = re.compile(r"\t(?<=[^\s:]\t)(?=\S)")
# Columns set apart by blanks alone: a line of dates, and the rows below it.
_DATES_APART = re.compile(
    r"/\d{2,4} {2,}(?:[A-Za-z]{1,2}\d{1,2} )?\d{1,2}/\d|[a-zéèû]{3,9}\.? \d{4} {2,}[A-Za-z][a-zéèû]{2,8}\.? \d{4}(?!\S)"
)
_GAP = re.compile(r"(?<=[^ \n]) *  (?=[^ \n])")
_MONTH = phrases("months")
_CUT = re.compile(r"-(?<=[a-z]{2}-) *\r?\n *(?=[a-z]{2})")
# What a hyphen follows that is of the word, wherever the line ends: "radio-chimiothérapie", "carboplatine-paclitaxel".
_KEEPS_HYPHEN = re.compile(rf"\b{phrases('hyphenated')}$")
# A line that begins in small letters and is a line of its own: "plan : BEP x4", "avril-juillet 2024 : CAPOX".
_OWN_LINE = re.compile(
    rf"{phrases('opens_a_line')} ?:|[a-z]{{1,12}}(?: [a-z]{{1,12}})? ?: *\n|{_MONTH} ?(?:(?:-|a|et) ?{_MONTH} )?\d{{4}} ?[:|]",
    re.IGNORECASE,
)
# A line that a month opens: "octobre 2023 orchidectomie".
_DAY_ABOVE = re.compile(r"(?<!\d)\d{1,2}$")
_DATED_LINE = re.compile(rf"{_MONTH} (?:19|20)\d\d\b")
_GOES_ON_BELOW = re.compile(
    r"(?:[ \n(](?:au|aux|le|la|les|du|de|des|en|et|ou|un|une|par|pour|sur|avec|dans|sous|chez)|[ldLD]['\u2019])$"
)
# A length whose comma would end a part of the sentence: "nodule de 1,5 cm, stable"; not one of several: "3,5 x 2,1 cm".
_CM = re.compile(r"([0-9](?<![\w.,/]\d)(?<!x \d)[0-9]?)[.,](\d) *cm\b(?! *[x/])")
_BULLET = re.compile(r"[-*+>=?#]|\d{1,2}[.)] |[a-h1-9][)/] ")
_CONTINUED = re.compile(r"(?<![.:;!?\n])\n(?=[a-z])")
_WORD = re.compile(r"[^ \n]*")
_OPENS = re.compile(r"[.!?\n](?:(?<!\n) {1,2}|(?<=\n)\n)(?:(?P<small>[a-z]{2})|[A-Z][a-z]|[AL] [a-z])")
_MOSTLY = 0.7


class _Lines(NamedTuple):
    """How the lines of a text are made: the width they were broken to fit (0: none), or else whether its author begins them in small letters."""

    width: int
    small: bool


def typed(text: str) -> str:
    """The text with bare letters, the columns of its tables told and without the boxes not ticked, as long as it was."""
    text = as_ticked(with_slashes(text))
    text = _barred(text) if "  " in text and _DATES_APART.search(text) else text
    told = _CELL.sub("|", _FIRST_CELL.sub(r"\1\2:", text)) if "\t" in text or "|" in text else text
    return bare(told)


def _barred(text: str) -> str:
    """The text with bars between the columns that blanks alone set apart: the rows below a line of dates, down to a line without columns."""
    lines, in_table = text.split("\n"), False
    for number, line in enumerate(lines):
        head = bool(_DATES_APART.search(line))
        in_table = head or (in_table and bool(_GAP.search(line)))
        if in_table:
            lines[number] = _GAP.sub(lambda gap: " " * (len(gap.group()) - 2) + "| ", line)
    return "\n".join(lines)


def rewritten(typed: str, language: str) -> Iterator[tuple[int, int, str]]:
    """What stands otherwise in `plain`, in the order of the text: blanks, signs that take more or fewer characters, words typed wrong."""
    width = _wrap_width(typed)
    lines = _Lines(width, not width and _without_capitals(typed))
    cut = len(_CUT.findall(typed)) > 2  # a typeset text, whose words are cut at the end of its lines
    uneven = ((found.start(), found.end(), _sign(typed, found, lines, cut)) for found in _UNEVEN.finditer(typed))
    done = 0
    words_of = (
        in_french(typed) if language == "en" else (*slips(typed), *same_words(typed), *days_in_letters(typed), *_in_mm(typed))
    )
    for start, end, words in sorted([*uneven, *words_of], key=lambda piece: (piece[0], -piece[1])):
        if start >= done:  # a line that breaks inside an English phrase is of the phrase
            yield start, end, words
            done = end


def _in_mm(typed: str) -> Iterator[tuple[int, int, str]]:
    return ((cm.start(), cm.end(), f"{int(cm[1] + cm[2])} mm") for cm in _CM.finditer(typed))


def _sign(bare: str, uneven: re.Match[str], lines: _Lines, cut: bool) -> str:
    """What stands in `plain` for a match of _UNEVEN; `cut` tells whether the words of a text broken to fit are cut."""
    kind = uneven.lastgroup
    if kind == "colon":
        return " :"
    if kind == "hyphen":
        return "" if cut and not _KEEPS_HYPHEN.search(bare, uneven.start() - 16, uneven.start()) else "- "
    if kind == "blank":
        return "\n" if _breaks(bare, uneven, lines) else " "
    if kind == "dictated":
        between = bare[uneven.start() - 1 : uneven.start()].isdigit() and bare[uneven.end() : uneven.end() + 1].isdigit()
        said = uneven.group().strip()
        return "," if said == "virgule" and between else _DICTATED.get(said, " %")
    return unicodedata.normalize("NFKC", uneven.group()) if kind == "ligature" else ""


def _breaks(bare: str, blank: re.Match[str], lines: _Lines) -> bool:
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
    if lines.width and _is_full(bare, blank, lines.width):
        return False
    below = bool(_GOES_ON_BELOW.search(bare, max(0, blank.start() - 8), blank.start()))
    if _OWN_LINE.match(bare, blank.end()) or (
        _DATED_LINE.match(bare, blank.end())
        and not (below or before == "," or _DAY_ABOVE.search(bare, blank.start() - 3, blank.start()))
    ):
        return True
    joins = (
        before in ",/(" or below or (before == "+" and bare[blank.start() - 2 : blank.start() - 1] == " ")
    )  # a glued sign is a result: "3+"
    goes_on = after[0].islower() and not (lines.small and after[:2].isalpha())
    return not (goes_on or after[0] in "(,/&%" or joins or (before.isdigit() and after[0] == "%"))


def _wrap_width(bare: str) -> int:
    """The width that a text was broken to fit (an e-mail, a PDF), 0 where its lines are of its author: then no line is the longest by far,
    and nearly every line that goes on in small letters begins with a word that had no place in the line before."""
    lines = bare.split("\n") if "\n" in bare else [bare]
    width = max(map(len, lines))
    if not 45 <= width <= 120:
        return 0
    continued = [_is_full(bare, found, width) for found in _CONTINUED.finditer(bare)]
    return width if len(continued) > 1 and sum(continued) >= 0.8 * len(continued) else 0


def _without_capitals(bare: str) -> bool:
    """Do the sentences of a text begin in small letters? Then a line that does may be one of its own."""
    opened = [found["small"] is not None for found in _OPENS.finditer(f"\n\n{bare}")]
    return len(opened) > 3 and sum(opened) >= _MOSTLY * len(opened)


def _is_full(bare: str, blank: re.Match[str], width: int) -> bool:
    """Had the first word after a line break no place left in the line before it?"""
    line = blank.start() - bare.rfind("\n", 0, blank.start()) - 1
    word = _WORD.match(bare, blank.end())
    return line + 1 + (len(word.group()) if word else 0) > width
