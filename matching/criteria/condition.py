"""The condition language: one tree for guideline rules, contra-indications, work-up requirements and trial criteria.

    >>> parse({"all": [{"tumour.t": ">= T2"}, {"tumour.n": "N0"}]})
    AllOf(of=(Atom(key='tumour.t', test=Compare(op='>=', bound='T2')), Atom(key='tumour.n', test=OneOf(values=('N0',)))))

A tree is made of frozen nodes; `parse` checks every key and value against the catalogue and reports all faults at once, each with
the path of the offending words and, where there is one, the word most likely meant. The language is told in docs/conditions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.catalogue import nearest
from matching.criteria.atom import AtomReader, Path
from matching.criteria.tree import AllOf, AnyOf, AtLeast, Condition, Known, Not


@dataclass(frozen=True)
class Fault:
    """Something wrong at a place of the source, and a sentence that says what to write instead."""

    path: Path
    sentence: str


class ConditionError(ValueError):
    """Every fault of a condition at once."""

    def __init__(self, faults: list[Fault]):
        super().__init__("\n".join(fault.sentence for fault in faults))
        self.faults = faults


MAX_DEPTH = 40


def parse(source: Any, named: Mapping[str, Condition] | None = None, allow_known: bool = False) -> Condition:
    """A condition from what YAML or JSON holds. `named` are the conditions that `ref` may name. Raises ConditionError."""
    faults: list[Fault] = []
    condition = Parser(named or {}, allow_known, lambda path, sentence: faults.append(Fault(path, sentence))).condition(
        source, ()
    )
    if faults:
        raise ConditionError(faults)
    return condition


class Parser:
    """Reads conditions and hands every fault to `report`; what could not be read becomes an empty `AllOf`, never evaluated."""

    def __init__(
        self,
        named: Mapping[str, Condition],
        allow_known: bool,
        report: Callable[[Path, str], None],
        seen: Callable[[Path, Condition], None] = lambda path, condition: None,
    ):
        self.named = named
        self.allow_known = allow_known
        self.report = report
        self.seen = seen  # told of every part as it is read, with its path: its place in the file is found from it
        self.atoms = AtomReader(report)

    def condition(self, source: Any, path: Path, depth: int = 0) -> Condition:
        if depth > MAX_DEPTH:
            self.report(
                path,
                f"plus de {MAX_DEPTH} conditions imbriquées ; en nommer sous « conditions: » et les citer par « ref: »",
            )
            return AllOf(())
        if not isinstance(source, Mapping) or not source:
            self.report(path, "une condition est une table « caractéristique: valeur », ou all / any / not / at_least / ref")
            return AllOf(())
        parts = tuple(self._entry(key, value, (*path, key), depth) for key, value in source.items())
        for key, part in zip(source, parts, strict=True):
            self.seen((*path, key), part)
        whole = parts[0] if len(parts) == 1 else AllOf(parts)
        if len(parts) > 1:
            self.seen(path, whole)
        return whole

    def _entry(self, key: Any, value: Any, path: Path, depth: int) -> Condition:
        if key in ("all", "any"):
            parts = self._list(value, path, depth)
            return AllOf(parts) if key == "all" else AnyOf(parts)
        if key == "not":
            return Not(self.condition(value, path, depth + 1))
        if key == "at_least":
            return self._at_least(value, path, depth)
        if key == "ref":
            return self._ref(value, path)
        if key == "known":
            return self._known(value, path)
        return self.atoms.atom(str(key), value, path)

    def _list(self, value: Any, path: Path, depth: int) -> tuple[Condition, ...]:
        if not isinstance(value, list) or not value:
            self.report(path, f"« {path[-1]} » attend une liste de conditions")
            return ()
        return tuple(self.condition(item, (*path, index), depth + 1) for index, item in enumerate(value))

    def _at_least(self, value: Any, path: Path, depth: int) -> Condition:
        if not isinstance(value, Mapping) or set(value) != {"n", "of"} or not isinstance(value["n"], int):
            self.report(path, "« at_least » s'écrit {n: 2, of: [condition, condition, ...]}")
            return AllOf(())
        of = self._list(value["of"], (*path, "of"), depth)
        if of and not 1 <= value["n"] <= len(of):
            self.report((*path, "n"), f"« n » doit être entre 1 et {len(of)}, le nombre de conditions")
        return AtLeast(value["n"], of)

    def _ref(self, value: Any, path: Path) -> Condition:
        if isinstance(value, str) and value in self.named:
            return self.named[value]
        guess = nearest(str(value), list(self.named))
        self.report(
            path,
            f"condition « {value} » non définie sous « conditions: »" + (f" ; vouliez-vous dire « {guess} » ?" if guess else ""),
        )
        return AllOf(())

    def _known(self, value: Any, path: Path) -> Condition:
        if not self.allow_known:
            self.report(path, "« known » n'est permis que dans « workup » : ne pas savoir ne doit pas changer un traitement")
        elif str(value) not in self.atoms.catalogue:
            self.report(path, self.atoms.unknown_key(str(value)))
        return Known(str(value))
