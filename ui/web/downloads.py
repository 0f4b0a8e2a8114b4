"""A document to download, as Word and as JSON, written when it is asked for."""

from __future__ import annotations

import streamlit as st

from dossier.exports import docx, json_export
from dossier.items import ProposedDocument
from ui.web.opened import opened

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def downloads(document: ProposedDocument) -> None:
    """Two buttons. The file is made at the click, of the document as it stands then."""
    name = f"{document.kind}-{opened().id}"
    title = document.kind.upper()
    with st.container(horizontal=True):
        st.download_button(
            f"Télécharger {title} (Word)",
            lambda: docx.write(document),
            f"{name}.docx",
            WORD,
            key=f"docx:{document.kind}",
            on_click="ignore",
        )
        st.download_button(
            f"Télécharger {title} (JSON)",
            lambda: json_export.write(document),
            f"{name}.json",
            "application/json",
            key=f"json:{document.kind}",
            on_click="ignore",
        )
