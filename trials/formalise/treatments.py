"""Treatments received: "prior anti-PD-1", "chemotherapy within 4 weeks", "at least one prior line", "treatment-naive"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from matching.drugs import drug_classes, drugs, protocols
from trials.formalise import lexicon
from trials.formalise.expression import Expression
from trials.formalise.piece import Json, Piece, Setting, any_stands, table
from trials.formalise.words import expression, words

_SYSTEMIC = ["chemotherapy", "immunotherapy", "targeted_therapy", "endocrine_therapy"]
_EVERY = [
    "surgery",
    "chemotherapy",
    "radiotherapy",
    "immunotherapy",
    "targeted_therapy",
    "endocrine_therapy",
    "radionuclide",
    "transplant",
]
NUMBERS = {
    "une seule": 1,
    "une": 1,
    "deux": 2,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "eight": 8,
    "twelve": 12,
}
_UNITS = {
    "day": "days", "jour": "days", "week": "weeks", "semaine": "weeks",
    "month": "months", "mois": "months", "year": "years", "an": "years",
}  # fmt: skip

_DELAYS = Expression(r"\bsince\b|washout|hours")


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Treatments asked for or refused, with their window and setting."""
    yield from _special(text, setting)
    if since := _since(text):
        yield since
        return
    if _DELAYS.search(text):
        return
    if not expression("prior").search(text) and not expression("failed").search(text):
        return
    if expression("banned").search(text):
        return
    asked = _before_exceptions(text)
    window = window_of(asked)
    if window is not None:
        yield Piece(window[0], window[1], "window", {}, rank=1)
    extra: Json = {"within": window[2]} if window else {}
    settings = list(expression("setting").finditer(asked))
    if either := expression("any_setting").search(asked):
        yield Piece(either.start(), either.end(), "setting", {}, rank=2)
    elif len(settings) == 1:
        extra["setting"] = _setting(settings[0])
        yield Piece(settings[0].start(), settings[0].end(), "setting", {})
    failed = expression("failed").search(text)
    stopped = expression("stopped").search(text) if failed else None
    if stopped:
        extra["stopped_for"] = "progression"
    bound = "necessary" if failed and not stopped else "whole"
    if failed:
        yield Piece(failed.start(), failed.end(), "failed", {}, rank=-1)
    named = whole_names(text)
    for aim in expression("aim").finditer(text, named[0][1] if named else len(text)):
        yield Piece(aim.start(), aim.end(), "aim", {}, rank=1)
    for start, end, event in named:
        yield Piece(start, end, "treatment", {"history.treatments": {"any": {**event, **extra}}}, bound)


def _before_exceptions(text: str) -> str:
    """The words to which windows and settings belong: what an exception says is not asked."""
    cuts = [found.start() for cue in (words().except_from, words().allowed) if (found := cue.search(text))]
    return text[: min(cuts, default=len(text))]


def _setting(found: re.Match[str]) -> str | list[str]:
    if found["palliative"]:
        return "palliative"
    said = [word for word in re.split(r"or|and|/|ou", found["setting"]) if "adjuvant" in word]
    named = sorted({"neoadjuvant" if "neo" in word else "adjuvant" for word in said})
    return named if len(named) > 1 else named[0]


def _since(text: str) -> Piece | None:
    """ "At least 4 weeks since prior chemotherapy (6 weeks for nitrosoureas)": none of them is that near."""
    found = expression("since").search(text)
    if not found:
        return None
    atoms: list[Json] = []
    end, named = found.end(), whole_names(text)
    clause: re.Match[str] | None = found
    while clause:
        events, last = _joined_from(text, clause.end(), named)
        if not events:
            break
        within = f"{NUMBERS.get(clause['number']) or int(clause['number'])} {unit(clause['unit'])}"
        atoms += [{"history.treatments": {"any": {**event, "within": within}}} for event in events]
        end = last
        clause = expression("since_but").match(text, end)
    if not atoms:
        return None
    return Piece(found.start(), end, "since", {"not": atoms[0] if len(atoms) == 1 else {"any": atoms}}, rank=4)


def _joined_from(text: str, end: int, named: list[tuple[int, int, Json]]) -> tuple[list[Json], int]:
    """The treatments that a list names from a place on, and where it ends."""
    events: list[Json] = []
    for start, stop, event in named:
        if start < end:
            continue
        if not expression("treatments_joined").fullmatch(text, end, start):
            break
        events.append(event)
        end = stop
    return events, end


def unit(word: str) -> str:
    return next(name for stem, name in _UNITS.items() if word.startswith(stem))


def whole_names(text: str) -> list[tuple[int, int, Json]]:
    """The treatments that a sentence names, with where, in order, "platinum-based chemotherapy" being one treatment and not two."""
    found: list[tuple[int, int, Json]] = []
    for start, end, event in sorted(_named(text), key=lambda one: (one[0], -one[1])):
        if found and "modality" in event and "modality" not in found[-1][2] and not text[found[-1][1] : start].strip(" -"):
            found[-1] = (found[-1][0], end, found[-1][2])
        else:
            found.append((start, end, event))
    return found


def named(text: str) -> bool:
    """Does a phrase name a treatment that the vocabularies hold?"""
    return bool(whole_names(text))


def modality_named(text: str) -> str | None:
    """The one modality that some words name; None where they name none, several, or a drug."""
    found = {str(event.get("modality")) for _, _, event in whole_names(text)}
    return next(iter(found)) if len(found) == 1 and found.isdisjoint({"None"}) else None


def _named(text: str) -> Iterator[tuple[int, int, Json]]:
    for named in lexicon.find(text):
        if named.family == "drug" and drugs()[named.id].modality:
            yield named.start, named.end, {"agent": named.id}
        elif named.family == "protocol":
            agents = list(protocols()[named.id].agents)
            if len(agents) == 1:
                yield named.start, named.end, {"agent": agents[0]}
        elif named.family == "class":
            modality = named.id if named.id in _SYSTEMIC else None
            if modality or drug_classes()[named.id].modality:
                yield named.start, named.end, {"modality": modality} if modality else {"class": named.id}
    for found, group in table("class_names").finditer(text):
        yield found.start(), found.end(), {"class": group}
    for found, entry in table("modalities").finditer(text):
        modalities = entry["modality"]
        yield found.start(), found.end(), {"modality": modalities if len(modalities) > 1 else modalities[0]}


@lru_cache(maxsize=64)
def window_of(text: str) -> tuple[int, int, str] | None:
    """The only window of the sentence; None where there is none, or several."""
    found = list(expression("window").finditer(text))
    if len(found) != 1:
        return None
    one = found[0]
    count = NUMBERS.get(one["number"]) or int(one["number"]) if one["number"] else 1
    return one.start(), one.end(), f"{count} {unit(one['unit'])}"


def _special(text: str, setting: Setting) -> Iterator[Piece]:
    """Lines of treatment, and patients never treated."""
    for found, entry in table("treatment_phrases").finditer(text):
        yield Piece(found.start(), found.end(), "treatment", entry["condition"], rank=3)
    if not any_stands(text, "no_metastatic", "lines", "chemo_naive", "any_treatment", "naive"):
        return
    key = "history.systemic_lines" if setting.haematology else "history.metastatic_lines"
    for found in expression("no_metastatic").finditer(text):
        if found["chemo"]:
            condition: Json = {"not": {"history.treatments": {"any": {"modality": "chemotherapy", "setting": "palliative"}}}}
        else:
            condition = {"history.metastatic_lines": 0}
        yield Piece(found.start(), found.end(), "lines", condition, rank=3)
    yield from _lines(text, setting, key)
    for found in expression("chemo_naive").finditer(text):
        yield Piece(
            found.start(), found.end(), "lines", {"not": {"history.treatments": {"any": {"modality": "chemotherapy"}}}}, rank=3
        )
    for found in expression("any_treatment").finditer(text):
        yield Piece(found.start(), found.end(), "treatment", {"history.treatments": {"any": {"modality": _EVERY}}}, rank=3)
    for found in expression("naive").finditer(text):
        if not re.search(r"brain|cns|central|metastases", text):
            never: Json = {"not": {"history.treatments": {"any": {"modality": _SYSTEMIC}}}}
            yield Piece(found.start(), found.end(), "lines", never, rank=2)


def _lines(text: str, setting: Setting, key: str) -> Iterator[Piece]:
    """ "At least one prior line of therapy", "no more than 2 prior chemotherapy regimens for metastatic disease"."""
    for found in expression("lines").finditer(text):
        value = _count(found)
        if value is None or expression("banned").search(text[: found.start()][-20:]):
            continue
        if not (
            found["for"]
            or found["of"]
            or found["what"]
            or "prior" in found.group()
            or "previous" in found.group()
            or "anterieur" in found.group()
        ):
            continue
        chemo = "chemo" in (found["of"] or "") + (found["what"] or "") or "chimio" in (found["of"] or "")
        if chemo and not found["for"]:
            condition: Json = {"history.treatments": {"count": {"is": value, "modality": "chemotherapy"}}}
        elif chemo:
            condition = _chemotherapies(key, value)
        elif found["unit"].startswith("regimen") and not setting.haematology and not found["for"]:
            continue
        else:
            condition = {key: value}
        yield Piece(found.start(), found.end(), "lines", condition, rank=2)


def _chemotherapies(key: str, value: str | int) -> Json:
    """So many chemotherapies for metastatic disease. Lines bound them from above: a line may be of another treatment."""
    said = f"{value}..{value}" if isinstance(value, int) else value
    low, _, high = said.partition("..") if ".." in said else ("", "", "")

    def lines(bound: str) -> Json:
        return {key: bound}

    def given(bound: str) -> Json:
        return {"history.treatments": {"count": {"is": bound, "modality": "chemotherapy", "setting": "palliative"}}}

    if said.startswith("<") or low == "0":
        bound = said if said.startswith("<") else f"<= {high}"
        return {"any": [lines(bound), given(bound)]}
    if said.startswith(">"):
        return {"all": [lines(said), given(said)]}
    at_least, at_most = f">= {low}", f"<= {high}"
    return {"all": [lines(at_least), given(at_least), {"any": [lines(at_most), given(at_most)]}]}


def _count(found: re.Match[str]) -> str | int | None:
    def whole(word: str) -> int:
        return NUMBERS.get(word, 0) if not word.isdigit() else int(word)

    low = whole(found["low"])
    if found["high"]:
        return f"{low}..{whole(found['high'])}" if not found["sign"] and whole(found["high"]) > low else None
    if found["more"]:
        return f">= {low}"
    if found["sign"] in (">=", "<=", ">", "<"):
        return f"{found['sign']} {low}"
    return low


def lines_including(text: str) -> list[str]:
    """ "At least two prior regimens, including a platinum and a taxane", as the lines and what was among them; none for other sentences."""
    found = expression("lines_including").match(text) if re.search("inclu|contain|consist|compren|dont", text) else None
    return [found["lines"].strip(" ,"), f"prior {found['named']}"] if found else []


def without_aims(text: str, kept: list[Piece]) -> list[Piece]:
    """The pieces with the tumours that a treatment was "for" asking nothing: the history is that of this tumour."""
    first = min((piece.start for piece in kept if piece.axis in ("treatment", "lines", "since")), default=len(text))
    return [
        replace(piece, condition={})
        if piece.axis in ("type", "extent")
        and piece.start > first
        and expression("for_disease").compiled.search(text[: piece.start])
        else piece
        for piece in kept
    ]
