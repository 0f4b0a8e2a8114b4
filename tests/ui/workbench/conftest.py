"""A curator, signed in."""

from __future__ import annotations

import pytest

from store.users import User
from tests.ui.workbench.pages import SignIn


@pytest.fixture
def curator(sign_in: SignIn) -> User:
    return sign_in("curator", "Mme Rose Exemple")
