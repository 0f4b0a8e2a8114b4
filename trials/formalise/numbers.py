"""Numbers and thresholds in a plain sentence: ">= 1,500", "<= 2.5 x uln", "0-2"."""

from __future__ import annotations

import re

_GROUPED = re.compile(r"\d{1,3}(?:[ ,]\d{3})+")


def number(text: str) -> float:
    """number("1,500") is 1500, number("1,5") is 1.5, number("100 000") is 100000."""
    tidy = text.strip().replace("·", ".")
    if _GROUPED.fullmatch(tidy):
        return float(tidy.replace(",", "").replace(" ", ""))
    return float(tidy.replace(",", "."))


def shown(value: float) -> str:
    """A number as conditions write it: shown(1.0) is '1', shown(1.3260000001) is '1.326'."""
    return f"{round(value, 4):g}" if abs(value) < 1e6 else str(round(value))


def bounded(sign: str, value: float) -> str:
    """bounded(">=", 1.5) is '>= 1.5'."""
    return f"{sign} {shown(value)}"
