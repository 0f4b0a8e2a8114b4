"""What a registry has answered in this synchronisation, kept as it comes: one that was cut asks only for the rest.

A source asks for everything from the first request on, each under a name; what is already here is not asked again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, select

from store.base import now
from store.engine import reading
from store.engine import session as transaction
from trials.sources.http import Client, RegistryFault
from trials.tables import SyncAnswer, SyncState


class Cancelled(RegistryFault):
    """Someone asked to stop (`trials.sync.cancel`): what was received is kept, the next synchronisation goes on from there."""


@dataclass(frozen=True)
class Progress:
    """`Progress("ctgov", "Liste des essais", 1000, 1532)`; `total` is 0 while it is not known."""

    source: str
    step: str
    done: int
    total: int


class Answers:
    """`answers.ask("list/1", url, {"pageSize": 1000})["studies"]`: the answer kept under that name, else asked for and kept."""

    def __init__(self, database: Engine, source: str, client: Client, tell: Callable[[Progress], None]) -> None:
        self._database, self._source, self._client, self._tell = database, source, client, tell
        with reading(database) as session:
            self._names = set(session.exec(select(SyncAnswer.name).where(SyncAnswer.source == source)))

    def ask(
        self,
        name: str,
        url: str,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
        may_be_absent: bool = False,
        check: Callable[[Any], None] = lambda value: None,
    ) -> Any:
        """The JSON value of an answer, as `Client.ask` gives it; `check` raises for one that is not worth keeping.

        Raises RegistryFault, Cancelled among them.
        """
        if name in self._names:
            return self.kept(name)
        text, value = self._client.ask(url, params, body, may_be_absent)
        check(value)
        self._keep(name, text)
        return value

    def ask_stamp(self, name: str, url: str) -> Any:
        """An answer that says of which state of the registry the others are; where it has changed, they are forgotten."""
        text, value = self._client.ask(url)
        if name not in self._names or self.kept(name) != value:
            self.forget()
            self._keep(name, text)
        return value

    def has(self, name: str) -> bool:
        """Whether this was answered already."""
        return name in self._names

    def kept(self, name: str) -> Any:
        """The JSON value of an answer kept."""
        with reading(self._database) as session:
            body = session.exec(select(SyncAnswer.body).where(SyncAnswer.source == self._source, SyncAnswer.name == name)).one()
        return json.loads(zlib.decompress(body))

    def all(self, *kinds: str) -> Iterator[tuple[str, Any]]:
        """`all("list", "known")`: (name, JSON value) of the answers whose name begins with one of these words and "/"."""
        for name in sorted(self._names):
            if name.split("/")[0] in kinds:
                yield name, self.kept(name)

    def progress(self, step: str, done: int, total: int) -> None:
        """Writes how far it is, for a terminal and for a page; stops here where that was asked for."""
        with transaction(self._database) as session:
            stop = self._mark(session, step=step, done=done, total=total)
        self._tell(Progress(self._source, step, done, total))
        self._stop(stop)

    def forget(self) -> None:
        """Drops what was kept: the next request is the first again."""
        with transaction(self._database) as session:
            session.execute(delete(SyncAnswer).where(col(SyncAnswer.source) == self._source))
        self._names.clear()

    def _keep(self, name: str, text: str) -> None:
        with transaction(self._database) as session:
            session.add(SyncAnswer(source=self._source, name=name, body=zlib.compress(text.encode())))
            stop = self._mark(session)
        self._names.add(name)
        self._stop(stop)

    def _mark(self, session: Session, **values: Any) -> bool:
        """Says that this synchronisation lives; answers whether it is asked to stop."""
        session.execute(update(SyncState).where(col(SyncState.source) == self._source).values(updated_at=now(), **values))
        return session.exec(select(SyncState.cancel).where(SyncState.source == self._source)).one()

    def _stop(self, asked: bool) -> None:
        if asked:
            raise Cancelled("Synchronisation arrêtée à la demande ; la prochaine reprendra où elle en était.")
