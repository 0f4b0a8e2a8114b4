"""What is said again of a treatment told before: a dose that changes at some cycle, a dose that is asked for, the margins of an operation.

"FOLFOX, 12 cycles. Oxaliplatine réduite à partir de C6"    one record of FOLFOX
"""

from __future__ import annotations

import re

from matching.drugs import drug_classes
from matching.reading.courses.course import Course
from matching.reading.courses.cues import cue_words
from matching.reading.courses.regimens import Regimen, covers
from matching.reading.note import Note
from matching.reading.phrases import IS

CHANGED = re.compile(
    r" ?(?:(?:a |ayant )?(?:ete )?(?:remplac|substitu)|\(?- ?\d+ ?%|a \d+ ?%|"
    rf"(?:(?:a|ont|ayant|avait) ete |{IS} )?(?:\w+ment )?(?:reduit|diminu|baiss|interromp|interruption|arret|stop|"
    r"suspend|suspension|omis|ote|enlev|supprim|retir|diminution|reduction|adapt)\w*)"
)
_FROM_A_CYCLE = re.compile(
    r"[^.;?\n]{0,30}?\b(?:a partir|a compter|depuis|des|a) (?:de |du |la |le )?(?:c ?\d|j ?\d|\d+ ?(?:e|eme)? (?:cure|cycle)|(?:cure|cycle) \d)"
)
_DOSE_BEFORE = re.compile(rf"\b{cue_words('dose')} (?:de |du |d'|la |le |l'|en )*$")
_DOSE_AFTER = re.compile(rf"[ ,:]*{cue_words('which_dose')}")
_WHILE_ON = re.compile(r"\bsous (?:le |la |l')?$")
_RELAPSED_ON = re.compile(r"\b(?:rechut|recidiv|progress|echapp|evoluti)\w*[^.;:\n]{0,60}\bsous (?:le |la |l')?$")
# "Dix-sept mois après la chirurgie": a landmark, where the operation was told before.
_SO_LONG_AFTER = re.compile(r"\b(?:jours|semaines|mois|ans?|annees?) apres (?:la (?:fin de la )?|le |l'|sa |son |cette )?$")
_GOES_ON_OR_STOPS = re.compile(
    r" (?:(?:est|a ete|toujours) )?(?:poursuivie?s?|continuee?s?|maintenue?s?|arretee?s?|stop(?:pee?s?)?)\b"
)
_MARGIN = re.compile(
    rf",? ?(?:\w+ )?\(?(?:{IS} )?(?:r ?[0-2]\b|passant|in sano|en marges?|en zone|incomplete|complete(?! le| du| en \d))"
)
_EXCISION = ("wide excision", "surgery")
# "Allogreffe à discuter, mais après anti-PD1": of a kind that was received.
_AFTER_ITS_KIND = re.compile(r"\b(?:apres|post|deja)[ -](?:la |le |l'|un |une |\w+[ /+])?$")
_ADDED_TO = re.compile(r"\b(?:ajouter|associer|adjoindre|combiner) a (?:la |l'|une? )?$")


def told_in_passing(note: Note, course: Course, kept: list[Course]) -> bool:
    """Does it only say again, of a treatment of `kept`, at which dose it is or was given, or how an operation went?"""
    regimen, plain = course.regimen, note.plain
    if all(atom.generic for atom in regimen.atoms) and _SO_LONG_AFTER.search(plain, course.before, regimen.start):
        return any(not other.planned and set(regimen.modalities) & set(other.regimen.modalities) for other in kept)
    if regimen.has("surgery"):
        operated = any(other.regimen.has("surgery") and not other.planned for other in kept)
        again = all(atom.id in _EXCISION for atom in regimen.atoms) and not note.dates_between(regimen.start, course.scope)
        return operated and again and bool(_MARGIN.match(plain, regimen.end, course.scope))
    if regimen.systemic and all(atom.generic for atom in regimen.atoms) and _after_its_kind(note, course, kept):
        return True
    if not regimen.agents:  # "ajouter à la chimiothérapie de 1re ligne le zolbétuximab ?"
        return regimen.systemic and bool(_ADDED_TO.search(plain, max(0, regimen.start - 30), regimen.start))
    if not known(kept, regimen, planned=True):
        return False
    alone = any(not other.planned and set(other.regimen.agents) == set(regimen.agents) for other in kept)
    if alone and _GOES_ON_OR_STOPS.match(plain, regimen.end):
        return True
    if alone and _RELAPSED_ON.search(plain, course.before, regimen.start):
        return True  # "rechute osseuse sous tamoxifène", after the tamoxifen of the adjuvant
    if _DOSE_BEFORE.search(plain, max(0, regimen.start - 50), regimen.start) or _DOSE_AFTER.match(plain, regimen.end):
        return True
    if part_of(kept, regimen) and _WHILE_ON.search(plain, max(0, regimen.start - 20), regimen.start):
        return True  # "hémorragie en 10/2026 sous béva", in a course of atézolizumab-bévacizumab
    return part_of(kept, regimen) and bool(_FROM_A_CYCLE.match(plain, regimen.end, course.scope))


def _after_its_kind(note: Note, course: Course, kept: list[Course]) -> bool:
    name = course.regimen.atoms[-1].id
    received = (atom for other in kept if not other.planned for atom in other.regimen.atoms if atom.agents)
    led = _AFTER_ITS_KIND.search(note.plain, max(course.unit.start, course.regimen.start - 30), course.regimen.start)
    return led is not None and name in drug_classes() and any(covers(name, atom) for atom in received)


def known(kept: list[Course], regimen: Regimen, planned: bool = False) -> bool:
    """Is a drug of it one of a treatment given before, or (`planned`) proposed?"""
    return any((planned or not course.planned) and set(regimen.agents) & set(course.regimen.agents) for course in kept)


def part_of(kept: list[Course], regimen: Regimen) -> bool:
    """Is it one drug of a regimen given before?"""
    received = [course for course in kept if not course.planned and course.regimen.agents]
    agents = set(regimen.agents)
    return bool(agents) and any(agents < set(course.regimen.agents) for course in received[-3:])


def part_of_plan(kept: list[Course], course: Course) -> bool:
    last = kept[-1] if kept else None
    agents = set(course.regimen.agents)
    return bool(last and last.planned and last.unit is course.unit and agents and agents < set(last.regimen.agents))


def in_the_bracket_of(note: Note, kept: list[Course], course: Course) -> bool:
    """Is it a drug of a regimen proposed on its line, named again in brackets?"""
    last = kept[-1] if kept else None
    between = note.plain[last.regimen.end : course.regimen.start] if last else ""
    inside = between.count("(") > between.count(")") and "\n" not in between
    agents = set(course.regimen.agents)
    return bool(inside and agents and any(agents < set(other.regimen.agents) for other in kept[-3:] if other.planned))
