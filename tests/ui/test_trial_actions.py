"""The trials of a notebook: followed, judged criterion by criterion, asked about, written to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier
from dossier.screening import overrides, worklist
from matching.catalogue import catalogue
from store.engine import reading
from tests.ui.screen import show, texts
from tests.ui.test_following import TRIAL, keep, press
from trials.model import Contact
from ui.web import databases
from ui.web.words import several

KEY = TRIAL.key
MAILED = replace(TRIAL, contacts=(Contact("Dr Exemple", None, None, "essai@hopital.example"),))
RULED_OUT = replace(TRIAL, id="NCT00000002", eligibility_text="Inclusion Criteria:\n\n* Breast cancer\n* ECOG 2-3")


@pytest.fixture
def on_screen(page: AppTest, dossier: OpenDossier) -> OpenDossier:
    keep(MAILED, RULED_OUT)
    del page.session_state["opened"]  # opened before these trials were there
    show(page, "notebook", dossier=dossier.id)
    return dossier


def judge(page: AppTest, key: str, criterion: str, verdict: str, reason: str) -> AppTest:
    page.button(f"judge:{key}").click().run()
    chosen = page.selectbox(f"opinion-of:{key}")
    chosen.select(next(one for one in chosen.options if criterion in one))
    page.radio(f"opinion-is:{key}").set_value(verdict)
    page.text_input(f"opinion-why:{key}").input(reason)
    return press(page, "Garder cet avis")


def test_a_trial_is_put_on_the_worklist_from_the_notebook(page: AppTest, on_screen: OpenDossier):
    page.button(f"follow:{KEY}").click().run()
    with reading(databases.dossiers()) as read:
        assert worklist.of_dossier(read, on_screen.id)[KEY].status == "to_review"
    assert f"follow:{KEY}" not in {button.key for button in page.button}


def test_what_to_ask_tells_how_many_trials_wait_for_it(page: AppTest, on_screen: OpenDossier):
    matches = page.session_state["opened"].notebook.output("trials")
    counted = Counter(key for match in matches for key in match.missing if not catalogue()[key].in_words)
    ((most, trials),) = counted.most_common(1)
    assert f"{escape(catalogue()[most].question)} Attendu pour {several(trials, 'essai', 'essais')}" in texts(page)


def test_nobody_is_asked_for_what_only_the_words_of_a_trial_tell(page: AppTest, on_screen: OpenDossier):
    matches = page.session_state["opened"].notebook.output("trials")
    assert any(catalogue()[key].in_words for match in matches for key in match.missing)
    assert "dans les mots de l" not in texts(page)


def test_a_message_to_the_centre_is_ready_and_says_nothing_of_the_patient(page: AppTest, on_screen: OpenDossier):
    link = next(one.value for one in page.markdown if one.value.startswith("[Écrire au centre](mailto:essai@hopital.example"))
    assert "NCT00000001" in link
    assert "FICTIVAL" not in link


def test_an_opinion_on_a_criterion_changes_its_verdict_and_shows_its_reason(page: AppTest, on_screen: OpenDossier):
    judge(page, KEY, "Platelets", "met", "plaquettes vues au laboratoire")
    with reading(databases.dossiers()) as read:
        (said,) = overrides.of_dossier(read, on_screen.id)[KEY]
    assert (said.verdict, said.by) == ("met", "Dr Anne Exemple")
    assert "plaquettes vues au laboratoire" in texts(page)
    assert next(one for one in page.expander if TRIAL.id in one.label).label.endswith("0 à vérifier")
    press(page, "Retirer l'avis")
    assert next(one for one in page.expander if TRIAL.id in one.label).label.endswith("1 à vérifier")


def test_an_opinion_without_a_reason_is_refused_with_a_sentence(page: AppTest, on_screen: OpenDossier):
    judge(page, KEY, "Platelets", "met", " ")
    assert any("Dire pourquoi" in one.value for one in page.info)


def test_a_trial_that_rules_the_patient_out_can_be_looked_at_and_judged(page: AppTest, on_screen: OpenDossier):
    page.text_input("trials:other").input("nct00000002").run()
    assert "critère contraire" in next(one for one in page.expander if RULED_OUT.id in one.label).label
    judge(page, RULED_OUT.key, "ECOG", "met", "OMS revu")
    assert "aucun critère contraire" in next(one for one in page.expander if RULED_OUT.id in one.label).label


def test_no_verdict_is_chosen_in_advance(page: AppTest, on_screen: OpenDossier):
    page.button(f"judge:{KEY}").click().run()
    page.text_input(f"opinion-why:{KEY}").input("plaquettes vues au laboratoire")
    press(page, "Garder cet avis")
    assert any("Dire si le critère est rempli" in one.value for one in page.info)
    with reading(databases.dossiers()) as read:
        assert overrides.of_dossier(read, on_screen.id) == {}
