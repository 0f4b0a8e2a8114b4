"""Lymph nodes positive and examined, in figures or in words.

    "GS : 1N+/2", "3/15 ganglions", "pN1a (2/15)", "sept ganglions envahis sur seize"

Biopsy cores (10/12 carottes), dates and nodes seen on images are none; the sentinel node gives way to a dissection.
"""

from __future__ import annotations

import re

from matching.reading.dates import date_of
from matching.reading.families.relapse import kept
from matching.reading.families.sources import source_of
from matching.reading.note import Note
from matching.reading.phrases import either
from matching.reading.sought import Sought
from matching.reading.values import COUNTS

_COUNTS = (
    Sought(
        r"(?P<pos>[0-9](?<![\d.,/]\d)\d?) ?(?:n|gs|gas|g|ganglions?|gg|ggl)? ?(?:\+|positifs?|envahis?|metastatiques?|"
        r"atteints?|sentinelles? (?:envahi|positif|metastatique)s?)(?: ?\([^)]{0,18}\))? ?(?:/|sur|parmi)(?: "
        r"les)? ?(?P<all>\d{1,2})(?![\d/+]|,\d| ?(?:carott|biops|prelev|mm|cm|mois|ans))"
    ),
    Sought(
        r"(?P<pos>[0-9](?<![\d.,/]\d)\d?) ?(?:/|sur) ?(?P<all>\d{1,2})(?![\d/,.]\d| ?(?:/|carott|biops|prelev|"
        r"fragments?|mm|cm|cycles?|cures?|mois|ans|%|quadrants?|seances?|fr\b|cell))(?= ?(?:n\+?\b|gangl\w*|"
        r"gg\w*|adenop\w*|n \+|envahi\w*|metast\w*|positi\w*)?)"
    ),
    Sought(
        r"(?:pn|yn|n) ?\+? ?[0-3][abc]?(?:mi)? ?(?:\(sn\) ?)?\((?:n ?=? ?)?(?P<pos>\d{1,2}) ?(?:n\+?)? ?/ "
        r"?(?P<all>\d{1,2})(?: ?n\+?)?[^)]{0,40}\)"
    ),
)
_NUMBER = either(word for word in COUNTS if word != "zero")
_IN_WORDS = Sought(
    rf"\b(?P<pos>{_NUMBER}|\d{{1,2}}) (?:\w+ ){{0,3}}?(?:(?<=0 )ganglions?|metastatiques?|envahis?|"
    rf"positifs?|atteints?|n'est (?:envahi|metastatique|atteint))(?: \([^)]*\))?,? (?:sur|"
    rf"parmi) (?:les )?(?P<all>\d{{1,2}}|{_NUMBER})\b"
)
_NONE_OF = Sought(
    rf"\b(?P<pos>aucun) (?:des|de ces|parmi les) (?P<all>\d{{1,2}}|{_NUMBER}) (?:ganglions?|adenopathies) [^.;\n]{{0,30}}?"
    r"n'(?:est|sont|etai(?:en)?t) (?:envahi|metastatique|atteint)"
)
_DEPOSIT = Sought(  # "2 GS : 1 macrométa ilio-obturatrice G / 2", "1 micrométastase sur 3 ganglions"
    rf"(?<![\d.,/])(?P<pos>{_NUMBER}|\d{{1,2}}) (?:macro|micro)-?met\w*(?: (?:de )?\d{{1,2}}(?:[.,]\d)? ?mm)?"
    rf"[^.;,/\d\n]{{0,30}}(?:/|sur) ?(?P<all>\d{{1,2}}|{_NUMBER})(?![\w/]|,\d| ?mm)"
)
_TAKEN_OUT = Sought(  # "2 GS prélevés, 1 métastatique", "GS : 4 prélevés, 1 avec micrométastase"
    rf"(?<![\d.,/])(?P<all>{_NUMBER}|\d{{1,2}}) (?:(?:gs|gas|ganglions?|ggl?)(?: sentinelles?)? )?(?:preleves?|retires?|examines?|analyses?)"
    rf"(?:,| :| dont| et)* ?(?P<pos>{_NUMBER}|\d{{1,2}}) (?:(?:\w+ )?(?:metastatiques?|envahis?|positifs?|atteints?|n\+|\+)|"
    r"(?:avec|porteurs? d'|siege d')(?: ?une?)? ?(?:macro|micro)?-?metasta\w*)"
)
_NODE_WORD = re.compile(
    r"(?:\bgs\b|\bgas\b|sentinelles?|curage|gangli\w+|\bn\+|\bggl?\b|\bn ?:|\bca\b|evidement|picking|"
    r"lymphaden\w+|\bpn ?\d[abc]?|adenectomie|\bn ?=)[^;\n]{0,48}$"
)
_NODE_AFTER = re.compile(r" ?(?:\+)? ?(?:n\+|ganglions?|gg\b|ggl|adenopathies?|sentinelles?|ganglionnaires?|gs\b)")
_SENTINEL_NEGATIVE = Sought(
    rf"(?P<all>\d{{1,2}}|{_NUMBER}) ?(?:ganglions?|gs|gas|gg|ggl)(?: sentinelles?)?(?: "
    r"axillaires?| hilaires?| regionaux| iliaques?| inguinaux| preleves?| pelviens?| "
    r"examines?| analyses?)* (?:(?P<neg>negatifs?|indemnes?|non "
    r"(?:metastatiques?|envahis?)|sains?|n-|tous (?:negatifs|indemnes))|(?P<pos>positifs?|envahis?|"
    r"metastatiques?)(?! sur| ?/))"
)
_CORES = re.compile(
    r"(?:carott\w+|biopsies?|\bbp\b|prelevements?|fragments?|g8|mmse?|adl|iadl|deauville|ipi|score|apgar|"
    r"pirads|cycles?|\btr\b|mna|borg|eva|cps|allred|child|bishop|lignes?|tnm|asa|irm|echo)[^;.\n]{0,14}$"
)


def read_nodes(note: Note) -> None:
    """Nodes positive and examined: "1N+/2", "0 N+ sur 17", "3/15 ganglions", "pN1a (2/15)"."""
    said: list[tuple[int, int, int, int, bool]] = []
    taken: set[int] = set()

    def add(positive: int, examined: int, found: re.Match[str], sentinel: bool) -> None:
        said.append((positive, examined, *found.span(), sentinel))
        taken.update(range(*found.span()))

    for index, pattern in enumerate(_COUNTS):
        for found in pattern.finditer(note):
            unit = note.unit_at(found.start())
            before = note.plain[max(unit.start, found.start() - 60) : found.start()]
            beside = _NODE_AFTER.match(note.plain, found.end()) or _NODE_WORD.search(before) or index == 2
            if (
                (index == 1 and not beside)
                or _CORES.search(before)
                or int(found["pos"]) > int(found["all"])
                or int(found["all"]) == 0
                or note.dates_over(*found.span())
                or (found["pos"].startswith("0") and len(found["pos"]) > 1)
            ):
                continue
            if note.is_other(found.start()) or not kept(note, *found.span()) or not taken.isdisjoint(range(*found.span())):
                continue
            sentinel = bool(re.search(r"\bgs\b|\bgas\b|sentinel", before[-30:] + note.plain[found.end() : found.end() + 14]))
            add(int(found["pos"]), int(found["all"]), found, sentinel)
    for found in [*_IN_WORDS.finditer(note), *_NONE_OF.finditer(note), *_DEPOSIT.finditer(note), *_TAKEN_OUT.finditer(note)]:
        unit = note.unit_at(found.start())
        if (
            taken.isdisjoint(range(*found.span()))
            and _NODE_WORD.search(note.plain[unit.start : found.end()] + " ")
            and not note.is_other(found.start())
            and kept(note, *found.span())
        ):
            positive, examined = (COUNTS[word] if word in COUNTS else int(word) for word in (found["pos"], found["all"]))
            add(positive, examined, found, "sentinel" in note.plain[unit.start : found.start()])
    for found in _SENTINEL_NEGATIVE.finditer(note):
        if (
            taken.isdisjoint(range(*found.span()))
            and not note.is_other(found.start())
            and kept(note, *found.span())
            and source_of(note, *found.span()) in ("specimen", "")
        ):
            if found["pos"] and not re.search(
                r"\bgs\b|\bgas\b|sentinel", note.plain[note.unit_at(found.start()).start : found.end()]
            ):
                continue  # "3 ganglions positifs dont 1 en rupture": of how many is not said
            number = COUNTS.get(found["all"]) or int(found["all"])
            add(0 if found["neg"] else number, number, found, True)
    dissected = any(not sentinel for *_, sentinel in said)
    said = _both_sides(note, sorted(said, key=lambda one: one[2]))
    for index, (positive, examined, start, end, sentinel) in enumerate(said):
        near = [one for one in said[max(0, index - 3) : index + 4] if abs(start - one[2]) < 60]
        part = any(examined < one[1] and positive <= one[0] for one in near)  # of "5N+/19 (4/9, 1/10)"
        weight = 0 if sentinel and dissected else 1 if part else 2
        note.say("tumour.nodes_positive", positive, start, end, weight=weight, date=date_of(note, start, end))
        note.say("tumour.nodes_examined", examined, start, end, weight=weight, date=date_of(note, start, end))


_SIDE = re.compile(r"\b(?:(droite?s?)|gauches?)\b")
_OTHER_SIDE = re.compile(r"[^.;\n]{0,45}? (?P<pos>\d{1,2}) ?/ ?(?P<all>\d{1,2}) (?:a |du cote )?(?:(?P<right>droite?)|gauche)\b")


def _both_sides(note: Note, said: list[tuple[int, int, int, int, bool]]) -> list[tuple[int, int, int, int, bool]]:
    """ "1 ganglion droit métastatique sur 9 et 0/8 à gauche": of two sides told in one sentence, the sum."""
    summed: list[tuple[int, int, int, int, bool]] = []
    for positive, examined, start, end, sentinel in said:
        if summed and start < summed[-1][3]:
            continue
        side = _SIDE.search(note.plain, start, end + 12)
        other = _OTHER_SIDE.match(note.plain, end) if side else None
        if side and other and bool(side[1]) != bool(other["right"]) and int(other["pos"]) <= int(other["all"]):
            summed.append((positive + int(other["pos"]), examined + int(other["all"]), start, other.end(), sentinel))
        else:
            summed.append((positive, examined, start, end, sentinel))
    return summed
