"""Laboratory values said normal without a figure, and the activity of enzymes in the units of a laboratory.

    "NFS et bilan hépatique normaux. ASAT 62 UI/L"
    said_normal present haemoglobin, neutrophils, platelets..., ast_activity 62

Neither is a number in the unit of the catalogue: what they mean for a criterion is worked out from norms, as an interval (trials/norms.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from matching.data_files import load_yaml
from matching.reading.dates import date_of
from matching.reading.note import Note
from matching.reading.phrases import either
from matching.reading.sought import Sought
from matching.reading.values import NUMBER, to_float
from matching.value import Interval

KEY = "lab.said_normal"
_WORDS = load_yaml("vocabulary/normals.yaml")
_ANALYTES = {word: panel["values"] for panel in _WORDS["panels"] for word in panel["words"]}


def _any(words: Iterable[str]) -> str:
    """One of these words, whole: a figure may follow at once."""
    return f"{either(words)}(?![a-z])"


_PANEL = re.compile(_any(_ANALYTES))
_SAID = Sought(
    rf"\b(?P<panels>{_PANEL.pattern}(?:(?:, ?|,? (?:et|and) (?:la |le |les )?| ?/ ?| - ){_PANEL.pattern})*)"
    rf"(?: ?[:=]| {_any(_WORDS['between'])}){{0,3}} ?(?:{_any(_WORDS['normal'])}|n(?= ?(?:[.,;)\n/-]|$)))"
)
_ASKED = re.compile(rf"\b{_any(_WORDS['asked'])}[^.;\n]{{0,20}}$")
_ACTIVITIES = [
    (f"lab.{name}", enzyme["between"], Sought(
        rf"\b{_any(enzyme['words'])} ?[:=a]? ?(?P<figure>{NUMBER}) ?(?:{_any(_WORDS['units'])}|(?= ?(?:[;)\n]|, (?!\d)|\. |\.?$| et | and )))"
    ))
    for name, enzyme in _WORDS["activities"].items()
]  # fmt: skip


def read(note: Note) -> None:
    _negativated(note)
    for found in _SAID.finditer(note):
        if note.is_other(found.start()) or _ASKED.search(note.plain, max(0, found.start() - 40), found.start()):
            continue
        date = date_of(note, *found.span())
        for panel in _PANEL.finditer(found["panels"]):
            for analyte in _ANALYTES[panel.group()]:
                note.say(KEY, analyte, *found.span(), date=date)
    for key, (low, high), pattern in _ACTIVITIES:
        for found in pattern.finditer(note):
            value = to_float(found["figure"])
            if low <= value <= high and not note.is_other(found.start()):
                note.say(key, Interval.exactly(value), *found.span(), date=date_of(note, *found.span()))


_NEGATIVATED = Sought(r"\b(?:negativation|normalisation) (?:complete )?(?:de tous les|de l'ensemble des|des|de ces) marqueurs")
_MARKERS = ("biomarker.afp", "biomarker.hcg", "biomarker.ca125", "biomarker.ca19_9", "biomarker.cea", "biomarker.ca15_3")


def _negativated(note: Note) -> None:
    """ "Quatre BEP avec négativation des marqueurs": no figure, but what was found before holds no more."""
    for found in _NEGATIVATED.finditer(note):
        told = (*_MARKERS, "biomarker.ldh") if note.family == "testis" else _MARKERS
        for key in told if not note.is_other(found.start()) else ():
            note.say(key, 0.0, *found.span(), status="negated", date=date_of(note, *found.span()))
