"""Parts of a criterion: when what was understood of it is worth keeping, and how its form tells what it is worth."""

from __future__ import annotations

import json
import re

from trials.formalise.bounds import Reading
from trials.formalise.piece import Json, normal
from trials.formalise.words import expression

# What an inclusion asks for in part of its words is seldom one of these: they are told in passing.
_ASIDE = (
    "patient.pregnant", "patient.comorbidities", "patient.corticosteroids", "patient.prior_malignancy", "patient.sex",
    "patient.anticoagulant", "patient.menopausal_status", "patient.conditions", "patient.uncontrolled", "patient.medication_classes",
    "patient.allergies", "patient.in_other_trial", "patient.substance_abuse", "patient.autoimmune_diseases", "patient.other_cancer",
    "history.transplants", "history.irradiated_sites", "_date",
)  # fmt: skip
_CANCERS = {
    "patient.prior_malignancy", "patient.other_cancers", "patient.other_cancer_date",
    "patient.other_cancer_cured", "patient.other_cancer_active",
}  # fmt: skip
_STAGE = re.compile(r"(?<![a-z0-9])(?:iv|i{1,3})[a-c]?(?![a-z0-9])")
_EITHER = re.compile(
    r"(?:(?:patients?|subjects?|participants?) )?(?:(?:must )?have |with )?either\b"
    r"|.*\b(\w{3,}) (?:negative|positive)\b.*;.*\b\1 (?:negative|positive)\b"
)
_ONE_OF = re.compile(r"\b(?:either|(?:one|any)(?: or (?:more|both))?) of the following\b")
_MORE_WAYS = re.compile(r";|\) (?:or|and/or|ou)\b|\bany of the following\b")
_ALLOWED_ONLY = re.compile(r"\bor\b.*\bonly\W*$")


def can_be_partial(reading: Reading, kind: str, text: str) -> bool:
    """Is a part of these words worth keeping? A failing part refuses a patient: not where it may be said of something else."""
    if reading.bound == "whole":
        return True
    assert reading.condition is not None
    said = json.dumps(reading.condition)
    if kind == "exclusion":
        if reading.bound == "sufficient" and ("prior_malignancy" in said or expression("narrowed_after").search(text)):
            return False  # what narrows the last of a list may narrow them all
        if reading.bound == "necessary" and _MORE_WAYS.search(text):
            return False  # what was not understood excludes too
        return "not" not in reading.condition  # "not receiving antiretrovirals when HIV positive" excludes nobody else
    if reading.bound == "sufficient":
        return _ALLOWED_ONLY.search(text) is None  # "no cirrhosis, or Child-Pugh A only"
    if "tumour.stage" in said and any(code.upper() not in said for code in _STAGE.findall(text)):
        return False  # another stage is allowed by words that were not understood
    if "tumour.stage" in said and expression("other_staging").search(text):
        return False
    if '{"not": {"tumour.measurable_disease"' in said or is_one_way(text, said):
        return False
    if "history.treatments" in said and '"within"' not in said and expression("washout").search(text):
        return False  # a delay is asked for, not the treatment
    if ("history.treatments" in said and expression("some_patients").search(text)) or ("_lines" in said and "any number" in text):
        return False  # said of those who were treated, or of how much at most
    if any(key in said for key in _ASIDE) or ("patient.age" in said and not expression("early_age").match(text)):
        return False
    bears = [
        key for key in ("tumour.type", "tumour.stage", "biomarker.", "lab.", "patient.", "history.", "measurable") if key in said
    ]
    return bool(bears) and said.count("tumour.type") < 2 and not ("lab." in said and "metastatic_sites" in said)


def is_one_way(text: str, said: str) -> bool:
    """Is what was understood one way in among others? "Either or both of the following", "any of the following" before values."""
    return _EITHER.match(text) is not None or (
        _ONE_OF.search(text) is not None and re.search(r'"(?:biomarker|lab|history)\.', said) is not None
    )


def only_ill(reading: Reading, text: str) -> bool:
    """Does an inclusion ask for an illness and nothing else? It is the item of a list of exclusions whose head was lost."""
    if reading.condition is None:
        return False
    said = json.dumps(reading.condition)
    keys = set(re.findall(r'"((?:patient|tumour|biomarker|lab|history)\.\w+)"', said))
    ill = {"patient.comorbidities", "patient.conditions", "patient.uncontrolled", "patient.substance_abuse", "patient.nyha_class"}
    if said == '{"tumour.metastatic_sites": {"has": "leptomeninges"}}' or (
        keys and keys <= _CANCERS and not said.startswith('{"not"')
    ):
        return True
    measured = keys == {"patient.named_conditions"} and re.search(r"[<>]|\bnormal\b", said) is not None
    if "patient.named_conditions" in keys and not measured and not expression("has_it").match(normal(text)):
        ill.add("patient.named_conditions")
    return bool(keys) and keys <= ill and '"not"' not in said and not re.search(r'"(?:hiv|hepatitis_[bc]|cirrhosis)"', said)


def as_partial(reading: Reading) -> Json:
    """A bound as a condition whose form tells which it is: `any` or `not` on top is sufficient, anything else necessary."""
    assert reading.condition is not None
    on_top = set(reading.condition) & {"any", "not"} and len(reading.condition) == 1
    if reading.bound == "sufficient":
        return reading.condition if on_top else {"any": [reading.condition]}
    return {"all": [reading.condition]} if on_top else reading.condition
