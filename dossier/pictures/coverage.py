"""What the rule base covers: for each organ, how many rules, and how many are signed by a network, drafts, or past their date of review.

>>> rows(base, today)[0]
Row(organ='breast', rules=61, signed=0, overdue=0)
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from dossier.pictures.svg import QUIET, RED, TEAL, bar, picture, text
from guidelines.model import Guideline

WIDTH, LEFT, ROW = 760, 200, 22
DRAFT = "#9fb8ba"


@dataclass(frozen=True)
class Row:
    """The rules of one organ: all, those of validated files, those of files past their date of review."""

    organ: str
    rules: int
    signed: int
    overdue: int


def rows(base: Iterable[Guideline], today: datetime.date) -> list[Row]:
    """One row an organ (the folder of the file), the most covered first."""
    found: dict[str, list[Guideline]] = {}
    for guideline in base:
        found.setdefault(organ_of(guideline), []).append(guideline)
    made = [
        Row(
            organ,
            sum(map(_rules, files)),
            sum(_rules(one) for one in files if one.status == "validated"),
            sum(_rules(one) for one in files if one.to_review_since(today)),
        )
        for organ, files in found.items()
    ]
    return sorted(made, key=lambda row: (-row.rules, row.organ))


def organ_of(guideline: Guideline) -> str:
    """The organ that a guideline's id begins with: 'head_neck' of 'head-neck-rare'."""
    return "head_neck" if guideline.id.startswith("head-neck") else guideline.id.partition("-")[0]


def _rules(guideline: Guideline) -> int:
    return sum(len(decision.rules) for decision in guideline.decisions)


def words(found: Iterable[Row], names: dict[str, str]) -> list[str]:
    """'Sein : 61 règles, 0 validées, 0 à relire'."""
    return [
        f"{names.get(row.organ, row.organ)} : {row.rules} règles, {row.signed} validées, {row.overdue} à relire" for row in found
    ]


def svg(found: list[Row], names: dict[str, str]) -> str:
    """The picture; "" for an empty base."""
    if not found:
        return ""
    most = max(row.rules for row in found)
    parts = []
    for number, row in enumerate(found):
        y, scale = 8 + ROW * number, (WIDTH - LEFT - 60) / most
        parts += [
            text(LEFT - 10, y + 14, names.get(row.organ, row.organ), "end", size=12),
            bar(LEFT, y + 4, row.rules * scale, 12, DRAFT),
            *([bar(LEFT, y + 4, row.signed * scale, 12, TEAL)] if row.signed else []),
            *([bar(LEFT, y + 14, row.overdue * scale, 3, RED)] if row.overdue else []),
            text(LEFT + row.rules * scale + 6, y + 14, str(row.rules), colour=QUIET, size=12),
        ]
    height = 8 + ROW * len(found)
    for place, (label, colour) in enumerate((("brouillon", DRAFT), ("validé", TEAL), ("à relire", RED))):
        x = LEFT + 100 * place
        parts += [bar(x, height + 8, 10, 10, colour), text(x + 16, height + 17, label, colour=QUIET, size=11)]
    return picture(WIDTH, height + 30, "Ce que couvre la base de règles", " ; ".join(words(found, names)), parts)
