"""Affections and past events that trials ask about, with the date of those that have one; what is not controlled; another trial.

    "IDM en 2019, HTA mal équilibrée. Pas d'ascite"
    patient.conditions present myocardial_infarction, absent ascites; history.myocardial_infarction_date 2019; patient.uncontrolled hypertension

A condition is read where the note says it plainly of the patient: asked for, feared, a relative's or considered, it is not. Silence denies nothing.
"""

from __future__ import annotations

import re

from matching.data_files import load_yaml
from matching.reading.dates import date_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.reading.signs import denied_after
from matching.reading.sought import Sought

KEY = "patient.conditions"
_ASKED = re.compile(
    r"(?:risque|depistage|surveillance|prevention|prophylaxie|recherche|bilan|vaccin\w*|facteurs? de risque|crainte|suspicion|"
    r"en cas|a type|si) (?:de |d'|du |contre |un |une |la |l')*$"
)
_LISTED = re.compile(r" ?(?:d'|de )?[^,]*, (?!d'|de |ni |ou |et )(?:[^,]*, )*$")
_UNCONTROLLED = Sought(
    r"\b(?P<what>hta|hypertension(?: arterielle)?|diabete|dnid|did|arythmie|insuffisance cardiaque|epilepsie|asthme|hypercalcemie|ascite|"
    r"infection)(?: (?:de type [12]|type [12]|arterielle|sous \w+|actuellement|encore))* "
    r"(?P<how>(?:non|mal|pas|insuffisamment|bien|parfaitement|correctement)? ?(?:controlee?|equilibree?|stabilisee?)|desequilibree?)\b"
)
_WHAT = {
    "hta": "hypertension", "hypertension": "hypertension", "hypertension arterielle": "hypertension", "diabete": "diabetes", "dnid": "diabetes",
    "did": "diabetes", "arythmie": "arrhythmia", "insuffisance cardiaque": "heart_failure", "epilepsie": "seizures", "asthme": "asthma",
    "hypercalcemie": "hypercalcaemia", "ascite": "ascites", "infection": "infection",
}  # fmt: skip
_TRIAL = Sought(
    r"\b(?:actuellement (?:incluse?|traitee?) dans|participe (?:actuellement )?a|participation en cours a) (?:un |une |l'|le |la )?(?:autre )?"
    r"(?:essai|protocole de recherche|etude (?:clinique|therapeutique))\b"
)
_NO_TRIAL = Sought(
    r"\b(?:ne participe (?:actuellement )?a aucun|pas d'inclusion dans un|pas de participation a un|n'est incluse? dans aucun) "
    r"(?:autre )?(?:essai|protocole)\b"
)


def read(note: Note) -> None:
    for anchor in note.anchors.get("condition", ()):
        _condition(note, anchor)
    for anchor in note.anchors.get("comorbidity", ()):
        if anchor.id in ("stroke", "venous_thromboembolism") and _status(note, anchor) == "present":
            _last_date(note, anchor, f"history.{anchor.id}_date")
    for found in _UNCONTROLLED.finditer(note):
        if not note.is_other(found.start()):
            good = re.match(r"(?:bien|parfaitement|correctement)? ?(?:controlee?|equilibree?|stabilisee?)$", found["how"].strip())
            note.say("patient.uncontrolled", _WHAT[found["what"]], *found.span(), status="negated" if good else "present")
    for pattern, answer in ((_TRIAL, True), (_NO_TRIAL, False)):
        for found in pattern.finditer(note):
            if not note.is_other(found.start()):
                note.say("patient.in_other_trial", answer, *found.span())


def _condition(note: Note, anchor: Anchor) -> None:
    status = _status(note, anchor)
    if status is None:
        return
    note.say(KEY, anchor.id, anchor.start, anchor.end, status=status)
    entry = load_yaml("vocabulary/conditions.yaml")[anchor.id]
    if status == "present" and isinstance(entry, dict) and "date" in entry:
        _last_date(note, anchor, entry["date"])


def _status(note: Note, anchor: Anchor) -> str | None:
    """Present or negated, said plainly of the patient; None where it is neither."""
    unit = note.unit_at(anchor.start)
    axes = qualify(note, anchor.start, anchor.end)
    if note.is_other(anchor.start) or axes.experiencer != "patient" or _ASKED.search(note.plain[unit.start : anchor.start]):
        return None
    if denied_after(note.plain, anchor.end, unit.end):
        return "negated"
    if axes.status == "negated" and axes.cue and _LISTED.match(note.plain, axes.cue[1], anchor.start):
        return None  # "pas d'ascite, fracture": denied or not, who knows
    if (
        axes.status not in ("present", "negated")
        or axes.modality not in ("done", "contraindicated")
        or re.match(r" ?\?", note.plain[anchor.end :])
    ):
        return None
    return axes.status


def _last_date(note: Note, anchor: Anchor, key: str) -> None:
    """The date told right after the event: "IDM en 2019", "EP (03/2021)"."""
    after = next((one for one in note.dates_between(anchor.end, anchor.end + 30)), None)
    said = note.plain[anchor.end : after.start] if after else ""
    if (
        after
        and not re.search(r"[,;.]|\b(?:depuis|puis|et|sous)\b", said)
        and date_of(note, anchor.start, anchor.end) == after.iso
    ):
        note.say(key, after.iso, anchor.start, after.end)
