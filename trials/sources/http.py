"""Asking a registry over the network: one polite session, retries with back-off, and a typed error with a sentence for what goes wrong.

RegistryFault            every error below; its text is the French sentence to show
├── Unreachable          no answer: network, name, certificate, time-out
├── Busy                 still 429 or 5xx after the retries
├── Refused              the registry does not take the request (other 4xx)
├── Unreadable           a web page, a truncated body, something else than JSON
├── Incomplete           fewer records than announced
└── PagingLost           the token of the next page no longer holds
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.util.retry import Retry

# Connection, then silence between two packets, in seconds.
_TIMEOUT = (10, 120)
_RETRIES = 4
# A registry that asks for a longer wait is asked again another night.
_LONGEST_WAIT_SECONDS = 300
# A body cut or garbled on the way is asked for again; what the retries of urllib3 do not see.
_BODIES = 3
_BUSY = (429, 500, 502, 503, 504)


class RegistryFault(Exception):
    """`RegistryFault("ECLAIRE : …").sentence`: what a registry did not give; the registry on this machine stays as it was."""

    @property
    def sentence(self) -> str:
        return str(self)


class Unreachable(RegistryFault):
    """No answer at all: `Unreachable("CTIS : pas de réponse…")`."""


class Busy(RegistryFault):
    """The registry still says "later" (429) or fails (5xx) after the retries."""


class Refused(RegistryFault):
    """The registry does not take the request; `status` is its HTTP code."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class Unreadable(RegistryFault):
    """The answer is not the JSON that was asked for."""


class Incomplete(RegistryFault):
    """Fewer records came than the registry announced: a silent cap, or a list that moved."""


class PagingLost(RegistryFault):
    """The token of the next page no longer holds: the list is to be asked for again from its first page."""


class Client:
    """`Client("ECLAIRE", pause=2.0).ask("https://…/R4/ResearchStudy", {"_count": 100})` -> (body, its JSON value).

    `pause` is the least time between two requests, in seconds; `backoff` the first wait before a retry, doubled each time.
    A `Retry-After` of the registry goes before both.
    """

    def __init__(self, registry: str, pause: float, backoff: float = 2.0) -> None:
        self._registry, self._pause, self._not_before = registry, pause, 0.0
        retry = _Patience(
            total=_RETRIES,
            backoff_factor=backoff,
            status_forcelist=_BUSY,
            allowed_methods=None,  # CTIS searches by POST, which changes nothing there
            raise_on_status=False,
        )
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "carnet-rcp/0.1 (copie locale des registres d'essais)"
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def ask(
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
        may_be_absent: bool = False,
    ) -> tuple[str, Any]:
        """A GET, or a POST where there is a `body`: the text received, and its JSON value.

        `may_be_absent`: a 404 gives its own JSON, and where it has none ("{}", {}); so does a web page, which some
        registries serve in the place of a 404. Raises RegistryFault.
        """
        fault: RegistryFault | None = None
        for _ in range(_BODIES):
            try:
                response = self._send(url, params, body)
                return self._read(response, may_be_absent)
            except _Cut as error:
                fault = Unreadable(f"{self._registry} : réponse tronquée ou illisible ({error}) ; relancer plus tard.")
        assert fault is not None
        raise fault

    def _send(self, url: str, params: Mapping[str, str | int] | None, body: Mapping[str, Any] | None) -> requests.Response:
        time.sleep(max(0.0, self._not_before - time.monotonic()))
        try:
            return self._session.request("POST" if body else "GET", url, params=params, json=body, timeout=_TIMEOUT)
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
            raise _Cut("la connexion s'est coupée") from error
        except _TooLong as error:
            minutes = round(error.seconds / 60)
            raise Busy(f"{self._registry} : le serveur demande d'attendre {minutes} minutes ; relancer plus tard.") from error
        except requests.exceptions.RequestException as error:
            raise Unreachable(
                f"{self._registry} : pas de réponse du serveur ({type(error).__name__}) ; "
                "vérifier l'accès au réseau (proxy, pare-feu), puis relancer."
            ) from error
        finally:
            self._not_before = time.monotonic() + self._pause

    def _read(self, response: requests.Response, may_be_absent: bool) -> tuple[str, Any]:
        status, text = response.status_code, response.content.decode("utf-8", errors="replace")
        page = text.lstrip().startswith("<")
        absent = may_be_absent and (status == requests.codes.not_found or (status == requests.codes.ok and page))
        if status in _BUSY:
            asked = "demande d'attendre" if status == requests.codes.too_many_requests else "est en panne"
            raise Busy(f"{self._registry} : le serveur {asked} (HTTP {status}) ; relancer plus tard.")
        if status >= requests.codes.bad_request and not absent:
            raise Refused(
                f"{self._registry} : requête refusée par le serveur (HTTP {status}) ; son interface a pu changer.", status
            )
        if page:
            if absent:
                return "{}", {}
            raise Unreadable(
                f"{self._registry} : une page web à la place des données (maintenance, ou portail d'accès du réseau)."
            )
        try:
            return text, json.loads(text)
        except (ValueError, RecursionError) as error:
            if absent:
                return "{}", {}
            raise _Cut("ce n'est pas du JSON entier") from error


class _Cut(Exception):
    """A body that did not come whole: worth asking for again."""


class _TooLong(Exception):
    """A registry asks for a wait that is not worth holding on for, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _Patience(Retry):
    """Retries that wait as long as the registry asks, and give up at once where that is too long."""

    def sleep_for_retry(self, response: BaseHTTPResponse) -> bool:
        asked = self.get_retry_after(response)
        if asked and asked > _LONGEST_WAIT_SECONDS:
            raise _TooLong(asked)
        return super().sleep_for_retry(response)


def address(variable: str, usual: str) -> str:
    """`address("CARNET_CTGOV_URL", "https://clinicaltrials.gov/api/v2")`: where a registry is asked, without a final "/".

    The variable names another address: a mirror inside the hospital, or a server of the tests.
    """
    return (os.environ.get(variable) or usual).rstrip("/")
