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

from matching.data_files import load_yaml
from matching.reading.letters import bare, small
from matching.reading.note import Note
from matching.reading.phrases import either
from matching.reading.sought import Sought

_WORD = r"[A-Z][A-Za-z'’]+(?:-[A-Z][A-Za-z'’]+)*|[A-Z]{2,}(?:[-'][A-Z]+)*"
PERSON = rf"(?:{_WORD})(?: (?:{_WORD})){{0,3}}"
LONG_AGO = r"\d\d?[/.-]\d\d?[/.-](?:19\d\d|200\d|[3-9]\d)"  # a date that is of a birth where a name stands beside it
BESIDE = r" ?[*|/,;:(-]* ?"
_FOLLOWING_NAME = re.compile(
    rf" ?:? ?(?:(?:son|sa) [a-z]+ )?(?:(?:de|du|des|le|la|van|von|el|ben|di|da) |d')?(?:[A-Z]\.(?:-?[A-Z]\.)? "
    rf"?)?(?P<name>(?:{_WORD})(?: (?:(?:de|du|le|la|van|von|el|ben|d') ?)?(?:{_WORD})){{0,3}})"
)
# "(Flavie Rostaing, 04 00 81 66 25)"
_BESIDE_PHONE = re.compile(
    rf"\((?P<name>(?:{_WORD})(?: (?:{_WORD})){{1,3}})(?=,? (?:(?:[Dd][Ee][Cc][Tt]|[Tt]el|[Pp]oste|[Bb]ip|[Ss]ecretariat)\.? ?:? ?)?\d[\d .]{{2,}})"
)
# "TRAMONI Ange-Mathieu | né le 29/11/1961", "* LARQUIER Séverin * 05/05/1949", at the head of a line
_BEFORE_BIRTH = re.compile(
    rf"(?m)^[ *|#>-]*(?P<name>(?:{_WORD})(?: (?:{_WORD})){{1,3}})(?={BESIDE}(?:(?:nee?|NEE?|DDN|ddn|DN)(?:\(e\))? ?(?:le|:)? ?\d|{LONG_AGO}))"
)
# "De : Cassandre Wolfensberger (interne)", at the head of a letter
_WRITES = re.compile(
    rf"(?m)^(?:D[Ee]|A|P(?:our|OUR)|C[Cc]|Copie|Destinataire|Expediteur) ?: ?(?:[A-Z][a-z]{{1,2}}\.? )?(?P<name>(?:{_WORD})(?: (?:{_WORD})){{1,3}})"
)
# the rest of a name that stands after its family name: "Mr LEMONNYER, Aristide", "Mr GOUDRAND wilfrid 22/07/57", "Mme DURAND M.-Jo."
_FIRST_NAME = re.compile(
    r", (?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)*)(?= ?(?:\n|\(|- |$|,? (?:nee?|DDN|ddn)\b))|"
    rf" (?P<small>[a-z]{{3,}}(?:-[a-z]{{2,}})?)(?={BESIDE}(?:{LONG_AGO}|nee? |ddn |ipp |nip ))|"
    r" (?P<short>[A-Z]\.(?:-[A-Z][a-z]+\.?)+)"
)
# "Fabrice Ollivon <f.ollivon@exemple.fr>"
_BEFORE_MAIL = Sought(rf"(?P<name>(?:{_WORD})(?: (?:{_WORD})){{1,3}}) ?[<(\[](?=[\w.+-]{{1,64}}@)", cased=True)
# "SERVAT-LOUBET Matéo 27 a, IPP ...", "SERVAT Matéo / 27 ans", at the head of a line
_BEFORE_AGE = re.compile(
    r"(?m)^(?P<name>[A-Z]{3,}(?:[ '-][A-Z]{2,})*,? [A-Z][a-z]+(?:-[A-Z][a-z]+)*)(?=(?:, ?[HFhf])?(?:,| ;| -| /)? \d{2} ?(?:a|ans|A|ANS)\b)"
)
_CAPITALS_FIRST = r"[A-Z]{2,}(?:[ '-][A-Z]{2,})* [A-Z][a-z]+(?:-[A-Z][a-z]+)*"
# "le dossier d'Inès BELLON-FAURE, née le"
_BORN = Sought(r"(?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)* [A-Z]{3,}(?:[ '-][A-Z]{2,})*)(?=,? \(?nee? le \d)", cased=True)
# "Patient BELLON-FAURE Maxence, sexe masculin", "Pt : BELLON Maxence, 05/02/1949", "Patiente K. Yolaine, 60 ans"
_OF_PATIENT = Sought(
    rf"(?:(?i:(?<![a-z])patiente?)|(?<![A-Za-z])Pte? :) "
    rf"(?:(?:[A-Z]\. )?(?P<name>{_CAPITALS_FIRST}|[A-Z][a-z]+ [A-Z]{{3,}}(?:-[A-Z]+)*)|[A-Z]\. (?P<alone>[A-Z][a-z]{{2,}}))"
    r"(?= ?(?:[,;(/\n]|$|- |\d\d ?a))",
    cased=True,
)
# "Monsieur G. (GALTIER Edmond), 64 ans"
_AFTER_INITIAL = Sought(
    rf"(?<![A-Za-z])(?i:m|mr|mme|mlle|monsieur|madame)\.? [A-Z]\.? ?\((?P<name>{_CAPITALS_FIRST}|[A-Z][a-z]+ [A-Z]{{3,}}(?:-[A-Z]+)*)(?=[),])",
    cased=True,
)
# "dossier SERVAT Matéo (06.02.1961)"
BEFORE_DATE = Sought(
    rf"(?P<name>{_CAPITALS_FIRST}) \((?P<birth>\d\d?[/.-]\d\d?[/.-](?:19\d\d|200\d))\)",
    cased=True,
)
# "Mon cher Thibault,"
_GREETED = Sought(r"(?i:\bchere?s?) (?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)(?= ?[,!])", cased=True)
# "Mme COHEN-SOLAL épouse LEVY"
_MARRIED = Sought(rf"(?<![A-Za-z])(?:epouse|veuve|nee) (?P<name>{_WORD})(?![\w'])", cased=True)
_CARRIED = re.compile(rf"\n(?P<name>{_WORD})(?=\n|$)")
_LETTER = re.compile(r"[A-Za-z0-9]")
_INITIAL = re.compile(r"[A-Z]\.?$")


@cache
def identity_words() -> dict[str, frozenset[str]]:
    """The lists of data/vocabulary/identity.yaml: identity_words()["titles"] holds "mme"."""
    return {name: frozenset(forms) for name, forms in load_yaml("vocabulary/identity.yaml").items()}


@cache
def _title_words() -> frozenset[str]:
    """The words that are by themselves the title of a column: "traitements" after "Nom | Prénom |"."""
    titles = (title for listed in load_yaml("vocabulary/identity_columns.yaml").values() for title in listed)
    return frozenset(small(bare(title)) for title in titles if title.isalpha() and len(title) > 3)


@cache
def _signed() -> tuple[Sought, ...]:
    """A first name after a relative, the name of somebody of the team after what he is, a signature."""
    relatives, roles, closings = (either(identity_words()[name]) for name in ("relatives", "roles", "closings"))
    first = r"[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)*"
    several = rf"(?=[A-Z' -]*[a-z])(?:{_WORD})(?: (?:{_WORD})){{1,3}}"
    return (
        Sought(
            rf"(?i:(?<![a-z])(?:son|sa|ses|une?|leur) {relatives}(?: (?:ainee?|cadette?|unique|medecin|jumelle|jumeau))?)"
            rf" \(?(?P<name>{first}(?: (?:{_WORD}))?)(?![\w'])",
            cased=True,
        ),
        Sought(rf"(?i:(?<![a-z])(?:son|sa|ses) {relatives}), (?P<name>{first})(?=[,)])", cased=True),
        Sought(rf"(?i:(?<![a-z]){relatives}) \((?P<name>[A-Z][A-Za-z-]{{2,}})\)(?= ?:? ?(?:au )?[0+]\d?)", cased=True),
        Sought(
            rf"(?i:(?<![a-z]){roles}(?: (?:de|d'|en|du) ?[a-z' -]{{3,30}}?)?)"
            rf"(?: ?[:,(-] ?(?:(?P<name>{several})|[A-Z]\. ?(?:-?[A-Z]\. ?)?(?P<initialled>{first}))| ?[:(] ?(?P<alone>{first})(?=[,)\n]|$))",
            cased=True,
        ),
        Sought(
            rf"(?i:(?<![a-z])(?:int\.|ext\.|interne|externe|senior)) (?:[A-Z]\. ?)?(?P<name>{first})(?= ?(?:[,;/()\n]|$|- ))",
            cased=True,
        ),
        Sought(
            rf"(?i:(?<![a-z]){closings})[ ,.!]*\n? ?(?P<name>(?:{first})(?: (?:{_WORD})){{0,2}})(?= ?(?:\(|\n|$))", cased=True
        ),
    )


@cache
def _announcers() -> tuple[Sought, ...]:
    """What a name follows: a title, a word such as "Patient :", the head of a letter, "Nom :" and the name below it or in the next column."""
    titles, announce, writers = (either(identity_words()[name]) for name in ("titles", "announce", "writers"))
    return (
        Sought(rf"(?<![a-z0-9])(?:{titles}\.?(?: (?:les |le )?{titles}\.?)?)(?= )"),
        Sought(rf"(?<![a-z])(?:{announce}(?:\(e\))? ?[:\]]|{writers}(?= (?!(?:le |la |l')?{titles}\b))) ?(?:{titles}\.? )?"),
        Sought(r"\b(?:nom|prenom)s?(?: (?:de naissance|de famille|d'usage|usuel|marital))? ?(?::\n|\| ?)"),
    )


@cache
def _doctor_in_small_letters() -> Sought:
    """ "dr bellanger-roux", where the title is in small letters too."""
    word = r"(?!(?:le|la|les|de|du|des|qui|pour|en|et|au|aux|ce|est|a|sur|par|avec)\b)[a-z]{3,}(?:-[a-z]{2,})*"
    return Sought(
        rf"(?<![a-z])(?:dr|pr|docteur|professeur) (?P<name>{word}(?: {word})?)(?= ?[,;:()/\n.]| ?$| - | (?:m|mr|mme|mlle)\b)"
    )


def names(note: Note, told: Iterable[str] = ()) -> set[tuple[int, int]]:
    """Announced names, and every other place where one of their words, or of the names `told` elsewhere, stands with a capital."""
    spans = set()
    for pattern in _announcers():
        for cue in pattern.finditer(note):
            if cue.group()[0:1] == "m" and cue.group() in ("m", "m.") and not note.cased[cue.start()].isupper():
                continue
            match = _FOLLOWING_NAME.match(note.cased, cue.end())
            while match:
                spans |= _name_parts(note, match.start("name"), match["name"])
                if " " not in match["name"] and (carried := _carried(note, match.end())):
                    spans |= _name_parts(note, carried.start("name"), carried["name"])
                if first := _FIRST_NAME.match(note.cased, match.end()):
                    spans.add(first.span(first.lastgroup or 0))
                several = cue.group().startswith(("drs", "prs")) and note.cased.startswith((" et ", ", "), match.end())
                match = _FOLLOWING_NAME.match(note.cased, note.cased.index(" ", match.end() + 1)) if several else None
    for alone in (
        *(pattern.finditer(note.cased) for pattern in (_BESIDE_PHONE, _BEFORE_BIRTH, _BEFORE_AGE, _WRITES)),
        *(
            pattern.finditer(note)
            for pattern in (_BEFORE_MAIL, BEFORE_DATE, _GREETED, _MARRIED, _BORN, _OF_PATIENT, _AFTER_INITIAL, *_signed())
        ),
    ):
        for found in alone:
            group = next(name for name in ("name", "initialled", "alone") if found.groupdict().get(name))
            spans |= _name_parts(note, found.start(group), found[group])
    for found in _doctor_in_small_letters().finditer(note):
        spans |= _small_parts(note, found)
    words = {note.cased[start:end] for start, end in spans if end - start > 2} | set(told)
    for word in words:
        for spelt in {word, word.capitalize(), word.upper()}:
            spans.update(_whole_words(note.cased, spelt))
    return spans


def _small_parts(note: Note, found: re.Match[str]) -> set[tuple[int, int]]:
    """The words of a name written in small letters, unless one of them is an ordinary or a clinical word, or the title another ("PR négatif")."""
    start, name = found.start("name"), found["name"]
    if note.cased[found.start() : found.start() + 2].isupper():
        return set()
    spans = {(start + word.start(), start + word.end()) for word in re.finditer(r"[^ ]+", name)}
    known = identity_words()["ordinary"] | identity_words()["announce"] | identity_words()["titles"] | identity_words()["roles"]
    usual = any(note.plain[first:last] in known or is_of_a_vocabulary(note, first, last) for first, last in spans)
    return set() if usual or not note.cased[start:].startswith(name) else spans


def _carried(note: Note, end: int) -> re.Match[str] | None:
    """The rest of a name that a narrow column carried to its next line: "Dr Ferdinand", and below it "Escoubès-Noailly"."""
    found = _CARRIED.match(note.cased, end)
    if not found:
        return None
    first, last = note.words(end - 1, found.start("name") + 1)
    return found if "        " in note.text[first:last] else None


def _whole_words(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where a word stands by itself. A name is sought once: to compile a pattern for it would cost more than to look for it."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not _LETTER.match(text, end) and not (start and _LETTER.match(text, start - 1)):
            yield start, end
        start = text.find(word, start + 1)


def _name_parts(note: Note, start: int, name: str) -> set[tuple[int, int]]:
    """The words of a name one by one, up to the first that is none: an eponym, a vocabulary word, an initial."""
    spans: set[tuple[int, int]] = set()
    for match in re.finditer(r"[^ ,]+", name):
        word, begin = match.group(), start + match.start()
        end = begin + len(word)
        plain = note.plain[begin:end]
        after_the_family_name = bool(spans) and name[: match.start()].rstrip(" ,").isupper()  # "DUPONT Gilbert"
        if (
            (plain in identity_words()["eponyms"] and not after_the_family_name)
            or is_of_a_vocabulary(note, begin, end)
            or plain in identity_words()["announce"]
            or plain in identity_words()["ordinary"]
            or plain in _title_words()
        ):
            break
        if word[0].islower() or (_INITIAL.match(word) and len(word) < 3) or plain.rstrip(".") in identity_words()["titles"]:
            continue
        spans.add((begin, end))
    return spans


def is_of_a_vocabulary(note: Note, start: int, end: int) -> bool:
    """Is this word part of a clinical word or name?"""
    return any(
        anchor.start <= start and end <= anchor.end for family in note.anchors for anchor in note.anchors_over(family, start, end)
    )
