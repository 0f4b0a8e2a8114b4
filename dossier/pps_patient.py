"""The PPS for the patient: plain French, large print, what was decided, the appointments, what to watch, whom to call.

    >>> pps_for_patient(case, found, announced, programme).sections[1].title
    'Ce qui vous est proposé'

It exists once the decision was announced, never before; nothing in it is computed but what people decided or entered, explained in plain words
(data/effects.yaml).
"""

from __future__ import annotations

import re

from dossier.decision import Decision, DecisionError
from dossier.effects import Effect, Treated, effects_of, family_of
from dossier.items import Item, ProposedDocument, Section
from dossier.phrases import feature_item
from dossier.pps_programme import appointment_words, chosen_options, treated_by, treatment_appointments
from dossier.programme import Programme
from guidelines import Recommendations
from matching.case import Case
from matching.data_files import load_yaml
from matching.words import date_words

TITLE = "Votre programme personnalisé de soins"
RIGHTS = (
    "Vous pouvez poser toutes vos questions, demander un autre avis, être accompagné par une personne de confiance, et refuser ou arrêter "
    "un traitement après en avoir parlé avec votre médecin."
)
DATA = (
    "Les informations de ce programme sont gardées dans votre dossier médical. Vous pouvez vous opposer à leur partage ou à leur réutilisation "
    "pour la recherche en le disant à l'établissement."
)


def pps_for_patient(case: Case, found: Recommendations, decision: Decision, programme: Programme) -> ProposedDocument:
    """The version to hand over. Raises DecisionError before the announcement."""
    if not decision.announced:
        raise DecisionError("le programme n'a pas été annoncé au patient : il n'a pas de version pour lui")
    treated = treated_by(chosen_options(found, decision)) if decision.rules else Treated()
    effects = effects_of(treated, family_of(case))
    sections = [
        _illness(case), _decided(decision, treated), _appointments(programme), _watch(effects), _call(effects, programme), _help(programme),
        Section("rights", "Vos droits", (_line("rights", RIGHTS), _line("data", DATA))),
    ]  # fmt: skip
    words = _glossary(sections)
    return ProposedDocument("pps_patient", TITLE, tuple(sections + ([words] if words else [])))


def _line(id: str, text: str, label: str = "") -> Item:
    return Item(id, label, text)


def _illness(case: Case) -> Section:
    items = [feature_item(case, "type", "Diagnostic", "tumour.type")]
    if case.value("tumour.laterality") is not None:
        items.append(feature_item(case, "side", "De quel côté", "tumour.laterality"))
    return Section("illness", "Votre maladie", tuple(_bare(item) for item in items))


def _bare(item: Item) -> Item:
    """The item without the reasons, which are for professionals."""
    return Item(item.id, item.label, item.text or "à vous expliquer par votre médecin")


def _decided(decision: Decision, treated: Treated) -> Section:
    plain = load_yaml("effects.yaml")["plain"]
    items = [
        _line("retained", decision.retained, "Décision des médecins"),
        _line("announced", date_words(decision.announced_on), "Expliquée le"),
    ]
    items += [
        _line(f"plain-{kind}", words[0].upper() + words[1:], "C'est-à-dire")
        for kind, words in plain.items()
        if kind in treated.modalities
    ]
    return Section("decided", "Ce qui vous est proposé", tuple(items))


def _appointments(programme: Programme) -> Section:
    dated = treatment_appointments(programme)
    items = tuple(
        _line(f"r{index}", appointment_words(one), "Confirmé" if one.confirmed else "Prévu")
        for index, one in enumerate(dated, start=1)
    )
    return Section("calendar", "Vos rendez-vous", items or (_line("none", "Les dates vous seront données par l'équipe.", ""),))


def _watch(effects: list[Effect]) -> Section:
    items = tuple(_line(one.id, one.patient) for one in effects)
    return Section(
        "watch", "Ce qui peut arriver pendant le traitement", items or (_line("none", "Votre médecin vous l'expliquera."),)
    )


def _call(effects: list[Effect], programme: Programme) -> Section:
    signs = list(dict.fromkeys(one.call for one in effects if one.call))
    items = [_line(f"sign-{index}", sign) for index, sign in enumerate(signs, start=1)]
    number = programme.urgent or "numéro à demander à l'équipe ; la nuit et le week-end, le 15"
    return Section("call", "Quand appeler sans attendre", (*items, _line("number", number, "Appeler")))


def _help(programme: Programme) -> Section:
    items = [
        _line(f"c{index}", ", ".join(part for part in (one.name, one.phone) if part), one.role)
        for index, one in enumerate(programme.contacts, start=1)
    ]
    items += [
        _line(id, text, label)
        for id, text, label in (("social", programme.social, "Votre situation"), ("work", programme.work, "Votre travail"))
        if text
    ]
    general = "Douleur, alimentation, moral, activité physique, aide sociale : des professionnels peuvent vous aider, parlez-en à l'équipe."
    return Section("help", "Qui peut vous aider", (*items, _line("support", general)))


def _glossary(sections: list[Section]) -> Section | None:
    """The words of the profession that the document holds, explained."""
    text = "\n".join(item.text for section in sections for item in section.items)
    found = [
        Item(term, _whole(term, text), meaning.split(") ", 1)[-1])
        for term, meaning in load_yaml("effects.yaml")["glossary"].items()
        if re.search(rf"\b{re.escape(term)}", text, re.IGNORECASE if term[1:].islower() else 0)
    ]
    return Section("glossary", "Les mots de ce document", tuple(found)) if found else None


def _whole(term: str, text: str) -> str:
    """The word as the document has it: 'métastases' for 'métasta'."""
    found = re.search(rf"\b{re.escape(term)}\w*", text, re.IGNORECASE if term[1:].islower() else 0)
    return found[0].lower() if found and not term.isupper() else term
