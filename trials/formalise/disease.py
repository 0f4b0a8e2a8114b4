"""The disease: tumour type, extent and stage, resectability, where metastases are, measurable disease."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matching.catalogue import catalogue
from trials.formalise import lexicon, organs
from trials.formalise.piece import Json, Piece, Setting, any_stands, compiled, table
from trials.formalise.words import entries, expression

_STAGE_WORD = r"(?:stage|stages|stade|stades|figo|ajcc stage|clinical stage)s?"
_ONE_STAGE = r"(?:iv|iii|ii|i|[1-4]|0)(?: ?[abcd](?:[123])?)?"
# "History of breast cancer" among exclusions is another cancer than the one of the trial.
_HISTORY = re.compile(r"(?:history|prior|previous|anteceden)[a-z, ]*$")
_CUES = (
    "any_cancer", "stage", "tnm", "measurable_disease", "measured_lesion", "not_measurable", "evaluable",
    "brain_metastases", "leptomeninges", "cns_disease", "brain_or_meninges",
)  # fmt: skip
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """What a sentence says of the disease."""
    for named in lexicon.find(text):
        if named.family == "tumour" and not _is_aside(text, named.start, named.end, setting):
            yield Piece(named.start, named.end, "type", {"tumour.type": {"is_a": named.id}}, standalone=False)
    for start, end, codes in organs.listed(text):
        if not _is_aside(text, start, end, setting):
            yield Piece(start, end, "type", {"tumour.type": {"is_a": codes if len(codes) > 1 else codes[0]}}, standalone=False)
    if any_stands(text, *_CUES):
        yield from _told(text, setting)
    for found, entry in table("extent").finditer(text):
        axis = entry.get("axis", "extent")
        yield Piece(found.start(), found.end(), axis, entry["condition"], standalone=False, rank=entry.get("rank", 0))
    for found, site in table("metastases_of").finditer(text):
        yield Piece(found.start(), found.end(), "sites", {"tumour.metastatic_sites": {"has": site}}, rank=1)


def _told(text: str, setting: Setting) -> Iterator[Piece]:
    """Stage, TNM, whether the disease is measured, metastases of the brain."""
    if setting.kind == "inclusion" and (found := expression("any_cancer").fullmatch(text.strip(" .;"))):
        yield Piece(0, found.end(), "type", {"tumour.type": {"is_a": ["SOLID", "HAEM"]}}, standalone=False)
    yield from _stages(text)
    for found in expression("tnm").finditer(text):
        if condition := _tnm(found):
            yield Piece(found.start(), found.end(), f"tnm {found['axis']}", condition, standalone=False)
    yield from _measurable(text, setting)
    yield from _brain(text, setting)


def _measurable(text: str, setting: Setting) -> Iterator[Piece]:
    for found in expression("measurable_disease").finditer(text):
        yield Piece(found.start(), found.end(), "measurable", {"tumour.measurable_disease": True})
    for found in expression("measured_lesion").finditer(text) if setting.kind == "inclusion" else ():
        yield Piece(found.start(), found.end(), "measurable", {"tumour.measurable_disease": True})
    for found in compiled("not_measurable").finditer(text):
        if found.group() != text.strip(" .;"):  # alone, it is one of those that are let in
            yield Piece(found.start(), found.end(), "measurable", {"tumour.measurable_disease": False}, rank=1)
    for found in compiled("evaluable").finditer(text):
        either: list[Json] = [{"tumour.measurable_disease": True}, {"tumour.evaluable_disease": True}]
        yield Piece(found.start(), found.end(), "measurable", {"any": either}, rank=1)


def _stages(text: str) -> Iterator[Piece]:
    for found in expression("stage").finditer(text):
        if condition := _stage(found):
            above = expression("stage_or_above").match(text, found.end())
            if above and isinstance(stage := condition["tumour.stage"], str):
                condition = {"tumour.stage": f">= {stage}"}
            yield Piece(found.start(), above.end() if above else found.end(), "extent", condition, standalone=False, rank=1)


def _is_aside(text: str, start: int, end: int, setting: Setting) -> bool:
    """Is a tumour no tumour of this patient: an earlier one that an exclusion names, or the unit of "5 mm"?"""
    before = text[:start]
    is_unit = text[start:end] == "mm" and before.rstrip()[-1:].isdigit()
    return is_unit or (setting.kind == "exclusion" and _HISTORY.search(before) is not None)


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
            between = [
                one
                for one in values
                if values.index(stages[-1]) < values.index(one) < values.index(stage)
                and len(one.strip("I V")) <= (1 if stage.strip("IV") or stages[-1].strip("IV") else 0)
            ]
            stages += [one for one in between if one not in stages]
        stages.append(stage)
        through = False
    return {"tumour.stage": stages if len(stages) > 1 else stages[0]}


def _stage_code(written: str) -> str:
    written = written.replace(" ", "")
    if written[0].isdigit() and written != "0":
        written = _ROMAN[written[0]] + written[1:]
    return written.upper()


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


def _brain(text: str, setting: Setting) -> Iterator[Piece]:
    has_brain: Json = {"tumour.metastatic_sites": {"has": "brain"}}
    for found in expression("brain_metastases").finditer(text):
        states = sorted(
            {
                state
                for words, each in entries("brain_states").items()
                if re.search(rf"(?<![a-z]){words}(?![a-z])", (found["state"] or "") + " " + (found["after"] or ""))
                for state in each
            }
        )
        condition: Json = has_brain
        if states and not expression("past_or_present").search(text[: found.start()]):
            condition = {"all": [has_brain, {"tumour.brain_metastases_state": states if len(states) > 1 else states[0]}]}
        yield Piece(found.start(), found.end(), "brain", condition, rank=2)
    for found in compiled("leptomeninges").finditer(text):
        yield Piece(found.start(), found.end(), "brain", {"tumour.metastatic_sites": {"has": "leptomeninges"}}, rank=2)
    if setting.kind == "exclusion" or text.startswith(("no ", "without ", "pas d", "absence ")):
        for found in expression("cns_disease").finditer(text):
            either: Json = {"tumour.metastatic_sites": {"has_any": ["brain", "leptomeninges"]}}
            if found.group().startswith("symptomatic"):
                either = {"all": [either, {"tumour.brain_metastases_state": "symptomatic"}]}
            yield Piece(found.start(), found.end(), "brain", either, rank=4)
    for found in compiled("brain_or_meninges").finditer(text):
        yield Piece(
            found.start(), found.end(), "brain", {"tumour.metastatic_sites": {"has_any": ["brain", "leptomeninges"]}}, rank=3
        )
