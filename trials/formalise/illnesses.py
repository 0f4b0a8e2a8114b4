"""Illnesses that no vocabulary has, in the words of the sentence: "vesicoureteral reflux", "severe valvular heart disease".

    >>> opened("vesicoureteral reflux or an indwelling urinary stent", [], Setting("exclusion"))
    ('vesicoureteral ...', [Piece(..., {'patient.named_conditions': {'has': 'vesicoureteral reflux'}}), ...])

A phrase is a condition when its last noun names an illness, a finding, an intervention or a device (data: `illnesses`). What qualifies
a condition that has a name ("severe", "requiring drainage") is asked for beside it: the condition, and the phrase as written. A
word that may bear on several members of a list makes one phrase of them. Nothing in a note answers a phrase; a person can.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trials.formalise.bounds import Reading, any_of
from trials.formalise.conditions import AXIS, date_of
from trials.formalise.phrases import Item, Unit, clauses, listed, pattern, units_of, with_examples_listed
from trials.formalise.piece import Json, Piece, Setting, spoken
from trials.formalise.words import entries, words

KEY = "patient.named_conditions"
_FIGURES = re.compile(r"[\d%<>=.]+|mm ?hg|m[gl]\b|/?dl\b|predicted|\buln\b|upper limit")
_LONG = 18  # words; beyond, a phrase is a sentence


def opened(text: str, kept: Sequence[Piece], setting: Setting) -> tuple[str, list[Piece]] | None:
    """The sentence and its pieces, every condition among them; None where a word of it belongs to none."""
    if not _may_hold(text, setting):
        return None
    plain, examples = with_examples_listed(text)
    asked = [one for one in kept if one.condition and not _is_operation(one) and not _in_bracket(plain, one)]
    units = list(units_of(plain, asked))
    said = " ".join(_without_figures(unit) for unit in units)
    if pattern("refused").search(pattern("graded").sub(" ", said)):
        return None
    found: list[Piece] = []
    for clause in clauses(units):
        items = listed(clause, examples)
        if items is None:
            return None
        found += [piece for group in _groups(text, items) if (piece := _piece(text, group)) is not None]
    return (plain, found) if found else None


def _may_hold(text: str, setting: Setting) -> bool:
    """Is an illness refused here? One that an inclusion asks for is the trial's own."""
    return setting.kind == "exclusion" or words().negations.match(text) is not None


def _without_figures(unit: Unit) -> str:
    """The words of a unit, where windows and brackets may hold figures."""
    if unit.kind in ("piece", "window"):
        return ","
    return _FIGURES.sub(" ", unit.text) if unit.kind == "bracket" else unit.text


def _in_bracket(text: str, piece: Piece) -> bool:
    """Is this a measure that says how bad the illness before its bracket is: "renal failure (creatinine > 2 mg/dL)"?"""
    opening = text.rfind("(", 0, piece.start)
    return piece.axis.startswith("lab ") and opening > max(text.rfind(")", 0, piece.start), 0) and text.find(")", piece.end) > 0


def _is_operation(piece: Piece) -> bool:
    """ "Surgery" and "transplantation" are the last words of names that say which one."""
    return any(f"'modality': '{kind}'" in str(piece.condition) for kind in ("surgery", "transplant"))


# Groups --------------------------------------------------------------------------------------------------------------------


def _groups(text: str, items: list[Item]) -> list[list[Item]]:
    """Members that a qualifier may bear on together; a window after them is that of all that have none."""
    groups: list[list[Item]] = []
    for item in items:
        last = groups[-1] if groups else None
        scoped = last and last[0].qualified and not item.qualified and not item.fresh
        if last and not last[0].opaque and not item.opaque and not last[-1].window and not last[-1].restricted and scoped:
            last.append(item)
        else:
            groups.append([item])
        if item.restricted and not (item.qualified or item.fresh):
            while len(groups) > 1 and not (
                groups[-2][0].opaque or groups[-2][-1].restricted or groups[-2][-1].window or groups[-2][0].qualified
            ):
                groups[-2:] = [groups[-2] + groups[-1]]
    window = None
    for group in reversed(groups):
        window = group[-1].window or window
        if window and not group[-1].window and not group[0].opaque and _happens(text, group):
            group[-1] = replace(group[-1], window=(group[-1].end, group[-1].end, window[2]))
    return groups


def _happens(text: str, group: list[Item]) -> bool:
    """Is this an event, which a window after the list may date? "HIV, or stroke within 6 months" dates the stroke."""
    lasts = group[-1].whole and "patient.comorbidities" in group[-1].bases[0]
    dated = len(group[-1].bases) == 1 and date_of(group[-1].bases[0])
    phrase = text[group[0].start : group[-1].end]
    if group[-1].restricted or (lasts and not dated):
        return False
    return bool(dated) or bool(re.search(entries("named_events"), phrase) or pattern("events").search(phrase))


def _piece(text: str, group: list[Item]) -> Piece | None:
    first, last = group[0], group[-1]
    if first.opaque:
        return first.opaque
    phrase = " ".join(text[first.start : last.end].split())
    if phrase.count("(") != phrase.count(")"):
        phrase = phrase.replace("(", "").replace(")", "")
    if len(phrase.split()) > _LONG:
        return None
    bases = [base for item in group for base in item.bases] if all(item.bases for item in group) else []
    either = any_of([Reading(base, "whole") for base in bases], True).condition
    parts: list[Json] = [either] if either else []
    dated = date_of(bases[0]) if last.window and len(bases) == 1 else None
    if last.window and dated:
        parts.append({dated: {"within": last.window[2]}})
    if not (first.whole and len(group) == 1 and (dated or not last.window)):
        within = f" (within {last.window[2]})" if last.window and not dated else ""
        parts.append({KEY: {"has": spoken(phrase) + within}})
    end = max(last.end, last.window[1] if last.window else 0)
    return Piece(first.start, end, AXIS, parts[0] if len(parts) == 1 else {"all": parts}, rank=1)
