"""`carnet extract`: the contract's fields, one line a case, faults on standard error and nothing of the text there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

FIELDS = {"id", "features", "treatments", "date", "dated", "evidence", "identifiers", "warnings"}


def test_the_answer_has_the_fields_of_the_contract(carnet, note: Path):
    answer = carnet("extract", "--json", note)
    (record,) = answer.records
    assert (answer.code, answer.err) == (0, "")
    assert set(record) - {"computed", "history_complete"} == FIELDS
    assert (record["id"], record["date"]) == ("rcp", "2025-03-12")
    assert record["features"]["patient.age"] == 57
    assert record["features"]["biomarker.her2_status"] == "positive"
    assert set(record["evidence"]) == set(record["features"])
    text = note.read_text(encoding="utf-8")
    for proofs in record["evidence"].values():
        assert proofs
        assert all(text[one["start"] : one["end"]] == one["text"] for one in proofs)
    assert {(one["text"], one["kind"]) for one in record["identifiers"]} >= {
        ("DELVAUX", "name"),
        ("Solange", "name"),
        ("12/03/1968", "birth_date"),
    }
    assert all(text[one["start"] : one["end"]] == one["text"] for one in record["identifiers"])


def test_a_computed_value_is_told_apart_with_its_inputs(carnet):
    (record,) = carnet("extract", "--json", "-", stdin=b"ADK colique. KRAS G12D.").records
    assert "biomarker.ras" not in record["features"]
    assert record["computed"]["biomarker.ras"] == {"value": "mutated", "inputs": ["biomarker.kras"]}


def test_keys_of_a_later_catalogue_are_told_apart_and_read_again(carnet, tmp_path: Path):
    (record,) = carnet(
        "extract", "--json", "-", stdin="RCP du 12/03/2025. F 54 ans, IDM en 2019, HTA mal équilibrée.".encode()
    ).records
    assert "patient.conditions" not in record["features"]
    assert record["added"] == {
        "patient.conditions": {"present": ["myocardial_infarction"], "absent": [], "complete": False},
        "history.myocardial_infarction_date": "2019",
        "patient.uncontrolled": {"present": ["hypertension"], "absent": [], "complete": False},
    }
    (tmp_path / "lu.json").write_text(json.dumps(record), encoding="utf-8")
    (again,) = carnet("extract", "--json", tmp_path / "lu.json").records
    assert again["added"] == record["added"]


def test_standard_input_is_a_case(carnet):
    answer = carnet("extract", "--json", "-", stdin="F 54 ans, OMS 1".encode("cp1252"))
    assert answer.records[0]["features"]["patient.ecog"] == 1


def test_offsets_are_those_of_the_decoded_text_with_its_line_ends(carnet, tmp_path: Path):
    text = "F 54 ans\r\n\r\nOMS 1\r\n"
    for name, content in (("a", b"\xef\xbb\xbf" + text.encode()), ("b", text.encode("utf-16"))):
        (tmp_path / f"{name}.txt").write_bytes(content)
    for record in carnet("extract", "--json", tmp_path).records:
        (proof,) = record["evidence"]["patient.ecog"]
        assert (proof["start"], text[proof["start"] : proof["end"]]) == (12, "OMS 1")


def test_a_sub_folder_is_one_case_whose_proofs_name_their_document(carnet, tmp_path: Path):
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier" / "1.txt").write_text("RCP du 12/03/2025. F 54 ans, OMS 1.", encoding="utf-8")
    (tmp_path / "dossier" / "2.txt").write_text("Biologie : créatinine 84 µmol/L.", encoding="utf-8")
    (record,) = carnet("extract", "--json", tmp_path).records
    assert record["id"] == "dossier"
    assert record["evidence"]["lab.creatinine"][0]["document"] == "2.txt"
    assert record["evidence"]["patient.ecog"][0]["document"] == "1.txt"


def test_two_files_of_one_stem_have_two_ids(carnet, tmp_path: Path):
    for name in ("a.txt", "a.json"):
        (tmp_path / name).write_text('{"text": "F 54 ans"}' if name.endswith("json") else "F 54 ans", encoding="utf-8")
    assert [record["id"] for record in carnet("extract", "--json", tmp_path).records] == ["a.json", "a.txt"]


def test_the_date_given_counts_where_the_note_has_none(carnet, note: Path):
    assert carnet("extract", "--json", "--date", "2024-05-06", note).records[0]["date"] == "2025-03-12"
    assert carnet("extract", "--json", "--date", "2024-05-06", "-", stdin=b"F 54 ans").records[0]["date"] == "2024-05-06"
    answer = carnet("extract", "--date", "6 mai", note)
    assert (answer.code, answer.out) == (2, "")
    assert "AAAA-MM-JJ" in answer.err


def test_a_bad_case_does_not_stop_the_others(carnet, tmp_path: Path):
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    (tmp_path / "b.txt").write_text("F 54 ans", encoding="utf-8")
    (tmp_path / "c.json").write_text('{"text": "F 5', encoding="utf-8")
    answer = carnet("extract", "--json", tmp_path / "rien.txt", tmp_path)
    assert [record["id"] for record in answer.records] == ["b"]
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 3
    assert "n'existe pas" in answer.err


def test_many_cases_come_in_order_from_several_processes(carnet, tmp_path: Path):
    for number in range(30):
        (tmp_path / f"{number:02}.txt").write_text("" if number == 7 else f"F {40 + number} ans", encoding="utf-8")
    answer = carnet("extract", "--json", tmp_path)
    assert [record["features"]["patient.age"] for record in answer.records] == [
        40 + number for number in range(30) if number != 7
    ]
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)


def test_no_word_of_the_text_is_on_standard_error(carnet, note: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    words = set(re.findall(r"\w{5,}", note.read_text(encoding="utf-8").casefold()))
    (tmp_path / "cut.json").write_text(json.dumps({"text": note.read_text(encoding="utf-8")})[:-20], encoding="utf-8")
    (tmp_path / "faux.json").write_text(
        json.dumps({"features": {"patient.age": "DELVAUX Solange", "patient.sex": "canalaire"}}), encoding="utf-8"
    )
    for command in ("extract", "recommend"):
        answer = carnet(command, "--json", tmp_path)
        told = set(re.findall(r"\w{5,}", (answer.err + caplog.text).casefold()))
        assert not told & words, command


def test_what_a_person_reads_is_french(carnet, note: Path):
    answer = carnet("extract", note)
    assert "Statut HER2 : positif" in answer.out or "HER2" in answer.out
    assert "rcp (au 12/03/2025)" in answer.out


@pytest.mark.parametrize(
    "arguments",
    [(), ("extract",), ("extrait",), ("extract", "--foo", "x"), ("export", "frcp"), ("trials",), ("extract", "--date")],
)
def test_a_command_mis_written_is_one_french_sentence(carnet, arguments: tuple[str, ...]):
    answer = carnet(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1
    assert "--help" in answer.err


def test_the_console_command_speaks_utf_8_whatever_the_machine_s_language(note: Path, home: Path):
    environment = {
        **os.environ,
        "CARNET_HOME": str(home),
        "LC_ALL": "C",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "ascii",
    }
    run = subprocess.run(
        [sys.executable, "-m", "ui.cli", "extract", str(note)], capture_output=True, env=environment, check=False
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert "µmol/L" in run.stdout.decode()


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path, home: Path):
    for number in range(23):
        (tmp_path / f"{number}.json").write_text(json.dumps({"text": "F 54 ans. " + "Toux. " * 5000}), encoding="utf-8")
    command = f'"{sys.executable}" -m ui.cli extract --json "{tmp_path}" | head -c 1; exit ${{PIPESTATUS[0]}}'
    run = subprocess.run(["bash", "-c", command], capture_output=True, env={**os.environ, "CARNET_HOME": str(home)}, check=False)
    assert run.stderr == b""
    assert run.returncode in (0, 1)
