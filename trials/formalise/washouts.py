"""A time since a treatment, told again as a window: "at least 4 weeks since X" as "no X within 4 weeks", which every family reads.

>>> told_as_windows(">= 4 weeks since prior brachytherapy and recovered", "inclusion")
['no prior use of brachytherapy within 4 weeks', 'recovered']
"""

from __future__ import annotations

import re

from trials.formalise.words import expression


def told_as_windows(text: str, kind: str) -> list[str]:
    """The plain sentences that say the same with a window; none where the text has no such time, or one that cannot be told so."""
    if (done := expression("completed_before").match(text.strip(" .;"))) and kind == "inclusion":
        return [f"no prior use of {done['what']} within {done['number']} {done['unit']}"]
    text = expression("since_aside").sub(r" . >= \g<time> since \g<what>", text)
    found = expression("time_since").search(text)
    length = _length(found) if found else None
    if not found or not length or (found["sign"][0] == ">" and kind == "exclusion"):
        return []
    cut = expression("since_ends").search(text, found.end())
    assert cut is not None
    named, tail = text[found.end() : cut.start()].strip(" ,"), text[cut.start() :]
    before = "" if expression("since_title").fullmatch(text, 0, found.start()) else text[: found.start()]
    if not re.search(r"[a-z]", named) or re.search(r"\d+ (?:days|weeks|months)", named):
        return []
    no = "no " if found["sign"][0] == ">" else ""
    within = f"{before}{no}prior use of {named} within {length}"
    apart = expression("since_and").match(tail)
    if not apart:
        return [within + tail]
    rest = tail[apart.end() :].strip(" .")
    return [within, *(told_as_windows(rest, kind) or [rest])] if rest else [within]


def longer_for_some(text: str, kind: str) -> list[str]:
    """A window that is longer for some treatments, as two sentences; none where the text has no such window.

    >>> longer_for_some("chemotherapy within 4 weeks (6 weeks for nitrosoureas)", "exclusion")
    ['chemotherapy within 4 weeks', 'prior use of nitrosoureas within 6 weeks']
    """
    found = expression("longer_for").search(text)
    denied = re.match(r"(?:patients? )?(?:no|must not|not|have not|has not|none)\b", text) is not None
    if not found or (kind == "inclusion") != denied:
        return []
    rest = f"{text[: found.start()]}{text[found.end() :]}"
    return [rest.strip(), f"{'no ' if denied else ''}prior use of {found['what']} within {found['number']} {found['unit']}"]


def _length(found: re.Match[str]) -> str | None:
    """ "4 weeks"; hours in whole days, None for a part of a day."""
    if not found["unit"].startswith("h"):
        return f"{found['number']} {found['unit']}"
    hours = int(found["number"]) if found["number"].isdigit() else 0
    return f"{hours // 24} days" if hours and hours % 24 == 0 else None
