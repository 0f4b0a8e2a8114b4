"""Forms with boxes to tick: what is not ticked is not said.

    >>> as_ticked("Tabac : ☒ jamais □ sevré")
    'Tabac :   jamais ;      '

Only in a text that ticks one: elsewhere "□" opens the items of a list. Known limit: boxes that stand after their words ("oui ☒ non □")
are left as they are.
"""

from __future__ import annotations

import re

_TICKED = re.compile(r"[☑☒✓✔]|\[[xX]\]")
_BOX = re.compile(r"(?P<ticked>[☑☒✓✔]|\[[xX]\])|[□☐▢❑❏]|\[ ?\]")


def as_ticked(text: str) -> str:
    """The text, as long as it was, without the answers whose box is empty."""
    if not _TICKED.search(text):
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    boxes = list(_BOX.finditer(line))
    if not boxes or not line[boxes[-1].end() :].strip():
        return line
    ends = [*(box.start() for box in boxes[1:]), len(line)]
    said = line[: boxes[0].start()]
    for box, end in zip(boxes, ends, strict=True):
        asked = said.rstrip().endswith((":", "="))
        sign = " " if asked else ":" if box is boxes[0] and said.strip() else ";"
        answer = line[box.end() : end]
        said += sign.ljust(box.end() - box.start()) + (answer if box["ticked"] else " " * len(answer))
    return said
