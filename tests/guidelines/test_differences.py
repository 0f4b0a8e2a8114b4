"""What changes from one version of rules to the next: the words, the patients, the cases."""

from __future__ import annotations

from collections.abc import Callable

from guidelines.differences import GuidelineDifference, case_changes, differences
from guidelines.load import loads
from guidelines.model import RuleBase
from matching.case import Case
from tests.guidelines.conftest import HEADER

RULES = """
decisions:
  - id: systemic
    question: Traitement systémique ?
    stage: adjuvant
    policy: cumulative
    rules:
      - {id: large, when: {tumour.t: ">= T3", biomarker.her2_status: positive}, options: [{label: Trastuzumab, keywords: [trastuzumab]}]}
      - {id: old, when: {patient.age: ">= 70"}, options: [{label: Évaluation gériatrique, keywords: [geriatric assessment]}]}
contraindications:
  - {id: heart, when: {lab.lvef: "< 50"}, excludes: [anti_her2], level: absolute, reason: "FEVG < 50 %"}
"""


def base(body: str = RULES, header: str = HEADER) -> RuleBase:
    return RuleBase((loads(header + body),))


def between(old: str, new: str) -> GuidelineDifference:
    (found,) = differences(base(), base(RULES.replace(old, new)))
    return found


def test_two_equal_versions_differ_in_nothing_wherever_their_rules_stand():
    lines = RULES.splitlines(keepends=True)
    large, old = (next(index for index, line in enumerate(lines) if f"id: {name}," in line) for name in ("large", "old"))
    lines[large], lines[old] = lines[old], lines[large]
    assert differences(base(), base("".join(lines))) == []


def test_a_threshold_that_moves_is_told_in_words_and_with_a_patient_of_the_difference():
    found = between(">= T3", ">= T2")
    assert [entry.sentence for entry in found.entries] == [
        "règle « large » : condition « T ≥ T3 et HER2 : positif » devient « T ≥ T2 et HER2 : positif »"
    ]
    (change,) = found.patients
    assert change.gained
    assert change.sentence.startswith("« Trastuzumab » est désormais proposé, par exemple : Type tumoral : ")
    assert "T : T2" in change.patient
    assert "HER2 : positif" in change.patient


def test_a_condition_said_in_other_words_changes_no_patient():
    """T3 and more is T3 or T4."""
    found = between('tumour.t: ">= T3"', "tumour.t: [T3, T4]")
    assert (len(found.entries), found.patients) == (1, ())


def test_a_contra_indication_that_widens_takes_the_option_from_some_patients():
    found = between('"< 50"}, excludes', '"< 55"}, excludes')
    (change,) = found.patients
    assert (change.gained, change.label) == (False, "Trastuzumab")
    assert "FEVG : " in change.patient


def test_an_option_that_changes_its_strength_is_told_and_changes_no_patient():
    found = between("keywords: [trastuzumab]}", "keywords: [trastuzumab], strength: suggested}")
    assert "recommended » devient « Trastuzumab [trastuzumab] suggested »" in found.entries[0].sentence
    assert found.patients == ()


def test_rules_and_guidelines_that_come_and_go_are_told():
    assert [entry.sentence for entry in between("id: old", "id: older").entries] == [
        "règle « older » : ajout",
        "règle « old » : retrait",
    ]
    (gone,) = differences(base(), RuleBase())
    assert (gone.change, [change.gained for change in gone.patients]) == ("removed", [False, False])
    (come,) = differences(RuleBase(), base())
    assert (come.change, [change.gained for change in come.patients]) == ("added", [True, True])


def test_a_guideline_that_is_suspended_proposes_nothing_more():
    (found,) = differences(base(), base(header=HEADER.replace("version:", "status: suspended\n  version:")))
    assert [entry.sentence for entry in found.entries] == ["état « draft » devient « suspended »"]
    assert {change.label for change in found.patients if not change.gained} == {"Trastuzumab", "Évaluation gériatrique"}


def test_only_the_cases_whose_proposals_change_are_told(patient: Callable[..., Case]):
    cases = [
        patient({"tumour.t": "T2", "biomarker.her2_status": "positive", "patient.age": 50}),
        patient({"tumour.t": "T3", "biomarker.her2_status": "positive", "patient.age": 50}),
        patient({"tumour.t": "T2", "patient.age": 50}),
    ]
    (first, third) = case_changes(cases, base(), base(RULES.replace(">= T3", ">= T2")))
    assert (first.gained, first.lost) == (("Trastuzumab",), ())
    assert third.gained == ("Trastuzumab (possible)",)
