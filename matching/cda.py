"""CDA R2 read as text: the narrative of every section, with its title; or the text wrapped in a level 1 document.

    >>> cda_content("frcp.xml", content, read_document)[0].splitlines()[0]
    'Motif de la RCP :'

XML that declares a DTD or entities is refused: a clinical document needs none, and they are how a file reaches other files.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from matching.cda_acts import coded_treatments
from matching.cda_coded import coded_features, date_of
from matching.cda_values import is_ours, own_events, own_treatments, own_values, says_complete
from matching.coded import Coded
from matching.document import Document, DocumentError

_CDA = "urn:hl7-org:v3"
_EMPTY = re.compile(r" : (?:Non renseignée?s?|À compléter)$")  # a row that says that nobody said it


def cda_content(name: str, content: bytes, wrapped: Callable[[str, bytes], Document]) -> tuple[str, Coded]:
    """The text of a CDA document, and what its codes say; `wrapped` reads the document inside one of level 1. Raises DocumentError."""
    document = _document(name, content)
    coded = _coded(document)
    body = document.find(f".//{{{_CDA}}}nonXMLBody/{{{_CDA}}}text")
    if body is None:
        return _narrative(document), coded
    inner = _inner(name, body, wrapped)
    return inner.text, replace(
        coded, features=coded.features + inner.coded.features, treatments=inner.coded.treatments, whole=inner.coded.whole
    )


def _document(name: str, content: bytes) -> etree._Element:
    refused = f"{name} : XML avec DTD ou entités, refusé par sécurité ; exporter un CDA sans déclaration DOCTYPE"
    if b"<!DOCTYPE" in content[:100_000] or b"<!ENTITY" in content:
        raise DocumentError(refused)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise DocumentError(f"{name} : XML mal formé ou tronqué ; exporter à nouveau le document") from None
    if root.getroottree().docinfo.internalDTD is not None:  # declared in an encoding that the bytes above do not show
        raise DocumentError(refused)
    document = root if root.tag == f"{{{_CDA}}}ClinicalDocument" else root.find(f".//{{{_CDA}}}ClinicalDocument")
    if document is None:
        raise DocumentError(f"{name} : ce XML n'est pas un document CDA R2 (ClinicalDocument)")
    return document


def _coded(document: etree._Element) -> Coded:
    """What the codes say; of a document that this program wrote, every value that stands in its words."""
    if is_ours(document):
        return Coded(
            own_values(document),
            own_treatments(document),
            date_of(document),
            whole=True,
            closed=says_complete(document),
            events=own_events(document),
        )
    return Coded(coded_features(document), coded_treatments(document), date_of(document))


def _narrative(document: etree._Element) -> str:
    """The words of the sections of a structured document, each under its title."""
    lines: list[str] = []
    for section in document.iter(f"{{{_CDA}}}section"):
        title, text = section.findtext(f"{{{_CDA}}}title"), section.find(f"{{{_CDA}}}text")
        if title:
            lines.append(f"{title.strip()} :")
        if text is not None:
            lines += [line for block in _blocks(text) if (line := " ".join("".join(block).split()))]
    return "\n".join(line for line in lines if not _EMPTY.search(line))


def _inner(name: str, body: etree._Element, wrapped: Callable[[str, bytes], Document]) -> Document:
    """What is inside a level 1 document: PDF, Word, RTF or text, in base64, or the text itself."""
    text = "".join(body.itertext())
    if body.get("representation") != "B64":
        return Document(name, text)
    try:
        content = base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        raise DocumentError(f"{name} : le document contenu dans ce CDA est illisible (base64)") from None
    return wrapped(name, content)


def _blocks(text: etree._Element) -> list[list[str]]:
    """The runs of words of a narrative block: a paragraph, a list item or a row of a table is a line."""
    lines: list[list[str]] = [[]]
    breaks = {f"{{{_CDA}}}{tag}" for tag in ("paragraph", "item", "tr", "list", "table", "br", "caption")}

    def walk(element: etree._Element) -> None:
        if element.tag in breaks:
            lines.append([])
        if element.tag in (f"{{{_CDA}}}td", f"{{{_CDA}}}th") and lines[-1]:
            lines[-1].append(" : " if element.getprevious() is not None else "")
        lines[-1].append(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                walk(child)
            lines[-1].append(child.tail or "")
        if element.tag in breaks:
            lines.append([])

    walk(text)
    return lines
