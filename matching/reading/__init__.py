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
from matching.reading.patients import end_of_the_first
from matching.reading.pipeline import prepare, read_note
from matching.reading.resolve import resolve

__all__ = ["identifiers_of", "read"]


def read(text: str, case_id: str, date: datetime.date | None = None) -> Case:
    """The case that a text tells. `date` is the reference date where the text states none (default: today)."""
    first = text[: end_of_the_first(text)]
    note = read_note(first)
    features, warnings = resolve(note)
    received, closed = treatments(note)
    case = Case(
        id=case_id,
        date=note.meeting or date or datetime.date.today(),
        date_told=bool(note.meeting or date),
        features=features,
        treatments=received,
        history_complete=closed,
        identifiers=identifiers(note) if first == text else identifiers_of(text),
        warnings=(*warnings, *_only_the_first(text, first)),
        events=events(note),
    )
    case = replace(case, warnings=case.warnings + age_against_birth(case))
    return checked(derive(without_impossible(case)))


def _only_the_first(text: str, first: str) -> tuple[str, ...]:
    """What is said of a text about several patients."""
    if first == text:
        return ()
    begins = " ".join(text[len(first) :].split()[:4]).strip(" :")
    return (f"plusieurs patients dans ce texte : seul le premier est lu ; à partir de « {begins} », faire un autre dossier",)


def identifiers_of(text: str) -> tuple[Identifier, ...]:
    """The words of a text that say who somebody is, to be shown for confirmation and masked."""
    return identifiers(prepare(text))
