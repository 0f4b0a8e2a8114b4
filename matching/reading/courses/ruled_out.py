"""What the words rule out: denied, refused, contra-indicated, or considered and dropped.

"L'abiratérone a été récusée"    "plutôt qu'une amputation"    "obinutuzumab discuté mais écarté"    "chimiothérapie : non"
"""

from __future__ import annotations

import re

from matching.reading.courses import denials
from matching.reading.courses.course import Course
from matching.reading.courses.regimens import Regimen
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import Axes
from matching.reading.sought import Sought

_ANOTHER_CLAUSE = Sought(
    rf" {phrases('new_subject')}|(?: il| elle) (?!est|a|y)[a-z]{{5,}} |\d ?(?:mm|cm|%|g/|ui|mg|kg|ans|mois|semaines)\b|\b(?:19|20)\d\d\b"
)


def accepted(note: Note, course: Course) -> bool:
    """ "N'est pas opposée à l'irradiation", "accepte la chimiothérapie": neither given nor ruled out."""
    return bool(denials.ACCEPTED.search(note, *_lead(course)))


def is_ruled_out(note: Note, course: Course, axes: Axes) -> bool:
    """Is this regimen denied, refused, contra-indicated, or considered and dropped? `axes` are those of its words."""
    if _set_aside(note, course):
        return True
    regimen, plain, lead = course.regimen, note.plain, _lead(course)
    stands_before = cue_stands_before(axes.cue, regimen)
    if axes.modality in ("refused", "contraindicated") and stands_before and not _of_the_one_before(note, course, axes.cue):
        return True
    after = denials.CONSIDERED.search(note, regimen.end, min(course.unit.end, regimen.end + 40))
    considered_end = after.end() if after else regimen.end
    if (after or denials.CONSIDERED.search(note, *lead)) and (
        denials.DROPPED_AFTER.match(note, regimen.end, course.scope)
        or denials.THEN_DROPPED.match(note, considered_end, course.scope)
    ):
        return True
    denied = axes.status == "negated" and stands_before and "progress" not in plain[slice(*lead)]
    if denied and axes.cue and _ANOTHER_CLAUSE.search(note, axes.cue[1], regimen.start):
        denied = False  # dictated without a comma: "sans prise de contraste de 58 mm exérèse partielle"
    if denied and axes.cue and ">" in plain[axes.cue[1] : regimen.start]:
        denied = False  # "non résécable -> RTCT"
    if denied and axes.cue and re.search(r"\. [A-Z]", note.cased[axes.cue[1] : regimen.start]):
        denied = False  # "Pas de geste chir. L1 FOLFOX"
    if denied and axes.modality == "planned" and axes.cue and "," in plain[axes.cue[1] : regimen.start]:
        denied = False  # "pas de chirurgie, proposer fulvestrant"
    return denied or any(
        pattern.search(note, *lead) for pattern in (denials.NEGATED_BEFORE, denials.CANNOT_BEFORE, denials.RENOUNCED)
    )


def _set_aside(note: Note, course: Course) -> bool:
    """Do the words after the regimen set it aside, or the head of the list that it stands in?"""
    regimen, plain, unit = course.regimen, note.plain, course.unit
    said = denials.RULED_OUT_AFTER.match(note, regimen.end, min(unit.end, regimen.end + 120))
    if said and not _of_the_next(note, course, said.end()):
        return True
    if denials.ANSWERED_NO.match(note, regimen.end) or denials.AGREED_NOT.match(note, regimen.end, course.scope):
        return True
    if not note.dates_between(course.before, course.scope) and denials.CONCLUDED_NO.match(note, regimen.end, course.scope):
        return True
    if denials.LIST_SET_ASIDE.fullmatch(plain, unit.start, regimen.start):
        return True
    if course.scope - regimen.end < 24 and denials.BOTH_SET_ASIDE.match(note, regimen.end):
        return True
    first, *others = regimen.atoms
    inside = denials.RULED_OUT_AFTER.match(note, first.end, others[0].start) if others else None
    return bool(inside and inside.group().strip(" ,"))  # "chir = refusée par le patient (BPTM)"


def _lead(course: Course) -> tuple[int, int]:
    """Where the words before a regimen stand that may rule it out."""
    return max(course.unit.start, course.regimen.start - 70), course.regimen.start


def _of_the_one_before(note: Note, course: Course, cue: tuple[int, int] | None) -> bool:
    """ "radioembolisation écartée, sorafénib débuté le ...": the cue closes the clause of the regimen before."""
    return (
        cue is not None
        and course.before > course.unit.start
        and bool(re.search(r"[,>;)]", note.plain[cue[1] : course.regimen.start]))
    )


_LISTED = re.compile(r"[,/+(:]|\b(?:et|ou|ni|par|avec|puis|type)\b")


_TOLD_OF = re.compile(r"\b(?:19|20)\d\d\b|\d/\d\d|\bx ?\d[^,]*,")  # "leuproréline 2021-2023, docétaxel non fait"


def _of_the_next(note: Note, course: Course, told_until: int) -> bool:
    """ "triptoréline la curiethérapie a été écartée": a dictation without a comma, and a regimen that stands between."""
    end = course.regimen.end
    inside = course.scope < told_until and course.scope < course.unit.end
    between = note.plain[end : course.scope]
    return inside and (not _LISTED.search(between) or bool(_TOLD_OF.search(between)))


def cue_stands_before(cue: tuple[int, int] | None, regimen: Regimen) -> bool:
    return cue is not None and cue[1] <= regimen.start
