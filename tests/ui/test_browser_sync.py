"""A synchronisation started from its page shows how far it is, and is stopped there; the registry is played by this machine."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import go, looking, serving, sign_in
from tests.trials.registry_servers import CtGov, study

pytestmark = pytest.mark.browser


def test_a_synchronisation_shows_how_far_it_is_and_is_stopped(
    browser: Browser, prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    slow = CtGov([study(number) for number in range(1, 60)], before=lambda _: time.sleep(0.4))
    with slow.served() as registry:
        for name in ("CTGOV", "ECLAIRE", "CTIS"):
            monkeypatch.setenv(f"CARNET_{name}_URL", registry.url)
        with serving(shutil.copytree(prepared_home, tmp_path / "home")) as (address, _), looking(browser, address) as page:
            sign_in(page, "Mme Rose Exemple", "Coordination des essais")
            go(page, "Essais")
            page.get_by_text("Copies des registres publics").click()
            page.get_by_role("button", name="Mettre les copies à jour").click()
            expect(page.get_by_text("synchronisation en cours").first).to_be_visible(timeout=20_000)
            expect(page.get_by_role("progressbar").first).to_be_visible(timeout=20_000)
            page.get_by_role("button", name="Arrêter la synchronisation").click()
            expect(page.get_by_role("button", name="Mettre les copies à jour")).to_be_visible(timeout=30_000)
            expect(page.get_by_text("ClinicalTrials.gov : jamais copié en entier")).to_be_visible()
