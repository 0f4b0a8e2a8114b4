"""The coded content of an FRCP or a PPS as features: what the sender's program said for certain, whatever its words.

    >>> [feature.key for feature in coded_features(root)]
    ['tumour.t', 'tumour.n', 'tumour.m', 'patient.ecog']

An element with a nullFlavor, or a value that the catalogue does not have, gives nothing. Treatments are matching/cda_acts.py.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from matching.case import Evidence, Feature
from matching.catalogue import catalogue
from matching.data_files import load_yaml
from matching.tumour_types import is_a, tumour_types
from matching.value import Interval, Value

_CDA = "{urn:hl7-org:v3}"
_ICD10 = "2.16.840.1.113883.6.3"
_BASIS = {"c": "clinical", "p": "pathological", "yp": "post_neoadjuvant", "r": "recurrence"}
_CATEGORY = re.compile(r"(yp|[cpr])?([TNM].*)")
_DAY = re.compile(r"(\d{4})(\d{2})?(\d{2})?")
_G8 = re.compile(r"\bG-?8\b")
_UNSPECIFIED = ("8000/3", "8010/3")  # malignant tumour, carcinoma: no more than the site tells
# Where a relapse is, the farthest first.
_PLACES = (("MED-248", "distant"), ("MED-247", "regional"), ("MED-246", "local"))


def coded_features(document: Any) -> tuple[Feature, ...]:
    """The features that the codes of a document (lxml element) give; of several tumours, the one that comes first is followed."""
    found: dict[str, Feature] = {feature.key: feature for feature in _person(document)}
    for observation in document.iter(f"{_CDA}observation"):
        coded = observation.find(f"{_CDA}code")
        read = _READERS.get(coded.get("code", "")) if coded is not None else None
        for key, value in read(observation) if read else ():
            found.setdefault(key, _feature(key, value, observation))
    return tuple(found.values())


def date_of(document: Any) -> datetime.date | None:
    """The day that a document is of: that of its meeting, else the one when it was written."""
    for path in (f"{_CDA}componentOf/{_CDA}encompassingEncounter/{_CDA}effectiveTime/{_CDA}low", f"{_CDA}effectiveTime"):
        element = document.find(path)
        day = day_of(element.get("value", "")) if element is not None else ""
        if len(day) == len("2025-03-11"):
            return datetime.date.fromisoformat(day)
    return None


def _feature(key: str, value: Value, element: Any) -> Feature:
    words = value.to_json() if isinstance(value, Interval) else value
    return Feature(key, value, (Evidence(text=str(words), element=element.getroottree().getpath(element)),))


def day_of(stamp: str) -> str:
    """The ISO date of a time stamp, as precise as it is: "201903" -> "2019-03"; "" where there is none, or no such day."""
    match = _DAY.match(stamp)
    parts = [part for part in match.groups() if part] if match else []
    try:
        datetime.date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except (TypeError, ValueError):
        return ""
    return "-".join(parts)


# The header -------------------------------------------------------------------------------------------------------------------


def _person(document: Any) -> Iterator[Feature]:
    """The sex, the age on the day of the document and the postcode of the patient; never the birth date."""
    role = document.find(f"{_CDA}recordTarget/{_CDA}patientRole")
    if role is None:
        return
    gender = role.find(f"{_CDA}patient/{_CDA}administrativeGenderCode")
    sexes = {code: sex for sex, (_, code, _) in load_yaml("codes/frcp_pps.yaml")["values"]["sex"].items() if sex != "unknown"}
    if gender is not None and gender.get("code") in sexes:
        yield _feature("patient.sex", sexes[gender.get("code")], gender)
    birth, day = role.find(f"{_CDA}patient/{_CDA}birthTime"), date_of(document)
    born = day_of(birth.get("value", "")) if birth is not None else ""
    if day and len(born) == len("1979-03-28"):
        birthday = datetime.date.fromisoformat(born)
        age = day.year - birthday.year - ((day.month, day.day) < (birthday.month, birthday.day))
        if age >= 0:
            yield _feature("patient.age", Interval.exactly(float(age)), birth)
    postcode = role.find(f"{_CDA}addr/{_CDA}postalCode")
    if postcode is not None and re.fullmatch(r"\d{5}", (postcode.text or "").strip()):
        yield _feature("patient.postcode", postcode.text.strip(), postcode)


# The body ---------------------------------------------------------------------------------------------------------------------


def _categories(observation: Any) -> Iterator[tuple[str, Value]]:
    """T, N or M, and the basis that its prefix tells."""
    match = _CATEGORY.fullmatch(_value(observation).get("code", ""))
    key = f"tumour.{match[2][0].lower()}" if match else ""
    if match and match[2] in catalogue()[key].values:
        yield key, match[2]
        if match[1]:
            yield "tumour.tnm_basis", _BASIS[match[1]]


def _stage(observation: Any) -> Iterator[tuple[str, Value]]:
    """The stage, and the edition of the TNM."""
    for qualifier in observation.iterfind(f"{_CDA}value/{_CDA}qualifier"):
        codes = {child.tag: child.get("code") for child in qualifier}
        if codes.get(f"{_CDA}name") == "21909-7" and codes.get(f"{_CDA}value") in catalogue()["tumour.stage"].values:
            yield "tumour.stage", codes[f"{_CDA}value"]
        if codes.get(f"{_CDA}name") == "21917-0" and (codes.get(f"{_CDA}value") or "").isdecimal():
            yield "tumour.tnm_edition", Interval.exactly(float(codes[f"{_CDA}value"] or 0))


def _performance(observation: Any) -> Iterator[tuple[str, Value]]:
    stages = {code: stage for stage, (_, code, _) in load_yaml("codes/frcp_pps.yaml")["values"]["oms"].items()}
    stage = stages.get(_value(observation).get("code", ""))
    if stage:
        yield "patient.ecog", Interval.exactly(float(stage))


def _screening(observation: Any) -> Iterator[tuple[str, Value]]:
    said = {"true": True, "false": False}.get(_value(observation).get("value", ""))
    if said is not None:
        yield "tumour.found_by_screening", said


def _frailty(observation: Any) -> Iterator[tuple[str, Value]]:
    """The score, where the words around it say that the tool is the G8."""
    reference = observation.find(f"{_CDA}text/{_CDA}reference")
    target = reference.get("value", "").removeprefix("#") if reference is not None else ""
    places = (one for one in observation.getroottree().iter() if target and one.get("ID") == target)
    said = next((row for place in places for row in (*place.iterancestors(f"{_CDA}tr"), place)), None)
    score = _value(observation).get("value", "")
    if said is not None and _G8.search(" ".join(said.itertext())) and score.isdecimal() and int(score) <= 17:
        yield "patient.g8_score", Interval.exactly(float(score))


def _phase(observation: Any) -> Iterator[tuple[str, Value]]:
    """No relapse, or the day of one; its place is what the progression says."""
    phases = load_yaml("codes/frcp_pps.yaml")["values"]["phase"]
    phase, time = _value(observation).get("code"), observation.find(f"{_CDA}effectiveTime")
    if phase == phases["initial"][1]:
        yield "tumour.recurrence", "none"
    if phase == phases["relapse"][1] and time is not None and (day := day_of(time.get("value", ""))):
        yield "tumour.recurrence_date", day


def _progression(observation: Any) -> Iterator[tuple[str, Value]]:
    """Where a relapse is; a progression that is no relapse says nothing of it."""
    relapse = load_yaml("codes/frcp_pps.yaml")["values"]["phase"]["relapse"][1]
    phases = observation.iterancestors(f"{_CDA}section")
    told = [value.get("code") for section in phases for value in section.iter(f"{_CDA}value")]
    places = {
        part.find(f"{_CDA}code").get("code")
        for part in observation.iter(f"{_CDA}observation")
        if part.find(f"{_CDA}code") is not None and _value(part).get("value") == "true"
    }
    where = next((place for code, place in _PLACES if code in places), None)
    if relapse in told and where:
        yield "tumour.recurrence", where


def _weight(observation: Any) -> Iterator[tuple[str, Value]]:
    value = _value(observation)
    if value.get("unit") == "kg" and re.fullmatch(r"\d{1,3}(\.\d+)?", value.get("value", "")):
        yield "patient.weight", Interval.exactly(float(value.get("value")))


def _diagnosis(observation: Any) -> Iterator[tuple[str, Value]]:
    """What the tumour is, the date of the diagnosis, the site and the side."""
    low = observation.find(f"{_CDA}effectiveTime/{_CDA}low")
    if low is not None and (day := day_of(low.get("value", ""))):
        yield "tumour.diagnosis_date", day
    site = observation.find(f"{_CDA}targetSiteCode")
    if site is not None and site.get("codeSystem") == _ICD10 and site.get("code"):
        yield "tumour.topography", site.get("code")
        if type_ := _type(_value(observation).get("code", ""), site.get("code")):
            yield "tumour.type", type_
    sides = {code: side for side, (_, code, _) in load_yaml("codes/frcp_pps.yaml")["values"]["laterality"].items()}
    for value in observation.iterfind(f"{_CDA}targetSiteCode/{_CDA}qualifier/{_CDA}value"):
        if value.get("code") in sides:
            yield "tumour.laterality", sides[value.get("code")]


def _type(morphology: str, site: str) -> str | None:
    """The tumour of a morphology (ICD-O-3) at a site (ICD-10): _type("8500/3", "C50.4") == "IDC"; the most general of several, if one is."""
    here = [one for one in tumour_types().values() if one.icd10[:3] == site[:3]]
    known = [one.code for one in here if morphology and one.icdo3 == morphology] or [
        one.code for one in here if morphology in _UNSPECIFIED
    ]
    return next((code for code in known if all(is_a(other, code) for other in known)), None)


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
    "48544-1": _frailty,
    "MED-243": _phase,
    "MED-245": _progression,
    "29463-7": _weight,
}
