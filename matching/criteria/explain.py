"""Which atoms decided a verdict: the criteria to show beside "applies", "does not apply" and "may apply".

>>> condition = parse({"biomarker.her2_status": "positive", "any": [{"tumour.t": ">= T2"}, {"tumour.n": ">= N1"}]})
>>> verdict = evaluate(condition, case)                                # HER2 positive, cT2, N unknown
>>> [decider.atom.key for decider in deciders(condition, verdict)]
['biomarker.her2_status', 'tumour.t']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matching.criteria.evaluate import Reason, Truth, Verdict, combine
from matching.criteria.tree import Atom, Condition, Known, Not


@dataclass(frozen=True)
class Decider:
    """An atom that settles the verdict, or leaves it open: what the case answers to it, and whether a "not" stands over it."""

    atom: Atom | Known
    value: Truth
    negated: bool = False


@dataclass(frozen=True)
class _Answered:
    """A node of the condition with its answer, seen through the "not"s over it: true is what the whole condition wants of it."""

    value: Truth
    parts: tuple[_Answered, ...] = ()
    leaf: Decider | None = None


def deciders(condition: Condition, verdict: Verdict) -> tuple[Decider, ...]:
    """The atoms behind a verdict of this very condition, in reading order: those that settle it, or leave it open."""
    return tuple(_agreeing(_answered(condition, iter(verdict.reasons), False)))


def favourable(condition: Condition, verdict: Verdict) -> tuple[Decider, ...]:
    """The atoms that already speak for the condition: what to show for a rule that may apply."""
    return tuple(_speaking_for(_answered(condition, iter(verdict.reasons), False)))


def _answered(condition: Condition, reasons: Iterator[Reason], negated: bool) -> _Answered:
    """The tree and the verdict's reasons, walked together: there is one reason an atom, in reading order."""
    if isinstance(condition, (Atom, Known)):
        value = next(reasons).value
        return _Answered(_turned(value, negated), leaf=Decider(condition, value, negated))
    if isinstance(condition, Not):
        return _answered(condition.condition, reasons, not negated)
    parts = tuple(_answered(part, reasons, negated) for part in condition.of)
    value = combine(condition, [_turned(part.value, negated) for part in parts])
    return _Answered(_turned(value, negated), parts)


def _turned(value: Truth, negated: bool) -> Truth:
    return None if value is None else value is not negated


def _agreeing(node: _Answered) -> Iterator[Decider]:
    if node.leaf:
        yield node.leaf
    for part in node.parts:
        if part.value is node.value:
            yield from _agreeing(part)


def _speaking_for(node: _Answered) -> Iterator[Decider]:
    if node.value is False:
        return
    if node.leaf and node.value:
        yield node.leaf
    for part in node.parts:
        yield from _speaking_for(part)
