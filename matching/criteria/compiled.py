"""Compiled conditions: a tree becomes a closure that gives the verdict on one case, without its reasons and many times faster.

    >>> decide = compiled(parse({"patient.age": ">= 70", "patient.ecog": [0, 1]}))
    >>> decide(case)                                       # aged 74, nothing on ECOG: unknown
    >>> decide(younger)                                    # aged 54
    False

For where only the verdict matters: many conditions on one case. Everything that does not depend on the case is worked out
beforehand, and a connective stops at the part that decides it. The verdict is that of the reference evaluator (evaluate.py).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from operator import attrgetter
from typing import Any

from matching.case import Case, Feature, Treatment
from matching.catalogue import FeatureSpec, catalogue
from matching.criteria.connectives import all_of, any_of, at_least, negated
from matching.criteria.dates import days_verdict, window_verdict
from matching.criteria.evaluate import WITHOUT_DRUGS, Truth, ended, evaluate
from matching.criteria.intervals import closed_ends, joined, whole
from matching.criteria.members import finer_kinds, membership
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
    Within,
)  # fmt: skip
from matching.drugs import members_of
from matching.value import INFINITY, Interval, SetValue

Decide = Callable[[Case], Truth]
OnValue = Callable[[Any], Truth]
OnDate = Callable[[str, datetime.date], Truth]
OnRecord = Callable[[tuple[Treatment, datetime.date]], Truth]

ATOMS = 50_000  # kept: more than the rules and a registry hold of different ones


def compiled(condition: Condition) -> Decide:
    """The verdict of a condition, as a function of the case."""
    if isinstance(condition, (Atom, Known)):
        return _atom(condition)
    if isinstance(condition, Not):
        return negated(compiled(condition.condition))
    parts = [compiled(part) for part in condition.of]
    if isinstance(condition, AtLeast):
        return at_least(condition.n, parts)
    return all_of(parts) if isinstance(condition, AllOf) else any_of(parts)


@lru_cache(ATOMS)
def _atom(atom: Atom | Known) -> Decide:
    key = atom.key
    if isinstance(atom, Known):
        return lambda case: case.value(key) is not None
    if isinstance(atom.test, Events):
        return _events(atom.test)
    if isinstance(atom.test, DateWindow):
        return _date(key, _window(atom.test))
    answer = on_value(atom)

    def decide(case: Case) -> Truth:
        value = case.value(key)
        return None if value is None else answer(value)

    return decide


@lru_cache(ATOMS)
def on_value(atom: Atom) -> OnValue:
    """What a value of the feature, once it is known, answers to an atom that is neither of a date nor of treatments."""
    spec, test = catalogue()[atom.key], atom.test
    if isinstance(test, Members):
        return _members(spec, test)
    if spec.type == "number":
        return _number(spec, (test.interval,) if isinstance(test, Within) else test.values if isinstance(test, OneOf) else ())
    return _listed(atom)


# Numbers -------------------------------------------------------------------------------------------------------------------


def _number(spec: FeatureSpec, wanted: Iterable[Interval]) -> OnValue:
    inside = _inside(joined(wanted) if spec.whole else wanted)

    def answer(value: Interval) -> Truth:
        if value.low == value.high:
            return inside(value.low, value.high)
        return inside(*closed_ends(whole(value) if spec.whole else value))

    return answer


def _inside(wanted: Iterable[Interval]) -> Callable[[float, float], Truth]:
    """Is the number between two (closed) ends in one of the wanted intervals?"""
    ends = [closed_ends(interval) for interval in wanted]

    def inside(low: float, high: float) -> Truth:
        value: Truth = False
        for first, last in ends:
            if first <= low and high <= last:
                return True
            if first <= high and low <= last:
                value = None
        return value

    return inside


# Categories and concepts ---------------------------------------------------------------------------------------------------


def _listed(atom: Atom) -> OnValue:
    """A value of a list is tried once, by the reference evaluator."""

    @cache
    def answer(value: str | bool) -> Truth:
        return evaluate(atom, Case("", datetime.date.min, {atom.key: Feature(atom.key, value)})).value

    return answer


# Sets ----------------------------------------------------------------------------------------------------------------------


def _members(spec: FeatureSpec, test: Members) -> OnValue:
    if test.mode == "none":
        return lambda value: False if value.present else True if value.complete else None
    if test.mode == "at_least":
        return _several(spec, test.n)
    if test.mode == "only":
        return _only(spec, test.values)
    has = [_has(spec, member) for member in test.values]
    return all_of(has) if test.mode == "has_all" else any_of(has)


def _has(spec: FeatureSpec, member: str) -> OnValue:
    found = membership(spec, member)

    def answer(value: SetValue) -> Truth:
        if not value.present.isdisjoint(found.proving):
            return True
        if not (value.absent.isdisjoint(found.denying) and value.present.isdisjoint(found.excluding)):
            return False
        if not value.present.isdisjoint(found.vague):
            return None
        return False if value.complete else None

    return answer


def _several(spec: FeatureSpec, n: int) -> OnValue:
    """At least n members. One that is stated beside a kind of it counts once; in a closed set it may stand for several."""
    coarse = {member: finer_kinds(spec, member) for member in spec.parents.values()}

    def answer(value: SetValue) -> Truth:
        vague = value.present & coarse.keys()
        told_twice = sum(not value.present.isdisjoint(coarse[member]) for member in vague)
        if len(value.present) - told_twice >= n:
            return True
        return False if value.complete and not vague else None

    return answer


def _only(spec: FeatureSpec, values: tuple[str, ...]) -> OnValue:
    asked = [membership(spec, member) for member in values]
    allowed = frozenset[str]().union(*(one.proving for one in asked))
    vague = frozenset[str]().union(*(one.vague for one in asked))

    def answer(value: SetValue) -> Truth:
        others = value.present - allowed
        if others - vague:
            return False
        return bool(value.present) if value.complete and not others else None

    return answer


# Dates ---------------------------------------------------------------------------------------------------------------------


def _date(key: str, answer: OnDate) -> Decide:
    def decide(case: Case) -> Truth:
        stated = case.value(key)
        return None if stated is None else answer(str(stated), case.date)

    return decide


def _window(window: DateWindow) -> OnDate:
    """The calendar is slow and the same dates come back: their answers are kept."""
    return lru_cache(1000)(partial(window_verdict, window))


# Treatments ----------------------------------------------------------------------------------------------------------------


def _events(test: Events) -> Decide:
    record_answers, turned = on_record(test), test.mode == "none"
    inside = _inside([test.count if test.count and test.mode == "count" else Interval(1, INFINITY)])

    def decide(case: Case) -> Truth:
        answers = [record_answers((record, case.date)) for record in case.treatments if not record.planned]
        sure = answers.count(True)
        value = inside(sure, sure + answers.count(None) if case.history_complete else INFINITY)
        return not value if turned and value is not None else value

    return decide


def on_record(test: Events) -> OnRecord:
    """What one record of the history, given with the day of the case, answers to the words asked of it."""
    words = [
        _word(attrgetter(name), frozenset(wanted))
        for name in ("modality", "setting", "stopped_for", "response") if (wanted := getattr(test, name))
    ]  # fmt: skip
    agents = [_agents(frozenset(wanted)) for wanted in (test.agents, *map(members_of, test.classes)) if wanted]
    line = [_line(_inside([test.line]))] if test.line else []
    window = [_ended(test.window)] if test.window else []
    return all_of([*words, *agents, *line, *window])


def _word(stated: Callable[[Treatment], str | None], wanted: frozenset[str]) -> OnRecord:
    def answer(told: tuple[Treatment, datetime.date]) -> Truth:
        record, _ = told
        word = stated(record)
        return None if word is None else word in wanted

    return answer


def _agents(wanted: frozenset[str]) -> OnRecord:
    def answer(told: tuple[Treatment, datetime.date]) -> Truth:
        record, _ = told
        if not wanted.isdisjoint(record.agents):
            return True
        return False if record.agents or record.modality in WITHOUT_DRUGS else None

    return answer


def _line(inside: Callable[[float, float], Truth]) -> OnRecord:
    def answer(told: tuple[Treatment, datetime.date]) -> Truth:
        record, _ = told
        return None if record.line is None else inside(record.line, record.line)

    return answer


def _ended(window: DateWindow) -> OnRecord:
    inside = lru_cache(1000)(partial(days_verdict, window))

    def answer(told: tuple[Treatment, datetime.date]) -> Truth:
        record, today = told
        first, last = ended(record)
        return None if first is None else inside(first, last, today)

    return answer
