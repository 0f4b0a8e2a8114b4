"""Computed values: what follows from the values read, marked as computed, with their inputs. A computed value never replaces a stated one.

    >>> case = Case("x", features={"biomarker.kras": Feature("biomarker.kras", "G12D")})
    >>> derive(case).features["biomarker.ras"]
    Feature(key='biomarker.ras', value='mutated', evidence=(), date=None, origin='computed', inputs=('biomarker.kras',))

Formulas and groupings: Cockcroft and Gault 1976 (clearance), ISUP 2014 (Gleason to grade group), UICC 8th edition (M from metastatic
sites); risk_groups.py has the others. Each rule is a function from the case to (value, inputs) or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from matching.case import Case, Evidence, Feature, Treatment
from matching.risk_groups import d_amico, imdc
from matching.staging import stage_group
from matching.tumour_types import is_one_of
from matching.value import Interval, SetValue, Value

_FIRST_LINE = re.compile(r"(?i)\b(?:premi[eè]re ligne|1 ?(?:[eè]?re) ligne|L1)\b")

Computed = tuple[Value, tuple[str, ...]] | None


def derive(case: Case, withheld: Collection[str] = ()) -> Case:
    """The case with every computed value that its values allow, but for the `withheld` ones; earlier computed values are computed anew."""
    stated = {key: feature for key, feature in case.features.items() if feature.origin != "computed"}
    case = replace(case, features=stated)
    for key, rule in RULES:
        if key in case.features or key in withheld:
            continue
        found = rule(case)
        if found is not None:
            value, inputs = found
            evidence: tuple[Evidence, ...] = tuple(
                item for name in inputs if name in case.features for item in case.features[name].evidence[:1]
            )
            case = case.with_features(Feature(key, value, evidence, None, "computed", inputs))
    return case


def _type_is(case: Case, *codes: str) -> bool:
    return is_one_of(case.value("tumour.type"), codes)


# Extent ----------------------------------------------------------------------------------------------------------------------


def _m(case: Case) -> Computed:
    sites, extent = case.value("tumour.metastatic_sites"), case.value("tumour.extent")
    if isinstance(sites, SetValue) and sites.present:
        return "M1", ("tumour.metastatic_sites",)
    if extent == "metastatic" or case.value("tumour.recurrence") == "distant":
        return "M1", ("tumour.extent" if extent == "metastatic" else "tumour.recurrence",)
    if isinstance(sites, SetValue) and sites.complete and not sites.present:
        return "M0", ("tumour.metastatic_sites",)
    if extent in ("in_situ", "localised", "locally_advanced"):
        return "M0", ("tumour.extent",)
    return _m_from_stage(case)


def _m_from_stage(case: Case) -> Computed:
    """Stages I to III are M0 in solid tumours, but for germ-cell and trophoblastic (III) and thyroid ones (II under 55).

    IV is M1 only where no T or N makes it.
    """
    stage = case.value("tumour.stage")
    if not isinstance(stage, str) or not _type_is(case, "SOLID"):
        return None
    if stage.startswith(("0", "I")) and not stage.startswith("IV") and not _type_is(case, "GCT", "TESTIS", "THYROID", "GTD"):
        return "M0", ("tumour.stage",)
    if (stage.startswith("IV") and _type_is(case, "BREAST", "LUNG", "COADREAD", "PAAD", "MEL")) or (
        stage == "IVB" and _type_is(case, "STAD")
    ):
        return "M1", ("tumour.stage",)
    return None


def _extent(case: Case) -> Computed:
    m = case.value("tumour.m")
    return ("metastatic", ("tumour.m",)) if isinstance(m, str) and m.startswith("M1") else None


def _stage(case: Case) -> Computed:
    """The stage group of the UICC 8th edition, where T, N and M decide it alone and no other edition is named (data/staging.yaml)."""
    edition, t, n, m = (case.value(f"tumour.{name}") for name in ("tnm_edition", "t", "n", "m"))
    if case.value("tumour.tnm_basis") in ("post_neoadjuvant", "recurrence") or (
        isinstance(edition, Interval) and edition.exact != 8
    ):
        return None
    group = stage_group(case.value("tumour.type"), t, n, m)
    if group is None:
        return None
    return group, ("tumour.t", "tumour.n", "tumour.m") if m == "M0" else ("tumour.m",)


def _tnm_basis(case: Case) -> Computed:
    """What is staged at a relapse under decision is the relapse, where no T of the day says otherwise."""
    relapse = case.value("tumour.recurrence")
    return (
        ("recurrence", ("tumour.recurrence",))
        if relapse in ("local", "regional", "distant") and case.value("tumour.t") is None
        else None
    )


def _primary_resected(case: Case) -> Computed:
    """True after surgery of the primary; false when the tumour is staged clinically and no surgery of it is told."""
    operated = [
        record
        for record in case.treatments
        if record.modality == "surgery" and not record.planned and record.setting in ("curative", None)
    ]
    for key in ("tumour.margins", "tumour.nodes_examined", "tumour.pathological_complete_response"):
        if case.value(key) is not None and case.value("tumour.recurrence") is None:
            return True, (key,)
    if case.value("tumour.tnm_basis") in ("pathological", "post_neoadjuvant") and (
        operated or not _type_is(case, "BLADDER", "BLCA")
    ):
        return True, ("tumour.tnm_basis",)
    if operated and not _type_is(case, "BLADDER", "BLCA"):
        return True, ("history.treatments",)
    if case.value("tumour.tnm_basis") == "clinical" and not operated:
        return False, ("tumour.tnm_basis",)
    planned = any(record.modality == "surgery" and record.planned for record in case.treatments)
    resectable = case.value("tumour.resectable")
    if not operated and (planned or resectable is not None):
        return False, ("tumour.resectable",) if resectable is not None else ("history.treatments",)
    return None


def _metastatic_lines(case: Case) -> Computed:
    """None yet, when metastatic disease is new and every systemic treatment received was given before it, for localised disease."""
    m = case.value("tumour.m")
    if not (isinstance(m, str) and m.startswith("M1")) or case.value("history.systemic_lines") is not None:
        return None
    systemic = _systemic(case)
    if case.value("tumour.metastatic_timing") == "synchronous" and not systemic:
        return Interval.exactly(0), ("tumour.metastatic_timing", "history.treatments")
    if case.value("tumour.metastatic_timing") == "metachronous" and all(
        record.setting in ("adjuvant", "neoadjuvant", "curative") for record in systemic
    ):
        return Interval.exactly(0), ("tumour.metastatic_timing", "history.treatments")
    asked = case.value("request.question")
    if not systemic and isinstance(asked, str) and _FIRST_LINE.search(asked):
        return Interval.exactly(0), ("request.question", "history.treatments")
    lines = [record.line for record in case.treatments if record.planned and record.line]
    if lines and min(lines) == 1 and not any(record.setting == "palliative" for record in systemic):
        return Interval.exactly(0), ("history.treatments",)
    return None


def _systemic(case: Case) -> list[Treatment]:
    """The systemic treatments received, whatever for."""
    local = ("surgery", "radiotherapy", "local_ablation", "surveillance")
    return [record for record in case.treatments if not record.planned and record.modality not in local]


def _systemic_lines(case: Case) -> Computed:
    """None yet for a haematological tumour or a glioma when a systemic treatment is proposed and none was received, with no relapse
    and no response told. To be confirmed first: it rests on what the text does not tell."""
    proposed = any(
        record.planned and record.modality not in ("surgery", "radiotherapy", "surveillance") for record in case.treatments
    )
    told = (
        case.value("tumour.recurrence_date")
        or case.value("tumour.recurrence") not in (None, "none")
        or case.value("tumour.response")
    )
    if _type_is(case, "HAEM", "GLIOMA") and proposed and not _systemic(case) and not told:
        return Interval.exactly(0), ("history.treatments",)
    return None


# Biology ---------------------------------------------------------------------------------------------------------------------


def _ras(case: Case) -> Computed:
    kras, nras = case.value("biomarker.kras"), case.value("biomarker.nras")
    mutated = tuple(
        key for key, value in (("biomarker.kras", kras), ("biomarker.nras", nras)) if value not in (None, "wild_type")
    )
    if mutated:
        return "mutated", mutated
    return ("wild_type", ("biomarker.kras", "biomarker.nras")) if kras == nras == "wild_type" else None


def _bmi(case: Case) -> Computed:
    weight, height = case.number("patient.weight"), case.number("patient.height")
    if weight and height and 100 <= height <= 230:
        return Interval.exactly(round(weight / (height / 100) ** 2, 1)), ("patient.weight", "patient.height")
    return None


def _weight_loss(case: Case) -> Computed:
    """The share of the weight of before, in %, from that weight or from the kilos lost."""
    weight, usual, lost = (case.number(f"patient.{name}") for name in ("weight", "usual_weight", "weight_lost"))
    if weight and usual and usual > weight:
        return Interval.exactly(round(100 * (usual - weight) / usual, 1)), ("patient.weight", "patient.usual_weight")
    if weight and lost and not usual:
        return Interval.exactly(round(100 * lost / (weight + lost), 1)), ("patient.weight", "patient.weight_lost")
    return None


def _clearance(case: Case) -> Computed:
    """Cockcroft and Gault, in mL/min, from the creatinine in µmol/L (1.23 for men, 1.04 for women)."""
    inputs = ("patient.age", "patient.weight", "lab.creatinine", "patient.sex")
    age, weight, creatinine = (case.number(key) for key in inputs[:3])
    sex = case.value("patient.sex")
    if age and weight and creatinine and sex in ("female", "male"):
        return Interval.exactly(round((140 - age) * weight * (1.23 if sex == "male" else 1.04) / creatinine)), inputs
    return None


def _child_pugh(case: Case) -> Computed:
    """The class of the Child-Pugh score: A up to 6 points, B up to 9, C beyond."""
    points = case.number("lab.child_pugh_points")
    return ("A" if points <= 6 else "B" if points <= 9 else "C", ("lab.child_pugh_points",)) if points else None


def _isup(case: Case) -> Computed:
    """ISUP group from a Gleason sum that leaves no doubt: 6 is 1, 8 is 4, 9 and 10 are 5; 7 needs its two figures."""
    gleason = case.number("tumour.gleason")
    group = {6: 1, 8: 4, 9: 5, 10: 5}.get(int(gleason)) if gleason else None
    return (Interval.exactly(group), ("tumour.gleason",)) if group else None


def _risk_group(case: Case) -> Computed:
    if _type_is(case, "PROSTATE") and case.value("tumour.m") == "M0":
        return d_amico(case)
    return imdc(case) if _type_is(case, "RCC") and case.value("tumour.extent") == "metastatic" else None


# In this order: a rule may use what an earlier one computed.
RULES: tuple[tuple[str, Callable[[Case], Computed]], ...] = (
    ("tumour.m", _m),
    ("tumour.extent", _extent),
    ("tumour.tnm_basis", _tnm_basis),
    ("tumour.stage", _stage),
    ("tumour.primary_resected", _primary_resected),
    ("history.systemic_lines", _systemic_lines),
    ("history.metastatic_lines", _metastatic_lines),
    ("biomarker.ras", _ras),
    ("patient.bmi", _bmi),
    ("patient.weight_loss", _weight_loss),
    ("lab.creatinine_clearance", _clearance),
    ("lab.child_pugh", _child_pugh),
    ("tumour.isup_grade", _isup),
    ("tumour.risk_group", _risk_group),
)
