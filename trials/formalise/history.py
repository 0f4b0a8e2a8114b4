"""Facts of the person and comorbidities: pregnancy, other malignancy, HIV, hepatitis, NYHA class, grade of neuropathy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matching.catalogue import catalogue
from trials.formalise import lexicon
from trials.formalise.piece import Json, Piece, Setting, any_stands, compiled, table
from trials.formalise.words import entries, expression

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_RECOVERED: Json = {"patient.residual_toxicity_grade": "<= 1"}
_NEGATIVE_BEFORE = re.compile(r"(?:sero)?negative (?:test(?:s|ing)? |serology |results? )?(?:for|to) (?:the )?$")


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Facts and comorbidities in a sentence."""
    yield from _facts(text, setting)
    if any_stands(text, "nyha", "neuropathy_grade", "b_or_c"):
        yield from _graded(text)
    for found, name in table("comorbidities").finditer(text):
        yield from _comorbidity(text, name, found.start(), found.end())
    for named in lexicon.find(text):
        if named.family == "comorbidity":
            yield from _comorbidity(text, named.id, named.start, named.end)


def _graded(text: str) -> Iterator[Piece]:
    """Classes and grades of an illness, and the two hepatitis in one word."""
    for found in expression("nyha").finditer(text):
        if condition := _nyha(found["before"] or found["after"] or found["only"]):
            yield Piece(found.start(), found.end(), "nyha", condition, rank=2)
    for found in expression("neuropathy_grade").finditer(text):
        if condition := _neuropathy(found):
            yield Piece(found.start(), found.end(), "neuropathy", condition, rank=2)
    for found in expression("b_or_c").finditer(text):
        both: Json = {"patient.comorbidities": {"has_any": ["hepatitis_b", "hepatitis_c"]}}
        if before := _NEGATIVE_BEFORE.search(text[: found.start()]):
            yield Piece(before.start(), found.end(), "test", {"not": both}, rank=1)
        else:
            yield Piece(found.start(), found.end(), "comorbidity", both, rank=1)


def _facts(text: str, setting: Setting) -> Iterator[Piece]:
    """Words that say a fact of the catalogue by themselves."""
    for found, entry in table("facts").finditer(text):
        if entry["condition"] == _RECOVERED and expression("toxicity_denied").search(found.group()):
            continue  # "has not recovered to grade <= 1": trials.formalise.toxicities
        if setting.kind == "exclusion" and entry["axis"] == "recovery" and " must " in f" {found.group()} ":
            continue  # what an exclusion requires is not what it excludes
        yield Piece(
            found.start(), found.end(), entry["axis"], entry["condition"], entry.get("bound", "whole"), rank=entry.get("rank", 1)
        )


def _nyha(classes: str) -> Json | None:
    """ "class III or IV" -> III and IV; "> class II" -> "> II"; None where the words make no sense of their own."""
    known = list(catalogue()["patient.nyha_class"].values)
    named = [_ROMAN.get(one, one.upper()) for one in re.findall(r"iv|iii|ii|i|[1-4]", classes.replace("class", ""))]
    if len(named) == 1:
        sign = ">=" if " or " in classes else "".join(re.findall(r">=|<=|>|<", classes))
        return {"patient.nyha_class": f"{sign} {named[0]}" if sign else named[0]}
    if re.search(r"[<>]", classes):
        return None
    between = known[known.index(named[0]) : known.index(named[-1]) + 1]
    return {"patient.nyha_class": between} if between else None


def _neuropathy(found: re.Match[str]) -> Json | None:
    """The grade asked for; None for a grade alone ("grade 2"), which may be the least or the only one."""
    sign = found["sign"] or found["sign2"] or found["sign3"] or found["sign4"]
    low, high = found["low"] or found["low2"], found["high"] or found["high2"]
    if high and not sign and high > low:
        return {"patient.neuropathy_grade": f"{low}..{high}"}
    return {"patient.neuropathy_grade": f"{sign} {low}"} if sign and not high else None


def _comorbidity(text: str, name: str, start: int, end: int) -> Iterator[Piece]:
    """The comorbidity, or its absence where a test is negative: "HIV negative", "seronegative for hepatitis B"."""
    has = {"patient.comorbidities": {"has": name}}
    negative = expression("negative_after").match(text, end)
    before = _NEGATIVE_BEFORE.search(text[:start])
    if negative or before:
        yield Piece(before.start() if before else start, negative.end() if negative else end, "test", {"not": has}, rank=1)
    else:
        kind = name in entries("kinds") and compiled("kinds", name).fullmatch(text, start, end)
        yield Piece(start, end, "comorbidity", has, "necessary" if kind else "whole")
