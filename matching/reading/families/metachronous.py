"""Metastases of a disease that was first treated without any, told without the word relapse.

    "2019 CCI, mastectomie, M0 ; 03/2024 : méta hépatiques"
    the words "méta hépatiques" tell a relapse

Metastases said to be there from the beginning are none, whatever their dates."""

from __future__ import annotations

import re

from matching.reading.dates import months_between
from matching.reading.families.later import ALREADY, LOCAL, NOT_SAID, SOUGHT, modalities, treated_before
from matching.reading.families.relapse_told import YEAR, date_beside
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import IS, phrases
from matching.reading.qualifiers import qualify
from matching.reading.sentences import Unit
from matching.reading.sought import Sought

LIQUID = ("lymphoma", "leukaemia", "myeloma")  # diseases without metastases
_RESISTANT = re.compile(r"\bm?(?:crpc|cprc)m?\b|resistan\w* a la castration")
_APPEARED = Sought(
    r"(?:apparition|survenue|decouverte) (?:de |d'|des )(?:une? |\w+ ){0,2}?(?:metastases?|metas?|"
    r"lesions? secondaires?|localisations? secondaires?|"
    r"(?P<lesions>(?:nodules?|lesions?|masses?|localisations?) (?:pulmonaires?|hepatiques?|osseuses?|cerebrales?|peritoneales?|surrenal\w*)))\b|"
    rf"\b(?:metastases?|carcinose|localisations? secondaires?)(?: \w+){{0,3}} {IS} (?:apparue?s?|survenue?s?)\b|"
    r"\b(?:metastases?|carcinose|localisations? secondaires?)(?: \w+){0,3} (?:apparaissai\w+|survenai\w+)\b|"
    rf"\b(?:metastases?|metas?|carcinose|localisations? secondaires?)(?: \w+){{0,3}} (?:apparue?s?|survenue?s?|decouvertes?)\b"
    rf"(?P<after>(?=[^.;()\n]{{0,30}}\b(?:\d{{1,2}}|{phrases('counts')}) (?:ans?|mois) apres "
    r"(?!(?:une |la |l'|sa |son |le |cette )?(?:debut|introduc|instaur|diag|dg))))"
)
_TREATED_WITHOUT = re.compile(r"\bm0\b|adjuvant|\badj\b|en surveillance|sous surveillance|remission complete")
_PROVED = re.compile(r"(?<!pas de )(?<!sans )\bmeta(?:stases?|s)? (?:de |d'|du |pulm|hepat|oss)|\bm1[a-d]?\b")


def appeared(note: Note) -> list[Anchor]:
    """Metastases that appear after a disease treated without any: "FOLFOX adjuvant. En 2024, apparition de trois métastases"."""
    for found in _APPEARED.finditer(note):
        before = note.plain[: found.start()]
        known = NOT_SAID.sub("", before)
        if found["lesions"] and not _PROVED.search(note.plain, found.end()):
            continue
        treated = found["after"] is not None or _TREATED_WITHOUT.search(before) or treated_before(note, found.start())
        if not note.is_other(found.start()) and treated and not ALREADY.search(known):
            return [Anchor(*found.span(), "finding", "relapse")]
    return []


_DE_NOVO = re.compile(r"\bn[0-3x+][a-c]?(?: ?\([^)]*\))? ?,?m1|synchrone|d'emblee|de novo|\bm1[a-d]? (?:initial|au diagnostic)")


def later_metastases(note: Note) -> list[Anchor]:
    """Metastases dated half a year or more after an operation: "2019 CCI, mastectomie, M0 ; 03/2024 : méta hépatiques"."""
    if note.family in (*LIQUID, "brain") or not (told := _first_dated_metastasis(note)):
        return []
    date, anchor = told
    years = [
        year
        for operation in note.anchors.get("procedure", ())
        if operation.end < anchor.start
        and not LOCAL.isdisjoint(modalities(operation))
        and not note.is_other(operation.start)
        and note.unit_at(operation.start).section != "history"
        and (year := _year_of(note, operation))
    ]
    if not years and (told_before := _before_the_first_operation(note, anchor)):
        years = [told_before]
    if not years or _DE_NOVO.search(note.plain, 0, anchor.end + 40):
        return []
    return [anchor] if _half_a_year(min(years), date) else []


def _before_the_first_operation(note: Note, metastasis: Anchor) -> str | None:
    """The date told last before the first operation, of a story whose operations bear none."""
    operations = (
        one.start
        for one in note.anchors_between("procedure", 0, metastasis.start)
        if not LOCAL.isdisjoint(modalities(one)) and not note.is_other(one.start) and note.unit_at(one.start).section != "history"
    )
    first = next(operations, None)
    dates = note.dates_between(0, first) if first is not None else []
    return dates[-1].iso if dates and len(dates[-1].iso) >= 7 else None


def _first_dated_metastasis(note: Note) -> tuple[str, Anchor] | None:
    for anchor in note.anchors.get("course", ()):
        unit = note.unit_at(anchor.start)
        if (
            anchor.id != "metastatic"
            or note.is_other(anchor.start)
            or unit.section in ("question", "proposal", "family", "history")
        ):
            continue
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        if _RESISTANT.search(note.plain, unit.start, unit.end) or _without_metastasis(note, anchor, unit):
            continue  # metastases known before, that resist now
        doubted = axes.status != "present" or axes.experiencer == "family" or axes.modality == "conditional"
        if doubted or SOUGHT.search(note.plain[max(unit.start, anchor.start - 40) : anchor.start]):
            continue
        date = date_beside(note, anchor) or _last_date_before(note, anchor)
        if date:
            return date, Anchor(anchor.start, anchor.end, "finding", "metastatic")
    return None


_STAGE_FOUR = re.compile(r"(?:stade|st\.?|figo) iv[ab]?")


def _without_metastasis(note: Note, anchor: Anchor, unit: Unit) -> bool:
    """ "cT3 N2b M0, stade IVA": a stage that an advanced tumour or its nodes make."""
    return bool(_STAGE_FOUR.match(note.plain, anchor.start)) and bool(re.search(r"m0\b", note.plain[unit.start : unit.end]))


def _last_date_before(note: Note, anchor: Anchor) -> str | None:
    """In a story told in one paragraph, the month or day told last before a metastasis that bears no date of its own; else the year that
    opened a sentence before it ("En 2017, elle a consulté")."""
    start, _ = note.line(anchor.start)
    told = [date.iso for date in note.dates_between(start, anchor.start) if len(date.iso) >= 7]
    years = [found[1] for found in _IN_YEAR.finditer(note.plain, start, anchor.start)]
    return told[-1] if told else years[-1] if years else None


_IN_YEAR = re.compile(r"(?:[.] |\n)en ((?:19|20)\d\d),? ")


def _year_of(note: Note, operation: Anchor) -> str | None:
    """The date of an operation in its sentence, or the year that opens it ("K sein G 2014 : Patey")."""
    unit = note.unit_at(operation.start)
    dates = [date.iso for date in note.dates if unit.start <= date.start < unit.end]
    years = [found.group() for found in YEAR.finditer(note.plain, unit.start, unit.end)]
    return min([*dates, *years], default=None)


def _half_a_year(first: str, then: str) -> bool:
    months = months_between(first, then)
    return int(then[:4]) > int(first[:4]) if months is None else months >= 6
