"""A rule edited in a form or as text: both write in the same text, where the value stands, so comments and layout stay."""

from __future__ import annotations

from typing import Any

import streamlit as st

from guidelines.form import Field, fields_of, header_of, passage
from guidelines.rewrite import with_value
from guidelines.source import RuleFileError, RuleText, parse_rule_text
from ui.web.look import plain
from ui.web.words import STRENGTHS
from ui.web.workbench import editor
from ui.web.workbench.acts import REFUSED, SAID
from ui.web.workbench.sheet import Sheet, forget, save

GROUPS = {"condition": "Condition", "option": "Options", "source": "Source", "header": "Version du fichier"}
LONG = 60  # characters from which a field is a text area


def show(sheet: Sheet, rule: str) -> None:
    try:
        text = parse_rule_text(sheet.text, sheet.name)
    except RuleFileError:
        text = None
    _keeping(sheet)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        if text is None:
            st.info("Le formulaire revient dès que le texte se lit : la faute est dite sous le texte.")
        else:
            _form(sheet, text, rule)
    with right:
        editor.show(sheet, rule, _line(sheet, text, rule))


def _keeping(sheet: Sheet) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="workbench-keeping"):
        st.button("Enregistrer le brouillon", type="primary", disabled=not sheet.changed, on_click=save, args=(sheet,))
        st.button("Abandonner mes modifications", disabled=not sheet.changed, on_click=_give_up, args=(sheet,))
        st.caption("Modifications non enregistrées." if sheet.changed else "Tout est enregistré.")


def _form(sheet: Sheet, text: RuleText, rule: str) -> None:
    fields = [*fields_of(text, rule), *header_of(text)]
    for group, title in GROUPS.items():
        ours = [one for one in fields if one.group == group]
        if ours:
            with st.expander(title, expanded=group in ("condition", "header"), key=f"workbench-form-{group}"):
                for number, one in enumerate(ours):
                    _field(sheet, one, number, rule)


def _field(sheet: Sheet, field: Field, number: int, rule: str) -> None:
    """The value of the text is written into the widget before it is shown; what is typed goes back into the text."""
    key = f"workbench-field:{sheet.id}:{rule}:{field.group}:{number}"
    value = str(field.value)
    st.session_state[key] = value
    change: dict[str, Any] = {"key": key, "on_change": _changed, "args": (sheet, field, key)}
    if field.choices:
        options = list(dict.fromkeys((*field.choices, value)))
        st.selectbox(plain(field.label), options, format_func=lambda one: STRENGTHS.get(one, one) or "aucun", **change)
    elif len(value) > LONG:
        st.text_area(plain(field.label), height="content", **change)
    else:
        st.text_input(plain(field.label), **change)


def _changed(sheet: Sheet, field: Field, key: str) -> None:
    typed = st.session_state[key]
    try:
        sheet.write(with_value(sheet.text, field.path, field.read(typed)))
    except ValueError:
        st.session_state[REFUSED] = f"« {typed} » n'est pas un nombre entier : {field.label.lower()} n'a pas changé."


def _line(sheet: Sheet, text: RuleText | None, rule: str) -> int:
    if text is None or not rule:
        return 1
    return sheet.text.count("\n", 0, passage(sheet.text, text, rule)[0]) + 1


def _give_up(sheet: Sheet) -> None:
    forget(sheet)
    st.session_state[SAID] = "Modifications abandonnées : voici le texte enregistré."
