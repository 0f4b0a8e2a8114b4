"""`carnet guidelines` and `carnet questions`: what a curator and a clinician read of the rules."""

import json
import re
import shutil
import time
from pathlib import Path

import pytest

from guidelines.load import RULES
from guidelines.workbench import begin, suspend
from store.engine import engine, session
from store.migrations import migrate
from store.settings import database_url
from store.users import create_user

CASE = {
    "id": "k01", "date": "2025-11-12",
    "features": {"tumour.type": "CCRCC", "tumour.m": "M0", "patient.age": 47, "tumour.laterality": "left", "tumour.t": "T1a"},
}  # fmt: skip


@pytest.fixture
def kidney(tmp_path: Path) -> Path:
    """A copy of the shipped rules of the kidney, and beside it the same with a threshold that moved."""
    shutil.copytree(RULES / "kidney", tmp_path / "old")
    for path in (tmp_path / "old").iterdir():  # reviewed long from now: a date that is past is a fault
        path.write_text(re.sub(r"review_before: \S+", "review_before: 2099-12-31", path.read_text("utf-8")), "utf-8")
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    localised = tmp_path / "new" / "localised.yaml"
    text = localised.read_text("utf-8")
    assert 'when: {patient.age: "<= 46"}' in text
    localised.write_text(text.replace('when: {patient.age: "<= 46"}', 'when: {patient.age: "<= 47"}'), "utf-8")
    (tmp_path / "case.json").write_text(json.dumps(CASE), "utf-8")
    return tmp_path


def test_rules_without_a_fault_are_told_to_have_none_and_information_is_set_apart(carnet, kidney: Path):
    answer = carnet("guidelines", "check", kidney / "old")
    assert answer.code == 0
    assert answer.err.startswith("aucun point(s) à corriger, ")
    assert all(": information : " in line for line in answer.out.splitlines())


def test_two_versions_are_compared_in_words_for_patients_and_for_cases(carnet, kidney: Path):
    answer = carnet("guidelines", "diff", kidney / "old", kidney / "new", "--cases", kidney / "case.json")
    assert answer.code == 1
    assert "règle « genetics-young » : condition « Âge ≤ 46 ans » devient « Âge ≤ 47 ans »" in answer.out
    assert (
        "+ « Consultation d'oncogénétique (cancer du rein à 46 ans ou avant) » est désormais proposé, par exemple : "
        in answer.out
    )
    assert "cas k01\n  + Consultation d'oncogénétique (cancer du rein à 46 ans ou avant)\n" in answer.out
    assert answer.err == "1 référentiel(s) changé(s), 1 cas changé(s)\n"


def test_the_comparison_is_given_as_json_too(carnet, kidney: Path):
    answer = carnet("guidelines", "diff", "--json", kidney / "old", kidney / "new", "--cases", kidney / "case.json")
    guideline, case = answer.records
    assert (guideline["guideline"], [entry["id"] for entry in guideline["entries"]]) == ("kidney-localised", ["genetics-young"])
    assert case["case"] == "k01"


def test_equal_versions_and_a_path_that_is_not_there(carnet, kidney: Path):
    assert carnet("guidelines", "diff", kidney / "old", kidney / "old").code == 0
    answer = carnet("guidelines", "diff", kidney / "old", kidney / "rien")
    assert (answer.code, "n'existe pas" in answer.err) == (2, True)


def test_a_case_is_asked_what_matters_and_told_what_would_change_and_why_not(carnet, kidney: Path):
    (found,) = carnet("questions", "--json", kidney / "case.json").records
    assert {"feature", "question", "asked_of", "essential", "proved"} == set(found["questions"][0])
    assert len(found["questions"]) <= 8
    assert {"rule", "label", "because", "features", "recoverable"} == set(found["why_not"][0])
    shown = carnet("questions", kidney / "case.json").out
    assert shown.startswith("k01\n  ? ")
    assert "  pas « " in shown


OVERLAY = """overlay:
  id: riom-kidney
  title: Adaptations du réseau (exemple)
  publisher: {network: "Réseau (exemple)"}
  version: 2026.1
  published_on: 2026-01-01
  review_before: 2099-01-01
  over: kidney-localised
restrain:
  - {id: no-partial, excludes: [surgery], reason: "Bloc fermé (exemple)"}
"""


def test_the_network_s_files_go_into_the_database_and_out_as_a_folder(carnet, carnet_home: Path, tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "riom.yaml").write_text(OVERLAY, "utf-8")
    stranger = carnet("guidelines", "import", tmp_path / "in", "--by", "Dr Zoé Exemple")
    assert (stranger.code, "n'est pas le nom d'un utilisateur" in stranger.err) == (2, True)
    with session(engine(database_url())) as opened:
        create_user(opened, "Dr Zoé Exemple", "curator")
    assert carnet("guidelines", "import", tmp_path / "in", "--by", "Dr Zoé Exemple").out == "riom-kidney : nouveau\n"
    assert carnet("guidelines", "export", tmp_path / "out").code == 0
    assert "excludes: [surgery]" in (tmp_path / "out" / "reseau" / "riom-kidney.yaml").read_text("utf-8")


def test_a_recommendation_in_a_terminal_follows_what_the_network_suspended(carnet, carnet_home: Path, tmp_path: Path):
    (tmp_path / "case.json").write_text(json.dumps(CASE), "utf-8")
    assert "kidney-localised" in carnet("recommend", "--json", tmp_path / "case.json").out
    with session(engine(database_url())) as opened:
        user = create_user(opened, "Dr Zoé Exemple", "curator")
        file = begin(opened, user, (RULES / "kidney" / "localised.yaml").read_text("utf-8"))
        suspend(opened, user, file.id, 1, "alerte (exemple)")
    after = carnet("recommend", "--json", tmp_path / "case.json")
    assert after.code == 0
    assert "kidney-localised." not in after.out


HOSTILE = {
    "10,000 nested conditions": ("scope: " + "{not: " * 10_000, "niveaux imbriqués"),
    "an alias bomb": ("a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b, *b]", "ancre YAML"),
    "a key written twice": ("guideline: {id: a}\nguideline: {id: b}", "deux fois"),
    "a tab": ("guideline:\n\tid: a", "tabulation"),
    "50 MB": ("", "50 Mo"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence_whatever_is_asked_of_it(carnet, carnet_home: Path, tmp_path: Path, name: str):
    text, words = HOSTILE[name]
    path = tmp_path / "hostile.yaml"
    path.write_text(text, "utf-8")
    if not text:
        with open(path, "r+b") as file:
            file.truncate(50_000_000)
    migrate(database_url(), "dossiers")
    with session(engine(database_url())) as opened:
        create_user(opened, "Dr Zoé Exemple", "curator")
    for asked in (("check", path), ("diff", path, path), ("import", path, "--by", "Dr Zoé Exemple")):
        start = time.perf_counter()
        answer = carnet("guidelines", *asked)
        assert time.perf_counter() - start < 10, asked
        assert (answer.code, answer.out) == (2, ""), asked
        (sentence,) = answer.err.strip().splitlines()
        assert words in sentence
