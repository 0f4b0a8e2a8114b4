"""The portfolio as a workbook or as CSV: one line a trial, or a cohort of it. Every fault is told at once, by its cell.

>>> read_portfolio(Path("portefeuille.xlsx"))
[LocalTrial(id='NCT01234567', status='RECRUITING', slots=3, …)]
"""

from __future__ import annotations

import csv
import datetime
import io
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from trials.model import Cohort, Contact, LocalTrial
from trials.portfolio_columns import COLUMNS, STATUSES, CellFault
from trials.terms import fold, tokenise

SHEET = "Portefeuille"
# What is said once for a trial; the rest of a line is its cohort's.
_OF_TRIAL = [name for name in COLUMNS if name not in ("id", "cohort", "cohort_status", "slots")]


class PortfolioFaults(ValueError):
    """A file that cannot be the portfolio: `sentences` has one for each fault, with its place; nothing was imported."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def read_portfolio(path: Path) -> list[LocalTrial]:
    """The trials of a file (.xlsx, .csv), in its order. Raises PortfolioFaults, all faults together."""
    table = _workbook(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    if table.faults:
        raise PortfolioFaults(*table.faults)
    titles = _titles(table)
    trials: dict[str, _Lines] = {}
    for row in range(1, len(table.rows)):
        cells = _cells(table, row, titles)
        if cells is not None:
            trials.setdefault(cells["id"].upper(), _Lines(row, cells)).add(table, row, cells)
    found = [_trial(table, lines) for lines in trials.values()]
    if not found and not table.faults:
        table.faults.append(f"{path.name} : aucun essai ; une ligne par essai est attendue sous les titres.")
    if table.faults:
        raise PortfolioFaults(*table.faults)
    return found


def write_template(path: Path) -> None:
    """`write_template(Path("portefeuille.xlsx"))`: an empty file to fill in, .xlsx with what each column holds, or .csv.

    Raises PortfolioFaults for another kind of file, OSError where it cannot be written.
    """
    titles = [column.title for column in COLUMNS.values()]
    if path.suffix.lower() == ".csv":
        # The mark at the beginning makes a spreadsheet read accents right.
        path.write_text(";".join(titles) + "\n", encoding="utf-8-sig")
        return
    if path.suffix.lower() != ".xlsx":
        raise PortfolioFaults(f"{path.name} : un fichier .xlsx ou .csv est attendu.")
    import xlsxwriter  # read when a template is asked for, which is seldom

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        bold, wrapped = book.add_format({"bold": True, "bottom": 1, "text_wrap": True}), book.add_format({"text_wrap": True})
        sheet = book.add_worksheet(SHEET)
        for position, (name, column) in enumerate(COLUMNS.items()):
            sheet.write(0, position, column.title, bold)
            if name in ("status", "cohort_status"):
                sheet.data_validation(1, position, 1000, position, {"validate": "list", "source": list(STATUSES)})
        sheet.set_column(0, len(COLUMNS) - 1, 22, wrapped)
        sheet.freeze_panes(1, 1)
        words = book.add_worksheet("Mode d'emploi")
        for row, column in enumerate(COLUMNS.values()):
            words.write(row, 0, column.title, bold)
            words.write(row, 1, column.help, wrapped)
        words.set_column(0, 0, 32)
        words.set_column(1, 1, 90)
    path.write_bytes(file.getvalue())


@dataclass
class _Table:
    """The cells of a file as text, titles first; `sheet` None for CSV. Faults gather here."""

    sheet: str | None
    rows: list[list[str]]
    faults: list[str] = field(default_factory=list)

    def fault(self, row: int, column: int, title: str, sentence: str) -> None:
        from openpyxl.utils import get_column_letter

        place = f"ligne {row + 1}, colonne « {title} »"
        if self.sheet is not None:
            place = f"feuille « {self.sheet} », {place} ({get_column_letter(column + 1)}{row + 1})"
        self.faults.append(f"{place[0].upper()}{place[1:]} : {sentence}")


@dataclass
class _Lines:
    """The lines of one trial: `first` is where it begins, `said` what they say of it, with the line of each."""

    first: int
    cells: dict[str, Any]
    said: dict[str, tuple[int, Any]] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    slots: int | None = None

    def add(self, table: _Table, row: int, cells: dict[str, Any]) -> None:
        """One more line; what contradicts an earlier one is a fault."""
        for name in _OF_TRIAL:
            if name in cells:
                before, value = self.said.setdefault(name, (row, cells[name]))
                if value != cells[name]:
                    _fault(
                        table,
                        row,
                        name,
                        f"la ligne {before + 1} dit autre chose du même essai ; n'écrire ceci qu'à l'une des deux.",
                    )
        cohort = cells.get("cohort")
        if cohort is None:
            if row != self.first:
                _fault(
                    table, row, "cohort", f"cet essai est déjà à la ligne {self.first + 1} ; nommer la cohorte, ou ôter la ligne."
                )
            elif "cohort_status" in cells:
                _fault(table, row, "cohort_status", "un statut de cohorte sans cohorte ; nommer la cohorte, ou ôter ce statut.")
            self.slots = cells.get("slots")
        elif fold(cohort) in self.cohorts:
            _fault(table, row, "cohort", f"la cohorte « {cohort} » est déjà donnée pour cet essai.")
        else:
            self.cohorts[fold(cohort)] = Cohort(cohort, cells.get("cohort_status"), cells.get("slots"))


def _trial(table: _Table, lines: _Lines) -> LocalTrial:
    said = {name: value for name, (_, value) in lines.said.items()}
    if "status" not in said:
        _fault(table, lines.first, "status", f"le statut de l'essai manque ; écrire {', '.join(STATUSES)}.")
    return LocalTrial(
        id=lines.cells["id"],
        status=said.get("status", ""),
        title=said.get("title"),
        protocol_version=said.get("protocol_version"),
        protocol_date=said.get("protocol_date"),
        slots=lines.slots,
        cohorts=tuple(lines.cohorts.values()),
        investigator=Contact(said.get("investigator"), None, None, said.get("investigator_mail")),
        coordinator=Contact(said.get("coordinator"), None, said.get("coordinator_phone"), said.get("coordinator_mail")),
        inclusions=said.get("inclusions", ()),
        exclusions=said.get("exclusions", ()),
        note=said.get("note"),
    )


def _fault(table: _Table, row: int, name: str, sentence: str) -> None:
    title = COLUMNS[name].title
    places = [_key(each) for each in table.rows[0]]
    table.fault(row, places.index(_key(title)) if _key(title) in places else 0, title, sentence)


def _key(title: str) -> str:
    """The same title however it is typed: case, accents, apostrophes, spaces."""
    return " ".join(tokenise(title))


def _titles(table: _Table) -> dict[int, str]:
    """Which column holds what. A title that is not known is a fault: a value put beside would be lost without a word."""
    known = {_key(column.title): name for name, column in COLUMNS.items()}
    titles: dict[int, str] = {}
    for column, title in enumerate(table.rows[0] if table.rows else []):
        if not title:
            continue
        name = known.get(_key(title))
        if name is None:
            table.fault(
                0, column, title, "ce titre n'est pas connu ; prendre les titres du modèle (carnet trials portfolio --template)."
            )
        elif name in titles.values():
            table.fault(0, column, title, "cette colonne est là deux fois ; n'en garder qu'une.")
        else:
            titles[column] = name
    for name in ("id", "status"):
        if name not in titles.values():
            table.faults.append(
                f"La colonne « {COLUMNS[name].title} » manque à la première ligne ; prendre les titres du modèle."
            )
    if table.faults:
        raise PortfolioFaults(*table.faults)
    return titles


def _cells(table: _Table, row: int, titles: dict[int, str]) -> dict[str, Any] | None:
    """The values of a line that says something and names its trial; a cell that cannot be read is a fault, and None."""
    cells: dict[str, Any] = {}
    written = {column: text for column, text in enumerate(table.rows[row]) if text}
    for column, text in written.items():
        name = titles.get(column)
        if name is None:
            table.fault(
                row, column, "sans titre", "une valeur sous aucun titre ; l'ôter, ou donner un titre du modèle à sa colonne."
            )
            continue
        try:
            cells[name] = COLUMNS[name].read(text)
        except CellFault as fault:
            table.fault(row, column, COLUMNS[name].title, str(fault))
            cells[name] = None
    if written and not any(titles.get(column) == "id" for column in written):
        _fault(table, row, "id", "le numéro de l'essai manque.")
    return cells if cells.get("id") else None


def _workbook(path: Path) -> _Table:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # lists of choices made by another spreadsheet: nothing that is read here
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
            rows = [[_as_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
            book.close()
    except (BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError) as error:
        raise PortfolioFaults(f"{path.name} : ce classeur ne se lit pas ; l'enregistrer de nouveau au format .xlsx.") from error
    return _Table(sheet.title, rows)


def _csv(path: Path) -> _Table:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PortfolioFaults(f"{path.name} : lecture impossible ({error.strerror}) ; vérifier le chemin.") from error
    if b"\0" in data:
        raise PortfolioFaults(f"{path.name} : un fichier .xlsx ou .csv est attendu.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # what spreadsheets write in France when not asked otherwise
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        return _Table(None, [[cell.strip() for cell in row] for row in rows])
    except csv.Error as error:
        raise PortfolioFaults(
            f"{path.name} : ce CSV ne se lit pas ; l'enregistrer de nouveau, séparé par des points-virgules."
        ) from error


def _as_text(value: Any) -> str:
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
