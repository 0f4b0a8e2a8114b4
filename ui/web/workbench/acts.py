"""Acts on rule files by the person signed in, and what is said of them at the top of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlmodel import Session

from guidelines.source import RuleFileError
from guidelines.workbench import WorkbenchError
from store.engine import session
from store.errors import StoreError
from store.users import User
from ui.web.databases import dossiers
from ui.web.look import plain
from ui.web.sign_in import user

SAID, REFUSED = "workbench-said", "workbench-refused"


def act(said: str, done: Callable[[Session, User], Any]) -> bool:
    """One act on rule files by the person signed in; what was done, or why it was refused, is said at the top of the page."""
    try:
        with session(dossiers()) as writing:
            done(writing, user())
    except (WorkbenchError, RuleFileError, StoreError) as error:
        words = str(error)
        st.session_state[REFUSED] = words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")
        return False
    st.session_state[SAID] = said
    return True


def notices() -> None:
    """What happened since the last run, in view wherever the page is read."""
    said, refused = st.session_state.pop(SAID, None), st.session_state.pop(REFUSED, None)
    if not said and not refused:
        return
    with st.container(key="notices"):
        if said:
            st.success(plain(said))
        if refused:
            st.error(plain(refused))
