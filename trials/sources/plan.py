"""What a synchronisation asks of a registry, and what comes of it: the same words for every registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trials import formalise
from trials.model import RECRUITING_STATUSES, Trial

# Trials that take patients or will: those a synchronisation brings, and whose closure it must notice.
WATCHED = RECRUITING_STATUSES | {"NOT_YET_RECRUITING"}


@dataclass(frozen=True)
class Kept:
    """What this machine keeps of one trial of the registry: `Kept("RECRUITING", "2026-08-11")`."""

    status: str | None
    version: str | None


@dataclass(frozen=True)
class Plan:
    """`since` None: the whole registry within our scope. `kept`: the trials of this registry that are on this machine, by number.

    `data_version` is what the registry called its data at the last synchronisation, where it says so.
    """

    since: date | None
    kept: Mapping[str, Kept]
    data_version: str | None = None

    def unlisted(self, listed: set[str]) -> list[str]:
        """The trials watched here that are not in a list of open trials: closed, or no longer published."""
        return sorted(number for number, trial in self.kept.items() if trial.status in WATCHED and number not in listed)


@dataclass(frozen=True)
class Fetched:
    """Every answer is kept; `gone` are the trials watched here that the registry no longer publishes."""

    gone: frozenset[str] = frozenset()
    data_version: str | None = None


def about_cancer(trial: Trial) -> bool:
    """`about_cancer(trial)`: its therapeutic area is neoplasms (MeSH C04), or its conditions, keywords or title name a cancer."""
    if any("[C04]" in area for area in trial.keywords):
        return True
    return formalise.names_cancer(trial) or bool(formalise.tumour_types_of(trial))
