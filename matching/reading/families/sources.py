"""Where a finding of the tumour was seen: the specimen, a biopsy, an image or the examination.

>>> source_of(note, offset)          # inside "CR ANAPATH : carcinome infiltrant 17 mm"
'specimen'
"""

from __future__ import annotations

import re

from matching.data_files import load_yaml
from matching.reading.note import Note
from matching.reading.sought import Sought

# The words that need a word's beginning before them stand together, so that it is looked for once.
SOURCES = {
    name: rf"\b(?:{'|'.join(patterns['words'])})|{'|'.join(patterns['anywhere'])}"
    for name, patterns in load_yaml("vocabulary/sources.yaml").items()
}
_ANY = Sought("|".join(f"(?P<{name}>{words})" for name, words in SOURCES.items()))
_SAID_AFTER = re.compile(r"[^.;,:\n]{0,10}(?: (?:en|a l'|a la|au|cliniquement|sur(?: la| l'| le)?)|cliniquement)[^.;,\n]{0,16}")
_FAR_AFTER = 34  # characters
_SECTIONS = {"pathology": "specimen", "imaging": "imaging", "exam": "clinic"}

_ITEM = re.compile(r" ?[-*•] ?")

WEIGHT = {"specimen": 3, "biopsy": 2, "": 1, "imaging": 1, "clinic": 0}  # of several values, the one of the better source


def source_of(note: Note, start: int, end: int) -> str:
    """specimen, biopsy, imaging, clinic or "": the words just after ("38 mm en échographie"), else the nearest before in the
    line."""
    after = _SAID_AFTER.match(note.plain, end, end + _FAR_AFTER)
    if after and (hit := _ANY.pattern.search(after.group())):
        return hit.lastgroup or ""
    line_start = max(note.line(start)[0], start - 300)
    hits = list(_ANY.finditer(note, line_start, start)) or list(_ANY.finditer(note, *_heading(note, line_start)))
    if hits:
        return hits[-1].lastgroup or ""
    return _SECTIONS.get(note.unit_at(start).section, "")


def _heading(note: Note, line_start: int) -> tuple[int, int]:
    """Where the line stands that ends with a colon above a list, of whose items this line is one: "22/10/25 résection jéjunale :"."""
    while line_start and _ITEM.match(note.plain, line_start):
        start = note.line(line_start - 1)[0]
        above = note.plain[start : line_start - 1].rstrip()
        if above.endswith(":"):
            return start, start + len(above)
        line_start = start
    return 0, 0
