"""The page in a real browser: an example is opened, a value corrected, the FRCP follows, and nothing leaves this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import go, looking, press, settled, sign_in, write

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    with looking(browser, server) as opened:
        yield opened


def open_example(page: Page, example: str) -> None:
    page.get_by_role("button", name="Nouveau dossier").first.click()
    page.get_by_role("tab", name="Ouvrir un exemple fictif").click()
    page.locator(f".st-key-example-{example}").get_by_role("button").click()
    expect(page.get_by_role("heading", name="1. Résumé")).to_be_visible(timeout=30_000)
    settled(page)


def test_a_corrected_value_changes_the_frcp(page: Page, tmp_path: Path):
    sign_in(page)
    page.screenshot(path=tmp_path / "dossiers.png")
    open_example(page, "01-sein-her2")
    page.screenshot(path=tmp_path / "carnet.png")
    frcp = page.locator(".st-key-section-frcp-functional")
    expect(frcp).to_contain_text("OMS 0")
    page.get_by_role("radio", name="Patient (").click()
    field = page.get_by_role("textbox", name="Indice de performance OMS/ECOG")
    field.fill("2")
    field.press("Enter")
    expect(frcp).to_contain_text("saisi par Dr Anne Exemple", timeout=5000)
    frcp.scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "frcp.png")


def test_the_page_says_it_is_french_and_shows_its_own_icon(page: Page, server: str):
    sign_in(page)
    assert page.evaluate("document.documentElement.lang") == "fr"
    icon = page.locator("link[rel*=icon]").first.get_attribute("href") or ""
    assert not icon.startswith("http") or icon.startswith(server)


def test_one_person_leaves_and_another_enters(page: Page):
    sign_in(page)
    page.get_by_text("Dr Anne Exemple · Oncologue").click()
    page.get_by_role("menuitem", name="Changer d'utilisateur").click()
    sign_in(page)


def test_a_page_that_is_loaded_again_is_the_same_persons_on_the_same_dossier(page: Page):
    sign_in(page)
    open_example(page, "01-sein-her2")
    page.reload()
    expect(page.get_by_role("heading", name="1. Résumé")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Dr Anne Exemple · Oncologue")).to_be_visible()


def test_who_has_left_is_not_there_again_after_a_reload(page: Page):
    sign_in(page)
    page.reload()
    page.get_by_text("Dr Anne Exemple · Oncologue").click()
    page.get_by_role("menuitem", name="Changer d'utilisateur").click()
    for _ in range(2):
        expect(page.get_by_role("combobox", name="Qui êtes-vous ?")).to_be_visible(timeout=30_000)
        page.reload()


def test_words_of_the_text_are_reached_with_the_keyboard_and_show_their_values(page: Page):
    sign_in(page)
    open_example(page, "01-sein-her2")
    mark = page.locator("mark", has_text="FEVG 64 %")
    mark.focus()
    page.keyboard.press("Enter")
    expect(mark).to_have_attribute("aria-pressed", "true", timeout=5000)
    expect(page.locator(".st-key-cell-features").get_by_role("textbox", name="FEVG (%)")).to_have_value("64")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == "FEVG 64 %"


def test_the_words_that_prove_a_value_are_shown_from_the_value(page: Page):
    sign_in(page)
    open_example(page, "01-sein-her2")
    page.get_by_role("button", name="« HER2 3+ »").first.click()
    expect(page.get_by_role("button", name="HER2 3+ : ", exact=False).first).to_have_attribute(
        "aria-pressed", "true", timeout=20_000
    )


def test_the_frcp_is_downloaded_as_word(page: Page):
    sign_in(page)
    open_example(page, "01-sein-her2")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger FRCP (Word)").click()
    assert download.value.suggested_filename.endswith(".docx")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")


def test_a_text_being_pasted_is_there_after_a_look_at_another_page_and_gone_once_it_is_a_dossier(page: Page):
    words = "Patiente fictive de 61 ans, OMS 1, carcinome canalaire infiltrant du sein gauche."
    sign_in(page)
    go(page, "Nouveau dossier")
    write(page, "Résumé du cas", words)
    go(page, "Référentiels")
    go(page, "Nouveau dossier")
    expect(page.get_by_label("Résumé du cas")).to_have_value(words)
    press(page, "Créer le dossier")
    expect(page.get_by_role("heading", name="1. Résumé")).to_be_visible(timeout=60_000)
    go(page, "Nouveau dossier")
    expect(page.get_by_label("Résumé du cas")).to_have_value("")


@pytest.mark.parametrize("width", [1024, 1440])
def test_each_section_of_a_sheet_has_its_button_beside_its_title(browser: Browser, server: str, width: int):
    with looking(browser, server, width, 800) as page:
        sign_in(page)
        open_example(page, "05-poumon-egfr")
        placed = """sections => sections.map(one => {
            const title = one.querySelector("h3").getBoundingClientRect(), button = one.querySelector("[class*=st-key-edit] button");
            return [one.className, Math.abs(button.getBoundingClientRect().top - title.top), button.getBoundingClientRect().left - title.left];
        }).filter(([_, lower, right]) => lower > 20 || right < 0)"""
        assert page.locator("[class*=st-key-section-frcp-]").count() == 18
        assert page.locator("[class*=st-key-section-frcp-]").evaluate_all(placed) == []
