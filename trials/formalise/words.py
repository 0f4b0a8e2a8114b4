"""The words of eligibility texts (data/vocabulary/criteria.yaml), compiled once: titles, cues, comparators, what asks nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from matching.data_files import load_yaml
from trials.formalise.expression import EVERYWHERE, Expression, Lookout

_SIGNS = {
    ord(sign): plain
    for signs, plain in (
        ("’‘´`", "'"),
        ("“”«»", '"'),
        ("–—‑−‐", "-"),
        ("\u03bc", "µ"),
        ("×", "x"),
        ("≥", ">="),
        ("≤", "<="),
        ("œ", "oe"),
        ("Œ", "OE"),
        ("•●▪◦·", "-"),
    )
    for sign in signs
}


_FILES = ("criteria", "criteria_conditions", "criteria_illnesses", "criteria_named", "criteria_treatments")


@dataclass(frozen=True)
class Words:
    """See criteria.yaml, whose keys are these fields."""

    sections: tuple[tuple[str, Expression], ...]
    section_prefix: re.Pattern[str]
    heading: Expression
    residue: Expression
    one_of: Expression
    at_least_one_of: Expression
    exceptions: Expression
    flip_to_exclusion: Expression
    flip_to_inclusion: Expression
    to_confirm: Expression
    for_a_person: Expression
    excluded_after: Expression
    allowed: Expression
    negations: Expression
    except_from: Expression
    judgement: Expression
    cancer: Expression
    narrowing: Expression
    ends_with_or: re.Pattern[str]
    blocking: Expression
    examples: Expression
    inner_titles: re.Pattern[str]
    inner_starts: re.Pattern[str]

    def asks_a_person(self, text: str) -> bool:
        """Does a plain sentence hold what only a person can say?"""
        return _asks_a_person(text)

    def flip(self, heading: str, kind: str) -> str:
        """The kind of what stands under a title: "Excluded:" under inclusion holds exclusions."""
        if self.flip_to_exclusion.search(heading):
            return "exclusion"
        return "inclusion" if self.flip_to_inclusion.search(heading) else kind


def alternatives(patterns: list[str], hints: Sequence[str] = ()) -> Expression:
    """One expression out of a list, of whole words in any letter case; the longest first."""
    return Expression(rf"(?<![\w])(?:{'|'.join(sorted(patterns, key=len, reverse=True))})(?![\w])", re.IGNORECASE, hints)


@lru_cache(maxsize=256)
def _asks_a_person(text: str) -> bool:
    return words().to_confirm.search(text) is not None or (
        words().for_a_person.stands(text) and words().for_a_person.fullmatch(text) is not None
    )


@cache
def words() -> Words:
    """The words, read once a process."""
    raw = load_yaml("vocabulary/criteria.yaml")
    sections = tuple((kind, alternatives(raw["sections"][kind])) for kind in ("exclusion", "inclusion"))
    every = [pattern for kind in raw["sections"].values() for pattern in kind]
    simple = (
        "residue", "one_of", "at_least_one_of", "exceptions", "flip_to_exclusion", "flip_to_inclusion",
        "to_confirm", "for_a_person", "excluded_after",
        "allowed", "negations", "except_from", "judgement",
        "cancer", "narrowing", "blocking", "examples",
    )  # fmt: skip
    return Words(
        sections=sections,
        section_prefix=re.compile(
            rf"^[\W\d]*(?:\w+ ){{0,3}}?(?:{'|'.join(sorted(every, key=len, reverse=True))})[^:\n]{{0,40}}:?", re.IGNORECASE
        ),
        heading=alternatives(raw["residue"]),
        inner_titles=re.compile(rf"(?:^|(?<=[\s.;:]))(?:{'|'.join(sorted(raw['inner_titles'], key=len, reverse=True))}):"),
        inner_starts=re.compile(rf"(?<=[a-z0-9)%])\s+(?=(?:{'|'.join(sorted(raw['inner_starts'], key=len, reverse=True))})\b)"),
        ends_with_or=re.compile(r"(?<=\W)(?:and/or|or|ou)[\s:,;]*$", re.IGNORECASE),
        **{name: alternatives(raw[name]) for name in simple},
    )


@lru_cache(maxsize=1024)
def section_of(line: str) -> str | None:
    """ "Key Exclusion Criteria:" -> 'exclusion'; None for a line that is no title of a section."""
    text = plain(line[:160]).strip(" *#_-:.\t")
    if "clusion" not in text and "criter" not in text:
        return None
    if len(text.split()) > 12 and ":" not in line[:60]:
        return None
    for kind, pattern in words().sections:
        found = pattern.compiled.search(text)  # a line is looked at once
        if found and found.start() <= 25 and (":" in line or len(text) - found.end() <= 25):
            return kind
    return None


def plain(text: str) -> str:
    """Lower case, without accents nor line breaks, typographic signs made plain: how every reader of criteria sees a sentence."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_SIGNS))
        text = "".join("µ" if sign == "\u03bc" else sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(text.lower().split())


@cache
def entries(name: str) -> Any:
    """A table or a list of the files of criteria (`_FILES`) by its name: entries("labs")."""
    return next(raw[name] for file in _FILES if name in (raw := load_yaml(f"vocabulary/{file}.yaml")))


@cache
def expression(name: str, among: Lookout = EVERYWHERE) -> Expression:
    """An expression of the files by its name: expression("window")."""
    return Expression(expanded(_written(name) or ""), hints=entries("hints").get(name, ()), among=among)


def is_expression(name: str) -> bool:
    """Is this the name of an expression of the files? The others are lists of alternatives."""
    return _written(name) is not None


def _written(name: str) -> str | None:
    """An expression as its file has it; None where no file has one of that name."""
    tables = (entries("patterns"), entries("expressions"), entries("treatment_expressions"))
    return next((table[name] for table in tables if name in table), None)


def expanded(pattern: str) -> str:
    """A pattern with what each %{name} of it stands for."""
    return _PART.sub(_part, pattern)


_PART = re.compile(r"%\{(\w+)\}")


def _part(found: re.Match[str]) -> str:
    """What %{name} stands for: another expression, or the alternatives of a list."""
    name = found[1]
    if written := _written(name):
        return expanded(written)
    return f"(?:{'|'.join(sorted(entries(name), key=len, reverse=True))})"
