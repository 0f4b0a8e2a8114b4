"""Age, sex and performance status: "Age >= 18 years", "ECOG 0-1", "Karnofsky >= 70 %"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trials.formalise.numbers import bounded, number, shown
from trials.formalise.piece import Json, Piece, Setting, compiled
from trials.formalise.words import expression

_PERCENT = 30  # a performance status from so much on is told in per cent
_AGED = re.compile(r"\b(?:age|aged|ages|years? old|years? of age)\b")


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Age, sex and performance status in a sentence."""
    yield from _ages(text, setting)
    yield from _performance(text)
    for both in expression("both").finditer(text):
        alone = both.start() == 0 and not text[both.end() :].strip(" .;,")
        yield Piece(both.start(), both.end(), "either sex", {"patient.sex": ["female", "male"]} if alone else {})
    found = expression("sex").match(text)
    if found and not expression("both").match(text) and "pregnan" not in text and "childbearing" not in text:
        yield Piece(found.start(), found.end(), "sex", {"patient.sex": "female" if found["female"] else "male"})


def _ages(text: str, setting: Setting) -> Iterator[Piece]:
    if adult := expression("adult").match(text):
        yield Piece(
            0,
            adult.end(),
            "adult",
            {"patient.age": ">= 18"} if setting.kind == "inclusion" and not re.search(r"\d+ (?:years|ans)", text) else {},
        )
    if (outside := expression("age_outside").fullmatch(text)) and (parts := _outside(outside)):
        yield Piece(0, outside.end(), "age", parts, rank=2)
    for found in expression("any_age").finditer(text):
        if not found["named"] and found["years"] is None:
            continue
        after = text[found.end() : found.end() + 40]
        if re.match(r" ?(?:months?|weeks?|days?|mois|%|mg|kg|g/|ml|x|/)|\d|\.\d", after):
            continue
        if not found["named"] and (expression("no_age_after").match(after) or not _about_age(text, found)):
            continue
        condition = _age(found)
        if condition:
            yield Piece(found.start(), found.end(), "age", condition, rank=1)


def _outside(found: re.Match[str]) -> Json | None:
    """ "Age < 18 or > 80 years": outside of a range, whose bounds are in this order or in the other."""
    bounds = {found["sign"][0]: int(found["number"]), found["sign2"][0]: int(found["number2"])}
    if len(bounds) < 2 or not bounds["<"] < bounds[">"] <= 120 or not _AGED.search(found.group()):
        return None
    return {"any": [{"patient.age": bounded(found[f"sign{one}"], int(found[f"number{one}"]))} for one in ("", "2")]}


def _about_age(text: str, found: re.Match[str]) -> bool:
    """ "18 years or older" at the head of a sentence, or with the word "age" or "old", tells an age and no length of time."""
    words = found.group()
    return (
        "age" in words
        or "old" in words
        or "revolus" in words
        or expression("before_age").fullmatch(text[: found.start()]) is not None
    )


def _age(found: re.Match[str]) -> Json | None:
    if found["sign"]:
        low = number(found["number"])
        if low > 120:
            return None
        first = {"patient.age": bounded(found["sign"], low)}
        if found["sign2"]:
            return {"all": [first, {"patient.age": bounded(found["sign2"], number(found["number2"]))}]}
        return first
    low, high = number(found["low"]), number(found["high"])
    return {"patient.age": f"{shown(low)}..{shown(high)}"} if 0 <= low < high <= 120 else None


def _performance(text: str) -> Iterator[Piece]:
    for scale in ("ecog", "karnofsky", "lansky"):
        for name in compiled("performance_scales", scale).finditer(text):
            found = expression("grades").match(text, name.end())
            condition = _grades(scale, found) if found else None
            if found and condition:
                key = next(iter(condition))
                end = found.end()
                if scale == "lansky" and not expression("beside_lansky").search(text):
                    continue  # one of its own is asked of children only
                if after := expression("after").match(text, end):
                    end = after.end() if after.group().strip() else end
                    # "performance status 70-100 on the Karnofsky scale"
                    if "karnofsky" in after.group() and key == "patient.ecog":
                        continue
                yield Piece(name.start(), end, "performance", condition, rank=1)


def _grades(scale: str, found: re.Match[str]) -> Json | None:
    key, most = (f"patient.{scale}", 5) if scale == "ecog" else ("patient.karnofsky", 100)
    value: Any
    if scale == "lansky":  # no value of the catalogue: children's
        asked = f"{found['sign']} {found['number']}" if found["sign"] else f"{found['low']}-{found['high']}"
        return {"patient.named_conditions": {"has": f"lansky {asked} %"}} if found["sign"] or found["low"] else None
    first = found["number"] or found["low"]
    if scale == "ecog" and first and int(first) >= _PERCENT:  # "performance status >= 60 %"
        key, most = "patient.karnofsky", 100
    if found["sign"]:
        if int(found["number"]) > most:
            return None
        value = f"{found['sign']} {found['number']}"
    elif found["low"]:
        low, high = sorted((int(found["low"]), int(found["high"])))
        value = list(range(low, high + 1)) if most == 5 else f"{low}..{high}"
        if high > most:
            return None
    else:
        grades = [int(one) for one in re.findall(r"\d", found["list"])] if scale == "ecog" else []
        if not grades or max(grades) > most:
            return None
        value = grades if len(grades) > 1 else grades[0]
    return {key: value}
