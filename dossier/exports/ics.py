"""The appointments of a programme, and the examinations to plan, as a calendar (.ics, RFC 5545).

    >>> write(programme, due, at)[:15]
    b'BEGIN:VCALENDAR'

What people entered is an event on its day. What is only due in a month is a reminder on its first day that says "à programmer": no appointment
is made up, and no time of day either.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable

from icalendar import Calendar, Event

from dossier.ppac import Due
from dossier.programme import Appointment, Programme

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:carnet-rcp:calendar")


def write(programme: Programme, due: Iterable[Due], at: datetime.datetime) -> bytes:
    """The calendar in UTF-8. `at` is when it is written, with a time zone. Without the patient's name: a calendar is read by others."""
    calendar = Calendar()
    calendar.add("prodid", "-//Carnet RCP//PPAC//FR")
    calendar.add("version", "2.0")
    for one in programme.appointments:
        calendar.add_component(_appointment(one, at))
    months: dict[str, list[Due]] = {}
    for item in due:
        months.setdefault(item.month, []).append(item)
    for month, items in sorted(months.items()):
        calendar.add_component(_reminder(month, items, at))
    return bytes(calendar.to_ical())


def _appointment(one: Appointment, at: datetime.datetime) -> Event:
    event = _event(datetime.date.fromisoformat(one.date), one.what if one.confirmed else f"{one.what} (à confirmer)", at)
    if one.place:
        event.add("location", one.place)
    if one.who:
        event.add("description", one.who)
    return event


def _reminder(month: str, items: list[Due], at: datetime.datetime) -> Event:
    acts = list(dict.fromkeys(item.act for item in items))
    event = _event(datetime.date.fromisoformat(f"{month}-01"), f"À programmer ce mois-ci : {' ; '.join(acts)}", at)
    event.add("transp", "TRANSPARENT")
    return event


def _event(day: datetime.date, summary: str, at: datetime.datetime) -> Event:
    event = Event()
    event.add("uid", str(uuid.uuid5(NAMESPACE, f"{day}:{summary}")))
    event.add("dtstamp", at.astimezone(datetime.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    event.add("summary", summary)
    return event
