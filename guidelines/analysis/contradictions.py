"""What one guideline proposes and another contra-indicates, for the same patient.

>>> [finding.sentence for finding in contradictions([first, second])]
["règle « adjuvant » : propose « Anthracyclines » à des patients chez qui « breast-elderly » (breast/elderly.yaml:40) le déconseille ; ..."]

Each guideline restrains its own options only, so what it does not know of another is for their curators to settle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from guidelines.analysis.witness import concerned
from guidelines.finding import Finding
from guidelines.keywords import excluded, restrains
from guidelines.model import Contraindication, Guideline, Option, Rule
from matching.criteria.tree import Condition
from matching.criteria.worlds import Worlds

MOST = 2 / 3


@dataclass(frozen=True)
class _Refusal:
    """What a guideline says against some acts: a rule that advises against its option, or an absolute contra-indication."""

    guideline: Guideline
    entry: Rule | Contraindication
    reason: str
    option: Option | None = None

    def against(self, option: Option) -> bool:
        if isinstance(self.entry, Contraindication):
            return not self.entry.rule and excluded(option.keywords, self.entry.excludes)
        return self.option is not None and bool(option.keywords) and set(option.keywords) == set(self.option.keywords)

    @property
    def bounds_its_chapter(self) -> bool:
        """Does this contra-indication set aside most of the options of its own guideline?"""
        if isinstance(self.entry, Rule):
            return False
        own = [option for decision in self.guideline.decisions for rule in decision.rules for option in rule.options]
        return bool(own) and sum(map(self.against, own)) > MOST * len(own)


@dataclass(frozen=True)
class _Clash:
    """An option proposed to patients to whom another guideline refuses it: to all those of both (`always`), or to some."""

    rule: Rule
    option: Option
    holding: tuple[Condition, ...]
    failing: tuple[Condition, ...]
    always: bool


def contradictions(guidelines: Iterable[Guideline], of: Guideline | None = None) -> list[Finding]:
    """The contradictions between guidelines that speak; those of one guideline with the others where `of` is given.

    A fault when one advises against the very act that the other proposes, or when no patient of both escapes the
    contra-indication; information when some of a rule's patients fall under a contra-indication that its guideline does not hold,
    or when that contra-indication sets aside most of what its own guideline proposes: it then bounds a chapter more than it
    judges an act ("récidive : voir le chapitre des récidives").
    """
    speaking = [one for one in guidelines if one.speaks]
    scopes = Worlds([one.scope for one in speaking])
    pairs = [
        (first, second) for first, second in combinations(speaking, 2)
        if of in (None, first, second) and scopes.possible([first.scope, second.scope])
    ]  # fmt: skip
    together = list({one.id: one for pair in pairs for one in pair}.values())
    refusals = {one.id: list(_refusals(one)) for one in together}
    worlds = Worlds(_conditions(together))
    return [
        finding
        for first, second in pairs for proposing, refusing in ((first, second), (second, first))
        for refusal in refusals[refusing.id] for finding in _between(proposing, refusal, worlds)
    ]  # fmt: skip


def _conditions(guidelines: list[Guideline]) -> Iterator[Condition]:
    for one in guidelines:
        yield one.scope
        yield from (rule.when for decision in one.decisions for rule in decision.rules)
        yield from (entry.when for entry in one.contraindications)


def _refusals(guideline: Guideline) -> Iterator[_Refusal]:
    for entry in guideline.contraindications:
        if entry.level == "absolute":
            yield _Refusal(guideline, entry, entry.reason)
    for decision in guideline.decisions:
        for rule in decision.rules:
            yield from (_Refusal(guideline, rule, one.label, one) for one in rule.options if one.advised_against)


def _between(proposing: Guideline, refusal: _Refusal, worlds: Worlds) -> Iterator[Finding]:
    clashes = [
        clash
        for decision in proposing.decisions for rule in decision.rules for option in rule.options
        if not option.advised_against and refusal.against(option) and (clash := _clash(proposing, rule, option, refusal, worlds))
    ]  # fmt: skip
    for always in (True, False):
        some = [clash for clash in clashes if clash.always is always]
        if some:
            rule, entry = some[0].rule, refusal.entry
            fault = always and not refusal.bounds_its_chapter
            yield Finding(
                proposing.file, rule.line, "contradiction", _sentence(refusal, some, worlds), rule.column,
                "fault" if fault else "information",
            )  # fmt: skip
            if fault:  # of both files: either may be wrong
                sentence = f"« {entry.id} » : refuse ce que la règle « {rule.id} » de « {proposing.id} » ({proposing.file}:{rule.line}) propose"
                yield Finding(refusal.guideline.file, entry.line, "contradiction", sentence, entry.column)


def _clash(proposing: Guideline, rule: Rule, option: Option, refusal: _Refusal, worlds: Worlds) -> _Clash | None:
    """A patient of both who would be proposed the option, nothing of its own guideline restraining it."""
    own = [entry.when for entry in proposing.contraindications if restrains(entry, rule, option)]
    both = (proposing.scope, rule.when, refusal.guideline.scope)
    if not worlds.possible([*both, refusal.entry.when], own):
        return None
    always = isinstance(refusal.entry, Rule) or not worlds.possible(both, [*own, refusal.entry.when])
    return _Clash(rule, option, (*both, refusal.entry.when), tuple(own), always)


def _sentence(refusal: _Refusal, clashes: list[_Clash], worlds: Worlds) -> str:
    first = clashes[0]
    patient = worlds.find(first.holding, first.failing)
    assert patient is not None
    where = f"{refusal.guideline.file}:{refusal.entry.line}"
    others = [clash.rule.id for clash in clashes[1:] if clash.rule is not first.rule]
    also = f" (de même : {', '.join(dict.fromkeys(others))})" if others else ""
    what = "le déconseille" if isinstance(refusal.entry, Rule) else f"le contre-indique ({refusal.reason})"
    whose = "chez tous ses patients communs avec" if first.always and not isinstance(refusal.entry, Rule) else "là où"
    return (
        f"règle « {first.rule.id} »{also} : propose « {first.option.label} » {whose} « {refusal.guideline.id} » ({where}) {what} ; "
        f"par exemple : {concerned(patient, first.rule.when, refusal.entry.when)} ; reprendre la contre-indication, ou distinguer les champs"
    )
