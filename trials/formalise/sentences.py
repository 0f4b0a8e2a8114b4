"""The sentences of a criterion, each read by itself, with what they except and permit kept in words.

    >>> apart("uncontrolled hypertension. patients on a stable dose are eligible")
    [Said(text='uncontrolled hypertension', excused='patients on a stable dose are eligible')]

An exception that no family understands is a member of an open set (`named_exceptions`): a person says whether it applies to the
patient. It takes the patient out of what an exclusion refuses, and lets them through what an inclusion asks.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import NamedTuple

from trials.formalise import treatments
from trials.formalise.bounds import Reading, all_of, any_of
from trials.formalise.expression import Expression
from trials.formalise.piece import Json, spoken
from trials.formalise.words import entries, expression

KEY = "patient.named_exceptions"
_LONG = 60  # words of an exception
_ILL = {
    "patient.comorbidities", "patient.conditions", "patient.named_conditions", "patient.uncontrolled", "patient.active_infection",
    "patient.prior_malignancy", "patient.other_cancer_active", "patient.other_cancers", "patient.other_cancer_date",
    "patient.autoimmune_diseases", "patient.substance_abuse", "patient.nyha_class", "history.stroke_date",
    "tumour.metastatic_sites", "patient.neuropathy_grade",
    "history.myocardial_infarction_date", "patient.other_cancer_cured", "history.haemorrhage_date",
    "history.unstable_angina_date", "history.venous_thromboembolism_date", "history.seizures_date", "history.arrhythmia_date",
    "history.heart_failure_date", "history.gi_perforation_date", "history.arterial_thrombosis_date", "history.pancreatitis_date",
}  # fmt: skip


class Said(NamedTuple):
    """One sentence, and the words of what excuses from it."""

    text: str
    excused: str = ""
    refuses: bool = False  # "... are excluded"


def ends(text: str) -> list[str]:
    """The sentences of a text, as they stand."""
    return [one.strip() for one in _pattern("end").split(text) if one.strip()]


def is_note(sentence: str) -> bool:
    """Does a plain sentence ask for nothing: "Prior chemotherapy is allowed"?"""
    return (
        any(word in sentence for word in entries("note_words"))
        and expression("note").fullmatch(sentence.strip(" .;:")) is not None
    )


def stands(sentence: str, kind: str) -> bool:
    """Does a sentence ask or refuse as its list does? A permission does not, nor what an exclusion requires, nor an explanation."""
    if is_note(sentence) or _pattern("permission").fullmatch(sentence):
        return False
    if re.match(r"(?:this|these|those|such|it|they|includ\w+)\b", sentence):
        return False  # it goes on from the sentence before
    return kind == "inclusion" or re.search(r"\b(?:must|required|permissible|should)\b", sentence) is None


def apart(text: str) -> list[Said] | None:
    """The sentences of a text with their exceptions; None where the text is one sentence without any, or nobody can tell."""
    found: list[Said] = []
    explained = False
    for whole in _pattern("end").split(text):
        if found and explains(whole):
            explained = True
            continue
        bracket = _pattern("noted").search(whole)
        sentence = (
            whole
            if bracket is None or not whole[: bracket.start()].strip()
            else whole[: bracket.start()] + whole[bracket.end() :]
        )
        if is_note(sentence) and found and not _pattern("permission").fullmatch(sentence):
            explained = True
            continue
        if (
            found
            and (refused := _pattern("refused_after").sub("", sentence)) != sentence
            and not _pattern("exception").search(refused)
        ):
            found.append(Said(refused.strip(), refuses=True))
        elif _pattern("permission").fullmatch(sentence):
            if not found or _pattern("refusing").search(sentence):
                return None
            if re.fullmatch(r"[^(]*\bother (?!cancer|malignan)(?!.*\b(?:if|provided)\b)[^(]*", sentence):
                explained = True  # "other angiogenesis inhibitors are permitted": no exception to what was refused
                continue
            found[-1] = Said(found[-1].text, "; ".join(part for part in (found[-1].excused, sentence.strip(" .")) if part))
        elif (said := _excepted(sentence)) is None:
            return None
        else:
            noted = bracket.group().strip(" ()[]") if bracket else ""
            found.append(Said(said.text, "; ".join(part for part in (said.excused, noted) if part)))
    return found if explained or len(found) > 1 or any(one.excused for one in found) else None


def explains(sentence: str) -> bool:
    """Does a sentence only explain the one before it, or tell how it is checked: "a CT scan is not required", "relapse is defined as ..."?"""
    return _explanation().fullmatch(sentence.strip(" .;()[]*-")) is not None


def _excepted(sentence: str) -> Said | None:
    """A sentence without its exception; None where the exception may end before the sentence does."""
    cue = _pattern("exception").search(sentence)
    if cue is None:
        return Said(sentence.strip())
    end = sentence.find(")", cue.end()) if cue["bracket"] else -1
    words = sentence[cue.start() : end if end >= 0 else len(sentence)].strip(" ,;.(*").removeprefix("note:").strip(" *")
    rest = sentence[end + 1 :] if end >= 0 else ""
    before = sentence[: cue.start()].strip(" ,;")
    listed = end < 0 and re.search(r"(?:,| or | and ).* (?:or|and) |, ", before) and re.search(r", | or | and ", words)
    if rest and re.match(r"\W*(?:or|and|ou|et|and/or)\b|,", rest):
        return None  # another member of the list, which is not excused
    if (
        not before
        or re.fullmatch(r"\W*(?:for|of|that|in|if)?\W*", sentence[cue.end() :])
        or " " not in words
        or listed
        or _pattern("refusing").search(words)
        or len(words.split()) > _LONG
        or _pattern("exception").search(rest)
    ):
        return None
    return Said(f"{before} {rest.strip()}".strip(), words)


def joined(parts: list[tuple[Said, Reading]], kind: str) -> Reading:
    """What the sentences ask for together; nothing unless each was understood."""
    read = [_with_exception(reading, said.excused, kind) if said.excused else reading for said, reading in parts]
    if any(one is None or one.bound != "whole" or one.condition is None for one in read):
        return Reading()
    known = [one for one in read if one]
    return any_of(known, standalone=True) if kind == "exclusion" else all_of(known)


def _with_exception(reading: Reading, words: str, kind: str) -> Reading | None:
    if reading.condition is None or reading.bound != "whole":
        return None
    if kind == "inclusion" and is_note(words):
        return reading  # what is asked says nothing of what is allowed beside it
    applies: Json = {KEY: {"has": spoken(words)}}
    if kind == "exclusion":
        return Reading(_each_excused(reading.condition, words, applies), "whole")
    if set(reading.condition) == {"not"} or all(
        key.startswith(("lab.", "patient.residual_tox")) for key in _keys(reading.condition)
    ):
        return any_of([reading, Reading(applies, "whole")], standalone=True)
    return None


def _each_excused(condition: Json, words: str, applies: Json) -> Json:
    """What is refused unless the exception applies: of several treatments, only those of the modality that the exception names."""
    excused = treatments.modality_named(words)
    arms = condition.get("any", [])
    of_it = [arm for arm in arms if excused and arm.get("history.treatments", {}).get("any", {}).get("modality") == excused]
    if not of_it:
        joined = condition["all"] if set(condition) == {"all"} else [condition]
        return {"all": [*joined, {"not": applies}]}
    return {"any": [{"all": [arm, {"not": applies}]} if arm in of_it else arm for arm in arms]}


def exception_last(text: str) -> str:
    """ "With the exception of alopecia, any toxicity": the exception after what it is one of."""
    found = expression("leading_exception").match(text)
    return f"{found['main'].rstrip(' .;')} {found['cue']} {found['what']}" if found else text


def denied(text: str) -> str | None:
    """What an exclusion denies, where it begins with "no": "No known HIV infection" among exclusions."""
    found = _pattern("denial").match(text)
    return text[found.end() :] if found else None


def required(text: str) -> str | None:
    """What an exclusion requires: "Patients must have LVEF >= 50 %" among exclusions."""
    found = _pattern("requirement").match(text)
    return text[found.end() :] if found else None


def is_refused(reading: Reading) -> bool:
    """Is all that is asked for an illness, or something of the last weeks? Nobody excludes those who have none."""
    said = json.dumps(reading.condition)
    if reading.bound != "whole" or '"not"' in said:
        return False
    keys = _keys(reading.condition)
    return set(keys) <= _ILL or ('"within"' in said and all(key in _ILL or key.startswith("history.") for key in keys))


def without_refusal(text: str) -> str:
    """An exclusion without the words that say that it is one: "Patients with asthma are not eligible"."""
    return _pattern("refused_after").sub("", _pattern("refused_before").sub("", text))


def _keys(condition: Json | None) -> list[str]:
    return re.findall(r'"((?:patient|tumour|biomarker|lab|history)\.\w+)"', json.dumps(condition))


@cache
def _explanation() -> re.Pattern[str]:
    return re.compile("|".join(entries("explanations")))


@cache
def _pattern(name: str) -> Expression:
    return Expression(entries("sentences")[name], hints=entries("hints").get(name, ()))
