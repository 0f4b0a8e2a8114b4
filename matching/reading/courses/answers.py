"""Which course of treatment a response answers, and which progression stopped one.

    "FOLFIRI 03/2025 -> RP en 06/25 -> PROGRESSION"
    FOLFIRI: response partial, stopped for progression

What is told after an operation, or after the words for a relapse, answers no course before it."""

from __future__ import annotations

import re
from itertools import pairwise

from matching.reading.courses import lines
from matching.reading.courses.course import BEST_FIRST, Course, beginning_in
from matching.reading.courses.ours import of_another_cancer
from matching.reading.courses.responses import EXAM, Response
from matching.reading.dates import date_of, months_between
from matching.reading.note import Note
from matching.reading.qualifiers import qualify

_SAID_OF = re.compile(r"[^.;\n]{0,30}\b(?:apres|sous|a l'issue (?:de|du)|au decours (?:de|du)|post)\b[^.;\n]{0,40}$")
_STOPPED = re.compile(r"(?:arret\w*|stop\w*|interrom\w*|>|pour|relais|\bpuis|jusqu'a|devant)[^.;\n]{0,22}$")
_AT_ITS_END = re.compile(r"\d{4}\)? ?[;,:]+ ?$")
_STOPPED_AFTER = re.compile(r"(?: ?\([^()\n]{0,90}\))?[.,;:>-]* (?:arret|arretee?|stop|stoppee?|interrompue?)(?= ?[.,;\n]|$)")
_STOP_WORD = re.compile(r"\b(?:arret\w*|stop\w*|interrom\w*)\b")
_ON_EXAM = re.compile(
    r"(?: \w+)? (?:au|a la|a l'|sur le|en) ?(?:dernier\w* )?(?:tdm|tep|irm|scanner|bilan|imagerie|reevaluation)"
)


def answer(note: Note, found: list[Response], received: list[Course]) -> None:
    """Writes on each course its best response, and that it was stopped for progression where the words say so."""
    for response in found:
        course = _course_of(note, response, received)
        if course is None:
            continue
        if response.kind == "progression":
            _progressed(note, response, course)
            continue
        for one in (course, *_went_before(note, received, course, response)):
            if one.response is None or BEST_FIRST.index(response.kind) < BEST_FIRST.index(one.response):
                one.response = response.kind


def replaced_for_progression(note: Note, received: list[Course]) -> None:
    """ "FOLFIRI 01/2025, RP. Scanner 06/2025 : progression. FOLFOX 07/2025": what was given next tells that the first was stopped for it."""
    systemic = [course for course in received if course.regimen.systemic and course.regimen.agents and not course.reference]
    for course, following in pairwise(systemic):
        if course.progressed is None or course.stopped_for or course.continued:
            continue
        place, date = course.progressed
        paused = course.end and date and (months_between(course.end, date) or 0) >= _LONG_AFTER
        told = following.regimen.start > place and (following.start or following.line)
        new = not set(following.regimen.agents) & set(course.regimen.agents)
        added = _ADDED.search(note.plain, place, min(following.unit.end, following.scope + 20))
        if told and new and not paused and not added:
            course.stopped_for = "progression"


_ADDED = re.compile(r"\b(?:ajout|associ|adjonction|adjoin)\w*")


def end_with_relapses(note: Note, received: list[Course]) -> None:
    """ "Entretien lénalidomide 04/2022 -> 06/2024. 06/2024 : rechute": ended in the month of the relapse, for it."""
    systemic = [course for course in received if course.regimen.systemic and not course.reference]
    for anchor in note.anchors.get("course", ()):
        before = beginning_in(systemic, 0, anchor.start) if anchor.id == "relapse" else []
        last = before[-1] if before else None
        if last is None or last.stopped_for or len(last.end or "") < 7 or of_another_cancer(note, anchor.start):
            continue
        told = date_of(note, anchor.start, anchor.end)
        if told and told[:7] == (last.end or "")[:7] and qualify(note, anchor.start, anchor.end).status == "present":
            last.stopped_for = "progression"


_WITHIN = re.compile(r"\bdont (?:\d+ )?(?:cures? de |cycles? de )?$")  # "6 R-CHOP, dont 2 MTX haute dose"


# "EC x4 puis paclitaxel. IRM de fin : RP"
_AT_THE_END = re.compile(
    r"\b(?:de fin|(?:en )?fin de (?:traitement|chimio\w*|sequence)|finale?|post-?neo-?adj\w*)\b[^.;\n]{0,20}$"
)


def _went_before(note: Note, received: list[Course], course: Course, response: Response) -> list[Course]:
    """A maintenance or a boost answers with what it completes, told in the same sentence."""
    before = beginning_in(received, course.unit.start, course.regimen.start)
    if _AT_THE_END.search(note.plain, max(0, response.start - 40), response.start):
        return [one for one in before if one.regimen.systemic]
    if note.family == "colorectal" and course.regimen.systemic:
        before = before or _irradiated_before(received, course)
    if any(one.regimen.has("transplant") for one in (*before, course)):  # induction, transplant, maintenance: one answer
        return [one for one in before if one.regimen.has("transplant") or one.regimen.systemic]
    if before and before[-1].line and before[-1].line == course.line and lines.is_castration(before[-1]):
        return before[-1:]  # "1re ligne : leuproréline et docétaxel, réponse partielle"
    irradiated = bool(before) and before[-1].regimen.has("radiotherapy")
    total = irradiated and (before[-1].setting == course.setting == "neoadjuvant" or note.family == "colorectal")
    completes = (
        total
        or bool(before and course.unit is before[-1].unit and _WITHIN.search(note.plain, course.before, course.regimen.start))
        or course.maintenance
        or (course.regimen.modalities == ("radiotherapy",) and irradiated)
    )
    return before[-1:] if completes and before and not before[-1].regimen.has("surgery") else []


_REFERS_TO_IT = re.compile(r"\b(?:apres|malgre|devant|vu) (?:une |la |cette )?$")  # "pas de T-DM1 après réponse complète"


def _irradiated_before(received: list[Course], course: Course) -> list[Course]:
    """The radiotherapy of a rectum told in a sentence before, with no operation since: the answer is that of the whole."""
    before = beginning_in(received, 0, course.regimen.start)
    last = next((one for one in reversed(before) if one.regimen.has("radiotherapy") or one.regimen.has("surgery")), None)
    return [last] if last and last.regimen.has("radiotherapy") and last.setting != "palliative" else []


def _course_of(note: Note, response: Response, received: list[Course]) -> Course | None:
    for course in beginning_in(received, response.end, response.end + 70):
        gap = note.plain[response.end : course.regimen.start]
        if _SAID_OF.match(gap) and course.unit is note.unit_at(response.start):
            return course
    before = beginning_in(received, 0, response.start)
    last = next((one for one in reversed(before) if one.regimen.end <= response.start and not one.reference), None)
    if last is None:
        return None
    last = _latest_of_the_sentence(last, beginning_in(received, last.unit.start, response.start))
    answers = {"radiotherapy", "local_ablation", "radionuclide", "transplant"}
    if not (last.regimen.systemic or answers & set(last.regimen.modalities)):
        return None
    if _is_passing(last) and last.unit is not note.unit_at(response.start):
        told = (one for one in reversed(before) if one.regimen.end <= response.start and not one.reference)
        last = next((one for one in told if one.regimen.systemic), last)
    if response.kind == "progression" and not last.regimen.systemic and last.unit is not note.unit_at(response.start):
        return None
    if note.unit_at(response.start).section in ("question", "proposal") and last.unit is not note.unit_at(response.start):
        return None
    if last.unit is not note.unit_at(response.start) and _REFERS_TO_IT.search(
        note.plain, max(0, response.start - 16), response.start
    ):
        return None
    if any(anchor.id == "relapse" for anchor in note.anchors_between("course", last.regimen.end + 1, response.start)):
        return None
    return last


def _latest_of_the_sentence(last: Course, beside: list[Course]) -> Course:
    """ "CAR-T le 30/06 après un cycle de R-GemOx le 20/05. Réponse partielle": of those of one sentence, the one begun last."""
    dated = [
        course
        for course in beside
        if course.unit is last.unit and course.start and course.regimen.systemic and not course.reference
    ]
    if not last.start or not last.regimen.systemic or not dated:
        return last
    newest = max(dated, key=lambda course: course.start or "")
    return newest if (newest.start or "") > last.start and newest.end is None else last


def _is_passing(course: Course) -> bool:
    """A short radiotherapy of one lesion: what is told later is the answer to the systemic treatment."""
    return course.regimen.modalities == ("radiotherapy",) and (course.dose_gy or 0) <= 45


_LONG_AFTER = 4  # months


def _says_only(note: Note, response: Response) -> bool:
    """Is the response the whole of its sentence?"""
    unit = note.unit_at(response.start)
    return note.plain[unit.start : unit.end].strip(" .\n") == note.plain[response.start : response.end]


def _progressed(note: Note, response: Response, course: Course) -> None:
    if course.response and "en cours" in note.plain[course.before : course.scope]:
        return  # goes on beyond the progression
    course.progressed = response.start, response.date
    between = note.plain[course.regimen.end : response.start] if response.start > course.regimen.end else ""
    unit = note.unit_at(response.start)
    if (
        unit is not course.unit
        and course.end
        and response.date
        and (months_between(course.end, response.date) or 0) >= _LONG_AFTER
    ):
        return  # ended long before: it is no reason
    if _STOPPED_AFTER.match(note.plain, response.end):  # "scanner : progression (foie 55 mm). Arrêté"
        course.stopped_for = course.stopped_for or "progression"
        return
    if course.end and _says_only(note, response) and note.line(response.start) == note.line(course.regimen.start):
        course.response, course.stopped_for = course.response or "progression", course.stopped_for or "progression"
        return  # "Élacestrant de novembre 2023 à mars 2024. Progression."
    told_here = unit is course.unit or bool(_STOP_WORD.search(note.plain[unit.start : response.start]))
    if ((_STOPPED.search(between) or _AT_ITS_END.search(between)) and course.end and not EXAM.search(between)) or (
        _STOPPED.search(between) and not _ON_EXAM.match(note.plain, response.end) and told_here
    ):
        course.stopped_for = course.stopped_for or "progression"
    elif EXAM.search(between) or _ON_EXAM.match(note.plain, response.end) or note.unit_at(response.start) is not course.unit:
        if course.stopped_for is None and course.response in (None, "progression"):
            course.response = "progression"
        elif course.stopped_for is None and course.response:
            course.stopped_for = "progression"
    else:
        course.stopped_for = course.stopped_for or "progression"
