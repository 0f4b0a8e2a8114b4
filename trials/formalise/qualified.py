"""A qualifier before a list bears on each of its members: "uncontrolled hypertension or diabetes" is no diabetes under control.

>>> spread("uncontrolled hypertension or diabetes")
'uncontrolled hypertension or uncontrolled diabetes'
"""

from __future__ import annotations

import re
from functools import cache

from trials.formalise.words import entries, expression

_JOIN = re.compile(r",? (?:and/or|or|and|ou|et) |, |/")


def spread(text: str) -> str:
    """The plain sentence with the qualifier of a list of illnesses before each of them."""
    for found in reversed(list(expression("shared_qualifier").finditer(text))):
        members = _members(text, found.end())
        for start in reversed(members[1:]):
            join = " or " if text[start - 1] == "/" else ""
            text = f"{text[: start - len(join[:1])]}{join}{found.group()}{text[start:]}"
    return text


def _members(text: str, start: int) -> list[int]:
    """Where each illness of a list begins, from a place on; empty where one has a qualifier of its own: it is not shared then."""
    starts: list[int] = []
    said: set[str] = set()
    while (named := _illness().match(text, start)) and named.group() not in said:
        if starts and expression("own_qualifier").match(text, start):
            return []
        if expression("no_qualifier").match(named.group()):
            break
        starts.append(start)
        said.add(named.group())
        join = _JOIN.match(text, named.end())
        if join is None:
            break
        start = join.end()
    return [] if expression("own_qualifier").match(text, start) else starts


@cache
def _illness() -> re.Pattern[str]:
    forms = [
        form for table in ("conditions", "comorbidities", "uncontrolled") for forms in entries(table).values() for form in forms
    ]
    forms += entries("shared_illnesses")
    return re.compile(rf"(?:{'|'.join(sorted(forms, key=len, reverse=True))})(?![a-z])")
