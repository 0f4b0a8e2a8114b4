"""A document to download, written when it is asked for, with the patient's identity rejoined."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dossier.dossiers import OpenDossier
from dossier.exports.cda_header import missing
from dossier.outgoing import FORMATS, WRITERS, outgoing, unnamed
from store.engine import reading, session
from store.errors import StoreError
from store.identity import load_identity
from store.users import User
from ui.web.databases import dossiers
from ui.web.opened import opened
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
    """A button for each format of a document. The file is made at the click, of the dossier as it stands then.

    It is made outside the session, so the dossier and the person are handed to it.
    """
    lacking = _lacking() if "cda" in FORMATS[kind] else []
    with st.container(horizontal=True):
        for form in FORMATS[kind]:
            label, suffix, mime = LABELS[form]
            st.download_button(
                f"Télécharger {NAMES[kind]} ({label})",
                partial(_written, kind, form, opened(), user()),
                f"{kind.replace('_', '-')}-{opened().id}.{suffix}",
                mime,
                key=f"{form}:{kind}",
                on_click="ignore",
                disabled=form == "cda" and bool(lacking),
            )
    if lacking:
        st.caption(f"CDA : {unnamed(lacking)}.")


def _lacking() -> list[str]:
    """What the identity lacks for a document of exchange; an identity that cannot be opened lacks everything."""
    try:
        with reading(dossiers()) as read:
            return missing(load_identity(read, opened().id))
    except StoreError:
        return missing(None)


def _written(kind: str, form: str, held: OpenDossier, by: User) -> bytes:
    with session(dossiers()) as writing:
        return WRITERS[form](outgoing(writing, held, kind, form, by))
