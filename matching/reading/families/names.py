"""The names of people: of the patient, of relatives, of doctors.

    "Mme DELVAUX Solange, née le 12/03/1968"            DELVAUX Solange
    "vue par le Dr Roche, avec sa fille Solveig"        Roche, Solveig

Names are found where a title, a word such as "Patient :" or a birth date announces them, and then wherever they come back in the note.
Eponyms in clinical use (Gleason, Hodgkin) are left alone, and so is the civility, which tells the sex. Initials ("Mme T.") name nobody.
Known limit: a name that nothing announces and that is written in small letters is not found, which is why what was found is shown to a
person for confirmation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, dropwhile

from matching.reading.families.beside import CAPITALS_FIRST, beside
from matching.reading.families.first_names import by_first_name
from matching.reading.families.name_words import (
    BESIDE,
    LONG_AGO,
    WORD,
    beside_old_dates,
    identity_words,
    is_a_usual_word,
    is_named_after,
    is_of_a_vocabulary,
    name_parts,
)
from matching.reading.families.small_letters import in_small_letters
from matching.reading.note import Note
from matching.reading.phrases import either
from matching.reading.sought import Sought

_FOLLOWING_NAME = re.compile(
    rf" ?:? ?(?:(?:son|sa) [a-z]+ )?(?:(?:de|du|des|le|la|van|von|el|ben|di|da) |d')?(?:[A-Z](?:\.(?:-?[A-Z]\.)? ?| ))?"
    rf"(?P<name>(?:{WORD})(?: (?:(?:de|du|le|la|van|von|el|ben|d') ?)?(?:{WORD})){{0,3}})"
)
# the rest of a name that stands after its family name: "Mr LEMONNYER, Aristide", "Mr GOUDRAND wilfrid 22/07/57", "Mme DURAND M.-Jo."
_FIRST_NAME = re.compile(
    r", (?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)*)(?= ?(?:\n|\(|- |$|,? (?:nee?|DDN|ddn)\b))|"
    rf" (?P<small>[a-z]{{3,}}(?:-[a-z]{{2,}})?)(?={BESIDE}(?:{LONG_AGO}|nee? |ddn |ipp |nip ))|"
    r" (?P<short>[A-Z]\.(?:-[A-Z][a-z]+\.?)+)"
)
# "dossier SERVAT Matéo (06.02.1961)"
BEFORE_DATE = re.compile(
    rf"(?P<name>{CAPITALS_FIRST}) \((?P<birth>\d\d?[/.-]\d\d?[/.-](?:19\d\d|200\d))\)",
)
_CARRIED = re.compile(rf"\n(?P<name>{WORD})(?=\n|$)")
_LETTER = re.compile(r"[A-Za-z0-9]")


@cache
def _announcers() -> tuple[Sought, ...]:
    """What a name follows: a title, a word such as "Patient :", the head of a letter, "Nom :" and the name below it or in the next column."""
    titles, announce, writers = (either(identity_words()[name]) for name in ("titles", "announce", "writers"))
    return (
        Sought(rf"(?<![a-z0-9])(?:{titles}\.?(?: (?:les |le )?{titles}\.?)?)(?= )"),
        Sought(rf"(?<![a-z])(?:{announce}(?:\(e\))? ?[:\]]|{writers}(?= (?!(?:le |la |l')?{titles}\b))) ?(?:{titles}\.? )?"),
        Sought(r"\b(?:nom|prenom)s?(?: (?:de naissance|de famille|d'usage|usuel|marital))? ?(?::\n|\| ?)"),
    )


def names(note: Note, told: Iterable[str] = ()) -> set[tuple[int, int]]:
    """Announced names, and every other place where one of their words, or of the names `told` elsewhere, stands with a capital."""
    spans = set()
    for number, pattern in enumerate(_announcers()):
        for cue in pattern.finditer(note):
            if cue.group()[0:1] == "m" and cue.group() in ("m", "m.") and not note.cased[cue.start()].isupper():
                continue
            match = _FOLLOWING_NAME.match(note.cased, cue.end())
            while match:
                if number == 0 or not _is_an_establishment(match["name"]):
                    titled = number == 0 and cue.group() != "pr"
                    spans |= name_parts(note, match.start("name"), match["name"], titled)
                if " " not in match["name"] and (carried := _carried(note, match.end())):
                    spans |= name_parts(note, carried.start("name"), carried["name"])
                if first := _FIRST_NAME.match(note.cased, match.end()):
                    spans.add(first.span(first.lastgroup or 0))
                several = cue.group().startswith(
                    ("drs", "prs", "docteurs", "professeurs", "mmes", "mesdames", "messieurs")
                ) and note.cased.startswith((" et ", ", "), match.end())
                match = _FOLLOWING_NAME.match(note.cased, note.cased.index(" ", match.end() + 1)) if several else None
    for found in chain(beside(note), beside_old_dates(note, BEFORE_DATE)):
        group = next(name for name in ("name", "initialled", "alone", "given", "doer") if found.groupdict().get(name))
        spans |= name_parts(note, *_of_name(note, found, group), titled=group == "given")
    spans.update(by_first_name(note))
    spans.update(in_small_letters(note))
    # a name that is a clinical word too ("Mme Colon") is sought nowhere else, an eponym not where it is one
    words = {note.cased[start:end] for start, end in spans if end - start > 2 and not is_of_a_vocabulary(note, start, end)}
    for word in words | set(told):
        eponym = word.lower() in identity_words()["eponyms"]
        for spelt in {word, word.capitalize(), word.upper()}:
            places = _whole_words(note.cased, spelt)
            spans.update(place for place in places if not (eponym and is_named_after(note, place[0])))
    return spans


def _is_an_establishment(name: str) -> bool:
    """ "adressé par CH de Castres": no person."""
    return not identity_words()["establishments"].isdisjoint(name.lower().split()[:2])


def _of_name(note: Note, found: re.Match[str], group: str) -> tuple[int, str]:
    """A name without the words before it that are none: a title and what stands before it ("Courrier du Dr Roche"), an ordinary word
    ("Avis Roche"). Behind a verb an ordinary word tells that there is no name ("posé par Voie Jugulaire")."""
    words = [word.span() for word in re.finditer(r"[^ ]+", found[group])]
    spans = [(found.start(group) + first, found.start(group) + last) for first, last in words]
    titles = [number for number, span in enumerate(spans) if note.plain[slice(*span)].rstrip(".") in identity_words()["titles"]]
    named = spans[max(titles, default=-1) + 1 :]
    kept = list(dropwhile(lambda span: is_a_usual_word(note, *span), named))
    if not kept or (group == "doer" and kept != named):
        return found.start(group), ""
    return kept[0][0], note.cased[kept[0][0] : found.end(group)]


def _carried(note: Note, end: int) -> re.Match[str] | None:
    """The rest of a name that a narrow column carried to its next line: "Dr Ferdinand", and below it "Escoubès-Noailly"."""
    found = _CARRIED.match(note.cased, end)
    if not found:
        return None
    first, last = note.words(end - 1, found.start("name") + 1)
    usual = is_a_usual_word(note, *found.span("name"))
    return found if "        " in note.text[first:last] and not usual else None


def _whole_words(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where a word stands by itself. A name is sought once: to compile a pattern for it would cost more than to look for it."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not _LETTER.match(text, end) and not (start and _LETTER.match(text, start - 1)):
            yield start, end
        start = text.find(word, start + 1)
