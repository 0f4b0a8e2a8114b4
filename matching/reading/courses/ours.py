"""Whether a treatment or a response told at some place is this tumour's.

"ATCD : cancer du sigmoïde en 2014 opéré puis FOLFOX"   neither, in a note about the prostate
"ATCD : K sein G 2015, mastectomie + CA"                the mastectomy is, in a note about a relapse of that cancer
"""

from __future__ import annotations

from matching.reading.families.scope import cancers
from matching.reading.note import Note


def of_another_cancer(note: Note, start: int) -> bool:
    """Is this offset in a passage about another cancer or a relative, or in a history that does not name this tumour?"""
    if note.is_other(start):
        return True
    if note.unit_at(start).section != "history":
        return False
    line = note.line(start)[0]
    named = [cancer for cancer in cancers(note) if line <= cancer.start < start and not note.is_other(cancer.start)]
    return not (named and named[-1].family in (note.family, ""))
