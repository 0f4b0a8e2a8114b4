"""Tables whose first row is titles: whom the rows below name, told by the column that a word stands in.

    "Nom;Prénom;Né le;IPP"
    "Lambrequin;Odile;12/03/1957;80042173"      Lambrequin, Odile (name), 12/03/1957 (birth_date), 80042173 (record)

Columns are set apart by tabs, bars, semicolons, commas or blanks; where nothing sets them apart (a table copied from a PDF), the line of titles
says what the words, the dates and the numbers below it are. Titles may stand in the first column too, a patient in each of the others, or one
a line, and below them what they tell in the same order.
The text is searched as it was written: reading joins lines and collapses blanks.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, islice, pairwise, takewhile
from typing import NamedTuple

from matching.data_files import load_yaml
from matching.reading.families.name_words import Span, identity_words, is_of_a_vocabulary
from matching.reading.letters import bare, small
from matching.reading.note import Note
from matching.reading.phrases import either

_MARKS = {mark: re.compile(rf'"[^"\n]*"|{re.escape(mark)}') for mark in "\t|;,"}  # what stands between quotes is of one cell
_BLANKS = "  "
_BETWEEN_BLANKS = re.compile(r"\S+(?:[^\S\t\n\r]\S+)*")
_IN_PROSE = (",", _BLANKS)  # what stands between the words of a sentence too
_AROUND = ' \t\xa0"*'
_NAMES = ("name", "person")
_LINE = re.compile(r"[^\n\r]+")
_RULE = re.compile(r"[-|:+=_ \t]+")
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f])"
_WORD = re.compile(rf"{_LETTER}+(?:['’-]{_LETTER}+)*")
_DATE = rf"\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d\d? \d\d? \d{{4}}|\d{{1,2}}(?:er)? {_LETTER}{{3,9}}\.? \d{{4}}"
_DAY = re.compile(rf"(?<!\d)(?:{_DATE}|\d{{8}}|\d{{4}})(?!\d)")
_LONG_NUMBER = re.compile(r"(?<![\d/.-])\w*\d(?:[ -]?\w*\d){4,}\w*(?![/.]?\d)")
_ONLY_NAME = re.compile(rf"{_LETTER}+(?:[-' ’.,]+{_LETTER}+){{0,6}}\.?")
_OF_NAME = re.compile(rf"(?:{_LETTER}+\.?[-' ’,;:(|/]*){{0,8}}(?:(?:{_DATE}|\d{{5,}}|\d\d ?ans)(?:[^.\n]|\.\d)*)?\W*")
# a line below titles that nothing sets apart: names, and a number beside them
_LIST_ROW = re.compile(rf"(?=[^\n]*\d\d)(?:(?:{_LETTER}+\.?(?:[-'’]{_LETTER}+)*|{_DATE}|\d+)[ ,;/-]*){{2,12}}")
_OTHER_SIGN = re.compile(r"[^a-z0-9' \r]+")


class _Head(NamedTuple):
    """A row of titles: what sets its columns apart, where its cells stand, and what each column tells ("" where it names nobody)."""

    mark: str
    cells: list[Span]
    kinds: list[str]


def in_columns(note: Note) -> dict[Span, str]:
    """`in_columns(note) == {(21, 31): "name", …}`: the identifying words below titles, as offsets of the text as it was written."""
    lines = [found.span() for found in _LINE.finditer(note.text)]
    found: dict[Span, str] = {}
    for number, (line, words) in enumerate(zip(lines, _usual_lines(note.text, lines), strict=False)):
        if _first_words().isdisjoint(words.replace("'", " ").split()) or not _titles()["any"].search(words):
            continue
        head = _head(note.text, line)
        rows = _rows(note.text, head, islice(lines, number + 1, None)) if head else _without_head(note.text, lines, number)
        for cell, kind in chain.from_iterable(rows):
            found.update(identifiers_in(note, cell, kind))
    return found


@cache
def _titles() -> dict[str, re.Pattern[str]]:
    """The titles of each kind of column as a pattern; "known" those of any column, "any" a title that identifies, anywhere."""
    forms = {kind: either(map(usual, titles)) for kind, titles in load_yaml("vocabulary/identity_columns.yaml").items()}
    of_one = {kind: re.compile(rf"(?:{form})(?: (?:et |ou )?(?:{form}))*") for kind, form in forms.items()}
    every = "|".join(forms.values())
    identifying = "|".join(form for kind, form in forms.items() if kind != "other")
    return of_one | {
        "known": re.compile(rf"(?:{every})(?: (?:et |ou )?(?:{every}))*"),
        "any": re.compile(rf"\b(?:{identifying})\b"),
    }


@cache
def _first_words() -> frozenset[str]:
    """What a title that identifies begins with: told of a line sooner than the titles themselves."""
    titles = (
        title for kind, listed in load_yaml("vocabulary/identity_columns.yaml").items() if kind != "other" for title in listed
    )
    return frozenset(usual(title).replace("'", " ").split()[0] for title in titles)


def usual(text: str) -> str:
    return " ".join(_without_signs(text).split())


def _usual_lines(text: str, lines: list[Span]) -> list[str]:
    """`usual` of every line, in one go: none holds the sign that they are joined with."""
    return [" ".join(words.split()) for words in _without_signs("\r".join(text[slice(*line)] for line in lines)).split("\r")]


def _without_signs(text: str) -> str:
    return _OTHER_SIGN.sub(" ", small(bare(unicodedata.normalize("NFC", text))))


def _head(text: str, line: Span) -> _Head | None:
    """The titles of a line: one of them identifies, and the one beside it is known too. "Nom | ROUSSEAU" is a label and its value."""
    words = text[slice(*line)]
    if any(map(str.isdigit, words)):
        return None
    for mark in (*_MARKS, _BLANKS):
        cells = _cells(text, line, mark) if mark in words or mark == _BLANKS else []
        kinds = [kind_of(text[slice(*cell)]) for cell in cells]
        beside = zip(kinds, [*kinds[1:], kinds[-2]], strict=True) if len(kinds) > 1 else ()
        if any(kind not in ("", "other") and next_kind for kind, next_kind in beside):
            prose = mark in _IN_PROSE and not {"birth_date", "record"}.intersection(kinds)
            return _Head(mark, cells, ["person" if prose and kind == "name" else kind for kind in kinds])
    kind, title = kind_of(words), usual(words)  # nothing sets the titles apart
    numbered = any(_titles()[name].search(title) for name in ("birth_date", "record"))
    return _Head("", [line], [kind]) if (kind == "name" and " " in title) or (kind == "person" and numbered) else None


def _without_head(text: str, lines: list[Span], number: int) -> Iterator[list[tuple[Span, str]]]:
    """What is told where no line of titles opens a table: titles that begin lines, or that stand one a line."""
    yield _beside(text, lines, number)
    if number == 0 or not _title_of(text, lines[number - 1]):
        yield from _stacked(text, lines, number)


def _stacked(text: str, lines: list[Span], number: int) -> Iterator[list[tuple[Span, str]]]:
    """The rows below titles that stand one a line: as many lines as there are titles, the dates and the numbers where they are wanted."""
    kinds = list(takewhile(bool, (_title_of(text, line) for line in islice(lines, number, None))))
    wanted = {"birth_date", "record"}.intersection(kinds)
    for first in range(number + len(kinds), len(lines), max(1, len(kinds))) if wanted and len(kinds) > 1 else ():
        row = [(_trimmed(text, *line), kind) for line, kind in zip(lines[first : first + len(kinds)], kinds, strict=False)]
        numbered = all(any(map(str.isdigit, text[slice(*cell)])) for cell, kind in row if kind in wanted)
        if len(row) < len(kinds) or not numbered or not _holds(text, row):
            return
        yield row


def _title_of(text: str, line: Span) -> str:
    """What a line that is a title and nothing else tells of; "" for another."""
    return "" if any(map(str.isdigit, text[slice(*line)])) else kind_of(text[slice(*line)])


def _beside(text: str, lines: list[Span], number: int) -> list[tuple[Span, str]]:
    """The cells that follow a title on its own line, where a line before or after it begins with a title too."""
    for mark in (*_MARKS, _BLANKS):
        if mark != "," and (mark in text[slice(*lines[number])] or mark == _BLANKS):
            first, *others = _filled(text, lines[number], mark) or [lines[number]]
            kind = kind_of(text[slice(*first)])
            near = (_filled(text, line, mark) for line in lines[max(0, number - 1) : number + 2])
            if kind in ("", "other") or sum(bool(cells and kind_of(text[slice(*cells[0])])) for cells in near) < 2:
                return []
            return [(cell, kind) for cell in takewhile(lambda cell: not kind_of(text[slice(*cell)]), others)]
    return []


def _filled(text: str, line: Span, mark: str) -> list[Span]:
    return [(start, end) for start, end in _cells(text, line, mark) if start < end]


def _cells(text: str, line: Span, mark: str) -> list[Span]:
    """Where the cells of a line stand, without the blanks, quotes and stars around them."""
    if mark == _BLANKS:
        return [found.span() for found in _BETWEEN_BLANKS.finditer(text, *line)]
    cuts = [found.start() for found in _MARKS[mark].finditer(text, *line) if found.group() == mark]
    between = zip([line[0], *(cut + 1 for cut in cuts)], [*cuts, line[1]], strict=True)
    return [_trimmed(text, start, end) for start, end in between]


def _trimmed(text: str, start: int, end: int) -> Span:
    kept = text[start:end].strip(_AROUND)
    first = text.index(kept, start)
    return first, first + len(kept)


def kind_of(cell: str) -> str:
    """`kind_of("Né(e) le") == "birth_date"`: what a title tells of the cells below it; "" for what is no title."""
    title = usual(cell)
    of_one = (kind for kind in _titles() if kind not in ("known", "any") and _titles()[kind].fullmatch(title))
    several = "name" if _titles()["known"].fullmatch(title) and _titles()["any"].search(title) else ""  # "Nom, prénom, DDN"
    return next(of_one, several)


def _rows(text: str, head: _Head, lines: Iterable[Span]) -> Iterator[list[tuple[Span, str]]]:
    """The rows below titles, each as its cells with their kinds, down to the first line that is none."""
    end = head.cells[-1][1]
    for line in lines:
        apart = text.count("\n", end, line[0]) > 2
        row = None if apart or _head(text, line) else _row(text, head, line)
        end = line[1]
        if row:
            yield row
        elif not _RULE.fullmatch(text, *line):
            return


def _row(text: str, head: _Head, line: Span) -> list[tuple[Span, str]] | None:
    """The cells of a line with the kinds of their columns; None for a line that is no row of the table."""
    if not head.mark:
        return [(line, head.kinds[0])] if _LIST_ROW.fullmatch(text, *line) else None
    cells = _cells(text, line, head.mark)
    if head.mark == _BLANKS and 1 < len(cells) != len(head.cells):
        cells = _below(text, head, line)
    row = list(zip(cells, head.kinds, strict=False))
    complete = len(cells) == len(head.cells) or (head.mark in "\t|" and len(cells) > 1)
    return row if complete and _holds(text, row) else None


def _holds(text: str, row: list[tuple[Span, str]]) -> bool:
    """May these cells be what their titles tell: no title again, and names where names are wanted?"""
    titled = any(kind_of(text[slice(*cell)]) for cell, kind in row if kind not in ("", "other"))
    return not titled and all(_OF_NAME.fullmatch(text, *cell) for cell, kind in row if kind == "name")


def _below(text: str, head: _Head, line: Span) -> list[Span]:
    """The cells of a line cut where the titles above it begin; none where a word stands across."""
    offsets = [start - head.cells[0][0] + line[0] for start, _ in head.cells]
    if any(start < line[1] and start > line[0] and not text[start - 1].isspace() for start in offsets):
        return []
    bounds = [min(start, line[1]) for start in offsets] + [line[1]]
    return [_trimmed(text, start, end) for start, end in pairwise(bounds)]


def identifiers_in(note: Note, cell: Span, kind: str) -> Iterator[tuple[Span, str]]:
    """What identifies in one cell."""
    text = note.text[slice(*cell)]
    digits = sum(map(str.isdigit, text))
    if kind in _NAMES:
        yield from ((word, "name") for word in _words(note, cell, kind))
    if kind in (*_NAMES, "birth_date"):
        for found in _DAY.finditer(note.text, *cell):
            yield found.span(), "birth_date"
    if kind in _NAMES:
        for found in _LONG_NUMBER.finditer(note.text, *cell):
            yield found.span(), "record"
    elif (kind in ("record", "phone") and digits > 2) or (kind in ("address", "town", "mail") and len(text) > 2):
        yield cell, kind


def _words(note: Note, cell: Span, kind: str) -> Iterator[Span]:
    """The words of a name. In a cell that holds nothing but a name, a word that means something else too ("Lynch") is one of its words."""
    words = [found.span() for found in _WORD.finditer(note.text, *cell) if found.end() - found.start() > 1]
    forms = [usual(note.text[slice(*word)]) for word in words]
    alone = kind == "name" and _ONLY_NAME.fullmatch(note.text, *cell) and not identity_words()["ordinary"].issuperset(forms)
    for word, form in zip(words, forms, strict=True):
        if form in identity_words()["titles"]:
            continue
        if alone or is_a_name(note, word):
            yield word
        elif kind == "person":
            return


def is_a_name(note: Note, word: Span) -> bool:
    """Is a word of the text as written a name and nothing else: no ordinary word, no eponym, no part of a clinical word?"""
    form = usual(note.text[slice(*word)])
    known = any(form in identity_words()[words] for words in ("ordinary", "eponyms", "announce", "titles"))
    return (
        note.text[word[0]].isupper() and not known and not is_of_a_vocabulary(note, *(plain_place(note, place) for place in word))
    )


def plain_place(note: Note, place: int) -> int:
    """The place in the searched text of a place in the text as written."""
    return bisect_left(range(len(note.plain)), place, key=lambda at: note.words(at, at + 1)[0])
