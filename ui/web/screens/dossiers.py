"""The dossiers of this machine, the last edited first."""

from __future__ import annotations

import streamlit as st

from dossier.dossiers import Listed, NoSuchDossier, delete, listed
from matching.reading.letters import bare
from store.engine import reading, session
from store.errors import StoreError
from ui.web.databases import dossiers
from ui.web.look import plain
from ui.web.navigation import NEW, NOTEBOOK
from ui.web.opened import forget
from ui.web.sign_in import user
from ui.web.words import moment, several

DOOMED = "doomed"  # the dossier whose deletion was asked for, until it is confirmed


def screen() -> None:
    with reading(dossiers()) as read:
        found = listed(read)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title("Dossiers", width="stretch")
        if st.button("Nouveau dossier", type="primary"):
            st.switch_page(NEW)
    if not found:
        st.markdown(
            "Aucun dossier pour l'instant. **Nouveau dossier** part d'un texte collé, d'un fichier ou d'un exemple fictif."
        )
        return
    sought = st.text_input("Chercher", placeholder="Chercher un dossier : sein, poumon, 62 ans…", label_visibility="collapsed")
    words = bare(sought).casefold().split()
    kept = [one for one in found if all(word in bare(one.label).casefold() for word in words)]
    st.caption(several(len(kept), "dossier", "dossiers"))
    for one in kept:
        _row(one)


def _row(one: Listed) -> None:
    with st.container(border=True, key=f"dossier-{one.id}"), st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(one.label)}**  \n:gray[modifié le {moment(one.updated_at)} par {one.updated_by}]", width="stretch")
        st.badge("décision validée" if one.validated else "en préparation", color="green" if one.validated else "gray")
        if st.session_state.get(DOOMED) == one.id:
            st.button("Supprimer définitivement", key=f"really:{one.id}", on_click=_delete, args=(one.id,))
            st.button("Garder", key=f"keep:{one.id}", on_click=_doom, args=("",))
            return
        st.button(
            "Supprimer", key=f"delete:{one.id}", on_click=_doom, args=(one.id,), type="tertiary", help=f"Supprimer : {one.label}"
        )
        if st.button("Ouvrir", key=f"open:{one.id}", help=f"Ouvrir : {one.label}"):
            st.switch_page(NOTEBOOK, query_params={"dossier": one.id})


def _doom(dossier_id: str) -> None:
    st.session_state[DOOMED] = dossier_id


def _delete(dossier_id: str) -> None:
    try:
        with session(dossiers()) as writing:
            delete(writing, dossier_id, user())
    except NoSuchDossier:
        pass  # somebody else deleted it first: it is gone, as was asked
    except StoreError as error:
        st.error(error.sentence)
    forget()


screen()
