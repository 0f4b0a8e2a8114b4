"""The network's rules as a folder and back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from guidelines.exchange import export_folder, export_zip, import_texts, read_folder, read_zip
from guidelines.source import RuleFileError
from guidelines.tables import RuleFile
from guidelines.workbench import WorkbenchError, begin, files, suspend, write
from store.engine import session
from store.users import User, create_user
from tests.guidelines.test_workbench import OVERLAY


@pytest.fixture
def held(sqlite: Engine) -> Iterator[Session]:
    with session(sqlite) as opened:
        yield opened


@pytest.fixture
def curator(held: Session) -> User:
    return create_user(held, "Dr Anne Exemple", "curator")


def test_what_is_exported_comes_back_the_same(held: Session, curator: User, tmp_path: Path):
    begin(held, curator, OVERLAY)
    assert export_folder(held, tmp_path / "git") == ["reseau/riom-breast.yaml"]
    assert import_texts(held, curator, read_folder(tmp_path / "git")).same == ("riom-breast",)
    assert import_texts(held, curator, read_zip(export_zip(held))).same == ("riom-breast",)


def test_what_comes_in_is_a_draft_whatever_its_status_says(held: Session, curator: User):
    taken = import_texts(held, curator, {"riom.yaml": OVERLAY.replace("over:", "status: validated\n  over:")})
    assert taken.new == ("riom-breast",)
    (file,) = files(held)
    assert (file.status, file.standing, "status: draft" in file.text) == ("draft", "", True)


def test_a_changed_text_is_a_new_version_of_its_file(held: Session, curator: User):
    begin(held, curator, OVERLAY)
    taken = import_texts(held, curator, {"riom.yaml": OVERLAY.replace("non disponible", "en rupture")})
    assert (taken.changed, files(held)[0].version) == (("riom-breast",), 2)


def test_a_faulty_draft_leaves_as_it_is_and_a_suspended_file_says_so(held: Session, curator: User, tmp_path: Path):
    file = begin(held, curator, OVERLAY)
    write(held, curator, file.id, 1, "overlay: [")
    export_folder(held, tmp_path)
    assert (tmp_path / file.name).read_text("utf-8") == "overlay: ["
    write(held, curator, file.id, 2, OVERLAY)
    held.get_one(RuleFile, file.id).standing = "validated"
    held.get_one(RuleFile, file.id).in_force = 3
    suspend(held, curator, file.id, 3, "alerte (exemple)")
    export_folder(held, tmp_path)
    assert "status: suspended" in (tmp_path / file.name).read_text("utf-8")


def test_the_file_that_cannot_be_taken_is_named_and_none_is_taken(held: Session, curator: User):
    with pytest.raises(RuleFileError, match=r"^b/faux\.yaml:2:1: tabulation"):
        import_texts(held, curator, {"a.yaml": OVERLAY, "b/faux.yaml": "overlay:\n\tid: x"})
    with pytest.raises(WorkbenchError, match=r"vide\.yaml : l'identifiant"):
        import_texts(held, curator, {"vide.yaml": "overlay: {}"})


@pytest.mark.parametrize("id", ["../../etc/passwd", "Riom", "a b", "1.5"])
def test_an_id_that_could_leave_the_folder_is_refused(held: Session, curator: User, id: str):
    with pytest.raises(WorkbenchError, match="identifiant"):
        import_texts(held, curator, {"riom.yaml": OVERLAY.replace("id: riom-breast", f"id: {id}", 1)})


def test_what_is_no_archive_or_is_too_big_is_refused():
    with pytest.raises(WorkbenchError, match="archive"):
        read_zip(b"rien")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.yaml", "a" * 3_000_000)
    with pytest.raises(WorkbenchError, match="trop grosse"):
        read_zip(packed.getvalue())
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(30):
            archive.writestr(f"{number}.yaml", "a" * 1_000_000)
    with pytest.raises(WorkbenchError, match="20 Mo au plus"):
        read_zip(many.getvalue())


def test_a_file_of_50_mb_is_refused_by_its_name_without_being_read(tmp_path: Path):
    with open(tmp_path / "gros.yaml", "wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(WorkbenchError, match=r"gros\.yaml : le fichier fait 50 Mo"):
        read_folder(tmp_path)
