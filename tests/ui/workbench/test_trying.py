"""A rule tried on the stored dossiers, examples proposed from them, and what a text would change for them."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier, create
from dossier.dossiers import begin as begin_dossier
from guidelines.workbench import begin, files, shipped_text, write
from store.engine import reading, session
from store.users import User, create_user
from tests.guidelines.test_workbench import OVERLAY
from tests.ui.screen import press
from tests.ui.workbench.pages import EDIT, HISTORY, MOVED, OPTION, RULE, SHIPPED, TRY, SignIn, fill, said, workbench
from ui.web import databases, resources


def test_a_rule_is_tried_on_the_stored_dossiers_with_three_counts(page: AppTest, dossier: OpenDossier, sign_in: SignIn):
    sign_in("curator", "Mme Rose Exemple")
    workbench(page, TRY)
    assert [(one.label, one.value) for one in page.metric] == [("S'applique", "1"), ("Ne s'applique pas", "0"), ("Inconnu", "0")]
    with session(databases.dossiers()) as writing:
        begin(writing, create_user(writing, "Dr Paul Exemple", "curator"), MOVED)
    workbench(page, TRY)
    assert [one.value for one in page.metric] == ["0", "1", "0"]


def test_for_a_dossier_where_the_answer_is_unknown_what_is_missing_is_said(page: AppTest, curator: User):
    held = begin_dossier("Carcinome canalaire infiltrant du sein gauche, cT2 N1 M0, 52 ans. Cas fictif.", resources.sources())
    with session(databases.dossiers()) as writing:
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
    with reading(databases.dossiers()) as read:
        assert files(read) == []
    fill(page, "Nom de l'exemple", "D'après un dossier fictif")
    press(page, "C'est juste : ajouter l'exemple")
    assert "« D'après un dossier fictif » ajouté" in page.success[0].value
    assert "D'après un dossier fictif" in said(page)  # in the table, with its result
    workbench(page, EDIT)
    press(page, "Enregistrer le brouillon")
    with reading(databases.dossiers()) as read:
        (kept,) = files(read)
    added = kept.text.removeprefix(shipped_text(SHIPPED).rstrip())
    assert added.count("\n") <= 2
    assert "D'après un dossier fictif" in added
    assert "2025-" not in added  # no date of the patient


def test_the_history_tells_who_did_what_and_which_dossiers_a_text_would_change(
    page: AppTest, dossier: OpenDossier, sign_in: SignIn
):
    curator = sign_in("curator", "Mme Rose Exemple")
    with session(databases.dossiers()) as writing:
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
    with session(databases.dossiers()) as writing:
        begin(writing, curator, OVERLAY)
    told = said(workbench(page, HISTORY, file="riom-breast"))
    assert "contre-indication « no-pertuzumab » : ajout" in told
    assert "**1 dossier enregistré change de propositions**" in told
    assert f"− {OPTION}" in told
