"""No, written after a word as a sign or a short answer: "HTA -", "épilepsie = non", "VHC nég", "neuropathie : 0", "HTA : N".

    >>> denied_after("hta - / diabete", 3) is not None
    True

A dash between two blanks joins the items of a list ("HTA - diabète - BPCO"): it denies only before a sign that ends the item.
"""

from __future__ import annotations

import re

from matching.reading.phrases import phrases

_NO = rf"(?:0(?!\d|[.,/]\d)|non\b(?! {phrases('not_a_denial')})|{phrases('no')})"
_DENIED = re.compile(
    rf"(?<=[a-z0-9])-(?=[ ,;.)/\n]|$)| - ?(?=$|[,;.)\n/])| ?\(-\)| ?[:=] ?(?:-(?=[ ,;.)/\n]|$)|n(?= ?(?:[,;.)/|\n]|- |$))|{_NO}|pas d[e'])"
    rf"| {_NO}(?= ?(?:[,;.)/\n]|$))"
)


def denied_after(plain: str, offset: int, limit: int | None = None) -> re.Match[str] | None:
    """The words right after an offset that say no to what stands before it, if any."""
    return _DENIED.match(plain, offset, len(plain) if limit is None else limit)
