"""The database of dossiers and people, brought up to this version's tables once a process.

Apart from resources.py, which knows the reader, the rules and the trials: the sign-in page asks for this alone, and need not wait for them.
"""

from __future__ import annotations

import streamlit as st
from sqlalchemy import Engine

from store.engine import engine
from store.migrations import migrate
from store.settings import database_url


@st.cache_resource(show_spinner="Mise à jour de la base des dossiers…")
def prepared(address: str) -> bool:
    """`prepared(database_url())`: the dossiers have this version's tables. Raises Unavailable."""
    migrate(address, "dossiers")
    return True


def dossiers() -> Engine:
    """`with session(dossiers()) as s: ...`: the database of dossiers and people."""
    prepared(database_url())
    return engine(database_url())
