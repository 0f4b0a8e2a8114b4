"""Where a rule comes from and how strongly it says it, in French, as shown on every page."""

from __future__ import annotations

from guidelines.model import Option, Source
from guidelines.proposal import Proposal
from ui.web.words import GUIDELINE_STATUS, STRENGTHS

# The chapters of the rule base, by the first word of a guideline's id.
ORGANS = {
    "biliary": "Voies biliaires",
    "bladder": "Vessie",
    "brain": "Cerveau",
    "breast": "Sein",
    "cervix": "Col de l'utérus",
    "colorectal": "Côlon, rectum, anus",
    "cup": "Primitif inconnu",
    "endometrium": "Endomètre",
    "gist": "GIST",
    "head_neck": "Tête et cou",
    "kidney": "Rein",
    "liver": "Foie",
    "lung": "Poumon",
    "lymphoma": "Lymphomes",
    "melanoma": "Mélanome",
    "mesothelioma": "Mésothéliome",
    "myeloma": "Myélome",
    "neuroendocrine": "Neuroendocrine",
    "oesophagus": "Œsophage",
    "ovary": "Ovaire",
    "pancreas": "Pancréas",
    "penis": "Pénis",
    "prostate": "Prostate",
    "sarcoma": "Sarcomes",
    "stomach": "Estomac",
    "testis": "Testicule",
    "thyroid": "Thyroïde",
    "transversal": "Tous cancers",
    "vulva": "Vulve",
}


def strength(option: Option) -> str:
    """'recommandé, ESMO IA'; the grade only as published."""
    grade = f", {option.grading.scale} {option.grading.short}".rstrip() if option.grading else ""
    return STRENGTHS[option.strength] + grade + (f" · calque : {option.origin}" if option.origin else "")


def origin(proposal: Proposal) -> str:
    """The guideline of a proposal, its version, its status and the place in the source, on one line."""
    guideline = proposal.guideline
    sources = [proposal.rule.source] if proposal.rule.source else list(guideline.sources[:2])
    parts = [guideline.title, f"version {guideline.version}", GUIDELINE_STATUS[guideline.status]]
    parts += [f"calque : {proposal.rule.origin}"] if proposal.rule.origin else []
    return " · ".join([*parts, *(source(one) for one in sources if one)])


def source(one: Source) -> str:
    """'Titre, éditeur, 2024, section, p. 12': only what was read in the document."""
    parts = [one.title, one.publisher, str(one.year or ""), one.version, one.section, f"p. {one.page}" if one.page else ""]
    return ", ".join(part for part in parts if part)
