"""Who somebody is: names, birth dates, NIR and INS, record numbers, telephones, e-mails, street addresses, postcode with town.

    "Mme DELVAUX Solange, née le 12/03/1968, IPP 80042173"
    DELVAUX Solange (name), 12/03/1968 (birth_date), 80042173 (record)

Names are found by matching.reading.families.names. Known limit: a number of a record that nothing announces is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from matching.case import Identifier
from matching.reading.families.columns import in_columns, is_a_name
from matching.reading.families.names import BEFORE_DATE, BESIDE, LONG_AGO, PERSON, identity_words, names
from matching.reading.letters import bare
from matching.reading.note import Note
from matching.reading.phrases import either
from matching.reading.sought import Sought

_POSTCODE = re.compile(r"[0-9](?<!\d\d)[\dab]\d{3}(?!\d)")
_LONG_NUMBER = re.compile(r"[0-9](?:[ .-]?[\dab]){4}")  # without one there is no telephone, no NIR and no postcode
_PHONE = Sought(r"(?<![\d./])(?:(?:\+|00)33 ?(?:\(0\) ?)?|0)[1-9](?:[ .-]?\d\d){4}(?!\d)")
_EXTENSION = Sought(r"\b(?:dect|poste|bip)\b(?: n°)? ?:? ?((?!(?:19|20)\d\d(?!\d))\d{3,6}|\d{1,2}(?: \d{2,3}){1,2})(?!\d)")
_MEETING_NUMBER = re.compile(r"\b(?:rcp|reunion|seance|staff)\b[^\n,;.]{0,30}n° ?$")
_AMERICAN_PHONE = re.compile(r"(?<![\d.-])(?:\+?1[ .-])?\(?[2-9]\d\d(?:\) ?|[ .-])\d{3}[ .-]\d{4}(?!\d)")
_MAIL = Sought(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_NIR = Sought(r"[1-478](?<!\d\d) ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d\d|2[ab]) ?\d{3} ?\d{3}(?: ?\d\d)?(?!\d)")
_RECORD = Sought(
    r"(?:\bipp\b|\bnip\b|\bins\b|\bnda\b|\bndossier\b|\bdossier\b|\bn[°o]? ?(?:de |d')?(?:dossier|patient|sejour|secu\w*|"
    r"venue|anapath|examen|hospitalisation|admission|entree)|\b(?:venue|sejour|admission)(?= ?[:=] ?\d{5})|"
    r"\bnumero (?:de )?(?:dossier|patient|sejour|securite sociale)|\biep\b|\bnir\b|\brpps\b|\bid "
    r"patient\b|\bn° ?|\bfiness\b|\bmatricule\b|\bid\b(?= ?[:=]? ?\d[\d-]{5}))"
    r"(?: local| national| interne| hopital| chu)? ?(?:n[°o])? ?[:=#|]? ?(?!\d{1,2} \d{1,2}[/.]\d{1,2}[/.])"
    r"([a-z]{0,3}[-/]?\d(?:[\d/]| (?!- )|(?<! )-|(?<! )[a-z]{1,2}(?![a-z])|\.(?=\d)){2,}\d(?:-?[a-z](?![a-z])|-[a-z]{2,3}(?![a-z]))?|\d{5,})"
)
_DAY = r"\d{1,2}[/. -]\d{1,2}[/. -](?:\d{4}|\d\d)|\d{1,2}(?:er)? [a-z]{3,9} \d{4}"
_BIRTH = Sought(
    r"(?:\bne(?:e)?(?:\(e\))? (?:le ?:? ?|en |(?=\d\d?[/. -]\d))|\bddn ?[:|]? ?|\bdn (?=\d)|"
    r"date de naissance ?(?::\n|\| ?|:? ?)|\bnaiss(?:ance)?\.? ?:? ?|\bdn ?: ?|\bd\.n\.? ?:? ?|\bn\. le "
    rf")({_DAY}|\d{{1,2}}[/-]\d{{4}}|\d{{4}})"
)
_BIRTH_AFTER_NAME = Sought(rf"(?<![A-Za-z])[Nn]ee? {PERSON},? (?:le )?({_DAY})", cased=True)  # "née Lambrecq, le 2 février 1959"
# "Mr GOUDRAND wilfrid 22/07/57", "* LARQUIER Séverin * 05/05/1949": nothing but a sign between a name and a date of long ago
_BIRTH_BESIDE_NAME = re.compile(
    r"(?m)(?:^[ *|#>-]*(?:[A-Za-z]{1,8}\.?(?: ?:)? )?|\b(?i:mr|mme|mlle|monsieur|madame) )"
    rf"(?P<name>{PERSON})(?: [a-z-]{{3,}})?{BESIDE}(?P<birth>{LONG_AGO})(?!\d)"
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
_CODE_AFTER = re.compile(r" \d{5}(?!\d)(?! [A-Z])")


@cache
def _address() -> Sought:
    """ "34 avenue du Roussillon"."""
    ways = either(identity_words()["ways"])
    return Sought(
        rf"[0-9](?<![\d/.,]\d)\d{{0,3}}(?: ?(?:bis|ter|quater|[a-d]))?,? (?P<way>{ways})\.? (?!\d+ ?gy)"
        r"[^,;\n]{2,48}?(?=[,;\n]| - |\.(?: |$)| \d{5}|$)"
    )


@cache
def _american_address() -> re.Pattern[str]:
    """ "614 Larkspur Lane, Columbus, OH 43215"."""
    ways = either(map(str.capitalize, identity_words()["american_ways"]))
    town = r"(?:,? (?:[A-Z][a-z]+ ?){1,3},? [A-Z]{2} \d{5})?"
    return re.compile(rf"\d{{1,5}} (?:[NSEW]\.? )?(?:[A-Z][a-z]+ ){{1,3}}(?:{ways})\b\.?{town}")


def read(note: Note) -> None:
    """Says the postcode (for the distance to trial sites); the identifiers themselves are asked for by `identifiers`."""
    for found in _towns(note):
        note.say("patient.postcode", found[1], found.start(1), found.end(1), weight=-note.plain.count("\n", 0, found.start()))


def _towns(note: Note) -> Iterator[re.Match[str]]:
    """French postcodes followed by a town, with at least three letters ("12345 UI")."""
    if note.language == "en" or not _LONG_NUMBER.search(note.plain):
        return
    for code in _POSTCODE.finditer(note.plain):
        if (found := _TOWN.match(note.cased, code.start())) and len(found[2]) > 2:
            yield found


def identifiers(note: Note) -> tuple[Identifier, ...]:
    """Every identifier of the note, in the order of the text, none inside another."""
    long_number = bool(_LONG_NUMBER.search(note.plain))
    found = _announced(note, long_number)
    if note.language == "en":
        found |= {match.span(): "phone" for match in _AMERICAN_PHONE.finditer(note.cased)}
        found |= {match.span(): "address" for match in _american_address().finditer(note.cased)}
    for match in _address().finditer(note):
        if match["way"] not in identity_words()["ordinary_ways"] or any(
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
    listed = in_columns(note)
    people = names(
        note, {bare(note.text[slice(*span)]) for span, kind in listed.items() if kind == "name" and is_a_name(note, span)}
    )
    for span in people:
        found.setdefault(span, "name")
    for match in _BIRTH_BESIDE_NAME.finditer(note.cased):
        if any(match.start("name") <= start < match.end("name") for start, _ in people):
            found[match.span("birth")] = "birth_date"
    return _disjoint(note, {note.words(*span): kind for span, kind in found.items()} | listed)


def _announced(note: Note, long_number: bool) -> dict[tuple[int, int], str]:
    """Numbers, dates and addresses of mail, each known by its form or by the word before it."""
    found: dict[tuple[int, int], str] = {}
    for kind, pattern, group in (
        ("mail", _MAIL, 0),
        ("phone", _PHONE if long_number else None, 0),
        ("phone", _EXTENSION, 1),
        ("record", _RECORD, 1),
        ("nir", _NIR if long_number else None, 0),
        ("birth_date", _BIRTH, 1),
        ("birth_date", _BIRTH_AFTER_AGE, 1),
        ("birth_date", _BIRTH_AFTER_NAME, 1),
        ("birth_date", BEFORE_DATE, 2),
    ):
        for match in pattern.finditer(note) if pattern else ():
            if kind != "record" or not _MEETING_NUMBER.search(note.plain, max(0, match.start(1) - 60), match.start(1)):
                found[match.span(group)] = kind
    return found


def _disjoint(note: Note, found: dict[tuple[int, int], str]) -> tuple[Identifier, ...]:
    kept: list[Identifier] = []
    last = -1
    for (first, final), kind in sorted(found.items(), key=lambda item: (item[0][0], -item[0][1])):
        if first >= last:
            kept.append(Identifier(first, final, note.text[first:final], kind))
            last = final
    return tuple(kept)
