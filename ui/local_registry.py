"""What the commands that speak of trials need of the registry of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlmodel import Session

from ui.output import refuse

if TYPE_CHECKING:
    from trials.model import Trial
    from trials.sites import Place


@contextmanager
def registry() -> Iterator[Session]:
    """A reading session on the registry, brought up to date; filled with the fictional trials the first time."""
    from store.engine import engine, reading
    from store.migrations import migrate
    from store.settings import registry_url
    from trials.formalise import formalise_new
    from trials.registry import load_fictional

    migrate(registry_url(), "registry")
    load_fictional(engine(registry_url()))
    formalise_new(engine(registry_url()))
    with reading(engine(registry_url())) as session:
        yield session


def place(near: str | None) -> Place | None:
    """The place of `--near`, None where it was not given."""
    from trials.sites import locate

    found = locate(near) if near else None
    if near and found is None:
        raise refuse(f"« {near} » : code postal ou ville inconnus ; écrire par exemple 63000 ou Clermont-Ferrand")
    return found


def known(session: Session, identifier: str) -> Trial:
    """The trial of this number; a number that the registry does not hold is refused."""
    from trials.registry import get

    trial = get(session, identifier)
    if trial is None:
        raise refuse(f"{identifier} : essai inconnu du registre local ; l'ajouter par « carnet trials import »")
    return trial
