"""One trial in several registries is shown once, and what they disagree on is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from matching.case import Case
from store.engine import reading, session
from trials import merge, registry
from trials.formalised import formalised_trials
from trials.links import linked
from trials.match import match_case, to_json
from trials.model import Conflict, Contact, LocalTrial, Site, Trial
from trials.portfolio import replace_portfolio
from trials.search import search

EU = "2099-500001-10-00"
HERE = Site("CHU inventé", "Rennes", "35000", "France", status="RECRUITING")
OF_CTGOV = Trial(
    "NCT07700001", "ctgov", xrefs=(EU,), version="2026-08-01", title="Invented breast study", status="RECRUITING",
    conditions=("Breast Cancer",), eligibility_text="Inclusion Criteria:\n\n* ECOG 0-1", sites=(HERE,), age_min_years=18, phases=("PHASE2",),
)  # fmt: skip
OF_CTIS = Trial(
    EU, "ctis", xrefs=("NCT07700001",), version="2026-10-12", title="Invented breast trial", title_fr="Essai CTIS inventé", status="RECRUITING",
    sites=(replace(HERE, status="ACTIVE_NOT_RECRUITING"),), phases=("PHASE2", "PHASE3"), contacts=(Contact("Promoteur inventé"),),
    age_min_years=0.5, age_from_bands=True, eligibility_text="Inclusion Criteria:\n\n* ECOG 0-2",
)  # fmt: skip
OF_ECLAIRE = Trial(EU, "eclaire", version="2026-09-01", title_fr="Étude ECLAIRE inventée", status="ACTIVE_NOT_RECRUITING")


def kept(database: Engine, *trials: Trial) -> None:
    with session(database) as opened:
        registry.save(opened, trials)


def shown(database: Engine, open_only: bool = False) -> list[Trial]:
    with reading(database) as opened:
        return list(merge.trials(opened, open_only))


def test_one_trial_of_three_registries_is_one_trial(any_database: Engine) -> None:
    kept(any_database, OF_ECLAIRE, OF_CTIS, OF_CTGOV)
    [trial] = shown(any_database)
    assert (trial.key, [record.source for record in trial.records]) == ("ctgov/NCT07700001", ["ctgov", "ctis", "eclaire"])
    for number in ("NCT07700001", EU, "2099-500001-10", "ctis/" + EU):
        with reading(any_database) as opened:
            assert merge.get(opened, number) == trial


def test_each_field_comes_from_the_most_trusted(database: Engine) -> None:
    kept(database, OF_CTGOV, OF_CTIS, OF_ECLAIRE)
    [trial] = shown(database)
    assert trial.title_fr == "Étude ECLAIRE inventée"
    assert trial.status == "ACTIVE_NOT_RECRUITING"  # in France, as CTIS says by country
    assert trial.eligibility_text == OF_CTGOV.eligibility_text
    assert trial.sites == (HERE,)  # with a status for each site
    assert (trial.contacts, trial.age_min_years) == (OF_CTIS.contacts, 18)


def test_what_registries_disagree_on_is_told_and_bands_of_age_are_no_disagreement(database: Engine) -> None:
    kept(database, OF_CTGOV, OF_CTIS, OF_ECLAIRE)
    [trial] = shown(database)
    assert trial.conflicts == (
        Conflict("status", (("ctis", "ACTIVE_NOT_RECRUITING"), ("eclaire", "ACTIVE_NOT_RECRUITING"), ("ctgov", "RECRUITING"))),
        Conflict("phases", (("ctgov", "PHASE2"), ("ctis", "PHASE2, PHASE3"))),
    )


def test_words_that_mean_the_same_are_no_disagreement(database: Engine) -> None:
    ended = replace(OF_CTIS, status="TERMINATED", phases=("PHASE2",), sites=())
    kept(database, replace(OF_CTGOV, status="COMPLETED"), ended)
    assert [trial.conflicts for trial in shown(database)] == [()]


def test_a_trial_that_one_registry_says_open_stays_in_the_list(database: Engine) -> None:
    kept(database, OF_CTGOV, OF_CTIS)
    assert [trial.status for trial in shown(database, open_only=True)] == ["ACTIVE_NOT_RECRUITING"]
    kept(database, replace(OF_CTGOV, status="COMPLETED", version="2026-11-01", raw="closed"))
    assert shown(database, open_only=True) == []


def test_a_registry_that_no_longer_publishes_the_trial_is_not_believed_against_the_others(database: Engine) -> None:
    kept(database, OF_CTGOV, replace(OF_CTIS, status="NOT_LISTED", sites=()))
    [trial] = shown(database)
    assert trial.status == "RECRUITING"
    assert trial.conflicts[0].values == (("ctis", "NOT_LISTED"), ("ctgov", "RECRUITING"))


def test_a_record_without_criteria_does_not_answer_for_the_trial(database: Engine) -> None:
    kept(database, replace(OF_CTGOV, eligibility_text=""), OF_CTIS)
    [trial] = shown(database)
    assert (trial.key, trial.eligibility_text) == (OF_CTIS.key, OF_CTIS.eligibility_text)


def test_the_trial_is_matched_and_found_once(any_database: Engine) -> None:
    kept(any_database, OF_CTGOV, OF_CTIS, OF_ECLAIRE)
    with reading(any_database) as opened:
        [known] = formalised_trials(opened)
        assert [one.source.text for one in known.criteria if one.source.end] == ["ECOG 0-1"]
        assert len(search(opened, EU)) == 3
        assert len(merge.one_each(opened, search(opened, EU))) == 1


# Links ----------------------------------------------------------------------------------------------------------------------

EUDRACT = "2019-000001-10"


@pytest.mark.parametrize(
    ("bearers", "groups"),
    [
        # A number that neither owns joins two registries.
        ({EUDRACT: ["ctgov/NCT1", "isrctn/I1"]}, [("ctgov/NCT1", "isrctn/I1")]),
        # CTIS and ECLAIRE give the same number to the same trial.
        ({EU: [f"ctis/{EU}", f"eclaire/{EU}"]}, [(f"ctis/{EU}", f"eclaire/{EU}")]),
        # An EU number without the number of its resubmission.
        ({EU[:-3]: [f"ctis/{EU}", "ctgov/NCT1"]}, [("ctgov/NCT1", f"ctis/{EU}")]),
        # A substudy bears the number of its trial too: it joins nothing.
        ({EUDRACT: ["ctgov/NCT1", "ctgov/NCT2", "isrctn/I1"]}, []),
        ({EUDRACT: ["ctgov/NCT1", "ctgov/NCT2"]}, []),
        # Unless the other registry names one of the two.
        ({EU: ["ctgov/NCT1", "ctgov/NCT2", f"ctis/{EU}"], "NCT1": ["ctgov/NCT1", f"ctis/{EU}"]}, [("ctgov/NCT1", f"ctis/{EU}")]),
        ({EU: ["ctgov/NCT1", "ctgov/NCT2", f"ctis/{EU}"]}, []),
    ],
)  # fmt: skip
def test_numbers_join_records_of_different_registries_only(bearers: dict[str, list[str]], groups: list[tuple[str, ...]]) -> None:
    assert linked((number, key) for number, keys in bearers.items() for key in keys) == groups


# Portfolio ------------------------------------------------------------------------------------------------------------------

OURS = LocalTrial("NCT07700001", "RECRUITING", protocol_version="4.1", slots=2, exclusions=("ECOG 1",))


def ours(database: Engine, *entries: LocalTrial) -> None:
    with session(database) as opened:
        replace_portfolio(opened, entries)


def breast(**values: object) -> Case:
    return Case.from_json({"id": "fictif", "features": {"tumour.type": "IDC", **values}, "treatments": [], "date": "2026-11-23"})


def test_the_centre_goes_before_the_registries(any_database: Engine) -> None:
    kept(any_database, replace(OF_CTGOV, status="COMPLETED"))
    ours(any_database, OURS)
    [trial] = shown(any_database, open_only=True)
    assert (trial.status, trial.local) == ("RECRUITING", OURS)
    assert trial.conflicts == (Conflict("status", (("portfolio", "RECRUITING"), ("ctgov", "COMPLETED"))),)


def test_closed_in_our_centre_does_not_close_the_others(database: Engine) -> None:
    kept(database, OF_CTGOV)
    ours(database, replace(OURS, status="SUSPENDED"))
    [trial] = shown(database, open_only=True)
    assert (trial.status, trial.conflicts) == ("RECRUITING", ())
    assert trial.local is not None
    assert not trial.local.is_open


def test_the_portfolio_meets_a_trial_by_any_of_its_numbers(database: Engine) -> None:
    kept(database, OF_CTGOV, OF_CTIS)
    ours(database, replace(OURS, id="2099-500001-10"))
    [trial] = shown(database)
    assert trial.local is not None


def test_a_trial_that_the_portfolio_names_twice_is_shown_once(database: Engine) -> None:
    kept(database, OF_CTGOV, OF_CTIS)
    ours(database, OURS, replace(OURS, id=EU))
    [trial] = shown(database)
    assert trial.local == OURS


def test_a_trial_that_no_registry_has_is_a_trial_too(database: Engine) -> None:
    ours(database, LocalTrial("PHARE-0", "RECRUITING", title="Essai inventé du centre", inclusions=("ECOG 0-1",)))
    [trial] = shown(database, open_only=True)
    assert (trial.key, trial.title_fr) == ("portfolio/PHARE-0", "Essai inventé du centre")
    with reading(database) as opened:
        assert merge.get(opened, "phare-0") == trial
        [known] = formalised_trials(opened)
    assert [one.source.text for one in known.criteria] == ["ECOG 0-1"]


def test_trials_open_in_our_centre_are_found_first(database: Engine) -> None:
    kept(database, replace(OF_CTGOV, id="NCT07700002", xrefs=(), title="Breast breast breast"), OF_CTGOV)
    with reading(database) as opened:
        assert [hit.id for hit in merge.one_each(opened, search(opened, "breast"))] == ["NCT07700002", "NCT07700001"]
    ours(database, OURS)
    with reading(database) as opened:
        assert [hit.id for hit in merge.one_each(opened, search(opened, "breast"))] == ["NCT07700001", "NCT07700002"]


def test_trials_open_in_our_centre_come_first_and_their_criteria_count(database: Engine) -> None:
    better = replace(
        OF_CTGOV, id="NCT07700002", xrefs=(), eligibility_text="Inclusion Criteria:\n\n* ECOG 0-1\n* Female patients"
    )
    kept(database, better, OF_CTGOV)
    ours(database, replace(OURS, exclusions=("Brain metastases",)))
    with reading(database) as opened:
        known = formalised_trials(opened)
    case = breast(**{"patient.ecog": 0, "patient.sex": "female"})
    assert [match.trial.id for match in match_case(case, known)] == ["NCT07700001", "NCT07700002"]
    first = to_json(case, match_case(case, known))["trials"][0]
    assert (first["portfolio"]["slots"], first["criteria"][-1]["text"], first["criteria"][-1]["kind"]) == (
        2,
        "Brain metastases",
        "exclusion",
    )
