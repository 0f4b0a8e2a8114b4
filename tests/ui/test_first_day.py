"""What people meet on their first day: a dossier's name, one reading of a new note, what the page says where it is read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest

from dossier.decision import Decision
from dossier.dossiers import OpenDossier, begin, create, listed, open_dossier
from dossier.exports import cda
from store.engine import reading, session
from store.users import User
from tests.browsing import go, looking, press, sign_in
from tests.ui.screen import show, stored, texts
from trials.model import LocalTrial
from trials.portfolio import replace_portfolio
from ui.web import databases, resources
from ui.web.importing import WORK, Work

SignIn = Callable[..., User]


@pytest.fixture(name="enter")
def _enter(request: pytest.FixtureRequest) -> SignIn:
    """`enter("coordinator")`: signed in without a browser (tests.browsing has a `sign_in` of its own)."""
    found: SignIn = request.getfixturevalue("sign_in")
    return found


@pytest.fixture
def unnamed(page: AppTest, enter: SignIn) -> OpenDossier:
    """A dossier that nobody named, of a note that tells no tumour."""
    user = enter()
    with session(databases.dossiers()) as opened:
        created = create(opened, begin("Patiente de 61 ans (fictive).", resources.sources()), user)
    show(page, "notebook", dossier=created.id)
    return created


def test_the_name_of_a_dossier_follows_its_tumour_and_age(page: AppTest, unnamed: OpenDossier):
    assert unnamed.label == "Tumeur à préciser, 61 ans"
    page.segmented_control("group").set_value("patient").run()
    page.text_input("feature:patient.age").input("62").run()
    assert stored(unnamed).label == "Tumeur à préciser, 62 ans"


def test_a_name_that_somebody_chose_stays_until_it_is_emptied(page: AppTest, unnamed: OpenDossier):
    page.text_input("dossier-name").input("  Séance 3,  n° 12 ").run()
    page.segmented_control("group").set_value("patient").run()
    page.text_input("feature:patient.age").input("62").run()
    assert (stored(unnamed).label, page.title[0].value) == ("Séance 3, n° 12", "Séance 3, n° 12")
    page.text_input("dossier-name").input("").run()
    assert stored(unnamed).label == "Tumeur à préciser, 62 ans"


def test_a_dossier_is_found_without_its_accents_and_by_words_in_any_order(page: AppTest, unnamed: OpenDossier):
    show(page, "dossiers")
    for sought, found in (("61 preciser", True), ("préciser 62", False)):
        page.text_input[0].input(sought).run()
        assert (f"open:{unnamed.id}" in {button.key for button in page.button}) is found


def test_a_new_note_is_read_once(page: AppTest, enter: SignIn):
    enter()
    show(page, "new_dossier")
    page.text_area[0].input("Patiente de 61 ans (fictive), carcinome canalaire infiltrant du sein gauche.")
    page.button("create:text").click().run()
    assert page.session_state["opened"].notebook.count("features") == 1


def test_a_text_that_is_too_long_is_refused_in_a_sentence(page: AppTest, enter: SignIn):
    enter()
    show(page, "new_dossier")
    page.text_area[0].input("Patiente de 61 ans (fictive). " * 14_000)
    page.button("create:text").click().run()
    assert "dépasse 400" in page.error[0].value


def test_treatments_that_are_asked_for_say_where_to_tell_them(page: AppTest, dossier: OpenDossier):
    assert "aucun autre traitement reçu" in texts(page)


def test_a_folder_of_cda_documents_keeps_their_codes(page: AppTest, dossier: OpenDossier):
    found = begin(dossier.notebook.text, resources.sources())
    assert found.case is not None
    sheet = cda.write(found.output("frcp"), found.case, Decision())
    page.session_state[WORK] = Work([("fiche.xml", sheet)], 1)
    show(page, "new_dossier")
    with reading(databases.dossiers()) as read:
        made = next(one for one in listed(read) if one.id != dossier.id)
        assert open_dossier(read, made.id, resources.sources()).notebook.coded.features


def test_a_trial_of_the_portfolio_that_no_registry_has_is_found_by_its_number(page: AppTest, enter: SignIn):
    enter("coordinator")
    with session(resources.registry()) as opened:
        replace_portfolio(opened, [LocalTrial("CENTRE-2026-07", "RECRUITING", title="Essai fictif du centre")])
    show(page, "trials")
    for words in ("centre-2026-07", "essai du centre"):
        page.text_input[0].input(words).run()
        assert "sheet:portfolio/CENTRE-2026-07" in {button.key for button in page.button}


def begin_a_dossier(page: Page) -> None:
    go(page, "Nouveau dossier")
    page.get_by_label("Résumé du cas").fill(
        "Patiente de 61 ans (fictive), carcinome canalaire infiltrant du sein gauche, cT2 N0 M0."
    )
    press(page, "Créer le dossier")


@pytest.mark.browser
def test_why_a_signature_is_refused_is_seen_beside_the_button(browser: Browser, server: str):
    with looking(browser, server, 1366, 768) as page:
        sign_in(page)
        begin_a_dossier(page)
        expect(page.get_by_role("heading", name="1. Résumé")).to_be_visible()
        press(page, "Valider au nom de")
        expect(page.get_by_text("elle ne peut être validée")).to_be_in_viewport()
        expect(page.get_by_role("button", name="Valider au nom de")).to_be_in_viewport()


@pytest.mark.browser
def test_a_pass_over_all_dossiers_is_stopped_before_it_has_begun(browser: Browser, server: str):
    with looking(browser, server) as page:
        sign_in(page, "Mme Rose Exemple", "Coordination des essais")
        page.get_by_role("button", name="Mettre le suivi à jour").click()
        page.get_by_role("button", name="Arrêter").click()
        expect(page.get_by_role("button", name="Mettre le suivi à jour")).to_be_visible()
        expect(page.get_by_text(re.compile("Aucun passage (entier )?encore"))).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("address", ["suivi", "accueil", "atelier?vue=lire"])
def test_an_address_kept_or_sent_by_another_role_leads_to_ones_own_first_page(browser: Browser, server: str, address: str):
    with looking(browser, server) as page:
        sign_in(page, "Mme Rose Exemple", "Coordination des essais")
        expect(page.get_by_role("heading", name="Suivi des essais")).to_be_visible()  # the browser has its ticket
        page.goto(f"{server}/{address}")
        expect(page.get_by_role("heading", name="Suivi des essais")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.browser
def test_a_link_that_the_keyboard_reaches_is_seen(browser: Browser, server: str):
    with looking(browser, server) as page:
        sign_in(page)
        outline = "link => [getComputedStyle(link).outlineStyle, getComputedStyle(link).outlineWidth]"
        page.get_by_role("link", name="Essais", exact=True).focus()
        page.keyboard.press("Tab")  # the next link, as somebody without a mouse comes to it
        assert page.locator(":focus").evaluate(outline) == ["solid", "2px"]


@pytest.mark.browser
def test_the_links_to_the_cells_stay_in_view_down_the_page(browser: Browser, server: str):
    with looking(browser, server, 1366, 768) as page:
        sign_in(page)
        begin_a_dossier(page)
        page.get_by_role("link", name="8. PPS").click()
        expect(page.get_by_role("heading", name="8. PPS")).to_be_in_viewport()
        expect(page.get_by_role("link", name="4. Propositions des référentiels")).to_be_in_viewport()
