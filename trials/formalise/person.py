"""Age, sex and performance status: "Age >= 18 years", "ECOG 0-1", "Karnofsky >= 70 %"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trials.formalise.numbers import NUMBER, RANGE, THRESHOLD, bounded, number, shown
from trials.formalise.piece import Json, Piece, Setting, compiled

_YEARS = r"(?: ?(?:years?|yrs?|y\.?o\.?|ans)\.?(?:[ -](?:of age|old|d'age|in age|revolus))?)"
_AGE = r"(?:patients? |subjects? )?(?:age[ds]?|agee?s?)(?: (?:of|is|must be|between|from|compris entre|comprise? entre|at [a-z ]{3,25}?|range|limits?|group|patients?|de|doit etre|>|criteria))?[ :,=]*(?:a |d[e'])?"
_ANY_AGE = re.compile(
    rf"(?:(?P<named>{_AGE}) ?)?(?:{THRESHOLD}{_YEARS}?(?: (?:and|et|but|to|,)? ?(?P<sign2><=|<) ?(?P<number2>{NUMBER}){_YEARS}?)?|{RANGE}{_YEARS}?)(?P<years>(?<=years)|(?<=year)|(?<=age)|(?<=old)|(?<=ans)|(?<=yrs)|(?<=revolus))?"
)
_ADULT = re.compile(r"^(?:patients? )?(?:adults?|adultes?)(?: patients?| subjects?| men| women| males?| females?)?(?= |$|,)")
_SEX = re.compile(
    r"^(?:(?:be |must be )?(?P<female>women|woman|female|females|femmes?|sexe feminin)|(?P<male>men|man|male|males|hommes?|sexe masculin))"
    r"(?: (?:patients?|subjects?|participants?|sex|gender|only))*(?=$|,| with| aged?| who| ayant|\.| [<>])"
)
_BOTH = re.compile(
    r"\b(?:(?:male|men|hommes?)s?(?: (?:patients?|subjects?))?(?: and | or | and/or | et | ou |/)(?:non-?pregnant |non-nursing )*(?:female|women|femme)s?(?: (?:patients?|subjects?))?"
    r"|(?:female|women|femme)s?(?: (?:patients?|subjects?))?(?: and | or | et | ou |/)(?:male|men|homme)s?(?: (?:patients?|subjects?))?|(?:either|any|both) (?:sex|gender|sexes|genders))\b"
)
_GRADES = re.compile(
    r"[\s:,=-]*(?:(?:of|is|must be|should be|between|grade|score|status|scale|ps|a|de|egal a|performance|within|with|class|level|0 =.*?)[\s:,=-]*)*"
    r"(?:(?P<sign>>=|<=|>|<) ?(?P<number>\d+)(?![.,]\d| ?(?:weeks|months|x))|(?P<low>\d+) ?%? ?(?:-|to|~|a|through|and) ?(?P<high>\d+)(?! ?(?:weeks|months))|(?P<list>\d(?:(?:,|/| or| ou|, or|,? and| et)+ ?\d)*))(?: ?%)?(?!\d|\.\d)"
)
_AFTER = re.compile(r"\s*(?:on|according to|by|per|as per|using|in|selon)?\s*(?:the )?\(?(?:eastern cooperative oncology group|ecog|who|zubrod|oms|karnofsky)(?: \(?ecog\)?)?(?: (?:performance|scale|status|score|criteria|ps))*\)?")


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Age, sex and performance status in a sentence."""
    yield from _ages(text, setting)
    yield from _performance(text)
    for both in _BOTH.finditer(text):
        alone = both.start() == 0 and not text[both.end() :].strip(" .;,")
        yield Piece(both.start(), both.end(), "either sex", {"patient.sex": ["female", "male"]} if alone else {})
    found = _SEX.match(text)
    if found and not _BOTH.match(text) and "pregnan" not in text and "childbearing" not in text:
        yield Piece(found.start(), found.end(), "sex", {"patient.sex": "female" if found["female"] else "male"})


def _ages(text: str, setting: Setting) -> Iterator[Piece]:
    if adult := _ADULT.match(text):
        yield Piece(0, adult.end(), "adult", {"patient.age": ">= 18"} if setting.kind == "inclusion" and not re.search(r"\d+ (?:years|ans)", text) else {})
    for found in _ANY_AGE.finditer(text):
        if not found["named"] and found["years"] is None:
            continue
        after = text[found.end() : found.end() + 40]
        if re.match(r" ?(?:months?|weeks?|days?|mois|%|mg|kg|g/|ml|x|/)|\d|\.\d", after):
            continue
        if not found["named"] and (re.match(r" ?(?:prior|before|of (?!age)|from|since|ago|after|disease|earlier|remission|survival|history|avant|apres|following)", after) or not _about_age(text, found)):
            continue
        condition = _age(found)
        if condition:
            yield Piece(found.start(), found.end(), "age", condition, rank=1)


def _about_age(text: str, found: re.Match[str]) -> bool:
    """ "18 years or older" at the head of a sentence, or with the word "age" or "old", tells an age and no length of time."""
    words = found.group()
    return "age" in words or "old" in words or "revolus" in words or re.fullmatch(r"(?:(?:be|must be|male|female|or|and|,|patients?|adults?|men|women|subjects?|ayant|the|participants?|is|are|males|females|individuals|have|at|who|etre) ?)*", text[: found.start()]) is not None


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
    for scale in ("ecog", "karnofsky"):
        for name in compiled("performance_scales", scale).finditer(text):
            found = _GRADES.match(text, name.end())
            condition = _grades(scale, found) if found else None
            if found and condition:
                key = next(iter(condition))
                end = found.end()
                if after := _AFTER.match(text, end):
                    end = after.end() if after.group().strip() else end
                    # "performance status 70-100 on the Karnofsky scale"
                    if "karnofsky" in after.group() and key == "patient.ecog":
                        continue
                yield Piece(name.start(), end, "performance", condition, rank=1)


def _grades(scale: str, found: re.Match[str]) -> Json | None:
    key, most = (f"patient.{scale}", 5) if scale == "ecog" else ("patient.karnofsky", 100)
    value: Any
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
