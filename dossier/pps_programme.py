"""What a care programme holds: treatments, appointments, monitoring, side effects to watch, supportive care, contacts.

    >>> programme_section(case, list(chosen_options(found, decision)), decision, Programme()).items[-1].label
    "En cas d'urgence, appeler"

Lines come from the retained options of the rules, from the needs that the case tells of and from what people entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dossier.decision import Decision
from dossier.effects import Treated, effects_of, family_of
from dossier.frcp_proposal import retained_options
from dossier.items import Item, Section
from dossier.phrases import quoted, treatment_item
from dossier.programme import Appointment, Programme
from dossier.treatment_types import treatment_codes
from guidelines import Recommendations
from guidelines.model import PpsItem
from guidelines.proposal import Proposal, ProposedOption
from matching.case import Case
from matching.value import Interval
from matching.words import date_words

BY_HAND = "saisi par une personne"

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


def chosen_options(found: Recommendations, decision: Decision) -> Iterator[tuple[Proposal, ProposedOption]]:
    """The options that a person retained; before any decision, the first option not set aside of each rule that applies.

    Of a rule that was ticked, the options whose words were retained; where the words were changed, its only option if it has but one.
    """
    retained = retained_options(found, decision)
    for proposal in found.proposals:
        said = [option for one, option in retained if one is proposal]
        if said:
            yield from ((proposal, option) for option in said)
        elif decision.retained:
            if proposal.id in decision.rules and len(proposal.options) == 1:
                yield proposal, proposal.options[0]
        elif proposal.verdict == "applies" and not proposal.options[0].set_aside:
            yield proposal, proposal.options[0]


def programme_section(
    case: Case, chosen: list[tuple[Proposal, ProposedOption]], decision: Decision, entered: Programme
) -> Section:
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
                (decision.signature,),
                state="confirmed" if decision.validated else "edited",
                required=True,
            )
        )
    label = "Traitement prévu" if decision.rules else "Traitement envisagé, selon décision de la RCP"
    for index, (proposal, option) in enumerate(chosen, start=1):
        said = (f"{proposal.guideline.title} : {proposal.decision.question}",)
        codes = treatment_codes(option.option.keywords, "pps_treatment") if decision.rules else ()
        items.append(Item(f"p{index}", label, option.option.label, said, rule=proposal.id, codes=codes))
    if not decision.retained and not chosen:
        items.append(Item.empty("p0", "Traitement", "aucune décision et aucune règle qui s'applique", required=True))
    items += appointment_items(treatment_appointments(entered), "Rendez-vous", "Rendez-vous prévisionnel") or [
        Item.empty("dates", "Dates et lieux", "à saisir : ils ne sont jamais calculés", required=True)
    ]
    items += _lines(chosen, PROGRAMME_KINDS, "m")
    items += _effects(case, chosen)
    items.append(entered_item("urgent", "En cas d'urgence, appeler", entered.urgent, "numéro à donner", required=True))
    return Section("programme", "5. Programme thérapeutique et de suivi", tuple(items), required=True)


def _renamed(item: Item, label: str) -> Item:
    return Item(item.id, label, item.text, item.reasons)


def treatment_appointments(entered: Programme) -> list[Appointment]:
    """The appointments of the treatment in the order of their days; those of after it are the PPAC's."""
    return sorted((one for one in entered.appointments if not one.aftercare), key=lambda one: one.date)


def appointment_items(appointments: Iterable[Appointment], confirmed: str, planned: str) -> list[Item]:
    """An item for each appointment, under its label: whether somebody confirmed it or not."""
    return [
        Item(f"r{index}", confirmed if one.confirmed else planned, appointment_words(one), (BY_HAND,), state="confirmed")
        for index, one in enumerate(appointments, start=1)
    ]


def appointment_words(one: Appointment) -> str:
    """'02/04/2025 : consultation d'anesthésie, bâtiment A, Dr B'."""
    return f"{date_words(one.date)} : " + ", ".join(part for part in (one.what, one.place, one.who) if part)


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


def treated_by(chosen: Iterable[tuple[Proposal, ProposedOption]]) -> Treated:
    """The kinds of treatment that the chosen options bring."""
    found = Treated()
    for _, option in chosen:
        found |= Treated.of_keywords(option.option.keywords)
    return found


def _effects(case: Case, chosen: list[tuple[Proposal, ProposedOption]]) -> list[Item]:
    found = effects_of(treated_by(chosen), family_of(case))
    return [
        Item(f"e{index}", "Effets secondaires à surveiller", one.watch, (f"source : {one.source}",))
        for index, one in enumerate(found, start=1)
    ]


def support_section(case: Case, chosen: list[tuple[Proposal, ProposedOption]], entered: Programme) -> Section:
    items = _lines(chosen, SUPPORT_KINDS, "s") + list(_needs(case))
    items = items or [Item.empty("s0", "Soins de support", "aucun besoin lu ; à évaluer avec le patient", required=True)]
    evaluate = "à évaluer avec le patient (fiche de repérage des fragilités sociales)"
    items.append(entered_item("social", "Situation sociale", entered.social, evaluate))
    items.append(entered_item("work", "Situation professionnelle", entered.work, evaluate))
    return Section(
        "support", "6. Soins de support, accompagnement social et contacts", (*items, *contact_items(entered)), required=True
    )


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


def entered_item(id: str, label: str, text: str, otherwise: str, required: bool = False) -> Item:
    """What a person entered for the programme, or what is to be entered."""
    return (
        Item(id, label, text, (BY_HAND,), state="confirmed", required=required)
        if text
        else Item.empty(id, label, otherwise, required)
    )


def contact_items(entered: Programme) -> list[Item]:
    """Whom to call."""
    found = [
        Item(f"c{index}", one.role, ", ".join(part for part in (one.name, one.phone) if part), (BY_HAND,), state="confirmed")
        for index, one in enumerate(entered.contacts, start=1)
    ]
    return found or [
        Item.empty(
            "c0", "Contacts utiles", "à saisir : équipe de soins, infirmière de coordination, médecin traitant", required=True
        )
    ]
