"""What follows the decision, without a browser: programmes, what-if, earlier versions, letters and documents."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier, save
from store.engine import session
from store.identity import Identity, save_identity
from store.users import User, active_users
from tests.ui.screen import VALIDATE, press, show, stored, texts
from ui.web import databases

SignIn = Callable[..., User]


def test_an_appointment_is_entered_in_the_programme_and_the_signature_stays(page: AppTest, heard: OpenDossier):
    next(button for button in page.button if button.key and button.key.startswith("retain:")).click().run()
    press(page, VALIDATE)
    page.date_input("pps:date").set_value(datetime.date(2025, 4, 2))
    page.text_input("pps:what").input("Première cure")
    page.button("pps:add").click().run()
    kept = stored(heard).notebook
    assert [one.what for one in kept.programme.appointments] == ["Première cure"]
    assert kept.decision.validated


def test_the_patient_version_is_there_once_announced_and_each_hand_over_is_kept(page: AppTest, heard: OpenDossier):
    next(button for button in page.button if button.key and button.key.startswith("retain:")).click().run()
    press(page, VALIDATE)
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
    with session(databases.dossiers()) as writing:
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
    with session(databases.dossiers()) as opened:
        save_identity(opened, dossier.id, named)
    page.run()
    assert "CDA : un CDA" not in texts(page)
    assert not any(button.proto.disabled for button in page.get("download_button"))
