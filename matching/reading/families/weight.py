"""Weight, now and before, and what was lost of it, in kilos or as a share.

"59 kg (66 en mai, soit -11 %)"          weight 59, usual_weight 66, weight_loss 11
"54 kg (-6 kg en 4 mois)"                weight 54, weight_lost 6: the share is computed (matching.derive)

Limits: a weight of more than a year before is no usual weight; kilos that were lost and found again say nothing.
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
from matching.reading.values import number_at, to_float

_KG = "(?:kgs?|kilos?)"
_UNIT = re.compile(rf" ?{_KG}\b")
_SHARE = re.compile(r"[^.;\n%]{0,40}?(\d{1,2}(?:[.,]\d)?) ?%")
_BARE = Sought(rf"([0-9](?<![\d,+-]\d)(?<!\d[/.]\d)\d{{1,2}}(?:[.,]\d)?) ?{_KG}(?!/(?! ?1[,m.\d]))(?![a-z])")
_NO_WEIGHT = re.compile(rf"(?:{phrases('weight_lost')}|{phrases('weight_gained')}|(?<![a-z0-9%.)] )-|\+) ?(?:de )?$|mg/$")
_LOST_SHARE = re.compile(
    r"(?: (?:contre|vs) [^.;()\n]{0,30})? ?\([^()\n]{0,36}?(?:soit|(?<![+\d])-|, |perte de|amaigrissement de) ?-? ?(\d{1,2}(?:[.,]\d)?) ?%"
)  # "72 kg (80 en septembre, soit -10 %)", "48 kg contre 55 avant (-13 %)"
_LOST_IN = Sought(
    r"(?:^|[ ,;(])-? ?- ?(?P<percent>\d{1,2}(?:[.,]\d)?) ?% ?(?P<body>(?:de son |de |du )?poids |pdc )?"
    r"(?:en|sur|depuis) (?:\d|un |deux |trois |six |[a-z]{3,})"
)
_LOSES = Sought(r"\b(?:perd|perdu|perdant) (?P<percent>\d{1,2}(?:[.,]\d)?) ?% (?:de son |de |du )poids\b")
_LOST_KILOS = Sought(
    rf"(?:{phrases('weight_lost')}(?: (?:de poids|ponderale))?(?: (?:de|d'environ|environ))?(?: ?[:=])?|\( ?-+|"
    rf"(?<=[a-z,;] )-+(?=[^\n]{{3,10}}(?:en|sur|depuis|/))) ?(?P<kilos>\d{{1,2}}(?:[.,]\d)?) ?{_KG}(?![a-z])"
)
_FOUND_AGAIN = re.compile(rf"[^.;\n]{{0,40}}\b{phrases('regained')}")
_OF_THE_BODY = re.compile(r"(?:\d ?kg|\d ?cm|\bimc|\bbmi|\bpoids|\bkilos|1 ?m ?\d\d)[^.;\n]{0,30}$")
_FIGURE = r"(?P<kilos>\d{2,3}(?:[.,]\d)?)"
_CAME_FROM = re.compile(rf"(?:(?<![\d.,/-]){_FIGURE} ?(?:-*>|=>)|\bde {_FIGURE.replace('kilos', 'other')} a) ?$")  # "68 > 61 kg"
_BECAME = re.compile(rf" ?(?:-*>|=>|a|puis) ?(?:a )?\d{{2,3}}(?:[.,]\d)? ?{_KG}")
# "81 kg au diagnostic, 69 maintenant"
_NOW_AFTER = re.compile(rf"[^.;\n]{{0,50}}?[,;(] ?(?P<kilos>\d{{2,3}}(?:[.,]\d)?)(?: ?{_KG})? {phrases('now')}")
_BESIDE = re.compile(  # "61 kg (68 en mai)"
    rf" ?(?:\(|, ?|; ?)(?:contre |vs |(?:le )?poids (?:de )?{phrases('usual')} ?(?:[:=]|de|a)? ?)?{_FIGURE}(?: ?{_KG})? ?"
    rf"(?=(?:en (?!\d{{1,2}} )[a-z]{{3}}|il y a|avant|habituel|au diagnostic)|\))"
)
WAS = re.compile(r"\b(?:etait|etaient|pesait|initial\w*)\b")
USUAL_AFTER = re.compile(rf" ?%? ?\(?(?:{phrases('usual')}|a c\d|avant (?:la |le |l')?(?!\d))")
_EARLIER_AFTER = re.compile(r"[^.;\n]{0,6}(?:avant|initial|habituel|de forme|il y a|au debut|a c\d)")
_EARLIER_BEFORE = re.compile(
    rf"\(\s*$|vs ?$|contre $|\b(?:{phrases('was')}|pesait)(?: de| a)? $|\b{phrases('usual')} ?(?:[:=]|de|a|{phrases('was')} de)? ?$"
)
_WITHOUT_UNIT = re.compile(
    rf"(?: ?(?P<usual>{phrases('usual')})| (?:actuel|stable|du jour|ce jour|de sortie|a|de|est|est de)\b| ?[:=,])*"
    r" ?(?P<kilos>\d{2,3}(?:[.,]\d)?)(?: ?(?:[=-]*>|,? actuel\w*:?) ?(?P<later>\d{2,3}(?:[.,]\d)?))?"
    rf"(?= ?(?:[.;|/()\n-]|,(?!\d)|$|{phrases('now')}|{phrases('usual')}|pour 1|et|en \d{{4}}|le \d))(?! ?/ ?\d)"
)
_LIGHTEST, _HEAVIEST = 25, 250  # kg, of a weight told with the word


def read(note: Note) -> None:
    for anchor in note.anchors.get("patient", ()):
        if anchor.id == "weight":
            _told(note, anchor)
        elif anchor.id == "weight_loss":
            _loss(note, anchor)
    _bare(note)
    _lost(note)


def _told(note: Note, anchor: Anchor) -> None:
    start, end = own_share(note, anchor.start, anchor.end) or (anchor.end, note.unit_at(anchor.start).end)
    found = number_at(note.plain, start, end)
    unit = found and _UNIT.match(note.plain, found.end)
    if not unit and (bare := _WITHOUT_UNIT.match(note.plain, start, end)):
        _told_bare(note, anchor, bare)
    if found and unit and _LIGHTEST <= found.value.low <= _HEAVIEST:
        earlier = USUAL_AFTER.match(note.plain, unit.end()) or WAS.search(note.plain[anchor.end : found.end])
        _weighed(note, found.value, (anchor.start, found.end), unit.end(), bool(earlier), weight=1)


def _told_bare(note: Note, anchor: Anchor, bare: re.Match[str]) -> None:
    """ "Poids 68.", "poids : 101 -> 97", "poids de forme 85, actuel 81": without the unit, right after the word."""
    earlier = bool(bare["usual"]) or bool(USUAL_AFTER.match(note.plain, bare.end("kilos")))
    value, later = to_float(bare["kilos"]), bare["later"]
    if _LIGHTEST <= value <= _HEAVIEST:
        _weighed(note, value, (anchor.start, bare.end("kilos")), bare.end("kilos"), earlier or bool(later))
    if later and _LIGHTEST <= to_float(later) <= _HEAVIEST:
        _say(note, to_float(later), bare.span("later"), False, weight=1)
    if lost := _LOST_SHARE.match(note.plain, bare.end("kilos")):
        note.say("patient.weight_loss", to_float(lost[1]), bare.end("kilos"), lost.end())


def _bare(note: Note) -> None:
    """A weight that stands alone: "92 kg"; what was lost or gained, and a dose, are none."""
    for found in _BARE.finditer(note):
        before = note.plain[max(0, found.start() - 24) : found.start()]
        if 30 <= to_float(found[1]) <= 220 and not _NO_WEIGHT.search(before):
            earlier = _EARLIER_AFTER.match(note.plain, found.end()) or _EARLIER_BEFORE.search(before)
            _weighed(note, to_float(found[1]), found.span(), found.end(), bool(earlier))
            if came := _CAME_FROM.search(before):
                first, group = found.start() - len(before), came.lastindex or 1
                _usual(note, to_float(came[group]), first + came.start(group), first + came.end(group))
        if lost := _LOST_SHARE.match(note.plain, found.end()):
            note.say("patient.weight_loss", to_float(lost[1]), found.end(), lost.end())


def _weighed(note: Note, value: object, span: tuple[int, int], after: int, earlier: bool, weight: int = 0) -> None:
    """A weight, and the one told after its unit: what it became ("81 kg au diagnostic, 69 maintenant") or was ("61 kg (68 en mai)")."""
    later = _NOW_AFTER.match(note.plain, after)
    _say(note, value, span, bool(earlier or later or _BECAME.match(note.plain, after)), weight)
    if later:
        _say(note, to_float(later["kilos"]), later.span("kilos"), False, weight=1)
    if other := _BESIDE.match(note.plain, after):
        _usual(note, to_float(other["kilos"]), *other.span("kilos"))


def _say(note: Note, value: object, span: tuple[int, int], earlier: bool, weight: int) -> None:
    temporality = "past" if earlier else "now"
    note.say("patient.weight", value, *span, date=date_of(note, *span), temporality=temporality, weight=weight)
    if earlier:
        _usual(note, value, *span)


def _usual(note: Note, value: object, start: int, end: int) -> None:
    """A weight of before; not one of years ago, which the illness did not change."""
    date = date_of(note, start, end)
    if not (date and note.meeting and date[:4] < str(note.meeting.year - 1)):
        note.say("patient.usual_weight", value, start, end)


def _loss(note: Note, anchor: Anchor) -> None:
    found = _SHARE.match(note.plain, anchor.end, note.unit_at(anchor.start).end)
    if found:
        note.say("patient.weight_loss", to_float(found[1]), anchor.start, found.end())
    elif qualify(note, anchor.start, anchor.end).status == "negated" and anchor.end - anchor.start > 5:
        note.say("patient.weight_loss", 0, anchor.start, anchor.end)


def _lost(note: Note) -> None:
    for found in _LOST_IN.finditer(note):  # "49 kg, 162 cm, -9 % en 6 mois"
        if found["body"] or _OF_THE_BODY.search(note.plain[max(0, found.start() - 40) : found.start()]):
            note.say("patient.weight_loss", to_float(found["percent"]), *found.span())
    for found in _LOSES.finditer(note):
        if not note.is_other(found.start()):
            note.say("patient.weight_loss", to_float(found["percent"]), *found.span())
    for found in _LOST_KILOS.finditer(note):
        axes = qualify(note, *found.span())
        if axes.status == "present" and axes.experiencer == "patient" and not _FOUND_AGAIN.match(note.plain, found.end()):
            note.say("patient.weight_lost", to_float(found["kilos"]), *found.span(), date=date_of(note, *found.span()))
