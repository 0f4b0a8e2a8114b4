"""The relapse that the meeting decides on, if any: what came before it is history.

    "pT3a en 2023. 11/2025 : RECHUTE METASTATIQUE (M1)"
    recurrence distant, recurrence_date 2025-11; is_before_relapse is true of pT3a

"Sans récidive" denies a relapse; a risk, a score or a prevention of one announces none. Haematological diseases and gliomas
have no distant relapse: only its date is read. Known limit: a relapse that is told without any of the words of the vocabulary
is not seen."""

from __future__ import annotations

import re

from matching.reading.dates import date_of, months_between
from matching.reading.families.later import after_an_interval, later_on, long_after
from matching.reading.families.metachronous import LIQUID, appeared, later_metastases
from matching.reading.families.relapse_told import (
    date_beside,
    is_concluded,
    kind_beside,
    opening_its_line,
    rank_of,
    seen_in_its_line,
)
from matching.reading.mention import Anchor, Relapse
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import Axes, qualify

_NO_RELAPSE = re.compile(
    r"\b(?:risque|score|prevention|signature|diminuer|eviter|probabilite|en l'absence|crainte|recherche|reserve\w*|"
    r"taux|reduire|suspicion|peur|en cas|si)[^.;,]{0,22}$"
)
_DENIED = re.compile(r"\b(?:sans|pas de|pas d'|absence de|aucune|ni|jamais)\b[^.;,]{0,20}$")
_SCORE = re.compile(
    r" score| score\b|-free| free| (?:precoce )?(?:[<>≤≥]=?|a moins de|a plus de|dans les) ?\d+ ?mois ?\)"
)  # "(rechute < 6 mois)"
_UNSAID = {"brain": "local", "bladder": "local"}  # what a relapse is there when nothing more is said


def read(note: Note) -> None:
    told = appeared(note)
    for anchor in note.anchors.get("finding", ()):
        if anchor.id not in ("relapse", "metachronous") or note.is_other(anchor.start) or _SCORE.match(note.plain, anchor.end):
            continue
        unit = note.unit_at(anchor.start)
        before = note.plain[max(unit.start, anchor.start - 45) : anchor.start]
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        if _tells_of_none(note, anchor, axes, before):
            continue
        if _DENIED.search(before) or axes.status == "negated":
            if unit.section != "history":
                note.say("tumour.recurrence", "none", anchor.start, anchor.end, weight=-1)
            if _NOT_AGAIN.search(before):
                told = []  # "récidive opérée en 2018. Pas de nouvelle récidive": none is under decision
            continue
        told.append(anchor)
    if all(kind_beside(note, anchor) in ("biochemical", "local", "regional") for anchor in told):  # or none is told
        told += later_metastases(note)
    if told:
        _tell(note, told)
        _over_since(note)
    elif later := after_an_interval(note) or long_after(note) or later_on(note):
        _tell(note, [later[1]], later[0])


def _tells_of_none(note: Note, anchor: Anchor, axes: Axes, before: str) -> bool:
    """A relative's, a risk, a doubt, a symptom's, a further spread, another cancer, or one that is only referred to: neither told nor denied."""
    unit = note.unit_at(anchor.start)
    return bool(
        axes.experiencer == "family"
        or _NO_RELAPSE.search(before)
        or axes.modality == "conditional"
        or axes.status == "uncertain"
        or _of_a_symptom(note, anchor)
        or _spreads_further(note, anchor)
        or (axes.status == "negated" and _REFERS_TO_IT.search(before))
        or _OR_ELSE.match(note.plain, anchor.end, unit.end)
        or (anchor.id == "metachronous" and _ANOTHER_CANCER.search(note.plain, unit.start, unit.end))
    )


def _over_since(note: Note) -> None:
    """ "Récidive locale, réopérée. Un an après, la patiente ne présente pas de récidive": of an undated relapse, what is denied last holds."""
    said = [mention for mention in note.mentions if mention.key == "tumour.recurrence"]
    last = max(said, key=lambda mention: mention.start, default=None)
    relapse = note.relapse
    near = relapse is not None and relapse.kind in ("local", "regional") and relapse.date is None
    if last and last.value == "none" and near and relapse and last.start > relapse.end:
        last.weight = 2


_OR_ELSE = re.compile(  # "récidive versus radionécrose"
    r" (?:versus|vs\.?|ou) (?:une? |des )?(?:radio-?necrose|pseudo-?progression|fibrose|remaniement\w*|second|deuxieme|2e|nouveau|sequelle\w*)"
)
_ANOTHER_CANCER = re.compile(r"\b(?:second|deuxieme|2e|2eme|nouveau) (?:primitif|cancer)\b")
_NOT_AGAIN = re.compile(r"\b(?:pas de|pas d'|sans|aucune|ni|absence de|absence d')(?: nouvelle| autre) $")
_SYMPTOM = re.compile(rf"\b{phrases('symptoms')}(?: \w+){{0,2}} $")


def _of_a_symptom(note: Note, anchor: Anchor) -> bool:
    """ "Hématurie totale récidivante"."""
    return note.plain.startswith("recidivant", anchor.start) and bool(
        _SYMPTOM.search(note.plain, max(0, anchor.start - 50), anchor.start)
    )


_REFERS_TO_IT = re.compile(
    r"\b(?:depuis|avant|apres|a|lors de|au moment de) (?:la|cette|sa) $"
)  # "pas de traitement depuis la rechute"
_METASTATIC_SINCE = re.compile(
    r"\b(?:metasta\w*|dissemine\w*|stade iv|m1[a-d]?)[^.;,\n]{0,14}\b(?:d'emblee|synchrones?|de novo|au diagnostic)|"
    r"\b(?:d'emblee|de novo) (?:metasta|dissemin|stade iv|m1)|\bn ?[0-3x+][a-c]?(?: ?\([^)\n]*\))? ?,?m1"
)


def _spreads_further(note: Note, anchor: Anchor) -> bool:
    """ "D'emblée métastatique (os) [...] apparition de métastases hépatiques": a progression, no relapse."""
    return note.plain.startswith("apparition", anchor.start) and bool(_METASTATIC_SINCE.search(note.plain, 0, anchor.start))


def _tell(note: Note, told: list[Anchor], opening: int | None = None) -> None:
    """Of several mentions, the latest dated one is the relapse under decision; the kind may be said beside another. What stands before
    `opening`, or before the mention, is of the first disease."""
    dated = [(date, anchor) for anchor in told if (date := date_beside(note, anchor))]
    if dated and (latest := _of_a_higher_rank(note, told, max(dated)[1])):
        first, distant = opening_its_line(note, latest, note.unit_at(max(dated)[1].start).end)
        told = [latest._replace(id="metachronous") if distant else latest]
        dated = [(first, told[0])] if first else []
    elif dated and (seen := _concluded_later(note, told, *max(dated))):
        told = [seen[1]]
        dated = [(seen[0], told[0])]
    date, anchor = max(dated, key=lambda pair: (pair[0], -pair[1].start)) if dated else (None, told[0])
    kinds = ["distant"] * (anchor.id in ("metachronous", "metastatic")) + [
        kind for one in [anchor, *told] if (kind := kind_beside(note, one))
    ]
    if opening is None and date and is_concluded(note, anchor):
        opening = _first_told(note, anchor, date)
    kind = kinds[0] if kinds else _UNSAID.get(note.family, "distant" if anchor.id == "metachronous" else "")
    note.relapse = Relapse(anchor.start if opening is None else opening, anchor.end, date, kind, (anchor.start, anchor.end))
    if kind and note.family not in LIQUID:
        note.say("tumour.recurrence", kind, anchor.start, anchor.end, date=date)
    if date:
        note.say("tumour.recurrence_date", date, anchor.start, anchor.end)


_ANNOUNCED = re.compile(r"(?:(?:^|[.;:>=\n]) ?|\b(?:une|nouvelle|autre|seconde?|deuxieme|troisieme) )$")


def _concluded_later(note: Note, told: list[Anchor], date: str, dated: Anchor) -> tuple[str, Anchor] | None:
    """ "Récidive ganglionnaire le 30/01/2024 [...] TEP de novembre 2025 : trois foyers. Rechute à distance donc": one told without a date of its
    own after the last that bears one, where an examination of a later month stands before it in its line."""
    last = told[-1]
    if (
        note.family in LIQUID
        or last.start < dated.end
        or date_beside(note, last)
        or note.unit_at(last.start).section in ("question", "proposal")
    ):
        return None
    seen, distant = seen_in_its_line(note, last)
    if not seen or seen[:7] <= date[:7] or not _ANNOUNCED.search(note.plain, max(0, last.start - 24), last.start):
        return None
    return seen, last._replace(id="metachronous") if distant else last


def _of_a_higher_rank(note: Note, told: list[Anchor], dated: Anchor) -> Anchor | None:
    """ "Première rechute en mai 2024 [...] cette deuxième rechute": one told without a date after the last that bears one."""
    rank = rank_of(note, dated)
    later = [anchor for anchor in told if rank and anchor.start > dated.end and rank_of(note, anchor) > rank]
    return later[-1] if later else None


def _first_told(note: Note, anchor: Anchor, date: str) -> int | None:
    """ "En juin 2025 sont apparues des adénopathies [...] Il s'agissait d'une récidive": where its paragraph opens with its date."""
    start = note.line(anchor.start)[0]
    opening = note.dates_between(start, anchor.start)[:1]
    return start if opening and opening[0].start - start <= 4 and opening[0].iso[:7] == date[:7] else None


def is_before_relapse(note: Note, start: int, end: int) -> bool:
    """Does the finding at these offsets belong to the time before the relapse under decision? False when there is none.

    By its date where both are dated, else by its place in the text; a relapse told in the title says nothing of the places.
    """
    relapse = note.relapse
    if relapse is None:
        return False
    unit = note.unit_at(start)
    date = date_of(note, start, end) if note.dates_between(unit.start, unit.end) else None
    if date and relapse.date:
        width = min(len(date), len(relapse.date))
        return date[:width] < relapse.date[:width]
    if date and _year_before_the_end(note, date):
        return True  # told in the title, undated: what is dated a year before the last date is of the first disease
    same_sentence = unit.start <= relapse.start < unit.end
    return start < relapse.start or (
        same_sentence and bool(re.search(r"\b(?:d'un|d'une|du|de la|initial\w*)\b", note.plain[relapse.end : start]))
    )


def kept(note: Note, start: int, end: int) -> bool:
    """Findings of a specimen removed before the relapse under decision are history."""
    if note.relapse is None or note.relapse.kind == "biochemical":
        return True
    return note.relapse.kind != "distant" and not is_before_relapse(note, start, end)


def _year_before_the_end(note: Note, date: str) -> bool:
    """Is a date a year or more before the last date of the note? Two years, where one of them is a bare year."""
    months = months_between(date, note.last_date)
    return int(note.last_date[:4]) - int(date[:4]) >= 2 if months is None else months >= 12
