"""Which moment a finding tells of: at the beginning, or now.

    >>> is_initial(note, offset)         # inside "DG INITIAL : CCI, RE 80 %"
    True

Shared by the families whose values change over the course of the disease (tumour, biomarkers, sizes).
"""

from __future__ import annotations

from matching.reading.note import Note
from matching.reading.sought import Sought

_INITIAL = Sought(
    r"\b(?:dg initial|diagnostic initial|initiale?ment|initial|initiale|au diagnostic|tumeur primitive|primitif "
    r"initial|classement de depart|au depart|a l'origine|bilan initial|stade initial|premiere biopsie|"
    r"biopsie initiale|prealable|avant (?:traitement|chimiotherapie|chirurgie|chimio|induction|neoadjuvant\w*))\b"
)
_NOW = Sought(
    r"\b(?:rebiopsie|re-biopsie|biopsie (?:de la |d'une |du |hepatique|pulm|osseuse)[^:]{0,20}(?:metastase|rechute|"
    r"recidive|progression)?|a la rechute|a la recidive|actuel\w*|ce jour|piece operatoire|piece de)\b"
)


_OPENING = 4  # characters: a bullet


def is_initial(note: Note, start: int) -> bool:
    """Do the words before, in the same sentence or opening the line, place this at the beginning of the disease?"""
    line_start, _ = note.line(start)
    begin = max(line_start, start - 160)
    unit = note.unit_at(start)
    initial = [
        found.end()
        for found in _INITIAL.finditer(note, begin, start)
        if found.start() >= unit.start or found.start() - line_start < _OPENING
    ]
    return bool(initial) and all(found.end() < initial[-1] for found in _NOW.finditer(note, begin, start))
