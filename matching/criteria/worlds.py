"""Conditions over every patient there may be: a formula for z3 on patients of whom everything is known.

    >>> worlds = Worlds([parse({"tumour.t": ">= T3"}), parse({"tumour.t": [T1, T2]})])
    >>> worlds.find([parse({"tumour.t": ">= T3"}), parse({"tumour.t": ["T1", "T2"]})]) is None      # nobody is both
    True

A value of a list (T, HER2, tumour type) is tried in each condition by the evaluator itself, so the two cannot differ there.
A condition on treatments is taken as one that may hold or not, freely of the others.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import z3

from matching.case import Case, Feature
from matching.catalogue import FeatureSpec, catalogue
from matching.criteria.condition import parse
from matching.criteria.told_apart import TODAY, holds, values_told_apart
from matching.criteria.tree import (
    AllOf,
    AtLeast,
    Atom,
    Condition,
    DateWindow,
    Events,
    Known,
    Members,
    Not,
    OneOf,
    Span,
    Within,
    atoms_of,
)  # fmt: skip
from matching.data_files import load_yaml
from matching.value import INFINITY, Interval, SetValue, Value

DAYS_A_MONTH = 30.44


@dataclass(frozen=True)
class Patient:
    """What conditions know of a patient: a value of the features they name, and whether the treatments they name were received."""

    case: Case
    received: Mapping[Atom, bool] = field(default_factory=dict)


_kept = threading.local()


def _context() -> Any:
    """The z3 context of this thread: to make one takes longer than most questions asked of it."""
    if not hasattr(_kept, "context"):
        _kept.context = z3.Context()
    return _kept.context


class Worlds:
    """The patients that some conditions can tell apart, `forbidden` ones left out. To be used in the thread that made it."""

    def __init__(self, conditions: Iterable[Condition], forbidden: Iterable[Condition] | None = None):
        self.context = _context()
        self.atoms: dict[str, list[Atom]] = {}
        self.variables: dict[str, Any] = {}
        self.values: dict[str, list[str]] = {}
        self.solver = z3.Solver(ctx=self.context)
        self._formulas: dict[Condition, Any] = {}
        self._literals: dict[Condition, Any] = {}
        forbidden = list(impossible() if forbidden is None else forbidden)
        conditions = [*conditions, *forbidden]
        for atom in {atom: None for condition in conditions for atom in atoms_of(condition)}:
            self.atoms.setdefault(atom.key, []).append(atom)
        for key in self.atoms:
            self._declare(catalogue()[key])
        for condition in forbidden:
            self.solver.add(z3.Not(self.formula(condition)))

    def find(self, holding: Iterable[Condition], failing: Iterable[Condition] = ()) -> Patient | None:
        """A patient on whom all of these hold and none of those, known of what they name; None where there can be none."""
        holding, failing = [*holding], [*failing]
        if not self.possible(holding, failing):
            return None
        return self._patient(self.solver.model(), [atom for one in (*holding, *failing) for atom in atoms_of(one)])

    def gap(self, holding: Iterable[Condition], failing: Iterable[Condition]) -> Patient | None:
        """Such a patient with only the values that make every one of `failing` fail, whatever the others."""
        holding, failing = [*holding], [*failing]
        if not self.possible(holding, failing):
            return None
        return self._told(failing, self._any([self.formula(one) for one in failing]), holding)

    def difference(self, holding: Condition, failing: Condition) -> Patient | None:
        """A patient with only the values that make one condition hold and the other fail."""
        if not self.possible([holding], [failing]):
            return None
        return self._told([failing, holding], z3.Or(self.formula(failing), z3.Not(self.formula(holding))), [])

    def _told(self, conditions: list[Condition], contrary: Any, holding: list[Condition]) -> Patient:
        """The values of the patient just found that are enough to refute the contrary."""
        model, named = self.solver.model(), [atom for condition in conditions for atom in atoms_of(condition)]
        facts = {z3.Bool(f"fact {key}", self.context): (key, fact) for key, fact in self._facts(model, named)}
        self.solver.push()
        self.solver.add(*(z3.Implies(name, fact) for name, (_, fact) in facts.items()), contrary)
        self.solver.check(*map(self.literal, holding), *facts)
        core = {facts[name][0] for name in self.solver.unsat_core() if name in facts}
        self.solver.pop()
        return self._patient(model, [atom for atom in named if atom in core or atom.key in core])

    def _facts(self, model: Any, named: Iterable[Atom]) -> Iterator[tuple[str | Atom, Any]]:
        """What a model says of the features and of the treatments that some atoms name, as formulas."""
        for source in dict.fromkeys(atom if isinstance(atom.test, Events) else atom.key for atom in named):
            variable = self.formula(source) if isinstance(source, Atom) else self.variables[source]
            parts = list(variable.values()) if isinstance(variable, dict) else [variable]
            yield source, self._all([part == model.eval(part, model_completion=True) for part in parts])

    def possible(self, holding: Iterable[Condition], failing: Iterable[Condition] = ()) -> bool:
        """Is there such a patient? Quicker than to find one."""
        literals = [self.literal(condition) for condition in holding]
        literals += [z3.Not(self.literal(condition)) for condition in failing]
        return bool(self.solver.check(*literals) == z3.sat)

    def literal(self, condition: Condition) -> Any:
        """A variable that says whether the condition holds: conditions are told to the solver once, and then assumed or not."""
        found = self._literals.get(condition)
        if found is None:
            found = self._literals[condition] = z3.Bool(f"condition {len(self._literals)}", self.context)
            self.solver.add(found == self.formula(condition))
        return found

    def formula(self, condition: Condition) -> Any:
        """The condition on the variables of this object."""
        found = self._formulas.get(condition)
        if found is None:
            found = self._formulas[condition] = self._formula(condition)
        return found

    def _formula(self, condition: Condition) -> Any:
        if isinstance(condition, Atom):
            return self._atom(condition)
        if isinstance(condition, Known):
            return z3.BoolVal(True, self.context)
        if isinstance(condition, Not):
            return z3.Not(self.formula(condition.condition))
        parts = [self.formula(part) for part in condition.of]
        if isinstance(condition, AtLeast):
            return z3.PbGe([(part, 1) for part in parts], condition.n)
        return self._all(parts) if isinstance(condition, AllOf) else self._any(parts)

    def _all(self, parts: list[Any]) -> Any:
        return z3.And(*parts) if parts else z3.BoolVal(True, self.context)

    def _any(self, parts: list[Any]) -> Any:
        return z3.Or(*parts) if parts else z3.BoolVal(False, self.context)

    # Variables -----------------------------------------------------------------------------------------------------------

    def _declare(self, spec: FeatureSpec) -> None:
        if spec.type == "number":
            self.variables[spec.key] = (z3.Int if spec.whole else z3.Real)(spec.key, self.context)
            if spec.range:
                self.solver.add(self._between(self.variables[spec.key], Interval(*spec.range)))
            elif spec.whole:
                self.solver.add(self.variables[spec.key] >= 0)  # a count is never negative
        elif spec.type == "boolean":
            self.variables[spec.key] = z3.Bool(spec.key, self.context)
        elif spec.type in ("category", "concept"):
            self.values[spec.key] = [str(value) for value in values_told_apart(spec.key, self.atoms[spec.key])]
            self.variables[spec.key] = z3.Int(spec.key, self.context)
            self.solver.add(self.variables[spec.key] >= 0, self.variables[spec.key] < len(self.values[spec.key]))
        elif spec.type == "date":
            self.variables[spec.key] = z3.Int(spec.key, self.context)  # days before the case's date
            self.solver.add(self.variables[spec.key] >= 0)
        elif spec.type == "set":
            self._declare_set(spec)

    def _declare_set(self, spec: FeatureSpec) -> None:
        named = {value for atom in self.atoms[spec.key] if isinstance(atom.test, Members) for value in atom.test.values}
        finest = [value for value in spec.values or sorted(named) if value not in spec.parents.values()]
        members = {value: z3.Bool(f"{spec.key} {value}", self.context) for value in finest}
        self.variables[spec.key] = members
        for value, others in spec.excludes.items():
            clashing = [members[one] for other in others for one in finest if other in spec.kinds(one)]
            self.solver.add(z3.Implies(members[value], z3.Not(self._any(clashing))))

    # Atoms ---------------------------------------------------------------------------------------------------------------

    def _atom(self, atom: Atom) -> Any:
        spec, variable, test = catalogue()[atom.key], self.variables.get(atom.key), atom.test
        if isinstance(test, Events):
            return self._events(atom)
        if isinstance(test, Within):
            return self._between(variable, test.interval)
        if spec.type == "number" and isinstance(test, OneOf):
            return self._any([self._between(variable, interval) for interval in test.values])
        if spec.type == "boolean" and isinstance(test, OneOf):
            return self._any([variable if value else z3.Not(variable) for value in test.values])
        if isinstance(test, Members):
            return self._members(spec, test)
        if isinstance(test, DateWindow):
            return self._window(variable, test)
        return self._any([variable == index for index, value in enumerate(self.values[atom.key]) if holds(atom, value)])

    def _between(self, variable: Any, interval: Interval) -> Any:
        bounds = []
        if interval.low > -INFINITY:
            low = z3.RealVal(str(Fraction(str(interval.low))), self.context)
            bounds.append(variable > low if interval.low_open else variable >= low)
        if interval.high < INFINITY:
            high = z3.RealVal(str(Fraction(str(interval.high))), self.context)
            bounds.append(variable < high if interval.high_open else variable <= high)
        return self._all(bounds)

    def _window(self, days: Any, window: DateWindow) -> Any:
        bounds = [days <= _days(window.within)] if window.within else []
        if window.older_than:
            bounds.append(days >= _days(window.older_than))
        return self._all(bounds)

    def _members(self, spec: FeatureSpec, test: Members) -> Any:
        members = self.variables[spec.key]
        if test.mode == "none":
            return z3.Not(self._any(list(members.values())))
        if test.mode == "at_least":
            return z3.PbGe([(member, 1) for member in members.values()], test.n)
        if test.mode == "only":
            others = [member for value, member in members.items() if not set(spec.kinds(value)) & set(test.values)]
            return self._all([self._any(list(members.values())), z3.Not(self._any(others))])
        wanted = [self._any([members[one] for one in members if value in spec.kinds(one)]) for value in test.values]
        return self._all(wanted) if test.mode == "has_all" else self._any(wanted)

    def _events(self, atom: Atom) -> Any:
        """`none` is the contrary of `any` of the same words; otherwise treatments are free of one another."""
        test = atom.test
        assert isinstance(test, Events)
        return z3.Not(self.event(atom)) if test.mode == "none" else self.event(atom)

    def event(self, atom: Atom) -> Any:
        """The variable of the treatments that an atom describes."""
        test = atom.test
        assert isinstance(test, Events)
        return z3.Bool(f"{atom.key} {('count', test) if test.mode == 'count' else _words(test)}", self.context)

    # A patient -----------------------------------------------------------------------------------------------------------

    def _patient(self, model: Any, named: Iterable[Atom]) -> Patient:
        """What a model says of the features and the treatments that some atoms name."""
        features: dict[str, Feature] = {}
        received: dict[Atom, bool] = {}
        for atom in named:
            if isinstance(atom.test, Events):
                received[atom] = bool(z3.is_true(model.eval(self.formula(atom), model_completion=True)))
            elif atom.key not in features:
                value = self._value(catalogue()[atom.key], self.variables[atom.key], model)
                features[atom.key] = Feature(atom.key, value)
        return Patient(Case("exemple", TODAY, features), received)

    def _value(self, spec: FeatureSpec, variable: Any, model: Any) -> Value:
        if spec.type == "set":
            present = [value for value, member in variable.items() if z3.is_true(model.eval(member, model_completion=True))]
            return SetValue(frozenset(present), complete=True)
        value = model.eval(variable, model_completion=True)
        if spec.type == "boolean":
            return bool(z3.is_true(value))
        if spec.type == "number":
            return Interval.exactly(float(value.as_fraction()) if z3.is_rational_value(value) else float(value.as_long()))
        if spec.type == "date":
            return (TODAY - datetime.timedelta(days=value.as_long())).isoformat()
        return str(self.values[spec.key][value.as_long()])


@cache
def impossible() -> tuple[Condition, ...]:
    """The conditions of data/impossible.yaml, which no patient meets."""
    return tuple(parse(source) for source in load_yaml("impossible.yaml"))


def _words(test: Events) -> tuple[Any, ...]:
    return (test.agents, test.classes, test.modality, test.setting, test.line, test.stopped_for, test.response, test.window)


def _days(span: Span) -> int:
    return round(span.months * DAYS_A_MONTH) + span.days
