"""What a person decides of a treatment (set aside, received, only proposed, added) is what the case and its documents then say."""

import json

import pytest
from sqlalchemy import Engine

from dossier.dossiers import begin, create, open_dossier, restore, save, stored_cases
from dossier.exports import ipynb
from dossier.notebook import Notebook
from dossier.steps import Sources
from dossier.treatments import ASIDE, PROPOSED, RECEIVED, UnknownTreatment, identified
from matching.case import Case, Treatment
from matching.words import date_words
from store.engine import reading, session
from store.errors import Conflict
from store.users import create_user

NOTE = """RCP digestive du 12/05/2025
M. DELVAUX Paul, 61 ans, OMS 1. Adénocarcinome du côlon gauche, métastases hépatiques synchrones, M1, RAS sauvage.
Colectomie gauche le 10/12/2024. L1 FOLFOX de 01/2025 à 04/2025, progression. Pas d'autre traitement reçu.
Proposition de FOLFIRI en L2.
"""
LUNG = """H 66 ans, OMS 1. Adénocarcinome pulmonaire, métastases osseuses, M1.
L1 carboplatine pémétrexed pembrolizumab de 01/2024 à 10/2024, progression. L2 docétaxel depuis 11/2024.
"""


@pytest.fixture
def colon(sources: Sources) -> Notebook:
    return opened(NOTE, sources)


def opened(text: str, sources: Sources) -> Notebook:
    notebook = Notebook.start(text, sources)
    notebook.run_all()
    return notebook


def told(notebook: Notebook) -> Case:
    assert notebook.case is not None
    return notebook.case


def record(notebook: Notebook, name: str) -> Treatment:
    return next(one for one in told(notebook).treatments if name in (one.protocol, one.modality, *one.agents))


def path(notebook: Notebook, name: str) -> str:
    """The name under which what is decided of a treatment is kept."""
    assert notebook.computed_case is not None
    read = identified(notebook.computed_case.treatments)
    return next(path for path, one in read.items() if name in (one.protocol, one.modality, *one.agents))


def set_aside(notebook: Notebook, name: str) -> None:
    notebook.say_of_treatment(path(notebook, name), ASIDE, "Dr A")


def names(notebook: Notebook) -> list[str]:
    return [f"{one.protocol or one.procedure or one.modality}{' ?' if one.planned else ''}" for one in told(notebook).treatments]


def received(notebook: Notebook) -> str:
    section = next(one for one in notebook.output("frcp").sections if one.id == "treatments")
    return " / ".join(item.text for item in section.items)


def test_a_treatment_set_aside_leaves_the_case_its_lines_and_the_frcp(colon: Notebook):
    assert told(colon).number("history.metastatic_lines") == 1
    assert "FOLFOX" in received(colon)
    set_aside(colon, "FOLFOX")
    assert {name for name in ("recommendations", "trials", "frcp", "pps", "ppac") if colon.state(name) == "stale"} == {
        "recommendations", "trials", "frcp", "pps", "ppac",
    }  # fmt: skip
    assert colon.state("features") == "fresh"
    colon.run_stale()
    assert [one.protocol or one.modality for one in told(colon).treatments] == ["surgery", "FOLFIRI"]
    assert "FOLFOX" not in received(colon)
    assert "Colectomie" in received(colon)


def test_what_was_given_in_its_place_is_not_known_and_nothing_is_counted_from_silence(colon: Notebook):
    assert told(colon).history_complete
    set_aside(colon, "FOLFOX")
    assert told(colon).value("history.metastatic_lines") is None
    assert not told(colon).history_complete
    assert record(colon, "FOLFIRI").line is None


def test_a_person_then_says_how_many_lines_there_were(colon: Notebook):
    set_aside(colon, "FOLFOX")
    colon.correct("features", "history.metastatic_lines", 0, "Dr A")
    assert told(colon).number("history.metastatic_lines") == 0


def test_a_number_of_lines_told_in_so_many_words_stays(sources: Sources):
    notebook = opened(NOTE.replace("Proposition", "Deux lignes antérieures. Proposition"), sources)
    assert told(notebook).number("history.metastatic_lines") == 2
    set_aside(notebook, "FOLFOX")
    assert told(notebook).number("history.metastatic_lines") == 2


def test_lines_stay_counted_where_another_treatment_tells_the_same_line(sources: Sources):
    notebook = opened(LUNG, sources)
    set_aside(notebook, "pembrolizumab")
    assert told(notebook).number("history.metastatic_lines") == 2
    assert [one.line for one in told(notebook).treatments] == [1, 2]


def test_a_proposal_set_aside_leaves_what_was_received_as_it_was(colon: Notebook):
    set_aside(colon, "FOLFIRI")
    assert told(colon).history_complete
    assert told(colon).number("history.metastatic_lines") == 1
    assert [one.protocol or one.modality for one in told(colon).treatments] == ["surgery", "FOLFOX"]


def test_an_operation_set_aside_leaves_unknown_whether_the_primary_was_removed(colon: Notebook):
    assert told(colon).value("tumour.primary_resected") is True
    set_aside(colon, "surgery")
    assert told(colon).value("tumour.primary_resected") is None
    assert told(colon).number("history.metastatic_lines") == 1


def test_a_treatment_taken_back_counts_again_and_nothing_is_left_to_run(colon: Notebook):
    before = told(colon)
    set_aside(colon, "FOLFOX")
    colon.restore("treatments", path(colon, "FOLFOX"))
    assert told(colon) == before
    assert colon.run_stale() == []


def test_the_decision_is_kept_over_a_new_run_and_in_the_copy_that_is_tried(colon: Notebook):
    set_aside(colon, "FOLFOX")
    colon.run_all()
    assert "FOLFOX" not in [one.protocol for one in told(colon).treatments]
    assert "FOLFOX" not in [one.protocol for one in told(colon.copy()).treatments]


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("L1 FOLFOX", "L1 FOLFIRINOX"),
        ("Proposition", "FOLFOX repris en 2021 pour un autre motif, FOLFOX. Proposition"),
    ],
    ids=["another treatment", "told once more"],
)
def test_a_treatment_no_longer_told_the_same_is_shown_again(colon: Notebook, words: str, instead: str):
    set_aside(colon, "FOLFOX")
    colon.write(NOTE.replace(words, instead))
    colon.run_all()
    assert any("FOLFOX" in name or "FOLFIRINOX" in name for name in names(colon))


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("RCP digestive", "RCP de cancérologie digestive"),
        ("OMS 1.", "OMS 1, vit seul, appétit conservé."),
        ("Proposition", "Scanner du 02/05/2025 : progression hépatique.\nProposition"),
        ("L1 FOLFOX de 01/2025", "Bien toléré. L1 FOLFOX de 02/2025"),
    ],
)
def test_the_decision_is_kept_when_the_text_changes_around_the_treatment(colon: Notebook, words: str, instead: str):
    set_aside(colon, "FOLFOX")
    colon.write(NOTE.replace(words, instead))
    colon.run_all()
    assert names(colon) == ["Colectomie gauche", "FOLFIRI ?"]


def test_of_two_treatments_told_in_the_same_words_the_one_that_was_meant_is_set_aside(sources: Sources):
    text = LUNG.replace("carboplatine pémétrexed pembrolizumab", "docétaxel").replace("L1 docétaxel", "L1 docétaxel", 1)
    notebook = opened(text, sources)
    first, second = identified(told(notebook).treatments)
    notebook.say_of_treatment(second, ASIDE, "Dr A")
    notebook.write("Patient vu en RCP.\n" + text)
    notebook.run_all()
    assert [one.line for one in told(notebook).treatments] == [1]
    assert first in identified(told(opened(text, sources)).treatments)


def test_what_the_text_tells_further_down_does_not_undo_the_decision(colon: Notebook):
    set_aside(colon, "FOLFOX")
    colon.write(NOTE.replace("à 04/2025", "à 03/2025"))
    colon.run_all()
    assert "FOLFOX" not in [one.protocol for one in told(colon).treatments]


def test_the_jupyter_notebook_of_the_dossier_takes_the_decision_along(colon: Notebook, sources: Sources):
    set_aside(colon, "FOLFOX")
    opening = "".join(json.loads(ipynb.write(colon))["cells"][1]["source"])
    assert path(colon, "FOLFOX") in opening
    again = Notebook.from_json(json.loads(json.dumps(colon.to_json())), sources)
    again.run_all()
    assert told(again).treatments == told(colon).treatments


def test_the_decision_is_saved_refused_to_a_second_writer_undone_and_holds_on_the_real_words(database: Engine, sources: Sources):
    with session(database) as writing:
        user = create_user(writing, "Dr Anne Martin", "oncologist")
        dossier = create(writing, begin(NOTE, sources), user)
    with reading(database) as read:
        theirs = open_dossier(read, dossier.id, sources)
        theirs.notebook.run_all()
    dossier.notebook.say_of_treatment(path(dossier.notebook, "FOLFOX"), ASIDE, user.name)
    with session(database) as writing:
        save(writing, dossier, user, "treatment.set_aside")
    theirs.notebook.say_of_treatment(path(theirs.notebook, "surgery"), ASIDE, user.name)
    with pytest.raises(Conflict), session(database) as writing:
        save(writing, theirs, user, "treatment.set_aside")
    with reading(database) as read:
        (case,) = stored_cases(read, sources)
        leaving = open_dossier(read, dossier.id, sources).notebook.rejoined()
    assert [one.protocol or one.modality for one in case.treatments] == ["surgery", "FOLFIRI"]
    assert "DELVAUX" in leaving.text
    leaving.run_all()
    assert "FOLFOX" not in received(leaving)
    with session(database) as writing:
        restore(writing, dossier, 1, user)
    with reading(database) as read:
        (case,) = stored_cases(read, sources)
    assert "FOLFOX" in [one.protocol for one in case.treatments]


def test_a_treatment_read_as_proposed_that_was_received_counts_with_its_line_and_says_who_told_it(colon: Notebook):
    colon.say_of_treatment(path(colon, "FOLFIRI"), RECEIVED, "Dr A")
    colon.run_stale()
    assert names(colon) == ["Colectomie gauche", "FOLFOX", "FOLFIRI"]
    assert told(colon).number("history.metastatic_lines") == 2
    assert told(colon).history_complete
    section = next(one for one in colon.output("frcp").sections if one.id == "treatments")
    (reasons,) = [item.reasons for item in section.items if "FOLFIRI" in item.text]
    day = date_words(colon.corrections["treatments"][path(colon, "FOLFIRI")].at[:10])
    assert reasons[-1] == f"dit reçu par Dr A le {day}"


def test_a_treatment_read_as_received_that_was_only_proposed_leaves_the_sheet_and_its_lines(colon: Notebook):
    colon.say_of_treatment(path(colon, "FOLFOX"), PROPOSED, "Dr A")
    colon.run_stale()
    assert names(colon) == ["Colectomie gauche", "FOLFOX ?", "FOLFIRI ?"]
    assert record(colon, "FOLFOX").response is None
    assert told(colon).value("history.metastatic_lines") is None
    assert "FOLFOX" not in received(colon)


def test_what_was_decided_of_a_treatment_is_kept_over_runs_and_taken_back(colon: Notebook, sources: Sources):
    before = told(colon)
    colon.say_of_treatment(path(colon, "FOLFOX"), PROPOSED, "Dr A")
    colon.add_treatment("bévacizumab", True, "Dr B")
    again = Notebook.from_json(json.loads(json.dumps(colon.to_json())), sources)
    again.run_all()
    assert names(again) == ["Colectomie gauche", "FOLFOX ?", "FOLFIRI ?", "targeted_therapy ?"]
    again.restore("treatments", path(again, "FOLFOX"))
    again.restore("treatments", "added-1")
    assert told(again) == before


def test_a_treatment_that_the_text_does_not_tell_is_added_in_the_words_of_a_note(colon: Notebook):
    colon.add_treatment("L2 FOLFIRI bévacizumab du 05/05/2025 au 02/06/2025, 3 cures", False, "Dr A")
    colon.run_stale()
    added = [one for one in told(colon).treatments if one.evidence[0].person]
    assert [(one.modality, one.line, one.start, one.planned) for one in added] == [
        ("chemotherapy", 2, "2025-05-05", False),
        ("targeted_therapy", 2, "2025-05-05", False),
    ]
    assert told(colon).number("history.metastatic_lines") == 2
    assert not told(colon).history_complete
    assert "bévacizumab" in received(colon)


def test_a_treatment_added_without_its_line_leaves_the_number_of_lines_to_a_person(colon: Notebook):
    colon.add_treatment("cétuximab", False, "Dr A")
    assert told(colon).value("history.metastatic_lines") is None
    colon.correct("features", "history.metastatic_lines", 2, "Dr A")
    assert told(colon).number("history.metastatic_lines") == 2


def test_a_treatment_added_before_the_metastases_or_only_proposed_leaves_the_lines(colon: Notebook):
    colon.add_treatment("capécitabine adjuvante en 2019", False, "Dr A")
    colon.add_treatment("cétuximab", True, "Dr A")
    assert told(colon).number("history.metastatic_lines") == 1


def test_words_that_name_no_treatment_are_refused_in_one_sentence(colon: Notebook):
    with pytest.raises(UnknownTreatment, match="aucun traitement reconnu"):
        colon.add_treatment("à revoir", False, "Dr A")
    assert "treatments" not in colon.corrections


def test_a_decision_kept_before_it_could_be_another_than_to_set_aside_still_holds(colon: Notebook):
    colon.correct("treatments", path(colon, "FOLFOX"), "FOLFOX de 01/2025", "Dr A")
    assert names(colon) == ["Colectomie gauche", "FOLFIRI ?"]
