"""The PPS as it can be drafted: treatments, monitoring, supportive care and social part, item by item, from what the meeting retained.

    >>> pps = propose_pps(case, recommend(case, base), Decision())
    >>> pps.banner
    'PROJET — ne pas remettre au patient'

Sections and their order: CI-SIS volet PPS 2022.01 (ANS). Before the decision the programme shows what the rules that apply would
bring, and says so; dates and places are entered by people, never computed. Until the decision is announced there is no patient version.
"""

from __future__ import annotations

from dossier.decision import Decision
from dossier.items import Item, ProposedDocument, Section
from dossier.meeting import Presentation
from dossier.phrases import feature_item, relapse_items, signed
from dossier.pps_programme import BY_HAND, chosen_options, programme_section, support_section
from dossier.programme import Issue, Programme, update_reasons
from guidelines import Recommendations
from matching.case import Case
from matching.data_files import load_yaml
from matching.words import date_words

TITLE = "Programme personnalisé de soins (PPS)"
DRAFT_BANNER = "PROJET — ne pas remettre au patient"


def propose_pps(
    case: Case, found: Recommendations, decision: Decision, programme: Programme | None = None, said: Presentation | None = None
) -> ProposedDocument:
    """The care plan drafted from the retained rules, or (before any decision) from those that apply, and what people entered.

    `said` names the physicians who follow the patient, as the meeting knows them.
    """
    entered = (programme or Programme()).followed_by(said or Presentation())
    chosen = list(chosen_options(found, decision))
    sections: tuple[Section, ...] = (
        _patient(case), _diagnosis(case), _discovery(case), _phase(case), programme_section(case, chosen, decision, entered),
        support_section(case, chosen, entered), _status(decision, entered), _documents(decision), _personal_data(),
    )  # fmt: skip
    if decision.validated:
        sections = tuple(map(signed, sections))
    return ProposedDocument("pps", TITLE, sections, "" if decision.announced else DRAFT_BANNER)


def _patient(case: Case) -> Section:
    items = (
        feature_item(case, "wishes", "Souhaits du patient", "request.patient_wishes"),
        feature_item(case, "situation", "Situation", "patient.living_situation"),
    )
    return Section("patient", "1. Commentaire sur le patient", items)


def _diagnosis(case: Case) -> Section:
    items = [feature_item(case, "type", "Diagnostic", "tumour.type", required=True)]
    for id, label, key in (
        ("laterality", "Latéralité", "tumour.laterality"),
        ("t", "T", "tumour.t"),
        ("n", "N", "tumour.n"),
        ("m", "M", "tumour.m"),
        ("basis", "Base du TNM", "tumour.tnm_basis"),
        ("stage", "Stade", "tumour.stage"),
        ("extent", "Extension", "tumour.extent"),
        ("date", "Date du diagnostic", "tumour.diagnosis_date"),
    ):
        if case.value(key) is not None:
            items.append(feature_item(case, id, label, key))
    return Section("diagnosis", "2. Diagnostic", tuple(items), required=True)


def _discovery(case: Case) -> Section:
    return Section(
        "discovery",
        "3. Mode de découverte",
        (feature_item(case, "screening", "Découverte par dépistage", "tumour.found_by_screening"),),
        required=True,
    )


def _phase(case: Case) -> Section:
    return Section("phase", "4. Phase et progression", tuple(relapse_items(case)))


def _status(decision: Decision, entered: Programme) -> Section:
    meeting = (
        Item("meeting", "Date de validation en RCP", date_words(decision.validated_on), (decision.signature,), state="confirmed")
        if decision.validated
        else Item.empty("meeting", "Date de la RCP", "décision non validée", required=True)
    )
    announced = (
        Item("announced", "Annonce au patient", date_words(decision.announced_on), (BY_HAND,), state="confirmed")
        if decision.announced else Item.empty("announced", "Annonce au patient", "non faite : le PPS ne se remet pas avant", required=True)
    )  # fmt: skip
    state = Item(
        "status",
        "Statut du document",
        "Approuvé" if decision.announced else "En cours : projet",
        (decision.signature if decision.validated else "décision non validée",),
        required=True,
    )
    return Section(
        "document_status", "7. Statut du document et dates", (state, meeting, announced, *_issues(entered)), required=True
    )


def _issues(entered: Programme) -> list[Item]:
    """Each version that was handed over, and why it was made anew."""
    if not entered.issues:
        return [Item.empty("handed", "Remise au patient", "non faite")]
    return [_issue(one) for one in entered.issues]


def _issue(one: Issue) -> Item:
    code = load_yaml("codes/frcp_pps.yaml")["values"]["update_reason"][one.reason] if one.reason else None
    why = f" ; motif : {update_reasons()[one.reason].lower()}" if one.reason else ""
    label, reasons = f"Remise de la version {one.number}", (f"par {one.by}",)
    codes = (tuple(code),) if code else ()
    return Item(f"v{one.number}", label, f"{date_words(one.date)}{why}", reasons, state="confirmed", codes=codes)


def _documents(decision: Decision) -> Section:
    frcp = "FRCP de ce dossier" + (
        f", validée le {date_words(decision.validated_on)}" if decision.validated else ", proposition non validée"
    )
    return Section(
        "documents", "8. Documents de référence", (Item("frcp", "FRCP", frcp, ("même dossier",), required=True),), required=True
    )


def _personal_data() -> Section:
    text = (
        "Les données de ce programme sont enregistrées dans le dossier du patient ; il peut s'opposer à leur partage et à "
        "leur réutilisation auprès de l'établissement."
    )
    return Section(
        "personal_data",
        "9. Information sur les données personnelles",
        (Item("notice", "Information", text, ("mention générale, à adapter par l'établissement",), required=True),),
        required=True,
    )
