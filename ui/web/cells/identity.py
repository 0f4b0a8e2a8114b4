"""Who the patient is: entered by people, kept encrypted apart, rejoined with the documents that leave."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import streamlit as st

from dossier.exports.cda_header import missing
from store import journal
from store.engine import reading, session
from store.errors import StoreError
from store.identity import Identity, load_identity, save_identity
from ui.web.databases import dossiers
from ui.web.opened import NOTICE, notebook, opened
from ui.web.sign_in import user

NIR = "1.2.250.1.213.1.4.8"
FIELDS = {
    "birth_name": "Nom de naissance",
    "birth_first_name": "Premier prénom de naissance",
    "birth_first_names": "Prénoms de l'état civil",
    "birth_place": "Lieu de naissance (code INSEE)",
    "used_name": "Nom utilisé",
    "used_first_name": "Prénom utilisé",
    "ins": "Matricule INS",
    "ipp": "IPP",
}
CIVIL = {None: "non renseigné", "F": "féminin", "M": "masculin"}


def show() -> None:
    try:
        with reading(dossiers()) as read:
            held = load_identity(read, opened().id)
    except StoreError as error:
        st.error(error.sentence)
        return
    lacking = missing(held)
    state = "complète" if not lacking else f"il manque : {', '.join(lacking)}"
    with st.expander(f"Identité du patient pour les documents — {state}", key="identity"):
        st.caption("Chiffrée à part, jamais dans le texte de travail ; rejointe au moment de l'export. Rien n'est déduit.")
        _masked_words()
        _form(held or Identity())


def _masked_words() -> None:
    """The words masked in the summary, to copy from: which of them is the patient's is for a person to say."""
    words = list(dict.fromkeys(original.text for original in notebook().originals))
    if words:
        st.caption("Masqués dans le texte : " + " · ".join(words))


def _form(held: Identity) -> None:
    columns = [*st.columns(4), *st.columns(4)]  # row by row, as the keyboard goes
    for column, (name, label) in zip(columns, FIELDS.items(), strict=True):
        key = f"identity:{name}"
        st.session_state[key] = getattr(held, name) or ""
        column.text_input(label, key=key, max_chars=100, on_change=_written, args=(held, name, key))
    left, right, _, _ = st.columns(4)
    st.session_state["identity:birth_date"] = held.birth_date
    left.date_input(
        "Date de naissance", key="identity:birth_date", format="DD/MM/YYYY", min_value=datetime.date(1900, 1, 1), max_value="today",
        on_change=_written, args=(held, "birth_date", "identity:birth_date"),
    )  # fmt: skip
    st.session_state["identity:sex"] = held.sex
    right.selectbox(
        "Sexe à l'état civil", list(CIVIL), key="identity:sex", format_func=CIVIL.__getitem__, placeholder=CIVIL[None],
        on_change=_written, args=(held, "sex", "identity:sex"),
    )  # fmt: skip


def _written(held: Identity, name: str, key: str) -> None:
    value: Any = st.session_state[key]
    if isinstance(value, str):
        value = value.strip() or None
    identity = replace(held, **{name: value})
    if name == "ins":
        identity = replace(identity, ins_oid=NIR if value else None)
    try:
        with session(dossiers()) as writing:
            save_identity(writing, opened().id, identity)
            journal.record(writing, user(), "identity.changed", f"dossier:{opened().id}", {"field": name})
    except StoreError as error:
        st.session_state[NOTICE] = error.sentence
