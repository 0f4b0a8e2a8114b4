"""What would change the proposal: the smallest changes of what is known after which other options are proposed.

    >>> nearest_changes(case, base).changes[0]
    Change(values={'patient.age': Interval(low=70.0, ...)}, gained=('Évaluation gériatrique',), lost=('FOLFIRINOX',))

A change is tried on the whole case, its computed values computed anew; patients of data/impossible.yaml are left out.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from guidelines.effort import fixed
from guidelines.model import Guideline, RuleBase
from guidelines.outcomes import Act, ways
from matching.case import Case, Feature
from matching.catalogue import catalogue
from matching.criteria.compiled import compiled
from matching.criteria.evaluate import Truth
from matching.criteria.residual import answer
from matching.criteria.told_apart import values_told_apart
from matching.criteria.tree import Atom, atoms_of
from matching.criteria.worlds import impossible
from matching.derive import derive
from matching.settled import settled
from matching.value import Interval, Value

AT_MOST = 8
BUDGET = 0.1  # seconds


@dataclass(frozen=True)
class Change:
    """Values that, put in the place of the known ones, bring the options `gained` and take away those `lost` (French labels)."""

    values: Mapping[str, Value]
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Nearest:
    """The nearest changes first, eight at most. `complete` is false when there was no time to try every change of this size."""

    changes: tuple[Change, ...]
    complete: bool


def nearest_changes(case: Case, base: RuleBase, budget: float = BUDGET) -> Nearest:
    """One value changed or, where no single one changes anything, two. The case holds its computed values already."""
    until = time.perf_counter() + budget
    case = settled(case)
    trial = _Trial(case, [one for one in base.guidelines if one.speaks and _of_this_tumour(one, case)])
    singles = trial.single_values()
    for size in (1, 2):
        found, complete = _tried(trial, singles, size, until)
        if found or not complete:
            return Nearest(_one_each(found), complete)
    return Nearest((), True)


def _of_this_tumour(guideline: Guideline, case: Case) -> bool:
    """Could the guideline speak of the case, were everything but what is fixed of another value?"""
    return answer(guideline.scope, lambda atom: compiled(atom)(case) if fixed(atom.key) else None) is not False


def _tried(trial: _Trial, singles: list[Feature], size: int, until: float) -> tuple[list[Change], bool]:
    """The changes of so many values that change what is proposed, the nearest values first, and whether all were tried."""
    found: list[Change] = []
    for features in itertools.combinations(singles, size):
        if time.perf_counter() > until:
            return found, False
        if len({feature.key for feature in features}) == size and (change := trial.change(features)):
            found.append(change)
    return found, True


def _one_each(changes: list[Change]) -> tuple[Change, ...]:
    """The nearest change of each effect: what is gained and lost alike is told once."""
    kept = {(change.gained, change.lost): change for change in reversed(changes)}
    return tuple(change for change in changes if kept[change.gained, change.lost] is change)[:AT_MOST]


class _Trial:
    """A case and what the rules propose of it, to be compared with what they propose of it changed."""

    def __init__(self, case: Case, guidelines: list[Guideline]):
        self.case = case
        self.ways = ways(guidelines)
        self.naming: dict[str, dict[Act, None]] = {}
        self.atoms: dict[str, dict[Atom, None]] = {}
        for act, some in self.ways.items():
            for atom in {atom: None for way in some for one in (way.applies, *way.against) for atom in atoms_of(one)}:
                self.naming.setdefault(atom.key, {})[act] = None
                self.atoms.setdefault(atom.key, {})[atom] = None
        self.answers: dict[Atom, Truth] = {atom: compiled(atom)(case) for some in self.atoms.values() for atom in some}
        self.now = {act: self._proposed(act, {}) for act in self.ways}

    def _proposed(self, act: Act, changed: Mapping[Atom, Truth]) -> str | None:
        """The label under which an act is proposed: a rule applies, and nothing is established against its option."""

        def answers(atom: Atom) -> Truth:
            return changed[atom] if atom in changed else self.answers[atom]

        for way in self.ways[act]:
            if answer(way.applies, answers) and not any(answer(one, answers) for one in way.against):
                return way.option.label
        return None

    def single_values(self) -> list[Feature]:
        """Every known value that rules name with another in its place, the nearest first; those that answer alike once."""
        found: dict[object, tuple[float, Feature]] = {}
        for key, feature in self.case.features.items():
            atoms = [] if fixed(key) else list(self.atoms.get(key, ()))
            found[key, tuple(self.answers[atom] for atom in atoms)] = (-1.0, feature)  # what it is already
            for value in values_told_apart(key, atoms) if atoms else ():
                other = replace(self.case, features={key: Feature(key, value, origin="person")})
                answered = key, tuple(compiled(atom)(other) for atom in atoms)
                away = distance(key, feature.value, value)
                if answered not in found or away < found[answered][0]:
                    found[answered] = (away, other.features[key])
        return [feature for away, feature in sorted(found.values(), key=lambda one: one[0]) if away >= 0]

    def change(self, features: tuple[Feature, ...]) -> Change | None:
        """What these values change; None where nothing, or where nobody is so."""
        case = _made_possible(derive(self.case.with_features(*features)), {feature.key for feature in features}, self.case)
        if case is None:
            return None
        keys = {*case.features, *self.case.features}
        moved = [key for key in self.atoms if key in keys and case.value(key) != self.case.value(key)]
        changed = {atom: compiled(atom)(case) for key in moved for atom in self.atoms[key]}
        if all(changed[atom] is self.answers[atom] for atom in changed):
            return None
        after = {act: self._proposed(act, changed) for act in dict.fromkeys(act for key in moved for act in self.naming[key])}
        gained = tuple(label for act, label in after.items() if label and not self.now[act])
        lost = tuple(label for act in after if (label := self.now[act]) and not after[act])
        return Change({one.key: one.value for one in features}, gained, lost) if gained or lost else None


def _made_possible(case: Case, changed: set[str], before: Case) -> Case | None:
    """The case without the values that a changed one refutes (its HER2 score, for a HER2 status); None where nobody is so."""
    moved = {key for key in case.features if case.value(key) != before.value(key)}
    forbidden = [one for one in impossible() if any(atom.key in moved for atom in atoms_of(one))]
    for condition in forbidden:
        if compiled(condition)(case):
            refuted = {atom.key for atom in atoms_of(condition)} - changed
            if not refuted or any(fixed(key) for key in refuted):
                return None
            kept = {key: feature for key, feature in case.features.items() if key not in refuted}
            case = derive(replace(case, features=kept))
    return None if any(compiled(condition)(case) for condition in forbidden) else case


def distance(key: str, now: Value, other: Value) -> float:
    """How far another value is: a share of the number, steps along an ordered scale over its length, 1 for anything else."""
    spec = catalogue()[key]
    if isinstance(now, Interval) and isinstance(other, Interval) and other.exact is not None:
        if now.low <= other.exact <= now.high:
            return 0.0
        away = min(abs(other.exact - end) for end in (now.low, now.high))
        return away / max(abs(now.low), abs(other.exact), 1.0)
    if spec.ordered and isinstance(now, str) and isinstance(other, str) and {now, other} <= set(spec.values):
        return abs(spec.values.index(now) - spec.values.index(other)) / len(spec.values)
    return 1.0
