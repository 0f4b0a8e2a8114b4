"""Which words of a note name a treatment: drugs, classes of drugs, named protocols and procedures (data/vocabulary).

    "RCC : cisplatine + RT 66 Gy"    chemoradiotherapy, cisplatin, radiotherapy

Words that mean something else elsewhere are told apart by what stands beside them: CT (scanner), EP (embolism),
RCC (renal carcinoma), a
drug of an inflammatory disease, a scanner "de surveillance".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from matching.data_files import load_yaml
from matching.drugs import drug_classes, drugs, protocols
from matching.reading.courses.ambiguous import GYNAECOLOGY, WITH_ANNEXES, heads_a_meeting, is_treatment
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import IS
from matching.reading.sought import Sought

# OncoTree tissues of the protocols file and the families of tumour types they cover.
_TISSUES = {
    "BREAST": "breast", "OVARY": "ovary", "UTERUS": "endometrium", "CERVIX": "cervix",
    "BLADDER": "bladder urothelial", "BILIARY_TRACT": "biliary",
    "PROSTATE": "prostate", "LUNG": "lung mesothelioma", "THYMUS": "thymus", "HEAD_NECK": "head_neck",
    "BRAIN": "brain", "SKIN": "skin",
    "SOFT_TISSUE": "sarcoma gist", "BONE": "sarcoma", "LYMPH": "lymphoma leukaemia myeloma", "STOMACH": "stomach oesophagus",
    "PANCREAS": "pancreas", "LIVER": "liver", "MYELOID": "leukaemia", "ADRENAL_GLAND": "adrenal", "TESTIS": "testis", "PENIS": "penis",
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


@cache
def procedures() -> dict[str, dict[str, Any]]:
    """The procedures by the keyword of what they are: data/vocabulary/procedures.yaml."""
    return load_yaml("vocabulary/procedures.yaml")  # type: ignore[no-any-return]


def atoms(note: Note) -> list[Atom]:
    """Words that do not overlap: the longest wins, then a protocol over a drug."""
    every = sorted(
        (*_drugs(note), *_classes(note), *_protocols(note), *_procedures(note), *_doses(note), *_same(note)),
        key=lambda atom: (atom.start, atom.start - atom.end, not atom.protocol),
    )
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
        if modality and not _another_sense(note, anchor) and not _is_blind(note, anchor) and not _images(note, anchor, modality):
            yield Atom(anchor.start, anchor.end, anchor.id, (modality,), (anchor.id,))
        elif note.family == "myeloma" and modality is None and _ends_a_list(note, anchor):
            yield Atom(anchor.start, anchor.end, anchor.id, (), (anchor.id,))


_SCAN = re.compile(r"\b(?:scinti\w*|tep\w*|imagerie|fixation|balayage)(?: \w+)? (?:au |a l'|a la |aux |de l'|du )?$")


def _images(note: Note, anchor: Anchor, modality: str) -> bool:
    """ "Scintigraphie au MIBG": what shows the tumour there does not treat it."""
    return modality == "radionuclide" and bool(_SCAN.search(note.plain, max(0, anchor.start - 40), anchor.start))


_STEROIDS = ("dexamethasone", "prednisone", "prednisolone")
_LINK = re.compile(r"(?: (?:oral|hebdomadaire|po|iv))? ?(?:,|-|\+|/|et|avec) ?")


def _ends_a_list(note: Note, anchor: Anchor) -> bool:
    """A steroid that ends the list of the drugs of a myeloma: "daratumumab, lénalidomide et dexaméthasone"."""
    return anchor.id in _STEROIDS and any(
        drugs()[other.id].modality and _LINK.fullmatch(note.plain, other.end, anchor.start)
        for other in note.anchors_between("drug", anchor.start - 40, anchor.start)
    )


_BLIND = re.compile(r" ?(?:ou|vs|versus|/|contre) ?(?:le |un |du |son )?placebo\b")
_BLIND_BEFORE = re.compile(r"placebo ?(?:ou|vs|versus|/) ?(?:le |du |l')?$")


def _is_blind(note: Note, anchor: Anchor) -> bool:
    """ "Pembrolizumab ou placebo": nobody knows which was given."""
    before = note.plain[max(0, anchor.start - 16) : anchor.start]
    return bool(_BLIND.match(note.plain, anchor.end) or _BLIND_BEFORE.search(before))


_COUNTED = re.compile(r"(?:cures?|cycles?|injections?|\d ?x?) (?:de |du |d'un |de la |le |la )?$")


def _same(note: Note) -> Iterator[Atom]:
    """ "trois cures du même protocole": an atom without drugs, which takes those of the regimen before it."""
    for anchor in note.anchors.get("course", ()):
        if anchor.id == "same" and _COUNTED.search(note.plain[max(0, anchor.start - 24) : anchor.start]):
            yield Atom(anchor.start, anchor.end, "same", ("chemotherapy",))


_DISEASE_OF_ITS_OWN = re.compile(
    r"\b(?:polyarthrite|psoria\w*|spondyl\w*|lupus|crohn|rch|pr (?:sous|traitee?)|gougerot\w*|sarcoidose|ppr|myasthenie|connectivite|"
    r"sclerodermie|uveite|pemphigo\w*|horton|vascularite|sep|hepatite c|vaccin\w*|thrombocytemie|"
    r"degenerescence|dmla)\b"
)
_STOPPED_DRUG = re.compile(rf" (?:a|{IS}) (?:ete )?(?:arrete|stoppe|interrompu|suspendu)\b")  # "le méthotrexate a été arrêté"
_ALLERGY = re.compile(r"allergi\w+ (?:a |au |aux |a la )?(?:l')?$")


def _another_sense(note: Note, anchor: Anchor) -> bool:
    """A drug of an inflammatory disease, an allergy, a vaccine."""
    unit = note.unit_at(anchor.start)
    if anchor.id == "radioiodine" and note.family not in _TAKE_UP_IODINE:
        return True
    if _ALLERGY.search(note.plain[max(0, anchor.start - 20) : anchor.start]):
        return True
    if anchor.id not in ALSO_INFLAMMATORY:
        return False
    around = note.plain[max(unit.start, anchor.start - 60) : min(unit.end, anchor.end + 40)]
    stopped = _STOPPED_DRUG.match(note.plain, anchor.end) and _DISEASE_OF_ITS_OWN.search(note.plain[: anchor.start])
    return bool(stopped or _DISEASE_OF_ITS_OWN.search(around))


_TAKE_UP_IODINE = ("thyroid", "cup", "")
ALSO_INFLAMMATORY = {
    "methotrexate",
    "rituximab",
    "cyclophosphamide",
    "interferon alfa",
    "peginterferon alfa",
    "bcg",
    "bevacizumab",
    "thalidomide",
    "hydroxycarbamide",
}


_OF_THE_DISEASE = re.compile(r"[- ](?:nai[fv]|sensib|resist|depend|refract)")


def _classes(note: Note) -> Iterator[Atom]:
    for anchor in note.anchors.get("drug_class", ()):
        modality = drug_classes()[anchor.id].modality
        before = note.plain[max(0, anchor.start - 8) : anchor.start]
        if (
            modality
            and not heads_a_meeting(note, anchor)
            and not re.search(
                r"(?:stade|figo|st\.?|grade|anti-|par) ?$"
                if anchor.end - anchor.start < 3 and "par" not in before
                else r"(?:stade|figo|st\.?|grade) ?$",
                before,
            )
        ):
            word = note.cased[anchor.start : anchor.end]
            if _OF_THE_DISEASE.match(note.plain, anchor.end):
                continue  # "hormono-naïve"
            if word == "HT" and (note.family in GYNAECOLOGY or WITH_ANNEXES.match(note.plain[anchor.end : anchor.end + 14])):
                continue  # the uterus is taken out
            yield Atom(anchor.start, anchor.end, anchor.id, (modality,), generic=True)


def _protocols(note: Note) -> Iterator[Atom]:
    for anchor in note.anchors.get("protocol", ()):
        protocol = protocols()[anchor.id]
        if protocol.ambiguous and not _fits(note, anchor, protocol.tumours):
            continue
        modalities = [drugs()[agent].modality for agent in protocol.agents] + [
            drug_classes()[name].modality for name in protocol.classes
        ]
        with_radiotherapy = [
            beside for beside in note.anchors_over("procedure", anchor.start, anchor.end) if beside.id == "chemoradiotherapy"
        ]
        if with_radiotherapy:  # "Stupp" names both
            modalities.insert(0, "radiotherapy")
        yield Atom(
            anchor.start, anchor.end, anchor.id, tuple(dict.fromkeys(filter(None, modalities))), protocol.agents, protocol=True
        )


_SIGN_OF_TREATMENT = re.compile(
    r" ?\(?(?:deux|trois|quatre|cinq|six|\d+) (?:cures?|cycles?)|"
    r"(?:,? (?:puis )?(?:auto-?greffe|intensification|allogreffe))|"
    r" ?(?:x ?\d|\d+ ?(?:cures?|cycles?)|hebdo|dose.dense|puis|\+|-|adjuvant|neoadj\w*|pre-?op|par|de \d|suivi|du \d|en \d{4}|le \d|"
    r"\d\d/|\?|si )"
)
_SIGN_BEFORE = re.compile(
    r"(?:\d ?x?|cures? (?:de|d')|cycles? (?:de|d')|chimio\w*(?: \w+){0,2}(?: par| de)?|protocole|par|schema|puis|\+|type|consolidation|induction|"
    r"l\d ?:?|ligne ?:?|-|sous|apres|recu|reprise(?: d[eu'])?|rechallenge|poursuite(?: d[eu'])?|associee?s? (?:a|au)(?: l'| la| le)?) ?$"
)
# Names that are diseases, examinations or organs elsewhere ("EP 06/25", a pulmonary embolism): a date is no sign of treatment.
_ACRONYMS_OF_DISEASES = ("EP", "AI", "AC", "CV", "PF", "CAP", "MAP", "CP", "COP", "VIP", "FC", "HP", "BR", "CMV")
_STRONG_SIGN = re.compile(r" ?(?:x ?\d|\d+ ?(?:cures?|cycles?)|hebdo|dose.dense|puis|[+-] ?[a-z]|adjuvant|neoadj\w*|pre-?op)")
_STRONG_SIGN_BEFORE = re.compile(
    r"(?:(?<![a-z\d])\d{1,2} ?x?|cures? (?:de |d')|cycles? (?:de |d')|chimio\w*(?: \w+){0,2}(?: par| de| type)?|protocole|"
    r"schema|\+|type|l\d ?:?|ligne ?:?|sous|reprise(?: d[eu'])?|rechallenge) ?$"
)


def _fits(note: Note, anchor: Anchor, tissues: tuple[str, ...]) -> bool:
    """An ambiguous name ("EC", "TC") is a protocol in a tumour of its tissues, with a sign of treatment beside it."""
    family = note.family
    if tissues and family and not any(family in _TISSUES.get(tissue, "").split() for tissue in tissues):
        return False
    before = note.plain[max(0, anchor.start - 30) : anchor.start]
    if note.cased[anchor.start : anchor.end] in _ACRONYMS_OF_DISEASES or note.unit_at(anchor.start).shouting:
        in_case = before.endswith(("(", "ou ")) and note.plain.startswith(" si ", anchor.end)
        return bool(in_case or _STRONG_SIGN.match(note.plain, anchor.end) or _STRONG_SIGN_BEFORE.search(before))
    return bool(_SIGN_OF_TREATMENT.match(note.plain, anchor.end) or _SIGN_BEFORE.search(before))


def _procedures(note: Note) -> Iterator[Atom]:
    for anchor in note.anchors.get("procedure", ()):
        entry = procedures()[anchor.id]
        if not is_treatment(note, anchor):
            continue
        modality = entry["modality"]
        modalities = tuple(modality) if isinstance(modality, list) else (modality,)
        generic = bool(entry.get("generic")) or modalities[0] not in ("surgery", "transplant", "local_ablation", "surveillance")
        yield Atom(
            anchor.start,
            anchor.end,
            anchor.id,
            modalities,
            generic=generic,
            attached=bool(entry.get("attached")),
            beside=bool(entry.get("beside")),
        )


_DOSE = Sought(
    r"(?:et |\+ ?|puis |avec |donc |a recu |ont recu |delivre |irradie a )"
    r"(?P<dose>(?:une dose de |\d{1,2} ?x ?)?(?:[89]|[1-9]\d)(?:[.,]\d{1,2})? ?(?:gy|grays?)\b)"
)
_RADIOTHERAPY = ("radiotherapy", "stereotactic radiotherapy", "brain radiotherapy", "palliative radiotherapy", "brachytherapy",
                 "chemoradiotherapy", "prophylactic cranial irradiation")  # fmt: skip


def _doses(note: Note) -> Iterator[Atom]:
    """ "carboplatine-paclitaxel et 41,4 Gy": a dose that says the radiotherapy by itself."""
    words = [anchor for anchor in note.anchors.get("procedure", ()) if anchor.id in _RADIOTHERAPY]
    for found in _DOSE.finditer(note):
        start, end = found.span("dose")
        unit = note.unit_at(start)
        near = range(max(unit.start, start - 90), min(unit.end, end + 40))
        boost = re.search(r"(?:boost|surimpression|complement|gy) ?(?:de |\+ |puis )*$", note.plain[max(0, start - 20) : start])
        if not boost and not any(anchor.start in near for anchor in words):
            yield Atom(start, end, "radiotherapy", ("radiotherapy",), generic=True)
