"""The bounds that conditions hold, and whether a file's examples try both sides of each.

    >>> [(bound.rule, bound.words, bound.inside, bound.outside) for bound in boundaries(guideline)]
    [('accelerated', 'Ki67 ≥ 20 %', True, False)]

An example tries a side of a bound (sides.py) when it says what comes out of the rule's decision and the rule's answer hangs on this
criterion alone. A bound is left out when z3 proves that on one of its sides there is no patient, of those that data/impossible.yaml
allows, known in full or in part, whose answer hangs on this criterion.

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
from guidelines.model import Example, Guideline, Rule
from guidelines.sides import Side, sides
from matching.case import Case
from matching.criteria.compiled import compiled
from matching.criteria.evaluate import Truth, combine
from matching.criteria.tree import AnyOf, AtLeast, Atom, Condition, Events, Known, Members, Not, Within
from matching.criteria.worlds import Worlds
from matching.value import Interval

Answers = Callable[[Condition], Truth]  # of one case, each criterion evaluated once
Answered = tuple[Case, Answers]
ExampleCase = tuple[Example, Case]


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
    column: int = 0

    @property
    def exercised(self) -> bool:
        return self.inside and self.outside

    @property
    def sentence(self) -> str:
        """Which side no example tries."""
        absent = [words for words, seen in (("en deçà", self.outside), ("au-delà", self.inside)) if not seen]
        if self.kind == "alternative":
            absent = [
                words for words, seen in (("où ce critère manque", self.outside), ("où il décide", self.inside)) if not seen
            ]
        return f"règle « {self.rule} », {self.words} : aucun exemple {' ni '.join(absent)}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


def boundaries(guideline: Guideline) -> list[Boundary]:
    """Every bound of a guideline's rules, in the order of the file."""
    worlds = Worlds([guideline.scope, *(rule.when for decision in guideline.decisions for rule in decision.rules)])
    return of_examples(guideline, [(example, example_case(guideline, example)) for example in guideline.tests], worlds)


def of_examples(guideline: Guideline, cases: list[ExampleCase], worlds: Worlds) -> list[Boundary]:
    """The same with the cases of the examples, and worlds that hold the scope and the rules."""
    in_scope = [(example, case) for example, case in cases if compiled(guideline.scope)(case)]
    found: dict[tuple[str, str, str], Boundary] = {}
    for decision in guideline.decisions:
        asserted = [case for example, case in in_scope if decision.id in example.expect]
        answered = [(case, _answers(case)) for case in asserted]
        for rule in decision.rules:
            for bound in _of_rule(guideline, rule, answered, worlds):
                known = found.setdefault((bound.rule, bound.kind, bound.words), bound)
                inside, outside = known.inside or bound.inside, known.outside or bound.outside
                impossible = known.impossible or bound.impossible
                found[bound.rule, bound.kind, bound.words] = replace(known, inside=inside, outside=outside, impossible=impossible)
    return list(found.values())


def _answers(case: Case) -> Answers:
    return cache(lambda condition: compiled(condition)(case))


def _of_rule(guideline: Guideline, rule: Rule, cases: list[Answered], worlds: Worlds) -> Iterator[Boundary]:
    for part, branch in parts(rule.when):
        for kind, words, side, near in sides(part, branch):
            seen = _seen(rule.when, part, side, cases)
            untried = [answer for answer in (True, False) if answer not in seen]
            impossible = any(nobody_hangs_on(worlds, guideline.scope, rule.when, part, answer, near) for answer in untried)
            at = guideline.place(part, rule)
            yield Boundary(guideline.file, at.line, rule.id, kind, words, True in seen, False in seen, impossible, at.column)


def _seen(condition: Condition, part: Condition, side: Side, cases: list[Answered]) -> set[Truth]:
    """The sides of a bound that some case tries, the condition hanging on this part alone."""
    seen: set[Truth] = set()
    for case, answers in cases:
        if len(seen) == 2:
            break
        where = side(case)
        if where is not None and where not in seen and hangs_on(condition, part, answers):
            seen.add(where)
    return seen


def parts(condition: Condition, branch: bool = False) -> Iterator[tuple[Condition, bool]]:
    """Every criterion of a condition and every branch of its `any`, in the order written; is it such a branch?"""
    if isinstance(condition, Atom) or branch:
        yield condition, branch
    if isinstance(condition, Not):
        yield from parts(condition.condition)
    elif not isinstance(condition, (Atom, Known)):
        for part in condition.of:
            yield from parts(part, isinstance(condition, (AnyOf, AtLeast)))


def hangs_on(condition: Condition, part: Condition, answers: Answers) -> bool:
    """Is the condition met or no longer surely met according to this part alone, the rest of the case being what it is?"""
    with_it, without = (_forced(condition, part, answer, answers) is True for answer in (True, False))
    return with_it is not without


def _forced(condition: Condition, part: Condition, answer: bool, answers: Answers) -> Truth:
    """The answer of a condition if this part of it had that answer."""
    if condition == part:
        return answer
    if isinstance(condition, (Atom, Known)):
        return answers(condition)
    if isinstance(condition, Not):
        value = _forced(condition.condition, part, answer, answers)
        return None if value is None else not value
    return combine(condition, [_forced(one, part, answer, answers) for one in condition.of])


def nobody_hangs_on(
    worlds: Worlds, scope: Condition, condition: Condition, part: Condition, answer: bool, near: Interval | None
) -> bool:
    """Is there provably no patient in scope, each feature known or not, with this answer to this part and the condition on it?

    `near` is where a number must be to try one end of the part.
    """
    known: dict[object, Any] = {}
    in_scope, _ = _sure(worlds, known, scope)
    side = _sure(worlds, known, part)[0 if answer else 1]
    with_it, _ = _sure(worlds, known, condition, part, True)
    without, _ = _sure(worlds, known, condition, part, False)
    asked = [in_scope, side, with_it != without]
    if near is not None and isinstance(part, Atom):
        asked.append(worlds.formula(Atom(part.key, Within(near))))
    return bool(worlds.solver.check(*asked) == z3.unsat)


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
