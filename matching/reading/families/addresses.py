"""Where somebody lives or can be written to: streets, what stands before and after them, boxes, hamlets, postcodes with their towns.

    "Bât. C - 8 rue Marcel Cachin - BP 12 - 93200 SAINT-DENIS CEDEX 9"
    Bât. C, 8 rue Marcel Cachin, BP 12 (address), 93200 SAINT-DENIS CEDEX 9 (town)

A postcode with its town and a street are known by their form. The rest of an address (a hamlet, a residence, a floor) is what stands right
before them, on the same line or on the line above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from matching.reading.families.columns import plain_place
from matching.reading.families.name_words import Span, identity_words, is_a_usual_word
from matching.reading.letters import bare, small
from matching.reading.note import Note
from matching.reading.phrases import either
from matching.reading.sought import Sought

LONG_NUMBER = re.compile(r"[0-9](?:[ .-]?[\dab]){4}")  # without one there is no telephone, no NIR and no postcode
_POSTCODE = re.compile(r"[0-9](?<!\d\d)[\dab]\d{3}(?!\d)")
_CODE = r"(?:0[1-9]|[1-8]\d|9[0-5]|97|98|2[abAB])\d{3}"
_TOWN_WORD = r"[A-Z][A-Za-z'-]+"
_LINK = r"en|sur|les|le|la|de|du|des|sous|aux|d'[A-Z][a-z]+"
_TOWN = re.compile(
    rf"(?<![\d/.,])(?<!\w\w-)(?<!\d-)({_CODE}) ({_TOWN_WORD}(?![A-Za-z])(?:[ -](?:{_TOWN_WORD}|{_LINK})(?![\w']))*"
    r"(?:(?<=(?i:cedex)) \d\d?(?!\d))?)(?! ?:)"
)
# "Vesoul (70000)", "demeurant à Vesoul 70000"
_LIVES = r"(?:demeurant|domicilie\w*|habit(?:e|ant)|resid(?:e|ant)|vit|vivant)(?: (?:a|au|aux))?"
_TOWN_FIRST = re.compile(
    rf"(?:(?i:\b{_LIVES}) )?(?P<town>[A-Z][A-Za-z]*(?:[ '-](?:[A-Z][A-Za-z]*|d|en|sur|les|le|la|de|du|sous|aux)(?![a-z]))*) "
    r"(?P<sign>\()?(?P<code>(?:0[1-9]|[1-8]\d|9[0-5]|97|98)\d{3})(?(sign)\))(?!\d)"
)
_CODE_AFTER = re.compile(r" \d{5}(?!\d)(?! [A-Z])|, (?:[A-Z]{1,2}-)?\d{4} [A-Z][a-z]+(?:-[A-Z][a-z]+)*")  # "1000 Bruxelles"
_BOX = Sought(r"(?<![a-z])(?:bp|cs|tsa|boite postale) ?(?:n° ?)?\d{1,5}(?!\d)(?! ?(?:mg|ml|g|/))")
_HAMLET = Sought(r"(?<![a-z])lieu[- ]?dit ?:? (?:\" ?)?(?P<place>(?:(?:l'|le |la |les )?[a-z'-]{2,} ?){1,4})")
# What stands before or after a street or a town on its line, or on the line above: "Bât. C - ", "Le Mas Neuf\n"
_BEFORE = re.compile(
    r"(?:(?<=[,:(/\n])|(?<= - )|(?<=^)) *(?:[\w' ]*\b" + _LIVES + r" )?"
    r"(?P<piece>(?:[^,:()/\n -]|-(?! ))(?:[^,:()/\n-]|(?<! )-){0,46}?) *(?:,|/| -|\n)? *$"
)
_AFTER = re.compile(r"(?:,| -|/)? ?(?P<piece>[^,:()/\n ][^,:()/\n-]{0,46}?)(?= ?(?:[,()/\n]|$| - ))")
_PARTICLES = r"de|du|des|d'|le|la|les|l'|en|sur|sous|aux|et"
_PLACE_NAME = re.compile(rf"(?:(?:Les?|La|L') ?)?(?:[A-Z][A-Za-z'-]+|{_PARTICLES})(?: (?:[A-Z][A-Za-z'-]+|{_PARTICLES}))*")


@cache
def _street() -> Sought:
    """ "34 avenue du Roussillon"."""
    ways = either(identity_words()["ways"])
    return Sought(
        rf"[0-9](?<![\d/.,]\d)\d{{0,3}}(?: ?(?:bis|ter|quater|[a-d]))?,? (?P<way>{ways})\.? (?!\d+ ?gy)"
        r"[^,;()\n]{2,48}?(?=[,;()\n]| - |\.(?: |$)| \d{5}|$)"
    )


@cache
def _street_without_number() -> Sought:
    """ "habite rue de la Loi 16"."""
    ways = either(identity_words()["ways"] - identity_words()["ordinary_ways"] - {"lieu-dit"})
    return Sought(rf"(?<![a-z]){_LIVES} (?P<place>{ways} [^,;()\n]{{2,48}}?)(?=[,;()\n]| - |\.(?: |$)|$)")


@cache
def _american() -> re.Pattern[str]:
    """ "614 Larkspur Lane, Columbus, OH 43215"."""
    ways = either(map(str.capitalize, identity_words()["american_ways"]))
    town = r"(?:,? (?:[A-Z][a-z]+ ?){1,3},? [A-Z]{2} \d{5})?"
    return re.compile(rf"\d{{1,5}} (?:[NSEW]\.? )?(?:[A-Z][a-z]+ ){{1,3}}(?:{ways})\b\.?{town}")


@cache
def _house() -> re.Pattern[str]:
    """ "Appt 14", "3e étage", "Résidence Les Peupliers"."""
    return re.compile(rf"(?:\d{{1,2}}(?:er|e|eme) )?{either(identity_words()['houses'])}(?![a-z])")


def towns(note: Note) -> Iterator[re.Match[str]]:
    """French postcodes followed by a town, with at least three letters ("12345 UI")."""
    if note.language == "en" or not LONG_NUMBER.search(note.plain):
        return
    for code in _POSTCODE.finditer(note.plain):
        if (found := _TOWN.match(note.cased, code.start())) and len(found[2]) > 2:
            yield found


def addresses(note: Note) -> dict[Span, str]:
    """What tells where somebody lives, as offsets of the text as it was written, with "address" or "town"."""
    found: dict[Span, str] = {}
    if note.language == "en":
        found |= {match.span(): "address" for match in _american().finditer(note.cased)}
    for match in _street().finditer(note):
        if match["way"] not in identity_words()["ordinary_ways"] or any(
            word.removeprefix("l'").removeprefix("d'")[:1].isupper()
            for word in note.cased[match.end("way") : match.end()].split()
        ):
            code = _CODE_AFTER.match(note.cased, match.end())
            found[match.start(), code.end() if code else match.end()] = "address"
    for match in _street_without_number().finditer(note):
        code = _CODE_AFTER.match(note.cased, match.end())
        found[match.start("place"), code.end() if code else match.end()] = "address"
    if _POSTCODE.search(note.plain):
        for match in _TOWN_FIRST.finditer(note.cased):
            if match["sign"] or match.start() < match.start("town"):
                found[match.start("town"), match.end("code")] = "town"
        found |= {match.span(): "town" for match in towns(note)}
    found |= {match.span(): "address" for match in _BOX.finditer(note)}
    found |= {match.span("place"): "address" for match in _HAMLET.finditer(note) if note.cased[match.start("place")].isupper()}
    return {note.words(*span): kind for span, kind in found.items()} | dict.fromkeys(_around(note, set(found)), "address")


def _around(note: Note, known: set[Span]) -> Iterator[Span]:
    """The rest of the addresses: what stands right before and after the places known, and before what was so found. Offsets of the text
    as it was written, where an address keeps its lines."""
    text = bare(note.text)
    waiting = sorted(note.words(*span) for span in known)
    ends = {end for _, end in waiting}
    while waiting:
        start, end = waiting.pop()
        if (after := _AFTER.match(text, end)) and _house().match(small(text), after.start("piece")):
            yield after.span("piece")
        before = _BEFORE.search(text, max(0, start - 60), start)
        if before and before.end("piece") not in ends:
            piece = before.span("piece")
            if _house().match(small(text), piece[0]) or _is_a_place(note, text, piece):
                ends.add(piece[1])
                waiting.append(piece)
                yield piece


def _is_a_place(note: Note, text: str, piece: Span) -> bool:
    """ "Le Bourg", "Les Hauts de Sèvre": capitals throughout, and no word that names a person, an establishment or a clinical thing."""
    words = [word.span() for word in re.finditer(r"[A-Za-z]{2,}", text[: piece[1]]) if word.start() >= piece[0]]
    named = _PLACE_NAME.fullmatch(text, *piece) and 0 < len(words) < 6 and piece[1] - piece[0] > 4 and text[piece[0]].isupper()
    telling = [word for word in words if not re.fullmatch(_PARTICLES, text[slice(*word)].lower())]
    return bool(named) and not any(is_a_usual_word(note, *(plain_place(note, place) for place in word)) for word in telling)
