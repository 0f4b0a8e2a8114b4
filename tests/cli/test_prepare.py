"""`carnet recommend`, `prepare` and `export`: proposals with their reasons, documents as files that are never half written."""

import io
import json
import os
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document as Word

from dossier.dossiers import begin, create
from dossier.steps import Sources
from guidelines import load_all
from store.engine import engine, session
from store.identity import Identity, save_identity
from store.migrations import migrate
from store.settings import database_url
from store.users import create_user
from tests.cli.conftest import NOTE


def test_recommendations_have_the_fields_of_the_contract(carnet, note: Path):
    answer = carnet("recommend", "--json", note)
    (record,) = answer.records
    assert (answer.code, answer.err) == (0, "")
    assert {"id", "recommendations", "missing"} <= set(record)
    assert record["recommendations"]
    for proposal in record["recommendations"]:
        assert {"rule", "guideline", "version", "verdict", "options", "because", "missing", "source"} <= set(proposal)
        assert proposal["verdict"] in ("applies", "possible")
        assert proposal["options"]
        assert {"title", "year"} <= set(proposal["source"])
        for option in proposal["options"]:
            assert {"label", "keywords", "strength", "contraindications", "to_check"} <= set(option)
            assert all(word == word.lower() for word in option["keywords"])
    assert len(record["missing"]) <= 8
    assert all(set(asked) >= {"feature", "question", "changes"} for asked in record["missing"])


def test_recommendations_are_shown_in_french(carnet, note: Path):
    answer = carnet("recommend", note)
    assert answer.code == 0
    assert "s'applique" in answer.out


def test_prepare_writes_three_files_a_case(carnet, note: Path, tmp_path: Path):
    answer = carnet("prepare", "--json", note, "--out", tmp_path / "out")
    (told,) = answer.records
    assert (answer.code, told["id"]) == (0, "rcp")
    assert sorted(file.name for file in (tmp_path / "out" / "rcp").iterdir()) == ["case.json", "frcp.docx", "pps.docx"]
    assert all(Path(told[kind]).is_file() for kind in ("frcp", "pps", "case"))
    record = json.loads(Path(told["case"]).read_text(encoding="utf-8"))
    assert record["features"]["patient.age"] == 57
    assert len(record["frcp"]["sections"]) == 18
    assert record["frcp"]["banner"].startswith("PROPOSITION")
    assert record["pps"]["banner"] == "PROJET — ne pas remettre au patient"
    for kind in ("frcp", "pps"):
        for section in record[kind]["sections"]:
            assert all(item["reasons"] for item in section["items"] if item["state"] != "empty"), section["title"]
    assert "PROPOSITION" in Word(told["frcp"]).sections[0].header.paragraphs[0].text


def test_prepare_goes_on_after_a_bad_case(carnet, tmp_path: Path):
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    (tmp_path / "b.txt").write_text(NOTE, encoding="utf-8")
    answer = carnet("prepare", tmp_path, "--out", tmp_path / "out")
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert (tmp_path / "out" / "b" / "frcp.docx").is_file()


def test_no_case_is_written_outside_its_folder_or_over_another(carnet, tmp_path: Path):
    for name, known in (("1", ".."), ("2", "../evil"), ("3", "A"), ("4", "a"), ("5", "x" * 300), ("6", "  ")):
        (tmp_path / f"{name}.json").write_text(json.dumps({"id": known, "features": {"patient.age": 54}}), encoding="utf-8")
    answer = carnet("prepare", "--json", *sorted(tmp_path.glob("*.json")), "--out", tmp_path / "out")
    folders = [Path(record["frcp"]).resolve().parent for record in answer.records]
    assert answer.code == 0
    assert len({str(folder).casefold() for folder in folders}) == 6
    assert all(folder.parent == (tmp_path / "out").resolve() for folder in folders)


def test_a_second_run_replaces_the_files_whole(carnet, note: Path, tmp_path: Path):
    for _ in range(2):
        carnet("prepare", note, "--out", tmp_path / "out")
    assert not list(tmp_path.rglob("*.part"))
    assert zipfile.is_zipfile(tmp_path / "out" / "rcp" / "frcp.docx")


def test_an_output_folder_that_cannot_be_written_is_told(carnet, note: Path):
    answer = carnet("prepare", note, "--out", note / "out")
    assert answer.code == 2
    assert "choisir un autre dossier" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_place_that_is_unknown_is_told(carnet, note: Path, tmp_path: Path):
    answer = carnet("prepare", note, "--out", tmp_path / "out", "--near", "Nullepart")
    assert answer.code == 2
    assert "63000" in answer.err


def test_a_file_is_exported_as_word_and_as_json(carnet, note: Path, tmp_path: Path):
    assert carnet("export", "frcp", note, "--format", "docx", "--out", tmp_path / "f.docx").code == 0
    assert zipfile.is_zipfile(tmp_path / "f.docx")
    assert carnet("export", "pps", note, "--format", "json", "--out", tmp_path / "p.json").code == 0
    assert json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))["kind"] == "pps"


def test_a_file_is_exported_as_pdf_and_as_cda_which_says_that_nobody_is_named(carnet, note: Path, tmp_path: Path):
    assert carnet("export", "frcp", note, "--format", "pdf", "--out", tmp_path / "f.pdf").code == 0
    assert (tmp_path / "f.pdf").read_bytes().startswith(b"%PDF-")
    answer = carnet("export", "frcp", note, "--format", "cda", "--out", tmp_path / "f.xml")
    assert answer.code == 0
    assert "nom de naissance, prénom, date de naissance" in answer.err
    (record,) = carnet("extract", "--json", tmp_path / "f.xml").records
    assert (record["features"]["tumour.t"], record["features"]["patient.ecog"]) == ("T2", 1)


def test_a_dossier_leaves_as_cda_with_the_identity_entered_for_it(carnet, tmp_path: Path):
    migrate(database_url(), "dossiers")
    with session(engine(database_url())) as opened:
        dossier = create(opened, begin(NOTE, Sources(load_all())), create_user(opened, "Dr Paul Petit", "oncologist"))
        save_identity(
            opened, dossier.id, Identity(birth_name="DELVAUX", birth_first_name="Solange", birth_date=date(1968, 3, 12))
        )
    sent = [tmp_path / "1.xml", tmp_path / "2.xml"]
    answers = [carnet("export", "frcp", dossier.id, "--format", "cda", "--out", path) for path in sent]
    assert [answer.code for answer in answers] == [0, 0]
    assert "incomplète" not in answers[0].err
    assert "DELVAUX" in sent[0].read_text(encoding="utf-8")
    first, second = (re.search(r'<setId root="([^"]+)"', path.read_text(encoding="utf-8")) for path in sent)
    assert first is not None
    assert second is not None
    assert first[1] == second[1]


def test_a_check_without_the_content_of_the_ans_is_one_sentence(carnet, note: Path, tmp_path: Path):
    carnet("export", "frcp", note, "--format", "cda", "--out", tmp_path / "f.xml")
    for file in (tmp_path / "f.xml", tmp_path / "absent.xml", note):
        answer = carnet("cda", "check", file, "--ans", tmp_path)
        assert answer.code == 2
        assert len(answer.err.splitlines()) == 1


def test_standard_input_is_exported(carnet, tmp_path: Path):
    assert carnet("export", "frcp", "-", "--format", "json", "--out", tmp_path / "f.json", stdin=NOTE.encode()).code == 0
    assert "Carcinome" in (tmp_path / "f.json").read_text(encoding="utf-8")


def test_a_stored_dossier_is_exported_without_its_name(carnet, tmp_path: Path):
    migrate(database_url(), "dossiers")
    with session(engine(database_url())) as opened:
        user = create_user(opened, "Dr Anne Martin", "oncologist")
        dossier = create(opened, begin(NOTE, Sources(load_all())), user)
    answer = carnet("export", "frcp", dossier.id, "--format", "docx", "--out", tmp_path / "f.docx")
    assert answer.code == 0, answer.err
    text = "\n".join(
        cell.text
        for table in Word(io.BytesIO((tmp_path / "f.docx").read_bytes())).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "Carcinome" in text
    assert "DELVAUX" not in text


@pytest.mark.parametrize(("document", "case", "form", "said"), [
    ("frpc", "note", "docx", "document inconnu"), ("frcp", "note", "odt", "format inconnu"), ("frcp", "abc123", "docx", "ni un fichier, ni l'identifiant"),
    ("frcp", "x" * 5000, "docx", "ni un fichier"), ("frcp", "", "docx", "un"),
])  # fmt: skip
def test_what_cannot_be_exported_is_one_sentence(
    carnet, note: Path, tmp_path: Path, document: str, case: str, form: str, said: str
):
    answer = carnet("export", document, note if case == "note" else case, "--format", form, "--out", tmp_path / "x")
    assert answer.code == 2
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1
    assert not (tmp_path / "x").exists()


def test_a_file_that_cannot_be_written_is_told_and_the_old_one_kept(carnet, note: Path, tmp_path: Path):
    answer = carnet("export", "frcp", note, "--format", "docx", "--out", tmp_path / "absent" / "f.docx")
    assert (answer.code, "écriture impossible" in answer.err) == (2, True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_the_right_to_write_is_told(carnet, note: Path, tmp_path: Path):
    (tmp_path / "out").mkdir(mode=0o500)
    answer = carnet("prepare", note, "--out", tmp_path / "out")
    assert (answer.code, "écriture impossible" in answer.err) == (2, True)


# Rules ------------------------------------------------------------------------------------------------------------------------


def test_a_rule_file_with_five_faults_has_five_messages(carnet, repository: Path):
    answer = carnet("guidelines", "check", repository / "tests" / "guidelines" / "five_faults.yaml")
    assert (answer.code, answer.out) == (2, "")
    assert [line.split(":")[1] for line in answer.err.splitlines()] == ["8", "15", "20", "23", "24"]


def test_a_rule_base_is_checked_as_json(carnet, repository: Path):
    answer = carnet("guidelines", "check", "--json", repository / "tests" / "guidelines" / "five_faults.yaml")
    assert (answer.code, answer.err) == (2, "")
    assert {"file", "line", "column", "kind", "level", "sentence"} == set(answer.records[0])


def test_a_rule_path_that_is_not_there_is_told(carnet, tmp_path: Path):
    answer = carnet("guidelines", "check", tmp_path / "rien.yaml")
    assert (answer.code, "n'existe pas" in answer.err) == (2, True)
