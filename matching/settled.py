"""The values that conditions may stand on: those too old, and those that contradict each other, are unknown until somebody settles them.

>>> case = Case("x", datetime.date(2026, 3, 1), {"lab.lvef": Feature("lab.lvef", Interval.exactly(60), date="2024-11")})
>>> found = settled(case)
>>> found.value("lab.lvef"), found.doubts
(None, {'lab.lvef': 'périmé'})

How long a value holds is data/validity.yaml; what contradicts what is matching.consistency. Nothing is lost: the case that is shown and
corrected keeps its values; this one is what guidelines, trials and cohorts are asked with.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from matching.case import Case, Feature
from matching.consistency import contradictory
from matching.criteria.dates import window_verdict
from matching.criteria.notation import parse_span
from matching.criteria.tree import DateWindow
from matching.data_files import load_yaml

STALE = "périmé"
CONTRADICTORY = "contradictoire"


def settled(case: Case) -> Case:
    """The case without its values in doubt, nor what was computed from them; `doubts` says why each is unknown."""
    doubts = dict.fromkeys(_disputed(case), CONTRADICTORY)
    doubts |= {key: STALE for key, feature in case.features.items() if too_old(feature, case)}
    if not doubts:
        return case
    out = set(doubts)
    while wider := {key for key, one in case.features.items() if key not in out and not out.isdisjoint(one.inputs)}:
        out |= wider
    kept = {key: feature for key, feature in case.features.items() if key not in out}
    return replace(case, features=kept, doubts=case.doubts | doubts)


def _disputed(case: Case) -> list[str]:
    """Of values that contradict each other, those that a person typed stand; where all were typed, none does."""
    found = []
    for keys in contradictory(case):
        typed = [key for key in keys if case.features[key].origin == "person"]
        found += [key for key in keys if key not in typed or len(typed) == len(keys)]
    return found


def too_old(feature: Feature, case: Case) -> bool:
    """Has a dated value ceased to hold at the date of the case (data/validity.yaml)?"""
    window = _windows().get(feature.key)
    return bool(window and feature.date and case.date_told and window_verdict(window, feature.date, case.date) is False)


@cache
def _windows() -> dict[str, DateWindow]:
    return {key: DateWindow(within=parse_span(span)) for span, keys in load_yaml("validity.yaml").items() for key in keys}
