"""The worklist and the screening log as files, and the funnel of a trial as a picture and in words."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import openpyxl
from lxml import etree

from dossier.exports import candidates
from dossier.exports.worklist import LOG, csv_log, workbook
from dossier.pictures.funnel import svg, words
from dossier.screening.worklist import Line
from dossier.tables import FollowedPair, PairStep
from tests.trials.test_screen import HER2, patients
from trials.screen import screen


def line(number: int, reason: str = "", status: str = "screening") -> Line:
    pair = FollowedPair(
        id=number, dossier_id=f"k3f9{number}", trial_key="ctgov/NCT00000001", trial_id="NCT00000001", title="Essai fictif", code=f"00{number}",
        status=status, on="2026-03-12", reason=reason, owner="Mme Martin Exemple", note="rappeler", updated_by="Mme Martin Exemple",
    )  # fmt: skip
    return Line(pair, "Sein, Mme FICTIVE")


def step(status: str, on: str) -> PairStep:
    return PairStep(pair_id=1, dossier_id="k3f91", status=status, on=on, by="Mme Martin Exemple", at=datetime.now(UTC))


STEPS = {1: {"to_review": step("to_review", "2026-03-10"), "screening": step("screening", "2026-03-12")}}


def test_the_workbook_has_the_worklist_and_the_log_by_code():
    book = openpyxl.load_workbook(io.BytesIO(workbook([line(2), line(1)], STEPS)))
    assert book.sheetnames == ["Suivi", "Registre de sélection"]
    followed, log = (list(sheet.values) for sheet in book)
    assert followed[1][:5] == ("NCT00000001", "Essai fictif", "k3f92", "002", "en sélection")
    assert log[0] == LOG
    assert log[1] == (
        "NCT00000001",
        "001",
        "en sélection",
        "12/03/2026",
        None,
        "10/03/2026",
        None,
        None,
        "12/03/2026",
        None,
        None,
        None,
    )
    assert log[2][1] == "002"


def test_the_log_holds_no_label_of_a_dossier_and_no_note():
    said = csv_log([line(1)], STEPS).decode("utf-8-sig")
    assert "FICTIVE" not in said
    assert "rappeler" not in said
    assert "FICTIVE" not in str(list(openpyxl.load_workbook(io.BytesIO(workbook([line(1)], STEPS)))["Suivi"].values))


def test_what_somebody_typed_is_never_a_formula_of_the_spreadsheet():
    typed = "=1+1"
    (_, row) = csv.reader(io.StringIO(csv_log([line(1, typed, "screen_failure")], STEPS).decode("utf-8-sig")), delimiter=";")
    assert row[4] == "'=1+1"
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([line(1, typed, "screen_failure")], STEPS)))["Suivi"]
    assert (sheet["G2"].value, sheet["G2"].data_type) == (typed, "s")


def test_the_funnel_says_in_words_what_it_draws():
    (found,) = screen([HER2], patients())
    assert words(found) == [
        "4 dossiers au départ",
        "« Metastatic breast cancer » : 1 exclu, dont 1 par ce seul critère ; il en reste 3",
        "« ECOG 0-1 » : 1 exclu, dont 1 par ce seul critère ; il en reste 2",
        "« Platelets >= 100 G/L » : à vérifier pour 1 de ceux qui restent ; il en reste 2",
        "exclusion « Pregnant women » : à vérifier pour 2 de ceux qui restent ; il en reste 2",
    ]
    drawn = etree.fromstring(svg(found))
    assert drawn.findtext("{*}desc") == " ; ".join(words(found))
    assert "Platelets >= 100 G/L" in [each.text for each in drawn.iter("{*}text")]


def test_the_funnel_of_no_dossier_is_still_a_picture():
    (found,) = screen([HER2], [])
    assert words(found) == ["0 dossier au départ"]
    assert etree.fromstring(svg(found)).tag.endswith("svg")


def test_the_table_of_the_patients_left_can_be_sorted_and_holds_no_formula():
    pairs = [
        candidates.Pair("NCT1", "=1+1", True, "k3f9", "Cancer du sein, 57 ans", True, 3),
        candidates.Pair("NCT2", "Essai fictif", False, "k3f9", "Cancer du sein, 57 ans", False, 11),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(candidates.workbook(pairs))).active
    heads, first, second = sheet.values
    assert heads == candidates.HEADS
    assert first == ("NCT1", "=1+1", "oui", "k3f9", "Cancer du sein, 57 ans", "oui", 3)
    assert second[2:] == (None, "k3f9", "Cancer du sein, 57 ans", "à vérifier", 11)
    assert sheet.cell(2, 2).data_type == "s"
    assert sheet.auto_filter.ref == "A1:G3"
