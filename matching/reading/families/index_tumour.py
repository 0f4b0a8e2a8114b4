"""The tumour the meeting is about, as far as treatments need it: its family, and whether words belong to another cancer.

    "ATCD : cancer du sigmoïde en 2014, opéré puis FOLFOX. [...] ADK de prostate"  ->  index "prostate"; FOLFOX is of another cancer
"""

from __future__ import annotations

from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.tumour_types import organs, tumour_types

_ASIDE = ("history", "family", "habits")
# Families that may be two names of one disease, or whose words are too general to tell two cancers apart.
_VAGUE = ("", "cup", "neuroendocrine", "adrenal")
_ALIKE = [{"bladder", "urothelial"}, {"lymphoma", "leukaemia", "myeloma"}, {"sarcoma", "gist"}, {"ovary", "endometrium"}, {"stomach", "oesophagus"}, {"colorectal", "anus"}]


def index_family(note: Note) -> str:
    """The family ("breast", "lung") of the tumour under discussion, "" when the words do not tell."""
    said = [mention.value for mention in note.mentions if mention.key == "tumour.type" and mention.tumour == "index" and mention.experiencer == "patient"]
    if said and str(said[0]) in tumour_types() and (family := tumour_types()[str(said[0])].family):
        return family
    counts: dict[str, int] = {}
    for anchor, family in _cancers(note):
        if family not in _VAGUE and note.unit_at(anchor.start).section not in _ASIDE:
            counts[family] = counts.get(family, 0) + 1
    if counts:
        return max(counts, key=lambda family: counts[family])
    head = [organs()[anchor.id].tumour_type for anchor in note.anchors.get("organ", ()) if anchor.start < 60]
    return tumour_types()[head[0]].family if head and head[0] in tumour_types() else ""


def _cancers(note: Note) -> list[tuple[Anchor, str]]:
    """Names of a cancer with their family: tumour words, and a histology followed by its organ."""
    found = [(anchor, tumour_types()[anchor.id].family) for anchor in note.anchors.get("tumour", ())]
    for histology in note.anchors.get("histology", ()):
        for organ in note.anchors.get("organ", ()):
            gap = note.plain[histology.end : organ.start]
            if organ.start >= histology.end and len(gap) < 22 and not any(sign in gap for sign in ".;,:\n(") and " et " not in gap:
                kind = organs()[organ.id].tumour_type
                if kind in tumour_types():
                    found.append((histology, tumour_types()[kind].family))
    return sorted(found, key=lambda item: item[0].start)


def of_another_cancer(note: Note, start: int) -> bool:
    """Do the words at this offset tell of another cancer, or of a past that is not this tumour's?"""
    unit = note.unit_at(start)
    family = index_family(note)
    line = note.line(start)[0]
    before = [kind for anchor, kind in _cancers(note) if line <= anchor.start < start and kind not in _VAGUE and not _of_a_relative(note, anchor.start)]
    if before:
        return bool(family) and before[-1] != family and not any({before[-1], family} <= alike for alike in _ALIKE)
    return unit.section == "history"


def _of_a_relative(note: Note, offset: int) -> bool:
    return note.unit_at(offset).section == "family"
