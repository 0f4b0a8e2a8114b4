"""Following trials: `python -m bench.screening`, 1,000 stored dossiers against 1,500 open trials, on SQLite, in one process.

The dossiers are the fictional examples, each with another age; the trials those of the shared folder (else the fictional ones), copied under
other numbers until there are enough. Timed: reading the dossiers, the first whole screening, then nothing, one dossier and one trial changed.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dossier.dossiers import create, open_dossier, save
from dossier.notebook import Notebook
from dossier.screening.cases import up_to_date
from dossier.screening.run import screen_all, screen_one
from dossier.steps import Sources
from guidelines import RuleBase
from matching.data_files import DATA
from store.engine import engine, session
from store.migrations import migrate
from store.settings import database_url, registry_url
from store.users import User, create_user
from trials import registry
from trials.formalise import formalise_new
from trials.model import Trial
from trials.sources import files
from ui.web.examples import examples

DOSSIERS, TRIALS, SEED = 1000, 1500, 2025
ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CARNET_SHARED_DIR") or ROOT.parent / "shared") / "trials" / "dev.jsonl"
NO_RULES = Sources(RuleBase())


def main() -> None:
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARNET_HOME", home)
        migrate(database_url(), "dossiers")
        migrate(registry_url(), "registry")
        measure(engine(database_url()), engine(registry_url()))


def measure(dossiers: Engine, trials: Engine) -> None:
    known = open_trials()
    keep(trials, known)
    with session(dossiers) as opened:
        user = create_user(opened, "Mme Banc d'essai", "coordinator")
    first = stored(dossiers, user)
    timed(f"read {DOSSIERS} dossiers", lambda: up_to_date(dossiers))
    timed(f"first screening, {DOSSIERS} x {TRIALS}", lambda: screen_all(dossiers, trials))
    timed("nothing changed", lambda: screen_all(dossiers, trials))
    with session(dossiers) as opened:
        one = open_dossier(opened, first, NO_RULES)
        one.notebook.correct("features", "patient.ecog", 3, user.name)
        save(opened, one, user, "feature.corrected")
    timed("one dossier changed", lambda: screen_all(dossiers, trials))
    keep(trials, [replace(known[0], eligibility_text=known[0].eligibility_text + "\n\n* Platelets >= 100 G/L")])
    timed("one trial amended", lambda: screen_all(dossiers, trials))
    timed("one trial on every dossier, for a page", lambda: screen_one(dossiers, trials, known[0].id))


def open_trials() -> list[Trial]:
    read = [one for path in files.files_in(SHARED if SHARED.exists() else DATA / "trials") for one in files.read(path)]
    some = enumerate(islice(cycle([one for one in read if isinstance(one, Trial)]), TRIALS))
    return [
        replace(one, id=f"NCT9{number:07}", source="ctgov", xrefs=(), other_ids=(), status="RECRUITING") for number, one in some
    ]


def keep(trials: Engine, known: list[Trial]) -> None:
    with session(trials) as opened:
        registry.save(opened, known, current=True)
    formalise_new(trials)


def stored(dossiers: Engine, user: User) -> str:
    """Stores the dossiers; the id of the first."""
    drawn = random.Random(SEED)
    kept = []
    with session(dossiers) as opened:
        for example in islice(cycle(examples()), DOSSIERS):
            notebook = Notebook.start(example.text, NO_RULES)
            notebook.correct("features", "patient.age", drawn.randint(20, 90), user.name)
            kept.append(create(opened, notebook, user, label=example.id).id)
    return kept[0]


def timed(what: str, work: Callable[[], object]) -> None:
    begun = time.perf_counter()
    work()
    print(f"{what}: {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
