"""What to ask: the unknown features that change an outcome, exactly, and how much each is expected to settle.

    >>> relevance = Relevance(case, [parse({"any": [{"tumour.t": "T1", "patient.ecog": 0}, {"tumour.t": "T1", "patient.ecog": ">= 1"}]})])
    >>> relevance.of("tumour.t"), relevance.of("patient.ecog")
    (True, False)

A feature is relevant when two completions of the case that differ in it alone (or, where the impossible patients of
data/impossible.yaml bind it to others, in these together) have different outcomes. Leaving such a feature out would leave two
completions apart undistinguished; all of them fix the outcomes. So this is the one smallest list, whatever the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import z3

from matching.case import Case
from matching.catalogue import catalogue
from matching.criteria.evaluate import Truth
from matching.criteria.residual import FALSE, TRUE, answer, knowledge, residual
from matching.criteria.told_apart import ways_to_answer
from matching.criteria.tree import Atom, Condition, atoms_of
from matching.criteria.worlds import Worlds, impossible

TIMEOUT = 100  # milliseconds for one feature


class Relevance:
    """Whether the unknown features of a case change some outcomes. One solver for all the features asked of it."""

    def __init__(self, case: Case, outcomes: Iterable[Condition], timeout: int = TIMEOUT):
        forbidden = [residual(one, case) for one in impossible()]
        self.outcomes = [left for one in outcomes if (left := residual(one, case)) not in (TRUE, FALSE)]
        self.forbidden = [one for one in forbidden if one not in (TRUE, FALSE)]
        named = {atom.key for one in (*self.outcomes, *self.forbidden) for atom in atoms_of(one)}
        known = [knowledge(case.features[key]) for key in sorted(named & case.features.keys())]
        self.worlds = Worlds([*self.outcomes, *known], self.forbidden)
        self.worlds.solver.add(*map(self.worlds.formula, known))
        self.constraint = z3.And(*self.worlds.solver.assertions(), z3.BoolVal(True, self.worlds.context))
        self.worlds.solver.set("timeout", timeout)
        self.known: dict[str, bool | None] = {}

    @property
    def features(self) -> tuple[str, ...]:
        """The features that outcomes still name: those worth asking about."""
        return tuple(dict.fromkeys(atom.key for one in self.outcomes for atom in atoms_of(one)))

    def of(self, key: str) -> bool | None:
        """Does the feature change an outcome? None when the solver was not done in its time: nothing is proved either way."""
        if key not in self.known:
            alone = self._differ({key})
            linked = self._linked(key)
            if alone is False and len(linked) > 1 and not any(self._differ({other}) for other in linked - {key}):
                alone = self._differ(linked)
            self.known[key] = alone
        return self.known[key]

    def _linked(self, key: str) -> set[str]:
        """The unknown features that impossible patients bind to this one, itself included."""
        groups = [{atom.key for atom in atoms_of(one)} for one in self.forbidden]
        found = {key}
        while wider := [group for group in groups if group & found and not group <= found]:
            found.update(*wider)
        return found

    def _differ(self, keys: set[str]) -> bool | None:
        """Are there two completions with the same value of every other feature, and another outcome?"""
        pairs = [(variable, self._twin(variable)) for key in keys for variable in self._variables(key)]
        concerned = [one for one in self.outcomes if keys & {atom.key for atom in atoms_of(one)}]
        if not pairs or not concerned:
            return False
        formulas = [self.worlds.formula(one) for one in concerned]
        changed = [formula != z3.substitute(formula, *pairs) for formula in formulas]
        solver = self.worlds.solver
        solver.push()
        solver.add(z3.substitute(self.constraint, *pairs), z3.Or(*changed))
        found = solver.check()
        solver.pop()
        return None if found == z3.unknown else bool(found == z3.sat)

    def _twin(self, variable: Any) -> Any:
        return z3.Const(f"{variable} other", variable.sort())

    def _variables(self, key: str) -> list[Any]:
        if catalogue()[key].type == "event":
            named = {atom for one in self.outcomes for atom in atoms_of(one) if atom.key == key}
            return list({str(one): one for atom in named for one in [self.worlds.event(atom)]}.values())
        variable = self.worlds.variables.get(key)
        return list(variable.values()) if isinstance(variable, dict) else [] if variable is None else [variable]


def closings(key: str, residuals: Mapping[str, Sequence[Condition]]) -> tuple[float, float]:
    """How many groups of conditions (say, decisions) and how many conditions are expected to be settled by one feature.

    Every way of answering the atoms that name it counts as much as another; a group is settled with its last condition.
    """
    concerned = {name: [one for one in some if _names(one, key)] for name, some in residuals.items()}
    concerned = {name: some for name, some in concerned.items() if some}
    atoms = list(dict.fromkeys(
        atom for some in concerned.values() for one in some for atom in atoms_of(one) if atom.key == key
    ))  # fmt: skip
    ways = ways_to_answer(key, atoms)
    groups = settled = 0
    for way in ways:

        def answers(atom: Atom, way: Mapping[Atom, Truth] = way) -> Truth:
            return way.get(atom)

        for name, some in concerned.items():
            decided = sum(answer(one, answers) is not None for one in some)
            settled += decided
            groups += decided == len(residuals[name])
    return (groups / len(ways), settled / len(ways)) if ways else (0.0, 0.0)


def _names(condition: Condition, key: str) -> bool:
    return any(atom.key == key for atom in atoms_of(condition))
