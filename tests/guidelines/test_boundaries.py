"""The bounds of a rule, and the examples that try both of their sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidelines.boundaries import boundaries, main
from guidelines.load import loads
from tests.guidelines.conftest import HEADER

RULES = """
decisions:
  - id: adjuvant
    question: Traitement ?
    stage: adjuvant
    policy: cumulative
    rules:
      - {id: rule, when: WHEN, options: [{label: Chimiothérapie, keywords: [chemotherapy]}]}
tests:
"""


def sides(when: str, *examples: str) -> dict[str, tuple[bool, bool]]:
    """For each bound of a rule: is there an example inside, and one outside?"""
    tests = "\n".join(
        f"  - {{name: cas {number}, case: {{tumour.type: IDC, tumour.m: M0, {known}}}, expect: {{adjuvant: [{applies}]}}}}"
        for number, (known, _, applies) in enumerate(example.partition(" -> ") for example in examples)
    )
    return {
        bound.words: (bound.inside, bound.outside) for bound in boundaries(loads(HEADER + RULES.replace("WHEN", when) + tests))
    }


def test_a_number_is_tried_on_both_sides_by_values_next_to_its_bound():
    assert sides('{biomarker.ki67: ">= 20"}', "biomarker.ki67: 20 -> rule", "biomarker.ki67: 19") == {"Ki67 ≥ 20 %": (True, True)}


def test_a_value_far_from_the_bound_does_not_try_it():
    assert sides('{biomarker.ki67: ">= 20"}', "biomarker.ki67: 60 -> rule", "biomarker.ki67: 5") == {
        "Ki67 ≥ 20 %": (False, False)
    }


def test_a_category_is_tried_by_its_neighbour():
    assert sides('{tumour.t: ">= T2"}', "tumour.t: T2 -> rule", "tumour.t: T1c") == {"T ≥ T2": (True, True)}
    assert sides('{tumour.t: ">= T2"}', "tumour.t: T4 -> rule") == {"T ≥ T2": (False, False)}


def test_an_example_whose_answer_hangs_on_something_else_tries_nothing():
    found = sides('{biomarker.ki67: ">= 20", tumour.grade: 3}', "biomarker.ki67: 19, tumour.grade: 1")
    assert found == {"Ki67 ≥ 20 %": (False, False)}


def test_each_listed_value_is_an_alternative():
    found = sides("{tumour.n: [N1, N2]}", "tumour.n: N1 -> rule", "tumour.n: N0")
    assert found == {"N : N1 ou N2 : N : N1": (True, True), "N : N1 ou N2 : N : N2": (False, True)}


def test_each_branch_of_any_is_an_alternative_that_must_decide_alone():
    when = "{any: [{tumour.grade: 3}, {tumour.vascular_invasion: true}]}"
    both = sides(when, "tumour.grade: 3, tumour.vascular_invasion: true -> rule")
    alone = sides(when, "tumour.grade: 3, tumour.vascular_invasion: false -> rule")
    assert set(both.values()) == {(False, False)}
    assert sorted(alone.values()) == [(False, False), (True, False)]


def test_an_example_that_says_nothing_of_the_decision_tries_nothing():
    text = HEADER + RULES.replace("WHEN", '{biomarker.ki67: ">= 20"}')
    text += "  - {name: cas, case: {tumour.type: IDC, tumour.m: M0, biomarker.ki67: 20}, expect: {}}\n"
    assert [bound.inside for bound in boundaries(loads(text))] == [False]


def test_the_report_names_what_is_not_tried_and_the_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "regles.yaml"
    example = "  - {name: cas, case: {tumour.type: IDC, tumour.m: M0, biomarker.ki67: 20}, expect: {adjuvant: [rule]}}\n"
    path.write_text(HEADER + RULES.replace("WHEN", '{biomarker.ki67: ">= 20"}') + example, "utf-8")
    assert main([str(path)]) == 0
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.endswith("règle « rule », Ki67 ≥ 20 % : aucun exemple en deçà")
    assert second == "bornes : 0 sur 1 éprouvées des deux côtés (0.0%)"


def test_a_side_where_no_patient_can_stand_is_left_out():
    when = "{all: [{tumour.extent: metastatic}, {any: [{tumour.m: M1}, {biomarker.ki67: '>= 20'}]}]}"
    text = HEADER + RULES.replace("WHEN", when) + "  - {name: cas, case: {tumour.type: IDC}, expect: {adjuvant: []}}\n"
    never = {bound.words for bound in boundaries(loads(text)) if bound.impossible}
    assert never == {"Ki67 ≥ 20 %", "M : M1"}


def test_a_side_where_a_patient_can_stand_is_never_left_out():
    text = HEADER + RULES.replace("WHEN", "{any: [{tumour.grade: 3}, {biomarker.ki67: '>= 20'}]}")
    text += "  - {name: cas, case: {tumour.type: IDC}, expect: {adjuvant: []}}\n"
    assert not any(bound.impossible or bound.exercised for bound in boundaries(loads(text)))


def test_a_side_where_only_a_patient_known_in_part_can_stand_is_kept():
    when = "{any: [{biomarker.ras: mutated}, {biomarker.kras: mutated}]}"  # KRAS decides while RAS is not told
    text = HEADER + RULES.replace("WHEN", when) + "  - {name: cas, case: {tumour.type: IDC}, expect: {adjuvant: []}}\n"
    assert not any(bound.impossible for bound in boundaries(loads(text)))
