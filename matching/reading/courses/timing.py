"""Since when and until when: "du 14/04/25 au 30/05/25", "02/2022 - 05/2024", "depuis mars 2024", "12/12/24 : tumorectomie".

A date after an examination, a relapse or a response is theirs, and no date of the treatment.
"""

from __future__ import annotations

import re

from matching.reading.courses.course import Course
from matching.reading.mention import DateMention
from matching.reading.note import Note

_EVENT = re.compile(
    r"\b(?:tdm|tep|irm|scanner|bilan|stabilite|stable|maladie|rechute|recidive|progress\w*|reponse|rp|rc|pd|biops\w*|bx|echo\w*|"
    r"tap|scinti\w*|ete revu|controle|reevaluation|deces|evaluation|mammo\w*|diagnosti\w*|rcp|decouverte|psa|suites|embolie|"
    r"complication)\b|->|>"
)
_UNTIL = re.compile(
    r"(?:\bau|\ba|-|>|jusqu'(?:au|en|a)|arret\w*(?: (?:en|le|depuis))?|termine[es]*(?: (?:en|le))?|fin(?: (?:en|le))?|"
    r"interrompu[es]*(?: (?:en|le))?|stoppe[es]*(?: (?:en|le))?|dernier\w*(?: (?:cure|cycle|seance|injection))?(?: (?:le|en))?|"
    r"\bet) ?:? ?\(?$"
)
_RANGE = re.compile(r" ?(?:-?>|=>|-|au|a|>|jusqu'(?:au|en|a)|et|/) ?(?:le |fin |debut |mi-)?$")
_MONTHS_BEFORE = re.compile(r"(?<![\d/])(0?[1-9]|1[0-2]) ?[-a/] ?$")
_DAY_BEFORE = re.compile(r"\bdu (0?[1-9]|[12]\d|3[01])(?:er)? (?:au|a) (?:le )?$")
_BARE_YEAR = re.compile(
    r"(?: [a-z][a-z0-9+'-]*| \d{1,2}(?= c| ?\()){0,4}? ?[,(]? ?((?:19[89]|20[0-4])\d)(?: ?(?:-|a|>) ?(?P<end>(?:19[89]|"
    r"20[0-4])\d))?\b(?! ?(?:mg|ml|ui|gy|/|g\b))"
)
_YEARS = re.compile(r"\b(?:entre|de) ((?:19[89]|20[0-4])\d) (?:et|a) ((?:19[89]|20[0-4])\d)\b")
_YEAR_FIRST = re.compile(r"[-* ]*(?:en )?((?:19[89]|20[0-4])\d) ?[:,]? ?")
_YEAR_HEADING = re.compile(r"(?<![\d/])((?:19[89]|20[0-4])\d) ?: ?$")


def dates(note: Note, course: Course) -> None:
    """Start and end: "du 14/04/25 au 30/05/25", "02/2022 - 05/2024", "depuis mars 2024", "12/12/24 : tumorectomie"."""
    regimen, plain = course.regimen, note.plain
    after = [
        date
        for date in note.dates_between(regimen.start, course.scope)
        if not _EVENT.search(plain[regimen.start : date.start]) and not _of_the_next(plain, course, date)
    ]
    if after:
        first = after[0]
        lead = plain[max(regimen.start, first.start - 26) : first.start]
        following = note.dates_between(first.end, course.scope)[:1]
        second = next((date for date in following if _RANGE.fullmatch(plain[first.end : date.start])), None)
        if second:
            course.start, course.end = _with_year(first, second), second.iso
        elif (day := _DAY_BEFORE.search(lead)) and len(first.iso) == 10:
            course.start, course.end = f"{first.iso[:8]}{int(day[1]):02d}", first.iso
        elif months := _MONTHS_BEFORE.search(lead):
            course.start, course.end = f"{first.iso[:4]}-{int(months[1]):02d}", first.iso
        elif (_UNTIL.search(lead) and not re.search(r"debut\w*[^,;]*$|depuis[^,;]*$", lead)) or re.search(
            r"arret|termin|jusqu|interromp|stopp", lead
        ):
            course.end = first.iso
        else:
            course.start = first.iso
            for date in after[1:]:  # "en septembre (du 5 au 22/09)"
                day = _DAY_BEFORE.search(plain[first.end : date.start])
                if day and date.iso[:7] == first.iso:
                    course.start, course.end = f"{first.iso}-{int(day[1]):02d}", date.iso
            later = [
                date for date in after[1:] if re.search(r"arret|termin|jusqu|interromp|stopp|fin ", plain[first.end : date.start])
            ]
            if later:
                course.end = later[0].iso
    if course.start is None and not course.planned and (years := _YEARS.search(plain, regimen.end, course.scope)):
        course.start, course.end = years[1], years[2]
    if course.start is None and not course.planned:
        bare = (
            None
            if after
            else _BARE_YEAR.match(plain, regimen.end, course.scope)
            or _YEAR_HEADING.search(plain, course.before, regimen.start)
            or _YEAR_FIRST.fullmatch(plain, course.unit.start, regimen.start)
        )
        course.start = bare[1] if bare else _date_before(note, course)
        course.end = course.end or (bare and bare.groupdict().get("end"))
        if course.start and course.end and course.start > course.end:
            course.start = None


def _of_the_next(plain: str, course: Course, date: DateMention) -> bool:
    """ "RT 50 Gy puis 05/2022 exérèse": the date opens the clause of the next regimen."""
    if re.search(r"\bpuis\b(?! (?:a )?\d+(?:[.,]\d+)? ?(?:mg|g|%))|;", plain[course.regimen.end : date.start]):
        return True
    next_word = plain[date.end : course.scope]
    return (
        course.scope < course.unit.end
        and bool(re.fullmatch(r" ?:? ?(?:\w+ )?", next_word))
        and bool(re.search(r"(?:[,>+]|\bet) ?(?:le |en )?$", plain[course.regimen.end : date.start]))
    )


def _with_year(first: DateMention, second: DateMention) -> str:
    """The start of a range whose year stands with its end only: "de mars à juin 2024"."""
    if first.guessed and not second.guessed:
        year = int(second.iso[:4])
        if first.iso[4:] > second.iso[4:]:
            year -= 1
        return f"{year}{first.iso[4:]}"
    return first.iso


def _date_before(note: Note, course: Course) -> str | None:
    """The date that opens the sentence or the clause: "12/12/24 : tumorectomie", "en mars 2024, mastectomie"."""
    start = course.regimen.start
    dates = [date for date in note.dates_between(course.before, start) if date.end <= start]
    if not dates:
        return None
    last = dates[-1]
    gap = note.plain[last.end : start]
    first_of_range = dates[-2] if len(dates) > 1 and _RANGE.fullmatch(note.plain[dates[-2].end : last.start]) else None
    if _EVENT.search(gap) or ")" in gap or len(gap) > 60 or re.search(r"[;>]|\. |\bpuis\b", gap):
        return None
    if course.before > course.unit.start and not re.search(r", |[;>]|\bpuis\b|\bet\b", note.plain[course.before : last.start]):
        return None  # the date is that of the regimen before
    if gap.strip() != ":" and _EVENT.search(note.plain[max(course.before, last.start - 14) : last.start]):
        return None
    if first_of_range:
        course.end = last.iso
        return _with_year(first_of_range, last)
    return last.iso
