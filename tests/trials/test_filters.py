"""Filters of the registry: by what criteria ask for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.trials.test_match import trial
from trials.filters import Filters
from trials.formalised import FormalisedTrial
from trials.model import Intervention, Site
from trials.sites import locate

LUNG = trial(
    ["Non-small cell lung cancer", "EGFR mutation", "At least one prior line of systemic therapy for metastatic disease"],
    phases=("PHASE2",),
)
BREAST = trial(["Metastatic breast cancer", "No prior systemic therapy for metastatic disease"], phases=("PHASE3",))
SOLID = trial(["Advanced solid tumor"], interventions=(Intervention("DRUG", "Pembrolizumab", ("Keytruda", "MK-3475")),))
SUPPORT = trial(["ECOG 0-2"], conditions=("Fatigue",))
ALL = {"lung": LUNG, "breast": BREAST, "solid": SOLID, "support": SUPPORT}


def kept(**asked: Any) -> set[str]:
    return {name for name, one in ALL.items() if Filters(**asked).keep(one)}


def test_nothing_asked_keeps_everything():
    assert kept() == set(ALL)
    assert not Filters()


def test_a_tumour_keeps_what_asks_for_it_for_its_kind_or_for_one_of_its_kinds():
    assert kept(tumour="LUAD") == {"lung", "solid"}
    assert kept(tumour="LUNG") == {"lung", "solid"}
    assert kept(tumour="IDC") == {"breast", "solid"}


def test_a_biomarker_keeps_the_trials_that_read_it():
    assert kept(biomarker="biomarker.egfr") == {"lung"}


def test_a_phase_keeps_the_trials_of_that_phase():
    assert kept(phase="PHASE2") == {"lung"}


def test_a_line_keeps_the_trials_that_a_patient_at_that_line_may_enter():
    assert kept(line=1) == {"breast"}
    assert kept(line=2) == {"lung"}
    assert kept(line=3) == {"lung"}


@pytest.mark.parametrize("words", ["pembrolizumab", "Keytruda", "mk-3475"])
def test_a_drug_is_found_under_any_of_its_names(words: str):
    assert kept(drug=words) == {"solid"}


def test_a_place_keeps_the_trials_with_an_open_site_within_the_distance():
    def at(city: str, status: str) -> FormalisedTrial:
        return trial(["ECOG 0-1"], status="RECRUITING", sites=(Site("CHU exemple", city, None, "France", status=status),))

    near = Filters(near=locate("69001"), km=50)
    assert near.keep(at("Lyon", "RECRUITING"))
    assert not near.keep(at("Lyon", "COMPLETED"))
    assert not near.keep(at("Rennes", "RECRUITING"))


def test_filters_add_up():
    assert kept(tumour="LUAD", line=2) == {"lung"}
    assert kept(tumour="LUAD", line=1) == set()
