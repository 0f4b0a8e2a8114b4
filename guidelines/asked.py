"""Everything a case is asked, as the command line prints it: the questions, what would change the proposal, and why not.

>>> found = asked_of_case(case, load_all())
>>> found["questions"][0]["feature"], found["nearest"][0]["values"], found["why_not"][0]["recoverable"]
('biomarker.her2_status', {'patient.age': 70}, False)
"""

from __future__ import annotations

from typing import Any

from guidelines.inquiry import inquire
from guidelines.model import RuleBase
from guidelines.nearest import nearest_changes
from guidelines.refusals import why_not
from matching.case import Case
from matching.catalogue import catalogue
from matching.criteria.french import value_words
from matching.value import value_to_json


def asked_of_case(case: Case, base: RuleBase) -> dict[str, Any]:
    """The case's id and three lists; `proved` is null where a proof was not done in its time, and `nearest_complete` false."""
    inquiry, nearest = inquire(case, base), nearest_changes(case, base)
    return {
        "id": case.id,
        "questions": [
            {"feature": one.feature, "question": one.question, "asked_of": one.asked_of, "essential": one.essential, "proved": one.proved}
            for one in inquiry.questions
        ],
        "without_effect": list(inquiry.without_effect),
        "nearest": [
            {"values": {key: value_to_json(value) for key, value in one.values.items()},
             "words": [f"{catalogue()[key].fr} : {value_words(key, value)}" for key, value in one.values.items()],
             "gained": list(one.gained), "lost": list(one.lost)}
            for one in nearest.changes
        ],
        "nearest_complete": nearest.complete,
        "why_not": [
            {"rule": f"{one.guideline.id}.{one.rule.id}", "label": one.option.label, "because": list(one.because),
             "features": list(one.features), "recoverable": one.recoverable}
            for one in why_not(case, base)
        ],
    }  # fmt: skip
