"""Which words of a note name a treatment, and which of them make one regimen.

    "cisplatine-vinorelbine x 3 + RTE 66 Gy puis durvalumab"
    [cisplatin, vinorelbine, radiotherapy] and [durvalumab]

A word is a drug, a class of drugs, a named protocol or a procedure (data/vocabulary). What stands between two words decides whether they
are given together ("+", "-", "et", "par") or are different regimens ("puis", "ou", a comma).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from matching.data_files import load_yaml
from matching.drugs import drug_classes, drugs, members_of, protocols
from matching.reading.mention import Anchor
from matching.reading.note import Note

SYSTEMIC = ("chemotherapy", "immunotherapy", "targeted_therapy", "endocrine_therapy")

# OncoTree tissues of the protocols file and the families of tumour types they cover.
_TISSUES = {
    "BREAST": "breast", "OVARY": "ovary", "UTERUS": "endometrium", "CERVIX": "cervix", "BLADDER": "bladder urothelial", "BILIARY_TRACT": "biliary",
    "PROSTATE": "prostate", "LUNG": "lung mesothelioma", "THYMUS": "thymus", "HEAD_NECK": "head_neck", "BRAIN": "brain", "SKIN": "skin",
    "SOFT_TISSUE": "sarcoma gist", "BONE": "sarcoma", "LYMPH": "lymphoma leukaemia myeloma", "STOMACH": "stomach oesophagus",
    "PANCREAS": "pancreas", "LIVER": "liver", "MYELOID": "leukaemia", "ADRENAL_GLAND": "adrenal", "TESTIS": "testis",
}  # fmt: skip


@dataclass(frozen=True)
class Atom:
    """One word that names a treatment. `generic` names no drug ("chimiothérapie"); `beside` makes no record alone ("GS")."""

    start: int
    end: int
    id: str
    modalities: tuple[str, ...]
    agents: tuple[str, ...] = ()
    protocol: bool = False
    generic: bool = False
    attached: bool = False
    beside: bool = False


@dataclass
class Regimen:
    """Words of one regimen, in the order of the text; `whole_start` takes in the general word that announced it."""

    atoms: list[Atom] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.atoms[0].start

    @property
    def end(self) -> int:
        return self.atoms[-1].end

    @property
    def modalities(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(modality for atom in self.atoms for modality in atom.modalities))

    @property
    def agents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(agent for atom in self.atoms for agent in atom.agents))

    def has(self, modality: str) -> bool:
        return modality in self.modalities

    @property
    def systemic(self) -> bool:
        return any(modality in SYSTEMIC for modality in self.modalities)


@cache
def procedures() -> dict[str, dict[str, Any]]:
    """The procedures by the keyword of what they are: data/vocabulary/procedures.yaml."""
    return load_yaml("vocabulary/procedures.yaml")  # type: ignore[no-any-return]


def regimens(note: Note) -> list[Regimen]:
    """The regimens of a note, in the order of the text, whether received, proposed or ruled out."""
    found: list[Regimen] = []
    for atom in _atoms(note):
        if found and _together(note, found[-1], atom):
            found[-1].atoms.append(atom)
        else:
            found.append(Regimen([atom]))
    return [regimen for regimen in found if not all(atom.beside for atom in regimen.atoms)]


def _atoms(note: Note) -> list[Atom]:
    """Words that do not overlap: the longest wins, then a protocol over a drug."""
    every = sorted((*_drugs(note), *_classes(note), *_protocols(note), *_procedures(note)), key=lambda atom: (atom.start, atom.start - atom.end, not atom.protocol))
    kept: list[Atom] = []
    for atom in every:
        if kept and atom.start < kept[-1].end:
            if atom.end - atom.start > kept[-1].end - kept[-1].start:
                kept[-1] = atom
            continue
        kept.append(atom)
    return kept


def _drugs(note: Note) -> Iterator[Atom]:
    for anchor in note.anchors.get("drug", ()):
        modality = drugs()[anchor.id].modality
        if modality and not _another_sense(note, anchor):
            yield Atom(anchor.start, anchor.end, anchor.id, (modality,), (anchor.id,))


_DISEASE_OF_ITS_OWN = re.compile(r"\b(?:polyarthrite|psoria\w*|spondyl\w*|lupus|crohn|rch|horton|vascularite|sep|hepatite c|vaccin\w*|thrombocytemie|degenerescence|dmla)\b")
_ALLERGY = re.compile(r"allergi\w+ (?:a |au |aux |a la )?(?:l')?$")


def _another_sense(note: Note, anchor: Anchor) -> bool:
    """A drug of an inflammatory disease, an allergy, a vaccine."""
    unit = note.unit_at(anchor.start)
    if _ALLERGY.search(note.plain[max(0, anchor.start - 20) : anchor.start]):
        return True
    around = note.plain[max(unit.start, anchor.start - 60) : min(unit.end, anchor.end + 40)]
    return bool(_DISEASE_OF_ITS_OWN.search(around)) and anchor.id in _ALSO_INFLAMMATORY


_ALSO_INFLAMMATORY = {"methotrexate", "rituximab", "cyclophosphamide", "interferon alfa", "peginterferon alfa", "bcg", "bevacizumab", "thalidomide", "hydroxycarbamide"}


def _classes(note: Note) -> Iterator[Atom]:
    for anchor in note.anchors.get("drug_class", ()):
        modality = drug_classes()[anchor.id].modality
        before = note.plain[max(0, anchor.start - 8) : anchor.start]
        if modality and not re.search(r"(?:stade|figo|st\.?|grade|anti-|par) ?$" if anchor.end - anchor.start < 3 and "par" not in before else r"(?:stade|figo|st\.?|grade) ?$", before):
            yield Atom(anchor.start, anchor.end, anchor.id, (modality,), generic=True)


def _protocols(note: Note) -> Iterator[Atom]:
    for anchor in note.anchors.get("protocol", ()):
        protocol = protocols()[anchor.id]
        if protocol.ambiguous and not _fits(note, anchor, protocol.tumours):
            continue
        modalities = [drugs()[agent].modality for agent in protocol.agents] + [drug_classes()[name].modality for name in protocol.classes]
        yield Atom(anchor.start, anchor.end, anchor.id, tuple(dict.fromkeys(filter(None, modalities))), protocol.agents, protocol=True)


_SIGN_OF_TREATMENT = re.compile(r" ?(?:x ?\d|\d+ ?(?:cures?|cycles?)|hebdo|dose.dense|puis|\+|-|adjuvant|neoadj\w*|par|de \d|suivi|du \d|en \d{4}|le \d|\d\d/)")
_SIGN_BEFORE = re.compile(r"(?:\d ?x?|cures? (?:de|d')|cycles? (?:de|d')|chimio\w*(?: \w+){0,2}(?: par| de)?|protocole|par|schema|puis|\+|type|l\d ?:?|ligne ?:?|-|sous|apres|recu) ?$")
# Names that are diseases, examinations or organs elsewhere ("EP 06/25", a pulmonary embolism): a date is no sign of treatment.
_ACRONYMS_OF_DISEASES = ("EP", "AI", "AC", "CV", "PF", "CAP", "MAP", "CP", "COP", "VIP", "FC", "HP", "BR", "CMV")
_STRONG_SIGN = re.compile(r" ?(?:x ?\d|\d+ ?(?:cures?|cycles?)|hebdo|dose.dense|puis|[+-] ?[a-z]|adjuvant|neoadj\w*)")
_STRONG_SIGN_BEFORE = re.compile(r"(?:(?<![a-z\d])\d{1,2} ?x?|cures? (?:de |d')|cycles? (?:de |d')|chimio\w*(?: \w+){0,2}(?: par| de| type)?|protocole|schema|\+|type|l\d ?:?|ligne ?:?|sous) ?$")


def _fits(note: Note, anchor: Anchor, tissues: tuple[str, ...]) -> bool:
    """An ambiguous name ("EC", "TC") is a protocol where the tumour is of its tissues and a sign of treatment stands beside it."""
    family = note.family
    if tissues and family and not any(family in _TISSUES.get(tissue, "").split() for tissue in tissues):
        return False
    before = note.plain[max(0, anchor.start - 30) : anchor.start]
    if note.cased[anchor.start : anchor.end] in _ACRONYMS_OF_DISEASES:
        return bool(_STRONG_SIGN.match(note.plain, anchor.end) or _STRONG_SIGN_BEFORE.search(before))
    return bool(_SIGN_OF_TREATMENT.match(note.plain, anchor.end) or _SIGN_BEFORE.search(before))


_HISTORY_OF_RENAL = re.compile(r"rein|renal|nephr")


def _procedures(note: Note) -> Iterator[Atom]:
    for anchor in note.anchors.get("procedure", ()):
        entry = procedures()[anchor.id]
        if not _is_treatment(note, anchor):
            continue
        modality = entry["modality"]
        modalities = tuple(modality) if isinstance(modality, list) else (modality,)
        generic = bool(entry.get("generic")) or modalities[0] not in ("surgery", "transplant", "local_ablation", "surveillance")
        yield Atom(anchor.start, anchor.end, anchor.id, modalities, generic=generic, attached=bool(entry.get("attached")), beside=bool(entry.get("beside")))


_DEPARTMENT = re.compile(r"(?:services?|consultations?|cs|unite|departement|pole|avis|staff|interne|chef|equipe|bloc|admise? en|hospitalisee? en|adressee? en|centre) (?:de |d'|en |a |la )*$|\ben neuro$")
_SPECIALTY = re.compile(r" ?(?:viscerale|thoracique|digestive|generale|orthoped|plastique|maxillo|urolog|gyneco|vasculaire)")
_SCANNER = re.compile(r" ?-?(?:scan|tap|thorax|thoraco|abdo|inject|du |cerebral|tep|pelvi|:)")


def _is_treatment(note: Note, anchor: Anchor) -> bool:
    """Words that mean something else elsewhere: CT (scanner), RCC (renal carcinoma), "scanner de surveillance"."""
    word, after = note.cased[anchor.start : anchor.end], note.plain[anchor.end : anchor.end + 14]
    before = note.plain[max(0, anchor.start - 26) : anchor.start]
    if word in ("CT", "CTa", "PCT"):
        return not _SCANNER.match(after) and not re.search(r"(?:tep|pet|angio|\d)[ -/]?$", before)
    if word == "rte" and re.match(r" (?:de|du|nationale|d')", after) and re.search(r"\d,? ?$", before):
        return False
    if word in ("RCC", "ARC", "CRT"):
        return note.family != "kidney" and not _HISTORY_OF_RENAL.search(note.plain[max(0, anchor.start - 40) : anchor.end + 40])
    if word == "CA":
        return bool(re.search(r"(?:\+|et|avec|/|-) ?$", before)) and not re.match(r" ?\d", after)
    if anchor.id in ("surgery", "neurosurgery") and (_DEPARTMENT.search(before) or _SPECIALTY.match(after) and before.endswith("en ")):
        return False
    if anchor.id == "surveillance":
        return not re.search(r"(?:scanner|tdm|irm|imagerie|bilan|examen|consultation|tep|coloscopie|rythme|sous|en|cystoscopie|mammo\w*|suivi) (?:de |d'|de la )?$", before)
    if anchor.id == "wide excision":
        return not re.search(r"(?:biopsie|marges?|berges|piece|limites?)[- ](?:d'|de l'|de )?$", before)
    return True


# What may stand between two words of one regimen, besides the word that joins them.
_BETWEEN = re.compile(
    r"\([^)]*\)|\b\d+(?:[.,]\d+)? ?(?:mg(?:/m2|/kg|/j)?|g/m2|gy(?:/\d+ ?fr\w*)?|auc|%|fr\w*|cures?|cycles?|mois|an|ans|semaines?)(?:/\w+)?\b\.?|\bx ?\d+\b|\bauc ?\d\b|\b(?:fixe|hebdo(?:madaire)?s?|oral|po|iv|sc|mono(?:therapie)?|q\d\w?|"
    r"/ ?\d+ ?(?:sem\w*|s|j)|dose.dense|a dose pleine|adjuvante?|neo-?adj\w*|d'induction|concomitante?s?|adj|premiere|palliative|metastatique|systemique|"
    r"de rattrapage|externe|pelvienne?|prostatique|mediastinale?|ganglionnaire|conformationnelle|rattrapage|antalgique|"
    r"du|au|le|de|d'|a|en|l\d|j\d+(?:-j?\d+)?|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}/\d{4})\b"
)
_COUNTED = re.compile(r" ?(?:x ?\d|\d+ ?(?:cures?|cycles?))")
_JOINED = re.compile(r"(?:\+|-|/|et|&|plus|associe[es]* (?:a|au)|avec|en association (?:avec|a|au)|association|combine[es]* (?:a|au)|potentialisee? par|par|a base|sous forme|type|de type|:|soit|=|protocole|selon le protocole|selon|schema|ici|un|une)?(?: ?(?:de|du|d'|d'une?|la|le|les|l'|une?))?")
_APART = re.compile(r"\b(?:puis|ou|vs|versus|suivie?s? (?:de|d'|par)|relais|apres|avant|contre|sinon|pas|sans)\b|>|;|\n|\?|\. ")


def _together(note: Note, regimen: Regimen, atom: Atom) -> bool:
    """Is this word part of the regimen before it?"""
    last = regimen.atoms[-1]
    gap = note.plain[last.end : atom.start]
    if ")" in gap and "(" not in gap[: gap.index(")")]:
        gap = gap[gap.index(")") + 1 :]  # the end of a bracket that spelt out the regimen
    if len(gap) > 70 or note.unit_at(last.start) is not note.unit_at(atom.start):
        return False
    if "surgery" in (*last.modalities, *atom.modalities) and last.modalities != atom.modalities:
        return False
    if last.modalities == atom.modalities == ("surgery",):
        detail = gap.strip() in ("(", ":", ": (") or gap.strip() in (",", "+", "et", "avec", "-", "/") and "(" in note.plain[regimen.start : last.end]
        return (atom.attached or last.attached or last.generic or detail) and not _APART.search(gap) and len(gap) < 30
    if any(modality in ("surveillance",) for modality in (*last.modalities, *atom.modalities)):
        return False
    if _spelt_out(regimen, atom, gap) or _announces(note, regimen, atom, gap) or regimen.has("transplant") and gap.strip(" ") in ("(", "par", "apres", "de", ""):
        return True
    if _APART.search(re.sub(r"\([^)]*\)", "", gap)):
        return False
    if "/" in gap and gap.strip() == "/" and gap != "/" and ("+" in note.plain[regimen.start : last.end] or "+" in note.plain[atom.end : atom.end + 20]):
        return False
    if _COUNTED.search(gap) and _COUNTED.match(note.plain[atom.end : atom.end + 8]):
        return False  # "FEC100 x3 - docétaxel x3": one after the other
    link = " ".join(_BETWEEN.sub(" ", gap).split())
    if link.startswith(","):
        return _enumerated(note, regimen, atom, link)
    if last.protocol and atom.protocol and link in ("et", "-", "/", ""):
        return False
    return bool(_JOINED.fullmatch(link)) and (link not in (":", "=") or last.generic)


def _spelt_out(regimen: Regimen, atom: Atom, gap: str) -> bool:
    """ "FEC (5-fluorouracile, épirubicine, cyclophosphamide)", "capécitabine et oxaliplatine (XELOX)": the same drugs, said twice."""
    if not atom.agents or not any(one.protocol for one in (*regimen.atoms, atom)) or ")" in gap:
        return False
    if atom.protocol:
        return gap.strip() == "(" and bool(set(regimen.agents) & set(atom.agents))
    return set(atom.agents) <= set(regimen.agents) and bool(re.fullmatch(r" ?[(,:=]? ?(?:et |\+ |- ?)?(?:de |d'|du )?", gap))


def _announces(note: Note, regimen: Regimen, atom: Atom, gap: str) -> bool:
    """A general word and the drug that says which: "chimiothérapie ... par", "HT 24 mois (... dégarélix)", "quel ARPI, darolutamide ou ..."."""
    if not regimen.atoms[-1].generic or regimen.has("radiotherapy") or regimen.agents or not set(atom.modalities) & set(regimen.modalities):
        return False
    return covers(regimen.atoms[-1].id, atom) and not re.search(r"\b(?:puis|ou|vs|versus|suivie?|relais)\b|[;?>\n]|\. ", gap)


def covers(general: str, atom: Atom) -> bool:
    """Is the word a general name of this one? "chimiothérapie" of every chemotherapy, "CAR-T" of axi-cel but not of mosunetuzumab."""
    if general not in drug_classes() or atom.generic:
        return True
    return bool(members_of(general) & set(atom.agents))


def _enumerated(note: Note, regimen: Regimen, atom: Atom, link: str) -> bool:
    """ "cisplatine, gemcitabine et durvalumab": commas join drugs (not protocols) where "et" or "+" ends the list, or a general word began it."""
    last = regimen.atoms[-1]
    if link.strip(" ,") or last.protocol or atom.protocol or not (last.agents and atom.agents):
        return False
    if regimen.atoms[0].generic and last.modalities == atom.modalities and note.unit_at(atom.start).section not in ("question", "proposal"):
        return True
    rest = note.plain[atom.end : atom.end + 60]
    return bool(re.match(r"(?:, [a-z0-9-]+){0,2},? (?:et|\+) (?:de |du |le |l')?[a-z]", rest)) and not re.match(r"[^.;]*\?", rest)
