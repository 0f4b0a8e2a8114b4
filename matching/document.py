"""A document: the text of a file, whose offsets everything else refers to; or one sentence that says why it cannot be read.

>>> Document("rcp.txt", "F 61 a. OMS 1.").coded
Coded(features=(), treatments=(), date=None, whole=False, closed=False, in_words=(), events=())
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matching.coded import NOT_CODED, Coded

READABLE = (".txt", ".docx", ".pdf", ".rtf", ".xml", ".json")
MAX_BYTES = 20_000_000  # of a file
MAX_CHARACTERS = 400_000  # of its text


class DocumentError(ValueError):
    """A document that cannot be read; the message is the sentence for the user, without a word of the document."""


@dataclass(frozen=True)
class Document:
    """The text of one document (byte order mark removed, line ends kept) and where it comes from.

    `id` is the one that a JSON file gives its case, else None; `case` holds its record when it is already read (features, treatments).
    `coded` is what the codes of a CDA say beside its text.
    """

    name: str
    text: str
    case: dict[str, Any] | None = None
    id: str | None = None
    coded: Coded = NOT_CODED
