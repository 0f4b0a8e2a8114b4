"""Biomarkers: "HER2-positive", "ER and/or PR positive", "EGFR exon 19 deletion", "PD-L1 CPS >= 10", "ALK and EGFR negative"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from trials.formalise.expression import Expression
from trials.formalise.numbers import bounded, number
from trials.formalise.piece import Json, Piece, Setting, table
from trials.formalise.words import entries, expression

_AXES = {"biomarker.er_status": "hormone", "biomarker.pr_status": "hormone", "biomarker.her2_status": "her2"}
_BETWEEN = r"(?:[ -]|\(|gene |tumou?r |status |expression |:|is |are |disease |with |by )*"
_DENIED = re.compile(r"[ -](?:status |is )?negative(?![a-z])")
_BEFORE = re.compile(r"(?P<result>[a-z-]+) (?:of|in|de|d'|du|des|du gene|of the|in the)(?: genes?)? ?$")


@cache
def _markers() -> dict[str, tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]]]]:
    """For each key its names, and each result with the words of it after a name."""
    found = {}
    for key, entry in entries("biomarkers").items():
        names = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(sorted(entry['names'], key=len, reverse=True))})(?![a-z0-9])")
        results = [
            (value, re.compile(rf"(?:{'|'.join(sorted(forms, key=len, reverse=True))})(?![a-z0-9])"))
            for value, forms in entry["results"].items()
        ]
        found[key] = (names, results)
    return found


# The same result in the words of another marker: "EGFR and ALK negative".
_SAME = {"rearranged": "mutated", "mutated": "rearranged", "not_rearranged": "wild_type", "wild_type": "not_rearranged"}


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Results asked of biomarkers."""
    for found, entry in table("alone").finditer(text):
        if not _DENIED.match(text, found.end()):
            yield Piece(found.start(), _tail(text, found.end()), entry["axis"], entry["condition"], standalone=False, rank=2)
    for found in expression("pdl1").finditer(text):
        key = "biomarker.pdl1_cps" if found["cps"] or found["cps2"] else "biomarker.pdl1_tps"
        sign, value = found["sign"] or found["sign2"], found["number"] or found["number2"]
        yield Piece(found.start(), found.end(), "pdl1", {key: bounded(sign, number(value))}, rank=2)
    yield from _results(text)


def _results(text: str) -> Iterator[Piece]:
    """Names joined by "and", "or", "/" share the result that follows the last of them."""
    names = _names(text)
    chain: list[tuple[int, int, str]] = []
    for name in names:
        if chain and not re.fullmatch(r"[\s/,]*(?:and/or|and|or|et|ou|nor)?[\s]*", text[chain[-1][1] : name[0]]):
            chain = []
        chain.append(name)
        result = _result(text, name)
        if result is None:
            continue
        value, end = result
        atoms = [atom for _, _, key in chain if (atom := _atom(key, value, text, name)) is not None]
        if len(atoms) == len(chain):
            link = text[chain[0][1] : name[0]]
            joined = "any" if re.search(r"\b(?:or|ou)\b", link) or (len(chain) > 1 and _alteration(value)) else "all"
            axis = _AXES.get(name[2], "molecular")
            start = chain[0][0]
            if end == name[1] and (before := _BEFORE.search(text[:start])):
                start = before.start()
            yield Piece(start, _tail(text, end), axis, atoms[0] if len(atoms) == 1 else {joined: atoms}, standalone=False, rank=1)
        chain = []


@cache
def _any_name() -> Expression:
    """One expression for the names of all markers."""
    names = [name for entry in entries("biomarkers").values() for name in entry["names"]]
    return Expression(rf"(?<![a-z0-9])(?:{'|'.join(names)})(?![a-z0-9])")


def _names(text: str) -> list[tuple[int, int, str]]:
    """Markers named in a sentence, in order; "KRAS and NRAS" is one name, that of RAS."""
    if not _any_name().search(text):
        return []
    found = [(one.start(), one.end(), key) for key, (names, _) in _markers().items() for one in names.finditer(text)]
    inside = {one for one in found for other in found if other[0] <= one[0] and one[1] <= other[1] and other[:2] != one[:2]}
    return sorted(set(found) - inside)


def _alteration(value: str) -> bool:
    """Several alterations named together are alternatives ("EGFR/ALK alterations"), several absences all hold."""
    return value in ("mutated", "rearranged", "altered")


def _result(text: str, name: tuple[int, int, str]) -> tuple[str, int] | None:
    """The result that follows a name, or stands just before it ("mutated KRAS")."""
    gap = re.compile(_BETWEEN).match(text, name[1])
    assert gap is not None
    best: tuple[str, int] | None = None
    for value, pattern in _markers()[name[2]][1]:
        for start in {name[1], gap.end()}:
            found = pattern.match(text, start)
            if found and (best is None or found.end() > best[1]):
                best = (value, found.end())
        before = _BEFORE.search(text[: name[0]])
        if best is None and before and pattern.fullmatch(before["result"]):
            best = (value, name[1])  # "réarrangement de ALK"
    return best


def _atom(key: str, value: str, text: str, name: tuple[int, int, str]) -> Json | None:
    entry: Any = entries("biomarkers")[key]
    result = _result(text, (name[0], name[1], key))
    if key != name[2]:
        # The words of the last name's result, as this marker says them.
        told = [result[0]] if result else []
        found = [candidate for candidate in (*told, value, _SAME.get(value, "")) if candidate in entry["results"]]
        if not found:
            return None
        value = found[0]
    return {key: {"has": value}} if entry.get("form") == "set" else {key: value}


def _tail(text: str, end: int) -> int:
    found = expression("tail").match(text, end)
    return found.end() if found else end
