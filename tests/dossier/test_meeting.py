"""The meeting: its quorum, its list, and what an FRCP needs before a physician may validate it. Stored on SQLite and PostgreSQL."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from dossier.decision import Decision, DecisionError
from dossier.dossiers import begin, create, delete, open_dossier, save
from dossier.meeting import Hearing, Meeting, Participant, Presentation, Quorum, quorum
from dossier.meetings import (
    NoSuchMeeting,
    cases_of,
    create_meeting,
    enlist,
    meeting_of,
    meetings,
    open_meeting,
    save_meeting,
    withdraw,
)
from dossier.notebook import Notebook
from dossier.steps import Sources
from store.engine import reading, session
from store.errors import Conflict
from store.users import User, create_user
from tests.dossier.conftest import NOTE

ONCOLOGIST = Participant("Claire Martin", "medical_oncology")
SURGEON = Participant("Paul Durand", "gynaecological_surgery")
RADIOTHERAPIST = Participant("Zoé Petit", "radiation_oncology", remote=True)
NURSE = Participant("Ana Silva", "nurse")
PATHOLOGIST = Participant("Luc Blanc", "pathology")
MEETING = Meeting(
    "RCP sein", organ="sein", date="2025-03-12", place="Salle B", participants=(ONCOLOGIST, SURGEON, RADIOTHERAPIST, NURSE)
)
PRESENTED = Presentation("discussed", referring="Claire Martin", requester="Paul Durand", complete=True)


def held_by(*people: Participant, kind: str = "solid") -> Meeting:
    return Meeting("RCP", kind=kind, participants=people)


@pytest.fixture
def user(database: Engine) -> User:
    with session(database) as opened:
        return create_user(opened, "Dr Anne Exemple", "oncologist")


# Quorum -------------------------------------------------------------------------------------------------------------------------


def test_a_surgeon_an_oncologist_and_a_radiotherapist_make_the_quorum_of_a_solid_tumour():
    assert quorum(held_by(ONCOLOGIST, SURGEON, RADIOTHERAPIST)).reached


@pytest.mark.parametrize(
    ("people", "missing"),
    [
        ((), ("3 médecins de spécialités différentes de plus (il en faut 3)", "chirurgien", "oncologue médical", "oncologue radiothérapeute")),
        ((ONCOLOGIST, SURGEON, PATHOLOGIST), ("oncologue radiothérapeute",)),
        ((ONCOLOGIST, SURGEON, NURSE), ("1 médecin d'une autre spécialité de plus (il en faut 3)", "oncologue radiothérapeute")),
        ((ONCOLOGIST, replace(ONCOLOGIST, name="B"), replace(ONCOLOGIST, name="C")), ("2 médecins de spécialités différentes de plus (il en faut 3)", "chirurgien", "oncologue radiothérapeute")),
    ],
)  # fmt: skip
def test_a_meeting_without_its_composition_says_who_is_missing(people: tuple[Participant, ...], missing: tuple[str, ...]):
    assert quorum(held_by(*people)).missing == missing


def test_a_person_entered_twice_counts_once():
    twice = replace(ONCOLOGIST, name=" claire martin ", specialty="pathology")
    assert not quorum(held_by(ONCOLOGIST, twice, SURGEON, kind="transversal")).reached


def test_two_titles_of_one_specialty_count_as_one():
    people = (Participant("A", "haematology"), Participant("B", "onco_haematology"), PATHOLOGIST)
    assert quorum(held_by(*people, kind="haematology")).missing == ("1 médecin d'une autre spécialité de plus (il en faut 3)",)


# Validation ---------------------------------------------------------------------------------------------------------------------


def heard(notebook: Notebook, meeting: Meeting | None = MEETING, presentation: Presentation = PRESENTED) -> Notebook:
    """The notebook before a meeting, a decision written and all that the note does not tell filled in."""
    notebook.meeting, notebook.presentation = meeting, presentation
    notebook.decision = Decision(retained="Chimiothérapie néoadjuvante", deviation="outside_guideline")
    notebook.correct("frcp", "discovery.screening", "non, autopalpation", "Dr A")
    notebook.run_stale()
    return notebook


def test_a_complete_sheet_is_validated_by_name_and_says_who_was_there(notebook: Notebook):
    heard(notebook).validate("Dr Claire Martin", "2025-03-12")
    notebook.run_stale()
    frcp = notebook.output("frcp")
    assert frcp.banner == ""
    assert frcp.item("status.quorum").text == "Quorum atteint"
    assert frcp.item("status.p3").text == "Zoé Petit, oncologie radiothérapie (à distance)"
    assert frcp.item("reason.date").text == "12/03/2025, Salle B"


@pytest.mark.parametrize(
    ("meeting", "presentation", "said"),
    [
        (None, PRESENTED, "Réunion (réunion) : inscrire le dossier à une réunion"),
        (replace(MEETING, participants=()), PRESENTED, "Quorum (réunion) : donner la liste des médecins présents"),
        (replace(MEETING, participants=(ONCOLOGIST, SURGEON)), PRESENTED, "Quorum (réunion) : il manque"),
        (replace(MEETING, date=""), PRESENTED, "Date et lieu (réunion)"),
        (MEETING, replace(PRESENTED, referring=""), "Médecin référent (présentation du cas)"),
        (MEETING, replace(PRESENTED, status=""), "Cas enregistré ou discuté (présentation du cas)"),
        (MEETING, replace(PRESENTED, complete=None), "Dossier complet (présentation du cas)"),
        (MEETING, replace(PRESENTED, status="registered"), "seul un dossier strictement conforme"),
    ],
)
def test_an_incomplete_sheet_is_refused_with_what_is_missing_and_where(
    notebook: Notebook, meeting: Meeting | None, presentation: Presentation, said: str
):
    heard(notebook, meeting, presentation)
    with pytest.raises(DecisionError) as refused:
        notebook.validate("Dr A", "2025-03-12")
    assert said in str(refused.value)
    assert not notebook.decision.validated


def test_everything_that_is_missing_is_told_at_once(sources: Sources):
    notebook = Notebook.start("Patiente suivie depuis longtemps.", sources)
    notebook.run_all()
    with pytest.raises(DecisionError) as refused:
        notebook.validate("Dr A", "2025-03-12")
    for what in ("Réunion", "Médecin référent", "Type tumoral", "Question posée", "Extension de la tumeur", "Proposition retenue", "Mode de découverte"):  # fmt: skip
        assert what in str(refused.value)


def test_a_question_that_a_person_wrote_on_the_sheet_is_given(sources: Sources):
    notebook = heard(
        Notebook.start(NOTE.replace("Question :", "").replace("chimiothérapie néoadjuvante pour Mme Delvaux ?", ""), sources)
    )
    notebook.run_all()
    notebook.correct("frcp", "summary.question", "Chimiothérapie première ?", "Dr A")
    notebook.validate("Dr A", "2025-03-12")
    assert notebook.decision.validated


def test_without_quorum_the_sheet_leaves_as_a_proposal_to_be_presented_again(notebook: Notebook):
    heard(notebook, replace(MEETING, participants=(ONCOLOGIST, SURGEON)))
    frcp = notebook.output("frcp")
    assert "QUORUM NON ATTEINT, à présenter de nouveau" in frcp.banner
    assert frcp.item("status.quorum").text.startswith("Quorum non atteint")


# In the database ----------------------------------------------------------------------------------------------------------------


def test_a_meeting_is_kept_with_its_people_and_its_list(database: Engine, user: User, sources: Sources):
    with session(database) as opened:
        meeting = create_meeting(opened, MEETING, user)
        first = create(opened, begin(NOTE, sources), user, "Premier")
        second = create(opened, begin(NOTE, sources), user, "Second")
        for dossier in (first, second, first):
            enlist(opened, meeting.id, dossier.id, user)
    with reading(database) as opened:
        assert open_meeting(opened, meeting.id).meeting == meeting.meeting
        assert list(cases_of(opened, meeting.id).values()) == ["Premier", "Second"]
        assert meeting_of(opened, first.id) == meeting.meeting
        assert open_dossier(opened, second.id, sources).notebook.meeting == meeting.meeting
    with session(database) as opened:
        withdraw(opened, meeting.id, first.id, user)
        delete(opened, second.id, user)
    with reading(database) as opened:
        assert cases_of(opened, meeting.id) == {}
        assert meeting_of(opened, first.id) is None


def test_the_latest_meeting_comes_first(database: Engine, user: User):
    with session(database) as opened:
        for date in ("2025-03-12", "2025-04-02", "2025-01-08"):
            create_meeting(opened, replace(MEETING, date=date), user)
        assert [meeting.date for meeting in meetings(opened)] == ["2025-04-02", "2025-03-12", "2025-01-08"]


def test_the_second_of_two_who_edit_a_meeting_is_told(database: Engine, user: User):
    with session(database) as opened:
        seen = create_meeting(opened, MEETING, user)
        save_meeting(opened, seen, replace(MEETING, place="Salle C"), user)
    with pytest.raises(Conflict), session(database) as opened:
        save_meeting(opened, seen, replace(MEETING, place="Salle D"), user)
    with reading(database) as opened:
        assert open_meeting(opened, seen.id).meeting.place == "Salle C"


def test_a_meeting_that_is_not_there_is_a_sentence(database: Engine):
    with pytest.raises(NoSuchMeeting, match="n'existe pas"), reading(database) as opened:
        open_meeting(opened, "nothing")


def test_a_signed_sheet_keeps_the_meeting_as_it_was_signed(database: Engine, user: User, sources: Sources):
    with session(database) as opened:
        meeting = create_meeting(opened, MEETING, user)
        dossier = create(opened, begin(NOTE, sources), user)
        enlist(opened, meeting.id, dossier.id, user)
        heard(dossier.notebook, meeting.meeting).validate("Dr A", "2025-03-12")
        save(opened, dossier, user, "decision.validated")
        save_meeting(opened, meeting, replace(MEETING, participants=(ONCOLOGIST,)), user)
    with reading(database) as opened:
        again = open_dossier(opened, dossier.id, sources).notebook
        assert again.hearing.quorum == Quorum(reached=True)
        again.decision = again.decision.reopened()
        assert Hearing(meeting_of(opened, dossier.id)).quorum != again.hearing.quorum
