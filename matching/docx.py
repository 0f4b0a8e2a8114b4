"""Word documents as text: headers, paragraphs, tables, text boxes and form fields, in the order of the page.

    >>> docx_text("rcp.docx", content).splitlines()[0]
    'RCP sein du 12/03/2025'

A paragraph is a line, a row of a table is a line whose cells are separated by " : ". Text that tracked changes deleted is left out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from matching.document import DocumentError

MAX_UNPACKED = 100_000_000
MAX_XML = 12_000_000  # of one part: a hundred times a long report

_BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says again what comes before it
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def docx_text(name: str, content: bytes) -> str:
    """The text of a .docx. Raises DocumentError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {entry.filename: entry for entry in archive.infolist()}
            unpacked = sum(entry.file_size for entry in parts.values())
            if _BODY not in parts:
                raise DocumentError(f"{name} : cette archive n'est pas un document Word (.docx)")
            headers = sorted(part for part in parts if part.startswith("word/header"))
            if unpacked > MAX_UNPACKED or any(parts[part].file_size > MAX_XML for part in (*headers, _BODY)):
                raise DocumentError(
                    f"{name} : archive suspecte ({unpacked // 1_000_000} Mo une fois ouverte) ; elle n'est pas lue, coller "
                    f"le texte"
                )
            lines = [line for part in headers for line in dict.fromkeys(_lines(_parsed(archive.read(part)))) if line.strip()]
            return "\n".join([*dict.fromkeys(lines), *_lines(_parsed(archive.read(_BODY)))])
    except DocumentError:
        raise
    except Exception:  # a damaged archive fails in as many ways as it has parts
        raise DocumentError(f"{name} : document Word endommagé ou protégé ; l'enregistrer à nouveau ou coller le texte") from None


def _parsed(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _lines(element: etree._Element) -> Iterator[str]:
    """The lines of the paragraphs and tables below an element, whatever they are wrapped in."""
    for child in element:
        if child.tag == f"{_W}p":
            yield "".join(_words(child))
            for box in child.iter(f"{_W}txbxContent"):
                if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _lines(box)
        elif child.tag == f"{_W}tr":
            cells = (
                " ".join(" ".join(_lines(cell)).split())
                for cell in child.iter(f"{_W}tc")
                if next(cell.iterancestors(f"{_W}tr")) is child
            )
            yield " : ".join(cell for cell in cells if cell)
        elif child.tag != _FALLBACK:
            yield from _lines(child)


def _words(paragraph: etree._Element) -> Iterator[str]:
    """The words of a paragraph, but for those of the boxes anchored in it."""
    for child in paragraph:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif isinstance(child.tag, str) and child.tag.startswith(_W) and child.tag[len(_W) :] in _SIGNS:
            yield _SIGNS[child.tag[len(_W) :]]
        elif child.tag not in (f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr", _FALLBACK):
            yield from _words(child)
