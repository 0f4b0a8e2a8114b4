"""The conditions that a plain sentence lists, as noun phrases: where each begins and ends, and what qualifies it.

    >>> [one.end for one in listed(clause)]                # "severe asthma, or infection requiring hospitalisation or surgery"
    [13, 58]

A phrase is a condition when its last noun names an illness, a finding, an intervention or a device (data: `illnesses`); one that only
says how bad ("serious medical condition") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from trials.formalise.conditions import AXIS
from trials.formalise.expression import Expression
from trials.formalise.piece import Json, Piece
from trials.formalise.treatments import window_of
from trials.formalise.words import entries, expression, words

_BASES = (AXIS, "infection", "neuropathy", "nyha", "abuse")
_GIVEN = ("treatment", "medicine", "steroids", "anticoagulant", "recovery")
_SPREAD = ("brain", "sites")  # "symptomatic cord compression or brain metastases": the qualifier may be that of both
_LINKS = ("or", "and", "comma", "slash")
_ADJECTIVE = re.compile(r"[a-z-]+(?:al|ic|ive|ous|ary|ory|ed|ar|ant|ent|ile|able|ible|ac|oid|ian|iques?|aires?|euse|eux|elles?)$")
_FRENCH = re.compile(r"[a-z-]+(?:iques?|aires?|euses?|eux|elles?|eres?)")
_SHORT = re.compile(r"\( ?[a-z0-9/-]{2,8} ?\)")


class Unit(NamedTuple):
    """A word, a piece, a sign or a window of the sentence."""

    kind: str
    start: int
    end: int
    text: str
    piece: Piece | None = None


@dataclass
class Item:
    """One condition of a list: its words, the condition that they name if any, and what qualifies it."""

    start: int
    end: int
    bases: list[Json] = field(default_factory=list)
    whole: bool = False  # the bases say it all
    qualified: bool = False
    restricted: bool = False
    trailing: bool = False
    window: tuple[int, int, str] | None = None
    opaque: Piece | None = None
    fresh: bool = False  # nothing before bears on it


# Units ---------------------------------------------------------------------------------------------------------------------


def with_examples_listed(text: str) -> tuple[str, set[int]]:
    """ "X, including A or B" excludes X, A and B: the cue becomes "or", in as many letters, and its bracket goes; and where."""
    places = set()
    for cue in pattern("examples").finditer(text):
        text = text[: cue.start()] + " or".ljust(cue.end() - cue.start()) + text[cue.end() :]
        places.add(cue.start() + 1)
        close = text.find(")", cue.end()) if cue["bracket"] else -1
        if close >= 0:
            text = f"{text[:close]} {text[close + 1 :]}"
    return text, places


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<window>\(?{expression('window').pattern}\)?)|(?P<not>{words().negations.pattern})|(?P<or>\b(?:and/or|or|ou|et/ou)\b)"
        r"|(?P<and>\b(?:and|et|as well as)\b|&|\+)|(?P<bracket>\([^()]*\))|(?P<slash>/)|(?P<comma>,)|(?P<dot>[.;](?= |$))"
        r"|(?P<colon>:)|(?P<open>[()\[\]])|(?P<word>[^\s,;()\[\]/:]*[^\s,;()\[\]/:.])"
    )


def units_of(text: str, kept: Sequence[Piece]) -> Iterator[Unit]:
    done = 0
    for piece in [*kept, None]:
        for found in _signs().finditer(text, done, piece.start if piece else len(text)):
            yield Unit(str(found.lastgroup), found.start(), found.end(), found.group())
        if piece:
            yield Unit("piece", piece.start, piece.end, text[piece.start : piece.end], piece)
            done = piece.end


def clauses(units: list[Unit]) -> list[list[Unit]]:
    """Sentences, each without the negation that it begins with."""
    found: list[list[Unit]] = [[]]
    for unit in units:
        if unit.kind == "dot":
            found.append([])
        elif unit.kind != "not" or any(one.kind == "piece" or not _is("frame", one.text) for one in found[-1]):
            found[-1].append(unit)
    return [one for one in found if one]


# Items ---------------------------------------------------------------------------------------------------------------------


def listed(clause: list[Unit], examples: set[int]) -> list[Item] | None:
    """The conditions of one sentence; None where a word belongs to none."""
    items: list[Item] = []
    pending: list[list[Unit]] = []
    fresh = False
    for link, segment in _segments(clause):
        before, segment = segment, _without_frame(segment)
        place = link.start if link else -1
        fresh = fresh or len(before) > len(segment) or place in examples
        if not segment:
            continue
        item = _item(segment)
        last = items[-1] if items else None
        if item and last and _goes_on(last, item, link, pending, segment):
            item = None
        if item is None:
            if all(map(_is_modifier, segment)) and not (last and last.trailing and not pending and _kind_of(link) != "comma"):
                pending.append(segment)
            elif last and last.trailing and not pending and not any(u.kind == "window" for u in segment):
                last.end = segment[-1].end
            else:
                return None
            continue
        item.fresh, fresh = item.fresh or fresh, False
        if item.opaque and last and last.qualified and not item.fresh and item.opaque.axis in _SPREAD:
            return None
        if pending:
            _with_modifiers(item, [unit for one in pending for unit in one])
            pending = []
        items.append(item)
    french = pending and all(_FRENCH.fullmatch(unit.text) for segment in pending for unit in segment)
    if french and items and not items[-1].window:  # "insuffisance renale ou hepatique"
        items[-1].end, items[-1].bases, items[-1].whole, pending = pending[-1][-1].end, [], False, []
    return None if pending or not items else items


def _segments(clause: list[Unit]) -> Iterator[tuple[Unit | None, list[Unit]]]:
    """What stands between two connectives, with the one before it."""
    link, found = None, list[Unit]()
    for unit in clause:
        if unit.kind in _LINKS:
            if found:
                yield link, found
                link, found = None, []
            link = unit if unit.kind in ("or", "and") or not link else link
        else:
            found.append(unit)
    if found:
        yield link, found


def _kind_of(link: Unit | None) -> str:
    return link.kind if link else ""


def _without_frame(segment: list[Unit]) -> list[Unit]:
    """ "Known history of asthma" is asthma; "infection with HIV" is HIV."""
    while segment and segment[0].kind == "word" and _is("frame", segment[0].text):
        segment = segment[1:]
    named = next((index for index, unit in enumerate(segment) if unit.piece), 0)
    return (
        segment[named:] if named and pattern("infected").fullmatch(" ".join(unit.text for unit in segment[:named])) else segment
    )


def _item(segment: list[Unit]) -> Item | None:
    """The condition that a segment names: words and pieces to its noun, what follows the noun, and a window."""
    window = next((index for index, unit in enumerate(segment) if unit.kind == "window"), None)
    rest = [] if window is None else [unit for unit in segment[window + 1 :] if not _SHORT.fullmatch(unit.text)]
    body = segment if window is None else segment[:window]
    if not body or any(unit.kind in ("open", "colon") for unit in body) or any(not _is("frame", unit.text) for unit in rest):
        return None
    opaque = body[0].piece
    if opaque and opaque.axis not in _BASES:
        alone = len(body) == 1 and window is None
        return Item(body[0].start, body[0].end, opaque=opaque) if alone else None
    cut = next((index for index, unit in enumerate(body) if index and unit.kind != "piece" and _ends_noun(unit)), len(body))
    core, after = body[:cut], body[cut:]
    head = next((unit for unit in reversed(core) if unit.piece or _is_head(unit)), core[-1])
    if not all(map(_is_modifier, core[core.index(head) + 1 :])):
        return None
    if any(unit.kind == "not" for unit in core) or not (head.piece or _is_head(head)):
        return None
    if any(unit.piece and unit.piece.axis not in _BASES for unit in core) or re.fullmatch("[a-z]", core[0].text):
        return None
    if any(unit.piece and unit.piece.axis not in (*_BASES, *_GIVEN) and not _is("qualifiers", unit.text) for unit in after):
        return None
    item = Item(core[0].start, body[-1].end)
    if head.piece:
        item.bases = [head.piece.condition]
    extra = [
        unit for unit in core if not unit.piece and not (_is("frame", unit.text) or (head.piece and _is("neutral", unit.text)))
    ]
    after = [unit for unit in after if not _SHORT.fullmatch(unit.text)]
    item.qualified = any(_is("qualifiers", unit.text) for unit in extra)
    item.fresh = head.piece is not None and any(_is("qualifiers", word) for word in head.text.split())
    item.trailing = bool(after)
    item.restricted = bool(after) and (not _is("plain_after", after[0].text) or any("grade" in unit.text for unit in after))
    held = [unit.piece for unit in core if unit.piece is not None]
    item.whole = bool(item.bases) and not extra and not after and len(held) == 1 and held[0].bound == "whole"  # angina is a kind
    if window is not None and (found := window_of(segment[window].text)):
        item.window = (segment[window].start, segment[-1].end, found[2])
    elif window is not None:
        return None
    if not item.bases and not _says_something([*core, *after]):
        return None
    return item


def _ends_noun(unit: Unit) -> bool:
    return unit.kind in ("bracket", "not") or (unit.kind == "word" and _is("after", unit.text))


def _is_head(unit: Unit) -> bool:
    if unit.kind != "word":
        return False
    return (
        _is("heads", unit.text)
        or _is("generic_heads", unit.text)
        or re.search(rf"[a-z]{{2}}(?:{_alternatives('endings')})$", unit.text) is not None
    )


def _says_something(units: list[Unit]) -> bool:
    """Does a phrase say which illness? "Serious concurrent medical condition" does not."""
    return any(
        unit.kind == "piece" or not (_is("vague", unit.text) or _is("generic_heads", unit.text) or _is("frame", unit.text))
        for unit in units
    )


def _is_modifier(unit: Unit) -> bool:
    return unit.kind == "word" and bool(
        _is("qualifiers", unit.text) or _is("places", unit.text) or _ADJECTIVE.fullmatch(unit.text) or unit.text.endswith("-")
    )


def _goes_on(last: Item, item: Item, link: Unit | None, pending: list[list[Unit]], segment: list[Unit]) -> bool:
    """Is this still the end of the phrase before ("requiring hospitalisation or surgery"), and no other member?"""
    alone = len(segment) == 1 and not item.bases and _kind_of(link) in ("or", "and", "slash")
    return alone and last.trailing and not pending and not last.window


def _with_modifiers(item: Item, modifiers: list[Unit]) -> None:
    """ "Bacterial, viral or fungal infection" is one phrase."""
    item.start = modifiers[0].start
    item.whole = False
    item.qualified = item.qualified or any(_is("qualifiers", unit.text) for unit in modifiers)
    if not all(_is("qualifiers", unit.text) for unit in modifiers) or any("patient.uncontrolled" in base for base in item.bases):
        item.bases = []


# Words ---------------------------------------------------------------------------------------------------------------------


@cache
def _alternatives(name: str) -> str:
    return "|".join(sorted(entries("illnesses")[name], key=len, reverse=True))


@cache
def _whole(name: str) -> re.Pattern[str]:
    return re.compile(_alternatives(name))


@cache
def pattern(name: str) -> Expression:
    return Expression(entries("illnesses")[name])


def _is(name: str, word: str) -> bool:
    return _whole(name).fullmatch(word) is not None
