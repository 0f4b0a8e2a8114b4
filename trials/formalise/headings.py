"""An item read with the head of the list it stands in: "History of any of the following within 6 months: stroke".

>>> under_heading("none of the following within 6 months", "stroke")
'no stroke within 6 months'
"""

from __future__ import annotations

import re

from trials.formalise.gaps import gaps
from trials.formalise.words import expression


def under_heading(heading: str, text: str) -> str | None:
    """The plain sentence that the head and the item make; None where the head only announces a list ("Patients with the following:")."""
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


def _is_idle(kind: str, found: re.Match[str]) -> bool:
    return (
        kind in ("filler", "must", "comma", "treatment", "open", "close")
        or expression("idle_heading").fullmatch(found.group()) is not None
    )
