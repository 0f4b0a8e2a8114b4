"""The curators' page without a browser: who may do what, what a draft is worth, what is refused and how it is said."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier, create, open_dossier, save
from dossier.dossiers import begin as begin_dossier
from guidelines.load import load_all
from guidelines.workbench import begin, files, send, shipped_text, sign, suspend, write
from store.engine import reading, session
from store.users import User, create_user
from tests.guidelines.test_workbench import OVERLAY
from tests.ui.screen import press, show, texts
from ui.web import resources

SignIn = Callable[..., User]
BREAST, RULE, OPTION = "breast-localised", "her2-neoadjuvant", "TCHP néoadjuvant"
READ, EDIT, TRY, HISTORY = "Lire", "Modifier", "Essayer sur les dossiers", "Historique et différences"
SHIPPED = next(one for one in load_all().guidelines if one.id == BREAST)
# The rule no longer proposes anything before 20 years: no example of the file holds any more, but it can be read.
MOVED = shipped_text(SHIPPED).replace(
    'when: {all: [{ref: her2_positive}, {ref: large_or_nodal}, {patient.age: "< 80"}]}',
    'when: {all: [{ref: her2_positive}, {ref: large_or_nodal}, {patient.age: "< 20"}]}',
)


@pytest.fixture
def curator(sign_in: SignIn) -> User:
    return sign_in("curator", "Mme Rose Exemple")


def workbench(page: AppTest, section: str = READ, file: str = BREAST, rule: str = RULE) -> AppTest:
    show(page, "workbench", fichier=file, regle=rule)
    page.session_state["workbench-section"] = section
    return page.run()


def field(page: AppTest, label: str) -> str:
    return next(one for one in page.text_input if one.label == label).value


def fill(page: AppTest, label: str, words: str) -> AppTest:
    return next(one for one in page.text_input if one.label == label).input(words).run()


def said(page: AppTest) -> str:
    """Everything the page says, as it is read."""
    return html.unescape(texts(page))


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
    with reading(resources.dossiers()) as read:
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
    with session(resources.dossiers()) as writing:
        file = begin(writing, curator, shipped_text(SHIPPED))
        write(writing, curator, file.id, 1, broken)
    workbench(page)
    assert page.selectbox("workbench-rule").value == RULE
    assert "ne se lit pas encore" in page.info[0].value
    with session(resources.dossiers()) as writing:
        write(writing, curator, file.id, 2, "guideline: [")
    workbench(page, EDIT)
    assert "Le formulaire revient dès que le texte se lit" in page.info[0].value


def test_of_two_curators_the_second_is_told_and_keeps_what_is_on_screen(page: AppTest, curator: User):
    with session(resources.dossiers()) as writing:
        file = begin(writing, curator, shipped_text(SHIPPED))
    workbench(page, EDIT)
    fill(page, "Âge", "< 20")
    with session(resources.dossiers()) as writing:
        other = create_user(writing, "Dr Paul Exemple", "curator")
        write(writing, other, file.id, 1, shipped_text(SHIPPED).replace("version: 2025.1", "version: 2026.1"))
    press(page, "Enregistrer le brouillon")
    assert "Quelqu'un d'autre a modifié" in page.error[0].value
    assert field(page, "Âge") == "< 20"
    press(page, "Abandonner mes modifications")
    assert (field(page, "Âge"), field(page, "Référentiel : version")) == ("< 80", "2026.1")


# What a draft, a signature and a suspension are worth to patients -----------------------------------------------------------------


def proposed(page: AppTest, dossier: OpenDossier) -> bool:
    """Does the notebook propose the option to this dossier?"""
    show(page, "notebook", dossier=dossier.id)
    return any(button.label.startswith(f"Retenir : {OPTION}") for button in page.button)


def test_a_draft_changes_nothing_for_an_oncologist_and_two_signatures_do_at_once(page: AppTest, dossier: OpenDossier):
    with session(resources.dossiers()) as writing:
        rose, paul = (create_user(writing, name, "curator") for name in ("Mme Rose Exemple", "Dr Paul Exemple"))
        file = begin(writing, rose, OVERLAY)
    assert proposed(page, dossier)
    with session(resources.dossiers()) as writing:
        send(writing, rose, file.id, 1)
        sign(writing, rose, file.id, 2)
    assert proposed(page, dossier)
    with session(resources.dossiers()) as writing:
        sign(writing, paul, file.id, 3)
    assert not proposed(page, dossier)
    with session(resources.dossiers()) as writing:
        suspend(writing, paul, file.id, 4, "de nouveau disponible (exemple)")
    assert proposed(page, dossier)


def test_signatures_are_given_on_the_page_and_never_twice_by_one_person(page: AppTest, curator: User, sign_in: SignIn):
    with session(resources.dossiers()) as writing:
        begin(writing, curator, OVERLAY)
    workbench(page, file="riom-breast")
    press(page, "Envoyer en relecture")
    press(page, "Signer au nom de Mme Rose Exemple")
    assert "Il manque la signature d'une autre personne" in page.success[0].value
    press(page, "Signer au nom de Mme Rose Exemple")
    assert "a déjà signé ce texte : la seconde signature est celle d'une autre personne" in page.error[0].value
    sign_in("oncologist", "Dr Paul Exemple")
    press(workbench(page, file="riom-breast"), "Signer au nom de Dr Paul Exemple")
    assert "en vigueur dès maintenant" in page.success[0].value
    with reading(resources.dossiers()) as read:
        assert files(read)[0].standing == "validated"


def test_a_text_with_something_to_mend_is_not_sent(page: AppTest, curator: User):
    with session(resources.dossiers()) as writing:
        begin(writing, curator, MOVED)
    press(workbench(page), "Envoyer en relecture")
    assert "point(s) à corriger d'abord" in page.error[0].value


def test_a_shipped_file_is_suspended_at_once_with_a_reason(page: AppTest, dossier: OpenDossier, sign_in: SignIn):
    assert proposed(page, dossier)
    sign_in("curator", "Mme Rose Exemple")
    press(workbench(page), "Suspendre")
    assert page.error[0].value.startswith("Donner une raison")
    fill(page, "Raison, lue par ceux qui n'ont plus de proposition", "alerte sanitaire (exemple)")
    press(page, "Suspendre")
    assert "ne propose plus rien" in page.success[0].value
    assert "Ce référentiel est suspendu" in said(page)
    assert not proposed(page, dossier)


def test_a_retired_file_is_taken_up_again_as_a_draft(page: AppTest, curator: User):
    workbench(page)
    fill(page, "Raison, lue par ceux qui n'ont plus de proposition", "remplacé (exemple)")
    press(page, "Retirer")
    press(page, "Reprendre en brouillon")
    assert "Ce référentiel est retiré" in said(page)
    assert any(button.label == "Envoyer en relecture" for button in page.button)


# Tries, examples, differences ----------------------------------------------------------------------------------------------------


def test_a_rule_is_tried_on_the_stored_dossiers_with_three_counts(page: AppTest, dossier: OpenDossier, sign_in: SignIn):
    sign_in("curator", "Mme Rose Exemple")
    workbench(page, TRY)
    assert [(one.label, one.value) for one in page.metric] == [("S'applique", "1"), ("Ne s'applique pas", "0"), ("Inconnu", "0")]
    with session(resources.dossiers()) as writing:
        begin(writing, create_user(writing, "Dr Paul Exemple", "curator"), MOVED)
    workbench(page, TRY)
    assert [one.value for one in page.metric] == ["0", "1", "0"]


def test_for_a_dossier_where_the_answer_is_unknown_what_is_missing_is_said(page: AppTest, curator: User):
    held = begin_dossier("Carcinome canalaire infiltrant du sein gauche, cT2 N1 M0, 52 ans. Cas fictif.", resources.sources())
    with session(resources.dossiers()) as writing:
        create(writing, held, curator, label="Sein *fictif*")
    workbench(page, TRY)
    assert [one.value for one in page.metric] == ["0", "0", "1"]
    assert any("HER2" in one.value for one in page.caption if one.value.startswith("Il manque"))


def test_an_example_is_proposed_from_a_dossier_and_added_only_when_somebody_says_so(
    page: AppTest, dossier: OpenDossier, sign_in: SignIn
):
    sign_in("curator", "Mme Rose Exemple")
    workbench(page)
    page.toggle("workbench-proposing-on").set_value(True).run()
    choice = next(one for one in page.selectbox if one.label == "D'après")
    choice.select(("dossier", dossier.id)).run()
    assert f"{RULE} s'applique" in said(page)
    with reading(resources.dossiers()) as read:
        assert files(read) == []
    fill(page, "Nom de l'exemple", "D'après un dossier fictif")
    press(page, "C'est juste : ajouter l'exemple")
    assert "« D'après un dossier fictif » ajouté" in page.success[0].value
    assert "D'après un dossier fictif" in said(page)  # in the table, with its result
    workbench(page, EDIT)
    press(page, "Enregistrer le brouillon")
    with reading(resources.dossiers()) as read:
        (kept,) = files(read)
    added = kept.text.removeprefix(shipped_text(SHIPPED).rstrip())
    assert added.count("\n") <= 2
    assert "D'après un dossier fictif" in added
    assert "2025-" not in added  # no date of the patient


def test_the_history_tells_who_did_what_and_which_dossiers_a_text_would_change(
    page: AppTest, dossier: OpenDossier, sign_in: SignIn
):
    curator = sign_in("curator", "Mme Rose Exemple")
    with session(resources.dossiers()) as writing:
        file = begin(writing, curator, shipped_text(SHIPPED))
        write(writing, curator, file.id, 1, MOVED)
    told = said(workbench(page, HISTORY))
    assert "repris par le réseau" in told
    assert "texte modifié" in told
    assert "condition « HER2 : positif et (T ≥ T2 ou N ≥ N1) et Âge < 80 ans » devient" in told
    assert "**1 dossier enregistré change de propositions**" in told
    assert f"− {OPTION}" in told
    assert '<span class="added">+        when: {all: [{ref: her2_positive}' in told


def test_an_overlay_is_compared_with_the_guideline_without_it(page: AppTest, dossier: OpenDossier, sign_in: SignIn):
    curator = sign_in("curator", "Mme Rose Exemple")
    with session(resources.dossiers()) as writing:
        begin(writing, curator, OVERLAY)
    told = said(workbench(page, HISTORY, file="riom-breast"))
    assert "contre-indication « no-pertuzumab » : ajout" in told
    assert "**1 dossier enregistré change de propositions**" in told
    assert f"− {OPTION}" in told


# What waits to be read, what comes and goes ----------------------------------------------------------------------------------------


def test_a_decision_that_practice_has_overtaken_waits_for_a_curator_and_home_says_so(page: AppTest, heard: OpenDossier):
    with session(resources.dossiers()) as writing:
        physician = create_user(writing, "Dr Zoé Exemple", "oncologist")
        held = open_dossier(writing, heard.id, resources.sources())
        held.notebook.run_stale()
        held.notebook.decision = replace(
            held.notebook.decision, retained="Autre traitement (exemple)", deviation="practice_moved"
        )
        held.notebook.validate(physician.name, "2025-03-12")
        save(writing, held, physician, "decision.validated")
    page.switch_page("ui/web/screens/home.py").run()
    assert any("1 écart à lire" in link.proto.label for link in page.get("page_link"))
    show(page, "workbench", vue="lire")
    assert "Écarts « évolution des pratiques » (1)" in said(page)
    press(page, "Conclure")
    assert "écrire ce qui a été conclu" in page.error[0].value.casefold()
    fill(page, "Ce qui est conclu", "règle à revoir (exemple)")
    press(page, "Conclure")
    assert "Écarts « évolution des pratiques » (0)" in said(page)


def archive(**texts_by_name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in texts_by_name.items():
            opened.writestr(f"{name}.yaml", text)
    return held.getvalue()


def give(page: AppTest, name: str, content: bytes) -> AppTest:
    show(page, "workbench", vue="fichiers")
    page.file_uploader("workbench-file-in").upload(name, content, "application/octet-stream").run()
    return press(page, "Prendre comme brouillons")


def test_an_archive_of_rule_files_comes_in_as_drafts_and_the_journal_says_so(page: AppTest, curator: User):
    give(page, "regles.zip", archive(riom=OVERLAY.replace("over:", "status: validated\n  over:"), sein=MOVED))
    assert page.success[0].value == "Fichiers pris : 2 nouveaux"
    with reading(resources.dossiers()) as read:
        assert [(one.id, one.status, one.standing) for one in files(read)] == [
            (BREAST, "draft", ""),
            ("riom-breast", "draft", ""),
        ]
    assert "repris par le réseau" in said(page)


HOSTILE = {
    "10,000 nested conditions": (b"scope: " + b"{not: " * 10_000, "niveaux imbriqués"),
    "an alias bomb": (b"a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b, *b]", "ancre YAML"),
    "a key written twice": (b"guideline: {id: a}\nguideline: {id: b}", "deux fois"),
    "a tab": (b"guideline:\n\tid: a", "tabulation"),
    "what is no text": (b"guideline: \xff\xfe", "UTF-8"),
    "15 MB": (b"a: " + b"x" * 15_000_000, "15 Mo"),
    "an archive that is none": (b"PK\x03\x04 rien", "archive"),
    "an archive of a huge file": (archive(a="x" * 15_000_000), "trop grosse"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_on_the_page_in_one_sentence_and_nothing_is_kept(page: AppTest, curator: User, name: str):
    content, words = HOSTILE[name]
    give(page, "fichier.yaml", content)
    assert len(page.error) == 1
    assert words in page.error[0].value
    assert "\n" not in page.error[0].value
    with reading(resources.dossiers()) as read:
        assert files(read) == []


def test_an_address_of_a_file_that_nobody_knows_shows_another_one(page: AppTest, curator: User):
    show(page, "workbench", fichier="inconnu", regle="inconnue")
    assert not page.error
    assert page.selectbox("workbench-file").value is not None
