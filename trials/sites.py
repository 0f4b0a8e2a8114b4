"""Where trials take patients: from a French postcode or town to the nearest sites, open ones first.

Coordinates come from `data/towns.csv`, right to about 0.05 degree (5 km): enough to order sites, not to plan a journey.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt

from matching.data_files import DATA
from trials.model import RECRUITING_STATUSES, Site, Trial
from trials.terms import fold

_EARTH_KM = 6371.0
# Towns of one name further apart than this are different towns, and the name alone does not tell which.
_SAME_TOWN_KM = 30.0
_POSTCODE = re.compile(r"(?<!\d)(?:F-)?(\d{5})(?!\d)")


@dataclass(frozen=True)
class Place:
    """`Place("Rennes", 48.11, -1.68, exact=True)`; degrees. Not `exact`: the middle of the towns with postcodes near this one."""

    name: str
    lat: float
    lon: float
    exact: bool


@dataclass(frozen=True)
class SiteDistance:
    """A site and its distance as the crow flies, in km; `open` when it takes patients, as far as the registry says."""

    site: Site
    km: float
    open: bool


def locate(postcode_or_town: str) -> Place | None:
    """`locate("35000")`, `locate("St Malo")`, `locate("69373 Lyon cedex 08")`; None when the place is not known.

    A postcode counts before the name beside it; one that is not in the table is placed among those that begin alike.
    A name borne by distant towns ("Saint-Denis") is not guessed: None.
    """
    found = _POSTCODE.search(postcode_or_town.upper())
    return _by_postcode(found[1]) if found else _by_name(postcode_or_town)


def distance_km(first: Place, second: Place) -> float:
    """The distance as the crow flies: `distance_km(locate("75001"), locate("69001"))` is about 392."""
    south, north = radians(first.lat), radians(second.lat)
    east = radians(second.lon - first.lon)
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(chord))


def place_of(site: Site) -> Place | None:
    """Where a site is: the registry's coordinates, else its French postcode or town; None where nothing tells."""
    name = site.city or site.name or ""
    if site.lat is not None and site.lon is not None:
        return Place(name, site.lat, site.lon, exact=True)
    if site.country not in ("France", "Monaco"):
        return None
    # The name, where it is known, is closer than a postcode that only resembles others.
    by_postcode = locate(site.postcode) if site.postcode else None
    if by_postcode and by_postcode.exact:
        return by_postcode
    return (_by_name(site.city) if site.city else None) or by_postcode


def is_open(trial: Trial, site: Site) -> bool:
    """Whether a site takes patients: its own status where the registry gives one, else the trial's."""
    return trial.is_open if site.status is None else site.status in RECRUITING_STATUSES


def sites_near(trial: Trial, place: Place) -> list[SiteDistance]:
    """The sites that can be placed, open ones first, nearest first; closed ones follow, to be shown greyed."""
    found = [
        SiteDistance(site, round(distance_km(place, where), 1), is_open(trial, site))
        for site in trial.sites
        if (where := place_of(site)) is not None
    ]
    return sorted(found, key=lambda each: (not each.open, each.km))


def closer_closed(near: Sequence[SiteDistance]) -> SiteDistance | None:
    """Of `sites_near`, the nearest closed site where it is nearer than every open one: to be shown greyed, lest it be looked for."""
    first = next(iter(near), None)
    if first is None or not first.open:
        return None
    return next((each for each in near if not each.open and each.km < first.km), None)


@cache
def _towns() -> tuple[dict[str, Place], dict[str, list[Place]]]:
    by_postcode, by_name = {}, dict[str, list[Place]]()
    with (DATA / "towns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = Place(row["town"], float(row["lat"]), float(row["lon"]), exact=True)
            by_postcode[row["postcode"]] = place
            by_name.setdefault(_town_key(row["town"]), []).append(place)
    return by_postcode, by_name


def _by_postcode(postcode: str) -> Place | None:
    by_postcode, _ = _towns()
    if postcode in by_postcode:
        return by_postcode[postcode]
    # Two digits are a department; overseas three are one, and the fourth says nothing.
    for length in (3,) if postcode.startswith(("97", "98")) else (4, 3, 2):
        alike = [place for known, place in by_postcode.items() if known.startswith(postcode[:length])]
        if alike:
            return _middle(postcode, alike)
    return None


def _by_name(town: str) -> Place | None:
    _, by_name = _towns()
    places = by_name.get(_town_key(town), [])
    if not places or any(distance_km(places[0], other) > _SAME_TOWN_KM for other in places):
        return None
    return _middle(places[0].name, places, exact=True)


def _middle(name: str, places: Iterable[Place], exact: bool = False) -> Place:
    among = list(places)
    lat, lon = sum(each.lat for each in among) / len(among), sum(each.lon for each in among) / len(among)
    return Place(name, round(lat, 3), round(lon, 3), exact)


def _town_key(town: str) -> str:
    """`_town_key("St-Étienne cedex 2")` -> "saint etienne": how the same town is spelt in many ways."""
    words = re.findall(r"[a-z]+", fold(town))
    if "cedex" in words:
        words = words[: words.index("cedex")]
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words if word not in ("e", "er", "eme"))
