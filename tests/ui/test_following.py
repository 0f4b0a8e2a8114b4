"""The coordinator's page without a browser: the worklist, the alerts, one trial over the stored dossiers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier
from dossier.screening import worklist
from dossier.screening.run import screen_all
from dossier.tables import FollowedPair, TrialAlert
from store.engine import reading, session
from store.users import User, active_users
from tests.ui.screen import press, show, texts
from trials import registry
from trials.formalise import formalise_new
from trials.model import Trial
from ui.web import databases, resources

TRIAL = Trial(
    "NCT00000001", "ctgov", title="Essai fictif HER2", status="RECRUITING", conditions=("Breast Cancer",),
    eligibility_text="Inclusion Criteria:\n\n* Breast cancer\n* ECOG 0-1\n* Platelets >= 100 G/L",
)  # fmt: skip


def keep(*trials: Trial) -> None:
    with session(resources.registry()) as opened:
        registry.save(opened, trials, current=True)
    formalise_new(resources.registry())


@pytest.fixture
def pair(dossier: OpenDossier) -> FollowedPair:
    """The example on the worklist for the trial."""
    keep(TRIAL)
    with session(databases.dossiers()) as opened:
        return worklist.follow(opened, dossier.id, TRIAL, active_users(opened)[0])


def stored() -> FollowedPair:
    with reading(databases.dossiers()) as read:
        return worklist.lines(read)[0].pair


# The worklist --------------------------------------------------------------------------------------------------------------


def test_an_empty_worklist_says_how_to_fill_it(page: AppTest, sign_in: Callable[..., User]):
    sign_in("coordinator")
    page.run()
    assert page.title[0].value == "Suivi des essais"
    assert "La liste est vide" in texts(page)
    assert "Aucun passage encore" in texts(page)


def test_a_line_changes_status_with_its_date_and_its_log(page: AppTest, pair: FollowedPair):
    show(page, "coordinator")
    page.button(f"pair-open:{pair.id}").click().run()
    page.selectbox(f"pair-next:{pair.id}").set_value("contacted")
    press(page, "Changer le statut")
    assert stored().status == "contacted"
    assert "patient contacté, par Dr Anne Exemple" in texts(page)


def test_a_refusal_without_a_reason_is_refused_with_a_sentence(page: AppTest, pair: FollowedPair):
    show(page, "coordinator")
    page.button(f"pair-open:{pair.id}").click().run()
    page.selectbox(f"pair-next:{pair.id}").set_value("refused")
    press(page, "Changer le statut")
    assert "Dire pourquoi" in page.error[0].value
    assert stored().status == "to_review"


def test_the_second_of_two_people_is_told_and_nothing_is_lost(page: AppTest, pair: FollowedPair):
    show(page, "coordinator")
    page.button(f"pair-open:{pair.id}").click().run()
    with session(databases.dossiers()) as opened:
        worklist.note(opened, pair.id or 0, 1, active_users(opened)[0], "", "rappeler lundi")
    page.text_area(f"pair-text:{pair.id}:1").set_value("autre chose")
    press(page, "Enregistrer la note")
    assert stored().note == "rappeler lundi"
    assert "Quelqu'un d'autre a modifié" in page.error[0].value


def test_what_has_ended_leaves_the_list_until_it_is_asked_for(page: AppTest, pair: FollowedPair):
    with session(databases.dossiers()) as opened:
        worklist.move(opened, pair.id or 0, 1, "refused", active_users(opened)[0], reason="refus du patient")
    show(page, "coordinator")
    assert "0 ligne" in texts(page)
    page.multiselect("pair-statuses").set_value([]).run()
    assert "refus du patient" in texts(page)


def test_the_list_is_exported(page: AppTest, pair: FollowedPair):
    show(page, "coordinator")
    assert [button.proto.label for button in page.get("download_button")] == ["Exporter (XLSX)", "Registre de sélection (CSV)"]


# Alerts --------------------------------------------------------------------------------------------------------------------


def test_an_alert_shows_its_reason_until_somebody_has_seen_it(page: AppTest, dossier: OpenDossier):
    with session(databases.dossiers()) as opened:
        opened.add(
            TrialAlert(
                kind="amended",
                dossier_id=dossier.id,
                trial_key=TRIAL.key,
                trial_id=TRIAL.id,
                reason="Amendement : critère contraire « ECOG 0 »",
            )
        )
    show(page, "coordinator", vue="alertes")
    assert "Amendement : critère contraire « ECOG 0 »" in texts(page)
    press(page, "Vu")
    assert "Aucune alerte à voir" in texts(page)
    page.checkbox("alert-seen").check().run()
    assert "Vue par Dr Anne Exemple" in texts(page)


def test_a_screening_tells_its_day(page: AppTest, dossier: OpenDossier):
    screen_all(databases.dossiers(), resources.registry())
    show(page, "coordinator")
    assert "Dernier passage de tous les dossiers" in texts(page)


# Every trial ---------------------------------------------------------------------------------------------------------------


def test_the_trials_that_keep_patients_are_listed_before_any_number_is_written(page: AppTest, dossier: OpenDossier):
    keep(TRIAL)
    show(page, "coordinator", vue="essai")
    assert "Écrire le numéro d'un essai" in texts(page)
    screen_all(databases.dossiers(), resources.registry())
    page.run()
    assert "1 patient, dont 1 de cette tumeur avec certitude" in texts(page)
    page.button("see:ctgov/NCT00000001").click().run()
    assert "1 patient sans critère contraire trouvé" in texts(page)
    press(page, "Revenir à tous les essais")
    assert "1 patient, dont 1 de cette tumeur avec certitude" in texts(page)


def test_each_patient_of_a_trial_is_told_from_the_others_by_what_the_case_says(page: AppTest, dossier: OpenDossier):
    keep(TRIAL)
    show(page, "coordinator", essai="NCT00000001")
    assert "Femme, 52 ans, OMS 0." in texts(page)
    assert "HER2 positif" in texts(page)


# One trial -----------------------------------------------------------------------------------------------------------------


def test_a_trial_over_the_stored_dossiers_shows_its_funnel_and_whom_it_leaves(page: AppTest, dossier: OpenDossier):
    keep(TRIAL)
    show(page, "coordinator", essai="NCT00000001")
    said = texts(page)
    assert "1 patient sans critère contraire trouvé" in said
    assert "« Platelets &gt;= 100 G/L » : à vérifier pour 1 de ceux qui restent" in said
    assert "attendu pour 1 patient, suffit pour 1" in said
    assert "éligible" not in said
    press(page, "Mettre sur la liste")
    assert stored().dossier_id == dossier.id
    assert [button for button in page.button if button.label == "Mettre sur la liste"] == []


def test_a_trial_that_is_not_known_is_one_sentence(page: AppTest, dossier: OpenDossier):
    show(page, "coordinator", essai="NCT00000099")
    assert "n'est pas dans le registre" in page.error[0].value
