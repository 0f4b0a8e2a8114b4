"""What the patient refuses, as the care that the refusal rules out; and what is no longer refused.

"Refuse la mastectomie. La cystectomie est la référence ; Mme F. la refuse."   refuses [mastectomy, surgery]
"Avait refusé la chimiothérapie, l'accepte désormais"                          chemotherapy is absent from them

A reluctance is no refusal, nor is "n'est pas opposée à", nor what a relative or a surgeon refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from matching.catalogue import catalogue
from matching.drugs import drug_classes, drugs, protocols
from matching.reading.courses.atoms import procedures
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.sentences import Unit
from matching.reading.sought import Sought

_OPERATIONS = {"amputation", "mastectomy"}
_REFUSAL = Sought(
    rf"\b(?:{phrases('refusing', 'refusing_it')}|ne veut [^.;,\n]{{1,25}}?(?=\baucune?\b)|"
    r"(?:d'accord|ok|partante?) pour [^.;\n]{1,40}?\bpas pour\b|(?:il|elle|patiente?) (?:a )?(?:dit|repond\w*) (?:\w+ )?non\b|\ba dit non\b)"
)
_OF_IT = re.compile(rf"{phrases('refusing_it')}|.* non$")  # of what was named just before
_NEXT_SENTENCE = re.compile(r"\. (?=[A-Z])")
# "Sa fille refuse", "le chirurgien, consulté, refuse"; not "vue avec sa fille, refuse"
_BY_ANOTHER = re.compile(
    r"(?:^|[,:(] ?|(?<!elle )(?<!lui )\b(?:et|mais|que|car|puis) )(?:le |la |les |l'|sa |son |ses |leur |un |une |notre |dr [a-z]+, )?"
    rf"{phrases('deciding_for_the_patient')}(?! (?:le|la) patiente?\b)(?:(?!\b(?:elle|il|patiente?)\b)[^.;:\n]){{0,25}}$|"
    r"\b(?:(?:neuro)?chirurgie|radiotherapie|\w+logi(?:e|ste)|\w+logues?|equipe|pharma\w*) (?:a|ont) (?:(?!ete )\w+ )?$"
)
_IF = re.compile(r"\b(?:si|s'il|s'ils) [^.,;:\n]{0,40}$")  # what may be refused one day
_HAVING_BEEN = re.compile(r"\bayant ete [^.;,]{0,30}$")  # told of then
_DENIED = re.compile(
    r"(?:\bn'|\bne (?:la |le |les |l')?|n'est (?:pas|plus) |n'etait pas |\bpas (?:de |d')?|\bsans |\brien |\bni )$"
)
_DENIED_AFTER = re.compile(r" ?(?:pas|plus|nullement|aucunement)\b")
_IF_POSSIBLE = re.compile(
    r"[^.;\n]{0,40}\b(?:si possible|si on peut|(?<!refuse )(?<!refusee )d'emblee|tout de suite|dans l'immediat)\b"
)
_THEN = re.compile(r"[^.;\n]{0,40}\b(?:a l'epoque|initialement|a ce moment|dans un premier temps|jusque-la|en (?:19|20)\d\d)\b")
_WHO = re.compile(
    r"(?: |mais|et|puis|or|donc|finalement|il|elle|l[ea] patiente?|pte?|mme|m\.|mr|[a-z]\.|ne|a|l'a|l'|la|le|les|de|ce qu'|qu')*"
)
_TOLD_BEFORE = re.compile(
    r" ?(?:[.,;)\n]|$)|(?: de)? (?:l[ae] |les |l'|s'y |y )[a-z]+(?:er|ir|re)\b"
)  # "et refuse de le reprendre"
_STATED = re.compile(r"(?:->|=>|[:=]) ?$")  # "cystectomie -> refus net"
_PRONOUN = re.compile(r"\b(?:la|le|les|l'|l'a|l'avait|les a) ?$")
_PASSIVE = re.compile(
    rf"(?:refus|ne veut pas|ne souhaite pas)(?: ?(?:[),.;\n]|$)| {phrases('firmly')})|"
    r"(?:refus|declin)ee|(?:refuse|refuses|decline)\b(?= par| [a-z]+ment(?= ?[.,;)\n]|$)| ?[.,;)\n]|$)"
)
_ACTIVE = re.compile(r"refuse (?:la|le|les|l'|toute?|un)")
_WHOLE = re.compile(
    r"\b(?:tout|tous (?:les )?|toute forme de) ?(?:traitements?|ttt|tt|soins?|therapeutique|"
    r"prise en charge)(?: oncologique| specifique)?\b|\btout(?= ?(?:[.,;)\n]|$))"
)
_TRIAL = re.compile(r"\b(?:essais?(?: therapeutique| clinique)?|protocole de recherche|randomisation)\b")
# Words that name a care when no other does; beside the operation that makes it, a stoma says nothing more.
_LOOSELY_NAMED = (
    (re.compile(r"\b(?:(?:colo|ileo)?stomies?|operer|operation|intervention|bloc)\b"), "surgery"),
    (re.compile(r"\brayons\b"), "radiotherapy"),
    (re.compile(r"\bimmuno\b(?!-)"), "immunotherapy"),
    (re.compile(r"\b(?:iode|traitements?|ttt|greffe|transfusions?|perfusions?)\b"), None),
)


_BUT_TREATMENT = re.compile(r"[^.;\n]{0,60}, (?:mais )?pas (?:le|les|son|ses) (?:traitements?|soins)\b")
_NO_LONGER = re.compile(r" ?(?:donc |desormais |maintenant )?plus\b(?P<nothing> rien\b)?")
_TURNED_BACK = re.compile(
    r"\b(?:revient|revenue?) sur (?:son|le) $|\bapres (?:avoir (?:\w+ )?|un (?:\w+ )?)$|\bqu'(?:il|elle) (?:avait )?$"
)
_GIVEN_UP = re.compile(rf"[^.;\n]{{0,60}}\b{phrases('given_up')}")
_ACCEPTED = re.compile(
    rf"\bl'(?:a )?accept|\b{phrases('at_last')} (?:[a-z']+ ){{0,2}}?(?:l')?{phrases('accepted')}"
    rf"|\b{phrases('accepted')} (?:[a-z']+ )?{phrases('at_last')}"
    rf"|(?:[=-]>|\bpuis)[^.;,\n]{{0,16}}{phrases('accepted')}"
)
_CLAUSE_END = re.compile(r"[.;,\n]")
_SOON = 100  # characters after a refusal in which its end may be told


class Refusal(NamedTuple):
    """A care refused, or no longer (`over`), at its place; `care` is None where the value set has no word for it."""

    start: int
    end: int
    care: str | None
    cue: tuple[int, int]
    over: bool


def read(note: Note) -> None:
    """Says patient.refuses, and patient.refuses_treatment beside it."""
    told = [refusal for cue in _REFUSAL.finditer(note) for refusal in _refusals(note, cue)]
    over = {one.care: one.start for one in told if one.over}
    refused = [one for one in told if not one.over and one.start >= over.get(one.care, -1)]
    for one in refused:
        if one.care:
            note.say("patient.refuses", one.care, one.start, one.end)
        note.say("patient.refuses_treatment", True, *one.cue)
    for one in told:
        if one.over and one.care and one.care not in {other.care for other in refused}:
            note.say("patient.refuses", one.care, one.start, one.end, status="negated")
        if one.over and not refused:
            note.say("patient.refuses_treatment", False, *one.cue)


def _refusals(note: Note, cue: re.Match[str]) -> Iterator[Refusal]:
    """What one cue says, of each care that it reaches."""
    unit = note.unit_at(cue.start())
    if _BY_ANOTHER.search(note.plain[unit.start : cue.start()]):
        return
    named = list(_care(note, *_reach(note, cue, unit)))
    if not named and _TOLD_BEFORE.match(note.plain, cue.end()):
        named = list(_care(note, *_named_before(note, cue, unit)))
    over = _is_over(note, cue, unit) or _accepted_since(note, cue, {care for *_, care in named})
    if not over and _is_none(note, cue, unit):
        return
    for start, end, care in named:
        yield Refusal(start, end, care, cue.span(), over)
    if not named and _BUT_TREATMENT.match(note.plain, cue.end(), unit.end):
        yield Refusal(*cue.span(), None, cue.span(), True)


def _is_over(note: Note, cue: re.Match[str], unit: Unit) -> bool:
    """A refusal that was taken back: "ne refuse plus", "refus levé", "accepte après avoir refusé"."""
    before = note.plain[max(unit.start, cue.start() - 24) : cue.start()]
    denied = _DENIED.search(before) and (before.endswith("plus ") or _NO_LONGER.match(note.plain, cue.end(), unit.end))
    turned = _TURNED_BACK.search(before) and (
        "reve" in before or "revien" in before or re.search(rf"\b{phrases('accepted')}", note.plain[unit.start : unit.end])
    )
    return bool(denied or turned or _GIVEN_UP.match(note.plain, cue.end(), unit.end))


def _accepted_since(note: Note, cue: re.Match[str], refused: set[str | None]) -> bool:
    """ "Avait refusé la chimiothérapie ; l'accepterait maintenant": told further on in the line, of nothing else."""
    accepted = _ACCEPTED.search(note.plain, cue.end(), min(note.line(cue.start())[1], cue.end() + _SOON))
    if not accepted:
        return False
    end = _CLAUSE_END.search(note.plain, accepted.end())
    return {care for *_, care in _care(note, accepted.start(), end.start() if end else len(note.plain))} <= refused


def refused_operations(note: Note) -> set[str]:
    """The operations refused by name, wherever else the note names them: {"amputation"} after "refuse l'amputation", "refuse toute AAP"."""
    refused = [mention for mention in note.mentions if mention.key == "patient.refuses" and mention.status == "present"]
    named = [one for mention in refused for one in note.anchors_over("procedure", mention.start, mention.end)]
    return _OPERATIONS & {*(str(mention.value) for mention in refused), *(care for one in named for care in _values(one))}


_EVERY = re.compile(r"\btoute?s? (?:\w+ )?$")
_ONE_WAY = re.compile(r" (?:iv\b|intraveineu|injectable|par voie|par perfusion|lourde|agressive|alopeciante|supplementaire)")


def wholly_refused(note: Note) -> set[str]:
    """The kinds of treatment of which the patient refuses all: {"chemotherapy"} after "refuse toute nouvelle chimiothérapie"."""
    return {
        str(mention.value)
        for mention in note.mentions
        if mention.key == "patient.refuses"
        and mention.status == "present"
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
    if _HAVING_BEEN.search(note.plain, unit.start, cue.start()) or _IF.search(
        note.plain, max(unit.start, cue.start() - 50), cue.start()
    ):
        return True
    after = (_DENIED_AFTER, _IF_POSSIBLE, _THEN, _BY_OTHERS)  # what was refused then is not refused now
    return bool(_DENIED.search(before)) or any(pattern.match(note.plain, cue.end(), unit.end) for pattern in after)


def _reach(note: Note, cue: re.Match[str], unit: Unit) -> tuple[int, int]:
    """Where the care is named: after the cue, or before it ("la chirurgie, refusée", "la cystectomie ; il la refuse")."""
    start, plain = cue.start(), note.plain
    if _OF_IT.match(cue.group()) and not plain.startswith((", d", " a "), cue.end()):
        return _named_before(note, cue, unit)
    if (gone := _NO_LONGER.match(plain, cue.end(), unit.end)) and gone["nothing"]:
        return unit.start, start
    if cue.group().startswith(("refus", "decline")) and _PRONOUN.search(plain[max(unit.start, start - 9) : start]):
        return max(note.line(start)[0], start - 110), start
    stated = _STATED.search(plain, unit.start, start) and not plain.startswith((" d", " :"), cue.end())
    if (stated or _PASSIVE.match(plain, start, unit.end)) and not _ACTIVE.match(plain, start):
        return max(unit.start, start - 60), start
    stop = re.compile(
        r"\b(?:mais|prefer\w*|accepte\w*|souhaite|donc|pas (?:le|la|les|son|ses|l')|"
        r"et (?:elle |il )?(?:a|avait) (?:ete |recu|eu|pris|debute|beneficie|poursuivi))\b|[;(]|[=-]>"
    ).search(plain, cue.end(), unit.end)
    sentence = _NEXT_SENTENCE.search(note.cased, cue.end(), unit.end)  # "Refuse tout essai clin. CAR-T récusés"
    ends = [one.start() for one in (stop, sentence) if one]
    return cue.end(), min(*ends, unit.end, cue.end() + 90)


def _named_before(note: Note, cue: re.Match[str], unit: Unit) -> tuple[int, int]:
    """The last care named before the cue: in its sentence, else in the one before it on the line where this one names nothing else."""
    starts = [unit.start]
    if unit.start > note.line(cue.start())[0] and _WHO.fullmatch(note.plain, unit.start, cue.start()):
        starts.append(note.unit_at(unit.start - 1).start)
    named = [one for start in starts for one in _care(note, start, cue.start())]
    return (max(named)[0] if named else cue.start()), cue.start()


def _care(note: Note, start: int, end: int) -> Iterator[tuple[int, int, str | None]]:
    """The care named between two offsets, as a value of patient.refuses; None where that set has no word for it."""
    found = False
    for family in ("procedure", "drug_class", "drug", "protocol"):
        for anchor in note.anchors.get(family, ()):
            if start <= anchor.start < end:
                for care in _values(anchor, note.plain[anchor.start : anchor.end]):
                    found = True
                    yield anchor.start, anchor.end, care
    for pattern, care in ((_WHOLE, "all"), (_TRIAL, "trial")):
        if words := pattern.search(note.plain, start, end):
            found = True
            yield *words.span(), care
    for pattern, other in _LOOSELY_NAMED:
        if not found and (words := pattern.search(note.plain, start, end)):
            found = True
            yield *words.span(), other


def _values(anchor: Anchor, words: str = "amputation") -> tuple[str | None, ...]:
    """ "cystectomie", "AAP" -> surgery, "RT-CT" -> radiotherapy and chemotherapy, "amputation du pénis" -> amputation."""
    if anchor.id in ("abdominoperineal resection", "penectomy") and words.startswith("amput"):
        return ("amputation",)
    known = catalogue()["patient.refuses"].values
    if anchor.id in known:
        return (anchor.id,)
    if anchor.family == "procedure":
        modality = procedures()[anchor.id]["modality"]
        modalities = tuple(modality) if isinstance(modality, list) else (modality,)
    else:
        modalities = tuple(dict.fromkeys(filter(None, _modalities(anchor))))
    return tuple(name if name in known else None for name in modalities if name != "surveillance")


def _modalities(anchor: Anchor) -> Iterator[str | None]:
    """Those of a drug, of a class, or of all that a protocol holds."""
    held = protocols().get(anchor.id) if anchor.family == "protocol" else None
    if anchor.family == "drug_class":
        yield drug_classes()[anchor.id].modality
    for agent in held.agents if held else (anchor.id,) if anchor.family == "drug" else ():
        yield drugs()[agent].modality
