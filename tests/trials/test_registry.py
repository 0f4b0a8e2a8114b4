from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from store.engine import reading, session
from trials import registry
from trials.model import FormalisedCriterion, Site, Trial

TRIAL = Trial(
    id="NCT99990001",
    source="ctgov",
    xrefs=("2099-000001-10",),
    version="2026-08-11",
    title="Invented study",
    status="RECRUITING",
    eligibility_text="Inclusion Criteria:\n\n* ECOG 0-1",
    sites=(Site("Hôpital inventé", "Rennes", "35000", "France"),),
    raw='{"versionHolder":"2026-08-11","text":"ECOG 0-1"}',
)


def kept(database: Engine, *trials: Trial) -> registry.ImportReport:
    with session(database) as opened:
        return registry.save(opened, trials)


def current(database: Engine, identifier: str) -> Trial:
    with reading(database) as opened:
        trial = registry.get(opened, identifier)
    assert trial is not None, identifier
    return trial


def history(database: Engine, identifier: str) -> list[str | None]:
    with reading(database) as opened:
        return [each.version for each in registry.versions(opened, identifier)]


def test_a_folder_is_imported_and_its_faults_are_told(database: Engine, samples: Path) -> None:
    report = registry.import_paths(database, [samples])
    assert (report.imported, report.updated, report.unchanged) == (10, 0, 0)
    assert [fault.split(" : ")[0] for fault in report.faults] == ["page.json, étude 2", "studies.jsonl, ligne 3"]


def test_a_folder_without_records_is_a_sentence(database: Engine, tmp_path: Path) -> None:
    assert registry.import_paths(database, [tmp_path]).faults == (f"{tmp_path} : aucun fichier JSON ou XML dans ce dossier.",)


def test_importing_again_changes_nothing(database: Engine, samples: Path) -> None:
    registry.import_paths(database, [samples])
    report = registry.import_paths(database, [samples])
    assert (report.imported, report.updated, report.unchanged) == (0, 0, 10)


def test_a_trial_is_found_by_any_of_its_numbers(any_database: Engine, samples: Path) -> None:
    registry.import_paths(any_database, [samples])
    for identifier in ("NCT99990001", "nct99990001 ", "2099-000001-10", "2099-A00001-42", "NCT99990011", "ctgov/NCT99990001"):
        assert current(any_database, identifier).id == "NCT99990001"
    with reading(any_database) as opened:
        assert registry.get(opened, "NCT00000000") is None


def test_one_number_in_two_registries_keeps_both_records(database: Engine, samples: Path) -> None:
    registry.import_paths(database, [samples])
    with reading(database) as opened:
        assert registry.keys(opened, "2099-500001-10-00") == ["ctis/2099-500001-10-00", "eclaire/2099-500001-10-00"]
        assert registry.keys(opened, "2099-500001-10") == ["ctis/2099-500001-10-00", "eclaire/2099-500001-10-00"]


def test_an_amendment_replaces_the_record_and_the_former_one_is_kept(any_database: Engine) -> None:
    kept(any_database, TRIAL)
    amended = replace(TRIAL, version="2026-10-01", status="ACTIVE_NOT_RECRUITING", raw='{"text":"ECOG 0-2"}')
    assert kept(any_database, amended).updated == 1
    assert current(any_database, TRIAL.id).status == "ACTIVE_NOT_RECRUITING"
    with reading(any_database) as opened:
        former = registry.at_version(opened, TRIAL.id, 0)
    assert former is not None
    assert (former, former.raw) == (TRIAL, TRIAL.raw)
    assert history(any_database, TRIAL.id) == ["2026-08-11", "2026-10-01"]


def test_the_date_of_a_download_is_no_change(database: Engine) -> None:
    kept(database, TRIAL)
    assert kept(database, replace(TRIAL, raw=TRIAL.raw.replace("2026-08-11", "2026-09-30"))).unchanged == 1


def test_an_older_record_joins_the_history_and_replaces_nothing(database: Engine) -> None:
    kept(database, TRIAL)
    older = replace(TRIAL, version="2023-02-03", status="NOT_YET_RECRUITING", raw='{"text":"older"}')
    assert kept(database, older).unchanged == 1
    assert current(database, TRIAL.id).status == "RECRUITING"
    assert history(database, TRIAL.id) == ["2026-08-11", "2023-02-03"]
    assert kept(database, older).unchanged == 1
    assert len(history(database, TRIAL.id)) == 2


def test_a_search_page_without_criteria_does_not_erase_them(database: Engine) -> None:
    kept(database, TRIAL)
    kept(database, replace(TRIAL, version="2026-12-01", eligibility_text="", raw='{"text":""}'))
    assert current(database, TRIAL.id).eligibility_text == TRIAL.eligibility_text


def test_of_records_without_a_date_the_last_imported_counts(database: Engine) -> None:
    recruiting = replace(TRIAL, version=None, raw='{"status":"RECRUITING"}')
    closed = replace(TRIAL, version=None, status="COMPLETED", raw='{"status":"COMPLETED"}')
    kept(database, recruiting)
    kept(database, closed)
    assert current(database, TRIAL.id).status == "COMPLETED"
    kept(database, recruiting)
    assert current(database, TRIAL.id).status == "RECRUITING"
    assert len(history(database, TRIAL.id)) == 2


def test_the_same_record_read_better_is_updated_without_a_new_version(database: Engine) -> None:
    kept(database, TRIAL)
    assert kept(database, replace(TRIAL, acronym="INVENT")).updated == 1
    assert history(database, TRIAL.id) == ["2026-08-11"]


def test_twice_the_same_trial_in_one_file_is_one_trial(database: Engine) -> None:
    report = kept(database, TRIAL, TRIAL)
    assert (report.imported, report.unchanged) == (1, 1)


def test_open_trials_are_those_that_take_patients(database: Engine) -> None:
    statuses = ("RECRUITING", "ENROLLING_BY_INVITATION", "NOT_YET_RECRUITING", "COMPLETED", None)
    kept(database, *(replace(TRIAL, id=f"NCT9999020{i}", xrefs=(), status=status) for i, status in enumerate(statuses)))
    with reading(database) as opened:
        assert registry.count(opened) == 5
        assert registry.count(opened, open_only=True) == 2
        assert [trial.status for trial in registry.trials(opened, open_only=True)] == ["RECRUITING", "ENROLLING_BY_INVITATION"]


def test_formalised_criteria_are_kept_in_order_and_replaced_whole(any_database: Engine) -> None:
    kept(any_database, TRIAL)
    first = [
        FormalisedCriterion("inclusion", "ECOG 0-1", 23, 31, {"feature": "patient.ecog", "at_most": 1}, 0.97, "formalised"),
        FormalisedCriterion("exclusion", "À la discrétion de l'investigateur", 40, 60, None, 0.0, "to_confirm"),
    ]
    with session(any_database) as opened:
        registry.save_criteria(opened, TRIAL, first, formaliser="1")
        assert registry.criteria(opened, "2099-000001-10") == first
        assert list(registry.all_criteria(opened)) == [(TRIAL.key, first)]
        registry.save_criteria(opened, TRIAL, first[:1], formaliser="2")
        assert registry.criteria(opened, TRIAL.id) == first[:1]


def test_a_trial_is_to_formalise_until_it_is_and_again_when_its_text_changes(any_database: Engine) -> None:
    kept(any_database, TRIAL)
    with session(any_database) as opened:
        assert registry.to_formalise(opened, "1") == [TRIAL.key]
        registry.save_criteria(opened, TRIAL, [], formaliser="1")
        assert registry.to_formalise(opened, "1") == []
        assert registry.to_formalise(opened, "2") == [TRIAL.key]
        registry.save(opened, [replace(TRIAL, version="2026-09-01", status="COMPLETED", raw='{"a":1}')])
        assert registry.to_formalise(opened, "1") == []
        registry.save(opened, [replace(TRIAL, version="2026-09-02", eligibility_text="ECOG 0-2", raw='{"a":2}')])
        assert registry.to_formalise(opened, "1") == [TRIAL.key]


def test_odd_characters_are_kept_out_of_the_database(any_database: Engine, tmp_path: Path) -> None:
    study = {"protocolSection": {"identificationModule": {"nctId": "NCT99990077", "briefTitle": "Odd \udc9d\u0000 title"}}}
    (tmp_path / "odd.json").write_text(json.dumps(study))
    assert registry.import_paths(any_database, [tmp_path / "odd.json"]).imported == 1
    assert current(any_database, "NCT99990077").title == "Odd  title"


def test_an_empty_registry_is_filled_with_trials_that_say_they_are_fictional(database: Engine) -> None:
    assert registry.load_fictional(database).imported == 40
    with reading(database) as opened:
        found = list(registry.trials(opened))
    assert all(trial.fictional and (trial.title or "").startswith("[Essai fictif]") for trial in found)
    assert all(site.country == "France" and "ficti" in (site.name or "") for trial in found for site in trial.sites)


def test_a_registry_with_trials_is_left_as_it_is(database: Engine) -> None:
    kept(database, TRIAL)
    assert registry.load_fictional(database) == registry.ImportReport()
    with reading(database) as opened:
        assert registry.count(opened) == 1


def test_480_real_trials_are_imported_without_a_fault(database: Engine, shared_dir: Path) -> None:
    report = registry.import_paths(database, [shared_dir / "trials" / "dev.jsonl"])
    assert (report.imported, report.faults) == (480, ())
