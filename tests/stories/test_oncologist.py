"""An oncologist's day, from an empty database: a meeting, a case, a decision, its documents."""

import io
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.browsing import Story, choose, go, press, settled, sign_in, write

pytestmark = pytest.mark.browser

NOTE = """RCP sein du 12/03/2025
Mme FICTIVE Solange, née le 12/03/1968, 57 ans, OMS 1, non ménopausée. Vit avec son mari. Cas fictif.
ATCD : HTA. Tabagisme actif. Aucun traitement antérieur.
Carcinome canalaire infiltrant du sein gauche de 34 mm, grade 3, RE 90 %, RP 60 %, HER2 3+, Ki67 40 %, cT2 N1 M0.
FEVG 62 % le 05/03/2025, créatinine 84 µmol/L.
Question : chimiothérapie néoadjuvante ?
"""
TEAM = (
    ("Dr Anne Exemple", "Oncologie médicale"),
    ("Dr Paul Exemple", "Gynécologie-obstétrique"),
    ("Dr Zoé Exemple", "Oncologie radiothérapie"),
)


def test_oncologist_prepares_decides_and_hands_over(story: Story, home: Path):
    page = story.page
    with story.step("entre sous son nom"):
        sign_in(page)
        expect(page.get_by_role("heading", name="Bonjour Dr Anne Exemple")).to_be_visible()
    with story.step("crée la réunion de demain"):
        go(page, "Réunions")
        write(page, "Nom de la RCP", "RCP sein")
        press(page, "Créer la réunion")
        expect(page.get_by_text("Quorum non atteint")).to_be_visible()
    with story.step("inscrit trois spécialités : le quorum est atteint"):
        for name, specialty in TEAM:
            page.get_by_label("Nom", exact=True).fill(name)
            choose(page, "Spécialité ou profession", specialty)
            press(page, "Ajouter")
        expect(page.get_by_text("Quorum atteint.")).to_be_visible()
    with story.step("choisit l'organe"):
        choose(page, "Organe", "sein")
    with story.step("colle le résumé du cas"):
        go(page, "Nouveau dossier")
        page.get_by_label("Résumé du cas").fill(NOTE)
        press(page, "Créer le dossier")
        expect(page.get_by_role("heading", name="1. Résumé")).to_be_visible(timeout=60_000)
        expect(page.get_by_role("group", name="Résumé du cas, mots reconnus surlignés")).not_to_contain_text("FICTIVE")
    with story.step("confirme une valeur décisive", ".st-key-cell-features"):
        page.locator(".st-key-cell-features").get_by_role("button", name="Confirmer").first.click()
        settled(page)
    with story.step("corrige l'indice de performance : la FRCP suit", ".st-key-section-frcp-functional"):
        page.get_by_role("radio", name="Patient (").click()
        settled(page)
        write(page, "Indice de performance OMS/ECOG", "0")
        expect(page.locator(".st-key-section-frcp-functional")).to_contain_text("saisi par Dr Anne Exemple")
    with story.step("répond à une information manquante", ".st-key-cell-missing"):
        choose(page, "Antécédents familiaux de cancer", "non", page.locator(".st-key-cell-missing"))
    with story.step("essaie une autre valeur sans toucher au dossier", ".st-key-cell-what_if"):
        tried = page.locator(".st-key-cell-what_if")
        choose(page, "Changer la valeur de", "Âge", tried)
        write(page, "Âge (ans)", "84", tried)
        expect(tried).to_contain_text("Propositions")
    with story.step("retient une option", ".st-key-cell-recommendations"):
        page.locator(".st-key-cell-recommendations").get_by_role("button", name="Retenir").first.click()
        settled(page)
    with story.step("veut valider : la fiche dit ce qui manque"):
        press(page, "Valider au nom de Dr Anne Exemple")
        expect(page.get_by_text("la fiche n'est pas complète", exact=False).first).to_be_visible()
    with story.step("inscrit le dossier à la réunion et le présente", ".st-key-hearing"):
        hearing = page.locator(".st-key-hearing")
        choose(page, "Réunion", "RCP sein", hearing)
        choose(page, "Cas", "Cas discuté", hearing)
        choose(page, "Dossier complet", "oui", hearing)
        write(page, "Médecin référent", "Dr Anne Exemple", hearing)
        expect(hearing).to_contain_text("Quorum atteint")
    with story.step("dit le mode de découverte", ".st-key-section-frcp-discovery"):
        press(page, "Modifier", page.locator(".st-key-section-frcp-discovery"))
        write(page, "Découverte par dépistage", "non", page.locator(".st-key-section-frcp-discovery"))
        press(page, "Terminer", page.locator(".st-key-section-frcp-discovery"))
    with story.step("valide la décision", ".st-key-decision"):
        press(page, "Valider au nom de Dr Anne Exemple")
        expect(page.get_by_text("Validée par Dr Anne Exemple")).to_be_visible()
    with story.step("télécharge la FRCP", ".st-key-cell-frcp"):
        with page.expect_download() as download:
            page.get_by_role("button", name="Télécharger FRCP (Word)").click()
        word = Document(io.BytesIO(Path(download.value.path()).read_bytes()))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        assert "Quorum atteint" in "\n".join(cells)
        assert not any("PROPOSITION" in paragraph.text for paragraph in word.paragraphs)
    with story.step("annonce et entre un rendez-vous", ".st-key-cell-pps"):
        press(page, "Le programme a été annoncé au patient")
        pps = page.locator(".st-key-cell-pps")
        pps.get_by_text("Rendez-vous (0)").click()
        pps.get_by_role("spinbutton").first.press_sequentially("02042025")
        write(page, "Quoi", "Première cure", pps)
        press(page, "Ajouter", pps)
        expect(pps.get_by_text("02/04/2025 : Première cure").first).to_be_visible()
    with story.step("remet la version du patient", ".st-key-pps-patient"):
        press(page, "Version 1 remise au patient")
        with page.expect_download() as download:
            page.get_by_role("button", name="Télécharger PPS pour le patient (PDF)").click()
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    with story.step("revient à l'accueil : le cas est décidé"):
        go(page, "Accueil")
        expect(page.get_by_text("Décision validée (1)")).to_be_visible()
    with story.step("imprime la liste de la réunion"):
        go(page, "Réunions")
        page.get_by_role("link", name="RCP sein").first.click()
        settled(page)
        page.get_by_role("link", name="Liste à imprimer").click()
        settled(page)
        expect(page.get_by_text("Quorum atteint.")).to_be_visible()
    assert len(story.steps) >= 12
