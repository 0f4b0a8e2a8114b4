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

from matching.reading.dates import MONTHS, date_of
from matching.reading.families.relapse import is_before_relapse
from matching.reading.families.sources import source_of
from matching.reading.families.unaffected import BENIGN_BESIDE, SAID_BENIGN
from matching.reading.mention import Mention
from matching.reading.moments import is_initial
from matching.reading.note import Note
from matching.reading.sought import Sought
from matching.reading.values import to_float
from matching.tumour_types import family_of, organs
from matching.value import Interval

_LENGTH = Sought(
    r"(?<![\w.,/+-])(?P<sign>[<>]=? ?)?(?P<a>\d{1,3}(?:[.,]\d+)?)(?: ?(?:mm|cm))?(?: ?(?:x|sur|\*|par|/) "
    r"?(?P<b>\d{1,3}(?:[.,]\d+)?)(?: ?(?:mm|cm))?)?(?: ?(?:x|sur|\*|par|/) ?(?P<c>\d{1,3}(?:[.,]\d+)?))? "
    r"?(?P<unit>mm|cm|millimetres?|centimetres?)(?![a-z0-9/23])"
)
_OWNERS = re.compile(  # the words that need a word's beginning before them stand together, so that it is looked for once
    r"(?P<other>\b(?:macro\b|micro\b|adp\b|m\+|ggl?\b|gg\b|r1\b(?=[^.;,\n]{0,24} sur $)|meta\w*|mets?\b|mts\b|doi\b|crm\b)|"
    r"adenopath\w*|gangli\w*|micro-?nod\w*|macro-?met\w*|micro-?met\w*|"
    r"secondaires?|polypes?|adenomes?|nodules? (?:adenomat|benin|colloid)\w*|kystes?|angiome\w*|"
    r"marges?(?! anale)|berges?|"
    r"recoupes?|limites?\b|remaniements?|breslow|epaisseur|clark|infiltration (?:de|sur|jusqu)|profondeur|"
    r"extension|fascia|distance|prostate de|volume|nodules? pulm\w*|nodules? hepat\w*|"
    r"thrombus|wirsung|cholédoque|cbp|voie biliaire|dilatation|epanchement|lame|deplacement|deviation|"
    r"engagement|ecart|empreinte|tassement|fracture|nodules de|micro-?nodules?|implants?|carcinose|depots?|invasion|"
    r"depassement|exces|cicatrice|prothese|bdr|residu post|cdp|cible|satellites?|controlateral\w*|"
    r"\bpieces? (?:operatoire )?(?:de|mesur\w+)(?= ?$)|prostat\w+ \d|lithiase|calcul|anevrisme|sonde|drain|utérus|meso\w*|rate|clip)"
    r"|(?P<tumour>\w{4,}ectomie|\b(?:adk\b|k\b|cci\b|cli\b|gt\b|t°|ce(?= $)|(?:yp?)?pt ?[0-4]\w?|irm\b|tdm\b|scan\b|echo\w*)|"
    r"tumeurs?|masses?|lesions?|foyers?|opacite|primitif|processus|formation|cancers?|"
    r"carcinomes?|adenocarcinomes?|neo\b|melanomes?|sarcomes?|"
    r"glioblastomes?|gist|nodules?|taille|diametre|grand axe|mesur\w+|hauteur|dimension\w*|residus?\b|"
    r"reliquat|rechute locale|recidive locale|plage|bourgeon|ulceration|tissu tumoral|prise de contraste|image|lymphome|seminome|"
    r"cholangiocarcinome|hepatocarcinome|\bchc\b|conglomerat|bulky|epaississement(?: parietal)?|scanner|mammo\w*|pi-?rads ?\d?)"
)
_PAST_BEFORE = re.compile(
    r"(?:\bvs\.?|versus|contre|initialement|etai(?:en)?t (?:de|a)|auparavant|au lieu de|anterieurement|initiale? "
    r"?:?|avant traitement ?:?|precedemment)(?: de| a)? ?$"
)
_PAST_AFTER = re.compile(
    r" ?\)?[^.;,\n)]{0,4}(?:\binitial\w*|auparavant|avant (?:traitement|chimio\w*|induction|"
    r"neoadj\w*)|en pre-?therapeutique|au depart|a l'origine|a l'epoque|(?:au |lors du )(?:diagnostic|bilan initial)| ?(?:->|>) ?\d)"
)
_REDUCED_TO = re.compile(
    r"\b(?:reduit\w*|passe\w*|ramene\w*|regress\w*|diminu\w*|mesur\w+ (?:desormais|maintenant)|plus que)(?: \w+)? (?:a |de )?$"
)
_AT_A_DATE = re.compile(r" ?(?:en|le|au|a|du|fin|debut|mi) ?[^()\n]{2,24}\)")  # "62 mm (80 mm en janvier)"
_FROM_TO = re.compile(r"(?:de|passee? de) ?$")
_TO = re.compile(r" ?(?:mm|cm)? ?(?:a|->|>|vers) ?\d(?!\d? ?h\b)")
_AT_DEPTH = re.compile(r" a \d+(?:[.,]\d)? cm")  # "lésion de 28 mm à 26 cm"
_LEFT = re.compile(r"\bpost-?therapeutique|\bpersistance d'un")  # what is left of the tumour after its treatment
_IN_SITU = re.compile(r"\b(?:cis|ccis|in situ)\b[^.;,\n\d]{0,24}$")  # "CCI de 14 mm, CIS étendu sur 55 mm"
_INVASIVE = re.compile(r"\b(?:cci|cli|infiltrante?|invasif)\b")
_LEFT_IN_THE_BED = re.compile(r"[^.;,\n]{0,12} (?:dans|au niveau d[ue]|sur) (?:le |la )?(?:lit|reprise|piece de reprise)\b")
_SECOND_FOCUS = re.compile(  # beside the main tumour of the same organ
    r"\b(?:micro-?carcinomes?|(?:second|deuxieme|autre|petit) (?:foyer|lesion|tumeur|nodule)|"
    r"(?:foyer|lesion|tumeur|nodule)s? accessoires?)\b[^.;\n]*$"
)
_OF_ORGAN = re.compile(r" (?:du |de la |de l'|au |sur le |dans le )")
_THICK = re.compile(r" (?:d'epaisseur|de profondeur|d'infiltration)\b")
_LEFT_BY_SURGERY = re.compile(r"\b(?:residus?|reliquats?)(?: \w+){0,3} (?:de |d'|a |mesurant |inferieurs? a )(?:moins de )?$")
_HISTOLOGY = re.compile(r"\b(?:histolog|anapath|anatomo-?path|microscop)")
_MEASURED_THICKNESS = re.compile(r"breslow\b[^.;,\n]{0,16}?\d(?:[.,]\d+)? ?mm\b[^.;()\n]*,")  # "Breslow 4,6 mm, ulcéré, 19 mm"
_GOES_ON = re.compile(  # a measure that goes on with the sentence before: "52 mm", "Contrôle de février 2025 : 19 mm"
    r"(?:(?:nouveau |nouvelle )?(?:controle|suivi|reevaluation|examen)|\w{3,}ectomie|exerese|puis|au|a|le|la|du|de|en|"
    r"l'|soit|mesur\w+|desormais|"
    rf"actuellement|maintenant|{'|'.join(MONTHS)}|\d+ ?mois|\d+|[ :,/.=(>-])*"
)
_ON_IMAGES = re.compile(
    r"(?:au |a l'|en |sur (?:le |la |l'))?(?:scanner|irm|tdm|tep|echo\w*) ?"
)  # "ADP sus-claviculaire ? au scanner 9 mm"
_THE_MASS = re.compile(r"\b(?:masse|tumeur|lesion) (?:\w+ )?(?:du |de la |au niveau du )?$")
_ANY_LESION = re.compile(r"(?:lesions?|nodules?|images?|foyers?|cibles?)\b")
_LIVER_SEGMENT = re.compile(r"\bseg(?:ments?|s?\.)? ?(?:i{1,3}v?|i?v|vi{1,3}|[1-8])\b")
_EXAM_OF = re.compile(r"(?:irm|tdm|scanner|echo\w*) (?:de la |du |de l'|des )?$")
_BENIGN_AFTER = re.compile(
    r"[^.;,\n]{0,12}[ =(:](?:indetermine|a?specifique|non specifique|ns\b|adenomes?|angiomes?|kystes?|benin\w*|lipome|"
    r"hamartome|sequell\w*|cicatric\w*)"
)
_DISTANCE = re.compile(
    r" ?(?:(?:du|de la|de l'|des|en dessous|au-dessus|sous|au dessus|de) ?(?:\w+ )?)?(?:la )?(?:ma\b|"
    r"marge anale|ligne pectinee|sphincter|anneau|bord superieur|ad\b|arcades?|mamelon|pam\b|carene|"
    r"cardia|jog|ligne z|muscle|cap\b|bord|peau|tranche|recoupe|capsule|pylore|valvule|fascia|releveurs?|"
    r"de la marge)"
)
_FROM_ANUS = re.compile(r" ?(?:du|de la|de l'|au-dessus du) ?(?:bord sup\w*\.?|sphincter|anneau|ligne pectinee|ma\b|marge anale)")
_NEEDS_A = re.compile(r"(?:\ba|situee? a|siegeant a|\ba environ|distante? de|\bentre) ?$")
_ANAL = re.compile(r" ?(?:(?:de|du|au[- ]dessus de|depuis) ?)?(?:la |l')?(?:ma\b|marge anale)")
_MM_MARGIN = re.compile(
    r"(?:crm|marge circonf(?:erentielle|\.)?|marge radiaire|fascia (?:recti|meso\w*)|mrc|marge laterale)[^.;,\n]{0,18}$"
)
_MEASURED = re.compile(r"taille|diametre|grand axe|mesur|hauteur|dimension|nodule|lesions")  # a measure of the noun before it
_ANYWHERE = ("lymphoma", "sarcoma", "brain", "gist")  # families whose tumour may sit in any organ
_SOURCE_WEIGHT = {"specimen": 4, "biopsy": 1, "imaging": 2, "clinic": 0, "": 1}
_GROWTH = re.compile(r"(?:perdu|pris|augment\w* de|diminution de|reduction de|croissance de|aiguille|brulure|fente)[^.;]{0,10}$")


def read(note: Note) -> None:
    for found in _LENGTH.finditer(note):
        unit = note.unit_at(found.start())
        if note.is_other(found.start()) or unit.section in ("family", "biology", "habits"):
            continue
        numbers = [to_float(found[name]) for name in "abc" if found[name]]
        largest = max(numbers) * (10 if found["unit"].startswith("c") else 1)
        before = note.plain[max(unit.start, found.start() - 60) : found.start()]
        if (
            _anal_verge(note, found, before, largest)
            or _margin(note, found, before, largest)
            or _residue(note, found, before, largest)
        ):
            continue
        if _is_size(note, found, before, largest, unit.start):
            _say(note, found, before, largest)
    _choose([mention for mention in note.mentions if mention.key == "tumour.size"], note)


def _choose(sizes: list[Mention], note: Note) -> None:
    """Of several tumours of one sentence the largest counts; a size dated of late, or of what treatment left, makes earlier ones past; of a
    tumour that left nothing in the specimen (ypT0) no size is held."""
    if any(mention.key == "tumour.t" and mention.value == "T0" for mention in note.mentions):
        for one in sizes:
            one.status = "uncertain"
    for one, following in pairwise(sizes):
        if note.unit_at(one.start) is note.unit_at(following.start) and _REDUCED_TO.search(note.plain, one.end, following.start):
            one.temporality = "past"
    left = [one.start for one in sizes if _LEFT.search(note.plain, note.unit_at(one.start).start, one.start)]
    for one in sizes:
        if left and one.start < note.unit_at(left[-1]).start and one.weight < _SOURCE_WEIGHT["specimen"]:
            one.temporality = "past"
    last = note.last_date[:7]
    late = [one for one in sizes if one.date and len(one.date) >= 7 and one.date[:7] >= last]
    in_unit: dict[int, list[Mention]] = defaultdict(list)
    for one in sizes:
        in_unit[note.unit_at(one.start).start].append(one)
    for one in sizes:
        larger = (
            other
            for other in in_unit[note.unit_at(one.start).start]
            if _millimetres(other) > _millimetres(one)
            and other.temporality == "now"
            and not (one.date and other.date and other.date < one.date and _dated_behind(note, one))
            and "puis" not in note.plain[min(one.end, other.end) : max(one.start, other.start)]
        )
        if _SECOND_FOCUS.search(note.plain, max(0, one.start - 60), one.start) and any(
            other.weight >= one.weight and _millimetres(other) > _millimetres(one) for other in sizes
        ):
            one.temporality = "past"
        later = late[bisect_right(late, one.start, key=attrgetter("start")) :] if one.date is None else []
        if any(other.temporality == "now" and other.weight == one.weight for other in chain(larger, later)):
            one.temporality = "past"


def _dated_behind(note: Note, size: Mention) -> bool:
    """ "83 mm en octobre 2025 et 38 mm en janvier 2026": does the date of this one stand right behind it?"""
    return any(note.dates_between(size.end, size.end + 12))


def _millimetres(size: Mention) -> float:
    return size.value.low if isinstance(size.value, Interval) else 0


def _anal_verge(note: Note, found: re.Match[str], before: str, millimetres: float) -> bool:
    said_after = _ANAL.match(note.plain, found.end())
    said_before = re.search(r"(?:marge anale|distance (?:a la )?ma|\bma)(?: ?[:=a]| est de| de)? ?$", before)
    if not (said_after or (said_before and note.family == "colorectal")) or note.family not in ("colorectal", "anus"):
        return False
    if millimetres > 150:
        return True  # beyond the rectum: an endoscopic distance
    end = found.end() + (said_after.end() - found.end() if said_after else 0)
    note.say("tumour.anal_verge_distance", Interval.exactly(millimetres), found.start(), end, weight=int("irm" in before))
    return True


def _margin(note: Note, found: re.Match[str], before: str, millimetres: float) -> bool:
    if note.family != "colorectal" or not _MM_MARGIN.search(before):
        return False
    value: object = millimetres
    if sign := (found["sign"] or "").strip():
        value = (
            Interval(0, millimetres, high_open=sign == "<")
            if sign.startswith("<")
            else Interval(millimetres, float("inf"), low_open=sign == ">")
        )
    note.say(
        "tumour.circumferential_margin",
        value,
        found.start(),
        found.end(),
        weight=_SOURCE_WEIGHT[source_of(note, found.start(), found.end())],
    )
    return True


def _residue(note: Note, found: re.Match[str], before: str, millimetres: float) -> bool:
    """What cytoreduction left of an ovarian cancer: "laissant un résidu tumoral de 8 mm"."""
    if note.family != "ovary" or not _LEFT_BY_SURGERY.search(before) or found["sign"]:
        return False
    if _HISTOLOGY.search(note.plain, note.unit_at(found.start()).start, found.start()):
        return False  # "Histologie : résidu ovarien de 35 mm"
    if not is_before_relapse(note, *found.span()):
        note.say("tumour.residual_disease", "under_1cm" if millimetres < 10 else "over_1cm", *found.span())
    return True


def _is_size(note: Note, found: re.Match[str], before: str, millimetres: float, unit_start: int) -> bool:
    if found["sign"] or millimetres > 400 or millimetres < 0.5 or _GROWTH.search(before):
        return False
    if _IN_SITU.search(before) and _INVASIVE.search(note.plain, unit_start, found.start()):
        return False
    if _LEFT_IN_THE_BED.match(note.plain, found.end()) or _THICK.match(note.plain, found.end()):
        return False
    if any(benign.match(note.plain, found.end()) for benign in (_BENIGN_AFTER, SAID_BENIGN, BENIGN_BESIDE)):
        return False
    if note.family == "colorectal" and _FROM_ANUS.match(note.plain, found.end()):
        return False
    if _NEEDS_A.search(before) and (_DISTANCE.match(note.plain, found.end()) or _by_endoscope(note, found)):
        return False
    if _FROM_TO.search(before) and _TO.match(note.plain, found.end()) and not _AT_DEPTH.match(note.plain, found.end()):
        return False
    return _owner(note, found.start(), unit_start) == "tumour" and not _of_another_organ(note, found.end())


def _of_another_organ(note: Note, end: int) -> bool:
    """ "Nodule de 6 mm du foie", in a note about the breast."""
    lead = _OF_ORGAN.match(note.plain, end)
    seen = note.anchors_between("organ", end, lead.end() + 1) if lead else []
    return note.family not in _ANYWHERE and any(
        anchor.start == lead.end() and family_of(organs()[anchor.id].tumour_type) != note.family for anchor in seen if lead
    )


def _by_endoscope(note: Note, found: re.Match[str]) -> bool:
    """How far the endoscope went: "lésion de 28 mm à 26 cm"."""
    return note.family in ("oesophagus", "stomach", "colorectal") and found["unit"].startswith("c")


def _owner(note: Note, start: int, unit_start: int) -> str:
    """tumour or other: the nearest noun before the length in its sentence, else what the sentence before was about."""
    asked = note.plain.endswith("? ", 0, unit_start) and _ON_IMAGES.fullmatch(note.plain, unit_start, start)
    owner = "" if asked else _noun_before(note, start, unit_start)
    if owner or not (asked or _GOES_ON.fullmatch(note.plain, unit_start, start)):
        return owner
    before = note.unit_at(unit_start - 1)
    return _noun_before(note, unit_start - 1, before.start) if before.start >= note.line(start)[0] else ""


def _noun_before(note: Note, start: int, unit_start: int) -> str:
    """The kind of the nearest noun before an offset in a sentence, or organ words with it ("surrénale G 32 mm")."""
    hits = [
        (hit.end(), hit.lastgroup or "", hit.start())
        for hit in _OWNERS.finditer(note.plain, unit_start, start)
        if not _MEASURED_THICKNESS.match(note.plain, hit.start(), start)
    ]
    for family in ("tumour", "histology"):
        hits += [
            (anchor.end, "tumour", anchor.start)
            for anchor in note.anchors_between(family, unit_start, start)
            if anchor.end <= start
        ]
    for anchor in note.anchors_between("organ", unit_start, start):
        if anchor.end <= start:
            if any(hit[1] == "other" and hit[2] <= anchor.start < hit[0] for hit in hits):
                continue  # "nodule pulmonaire"
            kind = family_of(organs()[anchor.id].tumour_type)
            own = kind == note.family or (note.family == "biliary" and _THE_MASS.search(note.plain[unit_start : anchor.start]))
            hits.append((anchor.end, "tumour" if own else "organ", anchor.start))
    if note.family not in ("liver", "biliary"):
        hits += [(hit.end(), "organ", hit.start()) for hit in _LIVER_SEGMENT.finditer(note.plain, unit_start, start)]
    for anchor in note.anchors_between("site", unit_start, start):
        if anchor.end <= start and not any(hit[2] <= anchor.start < hit[0] for hit in hits):
            hits.append((anchor.end, "organ", anchor.start))
    if not hits:  # "IRM : progression seg. V-VIII 64 mm"
        return "tumour" if note.family == "liver" and _LIVER_SEGMENT.search(note.plain, unit_start, start) else ""
    hits.sort()
    if hits[-1][1] == "tumour" and _ANY_LESION.match(note.plain, hits[-1][2]) and _examined_elsewhere(note, hits, unit_start):
        return "organ"
    named = [hit for hit in hits if hit[1] == "other" or not _MEASURED.match(note.plain, hit[2])]
    owner = (named or hits)[-1][1]
    spleen = note.plain.startswith("rate", (named or hits)[-1][2])
    liver = note.family == "gist" and note.plain.startswith(("foie", "hepat"), (named or hits)[-1][2])  # none begins there
    anywhere = (owner == "organ" and note.family in _ANYWHERE and not liver) or (
        owner == "other" and note.family == "lymphoma" and not spleen
    )
    return "tumour" if anywhere else owner


def _examined_elsewhere(note: Note, hits: list[tuple[int, str, int]], unit_start: int) -> bool:
    """Is it a lesion seen by an examination of another organ: "IRM foie : lésion du segment II 9 mm"?"""
    organs_seen = [hit for hit in hits if hit[1] == "organ"]
    return bool(organs_seen) and bool(_EXAM_OF.search(note.plain[unit_start : organs_seen[-1][2]]))


def _say(note: Note, found: re.Match[str], before: str, millimetres: float) -> None:
    start, end = found.start(), found.end()
    source = source_of(note, start, end)
    if (
        note.relapse is not None
        and note.family != "lymphoma"
        and note.relapse.kind != "biochemical"
        and (is_before_relapse(note, start, end) or note.relapse.kind == "distant")
    ):
        return
    compared = before.endswith("(") and _AT_A_DATE.match(note.plain, end)
    past = bool(compared or _PAST_BEFORE.search(before) or _PAST_AFTER.match(note.plain, end) or is_initial(note, start))
    note.say(
        "tumour.size",
        Interval.exactly(round(millimetres, 2)),
        start,
        end,
        temporality="past" if past else "now",
        date=date_of(note, start, end),
        weight=_SOURCE_WEIGHT["imaging" if note.family == "lymphoma" else source],  # a node taken out is one of many
    )
