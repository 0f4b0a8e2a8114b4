"""What happened beside the treatments: examinations with their result, toxicities with their grade, other cancers with their date.

    "TEP-TDM du 12/03/2025 : fixation mediastinale. Neuropathie G2 sous docetaxel. ATCD : K prostate 2015, prostatectomie."
    history.exams pet 2025-03-12 "fixation mediastinale", history.toxicities neuropathy grade 2 docetaxel, history.other_cancers PRAD 2015

An examination asked for, to come or of another cancer is none, and so is one of which neither a date nor a result is told. A toxicity is one
whose grade is told, or that stopped a treatment. Nothing is matched on them: they tell how fresh a value is, and what a person should read.
"""

from __future__ import annotations

import re

from matching.case import Event
from matching.reading.dates import date_of
from matching.reading.families.cancers import cancers
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import IS
from matching.reading.qualifiers import qualify
from matching.reading.resolve import evidence_of

EXAMS, TOXICITIES, OTHER_CANCERS = "history.exams", "history.toxicities", "history.other_cancers"
_SHORTEST = 3  # characters of a result: "et" is none
_LONGEST = 160  # characters of a result: the words that follow the name, to the end of the sentence
_OPENING = re.compile(
    r"(?: (?:du|de|le|au|en|initiale?|de controle|de reevaluation|tap|injectee?|cerebrale?|pelvienne?|thoracique)(?![a-z]))*"
    r"(?: ?\(?(?:\d{1,2}(?:er)?[/.]\d{1,2}(?:[/.]\d{2,4})?|(?:\d{1,2}(?:er)? )?[a-z]{3,9} (?:19|20)\d\d|\d{1,2}/\d{4}|\d{1,2}(?:er)? [a-z]{3,9})\)?)?"
    rf"(?: ?\([^()\n]{{1,30}}\))? ?(?:[:=]|,|-(?=[ >])|(?:montr|retrouv|objectiv|conclu|revel|met|mis|a |{IS}|ne |n')\w*)?>? ?"
)
_NOT_DONE = re.compile(r" ?[:=(]? ?(?:pas|non|jamais) (?:encore )?(?:faite?s?|realisee?s?|disponibles?|recue?s?)\b")
_LEFT_OVER = re.compile(
    r"(?:[ ,;:(/-]|\b(?:et|avec|puis|la|le|les|une?|du|de|des|l'|d'|au))+$"
)  # what leads to the next examination
_NEAR = 40  # characters: how far the date of an examination stands from its name
_TO_DATE = re.compile(r"(?: |\b)(?:du|le|de|en|au)? ?\(?$")
_GRADE = re.compile(r"[^.;,\n]{0,40}?\b(?:de |en )?(?:grade|gr\.?|g) ?(?P<grade>[1-5])(?![\d/+]|[.,]\d)")
_STOPPED = re.compile(r"\b(?:arret\w*|stop\w*|interromp\w*|suspendu\w*)[^.;\n]{0,40}$")
_YEAR = re.compile(r"[^.;:\n]{0,60}?(?:\(|\ben |\bd[e'] ?| )(?P<year>(?:19|20)\d\d)(?![\d/-])")
_CARE = ("drug", "protocol", "procedure")


def events(note: Note) -> tuple[Event, ...]:
    """The events of a note that `read` has read, in the order of the text."""
    return tuple(mention.value for mention in note.mentions if isinstance(mention.value, Event))


def read(note: Note) -> None:
    for anchor in note.anchors.get("exam", ()):
        _exam(note, anchor)
    for anchor in note.anchors.get("course", ()):
        if anchor.id == "toxicity":
            _toxicity(note, anchor)
    for mention in [
        one for one in note.mentions if one.key == "patient.prior_malignancy" and one.value is True and one.status == "present"
    ]:
        _other_cancer(note, mention.start, mention.end)


def _exam(note: Note, anchor: Anchor) -> None:
    unit = note.unit_at(anchor.start)
    if note.is_other(anchor.start) or unit.section in ("question", "proposal"):
        return
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    if axes.experiencer == "family" or axes.modality != "done":
        return
    if axes.status != "present" and axes.cue and axes.cue[1] <= anchor.start:
        return  # "pas de scanner"
    if _NOT_DONE.match(note.plain, anchor.end):
        return
    opening = _OPENING.match(note.plain, anchor.end, unit.end)
    start = opening.end() if opening else anchor.end
    following = [other.start for other in note.anchors_between("exam", start, unit.end)]
    end = min([unit.end, start + _LONGEST, *following])
    result = _LEFT_OVER.sub("", note.plain[start:end].rstrip(" .;,:/\n")).lstrip(" .;,:/\n")
    date = date_of(note, anchor.start, anchor.end)
    if date not in [one.iso for one in note.dates_between(unit.start, unit.end)]:
        date = None  # the date of the examination before is not its own
    if not date and len(result) < _SHORTEST:
        return
    end = max(anchor.end, start + len(_LEFT_OVER.sub("", note.plain[start:end].rstrip(" .;,:\n"))))
    words = _result(note, start, end, date) if len(result) >= _SHORTEST else ""
    _say(note, Event(EXAMS, anchor.id, date=date, detail=words or None), anchor.start, end)


def _result(note: Note, start: int, end: int, date: str | None) -> str:
    """The words of a result without the date of the examination: "bronchique du 27/10/2025 : normale" is "bronchique : normale"."""
    parts = [(start, end)]
    own = next((one for one in note.dates_between(start, min(end, start + _NEAR)) if one.iso == date), None)
    if own:
        parts = [(start, start + len(_TO_DATE.sub("", note.plain[start : own.start]))), (own.end, end)]
    return " ".join("".join(note.text[slice(*note.words(*part))] for part in parts if part[0] < part[1]).lstrip(" /):").split())


def _toxicity(note: Note, anchor: Anchor) -> None:
    unit = note.unit_at(anchor.start)
    axes = qualify(note, anchor.start, anchor.end)
    if note.is_other(anchor.start) or axes.status != "present" or axes.experiencer == "family" or axes.modality != "done":
        return
    graded = _GRADE.match(note.plain, anchor.end, unit.end)
    if not graded and not _STOPPED.search(note.plain, unit.start, anchor.start):
        return
    end = graded.end() if graded else anchor.end
    told = [other for family in ("drug", "protocol") for other in note.anchors_between(family, unit.start, unit.end)]
    cause = min(told, key=lambda other: abs(other.start - anchor.start), default=None)
    name = " ".join(note.text[slice(*note.words(anchor.start, anchor.end))].split())
    event = Event(
        TOXICITIES,
        name,
        date=date_of(note, anchor.start, end),
        grade=int(graded["grade"]) if graded else None,
        treatment=cause.id if cause else None,
    )
    _say(note, event, anchor.start, end)


def _other_cancer(note: Note, start: int, end: int) -> None:
    """Of a cancer set aside: its type, its year or date, and what it was treated with, as far as the passage tells."""
    named = next((one for one in cancers(note) if start <= one.start < end), None)
    stop = end
    while stop < len(note.plain) and note.is_other(stop) and note.plain[stop] != "\n":
        stop += 1
    year = _YEAR.match(note.plain, end, stop)
    dates = note.dates_between(start, stop)
    care = [other.id for family in _CARE for other in note.anchors_between(family, start, stop)]
    event = Event(
        OTHER_CANCERS,
        named.code if named else " ".join(note.text[slice(*note.words(start, end))].split()),
        date=dates[0].iso if dates else year["year"] if year else None,
        treatment=care[0] if care else None,
    )
    _say(note, event, start, max(end, stop if care or dates or year else end))


def _say(note: Note, event: Event, start: int, end: int) -> None:
    """Once each: a second mention of the same event on the same day adds nothing."""
    told = [
        one
        for one in events(note)
        if (one.key, one.name, one.date, one.grade) == (event.key, event.name, event.date, event.grade)
    ]
    if told and (event.detail is None or any(one.detail == event.detail for one in told)):
        return
    mention = note.say(event.key, event, start, end)
    mention.value = event.proved(evidence_of(note, mention))
