"""Which cases the paths of a command name."""

from __future__ import annotations

from pathlib import Path

import pytest

from matching.document import DocumentError
from matching.sources import sources


def write(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("F 54 ans", encoding="utf-8")
    return folder


def test_a_file_is_a_case_and_a_folder_a_set_of_cases(tmp_path: Path):
    write(tmp_path, "b.txt", "a.txt", "notes.odt", "~$a.docx", ".hidden.txt")
    assert [source.id for source in sources([tmp_path])] == ["a", "b"]
    assert [source.id for source in sources([tmp_path / "b.txt"])] == ["b"]


def test_a_sub_folder_is_one_case_of_several_documents(tmp_path: Path):
    write(tmp_path, "c.txt", "dupont.2/1-rcp.txt", "dupont.2/2-bio.txt")
    found = sources([tmp_path])
    assert [(source.id, len(source.paths)) for source in found] == [("c", 1), ("dupont.2", 2)]


def test_two_cases_of_one_name_take_their_relative_path(tmp_path: Path):
    write(tmp_path, "a.txt", "a.json", "b.txt")
    assert [source.id for source in sources([tmp_path])] == ["a.json", "a.txt", "b"]


def test_standard_input_is_a_case():
    assert [source.id for source in sources([Path("-")])] == ["-"]


def test_a_path_that_is_not_there_and_an_empty_folder_are_told(tmp_path: Path):
    with pytest.raises(DocumentError, match="n'existe pas"):
        sources([tmp_path / "rien.txt"])
    with pytest.raises(DocumentError, match="aucun document lisible"):
        sources([tmp_path])
    with pytest.raises(DocumentError, match="vérifier le chemin"):
        sources([Path("x" * 5000)])
