"""The meeting in the CDA of an FRCP: what it is about, whether the case is registered or discussed, the quorum, and those who took part.

A meeting that nobody entered leaves unknown values; nobody is invented. Participants: physicians present are members of the care team, other
professions correspondents (CI-SIS volet FRCP 2022.01).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dossier.exports.cda_blocks import (
    PROBLEM,
    E,
    anchor,
    boolean_value,
    code_value,
    coded_element,
    day,
    no_value,
    observation,
    original,
    related,
    simple_observation,
    since,
)
from dossier.exports.cda_codes import Code, code, entry_code
from dossier.exports.xml_text import name_of
from dossier.items import Section
from dossier.meeting import Hearing, Meeting, Participant, organs, specialties
from matching.data_files import load_yaml

RCP_INFORMATION = "1.2.250.1.213.1.1.3.7"
RPPS = "1.2.250.1.71.4.2.1"
# The three identities of a meeting in the national directory: regional network, manager, meeting.
DIRECTORY = ("1.2.250.1.161.1.20.1.1", "1.2.250.1.161.1.20.2.1", "1.2.250.1.161.1.20.3.1")


def reason(one: Section, hearing: Hearing) -> list[Any]:
    """The type of meeting and the motive. A motive that nobody confirmed is unknown."""
    items = {item.id: item for item in one.items}
    motive, kind = anchor(one, items["motive"]), anchor(one, items["type"])
    wanted = boolean_value(True if items["motive"].state == "confirmed" else None)
    status = hearing.presentation.status
    heard = code_value(code(f"values.case_status.{status}")) if status else no_value("UNK")
    why = simple_observation(
        "observations.motive",
        motive,
        no_value("NA"),
        related("REFR", simple_observation("observations.treatment_wanted", motive, wanted)),
        related("REFR", simple_observation("observations.case_status", anchor(one, items["case_status"]), heard)),
    )
    problem = observation(PROBLEM, code("observations.problem"), motive, since(), no_value("NA", original(motive)))
    problem.set("negationInd", "false")
    return [_discussion(hearing.meeting, kind, related("SUBJ", why)), problem]


def _discussion(meeting: Meeting | None, target: str, why: Any) -> Any:
    """What the meeting is about, in codes where its organ was chosen."""
    chosen = organs(meeting.kind).get(meeting.organ) if meeting else None
    if meeting is None or chosen is None:
        return simple_observation("observations.discussion", target, no_value("UNK"), why)
    scope = [
        related("REFR", simple_observation("observations.recourse", target, boolean_value(meeting.recourse))),
        related("REFR", simple_observation("observations.paediatric", target, boolean_value(meeting.paediatric))),
    ]
    about = code_value(entry_code(chosen["code"]))
    if meeting.kind == "transversal":
        subject, nature = simple_observation("observations.topic", target, about, *scope), "transversal"
    else:
        organ = related("REFR", simple_observation("observations.organ", target, about))
        apparatus = code_value(entry_code(load_yaml("rcp.yaml")["apparatus"][chosen["apparatus"]]))
        subject, nature = simple_observation("observations.apparatus", target, apparatus, organ, *scope), "organ"
    value = code_value(code(f"values.discussion.{nature}"))
    return simple_observation("observations.discussion", target, value, related("SUBJ", subject), why)


def status(one: Section, hearing: Hearing) -> list[Any]:
    """Whether the file is complete and the quorum reached."""
    complete, reached = (anchor(one, item) for item in one.items[:2])
    quorum = hearing.quorum
    name = "unknown" if quorum is None else "reached" if quorum.reached else "not_reached"
    made = E.organizer(
        E.templateId(root=RCP_INFORMATION),
        E.id(),
        coded_element("code", code("observations.rcp_information")),
        E.statusCode(code="completed"),
        E.component(simple_observation("observations.complete", complete, boolean_value(hearing.presentation.complete))),
        E.component(simple_observation("observations.quorum", reached, code_value(code(f"values.quorum.{name}")))),
    )
    made.set("classCode", "CLUSTER")
    made.set("moodCode", "EVN")
    return [made]


# Header -----------------------------------------------------------------------------------------------------------------------


def participants(hearing: Hearing) -> Iterator[Any]:
    """Who follows the patient, who asks, who presents, and those who took part, as participants of the header."""
    said = hearing.presentation
    for kind, name, words in (
        ("RESP", said.referring, "Médecin référent"),
        ("REFB", said.requester, "Médecin demandeur"),
        ("PRF", said.presenter, "Médecin présentateur"),
    ):
        if name_of(name):
            function = E.functionCode(E.originalText(words), nullFlavor="NA")
            yield E.participant(function, E.time(nullFlavor="UNK"), _entity(Participant(name, "")), typeCode=kind)
    function = coded_element("functionCode", code("header.gp"))
    gp = said.general_practitioner
    entity = _entity(Participant(gp, "")) if name_of(gp) else E.associatedEntity(classCode="PROV", nullFlavor="UNK")
    yield E.participant(function, E.time(nullFlavor="UNK"), entity, typeCode="INF")
    for one in filter(lambda person: name_of(person.name), hearing.meeting.participants if hearing.meeting else ()):
        physician = specialties().get(one.specialty, {}).get("physician", True)
        function = coded_element("functionCode", code(f"header.{'team_member' if physician else 'correspondent'}"))
        yield E.participant(function, E.time(nullFlavor="UNK"), _entity(one), typeCode="PRF")


def _entity(one: Participant) -> Any:
    entity = E.associatedEntity(classCode="PROV")
    if rpps := name_of(one.rpps):
        entity.append(E.id(root=RPPS, extension=rpps))
    known = specialties().get(one.specialty)
    if known:
        system = known.get("system", code_system("specialty"))
        entity.append(coded_element("code", Code(known["code"], system, "", known["label"])))
    if name := name_of(one.name):
        entity.append(E.associatedPerson(E.name(E.family(name))))
    return entity


def code_system(name: str) -> str:
    """The OID of a code system: code_system("loinc") == '2.16.840.1.113883.6.1'."""
    oid: str = load_yaml("codes/frcp_pps.yaml")["systems"][name]["oid"]
    return oid


def encounter_ids(meeting: Meeting | None) -> list[Any]:
    """The identities of the meeting in the directory; the place of those that nobody gave is kept."""
    given = meeting.directory if meeting else ("", "", "")
    return [
        E.id(root=root, extension=name_of(value)) if name_of(value) else E.id(root=root)
        for root, value in zip(DIRECTORY, given, strict=True)
    ]


def encounter_time(meeting: Meeting | None, decided_on: str) -> Any:
    """When the meeting was held, else when the decision was validated."""
    when = (meeting.date if meeting else "") or decided_on
    return E.effectiveTime(E.low(value=day(when))) if when else E.effectiveTime(nullFlavor="UNK")


def encounter_place(meeting: Meeting | None) -> Any:
    """The name of the place, where one was given."""
    place = name_of(meeting.place) if meeting else ""
    name = E.name(place) if place else E.name(nullFlavor="UNK")
    return E.location(name, E.addr(nullFlavor="UNK"))
