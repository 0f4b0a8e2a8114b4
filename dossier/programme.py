"""What people enter of a care programme: appointments, contacts, when it was handed over, the end of active treatment.

    >>> held = Programme().issued_on("2025-04-02", "Dr A")
    >>> held.issues[-1].number
    1

Dates and places are entered by people, never computed. A programme handed over anew says why (CI-SIS, JDV_MotifMiseAJour).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from dossier.meeting import Presentation
from matching.data_files import load_yaml


class ProgrammeError(ValueError):
    """What cannot be entered or handed over as it stands; the message says what to do."""


@dataclass(frozen=True)
class Appointment:
    """One appointment: what, on which day (ISO), where and with whom; `confirmed` or only foreseen. `aftercare`: of the PPAC.

    `kind` is its nature where a person gave it, a key of appointment_kinds().
    """

    what: str
    date: str
    place: str = ""
    who: str = ""
    confirmed: bool = False
    aftercare: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Contact:
    """Whom to call: `role` in words of the patient, a name and a telephone as given by the team."""

    role: str
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Issue:
    """A version of the PPS that was handed to the patient: on what day, by whom, and why it was made anew."""

    number: int
    date: str
    by: str
    reason: str = ""


@dataclass(frozen=True)
class Programme:
    """Everything people entered. `ended_on`: the day active treatment ended; `ongoing`: what goes on after it."""

    appointments: tuple[Appointment, ...] = ()
    contacts: tuple[Contact, ...] = ()
    urgent: str = ""
    social: str = ""
    work: str = ""
    ended_on: str = ""
    ongoing: str = ""
    issues: tuple[Issue, ...] = ()

    def issued_on(self, date: str, by: str, reason: str = "") -> Programme:
        """The programme handed over to the patient. Raises ProgrammeError where a new version gives no reason."""
        if self.issues and reason not in update_reasons():
            raise ProgrammeError(
                "une nouvelle version du programme dit pourquoi elle est faite : choisir le motif de mise à jour"
            )
        number = len(self.issues) + 1
        return replace(self, issues=(*self.issues, Issue(number, date, by, reason if self.issues else "")))

    def followed_by(self, said: Presentation) -> Programme:
        """With the physicians whom the meeting knows among the contacts, where nobody entered them."""
        given = {one.role for one in self.contacts}
        known = (Contact("Médecin référent", said.referring), Contact("Médecin traitant", said.general_practitioner))
        return replace(self, contacts=(*self.contacts, *(one for one in known if one.name and one.role not in given)))

    def to_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Programme:
        lists: dict[str, Any] = {
            "appointments": tuple(Appointment(**one) for one in record.get("appointments", ())),
            "contacts": tuple(Contact(**one) for one in record.get("contacts", ())),
            "issues": tuple(Issue(**one) for one in record.get("issues", ())),
        }
        return cls(**(record | lists))


def appointment_kinds() -> dict[str, str]:
    """What an appointment can be for, by the path of its code: appointment_kinds()["follow_up.consultation"] == 'consultation'."""
    values = load_yaml("codes/frcp_pps.yaml")["values"]
    paths: dict[str, str] = {}
    for name in ("follow_up", "pps_treatment"):
        for key, (_, _, words) in values[name].items():
            paths.setdefault(words, f"{name}.{key}")
    return {path: words for words, path in paths.items()}


def contact_roles() -> tuple[str, ...]:
    """What a contact most often is: contact_roles()[0] == 'Médecin traitant'."""
    return tuple(load_yaml("rcp.yaml")["contacts"])


def update_reasons() -> dict[str, str]:
    """Why a PPS is made anew: update_reasons()["relapse"] == 'rechute'."""
    values = load_yaml("codes/frcp_pps.yaml")["values"]["update_reason"]
    return {key: display for key, (_, _, display) in values.items()}
