"""What the patient takes beside the cancer treatment, and what the patient refuses.

"FA sous apixaban. Dexaméthasone 4 mg/j. Refuse la mastectomie."   anticoagulant, corticosteroids, refuses [mastectomy]
"""

from __future__ import annotations

import re

from matching.drugs import classes_of, drugs
from matching.reading.courses.atoms import procedures
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.qualifiers import qualify

_STOPPED = re.compile(
    r" ?:? ?(?:0|non|aucune?)\b(?![.,]\d)|[^.;,\n]{0,20}\b(?:arrete|stoppe|arret|sevre|interrompu|termine|jusqu|pendant|"
    r"en \d{4}\b|puis arret)"
)
_NO_AFTER = re.compile(r" ?: ?(?:non|0|aucune?|neant)\b| non\b")
_PROPHYLACTIC = re.compile(r"(?:preventi\w+|prophyla\w+|dose preventive)")
_FULL_DOSE = re.compile(r"curati|x ?2|2 fois|0,[6-9]|embolie|\bep\b|tvp|phlebite|thrombose")
_LOCAL = re.compile(r"[^.;,\n]{0,14}\b(?:inhale|local|topique|creme|nasal|collyre|dermo|infiltration)")


def read(note: Note) -> None:
    for anchor in note.anchors.get("drug", ()):
        _drug(note, anchor)
    for anchor in note.anchors.get("drug_class", ()):
        if anchor.id == "corticosteroid":
            _flag(note, "patient.corticosteroids", anchor)
        elif anchor.id in ("anticoagulant", "doac", "vitamin_k_antagonist") or (
            anchor.id == "low_molecular_weight_heparin" and "curati" in note.plain[anchor.start : anchor.end + 30]
        ):
            _flag(note, "patient.anticoagulant", anchor)
    _refusals(note)


def _drug(note: Note, anchor: Anchor) -> None:
    """A drug taken now: not stopped, not proposed, not of a relative, not part of a regimen."""
    if drugs()[anchor.id].modality is not None or not _taken_now(note, anchor):
        return
    classes = classes_of(anchor.id)
    if "corticosteroid" in classes and (_in_a_regimen(note, anchor) or _LOCAL.match(note.plain, anchor.end)):
        return
    note.say("patient.medications", anchor.id, anchor.start, anchor.end)
    if "corticosteroid" in classes:
        note.say("patient.corticosteroids", True, anchor.start, anchor.end)
    around = note.plain[max(0, anchor.start - 25) : anchor.end + 30]
    at_full_dose = not classes & {"low_molecular_weight_heparin", "heparins"} or _FULL_DOSE.search(around)
    if "anticoagulant" in classes and at_full_dose and not _PROPHYLACTIC.search(around):
        note.say("patient.anticoagulant", True, anchor.start, anchor.end)


def _taken_now(note: Note, anchor: Anchor) -> bool:
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    if (
        axes.status != "present"
        or axes.experiencer == "family"
        or (axes.modality != "done" and axes.cue)
        or _STOPPED.match(note.plain, anchor.end)
    ):
        return False
    return not re.search(r"(?:allergi\w+|intoleran\w+)[^.;\n]{0,20}$", note.plain[max(0, anchor.start - 30) : anchor.start])


def _in_a_regimen(note: Note, anchor: Anchor) -> bool:
    """ "bortézomib-lénalidomide-dexaméthasone": joined to a drug against cancer."""
    before, after = note.plain[max(0, anchor.start - 3) : anchor.start], note.plain[anchor.end : anchor.end + 3]
    return bool(re.search(r"[-+/] ?$", before) or re.match(r" ?[-+/] ?[a-z]?", after)) and any(
        drugs()[other.id].modality and min(abs(other.end - anchor.start), abs(other.start - anchor.end)) < 6
        for other in note.anchors["drug"]
    )


def _flag(note: Note, key: str, anchor: Anchor) -> None:
    axes = qualify(note, anchor.start, anchor.end)
    if axes.experiencer == "family" or axes.status == "uncertain" or axes.modality != "done":
        return
    around = note.plain[max(0, anchor.start - 25) : anchor.end + 30]
    if key == "patient.anticoagulant" and _PROPHYLACTIC.search(around):
        return
    denied = axes.status == "negated" or bool(_NO_AFTER.match(note.plain, anchor.end))
    if not denied and (_STOPPED.match(note.plain, anchor.end) or _LOCAL.match(note.plain, anchor.end)):
        return
    note.say(key, True, anchor.start, anchor.end, status="negated" if denied else "present")


# ---------------------------------------------------------------- refusals

_REFUSAL = re.compile(
    r"\b(?:refus(?:e|ant|ee|es|e de|ait)?|ne (?:souhaite|veut|desire) (?:pas|plus|aucune?)|ne (?:souhaitant|voulant) pas|"
    r"decline|oppose[e]? a|reticente? a)\b"
)
_RELATIVE = re.compile(
    r"\b(?:fille|fils|epouse|epoux|mari|famille|mere|pere|frere|soeur|conjointe?|chirurgien\w*|anesthesiste|urologue|rcp|centre|"
    r"medecin|reanimat\w*)\b[^.;\n]{0,25}$"
)


def _refusals(note: Note) -> None:
    """What the patient refuses, as care keywords; a relative's or a surgeon's refusal is not the patient's."""
    for cue in _REFUSAL.finditer(note.plain):
        unit = note.unit_at(cue.start())
        if _RELATIVE.search(note.plain[unit.start : cue.start()]) or (
            re.search(r"(?:n'|ne |pas (?:de )?)$", note.plain[max(0, cue.start() - 8) : cue.start()])
            and cue.group().startswith("refus")
        ):
            continue
        passive = bool(re.match(r"refus ?[),.;]", note.plain[cue.start() : unit.end])) or (
            bool(re.match(r"refusee?s?\b(?= par| ?[.,;\n)]|$)", note.plain[cue.start() : unit.end]))
            and not re.match(r"refuse (?:la|le|les|l'|toute?|un)", note.plain[cue.start() :])
        )
        first, last = (
            (max(unit.start, cue.start() - 60), cue.start())
            if passive
            else (cue.end(), _end_of_clause(note, cue.end(), unit.end))
        )
        named = [(anchor, care) for anchor, care in _care(note, first, last)]
        for anchor, care in named:
            note.say("patient.refuses", care, anchor.start, anchor.end)
        if named:
            note.say("patient.refuses_treatment", True, cue.start(), cue.end())


def _end_of_clause(note: Note, start: int, end: int) -> int:
    stop = re.compile(r"\b(?:mais|prefer\w*|accepte\w*|souhaite|donc|=>)\b|[;(]").search(note.plain, start, end)
    return min(stop.start() if stop else end, start + 90)


_CLASSES_OF_CARE = ("chemotherapy", "immunotherapy", "endocrine_therapy", "aromatase_inhibitor", "androgen_deprivation")


def _care(note: Note, start: int, end: int) -> list[tuple[Anchor, str]]:
    """The care named between two offsets, as keywords of options."""

    def within(family: str) -> list[Anchor]:
        return [anchor for anchor in note.anchors.get(family, ()) if start <= anchor.start < end]

    found = [(anchor, anchor.id) for anchor in within("procedure") if isinstance(procedures()[anchor.id]["modality"], str)]
    found += [(anchor, "chemoradiotherapy") for anchor in within("procedure") if anchor.id == "chemoradiotherapy"]
    found += [(anchor, anchor.id.replace("_", " ")) for anchor in within("drug_class") if anchor.id in _CLASSES_OF_CARE]
    return found + [(anchor, anchor.id) for anchor in within("drug") if drugs()[anchor.id].modality]
