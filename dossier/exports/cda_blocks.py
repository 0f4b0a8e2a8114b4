"""The bricks of a CDA body: sections with their narrative, observations, comments, acts.

    >>> etree.tostring(simple_observation("observations.phase", "phase-phase", code_value(code("values.phase.relapse"))))
    b'<observation xmlns="urn:hl7-org:v3" classCode="OBS" moodCode="EVN">...'

An `id` left without a root is numbered when the document is whole (`number`). Children stand in the order that the XSD wants.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any

from lxml.builder import ElementMaker

from dossier.exports.cda_codes import Code, code, section_code
from dossier.exports.xml_text import writable
from dossier.items import Item, Section
from matching.cda_values import VALUE

CDA = "urn:hl7-org:v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
E = ElementMaker(namespace=CDA, nsmap={None: CDA, "xsi": XSI})
_TYPE = f"{{{XSI}}}type"

SIMPLE_OBSERVATION = ("1.3.6.1.4.1.19376.1.5.3.1.4.13", "1.2.250.1.213.1.1.3.48")
COMMENT = ("2.16.840.1.113883.10.20.1.40", "1.3.6.1.4.1.19376.1.5.3.1.4.2", "1.2.250.1.213.1.1.3.32")
PROBLEM = ("2.16.840.1.113883.10.20.1.28", "1.3.6.1.4.1.19376.1.5.3.1.4.5", "1.2.250.1.213.1.1.3.37")
ACT = ("1.3.6.1.4.1.19376.1.5.3.1.4.19", "1.2.250.1.213.1.1.3.62")
ACT_DONE, ACT_PLANNED = "2.16.840.1.113883.10.20.1.29", "2.16.840.1.113883.10.20.1.25"
TO_COMPLETE, NOT_SAID = "À compléter", "Non renseigné"


# Narrative --------------------------------------------------------------------------------------------------------------------


def anchor(section: Section, item: Item) -> str:
    """The ID of an item's words in the narrative."""
    return f"{section.id}-{item.id}"


def narrative(section: Section, items: Iterable[Item] | None = None, notes: Iterable[str] = ()) -> Any:
    """The words of a section: `notes` above, then a row for each item, its text under an ID that coded entries point to."""
    rows = [_row(section, item) for item in (section.items if items is None else items)]
    said = [E.paragraph(writable(note)) for note in notes if note]
    return E.text(*said, E.table(E.tbody(*rows))) if rows else E.text(*said)


def _row(section: Section, item: Item) -> Any:
    words = item.text if item.state != "empty" else TO_COMPLETE if item.required else NOT_SAID
    shown = _valued(item, anchor(section, item)) if _as_known(item) else lines(words, ID=anchor(section, item))
    return E.tr(E.td(writable(item.label)), E.td(shown))


def _as_known(item: Item) -> bool:
    return bool(item.values) and item.state in ("proposed", "confirmed")


def _valued(item: Item, target: str) -> Any:
    """The words of an item, those that are the value of a feature under its key: our own sheet is read back without a loss."""
    made, end = E.content(ID=target), 0
    for key, start, stop in item.values:
        _say(made, item.text[end:start])
        made.append(lines(item.text[start:stop], ID=f"{VALUE}{key}"))
        end = stop
    _say(made, item.text[end:])
    return made


def _say(element: Any, words: str) -> None:
    """Words after what the element holds already, their line ends kept."""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", writable(words))):
        if number:
            element.append(E.br())
        if len(element):
            element[-1].tail = (element[-1].tail or "") + line
        else:
            element.text = (element.text or "") + line


def lines(text: str, **attributes: str) -> Any:
    """A run of words, its line ends kept."""
    content = E.content(**attributes)
    _say(content, text)
    return content


def once(document: Any) -> None:
    """A value said twice keeps its key where it is said first: an ID is one of a kind."""
    said: set[str] = set()
    for element in document.iter(f"{{{CDA}}}content"):
        name = element.get("ID", "")
        if name.startswith(VALUE) and name in said:
            del element.attrib["ID"]
        said.add(name)


# Sections ---------------------------------------------------------------------------------------------------------------------


def section(
    kind: str, title: str, text: Any, entries: Iterable[Any] = (), inner: Iterable[Any] = (), translation: str = ""
) -> Any:
    """A component holding a section. `entries` go each in an entry, `inner` are components, `translation` is a path of code."""
    known = section_code(kind)
    coded = coded_element("code", known.code)
    if translation:
        coded.append(coded_element("translation", code(translation)))
    made = E.section(
        *_templates(known.templates), E.id(), coded, E.title(writable(title)), text, *(E.entry(one) for one in entries), *inner
    )
    return E.component(made)


def _templates(roots: Iterable[str]) -> list[Any]:
    return [E.templateId(root=root) for root in roots]


# Values -----------------------------------------------------------------------------------------------------------------------


def coded_element(tag: str, coded: Code, *children: Any) -> Any:
    """<tag code= codeSystem= ...>; a system without a known name goes by its OID alone."""
    named = {"codeSystemName": coded.system_name} if coded.system_name else {}
    return E(tag, *children, code=coded.code, codeSystem=coded.system, **named, displayName=coded.display)


def code_value(coded: Code, *children: Any) -> Any:
    """A coded value."""
    return _typed(coded_element("value", coded, *children), "CD")


def no_value(flavor: str, *children: Any) -> Any:
    """A coded value that is not there, and why: NA (not applicable), UNK (unknown), OTH (no code for it)."""
    return _typed(E.value(*children, nullFlavor=flavor), "CD")


def uncoded_value(*children: Any) -> Any:
    """A value without a code of its own: only qualifiers, or words of the narrative (`original`)."""
    return _typed(E.value(*children), "CD")


def boolean_value(value: bool | None) -> Any:
    """Yes, no, or unknown, which is not no."""
    return _typed(E.value(nullFlavor="UNK") if value is None else E.value(value=str(value).lower()), "BL")


def typed_value(kind: str, **attributes: str) -> Any:
    """A value of another type: typed_value("INT", value="14")."""
    return _typed(E.value(**attributes), kind)


def _typed(element: Any, kind: str) -> Any:
    element.set(_TYPE, kind)
    return element


def original(target: str) -> Any:
    """<originalText> that points to the narrative."""
    return E.originalText(E.reference(value=f"#{target}"))


def day(iso: str) -> str:
    """A date as stated in a CDA: '2025-03' -> '202503'."""
    return iso.replace("-", "")


def moment(iso: str = "") -> Any:
    """<effectiveTime value=>, or unknown."""
    return E.effectiveTime(value=day(iso)) if iso else E.effectiveTime(nullFlavor="UNK")


def since(low: str = "", high: str = "") -> Any:
    """<effectiveTime><low/><high/>, the low one unknown where nobody said it."""
    made = E.effectiveTime(E.low(value=day(low)) if low else E.low(nullFlavor="UNK"))
    if high:
        made.append(E.high(value=day(high)))
    return made


# Entries ----------------------------------------------------------------------------------------------------------------------


def observation(
    templates: Iterable[str], coded: Code, target: str, time: Any, value: Any, *after: Any, identified: bool = True
) -> Any:
    """An observation whose words are at `target` of the narrative; `after` follows the value, in the order of the XSD."""
    made = E.observation(*_templates(templates), classCode="OBS", moodCode="EVN")
    if identified:
        made.append(E.id())
    made.extend([coded_element("code", coded), _pointer(target), E.statusCode(code="completed"), time])
    made.extend([one for one in (value, *after) if one is not None])
    return made


def simple_observation(path: str, target: str, value: Any, *after: Any, time: Any = None) -> Any:
    """An observation of the most general model. `path` is the path of its code."""
    return observation(SIMPLE_OBSERVATION, code(path), target, moment() if time is None else time, value, *after)


def comment(target: str) -> Any:
    """A comment: words only."""
    text = [coded_element("code", code("observations.comment")), _pointer(target), E.statusCode(code="completed")]
    return E.act(*_templates(COMMENT), *text, classCode="ACT", moodCode="EVN")


def related(kind: str, element: Any, inverted: bool | None = None) -> Any:
    """<entryRelationship typeCode=kind>"""
    made = E.entryRelationship(element, typeCode=kind)
    if inverted is not None:
        made.set("inversionInd", str(inverted).lower())
    return made


def procedure(coded: Any, target: str, status: str, time: Any, *after: Any, done: bool) -> Any:
    """An act done or planned. `coded` is its <code>, `status` completed, active, aborted or cancelled; `after` follows its time."""
    templates = (*ACT, ACT_DONE if done else ACT_PLANNED)
    parts = [*_templates(templates), E.id(), coded, _pointer(target), E.statusCode(code=status), time, *after]
    return E.procedure(*parts, classCode="PROC", moodCode="EVN" if done else "INT", negationInd="false")


def _pointer(target: str) -> Any:
    return E.text(E.reference(value=f"#{target}"))


def number(document: Any, document_id: uuid.UUID) -> None:
    """Gives its root to every id without one: the same document always has the same ids."""
    bare = (element for element in document.iter(f"{{{CDA}}}id") if not element.attrib)
    for index, element in enumerate(bare, start=1):
        element.set("root", str(uuid.uuid5(document_id, str(index))).upper())
