"""What a case implies for trial criteria and no note says: a man is not pregnant, ECOG 1 is Karnofsky 70 to 80.

>>> with_implied(case).value("patient.pregnant")          # a man of 70
False
"""

from __future__ import annotations

from matching.case import Case, Feature
from matching.data_files import load_yaml
from matching.tumour_types import is_one_of
from matching.value import Interval, SetValue
from trials.norms import from_norms
from trials.other_cancers import from_other_cancers

# Karnofsky by ECOG grade (Oken 1982).
_KARNOFSKY = {0: (90, 100), 1: (70, 80), 2: (50, 60), 3: (30, 40), 4: (10, 20)}
_NO_MORE_PREGNANCY = 60  # years
_MEASURED = 20  # mm
_LOCAL = ("surgery", "radiotherapy", "local_ablation", "radionuclide")
_SYSTEMIC = ("chemotherapy", "immunotherapy", "targeted_therapy", "endocrine_therapy", "radionuclide", "transplant")
_SOLID_ORGANS = ("LUNG", "RCC", "HCC", "PAAD", "BREAST", "BILIARY")


def with_implied(case: Case) -> Case:
    """The case with what follows from it; a stated value is never replaced."""
    found = [
        feature
        for feature in (
            *_pregnancy(case),
            *from_norms(case),
            *from_other_cancers(case),
            *(rule(case) for rule in _RULES),
        )
        if feature and (feature.key not in case.features or feature.key in feature.inputs)
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


def _extent(case: Case) -> Feature | None:
    """Not metastatic, and no more, where M0 alone is told."""
    told = case.value("tumour.m") == "M0"
    return Feature("tumour.extent", "non_metastatic", origin="computed", inputs=("tumour.m",)) if told else None


def _progressive(case: Case) -> Feature | None:
    progressing = case.value("tumour.response") == "progression"
    return Feature("tumour.progressive", True, origin="computed", inputs=("tumour.response",)) if progressing else None


def _newly_diagnosed(case: Case) -> Feature | None:
    """Not after a relapse, nor once treated by more than a local treatment."""
    if case.value("tumour.recurrence") in ("local", "regional", "distant"):
        return Feature("tumour.newly_diagnosed", False, origin="computed", inputs=("tumour.recurrence",))
    if any(record.modality in _SYSTEMIC and not record.planned for record in case.treatments):
        return Feature("tumour.newly_diagnosed", False, origin="computed", inputs=("history.treatments",))
    return None


def _past(case: Case) -> Feature | None:
    """A list of past and lasting illnesses that is said to be closed closes those that have a name of their own too."""
    comorbidities, told = case.value("patient.comorbidities"), case.value("patient.conditions")
    if not isinstance(comorbidities, SetValue) or not comorbidities.complete:
        return None
    known = told if isinstance(told, SetValue) else SetValue()
    absent = known.absent | (frozenset(load_yaml("norms.yaml")["past_illnesses"]) - known.present)
    closed = SetValue(known.present, absent, known.complete)
    return Feature("patient.conditions", closed, origin="computed", inputs=("patient.comorbidities", "patient.conditions"))


def _nyha(case: Case) -> Feature | None:
    """Class I, no limitation, for who has no heart failure."""
    comorbidities = case.value("patient.comorbidities")
    denied = isinstance(comorbidities, SetValue) and (
        "heart_failure" in comorbidities.absent or (comorbidities.complete and "heart_failure" not in comorbidities.present)
    )
    return Feature("patient.nyha_class", "I", origin="computed", inputs=("patient.comorbidities",)) if denied else None


def _transplants(case: Case) -> Feature | None:
    """Whose cells were grafted, as the words of the treatment say it; a graft of an organ is a comorbidity."""
    grafts = [record for record in case.treatments if record.modality == "transplant" and not record.planned]
    words = [" ".join(item.text or "" for item in record.evidence).lower() for record in grafts]
    kinds = {"autologous" if "auto" in one else "allogeneic" if "allo" in one else "stem_cell" for one in words}
    comorbidities = case.value("patient.comorbidities")
    known = comorbidities if isinstance(comorbidities, SetValue) else SetValue()
    if "organ_transplant" in known.present:
        kinds.add("organ")
    absent = {"organ"} if "organ_transplant" in known.absent else set()
    if not kinds and not absent:
        return None
    told = SetValue(present=frozenset(kinds), absent=frozenset(absent))
    return Feature("history.transplants", told, origin="computed", inputs=("history.treatments", "patient.comorbidities"))


def _measurable(case: Case) -> Feature | None:
    """Nothing to measure once a tumour without metastasis is wholly resected; a primary of two centimetres in a solid organ is, untreated.

    RECIST 1.1 asks for 10 mm on a CT scan; twice that leaves room for the way it was measured.
    """
    key = "tumour.measurable_disease"
    if _cleared(case):
        return Feature(key, False, origin="computed", inputs=("tumour.margins", "tumour.m"))
    size, code = case.value("tumour.size"), case.value("tumour.type")
    if is_one_of(code, _SOLID_ORGANS) and isinstance(size, Interval) and size.low >= _MEASURED and not _treated_locally(case):
        return Feature(key, True, origin="computed", inputs=("tumour.size", "tumour.type"))
    return None


def _cleared(case: Case) -> bool:
    relapsed = case.value("tumour.recurrence") not in (None, "none")
    return case.value("tumour.margins") == "R0" and case.value("tumour.m") == "M0" and not relapsed


def _treated_locally(case: Case) -> bool:
    received = any(record.modality in _LOCAL and not record.planned for record in case.treatments)
    return received or case.value("tumour.primary_resected") is True


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


_RULES = (
    _extent,
    _progressive,
    _newly_diagnosed,
    _past,
    _karnofsky,
    _ecog,
    _neuropathy,
    _nyha,
    _transplants,
    _measurable,
    _evaluable,
)
