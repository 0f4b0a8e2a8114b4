"""ClinicalTrials.gov over the network: open interventional cancer trials with a French site, and what became of those known here.

Nothing but dates, trial numbers and this fixed scope goes into a request.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trials.model import Trial, TrialFault
from trials.sources import clinicaltrials_gov
from trials.sources.answers import Answers
from trials.sources.fields import at, records, text_at
from trials.sources.http import Incomplete, PagingLost, Refused, Unreadable, address
from trials.sources.plan import WATCHED, Fetched, Plan

SOURCE = clinicaltrials_gov.SOURCE
TITLE = "ClinicalTrials.gov"
# Its robots.txt asks for one request a second.
PAUSE_SECONDS = 1.0

_SCOPE = "SEARCH[Location](AREA[LocationCountry]France) AND AREA[StudyType]INTERVENTIONAL"
_PAGE = 1000
# Numbers in one address: some 3,600 characters, which every server takes.
_NUMBERS_AT_ONCE = 300


def fetch(answers: Answers, plan: Plan) -> Fetched:
    """Asks for the list, then for the trials watched here that are not in it. Raises RegistryFault."""
    url = address("CARNET_CTGOV_URL", "https://clinicaltrials.gov/api/v2")
    goes_on = answers.has("version")
    # The tokens of pages die with the data they were cut in.
    version = text_at(answers.ask_stamp("version", f"{url}/version"), "dataTimestamp")
    if plan.since and version and version == plan.data_version and not goes_on:
        return Fetched(data_version=version)
    listed = _list(answers, f"{url}/studies", plan)
    return Fetched(_unlisted(answers, f"{url}/studies", plan, listed), version)


def read(answers: Answers) -> Iterator[Trial | TrialFault]:
    """Each trial received; a TrialFault in the place of one that cannot be read."""
    for _, page in answers.all("list", "known"):
        for study in records(page.get("studies")):
            try:
                yield clinicaltrials_gov.parse(study)
            except TrialFault as fault:
                yield fault


def _list(answers: Answers, url: str, plan: Plan) -> set[str]:
    scope = f"{_SCOPE} AND AREA[LastUpdatePostDate]RANGE[{plan.since},MAX]" if plan.since else _SCOPE
    params: dict[str, str | int] = {
        "query.cond": "cancer",
        "filter.overallStatus": "|".join(sorted(WATCHED)),
        "filter.advanced": scope,
        "pageSize": _PAGE,
        "countTotal": "true",
    }
    listed, received, announced, token, number = set[str](), 0, 0, "", 1
    while True:
        page = _page(answers, f"list/{number}", url, params | ({"pageToken": token} if token else {}))
        announced = page.get("totalCount") or announced
        studies = records(page.get("studies"))
        received += len(studies)
        listed |= _numbers(studies)
        answers.progress("Liste des essais ouverts", len(listed), announced)
        if not page.get("nextPageToken"):
            break
        if page["nextPageToken"] == token or not studies:
            raise PagingLost(f"{TITLE} : la pagination tourne en rond ; relancer plus tard.")
        token, number = page["nextPageToken"], number + 1
    if len(listed) < announced:
        raise Incomplete(f"{TITLE} : {announced} essais annoncés, {len(listed)} reçus ; rien n'est changé, relancer plus tard.")
    return listed


def _unlisted(answers: Answers, url: str, plan: Plan, listed: set[str]) -> frozenset[str]:
    asked = plan.unlisted(listed)
    gone = set[str]()
    for first in range(0, len(asked), _NUMBERS_AT_ONCE):
        numbers = asked[first : first + _NUMBERS_AT_ONCE]
        name = f"known/{numbers[0]}-{numbers[-1]}-{len(numbers)}"
        page = _page(answers, name, url, {"filter.ids": "|".join(numbers), "pageSize": _PAGE})
        gone |= set(numbers) - _numbers(records(page.get("studies")))
        answers.progress("Essais connus ici, absents de la liste", min(first + _NUMBERS_AT_ONCE, len(asked)), len(asked))
    return frozenset(gone)


def _page(answers: Answers, name: str, url: str, params: dict[str, str | int]) -> dict[str, Any]:
    try:
        page: dict[str, Any] = answers.ask(name, url, params, check=_check)
    except Refused as error:
        if "pageToken" in params and error.status == 400:
            raise PagingLost(f"{TITLE} : le jeton de la page suivante n'est plus valable ; relancer plus tard.") from error
        raise
    return page


def _check(page: Any) -> None:
    if not isinstance(page, dict) or not isinstance(page.get("studies"), list):
        raise Unreadable(f"{TITLE} : la réponse n'a pas de champ « studies » ; son interface a pu changer.")


def _numbers(studies: list[dict[str, Any]]) -> set[str]:
    numbers = (text_at(at(study, "protocolSection.identificationModule"), "nctId") for study in studies)
    return {number.upper() for number in numbers if number}
