"""Dates of a note, as precise as stated, and the reference date of the case.

    >>> [date.iso for date in read_note("RCP du 14/01/2025. Biopsie le 21/11/24, chirurgie en mars 2024, IRM le 05/09").dates]
    ['2025-01-14', '2024-11-21', '2024-03', '2024-09-05']

A date without a year takes the year that puts it last before the reference date of the case. Fractions that are counts (12/15
ganglions, 10/12 carottes, G8 12/17), cycles (C3J1) and durations are no dates. Known limit: "fin 2022" keeps the year only.
"""

from __future__ import annotations

import datetime
import re

from matching.reading import same_dates
from matching.reading.mention import DateMention
from matching.reading.note import Note
from matching.reading.phrases import either, phrases
from matching.reading.sought import Sought

MONTHS = {name: number for number, name in enumerate(same_dates.MONTHS, start=1)} | {
    "janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "juill": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
MONTH = either(MONTHS)  # a pattern of any of these names
# [0-9] rather than \d where a date begins: with the figures told, it is looked for where "3/" or "03-" stands (matching.reading.sought).
_IN_FIGURES = Sought(
    r"(?<![\w./,])(?:(?P<d>[0-3]?[0-9])(?P<sep>[/.-])(?P<m>[01]?\d)(?P=sep)(?P<y>(?:19|20)\d\d|\d\d)(?!\d|[.,/]\d)"
    r"|(?P<y6>(?:19|20)[0-9]\d)[/-](?P<m6>0[1-9]|1[0-2])(?![\d/-]|[.,]\d)"
    r"|(?P<m2>0?[1-9]|1[0-2])[/.-](?P<y2>(?:19|20)\d\d)(?!\d)"
    r"|(?P<m5>0[1-9]|1[0-2])/(?P<y5>[12]\d)(?![\d/]| ?(?:gangli|carott|ggl|adp|prelev|biops|frag|lames|curage))"
    r"|(?P<d4>[0-3]?[0-9])[/.](?P<m4>0?[1-9]|1[0-2])(?![\d/]|,\d| ?(?:gangli|carott|n\+|ggl|adp|mm|cm|%|prelev|biops|frag|lames|curage)))"
)
_IN_LETTERS = Sought(rf"(?<![\w./,])(?P<month>{MONTH})\.?(?: (?P<year>(?:19|20)\d\d|'?\d\d(?! ?(?:mm|cm|g|%|ans))))?(?![a-z])")
_DAY = re.compile(r"(?<![\w./,])([0-3]?\d)(?:er)? $")
_YEAR = Sought(r"(?<![\d/.,-])(?:19[3-9]\d|20[0-4]\d)(?![\d/-]|[.,]\d| ?(?:mg|ml|ui|ng|g/|µ|/mm|cgy|kcal))")
_YEAR_CUE = re.compile(
    r"(?:en|depuis|des|dg|diag|diagnostic|fin|debut|mi|annee|courant|ete|printemps|automne|hiver|ectomie|exerese|"
    r"chirurgie|primitif|gauche|droite?|\(|,|-|:|;|>|de|a) ?-?$"
)
_BULLET = re.compile(r"[-*> ]*")
_MEETING = re.compile(r"(?:\brcp\b|\breunion|consultation|\bcs\b|\bfiche\b|\bvu[e]? le|date de la)[^\n.;]{0,60}?$")
_PAST_MEETING = re.compile(
    r"(?:derniere|precedente?|lors de la|ancienne|1ere|premiere|en|une|(?<!pour )la) rcp[^\n]{0,12}$|rcp (?:de|d')|en rcp (?:le|du)"
)
# One of the first two lines that begins by naming the meeting is the title of the note: "RCP de sénologie du 16/10/2025".
_TITLE = re.compile(r"\W*(?:fiche (?:de )?)?(?:rcp|reunion de concertation pluridisciplinaire)\b[^\n.;:]{0,60}$")
_NOW = re.compile(rf"\b{phrases('now')}")
_BIRTH = re.compile(r"\b(?:nee?|ddn|naissance|nat)\b[ :.(]*(?:le |du )?$")
_COUNT = re.compile(
    r"(?:\bg8|\bmmse?|\badl|\biadl|\bmna|(?<![a-z])n\+?|envahis?|score|eva|carottes?|ganglions?|\bpsa|gs|\bage|ggl|stade)\s*(?:a|:|"
    r"=)?\s*$"
)


def find_dates(note: Note) -> None:
    """Fills `note.dates`, in the order of the text; years that were not stated are guessed from the reference date."""
    in_letters = list(_IN_LETTERS.finditer(note))
    taken = {offset for match in in_letters for offset in range(*match.span())}  # "mars 24/05" begins no second date
    found = [date for match in in_letters if (date := _in_letters(note, match))]
    found += (date for match in _IN_FIGURES.finditer(note) if match.start() not in taken and (date := _in_figures(note, match)))
    covered = [(date.start, date.end) for date in found]
    for match in _YEAR.finditer(note):
        inside = any(start <= match.start() < end for start, end in covered)
        heads = note.line(match.start())[0] == match.start() - len(_BULLET.match(note.plain, note.line(match.start())[0]).group())  # type: ignore[union-attr]
        if not inside and (heads or _YEAR_CUE.search(note.plain[max(0, match.start() - 10) : match.start()])):
            found.append(DateMention(match.start(), match.end(), match.group()))
    found.sort(key=lambda date: date.start)
    meeting = _meeting_date(note, found)
    last = _last(note, found)
    today, known = meeting or last or datetime.date.today(), meeting is not None or last is None
    note.dates = [_with_year(note, date, today, found, known) if date.iso.startswith("?") else date for date in found]
    note.meeting = _meeting_date(note, note.dates)


def months_between(first: str, then: str) -> int | None:
    """Calendar months from one ISO date to another; None where one of them tells its year only.

    >>> months_between("2023-11", "2025-01-14")
    14
    """
    if len(first) < 7 or len(then) < 7:
        return None
    return 12 * (int(then[:4]) - int(first[:4])) + int(then[5:7]) - int(first[5:7])


def _in_letters(note: Note, match: re.Match[str]) -> DateMention | None:
    month, year = MONTHS[match["month"]], match["year"]
    day = _DAY.search(note.plain, max(0, match.start() - 6), match.start())
    if not year and not day and not _month_cue(note, match):
        return None
    start = day.start() if day else match.start()
    return _valid(start, match.end(), _year(year) if year else None, month, int(day[1]) if day else None)


def _in_figures(note: Note, match: re.Match[str]) -> DateMention | None:
    group = match.groupdict()
    if group["d4"]:
        before = note.plain[max(0, match.start() - 14) : match.start()]
        if _COUNT.search(before) or not _day_cue(note, match, before) or ("." in match.group() and len(group["m4"]) < 2):
            return None
        return _valid(*match.span(), None, int(group["m4"]), int(group["d4"]))
    if group["m5"]:
        before = note.plain[max(0, match.start() - 14) : match.start()]
        if _COUNT.search(before):
            return None
        if int(group["y5"]) <= 12 and _day_cue(note, match, before):  # "TEP 02/12", "jusqu'au 10/10": a day, not a month of 2012
            return _valid(*match.span(), None, int(group["y5"]), int(group["m5"]))
    if group["y6"]:
        return _valid(*match.span(), int(group["y6"]), int(group["m6"]), None)
    if group["d"]:
        return _valid(*match.span(), _year(group["y"]), int(group["m"]), int(group["d"]))
    return _valid(*match.span(), _year(group["y2"] or group["y5"]), int(group["m2"] or group["m5"]), None)


def _month_cue(note: Note, match: re.Match[str]) -> bool:
    """ "en mars", "(101 en mars)", but not "mai" or "mars" alone."""
    return bool(
        re.search(
            r"(?:\ben|\bentre|\bdepuis|\bde|\bdebut|\bfin|\bmi|\bdes|\bfin|\bd'|\bcourant|\bau|\ba|\() ?-?$",
            note.plain[max(0, match.start() - 9) : match.start()],
        )
    )


def _day_cue(note: Note, match: re.Match[str], before: str) -> bool:
    """A bare 05/09 is a date after an examination, "le", "du", "au" or in brackets; otherwise it may be a count."""
    if re.search(r"(?:\ble|\bdu|\bau|\bdes|\ble:|\bj1)\s*:?\s*$", before):
        return True
    if re.search(
        r"\b(?:tdm|irm|tap|tep|bio|bx|pet|scan\w*|eer|echo\w*|coloscopie|fibro\w*|scinti\w*|ebus|biops\w*|biologie|nfs|"
        r"tep-tdm|tdm tap|ett|efr|ddr|cs|labo|bilan|c[1-9]\d?)\.?\s*$",
        before,
    ):
        return True
    return (
        match.group()[:1] == "0"
        and note.plain[match.end() : match.end() + 2].strip()[:1] in (":", ")", "")
        and len(match.group()) == 5
    )


def _year(digits: str) -> int:
    number = int(digits.strip("'"))
    return number if number > 99 else 2000 + number if number < 60 else 1900 + number


def _valid(start: int, end: int, year: int | None, month: int | None, day: int | None) -> DateMention | None:
    if month is not None and not 1 <= month <= 12:
        return None
    try:
        datetime.date(year or 2000, month or 1, day or 1)
    except ValueError:
        return None
    parts = [f"{year:04d}" if year else "?"] + ([f"{month:02d}"] if month else []) + ([f"{day:02d}"] if day else [])
    return DateMention(start, end, "-".join(parts))


_AHEAD = 6  # months from the last full date that a date beside another may go on to
_LATER = 2  # months after the last full date in which an examination without a year may stand


def _with_year(note: Note, date: DateMention, today: datetime.date, found: list[DateMention], known: bool) -> DateMention:
    """The year of the nearest stated date before it on its line, or the one that puts it last before today (where `known`)."""
    month = int(date.iso.split("-")[1])
    day = int(date.iso.split("-")[2]) if date.iso.count("-") == 2 else 1
    late = (today.month, today.day) if known else (today.month + _LATER, 31)  # the last date told may not be the last of all
    year = today.year if (month, day) <= late else today.year - 1
    chain = note.line(date.start)[0]
    earlier = [one for one in found if chain <= one.start < date.start and one.iso[0] != "?" and date.start - one.end < 60]
    if earlier and len(earlier[-1].iso) >= 7:
        near_year, near_month = int(earlier[-1].iso[:4]), int(earlier[-1].iso[5:7])
        near = near_year if month >= near_month - 1 else near_year + 1
        ahead = 12 * (near - today.year) + month - today.month
        year = near if ahead <= (0 if known else _AHEAD) else year
    return DateMention(date.start, date.end, date.iso.replace("?", f"{year:04d}"), guessed=True)


def _meeting_date(note: Note, dates: list[DateMention]) -> datetime.date | None:
    """The date of the meeting or consultation that the note is written for, where it says one to the day."""
    said = []
    for date in dates:
        if date.start >= 400:
            break
        if len(date.iso) == 10 and date.iso[0] != "?":
            before = note.plain[max(0, date.start - 80) : date.start]
            head = note.line(date.start)[0]
            title = "\n" not in note.plain[:head].strip() and _TITLE.match(note.plain, head, date.start)
            if not _BIRTH.search(before) and (title or (_MEETING.search(before) and not _PAST_MEETING.search(before))):
                said.append(date.iso)
    return datetime.date.fromisoformat(max(said)) if said else None


def _last(note: Note, dates: list[DateMention]) -> datetime.date | None:
    """The last date told to the day, or a month told after it, whose end it may be; a birth tells nothing of now."""
    told = [
        date.iso
        for date in dates
        if date.iso[0] != "?" and len(date.iso) >= 7 and not _BIRTH.search(note.plain[max(0, date.start - 24) : date.start])
    ]
    last = max(told, default=None)
    return datetime.date.fromisoformat(last if len(last) == 10 else f"{last}-28") if last else None


_APART = re.compile(r"[,;.]|(?<![a-z])\d")


def date_of(note: Note, start: int, end: int) -> str | None:
    """The date that a mention bears: the nearest one in its sentence (a following "(12/03/2025)" or "en 2024" first), else of its line."""
    unit = note.unit_at(start)
    inside = note.dates_between(unit.start, unit.end)
    after = [
        date
        for date in inside
        if end <= date.start
        and date.start - end <= 25
        and (not _APART.search(note.plain[end : date.start].replace(", le", "")) or "|" in note.plain[end : date.start])
    ]
    if after:
        return after[0].iso
    before = next((date for date in reversed(inside) if date.end <= start and not _of_an_aside(note, date, start)), None)
    if before:
        return before.iso
    line_start, _ = note.line(start)
    earlier = note.dates_between(line_start, unit.start)
    if not earlier or _NOW.search(note.plain, max(unit.start, start - 40), start):
        return None
    first = next((date for date in earlier if len(date.iso) > 4 and not _of_an_aside(note, date, start)), None)
    if first is None:  # a bare year inside is of a habit or of the past
        bare = next((date for date in earlier if not _of_an_aside(note, date, start)), None)
        return bare.iso if bare and bare.start - line_start < 14 else None
    if unit.start - first.start < 300:
        return first.iso
    # a date far back in a paragraph is another moment's
    return next(date for date in reversed(earlier) if len(date.iso) > 4 and not _of_an_aside(note, date, start)).iso


def _of_an_aside(note: Note, date: DateMention, start: int) -> bool:
    """Is the date that of another figure, in brackets closed before: "créatinine 84 (101 en mars), clairance 33"?"""
    opened = note.plain.rfind("(", max(0, date.start - 40), date.start)
    if opened < 0 or ")" in note.plain[opened : date.start] or not note.plain[opened + 1 : opened + 2].isdigit():
        return False
    return ")" in note.plain[date.end : start]
