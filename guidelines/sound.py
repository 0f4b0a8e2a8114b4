"""What of a guideline can be analysed when some of its entries are faulty.

>>> without_faulty(guideline, [("decisions", 0, "rules", 2, "when", "tumour.siez")]).decisions == guideline.decisions[1:]
True
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from guidelines.model import Guideline
from guidelines.source import DataPath

# A fault under one of these leaves what the entry asks of a patient as it is.
HARMLESS = {"options", "otherwise", "question", "stage", "note"}
ENTRIES = ("decisions", "contraindications", "workup", "follow_up", "tests")


def without_faulty(guideline: Guideline, faulty: Iterable[DataPath]) -> Guideline | None:
    """The guideline without the entries that hold these faults, nor the examples that speak of a decision left out.

    A whole decision goes with its faulty rule: without it, the others would seem to leave a gap. None where a fault is in what
    everything else stands on (scope, named conditions, the file itself).
    """
    faulty = [path for path in faulty if not HARMLESS & set(path[2:])]
    if any(not path or path[0] in ("scope", "conditions") or (len(path) == 1 and path[0] in ENTRIES) for path in faulty):
        return None
    out = {(path[0], path[1]) for path in faulty if path[0] in ENTRIES}
    if not out:
        return guideline

    def kept(section: str) -> tuple[int, ...]:
        return tuple(index for index in range(len(getattr(guideline, section))) if (section, index) not in out)

    decisions = tuple(guideline.decisions[index] for index in kept("decisions"))
    names = {decision.id for decision in decisions}
    tests = (guideline.tests[index] for index in kept("tests"))
    return replace(
        guideline, decisions=decisions,
        contraindications=tuple(guideline.contraindications[index] for index in kept("contraindications")),
        workup=tuple(guideline.workup[index] for index in kept("workup")),
        follow_up=tuple(guideline.follow_up[index] for index in kept("follow_up")),
        tests=tuple(one for one in tests if {*one.expect, *(one.possible or {})} <= names),
    )  # fmt: skip
