"""A folder of patients in the browser: its progress, stopping it, and going on with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import go, looking, press, serving, settled, sign_in
from tests.stories.sixty import write_sixty

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, prepared_home: Path, tmp_path: Path) -> Iterator[Page]:
    home = shutil.copytree(prepared_home, tmp_path / "home")
    with serving(home) as (address, _), looking(browser, address) as opened:
        sign_in(opened, "Mme Rose Exemple", "Coordination des essais")
        yield opened


def give(page: Page, folder: Path) -> None:
    go(page, "Nouveau dossier")
    page.get_by_role("tab", name="Importer un dossier de fichiers").click()
    page.locator("[class*=st-key-import-folder] input[type=file]").set_input_files(folder)
    settled(page)


def test_an_import_is_stopped_keeps_what_it_made_and_goes_on_where_it_was(page: Page, tmp_path: Path):
    folder = write_sixty(tmp_path / "patients")
    give(page, folder)
    page.get_by_role("button", name="Créer 60 dossiers").click()
    expect(page.get_by_text(re.compile("Lecture des fichiers : [1-9]"))).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Arrêter l'import").click()
    stopped = page.get_by_text("Import arrêté : ")
    expect(stopped).to_be_visible(timeout=30_000)
    made = int((stopped.text_content() or "").removeprefix("Import arrêté : ").split()[0])
    assert 0 < made < 60

    give(page, folder)
    press(page, "Créer 60 dossiers")
    expect(page.get_by_text(f"{60 - made} dossiers créés ; {made} texte")).to_be_visible(timeout=180_000)
