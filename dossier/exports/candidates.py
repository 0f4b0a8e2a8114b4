"""Who may enter which trial, after the last screening, as a workbook: a line for each pair with nothing contrary. No name of a patient.

>>> workbook([Pair("NCT01234567", "Essai fictif", True, "k3f9", "Cancer du sein, 57 ans", False, 4)])[:2]
b'PK'
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass

import xlsxwriter

HEADS = ("Essai", "Titre", "Notre centre", "Dossier", "Libellé", "Tumeur de l'essai", "Critères à vérifier")
WIDTHS = (16, 60, 14, 16, 50, 18, 18)
_TUMOUR = {True: "oui", False: "à vérifier"}


@dataclass(frozen=True)
class Pair:
    """A patient and a trial that nothing separates: `tumour`, is it for certain the tumour that the trial asks for."""

    trial: str
    title: str
    ours: bool
    dossier: str
    label: str
    tumour: bool
    unknown: int


def workbook(pairs: Iterable[Pair]) -> bytes:
    """One sheet that can be filtered and sorted. Texts stay texts: nothing in a label is a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Patients possibles")
        sheet.write_row(0, 0, HEADS, book.add_format({"bold": True}))
        number = 0
        for number, pair in enumerate(pairs, start=1):
            trial, title, ours, dossier, label, tumour, unknown = astuple(pair)
            sheet.write_row(number, 0, (trial, title, "oui" if ours else "", dossier, label, _TUMOUR[tumour], unknown))
        sheet.autofilter(0, 0, number, len(HEADS) - 1)
        sheet.freeze_panes(1, 1)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
    return out.getvalue()
