"""The body of the PPS as CDA: its sections, and each line of the programme as an act with its category and its kind.

What the rules would bring before any decision stays in words: only what was done or decided is coded.
"""

from __future__ import annotations

import re
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
    procedure,
    section,
    simple_observation,
    typed_value,
)
from dossier.exports.cda_codes import Code, act_code, code, entry_code
from dossier.exports.cda_tumour import tumour_entry
from dossier.items import Item, ProposedDocument, Section
from dossier.meeting import Hearing
from matching.case import Case

EXTERNAL = ("1.3.6.1.4.1.19376.1.5.3.1.4.4", "1.2.250.1.213.1.1.3.35")
_KINDS = {"patient": "comments", "diagnosis": "tumour", "programme": "plan", "support": "plan", "personal_data": "comments"}
_TRANSLATED = ("patient", "programme", "support", "personal_data")


def body(document: ProposedDocument, case: Case, decision: Decision, hearing: Hearing) -> list[Any]:
    """The sections of the PPS, as components."""
    found = []
    for one in document.sections:
        translation = f"translations.{one.id}" if one.id in _TRANSLATED else ""
        words = narrative(one, notes=(document.banner,) if one.id == "programme" else ())
        found.append(
            section(_KINDS.get(one.id, one.id), one.title, words, _entries(one, case, decision), translation=translation)
        )
    return found


def _entries(one: Section, case: Case, decision: Decision) -> list[Any]:
    if one.id == "diagnosis":
        return [tumour_entry(one, case)]
    if one.id == "discovery":
        return cda_frcp.discovery(one)
    if one.id == "phase":
        return cda_frcp.phase(one, case)
    if one.id in ("programme", "support"):
        return _received(one, case) + (_planned(one) if decision.validated else [])
    if one.id == "document_status":
        return _status(one, decision)
    return [_reference(one)] if one.id == "documents" else []


def _received(one: Section, case: Case) -> list[Any]:
    found = []
    for item, record in cda_frcp.received_acts(one, case, "d"):
        coded = _category(code("categories.treatment"), cda_frcp.treatment_code("pps_treatment", record))
        found.append(cda_frcp.act_done(one, item, record, coded))
    return found


def _planned(one: Section) -> list[Any]:
    """The lines of a validated programme that have a category. Their dates are entered by people, elsewhere."""
    found = []
    for item in one.items:
        known = act_code(item.label) if item.state != "empty" else None
        if known:
            found.append(procedure(_category(*known), anchor(one, item), "active", moment(), done=False))
    return found


def _category(category: Code, kind: Code) -> Any:
    return coded_element("code", category, E.qualifier(coded_element("value", kind)))


def _status(one: Section, decision: Decision) -> list[Any]:
    found = [cda_frcp.document_status(one, decision.announced, decision.announced_on)]
    items = {item.id: item for item in one.items}
    handed = [item for item in one.items if re.fullmatch(r"v\d+", item.id)]
    found.append(_dated(one, items["meeting"], "observations.rcp_date", decision.validated_on))
    found.append(_handover(one, items["announced"], handed, decision))
    if handed and handed[-1].code:
        value, system, display = handed[-1].code
        why = code_value(entry_code([system, value, display]))
        found.append(simple_observation("observations.update_reason", anchor(one, handed[-1]), why))
    return found


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


def _reference(one: Section) -> Any:
    """The FRCP of the same dossier. Its identifier is not known here: it may have left from another program."""
    pointer = E.text(E.reference(value=f"#{anchor(one, one.items[0])}"))
    external = E.externalDocument(E.id(nullFlavor="UNK"), classCode="DOC", moodCode="EVN")
    parts = [
        *(E.templateId(root=root) for root in EXTERNAL),
        E.id(),
        E.code(nullFlavor="NA"),
        pointer,
        E.reference(external, typeCode="REFR"),
    ]
    return E.act(*parts, classCode="ACT", moodCode="EVN")
