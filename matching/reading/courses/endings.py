"""When and why a treatment ended, told further on than its own sentence.

    "L1 osimertinib 03/22. RP 05/22. PD foie 03/24 => STOP"                               end 2024-03, for progression
    "Ibrutinib, réponse partielle. Il était interrompu en 04/2024 pour des hémorragies"    end 2024-04, for toxicity

The stop is of the drug named beside it, else of the last systemic treatment told before it. What the treatment's own sentence says is
read first (matching/reading/courses/stops.py) and holds.
"""

from __future__ import annotations

import re

from matching.reading.courses.course import Course, beginning_in
from matching.reading.courses.cues import cue_words
from matching.reading.courses.ours import of_another_cancer
from matching.reading.courses.stops import OWN_WILL, is_paused, is_toxic
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import IS
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought

_STOP = Sought(rf"\b{cue_words('stop')}")
_ELSE = re.compile(rf" {cue_words('stopped_else')}")
_HABIT = re.compile(rf"\b{cue_words('of_no_treatment')}")
_ASIDE = ("question", "proposal", "history", "family", "habits")
_DRUGS = ("drug", "protocol", "drug_class")
_CLAUSE = re.compile(r"[;\n]|\.(?= |$)|-?>|=>")
_ARROW = re.compile(r"(?:-?>|=>) ?$")  # the clause before it led to the stop
_STEP = re.compile(r"(?:-?>|=>|;) ?$")
_SIGN = 4  # characters of such a sign and its blanks
_VERB = re.compile(
    r"(?: \d+ ?(?:mg|%))?"
    rf"(?: (?:a|ont|{IS}|avait|ete|etre|du|alors|donc|finalement|definitivement|seule?))* ?"
)
_OBJECT = re.compile(r"(?: (?:definiti\w+|prematur\w+|precoce))?(?: (?:de|du|des|le|la|les|son|tout))? ?(?:l'|d')?")
_REACH = 500  # characters from a treatment to its end
_BESIDE = 30  # characters from a stop to its date
_FULL = re.compile(rf"\b(?:{cue_words('fulfilled')}|{cue_words('as_planned')})")
_WORSE = re.compile(rf"\b{cue_words('worse')}")


def say_endings(note: Note, received: list[Course]) -> None:
    """Writes when each treatment ended and why, where nothing said it before."""
    for stop in _STOP.finditer(note):
        start, end = _opens(note, stop.start()), _closes(note, stop.end())
        if not _of_a_treatment(note, stop, start, end):
            continue
        course, agents = _ended(note, received, stop, start, end)
        if course is None or (course.start is None and course.line is None and course.unit is not note.unit_at(stop.start())):
            continue
        named_here = _VERB.fullmatch(note.plain, course.regimen.end, stop.start())  # "pneumopathie : durvalumab | arrêté"
        ahead = start if named_here else max(start, course.regimen.end)  # what is told of it before the stop
        following = beginning_in(received, stop.end(), end)
        end = following[0].regimen.start if following and following[0] is not course else end
        when = _when(note, stop, ahead, end, course.start)
        why = _why(note, stop, ahead, end)
        if agents:
            course.ended_parts[agents] = when, why
        elif not (course.end and when and when[:7] != course.end[:7]):
            course.end = course.end or when
            course.stopped_for = course.stopped_for or why


def _of_a_treatment(note: Note, stop: re.Match[str], start: int, end: int) -> bool:
    """Is a treatment stopped, for good, and not in a plan?"""
    unit = note.unit_at(stop.start())
    if unit.section in _ASIDE or of_another_cancer(note, stop.start()):
        return False
    if _ELSE.match(note.plain, stop.end()) or is_paused(note, stop.end(), unit.end):
        return False
    if _HABIT.search(note.plain, start, end):
        return False
    axes = qualify(note, *stop.span())
    return axes.modality == "done" and axes.status == "present" and axes.experiencer == "patient"


def _opens(note: Note, place: int) -> int:
    """Where the clause begins that this place stands in, or ends: after the last end of a sentence, semicolon or arrow, or with its line."""
    line = note.line(place)[0]
    return max((cut.end() for cut in _CLAUSE.finditer(note.plain, line, place)), default=line)


def _closes(note: Note, place: int) -> int:
    found = _CLAUSE.search(note.plain, place)
    return found.start() if found else len(note.plain)


def _ended(
    note: Note, received: list[Course], stop: re.Match[str], start: int, end: int
) -> tuple[Course | None, tuple[str, ...]]:
    """The treatment that the stop is of, and its drugs where it is not of all of them."""
    before = beginning_in(received, 0, stop.start())
    systemic = [course for course in before if course.regimen.systemic and not course.reference]
    if named := _named(note, stop, start, end):
        own = beginning_in(received, named.start, named.end)
        return (own[0], ()) if own else _of_agent(systemic, named.id)
    if shortened := _shortened(note, stop, start, systemic):
        return _of_agent(systemic, shortened)
    again = before[-1] if before and before[-1].reference and before[-1].regimen.start >= start else None
    if again and again.regimen.agents:  # "atézolizumab poursuivi seul, arrêté pour progression"
        return again, ()
    last = systemic[-1] if systemic else None
    if last is None or stop.start() - last.regimen.end > _REACH or (before[-1].regimen.start >= start and before[-1] is not last):
        return None, ()  # an irradiation told in the same clause may be what was stopped
    same_line = note.line(last.regimen.start) == note.line(stop.start())
    return (last if same_line or not _told_between(note, last, start) else None), ()


def _of_agent(systemic: list[Course], agent: str) -> tuple[Course | None, tuple[str, ...]]:
    """The last treatment that a drug is of, and that drug where it was given with others."""
    course = next((course for course in reversed(systemic) if agent in course.regimen.agents), None)
    return course, () if course is None or len(course.regimen.agents) == 1 else (agent,)


_WORD_BEFORE = re.compile(r"\b([a-z]{3,9}) $")


def _shortened(note: Note, stop: re.Match[str], start: int, systemic: list[Course]) -> str | None:
    """ "CARBO-PEMETREXED-AMIVANTAMAB. Ami | arrêté": the drug of the last treatment that the word begins."""
    word = _WORD_BEFORE.search(note.plain, start, stop.start())
    agents = systemic[-1].regimen.agents if systemic and word else ()
    return next((agent for agent in agents if word and agent.startswith(word[1])), None)


def _told_between(note: Note, last: Course, start: int) -> bool:
    """Is a blank line or a heading between the treatment and the clause of the stop?"""
    return "\n\n" in note.plain[last.regimen.end : start] or note.unit_at(start).section != last.unit.section


def _named(note: Note, stop: re.Match[str], start: int, end: int) -> Anchor | None:
    """The drug named right before or right after the stop."""
    for kind in _DRUGS:
        for drug in note.anchors_between(kind, start, stop.start()):
            if _VERB.fullmatch(note.plain, drug.end, stop.start()):
                return drug
        for drug in note.anchors_between(kind, stop.end(), end):
            if _OBJECT.fullmatch(note.plain, stop.end(), drug.start):
                return drug
    return None


def _clause_before(note: Note, start: int) -> int:
    """Where the clause begins that led to the one that begins here."""
    return _opens(note, max(note.line(start)[0], start - _SIGN))


def _when(note: Note, stop: re.Match[str], start: int, end: int, begun: str | None) -> str | None:
    """The date beside the stop, else the last one before it in its clause, or in the clause that led to it."""
    after = [
        date
        for date in note.dates_between(stop.end(), min(end, stop.end() + _BESIDE))
        if "," not in note.plain[stop.end() : date.start]
    ]
    if _STEP.search(note.plain, max(0, start - _SIGN), start):
        start = _clause_before(note, start)
    before = [date for date in note.dates_between(start, stop.start()) if date.iso != begun]
    told = after[0] if after else before[-1] if before else None
    return told.iso if told and len(told.iso) >= 7 and told.iso >= (begun or "")[: len(told.iso)] else None


def _why(note: Note, stop: re.Match[str], start: int, end: int) -> str | None:
    """What the words after the stop give as its reason, else what led to it."""
    if _ARROW.search(note.plain, max(0, start - _SIGN), start):
        start = _clause_before(note, start)
    for first, last in ((stop.end(), end), (start, stop.start())):
        if OWN_WILL.search(note.plain, first, last):
            return "refusal"
        worse, toxic = _WORSE.search(note.plain, first, last), is_toxic(note, first, last)
        if worse or toxic:
            return None if worse and toxic else "progression" if worse else "toxicity"  # which of the two is not told
        if _FULL.search(note.plain, first, last):
            return "completion"
    return None
