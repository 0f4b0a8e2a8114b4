"""ECLAIRE over the network: bundles of studies with their groups and places, cancer ones kept.

Where its published guide and its server differ, this follows the server: 100 studies a page, `_include=*` only, bare status
words, 404 with an empty bundle where nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from trials.model import Trial, TrialFault
from trials.sources import eclaire
from trials.sources.answers import Answers
from trials.sources.fields import records, text_at
from trials.sources.http import Incomplete, PagingLost, Unreadable, address
from trials.sources.plan import Fetched, Plan, about_cancer

SOURCE = eclaire.SOURCE
TITLE = "ECLAIRE"
# The server answers 429 below half a second; its other public clients wait two.
PAUSE_SECONDS = 2.0

_PAGE = 100


def fetch(answers: Answers, plan: Plan) -> Fetched:
    """Everything open, then what is watched here and not in it; or what has changed since a date, open or not. Raises RegistryFault.

    `meta.lastUpdated` is the date of the last decision, not that of the load: only a whole synchronisation finds what is gone.
    """
    url = address("CARNET_ECLAIRE_URL", "https://eclaire-api.osc-fr1.scalingo.io/R4") + "/ResearchStudy"
    if plan.since:
        _list(answers, "changed", url, {"_lastUpdated": f"ge{plan.since}"})
        return Fetched()
    # Recruitment is apart from these words: an approved study may recruit.
    listed = _list(answers, "active", url, {"status": "active"}) | _list(answers, "approved", url, {"status": "approved"})
    asked = plan.unlisted(listed)
    gone = set[str]()
    for done, number in enumerate(asked, start=1):
        bundle = _bundle(answers, f"known/{number}", url, {"identifier": number, "_include": "*"})
        if number not in _numbers(bundle):
            gone.add(number)
        answers.progress("Essais connus ici, absents de la liste", done, len(asked))
    return Fetched(frozenset(gone))


def read(answers: Answers) -> Iterator[Trial | TrialFault]:
    """Each cancer trial received; a TrialFault in the place of one that cannot be read."""
    for _, bundle in answers.all("list", "known"):
        studies, others = eclaire.studies(bundle)
        for study in studies:
            try:
                trial = eclaire.parse(study, others)
            except TrialFault as fault:
                yield fault
            else:
                if about_cancer(trial):
                    yield trial


def _list(answers: Answers, called: str, url: str, scope: dict[str, str]) -> set[str]:
    params: dict[str, str | int] = {**scope, "_include": "*", "_sort": "meta.lastUpdated,_id", "_count": _PAGE}
    listed, announced, offset, number = set[str](), 0, "", 1
    while True:
        page = _bundle(answers, f"list/{called}/{number}", url, params | ({"_getpagesoffset": offset} if offset else {}))
        announced = page.get("total") or announced
        listed |= _numbers(page)
        answers.progress("Liste des essais", len(listed), announced)
        following = _next_offset(page)
        if following is None:
            break
        if int(following) <= int(offset or 0):
            raise PagingLost(f"{TITLE} : la pagination tourne en rond ; relancer plus tard.")
        offset, number = following, number + 1
    if len(listed) < announced:
        raise Incomplete(f"{TITLE} : {announced} essais annoncés, {len(listed)} reçus ; rien n'est changé, relancer plus tard.")
    return listed


def _bundle(answers: Answers, name: str, url: str, params: dict[str, str | int]) -> dict[str, Any]:
    bundle: dict[str, Any] = answers.ask(name, url, params, may_be_absent=True, check=_check)
    return bundle


def _check(bundle: Any) -> None:
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise Unreadable(f"{TITLE} : la réponse n'est pas un lot FHIR (Bundle) ; son adresse ou son interface a pu changer.")


def _next_offset(bundle: dict[str, Any]) -> str | None:
    """Only the offset is taken from the link: its host is the server's idea of its own name."""
    links = [text_at(each, "url") or "" for each in records(bundle.get("link")) if each.get("relation") == "next"]
    offsets = [offset for link in links for offset in parse_qs(urlsplit(link).query).get("_getpagesoffset", [])]
    if links and not (offsets and offsets[0].isdecimal()):
        raise PagingLost(f"{TITLE} : le lien vers la page suivante n'est pas compris ; son interface a pu changer.")
    return offsets[0] if offsets else None


def _numbers(bundle: dict[str, Any]) -> set[str]:
    return {number for study in eclaire.studies(bundle)[0] if (number := text_at(study, "id"))}
