"""A form and a text that stay in step: a value is changed where it is written, and nothing else."""

from __future__ import annotations

import difflib

import pytest

from guidelines.check import differs
from guidelines.form import fields_of, header_of, passage, rule_path
from guidelines.load import load_all, loads
from guidelines.model import Guideline
from guidelines.proposed_example import from_boundary, from_case, to_try
from guidelines.rewrite import with_item, with_value, written
from guidelines.source import parse_rule_text
from guidelines.tree import decision_tree, stages, words
from guidelines.tried import ids, tried
from guidelines.workbench import shipped_text
from matching.case import Case
from matching.criteria.cohort import encode
from matching.derive import derive

RULE = "her2-neoadjuvant"


@pytest.fixture(scope="module")
def guideline() -> Guideline:
    return next(one for one in load_all().guidelines if one.id == "breast-localised")


@pytest.fixture(scope="module")
def text(guideline: Guideline) -> str:
    return shipped_text(guideline)


def changed(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_every_value_of_every_shipped_file_is_found_where_it_is_written():
    for guideline in load_all().guidelines:
        source = shipped_text(guideline)
        text = parse_rule_text(source, guideline.file)
        for path, (start, end) in text.spans.items():
            value = text.data
            for key in path:
                value = value[key]
            if isinstance(value, str) and "\\" not in source[start:end]:
                assert " ".join(source[start:end].strip("\"'").split()) == " ".join(value.split()), (guideline.file, path)


def test_a_threshold_is_changed_alone_on_its_line(text: str):
    age = next(field for field in fields_of(parse_rule_text(text, ""), RULE) if field.label == "Âge")
    before, after = changed(text, with_value(text, age.path, "< 75"))
    assert before[1:].replace('"< 80"', '"< 75"') == after[1:]


def test_what_is_written_without_quotation_marks_stays_so_and_comments_stay():
    source = "guideline:\n  version: 2025.1  # numéro\n  title: Sein\n"
    assert with_value(source, ("guideline", "version"), "2025.10") == source.replace("2025.1 ", "2025.10 ")
    assert with_value(source, ("guideline", "title"), "Sein : suite") == source.replace("Sein", '"Sein : suite"')


@pytest.mark.parametrize(
    "value", ['un « mot », "deux" : trois', "l'œil # rien", "12", "oui", "true", "", "- tiret", "a\nb", "T2"]
)
@pytest.mark.parametrize("place", ['{a: "x", b: 1}', "{a: 'x', b: 1}", "{a: x, b: 1}", "\n  a: x  # mot\n  b: 1\n", "{b: 1}"])
def test_whatever_is_typed_is_read_back_as_it_was_typed(place: str, value: str):
    after = parse_rule_text(with_value(f"one: {place}", ("one", "a"), value), "").data["one"]
    assert after == {"a": value, "b": 1}


def test_a_missing_entry_is_added_beside_the_first_one(text: str):
    path = (*(rule_path(parse_rule_text(text, ""), RULE) or ()), "source", "page")
    assert changed(text, with_value(text, path, "12"))[1].strip("+ ") == 'source: {id: esmo-ebc, page: "12"}'


def test_an_example_is_added_at_the_end_of_the_list_whatever_its_form():
    item = {"name": "a"}
    assert with_item("tests:\n  - {name: b}  # mot\n", ("tests",), item) == "tests:\n  - {name: b}  # mot\n  - {name: a}\n"
    assert with_item("tests: [{name: b}]\n", ("tests",), item) == "tests: [{name: b}, {name: a}]\n"
    assert with_item("tests: []\n", ("tests",), item) == "tests: [{name: a}]\n"
    assert with_item("scope: {}\n", ("tests",), item) == "scope: {}\n\ntests:\n  - {name: a}\n"


def test_words_that_yaml_would_read_otherwise_are_quoted():
    assert written({"lab.lvef": "< 50", "name": "HER2 inconnu", "n": "2"}) == '{lab.lvef: "< 50", name: HER2 inconnu, n: "2"}'


def test_the_passage_of_a_rule_is_its_lines(text: str):
    start, end = passage(text, parse_rule_text(text, ""), RULE)
    lines = text[start:end].splitlines()
    assert (lines[0], lines[-1]) == (f"      - id: {RULE}", "        source: {id: esmo-ebc}")


def test_the_form_names_the_conditions_that_a_rule_shares_with_others(text: str):
    labels = [field.label for field in fields_of(parse_rule_text(text, ""), RULE)]
    assert labels[:2] == ["HER2 (condition « her2_positive »)", "T (condition « large_or_nodal »)"]


def test_the_header_shows_the_version_as_it_is_written(text: str):
    longer = with_value(text, ("guideline", "version"), "2025.10")
    shown = {field.path[-1]: field.value for field in header_of(parse_rule_text(longer, ""))}
    assert shown == {"version": "2025.10", "published_on": "2025-06-01", "review_before": "2026-12-31"}


def test_an_example_says_where_it_no_longer_holds(text: str):
    age = next(field for field in fields_of(parse_rule_text(text, ""), RULE) if field.label == "Âge")
    moved = loads(with_value(text, age.path, "< 75"))
    told = {example.name: said for example in moved.tests if (said := differs(moved, example))}
    assert told == {
        "HER2+ cT2 cN1, 52 ans ; même cas, 79 ans": [f"dans « neoadjuvant », s'applique : attendu [{RULE}], trouvé []"]
    }


# Examples proposed, tries, tree -----------------------------------------------------------------------------------------------


def test_a_threshold_that_moved_has_its_two_missing_examples_proposed(text: str, guideline: Guideline):
    age = next(field for field in fields_of(parse_rule_text(text, ""), RULE) if field.label == "Âge")
    moved = with_value(text, age.path, "< 75")
    (bound,) = [one for one in to_try(loads(moved), RULE) if "Âge" in one.words]
    examples = from_boundary(loads(moved), bound)
    assert sorted(example["case"]["patient.age"] for example in examples) == [74, 75]
    for example in examples:
        moved = with_item(moved, ("tests",), example)
    assert not [one for one in to_try(loads(moved), RULE) if "Âge" in one.words]


def patient(id: str, **features: object) -> Case:
    known = {"tumour.type": "IDC", "tumour.m": "M0", "tumour.t": "T2", "tumour.n": "N0", "tumour.primary_resected": False}
    record = {
        "id": id,
        "date": "2026-01-12",
        "features": known | {key.replace("_", ".", 1): one for key, one in features.items()},
    }
    return derive(Case.from_json(record))


def test_a_stored_case_becomes_an_example_with_what_the_rules_answer_and_no_date(guideline: Guideline, text: str):
    case = patient("d1", patient_age=60, biomarker_her2_status="positive", tumour_recurrence_date="2025-01-02", lab_lvef=60)
    example = from_case(guideline, RULE, case, "Cas lu")
    assert example["expect"]["neoadjuvant"] == [RULE]
    assert {"tumour.recurrence_date", "lab.lvef"}.isdisjoint(example["case"])
    assert loads(with_item(text, ("tests",), example)).tests[-1].name == "Cas lu"


def test_a_rule_is_tried_on_stored_cases_with_three_counts_and_their_ids(guideline: Guideline):
    her2 = ("positive", "negative", None)
    cases = [
        patient(f"d{number}", patient_age=60, **({"biomarker_her2_status": one} if one else {}))
        for number, one in enumerate(her2)
    ]
    table = encode(cases)
    found = tried(guideline, RULE, table)
    assert found.counts == (1, 1, 1)
    assert (ids(found, table, True), ids(found, table, None)) == (["d0"], ["d2"])


def test_the_tree_holds_every_rule_and_option_of_its_stage_once(guideline: Guideline):
    for stage in stages(guideline):
        held = [branch for _, branch in words(decision_tree(guideline, stage))]
        decisions = [one for one in guideline.decisions if one.stage == stage]
        assert [one.rule for one in held if one.rule] == [rule.id for one in decisions for rule in one.rules]
        options = [option.label for one in decisions for rule in one.rules for option in rule.options]
        assert [one.words for one in held if one.kind == "option" and one.words in options] == options
