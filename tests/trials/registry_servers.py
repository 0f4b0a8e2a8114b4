"""Servers of this machine that play the public registries, as far as the synchronisation asks; every trial is invented.

>>> with CtGov([study(1), study(2)]).served() as registry:
...     requests.get(registry.url + "/studies")
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


@dataclass(frozen=True)
class Reply:
    """What is answered in the place of the registry's own answer; `cut`: fewer bytes come than announced."""

    status: int = 200
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False


HTML = Reply(200, "<!doctype html><html><body>Maintenance</body></html>")


@dataclass
class Request:
    """One request as received: its path below the address, its parameters, its JSON body."""

    path: str
    query: dict[str, str]
    body: Any


@dataclass
class Registry:
    """A registry that serves `trials` by pages; `faults` are answered first, one for each request, None meaning nothing wrong.

    `before(request)` is called in the server's thread before each answer.
    """

    trials: list[dict[str, Any]]
    page: int = 2
    faults: list[Reply | None] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    before: Any = None
    url: str = ""

    def answer(self, request: Request) -> Reply:
        raise NotImplementedError

    @contextmanager
    def served(self) -> Iterator[Registry]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]


def _handler(registry: Registry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together: apart, the body waits 40 ms for the head to be acknowledged

        def do_GET(self) -> None:
            self._play(None)

        def do_POST(self) -> None:
            self._play(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _play(self, body: Any) -> None:
            parts = urlsplit(self.path)
            request = Request(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}, body)
            registry.asked.append(request)
            if registry.before:
                registry.before(request)
            reply = (registry.faults.pop(0) if registry.faults else None) or registry.answer(request)
            data = reply.body.encode()
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data) + (100 if reply.cut else 0)))
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = reply.cut

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _json(value: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value))


# ClinicalTrials.gov --------------------------------------------------------------------------------------------------------


def study(number: int, status: str = "RECRUITING", updated: str = "2026-09-01", title: str = "Invented study") -> dict[str, Any]:
    """One study: NCT0770xxxx."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT0770{number:04}", "briefTitle": f"{title} {number}"},
            "statusModule": {"overallStatus": status, "lastUpdatePostDateStruct": {"date": updated}},
            "conditionsModule": {"conditions": ["Breast Cancer"]},
            "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* ECOG 0-1", "sex": "ALL"},
            "contactsLocationsModule": {
                "locations": [
                    {"facility": "Hôpital fictif", "city": "Rennes", "zip": "35000", "country": "France", "status": status}
                ]
            },
        }
    }


@dataclass
class CtGov(Registry):
    """`/version` and `/studies`, with its tokens; `announced` is a total it does not hold to."""

    version: str = "2026-11-20T09:00:00"
    announced: int | None = None

    def answer(self, request: Request) -> Reply:
        if request.path == "/version":
            return _json({"apiVersion": "2.0.5", "dataTimestamp": self.version})
        if "filter.ids" in request.query:
            wanted = request.query["filter.ids"].split("|")
            return _json({"studies": [each for each in self.trials if self.number(each) in wanted]})
        statuses = request.query["filter.overallStatus"].split("|")
        since = request.query["filter.advanced"].partition("RANGE[")[2][:10]
        found = [each for each in self.trials if self.status(each) in statuses and self.updated(each) >= since]
        first = 0
        if token := request.query.get("pageToken"):
            stamp, _, start = token.rpartition("/")
            if stamp != self.version:
                return Reply(400, "Invalid page token")
            first = int(start)
        page: dict[str, Any] = {"studies": found[first : first + self.page]}
        if not token:
            page["totalCount"] = len(found) if self.announced is None else self.announced
        if first + self.page < len(found):
            page["nextPageToken"] = f"{self.version}/{first + self.page}"
        return _json(page)

    @staticmethod
    def number(each: dict[str, Any]) -> str:
        return each["protocolSection"]["identificationModule"]["nctId"]

    @staticmethod
    def status(each: dict[str, Any]) -> str:
        return each["protocolSection"]["statusModule"]["overallStatus"]

    @staticmethod
    def updated(each: dict[str, Any]) -> str:
        return each["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]["date"]


# ECLAIRE -------------------------------------------------------------------------------------------------------------------

_FHIR = "https://interop.esante.gouv.fr/ig/fhir/eclaire/StructureDefinition/"


def research_study(
    number: int,
    recruitment: str = "recruiting",
    status: str = "active",
    updated: str = "2026-09-01",
    condition: str = "Cancer du sein",
) -> dict[str, Any]:
    """One study: 2099-A0xxxx-42."""
    own = f"2099-A{number:05}-42"
    return {
        "resourceType": "ResearchStudy",
        "id": own,
        "meta": {"lastUpdated": f"{updated}T00:00:00.000Z"},
        "identifier": [{"use": "official", "value": own}],
        "status": status,
        "title": f"Étude inventée {number}",
        "condition": [{"text": condition}],
        "enrollment": [{"reference": f"Group/{own}"}],
        "extension": [{"url": _FHIR + "eclaire-recruitment-status", "valueCodeableConcept": {"coding": [{"code": recruitment}]}}],
    }


@dataclass
class Eclaire(Registry):
    """`/ResearchStudy` by pages, with the groups that hold the criteria; its links name a host that is not the right one."""

    announced: int | None = None

    def answer(self, request: Request) -> Reply:
        query = request.query
        if int(query.get("_count", "20")) > 100:
            return _json({"error": "Bad Request"}, 400)
        found = [each for each in self.trials if self._fits(each, query)]
        if not found:
            return _json({"resourceType": "Bundle", "type": "searchset", "total": 0}, 404)
        first = int(query.get("_getpagesoffset", "0"))
        shown = found[first : first + self.page]
        entries = [{"resource": each} for study in shown for each in (study, self._group(study["id"]))]
        links = [{"relation": "self", "url": "http://localhost:3000/R4/ResearchStudy"}]
        if first + self.page < len(found):
            following = urlencode(query | {"_getpagesoffset": first + self.page})
            links.append({"relation": "next", "url": f"http://localhost:3000/R4/ResearchStudy?{following}"})
        total = len(found) if self.announced is None else self.announced
        return _json({"resourceType": "Bundle", "type": "searchset", "total": total, "link": links, "entry": entries})

    @staticmethod
    def _fits(each: dict[str, Any], query: dict[str, str]) -> bool:
        since = query.get("_lastUpdated", "ge").removeprefix("ge")
        return (
            each["status"] == query.get("status", each["status"])
            and each["id"] == query.get("identifier", each["id"])
            and each["meta"]["lastUpdated"][:10] >= since
        )

    @staticmethod
    def _group(own: str) -> dict[str, Any]:
        criterion = {
            "code": {"coding": [{"code": "grp-other"}]},
            "valueCodeableConcept": {"coding": [{"display": "OMS 0 ou 1"}]},
            "exclude": False,
            "description": "eligibility-criteria",
        }
        return {"resourceType": "Group", "id": own, "characteristic": [criterion]}


# CTIS ----------------------------------------------------------------------------------------------------------------------


def ctis_trial(
    number: int, status: int = 4, updated: str = "01/09/2026", area: str = "Diseases [C] - Neoplasms [C04]"
) -> dict[str, Any]:
    """One trial, row and record together: 2099-50xxxx-10-00."""
    own = f"2099-5{number:05}-10-00"
    return {
        "row": {
            "ctNumber": own,
            "ctTitle": f"Invented trial {number}",
            "ctStatus": status,
            "conditions": "Invented condition",
            "therapeuticAreas": [area],
            "lastUpdated": updated,
            "lastPublicationUpdate": updated,
        },
        "record": {
            "ctNumber": own,
            "ctPublicStatusCode": status,
            "authorizedApplication": {
                "authorizedPartI": {"trialDetails": {"clinicalTrialIdentifiers": {"publicTitle": f"Invented trial {number}"}}},
                "memberStatesConcerned": [{"mscName": "France", "mscPublicStatusCode": status}],
            },
        },
    }


@dataclass
class Ctis(Registry):
    """`/search` (POST) and `/retrieve/…`; a web page stands for what is not found. `cap`: rows it gives at most, without a word."""

    cap: int = 10_000

    def answer(self, request: Request) -> Reply:
        if request.path.startswith("/retrieve/"):
            own = request.path.removeprefix("/retrieve/")
            return next(
                (_json(each["record"]) for each in self.trials if each["record"] and each["row"]["ctNumber"] == own), HTML
            )
        if request.path != "/search" or request.body is None:
            return Reply(403, "Forbidden")
        wanted, paging = request.body["searchCriteria"], request.body["pagination"]
        rows = [each["row"] for each in self.trials if each["row"]["ctStatus"] in wanted["status"]]
        given = rows[: self.cap]
        first = (paging["page"] - 1) * self.page
        pagination = {"totalRecords": len(rows), "currentPage": paging["page"], "nextPage": first + self.page < len(given)}
        return _json({"pagination": pagination, "data": given[first : first + self.page]})
