"""Comorbidities: the chronic conditions and past events of the value set, stated or denied for the patient.

    "ATCD : HTA, DNID. Pas de PID ni de maladie auto-immune"
    present diabetes, hypertension; absent autoimmune_disease, interstitial_lung_disease

Words that deny all of them ("aucun antécédent", "sans comorbidité") close the set; a screening, a risk or a relative's disease is none. Serologies
("VIH, VHB et VHC négatifs") deny the infection. Known limit: a condition only told by its treatment is not read.
"""

from __future__ import annotations

import re

from matching.reading.dates import date_of
from matching.reading.families.metachronous import LIQUID
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import Axes, qualify
from matching.reading.resolve import COMPLETE
from matching.reading.signs import denied_after
from matching.reading.sought import Sought
from matching.value import Interval

KEY = "patient.comorbidities"

_VIRUSES = r"vih|vhb|vhc|hiv|hbv|hcv|virus|hepatites?|[bc]\b|1/2|ag|hbs"
_NONE = Sought(
    r"(?:aucun(?:e)?|pas d[e']|sans|absence d[e']|0|zero) ?(?:autre )?(?:antecedents?|atcds?|comorbidites?)(?: "
    r"(?:medic\w*|notables?|particuliers?|significati\w*|personnels?|medico-chirurgic\w*|connus?|majeure?s?|"
    r"associee?s?))*(?= ?(?:[.,;:)\n(/-]|$|et |ni |connu|par ailleurs|a signaler|en dehors|hormis))"
    r"|(?:seul|unique) (?:antecedent|atcd)(?: (?:medical|notable|particulier|significatif|connu))?(?= ?(?::|est |une? ))"
    r"|(?<![a-z])(?:atcds?|antecedents?|comorbidites?)(?: (?:medicaux|personnels|perso|medico-chirurgicaux|notables))? "
    r"?[:=] ?(?:0(?!\d|[.,]\d)|neant|ras\b|aucune?\b(?! (?:fam|carc))|sans particularite|non\b)"
)
_SEROLOGIES_NEGATIVE = re.compile(  # "sérologies virales négatives (VIH, VHB)"
    rf"\bserologies?(?: [a-z]+){{0,2}} neg(?:ati\w*)? ?[:(,]?(?:[ ,/&]|et|ou|ni|pour|le|les|{_VIRUSES})*$"
)
_SEROLOGY = re.compile(r"\b(?:serologies?|ag hbs|antigene hbs|hbs)\b[^.;\n]{0,60}$")
_NEGATIVE_LIST = re.compile(
    rf"(?:[ ,/&]|et|ou|ni|:|{_VIRUSES}|{phrases('serologies')})*(?:negati\w*|neg\b|(?<! )-(?=[ "
    r",;.)\n]|$)|\(-\))"
)
_NO_ANTIGEN = re.compile(r" ?[:(]? ?(?:ag|antigene) hbs ?(?:-|\(-\)|neg)")  # "VHB : Ag HBs -, Ac anti-HBc +"
_NOT_A_DISEASE = re.compile(
    r"(?:risque|depistage|surveillance|prevention|prophylaxie|recherche|bilan|vaccin\w*|facteurs? de risque|inscription|"
    r"inscrite? (?:sur liste|en)|projet|indication|candidate?) (?:de |d'|du |contre |en |a |pour )?(?:la |l'|une? )?$"
)
_GRADE = re.compile(r"(?: \w+){0,3}? ?\(?(?:de )?(?:grade|gr\.?|g) ?(?P<low>[0-4])(?: ?[-/a] ?(?P<high>[1-4]))?(?![\d/.,]\d|\d)")
_GRADE_LEFT = re.compile(  # "neuropathie G2 sous bortézomib, résiduelle G1"
    r"[^.;\n]{0,40}?\b(?:residuel\w*|actuel\w*|ce jour|regress\w*|amelioree?|desormais|redevenue|puis)(?: \w+)?? ?[:(]? ?(?:a (?:un )?|en |au |de )?"
    r"(?:grade|gr\.?|g) ?(?P<low>[0-4])(?: ?[-/a] ?(?P<high>[1-4]))?(?![\d/.,]\d|\d)"
)
_ARTHRITIS = re.compile(r" (?:sous|traitee|seropositive|deformante|depuis|ancienne)\b")
_MONTH = re.compile(r"(?:\b(?:en|depuis|fin|debut|mi|jusqu'en|\d{1,2}|1er)[ -])$")
_HOLLOW = re.compile(rf" (?:\w+ )?{phrases('not_a_mood')}")
_ONLY_DENIED = re.compile(phrases("only_denied"))
_DENIED_HERE = re.compile(r"\b(?:(?:pas de|sans|aucune|ni|absence de|0) |(?:pas |ni |absence )d')$")
_EXAMINED = re.compile(r"\b(?:irm|tdm|scanner|echo\w*|doppler|tep|angio\w*)\b")  # "IRM hépatique : pas de thrombose"
_NAMED_FURTHER = re.compile(r" (?!ni |et |ou |connue)\w")  # "thrombose porte"
_OTHER_VESSEL = re.compile(
    r"\b(?:arteriopathie|membres inferieurs|aomi|carotid\w*|femoral\w*|iliaques?|biliaires?|ureter\w*)\b[^.;,]{0,30}$"
)
_ADDED = re.compile(r" ?(?:d'|de )?(?!antecedent|atcd|comorbid)[^,]*, (?!d'|de |ni |ou |et )(?:[^,]*, )*$")
_STILL = re.compile(r"[^.;]{0,40}?\b(?:ni|ou)\b")
_PASSING = ("neuropathy", "depression")
_RESOLVED = re.compile(
    rf"[^.;,\n]{{0,34}}?(?:, ?(?:aujourd'hui|desormais|depuis|maintenant|\w+ment)? ?)?\b{phrases('resolved')}"
    r"(?! (?:a un |en |au |a )?(?:grade|gr\b|g ?\d))"
)
_STILL_THERE = re.compile(rf"[^.;\n]{{0,24}}?\b{phrases('still_there')}")
_EP_REGIMEN = re.compile(r" ?(?:x ?\d|\d(?!\d{3})|/(?! ?tvp)|cisplat|-(?!>))")
_IN_THE_FAMILY = re.compile(
    r" (?:familial|familiaux|familiale)s?\b(?P<own>[ ,(]*(?:pas|non|mais pas) (?:perso\w*|chez (?:la|le) patiente?))?"
)
_ACUTE = re.compile(r"\bapres [^.;]{0,50}$")  # "après néphrostomies, hémodialyse et transfusion"
_OF_THE_TUMOUR = re.compile(r" ?(?:pulmonaire )?(?:tumora|neoplasi)")


def read(note: Note) -> None:
    for anchor in note.anchors.get("comorbidity", ()):
        _condition(note, anchor)
    for found in _NONE.finditer(note):
        if not note.is_other(found.start()):
            note.say(KEY, COMPLETE, *found.span())


def _condition(note: Note, anchor: Anchor) -> None:
    """Says one condition, with the status that its sentence gives it."""
    unit = note.unit_at(anchor.start)
    before = note.plain[unit.start : anchor.start]
    after = note.plain[anchor.end : unit.end]
    if _is_none(note, anchor, before, after):
        return
    axes = qualify(note, anchor.start, anchor.end)
    said_no = denied_after(note.plain, anchor.end, unit.end) is not None
    status = _status(note, anchor, axes, said_no, before, after)
    if status is None:
        return
    familial = None if anchor.id == "dyslipidaemia" else _IN_THE_FAMILY.match(after)
    if familial and not familial["own"]:
        return  # "diabète familial"; a familial hypercholesterolaemia is the patient's
    unwanted = status == "negated" and not said_no and axes.cue and axes.cue[0] > anchor.end
    if anchor.id == "organ_transplant" and (axes.modality != "done" or unwanted):
        return  # "greffe hépatique : récusée", "non retenue"
    if familial or said_no:
        status = "negated"
    if unit.section != "question" and re.match(r" ?\?", after):
        status = "uncertain"
    # One value may stand for several diseases ("Crohn", "psoriasis = non"): the one that is there decides.
    weight = int(status == "present")
    note.say(KEY, anchor.id, anchor.start, anchor.end, status=status, experiencer=axes.experiencer, weight=weight)
    if anchor.id == "neuropathy" and status == "present" and axes.experiencer == "patient":
        _neuropathy_grade(note, anchor)


def _is_none(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """Do the words name no condition of the patient: a risk, a screening, an acute trouble, another's disease?"""
    return bool(
        note.is_other(anchor.start)
        or _NOT_A_DISEASE.search(before)
        or _OF_THE_TUMOUR.match(after)
        or (note.plain.startswith("hemodialyse", anchor.start) and _ACUTE.search(before))
        or _is_another(note, anchor, before, after)
        or (_ONLY_DENIED.fullmatch(note.plain, anchor.start, anchor.end) and not _is_denied(note, anchor, before, after))
    )


def _status(note: Note, anchor: Anchor, axes: Axes, said_no: bool, before: str, after: str) -> str | None:
    """The status that the sentence gives: a negative serology denies, whatever stands around it; None where nobody can tell."""
    if (
        _NEGATIVE_LIST.match(after)
        or _NO_ANTIGEN.match(after)
        or _SEROLOGIES_NEGATIVE.search(before)
        or (_SEROLOGY.search(before) and re.match(r"[^.;\n]{0,40}negati", after))
    ):
        return "negated"
    if axes.status != "negated" or not axes.cue:
        return axes.status
    end = anchor.end + len(after)
    added = not said_no and _ADDED.match(note.plain, axes.cue[1], anchor.start)
    if added and not _STILL.match(note.plain, anchor.end, end):
        return None  # "pas d'insuffisance cardiaque, ostéoporose": denied or not, who knows
    if _stands_between(note, anchor, axes.cue):
        return None if axes.cue[0] < anchor.start else "present"
    return "negated"


def _is_denied(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """Of a word that says too little to be a disease by itself: "pas de thrombose", "transplantation : aucune"."""
    said_no = denied_after(note.plain, anchor.end, anchor.end + len(after))
    if _EXAMINED.search(before) or (note.family in LIQUID and note.plain.startswith("greffe", anchor.start)):
        return False  # a graft is of marrow there
    return bool(said_no or (_DENIED_HERE.search(before) and not _NAMED_FURTHER.match(after)))


def _stands_between(note: Note, anchor: Anchor, cue: tuple[int, int]) -> bool:
    """Dictated without a comma, does another disease stand between this one and the words that deny it: "BPCO dépression VHC nég"?"""
    before = cue[0] < anchor.start
    others = (
        note.anchors_between("comorbidity", cue[1], anchor.start)
        if before
        else note.anchors_between("comorbidity", anchor.end, cue[0])
    )
    if not others:
        return False
    gap = note.plain[others[-1].end : anchor.start] if before else note.plain[anchor.end : others[0].start]
    return not re.search(r"[,;/&+(:-]|\b(?:et|ou|ni)\b", gap)


def _is_another(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """Another thing than the chronic disease: a homonym, an acute or passing one, why a treatment was stopped."""
    words = note.plain[anchor.start : anchor.end]
    return bool(
        re.match(r" (?:gestationnel|portale?|pulmonaire|intra-?cranienne|aigue)\b", after)
        or (anchor.id == "depression" and _HOLLOW.match(after))
        or (anchor.id == "autoimmune_disease" and re.match(r" ?\(?(?:reponse|histo|complete)", after))  # RCH: a complete response
        or (
            words == "ep" and _EP_REGIMEN.match(after) and not note.dates_between(anchor.end, anchor.end + 3)
        )  # étoposide-cisplatine
        or (words == "mai" and _MONTH.search(before))  # in capitals, the month is written like "maladie auto-immune"
        or (words == "pr" and note.family == "prostate" and not _ARTHRITIS.match(after))  # a radical prostatectomy
        or (words.startswith("stent") and _OTHER_VESSEL.search(before))
        or (anchor.id in _PASSING and _RESOLVED.match(after))
        or (
            anchor.id == "neuropathy"
            and re.search(r"(?:arret|stop\w*)[^.;\n]{0,30}\($", before)
            and not _STILL_THERE.match(after)
        )
    )


def _neuropathy_grade(note: Note, anchor: Anchor) -> None:
    """ "Neuropathie périphérique de grade 2", "neuropathie G1"; one of two grades ("1-2") is between them."""
    found = _GRADE.match(note.plain, anchor.end, note.unit_at(anchor.start).end)
    if found:
        found = _GRADE_LEFT.match(note.plain, found.end(), note.unit_at(anchor.start).end) or found
        low = float(found["low"])
        grade = Interval(low, max(low, float(found["high"] or low)))
        note.say("patient.neuropathy_grade", grade, anchor.start, found.end(), date=date_of(note, anchor.start, found.end()))
