"""What changed: other values tried on a copy, other rules since the last look, earlier versions brought back, letters for what is missing."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from dossier.changes import changes, since, snapshot, what_if
from dossier.dossiers import NoSuchVersion, acknowledge, begin, create, history, open_dossier, restore, save
from dossier.letters import letters
from dossier.masking import rewrite
from dossier.meeting import Hearing, Meeting
from dossier.notebook import Notebook
from dossier.steps import Sources
from guidelines import RuleBase
from matching.value import CaseError
from store.engine import reading, session
from store.users import User, create_user
from tests.dossier.conftest import NOTE


@pytest.fixture
def user(sqlite: Engine) -> User:
    with session(sqlite) as opened:
        return create_user(opened, "Dr Anne Exemple", "oncologist")


# What if ------------------------------------------------------------------------------------------------------------------------


def test_another_value_shows_what_it_would_change_and_leaves_the_dossier_alone(notebook: Notebook):
    before = notebook.to_json()
    copy, found = what_if(notebook, {"biomarker.her2_status": "negative"})
    assert any("rastuzumab" in option for option in found.lost)
    assert copy.case.value("biomarker.her2_status") == "negative"
    assert notebook.case.value("biomarker.her2_status") == "positive"
    assert notebook.to_json() == before


def test_a_value_that_decides_nothing_changes_nothing(notebook: Notebook):
    assert not what_if(notebook, {"patient.allergy": "pollen"})[1]


def test_a_value_that_cannot_be_is_refused(notebook: Notebook):
    with pytest.raises(CaseError):
        what_if(notebook, {"patient.ecog": "beaucoup"})


# Since the last look --------------------------------------------------------------------------------------------------------------


def test_rules_withdrawn_since_the_last_look_are_told_until_somebody_saw_it(notebook: Notebook, sources: Sources):
    acknowledge(notebook)
    speaking = {proposal.guideline.id for proposal in notebook.output("recommendations").proposals}
    fewer = Sources(RuleBase(tuple(one for one in sources.rules.guidelines if one.id not in speaking)))
    later = Notebook.from_json(notebook.to_json(), fewer)
    later.run_all()
    assert since(later).lost
    assert not since(later).gained
    acknowledge(later)
    assert not since(later)


def test_a_snapshot_holds_no_word_of_the_note(notebook: Notebook):
    kept = str(snapshot(notebook).to_json())
    assert "DELVAUX" not in kept
    assert "Tabagisme" not in kept


def test_a_standing_that_changes_is_said(notebook: Notebook):
    held = snapshot(notebook)
    key = next(key for key, standing in held.options.items() if standing == "applies")
    other = replace(held, options=held.options | {key: "possible"})
    assert changes(other, held).changed == (f"{key.partition(' : ')[2]} : à documenter → s'applique",)


# History ------------------------------------------------------------------------------------------------------------------------


def test_an_earlier_version_comes_back_as_a_new_one_with_its_words(sqlite: Engine, user: User, sources: Sources):
    with session(sqlite) as opened:
        dossier = create(opened, begin(NOTE, sources), user)
        rewrite(dossier.notebook, "Texte tout autre, sans nom.")
        save(opened, dossier, user, "summary.written")
        restore(opened, dossier, 1, user)
    with reading(sqlite) as opened:
        again = open_dossier(opened, dossier.id, sources)
        assert [row.what for row in history(opened, dossier.id)] == ["version.restored", "summary.written", "created"]
    assert again.version == 3
    assert again.notebook.rejoined().text == NOTE


def test_a_version_that_is_not_kept_is_a_sentence(sqlite: Engine, user: User, sources: Sources):
    with session(sqlite) as opened:
        dossier = create(opened, begin(NOTE, sources), user)
        with pytest.raises(NoSuchVersion, match="n'est plus gardée"):
            restore(opened, dossier, 12, user)


# Letters ------------------------------------------------------------------------------------------------------------------------


def test_each_person_who_can_answer_is_asked_for_their_own(sources: Sources):
    notebook = Notebook.start("Patient de 71 ans. Adénocarcinome pulmonaire, cT2 N0 M1, métastases osseuses. OMS 1.", sources)
    notebook.run_all()
    found = notebook.output("recommendations")
    sent = letters(notebook.case, found, Hearing(Meeting("RCP", date="2025-03-12")))
    assert {letter.to for letter in sent} == {question.asked_of for question in found.missing}
    assert sum(len(letter.questions) for letter in sent) == len(found.missing)
    first = sent[0].text()
    assert "réunion de concertation pluridisciplinaire du 12/03/2025" in first
    assert all(question.question.removesuffix(" ?") in first for question in sent[0].questions)
    assert sent[0].document().sections[1].items[0].text in first


def test_a_value_is_asked_for_by_its_name_and_the_tumour_told_without_a_code(sources: Sources):
    notebook = Notebook.start(
        "Patiente de 52 ans. Carcinome canalaire infiltrant du sein gauche, HER2 3+, cT2 N1 M0, OMS 0.", sources
    )
    notebook.run_all()
    sent = {letter.to: letter.text() for letter in letters(notebook.case, notebook.output("recommendations"), Hearing())}
    assert "- Polynucléaires neutrophiles\n" in sent["biology"]
    assert "Dossier : Carcinome infiltrant de type non spécifique (canalaire) du sein, femme, 52 ans." in sent["biology"]


def test_a_letter_has_no_identity(notebook: Notebook):
    for letter in letters(notebook.case, notebook.output("recommendations"), Hearing()):
        assert "elvaux" not in letter.text().lower()
