"""Conditions beside the cancer: named ones ("bowel obstruction"), those not controlled, and those of a window ("stroke within 6 months")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from trials.formalise.expression import Expression
from trials.formalise.piece import Json, Piece, Setting
from trials.formalise.treatments import window_of
from trials.formalise.words import entries, expression

AXIS = "comorbidity"
_NAMED_AUTOIMMUNE = ("vitiligo", "psoriasis", "eczema", "coeliac_disease", "rheumatoid_arthritis", "lupus", "sjogren_syndrome")
_TAKEN = ("medicine", "steroids")
_AGREED = ("stroke", "venous_thromboembolism", "heart_failure")  # comorbidities that have a date too


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Named conditions and what is not controlled in a sentence."""
    pattern, names = grouped("conditions")
    for found in pattern.finditer(text):
        yield Piece(found.start(), found.end(), AXIS, {"patient.conditions": {"has": names[found.lastgroup or ""]}}, rank=2)
    pattern, names = grouped("autoimmune_kinds")
    for found in pattern.finditer(text):
        name = names[found.lastgroup or ""]
        if name in _NAMED_AUTOIMMUNE:
            yield Piece(found.start(), found.end(), AXIS, {"patient.autoimmune_diseases": {"has": name}}, rank=2)
    if expression("uncontrolled").search(text):
        yield from _uncontrolled(text)


def _uncontrolled(text: str) -> Iterator[Piece]:
    before = f"(?<!active or )(?<!active and/or )(?:{'|'.join(entries('uncontrolled_words'))}) "
    after = f" (?:{'|'.join(entries('uncontrolled_after'))})"
    for pattern, names in (grouped("uncontrolled", before), grouped("uncontrolled", after=after)):
        for found in pattern.finditer(text):
            yield Piece(found.start(), found.end(), AXIS, {"patient.uncontrolled": {"has": names[found.lastgroup or ""]}}, rank=3)


@cache
def grouped(table: str, before: str = "", after: str = "") -> tuple[Expression, dict[str, str]]:
    """One expression for a whole table, and the entry that each of its groups stands for."""
    parts, names = [], {}
    ordered = sorted(entries(table).items(), key=lambda entry: -max(map(len, entry[1])))
    for index, (name, forms) in enumerate(ordered):
        names[f"g{index}"] = name
        parts.append(f"(?P<g{index}>{'|'.join(sorted(forms, key=len, reverse=True))})")
    return Expression(rf"(?<![a-z0-9-]){before}(?:{'|'.join(parts)}){after}(?![a-z0-9])"), names


def dated(text: str, kept: Sequence[Piece]) -> list[Piece] | None:
    """The pieces of a sentence with its one window put on each condition and medicine; None where one of them has no date.

    A condition without a date is left as it is before a medicine that has one: "immunodeficiency, or steroids within 7 days".
    """
    window = window_of(text)
    if window is None or any(piece.start < window[1] and window[0] < piece.end for piece in kept if piece.axis != "window"):
        return None
    last = max((piece.start for piece in kept if piece.axis in _TAKEN), default=-1)
    found: list[Piece] = []
    for piece in kept:
        if piece.axis not in (AXIS, *_TAKEN):
            found.append(piece)
            continue
        key = date_of(piece.condition)
        if key:
            within: Json = {key: {"within": window[2]}}
            condition = {"all": [piece.condition, within]} if piece.axis == AXIS else within
            found.append(replace(piece, condition=condition, bound="whole"))
        elif piece.axis == AXIS and piece.start < last:
            found.append(piece)
        else:
            return None
    if not any(piece.axis == "window" for piece in found):
        found.append(Piece(window[0], window[1], "window", {}))
    return sorted(found, key=lambda piece: piece.start)


def date_of(condition: Json) -> str | None:
    """The date that the catalogue has for a condition, a class of medicines or an act."""
    if condition == {"patient.corticosteroids": True}:
        return "history.immunosuppressant_date"
    if "act" in condition:
        return str(entries("medicine_dates")[condition["act"]])
    ((key, value),) = condition.items() if len(condition) == 1 else (("", None),)
    name = value.get("has") if isinstance(value, dict) else None
    if key == "patient.medication_classes":
        return entries("medicine_dates").get(name)  # type: ignore[no-any-return]
    if key == "patient.comorbidities" and name not in _AGREED:
        return None
    return entries("condition_dates").get(name) if key.startswith("patient.co") else None


def has_window(text: str) -> bool:
    """Does a length of time stand in the sentence?"""
    return re.search(r"\b(?:within|days?|weeks?|months?|half-li\w+|semaines?|mois)\b", text) is not None
