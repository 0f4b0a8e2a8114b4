"""The pages, and which of them each role sees first."""

from __future__ import annotations

from typing import Any

import streamlit as st

from store.users import User
from ui.web.words import ROLES

SCREENS = "ui/web/screens"
HOME, DOSSIERS, NEW, NOTEBOOK = (
    f"{SCREENS}/home.py",
    f"{SCREENS}/dossiers.py",
    f"{SCREENS}/new_dossier.py",
    f"{SCREENS}/notebook.py",
)
FOLLOWING, MEETINGS, TRIALS, GUIDELINES, WORKBENCH, ABOUT, LEAVE = (
    f"{SCREENS}/coordinator.py",
    f"{SCREENS}/meetings.py",
    f"{SCREENS}/trials.py",
    f"{SCREENS}/guidelines.py",
    f"{SCREENS}/workbench.py",
    f"{SCREENS}/about.py",
    f"{SCREENS}/leave.py",
)

TITLES = {
    HOME: "Accueil",
    DOSSIERS: "Dossiers",
    NEW: "Nouveau dossier",
    NOTEBOOK: "Carnet",
    FOLLOWING: "Suivi",
    MEETINGS: "Réunions",
    TRIALS: "Essais",
    GUIDELINES: "Référentiels",
    WORKBENCH: "Atelier",
    ABOUT: "À propos",
    LEAVE: "Changer d'utilisateur",
}
ADDRESSES = {
    HOME: "accueil",
    DOSSIERS: "dossiers",
    NEW: "nouveau",
    NOTEBOOK: "carnet",
    FOLLOWING: "suivi",
    MEETINGS: "reunions",
    TRIALS: "essais",
    GUIDELINES: "referentiels",
    WORKBENCH: "atelier",
    ABOUT: "a-propos",
    LEAVE: "sortie",
}
# The first page of a role is where it lands.
ORDER = {
    "oncologist": (HOME, DOSSIERS, NEW, MEETINGS, TRIALS, FOLLOWING, GUIDELINES, WORKBENCH, ABOUT),
    "coordinator": (FOLLOWING, TRIALS, DOSSIERS, NEW, MEETINGS, GUIDELINES, ABOUT),
    "curator": (WORKBENCH, GUIDELINES, TRIALS, FOLLOWING, DOSSIERS, NEW, MEETINGS, ABOUT),
}
FIRSTS = (HOME, FOLLOWING, WORKBENCH)


def pages(person: User | None) -> dict[str, list[Any]]:
    """The pages of a person's role, in order; without one all pages exist, so that an address still leads there after sign-in."""
    order = ORDER[person.role if person else "oncologist"]
    first = order[0]
    shown = [st.Page(first, title=TITLES[first], url_path="premiere", default=True)]
    shown += [st.Page(path, title=TITLES[path], url_path=ADDRESSES[path]) for path in order[1:]]
    elsewhere = [_leading(ADDRESSES[path], first) for path in FIRSTS if path == first or path not in order]
    notebook = st.Page(NOTEBOOK, title=TITLES[NOTEBOOK], url_path=ADDRESSES[NOTEBOOK], visibility="hidden")
    leave = st.Page(LEAVE, title=TITLES[LEAVE], url_path=ADDRESSES[LEAVE])
    name = f"{person.name} · {ROLES[person.role]}" if person else "Session"
    return {"": [*shown, notebook, *elsewhere], name: [leave]}


def _leading(address: str, first: str) -> Any:
    """An address that leads to the first page of somebody's role. Streamlit gives the first page none but "/", and a bookmark or a link
    sent by somebody of another role may bear one that this role has not."""

    def go() -> None:
        st.switch_page(first, query_params=st.query_params.to_dict())

    return st.Page(go, title=TITLES[first], url_path=address, visibility="hidden")
