"""A document as it leaves: with the patient's identity rejoined, under its edition, in the format that was asked for.

    >>> leaving = outgoing(session, opened, "frcp", "cda", user)
    >>> WRITERS["cda"](leaving)[:5]
    b'<?xml'

The dossier is kept with masked words; what leaves is computed anew on the real ones, with the corrections and the decision of people.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import Session

from dossier.decision import Decision
from dossier.dossiers import OpenDossier
from dossier.exports import cda, docx, fhir, ics, json_export, pdf, template
from dossier.exports.cda_header import Edition, missing
from dossier.exports.editions import edition_of, last_sent
from dossier.items import ProposedDocument
from dossier.meeting import Hearing
from dossier.notebook import Notebook
from dossier.ppac import Due, NoAftercare, calendar, propose_ppac
from dossier.pps_patient import pps_for_patient
from dossier.programme import Programme
from matching.case import Case
from store.identity import Identity, load_identity
from store.settings import home
from store.users import User


class NotYet(ValueError):
    """A document that this dossier does not have yet; the message says why."""


@dataclass(frozen=True)
class Outgoing:
    """What a file is made of: the document, the case and the decision behind it, who the patient is, which edition this is."""

    document: ProposedDocument
    case: Case
    decision: Decision = field(default_factory=Decision)
    identity: Identity | None = None
    edition: Edition | None = None
    hearing: Hearing = field(default_factory=Hearing)
    programme: Programme = field(default_factory=Programme)
    due: tuple[Due, ...] = ()
    frcp: uuid.UUID | None = None  # the FRCP of the same dossier that left last

    @property
    def patient(self) -> tuple[str, ...]:
        """The lines that say who the patient is."""
        return identity_lines(self.identity) if self.identity else ()


def word(one: Outgoing) -> bytes:
    """In the network's own template where the folder of this installation has one (modeles/frcp.docx), else in ours."""
    own = home() / "modeles" / f"{one.document.kind}.docx"
    return template.fill(own.read_bytes(), one.document, one.patient) if own.is_file() else docx.write(one.document, one.patient)


WRITERS: dict[str, Callable[[Outgoing], bytes]] = {
    "docx": word,
    "pdf": lambda one: pdf.write(one.document, one.patient),
    "cda": lambda one: cda.write(
        one.document,
        one.case,
        one.decision,
        one.identity,
        one.edition,
        hearing=one.hearing,
        programme=one.programme,
        frcp=one.frcp,
    ),
    "fhir": lambda one: fhir.write(one.document, one.case, one.decision, one.identity, one.edition),
    "json": lambda one: json_export.write(one.document),
    "ics": lambda one: ics.write(one.programme, one.due, datetime.datetime.now().astimezone()),
}
# No national CDA model of the PPAC exists, and the patient's version is for reading; a calendar is that of a PPAC.
FORMATS = {
    "frcp": ("docx", "pdf", "cda", "fhir", "json"),
    "pps": ("docx", "pdf", "cda", "fhir", "json"),
    "pps_patient": ("docx", "pdf"),
    "ppac": ("docx", "pdf", "ics", "json"),
}


def outgoing(session: Session, opened: OpenDossier, kind: str, form: str, user: User) -> Outgoing:
    """A document of a stored dossier, ready to be written in a format; its edition is recorded. Raises NotYet, KeyLost."""
    identity = load_identity(session, opened.id)
    if form == "cda" and (lacking := missing(identity)):
        raise NotYet(unnamed(lacking))
    notebook = opened.notebook.rejoined()
    notebook.run_all()
    document = document_of(notebook, kind)
    case = notebook.case
    if case is None:
        raise NotYet("le texte du dossier n'a pas pu être lu : le corriger, puis relancer ses cellules")
    found = notebook.output("recommendations")
    return Outgoing(
        document,
        case,
        notebook.decision,
        identity,
        edition_of(session, opened.id, document, user),
        notebook.hearing,
        notebook.programme,
        tuple(calendar(case, found, notebook.programme)) if kind == "ppac" else (),
        last_sent(session, opened.id, "frcp"),
    )


def unnamed(lacking: list[str]) -> str:
    """Why a document of exchange does not leave: the national model takes no patient without a name and a date of birth."""
    return f"un CDA nomme son patient ; saisir dans l'identité du dossier : {', '.join(lacking)}"


def document_of(notebook: Notebook, kind: str) -> ProposedDocument:
    """One document of a notebook whose cells have run. Raises NotYet."""
    case, found = notebook.case, notebook.output("recommendations")
    if case is None or found is None:
        raise NotYet("le dossier ne permet pas encore ce document ; l'ouvrir et relancer ses cellules")
    try:
        if kind == "pps_patient":
            followed = notebook.programme.followed_by(notebook.presentation)
            return pps_for_patient(case, found, notebook.decision, followed)
        document = notebook.output(kind) or propose_ppac(case, found, notebook.programme)
    except (NoAftercare, ValueError) as error:
        raise NotYet(str(error)) from None
    assert isinstance(document, ProposedDocument)
    return document


def identity_lines(identity: Identity) -> tuple[str, ...]:
    """('Patient : DUPONT Jeanne, née DURAND', 'Naissance : 02/03/1956', 'INS : ...', 'IPP : ...'): what was entered, nothing else."""
    name = " ".join(
        part
        for part in (identity.used_name or identity.birth_name, identity.used_first_name or identity.birth_first_name)
        if part
    )
    born = f"nom de naissance {identity.birth_name}" if identity.used_name and identity.birth_name != identity.used_name else ""
    lines = (
        ("Patient", ", ".join(part for part in (name, born or "") if part)),
        ("Naissance", f"{identity.birth_date:%d/%m/%Y}" if identity.birth_date else ""),
        ("INS", identity.ins or ""),
        ("IPP", identity.ipp or ""),
    )
    return tuple(f"{label} : {words}" for label, words in lines if words)
