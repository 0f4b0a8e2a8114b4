"""Reading conditions: what is wrong is told, and nothing wrong is taken for a condition."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.catalogue import catalogue
from matching.criteria.condition import ConditionError, parse

WRONG = [
    ({"tumour.siez": ">= 20"}, "vouliez-vous dire « tumour.size » ?"),
    ({"biomarker.her2_status": "positif"}, "vouliez-vous dire « positive » ?"),
    ({"biomarker.her2_status": ">= positive"}, "ne sont pas ordonnées"),
    ({"patient.age": "vieux"}, "n'est pas un nombre en year"),
    ({"patient.age": "30..20"}, "n'est pas un nombre"),
    ({"patient.age": "nan"}, "n'est pas un nombre"),
    ({"patient.ecog": ">= 7"}, "hors de l'échelle"),
    ({"patient.pregnant": "no"}, "attend true ou false"),
    ({"tumour.t": []}, "est vide"),
    ({"tumour.type": {"is_a": []}}, "est vide"),
    ({"tumour.type": {"is_a": "LAUD"}}, "type tumoral inconnu « LAUD »"),
    ({"tumour.metastatic_sites": "liver"}, "est un ensemble"),
    ({"tumour.metastatic_sites": {"has": "livre"}}, "vouliez-vous dire « liver » ?"),
    ({"tumour.metastatic_sites": {"has_any": []}}, "est vide"),
    ({"tumour.recurrence_date": {"within": "6 moons"}}, "n'est pas une durée"),
    ({"history.treatments": {"any": {"agent": "trastuzumabe"}}}, "vouliez-vous dire « trastuzumab » ?"),
    ({"history.treatments": {"any": {"class": "anti_pd"}}}, "classe inconnu(e)"),
    ({"history.treatments": {"any": {"line": "première"}}}, "n'est pas un numéro de ligne"),
    ({"history.treatments": {"count": {"class": "taxane"}}}, "combien ?"),
    ({"at_least": {"n": 3, "of": [{"patient.age": 1}]}}, "entre 1 et 1"),
    ({"ref": "her2"}, "non définie"),
    ({"ref": []}, "non définie"),
    ({"known": "patient.age"}, "n'est permis que dans « workup »"),
    ({"request.question": "oui"}, "texte libre"),
    ({"all": []}, "attend une liste de conditions"),
    ({}, "une condition est une table"),
]


@pytest.mark.parametrize(("source", "words"), WRONG, ids=[str(source) for source, _ in WRONG])
def test_what_is_wrong_is_told_with_what_to_write(source: Any, words: str):
    with pytest.raises(ConditionError) as refused:
        parse(source)
    assert words in str(refused.value)


def test_every_fault_of_a_condition_is_told_with_its_path():
    with pytest.raises(ConditionError) as refused:
        parse({"all": [{"tumour.siez": 1}, {"any": [{"patient.sex": "f"}, {"patient.age": ">= 70"}]}]})
    assert [fault.path for fault in refused.value.faults] == [("all", 0, "tumour.siez"), ("all", 1, "any", 0, "patient.sex")]


def test_a_condition_nested_too_deeply_is_refused():
    source: dict[str, Any] = {"patient.age": 1}
    for _ in range(50):
        source = {"not": source}
    with pytest.raises(ConditionError, match="imbriquées"):
        parse(source)


NONSENSE = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.sampled_from(["x", ">= ", "..", "liver", "T1", "6 months"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["is_a", "not", "has", "only", "at_least", "any", "count", "line", "is", "agent", "within", "n", "of"]
            ),
            inner,
        )
    ),
    max_leaves=6,
)


@given(key=st.sampled_from([*catalogue(), "all", "any", "not", "at_least", "ref", "known"]), value=NONSENSE)
def test_nonsense_is_a_condition_or_a_fault_and_never_a_crash(key: str, value: Any):
    with contextlib.suppress(ConditionError):
        parse({key: value})
