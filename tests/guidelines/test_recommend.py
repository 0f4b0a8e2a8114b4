"""What the rules say of a case: verdicts, policies, contra-indications, reasons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guidelines import RuleBase, loads, recommend, to_json
from guidelines.recommend import Recommendations
from matching.case import Case
from tests.guidelines.conftest import HEADER

Advise = Callable[..., Recommendations]

HER2 = """
decisions:
  - id: neoadjuvant
    question: Traitement systémique avant chirurgie ?
    stage: before_surgery
    policy: unique
    rules:
      - id: her2-neoadjuvant
        when: {biomarker.her2_status: positive, any: [{tumour.t: ">= T2"}, {tumour.n: ">= N1"}]}
        options:
          - label: Docétaxel-carboplatine + trastuzumab-pertuzumab, puis chirurgie
            keywords: [docetaxel, carboplatin, trastuzumab, pertuzumab, surgery]
            grading: {scale: ESMO, level: I, grade: A}
            pps: [{kind: monitoring, text: "FEVG tous les 3 mois"}]
        source: {id: example, section: "4.1"}
      - id: surgery-first
        when: {biomarker.her2_status: {not: positive}}
        options: [{label: Chirurgie première, keywords: [surgery]}]
        source: {id: example}
    otherwise: {label: Hors référentiel, keywords: [], strength: possible}
contraindications:
  - {id: low-lvef, when: {lab.lvef: "< 50"}, excludes: [anthracycline, anti_her2], level: absolute, reason: "FEVG < 50 %"}
  - {id: neuropathy, when: {patient.comorbidities: {has: neuropathy}}, excludes: [taxane], level: relative, reason: Neuropathie}
"""

POSITIVE = {"biomarker.her2_status": "positive", "tumour.t": "T2", "tumour.n": "N0", "lab.lvef": 62}


def verdicts(found: Recommendations) -> dict[str, str]:
    return {proposal.rule.id: proposal.verdict for proposal in found.proposals}


# Verdicts -------------------------------------------------------------------------------------------------------------


def test_a_rule_whose_condition_is_met_applies_and_says_why(advise: Advise):
    (proposal,) = advise(HER2, POSITIVE).proposals
    assert (proposal.rule.id, proposal.verdict, proposal.missing) == ("her2-neoadjuvant", "applies", ())
    assert proposal.because == ("HER2 : positif", "T : T2 (critère : ≥ T2)")


def test_a_rule_with_an_unknown_condition_is_possible_and_asks_for_it(advise: Advise):
    found = advise(HER2, {"tumour.t": "T2", "tumour.n": "N0"})
    assert verdicts(found) == {"her2-neoadjuvant": "possible", "surgery-first": "possible"}
    assert found.proposals[0].missing == ("biomarker.her2_status",)
    assert found.proposals[0].because == ("T : T2 (critère : ≥ T2)",)


def test_what_changes_nothing_is_not_asked(advise: Advise):
    """HER2 unknown, but T1 N0: the neoadjuvant rule is out whatever HER2 is."""
    found = advise(HER2, {"tumour.t": "T1", "tumour.n": "N0"})
    assert verdicts(found) == {"surgery-first": "possible"}


def test_a_rule_that_does_not_apply_says_which_criterion_excludes_it(advise: Advise):
    (aside,) = advise(HER2, POSITIVE).set_aside
    assert (aside.rule.id, aside.because) == ("surgery-first", ("HER2 : positif (critère : autre que positif)",))


def test_when_no_rule_holds_the_case_is_said_to_be_outside_the_guideline(advise: Advise):
    found = advise(HER2, {"biomarker.her2_status": "positive", "tumour.t": "T1", "tumour.n": "N0"})
    assert found.proposals == ()
    assert [(one.decision.id, one.option.label) for one in found.outside] == [("neoadjuvant", "Hors référentiel")]


def test_an_undecided_case_is_not_outside_the_guideline(advise: Advise):
    assert advise(HER2, {"tumour.t": "T2"}).outside == ()


# Scope ----------------------------------------------------------------------------------------------------------------


def test_a_guideline_for_another_tumour_says_nothing_but_why(advise: Advise):
    found = advise(HER2, {**POSITIVE, "tumour.type": "LUAD"})
    assert (found.proposals, found.set_aside, found.outside, found.missing) == ((), (), (), ())
    assert found.consulted[0].in_scope is False
    assert "Type tumoral" in found.consulted[0].because[0]


def test_in_an_uncertain_scope_every_rule_is_possible_and_asks_what_the_scope_wants(advise: Advise):
    found = advise(HER2, {**POSITIVE, "tumour.m": None})
    assert verdicts(found) == {"her2-neoadjuvant": "possible"}
    assert found.proposals[0].missing == ("tumour.m",)
    assert found.proposals[0].because == ("HER2 : positif", "T : T2 (critère : ≥ T2)")


def test_without_a_tumour_type_nothing_is_proposed_and_the_type_is_asked_first(advise: Advise):
    found = advise(HER2, {**POSITIVE, "tumour.type": None})
    assert found.proposals == ()
    assert found.missing[0].feature == "tumour.type"


def test_a_suspended_guideline_proposes_nothing(advise: Advise):
    assert advise(HER2, POSITIVE, status="suspended").consulted == ()


# Contra-indications ---------------------------------------------------------------------------------------------------


def test_an_established_contra_indication_sets_the_option_aside_with_its_reason(advise: Advise):
    (proposal,) = advise(HER2, {**POSITIVE, "lab.lvef": 45}).proposals
    (option,) = proposal.options
    assert option.set_aside
    assert option.restraints == ("FEVG < 50 %",)


def test_a_contra_indication_that_is_not_known_is_to_be_checked(advise: Advise):
    (proposal,) = advise(HER2, {**POSITIVE, "lab.lvef": None}).proposals
    assert not proposal.options[0].set_aside
    assert proposal.options[0].to_check == ("lab.lvef", "patient.comorbidities")


def test_a_relative_contra_indication_is_shown_and_leaves_the_choice(advise: Advise):
    ill = {"patient.comorbidities": {"present": ["neuropathy"], "absent": [], "complete": True}}
    (option,) = advise(HER2, {**POSITIVE, **ill}).proposals[0].options
    assert option.restraints == ("Neuropathie (contre-indication relative)",)
    assert not option.set_aside


def test_a_contra_indication_spares_the_options_it_does_not_name(advise: Advise):
    (proposal,) = advise(HER2, {"biomarker.her2_status": "negative", "tumour.t": "T2", "lab.lvef": 40}).proposals
    assert proposal.options[0].restraints == ()


def test_an_option_the_guideline_advises_against_is_shown_as_set_aside(advise: Advise):
    body = HER2.replace(
        "label: Chirurgie première, keywords: [surgery]", "label: Chirurgie première, keywords: [surgery], strength: discouraged"
    )
    (proposal,) = advise(body, {"biomarker.her2_status": "negative", "tumour.t": "T2"}).proposals
    assert proposal.options[0].set_aside
    assert proposal.options[0].restraints == ("déconseillé par le référentiel",)


# Policies -------------------------------------------------------------------------------------------------------------

FIRST = """
decisions:
  - id: chemotherapy
    question: Chimiothérapie ?
    stage: adjuvant
    policy: first
    rules:
      - {id: elderly, when: {patient.age: ">= 80"}, options: [{label: Pas de chimiothérapie, keywords: [surveillance]}]}
      - {id: high-risk, when: {tumour.grade: 3}, options: [{label: Chimiothérapie, keywords: [chemotherapy]}]}
      - {id: others, when: {tumour.grade: [1, 2, 3]}, options: [{label: Signature, keywords: [genomic signature]}]}
"""


def test_first_stops_at_the_first_rule_that_applies(advise: Advise):
    found = advise(FIRST, {"patient.age": 54, "tumour.grade": 3})
    assert verdicts(found) == {"high-risk": "applies"}
    assert found.set_aside[1].because == ("une règle qui passe avant s'applique : Chimiothérapie",)


def test_an_undecided_earlier_rule_keeps_later_ones_possible(advise: Advise):
    found = advise(FIRST, {"tumour.grade": 3})
    assert verdicts(found) == {"elderly": "possible", "high-risk": "possible"}
    assert found.proposals[1].missing == ("patient.age",)


def test_cumulative_rules_apply_together(advise: Advise):
    found = advise(FIRST.replace("first", "cumulative"), {"patient.age": 82, "tumour.grade": 3})
    assert verdicts(found) == {"elderly": "applies", "high-risk": "applies", "others": "applies"}


# The same option twice ------------------------------------------------------------------------------------------------

TWICE = """
decisions:
  - id: endocrine
    question: Hormonothérapie ?
    stage: adjuvant
    policy: cumulative
    rules:
      - {id: maybe, when: {biomarker.pr_status: positive}, options: [{label: Tamoxifène, keywords: [tamoxifen]}]}
      - {id: sure, when: {biomarker.er_status: positive}, options: [{label: T, keywords: [tamoxifen], strength: suggested}]}
"""


def test_an_option_that_two_rules_propose_is_shown_once_with_the_one_that_applies(advise: Advise):
    assert verdicts(advise(TWICE, {"biomarker.er_status": "positive"})) == {"sure": "applies"}


def test_of_two_rules_that_apply_the_stronger_one_shows_the_option(advise: Advise):
    assert verdicts(advise(TWICE, {"biomarker.er_status": "positive", "biomarker.pr_status": "positive"})) == {"maybe": "applies"}


# Several guidelines --------------------------------------------------------------------------------------------------------

GERIATRIC = """
decisions:
  - id: support
    question: Évaluation gériatrique ?
    stage: STAGE
    policy: cumulative
    rules:
      - {id: geriatric, when: {patient.age: ">= 75"}, options: [{label: Gériatre, keywords: [geriatric assessment]}]}
"""


def of_two_guidelines(patient: Callable[..., Case], stage: str, features: dict[str, Any]) -> list[str]:
    """What is proposed by a guideline for every solid tumour and one for breast cancer, which name the same act."""
    breast = loads(HEADER + GERIATRIC.replace("STAGE", "workup"))
    wide = HEADER.replace("breast-example", "transversal").replace(
        "{tumour.type: {is_a: BREAST}, tumour.m: M0}", "{tumour.type: {is_a: SOLID}}"
    )
    everywhere = loads(wide + GERIATRIC.replace("STAGE", stage))
    return [proposal.id for proposal in recommend(patient(features), RuleBase((everywhere, breast))).proposals]


def test_an_act_that_two_guidelines_propose_is_shown_once_by_the_narrower_one(patient: Callable[..., Case]):
    assert of_two_guidelines(patient, "workup", {"patient.age": 80}) == ["breast-example.geriatric"]


def test_the_same_act_at_another_stage_is_another_proposal(patient: Callable[..., Case]):
    assert of_two_guidelines(patient, "follow_up", {"patient.age": 80}) == ["transversal.geriatric", "breast-example.geriatric"]


def test_an_act_that_applies_in_one_guideline_is_not_merely_possible_in_another(patient: Callable[..., Case]):
    found = of_two_guidelines(patient, "workup", {"patient.age": 80, "tumour.m": None})
    assert found == ["transversal.geriatric"]


# The JSON of the command line -----------------------------------------------------------------------------------------


def test_the_json_is_that_of_the_command_line(advise: Advise):
    shown = to_json(advise(HER2, {**POSITIVE, "lab.lvef": None}))
    assert shown["id"] == "exemple"
    (recommendation,) = shown["recommendations"]
    assert recommendation["rule"] == "breast-example.her2-neoadjuvant"
    assert (recommendation["guideline"], recommendation["version"]) == ("Cancer du sein (exemple)", "2025.1")
    assert recommendation["verdict"] == "applies"
    assert recommendation["source"] == {"title": "Document d'exemple", "publisher": "Exemple", "year": 2025, "section": "4.1"}
    (option,) = recommendation["options"]
    assert option["keywords"] == ["docetaxel", "carboplatin", "trastuzumab", "pertuzumab", "surgery"]
    assert (option["strength"], option["evidence_level"]) == ("recommended", "IA")
    assert (option["contraindications"], option["to_check"]) == ([], ["lab.lvef", "patient.comorbidities"])
    assert option["pps"] == [{"kind": "monitoring", "text": "FEVG tous les 3 mois"}]
    assert shown["missing"][0] == {
        "feature": "lab.lvef", "question": "FEVG récente ?", "changes": ["breast-example.her2-neoadjuvant"],
        "asked_of": "imaging", "reason": "non renseigné", "essential": False,
    }  # fmt: skip


FOLLOW_UP = """
follow_up:
  - {act: Mammographie, from: end_of_active_treatment, every: "12 months", for: "60 months", by: [oncologist, gp]}
  - {act: Échographie cardiaque, from: end_of_active_treatment, every: "6 months", when: {biomarker.her2_status: positive}}
"""


def test_the_follow_up_is_that_of_the_guidelines_in_scope(advise: Advise, patient: Callable[..., Case]):
    def acts(features: dict[str, Any]) -> list[str]:
        return [schedule.act for _, schedule in advise(FOLLOW_UP, features).follow_up(patient(features))]

    assert acts({"biomarker.her2_status": "positive"}) == ["Mammographie", "Échographie cardiaque"]
    assert acts({}) == ["Mammographie"]
    assert acts({"tumour.type": "LUAD"}) == []
