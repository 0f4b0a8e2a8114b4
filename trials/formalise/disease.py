"""The disease: tumour type, extent and stage, resectability, where metastases are, measurable disease."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from matching.catalogue import catalogue
from trials.formalise import lexicon
from trials.formalise.piece import Json, Piece, Setting, compiled
from trials.formalise.words import entries

_STAGE_WORD = r"(?:stage|stages|stade|stades|figo|ajcc stage|clinical stage)s?"
_ONE_STAGE = r"(?:iv|iii|ii|i|[1-4]|0)(?: ?[abcd](?:[123])?)?"
_STAGE = re.compile(
    rf"(?<![a-z]){_STAGE_WORD}:? ?(?P<first>{_ONE_STAGE})(?![a-z0-9])(?P<rest>(?:(?: ?(?:,|/|or|and|ou|et|and/or|-|to|through|a)+ ?)+(?:{_STAGE_WORD} )?{_ONE_STAGE}(?![a-z0-9]))*)(?: (?:disease|cancer(?= |$)))?"
)
_TNM = re.compile(r"(?<![a-z0-9])(?:(?:t|n|clinical|clinical t|clinical n) ?stage )?(?P<sign>>=|<=|>|<)? ?[cp]?(?P<axis>[tn]) ?(?P<first>[0-4](?:mi|[abcd])?)(?:(?: ?(?:-|to|or|/|,|and|a)+ ?)[cp]?(?P=axis) ?(?P<last>[0-4](?:mi|[abcd])?))?(?![a-z0-9])")
# "History of breast cancer" among exclusions is another cancer than the one of the trial.
_HISTORY = re.compile(r"(?:history|prior|previous|anteceden)[a-z, ]*$")
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """What a sentence says of the disease."""
    for named in lexicon.find(text):
        if named.family == "tumour" and not (setting.kind == "exclusion" and _HISTORY.search(text[: named.start])):
            yield Piece(named.start, named.end, "type", {"tumour.type": {"is_a": named.id}}, standalone=False)
    for found in _STAGE.finditer(text):
        if condition := _stage(found):
            yield Piece(found.start(), found.end(), "extent", condition, standalone=False, rank=1)
    for found in _TNM.finditer(text):
        if condition := _tnm(found):
            yield Piece(found.start(), found.end(), f"tnm {found['axis']}", condition, standalone=False)
    for index, entry in enumerate(entries("extent")):
        for found in compiled("extent", index, "words").finditer(text):
            yield Piece(found.start(), found.end(), "extent", entry["condition"], standalone=False)
    for found in _measurable().finditer(text):
        yield Piece(found.start(), found.end(), "measurable", {"tumour.measurable_disease": True})
    yield from _sites(text)


@cache
def _measurable() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:at least |>= ?)?(?:one|1|une) (?:or more )?(?:lesion )?(?:\(?s\)? )?)?(?:{'|'.join(entries('measurable'))})(?:\(s\))?"
        r"(?:,? (?:as )?(?:by|per|according to|defined by|based on|using|in accordance with|assessed by|evaluated by|selon)(?: the)?(?: \w+){0,3}? \(?(?:recist|irecist|lugano|rano|pcwg3?|cheson)[\w ().,-]{0,45})?"
    )


def _stage(found: re.Match[str]) -> Json | None:
    values = catalogue()["tumour.stage"].values
    tokens = re.findall(rf"{_ONE_STAGE}(?![a-z])|-|to|through", found["first"] + " " + re.sub(_STAGE_WORD, "", found["rest"]))
    stages: list[str] = []
    through = False
    for token in tokens:
        if token in ("-", "to", "through"):
            through = True
            continue
        stage = _stage_code(token)
        if stage not in values:
            return None
        if through and stages:
            between = [one for one in values if values.index(stages[-1]) < values.index(one) < values.index(stage) and len(one.strip("I V")) <= (1 if len(stage.strip("IV")) else 0)]
            stages += [one for one in between if one not in stages]
        stages.append(stage)
        through = False
    return {"tumour.stage": stages if len(stages) > 1 else stages[0]}


def _stage_code(token: str) -> str:
    token = token.replace(" ", "")
    if token[0].isdigit() and token != "0":
        token = _ROMAN[token[0]] + token[1:]
    return token.upper()


def _tnm(found: re.Match[str]) -> Json | None:
    key = f"tumour.{found['axis']}"
    values = catalogue()[key].values
    first = found["axis"].upper() + found["first"]
    if first not in values:
        return None
    if not found["last"]:
        return {key: f"{found['sign']} {first}" if found["sign"] else first}
    last = found["axis"].upper() + found["last"]
    if last not in values or values.index(last) <= values.index(first):
        return None
    return {"all": [{key: f">= {first}"}, {key: f"<= {last}"}]}


def _sites(text: str) -> Iterator[Piece]:
    has_brain: Json = {"tumour.metastatic_sites": {"has": "brain"}}
    for found in _brain().finditer(text):
        states = sorted({state for words, each in entries("brain_states").items() if re.search(rf"(?<![a-z]){words}(?![a-z])", (found["state"] or "") + " " + (found["after"] or "")) for state in each})
        condition: Json = has_brain
        if states:
            condition = {"all": [has_brain, {"tumour.brain_metastases_state": states if len(states) > 1 else states[0]}]}
        yield Piece(found.start(), found.end(), "brain", condition, rank=2)
    for found in compiled("leptomeninges").finditer(text):
        yield Piece(found.start(), found.end(), "brain", {"tumour.metastatic_sites": {"has": "leptomeninges"}}, rank=2)
    for site in entries("metastases_of"):
        for found in compiled("metastases_of", site).finditer(text):
            yield Piece(found.start(), found.end(), "sites", {"tumour.metastatic_sites": {"has": site}}, rank=1)


@cache
def _brain() -> re.Pattern[str]:
    states = "|".join(entries("brain_states"))
    brain = "|".join(entries("brain"))
    link = r"(?:(?: |, ?|/)(?:or|and|and/or|ou|et)? ?)"
    return re.compile(rf"(?<![a-z])(?:(?P<state>(?:{states})(?:{link}(?:{states}))*){link}?)?(?:known )?(?:{brain})(?P<after>(?: (?:non )?(?:actives?|symptomatiques?|non traitees?))(?:{link}(?:symptomatiques?|non traitees?))*)?(?![a-z])")
