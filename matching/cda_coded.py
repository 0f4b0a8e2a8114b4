"""The coded content of an FRCP or a PPS as features: what the sender's program said for certain, whatever its words.

    >>> [feature.key for feature in coded_features(root)]
    ['tumour.t', 'tumour.n', 'tumour.m', 'patient.ecog']

An element with a nullFlavor, or a value that the catalogue does not have, gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from matching.case import Evidence, Feature, Interval, Value
from matching.catalogue import catalogue
from matching.data_files import load_yaml

_CDA = "{urn:hl7-org:v3}"
_ICD10 = "2.16.840.1.113883.6.3"
_BASIS = {"c": "clinical", "p": "pathological", "yp": "post_neoadjuvant", "r": "recurrence"}
_CATEGORY = re.compile(r"(yp|[cpr])?([TNM].*)")
_DAY = re.compile(r"(\d{4})(\d{2})?(\d{2})?")


def coded_features(document: Any) -> tuple[Feature, ...]:
    """The features that the codes of a document (lxml element) give; of several tumours, the one that comes first is followed."""
    found: dict[str, Feature] = {}
    for observation in document.iter(f"{_CDA}observation"):
        coded = observation.find(f"{_CDA}code")
        read = _READERS.get(coded.get("code", "")) if coded is not None else None
        for key, value in read(observation) if read else ():
            words = value.to_json() if isinstance(value, Interval) else value
            place = observation.getroottree().getpath(observation)
            found.setdefault(key, Feature(key, value, (Evidence(text=str(words), element=place),)))
    return tuple(found.values())


def _categories(observation: Any) -> Iterator[tuple[str, Value]]:
    """T, N or M, and the basis that its prefix tells."""
    match = _CATEGORY.fullmatch(_value(observation).get("code", ""))
    key = f"tumour.{match[2][0].lower()}" if match else ""
    if match and match[2] in catalogue()[key].values:
        yield key, match[2]
        if match[1]:
            yield "tumour.tnm_basis", _BASIS[match[1]]


def _stage(observation: Any) -> Iterator[tuple[str, Value]]:
    for qualifier in observation.iterfind(f"{_CDA}value/{_CDA}qualifier"):
        codes = {child.tag: child.get("code") for child in qualifier}
        if codes.get(f"{_CDA}name") == "21909-7" and codes.get(f"{_CDA}value") in catalogue()["tumour.stage"].values:
            yield "tumour.stage", codes[f"{_CDA}value"]


def _performance(observation: Any) -> Iterator[tuple[str, Value]]:
    stages = {code: stage for stage, (_, code, _) in load_yaml("codes/frcp_pps.yaml")["values"]["oms"].items()}
    stage = stages.get(_value(observation).get("code", ""))
    if stage:
        yield "patient.ecog", Interval.exactly(float(stage))


def _screening(observation: Any) -> Iterator[tuple[str, Value]]:
    said = {"true": True, "false": False}.get(_value(observation).get("value", ""))
    if said is not None:
        yield "tumour.found_by_screening", said


def _diagnosis(observation: Any) -> Iterator[tuple[str, Value]]:
    """The date of the diagnosis, the site and the side."""
    low = observation.find(f"{_CDA}effectiveTime/{_CDA}low")
    day = _DAY.match(low.get("value", "")) if low is not None else None
    if day:
        yield "tumour.diagnosis_date", "-".join(part for part in day.groups() if part)
    site = observation.find(f"{_CDA}targetSiteCode")
    if site is not None and site.get("codeSystem") == _ICD10 and site.get("code"):
        yield "tumour.topography", site.get("code")
    sides = {code: side for side, (_, code, _) in load_yaml("codes/frcp_pps.yaml")["values"]["laterality"].items()}
    for value in observation.iterfind(f"{_CDA}targetSiteCode/{_CDA}qualifier/{_CDA}value"):
        if value.get("code") in sides:
            yield "tumour.laterality", sides[value.get("code")]


def _value(observation: Any) -> Any:
    value = observation.find(f"{_CDA}value")
    return {} if value is None else value


_READERS = {
    "21905-5": _categories,
    "21906-3": _categories,
    "21907-1": _categories,
    "75620-5": _stage,
    "MED-239": _performance,
    "63921-1": _screening,
    "282291009": _diagnosis,
}
