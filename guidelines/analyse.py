"""What can be said of the rules of a guideline over every patient: those that never apply, and those that apply together.

>>> [finding.kind for finding in analyse(guideline)]
['overlap']
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from guidelines.finding import Finding
from guidelines.model import Decision, Guideline, Rule
from matching.case import Case
from matching.criteria.french import fact_words
from matching.criteria.tree import atoms_of
from matching.criteria.worlds import Worlds


def analyse(guideline: Guideline) -> list[Finding]:
    """Rules that no patient meets, or whose patients earlier rules all take ("first"), and overlaps of "unique" decisions."""
    rules = [rule.when for decision in guideline.decisions for rule in decision.rules]
    worlds = Worlds([guideline.scope, *rules])
    if worlds.find([guideline.scope]) is None:
        return [Finding(guideline.file, 1, "dead", "le champ (« scope ») ne contient aucun patient")]
    return [finding for decision in guideline.decisions for finding in _decision(guideline, decision, worlds)]


def _decision(guideline: Guideline, decision: Decision, worlds: Worlds) -> Iterator[Finding]:
    alive = []
    for index, rule in enumerate(decision.rules):
        sentence = _dead(guideline, decision, index, worlds)
        if sentence:
            yield Finding(guideline.file, rule.line, "dead", f"règle « {rule.id} » : {sentence}")
        else:
            alive.append(rule)
    if decision.policy == "unique":
        for first, second in combinations(alive, 2):
            patient = worlds.find([guideline.scope, first.when, second.when])
            if patient is not None:
                yield Finding(guideline.file, second.line, "overlap", _overlap(first, second, patient))


def _dead(guideline: Guideline, decision: Decision, index: int, worlds: Worlds) -> str | None:
    rule = decision.rules[index]
    if worlds.find([rule.when]) is None:
        return "ne peut jamais s'appliquer, ses conditions se contredisent"
    if worlds.find([guideline.scope, rule.when]) is None:
        return "ne peut jamais s'appliquer, sa condition est contraire au champ (« scope »)"
    earlier = [before.when for before in decision.rules[:index]] if decision.policy == "first" else []
    if worlds.find([guideline.scope, rule.when], earlier) is None:
        return "ne peut jamais s'appliquer, les règles qui la précèdent prennent tous ses cas"
    return None


def _overlap(first: Rule, second: Rule, patient: Case) -> str:
    keys = dict.fromkeys(atom.key for rule in (first, second) for atom in atoms_of(rule.when))
    words = ", ".join(fact_words(patient, key) for key in keys if key in patient.features)
    return (
        f"règle « {second.id} » : peut s'appliquer en même temps que « {first.id} » (ligne {first.line}) ; "
        f"par exemple : {words or 'selon les traitements reçus'} ; les distinguer, ou écrire « policy: cumulative » ou « first »"
    )
