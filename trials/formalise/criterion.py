"""One criterion as written -> its condition, its confidence and its status."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from matching.tumour_types import is_a
from trials.formalise import (
    permissions,
    person_only,
    scopes,
    sentences,
)
from trials.formalise.bounds import NOTHING, Reading, all_of, any_of, denial
from trials.formalise.headings import medicines_under, under_heading
from trials.formalise.partial import as_partial, can_be_partial, only_ill
from trials.formalise.piece import Json, Setting, normal
from trials.formalise.plain import read
from trials.formalise.split import Sentence
from trials.formalise.words import expression, words
from trials.model import FormalisedCriterion

_CONFIDENCE = {"whole": 0.95, "necessary": 0.8, "sufficient": 0.75}


_SAYS_MORE = re.compile(r"\bfollowing\b.*\b(?:which|that|who|after|following|despite|prior)\b")
_LONG = 700  # characters; beyond, a criterion is a chapter, and any reading of it a guess


def formalise(sentence: Sentence, haematology: bool = False) -> FormalisedCriterion:
    """The criterion with its condition, as the sentence has it: an exclusion's condition says what is excluded.

    >>> formalise(Sentence("inclusion", "ECOG 0-1", 0, 8)).condition
    {'patient.ecog': [0, 1]}
    """
    setting = Setting(sentence.kind, haematology)
    if expression("heading_of_a_note").search(normal(sentence.heading)):
        return _made(sentence, None, 0.0, "note")
    reading = read_criterion(sentence, setting)
    if _is_contradictory(reading):
        reading = NOTHING
    if reading.condition is not None and reading.bound == "whole":
        return _made(sentence, reading.condition, _CONFIDENCE["whole"], "formalised")
    if reading.condition is None and _is_note(sentence):
        return _made(sentence, None, 0.0, "note")
    if told := _beside_a_person(sentence, setting):
        return _made(sentence, as_partial(told), _CONFIDENCE[told.bound], "to_confirm")
    if reading.condition is None or not can_be_partial(reading, sentence.kind, normal(sentence.text)):
        return _made(sentence, None, 0.0, "to_confirm" if _is_for_a_person(sentence) else "not_formalised")
    return _made(sentence, as_partial(reading), _CONFIDENCE[reading.bound], "partial")


def _beside_a_person(sentence: Sentence, setting: Setting) -> Reading | None:
    """The clinical part of a sentence, where everything else in it is for a person to say."""
    if sentence.children:
        return None
    told = person_only.apart(_plain(sentence), sentence.kind)
    if told is None:
        return _beside_sentences(_plain(sentence), setting)
    reading = person_only.bounded(read(told.text, setting), told, sentence.kind)
    left = told.text if sentence.kind == "inclusion" or told.narrows else ""  # all that is left of an exclusion was understood
    if reading.condition is None or not can_be_partial(reading, sentence.kind, left):
        return None
    return None if sentence.kind == "inclusion" and only_ill(reading, sentence.text) else reading


def _beside_sentences(text: str, setting: Setting) -> Reading | None:
    """What some sentences of a criterion ask for, where each of the others is for a person: "ECOG 0-1. Able to swallow tablets"."""
    known, left, parts = [], False, sentences.ends(text)
    if len(parts) < 2 or not any(map(words().asks_a_person, parts)):
        return None
    for part in parts:
        one = read(part, setting)
        if one.bound == "whole" and one.condition is not None and sentences.stands(part, setting.kind):
            known.append(one)
        elif one.condition is None and words().asks_a_person(part) and sentences.stands(part, "inclusion"):
            left = True
        else:
            return None
    if not known or not left:
        return None
    told = any_of(known, standalone=True) if setting.kind == "exclusion" else all_of(known)
    reading = Reading(told.condition, "sufficient" if setting.kind == "exclusion" else "necessary")
    if not can_be_partial(reading, setting.kind, "" if setting.kind == "exclusion" else text):
        return None
    return None if setting.kind == "inclusion" and only_ill(reading, text) else reading


def _is_contradictory(reading: Reading) -> bool:
    """Are two tumours asked of one patient, two limits, two least numbers of lines? They were alternatives, or one was said in passing."""
    if reading.condition is None:
        return False
    parts = reading.condition.get("all", [])
    limits = [
        (key, value[:1]) for one in parts for key, value in one.items() if key.startswith("lab.") and isinstance(value, str)
    ]
    least = set(re.findall(r'_lines": ">=? \d+', json.dumps(reading.condition)))  # of one tumour, and of another
    if len(limits) > len(set(limits)) or len(least) > 1:
        return True
    asked = [one["tumour.type"]["is_a"] for one in parts if "tumour.type" in one]
    codes = [one if isinstance(one, list) else [one] for one in asked]
    return any(not any(is_a(a, b) or is_a(b, a) for a in left for b in right) for left, right in combinations(codes, 2))


def _is_note(sentence: Sentence) -> bool:
    """Does a sentence ask for nothing: "Prior chemotherapy is allowed"?"""
    return sentences.is_note(normal(sentence.text))


def _is_for_a_person(sentence: Sentence) -> bool:
    heading = normal(sentence.heading).strip(" :")
    return words().asks_a_person(normal(sentence.text)) or words().to_confirm.fullmatch(heading) is not None


def read_criterion(sentence: Sentence, setting: Setting) -> Reading:
    """What the words of one criterion ask for."""
    if len(sentence.text) > _LONG:
        return NOTHING
    if sentence.children:
        return _alternatives(sentence, setting)
    text = _plain(sentence)
    if (asked := _of_those(text, setting)) is not None:
        return asked
    if (found := _of_some(text, normal(sentence.heading), setting)).condition is not None:
        return found
    if sentence.heading and (taken := medicines_under(normal(sentence.heading), text, setting.kind)):
        return taken
    reading = _read_apart(text, setting)
    reading = reading if reading.bound == "whole" else _under_condition(text, reading, setting)
    if sentence.heading and (headed := under_heading(normal(sentence.heading), text)):
        told = _read_apart(headed, setting)
        if told.bound == "whole" and (reading.bound != "whole" or _is_bound_by(headed, text, reading)):
            return told
        if _is_bound_by(headed, text, reading):
            return NOTHING if words().negations.match(headed) else _as_part(reading)
    if sentence.kind == "inclusion" and only_ill(reading, sentence.text):
        return NOTHING
    if reading.condition is None and sentence.heading and len(sentence.heading) < 60:
        title = normal(sentence.heading)
        if any(title.startswith(name) for name in ("age", "performance status", "ecog", "karnofsky", "sex", "sexe")):
            return read(f"{title}: {normal(sentence.text)}", setting)
    return reading


def _of_those(text: str, setting: Setting) -> Reading | None:
    """What is asked of the patients who have something; None where it is asked of all, or of those with the tumour of the trial."""
    some = scopes.of_those(text) if setting.kind == "inclusion" else None
    if some is None:
        return None
    those = read(some[0], Setting("exclusion", setting.haematology))
    return None if "tumour.type" in json.dumps(those.condition) else scopes.if_so(those, _read_apart(some[1], setting))


def _under_condition(text: str, reading: Reading, setting: Setting) -> Reading:
    """What a permission says of its thing, or a case of what is asked in it; the reading where the text is neither."""
    if let := permissions.permitted(text):
        thing = read(let[0], Setting("exclusion", setting.haematology))
        return permissions.under_condition(thing, let[1], setting.kind) if thing.bound == "whole" else reading
    if case := scopes.in_case(text):
        where = read(case[0], Setting("exclusion", setting.haematology))
        if where.bound == "whole" and where.condition is not None:
            told = scopes.scoped(where.condition, read(case[1], setting), setting.kind)
            return told if told.bound == "whole" else reading
    return reading


def _of_some(text: str, heading: str, setting: Setting) -> Reading:
    """What is asked of one group of the trial, of one age or of one sex; nothing where it is asked of all."""
    if group := scopes.in_group(text):
        if group[0].startswith("all "):
            return _read_apart(group[1], setting)
        scope: Json = {"patient.trial_groups": {"has": group[0]}}
        return scopes.scoped(scope, _read_apart(group[1], setting), setting.kind)
    if named := scopes.under_group(heading):
        return scopes.scoped({"patient.trial_groups": {"has": named}}, _read_apart(text, setting), setting.kind)
    if aged := scopes.at_age(text, heading):
        asked = all_of([_of_sex(sex, one, setting) for sex, one in scopes.by_sex(aged[1])] or [read(aged[1], setting)])
        return scopes.scoped(aged[0], asked, setting.kind)
    return NOTHING


def _of_sex(sex: str, text: str, setting: Setting) -> Reading:
    return scopes.scoped({"patient.sex": sex}, read(text, setting), setting.kind)


def _is_bound_by(headed: str, text: str, reading: Reading) -> bool:
    """Does the head of the list change what an item says: a window, a denial?"""
    dated = any(key in json.dumps(reading.condition) for key in ("patient.co", "history.", "named_"))
    denied = words().negations.match(headed) is not None and words().negations.match(text) is None
    return denied or (dated and expression("window").search(headed) is not None and expression("window").search(text) is None)


def _as_part(reading: Reading) -> Reading:
    """What an item says, where the head of its list says more that was not understood."""
    return Reading(reading.condition, "necessary" if reading.bound == "whole" else reading.bound)


@lru_cache(maxsize=16)
def _plain(sentence: Sentence) -> str:
    """The sentence as the families read it; "must not have" says nothing among exclusions."""
    text = sentences.exception_last(normal(sentence.text))
    return expression("forbidden").sub("", sentences.without_refusal(text)).strip() if sentence.kind == "exclusion" else text


def _read_apart(text: str, setting: Setting) -> Reading:
    """What a criterion asks for: as one sentence, else sentence by sentence with their exceptions in words."""
    reading = read(text, setting)
    if reading.bound == "whole":
        return reading
    if setting.kind == "exclusion" and (denied := sentences.denied(text)):
        told = _read_apart(denied, setting)
        return told if sentences.is_refused(told) else reading
    if setting.kind == "exclusion" and (required := sentences.required(text)):
        told = _read_apart(required, replace(setting, kind="inclusion"))
        return denial(told) if told.bound == "whole" else reading
    parts = sentences.apart(text)
    if parts is None:
        return reading
    read_parts = []
    for part in parts:
        one = _read_sentence(part, setting)
        if one.bound != "whole" or one.condition is None:
            return reading
        read_parts.append((part, one))
    told = sentences.joined(read_parts, setting.kind)
    return told if told.bound == "whole" else reading


def _read_sentence(said: sentences.Said, setting: Setting) -> Reading:
    if setting.kind == "exclusion" and (required := sentences.required(said.text)):
        return denial(read(required, replace(setting, kind="inclusion")))
    if not said.refuses or setting.kind == "exclusion":
        return read(said.text, setting)
    return denial(read(said.text, replace(setting, kind="exclusion")))


def _alternatives(sentence: Sentence, setting: Setting) -> Reading:
    """ "At least one of the following:" and its children: any of them, where every one was understood. A head that says more asks for more."""
    parts = []
    for child in sentence.children:
        one = read(normal(child), setting)
        if one.condition is None or one.bound != "whole":
            return NOTHING
        parts.append(one)
    head = normal(sentence.text.partition(sentence.children[0])[0])
    return Reading({"any": [part.condition for part in parts]}, "necessary" if _SAYS_MORE.search(head) else "whole")


def _made(sentence: Sentence, condition: Json | None, confidence: float, status: str) -> FormalisedCriterion:
    return FormalisedCriterion(sentence.kind, sentence.text, sentence.start, sentence.end, condition, confidence, status)
