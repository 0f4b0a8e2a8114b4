"""Facts of the person and comorbidities: pregnancy, other malignancy, HIV, hepatitis, autoimmune disease, Child-Pugh."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trials.formalise import lexicon
from trials.formalise.piece import Piece, Setting, compiled, entries, entries_list

_B_OR_C = re.compile(
    r"(?:hepatitis b(?: virus)?(?: \(?hbv\)?)?(?: infection)? ?(?:or|and|/|and/or|,|and/or/|ou|et) ?(?:hepatitis )?c(?: virus)?(?: \(?hcv\)?)?(?: infections?| positive)*|hepatites? (?:virales? )?b (?:ou|et) c|hbv (?:or|and|/) ?hcv(?: infection)?|hepatitis b/c|hepatitis \(b or c\))(?![a-z])"
)


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Facts and comorbidities in a sentence."""
    for index, entry in enumerate(entries_list("facts")):
        for found in compiled("facts", index, "words").finditer(text):
            yield Piece(found.start(), found.end(), entry["axis"], entry["condition"], rank=1)
    for found in _B_OR_C.finditer(text):
        both = {"patient.comorbidities": {"has_any": ["hepatitis_b", "hepatitis_c"]}}
        yield Piece(found.start(), found.end(), "comorbidity", both, rank=1)
    for name in entries("comorbidities"):
        for found in compiled("comorbidities", name).finditer(text):
            yield Piece(found.start(), found.end(), "comorbidity", {"patient.comorbidities": {"has": name}})
    for named in lexicon.find(text):
        if named.family == "comorbidity":
            yield Piece(named.start, named.end, "comorbidity", {"patient.comorbidities": {"has": named.id}})
