"""Numbers as notes write them: "12,5", "145 000", "1-2", "< 1 %", "≥ 50", "entre 10 et 20".

>>> number_at("ki67 : 15-20 %", 4).value
Interval(low=15.0, high=20.0, low_open=False, high_open=False)
"""

from __future__ import annotations

import re
from typing import NamedTuple

from matching.reading.phrases import IS
from matching.value import INFINITY, Interval

_FIRST = (
    "aucun un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf"
).split()
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre-vingt": 80}
# Numbers in words up to 99, feminine and masculine.
COUNTS = {word: number for number, word in enumerate(_FIRST)} | {
    f"{ten}-et-{word}" if word in ("un", "onze") and first < 80 else f"{ten}-{word}": first + number
    for ten, first in _TENS.items()
    for number, word in enumerate(_FIRST[: 20 if first >= 60 else 10])
    if number
}
COUNTS |= _TENS | {"aucune": 0, "zero": 0, "une": 1, "quatre-vingts": 80}
ORDINALS = {"premiere": 1, "deuxieme": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5, "sixieme": 6}
NUMBER = r"\d{1,3}(?: \d{3})+(?!\d|[.,]\d)|\d+(?:[.,]\d+)?"
_LINK = (
    rf"(?: ?(?:[:=~]|(?:{IS}|a|de|d'|estime[e]?|evalue[e]?|cote[e]?|mesure[e]?|calcule[e]?|dose[e]?|actuel(?:le)?|"
    r"initial(?:e)?|score|environ|env\.?|entre|autour de|en moyenne|soit)(?![a-z0-9]))){0,3} ?"
)
_BOUND = (
    r"(?:(?P<sign>>=|=>|<=|=<|≥|≤|>|<|superieure? (?:ou egale? )?a|inferieure? (?:ou egale? )?a|au moins|plus de|moins de|"
    r"jusqu'a)) ?"
)
_VALUE = re.compile(rf"{_LINK}(?:{_BOUND})?(?P<low>{NUMBER})(?:(?:-| ?a ?| ?et ?)(?P<high>{NUMBER})(?! ?(?:fr|x|ans? )))?")
_CYCLES = re.compile(r" ?(?:cures?|cycles?|mois|semaines?|jours?)\b")  # "402 à 4 cures"
_ABOVE = (">=", "=>", "≥", ">", "au moins", "plus de", "superieur")


class Found(NamedTuple):
    """A number read at a place: its value and where the words stand."""

    value: Interval
    start: int
    end: int


def to_float(digits: str) -> float:
    """'145 000' -> 145000.0, '12,5' -> 12.5."""
    return float(digits.replace(" ", "").replace(",", "."))


def number_at(plain: str, offset: int, limit: int | None = None) -> Found | None:
    """The number that follows an offset, over at most a linking word ("à", ":", "est de"); None where something else follows."""
    found = _VALUE.match(plain, offset, limit if limit is not None else len(plain))
    if not found:
        return None
    low = to_float(found["low"])
    sign = found["sign"]
    if sign:
        above = sign.startswith(_ABOVE)
        strict = sign in (">", "<", "plus de", "moins de") or (sign.startswith(("superieur", "inferieur")) and "egal" not in sign)
        value = Interval(low, INFINITY, low_open=strict) if above else Interval(0, low, high_open=strict)
        return Found(value, found.start("sign"), found.end("low"))
    high = to_float(found["high"]) if found["high"] else low
    if high < low:  # "de 66 à 51 %" tells where it went; a later figure of the same digits ("12-3") is none
        went = " a " in plain[found.end("low") : found.start("high")] and not _CYCLES.match(plain, found.end("high"))
        return Found(Interval.exactly(high if went else low), found.start("low"), found.end("high" if went else "low"))
    return Found(Interval(low, high), found.start("low"), found.end("high") if found["high"] else found.end("low"))
