"""What a case implies for trial criteria and no note says: a man is not pregnant, ECOG 1 is Karnofsky 70 to 80.

>>> with_implied(case).value("patient.pregnant")          # a man of 70
False
"""

from __future__ import annotations

from matching.case import Case, Feature, Interval, SetValue

# Karnofsky by ECOG grade (Oken 1982).
_KARNOFSKY = {0: (90, 100), 1: (70, 80), 2: (50, 60), 3: (30, 40), 4: (10, 20)}
_NO_MORE_PREGNANCY = 60  # years


def with_implied(case: Case) -> Case:
    """The case with what follows from it; a stated value is never replaced."""
    found = [
        feature
        for feature in (*_pregnancy(case), _karnofsky(case), _ecog(case), _neuropathy(case), _evaluable(case))
        if feature and feature.key not in case.features
    ]
    return case.with_features(*found) if found else case


def _pregnancy(case: Case) -> list[Feature]:
    """Neither pregnancy nor breastfeeding, with what rules both out."""
    age = case.value("patient.age")
    if case.value("patient.sex") == "male":
        because = "patient.sex"
    elif case.value("patient.menopausal_status") == "postmenopausal":
        because = "patient.menopausal_status"
    elif isinstance(age, Interval) and age.low >= _NO_MORE_PREGNANCY:
        because = "patient.age"
    else:
        return []
    return [Feature(key, False, origin="computed", inputs=(because,)) for key in ("patient.pregnant", "patient.breastfeeding")]


def _neuropathy(case: Case) -> Feature | None:
    comorbidities = case.value("patient.comorbidities")
    if not isinstance(comorbidities, SetValue) or "neuropathy" not in comorbidities.absent:
        return None
    return Feature("patient.neuropathy_grade", Interval.exactly(0), origin="computed", inputs=("patient.comorbidities",))


def _evaluable(case: Case) -> Feature | None:
    if case.value("tumour.measurable_disease") is not True:
        return None
    return Feature("tumour.evaluable_disease", True, origin="computed", inputs=("tumour.measurable_disease",))


def _karnofsky(case: Case) -> Feature | None:
    ecog = case.value("patient.ecog")
    if not isinstance(ecog, Interval) or ecog.low not in _KARNOFSKY or ecog.high not in _KARNOFSKY:
        return None
    between = Interval(_KARNOFSKY[int(ecog.high)][0], _KARNOFSKY[int(ecog.low)][1])
    return Feature("patient.karnofsky", between, origin="computed", inputs=("patient.ecog",))


def _ecog(case: Case) -> Feature | None:
    karnofsky = case.value("patient.karnofsky")
    if not isinstance(karnofsky, Interval) or karnofsky.exact is None:
        return None
    for grade, (low, high) in _KARNOFSKY.items():
        if low <= karnofsky.exact <= high:
            return Feature("patient.ecog", Interval.exactly(grade), origin="computed", inputs=("patient.karnofsky",))
    return None
