"""A new dossier: a text that is pasted, a file, one of the fictional examples; or a folder of files, a dossier each."""

from __future__ import annotations

import streamlit as st

from dossier.dossiers import begin, create
from matching.coded import NOT_CODED, Coded
from matching.document import MAX_CHARACTERS, DocumentError
from matching.opening import read_document
from matching.words import number_words
from store.engine import session
from store.errors import StoreError
from ui.web import importing
from ui.web.databases import dossiers
from ui.web.examples import Example, examples
from ui.web.navigation import NOTEBOOK
from ui.web.opened import take
from ui.web.resources import sources
from ui.web.sign_in import user

TEXT, MADE = "new:text", "new:made"  # what is being written, until a dossier is made


def screen() -> None:
    st.title("Nouveau dossier")
    st.markdown(
        "Le texte reste sur cette machine. Les mots identifiants sont masqués avant l'enregistrement et gardés chiffrés à part."
    )
    pasted, uploaded, example, folder = st.tabs(
        ["Coller un texte", "Joindre un fichier", "Ouvrir un exemple fictif", "Importer un dossier de fichiers"]
    )
    with pasted:
        _paste()
    with uploaded:
        _upload()
    with example:
        for organ in dict.fromkeys(one.organ for one in examples()):
            _examples(organ)
    with folder:
        importing.show()


def _paste() -> None:
    if st.session_state.pop(MADE, False):
        st.session_state[TEXT] = ""
    text = st.text_area(
        "Résumé du cas",
        height=300,
        key=TEXT,
        persist_state="session",  # a look at another page loses nothing
        placeholder="Mme…, 61 ans, OMS 1. Carcinome canalaire infiltrant du sein gauche…",
    )
    if st.button("Créer le dossier", type="primary", key="create:text"):
        if not text.strip():
            st.error("Le texte est vide : coller le résumé du cas.")
        elif len(text) > MAX_CHARACTERS:
            st.error(
                f"Le texte dépasse {number_words(MAX_CHARACTERS)} caractères : coller le résumé du cas, non tout le dossier."
            )
        else:
            _open(text)


def _upload() -> None:
    st.caption(
        "Texte, Word (.docx), PDF avec texte, RTF, CDA (.xml) ; 20 Mo au plus. Un fichier est jugé à son contenu, non à son nom."
    )
    file = st.file_uploader("Fichier du cas", type=importing.TYPES)
    if file is None or not st.button("Créer le dossier", type="primary", key="create:file"):
        return
    try:
        document = read_document(file.name, file.getvalue())
    except DocumentError as error:
        st.error(f"{error}.")
        return
    _open(document.text, coded=document.coded)


def _examples(organ: str) -> None:
    st.markdown(f"## {organ}")
    for one in examples():
        if one.organ == organ:
            with st.container(horizontal=True, vertical_alignment="center", key=f"example-{one.id}"):
                st.markdown(one.title, width="stretch")
                if st.button("Ouvrir", key=f"example:{one.id}", help=f"Ouvrir : {one.title}"):
                    _open(one.text, one)


def _open(text: str, example: Example | None = None, coded: Coded = NOT_CODED) -> None:
    try:
        with st.spinner("Lecture du texte…"):
            notebook = begin(text, sources(), coded=coded)
        with session(dossiers()) as writing:
            created = create(writing, notebook, user(), label=f"{example.title} (fictif)" if example else "")
    except StoreError as error:
        st.error(error.sentence)
        return
    st.session_state[MADE] = True
    take(created)
    st.switch_page(NOTEBOOK, query_params={"dossier": created.id})


screen()
