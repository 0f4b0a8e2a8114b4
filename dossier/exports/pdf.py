"""A document as an accessible PDF (PDF/UA-1): tagged headings and lists, French, a title, the banner and the patient on every page.

    >>> write(frcp)[:5]
    b'%PDF-'

The page is document.typ; texts reach it as data, never as markup. PDF/UA refuses a character that no font draws: what the fonts
shipped with typst may lack is written by its number.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from dossier.exports.docx import NOBODY, NOTICE, PATIENT_NOTICE
from dossier.exports.paper import Row, on_paper
from dossier.exports.xml_text import writable
from dossier.items import ProposedDocument
from matching.spaces import unbroken

TEMPLATE = Path(__file__).with_name("document.typ")
# Latin, Greek, punctuation, arrows, mathematical signs, shapes: what the fonts shipped with typst draw.
_DRAWN = re.compile(
    r"[\n\t -~\u00a0-\u00ac\u00ae-\u024f\u0370-\u03ff\u2010-\u2027\u202f-\u205e\u2070-\u209c\u20a0-\u20bf"
    r"\u2100-\u2151\u2153-\u2184\u2190-\u22ff\u25a0-\u25ff]"
)
NORMAL, LARGE = 9.5, 14  # points
WHOLE = 40  # characters: an identity of less is not cut between its words


def write(document: ProposedDocument, identity: tuple[str, ...] = ()) -> bytes:
    """The document as a PDF. `identity` are the lines that say who the patient is; none is invented."""
    paper = on_paper(document)
    record = {
        "title": drawn(paper.title),
        "banner": drawn(paper.banner),
        "notice": PATIENT_NOTICE if document.for_patient else NOTICE,
        "size": LARGE if document.for_patient else NORMAL,
        "patient": [drawn(line if len(line) > WHOLE else line.replace(" ", "\u00a0")) for line in identity],
        "nobody": NOBODY,
        "sources": [drawn(line) for line in paper.sources],
        "blocks": [{"title": drawn(one.title), "rows": [_row(row) for row in one.rows]} for one in paper.blocks],
    }
    inputs = {"document": json.dumps(record, ensure_ascii=False)}
    return bytes(typst.compile(str(TEMPLATE), sys_inputs=inputs, pdf_standards=["ua-1"]))


def drawn(text: str) -> str:
    """The text with what may not be drawn named: drawn("œdème 🩺") == "œdème [U+1FA7A]"; invisible marks are left out."""
    composed = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", writable(unbroken(text))))
    return "".join(map(_drawn, composed))


def _drawn(char: str) -> str:
    category = unicodedata.category(char)
    if _DRAWN.match(char) and category != "Cn":
        return char
    return "" if category in ("Cc", "Cf", "Mn", "Me") else " " if category[0] == "Z" else f"[U+{ord(char):04X}]"


def _row(row: Row) -> dict[str, Any]:
    lines = [asdict(line) | {"text": drawn(line.text), "note": drawn(line.note)} for line in row.lines]
    return {"label": drawn(row.label), "lines": lines}
