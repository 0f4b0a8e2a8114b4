"""Every cancer that a note names, and the organs it places them in.

"K sein G. Masse | du poumon : carcinome épidermoïde | bronchique"
BREAST, then LUNG and LUSC: a name, a mass and a histology with the organ that follows
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import IS, phrases
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought
from matching.tumour_types import family_of, organs, specific_type


class Cancer(NamedTuple):
    """A cancer that the note names: its tumour type (perhaps only that of its organ) and the family of that type."""

    start: int
    end: int
    code: str
    family: str


# Findings that only one type of tumour has, for notes that never name the cancer: "PSA 12, Gleason 8, ISUP 4".
TELLING = {
    "gleason": "PRAD",
    "psma": "PRAD",
    "hormone_sensitive": "PRAD",
    "castration_resistant": "PRAD",
    "breslow": "SKCM",
    "bclc": "HCC",
}
_OF = re.compile(
    r"(?: (?:hypo\w+|hyper\w+|heterogene|tissulaire|nodulaire|mal limitee?|"
    r"infiltrante?|invasif|localisee?|metastatique|primitif|tumorale?|suspecte?|hypermetabolique|"
    r"evolutive?|bilaterale?|centrale?|ulcero\w*|(?:bien|peu|moyennement) differenciee?|(?:grade|g) ?[1-3]|"
    r"de|du|des|de la|de l'|d'un|la|le|au niveau du|au niveau "
    r"de la|dans le|droite?|gauche)){0,4}[ ']?$"
)
AMBIGUOUS = re.compile(phrases("ambiguous_acronyms"))
_NOT_PRIMARY = Sought(
    r"(?:meta\w*|\bmets|secondaire\w*|hyperm\w*|carcinose|m\+|adp|adenopathies?|ganglion\w*|progression|"
    r"lesions|nodules|cirrhose|insuffisance|bilan|fonction|cytolyse|atteinte|envht|envahissement|irc|biopsie|ponction)(?: "
    r"\w+)? ?(?:et |, |de |du |de la )?$"
)
MASS = re.compile(
    r"(?:masse|lesion|nodule|foyer|opacite|image|residu|lesion tumorale|formation tumorale|processus "
    r"expansif|tumeur)s?"
)
# What leads to the diagnosis that is kept, once others were evoked: "le diagnostic final était celui d'un | carcinoïde du rein".
CONCLUDED = Sought(rf"\b{phrases('concluded')}[^.;:\n]{{0,60}}$")
ELSEWHERE = Sought(
    r"(?:meta\w*|secondaire\w*|m\+|secondarisme|hypothese|versus|vs|diagnostic differentiel|eliminer|"
    r"elimine)[^.;]{0,20}$"
)


def is_concluded(note: Note, start: int, end: int) -> bool:
    """Do the words around a name of a cancer say that it is the diagnosis that is kept?"""
    return bool(
        CONCLUDED.search(note, max(0, start - 110), start)
        or (_DIAGNOSIS_OF.search(note, max(0, start - 90), start) and _KEPT.match(note.plain, end))
    )


_BY_CHANCE = Sought(r"\bfortui\w+[^.;\n]{0,40}$")


def found_by_chance(note: Note, cancer: Cancer) -> bool:
    """ "Cystoprostatectomie : pT3a. Fortuit : ADK prostate": told on its line as found by chance in what an operation took out."""
    operated = note.anchors_between("procedure", note.line(cancer.start)[0], cancer.start)
    return bool(operated) and bool(_BY_CHANCE.search(note, max(0, cancer.start - 60), cancer.start))


_ANY_SOLID = "SOLID"  # "une tumeur solide du dôme vésical" tells what it is made of
_DIAGNOSIS_OF = Sought(
    r"\bdiagnostic (?:\w+ )?(?:de |d'une? |d')"
    r"(?:(?:metastases?|localisations? (?:secondaires?|metastatiques?)) (?:\w+ ){0,3}?(?:d'un |d'une |du |de ))?$"
)
_KEPT = re.compile(
    rf"[^.;:,\n]{{0,60}}\b(?:a|{IS}|ete) (?:ete |donc |ainsi |finalement |alors )*(?:retenu|confirme|pose|etabli|affirme)\b"
)


_SAID_BENIGN = re.compile(
    rf"[^.;,\n]{{0,40}}?(?:=|:|\best|\() ?(?:une? |des )?{phrases('benign_lesion')}|[^.;,:\n]{{0,24}}?\bbenin(?:e?s?)\b"
)


def cancers(note: Note) -> list[Cancer]:
    """Every cancer named: a tumour's name, or a mass or a histology with the organ that follows it; in the order of the text."""
    if note.cancers is None:
        note.cancers = list(_cancers(note))
    return note.cancers


def _cancers(note: Note) -> Iterator[Cancer]:
    found = {}
    for anchor in note.anchors.get("tumour", ()):
        words = note.plain[anchor.start : anchor.end]
        if anchor.id == _ANY_SOLID:
            continue
        if not AMBIGUOUS.fullmatch(words) or note.cased[anchor.start : anchor.end].isupper():
            found[anchor.start] = Cancer(anchor.start, anchor.end, anchor.id, family_of(anchor.id))
    taken = {offset for cancer in found.values() for offset in range(cancer.start, cancer.end)}
    for head, organ in _placed(note):
        if MASS.fullmatch(note.plain, head.start, head.end) and qualify(note, head.start, head.end).status == "negated":
            continue  # "pas de lésion pulmonaire"
        if MASS.fullmatch(note.plain, head.start, head.end) and _SAID_BENIGN.match(note.plain, head.end):
            continue  # "lésion hépatique du IV non fixante = angiome"
        known = found.get(head.start)
        if known and known.family == "neuroendocrine" and (own := specific_type(organ, head.id)):
            found[head.start] = known._replace(code=own)  # "tumeur neuroendocrine bien différenciée | de l'intestin grêle"
        if head.start in taken or ELSEWHERE.search(note, max(0, head.start - 40), head.start):
            continue
        code = (specific_type(organ, head.id) if head.family == "histology" else None) or organs()[organ].tumour_type
        found.setdefault(head.start, Cancer(head.start, head.end, code, family_of(organs()[organ].tumour_type)))
    yield from (found[start] for start in sorted(found))


def _placed(note: Note) -> Iterator[tuple[Anchor, str]]:
    """Histologies and masses directly followed by their organ: "carcinome épidermoïde | du larynx", "masse | LSD"."""
    heads = [anchor for anchor in note.anchors.get("finding", ()) if anchor.id == "mass"] + note.anchors.get("histology", [])
    heads.sort(key=lambda head: head.end)
    ends = [head.end for head in heads]
    for place in places(note):
        for head in heads[bisect_left(ends, place.start - 40) : bisect_right(ends, place.start)]:
            if head.end <= place.start <= head.end + 40 and _OF.fullmatch(note.plain, head.end, place.start):
                yield head, place.id
                break


_NO_SEAT = Sought(  # "toucher rectal", "cancer du côlon et du rectum", "envahissant les deux tiers du vagin"
    r"\b(?:touchers?|temperature|colon (?:et|ou)(?: (?:du|de))?|ulceres?|lithiases?|hernies?) (?:le )?$|"
    r"\b(?:envahiss(?:ant|ait)|infiltr(?:ant|ait)(?= (?:le|la|les|l'))|refoul(?:ant|ait)|respect(?:ant|ait)|"
    r"etendue? (?:au|aux|a la|a l')|s'etend\w+ (?:au|aux|a la|a l'|vers))\b[^.;,:\n]{0,36}$"
)


_SCANNED = Sought(r"\b(?:irm|tdm|scanner|tep|imagerie|scan)s? (?:du |de l'|de la )?$")  # "IRM cérébrale normale"


def places(note: Note) -> list[Anchor]:
    """Words for an organ, whichever vocabulary they are of; the id is the organ's name. In the order of the text."""
    known = organs()
    found = [organ for organ in note.anchors.get("organ", []) if not _NO_SEAT.search(note, max(0, organ.start - 60), organ.start)]
    found = [organ for organ in found if organ.id != "brain" or not _SCANNED.search(note, max(0, organ.start - 16), organ.start)]
    found += [anchor for anchor in note.anchors.get("place", ()) if anchor.id in known]
    return sorted(found, key=lambda anchor: anchor.start)


def is_metastasis(note: Note, place: Anchor) -> bool:
    """Is the organ word here the seat of a metastasis, of an examination or of a node?"""
    return bool(_NOT_PRIMARY.search(note, max(0, place.start - 34), place.start))


def telling(note: Note) -> list[Anchor]:
    """The findings of the note that only one type of tumour has."""
    return [
        one
        for one in note.anchors.get("finding", ())
        if one.id in TELLING and not note.is_other(one.start) and note.plain[one.start : one.end] not in ("gs", "gss")
    ]  # GS is a sentinel node more often than a Gleason score
