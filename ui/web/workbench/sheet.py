"""The rule file being worked on, in this session: its text, and what is wrong with it.

The sheet is the only state: the form and the text both show it, and both write in it. Nothing reaches the database before "Enregistrer".
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from sqlmodel import Session

from guidelines import workbench
from guidelines.check import check_text, load_finding
from guidelines.finding import Finding
from guidelines.form import rule_path
from guidelines.load import as_patients_meet_it, loads_in_part
from guidelines.model import Guideline, RuleBase
from guidelines.source import RuleFileError, parse_rule_text
from guidelines.tables import RuleFile
from store.engine import reading
from store.users import User
from ui.web.databases import dossiers
from ui.web.workbench.acts import act

SHEETS = "workbench-sheets"


@dataclass
class Sheet:
    """A file as it is on screen. `seen` is the version it was read at, 0 while the network has none; `kept` the text of that version.

    `stamp` counts the changes that the text area did not make itself, so that what is being typed is never written over.
    """

    id: str
    name: str
    seen: int
    kept: str
    text: str
    stamp: int = 1
    checked: tuple[str, str, list[Finding], Guideline | None] | None = None

    @property
    def changed(self) -> bool:
        return self.text != self.kept

    def write(self, text: str) -> None:
        """Another text, from anywhere but the text area."""
        self.text, self.stamp = text, self.stamp + 1


def hold(file_id: str) -> tuple[Sheet, RuleFile | None] | None:
    """The sheet of a file and its row, None where the network has none yet; read again when it was saved elsewhere and nothing is
    being written here. None for an id that nobody knows."""
    sheets: dict[str, Sheet] = st.session_state.setdefault(SHEETS, {})
    held = sheets.get(file_id)
    with reading(dossiers()) as read:
        row = read.get(RuleFile, file_id)
        shipped = None if row else workbench.shipped_guideline(file_id)
    if row and (held is None or (row.version != held.seen and not held.changed)):
        held = Sheet(file_id, row.name, row.version, row.text, row.text, held.stamp + 1 if held else 1)
    elif shipped and held is None:
        text = workbench.shipped_text(shipped)
        held = Sheet(file_id, shipped.file, 0, text, text)
    if held is None:
        return None
    sheets[file_id] = held
    return held, row


def forget(sheet: Sheet) -> None:
    """What was written here is given up; the next run reads what was saved."""
    sheet.write(sheet.kept)


def findings(sheet: Sheet) -> list[Finding]:
    """What is to be said of the text, by line; while something of it cannot be read, that alone, as the rest follows from it."""
    return _checked(sheet)[2]


def guideline(sheet: Sheet) -> Guideline | None:
    """What the text makes of the rules, faulty entries left out; None where it cannot be read."""
    return _checked(sheet)[3]


def shown_before(sheet: Sheet) -> Guideline | None:
    """The rules of the text that was saved, while the one being written cannot be read."""
    return as_patients_meet_it(sheet.kept, sheet.name, under(sheet))


def is_written(sheet: Sheet, rule: str) -> bool:
    """Does the text hold a rule of this id, faulty or not? True while it cannot be read."""
    try:
        return rule_path(parse_rule_text(sheet.text, sheet.name), rule) is not None
    except RuleFileError:
        return True


def under(sheet: Sheet) -> RuleBase:
    """The rules in force, but for this file: what its text is checked against."""
    with reading(dossiers()) as read:
        return workbench.in_force(read, without=sheet.id).base


def _checked(sheet: Sheet) -> tuple[str, str, list[Finding], Guideline | None]:
    """Worked out once for each text and each state of the rules in force."""
    with reading(dossiers()) as read:
        state = workbench.state(read)
    if sheet.checked is None or sheet.checked[:2] != (sheet.text, state):
        base = under(sheet)
        unread = [*map(load_finding, loads_in_part(sheet.text, sheet.name)[1])]
        found = unread or check_text(sheet.text, sheet.name, base)
        found = [one for one in found if one.kind == "load"] or found
        sheet.checked = sheet.text, state, found, as_patients_meet_it(sheet.text, sheet.name, base)
    return sheet.checked


def save(sheet: Sheet) -> None:
    """Keeps the text as a draft of the network."""

    def keep(writing: Session, by: User) -> None:
        seen = sheet.seen or workbench.begin(writing, by, sheet.kept).version
        workbench.write(writing, by, sheet.id, seen, sheet.text)

    if act("Brouillon enregistré. Il ne change rien pour les patients avant d'être validé par deux personnes.", keep):
        forget(sheet)
