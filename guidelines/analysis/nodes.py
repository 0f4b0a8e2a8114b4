"""The rules of one decision together: those that never apply, those that apply at once, and the patients no rule speaks of.

>>> [finding.sentence for finding in of_decision(guideline, decision, worlds)]
["décision « adjuvant » : aucune règle ne parle de ce patient du champ : Âge : 70 ans ; ..."]
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from guidelines.analysis.witness import concerned, keys_of, words
from guidelines.finding import Finding
from guidelines.model import Decision, Guideline, Rule
from matching.criteria.worlds import Patient, Worlds

OTHERWISE = "otherwise: {label: Hors référentiel, keywords: [], strength: possible}"


def of_decision(guideline: Guideline, decision: Decision, worlds: Worlds) -> Iterator[Finding]:
    """Dead, shadowed and overlapping rules, then the gap of the decision. `worlds` holds the scope and the rules."""
    alive = []
    for index, rule in enumerate(decision.rules):
        found = _never(guideline, decision, index, worlds)
        if found:
            kind, sentence = found
            yield Finding(guideline.file, rule.line, kind, f"règle « {rule.id} » : {sentence}", rule.column)
        else:
            alive.append(rule)
    if decision.policy == "unique":
        for first, second in combinations(alive, 2):
            patient = worlds.find([guideline.scope, first.when, second.when])
            if patient is not None:
                yield Finding(guideline.file, second.line, "overlap", _overlap(first, second, patient), second.column)
    yield from _gap(guideline, decision, worlds)


def _never(guideline: Guideline, decision: Decision, index: int, worlds: Worlds) -> tuple[str, str] | None:
    rule = decision.rules[index]
    if not worlds.possible([guideline.scope, rule.when]):
        if not worlds.possible([rule.when]):
            return "dead", "ne peut jamais s'appliquer, ses conditions se contredisent ; en retirer une, ou retirer la règle"
        return (
            "dead",
            "ne peut jamais s'appliquer, sa condition est contraire au champ (« scope ») ; corriger l'une ou l'autre",
        )
    earlier = [before.when for before in decision.rules[:index]] if decision.policy == "first" else []
    if earlier and not worlds.possible([guideline.scope, rule.when], earlier):
        return (
            "shadowed",
            "ne peut jamais s'appliquer, les règles qui la précèdent prennent tous ses cas ; la placer avant elles, ou la retirer",
        )
    return None


def _overlap(first: Rule, second: Rule, patient: Patient) -> str:
    return (
        f"règle « {second.id} » : peut s'appliquer en même temps que « {first.id} » (ligne {first.line}) ; "
        f"par exemple : {concerned(patient, first.when, second.when)} ; les distinguer, ou écrire « policy: cumulative » ou « first »"
    )


def _gap(guideline: Guideline, decision: Decision, worlds: Worlds) -> Iterator[Finding]:
    """Somebody in scope of whom no rule speaks: to mend where the decision promises one answer, meant as a rule elsewhere.

    An `otherwise` closes the decision: its author has said what stands for everybody else.
    """
    conditions = [rule.when for rule in decision.rules]
    if decision.otherwise is not None or not conditions:
        return
    patient = worlds.gap([guideline.scope], conditions)
    if patient is not None:
        yield Finding(
            guideline.file, decision.line, "gap",
            f"décision « {decision.id} » : aucune règle ne parle de ce patient du champ : {words(patient, keys_of(*conditions))} ; "
            f"ajouter une règle, ou « {OTHERWISE} »",
            decision.column, "fault" if decision.policy == "unique" else "information",
        )  # fmt: skip
