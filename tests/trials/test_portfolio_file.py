"""The centre's portfolio, as a coordinator keeps it in a spreadsheet; every trial and name is invented."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from trials.model import Cohort, Contact, LocalTrial
from trials.portfolio_columns import COLUMNS
from trials.portfolio_file import PortfolioFaults, read_portfolio, write_template

TITLES = [column.title for column in COLUMNS.values()]
NAMES = list(COLUMNS)


def line(**cells: object) -> list[object]:
    return [cells.get(name) for name in NAMES]


def workbook(path: Path, *rows: list[object], titles: list[str] = TITLES) -> Path:
    """A workbook made from the template, filled in as a person would."""
    file = path / "portefeuille.xlsx"
    write_template(file)
    book = openpyxl.load_workbook(file)
    sheet = book["Portefeuille"]
    for column, title in enumerate(titles, start=1):
        sheet.cell(1, column, title)
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    file = path / "portefeuille.csv"
    file.write_bytes(content.encode(encoding))
    return file


def faults(file: Path) -> tuple[str, ...]:
    with pytest.raises(PortfolioFaults) as raised:
        read_portfolio(file)
    return raised.value.sentences


def test_a_trial_with_two_cohorts_is_two_lines(tmp_path: Path) -> None:
    file = workbook(
        tmp_path,
        line(
            id="nct07700001", title="INVENT-1", protocol_version=4.1, protocol_date=datetime.date(2026, 2, 3), status="Ouvert",
            cohort="Bras A", cohort_status="ouvert", slots=3, investigator="Dr A. Fictive", investigator_mail="a.fictive@hopital.example",
            coordinator="C. Fictif", coordinator_phone="01 00 00 00 00", inclusions="• ECOG 0-1\n- Suivi dans le centre", exclusions="Grossesse",
        ),
        line(id="NCT07700001", cohort="Bras B", cohort_status="ferme"),
        line(id="PHARE-0", status="en attente", slots=0),
    )  # fmt: skip
    assert read_portfolio(file) == [
        LocalTrial(
            "NCT07700001", "RECRUITING", "INVENT-1", "4.1", "2026-02-03",
            cohorts=(Cohort("Bras A", "RECRUITING", 3), Cohort("Bras B", "ACTIVE_NOT_RECRUITING")),
            investigator=Contact("Dr A. Fictive", email="a.fictive@hopital.example"), coordinator=Contact("C. Fictif", phone="01 00 00 00 00"),
            inclusions=("ECOG 0-1", "Suivi dans le centre"), exclusions=("Grossesse",),
        ),
        LocalTrial("PHARE-0", "NOT_YET_RECRUITING", slots=0),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_as_spreadsheets_write_it(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = [["numero de l’essai", "STATUT DANS LE CENTRE", "Titre"], ["NCT07700001", "fermé", "Étude inventée"], ["", "", ""]]
    file = text(tmp_path, "\r\n".join(separator.join(cells) for cells in lines), encoding)
    assert read_portfolio(file) == [LocalTrial("NCT07700001", "ACTIVE_NOT_RECRUITING", "Étude inventée")]


def test_every_fault_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    file = workbook(
        tmp_path,
        line(id="NCT0770001", status="ouvert", slots=1),
        line(id="NCT07700002", status="peut-être", slots="beaucoup", protocol_date="hier", investigator_mail="Dr Fictif"),
        line(status="ouvert"),
        line(id="NCT07700003", status="ouvert", title="Un"),
        line(id="NCT07700003", cohort="A", title="Deux"),
        line(id="NCT07700003", cohort="a"),
        line(id="NCT07700003"),
        line(id="NCT07700004", status="ouvert", cohort_status="ouvert"),
    )
    told = faults(file)
    assert [sentence.partition(" : ")[0] for sentence in told] == [
        "Feuille « Portefeuille », ligne 2, colonne « Numéro de l'essai » (A2)",
        "Feuille « Portefeuille », ligne 3, colonne « Date de la version » (D3)",
        "Feuille « Portefeuille », ligne 3, colonne « Statut dans le centre » (E3)",
        "Feuille « Portefeuille », ligne 3, colonne « Places » (H3)",
        "Feuille « Portefeuille », ligne 3, colonne « Courriel de l'investigateur » (J3)",
        "Feuille « Portefeuille », ligne 4, colonne « Numéro de l'essai » (A4)",
        "Feuille « Portefeuille », ligne 6, colonne « Titre » (B6)",
        "Feuille « Portefeuille », ligne 7, colonne « Cohorte ou bras » (F7)",
        "Feuille « Portefeuille », ligne 8, colonne « Cohorte ou bras » (F8)",
        "Feuille « Portefeuille », ligne 9, colonne « Statut de la cohorte » (G9)",
    ]
    assert "« beaucoup » n'est pas un nombre entier de places" in told[3]


def test_a_missing_status_is_told_once_for_the_trial(tmp_path: Path) -> None:
    told = faults(workbook(tmp_path, line(id="NCT07700001", cohort="A"), line(id="NCT07700001", cohort="B")))
    assert len(told) == 1
    assert told[0].startswith(
        "Feuille « Portefeuille », ligne 2, colonne « Statut dans le centre » (E2) : le statut de l'essai manque"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "La colonne « Numéro de l'essai » manque"),
        ("Numéro de l'essai;Statut dans le centre;Place\nNCT07700001;ouvert;3", "Ligne 1, colonne « Place » : ce titre n'est pas connu"),
        ("Numéro de l'essai;Statut dans le centre;Places;Places\n", "Ligne 1, colonne « Places » : cette colonne est là deux fois"),
        ("Numéro de l'essai;Statut dans le centre\n", "aucun essai"),
        ("Numéro de l'essai;Statut dans le centre\nNCT07700001;ouvert;3\n", "Ligne 2, colonne « sans titre » : une valeur sous aucun titre"),
    ],
)  # fmt: skip
def test_a_table_of_another_shape_is_told(tmp_path: Path, content: str, told: str) -> None:
    assert any(told in sentence for sentence in faults(text(tmp_path, content)))


@pytest.mark.parametrize(
    ("name", "content"), [("p.xlsx", b"PK\x03\x04 cut"), ("p.xlsx", b""), ("p.xls", b"\xd0\xcf\x11\xe0\x00"), ("p.csv", b"\0\0")]
)
def test_a_file_of_another_kind_is_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    [told] = faults(tmp_path / name)
    assert told.startswith(f"{name} : ")


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    assert len(faults(tmp_path / "absent.csv")) == len(faults(tmp_path / "absent.xlsx")) == 1


@pytest.mark.parametrize("name", ["modele.xlsx", "modele.csv"])
def test_the_template_is_a_portfolio_without_trials(tmp_path: Path, name: str) -> None:
    write_template(tmp_path / name)
    assert faults(tmp_path / name) == (f"{name} : aucun essai ; une ligne par essai est attendue sous les titres.",)
