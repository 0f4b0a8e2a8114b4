"""The words that a name is made of, as pieces of patterns, and the words that are none.

    "Dr LE GOFF Yann, gastro-entérologue"       LE, GOFF, Yann are words of a name; Dr, gastro-entérologue are not

The patterns are for the text with its capitals and without its accents (`Note.cased`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from matching.data_files import load_yaml
from matching.reading.letters import bare, small
from matching.reading.note import Note
from matching.reading.phrases import either

Span = tuple[int, int]
WORD = r"[A-Z][A-Za-zœæ'’]+(?:-[A-Z][A-Za-zœæ'’]+)*|[A-Z]{2,}(?:[-'][A-Z]+)*"
FIRST = r"[A-Z][a-zœæ]{2,}(?:-[A-Z][a-zœæ]+)*"
INITIAL = r"[A-Z]\.(?:[ -]?[A-Z]\.)*"
PARTICLE = r"(?:(?:de|du|des|le|la|van|von|den|der|el|al|ben|bin|di|da|dos|do|te) (?:la )?|d')"
SHOUTED_PARTICLES = ("LE", "LA", "DES", "DE", "DU", "EL", "AL", "BEN", "VAN", "VON", "DA", "DI", "DOS", "DO")
PERSON = rf"(?:{WORD})(?: (?:{WORD})){{0,3}}"
FULL = rf"(?:{INITIAL} ?)?{PARTICLE}?(?:{WORD})(?: {PARTICLE}?(?:{WORD})){{0,3}}"  # "J.-F. Le Bihan", "Maria de Fatima"
ENDS = r"(?= ?(?:[,;:()/|\"\n\[]|$|-(?![A-Za-z])|\.(?: |\n|$)|(?:et|le|en|au|du|nee?|qui|dont|puis|pour) ))"  # what may follow a whole name
LONG_AGO = r"\d\d?[/.-]\d\d?[/.-](?:19\d\d|200\d|[3-9]\d)"  # a date that is of a birth where a name stands beside it
_LONG_AGO = re.compile(LONG_AGO)
BESIDE = r" ?[*|/,;:()-]* ?"
SEX_OR_AGE = rf"(?:(?:(?:sexe|Sexe) ?:? ?)?[FHMfhm]|\d\d ?(?:ans|a|ANS|A)|(?<![A-Za-z])nee? (?:{WORD}))(?![A-Za-z]){BESIDE}"
_SPECIALIST = re.compile(r"(?:logue|logiste|therapeute|iatre)s?$")
_COLON = re.compile(r" ?:")
_FOLLOWING = re.compile(r",? (?:\(?\d\d ?ans|nee? |ddn|ipp)| (?P<word>[a-z]+)(?!\w)")
_ONE_LETTER = re.compile(r"[A-Z]\.?$")


def beside_old_dates(note: Note, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What a pattern that needs a date of long ago finds in a line: few lines hold one, and it is tried in those."""
    lines = sorted({note.line(day.start()) for day in _LONG_AGO.finditer(note.cased)})
    return chain.from_iterable(pattern.finditer(note.cased, *line) for line in lines)


@cache
def identity_words() -> dict[str, frozenset[str]]:
    """The lists of data/vocabulary/identity.yaml: identity_words()["titles"] holds "mme"; what has an "oe" stands with "œ" too."""
    lists = load_yaml("vocabulary/identity.yaml").items()
    return {name: frozenset(spelt for form in forms for spelt in (form, form.replace("oe", "œ"))) for name, forms in lists}


@cache
def first_names(kind: str) -> dict[str, str]:
    """The first names of data/vocabulary/first_names.yaml by what they are in plain text: first_names("alone")["agnes"] == "Agnès"."""
    return {small(bare(name)): name for name in load_yaml("vocabulary/first_names.yaml")[kind]}


@cache
def _announcing() -> frozenset[str]:
    """Words that end a name: those that announce one, ordinary ones, the titles of the columns of a table ("traitements")."""
    titles = (title for listed in load_yaml("vocabulary/identity_columns.yaml").values() for title in listed)
    columns = frozenset(small(bare(title)) for title in titles if title.isalpha() and len(title) > 3)
    return columns | identity_words()["announce"] | identity_words()["ordinary"] | identity_words()["links"]


@cache
def _usual() -> frozenset[str]:
    """Words that are taken for a name only where a title stands before them."""
    lists = ("titles", "eponyms", "roles", "relatives", "establishments", "houses", "capitalised")
    return _announcing().union(*(identity_words()[name] for name in lists))


def is_of_a_vocabulary(note: Note, start: int, end: int) -> bool:
    """Is this word part of a clinical word or name?"""
    return any(
        anchor.start <= start and end <= anchor.end for family in note.anchors for anchor in note.anchors_over(family, start, end)
    )


def is_a_usual_word(note: Note, start: int, end: int) -> bool:
    """Is this word of the plain text something else than a name, where nothing but its place tells that it may be one?"""
    plain = note.plain[start:end].rstrip(".")
    return plain in _usual() or bool(_SPECIALIST.search(plain)) or is_of_a_vocabulary(note, start, end)


@cache
def _named_after() -> re.Pattern[str]:
    """What a place, a trial or a disease that bears somebody's name follows: "hôpital ", "essai ", "maladie de ", "Saint-"."""
    named = either(identity_words()["named_after"] | identity_words()["establishments"])
    further = (
        "d|de|du|des|la|le|l|universitaires?|regional|prive\\w*|hospitalier|militaire|mutualiste|intercommunal|instruction|armees"
    )
    return re.compile(rf"\b{named}(?:s?[ '](?:{further}))*[ '-]*\"?$")


def is_named_after(note: Note, start: int) -> bool:
    """Does what stands before a name tell a place, a trial or a disease that bears it: "hôpital ", "maladie de "?"""
    return bool(_named_after().search(note.plain, max(0, start - 50), start))


def _of_a_person(note: Note, end: int) -> bool:
    """Does what follows a word tell that it is somebody's name, though a clinical word too: "Mme COLON Isabel", "Mme Colon, 61 ans"?"""
    following = _FOLLOWING.match(note.plain, end)
    return following is not None and (not following["word"] or following["word"] in first_names("alone"))


def name_parts(note: Note, start: int, name: str, titled: bool = False) -> set[Span]:
    """The words of a name one by one, up to the first that is none: an eponym, a vocabulary word, an initial. `titled`: after a title,
    where an eponym is somebody's name ("Mme Lynch")."""
    spans: set[Span] = set()
    for match in re.finditer(r"[^ ,_]+", name):
        word, begin = match.group(), start + match.start()
        end = begin + len(word)
        plain = note.plain[begin:end]
        after_the_family_name = bool(spans) and name[: match.start()].rstrip(" ,").isupper()  # "DUPONT Gilbert"
        eponym = plain in identity_words()["eponyms"] and not after_the_family_name and not titled
        label = plain in identity_words()["labels"] and _COLON.match(note.plain, end)  # "Dr Martin   Aides : "
        if (
            eponym
            or label
            or plain in _announcing()
            or (
                is_of_a_vocabulary(note, begin, end)
                and not (titled and (plain in first_names("alone") or _of_a_person(note, end)))
            )
        ):
            break
        if word[0].islower() or (_ONE_LETTER.match(word) and len(word) < 3) or plain.rstrip(".") in identity_words()["titles"]:
            continue
        spans.add((begin, end))
    return spans
