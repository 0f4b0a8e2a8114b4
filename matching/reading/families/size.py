"""The size of the index tumour, and other lengths that a note gives of it.

    "masse LSG 41 mm (vs 74 mm initial), ADP 4R 18 mm"        size 41
    "lésion du moyen rectum, hauteur 48 mm, à 8 cm MA, fascia recti à 1 mm"        size 48, anal verge distance 80, margin 1

A length belongs to the nearest noun before it: a mass or a name of the tumour, or else a node, a metastasis, a polyp, a
margin. The specimen wins over images, images over the examination; then the latest."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from itertools import chain, pairwise
from operator import attrgetter

from matching.reading.dates import date_of
from matching.reading.families.distances import say_distance
from matching.reading.families.length import Length, lengths
from matching.reading.families.measured import ANYWHERE, measured
from matching.reading.families.relapse import is_before_relapse
from matching.reading.families.sources import source_of
from matching.reading.families.unaffected import BENIGN_BESIDE, SAID_BENIGN
from matching.reading.mention import Mention
from matching.reading.moments import is_initial
from matching.reading.note import Note
from matching.reading.phrases import WAS, phrases
from matching.tumour_types import family_of, organs
from matching.value import Interval

_LEAST, _MOST = 0.5, 400  # mm: what no tumour measures
_SOURCE_WEIGHT = {"specimen": 4, "biopsy": 1, "imaging": 2, "clinic": 0, "": 1}

# ---------------------------------------------------------------- is it a size?
_GROWTH = re.compile(r"(?:perdu|pris|augment\w* de|diminution de|reduction de|croissance de|aiguille|brulure|fente)[^.;]{0,10}$")


_IN_SITU = re.compile(r"\b(?:cis|ccis|in situ)\b[^.;,\n\d]{0,24}$")  # "CCI de 14 mm, CIS étendu sur 55 mm"
_INVASIVE = re.compile(r"\b(?:cci|cli|infiltrante?|invasif)\b")
_LEFT_IN_THE_BED = re.compile(r"[^.;,\n]{0,12} (?:dans|au niveau d[ue]|sur) (?:le |la )?(?:lit|reprise|piece de reprise)\b")
_THICK = re.compile(r" (?:d'epaisseur|de profondeur|d'infiltration)\b")
_BENIGN_AFTER = re.compile(
    r"[^.;,\n]{0,12}[ =(:](?:indetermine|a?specifique|non specifique|ns\b|adenomes?|angiomes?|kystes?|benin\w*|lipome|"
    r"hamartome|non caracteris\w*|sequell\w*|cicatric\w*)"
)
_SPECIMEN_ITSELF = re.compile(r"\bpieces?(?: operatoire)? ?$")  # "pièce 24 x 20 cm"; "pièce 24 mm" is of the tumour
_HEALTHY_AFTER = re.compile(rf" ?,? ?{phrases('healthy')}")  # "Rein droit 112 mm, sans particularité"
_FROM_ANUS = re.compile(r" ?(?:du|de la|de l'|au-dessus du) ?(?:bord sup\w*\.?|sphincter|anneau|ligne pectinee|ma\b|marge anale)")
_NEEDS_A = re.compile(r"(?:\ba|situee? a|siegeant a|\ba environ|distante? de|\bentre) ?$")
_DISTANCE = re.compile(
    r" ?(?:(?:du|de la|de l'|des|en dessous|au-dessus|sous|au dessus|de) ?(?:\w+ )?)?(?:la )?(?:ma\b|plan|limite|"
    r"marge anale|ligne pectinee|sphincter|anneau|bord superieur|ad\b|arcades?|mamelon|pam\b|carene|"
    r"cardia|jog|ligne z|muscle|cap\b|bord|peau|tranche|recoupe|capsule|pylore|valvule|fascia|releveurs?|"
    r"de la marge)"
)
_FROM_TO = re.compile(r"(?:de|passee? de) ?$")
_TO = re.compile(r" ?(?:mm|cm)? ?(?:a|->|>|vers) ?\d(?!\d? ?h\b)")
_AT_DEPTH = re.compile(r" a \d+(?:[.,]\d)? cm")  # "lésion de 28 mm à 26 cm"
_OF_ORGAN = re.compile(r" (?:du |de la |de l'|au |sur le |dans le )")

# ---------------------------------------------------------------- which of several sizes?
_PAST_BEFORE = re.compile(
    rf"(?:\bvs\.?|versus|contre|initialement|{WAS} (?:de|a)|auparavant|au lieu de|anterieurement|initiale? "
    r"?:?|avant traitement ?:?|precedemment)(?: de| a)? ?$"
)
_PAST_AFTER = re.compile(
    r" ?\)?[^.;,\n)]{0,4}(?:\binitial\w*|auparavant|avant (?:traitement|chimio\w*|induction|"
    r"neoadj\w*)|en pre-?therapeutique|au depart|a l'origine|a l'epoque|(?:au |lors du )(?:diagnostic|bilan initial)| ?(?:->|>) ?\d)"
)
_AT_A_DATE = re.compile(r" ?(?:en|le|au|a|du|fin|debut|mi) ?[^()\n]{2,24}\)")  # "62 mm (80 mm en janvier)"
_REDUCED_TO = re.compile(
    r"\b(?:reduit\w*|passe\w*|ramene\w*|regress\w*|diminu\w*|mesur\w+ (?:desormais|maintenant)|plus que)(?: \w+)? (?:a |de )?$"
)
_THEN = re.compile(r"\bpuis\b|, (?:apres|sous) [a-z\d]")  # "83 mm puis 38 mm", "88 mm, sous imatinib 54 mm"
_LEFT = re.compile(r"\bpost-?therapeutique|\bpersistance d'un")  # what is left of the tumour after its treatment
_SECOND_FOCUS = re.compile(  # beside the main tumour of the same organ
    r"\b(?:micro-?carcinomes?|(?:second|deuxieme|autre|petit) (?:foyer|lesion|tumeur|nodule)|"
    r"(?:foyer|lesion|tumeur|nodule)s? accessoires?)\b[^.;\n]*$"
)


def read(note: Note) -> None:
    """Says the sizes of the tumour, and the other lengths that a note gives of it."""
    for length in lengths(note):
        if not say_distance(note, length) and _is_size(note, length):
            _say(note, length)
    _choose(note, [mention for mention in note.mentions if mention.key == "tumour.size"])


def _is_size(note: Note, length: Length) -> bool:
    plain, start, end, before = note.plain, length.start, length.end, length.before
    if length.sign or not _LEAST <= length.millimetres <= _MOST or _GROWTH.search(before):
        return False
    if _IN_SITU.search(before) and _INVASIVE.search(plain, 0, start):
        return False
    if _LEFT_IN_THE_BED.match(plain, end) or _THICK.match(plain, end):
        return False
    if any(benign.match(plain, end) for benign in (_BENIGN_AFTER, _HEALTHY_AFTER, SAID_BENIGN, BENIGN_BESIDE)):
        return False
    if _SPECIMEN_ITSELF.search(before) and (length.in_cm or " x " in plain[start:end]):
        return False
    if note.family == "colorectal" and _FROM_ANUS.match(plain, end):
        return False
    if _NEEDS_A.search(before) and (_DISTANCE.match(plain, end) or _by_endoscope(note, length)):
        return False
    if _FROM_TO.search(before) and _TO.match(plain, end) and not _AT_DEPTH.match(plain, end):
        return False
    return measured(note, length) == "tumour" and not _of_another_organ(note, end)


def _by_endoscope(note: Note, length: Length) -> bool:
    """How far the endoscope went: "lésion de 28 mm à 26 cm"."""
    return length.in_cm and note.family in ("oesophagus", "stomach", "colorectal")


def _of_another_organ(note: Note, end: int) -> bool:
    """ "Nodule de 6 mm du foie", in a note about the breast."""
    lead = _OF_ORGAN.match(note.plain, end)
    seen = note.anchors_between("organ", end, lead.end() + 1) if lead else []
    return note.family not in ANYWHERE and any(
        anchor.start == lead.end() and family_of(organs()[anchor.id].tumour_type) != note.family for anchor in seen if lead
    )


def _say(note: Note, length: Length) -> None:
    """Says a size, unless it is of the tumour before its relapse, or of a relapse at a distance."""
    start, end = length.start, length.end
    relapse = note.relapse if note.family != "lymphoma" else None
    if relapse and relapse.kind != "biochemical" and (relapse.kind == "distant" or is_before_relapse(note, start, end)):
        return
    compared = length.before.endswith("(") and _AT_A_DATE.match(note.plain, end)
    past = compared or _PAST_BEFORE.search(length.before) or _PAST_AFTER.match(note.plain, end) or is_initial(note, start)
    source = "imaging" if note.family == "lymphoma" else source_of(note, start, end)  # a node taken out is one of many
    note.say(
        "tumour.size",
        Interval.exactly(round(length.millimetres, 2)),
        start,
        end,
        temporality="past" if past else "now",
        date=date_of(note, start, end),
        weight=_SOURCE_WEIGHT[source],
    )


def _choose(note: Note, sizes: list[Mention]) -> None:
    """Of several tumours of one sentence the largest counts; a size dated of late, or of what treatment left, makes earlier ones past; of a
    tumour that left nothing in the specimen (ypT0) no size is held."""
    if any(mention.key == "tumour.t" and mention.value == "T0" for mention in note.mentions):
        for one in sizes:
            one.status = "uncertain"
    _set_aside_treated(note, sizes)
    last = note.last_date[:7]
    late = [one for one in sizes if one.date and len(one.date) >= 7 and one.date[:7] >= last]
    beside: dict[int, list[Mention]] = defaultdict(list)  # by the sentence they stand in
    for one in sizes:
        beside[note.unit_at(one.start).start].append(one)
    for one in sizes:
        larger = (other for other in beside[note.unit_at(one.start).start] if _goes_before(note, other, one))
        later = late[bisect_right(late, one.start, key=attrgetter("start")) :] if one.date is None else []
        if _is_second_focus(note, one, sizes) or any(
            other.temporality == "now" and other.weight == one.weight for other in chain(larger, later)
        ):
            one.temporality = "past"


def _set_aside_treated(note: Note, sizes: list[Mention]) -> None:
    """What the tumour measured before it was reduced, or before what treatment left of it."""
    for one, following in pairwise(sizes):
        if note.unit_at(one.start) is note.unit_at(following.start) and _REDUCED_TO.search(note.plain, one.end, following.start):
            one.temporality = "past"
    left = [one.start for one in sizes if _LEFT.search(note.plain, note.unit_at(one.start).start, one.start)]
    for one in sizes:
        if left and one.start < note.unit_at(left[-1]).start and one.weight < _SOURCE_WEIGHT["specimen"]:
            one.temporality = "past"


def _goes_before(note: Note, larger: Mention, size: Mention) -> bool:
    """Is it larger, told of now, and not told of an earlier day: "83 mm en octobre 2025 et 38 mm en janvier 2026", "83 mm puis 38 mm"?"""
    dated = note.dates_between(size.end, size.end + 12) or note.dates_between(larger.end, size.start)
    return (
        _millimetres(larger) > _millimetres(size)
        and larger.temporality == "now"
        and not (size.date and larger.date and larger.date < size.date and dated)
        and not _THEN.search(note.plain, min(size.end, larger.end), max(size.start, larger.start))
    )


def _is_second_focus(note: Note, size: Mention, sizes: list[Mention]) -> bool:
    """ "Second foyer de 6 mm", beside a larger one."""
    return bool(_SECOND_FOCUS.search(note.plain, max(0, size.start - 60), size.start)) and any(
        other.weight >= size.weight and _millimetres(other) > _millimetres(size) for other in sizes
    )


def _millimetres(size: Mention) -> float:
    return size.value.low if isinstance(size.value, Interval) else 0
