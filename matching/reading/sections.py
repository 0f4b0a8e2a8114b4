"""Sections: the heading a unit stands under, from "ATCD :" to "Question posée à la RCP :".

    >>> [unit.section for unit in read_note("ATCD : HTA.\\nQ : chimiothérapie ?").units]
    ['history', 'question']

A heading followed by words holds for its line (and the list items under it); a heading alone on its line holds until the next one.
"""

from __future__ import annotations

import re
from functools import cache

from matching.data_files import load_yaml
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.sought import Sought

_FIRST_WORD = re.compile(r"[-*>=#? \[]*(?:\d{1,2}[.)/] ?)?([a-z][a-z'-]*)")  # of a heading, if it is one
_HEADING = re.compile(
    r"[-*>=#? \[]*(?:\d{1,2}[.)/] ?)?([a-z][a-z' /-]{0,45}?)(?: n[°o] ?\d[\w-]{0,20})?(?: ?\([^)\n]{0,30}\))?(?: (?:du|le)? "
    r"?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?| \d{1,2}/\d{2,4})?( ?:|\]|\n|\.?$| ?=(?=[ a-z]))"
)
_LEADING = re.compile(
    r"[-*>=# ]*(\?+|(?:q|question)s? ?[?/]|(?:l ?[1-9]|[1-9](?:re|ere|e|eme) ligne) ?\?)"
)  # "L3 ? amivantamab ; docétaxel"
_ASKING = re.compile(r"[^?\n]{0,30}\?+\s*")  # "Question : L4 ?", and the options below
_ITEM = re.compile(r" ?(?:[-*+>\u2022]|\(?[a-h1-9][.)/]) ?")
_ASKS_OR_PROPOSES = Sought(
    "propos|question|option|debattu|discut|evoqu|envisag|possible"
)  # no heading of the next two without it
# "Ce que je pense proposer :", "Nous proposerions :"
_PROPOSES = re.compile(
    r"[^:.;\n]{0,40}\b(?:propos(?:er|e|es|ons|erai|erais|erait|erions)|(?:seront|sont|restent|ont ete) (?:debattu|discut|evoqu|envisag|possible)\w*)"
    r"(?: (?:en|a la|pour la) (?:rcp|reunion))? ?:"
)
# "Mes questions. Une chirurgie garde-t-elle un sens ?", "Pour la suite, mon avis et mes questions :"
_ANNOUNCED = re.compile(
    r"(?:(?:mes|nos|les) )?(questions?|propositions?|options)(?: [a-z]+){0,2}\. ?|"
    r"[^:.;\n\d]{0,40}\b(?:mes|nos) (questions?|propositions?|options)(?: [a-z]+){0,2} ?:\s*"
)
_FRAME = re.compile(
    rf" ?{phrases('frames')}(?: (?:de |sur |x ?)?\d{{1,2}} (?:mois|ans?))?\s*"
)  # "RCP : adjuvant 12 mois", and the options below


# In a dictation the word that opens a line is its heading: "proposition hépatectomie droite", "discussion soit prostatectomie soit ...".
_DICTATED = re.compile(rf"(?:au total )?({phrases('dictated_heading')}) (?=[a-z][^.:;\n]{{40}})")
_OTHER_HEADING = re.compile(r"[-*>=# ]*[a-z][^:\n]{2,60}:\s*")
# Alone on its line, with the word that says which: "Histoire vésicale", "Options évoquées".
_STORY_OR_OPTIONS = re.compile(r"(histoire|options?|propositions?|questions?|alternatives)(?: [a-z-]+){1,2}")
_MARKED = re.compile(r"(?:[>=#*_]{2,}|-{3,}) ?[a-z][^:;.\n]{2,80}")  # ">> Conclusion clinique du 07/04/2026", alone on its line
_CLOSED = re.compile(  # "--- ANATOMOPATHOLOGIE 2 : pièce opératoire ---"
    r"[-=*#>_]{2,} ?([a-z][a-z' /-]*?)(?: \d)?(?: ?[:(|][^\n]*?)?(?: (?:du|le) [\d/.]+)? ?[-=*#_]{2,} ?\n?"
)
_BEARER = re.compile(rf"[-*>=# ]*{phrases('family_bearers')}")  # "Mère :", within the family's section
_TITLE = 120  # characters in which "RCP :" names the meeting, further on what it proposes
_ENDING = ("question", "proposal", "wishes")
_INSIDE_A_LINE = {"family": ("history", *_ENDING)}  # "ATCD fam : néant. ATCD : HTA"


@cache
def _first_words() -> frozenset[str]:
    """What the headings begin with."""
    return frozenset(re.split("[ /]", heading)[0] for heading in headings())


@cache
def headings() -> dict[str, str]:
    """Heading -> kind of section."""
    return {form: kind for kind, forms in load_yaml("vocabulary/sections.yaml").items() for form in forms}


# Inside a line of antecedents, a tumour with its categories and without a word of the past is the one of today.
_STAGED = re.compile(
    r"\b(?:c|p|yp)t(?:is|[0-4])[a-d]?[ ,]*(?:c|p|yp)?n[0-3x]|\bstade (?:i|ii|iii|iv)[abc]?\b|\bm1[a-d]?\b|\bd'emblee metasta"
)
_OVER = re.compile(
    rf"\b{phrases('cured')}|\b{phrases('treated_then')}|\ben (?:19|20)\d\d|\((?:19|20)\d\d|[a-z] (?:19|20)\d\d *[.,;)]"
)


def mark_sections(note: Note) -> None:
    """Writes the kind of section on every unit of the note."""
    block = current = ""
    listed = False  # does the section under a heading of its own line begin with the items of a list?
    listing = False  # may what is asked or proposed go on in the items below?
    line_end = -1
    for unit in note.units:
        new_line = unit.start > line_end
        found = _heading(note, unit.start, unit.end)
        if found and found[0] == "same":  # "Autre : RTE antalgique" below the question
            found = (current, found[1]) if new_line and current in _ENDING[:2] else None
        if found and not new_line and current and found[0] not in _INSIDE_A_LINE.get(current, _ENDING):
            found = None  # inside a line only the end of the note announces itself
        if found:
            current, follows = found
            framed = current in _ENDING[:2] and bool(_FRAME.fullmatch(follows))
            block = "" if follows.strip() and not framed else current
            listed = bool(block) and bool(_ITEM.match(note.plain, note.line(unit.start)[1] + 1))
            listing = current in _ENDING[:2] and (not follows.strip(" -") or bool(_ASKING.fullmatch(follows)))
        elif new_line and listing and _ITEM.match(note.plain, unit.start):
            pass
        elif new_line:
            listing = False
            if block and _is_heading(note, unit.start, unit.end) and not _BEARER.match(note.plain, unit.start):
                block = ""  # a heading that no vocabulary knows ends the section before it
            if block and listed and _after_a_blank_line(note, unit.start) and not _ITEM.match(note.plain, unit.start):
                block = ""  # a paragraph of its own below a list
            current = block
        elif (
            current == "history"
            and _STAGED.search(note.plain, unit.start, unit.end)
            and not _OVER.search(note.plain, unit.start, unit.end)
        ):
            current = "story"
        if found or new_line:
            line_end = note.line(unit.start)[1]
        unit.section = current


def _after_a_blank_line(note: Note, start: int) -> bool:
    """Is the line above, as written, an empty one?"""
    first, _ = note.words(start, start + 1)
    above = note.text[:first].rstrip(" \t\u00a0").removesuffix("\n").rstrip(" \t\r\u00a0")
    return above.endswith("\n")


def _is_heading(note: Note, start: int, end: int) -> bool:
    """Is this the whole of a heading, of whatever words?"""
    marked = _CLOSED.fullmatch(note.plain, start, end) or _MARKED.match(note.plain, start, end)
    return bool(_OTHER_HEADING.fullmatch(note.plain, start, end)) or bool(marked and marked.end() >= note.line(start)[1])


def _heading(note: Note, start: int, end: int) -> tuple[str, str] | None:
    """The kind of heading a unit begins with, and what follows on its line."""
    if lead := _LEADING.match(note.plain, start, end):
        return "question", note.plain[lead.end() : end]
    if _ASKS_OR_PROPOSES.search(note, start, end):
        if proposing := _PROPOSES.match(note.plain, start, end):
            return "proposal", note.plain[proposing.end() : end]
        if (said := _ANNOUNCED.fullmatch(note.plain, start, end)) and note.line(start)[0] == start:
            return headings()[said[1] or said[2]], "." if said[1] else ""
    if closed := _CLOSED.fullmatch(note.plain, start, end):
        kind = headings().get(closed[1]) or headings().get(closed[1].split()[0])
        return (kind, "") if kind else None
    first = _FIRST_WORD.match(note.plain, start, end)
    if not first or first[1].rstrip("-'") not in _first_words():
        return None
    found = _HEADING.match(note.plain, start, end)
    if not found and (dictated := _DICTATED.match(note.plain, start, end)) and note.cased[start].islower():
        return headings()[dictated[1]], note.plain[dictated.end() : end]
    if not found:
        return None
    words = found[1].strip(" -/'")
    if words == "rcp" and start < _TITLE:
        return None
    as_a_sentence = found[2] == "."  # "Clinique. OMS 2, 61 kg": what follows stands on its line
    kind = headings().get(words) or headings().get(
        re.split(r" (?:de|du|des|a|au|le|d')\b|[ /]", words)[0] if found[2].strip(" .\n") else ""
    )
    if (
        not kind
        and not (as_a_sentence and words.startswith("rcp"))
        and words.count(" ") < 3
        and start > _TITLE
        and (asked := headings().get(words.split(" ")[0])) in _ENDING[:2]
    ):
        kind = asked  # "Propo adj"
    if not kind and not found[2].strip() and (alone := _STORY_OR_OPTIONS.fullmatch(words)):
        kind = headings()[alone[1]]
    return (kind, note.plain[found.end() : note.line(start)[1] if as_a_sentence else end]) if kind else None
