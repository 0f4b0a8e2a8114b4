"""What is worth asking: the solver's answer is the one that trying every completion gives."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.case import Case, Feature
from matching.criteria.condition import parse
from matching.criteria.evaluate import evaluate
from matching.criteria.questions import Relevance, closings
from matching.criteria.residual import FALSE, TRUE, residual
from matching.criteria.tree import Condition
from matching.value import Interval, SetValue

# Features that nothing binds to one another, each with values for every way of answering the atoms below.
VALUES: dict[str, list[Any]] = {
    "tumour.t": ["Tis", "T1a", "T2a", "T3a"],
    "patient.ecog": [Interval.exactly(0), Interval.exactly(1), Interval.exactly(3)],
    "biomarker.er_status": ["positive", "low", "negative"],
    "biomarker.pdl1_tps": [Interval.exactly(0), Interval.exactly(10), Interval.exactly(60)],
}
ATOMS: list[dict[str, Any]] = [
    {"tumour.t": ">= T2"}, {"tumour.t": ["T1", "T3"]}, {"patient.ecog": [0, 1]}, {"patient.ecog": 0}, {"patient.ecog": ">= 2"},
    {"biomarker.er_status": "positive"}, {"biomarker.er_status": {"not": "negative"}}, {"biomarker.pdl1_tps": ">= 50"},
    {"biomarker.pdl1_tps": ">= 1"},
]  # fmt: skip


def conditions() -> st.SearchStrategy[dict[str, Any]]:
    def deeper(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
        parts = st.lists(inner, min_size=2, max_size=3)
        return st.one_of(
            st.builds(lambda of: {"all": of}, parts), st.builds(lambda of: {"any": of}, parts), st.builds(lambda one: {"not": one}, inner),
            st.builds(lambda of: {"at_least": {"n": 2, "of": of}}, parts),
        )  # fmt: skip

    return st.recursive(st.sampled_from(ATOMS), deeper, max_leaves=6)


def case(**known: Any) -> Case:
    return Case("x", features={key: Feature(key, value) for key, value in known.items()})


def matters(key: str, known: dict[str, Any], outcomes: list[Condition]) -> bool:
    """Two completions that differ in this feature alone and come out otherwise, looked for among all of them."""
    others = [name for name in VALUES if name not in known and name != key]
    for values in itertools.product(*(VALUES[name] for name in others)):
        rest = {**known, **dict(zip(others, values, strict=True))}
        out = {tuple(evaluate(one, case(**rest, **{key: value})).value for one in outcomes) for value in VALUES[key]}
        if len(out) > 1:
            return True
    return False


@settings(max_examples=150, deadline=None)
@given(sources=st.lists(conditions(), min_size=1, max_size=2), data=st.data())
def test_a_feature_is_relevant_exactly_when_two_completions_say_so(sources: list[dict[str, Any]], data: st.DataObject):
    outcomes = [parse(source) for source in sources]
    known = {key: data.draw(st.sampled_from(VALUES[key])) for key in VALUES if data.draw(st.booleans())}
    relevance = Relevance(case(**known), outcomes, timeout=60_000)
    for key in VALUES:
        if key not in known:
            assert relevance.of(key) is matters(key, known, outcomes)


@settings(max_examples=150, deadline=None)
@given(source=conditions(), data=st.data())
def test_what_is_left_of_a_condition_is_worth_the_whole_in_every_completion(source: dict[str, Any], data: st.DataObject):
    whole = parse(source)
    known = {key: data.draw(st.sampled_from(VALUES[key])) for key in VALUES if data.draw(st.booleans())}
    left = residual(whole, case(**known))
    complete = case(**{key: known.get(key) or data.draw(st.sampled_from(VALUES[key])) for key in VALUES})
    assert evaluate(left, complete).value is evaluate(whole, complete).value


def test_a_feature_that_two_criteria_cancel_is_not_worth_asking():
    either = parse({"any": [{"tumour.t": "T1", "patient.ecog": 0}, {"tumour.t": "T1", "patient.ecog": ">= 1"}]})
    relevance = Relevance(Case("x"), [either])
    assert relevance.features == ("tumour.t", "patient.ecog")
    assert [relevance.of("tumour.t"), relevance.of("patient.ecog")] == [True, False]


def test_what_is_known_in_part_is_used():
    """An ECOG of 0 or 1 cannot be 2; a mutation of KRAS may be G12C; a liver metastasis leaves the other sites open."""
    of = Relevance(case(**{"patient.ecog": Interval(0, 1)}), [parse({"patient.ecog": ">= 2"}), parse({"patient.ecog": 0})])
    assert len(of.outcomes) == 1
    assert of.of("patient.ecog") is True
    assert Relevance(case(**{"biomarker.kras": "mutated"}), [parse({"biomarker.kras": "G12C"})]).of("biomarker.kras") is True
    sites = case(**{"tumour.metastatic_sites": SetValue(frozenset({"liver"}))})
    assert Relevance(sites, [parse({"tumour.metastatic_sites": {"has": "brain"}})]).of("tumour.metastatic_sites") is True


def test_features_that_impossible_patients_bind_are_asked_together():
    """Nobody is M1 and not metastatic: neither can change alone, and together they change everything."""
    relevance = Relevance(Case("x"), [parse({"tumour.m": "M1", "tumour.extent": "metastatic"})])
    assert relevance.of("tumour.m") is True


def test_treatments_are_asked_about_as_a_whole():
    received = parse({"history.treatments": {"any": {"agent": "trastuzumab"}}})
    assert Relevance(Case("x"), [received]).of("history.treatments") is True


def test_what_a_feature_is_expected_to_settle_counts_every_way_of_answering():
    """T2 or more settles the first decision for two of three values; ECOG settles nothing alone."""
    first, second = parse({"tumour.t": ">= T2"}), parse({"tumour.t": ">= T2", "patient.ecog": 0})
    assert closings("tumour.t", {"a": [first]}) == (1.0, 1.0)
    assert closings("tumour.t", {"a": [first], "b": [second]}) == (1.5, 1.5)
    assert closings("patient.age", {"a": [first]}) == (0.0, 0.0)


def test_a_condition_that_a_case_settles_leaves_nothing():
    assert residual(parse({"patient.ecog": 0}), case(**{"patient.ecog": Interval.exactly(0)})) == TRUE
    assert residual(parse({"patient.ecog": 0, "tumour.t": "T1"}), case(**{"patient.ecog": Interval.exactly(2)})) == FALSE
