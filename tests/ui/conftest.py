"""What the tests of the face may ask for: the page without a browser, signed in or not, with an example already open."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier, begin, create, save
from dossier.meeting import Meeting, Participant, Presentation
from dossier.meetings import create_meeting, enlist
from store.engine import session
from store.users import Role, User, active_users, create_user
from tests.ui.screen import show
from ui.web import databases, resources
from ui.web.examples import Example, examples

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture
def page(carnet_home: Path, prepared_home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The application without anybody, not run yet, nobody signed in; a browser without cookies, where AppTest would invent them."""
    shutil.copytree(prepared_home, carnet_home, dirs_exist_ok=True)
    monkeypatch.setattr(ContextProxy, "cookies", {})
    return AppTest.from_file(str(APP), default_timeout=180)


@pytest.fixture
def sign_in(page: AppTest) -> Callable[..., User]:
    """`sign_in("coordinator")`: a new user, already signed in on `page`."""

    def as_role(role: Role = "oncologist", name: str = "Dr Anne Exemple") -> User:
        with session(databases.dossiers()) as opened:
            user = create_user(opened, name, role)
        page.session_state["user_id"] = user.id
        return user

    return as_role


@pytest.fixture
def example() -> Example:
    """A localised HER2-positive breast cancer, invented."""
    return next(one for one in examples() if one.id == "01-sein-her2")


@pytest.fixture
def dossier(page: AppTest, sign_in: Callable[..., User], example: Example) -> OpenDossier:
    """The example as a dossier, on screen of a signed-in oncologist."""
    user = sign_in()
    notebook = begin(example.text, resources.sources())
    with session(databases.dossiers()) as opened:
        created = create(opened, notebook, user, label="Sein, exemple fictif")
    show(page, "notebook", dossier=created.id)
    return created


MEETING = Meeting(
    "RCP sein (fictive)",
    organ="sein",
    date="2025-03-12",
    participants=(
        Participant("Dr Anne Exemple", "medical_oncology"),
        Participant("Dr Paul Exemple", "gynaecological_surgery"),
        Participant("Dr Zoé Exemple", "radiation_oncology"),
    ),
)


@pytest.fixture
def heard(page: AppTest, dossier: OpenDossier) -> OpenDossier:
    """The dossier on the list of a meeting with its quorum, presented and complete, on screen."""
    found = dossier.notebook
    found.presentation = Presentation("discussed", referring="Dr Anne Exemple", complete=True)
    found.correct("frcp", "discovery.screening", "oui", "Dr Anne Exemple")
    with session(databases.dossiers()) as opened:
        user = active_users(opened)[0]
        enlist(opened, create_meeting(opened, MEETING, user).id, dossier.id, user)
        save(opened, dossier, user, "hearing.changed")
    show(page, "notebook", dossier=dossier.id)
    return dossier
