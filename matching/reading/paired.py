"""Several names and as many values on one line: "ASAT / ALAT | 1,8 N / 1,2 N", "Age / PS : 45 ans / 1".

    >>> note = Note("FEVG / QTc : 61 % / 428 ms")
    >>> start, end = own_share(note, 7, 10)               # of "QTc"
    >>> note.plain[start:end]
    '428 ms'

The values are shared out in the order of the names. A blank on both sides of the bar parts values: that of a unit has none ("µmol/L").
"""

from __future__ import annotations

import re
from itertools import pairwise

from matching.reading.note import Note

_LINE = re.compile(r"[-|* ]*(?P<names>[^:|\n;,.(/]{1,30}(?: / [^:|\n;,.(/]{1,30}){1,3}?) ?[:|] ?(?P<values>[^\n|;]{1,90})")
_BAR = " / "


def own_share(note: Note, start: int, end: int) -> tuple[int, int] | None:
    """Where the value of a name stands (`start`, `end`: the name's plain offsets); None where its line does not pair names and values."""
    if not (note.plain.startswith(_BAR, end) or note.plain.startswith(_BAR, start - len(_BAR))):
        return None
    line = _LINE.match(note.plain, note.line(start)[0])
    if not line or not line.start("names") <= start < line.end("names"):
        return None
    values = line["values"].split(_BAR)
    place = line["names"].count(_BAR, 0, start - line.start("names"))
    if len(values) != line["names"].count(_BAR) + 1:
        return None
    first = line.start("values") + sum(len(value) + len(_BAR) for value in values[:place])
    return first, first + len(values[place])


_CELL_BEGINS = re.compile(r"[|:]")
_NORM = re.compile(r" ?[(\[]? ?(?:[<>≤≥]=? ?\d[\d ,.]*|\d[\d ,.]* ?(?:-|a|–) ?\d[\d ,.]*)(?:[a-zµ%/]+)? ?[)\]]? ?")
_UNIT = re.compile(r"[ .]*(?:\([^()\n]{1,14}\))?[ .]*")  # "Hb (g/dL)"
_HEADER_REACH = 24  # lines between the dates that head the columns and a row of the table


def latest_column(note: Note, start: int, end: int) -> tuple[int, int] | None:
    """Where the value of the latest date stands, of a row below dates that head columns: "| 13/01/2025 | 08/09/2025" over "Hb | 13,9 | 12,0"."""
    line, stop = note.line(start)
    cells = _cells(note, end, stop)
    if "|" not in note.plain[end:stop] or not cells or not _UNIT.fullmatch(note.plain, end, cells[0][0] - 1):
        return None
    head = line
    for _ in range(_HEADER_REACH if len(cells) > 1 else 0):
        if head == 0:
            break
        head, above = note.line(head - 2)
        dates = note.dates_between(head, above)
        apart = note.plain.count("|", head, above) + any(note.plain.startswith(" : ", date.end) for date in dates[:1])
        if len(dates) < 2 or apart < len(dates) - 1:
            continue
        headed = any(letter.isalpha() for letter in note.plain[dates[-1].end : above])  # the last column is that of the norms
        if (headed or len(cells) == len(dates) + 1) and _NORM.fullmatch(note.plain, *cells[-1]):
            cells = cells[:-1]
        filled = [place for place in range(len(cells)) if re.search(r"\d", note.plain[slice(*cells[place])])]
        if len(dates) == len(cells) and filled:
            return cells[max(filled, key=lambda place: dates[place].iso)]
    return None


def _cells(note: Note, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a row behind its name, blanks left out; the first bar of a line stands as a colon (note.py)."""
    bars = [found.start() for found in _CELL_BEGINS.finditer(note.plain, start, end)]
    return [(first + 1, last) for first, last in pairwise([*bars, end]) if note.plain[first + 1 : last].strip()]
