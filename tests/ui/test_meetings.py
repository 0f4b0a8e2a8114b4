"""Meetings on screen: created, amended, joined by people and cases, refused with a sentence."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier
from dossier.meeting import Meeting, Participant
from dossier.meetings import cases_of, create_meeting, enlist, meetings, open_meeting
from store.engine import reading, session
from store.users import User, active_users
from tests.ui.conftest import MEETING
from tests.ui.screen import press, show, texts
from ui.web import databases

SignIn = Callable[..., User]


@pytest.fixture
def meeting(page: AppTest, sign_in: SignIn) -> str:
    """A meeting on screen; its id."""
    with session(databases.dossiers()) as opened:
        created = create_meeting(opened, MEETING, sign_in(name="Mme Rose Exemple"))
    show(page, "meetings", reunion=created.id)
    return created.id


def stored(meeting: str) -> Meeting:
    with reading(databases.dossiers()) as read:
        return open_meeting(read, meeting).meeting


def test_a_meeting_is_created_from_its_name(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "meetings")
    page.text_input("new:name").input("RCP digestive")
    press(page, "Créer la réunion")
    with reading(databases.dossiers()) as read:
        assert [one.name for one in meetings(read)] == ["RCP digestive"]


def test_a_meeting_without_a_name_is_refused(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "meetings")
    press(page, "Créer la réunion")
    assert "Une réunion a un nom" in page.error[0].value
    with reading(databases.dossiers()) as read:
        assert meetings(read) == []


def test_a_meeting_after_another_takes_over_its_people(page: AppTest, meeting: str):
    show(page, "meetings")
    page.selectbox("new:after").select_index(1)
    press(page, "Créer la réunion")
    with reading(databases.dossiers()) as read:
        assert [one.participants for one in meetings(read)] == [MEETING.participants] * 2


def test_a_meeting_is_amended_where_it_stands(page: AppTest, meeting: str):
    page.text_input("meeting:place").input("Salle B").run()
    page.checkbox("meeting:recourse").check().run()
    page.selectbox("meeting:organ").select("prostate").run()
    page.text_input("meeting:directory:2").input("RCP-042").run()
    kept = stored(meeting)
    assert (kept.place, kept.recourse, kept.organ, kept.directory[2]) == ("Salle B", True, "prostate", "RCP-042")


def test_the_quorum_follows_those_who_come_and_go(page: AppTest, meeting: str):
    assert page.success[0].value == "Quorum atteint."
    page.button("leave:2").click().run()
    assert "oncologue radiothérapeute" in page.warning[0].value
    page.text_input("participant:name").input("Dr Lou Exemple")
    page.selectbox("participant:specialty").select("radiation_oncology")
    press(page, "Ajouter")
    assert page.success[0].value == "Quorum atteint."
    assert stored(meeting).participants[-1] == Participant("Dr Lou Exemple", "radiation_oncology")


def test_a_dossier_is_put_on_the_list_and_taken_off(page: AppTest, dossier: OpenDossier, meeting: str):
    press(page, "Ajouter à la liste")
    with reading(databases.dossiers()) as read:
        assert list(cases_of(read, meeting)) == [dossier.id]
    page.button(f"off:{dossier.id}").click().run()
    with reading(databases.dossiers()) as read:
        assert cases_of(read, meeting) == {}


def test_a_dossier_chooses_its_meeting_from_the_notebook(page: AppTest, dossier: OpenDossier, meeting: str):
    show(page, "notebook", dossier=dossier.id)
    page.selectbox("hearing:meeting").select(meeting).run()
    with reading(databases.dossiers()) as read:
        assert list(cases_of(read, meeting)) == [dossier.id]
    frcp = page.session_state["opened"].notebook.output("frcp")
    assert frcp.item("status.quorum").text == "Quorum atteint"


def test_a_meeting_that_is_not_there_says_so(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "meetings", reunion="nothing")
    assert "n'existe pas" in page.error[0].value


# Home and paper -------------------------------------------------------------------------------------------------------------------


def test_home_shows_the_next_meeting_sorted_and_ones_own_dossiers(page: AppTest, heard: OpenDossier):
    with session(databases.dossiers()) as opened:
        user = active_users(opened)[0]
        coming = create_meeting(opened, replace(MEETING, date="2099-01-01"), user)
        enlist(opened, coming.id, heard.id, user)
    show(page, "home")
    said = texts(page)
    assert any(title in said for title in ("À compléter (1)", "À discuter (1)", "Standards documentés (1)"))
    assert any("Sein, exemple fictif" in link.label for link in page.get("page_link") for link in [link.proto])


def test_home_without_anything_says_what_to_do(page: AppTest, sign_in: SignIn):
    sign_in()
    show(page, "home")
    assert "Aucune réunion à venir" in page.info[0].value


def test_the_list_to_print_has_every_case_and_no_control_but_print(page: AppTest, heard: OpenDossier):
    with reading(databases.dossiers()) as read:
        meeting = meetings(read)[0]
    show(page, "meetings", reunion=meeting.id, imprimer="1")
    assert "Sein, exemple fictif" in texts(page)
    assert "Quorum atteint" in texts(page)
    assert [button.label for button in page.button] == ["Imprimer"]
