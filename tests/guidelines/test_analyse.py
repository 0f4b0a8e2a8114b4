"""What is said of rules over every patient."""

from __future__ import annotations

import pytest

from guidelines.analysis import analyse
from guidelines.load import loads
from guidelines.source import RuleFileError

HEADER = """
guideline:
  id: lung-example
  title: Cancer du poumon (exemple)
  publisher: {network: "Réseau (exemple)"}
  version: 2025.1
  published_on: 2025-06-01
  review_before: 2026-06-01
scope: {tumour.type: {is_a: NSCLC}, tumour.m: M1}
decisions:
"""


def found(policy: str, *conditions: str, scope: str = "") -> list[tuple[str, str]]:
    rules = "".join(
        f"      - {{id: r{number}, when: {condition}, options: [{{label: o, keywords: [surgery]}}]}}\n"
        for number, condition in enumerate(conditions, 1)
    )
    decision = f"  - {{id: d}}\n    question: q\n    stage: first_line\n    policy: {policy}\n    rules:\n{rules}".replace(
        "{id: d}", "id: d"
    )
    findings = analyse(loads(HEADER.replace("tumour.m: M1", scope or "tumour.m: M1") + decision))
    return [(finding.kind, finding.sentence) for finding in findings if finding.kind != "threshold"]


def of_kind(kind: str, found: list[tuple[str, str]]) -> list[str]:
    return [sentence for one, sentence in found if one == kind]


def test_rules_that_share_nobody_are_left_in_peace():
    assert found("unique", "{patient.age: '>= 70'}", "{patient.age: '< 70'}") == []  # nor do they leave anybody out


def test_two_rules_of_a_unique_decision_that_share_a_patient_are_told_with_one():
    (sentence,) = of_kind("overlap", found("unique", "{patient.age: '>= 70'}", "{patient.age: '<= 70'}"))
    assert sentence.startswith("règle « r2 » : peut s'appliquer en même temps que « r1 »")
    assert "Âge : 70 ans" in sentence


@pytest.mark.parametrize("policy", ["cumulative", "first"])
def test_an_overlap_is_meant_in_other_decisions(policy: str):
    assert of_kind("overlap", found(policy, "{patient.age: '>= 70'}", "{patient.age: '<= 70'}")) == []


def test_a_patient_of_whom_no_rule_speaks_is_told_with_only_what_matters():
    (sentence,) = of_kind(
        "gap", found("unique", "{patient.age: '> 70', tumour.t: T1}", "{patient.age: '< 70'}", "{tumour.t: T2}")
    )
    assert sentence.startswith("décision « d » : aucune règle ne parle de ce patient du champ : Âge : 70 ans, T : T")
    assert "otherwise" in sentence


def test_a_decision_that_says_what_stands_for_everybody_else_has_no_gap():
    rules = "      - {id: r, when: {patient.age: '> 70'}, options: [{label: o, keywords: [surgery]}]}\n"
    closed = f"{HEADER}  - id: d\n    question: q\n    stage: first_line\n    policy: unique\n    rules:\n{rules}"
    assert [one.kind for one in analyse(loads(closed)) if one.kind == "gap"] == ["gap"]
    closed += "    otherwise: {label: Hors référentiel, keywords: [], strength: possible}\n"
    assert [one.kind for one in analyse(loads(closed)) if one.kind == "gap"] == []


@pytest.mark.parametrize(("policy", "level"), [("unique", "fault"), ("first", "information"), ("cumulative", "information")])
def test_a_gap_is_a_fault_only_where_one_answer_is_promised(policy: str, level: str):
    rules = "      - {id: r, when: {patient.age: '> 70'}, options: [{label: o, keywords: [surgery]}]}\n"
    text = f"{HEADER}  - id: d\n    question: q\n    stage: first_line\n    policy: {policy}\n    rules:\n{rules}"
    assert [(one.line, one.level) for one in analyse(loads(text)) if one.kind == "gap"] == [(11, level)]


def test_a_condition_that_the_scope_says_already_is_useless_and_is_shown_where_it_is_written():
    rules = "      - id: r\n        when:\n          patient.age: '> 70'\n          tumour.extent: metastatic\n        options: [{label: o, keywords: [surgery]}]\n"
    text = f"{HEADER}  - id: d\n    question: q\n    stage: first_line\n    policy: cumulative\n    rules:\n{rules}"
    (finding,) = [one for one in analyse(loads(text)) if one.kind == "useless"]
    assert (finding.line, finding.column, finding.level) == (19, 11, "information")
    assert finding.sentence.startswith("règle « r » : la condition « Extension : métastatique »")


def test_a_condition_that_matters_is_never_called_useless():
    assert of_kind("useless", found("cumulative", "{patient.age: '> 70', tumour.extent: metastatic, tumour.t: T1}")) != []
    assert of_kind("useless", found("cumulative", "{patient.age: '> 70', tumour.t: T1}")) == []


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("{lab.neutrophils: '< 1500'}", "si la valeur est en /mm3, écrire 1.5"),
        ("{lab.haemoglobin: '< 100'}", "si la valeur est en g/l, écrire 10"),
        ("{biomarker.ki67: '>= 200'}", "200 n'est pas plausible en % (0 à 100)"),
    ],
)
def test_a_threshold_in_another_unit_is_told_with_the_value_it_would_have(condition: str, words: str):
    (sentence,) = of_kind("unit", found("cumulative", condition))
    assert words in sentence


def test_a_rule_that_contradicts_itself_is_dead():
    rule = "{tumour.t: T1, patient.age: '> 70', any: [{tumour.t: T2}, {patient.age: '< 60'}]}"
    (sentence,) = of_kind("dead", found("cumulative", rule))
    assert sentence.startswith("règle « r1 » : ne peut jamais s'appliquer, ses conditions se contredisent")


def test_a_rule_contrary_to_the_scope_is_dead():
    (sentence,) = of_kind("dead", found("cumulative", "{tumour.extent: localised}"))
    assert "sa condition est contraire au champ (« scope »)" in sentence


def test_a_rule_that_an_earlier_one_always_takes_is_shadowed():
    (sentence,) = of_kind("shadowed", found("first", "{patient.age: '>= 60'}", "{patient.age: '>= 70'}"))
    assert "les règles qui la précèdent prennent tous ses cas" in sentence


def test_a_scope_without_a_patient_is_told_once():
    ((kind, sentence),) = found("unique", "{patient.age: '>= 60'}", scope="tumour.m: M0, tumour.extent: metastatic")
    assert (kind, sentence) == ("dead", "le champ (« scope ») ne contient aucun patient ; l'élargir")


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ('">= 2 cm"', 'tumour.size se compte en mm ; convertir, puis écrire comme ">= 2"'),
        ('"20 mm"', 'tumour.size se compte en mm ; écrire "20"'),
    ],
)
def test_a_unit_that_is_written_is_refused_with_the_unit_that_is_meant(size: str, words: str):
    with pytest.raises(RuleFileError) as error:
        found("cumulative", f"{{tumour.size: {size}}}")
    assert words in str(error.value)
