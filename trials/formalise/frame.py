"""The frame around what a sentence asks for: refusals, permissions, exceptions and examples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from trials.formalise.expression import Expression
from trials.formalise.piece import Piece, Setting
from trials.formalise.words import expression, words

_DENIED = re.compile(r"(?:patients? )?(?:no|not|none|without|must not|have not|has not)\b|.*\bsince\b")


class Framed(NamedTuple):
    """A sentence without the frame around it: does the frame turn it round, does something restrict it, or excuse from it?"""

    text: str
    turned: bool = False
    restricted: bool = False
    relaxed: bool = False
    cue: str = ""
    exception: tuple[int, int] | None = None


def framed(text: str, pieces: Sequence[Piece], setting: Setting) -> Framed:
    """The sentence without the frame around it, as long as the sentence or cut short."""
    turned = restricted = relaxed = False
    if found := _outside(words().excluded_after, text, pieces):
        bracket = text.rfind("(", 0, found.start())
        aside = bracket > text.rfind(")", 0, found.start()) and any(piece.end <= bracket for piece in pieces)
        start = bracket if aside else max(text.rfind("; ", 0, found.start()), text.rfind(". ", 0, found.start()))
        if start > 0 and any(piece.end <= start for piece in pieces):
            text, restricted = text[:start], True  # another sentence, which refuses something
        else:
            turned = setting.kind == "inclusion"
            text = text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :]
    text, permissive = _without_permissions(text, pieces)
    text, asking = _without_examples(text, pieces, setting)
    restricted = restricted or permissive or asking
    relaxed = permissive
    if found := _outside(words().except_from, text, pieces):
        if found.start() == 0:
            return Framed("", restricted=True)
        if not (permissive or restricted) and expression("combining_cue").match(found.group()):
            return Framed(text[: found.start()], turned, False, False, found.group(), (found.end(), len(text)))
        relaxed = relaxed or expression("relaxes").match(found.group()) is not None
        text, restricted = text[: found.start()], True
    return Framed(text, turned, restricted, relaxed)


def _without_examples(text: str, pieces: Sequence[Piece], setting: Setting) -> tuple[str, bool]:
    """The sentence without "such as ..." and "(e.g. ...)": examples of what has just been said, where that was understood.

    True where one of them is asked for: "two prior lines, including a fluoropyrimidine".
    """
    asking = False
    for found in reversed(list(words().examples.finditer(text))):
        if any(piece.condition and piece.end <= found.start() for piece in pieces) and all(
            found.start() >= p.end or found.end() <= p.start for p in pieces
        ):
            ends = [end for sign in (";", ")", ". ") if (end := text.find(sign, found.end())) >= 0]
            end = min(ends, default=len(text))
            if found.group().startswith("i") and any(p.axis.startswith("lab ") and found.end() <= p.start < end for p in pieces):
                continue  # "adequate renal function, i.e. clearance >= 30": what is asked
            if found.group() == "including" and setting.kind == "inclusion" and not _DENIED.match(text):
                asking = asking or any(p.axis == "treatment" and p.condition and p.start >= found.end() for p in pieces)
            text = text[: found.start()] + " " * (end - found.start()) + text[end:]
    return text, asking


def _without_permissions(text: str, pieces: Sequence[Piece]) -> tuple[str, bool]:
    """The sentence without the clauses that only permit: "prior adjuvant chemotherapy is allowed" asks for nothing."""
    permissive = False
    while found := _outside(words().allowed, text, pieces):
        start = max(text.rfind(sign, 0, found.start()) for sign in ";(") + 1
        start = max(start, text.rfind(". ", 0, found.start()) + 1)
        comma = text.rfind(", ", 0, found.start()) + 1
        if text[comma : found.start()].strip():  # "prior chemotherapy, adjuvant or not, allowed" permits all of it
            start = max(start, comma)
        ends = [end for sign in (";", ")", ". ") if (end := text.find(sign, found.end())) >= 0]
        end = min(ends, default=len(text))
        if re.match(r"\W*(?:no|not|pas|aucune?)\b", text[start:]):
            start, end = found.span()  # "no prior chemotherapy is allowed" forbids
        else:
            permissive = True
        text = text[:start] + " " * (end - start) + text[end:]
    return text, permissive


def _outside(pattern: Expression, text: str, pieces: Sequence[Piece]) -> re.Match[str] | None:
    """The first match that no piece covers."""
    return next(
        (one for one in pattern.finditer(text) if all(one.start() >= p.end or one.end() <= p.start for p in pieces)), None
    )
