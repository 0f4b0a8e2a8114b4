"""A coordinator's day in a real browser: a trial is searched, corrected, screened and followed; an amendment raises an alert."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dossier.dossiers import begin, create
from dossier.steps import Sources
from guidelines import RuleBase
from store.engine import engine, session
from store.migrations import migrate
from store.settings import database_url, registry_url
from store.users import create_user
from tests.browsing import choose, looking, serving, settled, violations
from tests.ui.test_following import TRIAL
from trials import registry
from trials.formalise import formalise_new
from trials.model import Trial
from ui.web.examples import examples

pytestmark = pytest.mark.browser
READ = "Inclusion Criteria:\n\n* Breast cancer\n* Bulky nodes\n* Platelets >= 100 G/L"
AMENDED = READ.replace("Platelets", "HER2-negative\n* Platelets")
BEFORE = replace(TRIAL, eligibility_text=READ)


def keep(trial: Trial) -> None:
    with session(engine(registry_url())) as opened:
        registry.save(opened, [trial], current=True)
    formalise_new(engine(registry_url()))


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The application with a coordinator, a trial, and three fictional dossiers of which one is HER2-positive breast cancer."""
    monkeypatch.setenv("CARNET_HOME", str(tmp_path))
    migrate(database_url(), "dossiers")
    migrate(registry_url(), "registry")
    keep(BEFORE)
    with session(engine(database_url())) as opened:
        user = create_user(opened, "Mme Rose Exemple", "coordinator")
    for example in [one for one in examples() if one.id in ("01-sein-her2", "05-poumon-egfr", "11-prostate")]:
        notebook = begin(example.text, Sources(RuleBase()))
        with session(engine(database_url())) as opened:
            create(opened, notebook, user, label=f"{example.id}, fictif")
    with serving(tmp_path) as (served, _):
        yield served


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with looking(browser, address) as opened:
        yield opened


def bring_up_to_date(page: Page) -> None:
    """Starts the screening in a process of its own, and waits until the page says that it has ended."""
    page.get_by_role("button", name="Mettre le suivi à jour").click()
    expect(page.get_by_text("Passage de tous les dossiers en cours")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("button", name="Mettre le suivi à jour")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Dernier passage de tous les dossiers")).to_be_visible()


def test_a_coordinators_day(page: Page):
    expect(page.get_by_text("n'est pas un dispositif médical")).to_be_visible(timeout=30_000)
    settled(page)
    page.get_by_role("combobox").click()
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="Entrer", exact=True).click()
    expect(page.get_by_role("heading", name="Suivi des essais")).to_be_visible(timeout=30_000)
    bring_up_to_date(page)

    # A trial is searched, and a criterion that the program did not read is given its condition.
    page.get_by_role("link", name="Essais", exact=True).click()
    page.get_by_role("textbox", name="Chercher").fill("essai fictif her2")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Voir la fiche").click()
    expect(page.get_by_text("67 % des critères sont lus en entier")).to_be_visible()
    page.get_by_text("Corriger la lecture d'un critère").click()
    assert violations(page) == []
    choose(page, "Critère", "Bulky nodes")
    field = page.get_by_role("textbox", name="Condition de la phrase")
    field.fill('patient.ecog: "<= 2"')
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Se lit :")).to_be_visible()
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(page.get_by_text("par Mme Rose Exemple le")).to_be_visible()

    # It is put before the stored dossiers; the patient whom nothing rules out goes on the worklist.
    page.get_by_role("button", name="Passer les dossiers en revue").click()
    expect(page.get_by_role("img", name="Entonnoir de l'essai NCT00000001")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="1 patient sans critère contraire trouvé")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Mettre sur la liste").click()
    expect(page.get_by_text("à examiner")).to_be_visible()

    # Its status changes, with a date and a name.
    page.get_by_role("radio", name="Liste de travail").click()
    page.get_by_role("button", name="Suivre", exact=True).click()
    choose(page, "Nouveau statut", "patient contacté")
    page.get_by_role("button", name="Changer le statut").click()
    expect(page.get_by_text("patient contacté, par Mme Rose Exemple")).to_be_visible()
    assert violations(page) == []

    # The trial is amended: the patient no longer fits, and an alert says which criterion.
    bring_up_to_date(page)
    keep(replace(BEFORE, eligibility_text=AMENDED))
    bring_up_to_date(page)
    page.get_by_role("radio", name="Alertes (1)").click()
    expect(page.get_by_text("Amendement : critère contraire « HER2-negative »")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Vu", exact=True).click()
    expect(page.get_by_text("Aucune alerte à voir")).to_be_visible()

    # The worklist leaves as a workbook.
    page.get_by_role("radio", name="Liste de travail").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Exporter (XLSX)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
