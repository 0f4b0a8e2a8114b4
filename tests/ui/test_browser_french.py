"""What Streamlit says by itself in English, as a French reader meets it in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import looking, serving, settled, sign_in

pytestmark = pytest.mark.browser
AFTER = "element => getComputedStyle(element, '::after').content + ' ' + getComputedStyle(element).fontSize"


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The notebook of an example."""
    with serving(tmp_path_factory.mktemp("french")) as (address, _), looking(browser, address) as opened:
        sign_in(opened)
        opened.get_by_role("button", name="Nouveau dossier").first.click()
        opened.get_by_role("tab", name="Ouvrir un exemple fictif").click()
        opened.locator(".st-key-example-01-sein-her2").get_by_role("button").click()
        expect(opened.get_by_role("heading", name="1. Résumé")).to_be_visible()
        settled(opened)
        yield opened


def test_a_date_that_is_not_written_yet_is_asked_for_as_in_france(page: Page):
    date = page.get_by_test_id("stDateInputField").last
    parts = [date.locator(f"[data-type={part}]").evaluate(AFTER) for part in ("day", "month", "year")]
    assert parts == ['"jj" 0px', '"mm" 0px', '"aaaa" 0px']


def test_a_search_that_finds_nothing_says_so_in_french(page: Page):
    search = page.get_by_role("combobox", name="Ajouter une caractéristique")
    search.click()
    search.fill("zzzzq")
    nothing = page.get_by_text("No results", exact=True)
    expect(nothing).to_be_attached()
    assert nothing.evaluate(AFTER) == '"Aucun choix ne correspond" 0px'
    page.keyboard.press("Escape")
    settled(page)


def test_a_field_that_is_being_written_shows_no_english_hint_and_keeps_its_count(page: Page):
    page.get_by_role("button", name="Renommer").click()
    name = page.get_by_role("textbox", name="Nom du dossier")
    name.fill("Sein, fictif")
    hints = page.get_by_test_id("InputInstructions").last
    expect(hints).to_have_text("12/120", use_inner_text=True)
    page.keyboard.press("Escape")
    settled(page)


def test_the_first_stop_of_the_keyboard_speaks_french(page: Page):
    assert page.get_by_test_id("stSkipToContent").evaluate(AFTER) == '"Aller au contenu" 0px'


def test_no_list_asks_to_choose_an_option_in_english(page: Page):
    page.get_by_text("Identité du patient pour les documents").click()
    page.get_by_role("textbox", name="Proposition retenue").fill("Surveillance")
    page.get_by_role("textbox", name="Proposition retenue").press("Tab")
    expect(page.get_by_text("Raison de l'écart", exact=True)).to_be_visible()
    settled(page)
    assert "Choose an option" not in page.locator("body").inner_text()
    assert [one for one in page.get_by_role("combobox").all() if "Choose" in (one.get_attribute("placeholder") or "")] == []


def test_a_file_to_read_is_shown_without_its_size_in_english(page: Page):
    page.get_by_role("link", name="Nouveau dossier").first.click()
    page.get_by_role("tab", name="Joindre un fichier").click()
    file = {"name": "cas.txt", "mimeType": "text/plain", "buffer": b"Patiente fictive de 57 ans." * 50}
    page.get_by_label("Joindre un fichier").locator("input[type=file]").set_input_files([file])
    expect(page.get_by_text("cas.txt")).to_be_visible()
    expect(page.get_by_text("KB")).to_be_hidden()
