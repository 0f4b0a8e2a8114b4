"""Who is in front of the screen: a local user, chosen from the list or created. No password: the name signs what is done."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from store.engine import reading, session
from store.errors import StoreError
from store.users import ROLES, User, active_users, create_user, find_user
from ui.web.resources import dossiers
from ui.web.words import ROLES as ROLE_WORDS

KEY = "user_id"


def signed_in() -> User | None:
    """The user of this session, or None. One who has left since is no longer signed in."""
    user_id = st.session_state.get(KEY)
    if user_id is None:
        return None
    with reading(dossiers()) as opened:
        user = find_user(opened, user_id)
    return user if user and user.active else None


def user() -> User:
    """The user of this session; app.py shows no page without one."""
    found = signed_in()
    if found is None:
        st.stop()
    return found


def sign_out() -> None:
    """Forgets everything of this session, the dossier being read included."""
    st.session_state.clear()


def screen() -> None:
    """Choose a name, or write the first one."""
    with reading(dossiers()) as opened:
        people = active_users(opened)
    _, middle, _ = st.columns([1, 1.4, 1])
    with middle:
        st.title("Carnet RCP")
        st.markdown(
            "Préparer un dossier de réunion de concertation pluridisciplinaire, sur cette machine et sans rien envoyer au dehors."
        )
        if people:
            _choose(people)
            with st.expander("Ajouter une personne"):
                _create(first=False)
        else:
            st.markdown("**Première ouverture.** Écrivez votre nom : il signera vos corrections et vos décisions.")
            _create(first=True)
        st.caption(
            "Carnet RCP n'est pas un dispositif médical. Les règles livrées sont des brouillons qu'aucun réseau n'a validés : "
            "chaque proposition est à vérifier par un médecin."
        )


def _choose(people: Sequence[User]) -> None:
    chosen = st.selectbox(
        "Qui êtes-vous ?",
        people,
        index=None,
        placeholder="Choisir un nom",
        key="person",
        format_func=lambda one: f"{one.name} — {ROLE_WORDS[one.role]}",
    )
    if st.button("Entrer", type="primary", disabled=chosen is None) and chosen:
        st.session_state[KEY] = chosen.id
        st.rerun()


def _create(first: bool) -> None:
    with st.form("new_person", border=first):
        name = st.text_input("Prénom et nom", placeholder="Dr Anne Martin", max_chars=80)
        role = st.radio("Rôle", ROLES, format_func=ROLE_WORDS.__getitem__, horizontal=True)
        if not st.form_submit_button("Créer et entrer", type="primary" if first else "secondary"):
            return
    try:
        with session(dossiers()) as opened:
            st.session_state[KEY] = create_user(opened, name, role).id
    except StoreError as error:
        st.error(error.sentence)
        return
    st.rerun()
