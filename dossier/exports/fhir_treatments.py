"""Treatments received, as FHIR R4 resources: drugs as MedicationStatement, acts as Procedure.

    >>> given(Treatment("surgery", procedure="colectomie", start="2025-03"))["status"]
    'completed'

What is proposed is in the plan. Whether a treatment without an end goes on, no note says for certain: its status is unknown.
"""

from __future__ import annotations

from typing import Any

from matching.case import Treatment
from matching.catalogue import catalogue
from matching.words import treatment_name, treatment_words

ACTS = ("surgery", "radiotherapy", "local_ablation", "transplant", "radionuclide")
DONE_AT_ONCE = ("surgery", "local_ablation", "transplant")


def given(record: Treatment) -> dict[str, Any] | None:
    """The resource of one record; None for a surveillance, which gives nothing. Dates are as precise as the note."""
    if record.modality == "surveillance":
        return None
    act = record.modality in ACTS
    name = {"text": treatment_name(record)}
    found: dict[str, Any] = {
        "resourceType": "Procedure" if act else "MedicationStatement",
        "status": _status(record),
        "code" if act else "medicationCodeableConcept": name,
        "note": [{"text": treatment_words(record)}],
    }
    if record.stopped_for:
        reason = {"text": catalogue()["history.treatments"].label(record.stopped_for)}
        found["statusReason"] = reason if act else [reason]
    return found | _when(record, "performed" if act else "effective")


def _status(record: Treatment) -> str:
    if record.stopped_for and record.stopped_for != "completion":
        return "stopped"
    return "completed" if record.stopped_for or record.end or record.modality in DONE_AT_ONCE else "unknown"


def _when(record: Treatment, name: str) -> dict[str, Any]:
    if record.modality in DONE_AT_ONCE and record.start and not record.end:
        return {f"{name}DateTime": record.start}
    period = {key: value for key, value in (("start", record.start), ("end", record.end)) if value}
    return {f"{name}Period": period} if period else {}
