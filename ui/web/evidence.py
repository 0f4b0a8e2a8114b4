"""The summary with the words that prove each value: marks to click or to reach with the keyboard, one way and the other.

Marks that overlap are cut in Python (dossier.spans); the browser receives texts and writes them as texts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dossier.spans import cut
from matching.case import Case
from matching.catalogue import catalogue
from matching.words import value_words

HERE = Path(__file__).parent
HTML = '<div class="note" role="group" aria-label="Résumé du cas, mots reconnus surlignés"></div>'
TREATMENTS = "history.treatments"


@cache
def _component() -> Any:
    script, style = ((HERE / name).read_text(encoding="utf-8") for name in ("evidence.js", "evidence.css"))
    return st.components.v2.component("carnet_evidence", html=HTML, css=style, js=script)


def show(text: str, case: Case | None, chosen: tuple[str, ...], picked: Callable[[], None], key: str) -> None:
    """The text, its marks, those of `chosen` features standing out. A mark chosen by the user calls `picked`;
    `st.session_state[key].picked` then holds {"keys": [...], "words": "..."}."""
    _component()(
        key=key,
        data={"pieces": pieces(text, case), "chosen": list(chosen)},
        on_picked_change=picked,
    )


def pieces(text: str, case: Case | None) -> list[dict[str, Any]]:
    """The text cut at its marks, each with the features it proves and what a screen reader says of it."""
    return [
        {"text": piece.text, "keys": list(piece.keys), "label": _label(piece.keys, case) if case else "", "kind": "read"}
        for piece in cut(text, _marks(case) if case else [])
    ]


def _marks(case: Case) -> list[tuple[int, int, str]]:
    found = [(item.start, item.end, key) for key, feature in case.features.items() for item in feature.evidence if item.end]
    return found + [(item.start, item.end, TREATMENTS) for record in case.treatments for item in record.evidence if item.end]


def _label(keys: tuple[str, ...], case: Case) -> str:
    said = (f"{catalogue()[key].fr} {value_words(key, value) if (value := case.value(key)) is not None else ''}" for key in keys)
    return " ; ".join(part.strip() for part in said)
