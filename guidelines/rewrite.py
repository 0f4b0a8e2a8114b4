"""A rule file changed at one place: only the characters of that value change, comments and layout stay as they were written.

    >>> with_value('rules:\\n- {id: a, rank: 1}  # premier choix\\n', ("rules", 0, "rank"), 2)
    'rules:\\n- {id: a, rank: 2}  # premier choix\\n'

A value that is not written yet is added after the first entry of its table. Raises RuleFileError where the text is no YAML.
"""

from __future__ import annotations

import json
import re
from typing import Any

from guidelines.source import DataPath, RuleText, parse_rule_text

# What may be written without quotation marks anywhere, a list between brackets included.
_PLAIN = re.compile(r"[^\W\d][\w.'’/+°()-]*(?: [\w(][\w.'’/+°()-]*)*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WORDS = {"true", "false", "null"}


def with_value(source: str, path: DataPath, value: Any) -> str:
    """The text with another value at this place, written with the quotation marks of the value that was there."""
    text = parse_rule_text(source, "")
    if path in text.spans:
        start, end = span(source, text, path)
        return source[:start] + _alike(source[start:end], value) + source[end:]
    if path[:-1] in text.spans:
        return _with_entry(source, text, path, value)
    return with_value(source, path[:-1], {path[-1]: value})


def with_item(source: str, path: DataPath, value: Any) -> str:
    """The text with one more item at the end of a list, which is begun where there is none."""
    text = parse_rule_text(source, "")
    if path not in text.spans:
        return f"{source.rstrip()}\n\n{path[-1]}:\n  - {written(value)}\n"
    start, end = span(source, text, path)
    if source[start] == "[":
        between = "" if source[start + 1 : end - 1].strip() == "" else ", "
        return source[: end - 1].rstrip() + between + written(value) + source[end - 1 :]
    first = text.positions[(*path, 0)]
    dash = source.rindex("-", 0, text.spans[(*path, 0)][0])
    indent = dash - (source.rfind("\n", 0, dash) + 1) if first else 0
    at = line_end(source, end)
    return f"{source[:at]}\n{' ' * indent}- {written(value)}{source[at:]}"


def written(value: Any) -> str:
    """`written({"tumour.t": "T2", "lab.lvef": 55}) == '{tumour.t: T2, lab.lvef: 55}'`: a value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)}: {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) and value not in _WORDS else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _alike(before: str, value: Any) -> str:
    """A value in the style of the one it replaces; what is typed over a bare number stays a bare number: version 2025.10."""
    if not isinstance(value, str):
        return written(value)
    if before.startswith('"'):
        return json.dumps(value, ensure_ascii=False)
    if before.startswith("'") and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    return value if _NUMBER.fullmatch(before) and _NUMBER.fullmatch(value) else written(value)


def _with_entry(source: str, text: RuleText, path: DataPath, value: Any) -> str:
    table, key = path[:-1], path[-1]
    entry = f"{key}: {written(value)}"
    start, end = span(source, text, table)
    if source[start] == "{":
        between = "" if source[start + 1 : end - 1].strip() == "" else ", "
        return source[: end - 1].rstrip() + between + entry + source[end - 1 :]
    first = next(place for place in text.spans if place[:-1] == table and len(place) == len(path))
    column = text.positions[first].column - 1
    at = line_end(source, span(source, text, first)[1])
    return f"{source[:at]}\n{' ' * column}{entry}{source[at:]}"


def span(source: str, text: RuleText, path: DataPath) -> tuple[int, int]:
    """The characters of a value, without the blanks and the comments that a block is followed by."""
    start, end = text.spans[path]
    block = source[start : start + 1] not in ("[", "{", '"', "'")
    inside = [place for place in text.spans if len(place) == len(path) + 1 and place[:-1] == path] if block else []
    if inside:
        return start, max(span(source, text, place)[1] for place in inside)
    return start, start + len(source[start:end].rstrip())


def line_end(source: str, at: int) -> int:
    """Where the line of a character ends."""
    found = source.find("\n", at)
    return len(source) if found < 0 else found
