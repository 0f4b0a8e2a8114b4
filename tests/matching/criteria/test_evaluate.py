"""What must hold of the evaluator whatever the condition and the case.

A case is drawn in full, and some of it is forgotten: a value, an end of an interval, a subdivision, a month, a list's closure.
Whatever was true or false with less known must be so with more known.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from matching.case import Case, Feature, Treatment
from matching.catalogue import catalogue
from matching.criteria.condition import parse
from matching.criteria.evaluate import evaluate
from matching.criteria.explain import deciders, favourable
from matching.criteria.french import condition_words, reasons_words
from matching.value import Interval, SetValue, Value

TODAY = datetime.date(2025, 11, 12)
NUMBERS = {"patient.age": (40, 80), "patient.ecog": (0, 4), "biomarker.ki67": (0, 60)}
CATEGORIES = ("biomarker.kras", "biomarker.braf", "biomarker.her2_status", "biomarker.dpyd")
ORDERED = ("tumour.t", "tumour.n", "tumour.stage")
TYPES = ("LUNG", "NSCLC", "LUAD", "LUSC", "SCLC", "HNSC", "OPHSC", "BREAST", "IDC", "COADREAD", "COAD", "READ", "ESCC")
SETS = ("tumour.metastatic_sites", "biomarker.egfr")
DATES = ("2025-11-12", "2025-08-12", "2025-05-11", "2024-11-12", "2024-02-29", "2023-01-01")
RECORDS = {
    "modality": ("chemotherapy", "targeted_therapy", "surgery"), "setting": ("adjuvant", "palliative"),
    "response": ("partial", "progression"), "stopped_for": ("completion", "toxicity"),
}  # fmt: skip
AGENTS = ("docetaxel", "epirubicin", "carboplatin", "trastuzumab")
SPANS = ("3 months", "6 months", "52 weeks", "10 days")


# Conditions ------------------------------------------------------------------------------------------------------------------


@st.composite
def _number_atoms(draw: st.DrawFn) -> dict[str, Any]:
    key = draw(st.sampled_from(list(NUMBERS)))
    low, high = sorted((draw(st.integers(*NUMBERS[key])), draw(st.integers(*NUMBERS[key]))))
    return {key: draw(st.sampled_from((f">= {low}", f"> {low}", f"<= {high}", f"< {high}", f"{low}..{high}", low, [low, high])))}


@st.composite
def _boolean_atoms(draw: st.DrawFn) -> dict[str, Any]:
    return {"patient.pregnant": draw(st.booleans())}


@st.composite
def _category_atoms(draw: st.DrawFn) -> dict[str, Any]:
    key = draw(st.sampled_from(CATEGORIES))
    wanted = draw(st.lists(st.sampled_from(catalogue()[key].values), min_size=1, max_size=3, unique=True))
    return {key: draw(st.sampled_from((wanted, {"not": wanted[0]})))}


@st.composite
def _ordered_atoms(draw: st.DrawFn) -> dict[str, Any]:
    key = draw(st.sampled_from(ORDERED))
    value = draw(st.sampled_from([value for value in catalogue()[key].values if not value.endswith("X")]))
    return {key: draw(st.sampled_from([value, *(f"{sign} {value}" for sign in (">=", ">", "<=", "<", "="))]))}


@st.composite
def _concept_atoms(draw: st.DrawFn) -> dict[str, Any]:
    return {"tumour.type": {"is_a": draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=2))}}


@st.composite
def _set_atoms(draw: st.DrawFn) -> dict[str, Any]:
    key = draw(st.sampled_from(SETS))
    values = draw(st.lists(st.sampled_from(catalogue()[key].values), min_size=1, max_size=3, unique=True))
    forms: list[dict[str, Any]] = [{mode: values} for mode in ("has_any", "has_all", "only")]
    return {key: draw(st.sampled_from([*forms, {"none": True}, {"at_least": len(values)}]))}


@st.composite
def _date_atoms(draw: st.DrawFn) -> dict[str, Any]:
    return {"tumour.recurrence_date": {draw(st.sampled_from(("within", "older_than"))): draw(st.sampled_from(SPANS))}}


@st.composite
def _event_atoms(draw: st.DrawFn) -> dict[str, Any]:
    words: dict[str, Any] = {word: draw(st.sampled_from(values)) for word, values in RECORDS.items() if draw(st.booleans())}
    words |= draw(
        st.sampled_from(({}, {"agent": list(AGENTS[:2])}, {"class": "anthracycline"}, {"line": ">= 2"}, {"within": "6 months"}))
    )
    mode = draw(st.sampled_from(("any", "none", "count")))
    return {
        "history.treatments": {mode: {**words, "is": draw(st.sampled_from((">= 2", 1, "<= 1")))} if mode == "count" else words}
    }


def atoms() -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        _number_atoms(), _boolean_atoms(), _category_atoms(), _ordered_atoms(), _concept_atoms(), _set_atoms(), _date_atoms(), _event_atoms()
    )  # fmt: skip


def conditions() -> st.SearchStrategy[dict[str, Any]]:
    def deeper(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
        several = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            several.map(lambda of: {"all": of}), several.map(lambda of: {"any": of}), inner.map(lambda one: {"not": one}),
            several.flatmap(lambda of: st.integers(1, len(of)).map(lambda n: {"at_least": {"n": n, "of": of}})),
        )  # fmt: skip

    return st.recursive(atoms(), deeper, max_leaves=6)


# Cases, and the same with less known -------------------------------------------------------------------------------------------


@st.composite
def worlds(draw: st.DrawFn) -> Case:
    """A case on which every feature of the conditions is known."""
    values: dict[str, Value] = {key: Interval.exactly(draw(st.integers(*ends))) for key, ends in NUMBERS.items()}
    values["patient.pregnant"] = draw(st.booleans())
    for key in (*CATEGORIES, *ORDERED):
        values[key] = draw(st.sampled_from(catalogue()[key].values))
    values["tumour.type"] = draw(st.sampled_from(TYPES))
    values["tumour.recurrence_date"] = draw(st.sampled_from(DATES))
    sites = st.lists(st.sampled_from(catalogue()["tumour.metastatic_sites"].values), max_size=3)
    values["tumour.metastatic_sites"] = SetValue(frozenset(draw(sites)), complete=True)
    egfr = draw(st.sampled_from(((), ("wild_type",), ("exon19del",), ("L858R", "T790M"), ("mutated",))))
    values["biomarker.egfr"] = SetValue(frozenset(egfr), complete=True)
    records = tuple(draw(st.lists(treatments(), max_size=3)))
    return Case("w", TODAY, {key: Feature(key, value) for key, value in values.items()}, records, history_complete=True)


@st.composite
def treatments(draw: st.DrawFn) -> Treatment:
    words = {word: draw(st.sampled_from(values)) for word, values in RECORDS.items()}
    agents = () if words["modality"] == "surgery" else (draw(st.sampled_from(AGENTS)),)
    return Treatment(
        **words, agents=agents, line=draw(st.integers(1, 3)), end=draw(st.sampled_from(DATES)), planned=draw(st.booleans())
    )


@st.composite
def less_known(draw: st.DrawFn, case: Case) -> Case:
    """The same case with some of it forgotten."""
    features = {}
    for key, feature in case.features.items():
        if draw(st.integers(0, 3)) == 0:
            continue
        features[key] = dataclasses.replace(feature, value=draw(_vaguer(key, feature.value)))
    records = [draw(_vaguer_record(record)) for record in case.treatments]
    kept = tuple(record for record in records if draw(st.integers(0, 3)))
    closed = len(kept) == len(records) and draw(st.booleans())
    return dataclasses.replace(case, features=features, treatments=kept, history_complete=closed)


@st.composite
def _vaguer(draw: st.DrawFn, key: str, value: Value) -> Value:
    if isinstance(value, Interval):
        return Interval(value.low - draw(st.integers(0, 2)), value.high + draw(st.integers(0, 2)))
    if isinstance(value, SetValue):
        return draw(_vaguer_set(key, value))
    if isinstance(value, bool):
        return value
    if key == "tumour.recurrence_date":
        return draw(st.sampled_from((value, value[:7], value[:4])))
    return draw(st.sampled_from(catalogue()[key].kinds(value)))


@st.composite
def _vaguer_set(draw: st.DrawFn, key: str, value: SetValue) -> SetValue:
    spec = catalogue()[key]
    said = [draw(st.sampled_from(spec.kinds(one))) for one in sorted(value.present)]
    if draw(st.booleans()):
        return SetValue(frozenset(said), complete=True)
    # What is known to be mutated may be of any kind: the full case does not deny one.
    others = [
        one for one in spec.values if not any(one in spec.kinds(member) or member in spec.kinds(one) for member in value.present)
    ]
    absent = [one for one in others if draw(st.booleans()) and one != "mutated"]
    return SetValue(frozenset(one for one in said if draw(st.booleans())), frozenset(absent))


@st.composite
def _vaguer_record(draw: st.DrawFn, record: Treatment) -> Treatment:
    forgotten = [word for word in ("setting", "response", "stopped_for", "line", "end") if draw(st.booleans())]
    agents = record.agents if draw(st.booleans()) else ()
    return dataclasses.replace(record, agents=agents, **dict.fromkeys(forgotten))


# Properties ------------------------------------------------------------------------------------------------------------------


@settings(max_examples=400)
@given(data=st.data(), source=conditions(), world=worlds())
def test_knowing_more_never_turns_an_answer_around(data: st.DataObject, source: dict[str, Any], world: Case):
    condition = parse(source)
    less = evaluate(condition, data.draw(less_known(world))).value
    assert less is None or less == evaluate(condition, world).value


@settings(max_examples=200)
@given(data=st.data(), source=conditions(), world=worlds())
def test_what_is_missing_is_told_when_and_only_when_the_answer_is_unknown(
    data: st.DataObject, source: dict[str, Any], world: Case
):
    verdict = evaluate(parse(source), data.draw(less_known(world)))
    assert bool(verdict.missing) == (verdict.value is None)


@settings(max_examples=200)
@given(data=st.data(), source=conditions(), world=worlds())
def test_not_turns_the_answer_and_keeps_what_is_missing(data: st.DataObject, source: dict[str, Any], world: Case):
    case = data.draw(less_known(world))
    straight, turned = evaluate(parse(source), case), evaluate(parse({"not": source}), case)
    assert turned.value == (None if straight.value is None else not straight.value)
    assert turned.missing == straight.missing


@settings(max_examples=200)
@given(data=st.data(), source=conditions(), world=worlds())
def test_the_deciding_atoms_agree_with_the_verdict_and_read_in_french(data: st.DataObject, source: dict[str, Any], world: Case):
    condition, case = parse(source), data.draw(less_known(world))
    verdict = evaluate(condition, case)
    decided = deciders(condition, verdict)
    assert decided
    for decider in decided:
        turned = None if decider.value is None else decider.value is not decider.negated
        assert turned is verdict.value
    assert all(decider.value is not decider.negated for decider in favourable(condition, verdict))
    assert condition_words(condition)
    assert all(reasons_words(decided, case))
