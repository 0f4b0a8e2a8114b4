"""Laboratory values, tumour markers and measured functions, in the catalogue's units.

    "créat 118 µmol/L (DFG 52), Hb 10,8, PNN 3,4, plaq 145 000/mm3, bili 1,5 N"
    creatinine 118, creatinine_clearance 52, haemoglobin 10.8, neutrophils 3.4, platelets 145, bilirubin_uln 1.5

The latest value counts: a value in brackets with its own date, after "contre", "vs" or before "initial" is an earlier one; a series may
have its dates behind the values ("0,4 en mars puis 6,4 en mai") or before them ("mars 0,4 / mai 6,4"). "normal" and the norms of a
laboratory ("N < 35") state no number, nor does the activity of a transaminase without a multiple of the normal: see normals.py.
"""

from __future__ import annotations

import re
from typing import Any

from matching.reading.dates import date_of
from matching.reading.families.child_pugh import child_pugh
from matching.reading.families.lab_units import analytes, in_unit
from matching.reading.families.series import (
    INITIAL,
    and_then,
    begins_behind,
    dated_first,
    is_earlier,
    moved_to,
    normal_since,
    of_a_day_before,
    series,
    told_until,
)
from matching.reading.families.steps import EARLIER, NOW, last_of, steps
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.paired import latest_column, own_share
from matching.reading.phrases import IS, phrases
from matching.reading.sought import Sought
from matching.reading.values import NUMBER, Found, number_at, to_float
from matching.value import Interval

_NORM_IN_BRACKETS = rf" ?\((?:{phrases('norm')})[ :=<>≤≥]*\d[^()\n]{{0,20}}\)"  # "CA 125 (N < 35) : 340"
_AT_A_TIME = (  # "à 6 semaines", "à l'initiation du docétaxel (mars 2024)"
    r" a \d{1,2} ?(?:jours?|semaines?|mois|ans)(?= ?[:=<>≤≥]| a \d| \d)|"
    rf" {phrases('outset')} (?:de |du |d')(?:la |l')?[a-z-]{{4,24}}(?: ?\([^()\n]{{4,14}}\))?"
)
_GAP = re.compile(
    rf"(?:{_NORM_IN_BRACKETS}| ?\(?{phrases('between_name_and_figure')}\)?|{_AT_A_TIME}|"
    r" ?(?:par [a-z-]{2,12}|au|le|du|en)(?![a-z])| ?[:=,)|]){0,4}"
    r"(?: ?\((?=[<>≥≤ ]*\d+(?:[.,]\d+)? ?[a-zµ%/]{0,7}\)))?"
)
_DATE_BETWEEN = re.compile(
    r" ?\(?(?:le |du |au |en )?(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}([.-])\d{1,2}\1\d{2,4}|\d{1,2}/\d{4}|(?:19|"
    r"20)\d\d(?= ?[:=]| a )|(?:\d{1,2}(?:er)? )?(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|"
    r"novembre|decembre)(?: \d{4})?)\)? ?[:=]? ?"
)
_LIMIT_ASKED = re.compile(
    rf"\b{phrases('limit_asked')} (?:de |d'une? |la |le |les |l'|un |une |taux de )?$"
)  # a limit, not a result
_REQUIRED = re.compile(r"[^.;,\n]{0,16}\b(?:requis|exige|necessaire)")
_NORMAL_BELOW = re.compile(rf"\b{phrases('normal')}[ (:]*$")  # "LDH normales (< 250)" states the norm
_IN_BRACKETS = re.compile(r"[^;.%\n(]{0,14}(?:\(|soit )(\d{2,3}) ?%")  # "VEMS 1,8 L (62 %)"
# "passé de 12 à 35", "en hausse à 18": the value is the one arrived at.
_MOVED = re.compile(
    rf",? ?(?:qui )?(?:{IS} |a |avait |s'etait )?(?:passe\w*|tombe\w*|negative\w*|abaisse\w*|"
    rf"en (?:hausse|baisse|augmentation|diminution|ascension|progression|decroissance)|"
    rf"revenue?s?|redescendue?s?|retombee?s?|normalisee?s?|augment\w*|diminu\w*|monte\w*|remont\w+|"
    rf"(?:{IS} )?(?:re)?descend\w*|chut\w+|s'elev\w*|s'est (?:abaisse|amelioree|elevee|normalise)\w*|ascension|"
    rf"decroissance)(?: de (?:{NUMBER})[^\d;.,\n]{{0,10}})? a (?=(?:{NUMBER}))"
)
_MULTIPLE = re.compile(rf" ?(?:x ?)?{phrases('multiple_of_normal')}(?! ?[<>=])")
_ANOTHER_MULTIPLE = re.compile(  # "6 N à l'arrêt, 1,2 N ce jour"
    rf"[^.;,\n()]{{0,40}}?(?:, ?|->? ?| puis )(?:puis )?(?:a )?(?P<times>{NUMBER}) ?(?:x ?)?{phrases('multiple_of_normal')}(?! ?[<>=])"
)
_BESIDE = re.compile(
    rf" ?(?:[a-zµ]+/[a-z]+)? ?\((?:soit )?(?P<times>{NUMBER}) ?(?:x ?)?{phrases('multiple_of_normal')}\)"
)  # "110 UI/L (2,75 N)"
_SAID_NORMAL = re.compile(
    rf" ?(?:{IS} |s'est |se sont |[:=] ?|revenue? |toujours |reste |redevenue? )?"
    rf"(?:{phrases('normal')}|normalisee?s?(?![a-z])|n(?=[ ,.;)\n]|$)|indetectable|negativee?)"
)
_SAID_NORMAL_NOW = re.compile(rf"\b{phrases('normal_again')} ?\($")  # "transaminases normalisées (ALAT 8 N en juillet)"


def read(note: Note) -> None:
    anchors = note.anchors.get("lab", [])
    _series_of_a_relapse(note)
    told_last = 0  # where the series of an analyte begins that is told behind others
    for index, anchor in enumerate(anchors):
        column = latest_column(note, anchor.start, anchor.end) if "|" in note.plain else None
        if column:
            anchor = anchor._replace(end=column[0])
        if anchor.id == "lab.child_pugh":
            child_pugh(note, anchor)
            continue
        if anchor.id.startswith("biomarker.") and _of_another_cancer(note, anchor):
            continue
        if column and "/" not in note.plain[slice(*column)]:
            _analyte(note, anchor, column[1], column[1])
            continue
        if share := own_share(note, anchor.start, anchor.end):
            _analyte(note, anchor._replace(end=share[0]), share[1], share[1])
            continue
        following = anchors[index + 1].start if index + 1 < len(anchors) else len(note.plain)
        until = told_until(note, anchor)
        if behind := begins_behind(note, anchor.end, until):
            told_last = behind
            _analyte(note, anchor._replace(start=told_last - 1, end=told_last), until, until)
            continue
        if anchor.end < told_last:
            following = min(following, told_last - 1)
        _analyte(note, anchor, following, min(following, until))


def _of_another_cancer(note: Note, anchor: Anchor) -> bool:
    """Is it the marker of another cancer, or its density, the lowest value that it ever had ("nadir de PSA 0,6")?"""
    elsewhere = anchor.id.startswith("biomarker.psa") and note.family not in _WITH_PSA
    return note.is_other(anchor.start) or elsewhere or bool(_LOWEST.search(note.plain, max(0, anchor.start - 12), anchor.start))


_WITH_PSA = ("prostate", "bladder", "urothelial", "cup", "")
_LOWEST = re.compile(r"\b(?:nadir|densite) (?:de |du |d')(?:la |l')?$")


# "récidive biochimique diagnostiquée en mars 2025 : 0,08 en septembre 2024, 0,21 en mars 2025, puis 0,62 ng/mL le 20/10/2025"
_OF_A_RELAPSE = Sought(
    r"\b(?:recidive|rechute|progression) biochimique\b[^.;:\n]{0,50} ?:(?= ?\d{1,3}[.,]\d{1,3} (?:ng|en |le |\())"
)


def _series_of_a_relapse(note: Note) -> None:
    """The values of PSA that follow the words for a biochemical relapse, without its name."""
    for found in _OF_A_RELAPSE.finditer(note):
        if note.family == "prostate" and not note.is_other(found.start()):
            limit = note.unit_at(found.start()).end
            _analyte(note, Anchor(found.end() - 1, found.end(), "lab", "biomarker.psa"), limit, limit)


def _analyte(note: Note, anchor: Anchor, following: int, limit: int) -> None:
    """The values told of one analyte, from its name to the next one or the end of the sentence; `following` is where the next one begins."""
    if _LIMIT_ASKED.search(note.plain[max(0, anchor.start - 30) : anchor.start]):
        return
    analyte = analytes()[anchor.id]
    found = _figure(note, anchor, analyte, limit)
    if found is None:
        return
    multiple = _MULTIPLE.match(note.plain, found.end, limit)
    if multiple:
        _say_multiple(note, anchor, analyte, found, multiple.end(), limit)
        return
    if beside := _BESIDE.match(note.plain, found.end, limit):
        times = found._replace(value=Interval.exactly(to_float(beside["times"])))
        _say_multiple(note, anchor, analyte, times, beside.end(), limit)
    initial = INITIAL.search(note.plain, anchor.start, found.start)
    value, end = in_unit(note, analyte, found, limit)
    percent = _IN_BRACKETS.match(note.plain, found.end, limit) if value is None and "%" in analyte["units"] else None
    if percent:
        value, end = Interval.exactly(float(percent[1])), percent.end()
    if value is None:
        if end > found.end:  # a unit of the analyte, and a figure that nobody has
            note.implausible.append((anchor.id, anchor.start, end))
        return
    if stop := _stepwise(note, anchor, analyte, Found(value, found.start, end), following, limit):
        _dated_further(note, analyte.get("gives", [anchor.id]), stop, min(following, note.line(stop)[1]))
        return
    first_value = value
    while moved := moved_to(note, end, limit):
        _say(note, anchor, analyte, value, end, temporality="past")
        value, end = moved
    first = found.start if value == first_value else anchor.start
    initial = initial if value == first_value else None
    earlier = bool(initial) or is_earlier(note, anchor, first, end, limit)
    last, end = _followed(note, anchor, analyte, (value, end), earlier, (following, limit))
    if normal_since(note, end, limit):
        note.mentions[-1].temporality = "past"
        _say_normal(note, analyte, last, end)
    _dated_further(note, analyte.get("gives", [anchor.id]), end, min(following, note.line(last.start)[1]))


def _stepwise(note: Note, anchor: Anchor, analyte: dict[str, Any], first: Found, following: int, limit: int) -> int | None:
    """Says the figures that follow one another, each with its moment: where the last of them ends. None where no moment is told."""
    limit = min(following, max(limit, note.line(first.start)[1]))
    told = steps(note, first, anchor.end, limit, lambda found: in_unit(note, analyte, found, limit))
    if len(told) == 1:
        return None
    last = last_of(told)
    for one in told:
        start = anchor.start if one is told[0] else one.start
        temporality = "now" if one is last and one.moment != EARLIER else "past"
        date = one.moment if one.moment not in (NOW, EARLIER) else None
        for key in analyte.get("gives", [anchor.id]):
            note.say(key, one.value, start, one.end, date=date or date_of(note, start, one.end), temporality=temporality)
    return told[-1].end


def _followed(
    note: Note, anchor: Anchor, analyte: dict[str, Any], told: tuple[Interval, int], earlier: bool, limits: tuple[int, int]
) -> tuple[Anchor, int]:
    """Says a value and those that follow it in its sentence, each with its moment: where the last of them stands and ends."""
    (value, end), (following, limit), first = told, limits, told[1]
    for later, start, stop in series(note, end, limit):
        _say(note, anchor, analyte, value, end, temporality="past" if earlier else "now")
        dated = date_of(note, anchor.start, end)
        anchor, value, end = Anchor(start, stop, anchor.family, anchor.id), Interval.exactly(later), stop
        inside = note.plain.rfind("(", first, start) > note.plain.rfind(")", first, start)
        aside = inside and of_a_day_before(note, start, stop, dated)  # "10,9 g/dL (9,2 en octobre)"
        earlier = aside or is_earlier(note, anchor, start, end, limit)
    limit = min(following, note.line(anchor.start)[1])
    while then := and_then(note, end, limit, earlier):
        later_value, stop = in_unit(note, analyte, then, limit)
        if later_value is None:
            break
        _say(note, anchor, analyte, value, end, temporality="past")
        anchor, value, end = Anchor(then.start, stop, anchor.family, anchor.id), later_value, stop
        earlier = is_earlier(note, anchor, then.start, end, limit)
    _say(note, anchor, analyte, value, end, temporality="past" if earlier else "now")
    return anchor, end


def _dated_further(note: Note, keys: list[str], end: int, limit: int) -> None:
    """The values behind their own dates; the one said before them is past, unless its date is later."""
    for later, date, start, stop in dated_first(note, end, limit):
        if (note.mentions[-1].date or "") <= (date or "9999"):
            note.mentions[-1].temporality = "past"
        for key in keys:
            note.say(key, Interval.exactly(later), start, stop, date=date)


def _figure(note: Note, anchor: Anchor, analyte: dict[str, Any], limit: int) -> Found | None:
    """The first figure told of an analyte; None where there is none, or only a norm, a limit or a date."""
    moved = _MOVED.match(note.plain, anchor.end, limit)
    gap = moved or _GAP.match(note.plain, anchor.end, limit)
    if gap is None:  # the name itself goes over the end of the sentence
        return None
    start = gap.end()
    found = number_at(note.plain, start, limit)
    dated = _DATE_BETWEEN.match(note.plain, start, limit)
    if dated and (found is None or found.start < dated.end()):
        found = number_at(note.plain, dated.end(), limit)
    if found is None and _SAID_NORMAL.match(note.plain, anchor.end, limit):
        _say_normal(note, analyte, anchor, anchor.end)
    if found is None or _is_date(note, found) or _REQUIRED.match(note.plain, found.end, limit):
        return None
    if " a " in note.plain[found.start : found.end] and note.plain.endswith("de ", start, found.start):
        found = found._replace(value=Interval.exactly(found.value.high))  # "de 9,3 à 12,1"
    below = note.plain[found.start] in "<≤" and _NORMAL_BELOW.search(note.plain[anchor.end : found.start])
    return None if below else found


def _say_multiple(note: Note, anchor: Anchor, analyte: dict[str, Any], found: Found, end: int, limit: int) -> None:
    """ "ALAT 3 N", "bilirubine à 1,5 fois la normale": a key of its own, or the analyte's where it has no other unit."""
    keys = analyte.get("multiple")
    if not keys or found.value.high > 30:
        return
    initial = INITIAL.search(note.plain, anchor.start, found.start) or _SAID_NORMAL_NOW.search(
        note.plain, max(0, anchor.start - 24), anchor.start
    )
    earlier = bool(initial) or is_earlier(note, anchor, found.start, end, limit)
    while then := _ANOTHER_MULTIPLE.match(note.plain, end, limit):
        _say(note, anchor, {"gives": keys}, found.value, end, temporality="past")
        value, end = Interval.exactly(to_float(then["times"])), then.end()
        anchor, found = Anchor(then.start("times"), end, anchor.family, anchor.id), Found(value, then.start("times"), end)
        earlier = is_earlier(note, anchor, anchor.start, end, limit)
    _say(note, anchor, {"gives": keys}, found.value, end, temporality="past" if earlier else "now")


def _say_normal(note: Note, analyte: dict[str, Any], anchor: Anchor, end: int) -> None:
    """No figure, but what was found before holds no more."""
    for key in analyte.get("gives", [anchor.id]) + analyte.get("multiple", []):
        note.say(key, 0.0, anchor.start, end, status="negated", date=date_of(note, anchor.start, anchor.end))


def _say(note: Note, anchor: Anchor, analyte: dict[str, Any], value: Interval, end: int, temporality: str) -> None:
    for key in analyte.get("gives", [anchor.id]):
        note.say(key, value, anchor.start, end, date=date_of(note, anchor.start, end), temporality=temporality)


def _is_date(note: Note, found: Found) -> bool:
    return any(len(date.iso) > 4 for date in note.dates_over(found.start, found.start + 1))
