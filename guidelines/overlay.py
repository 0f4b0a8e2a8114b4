"""What a network adds to a guideline or restrains in it, in a file of its own, without copying it.

    >>> base = over(load_all(), [parse_rule_text(text, "riom.yaml")])
    >>> [(option.label, option.origin) for option in base.guidelines[0].decisions[0].rules[0].options][-1]
    ('TCHP en hôpital de jour de Riom', 'Réseau (exemple), version 2026.1')

An overlay names its guideline, and the rules and decisions of it, by their ids: the guideline stays as it is shipped, and a new version
of it is followed at once. An overlay never goes over another. The file is told in docs/conditions.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from guidelines.examples import ExampleReader
from guidelines.model import CONTRAINDICATION_LEVELS, STATUSES, Contraindication, Decision, Guideline, Option, Rule, RuleBase
from guidelines.reader import GuidelineReader
from guidelines.source import DataPath, FileFault, RuleFileError, RuleText


@dataclass(frozen=True)
class Overlaid:
    """A guideline under an overlay (`whole`), and what the overlay alone brings, as a guideline of its own file (`own`)."""

    whole: Guideline
    own: Guideline


def is_overlay(text: RuleText) -> bool:
    """Does a rule file hold an overlay, rather than a guideline?"""
    return "overlay" in text.data


def over(base: RuleBase, texts: Iterable[RuleText]) -> RuleBase:
    """The rule base under some overlays; suspended and retired ones bring nothing. Raises RuleFileError with every fault."""
    texts = list(texts)
    faults: list[FileFault] = []
    for text in texts:
        found, wrong = overlaid(base, text, texts)
        faults += wrong
        if found and found.own.speaks:
            base = RuleBase(tuple(found.whole if one.id == found.whole.id else one for one in base.guidelines))
    if faults:
        raise RuleFileError(faults)
    return base


def overlaid(base: RuleBase, text: RuleText, others: Iterable[RuleText] = ()) -> tuple[Overlaid | None, list[FileFault]]:
    """The guideline that an overlay names with the overlay over it, None where there are faults; and these faults."""
    named = {str(one.data["overlay"].get("id")) for one in others if isinstance(one.data["overlay"], dict)}
    reader = _OverlayReader(text, base, named)
    found = reader.overlaid()
    faults = sorted(reader.faults, key=lambda fault: (fault.position.line, fault.position.column))
    return (None if faults else found), faults


class _OverlayReader(GuidelineReader):
    """Reads an overlay with the words of a guideline, against the guideline that it goes over."""

    def __init__(self, text: RuleText, base: RuleBase, overlays: set[str]):
        super().__init__(text)
        self.base = {one.id: one for one in base.guidelines}
        self.overlays = overlays
        self.rules: dict[str, Rule] = {}
        self.decisions: list[str] = []
        self.origin = ""

    def overlaid(self) -> Overlaid | None:
        root = self.fields.table(self.text.data, (), "overlay_file")
        path = ("overlay",)
        head = self.fields.table(root["overlay"], path, "overlay")
        under = self._under(head)
        if under is None:
            return None
        version = self.text.decimals.get((*path, "version"), str(head.get("version", "")))
        self.origin = f"{self._publisher(head, path).network}, version {version}"
        listed = self._each(head, "sources", path, self._document)
        self.sources = {source.id: source for source in (*under.sources, *listed)}
        self.named = dict(under.conditions)
        for name, condition in self.fields.mapping(root, "conditions", ()).items():
            self.named[name] = self._condition(condition, ("conditions", name))
        whole, own = self._put_over(under, root)
        return Overlaid(whole, replace(
            own, id=self.fields.text(head, "id", path), title=self.fields.text(head, "title", path), version=version,
            published_on=self._date(head, "published_on", path), review_before=self._date(head, "review_before", path),
            status=self.fields.choice(head, "status", path, STATUSES, "draft"), file=self.text.name,
            lines={str(place[-1]): at.line for place, at in self.text.positions.items() if len(place) <= 2},
            places=tuple(self.places),
        ))  # fmt: skip

    def _under(self, head: dict[str, Any]) -> Guideline | None:
        """The guideline that the overlay names."""
        named = str(head.get("over", ""))
        if named in self.base:
            return self.base[named]
        if named in self.overlays:
            self.fault(("overlay", "over"), f"« {named} » est lui-même un calque ; nommer le référentiel qui est dessous")
        elif "over" in head:
            self.fault(("overlay", "over"), self.fields.unknown("référentiel inconnu", named, list(self.base)))
        return None

    def _put_over(self, under: Guideline, root: dict[str, Any]) -> tuple[Guideline, Guideline]:
        self.decisions = [decision.id for decision in under.decisions]
        self.rules = {rule.id: rule for decision in under.decisions for rule in decision.rules}
        self.ids = {"rule": set(self.rules), "contraindication": {entry.id for entry in under.contraindications}}
        rules: list[tuple[str, Rule]] = self._each(root, "rules", (), self._added_rule)
        options: list[tuple[str, Option]] = self._each(root, "options", (), self._added_option)
        restraints: list[Contraindication] = self._each(root, "restrain", (), self._restraint)
        decisions = tuple(_with(decision, rules, options) for decision in under.decisions)
        whole = replace(
            under, decisions=decisions, contraindications=(*under.contraindications, *restraints), sources=tuple(self.sources.values())
        )  # fmt: skip
        known = {decision.id: [rule.id for rule in decision.rules] for decision in decisions}
        examples = ExampleReader(self.fields, known, lambda place: self.text.at(place).line)
        own = replace(
            whole, decisions=tuple(_alone(decision, rules) for decision in decisions), contraindications=tuple(restraints),
            workup=(), follow_up=(), tests=tuple(self._each(root, "tests", (), examples.read)),
        )  # fmt: skip
        return whole, own

    def _added_rule(self, item: Any, path: DataPath) -> tuple[str, Rule]:
        decision = self._cited(item, "decision", path, self.decisions, "décision inconnue")
        rule = self._rule(_without(item, "decision"), path, None)
        options = tuple(replace(option, origin=self.origin) for option in rule.options)
        return decision, replace(rule, options=options, origin=self.origin)

    def _added_option(self, item: Any, path: DataPath) -> tuple[str, Option]:
        rule = self._shipped_rule(item, path)
        return rule, replace(self._option(_without(item, "rule"), path), origin=self.origin)

    def _restraint(self, item: Any, path: DataPath) -> Contraindication:
        """What the network does not have, or reserves: the options of a rule, those that hold some keywords, or both."""
        table = self.fields.table(item, path, "restraint")
        if not {"rule", "excludes"} & set(table):
            self.fault(
                path,
                "dire ce qui est restreint : « rule » (une règle du référentiel), « excludes » (des mots-clefs), ou les deux",
            )
        at = self.text.at(path)
        return Contraindication(
            id=self._id(table, path, "contraindication"), when=self._when(table, path), excludes=self._words(table, "excludes", path),
            level=self.fields.choice(table, "level", path, CONTRAINDICATION_LEVELS, "absolute"),
            reason=self.fields.text(table, "reason", path), source=self._source(table, path), line=at.line, column=at.column,
            rule=self._shipped_rule(table, path) if "rule" in table else "", origin=self.origin,
        )  # fmt: skip

    def _shipped_rule(self, item: Any, path: DataPath) -> str:
        """The id of a rule of the guideline itself: what another overlay has added is not to be touched."""
        named = self._cited(item, "rule", path, list(self.rules), "règle inconnue")
        if named in self.rules and self.rules[named].origin:
            origin = self.rules[named].origin
            self.fault(
                (*path, "rule"), f"« {named} » vient d'un autre calque ({origin}) ; un calque ne modifie que le référentiel"
            )
        return named

    def _cited(self, item: Any, key: str, path: DataPath, allowed: list[str], what: str) -> str:
        """The id under a word of an entry, which must be one of those."""
        named = str(item.get(key, "")) if isinstance(item, dict) else ""
        if not named:
            self.fault(path, f"il manque « {key} »")
        elif named not in allowed:
            self.fault((*path, key), self.fields.unknown(what, named, allowed))
        return named


def _with(decision: Decision, rules: list[tuple[str, Rule]], options: list[tuple[str, Option]]) -> Decision:
    """A decision with the rules and the options that an overlay adds to it, after its own."""
    own = tuple(
        replace(rule, options=(*rule.options, *(option for name, option in options if name == rule.id)))
        for rule in decision.rules
    )
    return replace(decision, rules=(*own, *(rule for name, rule in rules if name == decision.id)))


def _alone(decision: Decision, rules: list[tuple[str, Rule]]) -> Decision:
    """The decision with the overlay's rules only; they are not meant to answer for every patient."""
    own = tuple(rule for name, rule in rules if name == decision.id)
    return replace(decision, policy="cumulative", rules=own, otherwise=Option("", ()))


def _without(item: Any, key: str) -> Any:
    return {name: value for name, value in item.items() if name != key} if isinstance(item, dict) else item
