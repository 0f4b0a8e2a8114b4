"""How long the check of some 500 rules takes, from their files: `python -m bench.check`; then one file as a curator is writing it.

The files are those of the shipped base, family by family until there are 500 rules; nothing is kept from one run to the next.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from guidelines.check import check, check_text
from guidelines.load import RULES, load_all
from guidelines.model import Guideline

WANTED = 500


def main() -> None:
    base = load_all()
    chosen: list[Guideline] = []
    for guideline in base.guidelines:
        if sum(map(rules, chosen)) < WANTED:
            chosen.append(guideline)
    with TemporaryDirectory() as folder:
        for one in chosen:
            copy = Path(folder) / one.file
            copy.parent.mkdir(exist_ok=True)
            copy.write_text((RULES / one.file).read_text("utf-8"), "utf-8")
        begun, spent = time.perf_counter(), processor()
        found = check(folder)
        seconds, spent = time.perf_counter() - begun, processor() - spent
    told = Counter(finding.level for finding in found)
    print(
        f"check of {sum(map(rules, chosen))} rules in {len(chosen)} files: {seconds:.1f} s ({spent:.1f} s of processor); {dict(told)}"
    )
    largest = max(base.guidelines, key=rules)
    text = (RULES / largest.file).read_text("utf-8")
    begun = time.perf_counter()
    check_text(text, largest.file, base)
    print(f"check of the text of {largest.file} ({rules(largest)} rules) beside the base: {time.perf_counter() - begun:.2f} s")


def processor() -> float:
    """Seconds of processor spent so far by this process and those it has started."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def rules(guideline: Guideline) -> int:
    return sum(len(decision.rules) for decision in guideline.decisions)


if __name__ == "__main__":
    main()
