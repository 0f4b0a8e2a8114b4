"""How long the whole rule base takes on one case: `python -m bench.rules`, over the fictional cases with their own features.

Prints the number of rules, the time to read the files, then the median and the slowest recommendation. No peer beside it: no
other engine reads these files.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from pathlib import Path

from guidelines import load_all, recommend
from matching.case import Case
from matching.derive import derive

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CARNET_SHARED_DIR", ROOT.parent / "shared"))
BESIDE = ("text", "identifiers", "care", "traps")  # what a gold case holds beside what is known of the patient


def cases() -> list[Case]:
    """The gold cases of the repository, and those of the shared folder where it is there."""
    paths = [*sorted((ROOT / "data/cases/gold").glob("*.json")), *sorted((SHARED / "cases").glob("*.json"))]
    records = [json.loads(path.read_text("utf-8")) for path in paths]
    return [derive(Case.from_json({key: value for key, value in record.items() if key not in BESIDE})) for record in records]


def main() -> None:
    begun = time.perf_counter()
    base = load_all()
    rules = sum(len(decision.rules) for guideline in base.guidelines for decision in guideline.decisions)
    print(f"{len(base.guidelines)} files, {rules} rules, read in {time.perf_counter() - begun:.1f} s")
    some = cases()
    recommend(some[0], base)  # the vocabularies are read once a process
    times = []
    for case in some:
        begun = time.perf_counter()
        recommend(case, base)
        times.append((time.perf_counter() - begun) * 1000)
    print(f"recommend over {len(some)} cases: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms")


if __name__ == "__main__":
    main()
