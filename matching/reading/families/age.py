"""The age of the patient.

    "Mme T., 57 ans", "Âge : 41", "un homme de 47 ans, adressé en 2016 [...] En août 2025, à 56 ans"
    age 57, 41, 56

Known limit: ages in months are not read."""

from __future__ import annotations

import re

from matching.reading.mention import Mention
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought

_AGE = re.compile(r"([0-9](?<![\da-z/,<>]\d)(?<!\d\.\d)\d{0,2}) ?(?:ans?|a(?=[ .,;/\n)]|$))(?![a-z])")
_NOT_AN_AGE = re.compile(
    r"(?<![a-z])(?:depuis|pendant|il y a|duree de|recul de|"
    r"recul est de|dans|durant|sur|tous les|apres|pour|sevre|sevree|x|fille|fils|mere|"
    r"pere|soeur|frere|tante|oncle|cousine?|enfants?|epoux|epouse|mari|conjointe?|age de menarche|menopause|tabac|"
    r"tabagisme) ?(?:de |a |l'age de |: ?|\()?\Z"
    # "mélanome à 40 ans" tells when, not how old
    r"|(?<![a-z])(?<!il )(?<!elle )(?<!qui )a \Z|\b(?:enfants?|conjointe?|epou[xs]e?|mari)\b[^,.;\n]{0,25}\Z"
)
# "Mme D.-B. a 81 ans", "À 58 ans, il travaille"
_HAS = re.compile(r"\b(?:(?:mme|mr|m\.|mlle|madame|monsieur)(?: [a-z.'*-]+){0,3}|patiente?) a \Z")
_AT_AN_AGE = re.compile(r"(?:^|[.\n] ?)a \Z")
_NOWADAYS = re.compile(rf",? (?:il|elle|monsieur|madame|(?:le|la|ce|cette) patiente?) {phrases('goes_on_now')}")
_YOUNG = re.compile(
    r"\b(?:jeunes? (?:fille|femme|homme|garcon)s?|(?:un|une|l'|cet|cette) ?(?:enfant|nourrisson)|"
    r"(?:un|une|d'un|d'une) (?:fille|garcon|fillette)(?= agee? )|(?<=[.\n] )(?:fille|garcon)|(?<=\n)(?:fille|garcon)) "
    r"(?:agee? )?(?:de )?$"
)
_AFTER_AGE = re.compile(
    r" ?(?:de (?:suivi|tabac|traitement|hormono|recul|tamoxifene)|d'hormono|d'evolution|plus tard|apres|auparavant|de "
    r"survie|de diabete)"
)


_LABELLED_AGE = Sought(
    r"(?<![a-z])(?<!l')age ?[:=|]? ?(?P<age>\d{1,3})(?=[ |;,\n](?! ?(?:ans|a\b|/|mois)))"
)  # "Âge : 41   Sexe : M"


def read_age(note: Note) -> None:
    """The first age of the note that is the patient's: relatives, durations and past ages are not. The age at a later date goes before it."""
    for found in _LABELLED_AGE.finditer(note):
        note.say("patient.age", int(found["age"]), *found.span(), weight=1)
    for found in _AGE.finditer(note.plain):
        years = int(found[1])
        before = note.plain[max(0, found.start() - 30) : found.start()]
        unit = note.unit_at(found.start())
        if note.text[note.words(*found.span())[1] - 1] == "à":
            continue  # "CA 15-3 à 84"
        his = _YOUNG.search(before) or _HAS.search(before)
        his = his or (_AT_AN_AGE.search(before) and _NOWADAYS.match(note.plain, found.end()))
        if years < 1 or years > 110 or _AFTER_AGE.match(note.plain, found.end()) or (_NOT_AN_AGE.search(before) and not his):
            continue
        if years < 16 and (any(mention.key == "patient.age" for mention in note.mentions) or _lasts(note, found.start())):
            continue  # "létrozole 5 ans" is a length of time
        axes = qualify(note, found.start(), found.end(), reach=False)
        if not his and (
            axes.experiencer == "family"
            or re.search(
                r"\b(?:mere|pere|soeur|frere|tante|oncle|fille|fils|cousine?|gm[mp]?|gp[mp]?)\b",
                note.plain[unit.start : found.start()],
            )
        ):
            continue
        history = unit.section in ("history", "story") or bool(re.search(r"\(\s*$", before))
        note.say("patient.age", years, found.start(), found.end(), weight=-1 if history else 1 if found.start() < 400 else 0)
    ages = [mention for mention in note.mentions if mention.key == "patient.age"]
    for later in ages[1:]:  # the first one of the same weight is the patient's age now
        later.weight -= 2
    if ages:
        _grown_older(note, max(ages, key=lambda mention: mention.weight))


_AT_HIS_AGE = re.compile(r"(?<!\w)(?:a|agee? (?:alors )?de|avait(?: alors)?|a maintenant|a desormais) $")
_SLACK = 1  # year: the birthday stands between the two dates


def _grown_older(note: Note, first: Mention) -> None:
    """ "Un homme de 47 ans, adressé en 2016 [...] En août 2025, à 56 ans": an age told later, when as many years had gone by."""
    unit = note.unit_at(first.start)
    told = _year_before(note, unit.start, first.start) or next(
        (int(date.iso[:4]) for date in note.dates_between(first.end, unit.end)), None
    )
    if told is None:
        return
    for found in _AGE.finditer(note.plain, unit.end):
        older, then = int(found[1]) - int(str(first.value)), _year_before(note, unit.end, found.start())
        if (
            then is not None
            and older > _SLACK
            and abs(then - told - older) <= _SLACK
            and not note.is_other(found.start())
            and _AT_HIS_AGE.search(note.plain, max(0, found.start() - 24), found.start())
        ):
            note.say("patient.age", int(found[1]), *found.span(), weight=first.weight + 1 + older)


def _year_before(note: Note, start: int, end: int) -> int | None:
    """The year of the date told last in a passage."""
    dates = note.dates_between(start, end)
    return int(dates[-1].iso[:4]) if dates else None


def _lasts(note: Note, start: int) -> bool:
    """Does a treatment stand just before: "tamoxifène pendant 5 ans"?"""
    treatments = (
        one for kind in ("drug", "drug_class", "protocol", "procedure") for one in note.anchors_between(kind, start - 40, start)
    )
    return any(
        re.fullmatch(r" (?:x ?)?(?:pendant |durant |sur |de )?(?:\d-)?", note.plain[one.end : start]) for one in treatments
    )
