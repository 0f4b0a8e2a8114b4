"""A document to download, as Word, PDF and JSON, written when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dossier.exports import docx, json_export, pdf
from dossier.items import ProposedDocument
from ui.web.opened import opened

NAMES = {"frcp": "FRCP", "pps": "PPS", "pps_patient": "PPS pour le patient", "ppac": "PPAC"}
FORMATS: dict[str, tuple[str, Callable[[ProposedDocument], bytes], str]] = {
    "docx": ("Word", docx.write, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", pdf.write, "application/pdf"),
    "json": ("JSON", json_export.write, "application/json"),
}


def downloads(document: ProposedDocument) -> None:
    """A button for each format. The file is made at the click, of the document as it stands then."""
    with st.container(horizontal=True):
        for kind, (label, write, mime) in FORMATS.items():
            st.download_button(
                f"Télécharger {NAMES[document.kind]} ({label})",
                partial(write, document),
                f"{document.kind.replace('_', '-')}-{opened().id}.{kind}",
                mime,
                key=f"{kind}:{document.kind}",
                on_click="ignore",
            )
