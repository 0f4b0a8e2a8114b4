"""One rule on the curators' page: read beside its source and its examples, edited in a form."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from guidelines.workbench import begin, files, shipped_text, write
from store.engine import reading, session
from store.users import User, create_user
from tests.ui.screen import press, show
from tests.ui.workbench.pages import EDIT, MOVED, OPTION, RULE, SHIPPED, field, fill, said, workbench
from ui.web import databases


def pictures(page: AppTest) -> str:
    return "\n".join(one.proto.body for one in page.get("html"))


def test_a_rule_stands_beside_its_source_and_its_examples_with_their_results(page: AppTest, curator: User):
    told = said(workbench(page))
    assert OPTION in told
    assert "Early breast cancer: ESMO" in told
    assert "À relever dans le document : section, page, citation." in told
    assert "HER2+ cT2 cN1, 52 ans" in told
    assert "conforme" in told
    assert "écart" not in told
    assert 'alt="Arbre des décisions"' in pictures(page)


def test_the_form_writes_in_the_text_and_the_comments_stay(page: AppTest, curator: User):
    workbench(page, EDIT)
    assert field(page, "Âge") == "< 80"
    fill(page, "Âge", "< 20")
    assert field(page, "Âge") == "< 20"
    press(page, "Enregistrer le brouillon")
    assert "Brouillon enregistré" in page.success[0].value
    with reading(databases.dossiers()) as read:
        (kept,) = files(read)
    assert kept.text == MOVED
    assert "# subtypes and stages where the operation comes" in kept.text


def test_what_is_not_a_number_where_one_is_wanted_changes_nothing(page: AppTest, curator: User):
    workbench(page, EDIT)
    fill(page, "Option 1 : rang", "premier")
    assert "« premier » n'est pas un nombre entier" in page.error[0].value
    assert field(page, "Option 1 : rang") == "1"


def test_modifications_can_be_given_up(page: AppTest, curator: User):
    workbench(page, EDIT)
    fill(page, "Âge", "< 20")
    press(page, "Abandonner mes modifications")
    assert field(page, "Âge") == "< 80"


def test_while_a_text_cannot_be_read_the_rule_stays_chosen_and_the_page_says_so(page: AppTest, curator: User):
    broken = MOVED.replace("{ref: her2_positive}, {ref: large_or_nodal}", "{ref: her2_positiv}, {ref: large_or_nodal}")
    with session(databases.dossiers()) as writing:
        file = begin(writing, curator, shipped_text(SHIPPED))
        write(writing, curator, file.id, 1, broken)
    workbench(page)
    assert page.selectbox("workbench-rule").value == RULE
    assert "ne se lit pas encore" in page.info[0].value
    with session(databases.dossiers()) as writing:
        write(writing, curator, file.id, 2, "guideline: [")
    workbench(page, EDIT)
    assert "Le formulaire revient dès que le texte se lit" in page.info[0].value


def test_of_two_curators_the_second_is_told_and_keeps_what_is_on_screen(page: AppTest, curator: User):
    with session(databases.dossiers()) as writing:
        file = begin(writing, curator, shipped_text(SHIPPED))
    workbench(page, EDIT)
    fill(page, "Âge", "< 20")
    with session(databases.dossiers()) as writing:
        other = create_user(writing, "Dr Paul Exemple", "curator")
        write(writing, other, file.id, 1, shipped_text(SHIPPED).replace("version: 2025.1", "version: 2026.1"))
    press(page, "Enregistrer le brouillon")
    assert "Quelqu'un d'autre a modifié" in page.error[0].value
    assert field(page, "Âge") == "< 20"
    press(page, "Abandonner mes modifications")
    assert (field(page, "Âge"), field(page, "Référentiel : version")) == ("< 80", "2026.1")


def test_an_address_of_a_file_that_nobody_knows_shows_another_one(page: AppTest, curator: User):
    show(page, "workbench", fichier="inconnu", regle="inconnue")
    assert not page.error
    assert page.selectbox("workbench-file").value is not None
