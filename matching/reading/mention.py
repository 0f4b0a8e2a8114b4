"""What the families of reading hand on: anchors (words of a vocabulary), dates, and mentions of a value with their qualifiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Anchor(NamedTuple):
    """Words of a vocabulary found in the note: `family` of the vocabulary, `id` of the entry. Offsets are those of Note.plain."""

    start: int
    end: int
    family: str
    id: str


class DateMention(NamedTuple):
    """A date of the text, ISO, as precise as stated ("2025", "2025-03", "2025-03-14"); `guessed` when its year was inferred."""

    start: int
    end: int
    iso: str
    guessed: bool = False


@dataclass(slots=True)
class Mention:
    """One value said at one place, with the four axes that decide whether it counts.

    status: present, negated, uncertain. experiencer: patient, family. temporality: now, past. modality: done, planned, conditional,
    refused, contraindicated. `tumour` is "index" for the tumour the meeting is about and "other" for another cancer; `weight` lets a family
    say which of several values goes first.
    """

    key: str
    value: object
    start: int
    end: int
    status: str = "present"
    experiencer: str = "patient"
    temporality: str = "now"
    modality: str = "done"
    tumour: str = "index"
    date: str | None = None
    weight: int = 0
    cue: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Relapse:
    """The relapse under decision: from where to where the note tells it, its date as precise as stated, its kind ("" when the words do
    not say): biochemical, local, regional or distant; and the words that prove it."""

    start: int
    end: int
    date: str | None
    kind: str
    proof: tuple[int, int]
