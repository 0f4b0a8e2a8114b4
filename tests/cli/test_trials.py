"""`carnet trials`: import, search, criteria and match on the registry of this machine."""

import json
from pathlib import Path

import pytest

TRIAL = {"protocolSection": {
    "identificationModule": {"nctId": "NCT09999901", "briefTitle": "Essai fictif de la ligne de commande"},
    "statusModule": {"overallStatus": "RECRUITING"},
    "conditionsModule": {"conditions": ["Breast Cancer"]},
    "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* ECOG 0-1\n\nExclusion Criteria:\n\n* Pregnant women", "minimumAge": "18 Years", "sex": "ALL"},
}}  # fmt: skip


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    path = tmp_path / "trial.json"
    path.write_text(json.dumps(TRIAL), encoding="utf-8")
    return path


def test_a_trial_is_imported_once_then_known_as_unchanged(carnet, trial: Path):
    first = carnet("trials", "import", "--json", trial)
    assert (first.code, first.records[0]["faults"]) == (0, [])
    assert carnet("trials", "import", "--json", trial).records[0]["unchanged"] == 1


@pytest.mark.parametrize("content", [
    '{"protocolSection": {"identificationModule": {"briefTitle": "Sans identifiant"}}}', json.dumps(TRIAL)[:200], "ceci n'est pas un essai", "", "\x00\x01",
])  # fmt: skip
def test_a_record_that_is_no_trial_is_one_sentence_and_the_others_are_imported(carnet, trial: Path, tmp_path: Path, content: str):
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    answer = carnet("trials", "import", tmp_path / "bad.json", trial)
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 2
    assert answer.err.splitlines()[0].startswith(("bad.json", str(tmp_path)))


def test_a_path_that_is_not_there_is_told(carnet, tmp_path: Path):
    answer = carnet("trials", "import", tmp_path / "rien.json")
    assert (answer.code, "n'existe pas" in answer.err) == (2, True)


def test_trials_are_searched(carnet):
    answer = carnet("trials", "search", "--json", "sein")
    assert answer.code == 0
    assert all({"trial", "title", "status"} <= set(record) for record in answer.records)
    assert answer.records


@pytest.mark.parametrize("words", ['"', "AND OR", "NEAR(", "*", "sein'--", "  "])
def test_any_words_may_be_searched(carnet, words: str):
    answer = carnet("trials", "search", "--json", words)
    assert (answer.code, answer.err) == (0, "")


def test_criteria_have_the_fields_of_the_contract(carnet, trial: Path):
    carnet("trials", "import", trial)
    answer = carnet("trials", "criteria", "--json", "NCT09999901")
    assert answer.code == 0, answer.err
    (record,) = answer.records
    assert {"trial", "coverage", "criteria"} == set(record)
    assert 0 <= record["coverage"] <= 1
    for criterion in record["criteria"]:
        assert {"kind", "text", "start", "end", "condition", "confidence"} <= set(criterion)
        assert criterion["kind"] in ("inclusion", "exclusion")
    assert any("ECOG 0-1" in criterion["text"] and criterion["condition"] for criterion in record["criteria"])


def test_a_corrected_condition_takes_the_place_of_the_one_read_until_it_is_taken_back(carnet, trial: Path):
    carnet("trials", "import", trial)

    def first() -> dict:
        (record,) = carnet("trials", "criteria", "--json", "NCT09999901").records
        return record["criteria"][0]

    read = first()
    answer = carnet("trials", "correct", "NCT09999901", "1", "--by", "Dr Martin", "--condition", "{patient.ecog: [0, 1, 2]}")
    assert answer.code == 0, answer.err
    assert (first()["condition"], first()["confidence"]) == ({"patient.ecog": [0, 1, 2]}, 1.0)
    assert carnet("trials", "correct", "NCT09999901", "1", "--by", "Dr Martin", "--undo").code == 0
    assert first() == read


@pytest.mark.parametrize(
    ("number", "condition", "told"), [("99", "{patient.ecog: 1}", "critères"), ("1", "{patient.ecgo: 1}", "patient.ecog")]
)
def test_a_correction_that_cannot_be_kept_is_told(carnet, trial: Path, number: str, condition: str, told: str):
    carnet("trials", "import", trial)
    answer = carnet("trials", "correct", "NCT09999901", number, "--by", "Dr Martin", "--condition", condition)
    assert (answer.code, told in answer.err) == (2, True)


def test_an_unknown_trial_is_told(carnet):
    answer = carnet("trials", "criteria", "NCT00000000")
    assert (answer.code, "inconnu du registre local" in answer.err) == (2, True)


def test_matches_have_the_fields_of_the_contract(carnet, note: Path):
    answer = carnet("trials", "match", "--json", "--near", "63000", note)
    assert answer.code == 0, answer.err
    (record,) = answer.records
    assert (record["id"], bool(record["trials"])) == ("rcp", True)
    for trial in record["trials"]:
        assert {"trial", "verdict", "score", "criteria", "missing"} <= set(trial)
        assert trial["verdict"] in ("eligible", "possible", "excluded")
        assert 0 <= trial["score"] <= 1
        for criterion in trial["criteria"]:
            assert {"text", "kind", "verdict", "start", "end", "recoverable", "because"} <= set(criterion)
            assert criterion["verdict"] in ("met", "not_met", "unknown", "to_confirm", "not_formalised")


def test_excluded_trials_are_listed_when_asked(carnet, note: Path, trial: Path, tmp_path: Path):
    other = json.loads(json.dumps(TRIAL).replace("NCT09999901", "NCT09999902").replace("Breast Cancer", "Prostate Cancer"))
    (tmp_path / "prostate.json").write_text(json.dumps(other), encoding="utf-8")
    carnet("trials", "import", trial, tmp_path / "prostate.json")
    shown = {trial["trial"] for trial in carnet("trials", "match", "--json", note).records[0]["trials"]}
    every = carnet("trials", "match", "--json", "--all", note).records[0]["trials"]
    assert shown < {trial["trial"] for trial in every}
    assert {"excluded"} <= {trial["verdict"] for trial in every}


def test_on_screen_nobody_is_eligible(carnet, note: Path):
    answer = carnet("trials", "match", note)
    assert answer.code == 0
    assert "éligible" not in answer.out
    assert "à vérifier" in answer.out
