"""Criteria of some patients only: those of a cohort, a part or a phase ("Cohort A: ..."), or of an age ("1.2 mg/dL (10 to 12 years)").

>>> in_group("cohort a: measurable disease")
('cohort a', 'measurable disease')
>>> at_age("ages 3-5 creatinine <= 0.8 mg/dl", "")
({'patient.age': '3..5'}, 'creatinine <= 0.8 mg/dl')

What they ask is asked of the others neither way: an inclusion holds for whoever is outside, an exclusion excludes who is inside.
"""

from __future__ import annotations

import re

from trials.formalise.bounds import NOTHING, Reading
from trials.formalise.piece import Json
from trials.formalise.words import expression


def in_group(text: str) -> tuple[str, str] | None:
    """The group at the head or at the end of a plain sentence, and what is asked of it."""
    if found := expression("group_first").match(text):
        return found["group"].strip(" ,"), text[found.end() :]
    if found := expression("group_last").search(text):
        return found["group"].strip(" ,"), text[: found.start()]
    return None


def under_group(heading: str) -> str | None:
    """The group that a heading is the name of: "cohort a", "part 2 only"; None for any other heading, and where it names all.

    >>> under_group("cohort a (nsclc)")
    'cohort a'
    """
    found = expression("group_first").match(f"{heading}: x")
    if not found or found.end() != len(heading) + len(": ") or expression("group_id").search(found["group"]) is None:
        return None
    if found["group"].count("phase") > 1:
        return None
    return found["group"].strip(" ,")


def at_age(text: str, heading: str) -> tuple[Json, str] | None:
    """The age of which a value is asked, and the sentence about the value, whose name may stand in the heading alone."""
    found = expression("age_first").match(text) or expression("age_last").search(text)
    if not found or "creatinine" not in f"{heading} {text}":
        return None
    rest = (text[: found.start()] + " " + text[found.end() :]).strip(" :;.,")
    if expression("value_alone").fullmatch(rest):
        rest = f"creatinine <= {rest}"
    return {"patient.age": _range(found)}, rest


def _range(found: re.Match[str]) -> str:
    low, high = found["low"], found["high"]
    if not high:
        return f"{found['sign'] or '>='} {low}" if found["sign"] else f"{low}..{low}"
    return f"{low}..{int(high) - 1 if found['below'] else high}"


def by_sex(text: str) -> list[tuple[str, str]]:
    """ "creatinine <= 1.5 mg/dl (males) or 1.4 mg/dl (females)": the same sentence for each sex; none where it tells none."""
    found = expression("value_by_sex").search(text)
    if not found:
        return []
    before, after = text[: found.start()], text[found.end() :]
    first = "male" if found["first"].startswith("m") else "female"
    other = "female" if first == "male" else "male"
    return [(first, f"{before}{found['one']}{after}"), (other, f"{before}{found['two']}{after}")]


def per_sex(text: str) -> list[tuple[str, str]]:
    """The same sentence for each sex, with the value that is asked of it; none where no value is told by sex.

    >>> per_sex("qtc > 450 msec for males or > 470 msec for females")
    [('male', 'qtc > 450 msec'), ('female', 'qtc > 470 msec')]
    """
    found = expression("sex_after").search(text) or expression("sex_before").search(text)
    if found is None:
        one = expression("sex_last").match(text) or expression("sex_first").match(text)
        return [("female" if one["sex"].startswith(("f", "w")) else "male", one["what"])] if one else []
    sexes = ["female" if found[name].startswith(("f", "w")) else "male" for name in ("first", "second")]
    if sexes[0] == sexes[1]:
        return []
    low, high = found["one"].strip(" ,("), found["two"].strip(" ,(")
    if high[0] not in "<>":
        high = f"{low[: 2 if low[1] == '=' else 1]} {high}"
    before, after = text[: found.start()], text[found.end() :]
    return [(sex, f"{before.rstrip(' (')} {value}{after}") for sex, value in zip(sexes, (low, high), strict=True)]


def of_one_sex(text: str, reading: Reading) -> bool:
    """Whether a value is asked of one sex, which the reading of the sentence forgets: "hemoglobin >= 10 g/dl for men"."""
    asked = list(reading.condition or {})
    return len(asked) == 1 and asked[0].startswith("lab.") and "men" in text.replace("male", "men")


def of_those(text: str) -> tuple[str, str] | None:
    """Some of the patients, and what is asked of them: "patients with liver metastases must have bilirubin <= 3 mg/dl"."""
    said = text.strip(" .;")
    some = (expression(name) for name in ("of_those", "those_last"))
    found = next((one for each in some if each.stands(text) and (one := each.compiled.fullmatch(said))), None)
    return (found["those"].strip(" ,"), found["what"]) if found else None


def if_so(those: Reading, asked: Reading) -> Reading:
    """What is asked of some only holds for the others; what was not understood of it leaves those open."""
    if those.bound not in ("whole", "necessary") or those.condition is None:
        return NOTHING
    others = those.condition["not"] if set(those.condition) == {"not"} else {"not": those.condition}
    if those.bound != "whole" or asked.bound != "whole" or asked.condition is None:
        return Reading({"any": [others]}, "sufficient")
    return Reading({"any": [others, asked.condition]}, "whole")


def in_case(text: str) -> tuple[str, str] | None:
    """The case in which something is asked, and what is: "if female, ...", "..., for patients with bone marrow involvement".

    >>> in_case("platelets >= 50,000/mm3 for patients with bone marrow involvement")
    ('bone marrow involvement', 'platelets >= 50,000/mm3')
    """
    found = next((one for name in ("first", "last") if (one := expression(f"case_{name}").match(text))), None)
    if not found:
        return None
    case, asked = found["case"].strip(), found["asked"].strip(" ,")
    if expression("case_of_a_permission").search(asked) or asked.count("(") != asked.count(")"):
        return None
    return case, asked


def scoped(scope: Json, asked: Reading, kind: str) -> Reading:
    """What is asked of those inside."""
    if asked.bound != "whole" or asked.condition is None:
        return NOTHING
    if kind == "exclusion":
        return Reading({"all": [scope, asked.condition]}, "whole")
    return Reading({"any": [{"not": scope}, asked.condition]}, "whole")
