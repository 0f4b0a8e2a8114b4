"""An M0 of before, which lesions told at a later date take back.

"09/2024 : cT3 cN2 M0 [...] TDM 02/2026 : 2 nodules hépatiques, surrénale G 22 mm"    no M0 now
"""

from __future__ import annotations

import re

from matching.reading.dates import date_of, months_between
from matching.reading.families.lesions import status_of
from matching.reading.families.sites import is_site
from matching.reading.mention import Anchor, Mention
from matching.reading.note import Note

_MEASURED = re.compile(r"[^.;,\n]{0,20}?\b\d{1,3} ?[mc]m\b")
_GROWS = re.compile(r"\b(?:progress\w+|apparition|nouve(?:lles?|aux)|evoluti\w+|recidive|rechute)\b")
_MONTHS = 4  # between the M0 and a lesion seen later


def take_back_m0(note: Note) -> None:
    """Makes uncertain each M0 after which a lesion of another organ is told, dated months later."""
    for said in note.mentions:
        if said.key == "tumour.m" and said.value == "M0" and said.status == "present":
            begun = _moment(note, said)
            if begun and any(
                _is_later(note, anchor, begun) for anchor in note.anchors_between("site", said.end, len(note.plain))
            ):
                said.status = "uncertain"


def _moment(note: Note, said: Mention) -> str | None:
    """The date of the M0 itself, else the last one told before it, as a month."""
    told = [date.iso for date in note.dates if date.end <= said.start and len(date.iso) >= 7]
    own = date_of(note, said.start, said.end) or (told[-1] if told else None)
    return own[:7] if own and len(own) >= 7 else None


def _is_later(note: Note, anchor: Anchor, begun: str) -> bool:
    date = date_of(note, anchor.start, anchor.end)
    later = months_between(begun, date) if date else None
    if later is None or later < _MONTHS or note.is_other(anchor.start):
        return False
    status = status_of(note, anchor, metastatic=True)
    start, end = note.line(anchor.start)
    measured = _MEASURED.match(note.plain, anchor.end, end) and _GROWS.search(note.plain, start, anchor.start)
    return (status == "present" or bool(status is None and measured)) and is_site(note, anchor, "present")
