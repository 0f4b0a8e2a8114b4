"""The timeline of a disease: diagnosis, treatments with their beginnings and ends, relapse, and the day of the meeting.

    >>> [(event.start, event.label) for event in events(case)]
    [('2024-02', 'Diagnostic'), ('2024-03', 'Chimiothérapie : EC, docétaxel')]
    >>> svg(case)[:4]
    '<svg'

A date is drawn as precise as it was stated: a year alone covers the year. What has no date is not placed; the words say it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from dossier.pictures.svg import INK, LINE, QUIET, RED, SAND, TEAL, bar, dot, line, picture, shortened, text
from matching.case import Case, Treatment
from matching.catalogue import catalogue
from matching.criteria.dates import earliest, latest
from matching.words import date_words, treatment_name

WIDTH, LEFT, RIGHT, TOP, ROW = 960, 330, 20, 36, 26
LONGEST_LABEL = 52
MOMENTS = (("tumour.diagnosis_date", "Diagnostic", TEAL), ("tumour.recurrence_date", "Rechute", RED))


@dataclass(frozen=True)
class Event:
    """What happened, from when to when (ISO, as stated); `end` "" is a moment, None goes on."""

    start: str
    end: str | None
    label: str
    colour: str
    outcome: str = ""

    @property
    def words(self) -> str:
        until = "" if self.end == "" else f" – {date_words(self.end) if self.end else 'en cours ou fin non dite'}"
        return f"{date_words(self.start)}{until} : {self.label}{f', {self.outcome}' if self.outcome else ''}"


def events(case: Case) -> list[Event]:
    """Everything that has a date, in the order of the dates."""
    found = [Event(str(case.value(key)), "", label, colour) for key, label, colour in MOMENTS if case.value(key)]
    for record in case.treatments:
        if not record.planned and record.start:
            once = record.modality == "surgery"
            found.append(
                Event(record.start, "" if once else record.end, treatment_name(record), SAND if once else TEAL, _outcome(record))
            )
    return sorted(found, key=lambda event: (earliest(event.start), event.label))


def _outcome(record: Treatment) -> str:
    """'réponse partielle, arrêt : progression'."""
    label = catalogue()["history.treatments"].label
    said = [
        f"réponse : {label(record.response)}" if record.response else "",
        f"arrêt : {label(record.stopped_for)}" if record.stopped_for else "",
    ]
    return ", ".join(part for part in said if part)


def undated(case: Case) -> list[str]:
    """The treatments received of which no beginning is known."""
    return [treatment_name(record) for record in case.treatments if not record.planned and not record.start]


def words(case: Case) -> list[str]:
    """The timeline in words: one line an event, then what has no date."""
    return [event.words for event in events(case)] + [f"sans date : {label}" for label in undated(case)]


def svg(case: Case) -> str:
    """The timeline as a picture; "" where nothing has a date."""
    found = events(case)
    if not found:
        return ""
    first = min(earliest(event.start) for event in found)
    last = max([case.date, *(latest(event.end or event.start) for event in found)])
    scale = _Scale(first, last)
    height = TOP + ROW * len(found) + 14
    parts = [*_years(scale, height), line(scale.x(case.date), TOP - 8, scale.x(case.date), height - 8, INK, 1.5)]
    for number, event in enumerate(found):
        parts += _row(event, TOP + ROW * number, scale)
    return picture(WIDTH, height, "Frise de la maladie et de ses traitements", " ; ".join(words(case)), parts)


@dataclass(frozen=True)
class _Scale:
    first: datetime.date
    last: datetime.date

    def x(self, day: datetime.date) -> float:
        length = max((self.last - self.first).days, 1)
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / length


def _years(scale: _Scale, height: float) -> list[str]:
    years = range(scale.first.year + 1, scale.last.year + 1)
    every = max(1, len(years) // 10)
    parts = []
    for year in years[::every]:
        x = scale.x(datetime.date(year, 1, 1))
        parts += [line(x, TOP - 8, x, height - 8), text(x, TOP - 14, str(year), "middle", QUIET, 12)]
    return parts


def _row(event: Event, y: float, scale: _Scale) -> list[str]:
    start, middle = scale.x(earliest(event.start)), y + ROW / 2
    label = text(LEFT - 12, middle + 4, shortened(event.label, LONGEST_LABEL), "end", size=12)
    parts = [label, line(LEFT, y + ROW, WIDTH - RIGHT, y + ROW, LINE, 0.5)]
    if event.end == "":
        return [*parts, dot((start + scale.x(latest(event.start))) / 2, middle, colour=event.colour)]
    end = scale.x(latest(event.end)) if event.end else scale.x(scale.last)
    return [*parts, bar(start, y + 7, max(end - start, 4), 12, event.colour)]
