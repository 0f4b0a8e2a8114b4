"""The families of features, each a module with `read(note)`; see matching/reading/pipeline.py for what they build on."""

from __future__ import annotations

from collections.abc import Callable

from matching.reading.families import (
    background,
    biomarkers,
    body,
    comorbidities,
    conditions,
    events,
    habits,
    identity,
    labs,
    normals,
    pathology,
    patient,
    relapse,
    request,
    scope,
    sex,
    size,
    spread,
    standing,
    tnm,
    treatments,
    tumour,
    weight,
)
from matching.reading.note import Note

# In the order in which they run.
FAMILIES: dict[str, Callable[[Note], None]] = {
    "scope": scope.read,  # first: which tumour and which person a passage is about
    "relapse": relapse.read,
    "sex": sex.read,
    "patient": patient.read,
    "weight": weight.read,
    "body": body.read,
    "habits": habits.read,
    "labs": labs.read,
    "normals": normals.read,
    "biomarkers": biomarkers.read,
    "tumour": tumour.read,
    "tnm": tnm.read,
    "size": size.read,
    "pathology": pathology.read,
    "standing": standing.read,
    "spread": spread.read,
    "comorbidities": comorbidities.read,
    "conditions": conditions.read,
    "background": background.read,
    "identity": identity.read,
    "request": request.read,
    "events": events.read,
    "treatments": treatments.read,  # last: the intent of a treatment depends on what is said of the tumour
}
