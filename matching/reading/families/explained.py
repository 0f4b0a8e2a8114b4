"""What a lesion turned out to be, told further on, before another organ is named: no metastasis of that organ.

    "Lésion hépatique de 14 mm. IRM : hyperplasie nodulaire focale"      liver absent

A diagnosis that is only probable settles nothing.
"""

from __future__ import annotations

import re

from matching.reading.families.lesion import CALLED, NO_ORGAN, Lesion
from matching.reading.families.unaffected import UNSURE
from matching.reading.phrases import phrases

_ONE = re.compile(
    r"(?:s|es|aux)?(?: \w+){0,2}?(?: ?:)? ?(?:\w+ ){0,2}?(?:lesions?|nodules?|foyers?|images?|masses?|fixations?|opacites?|\d{1,3} mm)\b"
)
_BENIGN = re.compile(rf"\b(?:{phrases('benign_lesion', 'benign_diagnosis')}|non suspect)")
_ONLY_THOUGHT_OF = re.compile(
    r"[^.;\n]{0,40}?\b(?:evoque|discute|suspecte|envisage)e?s?\b"
)  # "le diagnostic d'un adénome a été évoqué"
_REACH = 140  # characters from a lesion to what it turned out to be
_ASIDE = ("family", "habits", "question", "proposal")


def turned_out_benign(lesion: Lesion) -> bool:
    """Is the lesion of this organ, or one told right after it, explained in its line by something that is no cancer?"""
    note, anchor = lesion.note, lesion.anchor
    if anchor.id in NO_ORGAN or lesion.unit.section in _ASIDE:
        return False
    named = lesion.words.startswith(("lesion", "nodule"))
    if not (named or lesion.follows_a_lesion() or _ONE.match(note.plain, anchor.end)):
        return False
    end = min(note.line(anchor.start)[1], anchor.end + _REACH)
    others = [other.start for other in note.anchors_between("site", anchor.end, end) if other.id != anchor.id]
    told = note.plain[anchor.end : min([end, *others])]
    found = _BENIGN.search(told)
    if found is None or UNSURE.search(told[max(0, found.start() - 30) : found.end() + 2]):
        return False
    if _ONLY_THOUGHT_OF.match(note.plain, anchor.end + found.end()):
        return False
    return not CALLED.search(told[: found.end()]) and not CALLED.search(lesion.before[-30:])
