"""Eligibility text, English or French, into conditions; what could not be formalised stays, and says so.

>>> [one.condition for one in formalise_text("Inclusion Criteria:\\n\\n* ECOG 0-1")]
[{'patient.ecog': [0, 1]}]
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

from sqlalchemy import Engine
from sqlmodel import Session

from matching.tumour_types import is_a
from store.engine import reading
from store.engine import session as transaction
from trials import registry
from trials.formalise import hints, lexicon
from trials.formalise.criterion import formalise
from trials.formalise.piece import normal
from trials.formalise.split import Sentence, split
from trials.formalise.words import words
from trials.model import FormalisedCriterion, Trial

# Raised whenever the same text may give other conditions: every trial is then read again.
VERSION = "54"

_BATCH = 1000  # trials written in one transaction
_FEW = 100  # below this many trials, starting processes costs more than it gains
_FIRST = 50  # so many trials use most of the expressions

__all__ = [
    "VERSION",
    "coverage",
    "criteria_of",
    "formalise_new",
    "formalise_text",
    "formalise_trial",
    "local_criteria",
    "names_cancer",
    "tumour_types_of",
]


def formalise_trial(trial: Trial) -> list[FormalisedCriterion]:
    """The criteria of a trial, in the order of its text."""
    haematology = any(is_a(code, "HAEM") or code in ("LYMPH", "MM") for code in tumour_types_of(trial))
    if trial.criteria:
        listed = [
            Sentence(each.kind, trial.eligibility_text[each.start : each.end], each.start, each.end) for each in trial.criteria
        ]
        return [formalise(each, haematology) for each in listed]
    return formalise_text(trial.eligibility_text, haematology)


def formalise_text(text: str, haematology: bool = False) -> list[FormalisedCriterion]:
    """The criteria of an eligibility text: offsets are those of the text as given."""
    return [formalise(sentence, haematology) for sentence in split(text)]


def local_criteria(trial: Trial) -> list[FormalisedCriterion]:
    """The criteria that our centre adds; they stand in no registry's text, so their offsets are 0."""
    if trial.local is None:
        return []
    given = [("inclusion", words) for words in trial.local.inclusions] + [
        ("exclusion", words) for words in trial.local.exclusions
    ]
    return [replace(formalise(Sentence(kind, words, 0, len(words))), start=0, end=0) for kind, words in given]


def tumour_types_of(trial: Trial) -> list[str]:
    """The tumour types that the registry's conditions name: ["NSCLC"]; else those of the keywords, else of the title."""
    for told in (trial.conditions, trial.keywords, (trial.title or "",)):
        codes = [named.id for words in told for named in lexicon.find(normal(words)) if named.family == "tumour"]
        if codes:
            return list(dict.fromkeys(codes))
    return []


def names_cancer(trial: Trial) -> bool:
    """Whether a registry's record is about cancer at all, whatever the type."""
    return any(
        words().cancer.search(normal(told)) for told in (*trial.conditions, *trial.keywords, *trial.mesh, trial.title or "")
    )


def criteria_of(session: Session, trial: Trial) -> list[FormalisedCriterion]:
    """The criteria of a stored trial: as kept when this version read them, else read now (and not kept)."""
    if trial.key in set(registry.to_formalise(session, VERSION)):
        return formalise_trial(trial)
    return registry.criteria(session, trial.key)


def coverage(criteria: Iterable[FormalisedCriterion]) -> float:
    """The share of criteria whose whole condition is known; 0 for none.

    Those "to confirm" and notes, which ask for nothing, are left out of the count.
    """
    counted = [each for each in criteria if each.status not in ("to_confirm", "note")]
    return round(sum(each.status == "formalised" for each in counted) / len(counted), 4) if counted else 0.0


def formalise_new(database: Engine) -> int:
    """Reads and keeps the criteria of every trial that this version has not read yet, on every core; returns how many."""
    with reading(database) as session:
        waiting = registry.to_formalise(session, VERSION)
    for first in range(0, len(waiting), _BATCH):
        with reading(database) as session:
            trials = [trial for key in waiting[first : first + _BATCH] if (trial := registry.get(session, key))]
        read = list(_on_every_core(trials))
        with transaction(database) as session:
            for trial, (criteria, kept) in zip(trials, read, strict=True):
                registry.save_criteria(session, trial, criteria, VERSION, kept)
    return len(waiting)


def _read(trial: Trial) -> tuple[list[FormalisedCriterion], str]:
    """The criteria of a trial and what it hints of."""
    criteria = formalise_trial(trial)
    return criteria, hints.to_keep(trial, criteria)


def _on_every_core(trials: list[Trial]) -> Iterator[tuple[list[FormalisedCriterion], str]]:
    cores = os.cpu_count() or 1
    if len(trials) < _FEW or cores == 1:
        yield from map(_read, trials)
        return
    # What expressions compile to is worked out once, here, and the processes begin with it.
    yield from map(_read, trials[:_FIRST])
    with ProcessPoolExecutor(cores) as pool:
        yield from pool.map(_read, trials[_FIRST:], chunksize=10)
