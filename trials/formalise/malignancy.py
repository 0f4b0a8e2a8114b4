"""Another cancer, with its window and its exceptions: "other malignancy within 5 years, except basal cell skin cancer".

    >>> [piece.condition for piece in pieces("other malignancy within 5 years", Setting())]
    [{'all': [{'patient.prior_malignancy': True}, {'patient.other_cancer_date': {'within': '5 years'}}]}]

An exception names kinds of cancer (the patient is excused when all the others are of these kinds), a time without disease, or
a cure. A word of the phrase that was not understood leaves what was found a necessary condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from trials.formalise.lexicon import find
from trials.formalise.piece import Json, Piece, Setting, spoken
from trials.formalise.treatments import NUMBERS, unit, window_of
from trials.formalise.words import entries, expression, words

_ANY: Json = {"patient.prior_malignancy": True}
_ACTIVE: Json = {"patient.other_cancer_active": True}
_ANY_TUMOUR = ("SOLID", "HAEM")
_LONG = 80  # words of an exception


@dataclass
class _Item:
    """One exception of a list: kinds of cancer, a time without disease, a cure."""

    kinds: list[str] = field(default_factory=list)
    free: str = ""
    cured: bool = False
    unknown: bool = False


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """The phrase of a sentence that speaks of another cancer, to its end; at most one."""
    if setting.kind == "exclusion":
        yield from _history_of(text)
    if (main := _phrase(text, setting.kind)) is None:
        return
    end = _after_index_tumour(text, main.end())
    named = main.group()
    parts: list[Json] = [_ACTIVE if expression("malignancy_active").search(named) and not _past(named) else _ANY]
    cue = expression("malignancy_exception").search(text, end)
    between, window = _window_between(text[end : cue.start() if cue else len(text)])
    listed_end = len(text)
    if cue and not window and (late := _window_at_the_end(text, cue.end())):
        listed_end, window = late
    dated: Json = {"patient.other_cancer_date": {"within": window}}
    if window and expression("malignancy_either").search(text[end:]):  # "progressing or has required treatment within 3 years"
        between = expression("malignancy_either").sub(" ", between)
        parts.append({"any": [_ACTIVE, dated]})
    elif window:
        parts.append(dated)
    if expression("malignancy_treated").search(between):
        between = expression("malignancy_treated").sub(" ", between)
        if _ACTIVE not in parts:
            parts.append(_ACTIVE)
    rest = expression("malignancy_fillers").sub(" ", between)
    whole = not re.search(r"[a-z0-9]", rest)
    if not whole and (not cue or re.search(r"[a-z0-9]", rest.split(".")[0])):
        yield Piece(main.start(), main.end(), "malignancy", _joined(parts[:1]), "necessary" if window else "whole", rank=4)
        return
    listed = _exceptions(text[cue.end() : listed_end]) if cue else []
    if listed is None and cue:
        listed = _in_words(text[cue.start() : listed_end])
    condition, whole = _joined(parts + (listed or [])), whole and listed is not None
    if setting.kind == "inclusion" and expression("malignancy_allowed").search(text) and not _denied(text[: main.start()]):
        if whole:  # "patients with prior cancers are eligible if disease free for 5 years": no others are
            yield Piece(0, len(text), "malignancy", {"not": condition}, rank=5)
        return
    yield Piece(main.start(), len(text), "malignancy", condition, "whole" if whole else "necessary", rank=5)


def _phrase(text: str, kind: str) -> re.Match[str] | None:
    """The words that name another cancer; one refused within a time is another one, even where that is not said."""
    found = expression("other_malignancy").search(text)
    return found or (expression("bare_malignancy").search(text) if kind == "exclusion" or text.startswith("no ") else None)


def _history_of(text: str) -> Iterator[Piece]:
    """ "History of breast cancer": the tumour of the patient, or another one that they had."""
    said = text.rstrip(" .;")
    before = expression("history_of_cancer").match(said)
    named = [one for one in find(said) if one.family == "tumour"] if before else []
    if (
        before
        and len(named) == 1
        and named[0].id not in _ANY_TUMOUR
        and (named[0].start, named[0].end) == (before.end(), len(said))
    ):
        earlier: Json = {"all": [_ANY, {"patient.named_conditions": {"has": said[before.end() :]}}]}
        yield Piece(0, len(said), "malignancy", {"any": [{"tumour.type": {"is_a": named[0].id}}, earlier]}, rank=6)


def _window_between(asked: str) -> tuple[str, str | None]:
    """The words between the cancer and its exceptions without their window, and the window."""
    if found := window_of(asked):
        return asked[: found[0]] + " " + asked[found[1] :], found[2]
    if short := expression("malignancy_window").search(asked):
        return asked[: short.start()] + " " + asked[short.end() :], _length(short)
    return asked, None


def _after_index_tumour(text: str, end: int) -> int:
    """Where the phrase goes on after "(other than multiple myeloma)", which names the cancer of the trial and excepts nothing."""
    cue = expression("malignancy_index").match(text, end)
    if not cue:
        return end
    named = next((one for one in find(text) if one.start == cue.end() and one.family == "tumour"), None)
    excepted = _tokens().match(text, cue.end())
    if (
        not named
        or (excepted and (excepted.lastgroup or "").startswith("k"))
        or expression("malignancy_listed").match(text, named.end)
    ):
        return end
    return named.end + len(")") if text[named.end : named.end + 1] == ")" else named.end


def _window_at_the_end(text: str, start: int) -> tuple[int, str] | None:
    """The window that follows a list of exceptions in brackets: "(except basal cell carcinoma) within 5 years", and where the list ends."""
    closed = text.rfind(")", start)
    window = window_of(text[closed:]) if closed > 0 else None
    if not window or text[closed + 1 : closed + window[0]].strip():
        return None
    return (closed, window[2]) if not text[closed + window[1] :].strip(" .;") else None


def _denied(before: str) -> bool:
    return words().negations.search(before) is not None


def _past(words: str) -> bool:
    return re.search(r"\b(?:prior|previous|history|past|anteceden\w*|anterieure?)\b", words) is not None


def _joined(parts: list[Json]) -> Json:
    return parts[0] if len(parts) == 1 else {"all": parts}


def _exceptions(text: str) -> list[Json] | None:
    """What must not hold for the exclusion to stand; None where a word of the list was not understood."""
    items = _items(text)
    if items is None or not any(item.kinds or item.free or item.cured for item in items):
        return None
    kinds = list(dict.fromkeys(kind for item in items for kind in item.kinds))
    found: list[Json] = [{"not": {"patient.other_cancers": {"only": kinds}}}] if kinds else []
    for item in items:
        if item.kinds and item.free:
            return None
        if item.free:
            older: Json = {"patient.other_cancer_date": {"older_than": item.free}}
            found.append({"not": {"all": [{"patient.other_cancer_cured": True}, older]} if item.cured else older})
        elif item.cured and not item.kinds:
            found.append({"not": {"patient.other_cancer_cured": True}})
    return [one for index, one in enumerate(found) if one not in found[:index]]


def _in_words(text: str) -> list[Json] | None:
    """Exceptions that no kind names, as the trial says them; None where something else may be asked after them."""
    said = " ".join(text.split()).strip(" .;,:(*")
    if len(said.split()) > _LONG or expression("malignancy_goes_on").search(said):
        return None
    if said.count("(") != said.count(")"):
        said = re.sub(r"[()]", "", said)
    return [{"not": {"patient.named_exceptions": {"has": spoken(said)}}}]


def _items(text: str) -> list[_Item] | None:
    items = [_Item()]
    linked = ""
    position = 0
    while position < len(text):
        found = _tokens().match(text, position)
        if not found:
            return None
        position = found.end()
        kind = found.lastgroup or ""
        if kind.startswith("k"):
            if linked == "and" and (items[-1].free or items[-1].cured) and not items[-1].kinds:
                items.append(_Item())
            items[-1].kinds += _kinds()[kind]
        elif kind == "free":
            items[-1].free = _length(found)
        elif kind == "cured":
            items[-1].cured = True
        elif kind in ("or", "and"):
            previous = items[-1]
            if kind == "or" or previous.kinds:
                items.append(_Item())
        linked = kind
    return items


def _length(found: re.Match[str]) -> str:
    said = found.groupdict()
    number = said["number"] or said["number2"]
    return f"{NUMBERS.get(number) or int(number)} {unit(said['unit'] or 'years')}"


@cache
def _kinds() -> dict[str, list[str]]:
    found = {f"k{index}": names.split("+") for index, names in enumerate(entries("other_cancers"))}
    return {**found, "kboth": ["cervix_in_situ", "breast_in_situ"]}


@cache
def _tokens() -> re.Pattern[str]:
    kinds = [f"(?P<kboth>{'|'.join(entries('cervix_or_breast'))})"]
    kinds += [
        f"(?P<k{index}>{'|'.join(sorted(forms, key=len, reverse=True))})"
        for index, forms in enumerate(entries("other_cancers").values())
    ]
    parts = [
        rf"(?P<free>{expression('free_of_disease').pattern})(?![a-z0-9])",
        *[f"{one}(?![a-z0-9])" for one in kinds],
        rf"(?P<cured>{expression('cured').pattern})(?![a-z0-9])",
        rf"(?P<filler>(?:{expression('malignancy_fillers').pattern})|[\s:()\[\]\"'.])",
        r"(?P<or>or\b|ou\b|,|;|/|unless\b|except(?: for)?\b|with the exception of\b)",
        r"(?P<and>and/or\b|and\b|et\b|&|\+|\d\.\s)",
    ]
    return re.compile("|".join(parts))
