"""The PPAC (after-cancer programme) at the end of active treatment: surveillance calendar, who does what, late effects, help, contacts.

    >>> ppac = propose_ppac(case, found, Programme(ended_on="2025-06-30"))
    >>> ppac.item("calendar.2025-12").text
    'Examen clinique et mammographie (oncologue, médecin traitant)'

The months come from the follow-up schedules of the guidelines, counted from the end of active treatment; appointments are entered by people.
What goes on (adjuvant endocrine treatment, maintenance) is listed as ongoing. There is none while metastatic disease is treated. Content: INCa,
propositions for the PPAC, 2012.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from dossier.effects import Treated, effects_of, family_of, people_words
from dossier.items import Item, ProposedDocument, Section
from dossier.phrases import feature_item, treatment_item
from dossier.pps_programme import appointment_items, contact_items, entered_item
from dossier.programme import Programme
from guidelines import Recommendations
from guidelines.model import FollowUp
from matching.case import Case
from matching.catalogue import catalogue
from matching.criteria.dates import before, earliest
from matching.criteria.tree import Span
from matching.settled import settled
from matching.words import date_words

TITLE = "Programme personnalisé de l'après-cancer (PPAC)"
BANNER = "PROPOSITION — à compléter et à valider par le médecin avant remise"
GENERAL = ("mesure générale de l'après-cancer",)
LONGEST = 60  # months: schedules without an end are shown over five years


class NoAftercare(ValueError):
    """There is no PPAC for this case now; the message says why."""


@dataclass(frozen=True)
class Due:
    """One examination due in a month: Due("2025-12", "Mammographie", ("oncologist", "gp"), "Sein, suivi 1.0")."""

    month: str
    act: str
    by: tuple[str, ...]
    source: str


def propose_ppac(case: Case, found: Recommendations, programme: Programme) -> ProposedDocument:
    """The programme. Raises NoAftercare while active treatment goes on, or where metastatic disease is treated."""
    if not programme.ended_on:
        raise NoAftercare("le traitement actif n'est pas dit terminé : en donner la date pour préparer le PPAC")
    if case.value("tumour.extent") == "metastatic" or str(case.value("tumour.m") or "").startswith("M1"):
        raise NoAftercare("la maladie est métastatique et traitée : le suivi reste dans le PPS, il n'y a pas de PPAC")
    due = list(calendar(case, found, programme))
    sections = (
        _situation(case, programme), _calendar(due, programme, list(_awaited(case, found, bool(due)))), _who(due), _late(case), _support(programme),
        Section("contacts", "6. Contacts", tuple(contact_items(programme))), _documents(programme),
    )  # fmt: skip
    return ProposedDocument("ppac", TITLE, sections, BANNER)


def calendar(case: Case, found: Recommendations, programme: Programme) -> Iterator[Due]:
    """Every examination of the schedules, month by month after the end of active treatment, each act once a month."""
    end = datetime.date.fromisoformat(programme.ended_on)
    seen: set[tuple[str, str]] = set()
    for guideline, schedule in found.follow_up(case):
        if not _of_aftercare(schedule):
            continue
        for day in _days(_origin(case, schedule, end), schedule):
            key = (f"{day:%Y-%m}", schedule.act)
            if day > end and key not in seen:
                seen.add(key)
                yield Due(*key, schedule.by, f"{guideline.title}, version {guideline.version}")


def _of_aftercare(schedule: FollowUp) -> bool:
    return schedule.start != "start_of_treatment" and schedule.every is not None


def _awaited(case: Case, found: Recommendations, told: bool) -> Iterator[Item]:
    """What must be known before a guideline can give its calendar, one line for the guidelines that wait for the same."""
    titles: dict[tuple[str, ...], dict[str, None]] = {}
    for guideline, schedule, missing in found.follow_up_awaits(case):
        if _of_aftercare(schedule):
            titles.setdefault(missing, {})[f"« {guideline.title} »"] = None
    doubts = settled(case).doubts
    for number, (missing, of) in enumerate(titles.items(), start=1):
        wanted = ", ".join(f"{catalogue()[key].fr} {'à confirmer' if key in doubts else 'non renseigné'}" for key in missing)
        whose = "le calendrier" if "tumour.type" in missing else f"le calendrier de {', '.join(of)}"
        yield Item.empty(f"awaited{number}", "Surveillance", f"{wanted} : {whose} en dépend", required=not told)


def _origin(case: Case, schedule: FollowUp, end: datetime.date) -> datetime.date:
    """The day a schedule counts from: the last operation for one that starts at surgery, where its month is known; else the end of treatment."""
    dates = [record.start for record in case.treatments if record.modality == "surgery" and not record.planned and record.start]
    if schedule.start == "surgery" and dates and len(max(dates)) >= len("2025-06"):
        return earliest(max(dates))
    return end


def _days(origin: datetime.date, schedule: FollowUp) -> Iterator[datetime.date]:
    assert schedule.every is not None
    lasts = schedule.duration or Span(months=LONGEST)
    last = before(origin, Span(-lasts.months, -lasts.days))
    day, turn = origin, 0
    while day <= last and (schedule.every.months or schedule.every.days):
        turn += 1
        day = before(origin, Span(-turn * schedule.every.months, -turn * schedule.every.days))
        if day <= last:
            yield day


def _situation(case: Case, programme: Programme) -> Section:
    received = [record for record in case.treatments if not record.planned]
    items = [
        feature_item(case, "type", "Diagnostic", "tumour.type", required=True),
        feature_item(case, "stage", "Stade", "tumour.stage"),
    ]
    items += [treatment_item(f"t{index}", record) for index, record in enumerate(received, start=1)]
    items.append(entered_item("ended", "Fin du traitement actif", date_words(programme.ended_on), "à donner", required=True))
    items.append(
        entered_item("ongoing", "Traitement qui se poursuit", programme.ongoing, "aucun saisi (hormonothérapie, entretien...)")
    )
    return Section("situation", "1. Situation à la fin du traitement", tuple(items), required=True)


def _calendar(due: list[Due], programme: Programme, awaited: list[Item]) -> Section:
    appointments = sorted((one for one in programme.appointments if one.aftercare), key=lambda one: one.date)
    items = appointment_items(appointments, "Rendez-vous pris", "Rendez-vous prévu")
    for month in sorted({one.month for one in due}):
        of_month = [one for one in due if one.month == month]
        text = " ; ".join(f"{one.act} ({people_words(one.by)})" for one in of_month)
        items.append(Item(month, date_words(month), text, tuple(dict.fromkeys(one.source for one in of_month))))
    items += awaited
    if not due and not awaited:
        items.append(
            Item.empty(
                "none",
                "Surveillance",
                "aucun référentiel de la base ne donne de calendrier : à écrire par l'équipe",
                required=True,
            )
        )
    return Section("calendar", "2. Calendrier de surveillance", tuple(items), required=True)


def _who(due: list[Due]) -> Section:
    """For each person, the acts that the schedules give them, alone or in turn with others."""
    people = list(dict.fromkeys(person for one in due for person in one.by))
    items = [
        Item(
            person,
            people_words([person]).capitalize(),
            " ; ".join(dict.fromkeys(one.act for one in due if person in one.by)),
            ("calendrier",),
        )
        for person in people
    ]
    empty = Item.empty("none", "Répartition du suivi", "à convenir entre le spécialiste et le médecin traitant", required=True)
    return Section("who", "3. Qui fait quoi", tuple(items) or (empty,), required=True)


def _late(case: Case) -> Section:
    """Late effects of what was received."""
    treated = Treated.of_records(case.treatments)
    items = [
        Item(f"{effect.id}-{index}", late.what, f"{late.action} ({people_words(late.by)})", (f"source : {late.source}",))
        for effect in effects_of(treated, family_of(case))
        for index, late in enumerate(effect.late, start=1)
    ]
    empty = Item.empty("none", "Effets tardifs", "aucun traitement reçu n'est connu du dossier")
    return Section("late", "4. Effets tardifs à rechercher", tuple(items) or (empty,))


def _support(programme: Programme) -> Section:
    evaluate = "à évaluer avec le patient"
    items = (
        Item(
            "activity",
            "Activité physique adaptée",
            "À proposer, selon l'état et les goûts de la personne",
            GENERAL,
        ),
        Item(
            "prevention",
            "Prévention",
            "Tabac, alcool, alimentation, dépistages selon l'âge, vaccinations",
            GENERAL,
        ),
        Item(
            "mind",
            "Moral et vie intime",
            "À aborder à chaque consultation ; soutien psychologique, oncosexologie",
            GENERAL,
        ),
        entered_item("social", "Situation sociale", programme.social, evaluate),
        entered_item("work", "Travail", programme.work, "reprise, aménagement de poste, médecin du travail : " + evaluate),
    )
    return Section("support", "5. Soins de support, vie sociale et professionnelle", items)


def _documents(programme: Programme) -> Section:
    last = programme.issues[-1] if programme.issues else None
    text = f"version {last.number} remise le {date_words(last.date)}" if last else ""
    return Section("documents", "7. Documents", (entered_item("pps", "PPS", text, "aucune version remise"),))
