"""What a person says of one criterion for one patient: laid over the computed verdict until what the criterion reads changes.

>>> said = Override("ctgov/NCT01234567", "inclusion", "ECOG 0-1", "met", "OMS revu en consultation", "Mme Martin", datum(case, keys), "2026-03-12")
>>> known.with_overrides([said]).criteria[2].verdict(case)          # trials.formalised
'met'

It belongs to the words of the criterion and to the datum: it stands over every re-run, and falls when the patient's value or the
registry's sentence is no longer the one that was looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.case import Case
from matching.value import Interval, Value, value_to_json
from trials.model import FormalisedCriterion, fingerprint

VERDICTS = ("met", "not_met", "unknown")
HISTORY = "history.treatments"


@dataclass(frozen=True)
class Override:
    """`Override("ctgov/NCT01234567", "inclusion", "ECOG 0-1", "met", "OMS revu en consultation", "Mme Martin", "9c1e…", "2026-03-12")`."""

    trial_key: str
    kind: str
    text: str
    verdict: str
    reason: str
    by: str
    datum: str
    on: str

    def of(self, criterion: FormalisedCriterion) -> bool:
        """Whether it was said of this sentence, on whatever lines it is written."""
        return (self.kind, self.text) == (criterion.kind, words(criterion.text))


Overrides = Mapping[str, Sequence[Override]]
NONE: Overrides = {}


def words(text: str) -> str:
    """A sentence without its line breaks."""
    return " ".join(text.split())


def datum(case: Case, keys: Iterable[str]) -> str:
    """A digest of what a case says of these features: it changes when, and only when, one of them does.

    >>> datum(case, {"patient.ecog"}) == datum(corrected, {"patient.ecog"})
    False
    """
    told: dict[str, Any] = {key: exactly(value) for key in keys if (value := case.value(key)) is not None}
    if HISTORY in keys:
        records = [{**record.to_json(), "evidence": None} for record in case.treatments]
        told[HISTORY] = [case.history_complete, records]
    return fingerprint(told)


def exactly(value: Value) -> Any:
    """A value as JSON with its open ends: {"interval": [0.0, 1.0, False, True]} for "< 1 %"; an infinite end is null.

    `matching.case.value_to_json`, the notation of the command line, does not tell open ends from closed ones.
    """
    if not isinstance(value, Interval):
        return value_to_json(value)
    low, high = (None if math.isinf(end) else end for end in (value.low, value.high))
    return {"interval": [low, high, value.low_open, value.high_open]}
