"""The two sides of each bound of a criterion, and on which of them a case stands.

    >>> [(kind, words) for kind, words, side, near in sides(parse({"lab.platelets": ">= 100"}), branch=False)]
    [('threshold', 'Plaquettes ≥ 100 G/L')]

A bound is an end of a numeric comparator, an ordered category, the length of a window: a case stands at it within one step (one in the
last digit written, one category). An alternative is one of several listed values or a branch of `any`: inside, the patient has it;
outside, the patient has none of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from matching.case import Case
from matching.catalogue import catalogue
from matching.criteria.compiled import compiled
from matching.criteria.evaluate import Truth
from matching.criteria.french import atom_words, condition_words
from matching.criteria.told_apart import last_digit
from matching.criteria.tree import Atom, Compare, Condition, Events, OneOf, Within
from matching.value import INFINITY, Interval

Side = Callable[[Case], Truth]


def sides(part: Condition, branch: bool) -> Iterator[tuple[str, str, Side, Interval | None]]:
    """The bounds and alternatives of a criterion: kind, words, on which side a case stands (None: on neither, or far off), and
    the numbers near the bound."""
    if isinstance(part, Atom):
        found = list(_of_atom(part))
        yield from found
        if found:
            return
    if branch:
        yield "alternative", condition_words(part), lambda case: compiled(part)(case), None


def _of_atom(atom: Atom) -> Iterator[tuple[str, str, Side, Interval | None]]:
    test, words = atom.test, atom_words(atom)
    if isinstance(test, Compare):
        yield "threshold", words, _near_category(atom, test), None
    elif isinstance(test, Events) and (test.window or test.line or test.count):
        yield "threshold", words, _event(atom, test), None
    elif isinstance(test, Within) and test.interval.exact is None:
        yield from _ends(atom, test.interval, words)
    elif isinstance(test, OneOf) and len(test.values) > 1:
        for value in test.values:
            if isinstance(value, Interval) and value.exact is None:
                yield from _ends(atom, value, words)
            else:
                one = Atom(atom.key, OneOf((value,)))
                yield "alternative", f"{words} : {atom_words(one)}", _listed(atom, one), None


def _listed(atom: Atom, one: Atom) -> Side:
    """Inside with this very value, outside with none of the list."""

    def side(case: Case) -> Truth:
        if compiled(atom)(case) is False:
            return False
        return True if compiled(one)(case) else None

    return side


def _ends(atom: Atom, interval: Interval, words: str) -> Iterator[tuple[str, str, Side, Interval | None]]:
    for end, name in ((interval.low, "borne basse"), (interval.high, "borne haute")):
        if abs(end) < INFINITY:
            both = abs(interval.low) < INFINITY and abs(interval.high) < INFINITY
            yield "threshold", f"{words} ({name})" if both else words, _near_number(atom, end), _around(atom.key, end)


def _around(key: str, end: float) -> Interval:
    """The numbers within one step of a bound."""
    reach = last_digit(catalogue()[key], end) * 1.001
    return Interval(end - reach, end + reach)


def _near_number(atom: Atom, end: float) -> Side:
    def side(case: Case) -> Truth:
        value = case.value(atom.key)
        if not isinstance(value, Interval) or value.exact is None:
            return None
        around = _around(atom.key, end)
        return compiled(atom)(case) if around.low <= value.exact <= around.high else None

    return side


def _near_category(atom: Atom, test: Compare) -> Side:
    spec = catalogue()[atom.key]
    stems = [name for name in spec.values if name not in spec.parents]

    def side(case: Case) -> Truth:
        value = case.value(atom.key)
        if value is None or str(value) not in spec.values:
            return None
        distance = stems.index(spec.kinds(str(value))[-1]) - stems.index(spec.kinds(test.bound)[-1])
        return compiled(atom)(case) if abs(distance) <= 1 else None

    return side


def _event(atom: Atom, test: Events) -> Side:
    """Outside, the treatment is there and only its date, line or number fails."""
    anyway = Atom(atom.key, replace(test, mode="any", window=None, line=None, count=None))

    def side(case: Case) -> Truth:
        return compiled(atom)(case) if compiled(anyway)(case) else None

    return side
