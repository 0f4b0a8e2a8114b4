"""Reading: a French case summary becomes a Case whose every value shows the words that prove it.

>>> case = read("F 54 ans, OMS 1. CCI du sein gauche, HER2 3+.", "a01")
>>> case.value("biomarker.her2_status")
'positive'
"""

from __future__ import annotations

import datetime
from dataclasses import replace

from matching.case import Case, Identifier
from matching.consistency import age_against_birth, checked, without_impossible
from matching.derive import derive
from matching.reading.families.events import events
from matching.reading.families.identity import identifiers
from matching.reading.families.treatments import treatments
from matching.reading.pipeline import prepare, read_note
from matching.reading.resolve import resolve

__all__ = ["identifiers_of", "read"]


def read(text: str, case_id: str, date: datetime.date | None = None) -> Case:
    """The case that a text tells. `date` is the reference date where the text states none (default: today)."""
    note = read_note(text)
    features, warnings = resolve(note)
    received, closed = treatments(note)
    case = Case(
        id=case_id,
        date=note.meeting or date or datetime.date.today(),
        date_told=bool(note.meeting or date),
        features=features,
        treatments=received,
        history_complete=closed,
        identifiers=identifiers(note),
        warnings=tuple(warnings),
        events=events(note),
    )
    case = replace(case, warnings=case.warnings + age_against_birth(case))
    return checked(derive(without_impossible(case)))


def identifiers_of(text: str) -> tuple[Identifier, ...]:
    """The words of a text that say who somebody is, to be shown for confirmation and masked."""
    return identifiers(prepare(text))
