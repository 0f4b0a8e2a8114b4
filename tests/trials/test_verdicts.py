"""The verdicts of criteria on fictional notes, beside those of a reader: tests/trials/judged_verdicts.yaml (bench/verdicts.py measures them all)."""

import os
from pathlib import Path

import pytest
import yaml

from bench.verdicts import HARD, JUDGED, notes, verdicts_of
from trials.model import Trial
from trials.sources import files

SHARED = Path(os.environ.get("CARNET_SHARED_DIR", Path(__file__).resolve().parents[3] / "shared"))


def test_no_firm_verdict_says_the_contrary_of_a_reader() -> None:
    path = SHARED / "trials" / "dev.jsonl"
    if not path.exists():
        pytest.skip("needs the development trials: set CARNET_SHARED_DIR")
    rows = [row for row in yaml.load(JUDGED.read_text("utf-8"), Loader=yaml.CSafeLoader) if row["case"][0] in "gv"]
    wanted = {row["trial"] for row in rows}
    trials = {item.id: item for item in files.read(path) if isinstance(item, Trial) and item.id in wanted}
    texts = {name: text for name, text in notes().items() if name[0] in "gv"}
    firm = [(row["truth"], verdict) for row, verdict in verdicts_of(rows, trials, texts) if verdict in HARD]
    assert len(firm) > 70
    assert [pair for pair in firm if pair[0] in HARD and pair[0] != pair[1]] == []
