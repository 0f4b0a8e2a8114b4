"""Since when and until when: "du 14/04/25 au 30/05/25", "02/2022 - 05/2024", "depuis mars 2024", "12/12/24 : tumorectomie".

A date after an examination, a relapse or a response is theirs, and no date of the treatment.
"""

from __future__ import annotations

import datetime
import re

from matching.reading.courses.course import Course
from matching.reading.courses.cues import cue_words
from matching.reading.dates import MONTH, MONTHS
from matching.reading.mention import DateMention
from matching.reading.note import Note

_EVENT = re.compile(rf"\b{cue_words('other_event')}|->|>")
_BRACKET = re.compile(r" ?\([^()]{0,60}\)")
_TO_DIAGNOSE = re.compile(r" (?<=[a-z] )(?:a visee )?diagnosti(?:que|c)s?\b")  # "l'exérèse diagnostique du 12 mars"
_UNTIL = re.compile(
    r"(?:\bau|\ba|-|>|jusqu'(?:au|en|a)|arret\w*(?: (?:en|le|depuis))?|termine[es]*(?: (?:en|le))?|fin(?: (?:en|le))?|"
    r"interrompu[es]*(?: (?:en|le))?|stoppe[es]*(?: (?:en|le))?|dernier\w*(?: (?:cure|cycle|seance|injection))?(?: (?:le|en))?|"
    r"\bet) ?:? ?\(?$"
)
_RANGE = re.compile(r" ?(?:-?>|=>|-|au|a|>|jusqu'(?:au|en|a)|et|/) ?(?:c ?\d{1,2}(?:j\d+)? )?(?:le |fin |debut |mi-)?$")
_MONTHS_BEFORE = re.compile(r"(?<![\d/])(0?[1-9]|1[0-2]) ?(?:-?>|[-a/]) ?$")
_DAY_BEFORE = re.compile(r"\bdu (0?[1-9]|[12]\d|3[01])(?:er)? (?:au|a) (?:le )?$")
_DAY_MONTH_BEFORE = re.compile(r"(?<![\d/])(0?[1-9]|[12]\d|3[01])[/.](0?[1-9]|1[0-2]) ?(?:-?>|-|au|a) ?(?:le )?$")
_OPENING = re.compile(r"\b\d{1,2}(?:[/.]\d{1,2})? ?-?> ?$")  # the first day of a range whose year stands with the last
_MONTH_NAME_BEFORE = re.compile(rf"\b({MONTH})\.? ?(?:-|a|au|et|>|/) ?$")
_OF_A_CYCLE = re.compile(r"\bc(?:[2-9]|1\d)(?:j\d+)? ?(?:le|du|:|=|prevue? le|recue? le)? ?$")  # "(C4 le 12/01/26)"
_BARE_YEAR = re.compile(
    r"(?: \d{1,3}(?:[.,]\d)? ?gy(?:/\d+(?: ?fr\w*)?)?| \d{1,4}(?: ?-?> ?\d{1,4})? ?(?:mg|g)(?:/\w+)?|"
    r"\.? [a-z][a-z0-9+'-]*| \d{1,2}(?= c| ?\(| ans?\b| mois\b)){0,4}? ?[,(]? ?((?:19[89]|20[0-4])\d)(?: ?(?:-|a|>) ?(?P<end>(?:19[89]|"
    r"20[0-4])\d))?\b(?! ?(?:mg|ml|ui|gy|/|g\b))"
)
_YEARS = re.compile(r"\b(?:entre|de) ((?:19[89]|20[0-4])\d) (?:et|a) ((?:19[89]|20[0-4])\d)\b")
_YEAR_FIRST = re.compile(r"[-* ]*(?:en )?((?:19[89]|20[0-4])\d) ?[:,]? ?")
_YEAR_HEADING = re.compile(r"(?<![\d/])((?:19[89]|20[0-4])\d)(?:(?: (?!rechute|recidive|progress|pd\b)[\w-]+){0,3} ?:| ?\() ?$")


def dates(note: Note, course: Course) -> None:
    """Start and end: "du 14/04/25 au 30/05/25", "02/2022 - 05/2024", "depuis mars 2024", "12/12/24 : tumorectomie"."""
    regimen, plain = course.regimen, note.plain
    after = [
        date
        for date in note.dates_between(regimen.start, course.scope)
        if not _EVENT.search(_OPENING.sub(" ", _TO_DIAGNOSE.sub(" ", plain[regimen.start : date.start])))
        and not _of_the_next(plain, course, date)
        and not _OF_A_CYCLE.search(plain[max(regimen.end, date.start - 14) : date.start])
    ]
    if after:
        _read_dates(note, course, after)
    if course.planned and after:
        _to_come(note, course, after[0])
    if not course.planned:
        course.end = course.end or _stopped_on(note, course)
        if course.start is None:
            _read_years(note, course, dated=bool(after))


_SOON = 92  # days
_APPOINTED = re.compile(r"\b(?:programme|prevu|fixe|cale|planifie)e?s? (?:pour )?(?:le |au )?$")


def _to_come(note: Note, course: Course, date: DateMention) -> None:
    """ "8 Gy prévue 08/12", at a meeting of the 3rd of December 2025: the eighth of December, not August 2012, nor December 2024."""
    written = re.fullmatch(r"(\d\d)[/.](\d\d)", note.plain[date.start : date.end])
    last = max((one.iso for one in note.dates if len(one.iso) == 10 and not one.guessed), default=None)
    today = note.meeting or (datetime.date.fromisoformat(last) if last else None)
    if not written or not today or course.start != date.iso or date.iso >= today.isoformat()[: len(date.iso)]:
        return
    if date.guessed and not _APPOINTED.search(note.plain, course.regimen.start, date.start):
        return
    for year in (today.year, today.year + 1):
        try:
            day = datetime.date(year, int(written[2]), int(written[1]))
        except ValueError:
            return
        if 0 <= (day - today).days <= _SOON:
            course.start = day.isoformat()


def _read_dates(note: Note, course: Course, after: list[DateMention]) -> None:
    """Start and end from the dates that follow the regimen."""
    plain, first = note.plain, after[0]
    lead = plain[max(course.regimen.start, first.start - 26) : first.start]
    following = note.dates_between(first.end, course.scope)[:1]
    between = _LISTED if course.regimen.has("local_ablation") else _RANGE
    second = next((date for date in following if between.fullmatch(_BRACKET.sub("", plain[first.end : date.start]))), None)
    whole = len(first.iso) == 10
    if second:
        course.start, course.end = _day_of_range(plain, first, second) or _with_year(first, second), second.iso
    elif whole and (found := _DAY_MONTH_BEFORE.search(lead)):
        course.start, course.end = _in_the_year_of(first.iso, int(found[1]), int(found[2])), first.iso
    elif whole and (found := _DAY_BEFORE.search(lead)):
        course.start, course.end = f"{first.iso[:8]}{int(found[1]):02d}", first.iso
    elif found := _MONTH_NAME_BEFORE.search(plain, max(course.regimen.end, first.start - 16), first.start):
        start = f"{first.iso[:4]}-{MONTHS[found[1]]:02d}"  # "avril-juin 2024"
        course.start, course.end = start if start <= first.iso else None, first.iso
    elif found := _MONTHS_BEFORE.search(lead):
        course.start, course.end = f"{first.iso[:4]}-{int(found[1]):02d}", first.iso
    elif (_UNTIL.search(lead) and not _BEGUN.search(lead)) or _ENDED.search(plain, course.regimen.end, first.start):
        course.end = first.iso
    else:
        course.start = first.iso
        for date in after[1:]:  # "en septembre (du 5 au 22/09)"
            found = _DAY_BEFORE.search(plain[first.end : date.start])
            if found and date.iso[:7] == first.iso:
                course.start, course.end = f"{first.iso}-{int(found[1]):02d}", date.iso
        later = [date for date in after[1:] if _END_WORD.search(plain[first.end : date.start])]
        course.end = later[0].iso if later else course.end


def _read_years(note: Note, course: Course, dated: bool) -> None:
    """Years and headings, where no date follows: "entre 2019 et 2021", "cisplatine 2019", "2017 : K sein => mastectomie"."""
    regimen, plain = course.regimen, note.plain
    if years := _YEARS.search(plain, regimen.end, course.scope):
        course.start, course.end = years[1], years[2]
        return
    bare = (
        None
        if dated
        else _BARE_YEAR.match(plain, regimen.end, course.scope)
        or _YEAR_HEADING.search(plain, course.before, regimen.start)
        or _YEAR_FIRST.fullmatch(plain, course.unit.start, regimen.start)
    )
    if bare is None and not dated and len(regimen.atoms) > 1 and regimen.has("surgery"):
        bare = _BARE_YEAR.match(plain, regimen.atoms[0].end, regimen.end)  # "Chir 2020 (résection monobloc"
    told = bare and next((date for date in note.dates_between(bare.start(1) - 12, bare.end(1)) if date.end == bare.end(1)), None)
    if bare and told and bare.end(1) <= regimen.start and told.iso.startswith(bare[1]):  # "mars 2023 : RTUV"
        opening = _MONTH_NAME_BEFORE.search(plain, max(course.before, told.start - 16), told.start)
        course.start, course.end = told.iso, course.end
        if opening and (first := f"{bare[1]}-{MONTHS[opening[1]]:02d}") <= told.iso:
            course.start, course.end = first, told.iso  # "avril-juillet 2024 : CAPOX"
        return
    course.start = bare[1] if bare else _date_before(note, course) or _date_of_the_line(note, course)
    course.end = course.end or (bare and bare.groupdict().get("end"))
    if course.start and course.end and course.start > course.end:
        course.start = None


_LINE_DATE = re.compile(r"[-* ]*(?:[a-z][\w+' -]{0,28} )?((?:\d\d/){0,2}(?:19[89]|20[0-4])\d|\d\d/\d\d(?:/\d\d)?) ?(?::| - |\|)")
_NUMBERED = re.compile(r"(?:\bl ?[1-9]|\bligne) ?:? ?(?:par |de )?$")


def _date_of_the_line(note: Note, course: Course) -> str | None:
    """An operation or a line takes the date that heads its line, when no other date or treatment stands between: "ADKP 2016 : PSA 11, PR"."""
    start, _ = note.line(course.regimen.start)
    head = _LINE_DATE.match(note.plain, start, course.regimen.start)
    numbered = _NUMBERED.search(note.plain, max(start, course.regimen.start - 14), course.regimen.start)
    if (
        not head
        or _EVENT.search(head.group())
        or not (numbered or course.regimen.has("surgery"))
        or course.before > course.unit.start
    ):
        return None
    if numbered and any(
        note.anchors_between(kind, head.end(), course.regimen.start) for kind in ("drug", "protocol", "procedure")
    ):
        return None
    if note.dates_between(head.end(), course.regimen.start):
        return None
    return next(
        (date.iso for date in note.dates_between(start, head.end()) if date.start <= head.start(1) < date.end),
        head[1] if "/" not in head[1] else None,
    )


_BEGUN = re.compile(r"debut\w*[^,;]*$|depuis[^,;]*$")
_END_WORD = re.compile(rf"{cue_words('stop')}|termin|achev|jusqu|fin |fini|dernier")
_LISTED = re.compile(r" ?(?:-?>|=>|-|,|au|a|et|puis|/) ?(?:n ?[°o]? ?\d ?:? ?)?(?:le |fin |debut |mi-)?$")
_ENDED = re.compile(
    r"\b(?:arret\w*|termin\w*|achev\w*|finie?s?|fin d[eu] \w+|jusqu\w*|inter?romp\w*|stop\w*)\b"
    r"(?:(?!repri[st]|debut|depuis|introdui|instaur)[^.;>\n]){0,45}$"
)
_STOPPED_ON = re.compile(
    rf"\b(?:{cue_words('stop')}|jusqu'(?:a|en|au)|jusqu'(?:a|en)(?: la| une)? {cue_words('until')}|termine[es]*|acheve[es]*|"
    r"finie?s?|fin(?: d[eu] (?:la |l')?\w+)?)"
    r"(?: (?:\w+ ){0,2}(?:a|pour|devant) [^.;,\d]{0,30},?)? ?(?:le|en|depuis|du|de|au|:|,)? ?(?:le |en |fin |debut |mi-)?\(?$"
)


def _stopped_on(note: Note, course: Course) -> str | None:
    """The date beside a stop, whatever was told before it: "stable, arrêt le 27/03/2026", "jusqu'à la progression du 09/01/2026"."""
    ends = [
        date.iso
        for date in note.dates_between(course.regimen.end, course.scope)
        if date.iso != course.start and _STOPPED_ON.search(note.plain[max(course.regimen.end, date.start - 60) : date.start])
    ]
    return ends[0] if ends and (course.start is None or ends[0] >= course.start) else None


def _of_the_next(plain: str, course: Course, date: DateMention) -> bool:
    """ "RT 50 Gy puis 05/2022 exérèse": the date opens the clause of the next regimen."""
    if re.search(r"\bpuis\b(?! (?:a )?\d+(?:[.,]\d+)? ?(?:mg|g|%))|;", plain[course.regimen.end : date.start]):
        return True
    next_word = plain[date.end : course.scope]
    if (
        course.scope < course.unit.end
        and _COMPLETED_ON.search(plain, course.regimen.end, date.start)
        and next_word.startswith(" par ")
    ):
        return True
    return (
        course.scope < course.unit.end
        and bool(re.fullmatch(r" ?:? ?(?:\w+ )?", next_word))
        and bool(re.search(r"(?:[,>+]|\bet) ?(?:le |en )?$", _OPENING.sub(" ", plain[course.regimen.end : date.start])))
    )


_COMPLETED_ON = re.compile(
    r"\b(?:completee?s?|suivie?s?) (?:le |en |du )?$"
)  # "vulvectomie, complétée le 27 octobre par un curage"


def _day_of_range(plain: str, first: DateMention, second: DateMention) -> str | None:
    """ "01/12 -> 19/12/25": the first of December, not January 2012."""
    words = re.fullmatch(r"(\d\d)[/.](\d\d)", plain[first.start : first.end])
    if not words or len(second.iso) != 10 or int(second.iso[:4]) - int(first.iso[:4]) <= 2:
        return None
    return _in_the_year_of(second.iso, int(words[1]), int(words[2]))


def _in_the_year_of(end: str, day: int, month: int) -> str | None:
    """The last such day before the end of a range; None when there is no such day."""
    year = int(end[:4]) - (f"{month:02d}-{day:02d}" > end[5:])
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _with_year(first: DateMention, second: DateMention) -> str:
    """The start of a range whose year stands with its end only: "de mars à juin 2024"."""
    if first.guessed and not second.guessed:
        year = int(second.iso[:4])
        if first.iso[4:] > second.iso[4:]:
            year -= 1
        return f"{year}{first.iso[4:]}"
    return first.iso


_STILL_GOING = re.compile(r"-?> ?(?:a )?(?:en cours|ce jour|maintenant|aujourd'hui|present)\b")


_MONTH_OPENS = re.compile(r"(?<![\w/.-])(0[1-9]|1[0-2])(?:-|-?>)$")
_LED_TO = re.compile(r"-?> $")
_SINCE = re.compile(r"\bdepuis (?:le |fin |mi-|debut )?$")


def _date_before(note: Note, course: Course) -> str | None:
    """The date that opens the sentence or the clause: "12/12/24 : tumorectomie", "en mars 2024, mastectomie"."""
    start = course.regimen.start
    dates = [date for date in note.dates_between(course.before, start) if date.end <= start]
    if not dates:
        return None
    last = dates[-1]
    gap = note.plain[last.end : start]
    first_of_range = dates[-2] if len(dates) > 1 and _RANGE.fullmatch(note.plain[dates[-2].end : last.start]) else None
    gap = _STILL_GOING.sub(" ", gap)
    if course.regimen.has("surgery") and not note.plain[course.unit.start : last.start].strip("-*> "):
        gap = _LED_TO.sub("", gap)  # "01/25 nodule de la joue -> exérèse", at the head of its sentence
    if _EVENT.search(gap) or ")" in gap or len(gap) > 60 or re.search(r"[;>]|\. |\b(?:puis|dont)\b", gap):
        return None
    if course.before > course.unit.start and not re.search(r", |[;>]|\bpuis\b|\bet\b", note.plain[course.before : last.start]):
        return None  # the date is that of the regimen before
    ahead = note.plain[max(course.before, last.start - 24) : last.start]
    if len(last.iso) == 7 and (found := _MONTH_OPENS.search(ahead)):  # "03-04/25 RTE"
        course.end = last.iso
        return f"{last.iso[:5]}{found[1]}"
    if not course.regimen.systemic and _SINCE.search(ahead):
        return None  # "ménopausée depuis 2014, opérée d'un adénocarcinome"
    ahead = ahead.rstrip("-> ")
    if gap.strip() != ":" and not first_of_range and _EVENT.search(ahead):
        return None
    if first_of_range:
        course.end = last.iso
        return _with_year(first_of_range, last)
    return last.iso
