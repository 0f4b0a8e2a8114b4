"""Every page seen by axe-core: no violation of its rules, on a laptop and on a tablet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import go, looking, press, serving, settled, sign_in, violations, write

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> Iterator[str]:
    """A server of its own: the first person who ever signs in is shown another page than the second."""
    home = shutil.copytree(prepared_home, tmp_path_factory.mktemp("accessibility"), dirs_exist_ok=True)
    with serving(home) as (found, _):
        yield found


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (820, 1180)], ids=["laptop", "tablet"])
def test_no_page_has_a_violation(browser: Browser, address: str, width: int, height: int):
    seen: dict[str, list[str]] = {}
    with looking(browser, address, width, height) as page:
        settled(page)
        seen["sign-in"] = violations(page)
        sign_in(page)
        for link in ("Accueil", "Dossiers", "Nouveau dossier", "Réunions", "Essais", "Référentiels", "À propos"):
            go(page, link)
            seen[link] = violations(page)
        go(page, "Réunions")
        if page.get_by_role("link", name="RCP sein").count():  # folded once there are meetings
            page.get_by_text("Nouvelle réunion").click()
        write(page, "Nom de la RCP", "RCP sein")
        press(page, "Créer la réunion")
        seen["réunion"] = violations(page)
        go(page, "Nouveau dossier")
        page.get_by_role("tab", name="Ouvrir un exemple fictif").click()
        page.locator(".st-key-example-01-sein-her2").get_by_role("button").click()
        page.get_by_role("heading", name="1. Résumé").wait_for(timeout=60_000)
        settled(page)
        seen["carnet"] = violations(page)
        go(page, "Atelier")
        for view in ("Modifier", "Essayer sur les dossiers", "Historique et différences", "À lire", "Fichiers et journal"):
            seen[f"atelier avant {view}"] = violations(page)
            page.get_by_role("radio", name=view).click()
        seen["atelier"] = violations(page)
    assert {where: faults for where, faults in seen.items() if faults} == {}
