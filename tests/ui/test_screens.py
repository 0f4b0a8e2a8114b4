"""The pages beside the notebook without a browser: sign-in, dossiers, trials, guidelines, about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier, listed, open_dossier
from dossier.tables import StoredDossier
from store.engine import reading, session
from store.users import User, active_users
from tests.ui.screen import show, texts
from ui.web import databases, resources
from ui.web.examples import examples

SignIn = Callable[..., User]


# Sign-in -----------------------------------------------------------------------------------------------------------------------


def test_the_first_user_writes_a_name_and_enters(page: AppTest):
    page.run()
    page.text_input[0].input("Dr Anne Exemple")
    page.button[0].click().run()
    assert page.title[0].value == "Bonjour Dr Anne Exemple"
    with reading(databases.dossiers()) as read:
        assert [(user.name, user.role) for user in active_users(read)] == [("Dr Anne Exemple", "oncologist")]


def test_an_empty_name_is_refused_with_a_sentence(page: AppTest):
    page.run()
    page.button[0].click().run()
    assert "Le nom est vide" in page.error[0].value


def test_the_next_users_choose_their_name(page: AppTest, sign_in: SignIn):
    sign_in(name="Dr Paul Exemple")
    del page.session_state["user_id"]
    page.run()
    assert page.title[0].value == "Carnet RCP"
    page.selectbox("person").select_index(0).run()
    next(button for button in page.button if button.label == "Entrer").click().run()
    assert page.title[0].value == "Bonjour Dr Paul Exemple"


@pytest.mark.parametrize(
    ("role", "first"),
    [("oncologist", "Bonjour Dr Anne Exemple"), ("coordinator", "Suivi des essais"), ("curator", "Atelier")],
)
def test_each_role_lands_on_its_own_page(page: AppTest, sign_in: SignIn, role: str, first: str):
    sign_in(role)
    assert page.run().title[0].value == first


def test_a_database_that_cannot_be_opened_says_so_in_a_sentence(page: AppTest, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CARNET_DATABASE_URL", "mysql://serveur/base")
    page.run()
    assert [error.value.partition(".")[0] for error in page.error] == ["L'adresse de la base de données n'est pas comprise"]


def test_what_nobody_foresaw_is_one_sentence_and_no_word_of_the_case(
    page: AppTest, dossier: OpenDossier, caplog: pytest.LogCaptureFixture
):
    with session(databases.dossiers()) as writing:
        writing.get_one(StoredDossier, dossier.id).content = {"texte": "Mme FICTIVAL, carcinome"}
    del page.session_state["opened"]
    page.run()
    assert page.error[0].value.startswith("Erreur inattendue (KeyError)")
    assert "KeyError at" in caplog.text
    assert "FICTIVAL" not in caplog.text


def test_leaving_forgets_who_was_there(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "leave")
    assert page.title[0].value == "Carnet RCP"


# Dossiers ----------------------------------------------------------------------------------------------------------------------


def test_the_list_shows_each_dossier_with_who_last_edited_it(page: AppTest, dossier: OpenDossier):
    show(page, "dossiers")
    assert "Sein, exemple fictif" in texts(page)
    assert "par Dr Anne Exemple" in texts(page)


def test_a_dossier_is_deleted_only_when_it_is_confirmed(page: AppTest, dossier: OpenDossier):
    show(page, "dossiers")
    page.button(f"delete:{dossier.id}").click().run()
    with reading(databases.dossiers()) as read:
        assert len(listed(read)) == 1
    page.button(f"really:{dossier.id}").click().run()
    with reading(databases.dossiers()) as read:
        assert listed(read) == []


def test_a_pasted_text_becomes_a_dossier_without_the_words_that_identify(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "new_dossier")
    page.text_area[0].input("Mme FICTIVE Jeanne, 54 ans, OMS 1. CCI du sein gauche, HER2 3+, cT2 N0 M0.")
    page.button("create:text").click().run()
    with reading(databases.dossiers()) as read:
        found = open_dossier(read, listed(read)[0].id, resources.sources())
    assert "FICTIVE" not in found.notebook.text
    assert "Mme XXXXXXX" in found.notebook.text


def test_an_empty_text_makes_no_dossier(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "new_dossier")
    page.button("create:text").click().run()
    assert "Le texte est vide" in page.error[0].value
    with reading(databases.dossiers()) as read:
        assert listed(read) == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("cas.docx", b"PK\x03\x04 tronqu\xc3\xa9", "document Word endommagé"),
        ("cas.pdf", b"%PDF-1.7 rien", "PDF"),
        ("cas.txt", b"   \n", "document vide"),
        ("cas.txt", b"MZ\x00\x00\x00\x00", "ce n'est pas un texte"),
        ("cas.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "XML"),
    ],
)
def test_a_bad_file_gives_one_sentence_and_no_dossier(page: AppTest, sign_in: SignIn, name: str, content: bytes, sentence: str):
    sign_in()
    show(page, "new_dossier")
    page.file_uploader[0].upload(name, content, "application/octet-stream").run()
    page.button("create:file").click().run()
    assert sentence in page.error[0].value
    with reading(databases.dossiers()) as read:
        assert listed(read) == []


def test_an_uploaded_text_becomes_a_dossier(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "new_dossier")
    page.file_uploader[0].upload(
        "cas.txt", "H 66 ans, OMS 1, carcinome épidermoïde bronchique".encode("cp1252"), "text/plain"
    ).run()
    page.button("create:file").click().run()
    with reading(databases.dossiers()) as read:
        assert len(listed(read)) == 1


def test_the_codes_of_an_uploaded_cda_are_kept_with_its_dossier(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "new_dossier")
    title, text = "<title>Tumeur</title>", "<text>Carcinome canalaire infiltrant du sein</text>"
    entry = '<entry><observation><code code="21905-5"/><value code="T2"/></observation></entry>'
    body = (
        f"<component><structuredBody><component><section>{title}{text}{entry}</section></component></structuredBody></component>"
    )
    cda = f'<ClinicalDocument xmlns="urn:hl7-org:v3">{body}</ClinicalDocument>'
    page.file_uploader[0].upload("frcp.xml", cda.encode(), "application/xml").run()
    page.button("create:file").click().run()
    with reading(databases.dossiers()) as read:
        (one,) = listed(read)
        notebook = open_dossier(read, one.id, resources.sources()).notebook
    notebook.run_all()
    assert notebook.case is not None
    assert notebook.case.value("tumour.t") == "T2"
    assert notebook.output("frcp").item("tumour.t").reasons == ("codé dans le document reçu : T2",)


def test_the_twelve_examples_are_offered_and_say_they_are_fictional(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "new_dossier")
    assert sum(button.key.startswith("example:") for button in page.button if button.key) == 12
    assert all("fictif" in one.text.casefold() for one in examples())


# Trials, guidelines, about -----------------------------------------------------------------------------------------------------


def test_the_registry_is_searched_in_french_and_a_sheet_shows_criteria_beside_their_reading(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "trials")
    page.text_input[0].input("cancer du sein").run()
    sheet = next(button for button in page.button if button.key and button.key.startswith("sheet:"))
    show(page, "trials", essai=sheet.key.removeprefix("sheet:"))
    assert "Critères d" in texts(page)
    assert not page.error


def test_a_trial_that_is_not_here_says_so(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "trials", essai="NCT00000000")
    assert "n'est pas dans le registre" in page.error[0].value


def test_nobody_is_said_to_be_eligible(page: AppTest, dossier: OpenDossier):
    assert "éligible" not in texts(page).casefold()


def test_the_rules_are_shown_as_drafts_with_their_sources(page: AppTest, sign_in: SignIn):
    sign_in("curator")
    show(page, "guidelines")
    assert "brouillons" in texts(page)
    for guideline in resources.rules().guidelines:
        page.selectbox("guideline").select(guideline.id).run()
        assert not page.error, guideline.id


def test_the_about_page_says_what_it_is_not_and_where_data_stay(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "about")
    assert "pas un dispositif médical" in texts(page)
    assert "Rien ne sort de cette machine" in texts(page)
