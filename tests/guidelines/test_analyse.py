"""What is said of rules over every patient."""

from __future__ import annotations

import pytest

from guidelines.analyse import analyse
from guidelines.load import loads

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
    return [
        (finding.kind, finding.sentence)
        for finding in analyse(loads(HEADER.replace("tumour.m: M1", scope or "tumour.m: M1") + decision))
    ]


def test_rules_that_share_nobody_are_left_in_peace():
    assert found("unique", "{patient.age: '>= 70'}", "{patient.age: '< 70'}") == []


def test_two_rules_of_a_unique_decision_that_share_a_patient_are_told_with_one():
    ((kind, sentence),) = found("unique", "{patient.age: '>= 70'}", "{patient.age: '<= 70'}")
    assert kind == "overlap"
    assert sentence.startswith("règle « r2 » : peut s'appliquer en même temps que « r1 »")
    assert "Âge : 70 ans" in sentence


@pytest.mark.parametrize("policy", ["cumulative", "first"])
def test_an_overlap_is_meant_in_other_decisions(policy: str):
    assert found(policy, "{patient.age: '>= 70'}", "{patient.age: '<= 70'}") == []


def test_a_rule_that_contradicts_itself_is_dead():
    ((kind, sentence),) = found("cumulative", "{tumour.t: T1, patient.age: '> 70', any: [{tumour.t: T2}, {patient.age: '< 60'}]}")
    assert (kind, sentence) == ("dead", "règle « r1 » : ne peut jamais s'appliquer, ses conditions se contredisent")


def test_a_rule_contrary_to_the_scope_is_dead():
    ((_, sentence),) = found("cumulative", "{tumour.extent: localised}")
    assert sentence.endswith("sa condition est contraire au champ (« scope »)")


def test_a_rule_that_an_earlier_one_always_takes_is_dead():
    ((_, sentence),) = found("first", "{patient.age: '>= 60'}", "{patient.age: '>= 70'}")
    assert sentence.endswith("les règles qui la précèdent prennent tous ses cas")


def test_a_scope_without_a_patient_is_told_once():
    ((kind, sentence),) = found("unique", "{patient.age: '>= 60'}", scope="tumour.m: M0, tumour.extent: metastatic")
    assert (kind, sentence) == ("dead", "le champ (« scope ») ne contient aucun patient")
