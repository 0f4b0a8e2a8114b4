"""Every page seen by axe-core: no serious violation of WCAG 2.1 A and AA, on a laptop and on a tablet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browsing import go, looking, press, serving, settled, sign_in, write

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}, "resultTypes": ["violations"]}
# What Streamlit itself writes and cannot be changed from a page, by rule and what the node is.
OF_STREAMLIT: dict[str, str] = {}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("accessibility")
    with serving(home) as (found, _):
        yield found


def serious(page: Page) -> list[str]:
    """The serious and critical violations of the page: the rule, and the first element concerned."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if OF_STREAMLIT.get(one["id"], "\0") not in node["html"]
    ]


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (820, 1180)], ids=["laptop", "tablet"])
def test_no_page_has_a_serious_violation(browser: Browser, address: str, width: int, height: int):
    seen: dict[str, list[str]] = {}
    with looking(browser, address, width, height) as page:
        settled(page)
        seen["sign-in"] = serious(page)
        sign_in(page)
        for link in ("Accueil", "Dossiers", "Nouveau dossier", "Réunions", "Essais", "Référentiels", "À propos"):
            go(page, link)
            seen[link] = serious(page)
        go(page, "Réunions")
        if page.get_by_role("link", name="RCP sein").count():  # folded once there are meetings
            page.get_by_text("Nouvelle réunion").click()
        write(page, "Nom de la RCP", "RCP sein")
        press(page, "Créer la réunion")
        seen["réunion"] = serious(page)
        go(page, "Nouveau dossier")
        page.get_by_role("tab", name="Ouvrir un exemple fictif").click()
        page.locator(".st-key-example-01-sein-her2").get_by_role("button").click()
        page.get_by_role("heading", name="1. Résumé").wait_for(timeout=60_000)
        settled(page)
        seen["carnet"] = serious(page)
    assert {where: faults for where, faults in seen.items() if faults} == {}
