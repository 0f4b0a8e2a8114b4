"""Treatments that a person sets aside: out of the case and of what is proposed, for as long as the text is read the same."""

import json

import pytest
from sqlalchemy import Engine

from dossier.dossiers import begin, create, open_dossier, restore, save, stored_cases
from dossier.exports import ipynb
from dossier.notebook import Notebook
from dossier.set_aside import record_id
from dossier.steps import Sources
from matching.case import Case, Treatment
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


def received(notebook: Notebook) -> str:
    section = next(one for one in notebook.output("frcp").sections if one.id == "treatments")
    return " / ".join(item.text for item in section.items)


def test_a_treatment_set_aside_leaves_the_case_its_lines_and_the_frcp(colon: Notebook):
    assert told(colon).number("history.metastatic_lines") == 1
    assert "FOLFOX" in received(colon)
    colon.set_aside(record(colon, "FOLFOX"), "Dr A")
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
    colon.set_aside(record(colon, "FOLFOX"), "Dr A")
    assert told(colon).value("history.metastatic_lines") is None
    assert not told(colon).history_complete
    assert record(colon, "FOLFIRI").line is None


def test_a_person_then_says_how_many_lines_there_were(colon: Notebook):
    colon.set_aside(record(colon, "FOLFOX"), "Dr A")
    colon.correct("features", "history.metastatic_lines", 0, "Dr A")
    assert told(colon).number("history.metastatic_lines") == 0


def test_a_number_of_lines_told_in_so_many_words_stays(sources: Sources):
    notebook = opened(NOTE.replace("Proposition", "Deux lignes antérieures. Proposition"), sources)
    assert told(notebook).number("history.metastatic_lines") == 2
    notebook.set_aside(record(notebook, "FOLFOX"), "Dr A")
    assert told(notebook).number("history.metastatic_lines") == 2


def test_lines_stay_counted_where_another_treatment_tells_the_same_line(sources: Sources):
    notebook = opened(LUNG, sources)
    notebook.set_aside(record(notebook, "pembrolizumab"), "Dr A")
    assert told(notebook).number("history.metastatic_lines") == 2
    assert [one.line for one in told(notebook).treatments] == [1, 2]


def test_a_proposal_set_aside_leaves_what_was_received_as_it_was(colon: Notebook):
    colon.set_aside(record(colon, "FOLFIRI"), "Dr A")
    assert told(colon).history_complete
    assert told(colon).number("history.metastatic_lines") == 1
    assert [one.protocol or one.modality for one in told(colon).treatments] == ["surgery", "FOLFOX"]


def test_an_operation_set_aside_leaves_unknown_whether_the_primary_was_removed(colon: Notebook):
    assert told(colon).value("tumour.primary_resected") is True
    colon.set_aside(record(colon, "surgery"), "Dr A")
    assert told(colon).value("tumour.primary_resected") is None
    assert told(colon).number("history.metastatic_lines") == 1


def test_a_treatment_taken_back_counts_again_and_nothing_is_left_to_run(colon: Notebook):
    before, folfox = told(colon), record(colon, "FOLFOX")
    colon.set_aside(folfox, "Dr A")
    colon.restore("treatments", record_id(folfox))
    assert told(colon) == before
    assert colon.run_stale() == []


def test_the_decision_is_kept_over_a_new_run_and_in_the_copy_that_is_tried(colon: Notebook):
    colon.set_aside(record(colon, "FOLFOX"), "Dr A")
    colon.run_all()
    assert "FOLFOX" not in [one.protocol for one in told(colon).treatments]
    assert "FOLFOX" not in [one.protocol for one in told(colon.copy()).treatments]


@pytest.mark.parametrize(
    ("words", "instead"),
    [("L1 FOLFOX", "L1 FOLFIRINOX"), ("RCP digestive", "RCP de cancérologie digestive")],
    ids=["another treatment", "another place"],
)
def test_a_treatment_no_longer_read_the_same_is_shown_again(colon: Notebook, words: str, instead: str):
    colon.set_aside(record(colon, "FOLFOX"), "Dr A")
    colon.write(NOTE.replace(words, instead))
    colon.run_all()
    assert len(told(colon).treatments) == 3


def test_what_the_text_tells_further_down_does_not_undo_the_decision(colon: Notebook):
    colon.set_aside(record(colon, "FOLFOX"), "Dr A")
    colon.write(NOTE.replace("à 04/2025", "à 03/2025"))
    colon.run_all()
    assert "FOLFOX" not in [one.protocol for one in told(colon).treatments]


def test_the_jupyter_notebook_of_the_dossier_takes_the_decision_along(colon: Notebook, sources: Sources):
    colon.set_aside(record(colon, "FOLFOX"), "Dr A")
    opening = "".join(json.loads(ipynb.write(colon))["cells"][1]["source"])
    assert record_id(opened(NOTE, sources).case.treatments[1]) in opening
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
    dossier.notebook.set_aside(record(dossier.notebook, "FOLFOX"), user.name)
    with session(database) as writing:
        save(writing, dossier, user, "treatment.set_aside")
    theirs.notebook.set_aside(record(theirs.notebook, "surgery"), user.name)
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
