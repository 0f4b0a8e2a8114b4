"""Who somebody is: names, birth dates, NIR and INS, record numbers, telephones, e-mails, street addresses, postcode with town.

    "Mme DELVAUX Solange, née le 12/03/1968, IPP 80042173"
    DELVAUX Solange (name), 12/03/1968 (birth_date), 80042173 (record)

Names are found by matching.reading.families.names. Known limit: a number of a record that nothing announces is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matching.case import Identifier
from matching.reading.families.addresses import LONG_NUMBER, addresses, towns
from matching.reading.families.columns import in_columns, is_a_name
from matching.reading.families.fields import in_fields
from matching.reading.families.name_words import BESIDE, INITIAL, LONG_AGO, PERSON, SEX_OR_AGE, WORD, Span, beside_old_dates
from matching.reading.families.names import BEFORE_DATE, names
from matching.reading.letters import bare
from matching.reading.note import Note
from matching.reading.sought import Sought

_PHONE = Sought(r"(?<![\d./])(?:(?:\+|00)33 ?(?:\(0\) ?)?|0 ?)[1-9](?:[ .-]?\d\d){4}(?!\d)")
_CALLED_AT = Sought(r"(?:\b(?:appeler|rappeler|joindre|joignable|contacter)\b[^\n.;:]{0,40}?) au (\d{4,5})(?!\d)")
_FOREIGN_PHONE = Sought(r"\+(?!33)[1-9]\d{0,2}[ .-]?(?:\(0\))?\d(?:[ .-]?\d){6,11}(?!\d)")
_EXTENSION = Sought(r"\b(?:dect|poste|bip)\b(?: n°)? ?:? ?((?!(?:19|20)\d\d(?!\d))\d{3,6}|\d{1,2}(?: \d{2,3}){1,2})(?!\d)")
_MEETING_NUMBER = re.compile(r"\b(?:rcp|reunion|seance|staff)\b[^\n,;.]{0,30}n° ?\d{1,4}(?:[/-]\d{1,4})?(?![\w/-])")
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
# "N° fiche : 118-2025-77", "Décision 23-0881"
_NUMBERED = Sought(
    r"(?:(?:\bn°|\bnumero|\bidentifiant|\breference|\bnum\.)(?: ?(?:de |d'|du )?[a-z][a-z'/.]*){0,3}|"
    r"\bref\.?(?: (?:labo|externe|interne|dossier|patient))?|"
    r"\b(?:fiche|decision|lames?|blocs?|accession|mrn|passeport|cni|titre de sejour|carte vitale|code[ -]barres?|prelevement|anapath|"
    r"cr|crh|cro|permanent id|venue|sejour))"
    r" ?(?:n° ?)?(?:\([^)\n]{1,15}\) ?)?(?:[:=#|*]|[.…]{2,})? ?"
    r"(?!nct|(?:19|20)\d\d(?![\w-])|\d{1,2}[/.-]\d{1,2}[/.-]\d\d|\d{1,2}/\d{1,2}(?!\d)|\d{1,2} [a-z]{3,9} \d{4})"
    r"([a-z]{0,4}[-/]?\d[\da-z]*(?:[-/.][\da-z]+)*(?: \d{2,}(?![/.]?\d))*)"
)
_MANY_DIGITS = Sought(r"[0-9](?<![\w.,]\d)\d{8,14}(?![\w.,]\d)")  # no quantity has as many
_OF_A_TRIAL = re.compile(r"\b(?:eudract|nct|isrctn|cip|ucd|amm|lot|chambre|lit|uf|tel\w*|fax)\b")
_FOUR_DIGITS = re.compile(r"[0-9](?<!\d\d)\d{2}[\d-]\d*")
_SPECIMEN = re.compile(
    r"(?:\d\d[a-z]{1,2}-?\d{4,}|[a-z]{1,2}\d\d-\d{3,}|[a-z]\d{6,}|[a-z]\d{4}-\d{4,})(?:-\d{1,2})?(?![\w-])"
)  # "H23-04512"
_WORD_BEFORE = re.compile(r"[\w-]*$")
_DAY = r"\d{1,2}[/. -](?:\d{1,2}|[ivx]{1,4}|[a-z]{3,4}\.?)[/. -](?:\d{4}|\d\d)|\d{1,2}(?:er)? [a-z]{3,9}\.? \d{4}|(?:19|20)\d\d-\d\d-\d\d"
_BIRTH = Sought(
    r"(?:\bne(?:e)?(?:\(e\))? (?:(?:le|un) ?(?::|[.…]{2,})? ?|en |(?=\d\d?[/. -]\d))|\bddn ?[:|]? ?|\bdn (?=\d)|"
    r"date de naissance ?(?:\([^)\n]{1,14}\) ?)?(?::\n|\| ?|(?::|[.…]{2,})? ?)|\bnaiss(?:ance)?\.? ?:? ?|\bdn ?: ?|\bd\.n\.? ?:? ?|\bn\. le "
    rf")({_DAY}|\d{{1,2}}[/-]\d{{4}}|\d{{4}})"
)
_BORN_THEN = Sought(rf"\ble ({_DAY}),? (?:est|etait) nee?\b")
_BIRTH_AFTER_NAME = Sought(rf"(?<![A-Za-z])[Nn]ee? {PERSON},? (?:le )?({_DAY})", cased=True)  # "née Lambrecq, le 2 février 1959"
# "Mr GOUDRAND wilfrid 22/07/57", "* LARQUIER Séverin * 05/05/1949": nothing but a sign between a name and a date of long ago
_BIRTH_BESIDE_NAME = re.compile(
    r"(?m)(?:^[ *|#>-]*(?:[A-Za-z]{1,8}\.?(?: ?:)? )?|\b(?i:mr|mme|mlle|monsieur|madame) )"
    rf"(?P<name>{PERSON})(?: [a-z-]{{3,}})?{BESIDE}(?P<birth>{LONG_AGO})(?!\d)"
)
# "KAYA Elif | F | 01.02.1985", "LECOMTE Ginette - 11/06/1937"
_OLD_DAY = re.compile(
    r"[0-9](?<!\d\d)\d?[/. -](?:\d\d?|[IVX]{1,4})[/. -](?:19\d\d|200\d)(?!\d)|(?<=_)(?:19\d\d|200\d)\d{4}(?=[_.])"
)
_NAME_BEFORE = re.compile(rf"(?P<name>(?:{WORD}))(?![A-Za-z])(?: {INITIAL})?[ _]?{BESIDE}(?:{SEX_OR_AGE}){{0,3}}$")
_BIRTH_AFTER_AGE = Sought(r"\d{1,3} ?ans? ?\((\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d)\)")


def read(note: Note) -> None:
    """Says the postcode (for the distance to trial sites); the identifiers themselves are asked for by `identifiers`."""
    for found in towns(note):
        note.say("patient.postcode", found[1], found.start(1), found.end(1), weight=-note.plain.count("\n", 0, found.start()))


def identifiers(note: Note) -> tuple[Identifier, ...]:
    """Every identifier of the note, in the order of the text, none inside another."""
    long_number = bool(LONG_NUMBER.search(note.plain))
    found = _announced(note, long_number)
    if note.language == "en":
        found |= {match.span(): "phone" for match in _AMERICAN_PHONE.finditer(note.cased)}
    listed = addresses(note) | in_fields(note) | in_columns(note)
    people = names(
        note, {bare(note.text[slice(*span)]) for span, kind in listed.items() if kind == "name" and is_a_name(note, span)}
    )
    for span in people:
        found.setdefault(span, "name")
    for match in beside_old_dates(note, _BIRTH_BESIDE_NAME):
        if any(match.start("name") <= start < match.end("name") for start, _ in people):
            found[match.span("birth")] = "birth_date"
    for day in _OLD_DAY.finditer(note.cased):
        before = _NAME_BEFORE.search(note.cased, max(0, day.start() - 60), day.start())
        if before and any(before.start("name") <= start and end <= before.end("name") for start, end in people):
            found[day.span()] = "birth_date"
    return _disjoint(note, {note.words(*span): kind for span, kind in found.items()} | listed)


def _announced(note: Note, long_number: bool) -> dict[tuple[int, int], str]:
    """Numbers, dates and addresses of mail, each known by its form or by the word before it."""
    found: dict[tuple[int, int], str] = {}
    for kind, pattern, group in (
        ("mail", _MAIL, 0),
        ("phone", _PHONE if long_number else None, 0),
        ("phone", _EXTENSION, 1),
        ("phone", _CALLED_AT, 1),
        ("phone", _FOREIGN_PHONE if long_number else None, 0),
        ("record", _RECORD, 1),
        ("record", _MANY_DIGITS if long_number else None, 0),
        ("nir", _NIR if long_number else None, 0),
        ("birth_date", _BIRTH, 1),
        ("birth_date", _BORN_THEN, 1),
        ("birth_date", _BIRTH_AFTER_AGE, 1),
        ("birth_date", _BIRTH_AFTER_NAME, 1),
    ):
        for match in pattern.finditer(note) if pattern else ():
            if kind != "record" or not _is_of_a_meeting(note, match.start(group)):
                found[match.span(group)] = kind
    found |= {match.span("birth"): "birth_date" for match in beside_old_dates(note, BEFORE_DATE)}
    for match in _NUMBERED.finditer(note):
        if sum(map(str.isdigit, match[1])) > 3 and not (_OF_A_TRIAL.search(match[0]) or _is_of_a_meeting(note, match.start(1))):
            found.setdefault(match.span(1), "record")
    found |= dict.fromkeys(_specimens(note), "record")
    return found


def _is_of_a_meeting(note: Note, start: int) -> bool:
    """Is a number that of a meeting: "RCP lymphome n°44/2025"?"""
    before = max(0, start - 60)
    return any(found.start() < start < found.end() + 1 for found in _MEETING_NUMBER.finditer(note.plain, before, start + 12))


def _specimens(note: Note) -> Iterator[Span]:
    """The numbers that a laboratory of pathology gives, known by their form alone: "H23-04512", "25B33107"."""
    for digits in _FOUR_DIGITS.finditer(note.plain):
        start = digits.start() - len(_WORD_BEFORE.findall(note.plain, max(0, digits.start() - 8), digits.start())[0])
        if found := _SPECIMEN.match(note.plain, start):
            yield found.span()


def _disjoint(note: Note, found: dict[tuple[int, int], str]) -> tuple[Identifier, ...]:
    kept: list[Identifier] = []
    last = -1
    for (first, final), kind in sorted(found.items(), key=lambda item: (item[0][0], -item[0][1])):
        if final > last:
            kept.append(Identifier(max(first, last), final, note.text[max(first, last) : final], kind))
            last = final
    return tuple(kept)
