"""What is asked of the meeting and what the patient wishes, kept as written; allergies and the social situation too. Never matched on.

"Q : durvalumab consolidation malgré PR ?"
request.question "durvalumab consolidation malgré PR ?"
"""

from __future__ import annotations

import re

from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.reading.sentences import Unit
from matching.reading.sought import Sought

_HEAD = re.compile(r"[-*>=# ]*(?:\d[.)] ?)?[a-z][a-z' -]{0,40}(?:\([^)]*\))? ?: ?|\? ?")
_WISH = Sought(
    r"\b(?<!je )(?<!nous )(?<!on )(?:refuse|ne souhaite pas|ne veut pas|souhaite(?:rait)?|prefere(?:rait)?|demande (?:a|que)|accepte|s'oppose|"
    r"opposee? a|reticente?|desire|tient a|voudrait)\b"
)
_SHORTEST = 14  # letters of a question
_PATIENT = re.compile(r"\b(?:patiente?|il|elle|mme|mr|m\.|monsieur|madame|souhaits?|lui-meme|elle-meme)\b")


def read(note: Note) -> None:
    questions = [unit for unit in note.units if unit.section == "question"] or _asked_last(note)
    if questions:
        _keep(note, "request.question", _run(questions))
    wishes = [unit for unit in note.units if unit.section == "wishes"] or _wishes(note)
    if wishes:
        _keep(note, "request.patient_wishes", _run(wishes))
    for anchor in note.anchors.get("patient", ()):
        if anchor.id == "allergy" and qualify(note, anchor.start, anchor.end).status == "negated":
            continue
        if anchor.id in ("allergy", "lives"):
            unit = note.unit_at(anchor.start)
            stop = re.compile(r"[,;.\n]").search(note.plain, anchor.end, unit.end)
            key = "patient.allergy" if anchor.id == "allergy" else "patient.living_situation"
            start, end = note.words(anchor.start, stop.start() if stop else unit.end)
            note.say(key, note.text[start:end].strip(), anchor.start, stop.start() if stop else unit.end, weight=-anchor.start)


def _asked_last(note: Note) -> list[Unit]:
    """The last question of a note that has no such heading: "=> RTE paroi. Capécitabine x8 ou olaparib ?"; a mere "BRCA ?" is none."""
    asked = [
        unit
        for unit in note.units
        if unit.start > len(note.plain) / 2 and _is_question(note.plain[unit.start : unit.end].strip())
    ]
    last = asked[-1:]
    return [unit for unit in asked if last and last[0].start - unit.end <= 3]


def _is_question(words: str) -> bool:
    return words.endswith("?") and len(words) > _SHORTEST and words.count("(") == words.count(")")


def _wishes(note: Note) -> list[Unit]:
    """The sentences of a note without that heading in which the patient wishes or refuses."""
    told = {id(unit): unit for found in _WISH.finditer(note) if (unit := note.unit_at(found.start()))}
    return [unit for unit in told.values() if _PATIENT.search(note.plain, unit.start, unit.end) and not note.is_other(unit.start)]


def _run(units: list[Unit]) -> list[Unit]:
    """The first unbroken run of units."""
    run = [units[0]]
    for unit in units[1:]:
        if unit.start - run[-1].end <= 3:
            run.append(unit)
    return run


def _keep(note: Note, key: str, units: list[Unit]) -> None:
    head = _HEAD.match(note.plain, units[0].start, units[0].end)
    start = head.end() if head and head.end() < units[-1].end else units[0].start
    end = units[-1].end
    while end > start and note.plain[end - 1] in " \n":
        end -= 1
    if start < end:
        first, last = note.words(start, end)
        note.say(key, note.text[first:last], start, end)
