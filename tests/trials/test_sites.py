from __future__ import annotations

import csv
from collections import Counter

import pytest

from matching.data_files import DATA
from trials.model import Site, Trial
from trials.sites import Place, closer_closed, distance_km, locate, place_of, sites_near


def place(words: str) -> Place:
    found = locate(words)
    assert found is not None, words
    return found


@pytest.mark.parametrize(
    ("words", "town"),
    [
        ("35000", "Rennes"),
        ("rennes", "Rennes"),
        ("St-Malo", "Saint-Malo"),
        ("Saint Étienne cedex 2", "Saint-Étienne"),
        ("69373 Lyon cedex 08", "Lyon"),
        ("F-94805", "Villejuif"),
        ("Vandoeuvre-les-Nancy", "Vandœuvre-lès-Nancy"),
        ("Paris 13e", "Paris"),
        ("L'HAY LES ROSES", "L'Haÿ-les-Roses"),
        ("97110", "Pointe-à-Pitre"),
    ],
)
def test_a_place_is_found_however_it_is_written(words: str, town: str) -> None:
    found = place(words)
    assert (found.name, found.exact) == (town, True)


def test_an_unlisted_postcode_is_placed_in_its_department_and_says_so() -> None:
    found = place("29999")
    assert not found.exact
    assert distance_km(found, place("Quimper")) < 80


@pytest.mark.parametrize("words", ["", "Trifouillis", "29", "99999", "Saint-Denis"])
def test_an_unknown_or_ambiguous_place_is_not_guessed(words: str) -> None:
    assert locate(words) is None


@pytest.mark.parametrize(
    ("first", "second", "km"),
    [("75001", "69001", 392), ("Lille", "Marseille", 834), ("Rennes", "Nantes", 100), ("35000", "35000", 0)],
)
def test_distances_are_right_to_some_kilometres(first: str, second: str, km: float) -> None:
    assert distance_km(place(first), place(second)) == pytest.approx(km, abs=8)


def test_every_department_has_towns_close_enough_together_to_be_one() -> None:
    with (DATA / "towns.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 900
    assert max(Counter(row["postcode"] for row in rows).values()) == 1
    assert {f"{number:02}" for number in range(1, 96)} <= {row["postcode"][:2] for row in rows}
    for row in rows:
        if row["postcode"] < "96":
            # Any other town of the department will do: what is looked for is a slip of several degrees.
            others = [
                Place("", float(each["lat"]), float(each["lon"]), True)
                for each in rows
                if each["postcode"][:2] == row["postcode"][:2]
            ]
            here = Place("", float(row["lat"]), float(row["lon"]), True)
            assert sorted(distance_km(here, other) for other in others)[min(2, len(others) - 1)] < 90, row


def test_an_open_site_comes_before_a_nearer_closed_one() -> None:
    closed = Site("Fermé", "Rennes", "35000", "France", status="COMPLETED")
    opened = Site("Ouvert", "Nantes", "44000", "France", status="RECRUITING")
    trial = Trial("NCT99990401", "ctgov", status="RECRUITING", sites=(closed, opened))
    first, second = sites_near(trial, place("Rennes"))
    assert (first.site, first.open) == (opened, True)
    assert (second.site, second.open) == (closed, False)
    assert second.km < 5 < first.km


def test_the_closed_site_that_is_nearer_is_told_beside_the_open_one() -> None:
    closed = Site("Fermé", "Rennes", "35000", "France", status="COMPLETED")
    opened = Site("Ouvert", "Nantes", "44000", "France", status="RECRUITING")
    trial = Trial("NCT99990401", "ctgov", status="RECRUITING", sites=(closed, opened))
    nearer = closer_closed(sites_near(trial, place("Rennes")))
    assert nearer is not None
    assert nearer.site == closed
    assert closer_closed(sites_near(trial, place("Nantes"))) is None
    assert closer_closed(sites_near(Trial("NCT99990402", "ctgov", sites=(closed,)), place("Nantes"))) is None


def test_a_site_without_a_status_has_the_trial_s() -> None:
    site = Site("Hôpital", "Rennes", "35000", "France")
    for status, opened in (("RECRUITING", True), ("COMPLETED", False), ("NOT_YET_RECRUITING", False), (None, False)):
        [nearest] = sites_near(Trial("NCT99990402", "ctgov", status=status, sites=(site,)), place("Rennes"))
        assert nearest.open is opened


def test_coordinates_of_the_registry_count_before_the_table() -> None:
    assert place_of(Site(city="Rennes", postcode="35000", country="France", lat=50.0, lon=3.0)) == Place(
        "Rennes", 50.0, 3.0, exact=True
    )


def test_a_foreign_site_without_coordinates_is_not_placed() -> None:
    foreign = Site("Hôpital", "Mons", "70000", "Belgium", status="RECRUITING")
    assert place_of(foreign) is None
    assert sites_near(Trial("NCT99990403", "ctgov", status="RECRUITING", sites=(foreign,)), place("Lille")) == []


def test_a_town_counts_before_a_postcode_that_only_resembles_others() -> None:
    found = place_of(Site(city="Brest", postcode="29609", country="France"))
    assert found is not None
    assert found.name == "Brest"
