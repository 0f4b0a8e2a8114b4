"""Lymph nodes positive and examined, in figures or in words.

    "GS : 1N+/2", "3/15 ganglions", "pN1a (2/15)", "sept ganglions envahis sur seize"

Biopsy cores (10/12 carottes), dates and nodes seen on images are none; those of several stations add up (node_stations.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter

from matching.reading.dates import date_of
from matching.reading.families.node_stations import Count, next_station, sum_stations
from matching.reading.families.relapse import kept
from matching.reading.families.sources import source_of
from matching.reading.note import Note
from matching.reading.phrases import IS, either
from matching.reading.sought import Sought
from matching.reading.values import COUNTS

_SAID_POSITIVE = Sought(  # "1N+/2", "2 ganglions envahis sur 14"
    r"(?P<pos>[0-9](?<![\d.,/]\d)\d?) ?(?:n|gs|gas|g|ganglions?|gg|ggl)? ?(?:\+|positifs?|envahis?|metastatiques?|"
    r"atteints?|sentinelles? (?:envahi|positif|metastatique)s?)(?: ?\([^)]{0,40}\))? ?(?:/|sur|parmi)(?: "
    r"les)? ?(?P<all>\d{1,2})(?![\d/+]|,\d| ?(?:carott|biops|prelev|mm|cm|mois|ans))"
)
_FRACTION = Sought(  # "3/15", of nodes only where a word beside it says so
    r"(?P<pos>[0-9](?<![\d.,/]\d)\d?) ?(?:/|sur) ?(?P<all>\d{1,2})(?![\d/,.]\d| ?(?:/|carott|biops|prelev|"
    r"fragments?|mm|cm|cycles?|cures?|mois|ans|%|quadrants?|seances?|fr\b|cell))(?= ?(?:n\+?\b|gangl\w*|"
    r"gg\w*|adenop\w*|n \+|envahi\w*|metast\w*|positi\w*)?)"
)
_IN_PN = Sought(  # "pN1a (2/15)"
    r"(?:pn|yn|n) ?\+? ?[0-3][abc]?(?:mi)? ?(?:\(sn\) ?)?\((?:n ?=? ?)?(?P<pos>\d{1,2}) ?(?:n\+?)? ?/ "
    r"?(?P<all>\d{1,2})(?: ?n\+?)?[^)]{0,40}\)"
)
_NUMBER = either(word for word in COUNTS if word != "zero")
_IN_WORDS = Sought(
    rf"\b(?P<pos>{_NUMBER}|\d{{1,2}}) (?:\w+ ){{0,3}}?(?:(?<=0 )ganglions?|metastatiques?|envahis?|"
    rf"positifs?|atteints?|n'est (?:envahi|metastatique|atteint))(?: \([^)]*\))?,? (?:sur|"
    rf"parmi) (?:les )?(?P<all>\d{{1,2}}|{_NUMBER})\b"
)
_NONE_OF = Sought(
    rf"\b(?P<pos>aucun) (?:des|de ces|parmi les) (?P<all>\d{{1,2}}|{_NUMBER}) (?:ganglions?|adenopathies) [^.;\n]{{0,30}}?"
    rf"n'{IS} (?:envahi|metastatique|atteint)"
)
_NO_SPREAD = Sought(  # "sans atteinte ganglionnaire sur les 14 ganglions prélevés"
    rf"\b(?P<pos>aucune?|sans|pas d[e'] ?|absence d[e'] ?) ?(?:atteinte|envahissement|metastase|localisation|extension)s? "
    rf"(?:ganglionnaire|lymphatique)s?[^.;\d\n]{{0,24}}?\b(?P<all>\d{{1,2}}|{_NUMBER}) (?:ganglions?|ggl?|adenopathies)\b"
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
    r"lymphaden\w+|\by?pn ?\d[abc]?|adenectomie|\bn ?=)[^;\n]{0,48}$"
)
_NODE_AFTER = re.compile(r" ?(?:\+)? ?(?:n\+|ganglions?|gg\b|ggl|adenopathies?|sentinelles?|ganglionnaires?|gs\b)")
_ALL_OF_THEM = Sought(
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


_SENTINEL = re.compile(r"\bgs\b|\bgas\b|sentinel")


def read_nodes(note: Note) -> None:
    """Says the nodes positive and examined: "1N+/2", "0 N+ sur 17", "3/15 ganglions", "pN1a (2/15)". Of two counts of the same
    words the first found is kept."""
    found: list[Count] = []
    taken: set[int] = set()
    for count in (*_in_figures(note), *_in_words(note), *_of_sentinels(note)):
        if taken.isdisjoint(range(count.start, count.end)):
            found.append(count)
            taken.update(range(count.start, count.end))
    found += _further(note, found, taken)
    said = sum_stations(note, sorted(found, key=attrgetter("start")))
    dissected = any(not count.sentinel for count in said)
    for index, count in enumerate(said):
        near = [other for other in said[max(0, index - 3) : index + 4] if abs(count.start - other.start) < 60]
        part = any(
            count.examined < other.examined and count.positive <= other.positive for other in near
        )  # of "5N+/19 (4/9, 1/10)"
        weight = 0 if count.sentinel and dissected else 1 if part else 2
        date = date_of(note, count.start, count.end)
        note.say("tumour.nodes_positive", count.positive, count.start, count.end, weight=weight, date=date)
        note.say("tumour.nodes_examined", count.examined, count.start, count.end, weight=weight, date=date)


def _is_of_the_tumour(note: Note, found: re.Match[str]) -> bool:
    return not note.is_other(found.start()) and kept(note, *found.span())


def _in_figures(note: Note) -> Iterator[Count]:
    for pattern in (_SAID_POSITIVE, _FRACTION, _IN_PN):
        for found in pattern.finditer(note):
            unit = note.unit_at(found.start())
            before = note.plain[max(unit.start, found.start() - 60) : found.start()]
            of_nodes = pattern is not _FRACTION or _NODE_AFTER.match(note.plain, found.end()) or _NODE_WORD.search(before)
            if of_nodes and _can_be(note, found) and not _CORES.search(before) and _is_of_the_tumour(note, found):
                sentinel = bool(_SENTINEL.search(before[-30:] + note.plain[found.end() : found.end() + 14]))
                yield Count(int(found["pos"]), int(found["all"]), *found.span(), sentinel)


def _can_be(note: Note, found: re.Match[str]) -> bool:
    """No more positive than examined, some examined, and no date ("03/15")."""
    positive, examined = _number(found["pos"]), _number(found["all"])
    padded = found["pos"].startswith("0") and len(found["pos"]) > 1
    return positive <= examined and examined > 0 and not padded and not note.dates_over(*found.span())


def _in_words(note: Note) -> Iterator[Count]:
    for pattern in (_IN_WORDS, _NONE_OF, _NO_SPREAD, _DEPOSIT, _TAKEN_OUT):
        for found in pattern.finditer(note):
            start = note.unit_at(found.start()).start
            if _NODE_WORD.search(note.plain[start : found.end()] + " ") and _is_of_the_tumour(note, found):
                yield Count(
                    _number(found["pos"]), _number(found["all"]), *found.span(), "sentinel" in note.plain[start : found.start()]
                )


def _of_sentinels(note: Note) -> Iterator[Count]:
    """ "2 GS négatifs", "1 sentinelle positif": all of them."""
    for found in _ALL_OF_THEM.finditer(note):
        if not _is_of_the_tumour(note, found) or source_of(note, *found.span()) not in ("specimen", ""):
            continue
        if found["pos"] and not _SENTINEL.search(note.plain[note.unit_at(found.start()).start : found.end()]):
            continue  # "3 ganglions positifs dont 1 en rupture": of how many is not said
        number = _number(found["all"])
        yield Count(0 if found["neg"] else number, number, *found.span(), sentinel=True)


def _further(note: Note, said: list[Count], taken: set[int]) -> Iterator[Count]:
    """The counts of further stations, told without any word for nodes: "curage D 1N+/9, G 0/11", "3 sur 20 à droite et aucun sur 13 à gauche"."""
    for last in list(said):
        while (more := next_station(note, last)) and _can_be(note, more) and _is_of_the_tumour(note, more):
            last = Count(_number(more["pos"]), _number(more["all"]), more.start("pos"), more.end(), last.sentinel)
            if not taken.isdisjoint(range(last.start, last.end)):
                break
            taken.update(range(last.start, last.end))
            yield last


def _number(word: str) -> int:
    """ "3" and "trois" are 3; "aucun" and words that deny ("sans") are 0."""
    return int(word) if word.isdigit() else COUNTS.get(word, 0)
