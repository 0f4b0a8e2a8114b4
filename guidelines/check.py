"""A rule base checked: what does not load, what its examples show, what is not tried, what no patient can meet.

    >>> [str(finding) for finding in check("guidelines/rules/breast")]
    ['breast/localised.yaml:120: exemple « HER2 inconnu T2 » : ...']

A file with faults of loading is analysed without the decisions and the contra-indications that hold them.
`python -m guidelines.check [PATH]` prints one sentence a finding, and exits 1 when there is something to mend.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from guidelines.analysis import analyse
from guidelines.analysis.contradictions import contradictions
from guidelines.examples import example_case
from guidelines.finding import Finding
from guidelines.judge import Judged, judge
from guidelines.load import RULES, load_all, load_in_part, loads_in_part, rule_files, used_twice
from guidelines.model import Example, Guideline, RuleBase
from guidelines.overlay import overlaid
from guidelines.source import FileFault, RuleText

FEW = 8  # below this many files, starting processes costs more than it gains


def check(path: Path | str = RULES, today: datetime.date | None = None) -> list[Finding]:
    """Everything to say of a rule file or a folder of them, file by file, each in the order of its lines."""
    day = today or datetime.date.today()
    files, check_one = rule_files(path), partial(_check_file, today=day)
    cores = os.cpu_count() or 1
    if len(files) < FEW or cores == 1:
        checked = list(map(check_one, files))
    else:
        with ProcessPoolExecutor(cores) as pool:
            checked = list(pool.map(check_one, files, chunksize=max(1, len(files) // (8 * cores))))
    sound = [guideline for guideline, _ in checked if isinstance(guideline, Guideline)]
    overlays = [text for text, _ in checked if isinstance(text, RuleText)]
    found = [finding for _, findings in checked for finding in findings]
    if overlays:
        ids = {one.id for one in sound}
        base = RuleBase((*sound, *(one for one in load_all().guidelines if one.id not in ids)))
        found += [finding for text in overlays for finding in check_overlay(text, base, overlays, day)]
    return _in_order([*found, *map(load_finding, used_twice(sound)), *contradictions(sound)])


def _check_file(file: Path, today: datetime.date) -> tuple[Guideline | RuleText | None, list[Finding]]:
    read, faults = load_in_part(file)
    found = check_guideline(read, today) if isinstance(read, Guideline) else []
    return read, [*map(load_finding, faults), *found]


def check_overlay(text: RuleText, base: RuleBase, overlays: list[RuleText], today: datetime.date) -> list[Finding]:
    """Everything to say of an overlay: what it brings is checked alone, its examples are played on the guideline under it."""
    found, faults = overlaid(base, text, overlays)
    return [*map(load_finding, faults), *(check_guideline(found.own, today, found.whole) if found else [])]


def check_text(
    text: str, name: str = "règles.yaml", base: RuleBase | None = None, today: datetime.date | None = None
) -> list[Finding]:
    """What a curator is told of a text being written, in well under a second: its own findings, and what contradicts `base`."""
    read, faults = loads_in_part(text, name)
    found = [load_finding(fault) for fault in faults]
    today = today or datetime.date.today()
    if isinstance(read, RuleText):
        found += check_overlay(read, base or load_all(), [read], today)
    elif read:
        others = [one for one in base.guidelines if one.id != read.id] if base else []
        found += check_guideline(read, today)
        found += [one for one in contradictions([*others, read], of=read) if one.file == read.file]
    return _in_order(found)


def check_guideline(guideline: Guideline, today: datetime.date, whole: Guideline | None = None) -> list[Finding]:
    """Everything to say of one guideline alone, in the order of the file; its examples are played on `whole` where it is a part."""
    cases = [(example, example_case(guideline, example)) for example in guideline.tests]
    runs = [(example, judge(whole or guideline, case)) for example, case in cases]
    return _in_order([
        *_header(guideline, today),
        *(Finding(guideline.file, example.line, "example", f"exemple « {example.name} » : {sentence}")
          for example, judged in runs for sentence in _differences(example, judged)),
        *_untested(guideline, runs),
        *_without_source(guideline),
        *analyse(guideline, cases),
    ])  # fmt: skip


def differs(guideline: Guideline, example: Example) -> list[str]:
    """What comes out of the rules otherwise than an example says; nothing where it holds."""
    return list(_differences(example, judge(guideline, example_case(guideline, example))))


def load_finding(fault: FileFault) -> Finding:
    """What could not be read of a file, as a finding."""
    return Finding(fault.file, fault.position.line, "load", fault.sentence, fault.position.column)


def _in_order(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda finding: (finding.file, finding.line))


def _header(guideline: Guideline, today: datetime.date) -> Iterator[Finding]:
    since = guideline.to_review_since(today)
    if since and since > datetime.date.min and guideline.speaks:  # a date that could not be read is told as such
        yield Finding(
            guideline.file,
            guideline.lines.get("review_before", 1),
            "expired",
            f"référentiel à revoir depuis le {since:%d/%m/%Y} ; le relire et changer « review_before »",
        )
    if not guideline.sources:
        sentence = "aucune source ; citer les documents sous « guideline: sources: »"
        yield Finding(guideline.file, guideline.lines.get("guideline", 1), "source", sentence)


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
    return 1 if any(finding.is_fault for finding in findings) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
