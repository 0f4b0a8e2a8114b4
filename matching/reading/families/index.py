"""Which cancer a note is about, as the family of its organ; and which of the cancers that it names it tells as past.

"RCP de gynécologie. ATCD : cancer du sein en 2010 (CCI grade 2). Biopsie d'endomètre : carcinome endométrioïde"
"endometrium": the title, the question and most of the note go before the history
"""

from __future__ import annotations

import re
from collections import defaultdict

from matching.data_files import load_yaml
from matching.reading.families.cancers import (
    AMBIGUOUS,
    MASS,
    TELLING,
    Cancer,
    found_by_chance,
    is_concluded,
    is_metastasis,
    places,
    telling,
)
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.tumour_types import family_of, is_a, organs, specific_type

# Families whose words are too general to tell two cancers apart.
VAGUE = ("", "cup", "neuroendocrine", "paediatric", "adrenal")
MILD = ("BCC",)
_NOWADAYS = re.compile(r"\b(?:actuellement|ce jour|desormais|nouveau|nouvelle)\b[^.;]{0,30}$")
RESUMES = re.compile(
    r"\b(?:presente|decouverte(?! il y a| fortuite en)|chez qui|adressee?|consulte|actuellement|actuel|apparition|hospitalisee?|"
    r"vient|referee?|recue? ce jour|motif)\b"
)
_LISTED = re.compile(r"\b(?:antecedents?|atcds?|histoire d[e'](?! la maladie))\b(?:(?: [a-z.]{1,14})? ?:)?[^.;:]{0,160}$")
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
_MEETING = re.compile(r"[^\n]{0,40}\b(?:rcp|reunion|staff|consultation)\b[^\n]{0,60}")
_SPECIALITY = re.compile(r"[^a-z]*([a-z-]{3,}[^\n]{0,20})")  # what the first line begins with, where it names no meeting


def index_family(note: Note, named: list[Cancer]) -> str:
    """The family with the most to say for it: titles and questions weigh most, the history least."""
    score: dict[str, float] = defaultdict(float)
    title = note.units[min(2, len(note.units) - 1)].end if note.units else 0
    first = True
    several = len({cancer.family for cancer in named} - {"", "cup"}) > 1
    unknown = any(cancer.code == "CUP" and "inconnu" in note.plain[cancer.start : cancer.end] for cancer in named)
    if unknown and all(
        cancer.family in VAGUE or told_as_past(note, cancer) or MASS.fullmatch(note.plain[cancer.start : cancer.end])
        for cancer in named
    ):
        return "cup"
    discussed = _discussed(note)
    strangers = {cancer.family for cancer in named}.difference(discussed) if discussed else set()  # cancers of another speciality
    proper = {cancer.family for cancer in named if _is_proper(note, cancer)}
    definite = bool(proper) or any(
        cancer.family in ("neuroendocrine", "cup", "adrenal") and not MASS.fullmatch(note.plain, cancer.start, cancer.end)
        for cancer in named
    )
    mild = () if _nothing_else(note, named) else MILD
    for cancer in named:
        section = note.unit_at(cancer.start).section
        words = note.plain[cancer.start : cancer.end]
        ambiguous, mass = AMBIGUOUS.fullmatch(words), MASS.fullmatch(words)
        if (
            cancer.family in ("", "cup")
            or cancer.code in mild
            or (mass and (definite or cancer.family == "adrenal" or words.endswith("s")) and cancer.family not in proper)
        ):
            score[cancer.family] += 0.05
        elif told_as_later(note, cancer) or found_by_chance(note, cancer):
            score[cancer.family] += 0.2
        elif (
            section == "history"
            or ((several or cancer.family in strangers) and told_as_past(note, cancer))
            or (cancer.family in strangers and of_a_past_year(note, cancer))
        ):
            score[cancer.family] += 0.1 if of_a_past_year(note, cancer) else 0.3
        else:
            score[cancer.family] += (
                (0.3 if ambiguous or mass else 1) + 2 * (section == "question" or cancer.start < title) + first
            )
            first = first and bool(ambiguous)
            if _NOWADAYS.search(note.plain[max(0, cancer.start - 40) : cancer.start]):
                score[cancer.family] += 5
    if concluded := [cancer for cancer in named if is_concluded(note, cancer.start, cancer.end)]:
        score[concluded[-1].family] += 15
    past = {note.unit_at(cancer.start).start for cancer in named if several and told_as_past(note, cancer)}
    _score_places(note, score, title, past)
    for family in discussed:
        score[family] += 1.5 if score.get(family, 0) > 0 else 0
    told_of = {note.unit_at(cancer.start).start for cancer in named}
    for finding in telling(note) if not proper else ():
        unit = note.unit_at(finding.start)
        listed = _LISTED.search(note.plain[max(unit.start, finding.start - 200) : finding.start])
        if unit.start not in told_of and not listed:
            score[family_of(TELLING[finding.id])] += 0.5
    best = max(score, key=lambda family: score[family], default="")
    if best == "neuroendocrine":  # "TNE du pancréas": the organ says more
        best = next((cancer.family for cancer in named if cancer.family not in VAGUE and is_a(cancer.code, "GEPNET")), best)
    return best if proper and score[best] >= 0.1 else _by_histology(note, best, score.get(best, 0), named)


def _by_histology(note: Note, best: str, score: float, named: list[Cancer]) -> str:
    """Where no cancer is named with its organ, or only an earlier one or a later second one: the family that most histologies may be of;
    but a mass of an organ that one of them may be of tells more ("nodule surrénalien", "lésions frontales" of a squamous carcinoma do not)."""
    votes = _families_of_histologies(note, named)
    own = [cancer for cancer in named if cancer.family == best]
    later = bool(own) and all(told_as_later(note, cancer) for cancer in own)
    masses = bool(own) and all(MASS.fullmatch(note.plain, cancer.start, cancer.end) for cancer in own)
    past = _past_units(note, own)
    before = bool(own) and {note.unit_at(cancer.start).start for cancer in own} <= past
    discussed = _discussed(note)
    if before and not votes and discussed and best not in discussed and (seated := _seated(note, discussed, past)):
        return seated
    if votes and (score < 0.1 or later or ((masses or before) and best not in votes)):
        return max(votes, key=lambda family: (family in discussed, votes[family]))
    return best


def _seated(note: Note, discussed: list[str], past: set[int]) -> str:
    """The family among those of the meeting whose organ, or else a histology that it has, the note tells outside the history: only an earlier
    cancer is named."""
    told = (
        family_of(organs()[place.id].tumour_type)
        for place in places(note)
        if note.unit_at(place.start).section not in ("history", "family", "question", "proposal")
        and not note.is_other(place.start)
    )
    by_seat = next((family for family in told if family in discussed), "")
    return by_seat or next((family for family in discussed if _has_histology(note, family, past)), "")


def _has_histology(note: Note, family: str, past: set[int]) -> bool:
    """Does the note tell, outside the sentences of an earlier cancer, a histology that the organs of a family have?"""
    seats = [name for name, organ in organs().items() if family_of(organ.tumour_type) == family]
    told = {
        histology.id
        for histology in note.anchors.get("histology", ())
        if not note.is_other(histology.start) and note.unit_at(histology.start).start not in past
    }
    return any(specific_type(seat, histology) for seat in seats for histology in told)


def _score_places(note: Note, score: dict[str, float], title: int, past: set[int]) -> None:
    """What the organs named outside the history, and outside the sentences (`past`) about an earlier cancer, add to the score of their family."""
    for place in places(note):
        if note.is_other(place.start) or is_metastasis(note, place):
            continue
        unit = note.unit_at(place.start)
        if (
            unit.start in past
            or unit.section in ("history", "family")
            or re.search(r"\b(?:antecedents?|atcds?)\b[^.;:]{0,70}$", note.plain[unit.start : place.start])
        ):
            continue
        early = place.start < min(title, 160)
        if early or place.family == "place":
            score[family_of(organs()[place.id].tumour_type)] += 2 if early else 0.4


def _discussed(note: Note) -> list[str]:
    """The families of cancers that a meeting of this speciality discusses, as the title says: "RCP de sénologie". In the order of the file,
    for the first of several goes first where nothing else tells."""
    title = _MEETING.search(note.plain, 0, 160) or _SPECIALITY.match(note.plain)
    meetings: dict[str, list[str]] = load_yaml("vocabulary/meetings.yaml")
    words = title.group() if title else ""
    told = (families for stem, families in meetings.items() if stem in words)
    return list(dict.fromkeys(family for families in told for family in families))


def _nothing_else(note: Note, named: list[Cancer]) -> bool:
    """Is a mild cancer the only one that the note tells of? Then the note is about it."""
    spans = [(one.start, one.end) for one in named if one.code in MILD]
    other = any(one.code not in MILD and not MASS.fullmatch(note.plain, one.start, one.end) for one in named)
    beside = (one for one in note.anchors.get("histology", ()) if not any(start <= one.start < end for start, end in spans))
    return bool(spans) and not other and not telling(note) and not any(beside)


def _is_proper(note: Note, cancer: Cancer) -> bool:
    """Does the name say a cancer of now by itself, unlike a mass of an organ, a mild one or one of the history?"""
    mild = cancer.family in VAGUE or cancer.code in MILD or MASS.fullmatch(note.plain[cancer.start : cancer.end])
    past = note.unit_at(cancer.start).section == "history" or told_as_past(note, cancer) or told_as_later(note, cancer)
    if mild or past or found_by_chance(note, cancer):
        return False
    axes = qualify(note, cancer.start, cancer.end, reach=False)
    return axes.status == "present" and axes.modality != "conditional"


def _families_of_histologies(note: Note, named: list[Cancer]) -> dict[str, int]:
    """The organs that the histologies of the note may be of, wherever these are said, and how often; the sentences of the history about
    a cancer of a past year are left out."""
    past = _past_units(note, named)
    seats = [
        place
        for place in places(note)
        if not note.is_other(place.start) and not is_metastasis(note, place) and note.unit_at(place.start).start not in past
    ]
    votes: dict[str, int] = defaultdict(int)
    for histology in note.anchors.get("histology", ()):
        if note.is_other(histology.start) or note.unit_at(histology.start).start in past:
            continue
        for seat in seats:
            if code := specific_type(seat.id, histology.id):
                votes[family_of(code)] += 1
    return votes


def _past_units(note: Note, named: list[Cancer]) -> set[int]:
    """Where the sentences begin that name a cancer beside a year, in the history or as one that was treated then."""
    units = [(cancer, note.unit_at(cancer.start)) for cancer in named]
    return {
        unit.start
        for cancer, unit in units
        if _treated_long_before(note, cancer, unit.start)
        or (of_a_past_year(note, cancer) and (unit.section == "history" or told_as_past(note, cancer)))
    }


# "cancer de la prostate, Gleason 6, traité par curiethérapie en 2014, sans récidive"
_CURED_SINCE = re.compile(rf"[^.;]*\b(?:en|depuis) (?:[a-z]+ )?(?:19|20)\d\d\b[^.;]{{0,30}}\b{phrases('cured')}")
# "En 2016, prostatectomie pour un adénocarcinome prostatique, suivie d'une radiothérapie ; il est en rémission"
_IN_A_YEAR = re.compile(r"en (?:[a-z]+ )?(?:19|20)\d\d\b")
_CURED = re.compile(rf"(?:[^.\n]|\.(?=\d)){{0,160}}?\b{phrases('cured')}")


def told_as_past(note: Note, cancer: Cancer) -> bool:
    """Words of an antecedent before the name, in its clause, or a bare year and a treatment after it."""
    unit = note.unit_at(cancer.start)
    treated = _TREATED_THEN.search(note.plain, cancer.end, unit.end)
    listed = _LISTED.search(note.plain[max(unit.start, cancer.start - 200) : cancer.start])
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
