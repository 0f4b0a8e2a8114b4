"""A document as JSON: every section and item with its text, reasons and state.

>>> json.loads(write(frcp))["sections"][0]["items"][1]["text"]
'Proposition de traitement'
"""

from __future__ import annotations

import json
from typing import Any

from dossier.items import Item, ProposedDocument, Section


def to_json(document: ProposedDocument) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "title": document.title,
        "banner": document.banner,
        "sources": list(document.sources),
        "sections": [_section(section) for section in document.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "required": section.required,
        "items": [_item(item) for item in section.items],
    }


def _item(item: Item) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": item.id,
        "label": item.label,
        "text": item.text,
        "state": item.state,
        "reasons": list(item.reasons),
    }
    if item.why_empty:
        shown["why_empty"] = item.why_empty
    if item.rule:
        shown["rule"] = item.rule
    if item.features:
        shown["features"] = list(item.features)
    return shown


def write(document: ProposedDocument) -> bytes:
    """The document in UTF-8 JSON, indented for people to read."""
    return json.dumps(to_json(document), ensure_ascii=False, indent=2).encode("utf-8", "replace")
