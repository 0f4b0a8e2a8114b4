"""The text of a rule file in a real browser: findings as one types, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import looking, settled, sign_in

pytestmark = pytest.mark.browser

ALIASES = "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b, *b]"
HOSTILE = {
    "scope: " + "{not: " * 10_000: "plus de 60 niveaux imbriqués",
    ALIASES: "ancre YAML « &a »",
    "guideline: {id: a}\nguideline: {id: b}": "« guideline » est écrit deux fois",
    "guideline:\n\tid: a": "tabulation ; mettre des espaces",
}


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    with looking(browser, server) as opened:
        sign_in(opened, "Mme Lise Exemple", "Référentiels")
        yield opened


def text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Texte du fichier de règles")


def sentences(page: Page) -> Locator:
    return page.get_by_label("Ce qui est trouvé dans le texte").get_by_role("listitem")


def test_findings_follow_the_keyboard_and_what_is_typed_meanwhile_stays(page: Page):
    page.get_by_role("radio", name="Modifier", exact=True).click()
    expect(text(page)).not_to_have_value("")  # the editor is there before its text
    before = text(page).input_value()
    text(page).press("Control+Home")
    text(page).press_sequentially("guideline", delay=150)  # sent and answered while one types: nothing is written over
    expect(sentences(page)).to_have_text([re.compile("^Ligne 2 .*YAML illisible ici")])
    expect(page.get_by_text("1 point à corriger")).to_be_visible()
    assert text(page).input_value() == f"guideline{before}"
    page.get_by_role("button", name="Ligne 2").click()
    expect(text(page)).to_be_focused()
    page.get_by_role("button", name="Abandonner mes modifications").click()
    expect(text(page)).to_have_value(before)
    expect(page.get_by_text("YAML illisible ici")).to_have_count(0)


def test_a_hostile_text_is_refused_in_one_sentence(page: Page):
    page.get_by_role("radio", name="Modifier", exact=True).click()
    for hostile, words in HOSTILE.items():
        text(page).fill(hostile)
        expect(sentences(page)).to_have_text([re.compile(re.escape(words))])
    expect(page.get_by_role("button", name="Enregistrer le brouillon")).to_be_enabled()  # what was typed is not lost for all that


def test_a_text_longer_than_a_rule_file_may_be_is_refused_and_does_not_fill_the_page(page: Page):
    page.get_by_role("radio", name="Modifier", exact=True).click()
    text(page).evaluate(
        "(area, words) => { area.focus(); area.value = ''; document.execCommand('insertText', false, words); }", "x" * 5_000_000
    )
    expect(sentences(page)).to_have_text([re.compile("le texte dépasse 2 Mo")], timeout=20_000)


def test_a_file_of_50_mb_is_refused_in_a_sentence(page: Page, tmp_path: Path):
    with open(tmp_path / "gros.yaml", "wb") as file:
        file.truncate(50_000_000)
    page.get_by_role("radio", name="Fichiers et journal", exact=True).click()
    settled(page)
    page.locator("input[type=file]").set_input_files(tmp_path / "gros.yaml")
    said = "element => getComputedStyle(element, '::after').content"
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    assert "il dépasse 20 Mo" in page.get_by_test_id("stFileUploaderDropzone").evaluate(said)
    expect(page.get_by_role("button", name="Prendre comme brouillons")).to_be_disabled()
