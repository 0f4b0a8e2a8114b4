"""`carnet trials portfolio`: a template, a file, and what is kept of it."""

from pathlib import Path

import pytest


@pytest.fixture
def apart(carnet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A registry of its own."""
    monkeypatch.setenv("CARNET_REGISTRY_URL", f"sqlite:///{tmp_path / 'registry.db'}")
    return carnet


def test_the_template_filled_in_becomes_the_portfolio(apart, tmp_path: Path):
    file = tmp_path / "portefeuille.csv"
    assert apart("trials", "portfolio", "--template", file).code == 0
    titles = file.read_text(encoding="utf-8-sig").split(";")
    row = ["NCT07700001", "Essai inventé", "2.0", "03/02/2026", "ouvert", "", "", "2", *[""] * (len(titles) - 8)]
    file.write_text(";".join(titles) + ";".join(row), encoding="utf-8-sig")
    assert apart("trials", "portfolio", file).code == 0
    [kept] = apart("trials", "portfolio", "--json").records
    assert (kept["id"], kept["status"], kept["slots"], kept["protocol_date"]) == ("NCT07700001", "RECRUITING", 2, "2026-02-03")


def test_a_file_with_faults_leaves_the_portfolio_as_it_was(apart, tmp_path: Path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("Numéro de l'essai;Statut dans le centre\nNCT07700001;ouvert\n", encoding="utf-8")
    bad.write_text(
        "Numéro de l'essai;Statut dans le centre\nNCT07700002;ouvert\nNCT07700003;oui\nNCT1;ouvert\n", encoding="utf-8"
    )
    apart("trials", "portfolio", good)
    answer = apart("trials", "portfolio", bad)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 2)
    assert [record["id"] for record in apart("trials", "portfolio", "--json").records] == ["NCT07700001"]


def test_a_template_of_another_kind_says_which_are_written(apart, tmp_path: Path):
    answer = apart("trials", "portfolio", "--template", tmp_path / "modele.ods")
    assert (answer.code, answer.err) == (2, "modele.ods : un fichier .xlsx ou .csv est attendu.\n")
