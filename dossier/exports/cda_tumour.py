"""The tumour in a CDA: morphology, topography, laterality and TNM, the same in the FRCP and the PPS."""

from __future__ import annotations

from typing import Any

from dossier.exports.cda_blocks import (
    PROBLEM,
    E,
    anchor,
    code_value,
    coded_element,
    no_value,
    observation,
    original,
    related,
    simple_observation,
    since,
    uncoded_value,
)  # fmt: skip
from dossier.exports.cda_codes import Code, code, known_code, morphology, tnm, topography
from dossier.frcp_case import WITHOUT_TNM
from dossier.items import Item, Section
from matching.case import Case
from matching.catalogue import catalogue
from matching.tumour_types import TumourType, tumour_types

CONCERN = (
    "2.16.840.1.113883.10.20.1.27", "1.3.6.1.4.1.19376.1.5.3.1.4.5.1", "1.3.6.1.4.1.19376.1.5.3.1.4.5.2",
    "1.2.250.1.213.1.1.3.39", "1.2.250.1.213.1.1.3.39.1",
)  # fmt: skip
DIAGNOSIS = (*PROBLEM, "1.3.6.1.4.1.19376.1.7.3.1.4.14.1", "1.2.250.1.213.1.1.3.113")
CLINICAL_STAGE = "1.3.6.1.4.1.19376.1.7.3.1.4.14.2"
# How a TNM that is not clinical is written.
_PREFIX = {"pathological": "p", "post_neoadjuvant": "yp", "recurrence": "r"}


def tumour_entry(section: Section, case: Case) -> Any:
    """The coded tumour of a section whose items are type, t, n, m... Codes follow the items that nobody rewrote."""
    items = {item.id: item for item in section.items}
    tumour = tumour_types().get(str(case.value("tumour.type"))) if untouched(items["type"]) else None
    target = anchor(section, items["type"])
    when = _stated(case, "tumour.diagnosis_date")
    diagnosis = observation(
        DIAGNOSIS,
        code("observations.diagnosis"),
        target,
        since(when),
        _morphology(tumour, target),
        _site(tumour, case, items, section),
    )
    diagnosis.set("negationInd", "false")
    if section.id == "tumour" or items.keys() & {"t", "stage"}:  # the sheet always has its four observations
        diagnosis.append(related("SUBJ", _stage(section, case, items, tumour), inverted=False))
    concern = E.act(
        *(E.templateId(root=root) for root in CONCERN), E.id(), E.code(nullFlavor="NA"), classCode="ACT", moodCode="EVN"
    )
    concern.extend([E.statusCode(code="active"), since(when), related("SUBJ", diagnosis, inverted=False)])
    return concern


def untouched(item: Item | None) -> bool:
    """Does an item say what the case says? An edited one says what a person wrote, which has no code."""
    return item is not None and item.state in ("proposed", "confirmed")


def _stated(case: Case, key: str) -> str:
    value = case.value(key)
    return value if isinstance(value, str) else ""


def _morphology(tumour: TumourType | None, target: str) -> Any:
    known = morphology(tumour) if tumour else None
    return code_value(known, original(target)) if known else no_value("OTH", original(target))


def _site(tumour: TumourType | None, case: Case, items: dict[str, Item], section: Section) -> Any:
    target = original(anchor(section, items["type"]))
    known = topography(tumour) if tumour else None
    site = coded_element("targetSiteCode", known, target) if known else E.targetSiteCode(target, nullFlavor="OTH")
    side = known_code("values.laterality", _stated(case, "tumour.laterality")) if untouched(items.get("laterality")) else None
    if side:
        words = original(anchor(section, items["laterality"]))
        site.append(E.qualifier(coded_element("name", code("observations.laterality")), coded_element("value", side, words)))
    return site


def _stage(section: Section, case: Case, items: dict[str, Item], tumour: TumourType | None) -> Any:
    """The TNM: the three categories are always there, with a nullFlavor where there is none."""
    target = anchor(section, items.get("stage") or items["type"])
    haematology = tumour is not None and tumour.family in WITHOUT_TNM
    missing = "NA" if haematology else "UNK"
    value = no_value(missing)
    stage = items.get("stage")
    if untouched(stage) and not haematology:
        value = uncoded_value(_qualifier("observations.stage", tnm(_stated(case, "tumour.stage"))))
    made = observation(
        (CLINICAL_STAGE,),
        code("observations.tnm"),
        target,
        since(_stated(case, "tumour.diagnosis_date")),
        value,
        identified=False,
    )
    prefix = _PREFIX.get(_stated(case, "tumour.tnm_basis"), "") if untouched(items.get("basis")) else ""
    for letter in "tnm":
        item = items.get(letter)
        known = item is not None and item.text in catalogue()[f"tumour.{letter}"].values
        category = (
            code_value(tnm(item.text if letter == "m" else prefix + item.text))
            if item is not None and known
            else no_value(missing)
        )
        made.append(
            related("COMP", simple_observation(f"observations.{letter}", anchor(section, item) if item else target, category))
        )
    return made


def _qualifier(name: str, value: Code) -> Any:
    return E.qualifier(coded_element("name", code(name)), coded_element("value", value))
