"""A rule base checked: what does not load, what its examples show, what is not tried, what is past its date.

    >>> [str(finding) for finding in check("guidelines/rules/breast")]
    ['breast/localised.yaml:120: exemple « HER2 inconnu T2 » : ...']

`python -m guidelines.check [PATH]` prints one sentence a finding, and exits 1 when there are any.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from pathlib import Path

from guidelines.analyse import analyse
from guidelines.examples import example_case
from guidelines.finding import Finding
from guidelines.judge import Judged, judge
from guidelines.load import RULES, load_all
from guidelines.model import Example, Guideline
from guidelines.source import RuleFileError


def check(path: Path | str = RULES, today: datetime.date | None = None) -> list[Finding]:
    """Everything to mend in a rule file or a folder of them; files that do not load hide what the others would show."""
    try:
        base = load_all(path)
    except RuleFileError as error:
        return [Finding(fault.file, fault.position.line, "load", fault.sentence, fault.position.column) for fault in error.faults]
    return [finding for guideline in base.guidelines for finding in check_guideline(guideline, today or datetime.date.today())]


def check_guideline(guideline: Guideline, today: datetime.date) -> list[Finding]:
    """Everything to mend in one guideline that loads, in the order of the file."""
    runs = [(example, judge(guideline, example_case(guideline, example))) for example in guideline.tests]
    found = [
        *_header(guideline, today),
        *(Finding(guideline.file, example.line, "example", f"exemple « {example.name} » : {sentence}")
          for example, judged in runs for sentence in _differences(example, judged)),
        *_untested(guideline, runs),
        *_without_source(guideline),
        *analyse(guideline),
    ]  # fmt: skip
    return sorted(found, key=lambda finding: finding.line)


def _header(guideline: Guideline, today: datetime.date) -> Iterator[Finding]:
    since = guideline.to_review_since(today)
    if since and guideline.speaks:
        yield Finding(
            guideline.file,
            1,
            "expired",
            f"référentiel à revoir depuis le {since:%d/%m/%Y} ; le relire et changer « review_before »",
        )
    if not guideline.sources:
        yield Finding(guideline.file, 1, "source", "aucune source ; citer les documents sous « guideline: sources: »")


def _differences(example: Example, judged: Judged) -> Iterator[str]:
    """Where what comes out differs from what the example says."""
    if not judged.rules and any(example.expect.values()):
        yield "le cas est hors du champ du référentiel (« scope »)"
        return
    for title, expected, value in (("s'applique", example.expect, True), ("est possible", example.possible or {}, None)):
        for decision, rules in expected.items():
            found = [verdict.rule.id for verdict in judged.rules if verdict.decision.id == decision and verdict.value is value]
            if set(found) != set(rules):
                yield f"dans « {decision} », {title} : attendu {_listed(rules)}, trouvé {_listed(found)}"
    if example.missing is not None:
        named = {*example.expect, *(example.possible or {})}
        missing = {key for verdict in judged.rules if not named or verdict.decision.id in named for key in verdict.missing}
        if missing != set(example.missing):
            yield f"il manque : attendu {_listed(sorted(example.missing))}, trouvé {_listed(sorted(missing))}"


def _listed(words: object) -> str:
    return f"[{', '.join(map(str, words))}]"  # type: ignore[call-overload]


def _untested(guideline: Guideline, runs: list[tuple[Example, Judged]]) -> Iterator[Finding]:
    """Rules without an example of each kind, in the decisions that examples speak of."""
    wanted = {True: "où elle s'applique", False: "où elle ne s'applique pas", None: "où elle est indéterminée"}
    tried: dict[str, set[bool | None]] = {}
    for example, judged in runs:
        for verdict in judged.rules:
            if verdict.decision.id in example.expect:
                tried.setdefault(verdict.rule.id, set()).add(verdict.value)
        if not judged.rules:
            _out_of_scope(guideline, example, tried)
    for decision in guideline.decisions:
        for rule in decision.rules:
            absent = [words for value, words in wanted.items() if value not in tried.get(rule.id, set())]
            if absent:
                yield Finding(
                    guideline.file, rule.line, "untested", f"règle « {rule.id} » : aucun exemple {', ni '.join(absent)}"
                )


def _out_of_scope(guideline: Guideline, example: Example, tried: dict[str, set[bool | None]]) -> None:
    for decision in guideline.decisions:
        if decision.id in example.expect:
            for rule in decision.rules:
                tried.setdefault(rule.id, set()).add(False)


def _without_source(guideline: Guideline) -> Iterator[Finding]:
    entries = [("règle", rule.id, rule.source, rule.line) for decision in guideline.decisions for rule in decision.rules]
    entries += [("contre-indication", entry.id, entry.source, entry.line) for entry in guideline.contraindications]
    entries += [("bilan", entry.id, entry.source, entry.line) for entry in guideline.workup]
    for kind, name, source, line in entries:
        if source is None:
            yield Finding(guideline.file, line, "source", f"{kind} « {name} » : sans source ; ajouter « source: {{id: ...}} »")


def main(arguments: list[str]) -> int:
    findings = [finding for path in arguments or [str(RULES)] for finding in check(path)]
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
