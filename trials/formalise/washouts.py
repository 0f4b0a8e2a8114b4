"""A time since a treatment, told again as a window: "at least 4 weeks since X" as "no X within 4 weeks", which every family reads.

>>> told_as_windows(">= 4 weeks since prior brachytherapy and recovered", "inclusion")
['no prior use of brachytherapy within 4 weeks', 'recovered']
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from trials.formalise.bounds import NOTHING, Reading, all_of, any_of, denial
from trials.formalise.piece import spoken
from trials.formalise.words import expression

_LONG = 24  # words of what is named with its half-lives


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


def windows_apart(text: str) -> list[str]:
    """A list whose members have each its own window, as so many sentences; none for other sentences.

    >>> windows_apart("major surgery within 4 weeks or radiotherapy within 2 weeks")
    ['major surgery within 4 weeks', 'radiotherapy within 2 weeks']
    """
    denied = "no " if re.match(r"(?:patients? )?(?:no|must not|have not|has not|none)\b", text) else ""
    ends = [found.end() for found in expression("window").finditer(text)]
    cuts = [found for end in ends[:-1] if (found := expression("window_then").match(text, end))]
    if not cuts or len(cuts) != len(ends) - 1:
        return []
    starts = [0, *(found.end() for found in cuts)]
    parts = [
        text[start:end].strip(" .;,") for start, end in zip(starts, [*(found.start() for found in cuts), len(text)], strict=True)
    ]
    return [parts[0], *(f"{denied}{part}" for part in parts[1:])]


class HalfLives(NamedTuple):
    """A sentence with its window in days alone, the words of its window in half-lives, and which of the two counts."""

    text: str
    named: str
    longer: bool


def in_half_lives(text: str, kind: str) -> HalfLives | None:
    """A window told in days and in half-lives; None where there is none, or nobody can tell which counts.

    >>> in_half_lives("chemotherapy within 3 weeks or 5 half-lives, whichever is longer", "exclusion")
    HalfLives(text='chemotherapy within 3 weeks', named='chemotherapy within 5 half-lives', longer=True)
    """
    found = expression("half_lives").search(text)
    if not found:
        return None
    longer, shorter = found["longer"] or found["long"], found["shorter"] or found["court"]
    time, before, after = found["time"] or found["time2"], text[: found.start()], text[found.end() :]
    half = expression("half").search(found.group())
    if half is None or (kind == "inclusion" and not (longer or shorter)):
        return None
    named = spoken(f"{before}{half.group().strip()}").strip()
    return HalfLives(f"{before}{time}{after}", named, not shorter) if len(named.split()) <= _LONG else None


def with_half_lives(reading: Reading, told: HalfLives) -> Reading:
    """What was read of the window in days, with the other: of a longer one either refuses, of a shorter one both."""
    if reading.bound != "whole" or '"within"' not in json.dumps(reading.condition):
        return NOTHING
    denied = set(reading.condition or {}) == {"not"}
    named = Reading({"history.named_treatments": {"has": told.named.removeprefix("no ")}}, "whole")
    within = denial(reading) if denied else reading
    both = any_of([within, named], standalone=True) if told.longer else all_of([within, named])
    return denial(both) if denied else both


def _length(found: re.Match[str]) -> str | None:
    """ "4 weeks"; hours in whole days, None for a part of a day."""
    if not found["unit"].startswith("h"):
        return f"{found['number']} {found['unit']}"
    hours = int(found["number"]) if found["number"].isdigit() else 0
    return f"{hours // 24} days" if hours and hours % 24 == 0 else None
