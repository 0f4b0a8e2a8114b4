"""Forms: whom a label names, in the words behind it.

    "Médecin traitant déclaré : PEREIRA Luís     Aide : M. TOURÉ"       PEREIRA, Luís, TOURÉ (name)
    "Numéro de dossier ....... 420066"                                  420066 (record)

A label is a title of a column (data/vocabulary/identity_columns.yaml), or begins with a word for a person ("Nom de l'opérateur"), or ends
in "par" ("Validé par"). What stands behind it is a name where it is made of words with capitals and nothing else.
The text is searched as it was written, for blanks set fields apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from matching.data_files import load_yaml
from matching.reading.families.columns import kind_of, plain_place, usual
from matching.reading.families.name_words import FULL, Span, identity_words, is_a_usual_word
from matching.reading.letters import bare
from matching.reading.note import Note
from matching.reading.phrases import either

_LINE = re.compile(r"[^\n\r]*")
_SIGN = re.compile(r"(?:[:=](?<!\d.)(?![:=/])|\.{3,}|…+)[ \t\xa0]*")
_COLUMN = re.compile(r"[\t|;•☐☒*>\[\]]| {2,}|\xa0{2,}|(?:^|\s)[-–] ")
_APART = re.compile(rf"{_COLUMN.pattern}| / |(?<=[^\s:]), ")
_BRACKETS = re.compile(r"\s*\([^()]{1,24}\)\s*$")
_BETWEEN = re.compile(r" ?[,;/&()|\t] ?| et | - | {2,}")
_NAME = re.compile(rf"(?P<name>{FULL}(?: [A-Z](?![a-z]))?)\.?(?= ?$| \d| nee?\b)")
_TOWN = re.compile(rf"\d{{5}}(?: {FULL})?(?![\w])|{FULL}")
# "Le Clos du Moulin, 2e maison à gauche, 20113 OLMETO"
_ADDRESS = re.compile(
    r"[^\n:]{3,120}?(?<!\d)(?:\d{4,5}|\d[AB]\d{3}) [A-ZÀ-Ý][\w'’-]+(?:[ -](?:[A-ZÀ-Ý][\w'’-]+|d[eu]|la|les?|sur|en))*(?: \([A-ZÀ-Ý]\w+\))?"
)
_SMALL_NAME = re.compile(r"[a-z]{3,}(?:[ '-][a-z]{2,}){0,3}")
_DAY = re.compile(
    r"\d{1,2}[/. -](?:\d{1,2}|[IVX]{1,4}|[A-Za-z]{3,4}\.?)[/. -](?:\d{4}|\d\d)(?!\d)|\d{1,2}(?:er)? [^\W\d]{3,9}\.? \d{4}|(?:19|20)\d\d-\d\d-\d\d"
)
_NUMBER = re.compile(r"(?!\d{1,2}[/.-]\d{1,2}[/.-]\d\d)[A-Za-z]{0,4}[-/]?\d[\dA-Za-z]*(?:[-/.][\dA-Za-z]+)*(?: \d{2,})*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class _Field(NamedTuple):
    """What a label tells ("person", "record"...; "people" for a list), and where what it holds stands."""

    kind: str
    start: int
    end: int


def in_fields(note: Note) -> dict[Span, str]:
    """Who the forms of a note name, as offsets of the text as it was written."""
    found: dict[Span, str] = {}
    lines = [line.span() for line in _LINE.finditer(note.text) if line.group().strip()]
    for number, line in enumerate(lines):
        for field in _fields(note.text, line):
            if field.start < field.end:
                found.update(_told(note, field))
            elif field.end == line[1]:
                found.update(_told_below(note, field.kind, lines[number + 1 :]))
    return found


def _fields(text: str, line: Span) -> Iterator[_Field]:
    """The fields of a line whose labels say something of identity."""
    signs = [sign.span() for sign in _SIGN.finditer(text, *line)]
    if not signs:
        return
    labels = [_label(text, before, sign) for (_, before), (sign, _) in pairwise([line[:1] * 2, *signs])]
    nexts = [*(start for start, _ in labels[1:]), line[1]]
    for (_, kind), (_, start), last in zip(labels, signs, nexts, strict=True):
        if kind:
            end = next((mark.start() for mark in _COLUMN.finditer(text, start, last) if kind != "people"), last)
            yield _Field(kind, start, max(start, len(text[:end].rstrip())))


def _label(text: str, start: int, end: int) -> tuple[int, str]:
    """Where the label that ends here begins, and what it tells; "" for one that tells nothing of identity."""
    for mark in _COLUMN.finditer(text, start, end):
        start = mark.end()
    whole = start
    for mark in _APART.finditer(text, start, end):
        start = mark.end()
    label = _BRACKETS.sub("", text[start:end])
    told = usual(label).split()
    if _words_of_labels().isdisjoint(told):
        return start, ""
    if kind := _kind(label, told):
        if start > whole and kind_of(text[whole:end]) == "name":  # "Nom / Prénom / DDN : "
            return whole, "name"
        return start, "" if kind == "address" and label.rstrip().endswith("é") else kind  # "Adressé :"
    words = [start + word.start() for word in _WORD.finditer(label)]
    if not words or told[-1] not in _words_of_labels():
        return start, ""
    titles = ((first, kind_of(text[first : start + len(label)])) for first in words[1:])
    return next(((first, kind) for first, kind in titles if kind not in ("", "other")), (start, ""))


def _kind(label: str, words: list[str]) -> str:
    """What a whole label tells: by itself, by the word for a person that it begins with, or by its "par"."""
    if len(words) > 7:
        return ""
    if kind := kind_of(label):
        return "" if kind == "other" else kind
    if identity_words()["things"].intersection(words):
        return ""
    told = " ".join(words)
    if _of_attendance().match(told):
        return "people"
    return "person" if words[-1] == "par" or _of_a_person().match(told) else ""


@cache
def _words_of_labels() -> frozenset[str]:
    """Every word that a label of identity may hold: most labels of a note hold none."""
    titles = (
        title for kind, listed in load_yaml("vocabulary/identity_columns.yaml").items() if kind != "other" for title in listed
    )
    lists = identity_words()
    told = (*titles, *lists["labels"], *lists["roles"], *lists["relatives"], *lists["attendance"], "par")
    return frozenset(word for form in told for word in usual(form).split())


@cache
def _of_attendance() -> re.Pattern[str]:
    return re.compile(rf"(?:[a-z]+ )?{either(identity_words()['attendance'])}(?![a-z])")


@cache
def _of_a_person() -> re.Pattern[str]:
    heads = either(identity_words()["labels"] | identity_words()["roles"] | identity_words()["relatives"])
    return re.compile(rf"{heads}(?![a-z])")


def _told_below(note: Note, kind: str, lines: list[Span]) -> Iterator[tuple[Span, str]]:
    """What stands on the lines below a label that holds nothing on its own: the next one, or the list of who was there."""
    for place, (start, end) in enumerate(lines[: 15 if kind == "people" else 2]):
        above = lines[place - 1][1] if place else start
        sign = _SIGN.search(note.text, start, end)
        if note.text.count("\n", above, start) > 1 or (sign and kind != "people"):
            return
        told = list(_told(note, _Field(kind, sign.end() if sign else start, end)))
        if not told:
            return
        yield from told


def _told(note: Note, field: _Field) -> Iterator[tuple[Span, str]]:
    """What identifies in what a field holds."""
    kind, start, end = field
    if kind in ("name", "person", "people"):
        yield from ((word, "name") for word in _people(note, field))
    elif kind == "birth_date" and (day := _DAY.match(note.text, start, end)):
        yield day.span(), kind
    elif kind == "record" and (number := _NUMBER.match(note.text, start, end)) and sum(map(str.isdigit, number[0])) > 3:
        yield number.span(), kind
    elif kind == "address" and (place := _ADDRESS.match(note.text, start)):
        yield place.span(), kind
    elif kind == "town" and (town := _TOWN.match(bare(note.text[start:end]))):
        yield (start, start + town.end()), kind


def _people(note: Note, field: _Field) -> Iterator[Span]:
    """The words of the names that a field holds, up to the first piece of it that is no name."""
    text = bare(note.text[: field.end])
    bounds = [field.start, *(place for mark in _BETWEEN.finditer(text, field.start) for place in mark.span()), field.end]
    for number, (start, end) in enumerate(zip(bounds[::2], bounds[1::2], strict=True)):
        words = list(_of_a_name(note, text, (start, end), field)) if start < end else []
        if not words and (number == 0 or field.kind != "people"):
            return
        yield from words


def _of_a_name(note: Note, text: str, piece: Span, field: _Field) -> Iterator[Span]:
    """The words of one name, without its titles; nothing where one of its words is an ordinary one."""
    title = _titles().match(text, *piece)
    first = title.end() if title else piece[0]
    name = _NAME.match(text, first, piece[1]) or (_SMALL_NAME.fullmatch(text, first, piece[1]) if field.kind == "name" else None)
    spans = [word.span() for word in _WORD.finditer(text, first, name.end())] if name else []
    if name and piece[0] > field.start and name.end() - first < 4 and name["name"].isupper():  # "BOUAZIZ H., MG"
        return
    usual_words = [span for span in spans if is_a_usual_word(note, plain_place(note, span[0]), plain_place(note, span[1]))]
    if not usual_words or (field.kind == "name" and name and name.re is _NAME and len(usual_words) < len(spans)):
        yield from (span for span in spans if span[1] - span[0] > 1)


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(rf"(?i:(?:(?:le |la |les )?{either(identity_words()['titles'])}\.? )+)")
