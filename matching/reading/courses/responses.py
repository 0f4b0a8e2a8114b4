"""How the disease answered, as the words of the note say it: complete, partial, stable, progression.

    "-> RP en 06/25 -> PROGRESSION TDM 18/11/2025"   partial (2025-06), progression (2025-11-18)

"RP" is a response after an arrow, an examination or a treatment; with a percentage or a sign it is a progesterone receptor.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from matching.reading.courses.ours import of_another_cancer
from matching.reading.dates import date_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import WAS
from matching.reading.qualifiers import qualify


@dataclass(frozen=True)
class Response:
    """One statement of a response, at plain offsets."""

    start: int
    end: int
    kind: str
    date: str | None


_RECEPTOR_AFTER = re.compile(
    r" ?(?:[:=(]|a)? ?(?!(?:19|20)\d\d\b)(?:\d(?!\d?/\d)|<|>= ?\d|\+(?! ?[a-z])|-(?![->\d])|neg|pos|faible|0)"
)
_EVALUATED = re.compile(r"(?:\b(?:tdm|tep|irm|scanner|evaluation|reevaluation|recist|tap)\b[^.;]{0,25}|-?>) ?$")
_RECEPTOR_BEFORE = re.compile(r"(?:\br[oeh]\b|\ber\b|\bhr\b|oestro\w*)[^.;\n]{0,14}$")
_IF = re.compile(
    r"(?:\bsi|\bcas(?: de)?|\brisque de|\bjusqu'a|\bsurvie sans|\bsans|\bsignes? de|\bpfs|\babsence de|\bpas de|"
    r"\bpas d'argument (?:en faveur|pour)|\bni|\bnon|\bselon|\bavant|\bdelai de|\bdiscordan\w+|\ben l'absence de|\bobtenir une|"
    r"\bespoir d'une|\bdoute sur une|\bobjectif)(?: (?:la|une|toute|nouvelle|de|d'))* ?(?:l'|d')?$"
)
_DATED = re.compile(
    r" (?:du|le|en|de) (?:le |fin |debut |mi-)?(?:\d{1,2}/|\d{1,2} \w{3,9} (?:19|20)\d\d|[a-z]{3,9} (?:19|20)\d\d)"
)
_STABLE = re.compile(
    rf"(?:>|:|=|maladie|lesions?|evaluation\w*|bilan|globalement|reste|restee?|toujours|meilleure reponse|alors|{WAS}|demeure|\bputs?|"
    r"\b(?:scanners?|tdm|tep|irm|bilan|evaluation|reevaluation|controle|imagerie)(?: (?:de |d'|du |a )?(?:\w+|\d[\d/]*)(?: \d+)?)?"
    r"(?: ?\([^()]*\))?(?: (?:est|dite?|reste|enfin|globalement|toujours|a nouveau))*(?: «)?|(?:^|[.\n] ?)) ?$"
)
_STABLE_ON = re.compile(
    r" ?(?:\(|recist|a \d+ (?:mois|ans?)\b|a ce jour|"
    r"(?:au|sur|a|en|selon)(?: le| la| l')? ?(?:dernier\w* )?(?:tdm|scanner|tep|irm|bilan|controle|imagerie|tap))"
)
_OF_ITSELF = re.compile(r" ?:| (?:morphologique )?selon (?:les criteres )?(?:m?i?recist|pcwg|rano|lugano|choi|percist|imwg)")
_OF_ONE_SITE = re.compile(
    r" (?:(?:des|du|de la|de l'|sur (?:le|la|les)) ?)(?:nodul|lesion|metast|adenop|ganglion|adp|foie|hepat|poumon|pulm|primiti|cible)"
)
_OF_THE_WHOLE = re.compile(r" (?:globale|au total|en tout|d'ensemble)")
_NOT_DISEASE = re.compile(r"[^.;\n]{0,12}\b(?:poids|etat general|general|clinique|hemodynam|biologique)")
_CAPSULE = re.compile(
    r"(?:n\+|\bn\d\w*|ganglion\w*|\bggl\b)[^.;\n]{0,22}(?:avec|sans|,|dont|\() ?(?:\d )?$"
)  # "9N+/22 avec RC": capsular rupture
EXAM = re.compile(r"\b(?:tdm|tep|irm|bilan|scanner|evaluation|reevaluation|controle|imagerie|tap|echographie|pet)\b")
_TOXIC = re.compile(r"(?:renale|insuffisance|neuropathie|anemie|demence|irc|bpco)[^.;,\n]{0,15}$")


def responses(note: Note) -> list[Response]:
    """The responses stated for this tumour, in the order of the text; those denied, feared or conditional left out."""
    return [
        Response(anchor.start, anchor.end, anchor.id, date_of(note, anchor.start, anchor.end))
        for anchor in note.anchors.get("response", ())
        if anchor.id != "histological_complete" and _is_response(note, anchor)
    ]


def _apart(note: Note, anchor: Anchor) -> bool:
    """ "capécitabine, 3 cycles, stable, arrêt": between commas, in a sentence about drugs."""
    between = note.plain[: anchor.start].endswith(", ") and note.plain.startswith((",", ";", ".", ")"), anchor.end)
    unit = note.unit_at(anchor.start)
    return between and any(
        unit.start <= drug.start < anchor.start for name in ("drug", "protocol") for drug in note.anchors.get(name, ())
    )


# Families whose notes give no progesterone receptor: "RP 60 %" is a response there.
_WITHOUT_RECEPTORS = (
    "kidney",
    "lung",
    "colorectal",
    "stomach",
    "skin",
    "liver",
    "head_neck",
    "bladder",
    "urothelial",
    "pancreas",
)


def _after_a_drug(note: Note, anchor: Anchor | Response) -> bool:
    start = note.unit_at(anchor.start).start
    return any(note.anchors_between(kind, start, anchor.start) for kind in ("drug", "protocol"))


def _is_response(note: Note, anchor: Anchor) -> bool:
    """Do the words tell how the disease answered: not an acronym of something else, nor feared, denied or another's?"""
    words = note.plain[anchor.start : anchor.end]
    check = _BY_WORDS.get(words)
    if check and not check(note, anchor):
        return False
    if anchor.id == "stable" and _of_microsatellites(note, anchor):
        return False
    if _OF_ONE_SITE.match(note.plain, anchor.end) and _told_of_the_whole(note, anchor):
        return False
    if anchor.id == "complete" and note.unit_at(anchor.start).section == "pathology" and not _after_a_drug(note, anchor):
        return False
    before = _lead(note, anchor)
    if (_IF.search(before) and not _DATED.match(note.plain, anchor.end)) or _TOXIC.search(before):
        return False
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    before_it = axes.cue is None or axes.cue[0] < anchor.start
    told_otherwise = axes.status != "present" or axes.modality == "conditional"
    if (told_otherwise and (before_it or not _OF_ITSELF.match(note.plain, anchor.end))) or axes.experiencer == "family":
        return False
    return not of_another_cancer(note, anchor.start)


def _lead(note: Note, anchor: Anchor) -> str:
    return note.plain[max(0, anchor.start - 40) : anchor.start]


def _no_receptor(note: Note, anchor: Anchor) -> bool:
    """ "RP": a partial response, or the progesterone receptor."""
    before = _lead(note, anchor)
    beside, valued = _RECEPTOR_BEFORE.search(before), _RECEPTOR_AFTER.match(note.plain, anchor.end)
    if beside and valued:
        return False
    return not (beside or valued) or note.family in _WITHOUT_RECEPTORS or bool(_EVALUATED.search(before))


def _no_chemoradiotherapy(note: Note, anchor: Anchor) -> bool:
    """ "RC": a complete response, a chemoradiotherapy ("RC concomitante") or a capsular rupture."""
    return not (_WITH_CHEMOTHERAPY.match(note.plain, anchor.end) or _CAPSULE.search(_lead(note, anchor)))


def _no_ligand(note: Note, anchor: Anchor) -> bool:
    return not _LIGAND.match(note.plain, anchor.end) and _evaluated(note, anchor)


def _evaluated(note: Note, anchor: Anchor) -> bool:
    """Does an acronym of two letters stand where a response is told: after a sign, an examination or a treatment?"""
    return bool(_WHERE_TOLD.search(_lead(note, anchor)))


def _is_the_disease(note: Note, anchor: Anchor) -> bool:
    """ "Stable": the disease, where the words before or after say an evaluation; not a weight or a condition."""
    told = _STABLE.search(_lead(note, anchor)) or _STABLE_ON.match(note.plain, anchor.end) or _apart(note, anchor)
    return bool(told) and not _NOT_DISEASE.match(note.plain, anchor.end)


def _of_microsatellites(note: Note, anchor: Anchor) -> bool:
    after = _MICROSATELLITES_AFTER.match(note.plain, anchor.end)
    return bool(after or _MICROSATELLITES.search(_lead(note, anchor)))


_WITH_CHEMOTHERAPY = re.compile(r" ?(?:concomit|\d|de \d|[+-](?!>))")
_LIGAND = re.compile(r"[- ]?\(?l ?[12i]")  # PD-L1
_WHERE_TOLD = re.compile(
    r"(?:[>:=,(;.]|tdm|tep|pour|en|sous|recist|puis|et|depuis|reponse|cycles?|cures?|mois|injections?|\d/\d{2,4}|^|\n) ?(?:\d\S+ ?:? ?)?$"
)
_MICROSATELLITES_AFTER = re.compile(r" (?:des )?micro-?sat")
# Words that are a response in some places only.
_BY_WORDS: dict[str, Callable[[Note, Anchor], bool]] = {
    "rp": _no_receptor,
    "rc": _no_chemoradiotherapy,
    "pd": _no_ligand,
    **dict.fromkeys(("sd", "ms"), _evaluated),
    **dict.fromkeys(("stable", "stables", "stabilise", "stabilisee"), _is_the_disease),
}


_MICROSATELLITES = re.compile(r"(?:mmr|microsatelli\w*|msi|mss|statut)[^.;\n]{0,12}$")


def _told_of_the_whole(note: Note, anchor: Anchor) -> bool:
    """ "RC des nodules pulmonaires, RP globale": the answer of the disease is told beside that of one site."""
    unit = note.unit_at(anchor.start)
    return any(
        anchor.end < other.start < unit.end and _OF_THE_WHOLE.match(note.plain, other.end)
        for other in note.anchors.get("response", ())
    )


def latest(note: Note, found: list[Response]) -> Response | None:
    """The response now: the latest dated one, or a later undated one; none when a relapse is told after it."""
    if not found:
        return None
    last = found[-1]
    for other in found[:-1]:
        examined = other.kind == last.kind or last.kind != "progression" or _of_exam(note, other)
        if (
            examined
            and _date_in_sentence(note, other)
            and other.date
            and last.date
            and other.date[: len(last.date)] > last.date[: len(other.date)]
        ):
            last = other
    if last.kind != "progression" and (motive := _motive(note, found[0])) and _after_a_drug(note, last):
        return motive
    relapses = [
        anchor
        for anchor in note.anchors.get("course", ())
        if anchor.id == "relapse" and anchor.start > last.end and not of_another_cancer(note, anchor.start)
    ]
    if note.relapse and note.relapse.start > last.end and last.kind != "progression" and note.relapse.date is None:
        return None  # a relapse that is told without the word
    for relapse in relapses if last.kind != "progression" else ():
        if note.unit_at(relapse.start).section in ("question", "proposal"):
            continue
        if qualify(note, relapse.start, relapse.end).status == "present" and not re.search(
            r"(?:risque|si|cas) (?:de )?$", note.plain[max(0, relapse.start - 12) : relapse.start]
        ):
            return None
    return last


_OPENING = 500  # characters in which a note tells why it is written


def _motive(note: Note, first: Response) -> Response | None:
    """ "Adénocarcinome bronchique progressant sous osimertinib [...] réponse partielle à 3 mois": why the note is written, without a date."""
    unit = note.unit_at(first.start)
    told = first.kind == "progression" and first.start < _OPENING and unit.section in ("", "question")
    dates = note.dates_between(unit.start, unit.end)
    dated = len(dates) > 1 or any(len(date.iso) > 4 for date in dates)  # a bare year may be of a habit
    return first if told and not dated else None


def _of_exam(note: Note, response: Response) -> bool:
    """Does its date come from an examination named in its sentence, not from the treatment's?"""
    unit = note.unit_at(response.start)
    return bool(EXAM.search(note.plain[unit.start : unit.end]))


def _date_in_sentence(note: Note, response: Response) -> bool:
    unit = note.unit_at(response.start)
    return any(date.iso == response.date for date in note.dates_between(unit.start, unit.end))
