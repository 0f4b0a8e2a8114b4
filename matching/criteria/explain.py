"""Which atoms decided a verdict: the criteria to show beside "applies", "does not apply" and "may apply".

>>> condition = parse({"all": [{"biomarker.her2_status": "positive"}, {"any": [{"tumour.t": ">= T2"}, {"tumour.n": ">= N1"}]}]})
>>> verdict = evaluate(condition, case)                                # HER2 positive, cT2, N unknown
>>> [decider.atom.key for decider in deciders(condition, verdict)]
['biomarker.her2_status', 'tumour.t']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matching.criteria.evaluate import Reason, Truth, Verdict, combine
from matching.criteria.tree import AllOf, AnyOf, AtLeast, Atom, Condition, Known, Not


@dataclass(frozen=True)
class Decider:
    """An atom that settles the verdict, or leaves it open: what the case answers to it, and whether a "not" stands over it."""

    atom: Atom | Known
    value: Truth
    negated: bool = False


def deciders(condition: Condition, verdict: Verdict) -> tuple[Decider, ...]:
    """The atoms behind a verdict of this very condition, in reading order: those that agree with it, or leave it open."""
    return tuple(_fold(condition, iter(verdict.reasons), False)[1])


def favourable(condition: Condition, verdict: Verdict) -> tuple[Decider, ...]:
    """The atoms that already speak for the condition, whatever its verdict: those to show for a rule that may apply."""
    reasons = iter(verdict.reasons)
    walked = [Decider(atom, next(reasons).value, negated) for atom, negated in _atoms(condition, False)]
    return tuple(decider for decider in walked if decider.value is (not decider.negated))


def _atoms(condition: Condition, negated: bool) -> Iterator[tuple[Atom | Known, bool]]:
    if isinstance(condition, (Atom, Known)):
        yield condition, negated
    elif isinstance(condition, Not):
        yield from _atoms(condition.condition, not negated)
    else:
        for part in condition.of:
            yield from _atoms(part, negated)


def _fold(condition: Condition, reasons: Iterator[Reason], negated: bool) -> tuple[Truth, list[Decider]]:
    """Walks the tree and the verdict's reasons together: there is one reason an atom, in reading order."""
    if isinstance(condition, (Atom, Known)):
        value = next(reasons).value
        return value, [Decider(condition, value, negated)]
    if isinstance(condition, Not):
        value, found = _fold(condition.condition, reasons, not negated)
        return None if value is None else not value, found
    assert isinstance(condition, (AllOf, AnyOf, AtLeast))
    parts = [_fold(part, reasons, negated) for part in condition.of]
    value = combine(condition, [part for part, _ in parts])
    return value, [decider for part, found in parts if part is value for decider in found]
