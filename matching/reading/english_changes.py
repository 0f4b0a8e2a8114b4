"""What changes place or form between English and French: data/vocabulary/english_changes.yaml, as patterns with the French that each makes.

"liver and bone metastases"     metastases hepatiques et osseuses
"58-year-old woman"             Femme de 58 ans
"2 of 3 cycles"                 2 cures sur 3
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from matching.data_files import load_yaml
from matching.reading.english_words import any_of, organs, singular, sites, table, tumour_names, vocabulary, words

Again = Callable[[str], str]  # a few English words in French
_PAGE = "vocabulary/english_changes.yaml"
_POUND, _INCH = 0.45359, 2.54  # kg, cm
_BEFORE = 30  # characters looked at for what must not stand before
_PIECE = re.compile(r"\{([a-z_]+)\}")
_AND = re.compile(r",? (?:et|and|or)\b|,")
_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")


class Change(NamedTuple):
    """English words that change place, and what they become."""

    pattern: re.Pattern[str]
    french: str
    unless: re.Pattern[str] | None
    glued: bool  # to the figure before it

    def said(self, found: re.Match[str], again: Again) -> str:
        """The French of a match; the English itself where it is left alone."""
        if self.unless and self.unless.search(found.string[max(0, found.start() - _BEFORE) : found.start()]):
            return found.group()
        return _SLOT.sub(lambda slot: _said(found[slot[1]] or "", slot[2], again), self.french)


@cache
def changes() -> dict[str, Change]:
    """All of them, in the order in which they are tried at one place, by a name that a group of a pattern can bear."""
    return {f"change{number}": _change(**entry) for number, entry in enumerate(load_yaml(_PAGE)["changes"])}


def _change(en: str, fr: str, unless: str = "", glued: bool = False) -> Change:
    return Change(_pattern(en), fr, _pattern(unless) if unless else None, glued)


def _pattern(en: str) -> re.Pattern[str]:
    return re.compile(_filled(en), re.IGNORECASE)


def _filled(pattern: str) -> str:
    """A pattern with the pieces that it names."""
    return _PIECE.sub(lambda piece: _filled(_pieces()[piece[1]]), pattern)


@cache
def _pieces() -> dict[str, str]:
    """The pieces of the page, and the lists of words that its patterns may name."""
    site = f"{any_of(sites())}s?"
    feminine = [form for form, organ in organs().items() if organ.get("f")]
    tables = ("months", "units", "numbers", "persons", "sided", "lobes", "usual_units")
    return {
        **{name: any_of(vocabulary()[name]) for name in ("adjectives", "genes", "named_ca")},
        **{name: any_of(form for forms in vocabulary()[name].values() for form in forms) for name in tables},
        "organs": f"{any_of(organs())}s?",
        "feminine_organs": f"{any_of(feminine)}s?",
        "sites": rf"{site}(?:(?:, and |,? (?:and|or) |, )(?:the )?{site})*",
        "tumours": f"{any_of(tumour_names())}s?",
        "untreated": any_of(vocabulary()["words"]["aucun traitement anterieur"]),
        **load_yaml(_PAGE)["pieces"],
    }


def _said(english: str, way: str | None, again: Again) -> str:
    """Words of a match as they stand, or said in a way: read again, by an own rule, or by a table."""
    if way == "french":
        return again(english.strip(" ,"))
    if way == "none_of":  # one list of what was not found
        return _AND.sub(" ni", again(english.strip()))
    if way == "cancer":
        return again(f"{english} cancer")
    return english if way is None else _OWN[way](english) if way in _OWN else table(way, english)


def _sites(text: str) -> str:
    """ "liver, lung and bone" as "hepatiques, pulmonaires et osseuses"."""
    found = re.findall(f"{any_of(sites())}s?", text.lower())
    named = list(dict.fromkeys(sites()[singular(form, sites())] for form in found))
    return " et ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def _centimetres(height: str) -> str:
    feet, inches = (*map(int, re.findall(r"\d+", height)), 0)[:2]
    return f"{(12 * feet + inches) * _INCH:.1f}"


def _organ(word: str) -> dict[str, str]:
    return organs()[singular(word, organs())]


_OWN: dict[str, Callable[[str], str]] = {
    "sites": _sites,
    "of": lambda word: _organ(word)["of"],
    "is": lambda word: _organ(word)["is"],
    "numbers": lambda word: word if word[0].isdigit() else table("numbers", word),
    "acronyms": lambda word: str(vocabulary()["acronyms"].get(word.rstrip("."), word)),
    "word": lambda word: words()[" ".join(word.lower().split())],
    "slashed": lambda genes: re.sub(r", | or | and |/", "/", genes),
    "range": lambda grades: grades.replace(" to ", "-"),
    "whole": lambda figure: figure.replace(",", ""),
    "kg": lambda pounds: f"{float(pounds) * _POUND:.1f}",
    "cm": _centimetres,
}
