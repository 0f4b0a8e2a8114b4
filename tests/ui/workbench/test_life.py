"""What a draft, a signature and a suspension are worth to patients."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier
from guidelines.workbench import begin, files, send, sign, suspend
from store.engine import reading, session
from store.users import User, create_user
from tests.guidelines.test_workbench import OVERLAY
from tests.ui.screen import press
from tests.ui.workbench.pages import MOVED, SignIn, fill, proposed, said, workbench
from ui.web import databases


def test_a_draft_changes_nothing_for_an_oncologist_and_two_signatures_do_at_once(page: AppTest, dossier: OpenDossier):
    with session(databases.dossiers()) as writing:
        rose, paul = (create_user(writing, name, "curator") for name in ("Mme Rose Exemple", "Dr Paul Exemple"))
        file = begin(writing, rose, OVERLAY)
    assert proposed(page, dossier)
    with session(databases.dossiers()) as writing:
        send(writing, rose, file.id, 1)
        sign(writing, rose, file.id, 2)
    assert proposed(page, dossier)
    with session(databases.dossiers()) as writing:
        sign(writing, paul, file.id, 3)
    assert not proposed(page, dossier)
    with session(databases.dossiers()) as writing:
        suspend(writing, paul, file.id, 4, "de nouveau disponible (exemple)")
    assert proposed(page, dossier)


def test_signatures_are_given_on_the_page_and_never_twice_by_one_person(page: AppTest, curator: User, sign_in: SignIn):
    with session(databases.dossiers()) as writing:
        begin(writing, curator, OVERLAY)
    workbench(page, file="riom-breast")
    press(page, "Envoyer en relecture")
    press(page, "Signer au nom de Mme Rose Exemple")
    assert "Il manque la signature d'une autre personne" in page.success[0].value
    press(page, "Signer au nom de Mme Rose Exemple")
    assert "a déjà signé ce texte : la seconde signature est celle d'une autre personne" in page.error[0].value
    sign_in("oncologist", "Dr Paul Exemple")
    press(workbench(page, file="riom-breast"), "Signer au nom de Dr Paul Exemple")
    assert "en vigueur dès maintenant" in page.success[0].value
    with reading(databases.dossiers()) as read:
        assert files(read)[0].standing == "validated"


def test_a_text_with_something_to_mend_is_not_sent(page: AppTest, curator: User):
    with session(databases.dossiers()) as writing:
        begin(writing, curator, MOVED)
    press(workbench(page), "Envoyer en relecture")
    assert "points à corriger d'abord" in page.error[0].value


def test_a_shipped_file_is_suspended_at_once_with_a_reason(page: AppTest, dossier: OpenDossier, sign_in: SignIn):
    assert proposed(page, dossier)
    sign_in("curator", "Mme Rose Exemple")
    press(workbench(page), "Suspendre")
    assert page.error[0].value.startswith("Donner une raison")
    fill(page, "Raison, lue par ceux qui n'ont plus de proposition", "alerte sanitaire (exemple)")
    press(page, "Suspendre")
    assert "ne propose plus rien" in page.success[0].value
    assert "Ce référentiel est suspendu" in said(page)
    assert not proposed(page, dossier)


def test_a_retired_file_is_taken_up_again_as_a_draft(page: AppTest, curator: User):
    workbench(page)
    fill(page, "Raison, lue par ceux qui n'ont plus de proposition", "remplacé (exemple)")
    press(page, "Retirer")
    press(page, "Reprendre en brouillon")
    assert "Ce référentiel est retiré" in said(page)
    assert any(button.label == "Envoyer en relecture" for button in page.button)
