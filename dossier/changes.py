"""What changed in what is proposed: between two days, two states of the rules or the registry, or two values.

    >>> changes(snapshot(before), snapshot(after)).gained
    ('Trastuzumab, pertuzumab et chimiothérapie néoadjuvante',)

A snapshot holds ids and labels of options and trials, never words of the note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dossier.notebook import Notebook
from guidelines import Recommendations
from trials.match import TrialMatch

POSSIBLE, APPLIES, ASIDE = "possible", "applies", "aside"
WORDS = {APPLIES: "s'applique", POSSIBLE: "à documenter", ASIDE: "écartée"}


@dataclass(frozen=True)
class Snapshot:
    """What was proposed: options by rule and label with their standing, and the trials that no criterion excluded, with their titles."""

    options: dict[str, str]
    trials: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        return {"options": self.options, "trials": self.trials}


@dataclass(frozen=True)
class Changes:
    """Options gained and lost, those whose standing changed ("à documenter → s'applique"), trials gained and lost."""

    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    trials_gained: tuple[str, ...] = ()
    trials_lost: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.gained, self.lost, self.changed, self.trials_gained, self.trials_lost))


def snapshot(notebook: Notebook) -> Snapshot | None:
    """What a notebook proposes now; None before its cells ran."""
    found, matches = notebook.output("recommendations"), notebook.output("trials")
    return None if found is None else taken(found, matches or [])


def taken(found: Recommendations, matches: list[TrialMatch]) -> Snapshot:
    """A snapshot of recommendations and trials."""
    options = {
        f"{proposal.id} : {option.option.label}": ASIDE if option.set_aside else proposal.verdict
        for proposal in found.proposals
        for option in proposal.options
    }
    kept = {match.trial.id: match.trial.title_fr or match.trial.title or "" for match in matches if match.verdict != "excluded"}
    return Snapshot(options, kept)


def changes(before: Snapshot, after: Snapshot) -> Changes:
    """What the second has that the first had not, and the other way round."""
    both = before.options.keys() & after.options.keys()
    return Changes(
        gained=tuple(_label(key) for key in after.options if key not in both),
        lost=tuple(_label(key) for key in before.options if key not in both),
        changed=tuple(
            f"{_label(key)} : {WORDS[before.options[key]]} → {WORDS[after.options[key]]}"
            for key in after.options
            if key in both and before.options[key] != after.options[key]
        ),
        trials_gained=tuple(_trial(after, key) for key in after.trials.keys() - before.trials.keys()),
        trials_lost=tuple(_trial(before, key) for key in before.trials.keys() - after.trials.keys()),
    )


def _label(key: str) -> str:
    return key.partition(" : ")[2]


def _trial(held: Snapshot, key: str) -> str:
    return f"{key} {held.trials[key]}".strip()


def what_if(notebook: Notebook, values: dict[str, Any]) -> tuple[Notebook, Changes]:
    """A copy of the notebook with other values (notation of a case, None: not known), and what that changes. The notebook is left alone.

    Raises CaseError when a value cannot be one of its feature.
    """
    copy = notebook.copy()
    for key, value in values.items():
        copy.correct("features", key, value, "hypothèse")
    copy.run_stale()
    before, after = snapshot(notebook), snapshot(copy)
    return copy, changes(before, after) if before and after else Changes()


def since(notebook: Notebook) -> Changes:
    """What changed since the snapshot that somebody last looked at; nothing where there is none."""
    now = snapshot(notebook)
    before = notebook.seen
    return changes(Snapshot(before["options"], before["trials"]), now) if before and now else Changes()
