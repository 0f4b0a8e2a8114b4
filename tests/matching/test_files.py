"""Cases from files: one document, several of one patient, or a case already read."""

import datetime
import json
from pathlib import Path

import pytest

from matching.document import DocumentError
from matching.files import read_source
from matching.sources import sources
from matching.value import Interval, SetValue


def case_of(folder: Path, **documents: str):
    for name, text in documents.items():
        (folder / "dossier").mkdir(exist_ok=True)
        (folder / "dossier" / f"{name}.txt").write_text(text, encoding="utf-8")
    return read_source(sources([folder])[0])


def already_read(folder: Path, record: object):
    (folder / "x.json").write_text(json.dumps(record), encoding="utf-8")
    return read_source(sources([folder])[0])


def refused(folder: Path, record: object) -> str:
    with pytest.raises(DocumentError) as error:
        already_read(folder, record)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_evidence_points_into_the_text_as_it_stands(tmp_path: Path):
    text = "\ufeffF 54 ans\r\n\r\nOMS\u00a01, créatinine 84 µmol/L\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    case = read_source(sources([tmp_path])[0])
    for feature in case.features.values():
        for item in feature.evidence:
            assert text[1:][item.start : item.end] == item.text
    assert case.value("patient.ecog") == Interval.exactly(1)


def test_every_proof_of_several_documents_names_its_document(tmp_path: Path):
    case = case_of(tmp_path, bio="RCP du 10/01/2025. Créatinine 84 µmol/L.", rcp="RCP du 12/03/2025. F 54 ans, OMS 1.")
    named = {key: feature.evidence[0].document for key, feature in case.features.items() if feature.origin == "read"}
    assert named["lab.creatinine"] == "bio.txt"
    assert named["patient.ecog"] == "rcp.txt"


def test_where_two_documents_differ_the_later_is_followed_and_told(tmp_path: Path):
    case = case_of(tmp_path, z="RCP du 10/01/2025. Homme, OMS 1.", a="RCP du 12/03/2025. Homme, OMS 2.")
    assert case.value("patient.ecog") == Interval.exactly(2)
    assert case.date == datetime.date(2025, 3, 12)
    assert any("deux documents diffèrent" in warning for warning in case.warnings)


def test_sets_of_several_documents_are_joined(tmp_path: Path):
    case = case_of(tmp_path, a="RCP du 10/01/2025. ATCD : HTA, BPCO.", b="RCP du 12/03/2025. ATCD : diabète de type 2.")
    conditions = case.value("patient.comorbidities")
    assert isinstance(conditions, SetValue)
    assert conditions.present >= {"hypertension", "diabetes", "copd"}


def test_the_same_treatment_told_twice_is_one_record(tmp_path: Path):
    told = "RCP du {}. Cancer du sein. FEC100 6 cures en 2015."
    case = case_of(tmp_path, a=told.format("10/01/2025"), b=told.format("12/03/2025"))
    assert [record.protocol for record in case.treatments] == ["FEC100"]


def test_the_id_of_a_gold_case_wins_over_its_file_name(tmp_path: Path):
    assert already_read(tmp_path, {"id": "b07", "text": "F 54 ans"}).id == "b07"
    assert already_read(tmp_path, {"text": "F 54 ans"}).id == "x"


def test_the_reference_date_is_the_note_s_else_the_one_given(tmp_path: Path):
    given = datetime.date(2025, 11, 12)
    for text, date in (("RCP du 10/01/2025. F 54 ans", datetime.date(2025, 1, 10)), ("F 54 ans", given)):
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        assert read_source(sources([tmp_path / "a.txt"])[0], given).date == date


def test_a_case_already_read_is_taken_as_it_is_and_completed(tmp_path: Path):
    case = already_read(tmp_path, {"features": {"biomarker.kras": "G12D", "patient.ecog": [0, 1]}, "treatments": []})
    assert case.value("biomarker.kras") == "G12D"
    assert case.value("patient.ecog") == Interval(0, 1)
    assert case.features["biomarker.ras"].origin == "computed"


@pytest.mark.parametrize("record", [
    {"features": {"patient.agee": 54}},
    {"features": {"patient.age": "cinquante"}},
    {"features": {"patient.age": [1]}},
    {"features": {"patient.sex": "autre chose"}},
    {"features": {"patient.comorbidities": ["hypertension"]}},
    {"features": {"patient.comorbidities": {"present": [["x"]]}}},
    {"features": ["patient.age"]},
    {"features": {}, "treatments": {"modality": "surgery"}},
    {"features": {}, "treatments": [{}]},
    {"features": {}, "treatments": ["FOLFOX"]},
    {"features": {}, "date": "12 mars"},
    {"features": None},
])  # fmt: skip
def test_a_record_that_is_no_case_is_one_sentence(tmp_path: Path, record: object):
    assert "cas illisible" in refused(tmp_path, record)


def test_an_unknown_feature_is_answered_with_the_nearest_one(tmp_path: Path):
    assert "vouliez-vous dire « tumour.size »" in refused(tmp_path, {"features": {"tumour.siez": 12}})
