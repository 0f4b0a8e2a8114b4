"""The structural words of a rule file, and typed access to them.

>>> fields = Fields(lambda path, sentence: print(path, sentence))
>>> fields.choice({"policy": "uniqe"}, "policy", ("decisions", 0), POLICIES, "unique")
('decisions', 0, 'policy') « uniqe » n'est pas permis pour « policy » ; vouliez-vous dire « unique » ?
'unique'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from guidelines.source import DataPath
from matching.catalogue import nearest

# By kind of table: the words it must have, and those it may have.
_SHAPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "file": (("guideline", "scope"), ("conditions", "workup", "decisions", "contraindications", "follow_up", "tests")),
    "guideline": (("id", "title", "publisher", "version", "published_on", "review_before"), ("status", "note", "sources")),
    "publisher": (("network",), ("kind",)),
    "document": (("id", "title"), ("publisher", "year", "version", "section", "page", "url", "quotation")),
    "source": (("id",), ("section", "page", "quotation", "year", "version", "url")),
    "workup": (("id", "needs"), ("when", "fresh", "level", "source", "note")),
    "decision": (("id", "question", "stage", "policy", "rules"), ("otherwise", "source", "note")),
    "rule": (("id", "when", "options"), ("source", "note")),
    "option": (("label", "keywords"), ("rank", "strength", "grading", "frcp", "pps", "note")),
    "grading": (("scale",), ("level", "grade")),
    "pps": (("kind", "text"), ()),
    "contraindication": (("id", "when", "excludes", "level", "reason"), ("source",)),
    "follow_up": (("act", "from"), ("every", "for", "by", "when", "source", "note")),
    "overlay_file": (("overlay",), ("conditions", "rules", "options", "restrain", "tests")),
    "overlay": (
        ("id", "title", "publisher", "version", "published_on", "review_before", "over"),
        ("status", "note", "sources"),
    ),
    "restraint": (("id", "reason"), ("rule", "excludes", "when", "level", "source")),
    "example": (("name", "case", "expect"), ("possible", "missing")),
}


class Fields:
    """Reads entries of tables; what is not as it should be goes to `report`, and a harmless value stands in for it."""

    def __init__(self, report: Callable[[DataPath, str], None]):
        self.report = report

    def table(self, value: Any, path: DataPath, kind: str) -> dict[str, Any]:
        """A table of a kind, its unknown and missing words reported."""
        required, optional = _SHAPES[kind]
        if not isinstance(value, dict):
            self.report(path, f"ici s'écrit une table : {', '.join(required)}")
            return {}
        for key in value:
            if key not in required and key not in optional:
                self.report((*path, key), self.unknown("clef inconnue", key, [*required, *optional]))
        for key in required:
            if key not in value:
                self.report(path, f"il manque « {key} »")
        return value

    def mapping(self, table: dict[str, Any], key: str, path: DataPath) -> dict[str, Any]:
        """A table whose words are free; empty where there is none."""
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self.report((*path, key), f"« {key} » attend une table")
        return {}

    def items(self, table: dict[str, Any], key: str, path: DataPath) -> list[Any]:
        """A list; empty where there is none."""
        value = table.get(key, [])
        if isinstance(value, list):
            return value
        self.report((*path, key), f"« {key} » attend une liste")
        return []

    def words(self, table: dict[str, Any], key: str, path: DataPath) -> tuple[str, ...]:
        """A word or a list of words."""
        value = table.get(key, [])
        found = value if isinstance(value, list) else [value]
        if not all(isinstance(word, (str, int)) for word in found):
            self.report((*path, key), f"« {key} » attend une liste de mots")
            return ()
        return tuple(map(str, found))

    def text(self, table: dict[str, Any], key: str, path: DataPath) -> str:
        """A text; empty where there is none."""
        value = table.get(key, "")
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return str(value)
        self.report((*path, key), f"« {key} » attend un texte")
        return ""

    def choice(self, table: dict[str, Any], key: str, path: DataPath, allowed: Sequence[str], default: str) -> str:
        """One of the allowed words."""
        value = table.get(key, default)
        if value in allowed or key not in table:
            return str(value)
        self.report((*path, key), self.unknown(f"« {value} » n'est pas permis pour « {key} »", value, allowed, named=True))
        return default

    @staticmethod
    def unknown(what: str, word: Any, allowed: Sequence[Any], named: bool = False) -> str:
        """What is wrong with a word, and the word most likely meant, or all of those that may stand there."""
        said = what if named else f"{what} « {word} »"
        guess = nearest(str(word), [str(one) for one in allowed])
        if guess:
            return f"{said} ; vouliez-vous dire « {guess} » ?"
        return f"{said} ; permis : {', '.join(map(str, allowed)) or 'rien'}"
