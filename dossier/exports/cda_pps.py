"""The body of the PPS as CDA: its sections, and each line of the programme as an act with its category and its kind.

What the rules would bring before any decision stays in words: only what was done or decided is coded.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

from dossier.decision import Decision
from dossier.exports import cda_frcp
from dossier.exports.cda_blocks import (
    E,
    anchor,
    code_value,
    coded_element,
    moment,
    narrative,
    no_value,
    procedure,
    related,
    section,
    simple_observation,
    since,
    typed_value,
)
from dossier.exports.cda_codes import Code, act_code, code, entry_code
from dossier.exports.cda_tumour import tumour_entry, untouched
from dossier.exports.xml_text import name_of
from dossier.items import Item, ProposedDocument, Section
from dossier.pps_programme import treatment_appointments
from dossier.programme import Appointment, Programme
from matching.case import Case

EXTERNAL = ("1.3.6.1.4.1.19376.1.5.3.1.4.4", "1.2.250.1.213.1.1.3.35")
_KINDS = {"patient": "comments", "diagnosis": "tumour", "programme": "plan", "support": "plan", "personal_data": "comments"}
_TRANSLATED = ("patient", "programme", "support", "personal_data")


def body(document: ProposedDocument, case: Case, decision: Decision, programme: Programme, frcp: uuid.UUID | None) -> list[Any]:
    """The sections of the PPS, as components."""
    found = []
    for one in document.sections:
        translation = f"translations.{one.id}" if one.id in _TRANSLATED else ""
        words = narrative(one, notes=(document.banner,) if one.id == "programme" else ())
        found.append(
            section(
                _KINDS.get(one.id, one.id),
                one.title,
                words,
                _entries(one, case, decision, programme, frcp),
                translation=translation,
            )
        )
    return found


def _entries(one: Section, case: Case, decision: Decision, programme: Programme, frcp: uuid.UUID | None) -> list[Any]:
    if one.id == "diagnosis":
        return [tumour_entry(one, case)]
    if one.id == "discovery":
        return cda_frcp.discovery(one)
    if one.id == "phase":
        return cda_frcp.phase(one, case)
    if one.id in ("programme", "support"):
        return _received(one, case) + ([*_planned(one), *_appointments(one, programme)] if decision.validated else [])
    if one.id == "document_status":
        return _status(one, decision)
    return [_reference(one, frcp)] if one.id == "documents" else []


def _received(one: Section, case: Case) -> list[Any]:
    found = []
    for item, record in cda_frcp.received_acts(one, case, "d"):
        coded = _category(code("categories.treatment"), cda_frcp.treatment_code("pps_treatment", record))
        found.append(cda_frcp.act_done(one, item, record, coded))
    return found


def _planned(one: Section) -> Iterator[Any]:
    """The treatments retained and the lines of a validated programme that have a category. Their dates are those of the appointments."""
    for item in one.items:
        known = act_code(item.label) if item.state != "empty" else None
        kinds = [_category(*known)] if known else []
        if re.fullmatch(r"p\d+", item.id) and untouched(item):
            kinds = [_category(code("categories.treatment"), entry_code(type)) for type in item.codes]
        yield from (procedure(kind, anchor(one, item), "active", moment(), done=False) for kind in kinds)


def _appointments(one: Section, programme: Programme) -> Iterator[Any]:
    """The appointments whose nature was given: confirmed on their day, or foreseen for it."""
    items = {item.id: item for item in one.items}
    for index, held in enumerate(treatment_appointments(programme), start=1):
        item = items.get(f"r{index}")
        if item is None or not held.kind or not untouched(item):
            continue
        category = "monitoring" if held.kind.startswith("follow_up.") else "treatment"
        target, kind = anchor(one, item), _category(code(f"categories.{category}"), code(f"values.{held.kind}"))
        after = [_performer(held)] if name_of(held.place) or name_of(held.who) else []
        if not held.confirmed:
            foreseen = simple_observation("observations.foreseen", target, no_value("NA"), time=since(held.date))
            after.append(related("COMP", foreseen, inverted=False))
        when = since(held.date) if held.confirmed else moment()
        yield procedure(kind, target, "active", when, *after, done=False)


def _performer(held: Appointment) -> Any:
    """With whom and where."""
    entity = E.assignedEntity(E.id(nullFlavor="UNK"))
    if who := name_of(held.who):
        entity.append(E.assignedPerson(E.name(E.family(who))))
    if place := name_of(held.place):
        entity.append(E.representedOrganization(E.name(place)))
    return E.performer(entity, typeCode="PRF")


def _category(category: Code, kind: Code) -> Any:
    return coded_element("code", category, E.qualifier(coded_element("value", kind)))


def _status(one: Section, decision: Decision) -> list[Any]:
    found = [cda_frcp.document_status(one, decision.announced, decision.announced_on)]
    items = {item.id: item for item in one.items}
    handed = [item for item in one.items if re.fullmatch(r"v\d+", item.id)]
    found.append(_dated(one, items["meeting"], "observations.rcp_date", decision.validated_on))
    found.append(_handover(one, items["announced"], handed, decision))
    reasons = map(entry_code, handed[-1].codes if handed else ())
    return found + [simple_observation("observations.update_reason", anchor(one, handed[-1]), code_value(why)) for why in reasons]


def _handover(one: Section, announced: Item, handed: list[Item], decision: Decision) -> Any:
    """When the programme was last handed over; its value is the day of the announcement."""
    if not handed:
        return _dated(one, announced, "observations.handover", decision.announced_on)
    given = cda_frcp.iso_day(handed[-1].text.partition(" ;")[0])
    value = typed_value("EIVL_TS", value=decision.announced_on.replace("-", ""))
    return simple_observation("observations.handover", anchor(one, handed[-1]), value, time=moment(given))


def _dated(one: Section, item: Item, path: str, date: str) -> Any:
    value = typed_value("EIVL_TS", value=date.replace("-", "")) if date else typed_value("EIVL_TS", nullFlavor="UNK")
    return simple_observation(path, anchor(one, item), value, time=moment(date))


def _reference(one: Section, frcp: uuid.UUID | None) -> Any:
    """The FRCP of the same dossier: the one that left last from this program; unknown where it left from another one."""
    pointer = E.text(E.reference(value=f"#{anchor(one, one.items[0])}"))
    known = E.id(root=str(frcp).upper()) if frcp else E.id(nullFlavor="UNK")
    external = E.externalDocument(known, classCode="DOC", moodCode="EVN")
    parts = [
        *(E.templateId(root=root) for root in EXTERNAL),
        E.id(),
        E.code(nullFlavor="NA"),
        pointer,
        E.reference(external, typeCode="REFR"),
    ]
    return E.act(*parts, classCode="ACT", moodCode="EVN")
