"""The tumour board meeting (RCP): what it is about, who was there, and whether that makes a quorum.

    >>> held = Meeting(name="RCP sein", kind="solid", participants=(Participant("Dr A", "medical_oncology"),))
    >>> quorum(held).reached, quorum(held).missing
    (False, ('2 médecins de spécialités différentes de plus (il en faut 3)', 'chirurgien', 'oncologue radiothérapeute'))

A quorum is at least three physicians of different specialties and the composition that the kind of meeting asks for (data/rcp.yaml: HAS 2014,
INCa 2023); people of other professions take part and do not count. It is computed from who was there, never declared.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from matching.data_files import load_yaml


@dataclass(frozen=True)
class Participant:
    """Somebody who takes part: `specialty` is a key of data/rcp.yaml, `rpps` the national number where it is known."""

    name: str
    specialty: str
    rpps: str = ""
    remote: bool = False


@dataclass(frozen=True)
class Meeting:
    """One session of an RCP. `organ` is an organ of data/rcp.yaml (or a topic, for a transversal meeting); `date` is ISO.

    The three directory ids are those of the national RCP directory: regional network, manager, meeting.
    """

    name: str
    kind: str = "solid"
    organ: str = ""
    date: str = ""
    place: str = ""
    remote: bool = False
    recourse: bool = False
    paediatric: bool = False
    directory: tuple[str, str, str] = ("", "", "")
    participants: tuple[Participant, ...] = ()
    id: str = ""

    def to_json(self) -> dict[str, Any]:
        record = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "id"}
        return record | {"participants": [vars(one) for one in self.participants], "directory": list(self.directory)}

    @classmethod
    def from_json(cls, record: dict[str, Any], id: str) -> Meeting:
        people = tuple(Participant(**one) for one in record.get("participants", ()))
        network, manager, session = record.get("directory", ("", "", ""))
        return cls(**(record | {"participants": people, "directory": (network, manager, session), "id": id}))

    def title(self) -> str:
        """What the meeting is called on a document: 'RCP sein, tumeur solide, recours'."""
        parts = [self.name, kinds()[self.kind].lower(), *(["recours"] if self.recourse else [])]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Presentation:
    """How one case comes before a meeting: who asks, who presents, who follows the patient, and whether it is to be discussed.

    `status` is "registered" (strictly conforming to the guideline), "discussed", or "" while nobody said so; `complete` says whether the
    meeting judged the file complete.
    """

    status: str = ""
    referring: str = ""
    requester: str = ""
    presenter: str = ""
    general_practitioner: str = ""
    complete: bool | None = None

    def to_json(self) -> dict[str, Any]:
        return {item.name: getattr(self, item.name) for item in fields(self)}


@dataclass(frozen=True)
class Hearing:
    """One case before one meeting: what the FRCP says of the meeting. `meeting` is None while the case is on no list."""

    meeting: Meeting | None = None
    presentation: Presentation = Presentation()

    @property
    def quorum(self) -> Quorum | None:
        """The quorum of the meeting; None where nobody is said to be there."""
        return quorum(self.meeting) if self.meeting and self.meeting.participants else None


@dataclass(frozen=True)
class Quorum:
    """Whether the meeting may decide; `missing` is what it lacks, in French."""

    reached: bool
    missing: tuple[str, ...] = ()


STATUSES = {"registered": "Cas enregistré", "discussed": "Cas discuté"}


def quorum(meeting: Meeting) -> Quorum:
    """The quorum of those present, each person counted once."""
    known = specialties()
    physicians = {
        one.name.strip().casefold(): one.specialty
        for one in meeting.participants
        if one.name.strip() and known.get(one.specialty, {}).get("physician", True)
    }
    present = {specialty for specialty in physicians.values() if specialty in known}
    different = {known[specialty].get("same", specialty) for specialty in present}
    wanted = _rcp()["quorum"]["physicians"]
    missing = []
    if lacking := max(0, wanted - len(different)):
        more = (
            "1 médecin d'une autre spécialité de plus"
            if lacking == 1
            else f"{lacking} médecins de spécialités différentes de plus"
        )
        missing.append(f"{more} (il en faut {wanted})")
    roles = {known[specialty].get("role") for specialty in present}
    missing += [_rcp()["roles"][role] for role in _rcp()["kinds"][meeting.kind]["needs"] if role not in roles]
    return Quorum(not missing, tuple(missing))


def specialties() -> dict[str, dict[str, Any]]:
    """Specialties and professions by key: specialties()["nurse"]["label"] == 'Infirmier'."""
    found: dict[str, dict[str, Any]] = _rcp()["specialties"]
    return found


def kinds() -> dict[str, str]:
    """Kinds of meeting and what they are called: kinds()["solid"] == 'Tumeur solide'."""
    return {key: entry["label"] for key, entry in _rcp()["kinds"].items()}


def organs(kind: str) -> dict[str, dict[str, Any]]:
    """What a meeting of a kind can be about: organs("solid")["sein"]["apparatus"] == 'breast'; topics for a transversal one."""
    found: dict[str, dict[str, Any]] = _rcp()["topics" if kind == "transversal" else "organs"]
    return found


def _rcp() -> dict[str, Any]:
    loaded: dict[str, Any] = load_yaml("rcp.yaml")
    return loaded
