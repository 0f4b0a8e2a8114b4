"""The families of features, each a module with `read(note)`; see matching/reading/pipeline.py for what they build on."""

from __future__ import annotations

from collections.abc import Callable

from matching.reading.families import biomarkers, comorbidities, identity, labs, patient, request, treatments
from matching.reading.note import Note

# In the order in which they run.
FAMILIES: dict[str, Callable[[Note], None]] = {
    "patient": patient.read,
    "labs": labs.read,
    "biomarkers": biomarkers.read,
    "comorbidities": comorbidities.read,
    "identity": identity.read,
    "request": request.read,
    "treatments": treatments.read,  # last: the intent of a treatment depends on what is said of the tumour
}
