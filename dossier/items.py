"""What the proposed documents are made of: sections of items, each with its reasons and its state.

    >>> Item("oms", "Indice de performance OMS", "1", reasons=("« OMS 1 »",)).state
    'proposed'

An item is proposed by the program and confirmed, edited or emptied by a person; an empty one says why it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

STATES = ("proposed", "confirmed", "edited", "empty")


@dataclass(frozen=True)
class Item:
    """One line of a document: `text` is what is written, `reasons` why (words of the note, rule, computed from)."""

    id: str
    label: str
    text: str = ""
    reasons: tuple[str, ...] = ()
    state: str = "proposed"
    why_empty: str = ""
    required: bool = False
    features: tuple[str, ...] = ()
    rule: str = ""
    values: tuple[tuple[str, int, int], ...] = ()  # which words of the text are the value of which feature: key, start, end
    codes: tuple[tuple[str, str, str], ...] = ()  # for the coded exports: code system (data/codes), code, display name

    @classmethod
    def empty(cls, id: str, label: str, why: str, required: bool = False) -> Item:
        return cls(id, label, state="empty", why_empty=why, required=required)


@dataclass(frozen=True)
class Section:
    """A section of the document, numbered as in the national model."""

    id: str
    title: str
    items: tuple[Item, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class ProposedDocument:
    """An FRCP, a PPS (or its version for the patient) or a PPAC as it stands.

    `banner` is what must be said at the top of every page while it is not final.
    """

    kind: str
    title: str
    sections: tuple[Section, ...]
    banner: str = ""
    sources: tuple[str, ...] = ()

    @property
    def for_patient(self) -> bool:
        """Is it to be read by the patient: in large print, without the reasons that are for professionals?"""
        return self.kind == "pps_patient"

    def item(self, path: str) -> Item | None:
        """The item at "section.item", or None."""
        section_id, _, item_id = path.partition(".")
        found = (item for section in self.sections if section.id == section_id for item in section.items if item.id == item_id)
        return next(found, None)

    def amended(self, corrections: dict[str, str]) -> ProposedDocument:
        """The document with what people wrote over the proposed texts; "" empties an item."""
        sections = []
        for section in self.sections:
            items = tuple(_amend(item, corrections.get(f"{section.id}.{item.id}")) for item in section.items)
            sections.append(replace(section, items=items))
        return replace(self, sections=tuple(sections))


def _amend(item: Item, text: str | None) -> Item:
    if text is None:
        return item
    if not text.strip():
        return replace(item, text="", state="empty", why_empty="vidé par une personne")
    return replace(item, text=text, state="confirmed" if text == item.text else "edited")
