"""What people enter of a care programme: appointments with their dates and places, whom to call, social and professional situation."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import streamlit as st

from dossier.pps_programme import appointment_words
from dossier.programme import Appointment, Contact, appointment_kinds, contact_roles
from ui.web.look import plain
from ui.web.opened import edit, notebook

TEXTS = {
    "urgent": "En cas d'urgence, appeler",
    "social": "Situation sociale",
    "work": "Situation professionnelle",
}
EMPTY = {"date": None, "what": "", "kind": None, "where": "", "who": "", "sure": False}


def appointments(aftercare: bool) -> None:
    """The appointments of the treatment, or those of the after-cancer programme: listed, added, taken off."""
    place = "ppac" if aftercare else "pps"
    shown = sorted((one for one in notebook().programme.appointments if one.aftercare == aftercare), key=lambda one: one.date)
    with st.expander(f"Rendez-vous ({len(shown)})", key=f"{place}-appointments"):
        for index, one in enumerate(shown):
            with st.container(horizontal=True, vertical_alignment="center", key=f"{place}-appointment-{index}"):
                words = appointment_words(one)
                st.markdown(f"{plain(words)} · {'confirmé' if one.confirmed else 'prévisionnel'}", width="stretch")
                st.button("Retirer", key=f"{place}:drop:{index}", help=f"Retirer : {words}", on_click=_drop, args=(one,))
        with st.form(f"{place}-appointment", border=False):
            first, second, kind, third = st.columns([1, 2, 1.4, 1.6], vertical_alignment="bottom")
            fourth, fifth, sixth = st.columns([3, 1.5, 1], vertical_alignment="bottom")
            first.date_input("Date", None, format="DD/MM/YYYY", key=f"{place}:date")
            second.text_input("Quoi", max_chars=160, key=f"{place}:what")
            kinds = appointment_kinds()
            kind.selectbox(
                "Nature", list(kinds), None, format_func=kinds.__getitem__, key=f"{place}:kind", placeholder="Non précisée"
            )
            third.text_input("Lieu", max_chars=120, key=f"{place}:where")
            fourth.text_input("Avec", max_chars=120, key=f"{place}:who")
            fifth.checkbox("Confirmé", key=f"{place}:sure")
            sixth.form_submit_button("Ajouter", key=f"{place}:add", on_click=_entered, args=(place, aftercare))
        if st.session_state.pop(f"{place}:refused", False):
            st.error("Un rendez-vous a une date et un objet : donner les deux.")


def _entered(place: str, aftercare: bool) -> None:
    """The appointment that was typed, and the fields empty again; where it lacks its date or its purpose, what was typed stays."""
    state = st.session_state
    day: datetime.date | None = state[f"{place}:date"]
    what, where, who = (state[f"{place}:{name}"].strip() for name in ("what", "where", "who"))
    if not (day and what):
        state[f"{place}:refused"] = True
        return
    sure, nature = state[f"{place}:sure"], state[f"{place}:kind"] or ""
    change(
        appointments=(*notebook().programme.appointments, Appointment(what, day.isoformat(), where, who, sure, aftercare, nature))
    )
    state.update({f"{place}:{name}": empty for name, empty in EMPTY.items()})


def contacts() -> None:
    """Whom to call, and what was evaluated with the patient."""
    programme = notebook().programme
    with st.expander(f"Contacts ({len(programme.contacts)}), situation sociale et professionnelle", key="pps-contacts"):
        for index, one in enumerate(programme.contacts):
            with st.container(horizontal=True, vertical_alignment="center", key=f"contact-{index}"):
                words = " · ".join(part for part in (one.role, one.name, one.phone) if part)
                st.markdown(plain(words), width="stretch")
                rest = programme.contacts[:index] + programme.contacts[index + 1 :]
                st.button(
                    "Retirer", key=f"contact:drop:{index}", help=f"Retirer : {words}", on_click=change, kwargs={"contacts": rest}
                )
        with st.form("contact", clear_on_submit=True, border=False):
            first, second, third, fourth = st.columns([1.5, 1.5, 1, 0.7], vertical_alignment="bottom")
            role = first.selectbox(
                "Fonction", contact_roles(), None, key="contact:role", accept_new_options=True, placeholder="Choisir ou écrire"
            )
            name = second.text_input("Nom", max_chars=120, key="contact:name")
            phone = third.text_input("Téléphone", max_chars=40, key="contact:phone")
            if fourth.form_submit_button("Ajouter", key="contact:add") and role and role.strip():
                change(contacts=(*programme.contacts, Contact(role.strip(), name.strip(), phone.strip())))
                st.rerun()
        for name, label in TEXTS.items():
            text(name, label)


def text(name: str, label: str) -> None:
    """One free text of the programme."""
    key = f"programme:{name}"
    st.session_state[key] = getattr(notebook().programme, name)
    st.text_input(label, key=key, max_chars=300, on_change=lambda: change(**{name: st.session_state[key].strip()}))


def change(**values: Any) -> None:
    """Writes what was entered; what was signed does not depend on it."""
    edit("programme.changed", lambda held: setattr(held, "programme", replace(held.programme, **values)))


def _drop(one: Appointment) -> None:
    change(appointments=tuple(kept for kept in notebook().programme.appointments if kept is not one))
