"""What the patient refuses, as the care that the refusal rules out.

"Refuse la mastectomie. La cystectomie est la référence ; Mme F. la refuse."   refuses [mastectomy, surgery]

A reluctance is no refusal, nor is "n'est pas opposée à", nor what a relative or a surgeon refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from matching.catalogue import catalogue
from matching.drugs import drug_classes, drugs
from matching.reading.courses.atoms import procedures
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.sentences import Unit
from matching.reading.sought import Sought

_OPERATIONS = {"amputation", "mastectomy"}
_REFUSAL = Sought(
    r"\b(?:refus(?:e|ant|ee|es|e de|ait)?|ne (?:souhaite|veut|desire) (?:pas|plus|aucune?)|"
    r"ne veut [^.;,]{1,25}?(?=\baucune?\b)|ne (?:souhaitant|voulant) pas|decline|s'oppose a|opposee? a)\b"
)
_NEXT_SENTENCE = re.compile(r"\. (?=[A-Z])")
_RELATIVE = re.compile(
    r"\b(?:fille|fils|epouse|epoux|mari|famille|mere|pere|frere|soeur|conjointe?|chirurgien\w*|anesthesiste|urologue|rcp|centre|"
    r"medecin|reanimat\w*|comite|staff|commission|laboratoire|hopital|clinique)\b[^.;\n]{0,25}$|"
    r"\b(?:(?:neuro)?chirurgie|radiotherapie|\w+logi(?:e|ste)|\w+logues?|equipe|pharma\w*) (?:a|ont) (?:\w+ )?$"
)
_IF = re.compile(r"\b(?:si|s'il|s'ils) [^.,;:\n]{0,40}$")  # what may be refused one day
_DENIED = re.compile(r"(?:\bn'|\bne (?:la |le |les |l')?|n'est (?:pas|plus) |n'etait pas |\bpas (?:de )?|\bsans |\bni )$")
_DENIED_AFTER = re.compile(r" ?(?:pas|plus|nullement|aucunement)\b")
_IF_POSSIBLE = re.compile(r"[^.;\n]{0,40}\b(?:si possible|si on peut|d'emblee|tout de suite|dans l'immediat)\b")
_THEN = re.compile(r"[^.;\n]{0,40}\b(?:a l'epoque|initialement|a ce moment|dans un premier temps|jusque-la|en (?:19|20)\d\d)\b")
_PRONOUN = re.compile(r"\b(?:la|le|les|l'|l'a|l'avait|les a) ?$")
_PASSIVE = re.compile(r"refus ?[),.;]|(?:refusee?s?|declinee?s?)\b(?= par| [a-z]+ment(?= ?[.,;)\n]|$)| ?[.,;)\n]|$)")
_ACTIVE = re.compile(r"refuse (?:la|le|les|l'|toute?|un)")
_WHOLE = re.compile(
    r"\b(?:tout|tous (?:les )?|toute forme de) ?(?:traitements?|ttt|tt|soins?|therapeutique|"
    r"prise en charge)(?: oncologique| specifique)?\b"
)
_TRIAL = re.compile(r"\b(?:essais?(?: therapeutique| clinique)?|protocole de recherche|randomisation)\b")
_OTHER_CARE = re.compile(r"\b(?:iode|traitements?|ttt|greffe|transfusions?|perfusions?)\b")


def read(note: Note) -> None:
    """Says patient.refuses, and patient.refuses_treatment beside it."""
    for cue in _REFUSAL.finditer(note):
        unit = note.unit_at(cue.start())
        if _RELATIVE.search(note.plain[unit.start : cue.start()]) or _is_none(note, cue, unit):
            continue
        first, last = _reach(note, cue, unit)
        named = list(_care(note, first, last))
        for start, end, care in named:
            if care:
                note.say("patient.refuses", care, start, end)
        if named:
            note.say("patient.refuses_treatment", True, cue.start(), cue.end())


def refused_operations(note: Note) -> set[str]:
    """The operations refused by name, wherever else the note names them: {"amputation"} after "refuse l'amputation"."""
    return {str(mention.value) for mention in note.mentions if mention.key == "patient.refuses"} & _OPERATIONS


_EVERY = re.compile(r"\btoute?s? (?:\w+ )?$")
_ONE_WAY = re.compile(r" (?:iv\b|intraveineu|injectable|par voie|par perfusion|lourde|agressive|alopeciante|supplementaire)")


def wholly_refused(note: Note) -> set[str]:
    """The kinds of treatment of which the patient refuses all: {"chemotherapy"} after "refuse toute nouvelle chimiothérapie"."""
    return {
        str(mention.value)
        for mention in note.mentions
        if mention.key == "patient.refuses"
        and _EVERY.search(note.plain, max(0, mention.start - 24), mention.start)
        and not _ONE_WAY.match(note.plain, mention.end)
    }


def cares(regimen_ids: Iterable[str]) -> set[str]:
    """Procedures as the care that a refusal names: {"amputation"} of {"abdominoperineal resection"}."""
    anchors = (Anchor(0, 0, "procedure", name) for name in regimen_ids if name in procedures())
    return {care for anchor in anchors for care in _values(anchor) if care}


_BY_OTHERS = re.compile(r" par (?:la (?!patiente)|les |le (?!patient)|sa |son |ses |l'|leur)")


def _is_none(note: Note, cue: re.Match[str], unit: Unit) -> bool:
    before = note.plain[max(unit.start, cue.start() - 14) : cue.start()]
    if _IF.search(note.plain, max(unit.start, cue.start() - 50), cue.start()):
        return True
    after = (_DENIED_AFTER, _IF_POSSIBLE, _THEN, _BY_OTHERS)  # what was refused then is not refused now
    return bool(_DENIED.search(before)) or any(pattern.match(note.plain, cue.end(), unit.end) for pattern in after)


def _reach(note: Note, cue: re.Match[str], unit: Unit) -> tuple[int, int]:
    """Where the care is named: after the cue, or before it ("la chirurgie, refusée", "la cystectomie ; il la refuse")."""
    start, plain = cue.start(), note.plain
    if cue.group().startswith(("refus", "decline")) and _PRONOUN.search(plain[max(unit.start, start - 9) : start]):
        return max(note.line(start)[0], start - 110), start
    if _PASSIVE.match(plain, start, unit.end) and not _ACTIVE.match(plain, start):
        return max(unit.start, start - 60), start
    stop = re.compile(
        r"\b(?:mais|prefer\w*|accepte\w*|souhaite|donc|=>|et (?:elle |il )?(?:a|avait) (?:ete |recu|eu|pris|debute|beneficie|poursuivi))\b|[;(]"
    ).search(plain, cue.end(), unit.end)
    sentence = _NEXT_SENTENCE.search(note.cased, cue.end(), unit.end)  # "Refuse tout essai clin. CAR-T récusés"
    ends = [one.start() for one in (stop, sentence) if one]
    return cue.end(), min(*ends, unit.end, cue.end() + 90)


def _care(note: Note, start: int, end: int) -> Iterator[tuple[int, int, str | None]]:
    """The care named between two offsets, as a value of patient.refuses; None where that set has no word for it."""
    found = False
    for family in ("procedure", "drug_class", "drug"):
        for anchor in note.anchors.get(family, ()):
            if start <= anchor.start < end:
                for care in _values(anchor):
                    found = True
                    yield anchor.start, anchor.end, care
    for pattern, care in ((_WHOLE, "all"), (_TRIAL, "trial")):
        if words := pattern.search(note.plain, start, end):
            found = True
            yield *words.span(), care
    if not found and (words := _OTHER_CARE.search(note.plain, start, end)):
        yield *words.span(), None


def _values(anchor: Anchor) -> tuple[str | None, ...]:
    """ "cystectomie" -> surgery, "RT-CT" -> radiotherapy and chemotherapy, "mastectomie" -> mastectomy."""
    if anchor.id in ("abdominoperineal resection", "penectomy"):
        return ("amputation",)
    known = catalogue()["patient.refuses"].values
    if anchor.id in known:
        return (anchor.id,)
    if anchor.family == "procedure":
        modality = procedures()[anchor.id]["modality"]
        modalities = tuple(modality) if isinstance(modality, list) else (modality,)
    else:
        one = drugs()[anchor.id].modality if anchor.family == "drug" else drug_classes()[anchor.id].modality
        modalities = (one,) if one else ()
    return tuple(name if name in known else None for name in modalities if name != "surveillance")
