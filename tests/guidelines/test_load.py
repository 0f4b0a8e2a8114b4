"""Rule files and their faults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guidelines.load import load, load_all, loads
from guidelines.source import RuleFileError

HERE = Path(__file__).parent
EXAMPLE = """
guideline:
  id: breast-example
  title: Cancer du sein (exemple)
  publisher: {network: "Réseau (exemple)"}
  version: 2025.10
  published_on: 2025-06-01
  review_before: 2026-06-01
  sources: [{id: example, title: "Document d'exemple", year: 2025}]
scope: {tumour.type: {is_a: BREAST}}
decisions:
  - id: adjuvant
    question: Hormonothérapie ?
    stage: adjuvant
    policy: cumulative
    source: {id: example, section: "3.2"}
    rules:
      - id: aromatase-inhibitor
        when: {biomarker.er_status: positive}
        options: [{label: Inhibiteur de l'aromatase, keywords: [aromatase inhibitor]}]
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(RuleFileError) as refused:
        loads(text, "r.yaml")
    return [str(fault) for fault in refused.value.faults]


def test_five_faults_give_five_messages_at_once_each_at_its_place():
    with pytest.raises(RuleFileError) as refused:
        load(HERE / "five_faults.yaml")
    found = [(fault.position.line, fault.position.column, fault.sentence) for fault in refused.value.faults]
    assert found == [
        (8, 3, "« 2025-13-01 » n'est pas une date ; écrire 2025-06-01"),
        (15, 5, "« uniqe » n'est pas permis pour « policy » ; vouliez-vous dire « unique » ?"),
        (20, 11, "caractéristique inconnue « tumour.siez » ; vouliez-vous dire « tumour.size » ?"),
        (23, 35, "mot-clef inconnu « trastuzumabe » ; vouliez-vous dire « trastuzumab » ?"),
        (24, 18, "source non définie « exmple » ; vouliez-vous dire « example » ?"),
    ]
    assert re.match(r".*five_faults\.yaml:8:3: « 2025-13-01 »", str(refused.value))


def test_a_guideline_is_read_as_it_is_written():
    guideline = loads(EXAMPLE)
    rule = guideline.decisions[0].rules[0]
    assert guideline.version == "2025.10"
    assert guideline.published_on.isoformat() == "2025-06-01"
    assert guideline.status == "draft"
    assert rule.options[0].keywords == ("aromatase inhibitor",)
    assert rule.line == 18


def test_a_rule_without_a_source_of_its_own_has_that_of_its_decision():
    source = loads(EXAMPLE).decisions[0].rules[0].source
    assert source is not None
    assert (source.title, source.year, source.section) == ("Document d'exemple", 2025, "3.2")


WRONG = {
    "a structural word misspelt": (
        "policy: cumulative",
        "polcy: cumulative",
        "clef inconnue « polcy » ; vouliez-vous dire « policy »",
    ),
    "a strength that is none": (
        "keywords: [aromatase inhibitor]",
        "keywords: [], strength: strong",
        "n'est pas permis pour « strength »",
    ),
    "a keyword in capitals": ("[aromatase inhibitor]", "[Letrozole]", "l'écrire en minuscules, « letrozole »"),
    "a stage that is none": ("stage: adjuvant", "stage: adjuvnt", "vouliez-vous dire « adjuvant »"),
    "a word that is missing": ("    question: Hormonothérapie ?\n", "", "il manque « question »"),
    "a condition on a value that is none": ("er_status: positive", "er_status: positif", "vouliez-vous dire « positive »"),
    "a rule without options": (
        "[{label: Inhibiteur de l'aromatase, keywords: [aromatase inhibitor]}]",
        "[]",
        "au moins une option",
    ),
    "a known in a rule": ("{biomarker.er_status: positive}", "{known: biomarker.er_status}", "n'est permis que dans « workup »"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_told_with_what_to_write_instead(name: str):
    right, wrong, words = WRONG[name]
    assert right in EXAMPLE
    assert any(words in fault for fault in faults_of(EXAMPLE.replace(right, wrong)))


def test_an_identifier_serves_once_in_a_file():
    again = EXAMPLE + EXAMPLE[EXAMPLE.index("      - id: aromatase") :]
    assert any("sert déjà" in fault for fault in faults_of(again))


def test_a_contra_indication_excludes_known_words_only():
    ban = '{id: heart, when: {lab.lvef: "< 50"}, excludes: [anthracyclin], level: absolute, reason: "FEVG < 50 %"}'
    assert any("vouliez-vous dire « anthracycline »" in fault for fault in faults_of(f"{EXAMPLE}contraindications:\n  - {ban}\n"))


def test_an_example_names_decisions_rules_and_values_that_exist():
    case = "{name: n, case: {biomarker.er_status: plus}, expect: {adjuvent: [], adjuvant: [tamoxifen]}}"
    found = faults_of(f"{EXAMPLE}tests:\n  - {case}\n")
    assert any("valeur inconnue pour « biomarker" in fault for fault in found)
    assert any("décision inconnue « adjuvent »" in fault for fault in found)
    assert any("règle inconnue de « adjuvant » « tamoxifen »" in fault for fault in found)


def test_two_files_of_one_folder_have_two_identifiers(tmp_path: Path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(EXAMPLE, "utf-8")
    with pytest.raises(RuleFileError, match="déjà celui de"):
        load_all(tmp_path)


def test_the_faults_of_every_file_of_a_folder_come_together(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(EXAMPLE.replace("stage: adjuvant", "stage: x"), "utf-8")
    (tmp_path / "b.yaml").write_text("- 1", "utf-8")
    with pytest.raises(RuleFileError) as refused:
        load_all(tmp_path)
    assert {Path(fault.file).name for fault in refused.value.faults} == {"a.yaml", "b.yaml"}


def test_a_file_that_has_changed_is_read_again(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_text(EXAMPLE, "utf-8")
    first = load(path)
    assert load(path) is first
    path.write_text(EXAMPLE.replace("(exemple)\n", "(exemple changé)\n", 1), "utf-8")
    assert load(path).title == "Cancer du sein (exemple changé)"


SECTIONS = ("guideline", "scope", "conditions", "workup", "decisions", "contraindications", "follow_up", "tests")
NONSENSE = (
    "3", "texte", "[1, [2], {}]", "{a: {b: 1}}", "{id: [1], sources: 3, publisher: x, version: {a: 1}}",
    "[{id: x, rules: 3, case: 4, expect: [1], when: 5, needs: [{}], options: 6, excludes: 7, every: [8]}]",
    "[{id: [x], rules: [3, {id: {a: 1}, options: [4, {pps: [5], keywords: [[6]], grading: 7, rank: a}]}], source: 8}]",
    "[{name: [x], case: {treatments: 3, patient.age: {a: 1}, biomarker.egfr: {present: 3}}, expect: {a: 1}, possible: 3}]",
)  # fmt: skip


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("value", NONSENSE)
def test_a_section_that_is_nonsense_gives_sentences_and_never_a_crash(section: str, value: str):
    kept = [block for block in re.split(r"\n(?=\w)", EXAMPLE.strip()) if not block.startswith(f"{section}:")]
    assert faults_of("\n".join([*kept, f"{section}: {value}"]))
