"""Dates as precise as stated, and the date a note is written for."""

import datetime

import pytest

from matching.reading import read
from matching.reading.pipeline import prepare


def dates(text: str) -> list[str]:
    return [date.iso for date in prepare(text).dates]


@pytest.mark.parametrize(("text", "found"), [
    ("opérée le 14/01/2025", ["2025-01-14"]), ("le 14.01.25", ["2025-01-14"]), ("en mars 2024", ["2024-03"]), ("03/2024", ["2024-03"]), ("depuis 2019", ["2019"]),
    ("1er juin 2023", ["2023-06-01"]), ("2024-05-06", ["2024-05-06"]), ("RCP du 14/01/2025. IRM le 05/09", ["2025-01-14", "2024-09-05"]),
    ("RCP du 06/01/2026. TEP 02/12 : fixation, drain jusqu'au 10/10", ["2026-01-06", "2025-12-02", "2025-10-10"]), ("opérée en 10/24", ["2024-10"]),
    ("Biologie du 12/12/2025 : Hb 10,9 (9,2 en octobre)", ["2025-12-12", "2025-10"]), ("RCP du 14/01/2025. Chirurgie en décembre.", ["2025-01-14", "2024-12"]),
])  # fmt: skip
def test_dates_are_found(text: str, found: list[str]):
    assert dates(text) == found


def test_a_month_of_a_note_without_any_date_is_past_whatever_the_day_it_is_read():
    now = f"{datetime.date.today():%Y-%m}"
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    assert all(dates(f"Scanner en {month} : stable")[0] <= now for month in months)


@pytest.mark.parametrize(
    "text",
    [
        "3/15 ganglions envahis",
        "10/12 carottes",
        "G8 12/17",
        "C3J1",
        "TA 12/8",
        "Hb 10.8",
        "2 à 3 cm",
        "31/02/2025",
        "PSA 2025 ng/mL",
        "IPP 80042173",
    ],
)
def test_counts_and_figures_are_no_dates(text: str):
    assert dates(text) == []


@pytest.mark.parametrize(("text", "date"), [
    ("RCP du 12/03/2025. Scanner du 10/02/2025.", "2025-03-12"), ("Consultation du 3 mars 2025 : F 54 ans", "2025-03-03"), ("F 54 ans, opérée le 12/03/2019", "2020-01-01"),
    ("Dernière RCP le 12/03/2019. F 54 ans", "2020-01-01"), ("Note de synthèse pour la RCP du 16/12/2025. F 54 ans", "2025-12-16"),
])  # fmt: skip
def test_the_reference_date_is_that_of_the_meeting_and_of_nothing_else(text: str, date: str):
    assert read(text, "x", datetime.date(2020, 1, 1)).date.isoformat() == date


def test_the_title_of_a_note_gives_the_date_of_its_meeting():
    titled = "RCP de sénologie du 16/10/2025 — cas fictif\nPatiente de 52 ans, FEVG 64 % le 06/10/2025."
    earlier = "Patient de 60 ans, suivi depuis 2022.\nScanner stable.\nRCP de pneumologie du 03/01/2024 : chimiothérapie.\nRevu en consultation le 05/06/2025."
    assert read(titled, "c").date == datetime.date(2025, 10, 16)
    assert read(earlier, "c").date != datetime.date(2024, 1, 3)
