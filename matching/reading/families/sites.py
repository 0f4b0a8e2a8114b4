"""Metastatic sites: which organs the note calls seats of metastases, and which it denies.

    "surrénale G 32 mm hyperméta, IRM cérébrale nég"        adrenal present, brain absent

The organ of the tumour itself and its regional nodes are no sites; a site that has disappeared is neither.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from matching.data_files import load_yaml
from matching.reading.dates import date_of
from matching.reading.families.lesion import METASTASIS_OF
from matching.reading.families.lesions import status_of
from matching.reading.families.unaffected import BENIGN, DENIED, UNSURE
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.resolve import COMPLETE
from matching.reading.sought import Sought
from matching.tumour_types import family_of, is_a, organs

_JOINT = re.compile(
    r"s?\.?(?: (?:multi\w*|pluri\w*|bilobaires?|bilaterale?s?|diffuse?s?|isolee?s?|synchrones?))?"
    r"(?: \([^()\n]{1,40}\))?(?: ?[,/+&] ?| et | ou | ni |, (?:et|ni) )(?:de |d'|des |les |le |la |au |du |aux )?(?:l')?"
)
_BESIDE = re.compile(r"(?:retro|para|pre|sous|inter|extra|supra|juxta|peri)-$")  # "rétro-sternal" is no bone
_ITS_WORK = re.compile(r"\b(?:bilans?|fonctions?|biologie|tests?|enzymes) $")  # "bilan hépatique normal" denies no metastasis
# "Péritoine pariétal", "hile hépatique", "artère pulmonaire": another place than the organ that the second word names.
_OF_A_LINING = re.compile(
    r"\b(?:peritoine|plevre|gouttiere|pericarde|muscle|feuillet|hile|pedicule|arteres?|veines?|ligament|anti|anticorps) $|\banti-$"
)
_WORKS = re.compile(r" (?:function|enzymes?|tests?|panel)\b")
_DOUBTED = re.compile(rf"(?:[^.;,\n]|\d,\d){{0,40}}? (?:{UNSURE.pattern})")  # "6 nodules pulmonaires, surrénale D 15 mm douteuse"
_GONE = re.compile(r"\b(?:disparition|regression complete|resolution|negativation)(?: complete)?[^.;,:]{0,40}$")
_GONE_AFTER = re.compile(
    r"[^.;,]{0,24}\b(?:ont? disparu\w*|disparue?s?\b|n'est plus (?:visible|vue?|retrouvee?)|ne sont plus visibles)"
)
_GROWTH = re.compile(r" (?:\w+ )?(?:evoluti\w+|multiples?|en progression|progress\w+)")
_RELAPSED = re.compile(r"(?:recidive|rechute)s? $")
_DISSECTED = re.compile(r"\b(?:curage|lymphadenectomie|evidement|ganglions? examines?)\b[^.;\n]*$")
_SEQUENCE = re.compile(r"(?:signal|signaux|sequences?|pondere\w*|irm|flair)[^.;,]{0,6} t[12]$")  # "hypersignal T2"
_VERTEBRA = Sought(
    r"(?:lesions?(?: \w+)? (?:de |en )|(?:osseu\w+|osteolytiques?|condensantes?) \((?:\w+, )*|"
    r"(?:nodules?|lesions?|metastases?|localisations?) (?:pulm\w*|hepat\w*|gangl\w*) et (?:de |en )?|"
    r"lyses?|meta\w*|lesions? secondaires?|localisations? (?:secondaires?|osseuses?)?|tassement "
    r"(?:neoplasique|metastatique)|fracture pathologique|epidurite|lesions? lytiques?|"
    r"rachis)[^.;,\n]{0,20}? ?(?<![a-z0-9])[ctdls]\d{1,2}(?!\d)"
)


@cache
def _organ_of_its_own(what: str, family: str) -> tuple[str, ...]:
    """Of data/vocabulary/own_sites.yaml: the regional nodes, or the own site, of the tumours of a family."""
    return tuple(load_yaml("vocabulary/own_sites.yaml")[what].get(family, ()))


def read_sites(note: Note, metastatic: bool) -> None:
    """Says the sites present and absent. `metastatic`: the words say a distant disease."""
    anchors = [anchor for anchor in note.anchors.get("site", ()) if _is_a_place(note, anchor)]
    statuses = [status_of(note, anchor, metastatic) for anchor in anchors]
    _drop_gone(note, anchors, statuses)
    _share(note, anchors, statuses)
    for anchor, status in zip(anchors, statuses, strict=True):
        if status is None and metastatic and _listed_with_the_tumour(note, anchor):
            status = "present"
        if status == "negated" and (note.plain.startswith("lyse", anchor.start) or _of_the_first_disease(note, anchor)):
            continue
        if status in ("present", "negated") and is_site(note, anchor, status):
            note.say(
                "tumour.metastatic_sites", anchor.id, anchor.start, anchor.end, status=status, weight=int(status == "present")
            )
    if metastatic or any(mention.key == "tumour.metastatic_sites" and mention.status == "present" for mention in note.mentions):
        _vertebrae(note)
    _supersede(note)


def _is_a_place(note: Note, anchor: Anchor) -> bool:
    """Not a word made of an organ's ("rétro-sternal"), nor the work of one ("bilan hépatique")."""
    return (
        not note.is_other(anchor.start)
        and not _BESIDE.search(_lead(note, anchor, 8))
        and not _ITS_WORK.search(_lead(note, anchor, 12))
        and not _WORKS.match(note.plain, anchor.end)
        and not _OF_A_LINING.search(_lead(note, anchor, 12))
    )


def _share(note: Note, anchors: list[Anchor], statuses: list[str | None]) -> None:
    """Sites joined by "et" or a comma share what is said of one of them."""
    joined = [bool(_JOINT.fullmatch(note.plain[one.end : two.start])) for one, two in pairwise(anchors)]
    for index in reversed(range(len(joined))):  # "foie et os nég": what is said of the last holds for the first
        if joined[index] and statuses[index] is None:
            statuses[index] = statuses[index + 1]
    for index, joint in enumerate(joined, start=1):  # "aucun autre site métastatique, notamment dans le foie et les poumons"
        if joint and (statuses[index - 1], statuses[index]) == ("negated", "present"):
            together = _denied_together(note, anchors[index - 1], anchors[index])
            statuses[index] = "negated" if together else "present"
    for index, joint in enumerate(joined, start=1):  # "métastases hépatiques et osseuses"
        if joint and statuses[index] is None and not _DOUBTED.match(note.plain, anchors[index].end):
            statuses[index] = statuses[index - 1]


def _of_the_first_disease(note: Note, anchor: Anchor) -> bool:
    """What was denied before an undated relapse, and before a treatment told ahead of it, may be there now."""
    relapse = note.relapse
    if relapse is None or relapse.date or anchor.end >= relapse.start:
        return False
    return any(note.anchors_between(kind, anchor.end, relapse.start) for kind in ("drug", "protocol", "procedure"))


_AFTER_THE_TUMOUR = re.compile(r"\b(?:masse|tumeur|primitif|lesion)\b[^.;:=]*, (?:(?:[^.;:=,]{0,30} )?et )?$")
# "M1c (os, cerveau", "TEP : iliaque + sternum", "sites : plèvre, os"
_HEADS = re.compile(
    rf"\b(?:m1[a-d]?\d?|m\+|{phrases('spread_told')})(?: [\w/-]+){{0,6}} ?[(:>]-? ?"
    r"(?:(?:[^.:()\n]|\([^()\n]*\))*(?:[,+/;]|\bet|\bpuis) ?(?:(?:le|la|les|au|du|des) |l')?)?$"
)
_END_OF_LIST = re.compile(r"[;\n]|\.(?= |$)")
_ALONE = re.compile(
    r"s?(?: (?:[dg]|dte?|gche|droite?s?|gauches?|bilat\w*|diffus\w*|multi\w*|miliaire|idem|stables?|majoree?s?|axial\w*))*"
    r"(?: ?\([^()\n]{1,40}\)?)?(?= ?(?:[,.;+/)\n]|$|et |puis ))"
)
_SAID_NORMAL = re.compile(
    r"normal|normaux|\bras\b|\bneg|indemne|\bsans\b|\bpas\b|\blibre|\bn\b|\bok\b|\?|\brien\b|\bnon\b|\b0\b|: ?-"
)


def _listed_with_the_tumour(note: Note, anchor: Anchor) -> bool:
    """ "Masse hilaire 82 mm, foie, surrénale G", "M1c (os, cerveau)": in a metastatic disease, organs listed bare after the tumour or
    after what tells how far it has gone, none of them said normal."""
    unit = note.unit_at(anchor.start)
    start = unit.start
    while note.plain.endswith("; ", 0, start):
        start = note.unit_at(start - 2).start
    stop = _END_OF_LIST.search(note.plain, anchor.end)
    head = _HEADS.search(note.plain, start, anchor.start)
    said_normal = _SAID_NORMAL.search(note.plain, head.start() if head else unit.start, stop.start() if stop else len(note.plain))
    if unit.section in ("history", "family", "question", "proposal") or said_normal:
        return False
    told = head or _AFTER_THE_TUMOUR.search(note.plain, unit.start, anchor.start)
    return bool(told and _ALONE.match(note.plain, anchor.end, unit.end))


def _denied_together(note: Note, first: Anchor, second: Anchor) -> bool:
    """Is what is denied of the first denied of the second too, nothing else being said of it?"""
    unit = note.unit_at(first.start)
    denied = DENIED.search(note.plain, unit.start, first.start)
    return bool(denied) and "," not in note.plain[first.end : second.start] and not _GROWTH.match(note.plain, second.end)


def _vertebrae(note: Note) -> None:
    """Vertebrae named as the seat of a lesion of a metastatic disease: "lésion lytique de L3"."""
    for found in _VERTEBRA.finditer(note):
        if (
            not note.is_other(found.start())
            and not DENIED.search(note.plain[max(0, found.start() - 30) : found.start()])
            and not BENIGN.search(found.group())
            and not _SEQUENCE.search(found.group())
        ):
            note.say("tumour.metastatic_sites", "bone", *found.span(), weight=1)


def _drop_gone(note: Note, anchors: list[Anchor], statuses: list[str | None]) -> None:
    """ "Disparition de la lésion surrénalienne": what was said of the site before counts no more, nothing is said of it now."""
    for index, anchor in enumerate(anchors):
        unit = note.unit_at(anchor.start)
        if _GONE.search(note.plain[max(unit.start, anchor.start - 60) : anchor.start]) or _GONE_AFTER.match(
            note.plain, anchor.end, unit.end
        ):
            for earlier in range(index + 1):
                if anchors[earlier].id == anchor.id:
                    statuses[earlier] = "gone"


def _supersede(note: Note) -> None:
    """A site denied at a later date than every date it was seen at is absent now."""
    said = [mention for mention in note.mentions if mention.key == "tumour.metastatic_sites" and mention.value != COMPLETE]
    for denied in (mention for mention in said if mention.status == "negated"):
        seen = [
            _own_date(note, mention.start) for mention in said if mention.value == denied.value and mention.status == "present"
        ]
        date = date_of(note, denied.start, denied.end)
        later = date and all(one and one[:7] < date[:7] for one in seen)
        told_after = all(
            mention.start < denied.start for mention in said if mention.value == denied.value and mention is not denied
        )
        if seen and (later or (told_after and _NO_MORE.search(note.plain, max(0, denied.start - 30), denied.end + 40))):
            denied.weight = 2


# "Métastase hépatique réséquée en 2023. Pas de récidive hépatique", "plus rien au foie"
_NO_MORE = re.compile(r"\b(?:(?:pas de|sans|aucune?|absence de) recidives?|plus (?:rien|aucune?|d'|de)|nettoye\w*|normalise\w*)")


def _own_date(note: Note, start: int) -> str | None:
    unit = note.unit_at(start)
    return next((date.iso for date in note.dates_between(unit.start, unit.end)), None)


_LOBES_AND_BONES = ("front", "pariet", "tempor", "occip")
_OF_THE_SKULL = re.compile(r"\b(?:lytiques?|osteolytiques?|lyse|os|cuir chevelu|crane|scalp)\b[^.;]*$")


def is_site(note: Note, anchor: Anchor, status: str) -> bool:
    """Is this a site for this tumour? Its own organ counts only when the words call it metastatic; regional nodes never do."""
    words = note.plain[anchor.start : anchor.end]
    if anchor.id == "peritoneum" and "mesent" in words and _NODE_OF.search(note.plain, max(0, anchor.start - 16), anchor.start):
        return False  # "adénopathie mésentérique"
    if anchor.id == "distant_nodes":
        return _are_distant_nodes(note, anchor, words, status)
    if note.family in ("eye", "skin") and "choroid" in note.plain and words.startswith(("tempor", "front")):
        return False  # the quadrant of the retina
    if words.startswith(_LOBES_AND_BONES) and _OF_THE_SKULL.search(note.plain, max(0, anchor.start - 40), anchor.start):
        return False  # "lésion lytique, frontale": the bone
    if anchor.id == "other" and not (status == "present" and METASTASIS_OF.search(_lead(note, anchor, 60))):
        return False
    if anchor.id == "bone" and any(one.key == "tumour.type" and is_a(str(one.value), "BONE") for one in note.mentions):
        return status == "present" and bool(_CALLED.search(_around(note, anchor)))  # the bone that the tumour is of
    if _is_the_own_organ(note, anchor):
        return status == "present" and anchor.id != "other" and _is_spread_in_the_organ(note, anchor)
    return True


_CALLED = re.compile(r"meta\w* |secondaire|m\+")
_CALLED_ELSEWHERE = re.compile(rf"{_CALLED.pattern}|controlat|lacher|bilat")
_NODE_OF = re.compile(r"(?:adp|aden\w*|gangl\w*|masse) $")
_NODE = re.compile(r"adp|aden|gangl|\bggl?\b")


def _lead(note: Note, anchor: Anchor, width: int) -> str:
    return note.plain[max(0, anchor.start - width) : anchor.start]


def _around(note: Note, anchor: Anchor) -> str:
    """The words beside an organ, up to what it comes with: "cancer du poumon avec métastases hépatiques"."""
    after = note.plain[anchor.end : anchor.end + 26].partition(" avec ")[0]
    return note.plain[max(0, anchor.start - 22) : anchor.end] + after


def _are_distant_nodes(note: Note, anchor: Anchor, words: str, status: str) -> bool:
    """Nodes that are not regional for this tumour; what a dissection or words about any node deny is not denied of them."""
    if status == "negated" and (
        _DISSECTED.search(_lead(note, anchor, 90))
        or (words.startswith("metastase") and words.endswith(("ganglionnaire", "ganglionnaires")))
    ):
        return False
    if "retroper" in words and not _NODE.search(note.plain, max(0, anchor.start - 24), anchor.end):
        return False  # "masse rétropéritonéale"
    recurred = note.relapse is not None and note.relapse.kind == "distant" and note.family in ("kidney", "urothelial")
    return recurred or not any(beginning in words for beginning in _organ_of_its_own("regional_nodes", note.family))


def _is_the_own_organ(note: Note, anchor: Anchor) -> bool:
    """Is it the organ of the tumour, or the first that the tumour spreads to?"""
    seeded = note.family == "ovary" and anchor.id == "peritoneum" and note.relapse is not None  # no longer the first spread
    return (not seeded and anchor.id in _organ_of_its_own("own_site", note.family)) or any(
        family_of(organs()[organ.id].tumour_type) == note.family for organ in note.anchors_over("organ", anchor.start, anchor.end)
    )


def _is_spread_in_the_organ(note: Note, anchor: Anchor) -> bool:
    return bool(_RELAPSED.search(_lead(note, anchor, 14)) or _CALLED_ELSEWHERE.search(_around(note, anchor)))
