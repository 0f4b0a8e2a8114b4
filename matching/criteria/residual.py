"""What is left of a condition once everything a case knows has been used: the criteria that are still open, and nothing else.

>>> residual(parse({"patient.age": ">= 70", "patient.ecog": [0, 1]}), case)      # aged 74, nothing on ECOG
Atom(key='patient.ecog', test=OneOf(values=(Interval(low=0.0, ...), Interval(low=1.0, ...))))
"""

from __future__ import annotations

from collections.abc import Callable

from matching.case import Case, Feature
from matching.catalogue import catalogue
from matching.criteria.compiled import compiled
from matching.criteria.evaluate import Truth, combine
from matching.criteria.tree import AllOf, AnyOf, AtLeast, Atom, Condition, IsA, Known, Members, Not, OneOf, Within
from matching.tumour_types import tumour_types
from matching.value import Interval, SetValue

TRUE = AllOf(())
FALSE = AnyOf(())

Answers = Callable[[Atom], Truth]


def residual(condition: Condition, case: Case) -> Condition:
    """An equivalent condition for every completion of the case; TRUE or FALSE where the case settles it."""
    return reduced(condition, lambda atom: compiled(atom)(case))


def reduced(condition: Condition, answers: Answers) -> Condition:
    """The condition without the atoms that `answers` decides."""
    if isinstance(condition, Known):
        return TRUE  # in a completion everything is known
    if isinstance(condition, Atom):
        value = answers(condition)
        return condition if value is None else _settled(value)
    if isinstance(condition, Not):
        inner = reduced(condition.condition, answers)
        return _settled(inner == FALSE) if inner in (TRUE, FALSE) else Not(inner)
    parts = [reduced(part, answers) for part in condition.of]
    undecided = tuple(part for part in parts if part not in (TRUE, FALSE))
    wanted = condition.n if isinstance(condition, AtLeast) else 1 if isinstance(condition, AnyOf) else len(parts)
    wanted -= parts.count(TRUE)
    if wanted <= 0 or wanted > len(undecided):
        return _settled(wanted <= 0)
    if len(undecided) == 1:
        return undecided[0]
    if wanted == len(undecided):
        return AllOf(undecided)
    return AnyOf(undecided) if wanted == 1 else AtLeast(wanted, undecided)


def knowledge(feature: Feature) -> Condition:
    """What a value says of every completion: KRAS "mutated" is one of its mutations, an interval holds the number."""
    value = feature.value
    if isinstance(value, Interval):
        return Atom(feature.key, Within(value))
    if isinstance(value, SetValue):
        present = tuple(sorted(value.present))
        said: list[Condition] = [Atom(feature.key, Members("has_all", present))] if present else []
        if value.absent:
            said.append(Not(Atom(feature.key, Members("has_any", tuple(sorted(value.absent))))))
        if value.complete:
            said.append(Atom(feature.key, Members("only", present) if present else Members("none")))
        return AllOf(tuple(said))
    kind = catalogue()[feature.key].type
    if kind == "concept":
        return Atom(feature.key, IsA((str(value),))) if value in tumour_types() else TRUE
    return Atom(feature.key, OneOf((value,))) if kind in ("category", "boolean") else TRUE


def answer(condition: Condition, answers: Answers) -> Truth:
    """The Kleene answer of a condition from those of its atoms."""
    if isinstance(condition, Known):
        return True
    if isinstance(condition, Atom):
        return answers(condition)
    if isinstance(condition, Not):
        value = answer(condition.condition, answers)
        return None if value is None else not value
    return combine(condition, [answer(part, answers) for part in condition.of])


def _settled(value: bool) -> Condition:
    return TRUE if value else FALSE
