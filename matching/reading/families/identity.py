"""Who somebody is: names, birth dates, NIR and INS, record numbers, telephones, e-mails, street addresses, postcode with town.

    "Mme DELVAUX Solange, née le 12/03/1968, IPP 80042173"
    DELVAUX Solange (name), 12/03/1968 (birth_date), 80042173 (record)

Names are found where a title, a word such as "Patient :" or a birth date announces them, and then wherever they come back in the note.
Eponyms in clinical
use (Gleason, Hodgkin) are left alone, and so is the civility, which tells the sex. Initials ("Mme T.") name nobody. Known limit: a name that
nothing announces and that is written in small letters is not found, which is why what was found is shown to a person for confirmation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from matching.case import Identifier
from matching.data_files import load_yaml
from matching.reading.note import Note
from matching.reading.sought import Sought

_WORD = r"[A-Z][A-Za-z'’]+(?:-[A-Z][A-Za-z'’]+)*|[A-Z]{2,}(?:[-'][A-Z]+)*"
_POSTCODE = re.compile(r"[0-9](?<!\d\d)[\dab]\d{3}(?!\d)")
_LONG_NUMBER = re.compile(r"[0-9](?:[ .-]?[\dab]){4}")  # without one there is no telephone, no NIR and no postcode
_PHONE = Sought(r"(?<![\d./])(?:(?:\+|00)33 ?(?:\(0\) ?)?|0)[1-9](?:[ .-]?\d\d){4}(?!\d)")
_AMERICAN_PHONE = re.compile(r"(?<![\d.-])(?:\+?1[ .-])?\(?[2-9]\d\d(?:\) ?|[ .-])\d{3}[ .-]\d{4}(?!\d)")
_MAIL = Sought(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_NIR = Sought(r"[1-478](?<!\d\d) ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d\d|2[ab]) ?\d{3} ?\d{3}(?: ?\d\d)?(?!\d)")
_RECORD = Sought(
    r"(?:\bipp\b|\bnip\b|\bins\b|\bnda\b|\bndossier\b|\bdossier\b|\bn[°o]? ?(?:de )?(?:dossier|patient|sejour|secu\w*|"
    r"venue|anapath|examen)|\bnumero (?:de )?(?:dossier|patient|sejour|securite sociale)|\biep\b|\bnir\b|\brpps\b|\bid "
    r"patient\b|\bn° ?|\bfiness\b|\bmatricule\b|\bid\b(?= ?[:=]? ?\d{5}))"
    r" ?(?:n[°o])? ?[:=#|]? ?(?!\d{1,2} \d{1,2}[/.]\d{1,2}[/.])"
    r"([a-z]{0,3}-?\d(?:[\d /-]|(?<! )[a-z]{1,2}(?![a-z])|\.(?=\d)){2,}\d(?:-?[a-z](?![a-z])|-[a-z]{2,3}(?![a-z]))?|\d{5,})"
)
_BIRTH = Sought(
    r"(?:\bne(?:e)?(?:\(e\))? (?:le ?:? ?|en |(?=\d\d?[/. -]\d\d?[/. -]\d))|\bddn ?[:|]? ?|\bdn (?=\d)|"
    r"date de naissance ?(?::\n|\| ?|:? ?)|\bnaissance ?:? ?|\bdn ?: ?|\bd\.n\.? ?:? ?|\bn\. le "
    r")(\d{1,2}[/. -]\d{1,2}[/. -](?:\d{4}|\d\d)|\d{1,2}(?:er)? [a-z]{3,9} \d{4}|\d{4})"
)
_BIRTH_AFTER_AGE = Sought(r"\d{1,3} ?ans? ?\((\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d)\)")
_TOWN = re.compile(
    r"(?<![\d/.,])((?:0[1-9]|[1-8]\d|9[0-5]|97|98|2[ab])\d{3}) ([A-Z][A-Za-z'-]+(?:[ -](?:[A-Z][A-Za-z'-]+|en|sur|les|le|"
    r"la|de|du|des|sous|aux|d'[A-Z][a-z]+)(?=[ ,.;\n-]|$))*)"
)
# "Vesoul (70000)", "demeurant à Vesoul 70000"
_TOWN_FIRST = re.compile(
    r"(?:(?i:\b(?:habite|domicilie\w*|demeurant|reside|vit)) (?:(?:a|au|aux) )?)?(?P<town>[A-Z][a-z'-]+(?:[ -][A-Z][a-z'-]+)*) "
    r"(?P<sign>\()?(?P<code>(?:0[1-9]|[1-8]\d|9[0-5]|97|98)\d{3})(?(sign)\))(?!\d)"
)
_FOLLOWING_NAME = re.compile(
    rf" ?:? ?(?:(?:son|sa) [a-z]+ )?(?:(?:de|du|des|le|la|van|von|el|ben|di|da) |d')?(?:[A-Z]\.(?:-?[A-Z]\.)? "
    rf"?)?(?P<name>(?:{_WORD})(?: (?:(?:de|du|le|la|van|von|el|ben|d') ?)?(?:{_WORD})){{0,3}})"
)
# "(Flavie Rostaing, 04 00 81 66 25)"
_BESIDE_PHONE = re.compile(
    rf"\((?P<name>(?:{_WORD})(?: (?:{_WORD})){{1,3}})(?=,? (?:(?:[Dd][Ee][Cc][Tt]|[Tt]el|[Pp]oste|[Bb]ip|[Ss]ecretariat)\.? ?:? ?)?\d[\d .]{{2,}})"
)
# "TRAMONI Ange-Mathieu | né le 29/11/1961", at the head of a line
_BEFORE_BIRTH = re.compile(
    rf"(?m)^(?P<name>(?:{_WORD})(?: (?:{_WORD})){{1,3}})(?= ?[|:,;(-]? ?(?:nee?|NEE?|DDN|ddn)(?:\(e\))? ?(?:le|:)? ?\d)"
)
# "Fabrice Ollivon <f.ollivon@exemple.fr>"
_BEFORE_MAIL = Sought(rf"(?P<name>(?:{_WORD})(?: (?:{_WORD})){{1,3}}) ?[<(\[](?=[\w.+-]{{1,64}}@)", cased=True)
# "SERVAT-LOUBET Matéo 27 a, IPP ...", at the head of a line
_BEFORE_AGE = re.compile(
    r"(?m)^(?P<name>[A-Z]{3,}(?:[ '-][A-Z]{2,})* [A-Z][a-z]+(?:-[A-Z][a-z]+)*)(?=(?:, ?[HFhf])?,? \d{2} ?(?:a|ans)\b)"
)
# "dossier SERVAT Matéo (06.02.1961)"
_BEFORE_DATE = Sought(
    r"(?P<name>[A-Z]{2,}(?:[ '-][A-Z]{2,})* [A-Z][a-z]+(?:-[A-Z][a-z]+)*) \((?P<birth>\d\d?[/.-]\d\d?[/.-](?:19\d\d|200\d))\)",
    cased=True,
)
# "Mon cher Thibault,"
_GREETED = Sought(r"(?i:\bchere?s?) (?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)(?= ?[,!])", cased=True)
# "Mme COHEN-SOLAL épouse LEVY"
_MARRIED = Sought(rf"(?<![A-Za-z])(?:epouse|veuve|nee) (?P<name>{_WORD})(?![\w'])", cased=True)
# "Nom :" and the name below it, or in the next column of a table
_BELOW = Sought(r"\b(?:nom|prenom)s?(?: (?:de naissance|de famille|d'usage|usuel|marital))? ?(?::\n|\| ?)")
_CARRIED = re.compile(rf"\n(?P<name>{_WORD})(?=\n|$)")
_CODE_AFTER = re.compile(r" \d{5}(?!\d)(?! [A-Z])")
_LETTER = re.compile(r"[A-Za-z0-9]")
_INITIAL = re.compile(r"[A-Z]\.?$")


@cache
def _words() -> dict[str, frozenset[str]]:
    return {name: frozenset(forms) for name, forms in load_yaml("vocabulary/identity.yaml").items()}


@cache
def _signed() -> tuple[Sought, ...]:
    """A first name after a relative, the name of somebody of the team after what he is, a signature."""
    relatives, roles, closings = (
        "|".join(sorted(map(re.escape, _words()[name]), key=len, reverse=True)) for name in ("relatives", "roles", "closings")
    )
    first = r"[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)*"
    several = rf"(?=[A-Z' -]*[a-z])(?:{_WORD})(?: (?:{_WORD})){{1,3}}"
    return (
        Sought(
            rf"(?i:(?<![a-z])(?:son|sa|ses|une?|leur) (?:{relatives})(?: (?:ainee?|cadette?|unique|medecin|jumelle|jumeau))?)"
            rf" \(?(?P<name>{first}(?: (?:{_WORD}))?)(?![\w'])",
            cased=True,
        ),
        Sought(rf"(?i:(?<![a-z])(?:{relatives})) \((?P<name>[A-Z][A-Za-z-]{{2,}})\)(?= ?:? ?(?:au )?[0+]\d?)", cased=True),
        Sought(
            rf"(?i:(?<![a-z])(?:{roles})(?: (?:de|d'|en|du) ?[a-z' -]{{3,30}}?)?)"
            rf"(?: ?[:,(-] ?(?P<name>{several})| ?[:(] ?(?P<alone>{first})(?=[,)\n]|$))",
            cased=True,
        ),
        Sought(
            rf"(?i:(?<![a-z])(?:{closings}))[ ,.!]*\n? ?(?P<name>(?:{first})(?: (?:{_WORD})){{0,2}})(?= ?(?:\(|\n|$))", cased=True
        ),
    )


@cache
def _announcers() -> tuple[Sought, Sought, Sought]:
    words = _words()
    titles = "|".join(sorted(map(re.escape, words["titles"]), key=len, reverse=True))
    announce = "|".join(sorted(map(re.escape, words["announce"]), key=len, reverse=True))
    ways = "|".join(sorted(map(re.escape, words["ways"]), key=len, reverse=True))
    title = Sought(rf"(?<![a-z0-9])(?:(?:{titles})\.?(?: (?:les |le )?(?:{titles})\.?)?)(?= )")
    writers = "|".join(sorted(map(re.escape, words["writers"]), key=len, reverse=True))
    announced = Sought(
        rf"(?<![a-z])(?:(?:{announce})(?:\(e\))? ?[:\]]|(?:{writers})(?= (?!(?:le |la |l')?(?:{titles})\b))) ?(?:(?:{titles})\.? )?"
    )
    address = Sought(
        rf"[0-9](?<![\d/.,]\d)\d{{0,3}}(?: ?(?:bis|ter|quater|[a-d]))?,? (?P<way>{ways})\.? (?!\d+ ?gy)[^,;\n]{{2,48}}?(?=[,;\n]| - |\.(?: |"
        rf"$)| \d{{5}}|$)"
    )
    return title, announced, address


@cache
def _american_address() -> re.Pattern[str]:
    """ "614 Larkspur Lane, Columbus, OH 43215"."""
    ways = "|".join(sorted(map(str.capitalize, _words()["american_ways"]), key=len, reverse=True))
    town = r"(?:,? (?:[A-Z][a-z]+ ?){1,3},? [A-Z]{2} \d{5})?"
    return re.compile(rf"\d{{1,5}} (?:[NSEW]\.? )?(?:[A-Z][a-z]+ ){{1,3}}(?:{ways})\b\.?{town}")


def read(note: Note) -> None:
    """Says the postcode (for the distance to trial sites); the identifiers themselves are asked for by `identifiers`."""
    for found in _towns(note):
        note.say("patient.postcode", found[1], found.start(1), found.end(1), weight=-note.plain.count("\n", 0, found.start()))


def _towns(note: Note) -> Iterator[re.Match[str]]:
    """French postcodes followed by a town, with at least three letters ("12345 UI")."""
    if note.language == "en":
        return
    for code in _POSTCODE.finditer(note.plain):
        if (found := _TOWN.match(note.cased, code.start())) and len(found[2]) > 2:
            yield found


def identifiers(note: Note) -> tuple[Identifier, ...]:
    """Every identifier of the note, in the order of the text, none inside another."""
    found: dict[tuple[int, int], str] = {}
    long_number = _LONG_NUMBER.search(note.plain)
    for kind, pattern, group in (
        ("mail", _MAIL, 0),
        ("phone", _PHONE if long_number else None, 0),
        ("record", _RECORD, 1),
        ("nir", _NIR if long_number else None, 0),
        ("birth_date", _BIRTH, 1),
        ("birth_date", _BIRTH_AFTER_AGE, 1),
        ("birth_date", _BEFORE_DATE, 2),
    ):
        for match in pattern.finditer(note) if pattern else ():
            found[match.span(group)] = kind
    if note.language == "en":
        found |= {match.span(): "phone" for match in _AMERICAN_PHONE.finditer(note.cased)}
        found |= {match.span(): "address" for match in _american_address().finditer(note.cased)}
    for match in _announcers()[2].finditer(note):
        if match["way"] not in _words()["ordinary_ways"] or any(
            word.removeprefix("l'").removeprefix("d'")[:1].isupper()
            for word in note.cased[match.end("way") : match.end()].split()
        ):
            code = _CODE_AFTER.match(note.cased, match.end())
            found[match.start(), code.end() if code else match.end()] = "address"
    for match in _TOWN_FIRST.finditer(note.cased) if long_number and _POSTCODE.search(note.plain) else ():
        if match["sign"] or match.start() < match.start("town"):
            found[match.start("town"), match.end("code")] = "town"
    for match in _towns(note) if long_number else ():
        found[match.span()] = "town"
    for span in _names(note):
        found.setdefault(span, "name")
    return _disjoint(note, found)


def _names(note: Note) -> set[tuple[int, int]]:
    """Announced names, and every other place where one of their words stands with a capital."""
    title, announced, _ = _announcers()
    spans = set()
    for pattern in (title, announced, _BELOW):
        for cue in pattern.finditer(note):
            if cue.group()[0:1] == "m" and cue.group() in ("m", "m.") and not note.cased[cue.start()].isupper():
                continue
            match = _FOLLOWING_NAME.match(note.cased, cue.end())
            while match:
                spans |= _name_parts(note, match.start("name"), match["name"])
                if " " not in match["name"] and (carried := _carried(note, match.end())):
                    spans |= _name_parts(note, carried.start("name"), carried["name"])
                several = cue.group().startswith(("drs", "prs")) and note.cased.startswith((" et ", ", "), match.end())
                match = _FOLLOWING_NAME.match(note.cased, note.cased.index(" ", match.end() + 1)) if several else None
    for alone in (
        *(pattern.finditer(note.cased) for pattern in (_BESIDE_PHONE, _BEFORE_BIRTH, _BEFORE_AGE)),
        *(pattern.finditer(note) for pattern in (_BEFORE_MAIL, _BEFORE_DATE, _GREETED, _MARRIED, *_signed())),
    ):
        for found in alone:
            group = "name" if found["name"] else "alone"
            spans |= _name_parts(note, found.start(group), found[group])
    words = {note.cased[start:end] for start, end in spans if end - start > 2}
    for word in words:
        for spelt in {word, word.capitalize(), word.upper()}:
            spans.update(_whole_words(note.cased, spelt))
    return spans


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
    spans = set()
    for match in re.finditer(r"[^ ]+", name):
        word, begin = match.group(), start + match.start()
        end = begin + len(word)
        plain = note.plain[begin:end]
        if (
            plain in _words()["eponyms"]
            or _is_of_a_vocabulary(note, begin, end)
            or plain in _words()["announce"]
            or plain in _words()["ordinary"]
        ):
            break
        if word[0].islower() or (_INITIAL.match(word) and len(word) < 3) or plain.rstrip(".") in _words()["titles"]:
            continue
        spans.add((begin, end))
    return spans


def _is_of_a_vocabulary(note: Note, start: int, end: int) -> bool:
    """Is this word part of a clinical word or name?"""
    return any(
        anchor.start <= start and end <= anchor.end for family in note.anchors for anchor in note.anchors_over(family, start, end)
    )


def _disjoint(note: Note, found: dict[tuple[int, int], str]) -> tuple[Identifier, ...]:
    kept: list[Identifier] = []
    last = -1
    for (start, end), kind in sorted(found.items(), key=lambda item: (item[0][0], -item[0][1])):
        first, final = note.words(start, end)
        if first >= last:
            kept.append(Identifier(first, final, note.text[first:final], kind))
            last = final
    return tuple(kept)
