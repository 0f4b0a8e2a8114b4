"""Two versions of a rule base compared: what is written otherwise, for which patients, and for which stored cases.

    >>> found = differences(load_all("2025"), load_all("2026"))
    >>> found[0].entries[0].sentence
    'règle « her2-neoadjuvant » : condition « T ≥ T2 » devient « T ≥ T1 »'
    >>> found[0].patients[0].sentence
    "« TCHP néoadjuvant » est désormais proposé, par exemple : HER2 : positif, T : T1c"

Guidelines, decisions, rules and contra-indications are matched by their ids: to move one in its file changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from guidelines.analysis.witness import keys_of, words
from guidelines.model import Contraindication, Decision, Guideline, Option, Rule, RuleBase, Workup
from guidelines.outcomes import Act, Way, ways
from guidelines.recommend import act, recommend
from matching.case import Case
from matching.criteria.french import condition_words
from matching.criteria.tree import AllOf, AnyOf, Condition, Not
from matching.criteria.worlds import Worlds


@dataclass(frozen=True)
class Entry:
    """Something written otherwise: `change` is added, removed or changed; `line` is the new version's, the old one's where removed."""

    change: str
    kind: str
    id: str
    sentence: str
    line: int


@dataclass(frozen=True)
class PatientChange:
    """An act that some patients are newly proposed (`gained`) or no longer proposed, with one of them in French words."""

    stage: str
    label: str
    gained: bool
    patient: str

    @property
    def sentence(self) -> str:
        become = "est désormais proposé" if self.gained else "n'est plus proposé"
        return f"« {self.label} » {become}, par exemple : {self.patient}"


@dataclass(frozen=True)
class GuidelineDifference:
    """What changes in one guideline. An entry without a change of patients says the same thing in other words."""

    id: str
    title: str
    change: str
    entries: tuple[Entry, ...]
    patients: tuple[PatientChange, ...]


@dataclass(frozen=True)
class CaseChange:
    """What changes for one stored case: labels of the options that apply or may apply in one version and not in the other."""

    case: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def differences(old: RuleBase, new: RuleBase) -> list[GuidelineDifference]:
    """The guidelines that differ, in the order of the new base, then those it no longer has."""
    before, after = ({one.id: one for one in base.guidelines} for base in (old, new))
    found = []
    for id in dict.fromkeys((*after, *before)):
        entries = tuple(_entries(before.get(id), after.get(id)))
        if entries:
            one = after.get(id) or before[id]
            change = "changed" if id in before and id in after else "added" if id in after else "removed"
            found.append(GuidelineDifference(id, one.title, change, entries, tuple(_patients(before.get(id), after.get(id)))))
    return found


def case_changes(cases: Iterable[Case], old: RuleBase, new: RuleBase) -> Iterator[CaseChange]:
    """The cases to which the two versions do not propose the same, as they are known today."""
    for case in cases:
        before, after = _options(case, old), _options(case, new)
        gained = tuple(label for key, label in after.items() if key not in before)
        lost = tuple(label for key, label in before.items() if key not in after)
        if gained or lost:
            yield CaseChange(case.id, gained, lost)


def _options(case: Case, base: RuleBase) -> dict[object, str]:
    return {
        (proposal.decision.stage, act(option.option), proposal.verdict): option.option.label
        + ("" if proposal.verdict == "applies" else " (possible)")
        for proposal in recommend(case, base).proposals for option in proposal.options if not option.set_aside
    }  # fmt: skip


# What is written otherwise -----------------------------------------------------------------------------------------------------

Item = Decision | Rule | Contraindication | Workup


def _entries(old: Guideline | None, new: Guideline | None) -> Iterator[Entry]:
    if old is None or new is None:
        one = new or old
        assert one is not None
        change, words = ("added", "ajouté") if new else ("removed", "retiré")
        yield Entry(change, "guideline", one.id, f"référentiel « {one.title} » {words}", 1)
        return
    for name, label in (("title", "titre"), ("version", "version"), ("status", "état"), ("review_before", "date de relecture")):
        if getattr(old, name) != getattr(new, name):
            sentence = f"{label} « {getattr(old, name)} » devient « {getattr(new, name)} »"
            yield Entry("changed", "guideline", new.id, sentence, new.lines.get(name, 1))
    if old.scope != new.scope:
        yield Entry("changed", "guideline", new.id, f"champ {_becomes(old.scope, new.scope)}", new.lines.get("scope", 1))
    before, after = _items(old), _items(new)
    for (kind, id), item in after.items():
        was = before.get((kind, id))
        if was is None:
            yield Entry("added", kind, id, f"{kind} « {id} » : ajout", item.line)
        elif told := list(_changed(was, item)):
            yield Entry("changed", kind, id, f"{kind} « {id} » : {' ; '.join(told)}", item.line)
    for (kind, id), item in before.items():
        if (kind, id) not in after:
            yield Entry("removed", kind, id, f"{kind} « {id} » : retrait", item.line)


def _items(guideline: Guideline) -> dict[tuple[str, str], Item]:
    found: dict[tuple[str, str], Item] = {}
    for decision in guideline.decisions:
        found["décision", decision.id] = decision
        found |= {("règle", rule.id): rule for rule in decision.rules}
    found |= {("contre-indication", entry.id): entry for entry in guideline.contraindications}
    return found | {("bilan", item.id): item for item in guideline.workup}


def _changed(old: Item, new: Item) -> Iterator[str]:
    """What changes inside an entry."""
    for name, label in LABELS.items():  # neither the lines nor, in a decision, its rules, which are entries themselves
        was, now = getattr(old, name, None), getattr(new, name, None)
        if was != now:
            yield f"{label} {_becomes(was, now)}"


LABELS = {
    "when": "condition", "options": "options", "excludes": "ce qu'elle exclut", "level": "niveau", "reason": "motif", "needs": "ce qu'il exige",
    "question": "question", "stage": "étape", "policy": "politique", "otherwise": "sinon", "source": "source", "note": "note", "fresh": "ancienneté",
}  # fmt: skip


def _becomes(was: Any, now: Any) -> str:
    return f"« {_told(was)} » devient « {_told(now)} »"


def _told(value: Any) -> str:
    """A part of an entry in words."""
    if value is None:
        return "rien"
    if isinstance(value, Option):
        return f"{value.label} [{', '.join(value.keywords)}] {value.strength}"
    if isinstance(value, tuple):
        return " | ".join(map(_told, value))
    if hasattr(value, "title") and not isinstance(value, str):
        return " ".join(str(part) for part in (value.title, value.section, value.page and f"p. {value.page}") if part)
    return value if isinstance(value, str) else _condition(value)


def _condition(value: Any) -> str:
    return condition_words(value) if isinstance(value, Condition) else str(value)


# For whom ----------------------------------------------------------------------------------------------------------------------


def _patients(old: Guideline | None, new: Guideline | None) -> Iterator[PatientChange]:
    """The acts whose patients are not the same, each with one patient of the difference, both ways."""
    before, after = ({} if one is None or not one.speaks else ways([one]) for one in (old, new))
    changed = {key: (_when(before.get(key, ())), _when(after.get(key, ()))) for key in dict.fromkeys((*after, *before))}
    changed = {key: (was, now) for key, (was, now) in changed.items() if was != now}
    if not changed:
        return
    worlds = Worlds([one for pair in changed.values() for one in pair])
    for key, (was, now) in changed.items():
        yield from _patient(key, before, after, was, now, worlds)


def _patient(
    key: Act, before: dict[Act, list[Way]], after: dict[Act, list[Way]], was: Condition, now: Condition, worlds: Worlds
) -> Iterator[PatientChange]:
    for holding, failing, gained in ((now, was, True), (was, now, False)):
        patient = worlds.difference(holding, failing)
        if patient is not None:
            label = (after if gained else before)[key][0].option.label
            yield PatientChange(key[0], label, gained, words(patient, keys_of(failing, holding)))


def _when(some: Sequence[Way]) -> Condition:
    return AnyOf(tuple(AllOf((way.applies, *map(Not, way.against))) for way in some))
