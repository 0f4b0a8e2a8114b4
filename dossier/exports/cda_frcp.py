"""The body of the FRCP as CDA: the sections of the national model, each with its words and, where the model has them, its codes.

A code goes with what the case says or what a person confirmed; what a person rewrote leaves as words. Nothing that a rule
proposes is coded as planned.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dossier.decision import Decision
from dossier.exports import cda_meeting
from dossier.exports.cda_blocks import (
    SIMPLE_OBSERVATION,
    E,
    anchor,
    boolean_value,
    code_value,
    coded_element,
    comment,
    moment,
    narrative,
    no_value,
    observation,
    original,
    procedure,
    related,
    section,
    simple_observation,
    since,
    typed_value,
    uncoded_value,
)  # fmt: skip
from dossier.exports.cda_codes import Code, code, entry_code, known_code
from dossier.exports.cda_tumour import tumour_entry, untouched
from dossier.items import Item, ProposedDocument, Section
from dossier.meeting import Hearing
from matching.case import Case, Treatment

SCORE = "2.16.840.1.113883.10.20.1.31"
_SIMPLE = SIMPLE_OBSERVATION[0]
PAIN = (_SIMPLE, "1.3.6.1.4.1.19376.1.5.3.1.1.12.3.1", "1.2.250.1.213.1.1.3.89")
PERFORMANCE = (_SIMPLE, SCORE, "1.3.6.1.4.1.19376.1.5.3.1.1.12.3.6", "1.2.250.1.213.1.1.3.25")
FRAILTY = (SCORE, _SIMPLE, "1.3.6.1.4.1.19376.1.5.3.1.1.12.3.4", "1.2.250.1.213.1.1.3.110")
DOCUMENT_STATUS = (*SIMPLE_OBSERVATION, "1.2.250.1.213.1.1.3.48.16")

_FRENCH_DAY = re.compile(r"(?:(\d{2})/)?(?:(\d{2})/)?(\d{4})")


def body(document: ProposedDocument, case: Case, decision: Decision, hearing: Hearing) -> list[Any]:
    """The sections of the FRCP, as components."""
    warned = (document.banner, *document.sources)
    return [_component(one, case, decision, hearing, warned) for one in _with_acts(document.sections)]


def _with_acts(sections: tuple[Section, ...]) -> list[Section]:
    """The sections without that of treatments where there is none: it demands an act. Its words go with the history."""
    treatments = next(one for one in sections if one.id == "treatments")
    if any(item.id != "t0" and item.state != "empty" for item in treatments.items):
        return list(sections)
    return [
        replace(one, items=one.items + treatments.items) if one.id == "history" else one
        for one in sections
        if one is not treatments
    ]


def _component(one: Section, case: Case, decision: Decision, hearing: Hearing, warned: tuple[str, ...]) -> Any:
    if one.id == "functional":
        return functional(one)
    kind = {"proposal": "plan"}.get(one.id, one.id)
    if one.id in _OF_THE_MEETING:
        entries = _OF_THE_MEETING[one.id](one, hearing)
    else:
        entries = _ENTRIES[one.id](one, case, decision) if one.id in _ENTRIES else []
    return section(kind, one.title, narrative(one, notes=warned if one.id == "proposal" else ()), entries)


def discovery(one: Section) -> list[Any]:
    item = one.items[0]
    found = {"oui": True, "non": False}.get(item.text) if item.state != "empty" else None
    return [simple_observation("observations.screening", anchor(one, item), boolean_value(found))]


def phase(one: Section, case: Case) -> list[Any]:
    """The phase and, for a relapse whose place is told, the progression."""
    items = {item.id: item for item in one.items}
    target = anchor(one, items["phase"])
    known = {"Phase initiale": "initial", "Rechute": "relapse"}.get(items["phase"].text)
    if known == "initial" and items["phase"].state == "proposed" and not _told_initial(case):
        known = None
    value = code_value(code(f"values.phase.{known}")) if known else no_value("UNK")
    when = iso_day(items["relapse_date"].text) if known == "relapse" and "relapse_date" in items else ""
    found = [simple_observation("observations.phase", target, value, time=moment(when))]
    where = known_code("values.progression", str(case.value("tumour.recurrence"))) if untouched(items.get("relapse")) else None
    if where and known == "relapse":
        place = anchor(one, items["relapse"])
        local = observation(SIMPLE_OBSERVATION, where, place, moment(when), boolean_value(True))
        found.append(
            simple_observation("observations.progression", place, boolean_value(True), related("COMP", local), time=moment(when))
        )
    return found


def _told_initial(case: Case) -> bool:
    """Does the note say that this is no relapse? Its silence is shown in words, to be confirmed, and has no code."""
    return case.value("tumour.recurrence") == "none" or case.value("tumour.metastatic_timing") == "synchronous"


def iso_day(words: str) -> str:
    """The ISO date of French words: iso_day("03/2025") == "2025-03"; "" for anything else."""
    found = _FRENCH_DAY.fullmatch(words.strip())
    if not found:
        return ""
    first, second, year = found.groups()
    return "-".join(part for part in (year, second or first, first if second else None) if part)


def functional(one: Section) -> Any:
    """The functional status: a section of sections. Pain must be there, and the model wants no information in it."""
    items = {item.id: item for item in one.items}
    oms, g8 = items["oms"], items.get("g8")
    pain_words = Section("pain", "Douleur", (Item.empty("pain", "Douleur", "sans objet dans ce document"),))
    pain_target = anchor(pain_words, pain_words.items[0])
    pain_value = typed_value("CO", nullFlavor="UNK")
    inner = [
        section(
            "pain",
            pain_words.title,
            narrative(pain_words),
            [observation(PAIN, code("observations.pain"), pain_target, moment(), pain_value)],
        )
    ]
    inner.append(section("performance", "Échelle de performance OMS", narrative(one, [oms]), [_performance(one, oms)]))
    if g8:
        score = typed_value("INT", value=g8.text) if g8.text.isdecimal() else typed_value("INT", nullFlavor="UNK")
        entry = observation(FRAILTY, code("observations.frailty"), anchor(one, g8), moment(), score)
        entry.set("negationInd", "false")
        inner.append(section("frailty", "Dépistage de la fragilité gériatrique (G8)", narrative(one, [g8]), [entry]))
    others = [item for item in one.items if item not in (oms, g8)]
    words = narrative(one, others) if others else E.text(E.paragraph("Voir l'échelle de performance ci-dessous."))
    return section("functional", one.title, words, inner=inner)


def _performance(one: Section, item: Item) -> Any:
    stage, meaning = known_code("values.oms", item.text), known_code("values.oms_meaning", item.text)
    value = code_value(stage) if stage else no_value("UNK")
    after = coded_element("interpretationCode", meaning) if meaning else E.interpretationCode(nullFlavor="UNK")
    entry = observation(PERFORMANCE, code("observations.oms"), anchor(one, item), moment(), value, after)
    entry.set("negationInd", "false")
    return entry


def received_acts(one: Section, case: Case, prefix: str) -> list[tuple[Item, Treatment | None]]:
    """The items of treatments received (ids t1, t2...), each with its record; None for one that a person rewrote."""
    received = [record for record in case.treatments if not record.planned]
    records = {f"{prefix}{index}": record for index, record in enumerate(received, start=1)}
    items = [item for item in one.items if item.id in records and item.state != "empty"]
    return [(item, records[item.id] if untouched(item) else None) for item in items]


def act_done(one: Section, item: Item, record: Treatment | None, coded: Any) -> Any:
    """A treatment received, with the dates that the note gives."""
    return procedure(coded, anchor(one, item), status_of(record), dates_of(record), done=True)


def treatment_code(values: str, record: Treatment | None) -> Code:
    """The type of a treatment in a value set; "other" where it has none, or where a person rewrote what the note said."""
    known = known_code(f"values.{values}", record.modality) if record else None
    return known or code(f"values.{values}.other")


def _treatments(one: Section, case: Case, decision: Decision) -> list[Any]:
    acts = received_acts(one, case, "t")
    return [act_done(one, item, record, coded_element("code", treatment_code("frcp_treatment", record))) for item, record in acts]


def status_of(record: Treatment | None) -> str:
    """Going on where only a beginning is told; else done."""
    return "active" if record and record.start and not record.end and not record.stopped_for else "completed"


def dates_of(record: Treatment | None) -> Any:
    return since(record.start or "", record.end or "") if record and (record.start or record.end) else moment()


def _proposal(one: Section, case: Case, decision: Decision) -> list[Any]:
    """What was retained, in words; once validated, its types of treatment too. Their intention is in the words: the model has no code for it."""
    retained = one.items[0]
    if retained.state == "empty":
        return []
    acts = [
        procedure(
            coded_element("code", entry_code(type), original(anchor(one, item))),
            anchor(one, item),
            "active",
            moment(),
            done=False,
        )
        for item in one.items
        if decision.validated and untouched(item)
        for type in item.codes
    ]
    return [*acts, comment(anchor(one, retained))]


def _framework(one: Section, case: Case, decision: Decision) -> list[Any]:
    used = [item for item in one.items if item.id.startswith("g") and item.state != "empty"]
    found = [
        simple_observation("observations.guideline", anchor(one, item), uncoded_value(original(anchor(one, item))))
        for item in used
    ]
    return found + [comment(anchor(one, item)) for item in one.items if item.id == "deviation"]


def document_status(one: Section, approved: bool, when: str) -> Any:
    """Draft or approved, by the item "status" of the section."""
    target = anchor(one, next(item for item in one.items if item.id == "status"))
    value = code_value(code(f"values.document_status.{'approved' if approved else 'draft'}"))
    return observation(DOCUMENT_STATUS, code("observations.document_status"), target, moment(when), value)


_OF_THE_MEETING = {"reason": cda_meeting.reason, "status": cda_meeting.status}
_ENTRIES: dict[str, Callable[[Section, Case, Decision], list[Any]]] = {
    "discovery": lambda one, case, decision: discovery(one),
    "tumour": lambda one, case, decision: [tumour_entry(one, case)],
    "phase": lambda one, case, decision: phase(one, case),
    "treatments": _treatments,
    "proposal": _proposal,
    "framework": _framework,
    "document_status": lambda one, case, decision: [document_status(one, decision.validated, decision.validated_on)],
}
