"""An item read with the head of the list it stands in: "History of any of the following within 6 months: stroke".

>>> under_heading("none of the following within 6 months", "stroke")
'no stroke within 6 months'
"""

from __future__ import annotations

import re

from trials.formalise.bounds import Reading
from trials.formalise.gaps import gaps
from trials.formalise.lexicon import find
from trials.formalise.words import expression


def under_heading(heading: str, text: str) -> str | None:
    """The plain sentence that the head and the item make; None where the head only announces a list ("Patients with the following:")."""
    if dated := expression("excluded_within").fullmatch(heading.strip(" :")):
        return f"{text.strip(' .;,')} {dated['window']}"
    found = expression("following").search(heading)
    if not found:
        return None
    before, after = heading[: found.start()].strip(" ,:"), heading[found.end() :].strip(" ,:")
    if found["open"] or expression("includes_before").search(
        before
    ):  # "no serious illness, including the following": each is one
        before = "no" if expression("denies_first").match(before) else ""
    if found["none"]:
        before = f"{before} no".strip()
    said = f"{before} {after}"
    if not expression("window").search(said) and all(_is_idle(*one) for one in gaps(said)):
        return None
    return " ".join(f"{before} {text.strip(' .;,')} {after}".split())


def medicines_under(heading: str, text: str, kind: str) -> Reading | None:
    """Medicines that a list names one by one, under a head that says that they are taken: "Antifungals: itraconazole, ketoconazole"."""
    if kind != "exclusion" or not expression("medicines_heading").search(heading) or expression("window").search(heading):
        return None
    listed = expression("medicines_listed").fullmatch(text.strip(" .;,"))
    if not listed or _holds_another(listed["names"]):
        return None
    names = [one.strip() for one in re.split(r",| and | or |/", listed["names"]) if one.strip()]
    return Reading({"history.named_treatments": {"has_any": names} if len(names) > 1 else {"has": names[0]}}, "whole")


def _holds_another(text: str) -> bool:
    """Is one of the names no medicine: a tumour, an illness, a class of drugs?"""
    return any(one.family in ("tumour", "comorbidity", "class", "protocol") for one in find(text))


def _is_idle(kind: str, found: re.Match[str]) -> bool:
    return (
        kind in ("filler", "must", "comma", "treatment", "open", "close")
        or expression("idle_heading").fullmatch(found.group()) is not None
    )
