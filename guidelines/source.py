"""The text of a rule file as plain data, with the line and column of everything in it.

    >>> text = parse_rule_text("guideline:\\n  id: breast\\n", "breast.yaml")
    >>> text.data, text.at(("guideline", "id"))
    ({'guideline': {'id': 'breast'}}, Position(line=2, column=3))

The file is read event by event through PyYAML's C parser, so that a hostile file is refused before it grows in memory. Scalars
are read as YAML 1.2 does: only true and false are booleans ("no" is a word), and dates stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)  # fmt: skip

MAX_BYTES = 2_000_000
MAX_DEPTH = 60
MAX_ENTRIES = 150_000

DataPath = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[-+]?[0-9]*\.[0-9]+|[-+]?[0-9]+\.[0-9]*")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True)
class Position:
    """A place in a file; lines and columns count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class FileFault:
    """Something wrong at a place of a file: "breast.yaml:31:24: caractéristique inconnue « tumour.siez » ; ..."."""

    file: str
    position: Position
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.position.line}:{self.position.column}: {self.sentence}"


class RuleFileError(ValueError):
    """Every fault of one or several rule files at once, one sentence a line."""

    def __init__(self, faults: list[FileFault]):
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class RuleText:
    """What a rule file holds. `decimals` keeps decimal numbers as they are written: version 2025.10 is not version 2025.1.

    `spans` are the characters of each value, first and last plus one; those of a block go on to the next entry.
    """

    name: str
    data: dict[str, Any]
    positions: dict[DataPath, Position]
    decimals: dict[DataPath, str]
    spans: dict[DataPath, tuple[int, int]]

    def at(self, path: DataPath) -> Position:
        """The place of an entry (of its key in a table), or of the nearest thing that holds it."""
        while path not in self.positions and path:
            path = path[:-1]
        return self.positions.get(path, Position(1, 1))


def read_rule_text(path: Path, name: str = "") -> RuleText:
    """The content of a rule file; `name` is what the faults call it. Raises RuleFileError."""
    name = name or str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _refused(
                name, f"le fichier fait {size / 1e6:.0f} Mo ; un fichier de règles n'en dépasse pas {MAX_BYTES // 1_000_000}"
            )
        return parse_rule_text(path.read_bytes().decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        raise _refused(name, "le fichier n'est pas en UTF-8 ; l'enregistrer dans ce codage") from None
    except OSError as error:
        raise _refused(name, f"le fichier ne se lit pas ({error.strerror})") from None


def parse_rule_text(text: str, name: str) -> RuleText:
    """Plain data and positions from the text of a rule file. Raises RuleFileError with one fault where the text cannot be one."""
    if len(text) > MAX_BYTES:
        raise _refused(name, f"le texte dépasse {MAX_BYTES // 1_000_000} Mo ; le répartir en plusieurs fichiers")
    tab = text.find("\t")
    if tab >= 0:
        place = Position(text.count("\n", 0, tab) + 1, tab - text.rfind("\n", 0, tab))
        raise _refused(name, "tabulation ; mettre des espaces", place)
    try:
        return _Builder(name).build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
        raise _refused(
            name, "YAML illisible ici ; vérifier l'alinéa, les deux-points, les crochets et les guillemets", place
        ) from None
    except yaml.YAMLError:
        raise _refused(name, "le fichier contient des caractères interdits en YAML") from None


def _refused(name: str, sentence: str, position: Position = Position(1, 1)) -> RuleFileError:
    return RuleFileError([FileFault(name, position, sentence)])


@dataclass
class _Open:
    """A table or a list being read; `key` is the entry that awaits its value."""

    content: dict[str, Any] | list[Any]
    path: DataPath
    start: int
    key: str | None = None


class _Builder:
    """Follows the parser's events with a stack of its own: no recursion, and the depth is known at once."""

    def __init__(self, name: str):
        self.name = name
        self.positions: dict[DataPath, Position] = {}
        self.decimals: dict[DataPath, str] = {}
        self.spans: dict[DataPath, tuple[int, int]] = {}
        self.stack: list[_Open] = []
        self.root: Any = None

    def build(self, events: Iterator[Any]) -> RuleText:
        documents = 0
        for event in events:
            if isinstance(event, ScalarEvent):
                self._scalar(event)
            elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                self._open(event)
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                closed = self.stack.pop()
                self.spans[closed.path] = closed.start, _span(event)[1]
            elif isinstance(event, AliasEvent):
                raise self._refuse(
                    event, f"renvoi YAML « *{event.anchor} » ; nommer une condition sous « conditions: » et la citer par « ref: »"
                )
            elif isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refuse(event, "second document YAML (« --- ») ; un fichier de règles n'en a qu'un")
        if not isinstance(self.root, dict):
            raise _refused(self.name, "un fichier de règles est une table : guideline, scope, conditions, workup, decisions, ...")
        return RuleText(self.name, self.root, self.positions, self.decimals, self.spans)

    def _refuse(self, event: Any, sentence: str) -> RuleFileError:
        return _refused(self.name, sentence, _position(event))

    def _plain(self, event: Any) -> None:
        if event.anchor:
            raise self._refuse(
                event, f"ancre YAML « &{event.anchor} » ; nommer une condition sous « conditions: » et la citer par « ref: »"
            )
        if event.tag and not event.tag == "!":
            raise self._refuse(event, f"étiquette YAML « {event.tag} » ; l'enlever")

    def _scalar(self, event: ScalarEvent) -> None:
        self._plain(event)
        inside = self.stack[-1] if self.stack else None
        if inside is not None and isinstance(inside.content, dict) and inside.key is None:
            self._key(inside, event)
            return
        value = _scalar_value(event)
        path = self._put(value, event)
        self.spans[path] = _span(event)
        if isinstance(value, float):
            self.decimals[path] = event.value

    def _key(self, table: _Open, event: ScalarEvent) -> None:
        key = event.value
        if key == "<<":
            raise self._refuse(event, "clef de fusion « << » ; écrire les entrées elles-mêmes")
        if key in table.content:
            raise self._refuse(event, f"« {key} » est écrit deux fois dans la même table ; n'en garder qu'un")
        table.key = key
        self.positions[(*table.path, key)] = _position(event)

    def _open(self, event: Any) -> None:
        self._plain(event)
        if len(self.stack) >= MAX_DEPTH:
            raise self._refuse(event, f"plus de {MAX_DEPTH} niveaux imbriqués ; nommer des conditions sous « conditions: »")
        inside = self.stack[-1] if self.stack else None
        if inside is not None and isinstance(inside.content, dict) and inside.key is None:
            raise self._refuse(event, "une clef est un mot, pas une liste ni une table")
        content: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        self.stack.append(_Open(content, self._put(content, event), event.start_mark.index))

    def _put(self, value: Any, event: Any) -> DataPath:
        """Places a value in what is being read, and tells its path."""
        if len(self.positions) > MAX_ENTRIES:
            raise self._refuse(event, f"plus de {MAX_ENTRIES} éléments ; répartir le contenu en plusieurs fichiers")
        if not self.stack:
            self.root = value
            return ()
        inside = self.stack[-1]
        if isinstance(inside.content, list):
            path = (*inside.path, len(inside.content))
            inside.content.append(value)
            self.positions[path] = _position(event)
            return path
        assert inside.key is not None
        path = (*inside.path, inside.key)
        inside.content[inside.key] = value
        inside.key = None
        return path


def _position(event: Any) -> Position:
    return Position(event.start_mark.line + 1, event.start_mark.column + 1)


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _scalar_value(event: ScalarEvent) -> Any:
    text = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
