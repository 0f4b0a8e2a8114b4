"""`carnet screen`: one trial on the stored dossiers, and all of them with their alerts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dossier.dossiers import begin, create
from dossier.screening import progress
from dossier.steps import Sources
from guidelines import RuleBase
from store.engine import engine, reading, session
from store.migrations import migrate
from store.running import DONE, INTERRUPTED, shown
from store.settings import database_url
from store.users import create_user
from tests.cli.conftest import NOTE
from ui.screen_cli import start

TRIAL = {"protocolSection": {
    "identificationModule": {"nctId": "NCT09999902", "briefTitle": "Essai fictif du passage"},
    "statusModule": {"overallStatus": "RECRUITING"},
    "conditionsModule": {"conditions": ["Breast Cancer"]},
    "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* ECOG 0-1\n* Platelets >= 100 G/L", "minimumAge": "18 Years", "sex": "ALL"},
}}  # fmt: skip


@pytest.fixture
def dossiers(carnet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two dossiers, of whom one is too tired for the trial; databases of this test alone."""
    monkeypatch.setenv("CARNET_HOME", str(tmp_path / "home"))
    (tmp_path / "trial.json").write_text(json.dumps(TRIAL), encoding="utf-8")
    assert carnet("trials", "import", tmp_path / "trial.json").code == 0
    migrate(database_url(), "dossiers")
    kept = []
    for ecog in ("OMS 1", "OMS 3"):
        notebook = begin(NOTE.replace("OMS 1", ecog), Sources(RuleBase()))
        with session(engine(database_url())) as opened:
            people = create_user(opened, f"Dr {ecog} Exemple", "oncologist")
            kept.append(create(opened, notebook, people).id)
    return kept


def test_a_trial_is_screened_with_its_funnel_and_what_to_ask(carnet, dossiers: list[str]):
    answer = carnet("screen", "--trial", "NCT09999902", "--json")
    assert answer.code == 0
    assert answer.records == [
        {
            "trial": "NCT09999902",
            "counts": {"eligible": 0, "possible": 1, "excluded": 1},
            "patients": [{"id": dossiers[0], "verdict": "possible", "tumour": True, "unknown": 1, "missing": ["lab.platelets"]}],
            "funnel": [
                {"kind": "inclusion", "text": "ECOG 0-1", "excludes": 1, "alone": 1, "unknown": 0, "left": 1},
                {"kind": "inclusion", "text": "Platelets >= 100 G/L", "excludes": 0, "alone": 0, "unknown": 1, "left": 1},
            ],
            "asked": [{"feature": "lab.platelets", "cases": 1, "enough": 1}],
        }
    ]


def test_in_words_nobody_is_said_to_be_eligible(carnet, dossiers: list[str]):
    answer = carnet("screen", "--trial", "NCT09999902")
    assert answer.out.splitlines() == [
        "2 dossiers au départ",
        "« ECOG 0-1 » : 1 exclu, dont 1 par ce seul critère ; il en reste 1",
        "« Platelets >= 100 G/L » : à vérifier pour 1 de ceux qui restent ; il en reste 1",
        f"{dossiers[0]} : aucun critère contraire trouvé, 1 à vérifier",
    ]


def test_all_trials_are_screened_once_and_then_only_what_changed(carnet, dossiers: list[str]):
    answer = carnet("screen", "--all", "--json")
    assert answer.code == 0
    assert {"trial": "NCT09999902", "patients": [{"id": dossiers[0], "verdict": "possible", "unknown": 1}]} in answer.records
    assert carnet("screen", "--all").err == "2 dossier(s), 1 essai(s) ouvert(s) : 0 paire(s) examinée(s), 0 alerte(s) levée(s)\n"


@pytest.mark.parametrize("arguments", [(), ("--trial", "NCT09999902", "--all")])
def test_one_trial_or_all_must_be_said(carnet, dossiers: list[str], arguments: tuple[str, ...]):
    answer = carnet("screen", *arguments)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)


def test_a_trial_that_is_not_known_is_one_sentence(carnet, dossiers: list[str]):
    answer = carnet("screen", "--trial", "NCT00000000")
    assert (answer.code, answer.err.splitlines()) == (
        2, ["NCT00000000 : essai inconnu du registre local ; l'ajouter par « carnet trials import »"],
    )  # fmt: skip


def test_a_page_starts_it_in_a_process_of_its_own_and_reads_how_it_ends(carnet, dossiers: list[str]):
    running = start()
    assert running.wait(timeout=60) == 0
    with reading(engine(database_url())) as opened:
        row = progress.state(opened)
    assert row is not None
    assert (shown(row), row.last_success_at is not None) == (DONE, True)


def test_one_that_is_killed_is_shown_as_interrupted_and_can_be_begun_again(carnet, dossiers: list[str], repository: Path):
    told = "from dossier.screening.progress import under_way\nfrom store.engine import engine\nfrom store.settings import database_url\n"
    waits = f"{told}with under_way(engine(database_url())):\n    print('begun', flush=True)\n    input()"
    with subprocess.Popen(
        [sys.executable, "-c", waits], cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"begun\n"
        assert carnet("screen", "--all").err == "Un passage est déjà en cours : attendre qu'il se termine, ou l'arrêter.\n"
        running.kill()
    with reading(engine(database_url())) as opened:
        row = progress.state(opened)
    assert row is not None
    assert shown(row) == INTERRUPTED
    assert carnet("screen", "--all").code == 0
