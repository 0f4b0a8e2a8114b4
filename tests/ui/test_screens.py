"""Every page without a browser: what it shows, and what it says when something is wrong."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier, delete, listed, open_dossier, save
from dossier.tables import StoredDossier
from store.engine import reading, session
from store.identity import Identity, save_identity
from store.users import User, active_users
from tests.ui.screen import show, texts
from ui.web import resources
from ui.web.cells.frame import TITLES
from ui.web.examples import examples

SignIn = Callable[..., User]


def stored(dossier: OpenDossier) -> OpenDossier:
    with reading(resources.dossiers()) as read:
        return open_dossier(read, dossier.id, resources.sources())


# Sign-in -----------------------------------------------------------------------------------------------------------------------


def test_the_first_user_writes_a_name_and_enters(page: AppTest):
    page.run()
    page.text_input[0].input("Dr Anne Exemple")
    page.button[0].click().run()
    assert page.title[0].value == "Bonjour Dr Anne Exemple"
    with reading(resources.dossiers()) as read:
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
    with session(resources.dossiers()) as writing:
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
    with reading(resources.dossiers()) as read:
        assert len(listed(read)) == 1
    page.button(f"really:{dossier.id}").click().run()
    with reading(resources.dossiers()) as read:
        assert listed(read) == []


def test_a_pasted_text_becomes_a_dossier_without_the_words_that_identify(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "new_dossier")
    page.text_area[0].input("Mme FICTIVE Jeanne, 54 ans, OMS 1. CCI du sein gauche, HER2 3+, cT2 N0 M0.")
    page.button("create:text").click().run()
    with reading(resources.dossiers()) as read:
        found = open_dossier(read, listed(read)[0].id, resources.sources())
    assert "FICTIVE" not in found.notebook.text
    assert "Mme XXXXXXX" in found.notebook.text


def test_an_empty_text_makes_no_dossier(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "new_dossier")
    page.button("create:text").click().run()
    assert "Le texte est vide" in page.error[0].value
    with reading(resources.dossiers()) as read:
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
    with reading(resources.dossiers()) as read:
        assert listed(read) == []


def test_an_uploaded_text_becomes_a_dossier(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "new_dossier")
    page.file_uploader[0].upload(
        "cas.txt", "H 66 ans, OMS 1, carcinome épidermoïde bronchique".encode("cp1252"), "text/plain"
    ).run()
    page.button("create:file").click().run()
    with reading(resources.dossiers()) as read:
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
    with reading(resources.dossiers()) as read:
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


# Notebook ----------------------------------------------------------------------------------------------------------------------


def test_the_notebook_shows_its_ten_cells_in_order(page: AppTest, dossier: OpenDossier):
    titles = [heading.value.partition(". ") for heading in page.header]
    assert [title for _, _, title in titles] == list(TITLES.values())
    assert [number for number, _, _ in titles] == [str(number) for number in range(1, 11)]
    assert not page.error


def test_every_example_opens_without_an_error(page: AppTest, sign_in: SignIn):
    sign_in()
    for one in examples():
        show(page, "new_dossier")
        page.button(f"example:{one.id}").click().run()
        assert not page.error, one.id
        with reading(resources.dossiers()) as read:
            newest = listed(read)[0]
        show(page, "notebook", dossier=newest.id)
        assert [heading.value for heading in page.header][-1] == "10. Notes libres", one.id


def test_an_address_that_leads_nowhere_says_so_and_leads_back(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "notebook", dossier="inconnu")
    assert "n'existe pas ou a été supprimé" in page.error[0].value


def test_a_correction_is_saved_at_once_and_reaches_the_frcp(page: AppTest, dossier: OpenDossier):
    page.segmented_control("group").set_value("patient").run()
    page.text_input("feature:patient.ecog").input("2").run()
    assert stored(dossier).notebook.corrections["features"]["patient.ecog"].value == 2.0
    assert page.session_state["opened"].notebook.output("frcp").item("functional.oms").text == "2"
    assert "corrigé" in texts(page)


def test_a_number_is_typed_with_a_comma_and_nonsense_is_refused(page: AppTest, dossier: OpenDossier):
    page.segmented_control("group").set_value("tumour").run()
    page.text_input("feature:tumour.size").input("34,5").run()
    assert stored(dossier).notebook.corrections["features"]["tumour.size"].value == 34.5
    page.text_input("feature:tumour.size").input("gros").run()
    assert "n'est pas un nombre" in texts(page)
    assert stored(dossier).notebook.corrections["features"]["tumour.size"].value == 34.5


def test_a_site_said_to_be_present_is_no_longer_offered_as_absent(page: AppTest, dossier: OpenDossier):
    page.segmented_control("group").set_value("tumour").run()
    page.checkbox("feature:tumour.metastatic_sites:complete").set_value(False).run()
    page.multiselect("feature:tumour.metastatic_sites:present").select("skin").run()
    assert "skin" in stored(dossier).notebook.corrections["features"]["tumour.metastatic_sites"].value["present"]
    assert "peau" not in page.multiselect("feature:tumour.metastatic_sites:absent").options


def test_confirming_a_value_says_who_did_and_taking_it_back_restores_what_was_read(page: AppTest, dossier: OpenDossier):
    page.button("confirm:biomarker.her2_status").click().run()
    assert "confirmé" in texts(page)
    assert stored(dossier).notebook.corrections["features"]["biomarker.her2_status"].person == "Dr Anne Exemple"
    page.button("restore:biomarker.her2_status").click().run()
    assert "biomarker.her2_status" not in stored(dossier).notebook.corrections["features"]


def test_without_automatic_mode_later_cells_wait_and_say_so(page: AppTest, dossier: OpenDossier):
    page.toggle("automatic").set_value(False).run()
    page.segmented_control("group").set_value("patient").run()
    page.text_input("feature:patient.ecog").input("2").run()
    assert "périmées" in page.warning[0].value
    assert page.session_state["opened"].notebook.output("frcp").item("functional.oms").text == "0"
    next(button for button in page.button if button.label == "Tout relancer").click().run()
    assert not page.warning
    assert page.session_state["opened"].notebook.output("frcp").item("functional.oms").text == "2"


def test_nothing_is_retained_before_a_person_chooses(page: AppTest, dossier: OpenDossier):
    assert not any(box.value for box in page.checkbox if box.key and box.key.startswith("decision"))
    assert page.multiselect("decision:rules").value == []
    assert stored(dossier).notebook.decision.retained == ""


def validate_button(page: AppTest):
    return next(button for button in page.button if button.label == "Valider au nom de Dr Anne Exemple")


def test_an_option_is_retained_then_the_decision_validated_by_name(page: AppTest, heard: OpenDossier):
    next(button for button in page.button if button.key and button.key.startswith("retain:")).click().run()
    validate_button(page).click().run()
    decision = stored(heard).notebook.decision
    assert decision.validated_by == "Dr Anne Exemple"
    assert decision.rules
    assert "Validée par Dr Anne Exemple" in page.success[0].value
    assert page.session_state["opened"].notebook.output("frcp").banner == ""


def test_a_sheet_that_is_not_complete_is_not_validated_and_says_what_is_missing(page: AppTest, dossier: OpenDossier):
    next(button for button in page.button if button.key and button.key.startswith("retain:")).click().run()
    validate_button(page).click().run()
    assert "inscrire le dossier à une réunion" in page.info[0].value
    assert "Médecin référent" in page.info[0].value
    assert not stored(dossier).notebook.decision.validated


def test_a_decision_that_follows_no_rule_asks_for_its_reason(page: AppTest, heard: OpenDossier):
    page.text_area("decision:retained").input("Surveillance").run()
    validate_button(page).click().run()
    assert "donner la raison de l'écart" in page.info[0].value
    page.selectbox("decision:deviation").select("patient_choice").run()
    validate_button(page).click().run()
    assert stored(heard).notebook.decision.validated


def test_a_change_after_validation_takes_the_signature_away(page: AppTest, heard: OpenDossier):
    next(button for button in page.button if button.key and button.key.startswith("retain:")).click().run()
    validate_button(page).click().run()
    page.button("confirm:biomarker.her2_status").click().run()
    assert "à valider de nouveau" in page.info[0].value
    assert not stored(heard).notebook.decision.validated


def test_a_coordinator_does_not_validate(page: AppTest, sign_in: SignIn, dossier: OpenDossier):
    sign_in("coordinator", "Mme Rose Exemple")
    show(page, "notebook", dossier=dossier.id)
    assert not any(button.label.startswith("Valider") for button in page.button)


def test_two_people_on_a_dossier_the_second_is_told_and_nothing_is_lost(page: AppTest, dossier: OpenDossier, sign_in: SignIn):
    theirs = stored(dossier)
    theirs.notebook.correct("features", "patient.ecog", 1, "Dr Paul Exemple")
    page.segmented_control("group").set_value("patient").run()
    with session(resources.dossiers()) as writing:
        save(writing, theirs, sign_in(name="Dr Paul Exemple"), "feature.corrected")
    page.text_input("feature:patient.ecog").input("3").run()
    assert "Quelqu'un d'autre a modifié" in page.error[0].value
    assert stored(dossier).notebook.corrections["features"]["patient.ecog"].value == 1
    next(button for button in page.button if button.label == "Recharger le dossier").click().run()
    assert not page.error
    assert page.text_input("feature:patient.ecog").value == "1"


def test_a_full_disk_says_so_keeps_what_was_typed_and_saves_once_there_is_room(page: AppTest, dossier: OpenDossier):
    engine = resources.dossiers()

    def full(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite keeps it at the present size: nothing more fits

    event.listen(engine, "connect", full)
    engine.dispose()
    page.segmented_control("group").set_value("patient").run()
    for value in ("2", "3", "4", "1", "2", "3", "4", "1"):  # the last page of the file has some room
        page.text_input("feature:patient.ecog").input(value).run()
        if page.error:
            break
    assert "plein" in page.error[0].value
    assert page.text_input("feature:patient.ecog").value == value
    event.remove(engine, "connect", full)
    engine.dispose()
    next(button for button in page.button if button.label == "Enregistrer de nouveau").click().run()
    assert [error.value for error in page.error] == []
    assert stored(dossier).notebook.corrections["features"]["patient.ecog"].value == int(value)


def test_a_dossier_deleted_meanwhile_says_so(page: AppTest, dossier: OpenDossier, sign_in: SignIn):
    with session(resources.dossiers()) as writing:
        delete(writing, dossier.id, sign_in(name="Dr Paul Exemple"))
    page.run()
    assert "a été supprimé" in page.error[0].value


def test_an_edited_text_keeps_its_masked_words_and_masks_new_ones(page: AppTest, dossier: OpenDossier):
    next(button for button in page.button if button.label == "Modifier le texte").click().run()
    page.text_area("summary_text").input(dossier.notebook.text + "Vue par le Dr SUPPOSE Alain le 20/10/2025.\n")
    next(button for button in page.button if button.label == "Enregistrer le texte").click().run()
    notebook = stored(dossier).notebook
    assert "SUPPOSE" not in notebook.text
    assert {"FICTIVAL", "SUPPOSE"} <= {item.text for item in notebook.originals}


def test_an_item_of_the_frcp_is_written_over_and_taken_back(page: AppTest, dossier: OpenDossier):
    page.button("edit:frcp.reason").click().run()
    page.text_area("item:frcp.reason.type").input("RCP de sénologie").run()
    assert stored(dossier).notebook.corrections["frcp"]["reason.type"].value == "RCP de sénologie"
    page.button("restore:frcp.reason.type").click().run()
    assert "reason.type" not in stored(dossier).notebook.corrections["frcp"]


def test_notes_are_kept_and_change_nothing_else(page: AppTest, dossier: OpenDossier):
    page.text_area("notes_text").input("Revoir avec la radiologie.").run()
    assert stored(dossier).notebook.notes == "Revoir avec la radiologie."
    assert not page.warning


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


# PPS and PPAC ---------------------------------------------------------------------------------------------------------------------


def press(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == label).click().run()


def test_an_appointment_is_entered_in_the_programme_and_the_signature_stays(page: AppTest, heard: OpenDossier):
    next(button for button in page.button if button.key and button.key.startswith("retain:")).click().run()
    validate_button(page).click().run()
    page.date_input("pps:date").set_value(datetime.date(2025, 4, 2))
    page.text_input("pps:what").input("Première cure")
    page.button("pps:add").click().run()
    kept = stored(heard).notebook
    assert [one.what for one in kept.programme.appointments] == ["Première cure"]
    assert kept.decision.validated


def test_the_patient_version_is_there_once_announced_and_each_hand_over_is_kept(page: AppTest, heard: OpenDossier):
    next(button for button in page.button if button.key and button.key.startswith("retain:")).click().run()
    validate_button(page).click().run()
    assert not any(button.label.startswith("Version 1") for button in page.button)
    press(page, "Le programme a été annoncé au patient")
    press(page, "Version 1 remise au patient")
    press(page, "Version 2 remise au patient")
    assert "motif de mise à jour" in page.info[0].value
    page.selectbox("pps:reason").select("calendar").run()
    press(page, "Version 2 remise au patient")
    assert [one.reason for one in stored(heard).notebook.programme.issues] == ["", "calendar"]


def test_the_end_of_treatment_opens_the_aftercare_programme(page: AppTest, dossier: OpenDossier):
    assert any("pas dit terminé" in info.value for info in page.info)
    page.date_input("ppac:ended").set_value(datetime.date(2025, 6, 30)).run()
    assert "Calendrier de surveillance" in texts(page)
    assert stored(dossier).notebook.programme.ended_on == "2025-06-30"


# What if, history, letters --------------------------------------------------------------------------------------------------------


def test_another_value_is_tried_without_touching_the_dossier(page: AppTest, dossier: OpenDossier):
    page.selectbox("what-if:pick").select("biomarker.her2_status").run()
    page.selectbox("what-if:biomarker.her2_status").select("negative").run()
    assert "Propositions qui disparaissent" in texts(page)
    assert stored(dossier).version == dossier.version
    press_key(page, "what-if:drop:biomarker.her2_status")
    assert "Propositions qui disparaissent" not in texts(page)


def press_key(page: AppTest, key: str) -> None:
    page.button(key).click().run()


def test_what_would_change_the_proposal_is_searched_and_tried(page: AppTest, dossier: OpenDossier):
    page.toggle("what-if:nearest").set_value(True).run()
    press_key(page, "nearest:0")
    assert "Propositions" in texts(page)


def test_an_earlier_version_is_brought_back_from_the_page(page: AppTest, dossier: OpenDossier):
    page.segmented_control("group").set_value("patient").run()
    page.text_input("feature:patient.ecog").input("3").run()
    page.toggle("history:shown").set_value(True).run()
    assert "caractéristique corrigée" in texts(page)
    press_key(page, "restore:version:1")
    assert stored(dossier).notebook.corrections == {}
    assert stored(dossier).version == 3


def test_ones_own_edit_is_not_marked_as_changed_since_the_last_look(page: AppTest, dossier: OpenDossier):
    page.segmented_control("group").set_value("biomarker").run()
    page.selectbox("feature:biomarker.her2_status").select("negative").run()
    assert "J'ai vu" not in [button.label for button in page.button]


def test_what_changed_since_the_last_look_stays_until_it_is_seen(page: AppTest, dossier: OpenDossier):
    dossier.notebook.seen = {"options": {"x.y : Option retirée depuis": "applies"}, "trials": {}}
    with session(resources.dossiers()) as writing:
        save(writing, dossier, active_users(writing)[0], "notes.written")
    show(page, "notebook", dossier=dossier.id)
    assert "Option retirée depuis" in texts(page)
    press(page, "J'ai vu")
    assert "Option retirée depuis" not in texts(page)


def test_a_letter_asks_for_what_is_missing(page: AppTest, dossier: OpenDossier):
    letters = [code.value for code in page.code]
    assert letters
    assert all("réunion de concertation pluridisciplinaire" in letter for letter in letters)


def test_a_document_of_exchange_waits_for_the_identity_and_says_what_to_enter(page: AppTest, dossier: OpenDossier):
    assert (
        "CDA : un CDA nomme son patient ; saisir dans l'identité du dossier : nom de naissance, prénom, date de naissance."
        in texts(page)
    )
    asleep = [button.proto.disabled for button in page.get("download_button") if "(CDA)" in button.proto.label]
    assert asleep == [True, True]
    named = Identity(birth_name="EXEMPLE", birth_first_name="Anne", birth_date=datetime.date(1960, 2, 3))
    with session(resources.dossiers()) as opened:
        save_identity(opened, dossier.id, named)
    page.run()
    assert "CDA : un CDA" not in texts(page)
    assert not any(button.proto.disabled for button in page.get("download_button"))
