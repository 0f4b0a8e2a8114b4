"""The cases of a meeting as a workbook: one line a case, without identity, for the network's indicators.

>>> write([row_of("k3f9...", notebook)])[:2]
b'PK'
"""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter

from dossier.decision import DEVIATIONS
from dossier.meeting import STATUSES
from dossier.notebook import Notebook
from matching.tumour_types import tumour_types
from matching.words import date_words, value_words

COLUMNS = (
    "Dossier", "RCP", "Date de la RCP", "Quorum", "Cas", "Âge", "Sexe", "Tumeur", "CIM-10", "T", "N", "M", "Stade", "OMS", "Date du diagnostic",
    "Proposition retenue", "Référentiel suivi", "Écart", "Essais proposés", "Validé par", "Validé le", "Annoncé le",
)  # fmt: skip
FEATURES = ("patient.age", "patient.sex", "tumour.type")
STAGE = ("tumour.t", "tumour.n", "tumour.m", "tumour.stage", "patient.ecog", "tumour.diagnosis_date")


def row_of(dossier_id: str, notebook: Notebook) -> tuple[str, ...]:
    """The line of one case, in the order of COLUMNS; what is not known is empty."""
    meeting, decision, quorum = notebook.meeting, notebook.decision, notebook.hearing.quorum
    case, found = notebook.case, notebook.output("recommendations")
    tumour = tumour_types().get(str(case.value("tumour.type"))) if case else None

    def words(key: str) -> str:
        value = case.value(key) if case else None
        return value_words(key, value) if value is not None else ""

    followed = (
        [f"{one.guideline.title} {one.guideline.version}" for one in found.proposals if one.id in decision.rules] if found else []
    )
    return (
        dossier_id, meeting.name if meeting else "", _day(meeting.date if meeting else ""),
        "" if quorum is None else "atteint" if quorum.reached else "non atteint", STATUSES.get(notebook.presentation.status, ""),
        *map(words, FEATURES), tumour.icd10 if tumour else "", *map(words, STAGE), decision.retained, " ; ".join(dict.fromkeys(followed)),
        DEVIATIONS.get(decision.deviation, ""), " ; ".join(one.trial.id for one in (notebook.output("trials") or [])[:5]),
        decision.validated_by, _day(decision.validated_on), _day(decision.announced_on),
    )  # fmt: skip


def _day(iso: str) -> str:
    return date_words(iso) if iso else ""


def write(rows: Iterable[tuple[str, ...]]) -> bytes:
    """A workbook with a header row that stays in sight. Texts stay texts: nothing that a note says is a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("RCP")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet.write_row(0, 0, COLUMNS, bold)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(COLUMNS) - 1, 18)
    return out.getvalue()
