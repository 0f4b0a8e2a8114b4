"""The side of a tumour of a paired organ.

"Tumorectomie gauche. Masse du LSD"        breast left; lung right

Sides are for paired organs: not the prostate, not the colon. The side said most often is kept; both sides of one organ, where the words say so, win.
"""

from __future__ import annotations

import re
from collections import Counter

from matching.reading.families.cancers import Cancer
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import IS
from matching.tumour_types import organs

_RIGHT = r"droite?s?|dte?s?|dr"
_LEFT = r"gauches?|gche?s?"
_SIDE = re.compile(
    rf"[^.;:,\n(]{{0,22}}?(?<![a-z])(?:(?P<right>{_RIGHT})|(?P<left>{_LEFT})|(?P<both>bilateral\w*|"
    rf"bilat\.?))(?![a-z])"
)
_LETTER = re.compile(r"[^.;:,\n(A-Z]{0,14}?\b([DG])\b(?!'|\.[A-Za-z])")
_BOTH_BEFORE = re.compile(r"bilateral\w* (?:du |des |de la |de l')?$")
_BOTH_AFTER = re.compile(r", bilateral\w*(?= ?[,.;\n]|$)")  # "carcinome de l'ovaire, bilatéral, FIGO IIIC"
_OF_A_METASTASIS = re.compile(r"\b(?:secondaire|metasta\w+)s? (?:\w+ ){0,2}bilateral\w* (?:du |des |d'un )?$")
_BOTH_OVARIES = re.compile(r"\bdes deux (?:ovaires?|annexes?|seins?)$")
_SEATS = {  # words that give the side of a paired organ although they are not its name
    "breast": r"tumorectomie|zonectomie|quadrantectomie|mastectomie|mastect\.?|mammectomie|qs[ei]|qi[ei]|quadrant\w*(?: \w+-\w+)?|sein",
    "lung": r"lobectomie (?:superieure|inferieure)?|lobe (?:superieur|inferieur|sup|inf)|lobaire (?:superieure?|"
    r"inferieure?)|pneumonectomie|apex|hilaire|mediastino-hilaire|hilo-mediastinale|parahilaire|poumon",
    "kidney": r"nephrectomie(?: (?:elargie|partielle|totale|radicale))*|nte|rein",
    "testis": r"orchidectomie|orchiectomie|testicule",
    "sarcoma": r"cuisse|bras|jambe|avant-bras|mollet|epaule|fesse|fessier|creux poplite|main|pied|genou|bassin|aine|"
    r"inguinale?|membre (?:inferieur|superieur)|femur|tibia|humerus|fibula|quadriceps|"
    r"hanche|aile iliaque|orbite|creux axillaire|scapula|omoplate|mandibule",
    "skin": r"cuisse|bras|jambe|avant-bras|mollet|epaule|fesse|main|pied|genou|joue|oreille|tempe|cheville|talon|orteil|hallux|flanc|"
    r"aile du nez|paupiere|pommette|poignet|doigt|pouce|coude|plante|scapulaire|deltoide|lombaire",
    "brain": r"frontale?|parietale?|temporale?|occipitale?|insulaire|temporo-\w+|fronto-\w+|parieto-\w+|hemisphere|"
    r"thalami\w+|cerebell\w+",
    "mesothelioma": r"pleural\w*|plevre|pleurectomie",
    "urothelial": r"nut|uretere|bassinet|pyelocaliciel\w*|nephro-?ureterectomie|ureteral\w*",
    "eye": r"oeil|choroid\w+",
    "head_neck": r"amygdale|amygdalien\w*|corde vocale|sinus piriforme|parotide|parotidectomie|amygdalectomie|"
    r"langue(?: mobile)?|hemiglossectomie|joue|plancher buccal",
    "paediatric": r"rein|nephrectomie",
    "adrenal": r"surrenal\w*|corticosurrenalome|pheochromocytome",
    "ovary": r"ovaires?|annexes?|ovarien\w*|annexiel\w*|trompe",
}
_LOBES = re.compile(r"\bL[SIM]?(D|G)\b|\bLM\b|\b[Ll]obe moyen\b")
_HEALTHY = re.compile(
    r" (?:seul(?! (?:atteint|touche|concerne))|restant|unique)\b|"
    rf" ?(?::|=)? ?(?:{IS} )?(?:normal\w*|sain\w*|ras\b|indemne|sans (?:anomalie|lesion))"
)
_NOT_SEAT = re.compile(
    r"(?:surrenale|meta\w*|secondaire\w*|controlateral\w*|nodules|micronodules|miliaire|lacher|epanchement|"
    r"infiltrats?|condensations?|embolie|opacites|lesions|prothese|atcd|antecedent\w*|curage|adp|"
    r"adenopathies?|ganglions?|fixite|immobilite|mobilite|paralysie|oedeme|œdeme|lymphoedeme|thrombose|phlebite|lambeau|"
    r"hemiparesie) (?:\w+ )?(?:du |de la |de l'|des |au )?$"
)


def read_sides(note: Note, named: list[Cancer], seats: list[Anchor]) -> None:
    """The side said most often; both sides of one organ, where the words say so, win."""
    votes = [] if note.family not in _SEATS else _sides(note, named, seats)
    if not votes:
        return
    counts = Counter(side for side, _, _ in votes)
    first = [side for side, _, _ in votes].index
    chosen = "bilateral" if "bilateral" in counts else max(counts, key=lambda side: (counts[side], -first(side)))
    for side, start, end in votes:
        if side == chosen:
            note.say("tumour.laterality", side, start, end)


def _sides(note: Note, named: list[Cancer], seats: list[Anchor]) -> list[tuple[str, int, int]]:
    """Sides with where they are said: beside the organ, its operation, a name of the tumour, or as a lobe (LSG)."""
    words = re.compile(rf"(?<![a-z-])(?:{_SEATS[note.family]}|primitif|tumeur primitive)(?![a-z])")
    marks = [seat.span() for seat in words.finditer(note.plain)]
    marks += [(seat.start, seat.end) for seat in seats if organs()[seat.id].paired]
    marks += [(cancer.start, cancer.end) for cancer in named if cancer.family == note.family]
    votes: list[tuple[str, int, int]] = []
    taken: set[int] = set()
    for start, end in marks:
        found = _side_after(note, end, start) if _usable(note, start) else None
        if found and _HEALTHY.match(note.plain, found[1]):
            continue  # "testicule D normal"
        if found and taken.isdisjoint(range(start, end)):
            votes.append((found[0], start, found[1]))
            taken.update(range(start, found[1]))
    if note.family == "lung":
        lobes = [
            lobe
            for lobe in _LOBES.finditer(note.cased)
            if _usable(note, lobe.start()) and not note.unit_at(lobe.start()).shouting
        ]
        votes += [("left" if lobe[1] == "G" else "right", lobe.start(), lobe.end()) for lobe in lobes]
    return votes


def _usable(note: Note, start: int) -> bool:
    unit = note.unit_at(start)
    return (
        not note.is_other(start)
        and unit.section != "family"
        and not _NOT_SEAT.search(note.plain[max(unit.start, start - 40) : start])
    )


def _side_after(note: Note, end: int, start: int) -> tuple[str, int] | None:
    limit = note.unit_at(start).end
    if _OF_A_METASTASIS.search(note.plain, max(0, start - 80), start):
        return None
    if _BOTH_BEFORE.search(note.plain[max(0, start - 24) : start]) or _BOTH_OVARIES.search(note.plain[max(0, start - 24) : end]):
        return "bilateral", end
    if both := _BOTH_AFTER.match(note.plain, end, limit):
        return "bilateral", both.end()
    found = _SIDE.match(note.plain, end, min(limit, end + 40))
    letter = _LETTER.match(note.cased, end, min(limit, end + 20))
    if letter and (not found or letter.end() < found.end()):
        return ("right" if letter[1] == "D" else "left"), letter.end()
    if found and found["both"] and note.plain[start:end].rstrip(".").endswith(("ectomie", "mastect")):
        return None  # both breasts are operated on, one may be healthy
    if not found or re.search(r"\b(?:et|controlateral|surrenale|curage|gs\b|prophylactique|preventive)", found.group()):
        return None
    if (
        any(not organs()[organ.id].paired for organ in note.anchors_between("organ", end, found.end()))
        or "retroperit" in found.group()
    ):
        return None  # "léiomyosarcome du rétropéritoine gauche"
    return ("right" if found["right"] else "left" if found["left"] else "bilateral"), found.end()
