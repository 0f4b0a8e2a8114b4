"""The reference evaluator: a condition on one case, in strong Kleene logic, with its reasons.

    >>> verdict = evaluate(parse({"patient.age": ">= 70", "patient.ecog": [0, 1]}), case)      # aged 74, nothing on ECOG
    >>> verdict.value, verdict.missing
    (None, ('patient.ecog',))

True and false are certain: no further information turns them around. Unknown (None) is what silence gives, and also a concept
too coarse, an interval across a bound, a set that nothing closes. Written to be obvious, not fast: others must equal it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from matching.case import Case, Treatment
from matching.catalogue import FeatureSpec, catalogue
from matching.criteria.dates import days_verdict, earliest, latest, window_verdict
from matching.criteria.intervals import joined, whole
from matching.criteria.tree import (
    AllOf,
    AnyOf,
    AtLeast,
    Atom,
    Compare,
    Condition,
    DateWindow,
    Events,
    IsA,
    Known,
    Members,
    Not,
    OneOf,
    Within,
)  # fmt: skip
from matching.drugs import members_of
from matching.tumour_types import descendants, is_a, tumour_types
from matching.value import INFINITY, Interval, SetValue, Value

Truth = bool | None

WITHOUT_DRUGS = ("surgery", "radiotherapy", "surveillance", "local_ablation")  # modalities that give none


@dataclass(frozen=True)
class Reason:
    """One atom of the condition and what the case answers to it."""

    atom: Atom | Known
    value: Truth


@dataclass(frozen=True)
class Verdict:
    """The answer, every atom's answer, and the features whose value is still wanted (none once the answer is certain)."""

    value: Truth
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]


def evaluate(condition: Condition, case: Case) -> Verdict:
    """The verdict of a condition on a case. A condition without parts (all of nothing) is true."""
    reasons: list[Reason] = []
    value, missing = _answer(condition, case, reasons)
    return Verdict(value, tuple(reasons), tuple(dict.fromkeys(missing)))


def _answer(condition: Condition, case: Case, reasons: list[Reason]) -> tuple[Truth, list[str]]:
    if isinstance(condition, (Atom, Known)):
        value = _atom(condition, case)
        reasons.append(Reason(condition, value))
        return value, [condition.key] if value is None else []
    if isinstance(condition, Not):
        value, missing = _answer(condition.condition, case, reasons)
        return (None if value is None else not value), missing
    answers = [_answer(part, case, reasons) for part in condition.of]
    value = combine(condition, [answer for answer, _ in answers])
    return value, [key for _, missing in answers for key in missing] if value is None else []


def combine(condition: AllOf | AnyOf | AtLeast, answers: list[Truth]) -> Truth:
    """The answer of a connective from those of its parts: enough of them true, or no longer enough that may be."""
    wanted = {AllOf: len(answers), AnyOf: 1}.get(type(condition)) if not isinstance(condition, AtLeast) else condition.n
    assert wanted is not None
    if answers.count(True) >= wanted:
        return True
    return None if answers.count(True) + answers.count(None) >= wanted else False


def _atom(atom: Atom | Known, case: Case) -> Truth:
    value = case.value(atom.key)
    if isinstance(atom, Known):
        return value is not None
    if isinstance(atom.test, Events):
        return _events(atom.test, case)
    if value is None:
        return None
    return _test(catalogue()[atom.key], atom, value, case)


def _test(spec: FeatureSpec, atom: Atom, value: Value, case: Case) -> Truth:
    test = atom.test
    if isinstance(value, Interval):
        wanted = test.values if isinstance(test, OneOf) else (test.interval,) if isinstance(test, Within) else ()
        return _number(spec, value, wanted)
    if isinstance(value, SetValue) and isinstance(test, Members):
        return _members(spec, value, test)
    if isinstance(value, bool):
        return value in test.values if isinstance(test, OneOf) else None
    text = str(value)
    if isinstance(test, IsA):
        return _concept(text, test.codes)
    if isinstance(test, OneOf):
        return _kind(spec, text, test.values)
    if isinstance(test, Compare):
        return _ordered(spec, text, test)
    if isinstance(test, DateWindow):
        return window_verdict(test, text, case.date)
    return None


# Numbers -------------------------------------------------------------------------------------------------------------------


def _number(spec: FeatureSpec, value: Interval, wanted: Iterable[Interval]) -> Truth:
    """Is the number in one of the wanted intervals? Between two ends of a feature in whole numbers, only those count."""
    if spec.whole:
        value, wanted = whole(value), joined(wanted)
    inside = [_inside(value, interval) for interval in wanted]
    return True if True in inside else None if None in inside else False


def _inside(value: Interval, wanted: Interval) -> Truth:
    if _below(value, wanted) or _below(wanted, value):
        return False
    low_fits = value.low > wanted.low or (value.low == wanted.low and (value.low_open or not wanted.low_open))
    high_fits = value.high < wanted.high or (value.high == wanted.high and (value.high_open or not wanted.high_open))
    return True if low_fits and high_fits else None


def _below(first: Interval, second: Interval) -> bool:
    """Does every number of the first lie below every number of the second?"""
    return first.high < second.low or (first.high == second.low and (first.high_open or second.low_open))


# Categories and concepts ---------------------------------------------------------------------------------------------------


def _kind(spec: FeatureSpec, value: str, wanted: Iterable[str]) -> Truth:
    """Is the value one of those, or a kind of one? Unknown when the value is coarser than one that is asked."""
    answers = [True if one in spec.kinds(value) else None if value in spec.kinds(one) else False for one in wanted]
    return True if True in answers else None if None in answers else False


def _ordered(spec: FeatureSpec, value: str, test: Compare) -> Truth:
    """Stems are compared first; on the same stem a subdivision is compared with a subdivision, and a bare stem leaves it open."""
    if value.endswith("X"):
        return None
    stems = [name for name in spec.values if name not in spec.parents]
    mine, bound = spec.kinds(value)[-1], spec.kinds(test.bound)[-1]
    if mine != bound:
        difference = stems.index(mine) - stems.index(bound)
        return difference > 0 if test.op in (">", ">=") else difference < 0 if test.op in ("<", "<=") else False
    if test.bound == bound:
        return test.op in (">=", "<=", "=")
    if value in spec.kinds(test.bound)[1:]:
        return None
    if test.bound in spec.kinds(value):
        return test.op in (">=", "<=", "=")
    difference = spec.values.index(value) - spec.values.index(test.bound)
    return {">": difference > 0, ">=": difference >= 0, "<": difference < 0, "<=": difference <= 0, "=": difference == 0}[test.op]


def _concept(value: str, wanted: Iterable[str]) -> Truth:
    """A code that the hierarchy does not hold (another classification's, a later version's) leaves every question open."""
    if value not in tumour_types():
        return True if value in wanted else None
    answers = [True if is_a(value, code) else None if _may_be(value, code) else False for code in wanted]
    return True if True in answers else None if None in answers else False


def _may_be(value: str, code: str) -> bool:
    """Is some kind of the value a kind of the code? A squamous cell carcinoma may be of the lung, though neither is a kind of the other."""
    return not descendants(value).isdisjoint((code, *descendants(code)))


# Sets ----------------------------------------------------------------------------------------------------------------------


def _has(spec: FeatureSpec, value: SetValue, member: str) -> Truth:
    """Is this member in the set? A kind of it answers for it; a coarser one present leaves it open."""
    if any(member in spec.kinds(one) for one in value.present):
        return True
    denied = any(kind in value.absent for kind in spec.kinds(member))
    excluded = any(kind in spec.excludes.get(one, ()) for one in value.present for kind in spec.kinds(member))
    if denied or excluded:
        return False
    if any(one in spec.kinds(member) for one in value.present):
        return None
    return False if value.complete else None


def _members(spec: FeatureSpec, value: SetValue, test: Members) -> Truth:
    if test.mode == "none":
        return False if value.present else True if value.complete else None
    if test.mode == "at_least":
        distinct = [one for one in value.present if not any(one in spec.kinds(other)[1:] for other in value.present)]
        return True if len(distinct) >= test.n else False if value.complete and not _coarse(spec, value) else None
    if test.mode == "only":
        kinds = [_kind(spec, one, test.values) for one in value.present]
        if False in kinds:
            return False
        return bool(value.present) if value.complete and None not in kinds else None
    answers = [_has(spec, value, member) for member in test.values]
    if test.mode == "has_all":
        return False if False in answers else None if None in answers else True
    return True if True in answers else None if None in answers else False


def _coarse(spec: FeatureSpec, value: SetValue) -> bool:
    """May a member present stand for several of its kinds?"""
    return any(parent in value.present for parent in spec.parents.values())


# Treatments ----------------------------------------------------------------------------------------------------------------


def _events(test: Events, case: Case) -> Truth:
    """`any`, `none` and `count` over the treatments received. An open history leaves what is not listed unknown."""
    answers = [_record(test, record, case) for record in case.treatments if not record.planned]
    sure, possible = answers.count(True), answers.count(True) + answers.count(None)
    number = Interval(sure, possible if case.history_complete else INFINITY)
    wanted = test.count if test.mode == "count" else Interval(1, INFINITY)
    assert wanted is not None
    value = _inside(number, wanted)
    return value if test.mode != "none" or value is None else not value


def _record(test: Events, record: Treatment, case: Case) -> Truth:
    """Does one record answer to every word asked of it?"""
    answers = [
        _words(test.modality, record.modality),
        _agents(test.agents, record),
        *[_agents(tuple(members_of(name)), record) for name in test.classes],
        _words(test.setting, record.setting),
        _words(test.stopped_for, record.stopped_for),
        _words(test.response, record.response),
        True if test.line is None else None if record.line is None else _inside(Interval.exactly(record.line), test.line),
        True if test.window is None else _window(test.window, record, case),
    ]
    return False if False in answers else None if None in answers else True


def _words(wanted: tuple[str, ...], stated: str | None) -> Truth:
    return True if not wanted else None if stated is None else stated in wanted


def _agents(wanted: tuple[str, ...], record: Treatment) -> Truth:
    """One of the wanted drugs was given. A record whose drugs are not named may hold any of its modality."""
    if not wanted:
        return True
    if set(wanted) & set(record.agents):
        return True
    return False if record.agents or record.modality in WITHOUT_DRUGS else None


def _window(window: DateWindow, record: Treatment, case: Case) -> Truth:
    first, last = ended(record)
    return None if first is None else days_verdict(window, first, last, case.date)


def ended(record: Treatment) -> tuple[datetime.date, datetime.date | None] | tuple[None, None]:
    """The first and the last day on which a treatment may have ended, or been given last: windows count from there.

    One whose end nobody tells ended no earlier than it began, and may be going on: its last day is None. So are both where there is no date.
    """
    past = record.stopped_for or record.modality == "surgery"
    told = record.end or (record.start if past else None)
    if told:
        return earliest(told), latest(told)
    return (earliest(record.start), None) if record.start else (None, None)
