"""Pieces and the words between them, made into one condition, with what it is worth.

    >>> compose(normal("HER2-positive or HER2-low metastatic breast cancer"), Setting())
    Reading(condition={'all': [{'biomarker.her2_status': ['positive', 'low']}, ...]}, bound='whole')

Every word has to be accounted for: a piece, a connector, a cue, or a word that asks for nothing. A word that is none of
them makes what was understood a part of what is asked, and only a bound of it (bounds.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from trials.formalise.bounds import NOTHING, Reading, all_of, any_of, denial
from trials.formalise.brain import stable
from trials.formalise.exceptions import excepted
from trials.formalise.frame import framed
from trials.formalise.piece import Json, Piece, Setting
from trials.formalise.words import expression, gaps, words


@dataclass(frozen=True)
class Token:
    """A piece, or what stands between two: or, and, comma, not, dot, open, close, unknown, judgement."""

    kind: str
    piece: Piece | None = None


_TREATED = ("treatment", "lines", "since", "steroids", "anticoagulant", "medicine", "recovery")
_DATED = (
    "comorbidity",
    "malignancy",
    "brain",
)  # a window on these is a part of what is asked: the catalogue has no date for them
_ILLNESSES = ("comorbidity", "brain", "sites", "pregnancy", "nyha", "infection")
_LOOSE_LISTS = ("named", "comorbidity", "type", "treatment", "brain", "sites", "pregnancy", "nyha", "infection")


def compose(text: str, pieces: Sequence[Piece], setting: Setting) -> Reading:
    """The condition of a plain sentence in which these pieces, in order and without overlap, were found."""
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
    tokens = list(_tokens(text, kept))
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
    return _sentences(list(_tokens(text[slice(*place)].rstrip(" .;)"), within)), Setting("exclusion", setting.haematology), False)


def _measured(piece: Piece) -> bool:
    return piece.axis.startswith("lab ") or piece.axis in ("performance", "age") or not piece.condition


def _starts_with_no(tokens: list[Token], text: str) -> bool:
    return (
        tokens[0].kind == "not"
        and re.match(r"(?:patients? )?(?:no|must not|do(?:es)? not|not|have not|has not|pas|aucun)\b", text) is not None
    )


# Tokens --------------------------------------------------------------------------------------------------------------------


def _tokens(text: str, pieces: Sequence[Piece]) -> Iterable[Token]:
    done = 0
    treated = any(piece.axis in _TREATED for piece in pieces)
    dated = any(piece.axis in _DATED for piece in pieces)
    for piece in [*pieces, None]:
        end = piece.start if piece else len(text)
        for kind, found in gaps(text, done, end):
            if kind == "treatment":
                yield from () if treated else [Token("unknown")]
            elif (kind == "unknown" and words().narrowing.fullmatch(found.group())) or (
                kind == "filler" and dated and found.group().startswith("within")
            ):
                yield Token("judgement")
            elif kind != "filler":
                yield Token(kind)
        if piece:
            yield Token("piece" if piece.condition else "empty", piece)
            done = piece.end
            if piece.axis == "treatment" and expression("aimed_at").match(text, done):
                yield Token("judgement")  # "radiotherapy to the liver" is not any radiotherapy


# Sentences and negations ---------------------------------------------------------------------------------------------------


def _sentences(tokens: list[Token], setting: Setting, restricted: bool) -> Reading:
    """Sentences of one criterion all hold; one that was not understood restricts those before it."""
    parts: list[Reading] = []
    for one in _split(tokens, "dot"):
        one = _trimmed(one)
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
        return _list(tokens, setting, negated=False)
    before, after = _trimmed(tokens[:first]), tokens[first + 1 :]
    if (value := _value_after(after)) is not None:
        return all_of([_clause(tokens[: first + 1 + value], setting, restricted), _list(after[value:], setting, negated=False)])
    link = tokens[first - 1].kind if first else ""
    nested = [index for index, token in enumerate(after) if token.kind == "not"]
    if nested:
        after, rest = after[: nested[0]], after[nested[0] :]
        joins = _trimmed(after)
        denied = all_of([_denied(joins, setting), _clause(rest, setting, restricted)])
    else:
        denied = _denied(_trimmed(after), setting)
    if not any(token.kind == "piece" for token in before):
        return denied if not any(token.kind in ("unknown", "judgement") for token in before) else NOTHING
    if link in ("or",):
        return NOTHING
    return all_of([_list(before, setting, negated=False), denied])


def _value_after(denied: list[Token]) -> int | None:
    """Where a value begins that nothing joins to what is denied before it: "no heart failure | ejection fraction >= 30%"."""
    for index, (one, two) in enumerate(pairwise(denied), start=1):
        if one.piece and two.piece and two.piece.axis.startswith("lab ") and not one.piece.axis.startswith("lab "):
            return index
    return None


def _denied(tokens: list[Token], setting: Setting) -> Reading:
    """What a negation denies. "No bone marrow involvement by lymphoma" denies no lymphoma: a part of such words says nothing."""
    inner = _list(tokens, setting, negated=True)
    if inner.bound != "whole" and any(token.piece and not token.piece.standalone for token in tokens):
        return NOTHING
    return denial(inner)


# Lists ---------------------------------------------------------------------------------------------------------------------


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


def _list(tokens: list[Token], setting: Setting, negated: bool) -> Reading:
    operands = _operands(_trimmed(tokens))
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
    return all(operand.standalone and not operand.judged and operand.axis not in _TREATED for operand in operands)


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
        while last + 1 < len(operands) and operands[last + 1].axis == operands[index].axis != "unknown":
            last += 1
        run = operands[index : last + 1]
        merged.append(run[0] if len(run) == 1 else _run(run, negated))
        index = last + 1
    return merged


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


def _split(tokens: list[Token], kind: str) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == kind:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Without the connectors at both ends, nor pieces that ask for nothing."""
    kept = [token for token in tokens if token.kind not in ("empty", "close")]
    while kept and kept[0].kind in ("or", "and", "comma", "open", "slash"):
        kept = kept[1:]
    while kept and kept[-1].kind in ("or", "and", "comma", "open", "slash"):
        kept = kept[:-1]
    return kept
