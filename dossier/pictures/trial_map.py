"""Where the trials of a case take patients: sites around the patient, by direction and distance. No map is fetched.

    >>> svg(place, points(matches, place))[:4]
    '<svg'

Rings are 20, 50, 100, 200, 500 and 1,000 km; distances are drawn by their logarithm, so that near sites stay apart. A closed site is greyed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dossier.pictures.svg import INK, LINE, QUIET, TEAL, dot, picture, shortened, text
from matching.words import number_words
from trials.match import TrialMatch
from trials.sites import Place, place_of

SIZE, RADIUS = 560, 240
RINGS = (20, 50, 100, 200, 500, 1000)
NAMED = 12


@dataclass(frozen=True)
class Point:
    """A site: its town, how far (km), which way (degrees, 0 is north), whether it takes patients, and the trials it has."""

    town: str
    km: float
    bearing: float
    open: bool
    trials: tuple[str, ...]


def points(matches: Iterable[TrialMatch], place: Place) -> list[Point]:
    """One point a town, the nearest first."""
    found: dict[tuple[str, bool], Point] = {}
    for match in matches:
        for near in match.near:
            where = place_of(near.site)
            if where is None or near.km > RINGS[-1]:
                continue
            key = (near.site.city or near.site.name or where.name, near.open)
            known = found.get(key)
            trials = tuple(dict.fromkeys([*(known.trials if known else ()), match.trial.id]))
            found[key] = Point(key[0], near.km, _bearing(place, where), near.open, trials)
    return sorted(found.values(), key=lambda point: (point.km, point.town))


def _bearing(start: Place, end: Place) -> float:
    east = math.radians(end.lon - start.lon)
    south, north = math.radians(start.lat), math.radians(end.lat)
    x = math.sin(east) * math.cos(north)
    y = math.cos(south) * math.sin(north) - math.sin(south) * math.cos(north) * math.cos(east)
    return math.degrees(math.atan2(x, y)) % 360


def words(found: Iterable[Point]) -> list[str]:
    """'Rennes, 12 km : NCT01, NCT02', 'Lille, 480 km, ne recrute pas : NCT03'."""
    return [
        f"{point.town}, {number_words(round(point.km))} km{'' if point.open else ', ne recrute pas'} : {', '.join(point.trials)}"
        for point in found
    ]


def svg(place: Place, found: list[Point]) -> str:
    """The picture; "" without a site that can be placed."""
    if not found:
        return ""
    middle = SIZE / 2
    parts: list[str] = []
    for ring in RINGS:
        far = _far(ring)
        parts.append(f'<circle cx="{middle:g}" cy="{middle:g}" r="{far:g}" fill="none" stroke="{LINE}"/>')
        parts.append(text(middle, middle - far - 3, f"{ring} km", "middle", QUIET, 11))
    parts += [dot(middle, middle, 4, INK), text(middle + 8, middle + 4, place.name, size=12, bold=True)]
    for number, point in enumerate(found):
        angle, far = math.radians(point.bearing), _far(point.km)
        x, y = middle + far * math.sin(angle), middle - far * math.cos(angle)
        parts.append(dot(x, y, 4 + min(len(point.trials), 6), TEAL if point.open else LINE))
        if number < NAMED and far > 12:  # the patient's own town is named already
            end = "end" if x < middle else "start"
            parts.append(
                text(x + (-9 if end == "end" else 9), y + 4, shortened(point.town, 22), end, INK if point.open else QUIET, 12)
            )
    return picture(SIZE, SIZE, f"Sites des essais autour de {place.name}", " ; ".join(words(found)), parts)


def _far(km: float) -> float:
    """Where a distance stands from the middle, in the units of the picture."""
    return RADIUS * math.log1p(km / 10) / math.log1p(RINGS[-1] / 10)
