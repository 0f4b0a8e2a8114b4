"""A server with an empty database for each story, and where its pictures go: docs/images/<story> when CARNET_PICTURES is set, else away."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import ROOT, Story, looking, serving


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    return made


@pytest.fixture
def page(browser: Browser, home: Path) -> Iterator[Page]:
    """The application on an empty database, at the size of a small laptop."""
    with serving(home) as (address, _), looking(browser, address, 1280, 720) as opened:
        yield opened


@pytest.fixture
def story(page: Page, request: pytest.FixtureRequest, tmp_path: Path) -> Story:
    name = request.node.name.removeprefix("test_").split("_")[0]
    return Story(page, ROOT / "docs" / "images" / name if os.environ.get("CARNET_PICTURES") else tmp_path / "pictures")
