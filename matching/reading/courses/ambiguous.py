"""Names of procedures that mean something else elsewhere, told apart by what stands beside them and by the tumour.

"CT thoracique" (a scanner)    "RCC de stade III" (a renal carcinoma)    "scanner de surveillance"    "carcinose PCI 14"
"""

from __future__ import annotations

import re
from collections.abc import Callable

from matching.reading.mention import Anchor
from matching.reading.note import Note

GYNAECOLOGY = ("ovary", "endometrium", "cervix")
WITH_ANNEXES = re.compile(r" ?(?:\+|-|/|et|avec) ?(?:asb|absb|sob|ab\b|gs\b|annexect|salpingo|ovariect|omentect)")
_LIQUID = ("lymphoma", "leukaemia", "myeloma")
_SCANNER = re.compile(r" ?-?(?:scan|tap|thorax|thoraco|abdo|inject|du |cerebral|tep|pelvi|:)")
_RENAL = re.compile(r"rein|renal|nephr")
_DEPARTMENT = re.compile(
    r"(?:services?|consultations?|cs|unite|departement|pole|avis|staff|interne|chef|equipe|bloc|admise? en|hospitalisee? en|"
    r"adressee? en|centre) (?:de |d'|en |a |la )*$|\ben neuro$"
)
_DEPARTMENT_OF = re.compile(
    r"\b(?:services?|departement|pole|unite|clinique|institut) (?:de |d'|d’|des )?(?:[\w-]+ ){0,2}(?:et |- |/ |, )?(?:de |d')?$"
)
_MEETING = re.compile(r"\b(?:rcp|reunion|staff|consultation|compte rendu|cr)\b")
_SPECIALTY = re.compile(
    r" ?(?:viscerale|thoracique|digestive|generale|orthoped|plastique|maxillo|urolog|gyneco|vasculaire|hepato|"
    r"oncolog|pediatri|cardia|orl\b|visc\b|dig\b)"
)
_AGREES = re.compile(
    r"(?:(?!a )[ .]+\w+)?[ .]+(?:(?:est |a ete )?(?:prevenue?|contactee?|sollicitee?|d'accord)\b|(?:a|ont) (?:deja )?(?:decline|recuse|refuse|"
    r"donne son (?:accord|avis)|rendu son avis)\b|ne (?:la |le |l'|nous |me )?(?:propose|veut|souhaite)\w*)"
)
_WATCHED_BY = re.compile(
    r"(?:\bsur|lors (?:de|du)|decours|scanner|tdm|irm|imagerie|bilan|examen|consultation|tep|coloscopie|rythme|"
    r"sous|en|cystoscopie|mammo\w*|suivi) (?:de |d'|de la )?$"
)
_WATCHED_ACTIVELY = ("prostate", "thyroid", "kidney", "lymphoma", "testis", "sarcoma", "net", "")
_WATCHED_HOW = re.compile(
    r" (?:semestriel|annuel|trimestriel|mensuel|scanno|echo|radiolog|clini|biolog|endoscop|iconograph|dermato|"
    r"ophtalmo|cardio|hepat|tension)"
)
_SCAR_OF = re.compile(r"\b(?:loge|lit|cicatrice|tranche|moignon|orifice)s? (?:de |d'|du |de la )$")
_IRRADIATED = re.compile(r"\b(?:territoires?|zones?|terrains?|champs?|tissus?|regions?) (?:\w+ )?$")  # where a sarcoma arises
_SPECIMEN = re.compile(r"(?:biopsie|marges?|berges|piece|limites?)[- ](?:d'|de l'|de )?$")


def is_treatment(note: Note, anchor: Anchor) -> bool:
    """Do these words name a treatment here?"""
    word, after = note.cased[anchor.start : anchor.end], note.plain[anchor.end : anchor.end + 14]
    before = note.plain[max(0, anchor.start - 26) : anchor.start]
    if anchor.id in _SPECIALTIES and _of_the_title(note, anchor, before, after):
        return False
    if (
        _NUMBER.match(note.plain, anchor.end)
        or _SCAR_OF.search(before)
        or (anchor.id == "radiotherapy" and _IRRADIATED.search(before))
    ):
        return False
    check = _BY_WORD.get(word) or _BY_NAME.get(anchor.id)
    return check is None or check(note, anchor, before, after)


_SPECIALTIES = ("radiotherapy", "brachytherapy", "surgery", "neurosurgery", "chemotherapy")


def heads_a_meeting(note: Note, anchor: Anchor) -> bool:
    """ "Note pour RCP lymphome / CAR-T": what the meeting deals with, no treatment."""
    start, end = note.line(anchor.start)
    ends = not note.plain[anchor.end : end].strip(" .:-")
    return ends and bool(re.search(r"\brcp (?:[\w'-]+ ){0,3}(?:[\w'-]+ ?[/,&+-] ?)?$", note.plain[start : anchor.start]))


_NUMBER = re.compile(r"-\d{3,}")  # "IPP RT-2025-6617"
_AND_ONCOLOGY = re.compile(r"\b(?:oncologie|cancerologie|onco)(?: ?[-/,&] ?| et )$")


def _of_the_title(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """ "Radiothérapie - RCP gynéco du 14/04/2026", "Service d'ORL et chirurgie cervico-faciale": the speciality that writes."""
    start, end = note.line(anchor.start)
    first = start == 0 or not note.plain[:start].strip()
    heads = anchor.start == start and re.match(r"s? ?(?:[-|/,]|$|\n)", after) and _MEETING.search(note.plain, anchor.end, end)
    beside = note.line(start)[0] < 200 and _AND_ONCOLOGY.search(before)  # "Oncologie-radiothérapie, CH de Pont-l'Evêque"
    return (
        bool(beside)
        or bool(first and heads)
        or bool(_DEPARTMENT_OF.search(note.plain, max(start, anchor.start - 40), anchor.start))
    )


def _chemotherapy(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    return not _SCANNER.match(after) and not re.search(r"(?:tep|pet|angio|\d)[ -/]?$", before)


def _chemoradiotherapy(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    if re.search(r"\b(?:si|en cas de) $", before):
        return False  # "watch and wait si RCC": a complete clinical response
    return note.family != "kidney" and not _RENAL.search(note.plain[max(0, anchor.start - 40) : anchor.end + 40])


def _no_road(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    return not (re.match(r" (?:de|du|nationale|d')", after) and re.search(r"\d,? ?$", before))


def _hysterectomy(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """ "HT + ASB" whatever the organ that the rest of the note names; "HT" alone is a hormone therapy elsewhere."""
    beside = re.match(r" ?(?:\+|-|/|et|avec|coelio|robot|bilat|le |du |en |\d|par |totale)", after)
    return bool(WITH_ANNEXES.match(after)) or (note.family in GYNAECOLOGY and bool(beside))


def _annexectomy(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    after_ht = re.search(r"\b(?:ht|hysterectomie\w*(?: \w+)?) ?(?:\+|-|/|et|avec) ?$", before)
    return note.family in GYNAECOLOGY and bool(after_ht)


def _cytoreduction(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """A cytokine release syndrome elsewhere."""
    return note.family in (*GYNAECOLOGY, "colorectal", "stomach", "mesothelioma", "")


def _abdominoperineal(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """An early access elsewhere."""
    return note.family in ("colorectal", "anus", "") and not re.search(
        r"(?:acces|accord|demande|atu|\bvia|\ben)(?: d[e']?)? ?$", before
    )


def _cranial_irradiation(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """A peritoneal cancer index elsewhere."""
    return note.family in ("lung", "") and not re.match(r" ?(?:a|=|:)? ?\d(?!\d ?gy)", after)


def _prostatectomy(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """A receptor or a partial response elsewhere."""
    return note.family == "prostate" and not re.match(r" ?(?:[<>=%:]|\d{1,3} ?%|psa|bio|partielle)", after)


def _autologous(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    return note.family in _LIQUID and bool(re.search(r"(?:puis|\+|et|beam|melphalan|mel ?200|par|,|-) ?$", before))


def _allogeneic(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    return note.family in _LIQUID and not re.match(r"[-/]\w", after)


def _radiofrequency(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    return note.family in ("liver", "colorectal", "lung", "kidney", "biliary", "net") and not re.match(
        r" ?(?:\+|-|neg|pos|:)", after
    )


def _axillary_dissection(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    return bool(re.search(r"(?:\+|et|avec|/|-) ?$", before)) and not re.match(r" ?\d", after)


def _no_department(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    heads = note.line(anchor.start)[0] == anchor.start
    if _AGREES.match(note.plain, anchor.end, anchor.end + 40):
        return False  # "chir tho prévenue", "la neurochirurgie a décliné"
    return not (_DEPARTMENT.search(before) or (_SPECIALTY.match(after) and (before.endswith("en ") or heads)))


def _stereotactic(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """A biopsy elsewhere: "biopsie stéréo", "macrobiopsies sous stéréo"."""
    return note.plain[anchor.start : anchor.end] != "stereo" or not re.search(r"(?:biops\w*|bx|reperage|sous) (?:\w+ )?$", before)


def _cholecystectomy(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """Elsewhere than in the biliary tract the gallbladder is no part of a cancer's treatment, unless another operation took it along."""
    following = note.anchors_between("procedure", anchor.end, anchor.end + 40)
    listed = after.startswith(", ") and any(other.id != "surgery" for other in following)
    beside = listed or re.match(r" ?(?:\+|et|avec) ", after) or re.search(r"(?:\+|et|avec) (?:une |la )?$", before)
    return note.family in ("biliary", "liver", "") or bool(beside)


_OF_ANOTHER_VESSEL = re.compile(
    r"[a-z' ]{0,24}\b(?:port(?:e|ale|ales)|veineuse|bronchique|spleni\w+|uterine|hemosta\w+|d'hemorrag\w+|d'un anevri\w+|du saignement)\b"
)


def _embolisation(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """Of the portal vein before a hepatectomy, or to stop a bleeding, it treats no tumour."""
    return not _OF_ANOTHER_VESSEL.match(note.plain, anchor.end, anchor.end + 40)


def _radiosurgery(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    return bool(re.match(r" ?:? ?(?:de )?\d", after))


def _watching(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    return not _WATCHED_BY.search(before) and not _WATCHED_HOW.match(after)


def _watched_actively(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """Elsewhere it is that of another cancer, of the prostate mostly."""
    return note.family in _WATCHED_ACTIVELY


def _excision(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """A biopsy or a specimen is no operation; but a melanoma is taken out whole to be examined."""
    if _MARGINS.match(after) and _operated_before(note, anchor):
        return False  # "thyroïdectomie totale [...], exérèse R0"
    of_the_skin = note.family == "skin" and re.match(r" (?:du|le|en|initiale?|realisee?|faite) ", after)
    return bool(of_the_skin and re.search(r"\bbiopsie[- ]$", before)) or not _SPECIMEN.search(before)


_MARGINS = re.compile(r" (?:juge\w+ )?(?:r[012x]\b|in sano|en marges?|macroscop)")


def _operated_before(note: Note, anchor: Anchor) -> bool:
    others = note.anchors_between("procedure", note.unit_at(anchor.start).start, anchor.start)
    return any(other.id.endswith("ectomy") or other.id == "colectomy" for other in others)


_Check = Callable[[Note, Anchor, str, str], bool]
_BY_WORD: dict[str, _Check] = {
    **dict.fromkeys(("CT", "CTa", "PCT"), _chemotherapy),
    **dict.fromkeys(("RCC", "ARC", "CRT"), _chemoradiotherapy),
    **dict.fromkeys(("PCI", "IPC", "ICP"), _cranial_irradiation),
    **dict.fromkeys(("auto", "Auto"), _autologous),
    **dict.fromkeys(("allo", "Allo"), _allogeneic),
    "rte": _no_road,
    "HT": _hysterectomy,
    "AB": _annexectomy,
    "CRS": _cytoreduction,
    "AAP": _abdominoperineal,
    "PR": _prostatectomy,
    "RF": _radiofrequency,
    "CA": _axillary_dissection,
    "RCS": _radiosurgery,
}
_BY_NAME: dict[str, _Check] = {
    "surgery": _no_department,
    "neurosurgery": _no_department,
    "stereotactic radiotherapy": _stereotactic,
    "surveillance": _watching,
    "wide excision": _excision,
    "embolisation": _embolisation,
    "chemoembolisation": _embolisation,
    "cholecystectomy": _cholecystectomy,
    "active surveillance": _watched_actively,
}
