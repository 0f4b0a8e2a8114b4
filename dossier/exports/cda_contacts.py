"""The people and organisations of a PPS as participants of its CDA header: whom the patient may call, and who follows the patient.

The general practitioner and the cancer coordination centre (3C) always have their place, which says that they are not known where nobody gave
them; nobody is invented. Functions: data/rcp.yaml, `contacts` (CI-SIS volet PPS 2022.01).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dossier.exports.cda_blocks import E, coded_element
from dossier.exports.cda_codes import code, entry_code
from dossier.exports.xml_text import name_of
from dossier.meeting import Presentation
from dossier.programme import Contact
from matching.data_files import load_yaml

GP, CENTRE, REFERRING = "Médecin traitant", "Centre de coordination de cancérologie (3C)", "Médecin référent"
_PHONE = re.compile(r"\+?(?:[ .]?[0-9]){3,}")


def participants(contacts: tuple[Contact, ...], said: Presentation) -> Iterator[Any]:
    """Those who follow the patient, those who were entered as contacts, and the two that the model always wants."""
    people = list(contacts)
    given = {one.role for one in people}
    if said.referring and REFERRING not in given:
        people.insert(0, Contact(REFERRING, said.referring))
    for role, name in ((GP, said.general_practitioner), (CENTRE, "")):
        if role not in given:
            people.append(Contact(role, name))
    yield from map(_participant, people)


def _participant(one: Contact) -> Any:
    known: dict[str, Any] = load_yaml("rcp.yaml")["contacts"].get(one.role, {})
    function = coded_element("functionCode", code(f"header.{known['function']}")) if known else E.functionCode(nullFlavor="NA")
    if role := name_of(one.role):
        function.append(E.originalText(role))
    if "role" in known:
        function.append(coded_element("translation", entry_code(known["role"])))
    return E.participant(function, E.time(nullFlavor="UNK"), _entity(one, known), typeCode=known.get("type", "CON"))


def _entity(one: Contact, known: dict[str, Any]) -> Any:
    entity = E.associatedEntity(classCode=known.get("class", "PROV"))
    name, phone = name_of(one.name), one.phone.strip()
    if _PHONE.fullmatch(phone):
        entity.append(E.telecom(value="tel:" + re.sub(r"[ .]", "", phone)))
    if name:
        named = E.name(name) if known.get("body") else E.name(E.family(name))
        entity.append(E.scopingOrganization(named) if known.get("body") else E.associatedPerson(named))
    if not len(entity):
        entity.set("nullFlavor", "UNK")
    return entity
