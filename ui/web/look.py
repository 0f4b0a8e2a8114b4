"""How the pages look beyond Streamlit's theme: a style sheet, the language of the page, and small pieces of HTML.

Every text that enters HTML goes through `escape`.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
ICON = str(HERE / "icon.png")

__all__ = ["ICON", "dress", "escape", "lines", "quiet"]


def dress() -> None:
    """The style sheet, and `lang="fr"`, which Streamlit leaves at "en" (screen readers choose their voice by it)."""
    st.html(f"<style>{_style()}</style>")
    st.html("<script>document.documentElement.lang = 'fr'</script>", unsafe_allow_javascript=True)


@cache
def _style() -> str:
    return (HERE / "look.css").read_text(encoding="utf-8")


def quiet(text: str) -> str:
    """A sentence in small grey print, as HTML."""
    return f'<span class="quiet">{escape(text)}</span>'


def lines(texts: tuple[str, ...] | list[str], kind: str = "reasons") -> str:
    """A list as HTML; nothing where there is nothing to say."""
    if not texts:
        return ""
    return f'<ul class="{kind}">' + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
