"""Texts about several patients, one after the other: only the first is read.

    >>> text = "Observation 1 : femme de 54 ans, cancer du sein. Observation 2 : homme de 61 ans, cancer du rectum."
    >>> text[: end_of_the_first(text)]
    'Observation 1 : femme de 54 ans, cancer du sein. '

A published series ("Cas n° 1", "Cas n° 2") or the list of a meeting ("Dossier 1", "Dossier 2") pasted whole would give the age of one patient
and the tumour of another.
"""

from __future__ import annotations

import re

from matching.reading.letters import bare
from matching.reading.phrases import phrases

_FIRST = r"(?:n ?° ?|no? |numero )?(?:1|i|un)\b(?![.,]?\d)"
_SECOND = r"(?:n ?° ?|no? |numero )?(?:2|ii|deux)\b(?![.,]?\d)"
_ONE_OF = re.compile(rf"\b(?:{phrases('one_of_several')} {_FIRST}|{phrases('first_of')} {phrases('one_of_several')})")
_NEXT = re.compile(rf"\b(?:{phrases('one_of_several')} {_SECOND}|{phrases('second_of')} {phrases('one_of_several')})")
_ENDS = '.:;!?)]»"\n*#-\t'  # what stands before a heading
_PRESENTED = re.compile(
    r"\b(?:\d{1,3} ?(?:ans|mois|jours)\b|ne(?:e|\(e\))? (?:le|en) )"
)  # an age or a birth: another person begins
_REACH = 250  # characters from the heading to the age


def end_of_the_first(text: str) -> int:
    """Where the first patient of a text ends: before the heading of the second one; the length of the text where there is but one."""
    plain = bare(text).lower()
    for heading in _NEXT.finditer(plain):
        if _opens(plain, heading.start()) and _PRESENTED.search(plain, heading.end(), heading.end() + _REACH):
            before = (one for one in _ONE_OF.finditer(plain, 0, heading.start()) if _opens(plain, one.start()))
            if any(_PRESENTED.search(plain, one.end(), one.end() + _REACH) for one in before):
                return heading.start()
    return len(text)


def _opens(plain: str, place: int) -> bool:
    """Does a sentence or a line begin here?"""
    return plain[:place].rstrip(" ")[-1:] in ("", *_ENDS)
