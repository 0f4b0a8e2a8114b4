"""Lines of systemic treatment: the line of what is proposed, and how many lines have been begun.

"L2 : capécitabine 06/2024 - 10/2025 -> PD. Propo : trastuzumab déruxtécan L3"   metastatic_lines 2
"""

from __future__ import annotations

import re
from itertools import pairwise

from matching.drugs import classes_of
from matching.reading.courses.course import Course
from matching.reading.courses.ours import of_another_cancer
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought
from matching.reading.values import COUNTS, ORDINALS

_HAEMATOLOGY = ("lymphoma", "leukaemia", "myeloma", "brain")  # no metastatic lines
_COUNT = Sought(
    r"(?<![a-z0-9/])(?:(\d)|(une|deux|trois|quatre|cinq|aucune|zero|pas de|sans)) lignes? ?(?:(?:de |d')?(?:traitements?|"
    r"chimio\w*|systemiques?|hormono\w*|chimiotherapies?|metastatiques?|therapeutiques?|ttt) ?)*(?:anterieures?|systemiques?|"
    r"recues?|precedentes?|prealables?|metastatiques?|de traitement|de chimio\w*|en (?:situation )?metastatique|deja recues?)|"
    r"(?P<none>(?<![a-z0-9/.,])(?:0|aucune|zero) lignes?(?= ?[).;\n]| (?:(?:encore )?(?:debutee|commencee|administree|entamee)))|"
    r"\b(?:n'a|n'avait) (?:encore |jamais )?(?:recu|eu) (?:aucun |de |ni \w+ ni )?(?:traitement|therapie) (?:systemique|medical)\w*|"
    r"\b(?:pas de|aucun|sans) traitement (?:systemique )?(?:anterieur|prealable)(?= ?[.,;)\n]|$)|"
    r"\baucun traitement (?:systemique |specifique )?(?:du |de la |de l')?[a-z]* ?(?:n'a|n'est) (?:encore )?(?:ete )?(?:donne|recu|debute|"
    r"administre|commence|entrepris))"
)
_NEVER = Sought(r"\bjamais traitee?(?= ?[.,;)\n]|$)")
_UNDER_WAY = Sought(r"\ben cours de (?=(?:[1-9](?:re|ere|e|eme)?|premiere|deuxieme|seconde|troisieme|quatrieme) ligne)")
_HEADER = re.compile(r"(?:^|\n)[^\n]{0,60}?\b(?:(\d)(?:re|ere|e|eme) ligne|(premiere|deuxieme|troisieme) ligne|l(\d)) ?\?")

_LINE = re.compile(
    r"(?<![a-z0-9-])(?:l ?([1-9])(?![\d-])|([1-9]) ?(?:e|eme|er|ere|re|r|nde|nd|de)? ?lignes?\b|(premiere|deuxieme|seconde|"
    r"troisieme|quatrieme|cinquieme|sixieme) ligne|ligne (?:n°|no|numero)? ?([1-9])\b|([1-9])(?: ?(?:e|eme|re|ere) )?l\b)"
)
_SPINE = re.compile(
    r"\b(?:lyse|fracture|tassement|vertebre|vertebral\w*|corps|fixation|os|osseu\w*|rachis|lombaire|sacrum|metastase\w*|meta\w*|"
    r"lesion\w*|epidurite|niveau|[dtls]\d{1,2} ?[-,/]) ?(?:de |en |du |: ?)?$"
)


def line_number(plain: str, start: int, end: int) -> int | None:
    """The line named in these words, a lumbar vertebra (L3) left aside."""
    for found in _LINE.finditer(plain, start, end):
        if found[1] and (
            _SPINE.search(plain[max(0, found.start() - 24) : found.start()])
            or re.match(r" ?[-,/] ?[ls]\d", plain[found.end() : found.end() + 5])
        ):
            continue
        if re.match(
            r" ?lignes? (?:anterieures?|de|systemiq|recues?|precedentes?|prealables?)",
            plain[found.start() + 1 : found.end() + 16],
        ):
            continue  # a number of lines
        digits = next(filter(None, found.groups()))
        return ORDINALS.get(digits) or int(digits)
    return None


_NEXT_LINE = re.compile(rf"\bl ?[1-9] ?[:=]|\b{phrases('asking')}")  # "doxo 6 c. L2 : trabectédine", "que faire en 2e ligne ?"


def line_of(note: Note, course: Course) -> int | None:
    """The line that stands before a regimen ("L1 :") or after it ("en 2e ligne")."""
    regimen, plain = course.regimen, note.plain
    before = plain[course.before : regimen.start]
    cut = max(before.rfind(sign) for sign in (";", ">", " puis ", ". "))
    start = max(course.before + cut + 1, regimen.start - 60)
    if course.before > course.unit.start and re.search(r"[,>]|puis|\. ", before) is None:
        start = regimen.start
    following = _NEXT_LINE.search(plain, regimen.end, course.scope)
    end = following.start() if following else course.scope
    return line_number(plain, start, regimen.start) or line_number(plain, regimen.start, end)


def complete(note: Note, courses: list[Course]) -> None:
    """The line of proposed regimens said elsewhere: in the title ("1re ligne ?"), or that of the regimen they are added to."""
    if note.family in _HAEMATOLOGY:
        return
    _number_the_first(note, courses)
    current = [course for course in courses if not course.planned and course.line]
    unlabelled = [
        course
        for course in courses
        if course.planned and _is_counted(course) and course.line is None and course.setting == "palliative"
    ]
    if not unlabelled:
        return
    title = _HEADER.search(note.plain)
    wanted = (line_number(note.plain, title.start(), title.end()) if title else None) or _first(note)
    for course in unlabelled:
        sentence = note.plain[course.unit.start : course.unit.end]
        beside = [
            other.line
            for other in courses
            if other.planned and other.line and note.line(other.unit.start) == note.line(course.unit.start)
        ]
        if current and current[-1].stopped_for is None and re.search(r"\bassoci|\bajout|\badjonction|\bintensif", sentence):
            course.line = current[-1].line
        elif wanted:
            course.line = wanted
        elif beside:
            course.line = beside[0]


def _first(note: Note) -> int | None:
    """What is proposed is the first line where the words say that none was begun."""
    none = any(found["none"] and not of_another_cancer(note, found.start()) for found in _COUNT.finditer(note))
    return 1 if none else None


def _number_the_first(note: Note, courses: list[Course]) -> None:
    """A second line proposed after one regimen makes that one the first; so for a third after two."""
    ahead = {course.line for course in courses if course.planned and course.line}
    palliative = [
        course
        for course in courses
        if not course.planned and course.regimen.systemic and course.setting == "palliative" and not course.reference
    ]
    given = [course for course in palliative if not course.maintenance]
    if len(ahead) == 1 and not any(course.line for course in given) and len(given) == (min(ahead) or 0) - 1:
        for number, course in enumerate(given, start=1):
            course.line = number
    _number_those_before(courses)
    between = any(
        course.regimen.has("radionuclide") and not course.planned for course in courses
    )  # a line among them, uncounted here
    if not ahead and not between and not any(course.line for course in given) and _is_metastatic(note):
        _number_the_begun(palliative)
    for previous, course in pairwise(given):
        if previous.line and course.line is None and (previous.end or previous.stopped_for):
            beside = previous.start and course.start and previous.end and previous.start <= course.start < previous.end
            course.line = previous.line + (0 if beside or _goes_on_with(previous, course) else 1)


def _is_counted(course: Course) -> bool:
    """Is it of the treatments that make a line?"""
    return course.regimen.systemic or course.regimen.has("radionuclide")


def _number_those_before(courses: list[Course]) -> None:
    """A second line received after one regimen makes that one the first, in a disease never operated on."""
    given = [
        course
        for course in courses
        if not course.planned and course.regimen.systemic and not course.maintenance and not course.reference
    ]
    first = next((index for index, course in enumerate(given) if course.line), None)
    before = given[:first] if first else []
    if before and given[first or 0].line == len(before) + 1 and all(course.setting in (None, "palliative") for course in before):
        for number, course in enumerate(before, start=1):
            course.line, course.setting = number, "palliative"


def _number_the_begun(given: list[Course]) -> None:
    """Regimens dated one after the other since the disease is metastatic: the first is the first line; none where one cannot tell."""
    told = [course for course in given if course.regimen.agents and not is_castration(course)]
    numbers, number = [], 0
    for previous, course in zip([None, *told], told, strict=False):
        ended = previous is None or previous.end or previous.stopped_for or previous.response == "progression"
        same = previous is not None and (course.maintenance or _goes_on_with(previous, course))
        if not (ended or same) or not (same or course.start or course.end):
            return
        number += 0 if same else 1
        numbers.append(number)
    for course, line in zip(told, numbers, strict=True):
        course.line = line


def is_castration(course: Course) -> bool:
    """Is the regimen an LHRH analogue alone? It goes on beside the lines and is none of them."""
    return all(_CASTRATION & set(classes_of(agent)) for agent in course.regimen.agents)


def _is_metastatic(note: Note) -> bool:
    said = [str(m.value) for m in note.mentions if m.key in ("tumour.m", "tumour.extent") and m.tumour == "index"]
    unresectable = any(m.key == "tumour.resectable" and m.value == "unresectable" for m in note.mentions)
    return unresectable or any(value.startswith("M1") or value == "metastatic" for value in said)


_CASTRATION = {"lhrh_agonist", "lhrh_antagonist"}
_MAINTAINS_PLATINUM = {"parp_inhibitor", "avelumab"}


def _goes_on_with(previous: Course, course: Course) -> bool:
    """Part of the regimen before it, or what maintains the answer to a platinum: no new line."""
    before, now = set(previous.regimen.agents), set(course.regimen.agents)
    if now and now <= before and not course.again:
        return True
    platinum = any("platinum" in classes_of(agent) for agent in before)
    return platinum and previous.stopped_for != "progression" and bool(_MAINTAINS_PLATINUM & now.union(*map(classes_of, now)))


def say(note: Note, courses: list[Course]) -> None:
    """Says history.metastatic_lines (solid tumours) or history.systemic_lines (haematology) where the words allow counting."""
    key = "history.systemic_lines" if note.family in _HAEMATOLOGY else "history.metastatic_lines"
    for found in _UNDER_WAY.finditer(note):
        number = line_number(note.plain, found.end(), found.end() + 20)
        if number and not of_another_cancer(note, found.start()):
            note.say(key, number, *found.span(), weight=1)
    for found in _NEVER.finditer(note) if key == "history.systemic_lines" else ():
        if not of_another_cancer(note, found.start()):
            note.say(key, 0, *found.span(), weight=1)
    for found in _COUNT.finditer(note):
        if of_another_cancer(note, found.start()) or qualify(note, *found.span()).modality in ("planned", "conditional"):
            continue
        number = 0 if found["none"] else int(found[1]) if found[1] else COUNTS.get(found[2], 0)  # "pas de", "sans"
        note.say(key, number, *found.span(), weight=1)
    received = [course for course in courses if not course.planned and course.line]
    planned = [course for course in courses if course.planned and course.regimen.systemic]
    if key == "history.systemic_lines":
        _haematology(note, planned, courses)
    elif received:
        last = max(received, key=lambda course: course.line or 0)
        note.say(key, last.line, last.regimen.start, last.regimen.end)
    elif (proposed := [course for course in planned if course.line]) and all((course.line or 0) > 1 for course in proposed):
        least = min(proposed, key=lambda course: course.line or 0)
        if not _IN_CASE.search(note.plain, least.regimen.end, least.scope):
            note.say(key, (least.line or 0) - 1, least.regimen.start, least.regimen.end)
    elif len(told := _successive(note, courses)) > 1:
        note.say(key, len(told), told[-1].regimen.start, told[-1].regimen.end)


_IN_CASE = re.compile(r"\b(?:si (?:rechute|progression|recidive|evolution)|en cas d[e'])")


def _successive(note: Note, courses: list[Course]) -> list[Course]:
    """Palliative regimens dated one after the other, of a disease said metastatic; a castration is no line."""
    if not _is_metastatic(note):
        return []
    told: list[Course] = []
    for course in courses:
        agents = set(course.regimen.agents)
        if course.planned or not course.regimen.systemic or course.maintenance or course.reference or not agents:
            continue
        if is_castration(course):
            continue
        if course.setting != "palliative" or course.line or not (course.start or course.end):
            return []
        if any(agents <= set(other.regimen.agents) for other in told):
            continue
        if told and not (told[-1].end and told[-1].end <= (course.start or course.end or "")):
            return []
        told.append(course)
    return told


def _haematology(note: Note, planned: list[Course], courses: list[Course]) -> None:
    """A third line proposed after two regimens: two lines. Records keep no line here, so they are read again beside the words."""
    numbers = [(line_number(note.plain, course.before, course.scope), course) for course in courses]
    ahead = [(number, course) for number, course in numbers if number and course.planned and number > 1]
    done = [(number, course) for number, course in numbers if number and not course.planned]
    told = _separated_by_relapses(
        note, [course for course in courses if not course.planned and course.regimen.systemic and not course.maintenance]
    )
    relapsed = bool(told and planned) and _turns_after(note, told[-1])
    first = len(told) == 1 and bool(told[0].start) and not _turns(note)  # begun once, of a disease that never came back
    if not ahead and not done and (len(told) > 1 or relapsed or first):
        note.say("history.systemic_lines", len(told), told[-1].regimen.start, told[-1].regimen.end)
    elif ahead:
        number, course = min(ahead, key=lambda item: item[0] or 0)
        note.say("history.systemic_lines", (number or 0) - 1, course.regimen.start, course.regimen.end)
    elif done:
        number, course = max(done, key=lambda item: item[0] or 0)
        note.say("history.systemic_lines", number, course.regimen.start, course.regimen.end)


def _turns(note: Note) -> list[int]:
    """Where a relapse or a progression is told."""
    return [
        anchor.start
        for family, name in (("course", "relapse"), ("response", "progression"))
        for anchor in note.anchors.get(family, ())
        if anchor.id == name and qualify(note, anchor.start, anchor.end).status == "present"
    ]


def _turns_after(note: Note, course: Course) -> bool:
    return any(turn > course.regimen.end for turn in _turns(note))


def _separated_by_relapses(note: Note, received: list[Course]) -> list[Course]:
    """The first regimen, and each one before which a relapse or a progression is told."""
    turns = _turns(note)
    kept = received[:1]
    for previous, course in pairwise(received):
        told = any(previous.regimen.end < turn < course.regimen.start for turn in turns)
        if told or (previous.end and course.start and course.unit is not previous.unit and course.start >= previous.end):
            kept.append(course)
    return kept
