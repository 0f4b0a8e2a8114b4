"""The header of a CDA: what the document is, of whom, by whom, kept where.

Nobody and nothing is invented: who is not known is there with a nullFlavor and a local identifier, as the minimal structure of
the CI-SIS demands an element for them. The document is signed by the physician who validated the decision, by name as entered;
before that, its author is the program.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dossier.decision import Decision
from dossier.exports import cda_contacts, cda_meeting
from dossier.exports.cda_blocks import E, coded_element, day, lines
from dossier.exports.cda_codes import code, topography
from dossier.exports.xml_text import name_of, writable
from dossier.items import ProposedDocument
from dossier.meeting import Hearing
from dossier.programme import Programme
from matching.case import Case
from matching.cda_values import PROGRAM as SOFTWARE
from matching.tumour_types import tumour_types
from store.identity import Identity

MODELS = {"frcp": "1.2.250.1.213.1.1.1.8", "pps": "1.2.250.1.213.1.1.1.26"}
# An OID that anybody may make from a UUID (ITU-T X.667), for identifiers that mean something on this machine only.
PROGRAM = uuid.uuid5(uuid.NAMESPACE_URL, "urn:carnet-rcp")
LOCAL = f"2.25.{PROGRAM.int}"
LOCAL_PATIENT, LOCAL_IPP, LOCAL_PERSON, LOCAL_SOFTWARE = (f"{LOCAL}.{kind}" for kind in range(1, 5))
STRUCTURES = "1.2.250.1.71.4.2.2"
# What a telecommunication address begins with (CI-SIS, structuration minimale).
_TELECOM = re.compile(r"(?:tel|fax|mailto|https?|ftp|mllp):\S.*")
UNNAMED = "SANS IDENTITÉ, ne pas transmettre"


@dataclass(frozen=True)
class Edition:
    """`Edition(set_id, 2, replaces=first.document_id)`: which version of a document this is.

    `set_id` is the same for all versions; `replaces` is the id of the version that was sent before, None where none was.
    """

    set_id: uuid.UUID = field(default_factory=uuid.uuid4)
    number: int = 1
    replaces: uuid.UUID | None = None

    @property
    def document_id(self) -> uuid.UUID:
        return uuid.uuid5(self.set_id, str(self.number))


def header(
    document: ProposedDocument,
    case: Case,
    decision: Decision,
    identity: Identity,
    edition: Edition,
    at: datetime.datetime,
    hearing: Hearing,
    programme: Programme,
) -> Iterator[Any]:
    """The elements before the body, in the order of the XSD. `at` is when the document is written, with its time zone."""
    time = f"{at:%Y%m%d%H%M%S%z}"
    yield E.realmCode(code="FR")
    yield E.typeId(root="2.16.840.1.113883.1.3", extension="POCD_HD000040")
    yield E.templateId(root="2.16.840.1.113883.2.8.2.1")
    yield E.templateId(root="1.2.250.1.213.1.1.1.1")
    yield E.templateId(root=MODELS[document.kind], extension="2022.01")
    yield E.id(root=_upper(edition.document_id))
    yield coded_element("code", code(f"header.{document.kind}"))
    warned = (document.title, document.banner, UNNAMED if missing(identity) else "")
    yield E.title(writable(" — ".join(part for part in warned if part)))
    yield E.effectiveTime(value=time)
    yield coded_element("confidentialityCode", code("header.normal"))
    yield E.languageCode(code="fr-FR")
    yield E.setId(root=_upper(edition.set_id))
    yield E.versionNumber(value=str(edition.number))
    yield _patient(identity, case, edition)
    yield from _authors(decision, time)
    yield _custodian()
    yield _authenticator(decision, time)
    if document.kind == "frcp":
        yield from cda_meeting.participants(hearing)
    else:
        yield from cda_contacts.participants(programme.contacts, hearing.presentation)
    yield from _acts(document, case, decision, at, hearing)
    if edition.replaces:
        replaced = E.parentDocument(E.id(root=_upper(edition.replaces)), E.versionNumber(value=str(edition.number - 1)))
        yield E.relatedDocument(replaced, typeCode="RPLC")
    yield _encounter(document, decision, hearing)


def _upper(identifier: uuid.UUID) -> str:
    return str(identifier).upper()


def missing(identity: Identity | None) -> list[str]:
    """What the CI-SIS demands and takes no nullFlavor for, in French: missing(None)[2] == 'date de naissance'."""
    known = _readable(identity or Identity())
    wanted = {
        "nom de naissance": known.birth_name or known.used_name,
        "prénom": known.birth_first_name or known.birth_first_names or known.used_first_name,
        "date de naissance": known.birth_date,
    }
    return [name for name, value in wanted.items() if not value]


# The patient ------------------------------------------------------------------------------------------------------------------


def _readable(identity: Identity) -> Identity:
    """The identity without what holds nothing to read, or cannot be written in XML."""
    said: dict[str, Any] = {name: name_of(value) or None for name, value in asdict(identity).items() if isinstance(value, str)}
    contacts = tuple(one for contact in identity.contacts if _TELECOM.fullmatch(one := name_of(contact)))
    return replace(identity, **said, contacts=contacts, addresses=tuple(filter(None, map(name_of, identity.addresses))))


def _patient(entered: Identity, case: Case, edition: Edition) -> Any:
    role, identity = E.patientRole(), _readable(entered)
    if _qualified(identity):
        role.append(E.id(root=identity.ins_oid, extension=identity.ins))
    if identity.ipp:
        role.append(E.id(root=LOCAL_IPP, extension=identity.ipp))
    role.append(E.id(root=LOCAL_PATIENT, extension=_upper(uuid.uuid5(edition.set_id, "patient"))))
    role.extend(E.addr(E.streetAddressLine(line)) for line in identity.addresses)
    role.extend(E.telecom(value=contact) for contact in identity.contacts)
    sex = {"F": "female", "M": "male"}.get(identity.sex or "") or case.value("patient.sex") or "unknown"
    patient = E.patient(_name(identity), coded_element("administrativeGenderCode", code(f"values.sex.{sex}")), _birth(identity))
    if identity.birth_place:
        patient.append(E.birthplace(E.place(E.addr(E.county(identity.birth_place)))))
    role.append(patient)
    return E.recordTarget(role)


def _qualified(identity: Identity) -> bool:
    """Does the INS come with every trait that must go with it?"""
    traits = (
        identity.birth_name,
        identity.birth_first_name,
        identity.birth_first_names,
        identity.birth_date,
        identity.birth_place,
        identity.sex,
    )
    return bool(identity.ins and identity.ins_oid and all(traits))


def _name(identity: Identity) -> Any:
    """The name as entered; unknown where nobody did. The national model wants a family name and a given name, or none of it."""
    parts = (
        ("family", "BR", identity.birth_name),
        ("given", None, identity.birth_first_names),
        ("given", "BR", identity.birth_first_name),
        ("family", "CL", identity.used_name),
        ("given", "CL", identity.used_first_name),
    )
    said = [E(tag, words, **({"qualifier": kind} if kind else {})) for tag, kind, words in parts if words]
    return E.name(*said) if said else E.name(nullFlavor="NASK")


def _birth(identity: Identity) -> Any:
    return E.birthTime(value=day(identity.birth_date.isoformat())) if identity.birth_date else E.birthTime(nullFlavor="NASK")


# People and organisations -----------------------------------------------------------------------------------------------------


def _authors(decision: Decision, time: str) -> Iterator[Any]:
    if decision.validated:
        yield E.author(
            E.time(value=day(decision.validated_on)),
            E.assignedAuthor(_person_id(decision), E.assignedPerson(_person_name(decision))),
        )
    device = E.assignedAuthoringDevice(E.manufacturerModelName(SOFTWARE), E.softwareName(SOFTWARE))
    yield E.author(E.time(value=time), E.assignedAuthor(E.id(root=LOCAL_SOFTWARE, extension="carnet-rcp"), device))


def _person_id(decision: Decision) -> Any:
    return E.id(root=LOCAL_PERSON, extension=_upper(uuid.uuid5(PROGRAM, decision.validated_by)))


def _person_name(decision: Decision) -> Any:
    return E.name(E.family(writable(decision.validated_by)))


def _custodian() -> Any:
    organisation = E.representedCustodianOrganization(E.id(root=STRUCTURES), E.name(nullFlavor="UNK"))
    return E.custodian(E.assignedCustodian(organisation))


def _authenticator(decision: Decision, time: str) -> Any:
    """Who answers for the document; nobody, and the element says so, before a physician validates."""
    if decision.validated:
        when, entity = (
            E.time(value=day(decision.validated_on)),
            E.assignedEntity(_person_id(decision), E.assignedPerson(_person_name(decision))),
        )
    else:
        nobody = E.assignedPerson(E.name(E.family(nullFlavor="UNK")))
        when, entity = E.time(value=time), E.assignedEntity(E.id(root=LOCAL_PERSON, extension="non-valide"), nobody)
    return E.legalAuthenticator(when, E.signatureCode(code="S"), entity)


# The meeting ------------------------------------------------------------------------------------------------------------------


def _acts(document: ProposedDocument, case: Case, decision: Decision, at: datetime.datetime, hearing: Hearing) -> Iterator[Any]:
    meeting = hearing.meeting if document.kind == "frcp" else None
    event = E.serviceEvent(classCode="ACT")
    if document.kind == "frcp":
        event.append(coded_element("code", code("header.rcp_recourse" if meeting and meeting.recourse else "header.rcp")))
    began = (meeting.date if meeting else "") or decision.validated_on or at.date().isoformat()
    event.append(E.effectiveTime(E.low(value=day(began))))
    event.append(E.performer(_performer(decision), typeCode="PRF"))
    yield E.documentationOf(event)
    if document.kind == "frcp":
        yield E.documentationOf(E.serviceEvent(_site(case), classCode="ACT"))


def _performer(decision: Decision) -> Any:
    organisation = E.representedOrganization(coded_element("standardIndustryClassCode", code("header.establishment")))
    if decision.validated:
        return E.assignedEntity(_person_id(decision), E.assignedPerson(_person_name(decision)), organisation)
    return E.assignedEntity(E.id(nullFlavor="UNK"), organisation)


def _site(case: Case) -> Any:
    """The topography of the primary tumour: ICD-10, else words."""
    tumour = tumour_types().get(str(case.value("tumour.type")))
    where = topography(tumour) if tumour else None
    if where:
        return coded_element("code", where)
    words = lines(tumour.label if tumour else "non renseignée").text
    return coded_element("code", code("header.topography"), E.originalText(words))


def _encounter(document: ProposedDocument, decision: Decision, hearing: Hearing) -> Any:
    made, meeting = E.encompassingEncounter(), hearing.meeting if document.kind == "frcp" else None
    if document.kind == "frcp":
        made.extend(cda_meeting.encounter_ids(meeting))
        made.append(coded_element("code", code("header.virtual")))
    made.append(cda_meeting.encounter_time(meeting, decision.validated_on))
    place = cda_meeting.encounter_place(meeting)
    made.append(E.location(E.healthCareFacility(coded_element("code", code("header.undefined_sector")), place)))
    return E.componentOf(made)
