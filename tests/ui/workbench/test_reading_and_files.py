"""What waits to be read by a curator, and the files that come and go."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier, open_dossier, save
from guidelines.workbench import files
from store.engine import reading, session
from store.users import User, create_user
from tests.guidelines.test_workbench import OVERLAY
from tests.ui.screen import press, show
from tests.ui.workbench.pages import BREAST, MOVED, fill, said
from ui.web import databases, resources


def test_a_decision_that_practice_has_overtaken_waits_for_a_curator_and_home_says_so(page: AppTest, heard: OpenDossier):
    with session(databases.dossiers()) as writing:
        physician = create_user(writing, "Dr Zoé Exemple", "oncologist")
        held = open_dossier(writing, heard.id, resources.sources())
        held.notebook.run_stale()
        held.notebook.decision = replace(
            held.notebook.decision, retained="Autre traitement (exemple)", deviation="practice_moved"
        )
        held.notebook.validate(physician.name, "2025-03-12")
        save(writing, held, physician, "decision.validated")
    page.switch_page("ui/web/screens/home.py").run()
    assert any("1 écart à lire" in link.proto.label for link in page.get("page_link"))
    show(page, "workbench", vue="lire")
    assert "Écarts « évolution des pratiques » (1)" in said(page)
    press(page, "Conclure")
    assert "écrire ce qui a été conclu" in page.error[0].value.casefold()
    fill(page, "Ce qui est conclu", "règle à revoir (exemple)")
    press(page, "Conclure")
    assert "Écarts « évolution des pratiques » (0)" in said(page)


def archive(**texts_by_name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in texts_by_name.items():
            opened.writestr(f"{name}.yaml", text)
    return held.getvalue()


def give(page: AppTest, name: str, content: bytes) -> AppTest:
    show(page, "workbench", vue="fichiers")
    page.file_uploader("workbench-file-in").upload(name, content, "application/octet-stream").run()
    return press(page, "Prendre comme brouillons")


def test_an_archive_of_rule_files_comes_in_as_drafts_and_the_journal_says_so(page: AppTest, curator: User):
    give(page, "regles.zip", archive(riom=OVERLAY.replace("over:", "status: validated\n  over:"), sein=MOVED))
    assert page.success[0].value == "Fichiers pris : 2 nouveaux"
    with reading(databases.dossiers()) as read:
        assert [(one.id, one.status, one.standing) for one in files(read)] == [
            (BREAST, "draft", ""),
            ("riom-breast", "draft", ""),
        ]
    assert "repris par le réseau" in said(page)


HOSTILE = {
    "10,000 nested conditions": (b"scope: " + b"{not: " * 10_000, "niveaux imbriqués"),
    "an alias bomb": (b"a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b, *b]", "ancre YAML"),
    "a key written twice": (b"guideline: {id: a}\nguideline: {id: b}", "deux fois"),
    "a tab": (b"guideline:\n\tid: a", "tabulation"),
    "what is no text": (b"guideline: \xff\xfe", "UTF-8"),
    "15 MB": (b"a: " + b"x" * 15_000_000, "15 Mo"),
    "an archive that is none": (b"PK\x03\x04 rien", "archive"),
    "an archive of a huge file": (archive(a="x" * 15_000_000), "trop grosse"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_on_the_page_in_one_sentence_and_nothing_is_kept(page: AppTest, curator: User, name: str):
    content, words = HOSTILE[name]
    give(page, "fichier.yaml", content)
    assert len(page.error) == 1
    assert words in page.error[0].value
    assert "\n" not in page.error[0].value
    with reading(databases.dossiers()) as read:
        assert files(read) == []


def begin(page: AppTest, name: str, title: str) -> AppTest:
    show(page, "workbench", vue="fichiers")
    fill(page, "Titre", title)
    fill(page, "Identifiant", name)
    page.selectbox("workbench-start-guideline").set_value("COAD").run()
    return press(page, "Commencer ce brouillon")


def test_a_guideline_is_begun_from_nothing_and_opens_to_be_written(page: AppTest, curator: User):
    begin(page, "colon-riom", "Côlon, réseau (exemple)")
    assert "Brouillon commencé" in page.success[0].value
    assert page.session_state["workbench-section"] == "Modifier"
    assert any(field.value == "Option à écrire" for field in page.text_input)
    with reading(databases.dossiers()) as read:
        assert [(one.id, one.status) for one in files(read)] == [("colon-riom", "draft")]


def test_an_overlay_is_begun_over_the_guideline_that_is_chosen(page: AppTest, curator: User):
    show(page, "workbench", vue="fichiers")
    page.radio("workbench-start-kind").set_value("overlay").run()
    fill(page, "Titre", "Calque de Riom (exemple)")
    fill(page, "Identifiant", "riom-sein")
    page.selectbox("workbench-start-overlay").set_value(BREAST).run()
    press(page, "Commencer ce brouillon")
    with reading(databases.dossiers()) as read:
        (made,) = files(read)
    assert (made.id, f"over: {BREAST}" in made.text) == ("riom-sein", True)


@pytest.mark.parametrize(("name", "words"), [("Colon Riom", "identifiant du fichier"), (BREAST, "est un référentiel livré")])
def test_an_identifier_that_will_not_do_is_refused_and_nothing_is_kept(page: AppTest, curator: User, name: str, words: str):
    begin(page, name, "Titre (exemple)")
    assert words in page.error[0].value
    with reading(databases.dossiers()) as read:
        assert files(read) == []
