"""Pieces and the words between them, made into one condition, with what it is worth.

    >>> compose(normal("HER2-positive or HER2-low metastatic breast cancer"), Setting())
    Reading(condition={'all': [{'biomarker.her2_status': ['positive', 'low']}, ...]}, bound='whole')

Every word has to be accounted for: a piece, a connector, a cue, or a word that asks for nothing. A word that is none of
them makes what was understood a part of what is asked, and only a bound of it (bounds.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from trials.formalise.bounds import NOTHING, Reading, all_of, any_of, denial
from trials.formalise.brain import stable
from trials.formalise.exceptions import excepted
from trials.formalise.frame import framed
from trials.formalise.lists import listed
from trials.formalise.piece import Json, Piece, Setting
from trials.formalise.tokens import Token, split, tokens_of, trimmed
from trials.formalise.words import expression


def compose(text: str, pieces: Sequence[Piece], setting: Setting) -> Reading:
    """The condition of a plain sentence in which these pieces, in order and without overlap, were found."""
    if not any(piece.condition for piece in pieces):
        return NOTHING
    whole = text
    text, turned, restricted, relaxed, cue, exception = framed(text, pieces, setting)
    if exception:
        main = compose(text, [piece for piece in pieces if piece.end <= len(text)], setting)
        said = _exception(whole, exception, pieces, setting, main)
        reading = excepted(main, whole[slice(*exception)], said, cue, setting.kind == "inclusion")
        if reading.condition is not None:
            return reading
        restricted, relaxed = True, expression("relaxes").match(cue) is not None
    kept = [piece for piece in pieces if piece.end <= len(text) and text[piece.start : piece.end].strip()]
    if not any(piece.condition for piece in kept):
        return NOTHING
    tokens = list(tokens_of(text, kept))
    if setting.kind == "exclusion" and tokens and _starts_with_no(tokens, text):
        return NOTHING  # "No prior chemotherapy" among exclusions: some mean it, others mean the contrary
    if relaxed and not turned and setting.kind == "inclusion" and all(_measured(piece) for piece in kept):
        reading = _sentences(tokens, setting, False)  # "unless Gilbert's disease" excuses from the threshold
        return Reading(reading.condition, "sufficient") if reading.bound == "whole" else NOTHING
    reading = _sentences(tokens, setting, restricted)
    return denial(reading) if turned else reading


def _exception(text: str, place: tuple[int, int], pieces: Sequence[Piece], setting: Setting, main: Reading) -> Reading:
    """What the words of an exception say by themselves; brain metastases have their own words."""
    words = text[slice(*place)].strip(" .;,()")
    if ")" in text[slice(*place)].rstrip(" .;)") and "(" not in text[slice(*place)]:
        return NOTHING  # the sentence goes on after the bracket of its exception
    if re.search(r", (?:or|and|ou|et) ", words) and re.search(r", | or | ou ", text[: place[0]]):
        return NOTHING  # "arrhythmia except atrial fibrillation, or pregnancy": a member of the list, or of what is excepted
    if main.condition is not None and '"brain"' in json.dumps(main.condition) and (allowed := stable(words)):
        return Reading(allowed, "whole")
    within = [
        replace(piece, start=piece.start - place[0], end=piece.end - place[0]) for piece in pieces if piece.start >= place[0]
    ]
    return _sentences(
        list(tokens_of(text[slice(*place)].rstrip(" .;)"), within)), Setting("exclusion", setting.haematology), False
    )


def _measured(piece: Piece) -> bool:
    return piece.axis.startswith("lab ") or piece.axis in ("performance", "age") or not piece.condition


def _starts_with_no(tokens: list[Token], text: str) -> bool:
    return (
        tokens[0].kind == "not"
        and re.match(r"(?:patients? )?(?:no|must not|do(?:es)? not|not|have not|has not|pas|aucun)\b", text) is not None
    )


def _sentences(tokens: list[Token], setting: Setting, restricted: bool) -> Reading:
    """Sentences of one criterion all hold; one that was not understood restricts those before it."""
    parts: list[Reading] = []
    for one in split(tokens, "dot"):
        one = trimmed(one)
        if not one:
            continue
        if not any(token.kind == "piece" for token in one):
            restricted = restricted or any(token.kind in ("unknown", "judgement", "not") for token in one)
            continue
        parts.append(_clause(one, setting, restricted and len(parts) == 0))
    if restricted and len(parts) == 1:
        return _restrict(parts[0], tokens)
    if restricted:
        return all_of([_as_part(part) for part in parts])
    if setting.kind == "exclusion":
        if any(token.kind == "must" for token in tokens):
            return NOTHING  # "Pregnant women. A negative test is required": one sentence refuses, the other asks
        return any_of(parts, standalone=True)  # each sentence of an exclusion excludes
    return all_of(parts)


def _as_part(part: Reading) -> Reading:
    return (
        Reading(part.condition, "necessary")
        if part.bound in ("whole", "necessary") and not _negative(part.condition)
        else NOTHING
    )


def _restrict(part: Reading, tokens: list[Token]) -> Reading:
    """Words that were not understood narrow what stands inside a negation, if there is one."""
    if part.condition is None or part.bound not in ("whole", "necessary", "sufficient"):
        return NOTHING
    if tokens and tokens[0].kind == "not" and _negative(part.condition):
        return Reading(part.condition, "sufficient") if part.bound != "necessary" else NOTHING
    return Reading(part.condition, "necessary") if part.bound != "sufficient" and not _mixed(part.condition) else NOTHING


def _negative(condition: Json | None) -> bool:
    return condition is not None and "not" in condition


def _mixed(condition: Json) -> bool:
    """Does a negation stand inside, where an exception could bear on it?"""
    return any("not" in part for part in condition.get("all", [])) or "not" in condition


def _clause(tokens: list[Token], setting: Setting, restricted: bool) -> Reading:
    """ "HER2 positive without brain metastases": what stands after a negation is denied, to the next one."""
    first = next((index for index, token in enumerate(tokens) if token.kind == "not"), None)
    if first is None:
        return listed(tokens, setting, negated=False)
    before, after = trimmed(tokens[:first]), tokens[first + 1 :]
    if (value := _value_after(after)) is not None:
        return all_of([_clause(tokens[: first + 1 + value], setting, restricted), listed(after[value:], setting, negated=False)])
    link = tokens[first - 1].kind if first else ""
    nested = [index for index, token in enumerate(after) if token.kind == "not"]
    if nested:
        after, rest = after[: nested[0]], after[nested[0] :]
        joins = trimmed(after)
        denied = all_of([_denied(joins, setting), _clause(rest, setting, restricted)])
    else:
        denied = _denied(trimmed(after), setting)
    if not any(token.kind == "piece" for token in before):
        return denied if not any(token.kind in ("unknown", "judgement") for token in before) else NOTHING
    if link in ("or",):
        return NOTHING
    return all_of([listed(before, setting, negated=False), denied])


def _value_after(denied: list[Token]) -> int | None:
    """Where a value begins that nothing joins to what is denied before it: "no heart failure | ejection fraction >= 30%"."""
    for index, (one, two) in enumerate(pairwise(denied), start=1):
        if one.piece and two.piece and two.piece.axis.startswith("lab ") and not one.piece.axis.startswith("lab "):
            return index
    return None


def _denied(tokens: list[Token], setting: Setting) -> Reading:
    """What a negation denies. "No bone marrow involvement by lymphoma" denies no lymphoma: a part of such words says nothing."""
    inner = listed(tokens, setting, negated=True)
    if inner.bound != "whole" and any(token.piece and not token.piece.standalone for token in tokens):
        return NOTHING
    return denial(inner)
