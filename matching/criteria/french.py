"""Conditions, and what a case answers to them, in French words.

>>> condition_words(parse({"all": [{"biomarker.her2_status": "positive"}, {"patient.age": ">= 70"}]}))
'HER2 : positif et Âge ≥ 70 ans'
>>> fact_words(case, "patient.age")
'Âge : 74 ans'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from matching.case import Case
from matching.catalogue import FeatureSpec, catalogue
from matching.criteria.explain import Decider
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
    Span,
    Within,
)  # fmt: skip
from matching.drugs import drug_classes, drugs
from matching.tumour_types import tumour_types
from matching.value import INFINITY, Interval, SetValue, Value

_SIGNS = {">": ">", ">=": "≥", "<": "<", "<=": "≤", "=": "="}
_SHOWN = 8  # members denied that a reason lists


def condition_words(condition: Condition) -> str:
    """A whole condition on one line."""
    if isinstance(condition, (Atom, Known)):
        return atom_words(condition)
    if isinstance(condition, Not):
        inner = condition.condition
        return atom_words(inner, negated=True) if isinstance(inner, (Atom, Known)) else f"non ({condition_words(inner)})"
    if not condition.of:
        return "toujours"
    if isinstance(condition, AtLeast):
        return f"au moins {condition.n} parmi : {' ; '.join(map(_bracketed, condition.of))}"
    return (" et " if isinstance(condition, AllOf) else " ou ").join(map(_bracketed, condition.of))


def _bracketed(condition: Condition) -> str:
    words = condition_words(condition)
    return f"({words})" if isinstance(condition, (AllOf, AnyOf, AtLeast)) and len(condition.of) > 1 else words


def atom_words(atom: Atom | Known, negated: bool = False) -> str:
    """One criterion: 'T ≥ T3', 'Sites métastatiques : foie ou os'; with a "not" over it: 'HER2 : autre que positif'."""
    spec = catalogue()[atom.key]
    if isinstance(atom, Known):
        return f"{spec.fr} : {'non renseigné' if negated else 'renseigné'}"
    test = atom.test
    if isinstance(test, OneOf) and test.values in ((True,), (False,)):
        return f"{spec.fr} : {_yes(test.values[0] is not negated)}"
    if isinstance(test, Events):
        return _events(test, negated)
    words = _test_words(spec, test)
    if not negated:
        return f"{spec.fr} {words}"
    return (
        f"{spec.fr} : autre que {words[2:]}"
        if words.startswith(": ") and isinstance(test, (OneOf, IsA))
        else f"non ({spec.fr} {words})"
    )


def fact_words(case: Case, key: str) -> str:
    """What the case says of a feature: 'HER2 : positif', 'Âge : 74 ans', 'FEVG : non connu'."""
    spec = catalogue()[key]
    if spec.type == "event":
        return f"{spec.fr} : {_history(case)}" if key == "history.treatments" else spec.fr
    value = case.value(key)
    return f"{spec.fr} : {'non connu' if value is None else value_words(key, value)}"


def value_words(key: str, value: Value) -> str:
    """A value of the case: '74 ans', '≥ 50 %', 'foie, os', 'positif'."""
    spec = catalogue()[key]
    if isinstance(value, Interval):
        words = _interval(spec, value)
        return words[2:] if words.startswith(": ") else words
    if isinstance(value, SetValue):
        return _set_words(spec, value)
    if isinstance(value, bool):
        return _yes(value)
    return _concept(spec, value) if spec.type == "concept" else spec.label(value)


def reasons_words(deciders: Iterable[Decider], case: Case) -> tuple[str, ...]:
    """The atoms that decided, as reasons: what the case says of each feature once, and what was asked where that reads otherwise.

    'T : T2 (critère : ≥ T2)', 'HER2 : négatif (critère : positif)', 'Grossesse en cours : non'.
    """
    asked: dict[str, dict[str, None]] = {}
    for decider in deciders:
        if isinstance(decider.atom, Known) or isinstance(decider.atom.test, Events):
            asked.setdefault(_statement(decider), {})
        else:
            asked.setdefault(fact_words(case, decider.atom.key), {})[_demand(decider)] = None
    return tuple(_reason(fact, list(demands)) for fact, demands in asked.items())


def _statement(decider: Decider) -> str:
    """An atom that is its own statement: a treatment received or not, a feature known or not."""
    words = atom_words(decider.atom, decider.negated)
    if decider.value is None:
        return f"à préciser : {words}"
    return words if decider.value is not decider.negated else f"non rempli : {words}"


def _demand(decider: Decider) -> str:
    """The criterion without the name of its feature, which has just been said."""
    fr = catalogue()[decider.atom.key].fr
    return atom_words(decider.atom, decider.negated).removeprefix(fr).strip().removeprefix(":").strip()


def _reason(fact: str, demands: list[str]) -> str:
    if not demands or any(fact.endswith(f" : {demand}") for demand in demands):
        return fact
    return f"{fact} (critère : {' ; '.join(demands)})"


# Tests, by their kind ----------------------------------------------------------------------------------------------------------


def _test_words(spec: FeatureSpec, test: Any) -> str:
    readers: dict[type, Callable[[FeatureSpec, Any], str]] = {
        Within: lambda spec, test: _interval(spec, test.interval), Compare: _compare, OneOf: _one_of, IsA: _is_a,
        Members: _members,
        DateWindow: lambda spec, test: f": {_window(test)}",
    }  # fmt: skip
    return readers[type(test)](spec, test)


def _compare(spec: FeatureSpec, test: Compare) -> str:
    return f"{_SIGNS[test.op]} {spec.label(test.bound)}"


def _one_of(spec: FeatureSpec, test: OneOf) -> str:
    words = [
        _interval(spec, value).removeprefix(": ") if isinstance(value, Interval) else spec.label(str(value))
        for value in test.values
    ]
    return f": {_either(words)}"


def _is_a(spec: FeatureSpec, test: IsA) -> str:
    return f": {_either(_concept(spec, code) for code in test.codes)}"


def _members(spec: FeatureSpec, test: Members) -> str:
    if test.mode == "none":
        return ": aucun"
    if test.mode == "at_least":
        return f": au moins {test.n}"
    words = [_member(spec, value) for value in test.values]
    if test.mode == "has_all":
        return f": {' et '.join(words)}"
    return f": {'uniquement ' if test.mode == 'only' else ''}{_either(words)}"


def _events(test: Events, negated: bool) -> str:
    words = ", ".join(_event_parts(test))
    if test.mode == "count":
        return f"{'non : ' if negated else ''}nombre de fois {_bounds(test.count or Interval(), '').removeprefix(': ')} : {words}"
    if test.mode == "none":
        return f"{'a reçu' if negated else 'jamais reçu'} : {words}"
    return f"{'pas reçu' if negated else 'a reçu'} : {words}"


def _event_parts(test: Events) -> list[str]:
    label = catalogue()["patient.refuses"].label  # the words of treatments are the same for every feature
    classes = [drug_classes()[name].label for name in test.classes]
    parts = [_either([*map(drug_words, test.agents), *classes])] if test.agents or test.classes else []
    parts += [_either(map(label, test.modality))] if test.modality else []
    parts += [f"à visée {_either(map(label, test.setting))}"] if test.setting else []
    if test.line:
        parts.append(f"ligne {_bounds(test.line, '').removeprefix(': ')}")
    if test.stopped_for:
        parts.append(f"arrêt : {_either(map(label, test.stopped_for))}")
    if test.response:
        parts.append(f"réponse : {_either(map(catalogue()['tumour.response'].label, test.response))}")
    if test.window:
        parts.append(_window(test.window))
    return parts or ["un traitement"]


def drug_words(name: str) -> str:
    """The French name of a drug: 'docetaxel' -> 'docétaxel'."""
    found = drugs().get(name)
    return found.fr if found else name


def _history(case: Case) -> str:
    received = [", ".join(map(drug_words, record.agents)) or record.modality for record in case.treatments if not record.planned]
    return " ; ".join(received) or ("aucun" if case.history_complete else "non connu")


def _window(window: DateWindow) -> str:
    parts = [
        f"il y a {words} {span_words(span)}"
        for words, span in (("moins de", window.within), ("plus de", window.older_than))
        if span
    ]
    return " et ".join(parts)


def span_words(span: Span) -> str:
    """A length of time: '6 mois', '4 semaines', '10 jours'."""
    if span.months:
        return f"{span.months} mois"
    return f"{span.days // 7} semaine(s)" if span.days % 7 == 0 and span.days else f"{span.days} jour(s)"


# Values ------------------------------------------------------------------------------------------------------------------------


def _interval(spec: FeatureSpec, interval: Interval) -> str:
    return _bounds(interval, spec.unit_label)


def _bounds(interval: Interval, unit: str) -> str:
    """': 54 ans', '≥ 70 ans', ': 20 à 30 %'."""
    unit = f" {unit}" if unit else ""
    if interval.exact is not None:
        return f": {_number(interval.exact)}{unit}"
    if interval.high == INFINITY:
        return f"{'>' if interval.low_open else '≥'} {_number(interval.low)}{unit}"
    if interval.low == -INFINITY:
        return f"{'<' if interval.high_open else '≤'} {_number(interval.high)}{unit}"
    return f": {_number(interval.low)} à {_number(interval.high)}{unit}"


def _number(number: float) -> str:
    return f"{number:g}".replace(".", ",") if abs(number) < 1e6 else str(int(number))


def _set_words(spec: FeatureSpec, value: SetValue) -> str:
    present = ", ".join(_member(spec, one) for one in _in_order(spec, value.present))
    if value.complete:
        return present or "aucun"
    denied = [_member(spec, one) for one in _in_order(spec, value.absent)]
    more = len(denied) - _SHOWN
    absent = ", ".join(denied) if more <= 1 else f"{', '.join(denied[:_SHOWN])} et {more} autres"
    return " ; ".join(words for words in (present, f"absent : {absent}" if absent else "") if words) or "non connu"


def _in_order(spec: FeatureSpec, values: Iterable[str]) -> list[str]:
    return sorted(values, key=lambda value: (spec.values.index(value) if value in spec.values else len(spec.values), value))


def _member(spec: FeatureSpec, value: str) -> str:
    if spec.in_words:
        return f"« {value} »"
    return spec.label(value) if spec.values else drug_words(value)


def _concept(spec: FeatureSpec, code: str) -> str:
    found = tumour_types().get(code) if spec.hierarchy == "tumour_type" else None
    return found.label if found else code


def _either(words: Iterable[str]) -> str:
    """'foie, os ou poumon'."""
    *first, last = words
    return f"{', '.join(first)} ou {last}" if first else last


def _yes(value: bool) -> str:
    return "oui" if value else "non"
