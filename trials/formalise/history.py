"""Facts of the person and comorbidities: pregnancy, other malignancy, HIV, hepatitis, autoimmune disease, Child-Pugh."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trials.formalise import lexicon
from trials.formalise.piece import Piece, Setting, compiled
from trials.formalise.words import entries, expression

_NEGATIVE_BEFORE = re.compile(r"(?:sero)?negative (?:test(?:s|ing)? |serology |results? )?(?:for|to) (?:the )?$")


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Facts and comorbidities in a sentence."""
    for index, entry in enumerate(entries("facts")):
        for found in compiled("facts", index, "words").finditer(text):
            yield Piece(found.start(), found.end(), entry["axis"], entry["condition"], rank=1)
    for found in expression("b_or_c").finditer(text):
        both = {"patient.comorbidities": {"has_any": ["hepatitis_b", "hepatitis_c"]}}
        yield Piece(found.start(), found.end(), "comorbidity", both, rank=1)
    for name in entries("comorbidities"):
        for found in compiled("comorbidities", name).finditer(text):
            yield from _comorbidity(text, name, found.start(), found.end())
    for named in lexicon.find(text):
        if named.family == "comorbidity":
            yield from _comorbidity(text, named.id, named.start, named.end)


def _comorbidity(text: str, name: str, start: int, end: int) -> Iterator[Piece]:
    """The comorbidity, or its absence where a test is negative: "HIV negative", "seronegative for hepatitis B"."""
    has = {"patient.comorbidities": {"has": name}}
    negative = expression("negative_after").match(text, end)
    before = _NEGATIVE_BEFORE.search(text[:start])
    if negative or before:
        yield Piece(before.start() if before else start, negative.end() if negative else end, "test", {"not": has}, rank=1)
    else:
        yield Piece(start, end, "comorbidity", has)
