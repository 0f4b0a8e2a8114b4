"""The order of trials for a patient beside a search by words: `python -m bench.ranking SHARED/trials/dev.jsonl [--half odd] [--errors]`.

bench/ranking.json holds fictional admission notes, English and French, each with real trials judged by reading their criteria: 2 the right
disease and nothing contrary, 1 the right disease and something contrary, 0 another disease. Printed, ours then BM25: the area under the ROC
curve (eligible against excluded, mean of the patients and all pairs together), and NDCG@10 over all trials, those not judged counting nothing.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from matching.reading import read
from trials.formalise import formalise_trial
from trials.formalised import prepared
from trials.match import TrialMatch, match_case
from trials.model import Trial
from trials.sources import files

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CARNET_SHARED_DIR") or ROOT.parent / "shared") / "trials" / "dev.jsonl"
Judged = dict[str, int]
ELIGIBLE, EXCLUDED = 2, 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, nargs="?", default=SHARED, help="registry records that the judgments are about")
    parser.add_argument("--half", choices=("odd", "even"), help="the notes to develop on (odd), or those kept aside (even)")
    parser.add_argument("--errors", action="store_true", help="what went wrong, note by note, with the criteria that decided")
    given, _ = parser.parse_known_args()
    notes = [
        note for note in json.loads((Path(__file__).parent / "ranking.json").read_text(encoding="utf-8")) if _in(note, given.half)
    ]
    trials = [item for path in files.files_in(given.path) for item in files.read(path) if isinstance(item, Trial)]
    known = [prepared(trial, formalise_trial(trial)) for trial in trials]
    search = Search({trial.id: words(trial) for trial in trials})
    rankings = [(note["judged"], match_case(read(note["text"], note["id"]), known, every=True)) for note in notes]
    searches = [(note["judged"], search.scores(note["text"])) for note in notes]
    print(f"{len(notes)} notes, {sum(len(note['judged']) for note in notes)} judgments, {len(trials)} trials")
    report("carnet, as ordered", [(judged, _ordered(found)) for judged, found in rankings])
    report("carnet, by score", [(judged, {one.trial.id: one.score for one in found}) for judged, found in rankings])
    report("BM25", searches)
    for note, (judged, found), (_, searched) in zip(notes, rankings, searches, strict=True):
        ordered = _ordered(found)
        print(
            f"{note['id']}: AUC {area([(judged, ordered)]):.2f} ({area([(judged, searched)]):.2f}), "
            f"NDCG {gain(judged, ordered):.2f} ({gain(judged, searched):.2f})"
        )
        if given.errors:
            show_errors(judged, found)


def _in(note: dict[str, Any], half: str | None) -> bool:
    return half is None or int(note["id"][1:]) % 2 == (half == "odd")


def _ordered(found: Sequence[TrialMatch]) -> dict[str, float]:
    """The order as it is printed, as a score: the first is the highest."""
    return {one.trial.id: -float(place) for place, one in enumerate(found)}


def words(trial: Trial) -> str:
    """What a search by words looks in."""
    return " ".join((trial.title or trial.official_title or "", *trial.conditions, trial.eligibility_text or ""))


# Measures ------------------------------------------------------------------------------------------------------------------


def report(name: str, ranked: Sequence[tuple[Judged, dict[str, float]]]) -> None:
    patients = [area([one]) for one in ranked]
    gains = [gain(judged, scores) for judged, scores in ranked]
    print(
        f"{name}: AUC {sum(patients) / len(patients):.3f} (mean of patients), {area(ranked):.3f} (all pairs), "
        f"NDCG@10 {sum(gains) / len(gains):.3f}"
    )


def area(ranked: Iterable[tuple[Judged, dict[str, float]]]) -> float:
    """The share of pairs of an eligible and an excluded trial where the eligible one stands higher; equal ones count half."""
    scores: dict[int, list[float]] = {ELIGIBLE: [], EXCLUDED: []}
    for judged, found in ranked:
        for identifier, grade in judged.items():
            if grade in scores:
                scores[grade].append(found[identifier])
    pairs = [(high > low) + 0.5 * (high == low) for high in scores[ELIGIBLE] for low in scores[EXCLUDED]]
    return sum(pairs) / len(pairs)


def gain(judged: Judged, scores: dict[str, float], depth: int = 10) -> float:
    """NDCG at `depth`, with the grades as gains."""
    best = sorted(scores, key=lambda identifier: -scores[identifier])[:depth]
    return _discounted(judged.get(one, 0) for one in best) / _discounted(sorted(judged.values(), reverse=True)[:depth])


def _discounted(grades: Iterable[int]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def show_errors(judged: Judged, found: Sequence[TrialMatch]) -> None:
    """The judged trials in our order with the criteria not met, and what stands in the first ten that nobody judged."""
    for place, match in enumerate(found, start=1):
        grade = judged.get(match.trial.id)
        if grade is None and place > 10:
            continue
        counts = Counter(one.verdict for one in match.criteria)
        print(
            f"  {place:3} {'?' if grade is None else grade} {match.trial.id} {match.score} {match.known.disease} {dict(counts)}"
        )
        for one in match.criteria:
            if one.verdict == "not_met" and grade != 0:
                said = " ".join(one.criterion.source.text.split())[:140]
                print(
                    f"        {one.criterion.source.kind}: {said} => {one.criterion.source.condition} | {one.because(match.case)}"
                )


# Search by words -----------------------------------------------------------------------------------------------------------


class Search:
    """BM25 (k1 1.2, b 0.75) over texts by name."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.counts = {name: Counter(_tokens(text)) for name, text in texts.items()}
        self.lengths = {name: sum(counts.values()) for name, counts in self.counts.items()}
        self.mean = sum(self.lengths.values()) / len(texts)
        self.holding = Counter(word for counts in self.counts.values() for word in counts)

    def scores(self, query: str) -> dict[str, float]:
        return {name: sum(self._score(name, word) for word in set(_tokens(query))) for name in self.counts}

    def _score(self, name: str, word: str) -> float:
        count = self.counts[name][word]
        if not count:
            return 0.0
        rarity = math.log(1 + (len(self.counts) - self.holding[word] + 0.5) / (self.holding[word] + 0.5))
        return rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * self.lengths[name] / self.mean))


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]{2,}", text.lower())


if __name__ == "__main__":
    main()
