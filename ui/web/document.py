"""A proposed document (FRCP, PPS) on screen: section by section, each item with its state and its reasons, editable in place."""

from __future__ import annotations

import html

import streamlit as st

from dossier.items import Item, ProposedDocument, Section
from matching.spaces import unwrapped
from ui.web.look import escape
from ui.web.opened import edit, notebook
from ui.web.sign_in import user

STATES = {"proposed": "proposé", "confirmed": "confirmé", "edited": "modifié", "empty": "vide"}


def show(document: ProposedDocument) -> None:
    """The banner that the document bears, then its sections; one is edited at a time."""
    if document.banner:
        st.html(f'<p class="banner">{escape(document.banner)}</p>')
    for section in document.sections:
        path = f"{document.kind}.{section.id}"
        with st.container(key=f"section-{document.kind}-{section.id}"):
            if st.session_state.get("editing") == path:
                _editor(document.kind, section)
            else:
                text, button = st.columns([13, 1], gap="small")
                text.html(_section(document.kind, section))
                why = f"Modifier : {section.title}"
                button.button("Modifier", key=f"edit:{path}", on_click=_edit, args=(path,), type="tertiary", help=why)
    for source in document.sources:
        st.caption(source)


def _section(kind: str, section: Section) -> str:
    """A section, with a button that copies its text for another program (ui/web/copy.js listens)."""
    title = escape(section.title)
    copy = f'<button type="button" class="copy" data-copy="{html.escape(plain_text(section))}" aria-label="Copier : {title}">Copier</button>'
    items = "".join(map(_item, section.items))
    return (
        f'<div class="titled"><h3 class="section" id="{kind}-{section.id}">{title}</h3>{copy}</div><dl class="items">{items}</dl>'
    )


def plain_text(section: Section) -> str:
    """'Type tumoral : carcinome...', a line for each item that says something."""
    return "\n".join(f"{item.label} : {item.text}" for item in section.items if item.state != "empty")


def _item(item: Item) -> str:
    if item.state == "empty":
        wanted = ' <span class="tag alert">à remplir</span>' if item.required else ""
        return f'<dt>{escape(item.label)}</dt><dd><span class="quiet">{escape(item.why_empty)}</span>{wanted}</dd><dd></dd>'
    state = f' <span class="tag {item.state}">{STATES[item.state]}</span>' if item.state != "proposed" else ""
    because = escape(" · ".join(item.reasons))
    text = unwrapped(item.text) if item.features else item.text
    return f'<dt>{escape(item.label)}</dt><dd>{escape(text)}{state}</dd><dd class="quiet">{because}</dd>'


def _edit(path: str) -> None:
    st.session_state["editing"] = path


def _editor(kind: str, section: Section) -> None:
    st.markdown(f"**{section.title}**")
    for item in section.items:
        _field(kind, section, item)
    st.button("Terminer", key=f"done:{kind}.{section.id}", on_click=_edit, args=("",))


def _field(kind: str, section: Section, item: Item) -> None:
    path = f"{section.id}.{item.id}"
    widget = f"item:{kind}.{path}"
    st.session_state[widget] = item.text
    left, right = st.columns([13, 1], vertical_alignment="bottom", gap="small")
    height = 68 if len(item.text) < 90 else 120
    left.text_area(item.label, key=widget, height=height, placeholder=item.why_empty, on_change=_write, args=(kind, path, widget))
    if path in notebook().corrections.get(kind, {}):
        right.button(
            "Rétablir",
            key=f"restore:{kind}.{path}",
            on_click=_restore,
            args=(kind, path),
            type="tertiary",
            help="Revenir au texte proposé",
        )


def _write(kind: str, path: str, widget: str) -> None:
    text = st.session_state[widget]
    edit("item.written", lambda held: held.correct(kind, path, text, user().name))


def _restore(kind: str, path: str) -> None:
    edit("item.restored", lambda held: held.restore(kind, path))
