"""How long the exact questions of one case take over the whole rule base: `python -m bench.questions`, over the gold cases.

The time is that of everything a case is asked: questions with their proofs, what would change the proposal, and why not.

Each case is asked as it is, then with two features in five withheld (a fixed seed): a case as it comes before its work-up.
"""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import replace

from bench.rules import cases
from guidelines import RuleBase, load_all
from guidelines.inquiry import Inquiry, inquire
from guidelines.nearest import nearest_changes
from guidelines.refusals import why_not
from matching.case import Case
from matching.derive import derive

WITHHELD = 0.4


def main() -> None:
    base, some = load_all(), cases()
    inquire(some[0], base)  # the vocabularies are read once a process
    report("as they are", base, some)
    chance = random.Random(4)
    report("two features in five withheld", base, [thinned(case, chance) for case in some])


def thinned(case: Case, chance: random.Random) -> Case:
    """The case without some of its features; its tumour type stays, without which no guideline speaks."""
    kept = {
        key: feature for key, feature in case.features.items()
        if key == "tumour.type" or (feature.origin != "computed" and chance.random() >= WITHHELD)
    }  # fmt: skip
    return derive(replace(case, features=kept))


def report(words: str, base: RuleBase, some: list[Case]) -> None:
    times, found, nearest = [], [], []
    for case in some:
        begun = time.perf_counter()
        found.append(inquire(case, base))
        nearest.append(nearest_changes(case, base))
        why_not(case, base)
        times.append((time.perf_counter() - begun) * 1000)
    print(
        f"{len(some)} cases, {words}: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms; "
        f"questions proved to matter {share(found, True):.1%}, required by the work-up alone {share(found, False):.1%}, "
        f"not proved in time {share(found, None):.1%}; {sum(len(one.without_effect) for one in found)} left out, proved without effect; "
        f"nearest changes tried in full {sum(one.complete for one in nearest)} times"
    )


def share(found: list[Inquiry], proved: bool | None) -> float:
    asked = [question for one in found for question in one.questions]
    return sum(question.proved is proved for question in asked) / max(len(asked), 1)


if __name__ == "__main__":
    main()
