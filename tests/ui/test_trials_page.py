"""The registry page without a browser: filters, the criteria beside their reading, corrections, the copies of the registries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier
from store.base import now
from store.engine import reading, session
from store.users import User
from tests.ui.screen import show, texts
from tests.ui.test_following import TRIAL, keep, press
from trials import corrections, sync_state
from trials.tables import SyncState
from ui.web import databases, resources

SignIn = Callable[..., User]


@pytest.fixture
def coordinator(page: AppTest, sign_in: SignIn) -> AppTest:
    sign_in("coordinator", "Mme Martin Exemple")
    keep(TRIAL)
    return page


def written(page: AppTest) -> str:
    """The key of the field where the condition is written."""
    return next(area.key for area in page.text_area if area.key and area.key.startswith("correction:"))


def choose(page: AppTest, criterion: str) -> None:
    chosen = page.selectbox("correction-of")
    chosen.select(next(one for one in chosen.options if criterion in one)).run()


# Search --------------------------------------------------------------------------------------------------------------------


def test_filters_narrow_the_search_and_work_without_words(coordinator: AppTest):
    show(coordinator, "trials")
    coordinator.selectbox("filter-tumour").set_value("IDC").run()
    assert f"sheet:{TRIAL.key}" in {button.key for button in coordinator.button}
    coordinator.selectbox("filter-tumour").set_value("PRAD").run()
    assert f"sheet:{TRIAL.key}" not in {button.key for button in coordinator.button}


def test_filters_also_narrow_closed_trials(coordinator: AppTest):
    keep(replace(TRIAL, id="NCT00000003", status="COMPLETED"))
    show(coordinator, "trials")
    coordinator.text_input[0].input("essai fictif her2").run()
    coordinator.checkbox("filter-open").uncheck()
    coordinator.selectbox("filter-tumour").set_value("IDC").run()
    assert "sheet:ctgov/NCT00000003" in {button.key for button in coordinator.button}
    coordinator.selectbox("filter-tumour").set_value("PRAD").run()
    assert "sheet:ctgov/NCT00000003" not in {button.key for button in coordinator.button}


def test_a_place_that_is_not_known_is_told(coordinator: AppTest):
    show(coordinator, "trials")
    coordinator.text_input("filter-near").input("Nulle-Part-sur-Mer").run()
    assert "code postal ou ville inconnus" in coordinator.warning[0].value


# The sheet -----------------------------------------------------------------------------------------------------------------


def test_the_sheet_shows_each_criterion_beside_its_reading_with_coverage_and_confidence(coordinator: AppTest):
    show(coordinator, "trials", essai=TRIAL.id)
    said = texts(coordinator)
    assert "100 % des critères sont lus en entier" in said
    assert "<td>Platelets &gt;= 100 G/L</td><td>Plaquettes ≥ 100 G/L</td>" in said
    assert "confiance " in said


def test_a_coordinator_corrects_a_criterion_and_sees_it_in_french_first(coordinator: AppTest):
    show(coordinator, "trials", essai=TRIAL.id)
    choose(coordinator, "ECOG")
    coordinator.text_area(written(coordinator)).input('patient.ecog: "<= 2"').run()
    assert "Se lit : **Indice de performance OMS/ECOG ≤ 2**" in texts(coordinator)
    press(coordinator, "Enregistrer la correction")
    with reading(databases.dossiers()) as read:
        assert [(one.condition, one.by) for one in corrections.kept(read)[TRIAL.key]] == [
            ({"patient.ecog": "<= 2"}, "Mme Martin Exemple")
        ]
    assert "corrigé" in texts(coordinator)
    choose(coordinator, "ECOG")
    press(coordinator, "Retirer la correction")
    with reading(databases.dossiers()) as read:
        assert corrections.kept(read) == {}


@pytest.mark.parametrize("condition", ['patient.ecgo: "<= 2"', "OMS 0 ou 1", "- [", "12", "patient.ecog:"])
def test_a_condition_that_means_nothing_is_refused_with_a_sentence(coordinator: AppTest, condition: str):
    show(coordinator, "trials", essai=TRIAL.id)
    coordinator.text_area(written(coordinator)).input(condition).run()
    assert "Condition refusée" in texts(coordinator)
    assert next(button for button in coordinator.button if button.label == "Enregistrer la correction").disabled
    assert not coordinator.exception


def test_a_correction_whose_sentence_the_registry_changed_is_told_and_can_be_taken_up(coordinator: AppTest):
    show(coordinator, "trials", essai=TRIAL.id)
    choose(coordinator, "ECOG")
    coordinator.text_area(written(coordinator)).input('patient.ecog: "<= 2"').run()
    press(coordinator, "Enregistrer la correction")
    keep(replace(TRIAL, eligibility_text=TRIAL.eligibility_text.replace("ECOG 0-1", "ECOG 0-1 today")))
    show(coordinator, "trials", essai=TRIAL.id)
    assert "La correction n'est plus appliquée" in coordinator.warning[0].value
    press(coordinator, "Reprendre la correction pour cette phrase")
    assert not coordinator.warning
    with reading(databases.dossiers()) as read:
        assert [one.text for one in corrections.kept(read)[TRIAL.key]] == ["ECOG 0-1 today"]


def test_an_oncologist_reads_the_criteria_and_does_not_correct_them(page: AppTest, dossier: OpenDossier):
    keep(TRIAL)
    show(page, "trials", essai=TRIAL.id)
    assert "Plaquettes ≥ 100 G/L" in texts(page)
    assert "correction-of" not in {one.key for one in page.selectbox}


# Copies of the registries --------------------------------------------------------------------------------------------------


def test_the_page_says_how_old_the_copies_are_and_can_start_a_synchronisation(coordinator: AppTest):
    show(coordinator, "trials")
    assert "Aucun registre public n'a encore été copié" in texts(coordinator)
    assert "Mettre les copies à jour" in {button.label for button in coordinator.button}


def test_a_synchronisation_under_way_is_shown_and_can_be_stopped(coordinator: AppTest):
    moment = now()
    with session(resources.registry()) as opened:
        opened.add(
            SyncState(
                source="ctgov",
                state="running",
                full=True,
                step="Liste",
                done=40,
                total=210,
                host="ailleurs",
                process=1,
                started_at=moment,
                updated_at=moment,
            )
        )
    show(coordinator, "trials")
    assert "synchronisation en cours, liste, 40 sur 210" in texts(coordinator)
    press(coordinator, "Arrêter la synchronisation")
    with reading(resources.registry()) as read:
        assert [state.cancel for state in sync_state.states(read)] == [True]
