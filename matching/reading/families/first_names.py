"""Names told by a known first name: alone, and with the words beside it.

    "merci à Agnès", "par Tiphaine Le Corre"        Agnès, Tiphaine Le Corre
    "hôpital Robert Debré", "maladie de Gilbert"    nobody

A first name that is also a word, a place or a trial ("Rose", "Florence") counts beside another name only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from matching.reading.families.name_words import (
    PARTICLE,
    SHOUTED_PARTICLES,
    WORD,
    Span,
    first_names,
    identity_words,
    is_a_usual_word,
    is_named_after,
    name_parts,
)
from matching.reading.note import Note
from matching.reading.phrases import either

_RUN = re.compile(rf"(?<![\w'-])(?:[A-Z]\. ?)?(?:{WORD})(?: (?:{PARTICLE}?(?:{WORD})|[A-Z]\.))*")
_AFTER = re.compile(r"\b(?:par|avec|chez|merci|merci a|bonjour|chere?|demande de) $")  # "rappelée par Aurore"
_ENDED = re.compile(r" ?(?:[,;/()\n]|$)")
_SHOUTED_BEFORE = re.compile(r"(?<![\w'-])([A-Z]{2,}(?:[ '-][A-Z]{2,})*), $")  # "GUERRERO RUIZ, Maria"
_TOKEN = re.compile(rf"{WORD}|[A-Z]\.")


def by_first_name(note: Note) -> Iterator[Span]:
    """The words of the names that hold a known first name, as offsets of the plain text."""
    for run in _RUN.finditer(note.cased):
        words = [found.span() for found in _TOKEN.finditer(note.cased, *run.span())]
        firsts = [number for number, word in enumerate(words) if _kind(note, word)]
        if firsts and not _is_a_place(note, run.start(), words[firsts[0]][0], run.end()):
            yield from _of_a_run(note, words, firsts)


def _kind(note: Note, word: Span) -> str:
    """ "alone" or "beside_a_name" for a first name, by its first part ("Jean-Luc"); "" for another word."""
    return _kinds().get(note.plain[slice(*word)].split("-")[0], "")


@cache
def _kinds() -> dict[str, str]:
    return {name: kind for kind in ("beside_a_name", "alone") for name in first_names(kind)}


def _of_a_run(note: Note, words: list[Span], firsts: list[int]) -> Iterator[Span]:
    """The words of names among words with capitals that follow one another."""
    for number in firsts:
        word = words[number]
        if is_a_usual_word(note, *word) and not _is_spelt(note, word):
            continue
        after = list(takewhile(lambda beside: _is_a_name(note, beside), words[number + 1 : number + 4]))
        before = list(takewhile(lambda beside: _is_family_name(note, beside), reversed(words[max(0, number - 3) : number])))
        shouted = note.cased[slice(*word)].isupper()
        if number == 1 and not (before or after or shouted) and _opens_a_line(note, words[0]) and _is_a_name(note, words[0]):
            before = [words[0]]  # "Benchekroun Salma, née Alaoui"
        if shouted and not ((before or after) and _may_be_shouted(note, word, after)):
            continue
        told = _kind(note, word) == "alone" or _AFTER.search(note.plain, max(0, word[0] - 12), word[0])
        if number == 0 and not shouted and (family := _SHOUTED_BEFORE.search(note.cased, max(0, word[0] - 40), word[0])):
            yield from name_parts(note, family.start(1), family[1])
        if before or after or (told and not shouted):
            yield word
            yield from before
            yield from after


def _is_spelt(note: Note, word: Span) -> bool:
    """Is this first name, which a vocabulary takes for another word, written with its own accents ("Marie" and not "Marié")?"""
    return first_names("alone").get(note.plain[slice(*word)].split("-")[0]) == note.text[slice(*note.words(*word))].split("-")[0]


def _is_a_name(note: Note, word: Span) -> bool:
    return note.cased[word[1] - 1] != "." and not is_a_usual_word(note, *word)


def _is_family_name(note: Note, word: Span) -> bool:
    """Before a first name: in capitals throughout ("LE GOFF Yann"), or another first name."""
    written = note.cased[slice(*word)]
    if written in SHOUTED_PARTICLES:
        return True
    return _is_a_name(note, word) and (written.isupper() or bool(_kind(note, word)))


def _opens_a_line(note: Note, word: Span) -> bool:
    return word[0] == note.line(word[0])[0]


def _may_be_shouted(note: Note, word: Span, after: list[Span]) -> bool:
    """May a first name in capitals be one? In a line that is in capitals throughout only where one more word ends the name ("MARC AUBERT,"):
    any word may stand beside it there."""
    start, end = note.line(word[0])
    return not note.cased[start:end].isupper() or (len(after) == 1 and _ENDED.match(note.plain, after[0][1]) is not None)


def _is_a_place(note: Note, start: int, first_name: int, end: int) -> bool:
    """Do the words from `start` to `end` name a place, a trial or a disease?"""
    return bool(_centre().search(note.plain, start, end)) or is_named_after(note, start) or is_named_after(note, first_name)


@cache
def _centre() -> re.Pattern[str]:
    return re.compile(rf"\b{either(identity_words()['centres'])}(?![\w-])".replace(" ", "[ -]"))
