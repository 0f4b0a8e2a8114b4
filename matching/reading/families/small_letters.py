"""Names written in small letters, as in notes that are typed in haste: behind a title, behind "patient", or known first names.

    "mr pierre legrand ddn 03/04/51"                    pierre legrand
    "vu avec karim, le dr l'hostis poursuit"            karim, l'hostis

Where every word is written small, less tells a name: what is an ordinary or a clinical word is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from matching.reading.families.name_words import Span, first_names, is_a_usual_word
from matching.reading.note import Note
from matching.reading.sought import Sought

_NO_NAME = (
    "le|la|les|de|du|des|qui|que|pour|en|et|au|aux|ce|est|etait|a|sur|par|avec|va|se|ne|dit|non|pas|ont|sont|sans|dans|chez|"
    "bien|avait|reste|ou|instant|essai|propose|prefere|souhaite|pense|evoque|prescrit|demande|confirme|revoit|verra|note|tousse|sort|entre"
)
_WORD = (
    rf"(?:(?:dos|da|del|el|ben|le|la|van|von|di|du|saint) |[ldmno]')?(?!(?:{_NO_NAME})\b)[a-z]{{3,}}(?:-[a-z]{{2,}})*(?![\w'])"
)
_NUMBERED = r",? (?:ddn|dn|ipp|nip|nee?(?: le)?|\(?\d\d ?a(?:ns)?)\b"
_TITLED = (
    # "dr bellanger-roux"
    Sought(rf"(?<![a-z])(?:dr|dre|docteur|docteure|professeur) (?P<name>{_WORD}(?: {_WORD}(?= ?[,;:()/\n.]| ?$| - ))?)"),
    Sought(rf"(?<![a-z])pr (?P<name>{_WORD}(?: {_WORD})??)(?= ?[,;:()/\n.]| ?$| - | (?:m|mr|mme|mlle)\b)"),
    Sought(
        rf"(?<![a-z])(?:m|mr|mme|mlle|monsieur|madame) (?P<name>{_WORD}(?: {_WORD})??)"
        rf"(?={_NUMBERED}| (?:est|a ete|qui|vue?|adressee?|suivie?|va|revient|accepte|refuse)\b)"
    ),
)
_OF_PATIENT = Sought(rf"(?<![a-z])(?:pte?|patiente?) (?P<name>{_WORD} {_WORD})(?={_NUMBERED}|,)")
_FIRST_NAME = re.compile(r"(?<![\w'-])[a-z]{5,}(?![\w'])")


def in_small_letters(note: Note) -> Iterator[Span]:
    """The words of such names, as offsets of the plain text."""
    for found in chain.from_iterable(pattern.finditer(note) for pattern in _TITLED):
        yield from _parts(note, found)
    for found in _OF_PATIENT.finditer(note):
        if any(word in first_names("alone") for word in found["name"].split()):
            yield from _parts(note, found)
    for line in re.finditer(r"[^\n]+", note.cased):
        if not re.search(r"[A-Z][a-z]", line.group()):
            words = (word for word in _FIRST_NAME.finditer(line.string, *line.span()) if word.group() in first_names("alone"))
            yield from (word.span() for word in words if not is_a_usual_word(note, *word.span()))


def _parts(note: Note, found: re.Match[str]) -> list[Span]:
    """The words of a name, unless one is written with a capital, is an ordinary or a clinical word, or the title another ("PR négatif")."""
    start, name = found.start("name"), found["name"]
    if note.cased[found.start() : found.start() + 2].isupper() or not note.cased[start:].startswith(name):
        return []
    spans = [(start + word.start(), start + word.end()) for word in re.finditer(r"[^ ]+", name)]
    return [] if any(is_a_usual_word(note, *span) for span in spans) else spans
