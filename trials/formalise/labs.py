"""Laboratory values and measured functions: "ANC >= 1,500/mm3", "AST and ALT <= 2.5 x ULN (<= 5 x ULN if liver metastases)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from trials.formalise.expression import Expression, Table
from trials.formalise.numbers import bounded, number
from trials.formalise.piece import Json, Piece, Setting
from trials.formalise.words import entries, expression

_LOWEST_LVEF = 50.0  # %, where a trial asks for no less than normal (data/norms.yaml)
_GILBERT = ("lab.bilirubin", "lab.bilirubin_uln")


@cache
def _names() -> Table[tuple[str, ...]]:
    """The names of each value, and the keys that they stand for."""
    named: list[tuple[tuple[str, ...], list[str]]] = [((key,), entry["names"]) for key, entry in entries("labs").items()]
    named += [(tuple(entry["keys"]), entry["names"]) for entry in entries("pairs")]
    return Table(
        (Expression(rf"(?<![a-z0-9-])(?:[bps]-)?(?:{'|'.join(sorted(names, key=len, reverse=True))})(?![a-z0-9])"), keys)
        for keys, names in named
    )


def _named(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The values that a sentence names: where, and their keys; of two that overlap the first, of two that begin together the longer."""
    every = [(one.start(), -one.end(), keys) for one, keys in _names().finditer(text)]
    done = 0
    for start, end, keys in sorted(every):
        if start >= done:
            yield start, -end, keys
            done = -end


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Every threshold of the sentence."""
    if not expression("bounded").search(text):
        return
    yield from _blood_pressure(text)
    chain: list[tuple[str, ...]] = []
    start = end = -1
    for begin, stop, keys in _named(text):
        joined = chain and expression("lab_join").fullmatch(text, end, begin)
        if not joined:
            chain, start = [], begin
        chain.append(keys)
        end = stop
        if keys == ("lab.lvef",) and (lower := expression("lab_lower_limit").match(text, end)):
            yield Piece(start, lower.end(), "lab lab.lvef", {keys[0]: bounded(lower["sign"] or ">=", _LOWEST_LVEF)}, rank=2)
            continue
        if keys == ("lab.lvef",) and expression("normal_alone").fullmatch(text, begin):
            yield Piece(start, len(text), "lab lab.lvef", {keys[0]: bounded(">=", _LOWEST_LVEF)}, rank=2)
            continue
        found = expression("lab_threshold").match(text, end)
        if found:
            asked = list(dict.fromkeys(key for keys in chain for key in keys))
            piece = _piece(text, asked, found, start, setting.kind == "exclusion")
            if piece:
                yield piece


def _blood_pressure(text: str) -> Iterator[Piece]:
    """ "BP > 150/100 mmHg": one of both is enough to be above, both are needed to be below."""
    for found in expression("blood_pressure").finditer(text):
        pair: list[Json] = [
            {f"patient.{name}_pressure": bounded(found["sign"], number(found[name]))} for name in ("systolic", "diastolic")
        ]
        yield Piece(found.start(), found.end(), "lab blood pressure", {"any" if found["sign"][0] == ">" else "all": pair}, rank=3)
    for found in expression("either_pressure").finditer(text):
        either: list[Json] = [
            {"patient.systolic_pressure": bounded(found["sign"], number(found["systolic"]))},
            {"patient.diastolic_pressure": bounded(found["sign2"], number(found["diastolic"]))},
        ]
        yield Piece(found.start(), found.end(), "lab blood pressure", {"any": either}, rank=3)


def _piece(text: str, keys: list[str], found: re.Match[str], start: int, refused: bool) -> Piece | None:
    if found["low"]:
        return _between(text, keys, found, start)
    sign = found["sign"] or found["bare_sign"] or "<="  # "normal" asks for no more than the upper limit
    told = found["number"] or found["unsigned"]
    value = number(told) if told else 1.0
    times = any(found[name] is not None for name in ("uln", "unsigned_uln", "bare", "normal"))
    end, atoms, bound = found.end(), [], "whole"
    for key in keys:
        reading = _value(key, sign, value, times, text, found.end())
        if reading is None:
            return None
        atom, kind, unit_end = reading
        atoms.append(atom)
        bound = kind if kind != "whole" else bound
        end = max(end, unit_end)
    every = sign[0] == "<" or (
        not refused and (sign == ">=" or expression("both_values").search(text[: found.start()]) is not None)
    )
    condition = atoms[0] if len(atoms) == 1 else {"all" if every else "any": atoms}
    end = _same_again(text, end, keys[0], value)
    condition, end = _or_normal(keys, condition, sign, text, end)
    if keys == ["patient.weight_loss"] and (window := expression("weight_window").match(text, end)):
        end = window.end()
    if (second := expression("lab_second").match(text, end)) and not times and len(keys) == 1 and second["sign"][0] != sign[0]:
        other = _value(keys[0], second["sign"], number(second["number"]), False, text, second.end())
        if other:
            condition, end = {"all" if sign[0] == ">" else "any": [condition, other[0]]}, other[2]
    if keys == ["lab.creatinine_clearance"] and sign[0] == ">" and (case := expression("lab_if_creatinine").match(text, end)):
        spared = _spared(case)
        condition, end = ({"any": [spared, condition]}, case.end()) if spared else (condition, end)
    liver = _beside_liver(text, end) if times and bound == "whole" else None
    if liver and (liver["sign"] or sign)[0] == sign[0] and number(liver["number"]) > value:
        relaxed = [{_multiple(key): bounded(liver["sign"] or sign, number(liver["number"]))} for key in keys]
        condition, end = _in_liver(condition, relaxed, sign), liver.end()
    elif times and sign[0] == "<" and bound == "whole":
        condition, end = _without_liver(condition, text, end)
    if keys[0] in _GILBERT and sign[0] == "<" and (gilbert := expression("lab_gilbert").match(text, end)):
        condition, end = {"any": [condition, _gilbert(gilbert)]}, gilbert.end()
    if (
        times
        and sign[0] == "<"
        and bound == "whole"
        and (cause := expression("lab_cause").match(text, end))
        and number(cause["number"]) > value
    ):
        condition, end = {"any": [condition, _for_cause(cause, keys, sign)]}, cause.end()
    return Piece(start, end, "lab " + keys[0], condition, bound, rank=2)


def _beside_liver(text: str, end: int) -> re.Match[str] | None:
    """The threshold where the liver has metastases, after the one of all."""
    if not expression("lab_conditional").stands(text):
        return None
    return expression("lab_conditional").match(text, end) or expression("lab_conditional_first").match(text, end)


def _or_normal(keys: list[str], condition: Json, sign: str, text: str, end: int) -> tuple[Json, int]:
    """ "LVEF >= 50% or within normal limits": the threshold, or the lower limit of normal, and where the words end."""
    found = expression("lab_or_normal").match(text, end) if keys == ["lab.lvef"] else None
    if not found:
        return condition, end
    usual = {"lab.lvef": bounded(found["sign"] or ("<" if sign[0] == "<" else ">="), _LOWEST_LVEF)}
    return (condition if condition == usual else {"any": [condition, usual]}), found.end()


def _without_liver(condition: Json, text: str, end: int) -> tuple[Json, int]:
    """ "AST < 2.5 x ULN in absence of liver metastases": nothing is asked of those who have them."""
    found = expression("lab_without_liver").match(text, end)
    return ({"any": [{"tumour.metastatic_sites": {"has": "liver"}}, condition]}, found.end()) if found else (condition, end)


def _in_liver(condition: Json, relaxed: list[Json], sign: str) -> Json:
    """Another threshold where the liver has metastases: more is let through, less is refused."""
    liver: Json = {"tumour.metastatic_sites": {"has": "liver"}}
    if sign[0] == "<":
        return {"any": [condition, {"all": [liver, *relaxed]}]}
    return {"all": [condition, {"any": [{"not": liver}, *relaxed]}]}


def _between(text: str, keys: list[str], found: re.Match[str], start: int) -> Piece | None:
    """ "PSA between 4 and 10 ng/mL": both bounds in the unit after the second."""
    low, high = (_value(keys[0], ">=", number(found[name]), False, text, found.end()) for name in ("low", "high"))
    if len(keys) > 1 or not low or not high or number(found["low"]) >= number(found["high"]):
        return None
    ((key, least),), ((_, most),) = low[0].items(), high[0].items()
    return Piece(start, high[2], "lab " + key, {key: f"{least[3:]}..{most[3:]}"}, rank=2)


def _spared(found: re.Match[str]) -> Json | None:
    """ "clearance >= 60 for patients with creatinine above normal": the creatinine that spares the clearance."""
    if found["unit"]:
        return {"lab.creatinine": bounded("<=", number(found["number"]) * 88.4)}
    if found["uln"]:
        return {"lab.creatinine_uln": bounded("<=", number(found["number"]) if found["number"] else 1.0)}
    return None


def _for_cause(found: re.Match[str], keys: list[str], sign: str) -> Json:
    """Another threshold where the protocol says why: "(<= 5 x ULN if due to leukemic involvement)"."""
    relaxed = [{_multiple(key): bounded(found["sign"] or sign, number(found["number"]))} for key in keys]
    return {"all": [{"patient.named_exceptions": {"has": found["cause"]}}, *relaxed]}


def _gilbert(found: re.Match[str]) -> Json:
    """What Gilbert's disease allows: another threshold, or any value."""
    has: Json = {"patient.conditions": {"has": "gilbert_syndrome"}}
    if found["free"]:
        return has
    return {"all": [has, {"lab.bilirubin_uln": bounded(found["sign"], number(found["number"]))}]}


def _value(key: str, sign: str, value: float, times: bool, text: str, end: int) -> tuple[Json, str, int] | None:
    """The atom of one key, what it is to the words, and where its unit ends; None for a unit or a value that cannot be."""
    entry: Any = entries("labs")[key]
    if times:
        if entry["scale"] == "uln":
            return {key: bounded(sign, value)}, "whole", end
        if "multiple" in entry:
            return {entry["multiple"]: bounded(sign, value)}, "whole", end
        if "uln" not in entry:
            return None
        # The upper limit of normal is the laboratory's own: the loosest usual one keeps what the words rule out.
        low, high = entry["uln"]
        return {key: bounded(sign, value * (high if sign[0] == "<" else low))}, "necessary", end
    for unit, factor in _units(entry["scale"]):
        if found := unit.match(text, end):
            if value * factor > entry.get("most", float("inf")):
                return None  # "90 g/dL" is a slip of the protocol
            return {key: bounded(sign, value * factor)}, "whole", found.end()
    for least, factor in entries("scales")[entry["scale"]].get("bare", {}).items():
        if value >= least and not re.match(r" ?(?:x|/|%|\*|10|times)", text[end:]):
            return {key: bounded(sign, value * factor)}, "whole", end
    return _value(entry["otherwise"], sign, value, times, text, end) if "otherwise" in entry else None


@cache
def _units(scale: str) -> list[tuple[re.Pattern[str], float]]:
    """The units of a scale and what each is worth; a value may have none where no letter follows."""
    return [
        (re.compile(rf" ?(?:{unit})(?![a-z0-9])" if unit else "(?! ?[a-zµ%/])"), factor)
        for unit, factor in entries("scales")[scale]["units"].items()
    ]


def _multiple(key: str) -> str:
    """The key of a value told as a multiple of the upper limit of normal."""
    return str(entries("labs")[key].get("multiple", key))


def _same_again(text: str, end: int, key: str, value: float) -> int:
    """Past the same threshold in another unit: "(1.5 x 10^9/L)", "or 90 g/L"."""
    again = expression("lab_again").match(text, end)
    if not again:
        return end
    entry: Any = entries("labs")[key]
    scale: Any = entries("scales")[entry["scale"]]
    for unit in scale["units"]:
        found = re.compile(rf" ?(?:{unit})(?![a-z0-9])[\s)\]]*").match(text, again.end()) if unit else None
        if found:
            return found.end()
    slip = expression("lab_slip").match(text, end)
    return slip.end() if slip else end
