"""A criterion that the program did not read is given its condition in a real browser, with the keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from store.engine import engine, session
from store.migrations import migrate
from store.settings import registry_url
from tests.browsing import choose, go, looking, press, serving, sign_in, violations
from tests.ui.test_following import TRIAL
from trials import registry
from trials.formalise import formalise_new

pytestmark = pytest.mark.browser
READ = "Inclusion Criteria:\n\n* Breast cancer\n* Bulky nodes\n* Platelets >= 100 G/L"


def test_a_criterion_is_given_its_condition_with_the_keyboard(browser: Browser, carnet_home: Path):
    migrate(registry_url(), "registry")
    with session(engine(registry_url())) as writing:
        registry.save(writing, [replace(TRIAL, eligibility_text=READ)], current=True)
    formalise_new(engine(registry_url()))
    with serving(carnet_home) as (address, _), looking(browser, address) as page:
        sign_in(page, "Mme Rose Exemple", "Coordination des essais")
        go(page, "Essais")
        page.get_by_role("textbox", name="Chercher").fill("essai fictif her2")
        page.keyboard.press("Enter")
        press(page, "Voir la fiche")
        expect(page.get_by_text("67 % des critères sont lus en entier")).to_be_visible()
        page.get_by_text("Corriger la lecture d'un critère").click()
        assert violations(page) == []
        choose(page, "Critère", "Bulky nodes")
        page.get_by_role("textbox", name="Condition de la phrase").fill('patient.ecog: "<= 2"')
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("Se lit :")).to_be_visible()
        press(page, "Enregistrer la correction")
        expect(page.get_by_text("par Mme Rose Exemple le")).to_be_visible()
