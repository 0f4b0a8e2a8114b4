"""Whether the patient is a woman or a man: by the words for the person, else by words that agree with her or him, else by an organ that
only one of them has.

"F 54 ans"      female
"Veuve, autonome. Elle hésite"      female
"ATCD : cancer de la prostate. Côlon gauche"    male
"""

from __future__ import annotations

import re
from functools import cache

from matching.reading.families.cancers import TELLING, cancers, places, telling
from matching.reading.families.name_words import identity_words
from matching.reading.note import Note
from matching.reading.phrases import either, phrases
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought
from matching.tumour_types import family_of, organs

_FEMALE = Sought(
    r"\b(?:(?:mme|madame)(?! le (?:dr|docteur|pr)\b)|mlle|mademoiselle|fillette|fille agee de \d|pte|pate|"
    r"(?<=[.\n] )fille de 1\d ans|(?<=\n)fille de 1\d ans|"
    r"patiente|femme|menopausee|menopausique|la patiente|agee|nee)\b|^f[ ,.]|"
    r"(?<=\n)f[ ,.]|\b[0-9][0-9] ?a(?:ns)?,? f(?= ?[,;.|\n])|(?<!mr )(?<!m\. )(?<!monsieur )\bf,? ?[0-9]\d ?a|\bsexe feminin|"
    r"\bfem\.(?= ?[,;\d])|\bsexe ?[:=|]? ?f(?![a-z])"
)
_MALE = Sought(
    r"\b(?:mr|monsieur(?! le (?:dr|docteur|pr)\b)|homme|garcon (?:age )?de \d|le patient|"
    r"un patient|patient age|patient (?:de )?\d\d)\b|\bpt de \d\d ?a|(?<!\d )\bm\.(?= ?(?:[a-z,]|\d\d ?a))|^[mh][ ,.](?! ?[a-z]\.)|(?<=\n)[mh] ?[ "
    r",.;](?= ?\d)|\bh,? ?[0-9]\d ?a\b|^patient\b|\bm,? ?[0-9]\d ?a(?:ns)?\b|\bsexe ?[:=|]? ?[mh](?![a-z])|"
    r"\b[0-9][0-9] ?a(?:ns)?,? [mh](?= ?[,;.|\n])|\bsexe masculin|\bmasc\b|"
    r"\bne (?:le \d|en (?:19|20)\d\d)"
)


def read(note: Note) -> None:
    told = [_say(note, value, pattern) for value, pattern in (("female", _FEMALE), ("male", _MALE))]
    if not any(told) and not _by_agreement(note):
        _by_organ(note)


def _say(note: Note, value: str, pattern: Sought) -> bool:
    found = next(
        (one for one in pattern.finditer(note) if not _of_another().search(note.plain, max(0, one.start() - 30), one.start())),
        None,
    )
    if found:
        weight = 2 if found.start() < 300 else 0
        note.say("patient.sex", value, *found.span(), weight=weight - min(1, found.start() // 120))
    return found is not None


@cache
def _of_another() -> re.Pattern[str]:
    """ "IDE : Mme Jost", "fille (Mme Inès R.)", "Dr M. Aubert": of a relative or of the team."""
    people = either(identity_words()["relatives"] | identity_words()["roles"])
    return re.compile(rf"\b(?:{people}(?: de coordination)? ?[:(]|(?:dr|docteur|pr|professeur)\.?) ?$")


# "elle hésite", "elle y réfléchit", "il l'accepterait": of a tumour or a treatment nobody says it
_PERSON = rf"(?: ne| n'| y| en| n'en| l'| l'a| la| le| les| se| s'| a| est| dit| avait| etait)* ?{phrases('done_by_a_person')}"
_WOMAN = Sought(rf"\b(?:elle{_PERSON}|{phrases('said_of_a_woman')})")
_MAN = Sought(rf"\b(?:il{_PERSON}|{phrases('said_of_a_man')})(?! ?:)")
_BORN_MARRIED = re.compile(r"marie\Z")  # without its accent, also a first name


def _by_agreement(note: Note) -> bool:
    """Where no word names the person: the words that agree with her or him ("ancienne fumeuse", "elle hésite"), if they all do."""
    told = [
        (found.start(), found.end(), sex)
        for sex, pattern in (("female", _WOMAN), ("male", _MAN))
        for found in pattern.finditer(note)
        if _is_own(note, *found.span()) and not (_BORN_MARRIED.search(found.group()) and note.cased[found.start()].isupper())
    ]
    if len({sex for _, _, sex in told}) != 1:
        return False
    start, end, sex = min(told)
    note.say("patient.sex", sex, start, end, weight=-1)
    return True


def _by_organ(note: Note) -> None:
    """Where no word for the person tells: the seat of the cancer, or of an earlier one, that all of the seats named agree with."""
    seats = [
        *((one.start, one.end, _sexes().get(one.family)) for one in cancers(note)),
        *((one.start, one.end, _sexes().get(family_of(TELLING[one.id]))) for one in telling(note)),
        *((one.start, one.end, organs()[one.id].sex) for one in places(note)),
    ]
    told = [(start, end, sex) for start, end, sex in seats if sex and _is_own(note, start, end)]
    if len({sex for _, _, sex in told}) == 1:
        start, end, sex = min(told)
        note.say("patient.sex", sex, start, end, weight=-1)


def _is_own(note: Note, start: int, end: int) -> bool:
    unit = note.unit_at(start)
    if unit.section == "family" or note.anchors_between("kin", unit.start, unit.end):
        return False
    axes = qualify(note, start, end)
    return axes.experiencer == "patient" and axes.status == "present"


@cache
def _sexes() -> dict[str, str]:
    """The sex that a family of tumours is of; the breast is of both."""
    told = {family_of(organ.tumour_type): organ.sex for organ in organs().values() if organ.sex}
    mixed = {family_of(organ.tumour_type) for organ in organs().values() if not organ.sex}
    return {family: sex for family, sex in told.items() if family not in mixed}
