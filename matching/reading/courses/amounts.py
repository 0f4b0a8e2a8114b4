"""How much: "x 3", "6 cures de FOLFOX", "arrêt après C7", "66 Gy/33 fr", "3 x 18 Gy", "50 Gy + boost 16 Gy"."""

from __future__ import annotations

import re

from matching.reading.courses.course import Course
from matching.reading.mention import DateMention
from matching.reading.note import Note
from matching.reading.values import COUNTS, to_float

_CYCLES = re.compile(
    r"(?<!mg )\bx ?(\d{1,2})(?!\d|[.,]\d| ?gy| ?mg| ?cm| ?mm| ?/(?!/)| ?(?:ans?|mois|sem\w*|jours?|j|fois)\b)|"
    r"(?<![\d/,.])(\d{1,2})(?: ?/ ?\d{1,2})? ?(?:seule?s? )?(?:cures?|cycles?|injections?|inj\b|"
    r"instillations?|administrations?|c\b)|\b(?:apres|jusqu'a|jusqu'au|a) c ?(\d{1,2})\b|\bc(\d{1,2})/\d{1,2}\b|"
    r"\bc(\d{1,2})(?:j\d+)? (?:recue?s?|faite?s?|realisee?s?|administree?s?)|(\d{1,2})x\b|(six|quatre|trois|douze|dix|huit|sept|neuf|cinq|"
    r"deux) (?:\w+ )?(?:cures?|cycles?|injections?|instillations?|perfusions?)|"
    r"(?<![\d/,.])(\d) ?x ?\d+(?:[.,]\d+)? ?(?:gbq|mci)\b"
)
_CYCLES_BEFORE = re.compile(
    r"(?<![a-z\d/.,])(\d{1,2}) ?(?:x ?|(?:cures?|cycles?|injections?|instillations?|perfusions?|"
    r"administrations?) ?(?:hebdo\w* )?(?:de |d'|du )?(?:chimio\w* )?(?:(?!puis|suivi|et |avec )\w+ )?(?:par |de |d')?(?:type )?)?$|"
    r"\bx ?(\d{1,2}) ?\($|(six|quatre|trois|douze|dix|huit|sept|neuf|cinq|deux|une?) (?:\w+ )?(?:cures?|cycles?|injections?|instillations?|"
    r"perfusions?) (?:de |du |d')(?:\w+ ){0,2}(?:par |de )?$|\b(six|quatre|trois|douze|huit|deux) $"
)
_DOSE = re.compile(
    r"(?:(?<![\d/])(\d{1,2}) ?(?:x|\*) ?)?(?<![\d/,.])(\d{1,3}(?:[.,]\d{1,2})?)(?:/\d+(?:/\d+)?)? ?(?:gy|"
    r"grays?)(?: ?x ?(\d{1,2}))?(?: ?\+ ?(?:un )?(?:boost|surimpression|complement|"
    r"curie\w*)[^0-9.;]{0,25}(\d{1,2}(?:[.,]\d)?) ?gy?)?"
)
_BOOST = re.compile(r"[^.;]{0,30}?(?:boost|surimpression|complement)(?: de| a| sur \w+ de)? ?:? ?(\d{1,2}(?:[.,]\d)?) ?gy")


def quantities(note: Note, course: Course) -> None:
    """Writes the dose of an irradiation on its course, and the number of cycles, sessions or injections."""
    regimen, plain = course.regimen, note.plain
    if regimen.has("radiotherapy"):
        start = next(atom.start for atom in regimen.atoms if "radiotherapy" in atom.modalities)
        found = _DOSE.search(plain, start, course.scope) or _dose_before(plain, course)
        if found:
            course.dose_gy = _dose(plain, found, course.scope)
    if regimen.systemic or regimen.has("radionuclide") or regimen.has("local_ablation"):
        _cycles(note, course)


def _cycles(note: Note, course: Course) -> None:
    plain = note.plain
    numbered = [] if course.planned else numbered_cycles(note, course)
    if len(numbered) > 1:
        (first, begun), (last, latest) = numbered[0], numbered[-1]
        course.cycles, course.start = last - first + 1, begun.iso
        course.end = None if _TO_COME_THEN.search(plain, latest.end, course.scope) else latest.iso
    elif course.perioperative and (each := _EACH_SIDE.search(plain, course.regimen.start, course.scope)):
        course.cycles = int(each[1])
    elif not course.planned and (given := _given_of_planned(plain, course)):
        course.cycles = given
    elif not course.continued:
        found = _CYCLES.search(plain, course.regimen.start, _before_the_next_count(plain, course))
        if found is None or not _counts_others(plain, course, found):
            course.cycles = _number(found or _count_before(plain, course) or _counted_in_the_next(note, course))


def _counts_others(plain: str, course: Course, found: re.Match[str]) -> bool:
    """Is it a number of cycles to come, of tablets of a day, or of several treatments in all?"""
    to_come = not course.planned and _TO_COME.match(plain, found.end())
    total = _TOTAL.search(plain[max(course.before, found.start() - 110) : found.start()])
    return bool(to_come or total) or _is_a_day(plain, course, found)


_MOST = 40  # cycles of one treatment


def _number(found: re.Match[str] | None) -> int | None:
    """What a pattern of counts found, in figures or in letters."""
    digits = next(filter(None, found.groups()), None) if found else None
    number = (COUNTS.get(digits) or int(digits)) if digits else 0
    return number if 1 <= number <= _MOST else None


_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(COUNTS)})"
_UNIT = r"(?:cures?|cycles?|instillations?|injections?|doses?|perfusions?)"
_GIVEN = r"(?:recue?s|faite?s|realisee?s|administree?s|delivree?s|effectuee?s)\b"
# "6 cycles prévus, 4 reçus", "sur les six instillations prévues, quatre faites", "6 cycles prévus et faits"
_OF_PLANNED = re.compile(
    rf"\b(?P<all>{_NUMBER}) (?:{_UNIT} )?prevue?s(?: et {_GIVEN}|,? ?[;:,(/]? ?(?:dont |mais |seule?s? |seulement )?"
    rf"(?P<some>{_NUMBER}) (?:{_UNIT} )?{_GIVEN})"
)
# "28e cure", told where things stand; not "réduit à la 3e cure"
_ORDINAL = re.compile(
    rf"(?:^|[,;.:(] ?)(\d{{1,2}})(?:e|eme) {_UNIT}\b(?![^.;,\n]{{0,24}}(?:report|decal|annul|non |suppr|prevu))"
)


def _given_of_planned(plain: str, course: Course) -> int | None:
    """How many cycles were given of those that were planned, or the number of the last one."""
    planned = _OF_PLANNED.search(plain, course.regimen.start, course.scope)
    if planned:
        told = planned["some"] or planned["all"]
        return COUNTS.get(told) or int(told)
    last = _ORDINAL.search(plain, course.regimen.end, course.scope)
    return int(last[1]) if last else None


_AFTER_SO_MANY = re.compile(r"(?:apres|au bout de|a l'issue de|au terme de) (?:les )?(\d{1,2}|[a-z-]+) (?:cures?|cycles?)\b")


def _counted_in_the_next(note: Note, course: Course) -> re.Match[str] | None:
    """ "Une ligne par trabectédine a été instaurée en avril. Après six cycles, le scanner ...": the sentence that follows counts them."""
    following = note.unit_at(course.unit.end + 1)
    if course.planned or course.scope < course.unit.end or "chemotherapy" not in course.regimen.modalities:
        return None
    found = _AFTER_SO_MANY.match(note.plain, following.start)
    return found if found and (found[1].isdigit() or found[1] in COUNTS) else None


_NUMBERED = re.compile(r"\b(?:c|cycle |cure )(\d{1,2})(?:j1)? ?(?:le|du|:|=)? ?$")
_TO_COME_THEN = re.compile(r"\b(?:prevu|programme|reste)[es]*\b")


def numbered_cycles(note: Note, course: Course) -> list[tuple[int, DateMention]]:
    """ "C1 17/03, C3 12/05", "cycle 5 le 16/10/2025, cycle 6 le 06/11/2025": cycles told one by one, each with its date."""
    dates = note.dates_between(course.regimen.end, course.scope)
    before = ((date, note.plain[max(course.regimen.end, date.start - 14) : date.start]) for date in dates)
    found = [(int(number[1]), date) for date, words in before if (number := _NUMBERED.search(words))]
    return found if [number for number, _ in found] == sorted(number for number, _ in found) else []


def _is_a_day(plain: str, course: Course, found: re.Match[str]) -> bool:
    """ "Olaparib 300 x2": tablets of a day, of a drug that is no chemotherapy."""
    return (
        not course.regimen.has("chemotherapy")
        and bool(_TABLET.search(plain[: found.start()][-9:]))
        and found[1] in ("1", "2", "3")
    )


_TABLET = re.compile(r"(?<![a-z\d])\d{2,4} ?(?:mg ?)?$")
_EACH_SIDE = re.compile(r"(?<![\d,.])(\d) ?(?:\+|cures? avant et|avant et) ?\d\b")


def _dose_before(plain: str, course: Course) -> re.Match[str] | None:
    """ "50 Gy de radiothérapie"; a dose that follows another regimen without a break is that one's."""
    found = _DOSE.search(plain, max(course.before, course.regimen.start - 30), course.scope)
    after_another = found and course.before > course.unit.start
    return None if after_another and not re.search(r"[,.;>]|puis", plain[course.before : found.start()]) else found  # type: ignore[union-attr]


_TO_COME = re.compile(r" ?(?:etaient |sont )?(?:prevu|programme)[es]*\b")
_TOTAL = re.compile(r"\b(?:total|en tout|completer a|jusqu'a)\b[^.;,]{0,12}$|\bc\d+ ?(?:-|a|et|/) ?c\d")


def _count_before(plain: str, course: Course) -> re.Match[str] | None:
    """ "6 cures de FOLFOX", "chimio : 3 EC100": the count before the regimen, or before its first drug."""
    firsts = [atom.start for atom in course.regimen.atoms if atom.agents][:1]
    for start in dict.fromkeys((course.regimen.start, *firsts)):
        lead = plain[max(course.before, start - 40) : start]
        found = _CYCLES_BEFORE.search(lead)
        if found and found.group().endswith("(") and course.before > course.unit.start:
            continue  # "BEP x 4 (VIP si ...)": the count of the regimen before
        if found and not re.search(r"(?:\bl|ligne|\ben|grade|stade|\bps|oms|\d\.) ?$", lead[: found.start()][-6:]):
            return found
    return None


def _before_the_next_count(plain: str, course: Course) -> int:
    """ "témozolomide puis 6 cycles de [témozolomide]": the count that announces the next regimen is not this one's."""
    start = max(course.regimen.end, course.scope - 40)
    found = _CYCLES_BEFORE.search(plain[start : course.scope]) if course.scope < course.unit.end else None
    if found and re.search(r"puis|suivi|[,;>]|\bet\b|\bou\b", plain[course.regimen.end : start + found.start()]):
        return start + found.start()
    return course.scope


def _dose(plain: str, found: re.Match[str], limit: int) -> float:
    times, dose, times_after, boost = found.groups()
    total = to_float(dose) * int(times or times_after or 1)
    if boost or (found := _BOOST.match(plain, found.end(), limit)):  # type: ignore[assignment]
        total += to_float(boost or found[1])
    return int(total) if total == int(total) else round(total, 2)
