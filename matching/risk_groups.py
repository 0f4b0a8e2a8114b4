"""Risk groups that follow from the values of a case: D'Amico 1998 for a localised prostate, Heng 2009 (IMDC) for a metastatic kidney.

    >>> d_amico(case)                                      # PSA 24, nothing on Gleason
    ('high', ('biomarker.psa', 'tumour.t'))

Each gives the group and the keys it rests on, or None where the values do not decide it.
"""

from __future__ import annotations

from matching.case import Case
from matching.criteria.dates import earliest

Group = tuple[str, tuple[str, ...]]


def d_amico(case: Case) -> Group | None:
    """D'Amico, before any treatment: high from PSA > 20, Gleason >= 8 or T2c and more; low needs PSA <= 10, Gleason <= 6 and T1 to T2a."""
    if _treated(case) or case.value("tumour.n") not in (None, "N0", "NX"):
        return None
    psa, gleason, t = case.number("biomarker.psa"), case.number("tumour.gleason"), case.value("tumour.t")
    inputs = ("biomarker.psa", "tumour.gleason", "tumour.t")
    t = t if isinstance(t, str) else ""
    if (psa is not None and psa > 20) or (gleason is not None and gleason >= 8) or t in ("T2c",) or t[:2] in ("T3", "T4"):
        return "high", tuple(key for key in inputs if case.value(key) is not None)
    if psa is None or gleason is None or not t or t == "T2":
        return None
    low = psa <= 10 and gleason <= 6 and t in ("T1", "T1a", "T1b", "T1c", "T2a")
    return ("low" if low else "intermediate"), inputs


def imdc(case: Case) -> Group | None:
    """IMDC, only when its six factors are known: KPS < 80, under a year to treatment, anaemia, hypercalcaemia, neutrophilia, thrombocytosis."""
    if any(not record.planned and record.modality in ("targeted_therapy", "immunotherapy") for record in case.treatments):
        return None
    diagnosis, sex = case.value("tumour.diagnosis_date"), case.value("patient.sex")
    karnofsky, calcium = case.number("patient.karnofsky"), case.number("lab.calcium")
    haemoglobin, neutrophils, platelets = (case.number(f"lab.{name}") for name in ("haemoglobin", "neutrophils", "platelets"))
    if diagnosis is None or sex is None or karnofsky is None or calcium is None:
        return None
    if haemoglobin is None or neutrophils is None or platelets is None:
        return None
    early = (case.date - earliest(str(diagnosis))).days < 365
    floor = 13.0 if sex == "male" else 12.0
    factors = sum((karnofsky < 80, early, haemoglobin < floor, calcium > 2.6, neutrophils > 7.5, platelets > 400))
    inputs = (
        "patient.karnofsky", "patient.sex", "tumour.diagnosis_date", "lab.haemoglobin", "lab.calcium", "lab.neutrophils", "lab.platelets",
    )  # fmt: skip
    return ("low" if factors == 0 else "intermediate" if factors <= 2 else "high"), inputs


def _treated(case: Case) -> bool:
    """Was the tumour treated already, or the specimen staged? Its figures are then no longer those of the diagnosis."""
    relapse, basis = case.value("tumour.recurrence"), case.value("tumour.tnm_basis")
    received = any(not record.planned and record.modality != "surveillance" for record in case.treatments)
    return received or relapse not in (None, "none") or basis not in (None, "clinical")
