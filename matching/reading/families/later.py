"""A return of the disease that is told without the word: by a delay, or as metastases after the operation.

    "Colectomie [...]. Douze ans après, il consulte pour des nodules pulmonaires"
    where the delay is told, and the words for what came back

Known limit: a delay counted in days or weeks is of the operation, and tells nothing of a relapse."""

from __future__ import annotations

import re

from matching.reading.courses.atoms import procedures
from matching.reading.courses.cues import cue_words
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import IS, phrases
from matching.reading.qualifiers import qualify
from matching.reading.sentences import Unit
from matching.reading.sought import Sought

ALREADY = re.compile(r"metast|\bmetas?\b|\bm1|\bm\+|rechute|recidive|carcinose|stade iv|secondaires?")
NOT_SAID = re.compile(
    r"(?:pas d[e'] ?|sans |absence d[e'] ?|ni |non[ -])(?:\w+ ){0,2}?(?:metasta\w*|metas?|recidive|rechute|m\+)|neo-?adjuvant\w*|"
    r"ganglions? (?:\w+ )?metastatiques?|metastases? ganglionnaires?"
)
SOUGHT = re.compile(
    r"(?:(?:\b(?:pas|absence|recherche|suspicion|doute|risque|potentiel|sans|ni|aucune?|ecarter|eliminer)\b)[^.;\n]{0,24}|"
    r"(?:gangl|adenop|adp|axill|macro|micro|\bgs|\bgg)[\w-]* ?)$"
)
LOCAL = {"surgery", "radiotherapy"}


def modalities(operation: Anchor) -> list[str]:
    """A procedure is of one modality, or of several ("radio-chimiothérapie")."""
    said = procedures()[operation.id]["modality"]
    return said if isinstance(said, list) else [said]


_OF_A_METASTASIS = ("brain radiotherapy", "palliative radiotherapy")


def treated_before(note: Note, start: int) -> bool:
    """Is an operation or a radiotherapy of the tumour itself told before an offset?"""
    return any(
        not LOCAL.isdisjoint(modalities(one)) and one.id not in _OF_A_METASTASIS and not note.is_other(one.start)
        for one in note.anchors_between("procedure", 0, start)
    )


_INTERVAL = Sought(
    rf"\b(?:(?:\d{{1,2}}|{phrases('counts')}) (?:ans?|annees?|mois) (?:plus tard|apres(?! le debut| l'instauration| \d))|"
    rf"(?:a|au bout de|apres un (?:delai|recul) de) (?:\d{{1,2}}|{phrases('counts')}) (?:ans?|mois)(?= ?,| (?:le|la) patient|"
    r" (?:de l'intervention|de la fin|du diagnostic|de l'operation|post-?operatoires?))|"
    rf"au \d{{1,2}} ?(?:e|eme) mois|perdue? de vue pendant (?:\d{{1,2}}|{phrases('counts')}) (?:ans?|mois))"
)
# What was not there before and is told of an organ: a metastasis in all but name.
_NEW_LESION = re.compile(
    r"\b(?:present\w+|apparition|apparu\w*|objectiv\w+|reve\w+|montr\w+|decouv\w+|retrouv\w+) "
    r"(?:\w+ ){0,4}?(?:nodules?|lesions?|localisations?|foyers?) "
    r"(?:\w+ ){0,1}?(?:pulmonaires?|hepatiques?|osseuses?|osteolytiques?|costales?|vertebra\w+|cerebrales?|surrenal\w+|peritone\w+)|"
    r"\b(?:present\w+|apparition|apparu\w*|develop\w+) (?:\w+ ){0,3}?adenopath\w+"
)
_SPREAD = re.compile(
    r"\bmetasta\w+|\brecidiv(?!ant)\w+|\brechut\w+|\bcarcinose|\bsarcomatose|localisations? secondaires?|nouvelles localisations"
)
_TAKEN_OUT = re.compile(r"\b(?:reseque|enleve|retire|excise)e?s?\b")
_FOLLOWED = 500  # characters after the interval in which the return of the disease is told
_NODAL = re.compile(r"\bganglions?\b[^.;,\n]{0,30}$")


def after_an_interval(note: Note) -> tuple[int, Anchor] | None:
    """A story told without the word: "Douze ans après, il consulte pour d'autres métastases", of a tumour that was operated on before.
    Where the interval is told, and the words for what came back."""
    for interval in _INTERVAL.finditer(note):
        start = interval.start()
        unit = note.unit_at(start)
        local = _treated(note, 0, start)
        if _aside(note, unit, start) or not local:
            continue
        if _TAKEN_OUT.search(note.plain, unit.start, unit.end) and ALREADY.search(NOT_SAID.sub("", note.plain[: unit.start])):
            continue  # "les nodules étaient réséqués trois mois plus tard : métastases", which were known before
        found = list(_SPREAD.finditer(note.plain, start, start + _FOLLOWED))
        opening = start
        if not ALREADY.search(NOT_SAID.sub("", note.plain[:start])):
            found += _NEW_LESION.finditer(note.plain, start, unit.end)
        elif not ALREADY.search(NOT_SAID.sub("", note.plain[: unit.start])) and local[0].start < unit.start:
            found += _SPREAD.finditer(note.plain, unit.start, start)  # "il a présenté une carcinose 11 mois après l'intervention"
            opening = unit.start
        if spread := _first_said(note, found):
            return opening, spread
    return None


_LATER_ON = Sought(
    r"\b(?:par la suite|ulterieurement|secondairement|au cours (?:du suivi|de l'evolution|de la surveillance)|"
    rf"l'evolution (?:a ete|{IS}) (?:\w+ment )?(?:marquee|defavorable|fatale|pejorative)|"
    r"(?:scanner|tdm|bilan|controle|tep-?scanner|echographie) (?:de (?:controle|surveillance|suivi) )?a \d{1,2} (?:mois|ans))\b"
)


def later_on(note: Note) -> tuple[int, Anchor] | None:
    """No delay is told, but that it came later, in the sentence of the metastases: "elle a développé par la suite des métastases osseuses"."""
    for later in _LATER_ON.finditer(note):
        unit = note.unit_at(later.start())
        known = ALREADY.search(NOT_SAID.sub("", note.plain[: unit.start]))
        if _aside(note, unit, later.start()) or known or not _treated(note, 0, unit.start):
            continue
        if spread := _first_said(note, list(_SPREAD.finditer(note.plain, unit.start, unit.end))):
            return unit.start, spread
    return None


_YEARS_BEFORE = Sought(
    rf"\bil y a (?:\d{{1,2}}|{phrases('counts')}) ans|\b(?:\d{{1,2}}|{phrases('counts')}) (?:ans|annees) (?:auparavant|plus tot|avant|en arriere)\b|"
    rf"\bsuivie? depuis (?:\d{{1,2}}|{phrases('counts')}) ans pour (?:un |une )?(?:cancer|carcinome|adenocarcinome|tumeur|melanome|sarcome)"
)
_FOR_BENIGN = re.compile(rf" (?:pour|d'un|d'une) (?:une? |des )?{cue_words('benign')}")  # "opérée il y a 3 ans pour un kyste"
_OPERATED = re.compile(r"\b(?:operee?s?|resequee?s?|traitee?s?|irradiee?s?) $")


def long_after(note: Note) -> tuple[int, Anchor] | None:
    """ "Une mastectomie pour carcinome lobulaire il y a 9 ans [...] métastase gastrique d'un carcinome lobulaire": the other way round, from
    the meeting back to the operation. The whole sentence of the operation is of the first disease."""
    for interval in _YEARS_BEFORE.finditer(note):
        unit = note.unit_at(interval.start())
        operated = _treated(note, unit.start, unit.end) or _OPERATED.search(note.plain, unit.start, interval.start())
        if _aside(note, unit, interval.start()) or not operated or _FOR_BENIGN.match(note.plain, interval.end()):
            continue
        told = (spread for spread in _SPREAD.finditer(note.plain) if not _at_the_time(unit, interval, spread))
        if spread := _first_said(note, list(told)):
            return unit.end, spread
    return None


def _at_the_time(unit: Unit, interval: re.Match[str], spread: re.Match[str]) -> bool:
    """Is the spread told between the operation and the words for when it was?"""
    return unit.start <= spread.start() < interval.start() and "d'un" not in interval.string[spread.end() : interval.start()]


def _treated(note: Note, start: int, end: int) -> list[Anchor]:
    """The operations and radiotherapies of this tumour told in a passage, outside the history."""
    return [
        one
        for one in note.anchors_between("procedure", start, end)
        if not LOCAL.isdisjoint(modalities(one)) and not note.is_other(one.start) and note.unit_at(one.start).section != "history"
    ]


def _aside(note: Note, unit: Unit, start: int) -> bool:
    return unit.section in ("history", "family", "habits") or note.is_other(start)


def _first_said(note: Note, found: list[re.Match[str]]) -> Anchor | None:
    """The first of the words for a return of the disease that is neither denied, doubted nor sought, nor of nodes."""
    for spread in sorted(found, key=lambda one: one.start()):
        axes = qualify(note, *spread.span(), reach=False)
        doubted = axes.status != "present" or axes.modality != "done" or axes.experiencer == "family"
        before = note.plain[max(0, spread.start() - 40) : spread.start()]
        if not doubted and not SOUGHT.search(before) and not _NODAL.search(before) and not note.is_other(spread.start()):
            return Anchor(*spread.span(), "finding", "relapse")
    return None
