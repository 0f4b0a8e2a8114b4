"""Metastases said to be there from the beginning, at the diagnosis itself.

"stade IV d'emblée (cerveau, os)", "M+ hépatiques au diagnostic", "métastases osseuses révélatrices", "diagnostiqué le 03/06/24 M+"
the words that say so
"""

from __future__ import annotations

import re

from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought

_SPREAD = (
    r"(?:metasta(?:se|ti|si)\w*|metas?|m\+|m1[a-d]?|carcinose|(?:stade|st\.?|figo) iv[bc]?(?![a-z])|"
    r"(?:cbpc|cpc|petites cellules|stade|neuroendocrine) (?:etendu|diffus|dissemine)e?)(?!\w)"
)
_AT_THE_START = (
    r"(?:d'emblee|de novo|inaugura\w*|revela(?:trice|teur)\w*|(?:au|lors du|au moment du|des le) "
    r"(?:diagnostic|dg|diag)\b(?! (?:differentiel|de (?:la )?(?:rechute|recidive|progression))))"
)
_ASIDE = r"(?:(?!\b(?:m0|sans|pas|ni|non|aucune?|rechute|recidive|progress\w*|puis|operable)\b)[^.;\n])"
_FROM_THE_START = Sought(rf"\b{_SPREAD}{_ASIDE}{{0,50}}?\b{_AT_THE_START}")
_DIAGNOSED = Sought(  # "diag. le 03-06-24 M+ hépatiques", "découvert en mai 2024 avec des métastases osseuses"
    r"\b(?:diag|dg|dgc|diagnosti(?:c|que)e?|decouverte?)\b[.:]? ?(?:le |en |du |depuis )?(?:\w+ ){0,2}?(?:\d{1,2}[/.-]){0,2}(?:19|20)?\d\d,? ?"
    rf"(?:d'emblee |deja |avec (?:des |une )?)?{_SPREAD}(?! (?:en|depuis|le|apparu\w*|survenu\w*)\b)"
)
_OTHERWISE = ("head_neck", "lymphoma", "leukaemia", "myeloma", "brain")  # a stage IV without metastases, or no metastases at all
_STAGE = re.compile(r"(?:stade|st\.?|figo) iv")


def from_the_start(note: Note) -> tuple[int, int] | None:
    """Where the words say metastases at the diagnosis, None where they do not."""
    for found in (*_FROM_THE_START.finditer(note), *_DIAGNOSED.finditer(note)):
        if note.is_other(found.start()) or (note.family in _OTHERWISE and _STAGE.search(found.group())):
            continue
        axes = qualify(note, *found.span(), reach=False)
        if axes.status == "present" and axes.modality == "done" and axes.experiencer == "patient":
            return found.span()
    return None
