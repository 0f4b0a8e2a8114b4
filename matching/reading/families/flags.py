"""What is there or not, now: portal invasion, EMVI, visceral crisis.

"envahissement du tronc porte (absent en 2024)"    True        "plus de thrombose porte au scanner du 24/11"    False
"""

from __future__ import annotations

import re
from collections.abc import Callable

from matching.reading.dates import date_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought

_NO = re.compile(r" ?[:=]? ?(?:\(?-\)?(?=[ ,;.)\n]|$)|0\b|non\b|neg\w*|absent\w*)")
_CLOT = re.compile(r"[^.;,\n]{0,14}(?:cruorique|non tumoral|non neoplas|fibrino)")
_GONE = re.compile(rf" (?:est |a |ont |sont |ayant )?(?:totalement |completement )?{phrases('resolved')}")
_IS_GONE = re.compile(
    r"\b(?:plus|disparition(?: complete)?|regression complete|resolution(?: complete)?) (?:de (?:la |l')?|d'|du )$"
)
_NOT_THEN = re.compile(  # "envahissement du tronc porte (absent en 2024)"
    r" ?[(,] ?(?:absente?s?|non (?:vu|decrit|visible|retrouve|present)e?s?|negati\w+) (?:en|au|a|sur|lors|auparavant|initialement|avant|il y a)\b"
)
_THEN = re.compile(rf" ?\(?{phrases('earlier')}")
_AT_FIRST = re.compile(
    r"\b(?:initial\w*|au diagnostic|au depart|a l'origine|a l'epoque|avant (?:traitement|chimio\w*)) ?:?[^.;,\n]{0,30}$"
)


def flag(key: str, families: tuple[str, ...] = ()) -> Callable[[Note, Anchor], None]:
    """A yes or no: "EMVI +", "pas d'EMVI", "envahissement portal"."""

    def read_flag(note: Note, anchor: Anchor) -> None:
        axes = qualify(note, anchor.start, anchor.end)
        unsure = (
            axes.status == "uncertain" or axes.modality == "conditional" or note.plain[anchor.end :].lstrip(" ").startswith("?")
        )
        if (families and note.family not in families) or unsure or axes.experiencer != "patient":
            return
        if _CLOT.match(note.plain, anchor.end):
            return  # a clot is no invasion
        denied = axes.status == "negated" or bool(_NO.match(note.plain, anchor.end) or _GONE.match(note.plain, anchor.end))
        if axes.cue and axes.cue[0] >= anchor.end and _NOT_THEN.match(note.plain, anchor.end):
            denied = False
        denied = denied or bool(_IS_GONE.search(note.plain, max(0, anchor.start - 40), anchor.start))
        before = _AT_FIRST.search(note.plain, max(0, anchor.start - 60), anchor.start) or _THEN.match(note.plain, anchor.end)
        note.say(
            key, not denied, anchor.start, anchor.end,
            date=date_of(note, anchor.start, anchor.end), temporality="past" if before else "now",
        )  # fmt: skip

    return read_flag


_NO_CLOT_LEFT = Sought(r"\b(?:plus (?:aucune? |de )|disparition (?:de la |du )|sans )(?:thrombose|thrombus)\b")


def no_clot_left(note: Note) -> None:
    """ "Thrombose porte tumorale en 2024. TDM du 24/11/2025 : plus de thrombose"."""
    told = [mention for mention in note.mentions if mention.key == "tumour.portal_invasion"]
    for found in _NO_CLOT_LEFT.finditer(note) if told else ():
        if found.start() > told[0].end and not any(one.start < found.end() and found.start() < one.end for one in told):
            note.say("tumour.portal_invasion", False, *found.span(), date=date_of(note, *found.span()))
