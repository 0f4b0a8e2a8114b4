"""Lists of pieces: "A, B or C", "A and B", "A/B", and what their connectors mean among things asked, denied or excluded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from trials.formalise.bounds import NOTHING, Reading, all_of, any_of
from trials.formalise.piece import Setting
from trials.formalise.tokens import TREATED, Token, trimmed

_ILLNESSES = ("comorbidity", "brain", "sites", "pregnancy", "nyha", "infection")


_STATES = ("extent", "standard")  # "relapsed or refractory to standard therapy" is one question


_LOOSE_LISTS = ("named", "comorbidity", "type", "treatment", "brain", "sites", "pregnancy", "nyha", "infection")


@dataclass
class _Operand:
    """Something that a list joins: pieces of one axis, or words that were not understood. `link` joins it to the one before."""

    axis: str
    reading: Reading
    link: str
    standalone: bool
    judged: bool = False

    @property
    def alteration(self) -> str:
        """The gene of which an alteration is asked for: "L858R, exon 19 deletion" are two ways to have one."""
        condition = self.reading.condition or {}
        key, value = next(iter(condition.items()), ("", None))
        return key if key.startswith("biomarker.") and isinstance(value, dict) and set(value) <= {"has", "has_any"} else ""


def listed(tokens: list[Token], setting: Setting, negated: bool) -> Reading:
    operands = _operands(trimmed(tokens))
    if not any(operand.reading.condition for operand in operands):
        return NOTHING
    operands = _kidney(operands)
    _settle_commas(operands, negated or setting.kind == "exclusion")
    if setting.kind == "exclusion" and not negated and _is_loose(operands):
        operands = [replace(operand, link="or") for operand in operands]  # "A, B and C" refuses each of them
    operands = _runs(operands, negated or setting.kind == "exclusion")
    groups: list[list[_Operand]] = [[]]
    for operand in operands:
        if operand.link == "or" and groups[-1]:
            groups.append([])
        groups[-1].append(operand)
    if len(groups) == 1:
        joined = any(operand.link == "and" for operand in groups[0][1:])
        if negated and joined and len(groups[0]) > 1:
            return any_of([operand.reading for operand in groups[0]], _all_standalone(groups))
        return all_of([operand.reading for operand in groups[0]])
    if any(operand.link == "and" for group in groups for operand in group[1:]):
        return NOTHING  # "A and B or C": nobody can tell
    return any_of([all_of([operand.reading for operand in group]) for group in groups], _all_standalone(groups))


def _is_loose(operands: list[_Operand]) -> bool:
    """Is this a list of conditions without an "or", commas and an "and" between them? Two are one only where both are illnesses."""
    axes = _LOOSE_LISTS if len(operands) > 2 else _ILLNESSES
    return all(one.axis in axes for one in operands) and [one.link for one in operands[1:]] == ["and"] * (len(operands) - 1)


def _all_standalone(groups: list[list[_Operand]]) -> bool:
    """May one alternative settle a list that holds others, not understood? Not where words before or after may bear on all."""
    operands = [operand for group in groups for operand in group]
    return all(operand.standalone and not operand.judged and operand.axis not in TREATED for operand in operands)


def _operands(tokens: list[Token]) -> list[_Operand]:
    found: list[_Operand] = []
    link = "none"
    for token in tokens:
        if token.kind in ("or", "and", "comma", "open", "slash"):
            if link == "none" or (token.kind in ("or", "and") and link in ("comma", "open", "slash")):
                link = token.kind
        elif token.kind == "piece" and token.piece:
            piece = token.piece
            found.append(_Operand(piece.axis, Reading(piece.condition, piece.bound), link, piece.standalone))
            link = "none"
        elif token.kind in ("unknown", "judgement"):
            if found and found[-1].axis == "unknown" and link == "none":
                found[-1].judged = found[-1].judged or token.kind == "judgement"
            else:
                found.append(_Operand("unknown", NOTHING, link, True, token.kind == "judgement"))
            link = "none"
    return found


def _kidney(operands: list[_Operand]) -> list[_Operand]:
    """ "bilirubin <= 1.5 x ULN, creatinine <= 1.5 mg/dL or clearance >= 60 mL/min": this "or" ties the two measures of one function."""
    merged: list[_Operand] = []
    for operand in operands:
        before = merged[-1] if merged else None
        if (
            before
            and operand.link == "or"
            and {before.axis, operand.axis} == {"lab lab.creatinine", "lab lab.creatinine_clearance"}
        ):
            merged[-1] = _Operand("lab kidney", any_of([before.reading, operand.reading], True), before.link, True)
        else:
            merged.append(operand)
    return merged


def _settle_commas(operands: list[_Operand], negated: bool) -> None:
    """A comma joins as the next word does: "A, B or C"; without one, alternatives in a list of things denied or excluded."""
    following = ""
    for previous, operand in pairwise(operands):
        if operand.link == "slash":
            operand.link = "or" if operand.axis == previous.axis != "unknown" else "comma"
    for operand, before in zip(reversed(operands), [*reversed(operands[:-1]), operands[0]], strict=True):
        if operand.link in ("or", "and"):
            following = operand.link
        elif operand.link == "comma":
            loose = operand.standalone or operand.axis in _LOOSE_LISTS
            if not negated and before.axis == "type" and operand.axis in _STATES:
                operand.link = "and"  # "lymphoma, relapsed or refractory": of this tumour
                following = ""
                continue
            # "metastatic or locally advanced, unresectable": the comma ties the last two
            otherwise = (
                "none"
                if operand.axis == "extent"
                else "or"
                if operand.alteration and operand.alteration == before.alteration
                else "and"
            )
            operand.link = following or ("or" if negated and loose else otherwise)


def _runs(operands: list[_Operand], negated: bool) -> list[_Operand]:
    """Neighbours of one axis made into one operand: adjacent ones all hold, "or" binds less than that."""
    merged: list[_Operand] = []
    index = 0
    while index < len(operands):
        last = index
        while last + 1 < len(operands) and _of_one_question(operands[last], operands[last + 1]):
            last += 1
        run = operands[index : last + 1]
        merged.append(run[0] if len(run) == 1 else _run(run, negated))
        index = last + 1
    return merged


def _of_one_question(one: _Operand, two: _Operand) -> bool:
    if one.axis == two.axis:
        return one.axis != "unknown"
    return two.link == "or" and one.axis in _STATES and two.axis in _STATES


def _run(run: list[_Operand], negated: bool) -> _Operand:
    first = run[0]
    links = [operand.link for operand in run[1:]]
    if first.axis == "type":
        joined = _type_run(run)
    elif first.axis in _LOOSE_LISTS and negated:
        joined = any_of([operand.reading for operand in run], True)
    elif "or" in links and "and" in links:
        joined = NOTHING
    else:
        groups: list[list[_Operand]] = [[first]]
        for operand in run[1:]:
            if operand.link == "or" or (
                operand.link == "open" and first.axis in ("performance", "brain", "hormone", "her2", "msi")
            ):
                groups.append([])
            groups[-1].append(operand)
        joined = any_of([all_of([operand.reading for operand in group]) for group in groups], True)
    if joined.condition is None:
        return _Operand("unknown", NOTHING, first.link, first.standalone)
    return _Operand(first.axis, joined, first.link, first.standalone)


def _type_run(run: list[_Operand]) -> Reading:
    """A patient has one tumour type: types joined in any way are alternatives, save those that a bracket or nothing ties."""
    groups: list[list[str]] = [[]]
    for operand in run:
        assert operand.reading.condition is not None
        code = operand.reading.condition["tumour.type"]["is_a"]
        if operand.link in ("none", "open") and groups[-1] and operand is not run[0]:
            groups.append([])
        groups[-1] += [one for one in (code if isinstance(code, list) else [code]) if one not in groups[-1]]
    atoms = [{"tumour.type": {"is_a": group if len(group) > 1 else group[0]}} for group in groups]
    return Reading(atoms[0] if len(atoms) == 1 else {"all": atoms}, "whole")
