"""The bounds that conditions hold, and whether a file's examples try both sides of each.

    >>> [(bound.rule, bound.words, bound.inside, bound.outside) for bound in boundaries(guideline)]
    [('accelerated', 'Ki67 ≥ 20 %', True, False)]

A bound is an end of a numeric comparator, an ordered category, the length of a window. An alternative is one of several listed
values or a branch of `any`: inside, the patient has it; outside, the patient has none of the list. An example tries a side when
it says what comes out of the rule's decision and the rule's answer hangs on this criterion alone; for a bound, when it also
stands within one step of it (one in the last digit written, one category). A bound is left out when z3 proves that on one of its
sides there is no patient, of those that data/impossible.yaml allows, known in full or in part, whose answer hangs on this criterion.

`python -m guidelines.boundaries [PATH]` prints the shares, the bounds that are not tried on both sides, how many were left out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import z3

from guidelines.examples import example_case
from guidelines.load import RULES, load_all
from guidelines.model import Decision, Guideline, Rule
from matching.case import INFINITY, Case, Interval
from matching.catalogue import catalogue
from matching.criteria.evaluate import Truth, combine, evaluate
from matching.criteria.french import atom_words, condition_words
from matching.criteria.tree import AnyOf, AtLeast, Atom, Compare, Condition, Events, Known, Members, Not, OneOf, Within
from matching.criteria.worlds import Worlds

Side = Callable[[Case], Truth]


@dataclass(frozen=True)
class Boundary:
    """One bound of one rule. `kind`: threshold or alternative; `inside` and `outside`: is there an example on this side?
    `impossible`: a side that is not tried has no patient for it."""

    file: str
    line: int
    rule: str
    kind: str
    words: str
    inside: bool
    outside: bool
    impossible: bool = False

    @property
    def exercised(self) -> bool:
        return self.inside and self.outside

    def __str__(self) -> str:
        absent = [words for words, seen in (("en deçà", self.outside), ("au-delà", self.inside)) if not seen]
        if self.kind == "alternative":
            absent = [
                words for words, seen in (("où ce critère manque", self.outside), ("où il décide", self.inside)) if not seen
            ]
        return f"{self.file}:{self.line}: règle « {self.rule} », {self.words} : aucun exemple {' ni '.join(absent)}"


def boundaries(guideline: Guideline) -> list[Boundary]:
    """Every bound of a guideline's rules, in the order of the file."""
    cases = [(example, example_case(guideline, example)) for example in guideline.tests]
    in_scope = [(example, case) for example, case in cases if evaluate(guideline.scope, case).value]
    found: dict[tuple[str, str, str], Boundary] = {}
    for decision in guideline.decisions:
        asserted = [case for example, case in in_scope if decision.id in example.expect]
        for rule in decision.rules:
            for bound in _of_rule(guideline, decision, rule, asserted):
                known = found.setdefault((bound.rule, bound.kind, bound.words), bound)
                inside, outside = known.inside or bound.inside, known.outside or bound.outside
                impossible = known.impossible or bound.impossible
                found[bound.rule, bound.kind, bound.words] = replace(known, inside=inside, outside=outside, impossible=impossible)
    return list(found.values())


def _of_rule(guideline: Guideline, decision: Decision, rule: Rule, cases: list[Case]) -> Iterator[Boundary]:
    for part, branch in parts(rule.when):
        found = list(sides(part, branch))
        telling = [case for case in cases if hangs_on(rule.when, part, case)] if found else []
        for kind, words, side in found:
            seen = {side(case) for case in telling}
            untried = [answer for answer in (True, False) if answer not in seen]
            impossible = any(nobody_hangs_on(guideline.scope, rule.when, part, answer) for answer in untried)
            yield Boundary(guideline.file, rule.line, rule.id, kind, words, True in seen, False in seen, impossible)


def parts(condition: Condition, branch: bool = False) -> Iterator[tuple[Condition, bool]]:
    """Every criterion of a condition and every branch of its `any`, in the order written; is it such a branch?"""
    if isinstance(condition, Atom) or branch:
        yield condition, branch
    if isinstance(condition, Not):
        yield from parts(condition.condition)
    elif not isinstance(condition, (Atom, Known)):
        for part in condition.of:
            yield from parts(part, isinstance(condition, (AnyOf, AtLeast)))


def hangs_on(condition: Condition, part: Condition, case: Case) -> bool:
    """Is the condition met or no longer surely met according to this part alone, the rest of the case being what it is?"""
    with_it, without = (_forced(condition, part, answer, case) is True for answer in (True, False))
    return with_it is not without


def _forced(condition: Condition, part: Condition, answer: bool, case: Case) -> Truth:
    """The answer of a condition if this part of it had that answer."""
    if condition == part:
        return answer
    if isinstance(condition, (Atom, Known)):
        return evaluate(condition, case).value
    if isinstance(condition, Not):
        value = _forced(condition.condition, part, answer, case)
        return None if value is None else not value
    return combine(condition, [_forced(one, part, answer, case) for one in condition.of])


@cache
def nobody_hangs_on(scope: Condition, condition: Condition, part: Condition, answer: bool) -> bool:
    """Is there provably no patient in scope, each feature known or not, with this answer to this part and the condition on it?"""
    worlds = Worlds((scope, condition))
    known: dict[object, Any] = {}
    in_scope, _ = _sure(worlds, known, scope)
    side = _sure(worlds, known, part)[0 if answer else 1]
    with_it, _ = _sure(worlds, known, condition, part, True)
    without, _ = _sure(worlds, known, condition, part, False)
    for key in sorted(key for key in worlds.atoms if catalogue()[key].whole):
        worlds.solver.add(worlds.variables[key] >= 0)  # a count is never negative
    worlds.solver.add(in_scope, side, with_it != without)
    return bool(worlds.solver.check() == z3.unsat)


def _sure(
    worlds: Worlds, known: dict[object, Any], condition: Condition, part: Condition | None = None, answer: bool = True
) -> tuple[Any, Any]:
    """When a condition is surely met and surely not met, as z3 formulas, this part of it having this answer.

    A set or a history may be silent on one criterion and not on another; any other feature is known for all of them or for none.
    """
    if condition == part:
        return z3.BoolVal(answer, worlds.context), z3.BoolVal(not answer, worlds.context)
    if isinstance(condition, Atom):
        source = condition if isinstance(condition.test, (Events, Members)) else condition.key
        told = known.setdefault(source, z3.Bool(f"known {len(known)}", worlds.context))
        holds = worlds.formula(condition)
        return z3.And(told, holds), z3.And(told, z3.Not(holds))
    if isinstance(condition, Known):
        return z3.BoolVal(True, worlds.context), z3.BoolVal(False, worlds.context)
    if isinstance(condition, Not):
        met, unmet = _sure(worlds, known, condition.condition, part, answer)
        return unmet, met
    pairs = [_sure(worlds, known, one, part, answer) for one in condition.of]
    wanted = condition.n if isinstance(condition, AtLeast) else 1 if isinstance(condition, AnyOf) else len(pairs)
    return _at_least(worlds, wanted, [met for met, _ in pairs]), _at_least(
        worlds, len(pairs) - wanted + 1, [un for _, un in pairs]
    )


def _at_least(worlds: Worlds, wanted: int, formulas: list[Any]) -> Any:
    return z3.PbGe([(formula, 1) for formula in formulas], wanted) if formulas else z3.BoolVal(wanted <= 0, worlds.context)


# The sides of a criterion ----------------------------------------------------------------------------------------------------


def sides(part: Condition, branch: bool) -> Iterator[tuple[str, str, Side]]:
    """The bounds and alternatives of a criterion: kind, words, and on which side a case stands (None: on neither, or far off)."""
    if isinstance(part, Atom):
        found = list(_of_atom(part))
        yield from found
        if found:
            return
    if branch:
        yield "alternative", condition_words(part), lambda case: evaluate(part, case).value


def _of_atom(atom: Atom) -> Iterator[tuple[str, str, Side]]:
    test, words = atom.test, atom_words(atom)
    if isinstance(test, Compare):
        yield "threshold", words, _near_category(atom, test)
    elif isinstance(test, Events) and (test.window or test.line or test.count):
        yield "threshold", words, _event(atom, test)
    elif isinstance(test, Within) and test.interval.exact is None:
        yield from _ends(atom, test.interval, words)
    elif isinstance(test, OneOf) and len(test.values) > 1:
        for value in test.values:
            if isinstance(value, Interval) and value.exact is None:
                yield from _ends(atom, value, words)
            else:
                one = Atom(atom.key, OneOf((value,)))
                yield "alternative", f"{words} : {atom_words(one)}", _listed(atom, one)


def _listed(atom: Atom, one: Atom) -> Side:
    """Inside with this very value, outside with none of the list."""

    def side(case: Case) -> Truth:
        if evaluate(atom, case).value is False:
            return False
        return True if evaluate(one, case).value else None

    return side


def _ends(atom: Atom, interval: Interval, words: str) -> Iterator[tuple[str, str, Side]]:
    for end, name in ((interval.low, "borne basse"), (interval.high, "borne haute")):
        if abs(end) < INFINITY:
            both = abs(interval.low) < INFINITY and abs(interval.high) < INFINITY
            yield "threshold", f"{words} ({name})" if both else words, _near_number(atom, end)


def step(key: str, end: float) -> float:
    """One in the last digit of a bound: 1 for 20, 0.1 for 1.5; always 1 for whole numbers."""
    decimals = 0 if catalogue()[key].whole else len(f"{end:.6f}".rstrip("0").partition(".")[2])
    return float(10**-decimals)


def _near_number(atom: Atom, end: float) -> Side:
    def side(case: Case) -> Truth:
        value = case.value(atom.key)
        if not isinstance(value, Interval) or value.exact is None:
            return None
        near = abs(value.exact - end) <= step(atom.key, end) * 1.001
        return evaluate(atom, case).value if near else None

    return side


def _near_category(atom: Atom, test: Compare) -> Side:
    spec = catalogue()[atom.key]
    stems = [name for name in spec.values if name not in spec.parents]

    def side(case: Case) -> Truth:
        value = case.value(atom.key)
        if value is None or str(value) not in spec.values:
            return None
        distance = stems.index(spec.kinds(str(value))[-1]) - stems.index(spec.kinds(test.bound)[-1])
        return evaluate(atom, case).value if abs(distance) <= 1 else None

    return side


def _event(atom: Atom, test: Events) -> Side:
    """Outside, the treatment is there and only its date, line or number fails."""
    anyway = Atom(atom.key, replace(test, mode="any", window=None, line=None, count=None))

    def side(case: Case) -> Truth:
        return evaluate(atom, case).value if evaluate(anyway, case).value else None

    return side


def main(arguments: list[str]) -> int:
    found = [bound for path in arguments or [str(RULES)] for one in load_all(path).guidelines for bound in boundaries(one)]
    left_out = [bound for bound in found if bound.impossible]
    found = [bound for bound in found if not bound.impossible]
    for bound in found:
        if not bound.exercised:
            sys.stdout.write(f"{bound}\n")
    for kind, words in (("threshold", "bornes"), ("alternative", "alternatives")):
        some = [bound for bound in found if bound.kind == kind]
        tried = sum(bound.exercised for bound in some)
        sys.stdout.write(f"{words} : {tried} sur {len(some)} éprouvées des deux côtés ({tried / max(len(some), 1):.1%})\n")
    sys.stdout.write(f"sans patient possible d'un côté : {len(left_out)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
