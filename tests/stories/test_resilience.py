"""What a person typed is there after the server was killed, and what cannot be shown says so in a sentence."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import free_port, go, looking, press, serving, settled, sign_in, write

pytestmark = pytest.mark.browser
NOTE = "Patiente fictive de 57 ans, OMS 1. Carcinome canalaire infiltrant du sein gauche, RE 90 %, HER2 3+, cT2 N1 M0."


def test_a_killed_server_loses_no_edit(browser: Browser, home: Path):
    port = free_port()
    with serving(home, port) as (address, running), looking(browser, address) as page:
        sign_in(page)
        go(page, "Nouveau dossier")
        page.get_by_label("Résumé du cas").fill(NOTE)
        press(page, "Créer le dossier")
        expect(page.get_by_role("heading", name="1. Résumé")).to_be_visible(timeout=60_000)
        page.get_by_role("radio", name="Patient (").click()
        settled(page)
        write(page, "Indice de performance OMS/ECOG", "3")
        expect(page.locator(".st-key-section-frcp-functional")).to_contain_text("saisi par Dr Anne Exemple")
        os.kill(running.pid, signal.SIGKILL)
        running.wait(timeout=20)
        address_of_dossier = page.url
    with serving(home, port), looking(browser, address_of_dossier) as page:
        sign_in(page)
        if page.url != address_of_dossier:
            page.goto(address_of_dossier)
            sign_in(page)
        expect(page.locator(".st-key-section-frcp-functional")).to_contain_text("saisi par Dr Anne Exemple", timeout=60_000)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("carnet?dossier=ancien", "Ce dossier n'existe pas ou a été supprimé"),
        ("reunions?reunion=ancienne", "Cette réunion n'existe pas"),
    ],
)
def test_a_stale_address_says_so(browser: Browser, server: str, address: str, said: str):
    with looking(browser, f"{server}/{address}") as page:
        sign_in(page)
        expect(page.get_by_text(said).first).to_be_visible(timeout=30_000)
