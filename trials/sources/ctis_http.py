"""CTIS over the network: the rows of open trials with a French site, then the whole record of those that are new or have changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trials.model import Trial, TrialFault
from trials.sources import ctis
from trials.sources.answers import Answers
from trials.sources.fields import iso_date, records, text, text_at, texts
from trials.sources.http import Incomplete, PagingLost, Unreadable, address
from trials.sources.plan import Fetched, Plan, about_cancer

SOURCE = ctis.SOURCE
TITLE = "CTIS"
PAUSE_SECONDS = 0.5

_FRANCE = 250  # ISO 3166
# Authorised and to open, authorised and open, ongoing and open. One list each: the portal gives nothing beyond 10,000 rows.
_OPEN = (2, 3, 4)
_PAGE = 100
# A few records that the portal lists and does not give are told and left as they were; more is a breakdown.
_MISSING_AT_MOST = 10

Row = dict[str, Any]


def fetch(answers: Answers, plan: Plan) -> Fetched:
    """The rows, then the records. Raises RegistryFault."""
    url = address("CARNET_CTIS_URL", "https://euclinicaltrials.eu/ctis-public-api")
    for status in _OPEN:
        _list(answers, status, f"{url}/search")
    rows = _rows(answers)
    wanted = sorted(number for number, row in rows.items() if _worth_reading(row, number, plan))
    asked = [*wanted, *plan.unlisted(set(rows))]
    missing = set[str]()
    for done, number in enumerate(asked, start=1):
        record = answers.ask(f"record/{number}", f"{url}/retrieve/{number}", may_be_absent=True)
        if not _is_record(record):
            missing.add(number)
        answers.progress("Fiches des essais", done, len(asked))
    if len(missing & rows.keys()) > _MISSING_AT_MOST:
        raise Unreadable(
            f"{TITLE} : le portail annonce {len(missing & rows.keys())} fiches qu'il ne donne pas ; relancer plus tard."
        )
    # Where the portal fails to give what it lists, what else it fails to give proves nothing.
    return Fetched(frozenset() if missing & rows.keys() else frozenset(missing))


def read(answers: Answers) -> Iterator[Trial | TrialFault]:
    """Each trial received; a TrialFault in the place of one that cannot be read, or that the portal lists and does not give."""
    rows = _rows(answers)
    for name, record in answers.all("record"):
        number = name.removeprefix("record/")
        row = rows.get(number)
        if _is_record(record):
            try:
                yield ctis.parse(record | _stamps(row))
            except TrialFault as fault:
                yield fault
        elif row is not None:
            yield TrialFault(f"{number} : le portail annonce cet essai et n'en donne pas la fiche.")


def _list(answers: Answers, status: int, url: str) -> None:
    listed, number = set[str](), 1
    while True:
        asked = {
            "pagination": {"page": number, "size": _PAGE},
            "sort": {"property": "ctNumber", "direction": "ASC"},  # what does not move while the pages are read
            "searchCriteria": {"msc": [_FRANCE], "status": [status]},
        }
        page = answers.ask(f"list/{status}/{number}", url, body=asked, check=_check)
        paging = page["pagination"]
        before = len(listed)
        listed |= {found for row in records(page["data"]) if (found := text_at(row, "ctNumber"))}
        announced = paging.get("totalRecords") or 0
        answers.progress("Liste des essais", len(listed), announced)
        if not paging.get("nextPage"):
            break
        if len(listed) == before:
            raise PagingLost(f"{TITLE} : la pagination tourne en rond ; relancer plus tard.")
        number += 1
    if len(listed) < announced:
        raise Incomplete(f"{TITLE} : {announced} essais annoncés, {len(listed)} reçus ; rien n'est changé, relancer plus tard.")


def _check(page: Any) -> None:
    if not isinstance(page, dict) or not isinstance(page.get("pagination"), dict) or not isinstance(page.get("data"), list):
        raise Unreadable(f"{TITLE} : la réponse n'a pas la forme d'une liste ; son interface a pu changer.")


def _rows(answers: Answers) -> dict[str, Row]:
    pages = [page for _, page in answers.all("list")]
    return {number: row for page in pages for row in records(page["data"]) if (number := text_at(row, "ctNumber"))}


def _worth_reading(row: Row, number: str, plan: Plan) -> bool:
    """New cancer trials, and those whose row differs from what is kept; all of them when everything is asked for."""
    kept = plan.kept.get(number)
    if kept is None:
        return about_cancer(_seen_in(row, number))
    days = [day for day in (iso_date(row.get(field)) for field in ("lastUpdated", "lastPublicationUpdate")) if day]
    same = kept.version == iso_date(row.get("lastUpdated")) and kept.status == ctis.status_of(row.get("ctStatus"))
    # Dates are days: a record changed twice on the day it was read would look the same.
    return plan.since is None or not same or any(day >= str(plan.since) for day in days)


def _seen_in(row: Row, number: str) -> Trial:
    areas = row.get("therapeuticAreas")
    return Trial(number, SOURCE, title=text(row.get("ctTitle")), conditions=texts(row.get("conditions")), keywords=texts(areas))


def _is_record(record: Any) -> bool:
    return isinstance(record, dict) and text_at(record, "ctNumber") is not None


def _stamps(row: Row | None) -> Row:
    """What only the row says: its dates, and its status as a number."""
    return {field: row[field] for field in ("ctStatus", "lastUpdated", "lastPublicationUpdate") if row and field in row}
