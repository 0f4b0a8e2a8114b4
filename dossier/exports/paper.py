"""A document as it is read on paper: who met, what was asked and what is decided first; then what is known, nothing twice.

    >>> [block.title for block in on_paper(frcp).blocks][:3]
    ['Type de RCP et motif', 'Statut du dossier et quorum', 'Synthèse du cas et question posée']

The Word file and the PDF show the same page. What the text does not say, and nobody has to say, is named together at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from dossier.frcp_case import TNM_PREFIX
from dossier.items import Item, ProposedDocument, Section
from matching.spaces import unwrapped

# What goes on the first page, in the order in which a physician looks for it; the other sections follow in their own order.
FIRST = {
    "frcp": ("reason", "status", "summary", "proposal", "framework"),
    "pps": ("diagnosis", "phase", "programme", "support", "document_status"),
}
UNSAID = frozenset(
    {"non renseigné dans le texte", "aucun lu dans le texte", "aucune lue dans le texte", "à nommer", "à choisir dans la réunion"}
)
UNSAID_TITLE = "Non renseigné"
# Reasons that say no more than the line itself, once it is on paper.
PLAIN = frozenset(
    {
        "saisi par une personne", "liste de présence de la réunion", "calculé de la liste de présence et de la composition demandée",
        "composée des lignes de cette fiche", "mêmes raisons que ci-dessus", "aucun médecin n'a validé la décision", "calendrier", "même dossier",
    }
)  # fmt: skip
QUOTES = 2  # of the words that prove one value; all of them are on screen
STRONG = ("retained", "number")  # what was decided, and whom the patient calls
TNM = ("t", "n", "m", "basis", "stage")


@dataclass(frozen=True)
class Line:
    """Some words and, in small print, why; `missing` is what is still to be written, `strong` what was decided."""

    text: str
    note: str = ""
    missing: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Row:
    """Lines under one label; without a label, lines that stand alone."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Block:
    """A section that has something to show."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Paper:
    """The document: `banner` is on every page while it is not final."""

    title: str
    banner: str
    sources: tuple[str, ...]
    blocks: tuple[Block, ...]


def on_paper(document: ProposedDocument) -> Paper:
    """What the pages of a document show, in their order."""
    blocks, unsaid = [], []
    # An operation is a treatment: the section of its report shows it again only where it says more.
    told = {
        ("operative_report", item.text) for one in document.sections if one.id == "treatments" for item in one.items if item.text
    }
    for section in _ordered(document):
        said = [item for item in section.items if not _unsaid(item) and (section.id, item.text) not in told]
        title = re.sub(r"^\d+\. ", "", section.title)
        if said:
            blocks.append(Block(title, tuple(_rows(section, said))))
            unsaid += _names([item.label for item in section.items if _unsaid(item)])
        elif any(_unsaid(item) for item in section.items):
            unsaid.append(title)
    if unsaid:
        blocks.append(Block(UNSAID_TITLE, (Row("", (Line(" ; ".join(unsaid)),)),)))
    return Paper(document.title, document.banner, document.sources, tuple(blocks))


def _ordered(document: ProposedDocument) -> list[Section]:
    first = FIRST.get(document.kind, ())
    return sorted(document.sections, key=lambda one: first.index(one.id) if one.id in first else len(first))


def _unsaid(item: Item) -> bool:
    return item.state == "empty" and not item.required and item.why_empty in UNSAID


def _names(labels: list[str]) -> list[str]:
    """What was not said of a section, the three categories of a TNM as one: ["TNM"]."""
    rest = [label for label in labels if label not in ("T", "N", "M")]
    return ["TNM", *rest] if {"T", "N", "M"} <= set(labels) else labels


def _rows(section: Section, said: list[Item]) -> Iterator[Row]:
    """The items of a section, those of one label together."""
    items = [item for item in said if not _told_already(item, section)]
    if section.id in ("tumour", "diagnosis"):
        items = _with_one_tnm(items)
    for label, group in groupby(items, _label):
        yield Row(label, tuple(_lines(group)))


def _label(item: Item) -> str:
    """What stands in the margin: of an option, the question that it answers."""
    return item.label.partition(" — ")[2] or re.sub(r", traitement \d+$", "", item.label)


def _lines(items: Iterable[Item]) -> Iterator[Line]:
    before = ""
    for item in items:
        note = _note(item)
        missing, strong = item.state == "empty" and item.required, item.id in STRONG
        yield Line(_text(item), "" if note == before else note, missing, strong)
        before = note


def _text(item: Item) -> str:
    if item.state == "empty":
        return to_complete(item.why_empty) if item.required else f"— {item.why_empty}"
    name = item.label.partition(" — ")[0] if " — " in item.label else ""
    rank = re.search(r"intention n° \d+", name)
    said = unwrapped(item.text) if item.features else item.text
    words = said.removeprefix("Alternative : ") if rank else said
    return f"{rank[0].capitalize() if rank else name} — {words}" if name else words


def to_complete(why: str) -> str:
    """What is still to be written: to_complete("à dire en réunion") == 'À dire en réunion', of another reason 'À compléter : ...'."""
    return f"À{why[1:]}" if why.startswith("à ") else f"À compléter : {why}"


def _note(item: Item) -> str:
    """Why, and whether a person confirmed or changed it; what a person entered is its own reason."""
    if item.state == "empty":
        return ""
    quotes = [reason for reason in item.reasons if reason.startswith("«")][: QUOTES * max(1, len(item.features))]
    said = [reason for reason in item.reasons if reason not in PLAIN and (reason in quotes or not reason.startswith("«"))]
    if item.state == "edited":
        said.append("modifié par une personne")
    elif item.state == "confirmed" and (quotes or any(reason.startswith("calculé") for reason in said)):
        said.append("confirmé")
    return " · ".join(said)


def _told_already(item: Item, section: Section) -> bool:
    """Is it said in another line: the age and the sex in the synthesis, the organ in the name of the meeting, no metastasis in M0?"""
    if item.id == "sites" and item.text == "aucun":
        return any(one.id == "m" and one.text == "M0" for one in section.items)
    held = {"age": "synthesis", "sex": "synthesis", "organ": "type"}.get(item.id)
    other = next((one for one in section.items if one.id == held), None)
    return other is not None and item.state in ("proposed", "confirmed") and item.text.casefold() in other.text.casefold()


def _with_one_tnm(items: list[Item]) -> list[Item]:
    """T, N, M, their basis and the stage as one line: "cT2 N1 M0, stade IIB"."""
    parts = {item.id: item for item in items if item.id in TNM and item.state != "empty"}
    if not parts:
        return items
    basis = parts["basis"].text if "basis" in parts else ""
    prefix = next((letter for letter in TNM_PREFIX.values() if basis.endswith(f"({letter})")), "") if "t" in parts else ""
    words = prefix + " ".join(parts[letter].text for letter in "tnm" if letter in parts)
    stage = f"stade {parts['stage'].text}" if "stage" in parts else ""
    state = "edited" if any(one.state == "edited" for one in parts.values()) else "proposed"
    reasons = dict.fromkeys(reason for one in parts.values() for reason in one.reasons)
    features = tuple(key for one in parts.values() for key in one.features)
    line = Item("tnm", "TNM", ", ".join(filter(None, (words, stage))), tuple(reasons), state, features=features)
    first = next(index for index, item in enumerate(items) if item.id in parts)
    return [*items[:first], line, *(item for item in items[first:] if item.id not in TNM)]
