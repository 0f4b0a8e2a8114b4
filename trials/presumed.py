"""What a note's silence suggests, for the rank alone: an illness, a treatment or an exception of which it says nothing is most likely none.

>>> presumed(case).value("patient.comorbidities").complete, presumed(case).history_complete
(True, True)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matching.case import Case, Feature
from matching.catalogue import catalogue
from matching.value import Interval, SetValue, Value

_LEFT_OPEN = (
    "tumour.named_features",
    "history.named_treatments",
    "patient.trial_groups",
)  # in the words of a trial: they say how, not what
_RARE = (
    "patient.pregnant", "patient.breastfeeding", "patient.active_infection", "patient.prior_malignancy", "patient.anticoagulant",
    "patient.corticosteroids", "patient.other_cancer_active", "patient.in_other_trial", "patient.substance_abuse",
)  # fmt: skip
_NEVER_TREATED: dict[str, Value] = {
    "tumour.newly_diagnosed": True, "tumour.recurrence": "none", "tumour.progressive": False, "tumour.refractory": False,
    "history.systemic_lines": Interval.exactly(0), "history.metastatic_lines": Interval.exactly(0),
}  # fmt: skip
_LOCAL = ("surgery", "local_ablation", "surveillance")


def presumed(case: Case) -> Case:
    """The case as a reader would complete it: nothing that is told is changed."""
    found = (*_closed_sets(case), *_denied(case), *_history(case))
    new = [Feature(key, value, origin="computed") for key, value in found]
    return replace(case.with_features(*new), history_complete=True)


def _closed_sets(case: Case) -> Iterator[tuple[str, Value]]:
    for key, spec in catalogue().items():
        if spec.type == "set" and spec.group in ("patient", "tumour", "history") and key not in _LEFT_OPEN:
            value = case.value(key)
            told = value if isinstance(value, SetValue) else SetValue()
            yield key, SetValue(told.present, told.absent, True)


def _denied(case: Case) -> Iterator[tuple[str, Value]]:
    for key in _RARE:
        if case.value(key) is None:
            yield key, False
    if case.value("patient.neuropathy_grade") is None:
        yield "patient.neuropathy_grade", Interval.exactly(0)


def _history(case: Case) -> Iterator[tuple[str, Value]]:
    treated = any(one.modality not in _LOCAL and not one.planned for one in case.treatments)
    if not treated:
        yield from ((key, value) for key, value in _NEVER_TREATED.items() if case.value(key) is None)
    elif case.value("tumour.newly_diagnosed") is None:
        yield "tumour.newly_diagnosed", False
