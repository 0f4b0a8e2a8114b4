"""Examples proposed to a curator, to be read again before they are added: from a stored case, or on the bound that none tries.

>>> example = from_case(guideline, "her2-neoadjuvant", case, "Cas proche du seuil")
>>> example["expect"]
{'neoadjuvant': ['her2-neoadjuvant']}

What is expected is what the rules answer today: a person says whether that is right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from guidelines.boundaries import Boundary, boundaries, parts
from guidelines.examples import example_case
from guidelines.judge import judge
from guidelines.model import Decision, Example, Guideline, Rule
from guidelines.sides import Side, sides
from guidelines.tried import rule_of
from matching.case import TREATMENT_FIELDS, Case
from matching.catalogue import catalogue
from matching.criteria.tree import AllOf, AnyOf, Atom, Compare, Condition, Events, Known, Not, OneOf, Within, atoms_of
from matching.criteria.worlds import Worlds
from matching.value import Interval, value_to_json

DATED = {"start", "end", "date"}  # what of a treatment's record is left out: an example has no date of a patient


def from_case(guideline: Guideline, rule: str, case: Case, name: str) -> dict[str, Any]:
    """An example from what a case knows of the features that the rule's decision looks at, without any date."""
    decision, _ = _found(guideline, rule)
    looked_at = [atom for one in (guideline.scope, *(own.when for own in decision.rules)) for atom in atoms_of(one)]
    known: dict[str, Any] = {
        key: value_to_json(case.features[key].value)
        for key in dict.fromkeys(atom.key for atom in looked_at) if key in case.features and catalogue()[key].type != "date"
    }  # fmt: skip
    if any(isinstance(atom.test, Events) for atom in looked_at) and case.treatments:
        known["treatments"] = [_record(one.to_json()) for one in case.treatments if not one.planned]
        known |= {"history_complete": True} if case.history_complete else {}
    return _example(guideline, decision, name, known)


def to_try(guideline: Guideline, rule: str) -> list[Boundary]:
    """The bounds of a rule that no example tries on both sides."""
    return [one for one in boundaries(guideline) if one.rule == rule and not one.exercised and not one.impossible]


def from_boundary(guideline: Guideline, bound: Boundary) -> list[dict[str, Any]]:
    """An example for each side of a bound that none tries yet; fewer where the patient would need a treatment history."""
    decision, rule = _found(guideline, bound.rule)
    worlds = Worlds([guideline.scope, *(own.when for own in decision.rules)])
    found = []
    for inside, tried in ((True, bound.inside), (False, bound.outside)):
        known = None if tried else _patient(guideline, rule, bound, inside, worlds)
        if known is not None:
            found.append(_example(guideline, decision, f"{bound.words} : {'rempli' if inside else 'non rempli'}", known))
    return found


def _patient(guideline: Guideline, rule: Rule, bound: Boundary, inside: bool, worlds: Worlds) -> dict[str, Any] | None:
    """What is known of a patient on one side of a bound, on whom the rule hangs on this criterion alone."""
    for part, branch in parts(rule.when):
        for _, words, side, near in sides(part, branch):
            if words != bound.words:
                continue
            holding = [guideline.scope, _forced(rule.when, part, AllOf(())), part if inside else Not(part)]
            for place in _places(part, near):
                found = worlds.find([*holding, *place], [_forced(rule.when, part, AnyOf(()))])
                if found and not any(found.received.values()) and _stands(found.case, side, inside):
                    known = {key: value_to_json(one.value) for key, one in found.case.features.items()}
                    return known | ({"history_complete": True} if found.received else {})
    return None


def _stands(case: Case, side: Side, inside: bool) -> bool:
    return side(case) is inside


def _places(part: Condition, near: Interval | None) -> Iterable[list[Condition]]:
    """Where to look for the patient: near the bound of a number, then at each value of a category, then anywhere."""
    if near is not None and isinstance(part, Atom):
        return [[Atom(part.key, Within(near))]]
    if isinstance(part, Atom) and isinstance(part.test, (Compare, OneOf)):
        return [[Atom(part.key, OneOf((value,)))] for value in catalogue()[part.key].values] or [[]]
    return [[]]


def _forced(condition: Condition, part: Condition, answer: Condition) -> Condition:
    """The condition as it would be if this part of it had that answer."""
    if condition == part:
        return answer
    if isinstance(condition, (Atom, Known)):
        return condition
    if isinstance(condition, Not):
        return Not(_forced(condition.condition, part, answer))
    return replace(condition, of=tuple(_forced(one, part, answer) for one in condition.of))


def _example(guideline: Guideline, decision: Decision, name: str, known: dict[str, Any]) -> dict[str, Any]:
    judged = judge(guideline, example_case(guideline, Example(name, known, {})))
    ours = judged.of(decision)
    answers = {value: [one.rule.id for one in ours if one.value is value] for value in (True, None)}
    missing = list(dict.fromkeys(key for one in ours for key in one.missing))
    example = {"name": name, "case": known, "expect": {decision.id: answers[True]}}
    return example | ({"possible": {decision.id: answers[None]}, "missing": missing} if missing else {})


def _found(guideline: Guideline, rule: str) -> tuple[Decision, Rule]:
    found = rule_of(guideline, rule)
    if found is None:
        raise KeyError(rule)
    return found


def _record(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key in TREATMENT_FIELDS and key not in DATED and value}
