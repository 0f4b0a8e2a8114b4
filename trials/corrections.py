"""Conditions that a person corrected: kept with the dossiers, for no registry can give them back, and laid over what the program reads.

    >>> correct(session, trial, criterion, {"patient.ecog": [0, 1]}, by="Dr Martin")
    >>> [one.condition for one in applied(trial.key, criteria, kept(session))]
    [{'patient.ecog': [0, 1]}]

A correction belongs to the words of a criterion: it stands after every synchronisation and every new version of the formaliser,
until the registry changes those words. It is then applied no more, and listed as outdated for somebody to look at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import JSON, Column, func
from sqlmodel import Field, Session, col, delete, select

from matching.criteria.condition import parse
from store.base import DossierTable, Instant, now
from trials.model import FormalisedCriterion, Trial

Corrections = Mapping[str, Sequence["CriterionCorrection"]]
NONE: Corrections = {}
_ALIKE = 60  # of 100: below, two sentences are no versions of one another


class CriterionCorrection(DossierTable, table=True):
    """`condition` is what the sentence `text` of a trial states, unturned; None: a person says that nothing is to be read in it."""

    __tablename__ = "criterion_corrections"

    id: int | None = Field(default=None, primary_key=True)
    trial_key: str = Field(index=True)
    kind: str
    text: str
    condition: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    by: str
    at: datetime = Field(default_factory=now, sa_type=Instant)


@dataclass(frozen=True)
class Outdated:
    """A correction whose sentence the trial has no more, and the sentence of today most like it, if any."""

    correction: CriterionCorrection
    now: FormalisedCriterion | None


def correct(
    session: Session, trial: Trial, criterion: FormalisedCriterion, condition: dict[str, Any] | None, by: str
) -> CriterionCorrection:
    """Keeps the condition that a person gives to a criterion, in the place of any it had; raises ConditionError for a wrong one."""
    if condition is not None:
        parse(condition)
    take_back(session, trial, criterion)
    made = CriterionCorrection(trial_key=trial.key, kind=criterion.kind, text=_words(criterion.text), condition=condition, by=by)
    session.add(made)
    session.flush()
    return made


def take_back(session: Session, trial: Trial, criterion: FormalisedCriterion) -> None:
    """Forgets the correction of a criterion: what the program reads stands again."""
    table = CriterionCorrection
    same = (col(table.trial_key) == trial.key) & (col(table.kind) == criterion.kind) & (col(table.text) == _words(criterion.text))
    session.execute(delete(table).where(same))


def kept(session: Session) -> dict[str, list[CriterionCorrection]]:
    """Every correction, by the key of its trial, in the order they were made."""
    found: dict[str, list[CriterionCorrection]] = {}
    for one in session.exec(select(CriterionCorrection).order_by(col(CriterionCorrection.id))):
        session.expunge(one)
        found.setdefault(one.trial_key, []).append(one)
    return found


def state(session: Session) -> str:
    """A word that changes whenever a correction is made or taken back."""
    table = CriterionCorrection
    return str(session.exec(select(func.count(col(table.id)), func.max(col(table.id)))).one())


def applied(trial_key: str, criteria: Iterable[FormalisedCriterion], corrections: Corrections) -> list[FormalisedCriterion]:
    """The criteria of a trial with the corrections of the same words laid over them; a person's word is certain."""
    said = {(one.kind, one.text): one.condition for one in corrections.get(trial_key, ())}
    return [
        _corrected(one, said[one.kind, _words(one.text)]) if (one.kind, _words(one.text)) in said else one for one in criteria
    ]


def outdated(trial_key: str, criteria: Sequence[FormalisedCriterion], corrections: Corrections) -> list[Outdated]:
    """The corrections of a trial whose sentence was changed or removed by the registry."""
    present = {(one.kind, _words(one.text)) for one in criteria}
    lost = [one for one in corrections.get(trial_key, ()) if (one.kind, one.text) not in present]
    return [Outdated(one, _nearest(one, criteria)) for one in lost]


def _nearest(correction: CriterionCorrection, criteria: Sequence[FormalisedCriterion]) -> FormalisedCriterion | None:
    same_kind = [one for one in criteria if one.kind == correction.kind]
    found = process.extractOne(correction.text, [_words(one.text) for one in same_kind], scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return same_kind[found[2]] if found else None


def _corrected(criterion: FormalisedCriterion, condition: dict[str, Any] | None) -> FormalisedCriterion:
    status = "formalised" if condition is not None else "not_formalised"
    return replace(criterion, condition=condition, status=status, confidence=1.0 if condition is not None else 0.0)


def _words(text: str) -> str:
    """A sentence without its line breaks: the same words on other lines are the same criterion."""
    return " ".join(text.split())
