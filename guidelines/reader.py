"""From the data of a rule file to a Guideline: every entry checked, every fault kept with its place.

    >>> reader = GuidelineReader(parse_rule_text(text, "breast.yaml"))
    >>> guideline = reader.guideline()
    >>> [str(fault) for fault in reader.faults]
    ['breast.yaml:12:9: clef inconnue « polcy » ; vouliez-vous dire « policy » ?']

A guideline whose reader has faults is not to be used.
"""

from __future__ import annotations

import datetime
from typing import Any

from guidelines.examples import ExampleReader
from guidelines.fields import Fields
from guidelines.keywords import unknown_keyword
from guidelines.model import (
    CONTRAINDICATION_LEVELS,
    POLICIES,
    PPS_KINDS,
    STAGES,
    STATUSES,
    STRENGTHS,
    WORKUP_LEVELS,
    Contraindication,
    Decision,
    FollowUp,
    Grading,
    Guideline,
    Option,
    Place,
    PpsItem,
    Publisher,
    Rule,
    Source,
    Workup,
)
from guidelines.source import DataPath, FileFault, RuleText
from matching.catalogue import catalogue
from matching.criteria.condition import Parser
from matching.criteria.notation import parse_span
from matching.criteria.tree import AllOf, Condition, Span

ALWAYS = AllOf(())  # a condition without parts is true


class GuidelineReader:
    """Reads one rule file; `faults` fills as it goes."""

    def __init__(self, text: RuleText):
        self.text = text
        self.faults: list[FileFault] = []
        self.faulty: list[DataPath] = []
        self.places: list[Place] = []
        self.fields = Fields(self.fault)
        self.named: dict[str, Condition] = {}
        self.sources: dict[str, Source] = {}
        self.ids: dict[str, set[str]] = {}

    def fault(self, path: DataPath, sentence: str) -> None:
        self.faults.append(FileFault(self.text.name, self.text.at(path), sentence))
        self.faulty.append(path)

    def guideline(self) -> Guideline:
        root = self.fields.table(self.text.data, (), "file")
        path = ("guideline",)
        head = self.fields.table(root.get("guideline"), path, "guideline") if "guideline" in root else {}
        listed = self._each(head, "sources", path, self._document)
        self.sources = {source.id: source for source in listed}
        for name, condition in self.fields.mapping(root, "conditions", ()).items():
            self.named[name] = self._condition(condition, ("conditions", name))
        scope = self._condition(root["scope"], ("scope",)) if "scope" in root else ALWAYS
        decisions = self._each(root, "decisions", (), self._decision)
        rules = {decision.id: [rule.id for rule in decision.rules] for decision in decisions}
        examples = ExampleReader(self.fields, rules, lambda place: self.text.at(place).line)
        return Guideline(
            id=self.fields.text(head, "id", path), title=self.fields.text(head, "title", path),
            publisher=self._publisher(head, path),
            version=self.text.decimals.get((*path, "version"), str(head.get("version", ""))),
            published_on=self._date(head, "published_on", path), review_before=self._date(head, "review_before", path),
            status=self.fields.choice(head, "status", path, STATUSES, "draft"), scope=scope, file=self.text.name,
            note=self.fields.text(head, "note", path), sources=tuple(listed), conditions=self.named,
            workup=tuple(self._each(root, "workup", (), self._workup)),
            decisions=tuple(decisions),
            contraindications=tuple(self._each(root, "contraindications", (), self._contraindication)),
            follow_up=tuple(self._each(root, "follow_up", (), self._follow_up)),
            tests=tuple(self._each(root, "tests", (), examples.read)),
            lines={str(place[-1]): at.line for place, at in self.text.positions.items()
                   if len(place) == 1 or (len(place) == 2 and place[0] == "guideline")},
            places=tuple(self.places),
        )  # fmt: skip

    # What every section shares -------------------------------------------------------------------------------------------

    def _each(self, table: dict[str, Any], key: str, path: DataPath, read: Any) -> list[Any]:
        return [read(item, (*path, key, index)) for index, item in enumerate(self.fields.items(table, key, path))]

    def _id(self, table: dict[str, Any], path: DataPath, kind: str) -> str:
        """The id of an entry, used once in the file for its kind."""
        found = self.fields.text(table, "id", path)
        used = self.ids.setdefault(kind, set())
        if found and found in used:
            self.fault((*path, "id"), f"l'identifiant « {found} » sert déjà plus haut ; en choisir un autre")
        used.add(found)
        return found

    def _condition(self, source: Any, path: DataPath, allow_known: bool = False) -> Condition:
        def report(inner: DataPath, sentence: str) -> None:
            self.fault((*path, *inner), sentence)

        def seen(inner: DataPath, part: Condition) -> None:
            at = self.text.at((*path, *inner))
            self.places.append(Place(part, at.line, at.column))

        return Parser(self.named, allow_known, report, seen).condition(source, ())

    def _when(self, table: dict[str, Any], path: DataPath, allow_known: bool = False) -> Condition:
        return self._condition(table["when"], (*path, "when"), allow_known) if "when" in table else ALWAYS

    def _date(self, table: dict[str, Any], key: str, path: DataPath) -> datetime.date:
        value = table.get(key, "")
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            if key in table:
                self.fault((*path, key), f"« {value} » n'est pas une date ; écrire 2025-06-01")
            return datetime.date.min

    def _span(self, table: dict[str, Any], key: str, path: DataPath) -> Span | None:
        if key not in table:
            return None
        span = parse_span(table[key])
        if span is None:
            self.fault((*path, key), f'« {table[key]} » n\'est pas une durée ; écrire "4 weeks", "6 months" ou "5 years"')
        return span

    def _words(self, table: dict[str, Any], key: str, path: DataPath) -> tuple[str, ...]:
        """A list of keywords, each one known."""
        found = self.fields.words(table, key, path)
        for index, word in enumerate(found):
            if sentence := unknown_keyword(word):
                self.fault((*path, key, index), sentence)
        return found

    # Header and sources --------------------------------------------------------------------------------------------------

    def _publisher(self, head: dict[str, Any], path: DataPath) -> Publisher:
        table = self.fields.table(head.get("publisher", {}), (*path, "publisher"), "publisher") if "publisher" in head else {}
        return Publisher(str(table.get("network", "")), str(table.get("kind", "network")))

    def _document(self, item: Any, path: DataPath) -> Source:
        table = self.fields.table(item, path, "document")
        self._id(table, path, "source")
        return self._place(Source(str(table.get("id", "")), ""), table, path)

    def _place(self, source: Source, table: dict[str, Any], path: DataPath) -> Source:
        """A source with what an entry adds to it: a section, a page, a quotation."""
        year = table.get("year", source.year)
        if year is not None and not (isinstance(year, int) and 1990 <= year <= 2100):
            self.fault((*path, "year"), f"« {year} » n'est pas une année ; écrire 2025")
            year = None
        words = {name: str(table.get(name, getattr(source, name))) for name in
                 ("title", "publisher", "version", "section", "page", "url", "quotation")}  # fmt: skip
        return Source(id=source.id, year=year, **words)

    def _source(self, table: dict[str, Any], path: DataPath) -> Source | None:
        if "source" not in table:
            return None
        path = (*path, "source")
        cited = self.fields.table(table["source"], path, "source")
        if "id" not in cited:
            return None
        known = self.sources.get(str(cited["id"]))
        if known is None:
            self.fault((*path, "id"), self.fields.unknown("source non définie", cited["id"], list(self.sources)))
            return None
        return self._place(known, cited, path)

    # Decisions -----------------------------------------------------------------------------------------------------------

    def _decision(self, item: Any, path: DataPath) -> Decision:
        table = self.fields.table(item, path, "decision")
        source = self._source(table, path)
        rules = self._each(table, "rules", path, lambda rule, inner: self._rule(rule, inner, source))
        return Decision(
            id=self._id(table, path, "decision"), question=self.fields.text(table, "question", path),
            stage=self.fields.choice(table, "stage", path, STAGES, ""),
            policy=self.fields.choice(table, "policy", path, POLICIES, "unique"), rules=tuple(rules),
            otherwise=self._option(table["otherwise"], (*path, "otherwise")) if "otherwise" in table else None,
            note=self.fields.text(table, "note", path), line=self.text.at(path).line, column=self.text.at(path).column,
        )  # fmt: skip

    def _rule(self, item: Any, path: DataPath, source: Source | None) -> Rule:
        table = self.fields.table(item, path, "rule")
        if table.get("options") == []:
            self.fault((*path, "options"), "une règle propose au moins une option")
        return Rule(
            id=self._id(table, path, "rule"), when=self._when(table, path),
            options=tuple(self._each(table, "options", path, self._option)), source=self._source(table, path) or source,
            note=self.fields.text(table, "note", path), line=self.text.at(path).line, column=self.text.at(path).column,
        )  # fmt: skip

    def _option(self, item: Any, path: DataPath) -> Option:
        table = self.fields.table(item, path, "option")
        rank = table.get("rank", 1)
        if not isinstance(rank, int) or isinstance(rank, bool) or rank < 1:
            self.fault((*path, "rank"), f"« {rank} » n'est pas un rang ; écrire 1, 2, 3...")
            rank = 1
        return Option(
            label=self.fields.text(table, "label", path), keywords=self._words(table, "keywords", path), rank=rank,
            strength=self.fields.choice(table, "strength", path, STRENGTHS, "recommended"), grading=self._grading(table, path),
            frcp=self.fields.text(table, "frcp", path), pps=tuple(self._each(table, "pps", path, self._pps)),
            note=self.fields.text(table, "note", path),
        )  # fmt: skip

    def _grading(self, table: dict[str, Any], path: DataPath) -> Grading | None:
        if "grading" not in table:
            return None
        grading = self.fields.table(table["grading"], (*path, "grading"), "grading")
        return Grading(*(str(grading.get(name, "")) for name in ("scale", "level", "grade")))

    def _pps(self, item: Any, path: DataPath) -> PpsItem:
        table = self.fields.table(item, path, "pps")
        return PpsItem(self.fields.choice(table, "kind", path, PPS_KINDS, ""), self.fields.text(table, "text", path))

    # Work-up, contra-indications, follow-up --------------------------------------------------------------------------------

    def _workup(self, item: Any, path: DataPath) -> Workup:
        table = self.fields.table(item, path, "workup")
        needs = self.fields.words(table, "needs", path)
        for key in needs:
            if key not in catalogue():
                self.fault((*path, "needs"), self.fields.unknown("caractéristique inconnue", key, list(catalogue())))
        return Workup(
            id=self._id(table, path, "workup"), needs=needs, when=self._when(table, path, allow_known=True),
            level=self.fields.choice(table, "level", path, WORKUP_LEVELS, "essential"), fresh=self._span(table, "fresh", path),
            source=self._source(table, path), note=self.fields.text(table, "note", path), line=self.text.at(path).line,
        )  # fmt: skip

    def _contraindication(self, item: Any, path: DataPath) -> Contraindication:
        table = self.fields.table(item, path, "contraindication")
        return Contraindication(
            id=self._id(table, path, "contraindication"), when=self._when(table, path),
            excludes=self._words(table, "excludes", path),
            level=self.fields.choice(table, "level", path, CONTRAINDICATION_LEVELS, "absolute"),
            reason=self.fields.text(table, "reason", path), source=self._source(table, path), line=self.text.at(path).line,
            column=self.text.at(path).column,
        )  # fmt: skip

    def _follow_up(self, item: Any, path: DataPath) -> FollowUp:
        table = self.fields.table(item, path, "follow_up")
        return FollowUp(
            act=self.fields.text(table, "act", path), start=self.fields.text(table, "from", path),
            every=self._span(table, "every", path), duration=self._span(table, "for", path),
            by=self.fields.words(table, "by", path),
            when=self._condition(table["when"], (*path, "when")) if "when" in table else None,
            source=self._source(table, path), note=self.fields.text(table, "note", path), line=self.text.at(path).line,
        )  # fmt: skip
