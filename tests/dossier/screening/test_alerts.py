"""Which changes between two screenings are told, and to whom."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from dossier.screening.alerts import alerts, see
from dossier.screening.run import screen_all
from dossier.screening.worklist import move
from dossier.steps import Sources
from store.engine import reading
from store.engine import session as transaction
from store.users import User
from tests.dossier.screening.patients import dossier, edit, followed, keep, told, trial
from trials import corrections
from trials.formalise import formalise_trial
from trials.model import LocalTrial
from trials.portfolio import replace_portfolio


def test_the_first_screening_raises_no_alert(both: Engine, sources: Sources, user: User):
    dossier(both, sources, user)
    assert screen_all(both, both).alerts == 0


def test_a_new_trial_is_told_for_the_patients_whose_tumour_it_asks_for(both: Engine, sources: Sources, user: User):
    dossier(both, sources, user)
    dossier(both, sources, user, ecog=3)
    screen_all(both, both)
    keep(
        both,
        trial(2),
        replace(trial(3), eligibility_text="Inclusion Criteria:\n\n* Metastatic lung cancer", conditions=("Lung Cancer",)),
    )
    screen_all(both, both)
    assert told(both) == [("new_trial", "NCT00000002", "Nouvel essai : aucun critère contraire trouvé, 1 à vérifier")]


def test_a_new_patient_is_told_for_the_trials_that_are_followed(both: Engine, sources: Sources, user: User):
    keep(both, trial(2), trial(3))
    followed(both, dossier(both, sources, user), user)
    with transaction(both) as session:
        replace_portfolio(session, [LocalTrial("NCT00000002", "RECRUITING")])
    screen_all(both, both)
    dossier(both, sources, user)
    screen_all(both, both)
    assert [(kind, of) for kind, of, _ in told(both)] == [("new_patient", "NCT00000002"), ("new_patient", "NCT00000001")]


def test_a_closure_is_told_for_the_pairs_of_the_worklist(both: Engine, sources: Sources, user: User):
    followed(both, dossier(both, sources, user), user)
    dossier(both, sources, user)
    screen_all(both, both)
    keep(both, trial(status="COMPLETED"))
    screen_all(both, both)
    assert told(both) == [("closed", "NCT00000001", "L'essai ne recrute plus")]
    assert screen_all(both, both).alerts == 0


def test_a_pair_that_has_ended_raises_nothing(both: Engine, sources: Sources, user: User):
    pair = followed(both, dossier(both, sources, user), user)
    assert pair.id is not None
    with transaction(both) as session:
        move(session, pair.id, 1, "refused", user, reason="refus du patient")
    screen_all(both, both)
    keep(both, trial(status="COMPLETED"))
    assert screen_all(both, both).alerts == 0


def test_an_amendment_that_changes_a_verdict_is_told_with_the_criterion(both: Engine, sources: Sources, user: User):
    dossier(both, sources, user)
    screen_all(both, both)
    keep(both, trial(ecog=0))
    screen_all(both, both)
    assert told(both) == [("amended", "NCT00000001", "Amendement : critère contraire « ECOG 0-0 »")]


def test_an_amendment_that_changes_no_verdict_is_not_told(both: Engine, sources: Sources, user: User):
    dossier(both, sources, user)
    screen_all(both, both)
    keep(both, trial(ecog=2))
    report = screen_all(both, both)
    assert (report.pairs, report.alerts) == (1, 0)


def test_a_corrected_criterion_is_told_to_the_worklist_only(both: Engine, sources: Sources, user: User):
    followed(both, dossier(both, sources, user), user)
    dossier(both, sources, user)
    screen_all(both, both)
    (ecog,) = (one for one in formalise_trial(trial()) if one.text == "ECOG 0-1")
    with transaction(both) as session:
        corrections.correct(session, trial(), ecog, {"patient.ecog": 0}, by=user.name)
    screen_all(both, both)
    assert told(both) == [("read_otherwise", "NCT00000001", "Critères lus autrement : critère contraire « ECOG 0-1 »")]


def test_a_value_that_changes_is_told_for_the_pairs_of_the_worklist(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user)
    followed(both, opened, user)
    screen_all(both, both)
    edit(both, opened, user, "lab.platelets", 50)
    screen_all(both, both)
    assert told(both) == [("case_changed", "NCT00000001", "Données modifiées : critère contraire « Platelets >= 100 G/L »")]


def test_an_alert_that_somebody_saw_leaves_the_list_and_keeps_their_name(both: Engine, sources: Sources, user: User):
    dossier(both, sources, user)
    screen_all(both, both)
    keep(both, trial(2))
    screen_all(both, both)
    with transaction(both) as session:
        see(session, [one.alert.id for one in alerts(session) if one.alert.id], user)
    with reading(both) as session:
        assert alerts(session) == []
        assert [one.alert.seen_by for one in alerts(session, seen=True)] == [user.name]
