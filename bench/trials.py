"""The registry at the size of a network's: `python -m bench.trials [RECORDS]`, 20,000 trials in a database of their own.

RECORDS (../shared/trials by default, where it is there) and the fictional trials of the repository are imported, formalised, and copied with other
thresholds, ages and windows up to 20,000. Then, as the application does: reading them, one case against all of them (every
fictional case), full-text search. Times of one process are those of its processor, so that a busy machine changes them little.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bench.rules import SHARED, cases
from matching.case import Case
from store.engine import engine, reading
from store.engine import session as transaction
from store.migrations import migrate
from trials import registry
from trials.formalise import VERSION, formalise_new, formalise_trial, hints
from trials.formalised import formalised_trials
from trials.match import match_case
from trials.model import FormalisedCriterion
from trials.search import search

FICTIONAL = Path(__file__).resolve().parent.parent / "data" / "trials"
TRIALS = 20_000
BATCH = 1000
ASKED = ("cancer du sein trastuzumab", "mélanome", "poumon immunothérapie", "NCT00490139", "prostate hormonothérapie", "cancer")


def main() -> None:
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "trials"
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/registry.db"
        migrate(address, "registry")
        database = engine(address)
        importing(database, [path for path in (given, FICTIONAL) if path.exists()])
        multiply(database)
        with reading(database) as session:
            begun = time.process_time()
            known = formalised_trials(session, open_only=False)
            criteria = sum(len(trial.criteria) for trial in known)
            print(f"{len(known)} trials, {criteria} criteria read in {time.process_time() - begun:.1f} s")
            match_case(Case("warm-up"), known)  # as the application does when it has read them, and then:
            gc.freeze()
            some = cases()
            print(f"one case against all of them, first time: {milliseconds(lambda: match_case(some[0], known)):.0f} ms")
            print(f"each of {len(some)} cases, first time: {spread(match_case(case, known) for case in some)}")
            print(f"each of them again: {spread(match_case(case, known) for case in some)}")
            print(f"search, {len(ASKED)} questions: {spread(search(session, words) for words in ASKED)}")


def importing(database: Engine, paths: list[Path]) -> None:
    """Records of files, imported and formalised on every core; then the formaliser alone on one."""
    begun = time.perf_counter()
    report = registry.import_paths(database, paths)
    imported = time.perf_counter()
    formalise_new(database)
    done = time.perf_counter()
    print(f"{report.imported} records imported, {report.imported / (imported - begun):.0f} a second")
    print(
        f"formalised on {os.cpu_count()} cores, {report.imported / (done - imported):.0f} a second, starting the processes included"
    )
    with reading(database) as session:
        trials = list(registry.trials(session))
    for when in ("the first time, compiling its expressions", "again, as after the first hundreds of an import"):
        spent = time.process_time()
        for trial in trials:
            formalise_trial(trial)
        print(f"the formaliser alone, {when}: {len(trials) / (time.process_time() - spent):.0f} trials a second and core")


def multiply(database: Engine) -> None:
    """Copies of every trial under other numbers, each with other thresholds."""
    chance = random.Random(2025)
    with reading(database) as session:
        hinted = hints.all_kept(session)
        originals = [
            (trial, registry.criteria(session, trial.key), hinted.get(trial.key, "")) for trial in registry.trials(session)
        ]
    copies = (
        (replace(trial, id=f"FICTIF{number:03d}{trial.id}", xrefs=(), raw=""), [altered(one, chance) for one in criteria], kept)
        for number in count(1) for trial, criteria, kept in originals
    )  # fmt: skip
    wanted = islice(copies, TRIALS - len(originals))
    while some := list(islice(wanted, BATCH)):
        with transaction(database) as session:
            registry.save(session, [trial for trial, *_ in some])
            for trial, criteria, kept in some:
                registry.save_criteria(session, trial, criteria, VERSION, kept)


def altered(criterion: FormalisedCriterion, chance: random.Random) -> FormalisedCriterion:
    return replace(criterion, condition=_altered(criterion.condition, chance)) if criterion.condition else criterion


def _altered(part: Any, chance: random.Random) -> Any:
    """The same condition with other ages, laboratory thresholds and windows."""
    if isinstance(part, list):
        return [_altered(one, chance) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _bound(key, value, chance) or _altered(value, chance) for key, value in part.items()}


def _bound(key: str, value: Any, chance: random.Random) -> str | None:
    words = value.split() if isinstance(value, str) else []
    if len(words) != 2:
        return None
    if key in ("within", "older_than"):
        return f"{max(1, int(words[0]) + chance.randint(-2, 2))} {words[1]}"
    if key.startswith("lab.") or key == "patient.age":
        return f"{words[0]} {float(words[1]) * chance.choice((0.8, 0.9, 1, 1.1, 1.2)):.4g}"
    return None


def milliseconds(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1000


def spread(acts: Iterable[object]) -> str:
    """The median and the longest time that each of these takes to come."""
    coming, times = iter(acts), []
    while True:
        begun = time.process_time()
        if next(coming, coming) is coming:
            break
        times.append((time.process_time() - begun) * 1000)
    return f"median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms"


if __name__ == "__main__":
    main()
