"""What is read in the sentences of eligibility texts: the examples are data, in tests/trials/criteria/."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from matching.criteria.condition import parse
from trials.formalise import coverage, formalise_text, formalise_trial
from trials.formalise.criterion import formalise
from trials.formalise.split import Sentence
from trials.model import FormalisedCriterion, Trial
from trials.sources import files

EXAMPLES = Path(__file__).parent / "criteria"
SHARED = Path(os.environ.get("CARNET_SHARED_DIR", Path(__file__).resolve().parents[3] / "shared"))


def examples(*names: str) -> list[Any]:
    """One parameter set an example: the example and, as its name, its sentence."""
    rows = [
        row
        for name in names
        for row in yaml.load((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    ]
    return [pytest.param(row, id=row.get("inclusion") or row["exclusion"]) for row in rows]


def read(row: dict[str, Any]) -> FormalisedCriterion:
    kind = "inclusion" if "inclusion" in row else "exclusion"
    return formalise(Sentence(kind, row[kind], 0, len(row[kind])))


@pytest.mark.parametrize(
    "row",
    examples(
        "person",
        "labs",
        "disease",
        "biomarkers",
        "treatments",
        "history",
        "conditions",
        "illnesses",
        "sentences",
        "named",
        "washouts",
        "scopes",
        "permissions",
        "variants",
    ),
)
def test_a_sentence_gives_the_condition_it_states(row: dict[str, Any]) -> None:
    found = read(row)
    assert found.condition == row["condition"]
    parse(found.condition)


@pytest.mark.parametrize("row", examples("partial"))
def test_a_sentence_that_asks_for_more_is_partial(row: dict[str, Any]) -> None:
    found = read(row)
    assert (found.status, found.condition) == ("partial", row["condition"])
    assert found.confidence < 0.9
    parse(found.condition)


@pytest.mark.parametrize("row", examples("refused"))
def test_what_is_not_understood_gets_no_condition(row: dict[str, Any]) -> None:
    found = read(row)
    assert (found.status, found.condition) == (row["status"], None)


@pytest.mark.parametrize("row", examples("person_only"))
def test_what_a_person_must_still_say_leaves_a_condition_to_confirm(row: dict[str, Any]) -> None:
    found = read(row)
    assert (found.status, found.condition) == ("to_confirm", row["condition"])
    parse(found.condition)


def test_a_number_under_the_title_age_is_an_age() -> None:
    assert [one.condition for one in formalise_text("PATIENT CHARACTERISTICS:\n\nAge:\n\n  -  18 and over\n")] == [
        {"patient.age": ">= 18"}
    ]


def test_lines_of_treatment_of_a_haematology_trial_are_systemic_lines() -> None:
    text = "At least two prior lines of therapy"
    assert formalise(Sentence("inclusion", text, 0, len(text)), haematology=True).condition == {"history.systemic_lines": ">= 2"}


def test_coverage_leaves_out_what_is_to_confirm() -> None:
    found = formalise_text("Inclusion Criteria:\n\n* ECOG 0-1\n* Signed informed consent\n* Bowel obstruction")
    assert [one.status for one in found] == ["formalised", "to_confirm", "not_formalised"]
    assert coverage(found) == 0.5
    assert coverage([]) == 0.0


@pytest.fixture(scope="module")
def development() -> list[tuple[Trial, list[FormalisedCriterion]]]:
    """The development trials, with what is read in the criteria of each."""
    path = SHARED / "trials" / "dev.jsonl"
    if not path.exists():
        pytest.skip("needs the development trials: set CARNET_SHARED_DIR")
    return [(trial, formalise_trial(trial)) for trial in files.read(path) if isinstance(trial, Trial)]


def test_every_condition_of_the_development_trials_can_be_evaluated(
    development: list[tuple[Trial, list[FormalisedCriterion]]],
) -> None:
    assert len(development) == 480
    seen = set()
    for trial, criteria in development:
        for one in criteria:
            assert trial.eligibility_text[one.start : one.end] == one.text
            if one.condition is not None:
                seen.add(json.dumps(one.condition))
    for condition in seen:
        parse(json.loads(condition))
    assert len(seen) > 1000


@pytest.mark.parametrize(
    ("name", "drawn", "judged_right"), [("judged", 300, 285), ("judged_unread", 100, 97), ("judged_newly", 100, 95)]
)
def test_conditions_judged_right_by_hand_are_still_read(
    development: list[tuple[Trial, list[FormalisedCriterion]]], name: str, drawn: int, judged_right: int
) -> None:
    judged = yaml.load((EXAMPLES.parent / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    right = [row for row in judged if "wrong" not in row]
    assert (len(judged), len(right)) == (drawn, judged_right)
    read_now = {(trial.id, one.start, one.end): one.condition for trial, criteria in development for one in criteria}
    assert [row for row in right if read_now.get((row["trial"], row["start"], row["end"])) != row["condition"]] == []


def test_an_item_is_read_with_the_head_of_its_list() -> None:
    text = "Inclusion Criteria:\n\n* None of the following within 6 months:\n  * Stroke\n  * Unstable angina\n"
    assert [(one.kind, one.condition) for one in formalise_text(text)] == [
        ("inclusion", {"not": {"all": [{"patient.comorbidities": {"has": "stroke"}}, {"history.stroke_date": {"within": "6 months"}}]}}),
        ("inclusion", {"not": {"all": [{"patient.conditions": {"has": "unstable_angina"}}, {"history.unstable_angina_date": {"within": "6 months"}}]}}),
    ]  # fmt: skip


def test_a_head_that_only_announces_its_items_changes_nothing() -> None:
    text = (
        "Exclusion Criteria:\n\n* Patients meeting any of the following criteria will be excluded:\n  * Stroke\n  * Pregnancy\n"
    )
    assert [one.condition for one in formalise_text(text)] == [
        {"patient.comorbidities": {"has": "stroke"}},
        {"patient.pregnant": True},
    ]


def test_what_explains_another_criterion_is_a_note() -> None:
    text = "Inclusion Criteria:\n\n* The following are not considered measurable disease:\n  * Bone lesions\n  * Ascites\n"
    assert [(one.text, one.status) for one in formalise_text(text)] == [("Bone lesions", "note"), ("Ascites", "note")]


def test_a_value_for_an_age_takes_its_name_from_the_head_of_its_list() -> None:
    text = "Inclusion Criteria:\n\n* Maximum serum creatinine based on age:\n  * 0.8 mg/dL (2 to < 6 years of age)\n"
    assert [one.condition for one in formalise_text(text)] == [
        {"any": [{"not": {"patient.age": "2..5"}}, {"lab.creatinine": "<= 70.72"}]}
    ]


def test_a_paragraph_is_not_cut_after_an_or() -> None:
    text = (
        "PATIENT CHARACTERISTICS: Age: 18 and over Hepatic: Bilirubin normal ALT or AST less than 2.5 times upper limit of normal"
    )
    assert [one.text for one in formalise_text(text)][-1] == "ALT or AST less than 2.5 times upper limit of normal"


def test_a_list_whose_head_asks_for_more_is_no_whole_condition() -> None:
    head = (
        "Patients must have one of the following diagnoses which has recurred following at least one prior chemotherapy regimen:"
    )
    (found,) = formalise_text(f"Inclusion Criteria:\n\n* {head}\n\n  * glioblastoma\n  * oligodendroglioma\n")
    assert found.status == "not_formalised"


def test_what_stands_under_the_name_of_a_cohort_is_asked_of_that_cohort() -> None:
    text = "Inclusion Criteria:\n\n* Cohort A (NSCLC):\n  * Measurable disease\n* Age ≥ 18 years\n"
    of_the_cohort = {"any": [{"not": {"patient.trial_groups": {"has": "cohort a"}}}, {"tumour.measurable_disease": True}]}
    assert [one.condition for one in formalise_text(text)] == [of_the_cohort, {"patient.age": ">= 18"}]


def test_medicines_listed_under_a_head_that_excludes_them_are_named() -> None:
    text = "Exclusion Criteria:\n\n* Concomitant treatment with the following medications:\n  * Antifungals: itraconazole, ketoconazole\n"
    assert [one.condition for one in formalise_text(text)] == [
        {"history.named_treatments": {"has_any": ["itraconazole", "ketoconazole"]}}
    ]


def test_what_is_excluded_within_a_time_is_dated() -> None:
    text = "Exclusion Criteria:\n\nExcluded within 2 weeks of study entry:\n\n* Radiation therapy\n"
    assert [one.condition for one in formalise_text(text)] == [
        {"history.treatments": {"any": {"modality": "radiotherapy", "within": "2 weeks"}}}
    ]


def test_a_title_on_a_line_of_its_own_names_what_stands_under_it() -> None:
    text = "PATIENT CHARACTERISTICS:\n\nAge\n\n  -  18 and over\n\nLife expectancy\n\n  -  More than 3 months\n"
    assert [(one.status, one.condition) for one in formalise_text(text)] == [
        ("formalised", {"patient.age": ">= 18"}),
        ("to_confirm", None),
    ]


def test_a_value_on_the_next_line_of_a_paragraph_is_no_number_of_a_list() -> None:
    text = "Inclusion Criteria:\n\n        Hepatic: Bilirubin normal Renal: Creatinine no greater than\n        1.5 mg/dL Cardiovascular: No angina"
    assert {"lab.creatinine": "<= 132.6"} in [one.condition for one in formalise_text(text)]
