"""How much of real eligibility texts is formalised, and a random sample of conditions to read by hand.

    python -m bench.criteria ../shared/trials/dev.jsonl --sample 100 --seed 771

Prints the share of criteria with a whole condition ("to confirm" and notes left out), trials per second of one core, then the sample.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from pathlib import Path

from trials.formalise import coverage, formalise_trial
from trials.model import Trial
from trials.sources import files

FICTIONAL = Path(__file__).resolve().parent.parent / "data" / "trials"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "path", type=Path, nargs="?", default=FICTIONAL, help="registry records; the shipped fictional trials by default"
    )
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--odd", action="store_true", help="one trial in two: those that were not read while the formaliser was written"
    )
    given = parser.parse_args()
    trials = [item for path in files.files_in(given.path) for item in files.read(path) if isinstance(item, Trial)]
    trials = trials[1::2] if given.odd else trials
    formalise_trial(trials[0])  # the vocabularies are read once a process
    begun = time.process_time()
    found = [one for trial in trials for one in formalise_trial(trial)]
    seconds = time.process_time() - begun
    print(f"{len(trials)} trials, {len(found)} criteria: {dict(Counter(one.status for one in found))}")
    whole = [one for one in found if one.status == "formalised"]
    known = sum(".named_" not in str(one.condition) for one in whole)
    print(f"whole: {coverage(found):.1%}, in our vocabularies alone for {known} of {len(whole)}")
    print(f"{len(trials) / seconds:.0f} trials a second of one core")
    for one in random.Random(given.seed).sample(whole, min(given.sample, len(whole))):
        print(f"{one.kind} | {' '.join(one.text.split())} => {one.condition}")


if __name__ == "__main__":
    main()
