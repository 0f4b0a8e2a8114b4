"""What an FRCP still lacks before it may be validated, and where to give it.

    >>> lacking(notebook.output("frcp"), notebook.decision, notebook.hearing)[0]
    Lack('Quorum', 'réunion', 'il manque : oncologue radiothérapeute ; le dossier est à présenter de nouveau')

Nine sections are demanded by the national model (CI-SIS volet FRCP 2022.01), to which INCa and HAS add the quorum, the referring
physician, the question, and the guideline followed or the reason to depart from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from dossier.decision import Decision, DecisionError
from dossier.items import ProposedDocument, Section
from dossier.meeting import Hearing

# At least one of these says how far the tumour goes; a haematological disease has no TNM.
EXTENT = ("t", "n", "m", "stage", "extent", "risk", "sites")
SETTLED_BY_SIGNING = frozenset({"document_status"})
# Said with other words below, or not asked once the rest is there.
_SAID_ELSEWHERE = frozenset({"reason.type", "status.quorum", "proposal.retained", "framework.g0"})
_GIVEN_AT = {
    "reason.date": "réunion",
    "reason.case_status": "présentation du cas",
    "reason.referring": "présentation du cas",
    "status.complete": "présentation du cas",
}


@dataclass(frozen=True)
class Lack:
    """One thing missing: what, where it is given (a cell or a page; `section` of the sheet, if that is where), and why it is needed."""

    what: str
    where: str
    why: str
    section: str = ""

    def __str__(self) -> str:
        return f"{self.what} ({self.where}) : {self.why}"


def lacking(frcp: ProposedDocument, decision: Decision, hearing: Hearing) -> list[Lack]:
    """Everything that stands in the way of a validation, in the order of the sheet."""
    found = _of_the_meeting(hearing)
    for section in frcp.sections:
        if section.required and section.id not in SETTLED_BY_SIGNING:
            found += _of_a_section(section)
    if not decision.retained.strip():
        found.append(Lack("Proposition retenue", "FRCP, décision", "retenir une option ou écrire la proposition de la RCP"))
    elif not decision.rules and not decision.deviation:
        found.append(Lack("Référentiel suivi", "FRCP, décision", "cocher la proposition suivie, ou donner la raison de l'écart"))
    if hearing.presentation.status == "registered" and (decision.deviation or not decision.rules):
        why = "seul un dossier strictement conforme au référentiel s'enregistre sans discussion : le dire discuté"
        found.append(Lack("Cas enregistré", "réunion", why))
    return found


def require_complete(frcp: ProposedDocument, decision: Decision, hearing: Hearing) -> None:
    """Raises DecisionError with everything that is missing."""
    found = lacking(frcp, decision, hearing)
    if found:
        raise DecisionError("la fiche n'est pas complète, elle ne peut être validée. Manque : " + " — ".join(map(str, found)))


def _of_the_meeting(hearing: Hearing) -> list[Lack]:
    if hearing.meeting is None:
        return [Lack("Réunion", "réunion", "inscrire le dossier à une réunion")]
    quorum = hearing.quorum
    if quorum is None:
        return [Lack("Quorum", "réunion", "donner la liste des médecins présents")]
    if not quorum.reached:
        return [Lack("Quorum", "réunion", f"il manque : {', '.join(quorum.missing)} ; le dossier est à présenter de nouveau")]
    return []


def _of_a_section(section: Section) -> list[Lack]:
    here = f"FRCP, {section.title}"
    found = [
        Lack(item.label, given, why)
        if (given := _GIVEN_AT.get(f"{section.id}.{item.id}"))
        else Lack(item.label, here, why, section.id)
        for item in section.items
        if item.required and item.state == "empty" and f"{section.id}.{item.id}" not in _SAID_ELSEWHERE
        for why in (item.why_empty or "à renseigner",)
    ]
    if section.id == "discovery" and all(item.state == "empty" for item in section.items):
        found.append(Lack("Mode de découverte", here, "dépistage, symptômes, fortuit... ou « non connu »", section.id))
    if section.id == "tumour" and all(item.state == "empty" for item in section.items if item.id in EXTENT):
        found.append(Lack("Extension de la tumeur", here, "TNM, stade ou extension", section.id))
    return found
