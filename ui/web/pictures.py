"""A picture with its words beside it, for those who would rather read."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence

import streamlit as st

from ui.web.look import lines

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
_WIDTH = re.compile(r'viewBox="0 0 ([\d.]+)')


def show(drawn: str, words: Sequence[str], key: str) -> None:
    """The picture (SVG), then the same in words, folded; nothing where there is nothing to draw."""
    if not drawn:
        return
    st.html(image(drawn))
    with st.expander("La même chose en mots", key=f"words-{key}"):
        st.html(lines(words))


def image(drawn: str) -> str:
    """The picture as an image with its title as alternative text: Streamlit takes SVG elements out of the HTML that it shows."""
    title, width = _TITLE.search(drawn), _WIDTH.search(drawn)
    alternative, size = title[1] if title else "", f' width="{width[1]}"' if width else ""
    data = b64encode(drawn.encode()).decode()
    return f'<img class="picture" alt="{alternative}"{size} src="data:image/svg+xml;base64,{data}">'
