"""What is let through under a condition: "Prior bleomycin allowed if cumulative dose <= 300 units/m2".

>>> permitted("prior bleomycin allowed if cumulative dose <= 300 units/m2")
('prior bleomycin', 'if cumulative dose <= 300 units/m2')

It asks nothing of a patient who does not have the thing, and the condition of one who has; the condition is kept in words.
"""

from __future__ import annotations

import json

from trials.formalise.bounds import NOTHING, Reading
from trials.formalise.piece import Json, spoken
from trials.formalise.words import expression


def permitted(text: str) -> tuple[str, str] | None:
    """The thing and the words of its condition; None where the sentence is no such permission."""
    found = expression("permitted_if").fullmatch(text.strip(" .;"))
    return (found["what"].strip(" ,"), found["how"].strip()) if found else None


def under_condition(thing: Reading, words: str, kind: str) -> Reading:
    """Not the thing, or its condition; among exclusions, the thing without its condition."""
    if thing.bound != "whole" or thing.condition is None or '"not"' in json.dumps(thing.condition):
        return NOTHING
    fits: Json = {"patient.named_exceptions": {"has": spoken(words)}}
    if kind == "exclusion":
        return Reading({"all": [thing.condition, {"not": fits}]}, "whole")
    return Reading({"any": [{"not": thing.condition}, fits]}, "whole")
