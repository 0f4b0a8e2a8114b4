"""The PPS as it can be drafted: treatments, monitoring, supportive care and social part, item by item, from what the meeting retained.

    >>> pps = propose_pps(case, recommend(case, base), Decision())
    >>> pps.banner
    'PROJET — ne pas remettre au patient'

Sections and their order: CI-SIS volet PPS 2022.01 (ANS). Before the decision the programme shows what the rules that apply would
bring, and says so; dates
and places are entered by people, never computed. Until the decision is announced there is no patient version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dossier.decision import Decision
from dossier.items import Item, ProposedDocument, Section
from dossier.phrases import feature_item, phase_item, quoted, treatment_item
from guidelines import Recommendations
from guidelines.model import PpsItem
from guidelines.proposal import Proposal, ProposedOption
from matching.case import Case, Interval
from matching.words import date_words

TITLE = "Programme personnalisé de soins (PPS)"
DRAFT_BANNER = "PROJET — ne pas remettre au patient"

# Where a line of a rule's `pps` goes: the section, and how it is called.
PROGRAMME_KINDS = {
    "monitoring": "Surveillance pendant le traitement",
    "side_effects": "Effets secondaires à surveiller",
    "prevention": "Prévention",
    "fertility": "Fertilité",
}
SUPPORT_KINDS = {"supportive_care": "Soin de support", "social": "Accompagnement social et professionnel"}

# What a need read in the case asks for: id, label and text of the line.
NEEDS = {
    "patient.smoking_status": ("tobacco", "Soutien au sevrage tabagique", "Aide au sevrage tabagique"),
    "patient.weight_loss": ("diet", "Prise en charge diététique", "Évaluation et suivi nutritionnels"),
    "patient.age": ("geriatric", "Prise en charge en oncogériatrie", "Dépistage par le score G8, évaluation gériatrique si G8 ≤ 14"),
    "patient.fertility_wish": (
        "fertility", "Préservation de la fertilité", "Consultation de préservation de la fertilité avant traitement",
    ),
    "patient.alcohol": ("alcohol", "Soutien au sevrage alcoolique", "Consultation d'addictologie proposée"),
}  # fmt: skip


def propose_pps(case: Case, found: Recommendations, decision: Decision) -> ProposedDocument:
    """The care plan drafted from the retained rules, or (before any decision) from those that apply."""
    chosen = list(_chosen(found, decision))
    sections = (
        _patient(case), _diagnosis(case), _discovery(case), _phase(case), _programme(case, chosen, decision), _support(case, chosen),
        _status(decision), _documents(decision), _personal_data(),
    )  # fmt: skip
    return ProposedDocument("pps", TITLE, sections, "" if decision.announced else DRAFT_BANNER)


def _chosen(found: Recommendations, decision: Decision) -> Iterator[tuple[Proposal, ProposedOption]]:
    """The options that a person ticked; before that, the first option not set aside of each rule that applies."""
    for proposal in found.proposals:
        wanted = proposal.id in decision.rules if decision.rules else proposal.verdict == "applies"
        if wanted:
            yield from ((proposal, option) for option in proposal.options[:1] if not option.set_aside)


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
    return Section("phase", "4. Phase et progression", (phase_item(case),))


def _programme(case: Case, chosen: list[tuple[Proposal, ProposedOption]], decision: Decision) -> Section:
    done = [
        treatment_item(f"d{index}", record)
        for index, record in enumerate((one for one in case.treatments if not one.planned), start=1)
    ]
    items = [_renamed(item, "Traitement réalisé ou en cours") for item in done]
    if decision.retained:
        items.append(
            Item(
                "retained",
                "Traitement décidé",
                decision.retained,
                (_by(decision),),
                state="confirmed" if decision.validated else "edited",
                required=True,
            )
        )
    for index, (proposal, option) in enumerate(chosen, start=1):
        label = "Traitement prévu" if decision.rules else "Traitement envisagé, selon décision de la RCP"
        items.append(
            Item(
                f"p{index}",
                label,
                option.option.label,
                (f"{proposal.guideline.title} : {proposal.decision.question}",),
                rule=proposal.id,
            )
        )
    if not decision.retained and not chosen:
        items.append(Item.empty("p0", "Traitement", "aucune décision et aucune règle qui s'applique", required=True))
    items.append(Item.empty("dates", "Dates et lieux", "à saisir : ils ne sont jamais calculés", required=True))
    items += _lines(chosen, PROGRAMME_KINDS, "m")
    return Section("programme", "5. Programme thérapeutique et de suivi", tuple(items), required=True)


def _renamed(item: Item, label: str) -> Item:
    return Item(item.id, label, item.text, item.reasons)


def _lines(chosen: Iterable[tuple[Proposal, ProposedOption]], kinds: dict[str, str], prefix: str) -> list[Item]:
    """The PPS lines of the chosen options, each text once, with the option that asks for it."""
    found: dict[str, tuple[PpsItem, str]] = {}
    for _, option in chosen:
        for line in option.option.pps:
            if line.kind in kinds:
                found.setdefault(line.text, (line, option.option.label))
    ordered = sorted(found.values(), key=lambda pair: list(kinds).index(pair[0].kind))
    return [
        Item(f"{prefix}{index}", kinds[line.kind], line.text, (f"demandé par : {label}",))
        for index, (line, label) in enumerate(ordered, start=1)
    ]


def _support(case: Case, chosen: list[tuple[Proposal, ProposedOption]]) -> Section:
    items = _lines(chosen, SUPPORT_KINDS, "s") + list(_needs(case))
    items = items or [Item.empty("s0", "Soins de support", "aucun besoin lu ; à évaluer avec le patient", required=True)]
    items.append(
        Item.empty(
            "social",
            "Situation sociale et professionnelle",
            "à évaluer avec le patient (fiche de repérage des fragilités sociales)",
        )
    )
    return Section("support", "6. Soins de support, accompagnement social", tuple(items), required=True)


def _needs(case: Case) -> Iterator[Item]:
    """Needs that the case itself tells of; those that come with a treatment or a site are the rules' matter."""
    age, loss = case.value("patient.age"), case.value("patient.weight_loss")
    told = {
        "patient.smoking_status": case.value("patient.smoking_status") == "current",
        "patient.weight_loss": isinstance(loss, Interval) and loss.low >= 5,
        "patient.age": isinstance(age, Interval) and age.low >= 75,
        "patient.fertility_wish": case.value("patient.fertility_wish") is True,
        "patient.alcohol": case.value("patient.alcohol") == "current",
    }
    for key, (id, label, text) in NEEDS.items():
        if told[key]:
            yield Item(id, label, text, quoted(case, key))


def _by(decision: Decision) -> str:
    return (
        f"validé par {decision.validated_by} le {date_words(decision.validated_on)}"
        if decision.validated
        else "écrit par une personne, non validé"
    )


def _status(decision: Decision) -> Section:
    meeting = (
        Item("meeting", "Date de validation en RCP", date_words(decision.validated_on), (_by(decision),), state="confirmed")
        if decision.validated
        else Item.empty("meeting", "Date de la RCP", "décision non validée", required=True)
    )
    handed = (
        Item("announced", "Annonce au patient", date_words(decision.announced_on), ("saisi par une personne",), state="confirmed")
        if decision.announced else Item.empty("announced", "Annonce au patient", "non faite : le PPS ne se remet pas avant", required=True)
    )  # fmt: skip
    state = Item(
        "status",
        "Statut du document",
        "Approuvé" if decision.announced else "En cours : projet",
        (_by(decision) if decision.validated else "décision non validée",),
        required=True,
    )
    return Section("document_status", "7. Statut du document et dates", (state, meeting, handed), required=True)


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
