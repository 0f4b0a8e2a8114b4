"""Conditions on one case and on a million: `python -m bench.conditions`, patients and conditions drawn from a seed.

One case: every rule of the rule base with the scope of its guideline, by the reference evaluator and by compiled closures. A million
synthetic patients by 100 conditions of 15 atoms: bit-planes on all, closures on a sample of them, in the same run and on one core
(processor time); the counts of both on the sample must be the same. Patients go by chunks, so memory does not grow with their number.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable

import numpy as np

from bench.rules import cases
from guidelines import load_all
from matching.case import Case, Feature
from matching.criteria.cohort import ROWS, encode
from matching.criteria.compiled import compiled
from matching.criteria.condition import parse
from matching.criteria.evaluate import evaluate
from matching.criteria.planes import Counts, decide
from matching.criteria.tree import AllOf, Condition, atoms_of
from tests.matching.criteria.population import TODAY, Population

PATIENTS = 1_000_000
CONDITIONS, ATOMS, EACH = 100, 15, 9  # at most so many features of each kind
SAMPLE = 4000
UNKNOWN = 0.3
SEED = 2025


def main() -> None:
    one_case()
    a_cohort()


# One case ------------------------------------------------------------------------------------------------------------------


def one_case() -> None:
    rules = [
        AllOf((guideline.scope, rule.when))
        for guideline in load_all().guidelines for decision in guideline.decisions for rule in decision.rules
    ]  # fmt: skip
    some = cases()
    closures = [compiled(rule) for rule in rules]
    by_reference = [[evaluate(rule, case).value for rule in rules] for case in some]
    by_closures = [[decide_one(case) for decide_one in closures] for case in some]
    assert by_reference == by_closures
    print(f"one case over {len(rules)} rules, {len(some)} cases:")
    print(f"  reference evaluator {shown(some, lambda case: [evaluate(rule, case) for rule in rules])}")
    print(f"  compiled closures   {shown(some, lambda case: [decide_one(case) for decide_one in closures])}")


def shown(some: list[Case], answer: Callable[[Case], object]) -> str:
    times = []
    for case in some:
        begun = time.perf_counter()
        answer(case)
        times.append((time.perf_counter() - begun) * 1000)
    return f"median {statistics.median(times):.2f} ms, slowest {max(times):.2f} ms"


# A cohort ------------------------------------------------------------------------------------------------------------------


def a_cohort() -> None:
    conditions = drawn_conditions()
    different = len({atom for condition in conditions for atom in atoms_of(condition)})
    print(f"{PATIENTS} patients x {CONDITIONS} conditions x {ATOMS} atoms ({different} different):")
    source = Patients()
    totals = np.zeros((CONDITIONS, 3), int)
    encoding = by_planes = 0.0
    for first in range(0, PATIENTS, ROWS):
        patients = source.draw(min(ROWS, PATIENTS - first))
        begun = time.process_time()
        table = encode(patients)
        encoded = time.process_time()
        totals += np.array([found.counts for found in decide(conditions, table)])
        encoding, by_planes = encoding + encoded - begun, by_planes + time.process_time() - encoded
        if first == 0:
            by_closures = closures_on(patients[:SAMPLE], conditions) * PATIENTS / SAMPLE
    shares = totals.sum(axis=0) / totals.sum()
    print(f"  certainly true {shares[0]:.1%}, certainly false {shares[1]:.1%}, unknown {shares[2]:.1%}")
    print(
        f"  encoding once {encoding:.1f} s; bit-planes {by_planes:.2f} s; closures {by_closures:.0f} s (from {SAMPLE} patients)"
    )
    print(f"  bit-planes are {by_closures / by_planes:.0f} times as fast a core; the counts on the sample are the same")
    print(f"  memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def closures_on(sample: list[Case], conditions: list[Condition]) -> float:
    """Processor seconds of the closures on the sample, once their counts are found to be those of the bit-planes."""
    closures = [compiled(condition) for condition in conditions]
    expected = [found.counts for found in decide(conditions, encode(sample))]
    begun = time.process_time()
    answers = [[decide_one(case) for case in sample] for decide_one in closures]
    spent = time.process_time() - begun
    assert [Counts(each.count(True), each.count(False), each.count(None)) for each in answers] == expected
    return spent


def drawn_conditions() -> list[Condition]:
    """Conditions of as many atoms each, that nest "all", "any", "not" and "at least n" at random."""
    source = Population(SEED, EACH)
    return [parse(source.condition(ATOMS)) for _ in range(CONDITIONS)]


class Patients:
    """Synthetic patients: each feature unknown three times in ten, else one of fifty values, exact or vague, drawn beforehand."""

    def __init__(self) -> None:
        self.numbers = np.random.default_rng(SEED)
        source = Population(SEED, EACH)
        some = [source.forgetful(source.patient()) for _ in range(75)]
        keys = [spec.key for specs in source.features.values() for spec in specs]
        self.values = [[case.features[key] for case in some if key in case.features] for key in keys]
        self.histories = [(case.treatments, case.history_complete) for case in some]

    def draw(self, number: int) -> list[Case]:
        picks = [self._picks(values, number) for values in self.values]
        histories = self.numbers.integers(0, len(self.histories), number).tolist()
        return [
            Case("fictif", TODAY, {one.key: one for one in told if one}, *self.histories[history])
            for told, history in zip(zip(*picks, strict=True), histories, strict=True)
        ]

    def _picks(self, values: list[Feature], number: int) -> list[Feature | None]:
        weights = [UNKNOWN, *[(1 - UNKNOWN) / len(values)] * len(values)]
        chosen = self.numbers.choice(len(weights), number, p=weights).tolist()
        known = [None, *values]
        return [known[one] for one in chosen]


if __name__ == "__main__":
    main()
