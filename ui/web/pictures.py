"""A picture with its words beside it, for those who would rather read."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.web.look import lines


def show(drawn: str, words: Sequence[str], key: str) -> None:
    """The picture (SVG), then the same in words, folded; nothing where there is nothing to draw."""
    if not drawn:
        return
    st.html(drawn)
    with st.expander("La même chose en mots", key=f"words-{key}"):
        st.html(lines(words))
