"""Where lines end on a page: never, in French, before ; : ? ! » and %, after «, between a number and its unit; nor in the middle of a sentence.

    >>> unbroken("RE : 32 % « oui »").count("\\u00a0")
    4

For what is shown or printed. What is kept, compared or sent to another program has plain spaces.
"""

from __future__ import annotations

import re

_UNITS = "ans|mois|mm|cm|kg|mg|g|mL|Gy|ms|ng|UI|U|G|N|µmol|mmol"
_KEPT = re.compile(rf" (?=[;:?!»%])|(?<=«) |(?<=\d) (?=(?:{_UNITS})\b)")
_WRAPPED = re.compile(r"\s*\n\s*(?=[a-zà-ÿœ])")


def unwrapped(text: str) -> str:
    """Words of a note on one line where the page of a PDF cut a sentence: unwrapped("Il\\naccepte.") == "Il accepte."."""
    return _WRAPPED.sub(" ", text)


def unbroken(text: str) -> str:
    """The text with those of its spaces made unbreakable; nothing else changes, and neither does its length."""
    return _KEPT.sub("\u00a0", text)
