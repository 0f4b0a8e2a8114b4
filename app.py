"""The Streamlit entry point: databases up to date, sign-in, navigation. Everything else is in ui/web."""

from __future__ import annotations

import streamlit as st

from ui.web import navigation, sign_in
from ui.web.databases import dossiers
from ui.web.failure import tell
from ui.web.look import ICON, dress


def warm_up() -> None:
    """The reader, the rules and the trials, made ready while somebody looks for their name: the first dossier will not wait for them."""
    from ui.web.resources import sources  # seconds of imports: after the sign-in page, not before it

    sources()


def main() -> None:
    st.set_page_config(page_title="Carnet RCP", page_icon=ICON, layout="wide")
    dress()
    try:
        dossiers()
        person = sign_in.signed_in()
        sign_in.keep_ticket(person)
        page = st.navigation(navigation.pages(person), position="top" if person else "hidden")
        if person:
            page.run()
        else:
            sign_in.screen()
            warm_up()
    except Exception as error:
        tell(error)


main()
