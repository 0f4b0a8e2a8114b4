"""What a synchronisation asks for, what it lets in, and what it tells meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.engine import reading
from tests.trials.registry_servers import HTML, CtGov, Ctis, Eclaire, Registry, Reply, ctis_trial, research_study
from tests.trials.sync.synced import PLAYED, answers_kept, every_registry, state, statuses, synced
from trials import registry
from trials.search import search
from trials.sources.answers import Progress
from trials.sources.http import Unreadable
from trials.sync import synchronise


@every_registry
def test_every_page_of_a_registry_comes_in(any_database: Engine, played: tuple[str, Registry]) -> None:
    source, server = played
    report = synced(any_database, source)
    assert (report.saved.imported, report.saved.faults, len(report.opened)) == (5, (), 5)
    assert set(statuses(any_database).values()) == {"RECRUITING"}
    assert answers_kept(any_database) == []
    ended = state(any_database, source)
    assert (ended.state, ended.report["imported"], ended.last_full_at) == ("done", 5, ended.started_at)
    assert len(server.asked) >= 3


@every_registry
def test_a_second_synchronisation_changes_nothing(database: Engine, played: tuple[str, Registry]) -> None:
    synced(database, played[0])
    again = synced(database, played[0], whole=True)
    assert (again.saved.imported, again.saved.updated, again.saved.unchanged) == (0, 0, 5)
    assert (again.opened, again.closed, again.gone) == ((), (), ())


def test_fictional_trials_leave_when_real_ones_come(any_database: Engine, ctgov: CtGov) -> None:
    registry.load_fictional(any_database)
    ctgov.faults = [HTML]
    with pytest.raises(Unreadable):
        synced(any_database, "ctgov")
    assert len(statuses(any_database)) > 30
    synced(any_database, "ctgov")
    assert set(statuses(any_database)) == {CtGov.number(each) for each in ctgov.trials}
    with reading(any_database) as opened:
        assert {hit.id for hit in search(opened, "sein", limit=100)} == set(statuses(any_database))


def test_a_study_that_does_not_say_whether_it_recruits_is_kept_as_unknown(database: Engine, eclaire: Eclaire) -> None:
    eclaire.trials[0]["extension"] = []
    assert synced(database, "eclaire").saved.imported == 5
    assert statuses(database)["2099-A00001-42"] is None


def test_what_is_no_cancer_stays_out(database: Engine, eclaire: Eclaire, ctis: Ctis) -> None:
    eclaire.trials += [research_study(8, condition="Asthme"), research_study(9, condition="Myélome multiple")]
    ctis.trials.append(ctis_trial(8, area="Diseases [C] - Respiratory Tract Diseases [C08]"))
    assert [synced(database, source).saved.imported for source in ("eclaire", "ctis")] == [6, 5]
    assert "/retrieve/2099-500008-10-00" not in ctis.paths()


def test_progress_is_told_and_written(database: Engine, ctgov: CtGov) -> None:
    told: list[Progress] = []
    written: list[tuple[str, int, int]] = []

    def tell(progress: Progress) -> None:
        told.append(progress)
        now_written = state(database, "ctgov")
        written.append((now_written.step, now_written.done, now_written.total))

    synchronise(database, "ctgov", tell=tell, pause=0)
    assert [(each.done, each.total) for each in told[:3]] == [(2, 5), (4, 5), (5, 5)]
    assert written == [(each.step, each.done, each.total) for each in told]


def test_requests_hold_nothing_but_dates_numbers_and_the_scope(
    database: Engine, ctgov: CtGov, eclaire: Eclaire, ctis: Ctis
) -> None:
    for source in PLAYED:
        synced(database, source)
    sent = {name for server in (ctgov, eclaire, ctis) for request in server.asked for name in request.query}
    assert sent == {
        "query.cond", "filter.overallStatus", "filter.advanced", "pageSize", "countTotal", "pageToken",
        "_include", "_sort", "_count", "status", "_getpagesoffset",
    }  # fmt: skip
    assert {request.query["query.cond"] for request in ctgov.asked if "query.cond" in request.query} == {"cancer"}
    assert all(set(request.body["searchCriteria"]) == {"msc", "status"} for request in ctis.asked if request.body)


def test_real_answers_of_the_registries_come_in(
    database: Engine, ctgov: CtGov, eclaire: Eclaire, ctis: Ctis, shared_dir: Path
) -> None:
    samples = shared_dir / "registry_samples"
    ctgov.trials[:] = [json.loads(file.read_text()) for file in (samples / "ctgov_v2").glob("NCT*.json")]
    eclaire.faults = [
        Reply(200, (samples / "eclaire" / "BundleWithInclude.json").read_text()),
        Reply(404, '{"resourceType": "Bundle"}'),
    ]
    records = [json.loads(file.read_text()) for file in (samples / "ctis").glob("*.json")]
    row = ("ctNumber", "ctStatus", "lastUpdated", "lastPublicationUpdate")
    # Both are about infections: taken for cancer trials here.
    areas = ["Diseases [C] - Neoplasms [C04]"]
    ctis.trials[:] = [
        {"row": {name: each[name] for name in row} | {"therapeuticAreas": areas}, "record": each} for each in records
    ]
    for source in PLAYED:
        assert synced(database, source).saved.faults == ()
    # None of the five studies of ClinicalTrials.gov is open, and the second one of ECLAIRE says nothing of its disease.
    assert statuses(database) == {
        "2022-500014-26-00": "NOT_YET_RECRUITING",
        "2023-505613-24-00": "RECRUITING",
        "2024-510663-34-00": "RECRUITING",
    }
