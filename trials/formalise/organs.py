"""Tumours of a list of organs whose noun is said once: "ovarian, fallopian tube or primary peritoneal cancer".

>>> listed("adenocarcinoma of the stomach or gastroesophageal junction")
[(0, 58, ['STAD', 'GEJ'])]
"""

from __future__ import annotations

from functools import cache

from trials.formalise import lexicon
from trials.formalise.expression import Expression
from trials.formalise.words import entries


def listed(text: str) -> list[tuple[int, int, list[str]]]:
    """Where such lists stand in a plain sentence, and their tumour types; a list with an organ that makes no known tumour is left out."""
    found = []
    for pattern, form in ((_before(), "{organ} {noun}"), (_after(), "{noun} of the {organ}")):
        for one in pattern.finditer(text):
            organs = _organ().findall(one["organs"])
            codes = [_type(form.format(organ=organ, noun=one["noun"]), one["noun"], organ) for organ in organs]
            if len(codes) > 1 and all(codes):
                found.append((one.start(), one.end(), list(dict.fromkeys(codes))))
    return found


def _type(words: str, noun: str, organ: str) -> str:
    """The tumour that the organ and the noun make, in one order or the other; "" for none."""
    for said in (words, f"{organ} {noun}", f"{noun} of the {organ}", f"{noun} of {organ}"):
        named = lexicon.find(said)
        if len(named) == 1 and named[0].family == "tumour" and (named[0].start, named[0].end) == (0, len(said)):
            return named[0].id
    return ""


@cache
def _organ() -> Expression:
    return Expression(rf"(?<![a-z])(?:{'|'.join(sorted(entries('organs_of_lists'), key=len, reverse=True))})(?![a-z])")


def _list() -> str:
    one = rf"(?:{_organ().pattern})(?: \([a-z/-]{{2,6}}\))?"
    return rf"(?P<organs>{one}(?:(?:,? (?:and/or|or|and) |, ?| ?/ ?)(?:the |of the |of )?(?:primary )?{one})+)"


@cache
def _before() -> Expression:
    return Expression(rf"{_list()} (?P<noun>{'|'.join(entries('nouns_of_lists'))})(?![a-z])")


@cache
def _after() -> Expression:
    return Expression(rf"(?<![a-z])(?P<noun>{'|'.join(entries('nouns_of_lists'))}) (?:of|in|from) (?:the )?{_list()}")
