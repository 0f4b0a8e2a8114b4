"""The alerts, with their reasons: those that nobody has seen, or those seen and by whom."""

from __future__ import annotations

import streamlit as st

from dossier.screening.alerts import KINDS, Told, alerts, see, waiting
from store.engine import reading, session
from store.errors import StoreError
from ui.web.databases import dossiers
from ui.web.following.links import links
from ui.web.look import plain
from ui.web.sign_in import user
from ui.web.words import moment, several

AT_MOST = 50
COLOURS = {"closed": "red", "amended": "orange", "new_trial": "green", "new_patient": "green"}


def unseen() -> int:
    """How many alerts wait for somebody."""
    with reading(dossiers()) as read:
        return waiting(read)


def show() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = st.multiselect(
            "Sortes d'alertes",
            list(KINDS),
            format_func=KINDS.__getitem__,
            placeholder="Toutes",
            key="alert-kinds",
            select_all=False,
        )
        seen = st.checkbox("Déjà vues", key="alert-seen")
    with reading(dossiers()) as read:
        found = [one for one in alerts(read, seen) if not kinds or one.alert.kind in kinds]
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = f" ; les {AT_MOST} dernières sont montrées" if len(found) > AT_MOST else ""
        st.caption(several(len(found), "alerte", "alertes") + shown, width="stretch")
        if found and not seen:
            st.button("Tout marquer comme vu", on_click=_see, args=([one.alert.id for one in found],))
    if not found:
        st.markdown(
            "Aucune alerte."
            if seen or kinds
            else "Aucune alerte à voir. Elles viennent d'une mise à jour du suivi, quand un dossier ou un essai a changé."
        )
    for one in found[:AT_MOST]:
        _alert(one)


def _alert(told: Told) -> None:
    alert = told.alert
    with st.container(border=True, key=f"alert-{alert.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{alert.trial_id}** · {plain(told.label)}  \n:gray[{moment(alert.at)}]", width="stretch")
            st.badge(KINDS[alert.kind], color=COLOURS.get(alert.kind, "gray"))  # type: ignore[arg-type]
            if not alert.seen_by:
                st.button(
                    "Vu",
                    key=f"alert-see:{alert.id}",
                    on_click=_see,
                    args=([alert.id],),
                    help=f"Alerte vue : {alert.trial_id}, {told.label}",
                )
        st.text(alert.reason)
        if alert.seen_by and alert.seen_at:
            st.caption(f"Vue par {alert.seen_by} le {moment(alert.seen_at)}")
        links(alert.dossier_id, alert.trial_key, f"alert:{alert.id}")


def _see(alert_ids: list[int]) -> None:
    try:
        with session(dossiers()) as writing:
            see(writing, alert_ids, user())
    except StoreError as error:
        st.error(error.sentence)
