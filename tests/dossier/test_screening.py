"""Following trials: the worklist, what people say of criteria, and what a new screening raises, on each kind of database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from dossier.dossiers import OpenDossier, create, delete, open_dossier, save
from dossier.notebook import Notebook
from dossier.screening import overrides, progress, worklist
from dossier.screening.alerts import alerts, see
from dossier.screening.cases import up_to_date
from dossier.screening.run import screen_all
from dossier.screening.worklist import WorklistError, follow, lines, move, steps
from dossier.steps import Sources
from dossier.tables import Candidate, FollowedPair
from store import journal
from store.engine import reading
from store.engine import session as transaction
from store.errors import Conflict
from store.migrations import migrate
from store.users import User, create_user
from trials import corrections, registry
from trials.formalise import formalise_new, formalise_trial
from trials.formalised import formalised_trials
from trials.model import LocalTrial, Trial
from trials.portfolio import replace_portfolio
from trials.screen import screen

NOTE = "RCP du 12/03/2025\nFemme de 57 ans, OMS {ecog}. Carcinome canalaire infiltrant du sein gauche, HER2 3+, métastatique au foie."
TEXT = "Inclusion Criteria:\n\n* Metastatic breast cancer\n* ECOG 0-{ecog}\n* Platelets >= 100 G/L"
FIELDS = {"title": "Essai fictif", "status": "RECRUITING", "conditions": ("Breast Cancer",)}


def trial(number: int = 1, ecog: int = 1, **fields: str) -> Trial:
    return Trial(id=f"NCT0000000{number}", source="ctgov", eligibility_text=TEXT.format(ecog=ecog), **{**FIELDS, **fields})  # type: ignore[arg-type]


@pytest.fixture
def both(database: Engine, database_url: str) -> Engine:
    """Dossiers and registry, with one trial, in one database of each kind in turn."""
    migrate(database_url, "registry")
    keep(database, trial())
    return database


@pytest.fixture
def user(database: Engine) -> User:
    with transaction(database) as session:
        return create_user(session, "Mme Martin Exemple", "coordinator")


def keep(database: Engine, *trials: Trial) -> None:
    with transaction(database) as session:
        registry.save(session, trials, current=True)
    formalise_new(database)


def dossier(database: Engine, sources: Sources, user: User, ecog: int = 1) -> OpenDossier:
    notebook = Notebook.start(NOTE.format(ecog=ecog), sources)
    notebook.run("features")
    with transaction(database) as session:
        return create(session, notebook, user)


def followed(database: Engine, opened: OpenDossier, user: User, of: Trial | None = None) -> FollowedPair:
    with transaction(database) as session:
        return follow(session, opened.id, of or trial(), user)


def told(database: Engine) -> list[tuple[str, str, str]]:
    with reading(database) as session:
        return [(one.alert.kind, one.alert.trial_id, one.alert.reason) for one in alerts(session)]


def edit(database: Engine, opened: OpenDossier, user: User, key: str, value: object) -> None:
    opened.notebook.correct("features", key, value, user.name)
    with transaction(database) as session:
        save(session, opened, user, "feature.corrected")


# The worklist --------------------------------------------------------------------------------------------------------------


def test_a_pair_goes_from_status_to_status_and_its_log_keeps_the_days(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user)
    pair = followed(both, opened, user)
    assert pair.id is not None
    with transaction(both) as session:
        move(session, pair.id, 1, "agreed", user, on="2026-03-10")
        move(session, pair.id, 2, "screening", user, on="2026-03-12")
    with reading(both) as session:
        assert [(one.status, one.by) for one in steps(session, pair.id)] == [
            ("to_review", user.name), ("agreed", user.name), ("screening", user.name),
        ]  # fmt: skip
        (line,) = lines(session)
        assert (line.pair.status, line.pair.on, line.pair.owner, line.label) == (
            "screening",
            "2026-03-12",
            user.name,
            opened.label,
        )
        assert [one.action for one in journal.entries(session, f"pair:{pair.id}")] == [
            "pair.screening",
            "pair.agreed",
            "pair.to_review",
        ]


def test_a_failure_of_selection_wants_its_reason(both: Engine, sources: Sources, user: User):
    pair = followed(both, dossier(both, sources, user), user)
    assert pair.id is not None
    with pytest.raises(WorklistError, match="dire pourquoi"), transaction(both) as session:
        move(session, pair.id, 1, "screen_failure", user, reason=" ")
    with transaction(both) as session:
        move(session, pair.id, 1, "screen_failure", user, reason="clairance insuffisante")
    with reading(both) as session:
        assert lines(session)[0].pair.reason == "clairance insuffisante"


def test_nobody_is_included_without_a_selection(both: Engine, sources: Sources, user: User):
    pair = followed(both, dossier(both, sources, user), user)
    assert pair.id is not None
    with pytest.raises(WorklistError, match="ne peut pas suivre"), transaction(both) as session:
        move(session, pair.id, 1, "included", user)


def test_the_second_of_two_people_on_one_line_is_told(both: Engine, sources: Sources, user: User):
    pair = followed(both, dossier(both, sources, user), user)
    assert pair.id is not None
    with transaction(both) as session:
        move(session, pair.id, 1, "agreed", user)
    with pytest.raises(Conflict), transaction(both) as session:
        worklist.note(session, pair.id, 1, user, "Mme Durand Exemple", "rappeler lundi")


def test_patients_of_a_trial_are_numbered_and_one_is_put_on_the_list_once(both: Engine, sources: Sources, user: User):
    first, second = dossier(both, sources, user), dossier(both, sources, user)
    codes = [followed(both, each, user).code for each in (first, second, first)]
    assert codes == ["001", "002", "001"]
    with transaction(both) as session:
        delete(session, first.id, user)
    assert followed(both, dossier(both, sources, user), user).code == "003"


def test_a_deleted_dossier_leaves_nothing_behind(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user)
    followed(both, opened, user)
    screen_all(both, both)
    keep(both, trial(2))
    screen_all(both, both)
    assert told(both)
    with transaction(both) as session:
        delete(session, opened.id, user)
    with reading(both) as session:
        assert (lines(session), session.exec(select(Candidate)).all()) == ([], [])
    assert told(both) == []


# Cases ---------------------------------------------------------------------------------------------------------------------


def test_a_case_is_kept_as_it_was_read_without_a_word_of_its_text(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user)
    edit(both, opened, user, "biomarker.pdl1_tps", [0, 1])
    (first,), (again,) = up_to_date(both).values(), up_to_date(both).values()
    assert opened.notebook.case is not None
    assert {key: one.value for key, one in again.features.items()} == {
        key: one.value for key, one in opened.notebook.case.features.items() if not key.startswith("request.")
    }
    assert (again.date, again.treatments, again.history_complete) == (first.date, first.treatments, first.history_complete)
    assert not any(one.evidence for one in again.features.values())


# The whole screening -------------------------------------------------------------------------------------------------------


def test_only_what_changed_is_screened_again(both: Engine, sources: Sources, user: User):
    opened = [dossier(both, sources, user) for _ in range(3)]
    keep(both, trial(2))
    assert screen_all(both, both).pairs == 6
    assert screen_all(both, both).pairs == 0
    edit(both, opened[0], user, "patient.ecog", 3)
    report = screen_all(both, both)
    assert (report.pairs, report.candidates) == (2, 4)
    keep(both, trial(2, ecog=2))
    assert screen_all(both, both).pairs == 3


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


def test_a_screening_that_is_stopped_writes_nothing(both: Engine, sources: Sources, user: User):
    dossier(both, sources, user)

    def stop(step: str, done: int, total: int) -> None:
        with transaction(both) as session:
            progress.cancel(session)

    keep(both, trial(2))
    with pytest.raises(progress.ScreeningFault, match="arrêté"):
        screen_all(both, both, stop)
    with reading(both) as session:
        row = progress.state(session)
        assert row is not None
        assert progress.shown(row) == progress.CANCELLED
        assert session.exec(select(Candidate)).all() == []
    assert screen_all(both, both).pairs == 2


# What people say of a criterion --------------------------------------------------------------------------------------------


def judged(database: Engine, opened: OpenDossier, user: User, verdict: str) -> None:
    with reading(database) as session:
        (known,) = formalised_trials(session)
        read = open_dossier(session, opened.id, opened.notebook.sources)
    read.notebook.run("features")
    assert read.notebook.case is not None
    (found,) = screen([known], [read.notebook.case])
    (ecog,) = (one for one in known.criteria if one.source.text == "ECOG 0-1")
    with transaction(database) as session:
        overrides.override(session, opened.id, known.trial, ecog, found.cases[0], verdict, "OMS revu en consultation", user)


def verdicts(database: Engine) -> dict[str, str]:
    screen_all(database, database)
    with reading(database) as session:
        return {row.dossier_id: row.verdict for row in session.exec(select(Candidate))}


def test_what_was_said_of_a_criterion_is_kept_over_screenings_until_the_value_changes(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user, ecog=3)
    assert verdicts(both) == {}
    judged(both, opened, user, "met")
    assert verdicts(both) == {opened.id: "possible"}
    edit(both, opened, user, "lab.platelets", 250)
    assert verdicts(both) == {opened.id: "eligible"}
    edit(both, opened, user, "patient.ecog", 2)
    assert verdicts(both) == {}


def test_the_notebook_follows_what_was_said(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user, ecog=3)
    with reading(both) as session:
        with_trials = replace(sources, trials=tuple(formalised_trials(session)))
    judged(both, opened, user, "met")
    with reading(both) as session:
        notebook = open_dossier(session, opened.id, with_trials).notebook
    notebook.run_stale()
    assert [match.trial.id for match in notebook.output("trials")] == ["NCT00000001"]
    with transaction(both) as session:
        known = with_trials.trials[0]
        (ecog,) = (one for one in known.criteria if one.source.text == "ECOG 0-1")
        overrides.take_back(session, opened.id, known.trial, ecog, user)
        notebook.overrides = overrides.of_dossier(session, opened.id)
    assert notebook.state("trials") == "stale"
    notebook.run_stale()
    assert notebook.output("trials") == []


def test_an_opinion_without_a_reason_is_refused(both: Engine, sources: Sources, user: User):
    opened = dossier(both, sources, user)
    with reading(both) as session:
        (known,) = formalised_trials(session)
    case = opened.notebook.case
    assert case is not None
    with pytest.raises(overrides.OverrideError, match="dire pourquoi"), transaction(both) as session:
        overrides.override(session, opened.id, known.trial, known.criteria[0], case, "met", " ", user)
