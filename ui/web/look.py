"""How the pages look beyond Streamlit's theme: a style sheet, the language of the page, and small pieces of HTML.

Every text that enters HTML goes through `escape`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import streamlit as st

from matching.spaces import unbroken

HERE = Path(__file__).parent
ICON = str(HERE / "icon.png")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#$~|]|:(?=\w)|&(?=\w+;)")

__all__ = ["ICON", "dress", "escape", "lines", "plain", "table"]


def dress() -> None:
    """The style sheet, and `lang="fr"`, which Streamlit leaves at "en" (screen readers choose their voice by it)."""
    with st.container(key="dress"):
        st.html(f"<style>{_style()}</style>")
        st.html(f"<script>{_copying()} document.documentElement.lang = 'fr'</script>", unsafe_allow_javascript=True)


@cache
def _copying() -> str:
    return (HERE / "copy.js").read_text(encoding="utf-8")


@cache
def _style() -> str:
    return (HERE / "look.css").read_text(encoding="utf-8")


def escape(words: str) -> str:
    """Words as HTML, where no line ends before a colon: `escape("T : < 5")` is `"T&nbsp;: &lt; 5"`, its space written as U+00A0."""
    return html.escape(unbroken(words))


def plain(words: str) -> str:
    """Words as they are where Markdown is read: `plain("CA 15-3 * (N < 30) [ext]")` shows its star and its brackets."""
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(words.split()))


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """`table(("Raison", "Niveau"), [(escape(reason), "absolue")])`: cells are HTML already."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def lines(texts: Sequence[str], kind: str = "reasons") -> str:
    """A list as HTML; nothing where there is nothing to say."""
    if not texts:
        return ""
    return f'<ul class="{kind}">' + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
