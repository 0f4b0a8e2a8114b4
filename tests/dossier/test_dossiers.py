"""Dossiers in the database: de-identified, versioned, told to the second writer, gone when deleted. On SQLite and PostgreSQL."""

import json
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from dossier.decision import Decision
from dossier.dossiers import (
    NoSuchDossier,
    OpenDossier,
    begin,
    create,
    delete,
    history,
    last_write,
    listed,
    open_dossier,
    save,
    stored_cases,
)
from dossier.exports import cda
from dossier.masking import rewrite
from dossier.notebook import Notebook
from dossier.steps import Sources
from matching.opening import read_document
from store.engine import reading, session
from store.errors import Conflict
from store.journal import JournalEntry
from store.users import User, create_user
from tests.dossier.conftest import NOTE

# What tells who the patient and the doctors are, in the note of these tests.
IDENTIFYING = ("delvaux", "solange", "12/03/1968")


def new(opened: Session, sources: Sources, note: str = NOTE) -> tuple[OpenDossier, User]:
    user = create_user(opened, "Dr Anne Martin", "oncologist")
    return create(opened, begin(note, sources), user), user


def test_a_dossier_is_masked_at_the_same_offsets_and_named_by_its_tumour(database: Engine, sources: Sources):
    with session(database) as opened:
        dossier, _ = new(opened, sources)
    assert len(dossier.notebook.text) == len(NOTE)
    assert not any(word in dossier.notebook.text.casefold() for word in IDENTIFYING)
    assert "OMS 1" in dossier.notebook.text
    assert dossier.label == "Carcinome infiltrant de type non spécifique (canalaire) du sein, stade IIB, 57 ans"
    assert not any(word in dossier.label.casefold() for word in IDENTIFYING)


def test_the_cases_of_all_dossiers_are_read_again_with_peoples_corrections(database: Engine, sources: Sources):
    with session(database) as opened:
        dossier, user = new(opened, sources)
        dossier.notebook.correct("features", "patient.ecog", 2, user.name)
        save(opened, dossier, user, "feature.corrected")
    with reading(database) as opened:
        (case,) = stored_cases(opened, sources)
    assert case.id == dossier.id
    assert case.features["patient.ecog"].origin == "person"


def test_a_dossier_is_opened_as_it_was_saved(database: Engine, sources: Sources):
    with session(database) as opened:
        dossier, user = new(opened, sources)
        dossier.notebook.correct("features", "patient.ecog", 2, user.name)
        dossier.notebook.decision = Decision(retained="Chirurgie première", deviation="patient_choice")
        save(opened, dossier, user, "feature.corrected")
    with reading(database) as opened:
        again = open_dossier(opened, dossier.id, sources)
        assert (again.version, again.notebook.to_json()) == (
            2,
            json.loads(json.dumps(dossier.notebook.to_json())) | {"decision": dossier.notebook.to_json()["decision"]},
        )
        assert again.notebook.originals == dossier.notebook.originals
        assert last_write(opened, dossier.id)[:2] == (2, "Dr Anne Martin")
    again.notebook.run_all()
    assert again.notebook.case is not None
    assert again.notebook.case.value("patient.ecog").exact == 2


def test_the_second_writer_is_told_and_nothing_of_theirs_is_kept(database: Engine, sources: Sources):
    with session(database) as opened:
        dossier, user = new(opened, sources)
    with reading(database) as opened:
        other = open_dossier(opened, dossier.id, sources)
    dossier.notebook.notes = "la mienne"
    with session(database) as opened:
        save(opened, dossier, user, "notes.written")
    other.notebook.notes = "la sienne"
    with pytest.raises(Conflict, match="rechargez"), session(database) as opened:
        save(opened, other, user, "notes.written")
    with reading(database) as opened:
        assert open_dossier(opened, dossier.id, sources).notebook.notes == "la mienne"
        assert [version.what for version in history(opened, dossier.id)] == ["notes.written", "created"]


def test_every_version_and_who_wrote_it_is_kept(database: Engine, sources: Sources):
    with session(database) as opened:
        dossier, user = new(opened, sources)
        for note in ("un", "deux"):
            dossier.notebook.notes = note
            save(opened, dossier, user, "notes.written")
    with reading(database) as opened:
        kept = history(opened, dossier.id)
        assert [(version.version, version.by, version.content["notes"]) for version in kept] == [
            (3, user.name, "deux"),
            (2, user.name, "un"),
            (1, user.name, ""),
        ]
        told = opened.exec(text("select action, user_name from journal order by id")).all()  # type: ignore[call-overload]
        assert [tuple(row) for row in told] == [("dossier.created", user.name), *[("notes.written", user.name)] * 2]


def test_the_last_edited_dossier_is_listed_first(database: Engine, sources: Sources):
    with session(database) as opened:
        first, user = new(opened, sources)
        second = create(opened, begin("Homme de 70 ans. Adénocarcinome prostatique.", sources), user)
        first.notebook.notes = "revu"
        save(opened, first, user, "notes.written")
    with reading(database) as opened:
        assert [(row.id, row.validated) for row in listed(opened)] == [(first.id, False), (second.id, False)]


def test_a_deleted_dossier_is_gone_with_its_identity_and_says_so(database: Engine, sources: Sources):
    with session(database) as opened:
        dossier, user = new(opened, sources)
    with session(database) as opened:
        delete(opened, dossier.id, user)
    with reading(database) as opened:
        for table in ("dossiers", "dossier_versions", "identities"):
            assert opened.exec(text(f"select count(*) from {table}")).scalar() == 0  # type: ignore[call-overload]
        assert opened.get(JournalEntry, 2).action == "dossier.deleted"
        with pytest.raises(NoSuchDossier, match="a été supprimé"):
            open_dossier(opened, dossier.id, sources)
    with pytest.raises(NoSuchDossier), session(database) as opened:
        save(opened, dossier, user, "notes.written")


def test_no_identifying_word_is_in_any_table(database: Engine, sources: Sources):
    with session(database) as opened:
        dossier, user = new(opened, sources)
        dossier.notebook.run_all()
        dossier.notebook.correct("features", "patient.ecog", 2, user.name)
        save(opened, dossier, user, "feature.corrected")
        rewrite(dossier.notebook, dossier.notebook.text + "\nPersonne de confiance : M. Aubin ROCHEFORT.")
        save(opened, dossier, user, "summary.written")
    with reading(database) as opened:
        for table in ("dossiers", "dossier_versions", "journal", "identities"):
            rows = str(opened.exec(text(f"select * from {table}")).all()).casefold()  # type: ignore[call-overload]
            assert rows != "[]"
            assert not any(word in rows for word in (*IDENTIFYING, "rochefort")), table


def test_no_identifying_word_is_in_the_file_of_the_database(sqlite: Engine, sources: Sources, tmp_path: Path):
    with session(sqlite) as opened:
        dossier, user = new(opened, sources)
        save(opened, dossier, user, "summary.written")
    sqlite.dispose()
    dumped = "\n".join(sqlite3.connect(tmp_path / "carnet.db").iterdump())
    files = b"".join(path.read_bytes() for path in tmp_path.glob("carnet.db*"))
    assert "Carcinome canalaire" in dumped
    for word in IDENTIFYING:
        assert word not in dumped.casefold()
        assert word.encode() not in files.lower()


def test_an_edited_summary_keeps_what_was_masked_and_masks_what_is_new(database: Engine, sources: Sources):
    with session(database) as opened:
        dossier, user = new(opened, sources)
        before = dossier.notebook.originals
        rewrite(dossier.notebook, "Revue ce jour. " + dossier.notebook.text)
        save(opened, dossier, user, "summary.written")
    with reading(database) as opened:
        again = open_dossier(opened, dossier.id, sources).notebook
    assert [original.text for original in again.originals] == [original.text for original in before]
    assert [original.start for original in again.originals] == [original.start + 15 for original in before]
    again.run_all()
    assert again.case is not None
    assert again.case.value("patient.sex") == "female"


def test_our_own_sheet_becomes_a_dossier_with_its_values_and_no_name(sqlite: Engine, notebook: Notebook):
    assert notebook.case is not None
    sheet = read_document("f.xml", cda.write(notebook.output("frcp"), notebook.case, Decision()))
    with session(sqlite) as opened:
        user = create_user(opened, "Dr Anne Martin", "oncologist")
        made = create(opened, begin(sheet.text, notebook.sources, coded=sheet.coded), user)
    assert "elvaux" not in json.dumps(made.notebook.to_json(), ensure_ascii=False)
    with session(sqlite) as opened:
        again = open_dossier(opened, made.id, notebook.sources).notebook
    again.run_all()
    assert again.case is not None
    for key in ("patient.ecog", "tumour.t", "biomarker.er_percent", "lab.lvef", "patient.smoking_status"):
        assert again.case.value(key) == notebook.case.value(key), key
    assert again.rejoined().originals == ()
    assert str(again.case.value("request.question")).startswith("chimiothérapie néoadjuvante pour ")
