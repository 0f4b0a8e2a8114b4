"""INCa's register from a file; every trial and place is invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trials.model import Site, Trial
from trials.sources import files
from trials.sources.files import Fault

RECORD = {
    "Titre": "INVENTE-01 : étude inventée dans le cancer du sein",
    "Date de mise à jour": "12/10/2026",
    "Type(s) de cancer": ["Cancer du sein"],
    "Sexe": "hommes et femmes",
    "Promoteur": "Promoteur inventé",
    "Etat de l'essai": "Ouvert aux inclusions",
    "Ouverture effective le": "01/02/2026",
    "Références de l'essai": "NCT07700001 - EudraCT 2099-000001-10 - INV-7",
    "Critères d'inclusion": ["Indice de performance OMS 0 ou 1", "Âge ≥ 18 ans"],
    "Critères de non inclusion": ["Grossesse"],
    "Centres": ["CHU inventé, 1 rue Fictive, 35000 Rennes"],
}


def read(path: Path, content: str, encoding: str = "utf-8") -> list[Trial | Fault]:
    path.write_bytes(content.encode(encoding))
    return list(files.read(path))


def test_a_record_is_a_trial_in_french(tmp_path: Path) -> None:
    [trial] = read(tmp_path / "inca.json", json.dumps([RECORD]))
    assert isinstance(trial, Trial)
    assert (trial.key, trial.xrefs, trial.version) == ("inca/NCT07700001", ("2099-000001-10",), "2026-10-12")
    assert (trial.status, trial.sex, trial.title_fr) == ("RECRUITING", "ALL", RECORD["Titre"])
    assert [(each.kind, each.text_fr) for each in trial.criteria] == [
        ("inclusion", "Indice de performance OMS 0 ou 1"),
        ("inclusion", "Âge ≥ 18 ans"),
        ("exclusion", "Grossesse"),
    ]
    assert trial.sites == (Site("CHU inventé", "Rennes", "35000", "France"),)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_table_says_the_same(tmp_path: Path, encoding: str) -> None:
    cells = {name: "\n".join(value) if isinstance(value, list) else value for name, value in RECORD.items()}
    content = ";".join(cells) + "\n" + ";".join(f'"{value}"' for value in cells.values())
    if encoding == "cp1252":
        content = content.replace("≥", ">=")
    [trial] = read(tmp_path / "inca.csv", content, encoding)
    assert isinstance(trial, Trial)
    assert (trial.key, len(trial.criteria), trial.sites[0].city) == ("inca/NCT07700001", 3, "Rennes")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Ouvert aux inclusions", "RECRUITING"),
        ("En cours d'ouverture", "NOT_YET_RECRUITING"),
        ("Pas encore ouvert", "NOT_YET_RECRUITING"),
        ("Clos aux inclusions", "ACTIVE_NOT_RECRUITING"),
        ("Suspendu", "SUSPENDED"),
        ("Inclusions : 12 / 40", None),
        ("", None),
    ],
)
def test_the_state_is_read_or_left_unknown(tmp_path: Path, words: str, status: str | None) -> None:
    [trial] = read(tmp_path / "inca.json", json.dumps(RECORD | {"Etat de l'essai": words}))
    assert isinstance(trial, Trial)
    assert trial.status == status


def test_a_line_without_a_public_number_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    found = read(tmp_path / "inca.csv", "Titre,Références de l'essai\nInventé A,INV-7\nInventé B,NCT07700002\n")
    assert isinstance(found[0], Fault)
    assert found[0].sentence.startswith("inca.csv, ligne 2 : essai sans numéro public")
    assert isinstance(found[1], Trial)


def test_another_table_is_refused(tmp_path: Path) -> None:
    [fault] = read(tmp_path / "autre.csv", "nom,prénom\na,b\n")
    assert isinstance(fault, Fault)
    assert "« Titre » et « Références de l'essai » manquent" in fault.sentence
