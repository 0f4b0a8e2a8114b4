"""The FRCP as it can be proposed before and during the meeting: the 18 sections of the national model, item by item.

    >>> frcp = propose_frcp(case, recommend(case, base), matches, Decision())
    >>> frcp.item("functional.oms").text, frcp.item("functional.oms").reasons
    ('1', ('« OMS 1 »',))

Sections and their order: CI-SIS volet FRCP 2022.01 (ANS). Every text comes from a feature, a rule, a trial, the meeting or a person; what nobody
said is empty and says so. Nothing is retained until a person retains it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dossier.decision import Decision
from dossier.frcp_case import comments, known_sections
from dossier.frcp_proposal import framework_section, proposal_section
from dossier.items import Item, ProposedDocument, Section
from dossier.meeting import STATUSES, Hearing, Meeting, specialties
from dossier.phrases import TO_CONFIRM, signed
from guidelines import Recommendations
from matching.case import Case
from matching.words import date_words
from trials.match import TrialMatch

TITLE = "Fiche de réunion de concertation pluridisciplinaire (FRCP)"
PROPOSAL_BANNER = "PROPOSITION — document préparé par un logiciel à partir du texte du cas, non validé par la RCP"
NO_QUORUM = " — QUORUM NON ATTEINT, à présenter de nouveau"
NOT_VERIFIED = "Non vérifié à la validation"
DRAFT_RULES = "Règles en brouillon, rédigées sans relecture de la source, à valider par le réseau"


def propose_frcp(
    case: Case, found: Recommendations, trials: Iterable[TrialMatch], decision: Decision, hearing: Hearing | None = None
) -> ProposedDocument:
    """The sheet as the case, the rules, the registry, the meeting and the decision allow it. Never final: validation is a person's act."""
    hearing = hearing or Hearing()
    sections = (
        _reason(case, hearing), *known_sections(case), _status(hearing), proposal_section(found, trials, decision),
        framework_section(found, decision), comments(case), _document_status(decision),
    )  # fmt: skip
    if decision.validated:
        sections = tuple(map(_signed, sections))
    drafts = any(proposal.guideline.status == "draft" for proposal in found.proposals)
    return ProposedDocument("frcp", TITLE, sections, _banner(decision, hearing), (DRAFT_RULES,) if drafts else ())


def _signed(section: Section) -> Section:
    """A section of a sheet that a physician validated: what nobody verified says so."""
    items = signed(section).items
    told = [replace(item, label=NOT_VERIFIED) if (section.id, item.id) == ("summary", "warnings") else item for item in items]
    return replace(section, items=tuple(told))


def _banner(decision: Decision, hearing: Hearing) -> str:
    if decision.validated:
        return ""
    quorum = hearing.quorum
    return f"{PROPOSAL_BANNER}{NO_QUORUM if quorum and not quorum.reached else ''}"


# The meeting --------------------------------------------------------------------------------------------------------------------


def _reason(case: Case, hearing: Hearing) -> Section:
    meeting, presentation = hearing.meeting, hearing.presentation
    relapse = case.value("tumour.recurrence") not in (None, "none")
    why = "Proposition de traitement" + (" (récidive)" if relapse else "")
    status = STATUSES.get(presentation.status, "")
    items = (
        _said("type", "Type de RCP", meeting.title() if meeting else "", "à choisir : inscrire le dossier à une réunion"),
        Item("motive", "Motif", why, (f"motif habituel d'un passage en RCP{TO_CONFIRM}",), required=True),
        _said("case_status", "Cas enregistré ou discuté", status, "à décider en réunion"),
        _said("organ", "Organe", meeting.organ if meeting else "", "à choisir dans la réunion", required=False),
        _said("date", "Date et lieu", when_and_where(meeting) if meeting and meeting.date else "", "à donner dans la réunion"),
        _said("referring", "Médecin référent", presentation.referring, "à nommer : il suit la décision"),
        _said("requester", "Médecin demandeur", presentation.requester, "à nommer", required=False),
        _said("presenter", "Médecin présentateur", presentation.presenter, "à nommer", required=False),
        _said("gp", "Médecin traitant", presentation.general_practitioner, "à nommer", required=False),
    )
    return Section("reason", "1. Type de RCP et motif", items, required=True)


def _said(id: str, label: str, text: str, otherwise: str, required: bool = True) -> Item:
    """What a person entered about the meeting, or what is to be entered."""
    if not text:
        return Item.empty(id, label, otherwise, required)
    return Item(id, label, text, ("saisi par une personne",), state="confirmed", required=required)


def when_and_where(meeting: Meeting) -> str:
    """'12/03/2025, salle B, à distance'."""
    where = [meeting.place, "à distance" if meeting.remote else ""]
    return ", ".join(part for part in (date_words(meeting.date) if meeting.date else "", *where) if part)


def _status(hearing: Hearing) -> Section:
    complete = (
        {True: "oui", False: "non"}.get(hearing.presentation.complete, "") if hearing.presentation.complete is not None else ""
    )
    items = [_said("complete", "Dossier complet", complete, "à dire en réunion"), _quorum(hearing)]
    known = specialties()
    for index, one in enumerate(hearing.meeting.participants if hearing.meeting else (), start=1):
        specialty = known.get(one.specialty, {"label": one.specialty})
        words = f"{one.name}, {specialty['label'].lower()}" + (" (à distance)" if one.remote else "")
        label = "Médecin présent" if specialty.get("physician", True) else "Autre participant"
        items.append(Item(f"p{index}", label, words, ("liste de présence de la réunion",), state="confirmed"))
    return Section("status", "14. Statut du dossier et quorum", tuple(items), required=True)


def _quorum(hearing: Hearing) -> Item:
    quorum = hearing.quorum
    if quorum is None:
        why = "se calcule des médecins présents (trois spécialités différentes au moins)"
        return Item.empty("quorum", "Quorum", why, required=True)
    reasons = ("calculé de la liste de présence et de la composition demandée",)
    if quorum.reached:
        return Item("quorum", "Quorum", "Quorum atteint", reasons, required=True)
    text = f"Quorum non atteint : il manque {', '.join(quorum.missing)} ; dossier à présenter de nouveau"
    return Item("quorum", "Quorum", text, reasons, required=True)


def _document_status(decision: Decision) -> Section:
    if decision.validated:
        item = Item(
            "status",
            "Statut du document",
            "Approuvé",
            (f"validé par {decision.validated_by} le {date_words(decision.validated_on)}",),
            state="confirmed",
            required=True,
        )
    else:
        item = Item(
            "status",
            "Statut du document",
            "En cours : proposition non validée",
            ("aucun médecin n'a validé la décision",),
            required=True,
        )
    return Section("document_status", "18. Statut du document", (item,), required=True)
