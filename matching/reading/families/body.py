"""Height, body mass index, and weight without a unit.

"1m62, IMC 22,5"      height 162, bmi 22.5
"OMS 0 | P 81 | T 174"   weight 81, height 174
"""

from __future__ import annotations

import re

from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.paired import own_share
from matching.reading.sought import Sought
from matching.reading.values import number_at, to_float

_BARE_HEIGHT = Sought(
    r"(?<![\d,.])(?<!\d/)(?:(1) ?(?:[m,.]|metre) ?(\d\d)(?! ?m ?[2²])(?: ?m\b)?|(1[0-9][0-9](?:[.,]\d)?) ?cm)(?!\d)"
)
# "OMS 0 | P 81 | T 174", "PS 0 ; taille 166 ; P 58": a letter or a word with no unit, in the line that tells the status or the age
_LETTERED = Sought(
    r"(?<![a-z/])(?:(?P<kg>p|pds|poids) ?[:=]? ?(?P<kilos>\d{2,3}(?:[.,]\d)?)|(?:t|taille) ?[:=]? ?(?P<cm>1[3-9]\d|20\d|1[.,][3-9]\d))"
    r"(?= ?(?:[|;/()\n]|[.,](?!\d)|- |$|(?<= )(?:t|taille|p|pds|poids|imc|oms|ps|ecog)\b))"
)
# "71 kg/165", "54 kg pour 162"
_AFTER_KILOS = Sought(r"(?<=kg) ?(?:/|pour|,|-) ?(?:taille )?(?P<cm>1[4-9]\d)(?= ?(?:[.;|/()\n]|,(?!\d)|$))")
_PAIRED = (  # "Taille/poids : 181 / 77"
    Sought(r"\btaille ?/ ?poids ?[:=]? ?(?P<cm>1[3-9]\d|20\d)(?: ?cm)? ?/ ?(?P<kilos>\d{2,3}(?:[.,]\d)?)"),
    Sought(r"\bpoids ?/ ?taille ?[:=]? ?(?P<kilos>\d{2,3}(?:[.,]\d)?)(?: ?kg)? ?/ ?(?P<cm>1[3-9]\d|20\d|1[.,m][3-9]\d)"),
)
_OF_A_PATIENT = re.compile(
    r"(?:\b(?:ps|oms|ecog|ik|wh?o)\b ?[:=]? ?\d|\b\d\d ?a(?:ns)?\b|\bkgs?\b|\bp(?:oi)?ds ?[:=]? ?\d)[^\n.]{0,40}$"
)
_OF_HIM_AFTER = re.compile(r"[^\n]{0,30}\b(?:ps|oms|ecog|ik|imc)\b ?[:=]? ?\d")


def read(note: Note) -> None:
    for anchor in note.anchors.get("patient", ()):
        if anchor.id == "bmi":
            _bmi(note, anchor)
    _height(note)
    _headers(note)


def _bmi(note: Note, anchor: Anchor) -> None:
    start, end = own_share(note, anchor.start, anchor.end) or (anchor.end, note.unit_at(anchor.start).end)
    found = number_at(note.plain, start, end)
    if found and 10 <= found.value.low <= 70:
        note.say("patient.bmi", found.value, anchor.start, found.end)


def _headers(note: Note) -> None:
    """Weight and height without a unit, in the line that tells the status or the age."""
    for found in (one for pair in _PAIRED for one in pair.finditer(note)):
        note.say("patient.height", _centimetres(found["cm"]), *found.span())
        note.say("patient.weight", to_float(found["kilos"]), *found.span())
    for found in _LETTERED.finditer(note):
        capital = note.cased[found.start()].isupper() or found.group()[1:2].isalpha()
        if capital and (
            _OF_A_PATIENT.search(note.plain, max(0, found.start() - 60), found.start())
            or _OF_HIM_AFTER.match(note.plain, found.end())
        ):
            if found["cm"]:
                note.say("patient.height", _centimetres(found["cm"]), *found.span())
            elif 25 <= to_float(found["kilos"]) <= 250:
                note.say("patient.weight", to_float(found["kilos"]), *found.span())


def _centimetres(told: str) -> float:
    """ "165", "1,65" and "1m65"."""
    return float(re.sub(r"\D", "", told))


_TALLER_THAN_A_LESION = 140  # cm
_OF_A_LESION = re.compile(r"(?:lesion|masse|tumeur|nodule|marge|mesure|epais\w*)[^.;]{0,20}$")


def _height(note: Note) -> None:
    """A height that stands alone: "1,54 m", "181 cm"; tumours have none."""
    for found in _BARE_HEIGHT.finditer(note):
        before = note.plain[max(0, found.start() - 30) : found.start()]
        centimetres = to_float(found[3]) if found[3] else 100 + float(found[2])
        if (found[3] is None and "m" not in found.group()) or (
            centimetres < _TALLER_THAN_A_LESION and _OF_A_LESION.search(before)
        ):
            continue
        note.say("patient.height", centimetres, *found.span())
    for found in _AFTER_KILOS.finditer(note):
        note.say("patient.height", float(found["cm"]), *found.span())
