"""The network's files out and in as a folder of YAML, and everything that was done to them."""

from __future__ import annotations

import streamlit as st
from sqlmodel import Session

from guidelines import workbench
from guidelines.exchange import Taken, as_text, export_zip, import_texts, read_zip
from store.engine import reading
from store.users import User
from ui.web.databases import dossiers
from ui.web.look import escape, plain, table
from ui.web.words import moment, several
from ui.web.workbench import starting, states
from ui.web.workbench.acts import SAID, act
from ui.web.workbench.browse import open_file, title

ACTS_SHOWN = 50


def show() -> None:
    with reading(dossiers()) as read:
        held, done = workbench.files(read), workbench.acts(read, ACTS_SHOWN)
    st.markdown(f"## Fichiers du réseau ({len(held)})")
    if not held:
        st.markdown("Le réseau n'a encore repris aucun fichier : seules les règles livrées s'appliquent.")
    for one in held:
        label = (
            f"{plain(title(one.id))} ({one.id}) — {states.short(one)}, par {plain(one.updated_by)} le {moment(one.updated_at)}"
        )
        st.button(label, key=f"workbench-held-{one.id}", type="tertiary", on_click=open_file, args=(one.id,))
    first, left, right = st.columns(3, gap="large")
    with first:
        starting.show()
    with left:
        st.markdown("### Emporter")
        st.caption("Une archive de fichiers YAML : à décompresser dans un dossier que git peut garder.")
        st.download_button(
            "Télécharger les fichiers du réseau (.zip)", _zip, "regles-du-reseau.zip", "application/zip",
            disabled=not held, on_click="ignore",
        )  # fmt: skip
    with right:
        st.markdown("### Rapporter")
        st.caption(
            "Un fichier .yaml ou une archive .zip ; 20 Mo au plus. Ce qui entre est un brouillon, quoi qu'en dise son état."
        )
        file = st.file_uploader("Fichier de règles ou archive", type=["zip", "yaml", "yml"], key="workbench-file-in")
        st.button("Prendre comme brouillons", disabled=file is None, on_click=_import, args=(file,))
    st.markdown("## Journal")
    rows = [(moment(one.at), escape(one.by), escape(one.file_id), escape(states.words(one))) for one in done]
    st.html(table(("Quand", "Par", "Fichier", "Acte"), rows) if rows else '<p class="quiet">Rien n\'a encore été fait.</p>')


def _zip() -> bytes:
    with reading(dossiers()) as read:
        return export_zip(read)


def _import(file: st.runtime.uploaded_file_manager.UploadedFile) -> None:
    taken: list[Taken] = []

    def take(writing: Session, by: User) -> None:
        taken.append(import_texts(writing, by, _texts(file.name, file.getvalue())))

    if act("", take):
        (one,) = taken
        counted = ((one.new, "nouveau", "nouveaux"), (one.changed, "modifié", "modifiés"), (one.same, "inchangé", "inchangés"))
        st.session_state[SAID] = "Fichiers pris : " + (
            ", ".join(several(len(ids), single, many) for ids, single, many in counted if ids) or "aucun"
        )


def _texts(name: str, content: bytes) -> dict[str, str]:
    """The texts of what was given, judged at its content. Raises WorkbenchError for what holds no rule file."""
    return read_zip(content) if content.startswith(b"PK") else {name: as_text(content, name)}
