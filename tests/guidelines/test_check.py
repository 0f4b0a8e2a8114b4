"""What a curator is told of a rule file."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from guidelines.check import check, check_text, main
from guidelines.load import loads
from guidelines.model import RuleBase

TODAY = datetime.date(2025, 11, 12)
CLEAN = """
guideline:
  id: breast-example
  title: Cancer du sein (exemple)
  publisher: {network: "Réseau (exemple)"}
  version: 2025.1
  published_on: 2025-06-01
  review_before: 2026-06-01
  sources: [{id: example, title: "Document d'exemple", year: 2025}]
scope: {tumour.type: {is_a: BREAST}}
decisions:
  - id: adjuvant
    question: Hormonothérapie ?
    stage: adjuvant
    policy: cumulative
    rules:
      - id: aromatase-inhibitor
        when: {biomarker.er_status: positive, patient.menopausal_status: postmenopausal}
        options: [{label: Inhibiteur de l'aromatase, keywords: [aromatase inhibitor]}]
        source: {id: example}
tests:
  - {name: applies, case: {tumour.type: IDC, biomarker.er_status: positive, patient.menopausal_status: postmenopausal}, expect: {adjuvant: [aromatase-inhibitor]}}
  - {name: does not, case: {tumour.type: IDC, biomarker.er_status: negative}, expect: {adjuvant: []}}
  - {name: open, case: {tumour.type: IDC, biomarker.er_status: positive}, expect: {adjuvant: []}, possible: {adjuvant: [aromatase-inhibitor]}, missing: [patient.menopausal_status]}
"""


CONTRARY = """contraindications:
  - {id: never, when: {biomarker.er_status: positive}, excludes: [aromatase inhibitor], level: absolute, reason: exemple, source: {id: example}}
"""


@pytest.fixture
def findings(tmp_path: Path):
    def _findings(text: str) -> list[str]:
        path = tmp_path / "example.yaml"
        path.write_text(text, "utf-8")
        return [f"{finding.line} {finding.kind} {finding.sentence}" for finding in check(path, TODAY) if finding.is_fault]

    return _findings


def test_a_clean_file_has_no_finding(findings):
    assert findings(CLEAN) == []


def test_faults_of_loading_are_findings_with_their_place(findings):
    assert findings(CLEAN.replace("policy: cumulative", "policy: uniqe")) == [
        "15 load « uniqe » n'est pas permis pour « policy » ; vouliez-vous dire « unique » ?"
    ]


def test_an_example_that_fails_says_what_was_expected_and_what_was_found(findings):
    found = findings(
        CLEAN.replace(
            "biomarker.er_status: negative}, expect: {adjuvant: []}",
            "biomarker.er_status: negative}, expect: {adjuvant: [aromatase-inhibitor]}",
        )
    )
    assert found == ["23 example exemple « does not » : dans « adjuvant », s'applique : attendu [aromatase-inhibitor], trouvé []"]


def test_what_an_example_says_is_missing_is_exact(findings):
    found = findings(CLEAN.replace("missing: [patient.menopausal_status]", "missing: [patient.age]"))
    assert found == ["24 example exemple « open » : il manque : attendu [patient.age], trouvé [patient.menopausal_status]"]


def test_an_example_out_of_scope_is_told(findings):
    found = findings(CLEAN.replace("{name: applies, case: {tumour.type: IDC,", "{name: applies, case: {tumour.type: LUAD,"))
    assert "22 example exemple « applies » : le cas est hors du champ du référentiel (« scope »)" in found


def test_a_rule_that_no_example_shows_undetermined_is_told(findings):
    text = "\n".join(line for line in CLEAN.splitlines() if "name: open" not in line)
    assert findings(text) == ["17 untested règle « aromatase-inhibitor » : aucun exemple où elle est indéterminée"]


def test_a_guideline_past_its_review_date_is_told(findings):
    assert findings(CLEAN.replace("2026-06-01", "2025-09-01"))[0].startswith(
        "8 expired référentiel à revoir depuis le 01/09/2025"
    )


def test_a_rule_without_a_source_is_told(findings):
    found = findings(CLEAN.replace("        source: {id: example}\n", ""))
    assert found == ["17 source règle « aromatase-inhibitor » : sans source ; ajouter « source: {id: ...} »"]


def test_what_loads_in_a_faulty_file_is_checked_all_the_same(findings):
    """The decision with the misspelt policy is left aside; the date and the examples are still looked at."""
    found = findings(CLEAN.replace("policy: cumulative", "policy: cumulativ").replace("2026-06-01", "2025-09-01"))
    assert [line.split()[:2] for line in found] == [["8", "expired"], ["15", "load"]]


def test_a_text_being_written_is_checked_against_the_rule_base():
    contrary = CLEAN.replace("breast-example", "breast-other").replace("[aromatase inhibitor]", "[tamoxifen]")
    contrary = contrary.replace("tests:", CONTRARY + "tests:")
    other = RuleBase((loads(contrary, "other.yaml"),))
    (finding,) = [one for one in check_text(CLEAN, base=other, today=TODAY) if one.kind == "contradiction"]
    assert (finding.line, finding.level) == (17, "fault")
    assert "« breast-other » (other.yaml:22) le contre-indique (exemple)" in finding.sentence


def test_the_command_prints_sentences_and_exits_1_when_there_are_any(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "example.yaml"
    path.write_text(CLEAN.replace("policy: cumulative", "policy: uniqe"), "utf-8")
    assert main([str(path)]) == 1
    assert f"{path}:15:5: « uniqe »" in capsys.readouterr().out
