"""The fictional cases of data/cases, to see the program at work without a patient's text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from matching.data_files import DATA


@dataclass(frozen=True)
class Example:
    """`Example("sein-her2", "Sein", "Sein HER2 positif localisé, 52 ans", "RCP sénologie…")`: nobody real."""

    id: str
    organ: str
    title: str
    text: str


@cache
def examples() -> tuple[Example, ...]:
    """Every example, by organ and by file name."""
    records = (json.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / "cases").glob("*.json")))
    return tuple(Example(one["id"], one["organ"], one["title"], one["text"]) for one in records)
