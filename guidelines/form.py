"""The values of one rule that a form shows, each with its place in the text, so that the form and the text are the same thing.

>>> [(field.label, field.value) for field in fields_of(parse_rule_text(text, ""), "er-low-neoadjuvant")][-4:-2]
[('Source : document', 'esmo-ebc'), ('Source : section', '')]

A field is changed by guidelines.rewrite.with_value at its path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guidelines.model import STRENGTHS
from guidelines.rewrite import line_end, span
from guidelines.source import DataPath, RuleText
from matching.catalogue import catalogue


@dataclass(frozen=True)
class Field:
    """A value at a place of the text; `group` is condition, option or source; `choices` are the words it may be, where they are few."""

    group: str
    label: str
    value: Any
    path: DataPath
    choices: tuple[str, ...] = ()

    def read(self, typed: str) -> Any:
        """What a person typed, of the kind of what was there: a whole number stays one. Raises ValueError."""
        return int(typed) if isinstance(self.value, int) and not isinstance(self.value, bool) else typed


OPTION = (("label", "intitulé"), ("strength", "force"), ("rank", "rang"), ("frcp", "phrase de la FRCP"))
SOURCE = (("id", "document"), ("section", "section"), ("page", "page"), ("quotation", "citation"))
HEADER = (
    ("version", "version"), ("published_on", "publié le (année-mois-jour)"), ("review_before", "à relire avant le (année-mois-jour)"),
)  # fmt: skip
DEFAULTS = {"strength": "recommended", "rank": 1}


def rule_path(text: RuleText, rule: str) -> DataPath | None:
    """Where a rule is in the text of a guideline or an overlay; None where it is not."""
    for path, entry in _rules(text.data):
        if isinstance(entry, dict) and entry.get("id") == rule:
            return path
    return None


def fields_of(text: RuleText, rule: str) -> list[Field]:
    """The fields of a rule: the values its condition holds, those of the conditions it names, its options, its source."""
    path = rule_path(text, rule)
    if path is None:
        return []
    entry = _at(text, path)
    found = list(_leaves(text, entry.get("when"), (*path, "when"), "", set()))
    options = entry.get("options")
    for index, option in enumerate(options if isinstance(options, list) else ()):
        if isinstance(option, dict):
            found += [
                Field(
                    "option", f"Option {index + 1} : {label}", option.get(key, DEFAULTS.get(key, "")), (*path, "options", index, key),
                    STRENGTHS if key == "strength" else (),
                )
                for key, label in OPTION
            ]  # fmt: skip
    source = entry.get("source")
    source = source if isinstance(source, dict) else {}
    listed = _sources(text)
    found += [
        Field("source", f"Source : {label}", source.get(key, ""), (*path, "source", key), listed if key == "id" else ())
        for key, label in SOURCE
    ]
    return found


def header_of(text: RuleText) -> list[Field]:
    """What of a file's header changes with each version: its number, and the dates that follow it."""
    head = "overlay" if "overlay" in text.data else "guideline"
    held = text.data.get(head)
    held = held if isinstance(held, dict) else {}
    return [
        Field("header", f"Référentiel : {label}", text.decimals.get((head, key), str(held.get(key, ""))), (head, key))
        for key, label in HEADER
    ]


def passage(source: str, text: RuleText, rule: str) -> tuple[int, int]:
    """The characters of the lines of a rule; of the whole text where the rule is not in it."""
    path = rule_path(text, rule)
    if path is None:
        return 0, len(source)
    start, end = span(source, text, path)
    return source.rfind("\n", 0, start) + 1, line_end(source, end)


def _rules(data: dict[str, Any]) -> Iterator[tuple[DataPath, Any]]:
    decisions = data.get("decisions")
    for number, decision in enumerate(decisions if isinstance(decisions, list) else ()):
        rules = decision.get("rules") if isinstance(decision, dict) else None
        yield from (
            (("decisions", number, "rules", index), rule) for index, rule in enumerate(rules if isinstance(rules, list) else ())
        )
    added = data.get("rules")
    yield from ((("rules", index), rule) for index, rule in enumerate(added if isinstance(added, list) else ()))


def _leaves(text: RuleText, value: Any, path: DataPath, feature: str, named: set[str]) -> Iterator[Field]:
    """The values of a condition in reading order, each under the feature that holds it; conditions it names are followed once."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "ref" and isinstance(part, str) and part not in named:
                named.add(part)
                yield from _leaves(text, text.data.get("conditions", {}).get(part), ("conditions", part), "", named)
            elif key != "ref":
                yield from _leaves(text, part, (*path, key), key if key in catalogue() else feature, named)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _leaves(text, part, (*path, index), feature, named)
    elif feature and value is not None and not isinstance(value, bool):
        shared = f" (condition « {path[1]} »)" if path[0] == "conditions" else ""
        yield Field("condition", f"{catalogue()[feature].fr}{shared}", value, path)


def _sources(text: RuleText) -> tuple[str, ...]:
    head = text.data.get("guideline", text.data.get("overlay"))
    listed = head.get("sources") if isinstance(head, dict) else None
    return tuple(str(one["id"]) for one in listed or () if isinstance(one, dict) and "id" in one)


def _at(text: RuleText, path: DataPath) -> Any:
    value: Any = text.data
    for key in path:
        value = value[key]
    return value
