"""One widget for each type of feature. The value of the notebook is written into the widget before it is shown; what the person
types comes back through a callback, is checked again, and becomes a correction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from matching.catalogue import FeatureSpec, catalogue
from matching.drugs import drugs
from matching.tumour_types import tumour_types
from matching.value import Interval, SetValue, Value
from matching.words import agent_words, date_words, interval_words
from ui.web import entry

UNKNOWN = "non renseigné"
Corrected = Callable[[str, Any], None]  # key of the feature, value in the notation of a case (None: not known)


def field(key: str, value: Value | None, corrected: Corrected, place: str = "feature") -> None:
    """The widget of a feature; `place` tells two widgets of one feature apart.

    `corrected` is called with the new value; what cannot be one is refused with a sentence beside it.
    """
    spec = catalogue()[key]
    if spec.type == "set":
        _members(spec, value if isinstance(value, SetValue) else SetValue(), corrected, place)
    elif spec.type in ("boolean", "category") or spec.hierarchy == "tumour_type":
        _choice(spec, value, corrected, place)
    else:
        _typed(spec, value, corrected, place)


def label(spec: FeatureSpec) -> str:
    """'FEVG (%)': the name of a feature and its unit."""
    return f"{spec.fr} ({spec.unit_label})" if spec.unit_label and spec.unit_label not in spec.fr else spec.fr


def _choice(spec: FeatureSpec, value: Value | None, corrected: Corrected, place: str) -> None:
    widget = f"{place}:{spec.key}"
    options = [None, *_options(spec)]
    st.session_state[widget] = value if value in options else None
    st.selectbox(
        label(spec),
        options,
        key=widget,
        format_func=lambda option: _option_words(spec, option),
        on_change=lambda: corrected(spec.key, st.session_state[widget]),
        placeholder=UNKNOWN,
    )


def _options(spec: FeatureSpec) -> list[Any]:
    if spec.type == "boolean":
        return [True, False]
    return list(tumour_types()) if spec.hierarchy == "tumour_type" else list(spec.values)


def _option_words(spec: FeatureSpec, option: Any) -> str:
    if option is None:
        return UNKNOWN
    if isinstance(option, bool):
        return "oui" if option else "non"
    if spec.hierarchy == "tumour_type":
        return tumour_types()[option].label
    return agent_words(option) if spec.key == "patient.medications" else spec.label(option)


def _members(spec: FeatureSpec, value: SetValue, corrected: Corrected, place: str) -> None:
    names = {part: f"{place}:{spec.key}:{part}" for part in ("present", "absent", "complete")}
    known = list(spec.values) or ([] if spec.in_words else sorted(drugs()))

    def changed() -> None:
        chosen = {part: st.session_state[name] for part, name in names.items()}
        said = chosen["present"] or chosen["absent"] or chosen["complete"]
        corrected(spec.key, chosen if said else None)

    # What one list holds is not offered by the other: nothing is present and absent.
    parts = (
        ("present", label(spec), value.present, value.absent),
        ("absent", f"{spec.fr} : absents", value.absent, value.present),
    )
    for part, french, held, elsewhere in parts:
        st.session_state[names[part]] = sorted(held)
        options = sorted({*known, *held} - elsewhere | held, key=lambda option: _option_words(spec, option))
        st.multiselect(
            french,
            options,
            key=names[part],
            format_func=lambda option: _option_words(spec, option),
            placeholder=UNKNOWN,
            on_change=changed,
            accept_new_options=spec.in_words,
            select_all=False,  # English, first in the list, and no patient has everything
        )
    st.session_state[names["complete"]] = value.complete
    st.checkbox("Aucun autre", key=names["complete"], on_change=changed)


def _typed(spec: FeatureSpec, value: Value | None, corrected: Corrected, place: str) -> None:
    widget, refused = f"{place}:{spec.key}", f"refused:{place}:{spec.key}"
    wrong = st.session_state.pop(refused, None)
    st.session_state[widget] = wrong[0] if wrong else written(spec, value)

    def changed() -> None:
        typed = st.session_state[widget]
        try:
            corrected(spec.key, _read(spec, typed))
        except entry.EntryError as error:
            st.session_state[refused] = (typed, str(error))

    st.text_input(label(spec), key=widget, placeholder=UNKNOWN, on_change=changed)
    if wrong:
        st.caption(f":red[{wrong[1]}]")


def written(spec: FeatureSpec, value: Value | None) -> str:
    """A value as it stands in its field: '72,5', '14/03/2025'."""
    if value is None:
        return ""
    if isinstance(value, Interval):
        return interval_words(value)
    return date_words(str(value)) if spec.type == "date" else str(value)


def _read(spec: FeatureSpec, typed: str) -> Any:
    if spec.type == "date":
        return entry.date(typed)
    if spec.type != "number":
        return typed.strip() or None
    value = entry.number(typed)
    ends = [end for end in (value if isinstance(value, list) else [value]) if end is not None]
    if spec.range and any(not spec.range[0] <= end <= spec.range[1] for end in ends):
        raise entry.EntryError(f"« {typed.strip()} » est hors des bornes : de {spec.range[0]:g} à {spec.range[1]:g}")
    return value
