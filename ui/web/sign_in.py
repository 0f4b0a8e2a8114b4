"""Who is in front of the screen: a local user, chosen from the list or created. No password: the name signs what is done.

The browser keeps a ticket in a cookie of its session, so that a page that is loaded again is still the same person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from store.engine import reading, session
from store.errors import StoreError
from store.tickets import holder, ticket
from store.users import ROLES, User, active_users, create_user, find_user
from ui.web.databases import dossiers
from ui.web.words import ROLES as ROLE_WORDS

KEY, PERSON, TICKET = "user_id", "signed-in", "ticket"
COOKIE = "carnet"


def signed_in() -> User | None:
    """The user of this session, or None. One who has left since is no longer signed in."""
    if KEY not in st.session_state:
        st.session_state[KEY] = _remembered()
    user_id = st.session_state[KEY]
    if user_id is None:
        return None
    with reading(dossiers()) as opened:
        user = find_user(opened, user_id)
    st.session_state[PERSON] = user if user and user.active else None
    return user if user and user.active else None


def _remembered() -> int | None:
    """Whom the browser's ticket names, where a page begins."""
    if COOKIE not in st.context.cookies:
        return None
    with session(dossiers()) as opened:
        found = holder(opened, st.context.cookies[COOKIE])
        return found.id if found else None


def keep_ticket(person: User | None) -> None:
    """Hands the ticket to the browser after a sign-in, and takes it back where nobody is signed in."""
    kept = st.session_state.get(TICKET, "") if person else "; Max-Age=0"
    if kept:
        secure = "(location.protocol === 'https:' ? '; Secure' : '')"
        cookie = f"<script>document.cookie = '{COOKIE}={kept}; path=/; SameSite=Strict' + {secure}</script>"
        with st.container(key="ticket"):
            st.html(cookie, unsafe_allow_javascript=True)


def _enter(person: User) -> None:
    st.session_state[KEY] = person.id
    with suppress(StoreError), session(dossiers()) as opened:  # without its key the installation keeps nobody: they sign in again
        st.session_state[TICKET] = ticket(opened, person)
    st.rerun()


def user() -> User:
    """The user of this session, as looked up when this run began; app.py shows no page without one."""
    found: User | None = st.session_state.get(PERSON)
    if found is None or found.id != st.session_state.get(KEY):
        found = signed_in()
    if found is None:
        st.stop()
    return found


def sign_out() -> None:
    """Forgets everything of this session, the dossier being read included; the ticket that the page began with no longer counts."""
    st.session_state.clear()
    st.session_state[KEY] = None


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
        _enter(chosen)


def _create(first: bool) -> None:
    with st.form("new_person", border=first):
        name = st.text_input("Prénom et nom", placeholder="Dr Anne Martin", max_chars=80)
        role = st.radio("Rôle", ROLES, format_func=ROLE_WORDS.__getitem__, horizontal=True)
        if not st.form_submit_button("Créer et entrer", type="primary" if first else "secondary"):
            return
    try:
        with session(dossiers()) as opened:
            created = create_user(opened, name, role)
    except StoreError as error:
        st.error(error.sentence)
        return
    _enter(created)
