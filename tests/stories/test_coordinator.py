"""A coordinator's day, from an empty database: sixty patients, twelve trials of the centre, who may enter which, and what changes."""

import io
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from playwright.sync_api import Download, Locator, Page, expect

from store.engine import engine, reading, session
from store.settings import registry_url
from tests.browsing import Story, choose, go, press, settled, sign_in, violations, write
from tests.stories.sixty import write_sixty
from trials import registry
from trials.formalise import formalise_new

pytestmark = pytest.mark.browser
TWELVE = tuple(f"FICT-{number:04}" for number in (1, 2, 3, 4, 7, 8, 9, 13, 14, 18, 19, 20))
ADJUVANT = "FICT-0001"


def filled(template: Download, status: str) -> bytes:
    """The template as a coordinator fills it in: the twelve trials of the centre, with this status."""
    book = openpyxl.load_workbook(io.BytesIO(Path(template.path()).read_bytes()))
    sheet = book.active
    titles = [cell.value for cell in sheet[1]]
    said = {"Statut dans le centre": status, "Places": 3, "Coordination de l'étude": "Mme Rose Exemple",
            "Courriel de la coordination": "essais@hopital.example"}  # fmt: skip
    for row, number in enumerate(TWELVE, start=2):
        for title, value in ({"Numéro de l'essai": number} | said).items():
            sheet.cell(row, titles.index(title) + 1, value)
    book.save(written := io.BytesIO())
    return written.getvalue()


def amend(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """What a synchronisation brings: the trial takes only patients in full form from now on."""
    monkeypatch.setenv("CARNET_HOME", str(home))
    with reading(engine(registry_url())) as read:
        known = registry.get(read, ADJUVANT)
    assert known is not None
    text = known.eligibility_text.replace("ECOG performance status 0-1", "ECOG performance status 0")
    with session(engine(registry_url())) as writing:
        registry.save(writing, [replace(known, eligibility_text=text)], current=True)
    formalise_new(engine(registry_url()))


def follow_up(page: Page) -> None:
    """Every dossier before every open trial, in a process of its own, until the page says that it has ended."""
    press(page, "Mettre le suivi à jour")
    expect(page.get_by_role("button", name="Mettre le suivi à jour")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Dernier passage de tous les dossiers")).to_be_visible()


def give_an_opinion(page: Page, trials: Locator) -> None:
    """Opens the trial, then the form; again where the page was still being drawn when it was pressed."""
    asked = trials.get_by_role("combobox", name="Critère").first
    for _ in range(3):
        settled(page)
        button = trials.get_by_role("button", name="Donner un avis sur un critère").first
        if not button.is_visible():
            trials.get_by_text(ADJUVANT).first.click()
        button.click()
        with suppress(AssertionError):
            expect(asked).to_be_visible(timeout=10_000)
            return


def test_coordinator_follows_sixty_patients_and_twelve_trials(
    story: Story, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    page = story.page
    with story.step("entre sous son nom : le suivi est vide"):
        sign_in(page, "Mme Rose Exemple", "Coordination des essais")
        expect(page.get_by_text("Aucun passage encore")).to_be_visible()
    with story.step("prend le modèle du portefeuille ; une faute est dite avec sa cellule"):
        go(page, "Essais")
        page.get_by_text("Essais de notre centre").click()
        with page.expect_download() as template:
            page.get_by_role("button", name="Modèle à remplir (XLSX)").click()
        panel = page.locator(".st-key-portfolio-panel")
        file = {"name": "portefeuille.xlsx", "mimeType": "application/octet-stream"}
        panel.locator("input[type=file]").set_input_files(file | {"buffer": filled(template.value, "en cours")})
        press(page, "Prendre ce portefeuille")
        expect(panel.get_by_text("12 fautes dans ce fichier ; rien n'a été pris.")).to_be_visible()
        assert violations(page) == []
    with story.step("corrige le classeur : douze essais ouverts au centre"):
        panel.locator("input[type=file]").set_input_files(file | {"buffer": filled(template.value, "ouvert")})
        expect(panel.get_by_text("12 fautes dans ce fichier")).to_have_count(0)  # the new file has arrived
        settled(page)
        press(page, "Prendre ce portefeuille")
        expect(panel.get_by_text("12 essais au portefeuille du centre.")).to_be_visible()
    with story.step("importe le dossier des soixante patients"):
        go(page, "Nouveau dossier")
        page.get_by_role("tab", name="Importer un dossier de fichiers").click()
        page.locator("[class*=st-key-import-folder] input[type=file]").set_input_files(write_sixty(tmp_path / "patients"))
        press(page, "Créer 60 dossiers")
        expect(page.get_by_text("60 dossiers créés.")).to_be_visible(timeout=180_000)
    with story.step("cherche un essai, en français"):
        go(page, "Essais")
        write(page, "Chercher", "cancer du sein précoce inhibiteur CDK4/6")
        expect(page.get_by_text(ADJUVANT)).to_be_visible()
    with story.step("met tous les dossiers face à tous les essais, et suit la progression"):
        go(page, "Suivi")
        page.get_by_role("button", name="Mettre le suivi à jour").click()
        expect(page.get_by_text("Passage de tous les dossiers en cours").first).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Dernier passage de tous les dossiers")).to_be_visible(timeout=60_000)
    with story.step("voit quels essais gardent des patients, et en emporte le tableau"):
        page.get_by_role("radio", name="Un essai, tous les dossiers").click()
        expect(page.get_by_text("notre centre").first).to_be_visible()
        with page.expect_download() as table:
            page.get_by_role("button", name="Exporter (XLSX)").click()
        rows = list(openpyxl.load_workbook(io.BytesIO(Path(table.value.path()).read_bytes())).active.values)
        assert ADJUVANT in {row[0] for row in rows}
        assert not any("FICTIVALE" in str(cell) for row in rows for cell in row)
        assert violations(page) == []
    with story.step("lit l'entonnoir d'un essai"):
        press(page, "Voir les patients", page.locator(f"[class*=st-key-trial-left-fictional-{ADJUVANT}]"))
        expect(page.get_by_role("img", name=f"Entonnoir de l'essai {ADJUVANT}")).to_be_visible(timeout=30_000)
        assert violations(page) == []
    with story.step("met un patient sur la liste de travail", "[class*=st-key-left-]"):
        press(page, "Mettre sur la liste", page.locator("[class*=st-key-left-]").first)
        expect(page.get_by_text("à examiner").first).to_be_visible()
    with story.step("ouvre son dossier : ce qu'il faut demander", ".st-key-cell-trials"):
        page.locator("[class*=st-key-left-]").first.get_by_role("button", name="Ouvrir le dossier").click()
        expect(page.get_by_role("heading", name="1. Résumé")).to_be_visible(timeout=60_000)
        trials = page.locator(".st-key-cell-trials")
        expect(trials.get_by_text("À demander d'abord")).to_be_visible()
    with story.step("donne un avis sur un critère", ".st-key-cell-trials [data-testid=stForm]"):
        give_an_opinion(page, trials)
        choose(page, "Critère", "Signed written informed consent", trials)
        trials.get_by_text("rempli", exact=True).last.click()
        write(page, "Raison", "Consentement signé ce matin", trials)
        press(page, "Garder cet avis", trials)
        expect(trials.get_by_text("Retirer l'avis").first).to_be_visible()
    with story.step("a un message prêt pour le centre, sans donnée du patient", ".st-key-cell-trials"):
        link = trials.get_by_role("link", name="Écrire au centre").first.get_attribute("href") or ""
        assert link.startswith("mailto:essais@hopital.example")
        assert ADJUVANT in unquote(link)
        assert [words for words in ("FICTIVALE", "ans,", "OMS") if words in unquote(link)] == []
    with story.step("suit la ligne : patient contacté"):
        go(page, "Suivi")
        page.get_by_role("radio", name="Liste de travail").click()
        press(page, "Suivre")
        choose(page, "Nouveau statut", "patient contacté")
        press(page, "Changer le statut")
        expect(page.get_by_text("patient contacté, par Mme Rose Exemple")).to_be_visible()
    with story.step("un amendement ferme l'essai à ce patient : une alerte dit quel critère"):
        follow_up(page)
        amend(monkeypatch, home)
        follow_up(page)
        page.get_by_role("radio", name="Alertes").click()
        expect(page.get_by_text("Amendement : critère contraire").first).to_be_visible()
        assert violations(page) == []
    with story.step("a vu les alertes"):
        press(page, "Tout marquer comme vu")
        expect(page.get_by_text("Aucune alerte à voir")).to_be_visible()
    with story.step("emporte la liste de travail"):
        page.get_by_role("radio", name="Liste de travail").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Exporter (XLSX)").click()
        assert openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).sheetnames
    assert len(story.steps) >= 12
