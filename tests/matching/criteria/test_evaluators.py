"""The three evaluators of one condition give the same answer, and none says more than is certain.

Patients and conditions over the whole catalogue come from a seed (population.py): 100 seeds of 100 conditions a run. A failure
shows the seed, the smallest condition that fails and the row of the patient.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.case import Case
from matching.criteria.cohort import encode, load, save
from matching.criteria.compiled import compiled
from matching.criteria.condition import parse
from matching.criteria.evaluate import Truth, evaluate
from matching.criteria.planes import Counts, decide
from matching.criteria.tree import Condition
from tests.matching.criteria.population import Population

CONDITIONS = 100
PATIENTS = 9  # not a whole number of bytes

seeds = st.integers(0, 2**32)


def drawn(population: Population, known: bool) -> list[dict[str, Any]]:
    return [population.condition(population.random.randint(1, 8), known) for _ in range(CONDITIONS)]


def smallest(failing: list[tuple[dict[str, Any], int]]) -> tuple[dict[str, Any], int] | None:
    """The shortest of the conditions that fail, and the row of the case."""
    return min(failing, key=lambda one: len(str(one[0])), default=None)


def by_planes(conditions: list[Condition], table: pa.Table) -> list[list[Truth]]:
    answers: list[list[Truth]] = []
    for found in decide(conditions, table):
        row_answers: list[Truth] = [None] * len(table)
        for value in (True, False):
            for row in found.rows(value):
                row_answers[row] = value
        answers.append(row_answers)
    return answers


@settings(max_examples=100)
@given(seed=seeds)
def test_reference_closures_and_planes_give_the_same_answers(seed: int):
    population = Population(seed)
    cases = [population.forgetful(population.patient()) for _ in range(PATIENTS)]
    sources = drawn(population, known=True)
    conditions = [parse(source, allow_known=True) for source in sources]
    expected = [[evaluate(condition, case).value for case in cases] for condition in conditions]
    closures = [list(map(compiled(condition), cases)) for condition in conditions]
    planes = by_planes(conditions, encode(cases))
    assert smallest(differences(sources, expected, closures)) is None
    assert smallest(differences(sources, expected, planes)) is None


def differences(
    sources: list[dict[str, Any]], expected: list[list[Truth]], found: list[list[Truth]]
) -> list[tuple[dict[str, Any], int]]:
    return [
        (source, row)
        for source, wanted, got in zip(sources, expected, found, strict=True)
        for row in range(PATIENTS) if wanted[row] is not got[row]
    ]  # fmt: skip


@settings(max_examples=100)
@given(seed=seeds)
def test_what_is_certain_of_a_case_holds_of_the_patient_in_full(seed: int):
    """The patient is one completion of the case, and knows more: neither may contradict what is certain."""
    population = Population(seed)
    patients = [population.patient() for _ in range(PATIENTS)]
    cases = [population.forgetful(patient) for patient in patients]
    turned = []
    for source in drawn(population, known=False):
        answer = compiled(parse(source))
        turned += [
            (source, row)
            for row, (case, patient) in enumerate(zip(cases, patients, strict=True))
            if (certain := answer(case)) is not None and certain is not answer(patient)
        ]
    assert smallest(turned) is None


def test_a_table_read_again_laid_end_to_end_or_cut_answers_alike(tmp_path: Path):
    population = Population(1)
    cases = [population.forgetful(population.patient()) for _ in range(30)]
    conditions = [parse(source) for source in drawn(population, known=False)]
    whole = by_planes(conditions, encode(cases))
    save(encode(cases), tmp_path / "cohort.parquet")
    assert by_planes(conditions, load(tmp_path / "cohort.parquet")) == whole
    parts = [encode(cases[:13]), encode([]), encode(cases[13:])]
    assert by_planes(conditions, pa.concat_tables(parts, promote_options="default")) == whole
    assert by_planes(conditions, encode(cases).slice(3)) == [answers[3:] for answers in whole]


def test_the_three_counts_are_those_of_the_rows():
    told = ({"tumour.t": "T3"}, {"tumour.t": "T1"}, {}, {"tumour.t": "TX"}, {"tumour.t": "T2a"})
    (found,) = decide([parse({"tumour.t": ">= T2"})], encode(Case.from_json({"features": features}) for features in told))
    assert [found.rows(value).tolist() for value in (True, False, None)] == [[0, 4], [1], [2, 3]]
    assert found.counts == Counts(true=2, false=1, unknown=2)


def test_nobody_gives_three_zeros_and_a_feature_nobody_tells_is_unknown_of_all():
    condition = parse({"patient.age": ">= 70"})
    assert decide([condition], encode([]))[0].counts == Counts(0, 0, 0)
    assert decide([condition], encode([Case("a"), Case("b")]))[0].counts == Counts(0, 0, 2)


def test_the_table_keeps_no_words_of_a_case():
    case = Case.from_json({"id": "a", "features": {"request.question": "Quelle suite pour Mme Fictive ?"}})
    table = encode([case])
    assert table.column("request.question:known").to_pylist() == [True]
    assert "Fictive" not in str(table.to_pydict())
