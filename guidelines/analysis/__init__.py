"""What can be said of rules over every patient there may be, by z3.

>>> [finding.kind for finding in analyse(guideline)]
['overlap']

A file's rules are analysed alone (nodes.py, useless.py, thresholds.py, units.py), then guidelines are compared (contradictions.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from guidelines.analysis.nodes import of_decision
from guidelines.analysis.thresholds import untried
from guidelines.analysis.units import wrong_units
from guidelines.analysis.useless import useless
from guidelines.boundaries import ExampleCase
from guidelines.examples import example_case
from guidelines.finding import Finding
from guidelines.model import Guideline
from matching.criteria.worlds import Worlds


def analyse(guideline: Guideline, cases: list[ExampleCase] | None = None) -> list[Finding]:
    """What is wrong with the rules of one guideline, and the thresholds that its examples (with their cases) do not try."""
    cases = [(one, example_case(guideline, one)) for one in guideline.tests] if cases is None else cases
    return [*wrong_units(guideline), *_over_patients(guideline, cases)]


def _over_patients(guideline: Guideline, cases: list[ExampleCase]) -> Iterator[Finding]:
    worlds = Worlds([guideline.scope, *(rule.when for decision in guideline.decisions for rule in decision.rules)])
    if not worlds.possible([guideline.scope]):
        line = guideline.lines.get("scope", 1)
        yield Finding(guideline.file, line, "dead", "le champ (« scope ») ne contient aucun patient ; l'élargir")
        return
    for decision in guideline.decisions:
        yield from of_decision(guideline, decision, worlds)
        yield from useless(guideline, decision, worlds)
    yield from untried(guideline, cases, worlds)
