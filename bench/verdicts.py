"""How often the verdicts of trial criteria are those that a reader gives: pairs of a note and a criterion, drawn at random and judged one by one.

    python -m bench.verdicts ../shared/trials/dev.jsonl                    the agreement on the judged pairs, odd rows and even rows apart
    python -m bench.verdicts ../shared/trials/dev.jsonl --draw --seed 9    pairs to judge, as lines of tests/trials/judged_verdicts.yaml

The notes are the fictional cases of data/cases and tests/trials/vignettes.yaml; each is put before trials of its own disease: the best
ranked, and some that rule it out.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from matching.case import Case
from matching.reading import read
from matching.settled import settled
from trials.formalise import formalise_trial
from trials.formalised import Criterion, FormalisedTrial, prepared
from trials.implied import with_implied
from trials.match import TrialMatch, match_case
from trials.model import Trial
from trials.sources import files

ROOT = Path(__file__).resolve().parent.parent
JUDGED = ROOT / "tests" / "trials" / "judged_verdicts.yaml"
VIGNETTES = ROOT / "tests" / "trials" / "vignettes.yaml"
FOLDERS = ("unseen3", "unseen4", "gold")
HARD, OPEN, LEFT = ("met", "not_met"), ("unknown",), ("to_confirm", "not_formalised")
DRAWN = ((HARD, 300), (OPEN, 150), (LEFT, 50))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="registry records")
    parser.add_argument("--draw", action="store_true", help="draw pairs to judge, instead of measuring those that are judged")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wrong", action="store_true", help="print the rows on which the program and the reader differ")
    given = parser.parse_args()
    trials = {item.id: item for path in files.files_in(given.path) for item in files.read(path) if isinstance(item, Trial)}
    if given.draw:
        draw(trials.values(), random.Random(given.seed))
    else:
        measure(trials, yaml.safe_load(JUDGED.read_text("utf-8")), given.wrong)


def notes() -> dict[str, str]:
    """The text of every note, by the name of its case."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / "data" / "cases" / folder).glob("*.json"))]
    return {path.stem: json.loads(path.read_text("utf-8"))["text"] for path in paths} | yaml.safe_load(
        VIGNETTES.read_text("utf-8")
    )


# Drawing -------------------------------------------------------------------------------------------------------------------


def draw(trials: Iterable[Trial], chance: random.Random) -> None:
    """Prints pairs drawn among the criteria of the texts, as many of each verdict as DRAWN says, in an order of their own."""
    known = [prepared(trial, formalise_trial(trial)) for trial in trials]
    pairs = [pair for name, text in notes().items() for pair in _pairs(read(text, name), known, chance)]
    rows = []
    for verdicts, number in DRAWN:
        rows += chance.sample([pair for pair in pairs if pair["drawn"] in verdicts], number)
    chance.shuffle(rows)
    for row in rows:
        print(f"- {json.dumps(row, ensure_ascii=False)}")


def _pairs(case: Case, known: list[FormalisedTrial], chance: random.Random) -> Iterator[dict[str, Any]]:
    ours = [match for match in match_case(case, known, every=True) if match.known.disease == "type" and _same_disease(match)]
    best = [match for match in ours if match.verdict != "excluded"]
    contrary = [match for match in ours if match.verdict == "excluded"]
    many = 2 if case.id.startswith("v") else 1
    for match in best[: 3 * many] + chance.sample(contrary, min(2 * many, len(contrary))):
        for one in match.criteria:
            source = one.criterion.source
            if source.end:
                yield {
                    "case": case.id, "trial": match.trial.id, "kind": source.kind,
                    "start": source.start, "drawn": one.verdict,
                }  # fmt: skip


def _same_disease(match: TrialMatch) -> bool:
    return not any("tumour.type" in one.criterion.keys and one.verdict == "not_met" for one in match.criteria)


# Measuring -----------------------------------------------------------------------------------------------------------------

Judged = tuple[dict[str, Any], str]  # a row and a verdict


def measure(trials: dict[str, Trial], rows: list[dict[str, Any]], wrong: bool) -> None:
    """Prints how the verdicts of the day of the drawing and those of today agree with the reader, on the odd and the even rows."""
    today = verdicts_of(rows, trials, notes())
    for first, side in ((0, "odd"), (1, "even")):
        said = today[first::2]
        _print(f"{side} rows, as drawn", [(row, row["drawn"]) for row, _ in said])
        _print(f"{side} rows, today", said)
        if wrong:
            for row, verdict in said:
                if _as_read(verdict) != row["truth"]:
                    print(f"  {row['case']} {row['trial']} {row['start']}: {verdict}, read as {row['truth']}")


def verdicts_of(rows: list[dict[str, Any]], trials: dict[str, Trial], texts: dict[str, str]) -> list[Judged]:
    """Each judged row with today's verdict."""
    cases = {name: with_implied(settled(read(text, name))) for name, text in texts.items()}
    criteria = {name: [Criterion(one) for one in formalise_trial(trials[name])] for name in {row["trial"] for row in rows}}
    return [(row, _said(criteria[row["trial"]], row, cases[row["case"]])) for row in rows]


def _said(criteria: list[Criterion], row: dict[str, Any], case: Case) -> str:
    """Today's verdict of the criterion that begins there; one that the text is no longer cut into is not formalised."""
    found = (one for one in criteria if (one.source.kind, one.source.start) == (row["kind"], row["start"]))
    return next((one.verdict(case) for one in found), "not_formalised")


def _as_read(verdict: str) -> str:
    return verdict if verdict in HARD else "unknown"


def _print(title: str, said: list[Judged]) -> None:
    pairs = [(_as_read(verdict), row["truth"]) for row, verdict in said]
    firm = [pair for pair in pairs if pair[0] in HARD]
    agreed = sum(ours == truth for ours, truth in pairs)
    right = sum(ours == truth for ours, truth in firm)
    turned = sum(ours != truth and truth in HARD for ours, truth in firm)
    print(f"{title}: {agreed} of {len(pairs)} agree ({agreed / len(pairs):.1%}); {len(firm)} firm verdicts, {right} right ({right / len(firm):.1%}), "
          f"{turned} reversed ({turned / len(firm):.1%})")  # fmt: skip


if __name__ == "__main__":
    main()
