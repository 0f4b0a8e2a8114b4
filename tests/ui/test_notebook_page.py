"""The notebook without a browser: its cells, what a person corrects, decides and validates."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier, delete, listed, save
from store.engine import reading, session
from store.users import User
from tests.ui.screen import VALIDATE, press, show, stored, texts
from ui.web import databases
from ui.web.cells import recommendations
from ui.web.cells.frame import TITLES
from ui.web.examples import examples

SignIn = Callable[..., User]


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
        with reading(databases.dossiers()) as read:
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


def test_an_option_retained_by_mistake_is_taken_back_where_it_was_retained(page: AppTest, heard: OpenDossier):
    choices = [button for button in page.button if button.key and button.key.startswith("retain:")]
    first, second = choices[0].key, choices[1].key
    page.button(first).click().run()
    page.button(second).click().run()
    both = stored(heard).notebook.decision
    assert page.button(first).label.startswith("Ne plus retenir : ")
    assert "écrit dans la [décision](#decision)" in texts(page)
    page.button(first).click().run()
    left = stored(heard).notebook.decision
    assert (left.retained, len(left.retained.splitlines())) == (both.retained.splitlines()[1], 1)
    page.button(second).click().run()
    assert (stored(heard).notebook.decision.retained, stored(heard).notebook.decision.rules) == ("", ())
    assert page.button(first).label.startswith("Retenir : ")


def test_what_a_sheet_lacks_leads_to_the_section_where_it_is_written(page: AppTest, dossier: OpenDossier):
    assert "(#frcp-discovery)" in texts(page)
    assert 'id="frcp-discovery"' in texts(page)


def test_an_option_is_retained_then_the_decision_validated_by_name(page: AppTest, heard: OpenDossier):
    next(button for button in page.button if button.key and button.key.startswith("retain:")).click().run()
    press(page, VALIDATE)
    decision = stored(heard).notebook.decision
    assert decision.validated_by == "Dr Anne Exemple"
    assert decision.rules
    assert "Validée par Dr Anne Exemple" in page.success[0].value
    assert page.session_state["opened"].notebook.output("frcp").banner == ""


def test_a_sheet_that_is_not_complete_is_not_validated_and_says_what_is_missing(page: AppTest, dossier: OpenDossier):
    next(button for button in page.button if button.key and button.key.startswith("retain:")).click().run()
    press(page, VALIDATE)
    assert "inscrire le dossier à une réunion" in page.info[0].value
    assert "Médecin référent" in page.info[0].value
    assert not stored(dossier).notebook.decision.validated


def test_a_decision_that_follows_no_rule_asks_for_its_reason(page: AppTest, heard: OpenDossier):
    page.text_area("decision:retained").input("Surveillance").run()
    press(page, VALIDATE)
    assert "donner la raison de l'écart" in page.info[0].value
    page.selectbox("decision:deviation").select("patient_choice").run()
    press(page, VALIDATE)
    assert stored(heard).notebook.decision.validated


def test_a_change_after_validation_takes_the_signature_away(page: AppTest, heard: OpenDossier):
    next(button for button in page.button if button.key and button.key.startswith("retain:")).click().run()
    press(page, VALIDATE)
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
    with session(databases.dossiers()) as writing:
        save(writing, theirs, sign_in(name="Dr Paul Exemple"), "feature.corrected")
    page.text_input("feature:patient.ecog").input("3").run()
    assert "Quelqu'un d'autre a modifié" in page.error[0].value
    assert stored(dossier).notebook.corrections["features"]["patient.ecog"].value == 1
    next(button for button in page.button if button.label == "Recharger le dossier").click().run()
    assert not page.error
    assert page.text_input("feature:patient.ecog").value == "1"


def test_a_full_disk_says_so_keeps_what_was_typed_and_saves_once_there_is_room(page: AppTest, dossier: OpenDossier):
    engine = databases.dossiers()

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
    with session(databases.dossiers()) as writing:
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


def test_no_list_offers_to_choose_everything_at_once(page: AppTest, dossier: OpenDossier):
    page.segmented_control("group").select("patient").run()
    assert page.multiselect
    assert [one.proto.select_all for one in page.multiselect] == [0] * len(page.multiselect)


def test_examinations_stand_in_a_table_with_the_words_they_were_read_from(page: AppTest, dossier: OpenDossier):
    page.segmented_control("group").select("events").run()
    shown = texts(page)
    assert "<td>02/10/2025</td><td>scintigraphie osseuse</td><td>" in shown
    assert shown.index("<td>02/10/2025") < shown.index("<td>09/09/2025</td><td>échographie")


def test_a_date_of_review_that_is_past_is_one_calm_sentence_and_nothing_is_blocked(
    page: AppTest, dossier: OpenDossier, monkeypatch: pytest.MonkeyPatch
):
    class Frozen(datetime.date):
        day = datetime.date(2026, 12, 31)

        @classmethod
        def today(cls) -> datetime.date:
            return cls.day

    monkeypatch.setattr(recommendations, "date", Frozen)
    page.run()
    assert "La date de relecture" not in texts(page)
    kept = [button.label for button in page.button if button.label.startswith("Retenir")]
    Frozen.day = datetime.date(2027, 1, 5)
    page.run()
    said = texts(page)
    assert said.count("La date de relecture") == 1
    assert "depuis le 31/12/2026" in said
    assert "à relire depuis" not in said
    assert kept == [button.label for button in page.button if button.label.startswith("Retenir")] != []


def test_a_treatment_read_wrongly_is_set_aside_told_in_the_history_and_taken_back(page: AppTest, dossier: OpenDossier):
    page.segmented_control("group").select("treatments").run()
    press(page, "Écarter")
    assert stored(dossier).notebook.corrections["treatments"]
    assert page.session_state["opened"].notebook.case.treatments == ()
    assert "Écartés par une personne" in texts(page)
    assert "par Dr Anne Exemple" in texts(page)
    page.toggle("history:shown").set_value(True).run()
    (words,) = [said.value["words"] for said in stored(dossier).notebook.corrections["treatments"].values()]
    assert f"2. traitement écarté : {words} — Dr Anne Exemple" in texts(page)
    press(page, "Rétablir")
    assert len(page.session_state["opened"].notebook.case.treatments) == 1
    assert stored(dossier).notebook.corrections["treatments"] == {}
    assert f"3. traitement rétabli : {words} — Dr Anne Exemple" in texts(page)
    assert not page.error


def test_a_decision_on_a_treatment_is_kept_by_a_note_edited_elsewhere_and_lapses_where_its_words_change(
    page: AppTest, dossier: OpenDossier
):
    page.segmented_control("group").select("treatments").run()
    press(page, "Écarter")
    (words,) = [said.value["words"] for said in stored(dossier).notebook.corrections["treatments"].values()]
    for edited in (f"Note relue.\n{dossier.notebook.text}", dossier.notebook.text.replace(words, "mastectomie")):
        press(page, "Modifier le texte")
        page.text_area("summary_text").input(edited)
        press(page, "Enregistrer le texte")
        lapsed = "1 décision sur un traitement ne s'y retrouve plus" in texts(page)
        assert lapsed == ("mastectomie" in edited)
        assert (len(page.session_state["opened"].notebook.case.treatments) > 0) == lapsed


def test_a_treatment_read_as_proposed_is_said_received_by_a_person_and_one_is_added(page: AppTest, dossier: OpenDossier):
    def kept() -> list[tuple[str, bool]]:
        return [(one.modality, one.planned) for one in page.session_state["opened"].notebook.case.treatments]

    page.segmented_control("group").select("treatments").run()
    assert kept() == [("chemotherapy", True)]
    press(page, "Dire reçu")
    assert kept() == [("chemotherapy", False)]
    assert "dit reçu" in texts(page)
    assert "Dr Anne Exemple" in page.session_state["opened"].notebook.output("frcp").item("treatments.t1").reasons[-1]
    page.text_input("treatment:new").input("à revoir").run()
    press(page, "Ajouter")
    assert "aucun traitement reconnu" in texts(page)
    page.text_input("treatment:new").input("létrozole depuis 03/2024").run()
    press(page, "Ajouter")
    assert kept() == [("chemotherapy", False), ("endocrine_therapy", False)]
    assert "létrozole, début 03/2024" in page.session_state["opened"].notebook.output("frcp").item("treatments.t2").text
    assert page.text_input("treatment:new").value == ""
    press(page, "Retirer")
    press(page, "Rétablir")
    assert kept() == [("chemotherapy", True)]
    page.toggle("history:shown").set_value(True).run()
    assert "traitement ajouté : hormonothérapie létrozole, début 03/2024 — Dr Anne Exemple" in texts(page)
    assert not page.error
