"""A document to download, written when it is asked for, with the patient's identity rejoined."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dossier.outgoing import FORMATS, WRITERS, outgoing
from store.engine import session
from ui.web.opened import opened
from ui.web.resources import dossiers
from ui.web.sign_in import user

NAMES = {"frcp": "FRCP", "pps": "PPS", "pps_patient": "PPS pour le patient", "ppac": "PPAC"}
LABELS = {
    "docx": ("Word", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "pdf", "application/pdf"),
    "cda": ("CDA", "xml", "application/xml"),
    "fhir": ("FHIR", "fhir.json", "application/fhir+json"),
    "json": ("JSON", "json", "application/json"),
    "ics": ("calendrier", "ics", "text/calendar"),
}


def downloads(kind: str) -> None:
    """A button for each format of a document. The file is made at the click, of the dossier as it stands then."""
    with st.container(horizontal=True):
        for form in FORMATS[kind]:
            label, suffix, mime = LABELS[form]
            st.download_button(
                f"Télécharger {NAMES[kind]} ({label})",
                partial(_written, kind, form),
                f"{kind.replace('_', '-')}-{opened().id}.{suffix}",
                mime,
                key=f"{form}:{kind}",
                on_click="ignore",
            )


def _written(kind: str, form: str) -> bytes:
    with session(dossiers()) as writing:
        return WRITERS[form](outgoing(writing, opened(), kind, user()))
