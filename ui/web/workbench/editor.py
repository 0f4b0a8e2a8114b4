"""The text of a rule file as a curator writes it: line numbers, and what is found in it a moment after the last keystroke."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from guidelines.source import MAX_BYTES
from ui.web.words import several
from ui.web.workbench.sheet import Sheet, findings

HERE = Path(__file__).parent
KEY = "workbench-editor"
# One character more than a rule file may have: a text that is too long is refused in a sentence, and never fills the page.
HTML = f"""<p role="status"></p>
<div class="editor">
<div class="numbers" aria-hidden="true"></div>
<textarea aria-label="Texte du fichier de règles" spellcheck="false" autocapitalize="off" wrap="off" maxlength="{MAX_BYTES + 1}"></textarea>
</div>
<ul aria-label="Ce qui est trouvé dans le texte" tabindex="0"></ul>"""


@cache
def _component() -> Any:
    script, style = ((HERE / name).read_text(encoding="utf-8") for name in ("editor.js", "editor.css"))
    return st.components.v2.component("carnet_rule_text", html=HTML, css=style, js=script)


def show(sheet: Sheet, rule: str, line: int) -> None:
    """The whole text, brought to the line of a rule when another rule is chosen."""
    _component()(
        key=KEY,
        data={
            "file": sheet.id,
            "stamp": sheet.stamp,
            "text": sheet.text,
            "rule": rule,
            "line": line,
            "summary": summary(sheet),
            "findings": [
                {"line": one.line, "column": one.column, "sentence": one.sentence, "fault": one.is_fault}
                for one in _faults_first(sheet)
            ],
        },
        on_typed_change=lambda: _typed(sheet),
    )


def summary(sheet: Sheet) -> str:
    """'2 points à corriger', and how many pieces of information beside."""
    found = findings(sheet)
    faults = sum(one.is_fault for one in found)
    said = several(faults, "point à corriger", "points à corriger") if faults else "Rien à corriger"
    if any(one.kind == "load" for one in found):
        return f"{said} ; le reste est vérifié ensuite"
    return said + (f" ; {several(len(found) - faults, 'information', 'informations')}" if len(found) > faults else "")


def _faults_first(sheet: Sheet) -> list[Any]:
    return sorted(findings(sheet), key=lambda one: (not one.is_fault, one.line))


def _typed(sheet: Sheet) -> None:
    """What was typed, unless it was typed over a text that has been replaced since."""
    typed = st.session_state[KEY].typed
    if typed and (typed["file"], typed["stamp"]) == (sheet.id, sheet.stamp):
        sheet.text = typed["text"]
