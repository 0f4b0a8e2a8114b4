"""A plain sentence -> what it asks for: by the vocabularies, else with the conditions that have no name there."""

from __future__ import annotations

from functools import lru_cache

from trials.formalise import (
    biomarkers,
    conditions,
    disease,
    doses,
    history,
    illnesses,
    labs,
    malignancy,
    medicines,
    person,
    radiotherapy,
    scopes,
    toxicities,
    treatments,
)
from trials.formalise.asides import without_abbreviations, without_asides, without_timing
from trials.formalise.bounds import NOTHING, Reading, all_of, any_of
from trials.formalise.compose import compose
from trials.formalise.expression import Expression
from trials.formalise.named import with_named
from trials.formalise.piece import Piece, Setting, chosen
from trials.formalise.qualified import spread
from trials.formalise.washouts import in_half_lives, longer_for_some, told_as_windows, windows_apart, with_half_lives
from trials.formalise.words import words

FAMILIES = (
    person,
    labs,
    biomarkers,
    disease,
    history,
    conditions,
    malignancy,
    medicines,
    radiotherapy,
    toxicities,
    doses,
    treatments,
)
_DATED = ("comorbidity", "malignancy", "brain", "anticoagulant", "steroids")
_DELAY = Expression(r"\bsince\b|(?:prior to|before) ")


@lru_cache(maxsize=4096)  # trials copy one another: one reading in thirteen was made before
def read(text: str, setting: Setting) -> Reading:
    """What a plain sentence asks for."""
    text = spread(text)
    if setting.kind == "inclusion" and (told := treatments.lines_including(text)):
        among = all_of([_read(one, setting) for one in told])
        if among.bound == "whole" and "'not'" not in str(among.condition):
            return among
    reading = _read(text, setting)
    if reading.bound == "whole" and not scopes.of_one_sex(text, reading):
        return reading
    if by_sex := scopes.per_sex(text):
        parts = [scopes.scoped({"patient.sex": sex}, read(one, setting), setting.kind) for sex, one in by_sex]
        again = any_of(parts, standalone=True) if setting.kind == "exclusion" else all_of(parts)
        return again if again.bound == "whole" else reading
    if half := in_half_lives(text, setting.kind):
        again = with_half_lives(read(half.text, setting), half)
        return again if again.bound == "whole" else reading
    if told := windows_apart(text):
        parts = [_read(one, setting) for one in told]
        again = any_of(parts, standalone=True) if setting.kind == "exclusion" else all_of(parts)
        if again.bound == "whole" and (
            setting.kind == "exclusion" or set(again.condition or {}) == {"not"} or "no " in told[-1][:3]
        ):
            return again
    if reading.bound != "whole" and _DELAY.search(text) and (told := told_as_windows(text, setting.kind)):
        again = all_of([_read(one, setting) for one in told])
        return again if again.bound == "whole" else reading
    if reading.bound != "whole" and (told := longer_for_some(text, setting.kind)):
        read_apart = [_read(one, setting) for one in told]
        again = any_of(read_apart, standalone=True) if setting.kind == "exclusion" else all_of(read_apart)
        return again if again.bound == "whole" else reading
    return reading


def _read(text: str, setting: Setting) -> Reading:
    """By the vocabularies, else with the conditions that have no name there."""
    text = without_asides(text)
    found: list[Piece] = [piece for family in FAMILIES for piece in family.pieces(text, setting)]
    kept = chosen(found)
    if any(
        not any(piece.start <= one.start() and one.end() <= piece.end for piece in kept)
        for one in words().blocking.finditer(text)
    ):
        return NOTHING
    reading, plain, pieces = _known(text, kept, setting)
    if reading.bound == "whole":
        return reading
    if (listed := illnesses.opened(text, kept, setting)) and (told := compose(*listed, setting)).bound == "whole":
        return told
    if reading.condition is None and words().asks_a_person(text):
        return reading
    if (short := without_abbreviations(plain)) != plain:
        plain, pieces = short, [piece for piece in pieces if short[piece.start : piece.end].strip()]
        if (told := compose(plain, pieces, setting)).bound == "whole":
            return told
    if (more := with_named(plain, pieces, setting.kind)) != pieces and (told := compose(plain, more, setting)).bound == "whole":
        return told
    return reading


def _known(text: str, kept: list[Piece], setting: Setting) -> tuple[Reading, str, list[Piece]]:
    """What the vocabularies make of a sentence, with its words and pieces as they were composed."""
    if any(piece.axis in (conditions.AXIS, medicines.AXIS, "steroids") for piece in kept):
        if (with_dates := conditions.dated(text, kept)) is not None:
            return compose(text, with_dates, setting), text, with_dates
        kept = [piece for piece in kept if piece.axis != medicines.AXIS or not conditions.has_window(text)]
    kept = treatments.without_aims(text, kept)
    # A window or a failure counts for treatments only: elsewhere its words stay words that were not understood.
    treated = any(piece.axis == "treatment" for piece in kept)
    if not treated or any(piece.axis in _DATED for piece in kept):
        kept = [piece for piece in kept if piece.axis not in ("window", "failed", "setting")]
    text, kept = without_timing(text, kept)
    return compose(text, kept, setting), text, kept
