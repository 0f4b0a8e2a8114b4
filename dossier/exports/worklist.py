"""The worklist and the screening log of the trials as a workbook, the log alone as CSV. Patients are numbers: no name, no label of a dossier.

>>> workbook(lines, steps)[:2]
b'PK'
>>> csv_log(lines, steps).decode("utf-8-sig").splitlines()[1]
'NCT01234567;001;en sélection;12/03/2026;;10/03/2026;11/03/2026;;12/03/2026;;;'
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

from dossier.screening.worklist import STATUSES, Line
from dossier.tables import PairStep
from matching.words import date_words

FOLLOWED = ("Essai", "Titre", "Dossier", "Code", "Statut", "Depuis le", "Raison", "Responsable", "Note", "Modifié par")
# The log: one column for the day of each status.
LOG = ("Essai", "Code", "Statut", "Depuis le", "Raison", *(f"{words[:1].upper()}{words[1:]} le" for words in STATUSES.values()))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Steps = Mapping[int, Mapping[str, PairStep]]


def followed_row(line: Line) -> tuple[str, ...]:
    """The line of one pair in the sheet of the worklist."""
    pair = line.pair
    return (
        pair.trial_id, pair.title, pair.dossier_id, pair.code, STATUSES[pair.status], date_words(pair.on), pair.reason, pair.owner,
        pair.note, pair.updated_by,
    )  # fmt: skip


def log_row(line: Line, steps: Steps) -> tuple[str, ...]:
    """The line of one pair in the screening log, with the last day of each status."""
    pair = line.pair
    days = [date_words(step.on) if (step := steps.get(pair.id or 0, {}).get(status)) else "" for status in STATUSES]
    return (pair.trial_id, pair.code, STATUSES[pair.status], date_words(pair.on), pair.reason, *days)


def workbook(lines: Sequence[Line], steps: Steps) -> bytes:
    """Two sheets, the worklist and the log. Texts stay texts: nothing that somebody typed is a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, heads, rows in (
            ("Suivi", FOLLOWED, map(followed_row, lines)),
            ("Registre de sélection", LOG, (log_row(line, steps) for line in _by_trial(lines))),
        ):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, heads, bold)
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, row)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(heads) - 1, 18)
    return out.getvalue()


def csv_log(lines: Sequence[Line], steps: Steps) -> bytes:
    """The log for a French spreadsheet: semicolons, and the mark that says UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(LOG)
    writer.writerows(tuple(map(_as_text, log_row(line, steps))) for line in _by_trial(lines))
    return out.getvalue().encode("utf-8-sig")


def _by_trial(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.pair.trial_id, line.pair.code))


def _as_text(cell: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
