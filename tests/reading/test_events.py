"""Examinations with their result, toxicities with their grade, other cancers with their date: what is told beside values and treatments."""

from typing import Any

import pytest

from matching.case import Case
from matching.reading import read

EXAMS, TOXICITIES, OTHERS = "history.exams", "history.toxicities", "history.other_cancers"


def told(text: str, key: str) -> list[dict[str, Any]]:
    """The events of one key, without the words that prove them, which must be those of the text."""
    found = read(text, "x").to_json().get("events", {}).get(key, [])
    for event in found:
        assert event["evidence"], text
        assert all(text[item["start"] : item["end"]] == item["text"] for item in event["evidence"]), text
    return [{name: value for name, value in event.items() if name != "evidence"} for event in found]


@pytest.mark.parametrize(("text", "exams"), [
    ("Carcinome bronchique. TEP-TDM du 12/03/2025 : fixation médiastinale isolée.",
     [{"name": "pet", "date": "2025-03-12", "detail": "fixation médiastinale isolée"}]),
    ("K sein. IRM cérébrale le 06/05/2025 : normale. Mammographie : masse de 31 mm.",
     [{"name": "brain_imaging", "date": "2025-05-06", "detail": "normale"}, {"name": "mammography", "detail": "masse de 31 mm"}]),
    ("Au scanner du 1er juin 2026, les nodules sont stables.", [{"name": "ct", "date": "2026-06-01", "detail": "les nodules sont stables"}]),
    ("TDM 20/01/2025 : foie stable. Scintigraphie osseuse sans fixation.",
     [{"name": "ct", "date": "2025-01-20", "detail": "foie stable"}, {"name": "bone_scan", "detail": "sans fixation"}]),
    ("Biopsie bronchique du 27/10/2025 : adénocarcinome, TTF1+.",
     [{"name": "biopsy", "date": "2025-10-27", "detail": "bronchique : adénocarcinome, TTF1+"}]),
    ("Mammographie en août 2025 dépistage : masse. L'échographie montre un kyste, et l'IRM du 02/09/2025 une masse.",
     [{"name": "mammography", "date": "2025-08", "detail": "dépistage : masse"}, {"name": "ultrasound", "detail": "un kyste"},
      {"name": "mri", "date": "2025-09-02", "detail": "une masse"}]),
    ("Mammographie et échographie du 09/09/2025 : masse de 34 mm.",
     [{"name": "mammography", "date": "2025-09-09"}, {"name": "ultrasound", "date": "2025-09-09", "detail": "masse de 34 mm"}]),
])  # fmt: skip
def test_an_examination_keeps_its_date_and_its_result(text: str, exams: list[dict[str, Any]]):
    assert told(text, EXAMS) == exams


@pytest.mark.parametrize("text", [
    "Pas de scanner réalisé.",
    "Question : IRM cérébrale ?",
    "Un TEP-scanner est prévu le 12/03/2025.",
    "Mère : mammographie anormale en 2020.",
    "IRM pelvienne : pas faite.",
])  # fmt: skip
def test_an_examination_that_was_not_done_is_none(text: str):
    assert told(text, EXAMS) == []


def test_a_toxicity_keeps_its_grade_and_what_it_came_under():
    assert told("Docétaxel x6, neuropathie de grade 2 depuis mars 2025.", TOXICITIES) == [
        {"name": "neuropathie", "date": "2025-03", "grade": 2, "treatment": "docetaxel"}
    ]
    assert told("Ipilimumab-nivolumab x2 : colite G3, arrêt.", TOXICITIES)[0]["grade"] == 3
    assert told("Pas de neuropathie sous docétaxel.", TOXICITIES) == []


def test_another_cancer_keeps_its_type_its_year_and_its_treatment():
    text = "Carcinome bronchique. ATCD : cancer de la prostate en 2015, prostatectomie."
    assert told(text, OTHERS) == [{"name": "PRAD", "date": "2015", "treatment": "prostatectomy"}]
    assert told("Carcinome bronchique. Père : cancer de la prostate en 2015.", OTHERS) == []


def test_events_come_back_from_the_json_of_a_case():
    case = read("K sein. TEP-TDM du 12/03/2025 : fixation axillaire. EC x4, mucite grade 2.", "x")
    assert len(case.events) == 2
    assert Case.from_json(case.to_json()).events == case.events
