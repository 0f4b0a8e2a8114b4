"""Which of the cancers that a note names it tells as past, or as coming after its own.

"cancer de prostate 2015", "ancien K sein traité en 2010"    past
"Deux ans après, elle a présenté un adénocarcinome"          later
"""

from __future__ import annotations

import re

from matching.reading.families.cancers import Cancer
from matching.reading.note import Note
from matching.reading.phrases import phrases

RESUMES = re.compile(
    r"\b(?:presente|decouverte(?! il y a| fortuite en)|chez qui|adressee?|consulte|actuellement|actuel|apparition|hospitalisee?|"
    r"vient|referee?|recue? ce jour|motif)\b"
)
LISTED = re.compile(r"\b(?:antecedents?|atcds?|histoire d[e'](?! la maladie))\b(?:(?: [a-z.]{1,14})? ?:)?[^.;:]{0,160}$")
_FOLLOWED_FOR = re.compile(r"\bsuivie? (?:\w+ ){0,3}?pour (?:un |une )?$")
YEARS_AFTER = re.compile(
    r"\bans apres (?:un |le |la |l'|une )?(?:traitement|irradiation|radiotherapie|mastectomie|chirurgie)\b[^.;,]{0,40}$"
)
_TREATED_IN = re.compile(r"[^.;]{0,60}\b(?:traite|opere|irradie)e? [^.;]{0,70}\ben (?:19|20)\d\d\b")
# "Traitée à 22 ans par irradiation en mantelet pour une maladie de Hodgkin"
_TREATED_THEN_FOR = re.compile(
    r"\b(?:traite|opere|irradie)e? (?:\w+ )?(?:en (?:[a-z]+ )?(?:19|20)\d\d|(?:a )?l'age de \d\d? ans|a \d\d? ans|dans l'enfance|il y a \d+ ans)"
    r"[^.;:]{0,60} (?:pour|d') ?(?:une? )?$"
)
# "Tamoxifène 2008-2013 pour K sein"
_YEAR_FOR = re.compile(r"(?<!depuis )\b(?P<year>(?:19|20)\d\d)\)? pour (?:une? |son )?$")
_FORMER = re.compile(r"\bancien(?:ne)? $")
_LONG_BEFORE = 3  # years between such a treatment and the note
_SAID_CURED = re.compile(r"[^.;:\n]{0,30}\bgueri")
_TREATED_THEN = re.compile(rf"\b{phrases('treated_then')}")
# "cancer de la prostate, Gleason 6, traité par curiethérapie en 2014, sans récidive"
_CURED_SINCE = re.compile(rf"[^.;]*\b(?:en|depuis) (?:[a-z]+ )?(?:19|20)\d\d\b[^.;]{{0,30}}\b{phrases('cured')}")
# "En 2016, prostatectomie pour un adénocarcinome prostatique, suivie d'une radiothérapie ; il est en rémission"
_IN_A_YEAR = re.compile(r"en (?:[a-z]+ )?(?:19|20)\d\d\b")
_CURED = re.compile(rf"(?:[^.\n]|\.(?=\d)){{0,160}}?\b{phrases('cured')}")


def told_as_past(note: Note, cancer: Cancer) -> bool:
    """Words of an antecedent before the name, in its clause, or a bare year and a treatment after it."""
    unit = note.unit_at(cancer.start)
    treated = _TREATED_THEN.search(note.plain, cancer.end, unit.end)
    listed = LISTED.search(note.plain[max(unit.start, cancer.start - 200) : cancer.start])
    over = (
        (_FOLLOWED_FOR.search(note.plain, unit.start, cancer.start) and _TREATED_IN.match(note.plain, cancer.end, unit.end))
        or _TREATED_THEN_FOR.search(note.plain, max(unit.start, cancer.start - 110), cancer.start)
        or YEARS_AFTER.search(note.plain, unit.start, cancer.start)
        or _SAID_CURED.match(note.plain, cancer.end, unit.end)
        or _treated_long_before(note, cancer, unit.start)
    )
    dated = bool(treated or _FORMER.search(note.plain, unit.start, cancer.start)) and of_a_past_year(note, cancer)
    cured = _CURED_SINCE.match(note.plain, cancer.end, unit.end) or (
        _IN_A_YEAR.match(note.plain, unit.start, cancer.start) and _CURED.match(note.plain, cancer.end)
    )
    return dated or bool(cured or over) or bool(listed and not RESUMES.search(listed.group()))


def _treated_long_before(note: Note, cancer: Cancer, start: int) -> bool:
    year = _YEAR_FOR.search(note.plain, start, cancer.start)
    return year is not None and int(year["year"]) <= int(note.last_date[:4] or 0) - _LONG_BEFORE


_LATER = re.compile(
    rf"\b(?:(?:\d{{1,2}}|{phrases('counts')}) (?:ans?|annees?|mois) (?:plus tard|apres)|secondairement|au cours du suivi)\b[^.;]{{0,60}}"
    r"\b(?:a|avait) (?:presente|developpe) (?:un |une )?(?:second |deuxieme |autre )?$"
)


def told_as_later(note: Note, cancer: Cancer) -> bool:
    """ "Un an après, la patiente a présenté un adénocarcinome de l'endomètre": a second cancer, at the end of the story of the first."""
    unit = note.unit_at(cancer.start)
    return bool(_LATER.search(note.plain, unit.start, cancer.start))


def of_a_past_year(note: Note, cancer: Cancer) -> bool:
    """Is the name followed by a bare year, in its segment? "cancer de prostate 2015", "T1aN0 en 2016"."""
    return bool(
        re.match(
            r"[^.;,:]{0,40}?(?:\(|\ben |\bd[e'] ?| )(?:19|20)\d\d(?![-/\d])",
            note.plain[cancer.end : note.unit_at(cancer.start).end],
        )
    )


def past_units(note: Note, named: list[Cancer]) -> set[int]:
    """Where the sentences begin that name a cancer beside a year, in the history or as one that was treated then."""
    units = [(cancer, note.unit_at(cancer.start)) for cancer in named]
    return {
        unit.start
        for cancer, unit in units
        if _treated_long_before(note, cancer, unit.start)
        or (of_a_past_year(note, cancer) and (unit.section == "history" or told_as_past(note, cancer)))
    }
