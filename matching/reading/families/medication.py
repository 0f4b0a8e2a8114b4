"""What the patient takes beside the cancer treatment.

"FA sous apixaban. Dexaméthasone 4 mg/j."   anticoagulant, corticosteroids, 26.7 mg of prednisone a day
"""

from __future__ import annotations

import re

from matching.data_files import load_yaml
from matching.drugs import classes_of, drugs
from matching.reading.courses.atoms import ALSO_INFLAMMATORY
from matching.reading.dates import date_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import IS, phrases
from matching.reading.qualifiers import qualify
from matching.reading.signs import denied_after
from matching.reading.values import to_float

_ENDED = r"(?:arretee?s?|stoppee?s?|sevree?s?|interrompue?s?|suspendue?s?|terminee?s?|finie?s?|achevee?s?)"
_STOPPED = re.compile(
    rf" ?:? ?(?:0|non|aucune?)\b(?![.,]\d)|(?: [^.;,\n]{{0,24}})?, (?:puis )?{_ENDED}\b|"
    r"[^.;,\n]{0,20}\b(?:arrete|stoppe|arret|sevre|interrompu|termine|acheve|finie?s?\b|"
    r"jusqu(?!'a (?:ce jour|present|aujourd))|pendant|"
    r"en \d{4}\b|puis arret)"
)
_STOPPED_NOW = re.compile(
    rf"(?:[^.;\n]{{0,25}}?\b|[^.;,\n]{{0,48}}, )(?:{_ENDED}|arret (?:en|depuis|le))\b(?! (?:progressi|prevu))"
)
_COURSE_OVER = re.compile(  # "embolie pulmonaire en 2016, traitée six mois par rivaroxaban"
    rf"(?<![/\d.])(?:19|20)\d\d\b[^.;\n]{{0,50}}?(?<!depuis )\b(?:\d{{1,2}}|{phrases('counts')}) (?:mois|semaines) "
    r"(?:par|de|d'|sous) ?(?:l'|la |le )?$"
)
_NO_MORE = re.compile(rf"(?<!de )\bplus (?:d'|de )(?:traitement )?$|\bn'{IS} plus $")
_SPELL = re.compile(r" (?:\w+ )?du \d[^.;,\n]{0,14} au \d")  # "méthylprednisolone du 9 au 13 février"
_BEFORE_THE_FIRST = re.compile(r"(?: \w+)? avant (?:la )?(?:c ?1\b|premiere cure)")  # "préphase par prednisone seule avant C1"
_PROPHYLACTIC = re.compile(r"(?:preventi\w+|prophyla\w+|dose preventive)")
_FULL_DOSE = re.compile(r"curati|x ?2|2 fois|0,[6-9]|embolie|\bep\b|tvp|phlebite|thrombose")
_LOCAL = re.compile(r"[^.;,\n]{0,14}\b(?:inhale|local|topique|creme|nasal|collyre|dermo|infiltration)")


_LIQUID = ("lymphoma", "leukaemia", "myeloma")  # where "cyclophosphamide et prednisone" is a regimen
_MODULATORS = ("folinic acid", "levofolinic acid", "mesna")  # part of chemotherapy
_SHORT_COURSE = re.compile(rf"\b{phrases('short_course')} (?:une |de |d'|la )?(?:\w+ )?$")
_BEFORE_A_CYCLE = re.compile(r"(?: seule?| \d+ jours)? avant (?:c ?1\b|(?:le|la) (?:premiere? )?(?:cycle|cure))")
_SHORT_COURSE_AFTER = re.compile(rf" {phrases('short_course_after')}")


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


def _drug(note: Note, anchor: Anchor) -> None:
    """A drug taken now: not stopped, not proposed, not of a relative, not part of a regimen."""
    if drugs()[anchor.id].modality is not None:
        return
    classes = classes_of(anchor.id)
    if not _taken_now(note, anchor):
        if "corticosteroid" in classes and _is_stopped(note, anchor):
            note.say("patient.corticosteroids", True, anchor.start, anchor.end, status="negated", date=date_of(note, *anchor[:2]))
        if "anticoagulant" in classes and _is_stopped(note, anchor):
            note.say("patient.anticoagulant", True, anchor.start, anchor.end, status="negated", date=date_of(note, *anchor[:2]))
        return
    if anchor.id in _MODULATORS or ("anticoagulant" not in classes and _in_a_regimen(note, anchor)):
        return
    if "corticosteroid" in classes and (_in_a_regimen(note, anchor) or _LOCAL.match(note.plain, anchor.end)):
        return
    if "corticosteroid" in classes and _BEFORE_A_CYCLE.match(note.plain, anchor.end):
        return
    note.say("patient.medications", anchor.id, anchor.start, anchor.end)
    for name, asked in load_yaml("vocabulary/medication_classes.yaml").items():
        if name in classes:
            note.say("patient.medication_classes", asked, anchor.start, anchor.end)
    if "corticosteroid" in classes:
        note.say("patient.corticosteroids", True, anchor.start, anchor.end)
        _steroid_dose(note, anchor)
    around = note.plain[max(0, anchor.start - 25) : anchor.end + 30]
    told = note.plain[max(note.unit_at(anchor.start).start, anchor.start - 60) : anchor.start] + around
    at_full_dose = not classes & {"low_molecular_weight_heparin", "heparins"} or _FULL_DOSE.search(told)
    if "anticoagulant" in classes and at_full_dose and not _PROPHYLACTIC.search(around):
        note.say("patient.anticoagulant", True, anchor.start, anchor.end)


def _taken_now(note: Note, anchor: Anchor) -> bool:
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    if (
        axes.status != "present"
        or axes.experiencer == "family"
        or (axes.modality != "done" and axes.cue)
        or _STOPPED.match(note.plain, anchor.end)
        or _COURSE_OVER.search(note.plain, note.unit_at(anchor.start).start, anchor.start)
        or _BEFORE_THE_FIRST.match(note.plain, anchor.end)
        or _SPELL.match(note.plain, anchor.end, note.unit_at(anchor.start).end)
    ):
        return False
    return not re.search(
        r"(?:allergi\w+|intoleran\w+)[^.;\n]{0,20}$|\barret (?:de )?(?:la |l'|du )?$",
        note.plain[max(0, anchor.start - 30) : anchor.start],
    )


def _is_stopped(note: Note, anchor: Anchor) -> bool:
    """ "Dexaméthasone arrêtée en mai": taken once, said of the patient, no longer taken and not followed by another one."""
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    with_others = "anticoagulant" not in classes_of(anchor.id) and _in_a_regimen(note, anchor)
    if axes.status != "present" or axes.experiencer == "family" or with_others or note.is_other(anchor.start):
        return False
    stopped = _STOPPED_NOW.match(note.plain, anchor.end)
    return bool(stopped) and "relais" not in note.plain[anchor.end : anchor.end + 45]


_DAILY = r"(?: ?/ ?(?:j\b|jour|24 ?h)| par jour| ?x ?(?P<times>[2-4])(?: ?/ ?j\w*| par jour)?)?"
_DOSE_AFTER = re.compile(rf"(?: [a-z]+\b)?,? ?:? ?(?:a )?(?P<dose>\d+(?:[.,]\d+)?) ?mg{_DAILY}")
_NEW_DOSE = re.compile(rf" ?(?:-?>|=>|puis|reduit\w* a|diminue\w* a|baisse\w* a) ?(?P<dose>\d+(?:[.,]\d+)?) ?(?:mg)?{_DAILY}")
_NOW_AT = re.compile(
    rf"[^.;\n(]{{0,40}}?\b(?:{phrases('now')}|redui\w+|diminu\w+|decroissance)[^.;\n\d(]{{0,16}}(?<![\d,])(?P<dose>\d+(?:[.,]\d+)?) ?mg{_DAILY}"
)
_AT_NOW = re.compile(rf"[^.;\n(]{{0,40}}?(?<![\d,])(?P<dose>\d+(?:[.,]\d+)?) ?mg{_DAILY} {phrases('now')}")
_DOSE_BEFORE = re.compile(rf"(?<![\d,.])(?P<dose>\d+(?:[.,]\d+)?) ?mg{_DAILY} (?:de |d')$")
_NOT_DAILY = re.compile(
    r" ?(?:/ ?m2|/ ?kg|/ ?semaine|en bolus|par semaine|a c\d|avant (?:la |le |l'|chaque)|en premedication)|"
    r"[^.;]{0,20}premedication"
)


def _steroid_dose(note: Note, anchor: Anchor) -> None:
    """The daily dose in mg of prednisone; of "12 mg/j -> 4 mg/j", the last."""
    equivalent = load_yaml("vocabulary/steroids.yaml").get(anchor.id)
    unit = note.unit_at(anchor.start)
    said = _DOSE_AFTER.match(note.plain, anchor.end, unit.end)
    while said and (newer := _newer_dose(note, said.end(), unit.end)):
        said = newer
    if said is None:
        said = _DOSE_BEFORE.search(note.plain[unit.start : anchor.start])
        end = anchor.end
    else:
        end = said.end()
    if not said or not equivalent or _NOT_DAILY.match(note.plain, end):
        return
    dose = to_float(said["dose"]) * int(said["times"] or 1) * float(equivalent)
    note.say("patient.steroid_dose", round(dose, 1), anchor.start, anchor.end)


def _newer_dose(note: Note, end: int, limit: int) -> re.Match[str] | None:
    """ "60 mg/j débutée le 02/01, actuellement 20 mg/j", "12 mg -> 4 mg": the dose that follows another one."""
    ways = (_NEW_DOSE, _NOW_AT, _AT_NOW)
    return next((found for way in ways if (found := way.match(note.plain, end, limit))), None)


def _in_a_regimen(note: Note, anchor: Anchor) -> bool:
    """ "bortézomib-lénalidomide-dexaméthasone": joined to a drug against cancer."""
    before, after = note.plain[max(0, anchor.start - 4) : anchor.start], note.plain[anchor.end : anchor.end + 3]
    return bool(re.search(r"(?:[-+/,(]| et) ?$", before) or re.match(r" ?[-+/,] ?[a-z]?| et", after)) and any(
        drugs()[other.id].modality
        and not (note.family not in _LIQUID and other.id in ALSO_INFLAMMATORY)
        and min(abs(other.end - anchor.start), abs(other.start - anchor.end)) < 6
        for other in note.anchors["drug"]
    )


def _flag(note: Note, key: str, anchor: Anchor) -> None:
    axes = qualify(note, anchor.start, anchor.end)
    if axes.experiencer == "family" or axes.status == "uncertain" or axes.modality != "done":
        return
    around = note.plain[max(0, anchor.start - 25) : anchor.end + 30]
    if key == "patient.anticoagulant" and _PROPHYLACTIC.search(around):
        return
    if axes.status != "negated" and (
        _SHORT_COURSE.search(note.plain[max(0, anchor.start - 24) : anchor.start])
        or _SHORT_COURSE_AFTER.match(note.plain, anchor.end)
    ):
        return
    stopped = _STOPPED_NOW.match(note.plain, anchor.end) or _NO_MORE.search(note.plain, max(0, anchor.start - 24), anchor.start)
    if stopped and "relais" in note.plain[anchor.end : anchor.end + 45]:
        return  # another one is taken
    denied = axes.status == "negated" or bool(denied_after(note.plain, anchor.end) or stopped)
    if not denied and (_STOPPED.match(note.plain, anchor.end) or _LOCAL.match(note.plain, anchor.end)):
        return
    note.say(key, True, anchor.start, anchor.end, status="negated" if denied else "present")
