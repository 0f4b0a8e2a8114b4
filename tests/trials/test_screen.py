"""A trial on many cases: the verdicts of one case after the other, what excludes whom, and what to ask."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest

from matching.case import Case
from matching.data_files import DATA
from tests.trials.test_match import case, trial
from trials.formalise import formalise_trial
from trials.formalised import FormalisedTrial, prepared
from trials.implied import with_implied
from trials.match import match_case
from trials.model import Trial
from trials.overrides import Override, datum
from trials.screen import Asked, Step, screen
from trials.sources import files

HER2 = trial(["Metastatic breast cancer", "ECOG 0-1", "Platelets >= 100 G/L"], ["Pregnant women"])


def patients() -> list[Case]:
    """Three metastatic breast cancers of whom platelets are not known, and a lung cancer."""
    return [
        replace(case(), id="fit"),
        replace(case(patient_ecog=3), id="tired"),
        replace(case(lab_platelets=220), id="known"),
        replace(case(tumour_type="LUAD"), id="lung"),
    ]


@pytest.fixture(scope="module")
def fictional() -> list[FormalisedTrial]:
    read = (one for path in files.files_in(DATA / "trials") for one in files.read(path))
    return [prepared(one, formalise_trial(one)) for one in read if isinstance(one, Trial)]


def test_each_case_has_the_verdicts_it_has_alone(fictional: list[FormalisedTrial]):
    cases = [
        *patients(),
        *(
            replace(case(tumour_type=code, patient_age=age), id=f"{code}{age}")
            for code in ("LUAD", "COAD", "PRAD")
            for age in (17, 60, 81)
        ),
    ]
    for found in screen(fictional, cases):
        for row, one in enumerate(cases):
            (alone,) = match_case(one, [found.known], every=True)
            assert found.verdict(row) == alone.verdict, (found.trial.id, one.id)
            assert found.unknown[row] == alone.count("unknown"), (found.trial.id, one.id)


def test_the_funnel_tells_what_each_criterion_excludes_and_leaves():
    (found,) = screen([HER2], patients())
    assert found.funnel() == [
        Step("inclusion", "Metastatic breast cancer", excludes=1, alone=1, unknown=0, left=3),
        Step("inclusion", "ECOG 0-1", excludes=1, alone=1, unknown=0, left=2),
        Step("inclusion", "Platelets >= 100 G/L", excludes=0, alone=0, unknown=1, left=2),
        Step("exclusion", "Pregnant women", excludes=0, alone=0, unknown=2, left=2),
    ]


def test_patients_come_in_the_order_of_what_is_still_to_check():
    (found,) = screen([HER2], patients())
    assert [(found.cases[row].id, int(found.unknown[row])) for row in found.best()] == [("known", 1), ("fit", 2)]
    assert (found.count("possible"), found.count("excluded")) == (2, 2)
    assert [one.source.text for one in found.contrary(3)] == ["Metastatic breast cancer"]


def test_what_to_ask_counts_the_patients_it_would_settle():
    (found,) = screen([HER2], patients())
    assert found.asked() == [Asked("patient.pregnant", 2, 1), Asked("lab.platelets", 1, 0)]


def test_no_case_at_all_is_an_empty_answer():
    (found,) = screen([HER2], [])
    assert (found.best(), found.asked(), found.count("excluded")) == ([], [], 0)


# Overrides -----------------------------------------------------------------------------------------------------------------


def said(one: Case, verdict: str) -> Override:
    (ecog,) = (each for each in HER2.criteria if each.source.text == "ECOG 0-1")
    read = datum(with_implied(one), ecog.keys)
    return Override(HER2.trial.key, "inclusion", "ECOG 0-1", verdict, "revu en consultation", "Mme Exemple", read, "2026-03-12")


def test_what_a_person_says_of_a_criterion_goes_before_the_computed_verdict():
    over = {"tired": {HER2.trial.key: [said(patients()[1], "met")]}}
    (found,) = screen([HER2], patients(), over)
    assert found.verdict(1) == "possible"
    assert [match.verdict for match in match_case(patients()[1], [HER2], overrides=over["tired"])] == ["possible"]
    assert match_case(patients()[1], [HER2]) == []


def test_it_is_said_of_one_patient_only():
    (found,) = screen([HER2], patients(), {"fit": {HER2.trial.key: [said(patients()[0], "not_met")]}})
    assert [found.verdict(row) for row in (0, 2)] == ["excluded", "possible"]


def test_it_holds_until_what_the_criterion_reads_changes():
    over = {HER2.trial.key: [said(patients()[1], "met")]}
    same = replace(case(patient_ecog=3, lab_platelets=50), id="tired")
    assert [one.verdict for one in match_case(same, [HER2], every=True, overrides=over)[0].criteria].count(
        "not_met"
    ) == 1  # platelets
    worse = replace(case(patient_ecog=4), id="tired")
    assert match_case(worse, [HER2], overrides=over) == []


def test_a_later_date_of_the_case_changes_no_datum():
    one = patients()[1]
    assert datum(one, {"patient.ecog"}) == datum(replace(one, date=datetime.date(2026, 1, 1)), {"patient.ecog"})


def test_a_new_treatment_changes_the_datum_of_what_reads_the_history():
    one = patients()[0]
    treated = Case.from_json({**json.loads(json.dumps(one.to_json())), "treatments": []})
    assert datum(one, {"history.treatments"}) != datum(treated, {"history.treatments"})
