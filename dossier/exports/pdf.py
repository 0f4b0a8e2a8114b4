"""A document as an accessible PDF (PDF/UA-1): tagged headings and tables, French, a title, the banner on every page.

    >>> write(frcp)[:5]
    b'%PDF-'

The page is document.typ; texts reach it as data, never as markup. PDF/UA refuses a character that no font draws: what the fonts
shipped with typst may lack is written by its number.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import typst

from dossier.exports.docx import NOTICE, PATIENT_NOTICE
from dossier.exports.xml_text import writable
from dossier.items import Item, ProposedDocument

TEMPLATE = Path(__file__).with_name("document.typ")
# Latin, Greek, punctuation, arrows, mathematical signs, shapes: what the fonts shipped with typst draw.
_DRAWN = re.compile(
    r"[\n\t -~\u00a0-\u00ac\u00ae-\u024f\u0370-\u03ff\u2010-\u2027\u202f-\u205e\u2070-\u209c\u20a0-\u20bf"
    r"\u2100-\u2151\u2153-\u2184\u2190-\u22ff\u25a0-\u25ff]"
)
NORMAL, LARGE = 10, 14  # points
_STATE = {"confirmed": "  [confirmé]", "edited": "  [modifié]"}


def write(document: ProposedDocument, identity: tuple[str, ...] = ()) -> bytes:
    """The document as a PDF. `identity` are the lines that say who the patient is; none is invented."""
    record = {
        "title": drawn(document.title),
        "banner": drawn(document.banner),
        "notice": PATIENT_NOTICE if document.for_patient else NOTICE,
        "size": LARGE if document.for_patient else NORMAL,
        "patient": [drawn(line) for line in identity] or ["Patient : identité à compléter par l'établissement"],
        "sources": [drawn(line) for line in document.sources],
        "sections": [{"title": drawn(one.title), "items": [_item(item) for item in one.items]} for one in document.sections],
    }
    inputs = {"document": json.dumps(record, ensure_ascii=False)}
    return bytes(typst.compile(str(TEMPLATE), sys_inputs=inputs, pdf_standards=["ua-1"]))


def drawn(text: str) -> str:
    """The text with what may not be drawn named: drawn("œdème 🩺") == "œdème [U+1FA7A]"; invisible marks are left out."""
    composed = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", writable(text)))
    return "".join(map(_drawn, composed))


def _drawn(char: str) -> str:
    category = unicodedata.category(char)
    if _DRAWN.match(char) and category != "Cn":
        return char
    return "" if category in ("Cc", "Cf", "Mn", "Me") else " " if category[0] == "Z" else f"[U+{ord(char):04X}]"


def _item(item: Item) -> dict[str, Any]:
    empty = item.state == "empty"
    words = (
        (f"À compléter : {item.why_empty}" if item.required else f"— {item.why_empty}")
        if empty
        else item.text + _STATE.get(item.state, "")
    )
    reasons = drawn(" · ".join(item.reasons))
    return {"label": drawn(item.label), "text": drawn(words), "reasons": reasons, "empty": empty, "required": item.required}
