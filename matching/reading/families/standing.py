"""Where the disease stands, in words of each organ: resectability, hormone sensitivity, volume, receptors on PET, residual
disease...

    "ADK de prostate hormono-naïf, bas volume CHAARTED"        hormone_sensitivity hormone_sensitive, metastatic_volume low
    "rechute platine-résistante, intervalle libre de 4 mois"    platinum_free_interval 4

Only what the words state; resectability is said before surgery and left out after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from matching.reading.dates import date_of
from matching.reading.families.diagnosis import read_diagnosis
from matching.reading.families.flags import flag, no_clot_left
from matching.reading.families.relapse import is_before_relapse
from matching.reading.families.risk import read_risk
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.reading.signs import denied_after
from matching.reading.sought import Sought
from matching.value import Interval

_SURGERY_DONE = Sought(
    r"\b(?:piece operatoire|pieces? d[e'] ?\w+ectomie|yp ?t(?:\d|is)|p ?t[0-4]\w? ?,?p? ?n\d?|cr anapath|"
    r"suites? operatoires?|cc-?[0-3]|residu (?:nul|macroscopique)|chirurgie d'intervalle (?:le|en|du)|"
    r"(?<!si )(?:exerese|resection|chirurgie) r[0-2])\b"
)
_MONTHS = re.compile(r"[^.;,\n\d<>≥≤]{0,24}(?P<sign>[<>≥≤]=? ?)?(?P<low>\d{1,3}) ?(?:-|a)? ?(?P<high>\d{1,3})? ?mois")
_EDITION = re.compile(r"\b([6-9])(?: ?(?:e|eme|th))?\b|\b(septieme|huitieme|neuvieme)\b|2017")
_EDITIONS = {"septieme": 7, "huitieme": 8, "neuvieme": 9}
_NO_UPTAKE = (
    r"(?P<no>negati\w*|(?:sans|aucune?) (?:\w+ ){0,2}?(?:(?:hyper)?fixation|captation|foyer|expression)|non fixant|"
    r"(?:pas de |pas d'|absence (?:de |d')|peu (?:de |d'))(?:(?:hyper)?fixation|captation|lesion|foyer|expression)"
    r"(?! (?:dans |de |au niveau de |du )?(?:la )?(?:loge|lit)\b)|"
    r"faible\w* (?:fixation|captation)|ne fix(?:e|ait|ent|aient) pas)"
)
_UPTAKE = re.compile(
    rf"[^.;\n]{{0,60}}?(?:{_NO_UPTAKE}|(?P<yes>positi\w*|fix\w+|hyperfix\w*|captation|captant|"
    rf"intense\w*|krenning|avide\w*|expression|\+(?!\d)))"
)
_SAID_POSITIVE = re.compile(
    rf"(?:[ :=(]|lesions?|negati(?=v)|toutes|les|cibles?|19/01|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|du|"
    rf"le){{0,8}}(?:{_NO_UPTAKE}|(?P<yes>positi\w*|avide\w*|intense\w*|(?:hyper)?fixation\w* intense\w*|"
    rf"\+(?!\d)))"
)


def read(note: Note) -> None:
    for anchor in note.anchors.get("finding", ()):
        reader = _READERS.get(anchor.id)
        if reader and not note.is_other(anchor.start):
            reader(note, anchor)
    read_diagnosis(note)
    no_clot_left(note)
    _measurable_numbers(note)


def _stated(key: str, value: object, families: tuple[str, ...] = (), weight: int = 0) -> Callable[[Note, Anchor], None]:
    """A value that the word itself states, where it is neither denied nor unsure nor of before a relapse."""

    def read_stated(note: Note, anchor: Anchor) -> None:
        lasting = value == "castration_resistant"  # never undone, whatever relapse is told after it
        if (families and note.family not in families) or (not lasting and is_before_relapse(note, anchor.start, anchor.end)):
            return
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        if axes.status == "present" and axes.experiencer == "patient" and axes.modality in ("done", "planned"):
            note.say(key, value, anchor.start, anchor.end, weight=weight, date=date_of(note, anchor.start, anchor.end))

    return read_stated


def _resectable(value: str) -> Callable[[Note, Anchor], None]:
    def read_resectable(note: Note, anchor: Anchor) -> None:
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        unit = note.unit_at(anchor.start)
        before = note.plain[max(unit.start, anchor.start - 30) : anchor.start]
        if is_before_relapse(note, anchor.start, anchor.end):
            return
        operated = any(not note.is_other(done.start()) for done in _SURGERY_DONE.finditer(note))
        if operated or axes.status == "uncertain" or axes.modality == "conditional" or unit.section == "question":
            return
        if re.search(r"(?:si|si devenu\w*|rendre|potentiellement|evaluer|caractere|avant|resecabilite) $", before) or re.match(
            r" ?\?", note.plain[anchor.end : anchor.end + 3]
        ):
            return
        if value == "resectable" and before.endswith("borderline "):
            return
        if value == "resectable" and denied_after(note.plain, anchor.end, unit.end):
            note.say("tumour.resectable", "unresectable", anchor.start, anchor.end, date=date_of(note, anchor.start, anchor.end))
            return
        said = "unresectable" if value == "resectable" and re.search(r"\b(?:non|pas|n'est pas|in|plus)[ -]$", before) else value
        if said == "borderline" and note.family not in ("pancreas", "biliary", "lung", "liver", "colorectal"):
            return
        note.say("tumour.resectable", said, anchor.start, anchor.end, date=date_of(note, anchor.start, anchor.end))

    return read_resectable


def _measurable(note: Note, anchor: Anchor) -> None:
    before = note.plain[max(0, anchor.start - 30) : anchor.start]
    denied = re.search(r"(?:non|pas de|aucune|sans|pas)(?: (?:lesion|maladie|cible|de))* ?$", before)
    if not re.search(r"evaluer|recherche", before):
        note.say("tumour.measurable_disease", not denied, anchor.start, anchor.end, date=date_of(note, anchor.start, anchor.end))


_NOT_MEASURABLE = Sought(r"non evaluable (?:selon )?recist|maladie evaluable non mesurable")


def _measurable_numbers(note: Note) -> None:
    """ "Maladie non mesurable", "non évaluable selon RECIST" in one go with the anchors; nothing is inferred from lengths."""
    for found in _NOT_MEASURABLE.finditer(note):
        note.say("tumour.measurable_disease", False, *found.span())


def _screening(note: Note, anchor: Anchor) -> None:
    """The tumour was found by screening; screening of something else (DPD, hepatitis, a relative) is not meant."""
    unit = note.unit_at(anchor.start)
    after = note.plain[anchor.end : anchor.end + 30]
    before = note.plain[max(unit.start, anchor.start - 40) : anchor.start]
    axes = qualify(note, anchor.start, anchor.end)
    if (
        axes.experiencer == "family"
        or unit.section in ("proposal", "question", "family")
        or (axes.status == "negated" and not re.search(r"hors|sans|pas de", before))
    ):
        return
    if re.match(
        r" (?:dpd|vih|vhb|vhc|hepat|gene|famil|oncog|de la dpd|du deficit|des apparent|g8|denutri|nutrition|"
        r"brca|lynch|msi|uracil)",
        after,
    ) or re.search(r"\bg8\b|dpd|enfants|apparentes", before + after):
        return
    if re.search(r"(?:hors|sans|pas de|jamais de|non|aucun|absence de|refus\w* (?:du|de|le)?)[^.;,]{0,14}$", before):
        note.say("tumour.found_by_screening", False, anchor.start, anchor.end)
    elif axes.modality == "done":
        note.say("tumour.found_by_screening", True, anchor.start, anchor.end)


def _bclc(note: Note, anchor: Anchor) -> None:
    found = re.compile(r"[ :=(]*(?:stade )?([0abcd])\d?(?![a-z0-9])").match(note.plain, anchor.end)
    if found and not is_before_relapse(note, anchor.start, found.end()):
        note.say("tumour.bclc", found[1].upper(), anchor.start, found.end(), date=date_of(note, anchor.start, found.end()))


def _scan(key: str, families: tuple[str, ...]) -> Callable[[Note, Anchor], None]:
    """A receptor PET that shows uptake, or shows none."""

    def read_scan(note: Note, anchor: Anchor) -> None:
        unit = note.unit_at(anchor.start)
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        asked = axes.modality != "done" or unit.section in ("question", "proposal")
        if note.family not in families or (asked and not note.plain.endswith("(", 0, anchor.start)):
            return  # in brackets, a result is what a proposal rests on: "non retenu (TEP DOTATOC négative)"
        found = (_UPTAKE if key == "tumour.sstr_positive" else _SAID_POSITIVE).match(note.plain, anchor.end, unit.end)
        if found and not re.search(r"a faire|prevu|demande|en attente", found.group()):
            note.say(key, found["yes"] is not None, anchor.start, found.end(), date=date_of(note, anchor.start, anchor.end))

    return read_scan


_AT_DIAGNOSIS = re.compile(r"\b(?:diagnosti\w+|d'emblee|initial\w*)\b")


def _volume(value: str) -> Callable[[Note, Anchor], None]:
    def read_volume(note: Note, anchor: Anchor) -> None:
        unit = note.unit_at(anchor.start)
        resistant = any(one.id == "castration_resistant" for one in note.anchors.get("finding", ()))
        if resistant and value == "low" and _AT_DIAGNOSIS.search(note.plain, unit.start, anchor.start):
            return  # of before the resistance; what was high stays so
        if note.family == "prostate" and qualify(note, anchor.start, anchor.end, reach=False).status == "present":
            note.say("tumour.metastatic_volume", value, anchor.start, anchor.end)

    return read_volume


def _interval(note: Note, anchor: Anchor) -> None:
    found = _MONTHS.match(note.plain, anchor.end, note.unit_at(anchor.start).end)
    if not found or note.family not in (
        "ovary",
        "endometrium",
        "cervix",
        "lung",
        "head_neck",
        "bladder",
        "urothelial",
        "pancreas",
    ):
        return
    low = float(found["low"])
    high = float(found["high"]) if found["high"] else low
    sign = (found["sign"] or "").strip()
    value = Interval(low, high)
    if sign:
        value = Interval(0, low, high_open=sign == "<") if sign[0] in "<≤" else Interval(low, float("inf"), low_open=sign == ">")
    note.say("tumour.platinum_free_interval", value, anchor.start, found.end(), date=date_of(note, anchor.start, found.end()))


def _residue(value: str) -> Callable[[Note, Anchor], None]:
    def read_residue(note: Note, anchor: Anchor) -> None:
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        coded = note.plain[anchor.start : anchor.end].startswith("cc")  # "sans résidu (CC0)"
        if note.family != "ovary" or is_before_relapse(note, anchor.start, anchor.end):
            return
        if axes.modality == "done" and (axes.status == "present" or (coded and axes.status == "negated")):
            note.say("tumour.residual_disease", value, anchor.start, anchor.end, date=date_of(note, anchor.start, anchor.end))

    return read_residue


def _occlusion(value: str) -> Callable[[Note, Anchor], None]:
    def read_occlusion(note: Note, anchor: Anchor) -> None:
        if note.family not in ("colorectal", "small_bowel", "stomach", "ovary"):
            return
        axes = qualify(note, anchor.start, anchor.end)
        if (
            axes.status == "uncertain"
            or axes.experiencer == "family"
            or axes.modality == "conditional"
            or re.search(r"risque|ulcere|appendic|diverticul|sigmoidite", note.plain[max(0, anchor.start - 24) : anchor.start])
        ):
            return
        denied = axes.status == "negated" or re.search(r"non $", note.plain[max(0, anchor.start - 5) : anchor.start])
        note.say(
            "tumour.occlusion_perforation",
            "none" if denied else value,
            anchor.start,
            anchor.end,
            weight=0 if denied else 2 if value == "perforation" else 1,
        )

    return read_occlusion


def _edition(note: Note, anchor: Anchor) -> None:
    found = _EDITION.search(note.plain[anchor.start : anchor.end])
    if found:
        number = int(found[1]) if found[1] else _EDITIONS.get(found[2], 8)
        note.say("tumour.tnm_edition", number, anchor.start, anchor.end, weight=number)


def _brain_state(note: Note, anchor: Anchor) -> None:
    """Brain metastases treated and stable, untreated, or symptomatic, in the same sentence."""
    unit = note.unit_at(anchor.start)
    words = note.plain[unit.start : unit.end]
    if not re.search(r"meta\w*|lesions?", words) or not re.search(r"cereb|enceph|snc", words):
        return
    for value, pattern in (
        ("symptomatic", r"\bsymptomatiques?\b"),
        ("treated_stable", r"(?:traitee?s?|irradiee?s?|operee?s?)[^.;]{0,30}stables?|stables?[^.;]{0,30}(?:apres|depuis)"),
        ("untreated", r"non traitees?|asymptomatiques? non"),
    ):
        hit = re.search(pattern, words)
        if hit and not (value == "symptomatic" and re.search(r"(?:non|a|pas) ?$", words[: hit.start()][-5:])):
            note.say("tumour.brain_metastases_state", value, unit.start + hit.start(), unit.start + hit.end())
            return


_READERS: dict[str, Callable[[Note, Anchor], None]] = {
    "unresectable": _resectable("unresectable"),
    "borderline": _resectable("borderline"),
    "resectable": _resectable("resectable"),
    "measurable": _measurable,
    "screening": _screening,
    "bclc": _bclc,
    "portal": flag("tumour.portal_invasion", ("liver",)),
    "sstr": _scan(
        "tumour.sstr_positive", ("neuroendocrine", "pancreas", "small_bowel", "lung", "brain", "adrenal", "skin", "thyroid")
    ),
    "psma": _scan("tumour.psma_positive", ("prostate",)),
    "hormone_sensitive": _stated("tumour.hormone_sensitivity", "hormone_sensitive", ("prostate",)),
    "castration_resistant": _stated("tumour.hormone_sensitivity", "castration_resistant", ("prostate",), weight=1),
    "high_volume": _volume("high"),
    "low_volume": _volume("low"),
    "emvi": flag("tumour.emvi", ("colorectal",)),
    "visceral_crisis": flag("tumour.visceral_crisis"),
    "occlusion": _occlusion("occlusion"),
    "perforation": _occlusion("perforation"),
    "platinum_interval": _interval,
    "cytoreduction_complete": _residue("none"),
    "cytoreduction_small": _residue("under_1cm"),
    "cytoreduction_large": _residue("over_1cm"),
    "prognostic": read_risk,
    "edition": _edition,
    "metastatic": _brain_state,
}
