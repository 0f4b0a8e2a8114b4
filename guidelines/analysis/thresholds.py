"""Thresholds that no example of the file tries.

>>> [finding.sentence for finding in untried(guideline, cases, worlds)]
["règle « accelerated », Ki67 ≥ 20 % : aucun exemple en deçà ni au-delà ; ..."]
"""

from __future__ import annotations

from collections.abc import Iterator

from guidelines.boundaries import ExampleCase, of_examples
from guidelines.finding import Finding
from guidelines.model import Guideline
from matching.criteria.worlds import Worlds


def untried(guideline: Guideline, cases: list[ExampleCase], worlds: Worlds) -> Iterator[Finding]:
    """The bounds tried on neither side, to mend; those tried on one side only, and listed values, as information."""
    for bound in of_examples(guideline, cases, worlds):
        if bound.exercised or bound.impossible:
            continue
        level = "fault" if bound.kind == "threshold" and not (bound.inside or bound.outside) else "information"
        sentence = f"{bound.sentence} ; ajouter un exemple de chaque côté, au plus près" if level == "fault" else bound.sentence
        yield Finding(bound.file, bound.line, "threshold", sentence, bound.column, level)
