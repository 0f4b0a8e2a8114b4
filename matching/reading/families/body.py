"""Weight, height, body mass index and what was lost of the weight.

"59 kg (66 en mai, soit -11 %), 1m62, IMC 22,5"
weight 59, weight_loss 11, height 162, bmi 22.5
"""

from __future__ import annotations

import re

from matching.reading.dates import date_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.paired import own_share
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought
from matching.reading.values import Found, number_at, to_float

_BARE_WEIGHT = Sought(r"([0-9](?<![\d,/+-]\d)(?<!\d\.\d)\d{1,2}(?:[.,]\d)?) ?(?:kgs?|kilos?)(?!/(?!1[,m.]))(?![a-z])")
_BARE_HEIGHT = Sought(
    r"(?<![\d,.])(?<!\d/)(?:(1)(?:[m,.]| metre) ?(\d\d)(?! ?m ?[2²])(?: ?m\b)?|(1[0-9][0-9](?:[.,]\d)?) ?cm)(?!\d)"
)
# "OMS 0 | P 81 | T 174", "PS 0 ; taille 166 ; P 58": a letter or a word with no unit, in the line that tells the status or the age
_LETTERED = Sought(
    r"(?<![a-z/])(?:(?P<kg>p|pds|poids) ?[:=]? ?(?P<kilos>\d{2,3}(?:[.,]\d)?)|(?:t|taille) ?[:=]? ?(?P<cm>1[3-9]\d|20\d))"
    r"(?= ?(?:[|;/)\n]|[.,](?!\d)|- |$))"
)
_PAIRED = (  # "Taille/poids : 181 / 77"
    Sought(r"\btaille ?/ ?poids ?[:=]? ?(?P<cm>1[3-9]\d|20\d)(?: ?cm)? ?/ ?(?P<kilos>\d{2,3}(?:[.,]\d)?)"),
    Sought(r"\bpoids ?/ ?taille ?[:=]? ?(?P<kilos>\d{2,3}(?:[.,]\d)?)(?: ?kg)? ?/ ?(?P<cm>1[3-9]\d|20\d)"),
)
_OF_A_PATIENT = re.compile(r"(?:\b(?:ps|oms|ecog|ik|wh?o)\b ?[:=]? ?\d|\b\d\d ?a(?:ns)?\b|\bkgs?\b)[^\n.]{0,40}$")
_LOST_IN = Sought(
    r"(?:^|[ ,;(])-? ?- ?(?P<percent>\d{1,2}(?:[.,]\d)?) ?% ?(?:de (?:son |du )?poids |pdc )?(?:en|sur|depuis) (?:\d|un |deux |trois |six |[a-z]{3,})"
)
_OF_THE_BODY = re.compile(r"(?:\d ?kg|\d ?cm|\bimc|\bbmi|\bpoids|\bkilos|1 ?m ?\d\d)[^.;\n]{0,30}$")
_LOST = re.compile(
    r" ?\([^()\n]{0,36}?(?:soit|-|perte de|amaigrissement de) ?-? ?(\d{1,2}(?:[.,]\d)?) ?%"
)  # "72 kg (80 en septembre, soit -10 %)"
WAS = re.compile(r"\b(?:etait|etaient|pesait|initial\w*)\b")
USUAL_AFTER = re.compile(rf" ?%? ?\(?(?:{phrases('usual')}|avant (?:la |le |l')?(?!\d))")


def read(note: Note) -> None:
    for anchor in note.anchors.get("patient", ()):
        reader = {"weight": _weight, "weight_loss": _weight_loss, "bmi": _bmi}.get(anchor.id)
        if reader:
            reader(note, anchor)
    _body(note)
    _headers(note)


def _number(note: Note, anchor: Anchor) -> Found | None:
    start, end = own_share(note, anchor.start, anchor.end) or (anchor.end, note.unit_at(anchor.start).end)
    return number_at(note.plain, start, end)


def _weight(note: Note, anchor: Anchor) -> None:
    found = _number(note, anchor)
    if found and 25 <= found.value.low <= 250 and re.match(r" ?(?:kg|kilos?)\b", note.plain[found.end :]):
        usual = USUAL_AFTER.match(note.plain, found.end + 3) or WAS.search(note.plain[anchor.end : found.end])
        date = date_of(note, anchor.start, found.end)
        note.say(
            "patient.weight", found.value, anchor.start, found.end, weight=1, date=date, temporality="past" if usual else "now"
        )


def _weight_loss(note: Note, anchor: Anchor) -> None:
    unit = note.unit_at(anchor.start)
    found = re.compile(r"[^.;\n%]{0,40}?(\d{1,2}(?:[.,]\d)?) ?%").match(note.plain, anchor.end, unit.end)
    if found:
        note.say("patient.weight_loss", to_float(found[1]), anchor.start, found.end())
    elif qualify(note, anchor.start, anchor.end).status == "negated" and anchor.end - anchor.start > 5:
        note.say("patient.weight_loss", 0, anchor.start, anchor.end)


def _bmi(note: Note, anchor: Anchor) -> None:
    found = _number(note, anchor)
    if found and 10 <= found.value.low <= 70:
        note.say("patient.bmi", found.value, anchor.start, found.end)


def _headers(note: Note) -> None:
    """Weight and height without a unit, in the line that tells the status or the age."""
    for found in (one for pair in _PAIRED for one in pair.finditer(note)):
        note.say("patient.height", float(found["cm"]), *found.span())
        note.say("patient.weight", to_float(found["kilos"]), *found.span())
    for found in _LETTERED.finditer(note):
        capital = note.cased[found.start()].isupper() or found.group()[1:2].isalpha()
        if capital and _OF_A_PATIENT.search(note.plain, max(0, found.start() - 60), found.start()):
            if found["cm"]:
                note.say("patient.height", float(found["cm"]), *found.span())
            elif 25 <= to_float(found["kilos"]) <= 250:
                note.say("patient.weight", to_float(found["kilos"]), *found.span())


def _body(note: Note) -> None:
    """A weight or a height that stands alone: "92 kg", "1,54 m", "181 cm"; what was lost, and tumours, are neither."""
    for found in _BARE_WEIGHT.finditer(note):
        before = note.plain[max(0, found.start() - 24) : found.start()]
        if 30 <= to_float(found[1]) <= 220 and not re.search(
            r"(?:perte|perdu|amaigri\w*|pris|prise|gain|(?<![a-z0-9%.)] )-|\+) ?(?:de )?$|mg/$", before
        ):
            earlier = bool(
                re.match(r"[^.;\n]{0,6}(?:avant|initial|habituel|de forme|il y a)", note.plain[found.end() :])
                or re.search(
                    rf"\(\s*$|vs ?$|contre $|\b(?:etait|pesait)(?: de| a)? $|\b{phrases('usual')} ?(?:[:=]|de|a|etait de)? ?$",
                    before,
                )
            )
            note.say(
                "patient.weight",
                to_float(found[1]),
                *found.span(),
                date=date_of(note, *found.span()),
                temporality="past" if earlier else "now",
            )
        lost = _LOST.match(note.plain, found.end())
        if lost:
            note.say("patient.weight_loss", to_float(lost[1]), found.end(), lost.end())
    for found in _LOST_IN.finditer(note):  # "49 kg, 162 cm, -9 % en 6 mois"
        if _OF_THE_BODY.search(note.plain[max(0, found.start() - 40) : found.start()]):
            note.say("patient.weight_loss", to_float(found["percent"]), *found.span())
    for found in _BARE_HEIGHT.finditer(note):
        before = note.plain[max(0, found.start() - 30) : found.start()]
        if (found[3] is None and "m" not in found.group()) or re.search(
            r"(?:lesion|masse|tumeur|nodule|marge|mesure|epais\w*)[^.;]{0,20}$", before
        ):
            continue
        centimetres = to_float(found[3]) if found[3] else 100 + float(found[2])
        note.say("patient.height", centimetres, *found.span())
