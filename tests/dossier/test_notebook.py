"""The notebook: what is stale, blocked or failed; corrections that survive and mark only what follows them."""

import json
from dataclasses import replace

import pytest

from dossier.notebook import Notebook
from dossier.steps import STEPS, Sources
from matching.settled import settled
from matching.value import CaseError, Interval
from store.surrogates import originals, surrogate
from tests.dossier.conftest import NOTE


def states(notebook: Notebook) -> dict[str, str]:
    return {name: notebook.state(name) for name in STEPS}


def test_a_new_notebook_has_run_nothing(sources: Sources):
    opened = Notebook.start(NOTE, sources)
    assert set(states(opened).values()) == {"empty"}
    assert (opened.case, opened.output("frcp"), opened.count("features")) == (None, None, 0)


def test_after_a_run_all_every_cell_is_fresh_and_counted_once(notebook: Notebook):
    assert set(states(notebook).values()) == {"fresh"}
    assert {notebook.count(name) for name in STEPS} == {1}
    assert notebook.run_stale() == []


def test_a_new_text_makes_everything_stale(notebook: Notebook):
    notebook.write(NOTE.replace("OMS 1", "OMS 2"))
    assert set(states(notebook).values()) == {"stale"}
    assert notebook.run_stale() == list(STEPS)
    assert notebook.case is not None
    assert notebook.case.value("patient.ecog") == Interval.exactly(2)


def test_a_correction_shows_at_once_and_makes_only_later_cells_stale(notebook: Notebook):
    notebook.correct("features", "patient.ecog", 2, "Dr A")
    assert notebook.case is not None
    assert notebook.case.value("patient.ecog") == Interval.exactly(2)
    assert notebook.case.features["patient.ecog"].evidence[0].person == "Dr A"
    assert states(notebook) == {
        "features": "fresh",
        "recommendations": "stale",
        "trials": "stale",
        "frcp": "stale",
        "pps": "stale",
        "ppac": "stale",
    }
    assert notebook.run_stale() == ["recommendations", "trials", "frcp", "pps", "ppac"]
    assert (notebook.count("features"), notebook.count("frcp")) == (1, 2)
    assert notebook.output("frcp").item("functional.oms").reasons == ("saisi par Dr A",)


def test_a_correction_survives_recomputation_and_can_be_taken_back(notebook: Notebook):
    notebook.correct("features", "patient.ecog", 2, "Dr A")
    notebook.run_all()
    assert notebook.case is not None
    assert notebook.case.value("patient.ecog") == Interval.exactly(2)
    assert notebook.computed_case is not None
    assert notebook.computed_case.value("patient.ecog") == Interval.exactly(1)
    notebook.restore("features", "patient.ecog")
    assert notebook.case.value("patient.ecog") == Interval.exactly(1)
    assert notebook.state("frcp") == "stale"


DATED = NOTE.replace("FEVG 62 %", "FEVG 62 % le {}")


def test_a_confirmed_value_keeps_its_day_and_its_words(sources: Sources):
    opened = Notebook.start(DATED.format("05/02/2025"), sources)
    opened.run_all()
    opened.correct("features", "lab.lvef", 62, "Dr A")
    opened.run_stale()
    assert opened.case is not None
    found = opened.case.features["lab.lvef"]
    assert (found.origin, found.found_on, [proof.text or proof.person for proof in found.evidence]) == (
        "person", "2025-02-05", ["FEVG 62 %", "Dr A"],
    )  # fmt: skip
    told = opened.output("frcp").item("paraclinical.results")
    assert "05/02/2025 — FEVG : 62 %" in told.text
    assert "confirmé par Dr A" in told.reasons


def test_a_value_too_old_counts_once_somebody_confirms_it(sources: Sources):
    opened = Notebook.start(DATED.format("05/02/2023"), sources)
    opened.run_all()
    assert opened.case is not None
    assert settled(opened.case).doubts.get("lab.lvef") == "périmé"
    opened.correct("features", "lab.lvef", 62, "Dr A")
    assert "lab.lvef" not in settled(opened.case).doubts


def test_the_day_on_which_a_value_was_typed_is_not_that_of_the_finding(notebook: Notebook):
    notebook.correct("features", "lab.lvef", 58, "Dr A")
    notebook.run_stale()
    assert notebook.case is not None
    assert notebook.case.features["lab.lvef"].found_on is None
    assert "FEVG : 58 %" in notebook.output("frcp").item("paraclinical.results").text.splitlines()[0]


def test_taking_back_what_was_never_run_leaves_nothing_stale(notebook: Notebook):
    notebook.correct("features", "patient.ecog", 2, "Dr A")
    notebook.restore("features", "patient.ecog")
    assert set(states(notebook).values()) == {"fresh"}


def test_not_known_is_a_correction_too_even_of_a_computed_value(notebook: Notebook):
    assert notebook.case is not None
    computed = [key for key, feature in notebook.case.features.items() if feature.origin == "computed"]
    assert computed
    for key in ("patient.ecog", computed[0]):
        notebook.correct("features", key, None, "Dr A")
        assert notebook.case.value(key) is None


def test_computed_values_follow_a_correction(notebook: Notebook):
    notebook.correct("features", "tumour.metastatic_sites", {"present": ["liver"], "absent": [], "complete": False}, "Dr A")
    notebook.correct("features", "tumour.m", None, "Dr A")
    notebook.restore("features", "tumour.m")
    notebook.correct("features", "biomarker.kras", "G12D", "Dr A")
    assert notebook.case is not None
    assert notebook.case.value("biomarker.ras") == "mutated"


def test_contradictions_follow_a_correction_into_the_frcp(notebook: Notebook):
    told = "contradiction : M : M0 (« M0 »), Sites métastatiques : foie (saisi par Dr A) ; M0 exclut un site métastatique"
    notebook.correct("features", "tumour.metastatic_sites", {"present": ["liver"], "absent": [], "complete": False}, "Dr A")
    notebook.run_all()
    assert notebook.case is not None
    assert told in notebook.case.warnings
    assert told in next(
        item.text for section in notebook.output("frcp").sections for item in section.items if item.label == "À vérifier"
    )
    notebook.restore("features", "tumour.metastatic_sites")
    assert told not in notebook.case.warnings


@pytest.mark.parametrize(
    ("key", "value"),
    [("patient.ecog", "deux"), ("patient.agee", 3), ("patient.sex", "autre"), ("patient.comorbidities", ["hta"])],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_changes(notebook: Notebook, key: str, value: object):
    with pytest.raises(CaseError):
        notebook.correct("features", key, value, "Dr A")
    assert set(states(notebook).values()) == {"fresh"}


def test_a_text_written_over_an_item_stays_and_marks_no_other_cell(notebook: Notebook):
    notebook.correct("frcp", "functional.oms", "1 (vu ce jour)", "Dr A")
    notebook.run("frcp")
    item = notebook.output("frcp").item("functional.oms")
    assert (item.text, item.state) == ("1 (vu ce jour)", "edited")
    assert set(states(notebook).values()) == {"fresh"}
    notebook.correct("frcp", "functional.oms", "", "Dr A")
    assert notebook.output("frcp").item("functional.oms").why_empty == "vidé par une personne"


def test_a_decision_makes_only_the_documents_stale(notebook: Notebook):
    notebook.decision = replace(notebook.decision, retained="Chirurgie première")
    assert [name for name, state in states(notebook).items() if state == "stale"] == ["frcp", "pps"]


def test_a_cell_that_fails_blocks_only_those_after_it(notebook: Notebook):
    notebook.originals = originals("Zoé PETIT", [(0, 9, "name")])  # no longer where they were
    notebook.run("features")
    assert states(notebook) == {
        "features": "failed",
        "recommendations": "blocked",
        "trials": "blocked",
        "frcp": "blocked",
        "pps": "blocked",
        "ppac": "blocked",
    }
    assert "Zoé" not in notebook.runs["features"].error
    assert notebook.state("summary") == "fresh"
    notebook.originals = ()
    notebook.run_stale()
    assert set(states(notebook).values()) == {"fresh"}


def test_a_failure_tells_no_word_of_the_text(notebook: Notebook):
    notebook.originals = originals("Zoé PETIT", [(0, 9, "name")])
    notebook.run_all()
    assert all("DELVAUX" not in run.error and "PETIT" not in run.error for run in notebook.runs.values())


def test_a_notebook_is_kept_as_json_and_opened_again(notebook: Notebook, sources: Sources):
    notebook.notes = "À revoir"
    notebook.correct("features", "patient.ecog", [0, 1], "Dr A")
    notebook.correct("frcp", "functional.oms", "0 à 1", "Dr A")
    kept = json.loads(json.dumps(notebook.to_json()))
    again = Notebook.from_json(kept, sources)
    assert json.loads(json.dumps(again.to_json())) == kept
    assert set(states(again).values()) == {"empty"}
    assert again.count("features") == 1
    again.run_all()
    assert again.count("features") == 2
    assert again.case is not None
    assert again.case.value("patient.ecog") == Interval(0, 1)
    assert again.output("frcp").item("functional.oms").text == "0 à 1"


def test_a_masked_note_is_read_with_its_real_words_and_shows_the_masked_ones(sources: Sources):
    spans = [(start, start + 7, "name") for start in range(len(NOTE)) if NOTE[start : start + 7].casefold() == "delvaux"]
    opened = Notebook(surrogate(NOTE, spans), sources, originals=originals(NOTE, spans))
    opened.run_all()
    plain = Notebook.start(NOTE, sources)
    plain.run_all()
    assert opened.case is not None
    assert plain.case is not None
    assert set(opened.case.features) == set(plain.case.features)
    shown = str([opened.case, opened.output("recommendations"), opened.output("frcp"), opened.output("pps")])
    assert "delvaux" not in shown.replace(str(opened.case.identifiers), "").casefold()
