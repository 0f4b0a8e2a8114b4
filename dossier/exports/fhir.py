"""A document as a FHIR R4 bundle: the patient, the condition, what was observed, what was given, and the care plan.

    >>> json.loads(write(frcp, case, Decision()))["entry"][1]["resource"]["resourceType"]
    'Condition'

A collection (HL7 FHIR 4.0.1). Values have a LOINC code where one is certain (data/codes/loinc.yaml), and always the key of the feature catalogue;
words are French. A plan that nobody validated is a draft with the intent "proposal". Nobody and nothing is invented.
"""

from __future__ import annotations

import datetime
import json
import math
import uuid
from collections.abc import Iterator
from typing import Any

from dossier.decision import Decision
from dossier.exports.cda_codes import morphology, topography
from dossier.exports.cda_header import Edition
from dossier.exports.fhir_treatments import given
from dossier.items import ProposedDocument
from matching.case import Case, Feature
from matching.catalogue import catalogue
from matching.data_files import load_yaml
from matching.tumour_types import tumour_types
from matching.value import Interval, SetValue
from matching.words import value_words
from store.identity import Identity

FEATURES = "urn:carnet-rcp:feature"
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
OIDS = {"2.16.840.1.113883.6.3": "http://hl7.org/fhir/sid/icd-10", "2.16.840.1.113883.6.43.1": "urn:oid:2.16.840.1.113883.6.43.1"}
OBSERVED = ("patient.", "tumour.", "biomarker.", "lab.")
NOT_OBSERVED = frozenset({"patient.age", "patient.sex", "patient.postcode", "tumour.type", "tumour.diagnosis_date"})
# Sections of an FRCP or a PPS that say what is to be done; the others tell what is known.
TO_DO = frozenset({"proposal", "programme", "support"})
ABOUT_THE_CONDITION = {"CarePlan": "addresses", "Procedure": "reasonReference", "MedicationStatement": "reasonReference"}
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


def write(
    document: ProposedDocument,
    case: Case,
    decision: Decision,
    identity: Identity | None = None,
    edition: Edition | None = None,
    at: datetime.datetime | None = None,
) -> bytes:
    """The bundle as JSON in UTF-8."""
    edition = edition or Edition()
    moment = at or datetime.datetime.now().astimezone()
    resources = [
        _patient(case, identity or Identity()),
        _condition(case),
        *_observations(case),
        *filter(None, (given(record) for record in case.treatments if not record.planned)),
        _plan(document, decision),
    ]
    ids = {
        id(one): str(uuid.uuid5(edition.document_id, f"{one['resourceType']}:{number}")) for number, one in enumerate(resources)
    }
    patient, condition = (f"urn:uuid:{ids[id(one)]}" for one in resources[:2])
    for one in resources:
        one["id"] = ids[id(one)]
        if one["resourceType"] != "Patient":
            one["subject"] = {"reference": patient}
        if reason := ABOUT_THE_CONDITION.get(one["resourceType"]):
            one[reason] = [{"reference": condition}]
    bundle = {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{edition.document_id}"},
        "type": "collection",
        "timestamp": moment.isoformat(timespec="seconds"),
        "entry": [{"fullUrl": f"urn:uuid:{ids[id(one)]}", "resource": one} for one in resources],
    }
    return json.dumps(bundle, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _patient(case: Case, identity: Identity) -> dict[str, Any]:
    """Who the patient is, as entered; the sex of the case where the civil one was not."""
    said = {"F": "female", "M": "male"}.get(identity.sex or "") or case.value("patient.sex")
    found: dict[str, Any] = {"resourceType": "Patient", "gender": said or "unknown"}
    names = [
        ("official", identity.birth_name, identity.birth_first_name),
        ("usual", identity.used_name, identity.used_first_name),
    ]
    shown = [
        {"use": use, **({"family": family} if family else {}), **({"given": [given]} if given else {})}
        for use, family, given in names
        if family or given
    ]
    if shown:
        found["name"] = shown
    if identity.birth_date:
        found["birthDate"] = identity.birth_date.isoformat()
    identifiers: list[dict[str, Any]] = []
    if identity.ins and identity.ins_oid:
        identifiers.append({"system": f"urn:oid:{identity.ins_oid}", "value": identity.ins})
    if identity.ipp:
        identifiers.append({"type": {"text": "IPP"}, "value": identity.ipp})
    if identifiers:
        found["identifier"] = identifiers
    return found


def _condition(case: Case) -> dict[str, Any]:
    """The index tumour: its topography and morphology where codes are certain, and its stage."""
    tumour = tumour_types().get(str(case.value("tumour.type")))
    found: dict[str, Any] = {
        "resourceType": "Condition",
        "category": [
            {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": "encounter-diagnosis"}]}
        ],
        "code": {"text": tumour.label if tumour else "Tumeur à préciser"},
    }
    codes = [code for code in (topography(tumour), morphology(tumour)) if code] if tumour else []
    if codes:
        found["code"]["coding"] = [{"system": OIDS[code.system], "code": code.code, "display": code.display} for code in codes]
    diagnosed = case.value("tumour.diagnosis_date")
    if diagnosed:
        found["onsetDateTime"] = diagnosed
    said = [str(case.value(key) or "") for key in ("tumour.t", "tumour.n", "tumour.m")]
    said.append(f"stade {case.value('tumour.stage')}" if case.value("tumour.stage") else "")
    stage = " ".join(part for part in said if part)
    if stage:
        found["stage"] = [{"summary": {"text": stage}}]
    return found


def _observations(case: Case) -> Iterator[dict[str, Any]]:
    for key, feature in case.features.items():
        if key.startswith(OBSERVED) and key not in NOT_OBSERVED and catalogue()[key].type != "text":
            yield _observation(key, feature)


def _observation(key: str, feature: Feature) -> dict[str, Any]:
    """One feature. A computed or extracted value that nobody confirmed is preliminary."""
    spec, known = catalogue()[key], load_yaml("codes/loinc.yaml").get(key)
    coding = [{"system": FEATURES, "code": key, "display": spec.fr}]
    if known:
        coding.insert(0, {"system": LOINC, "code": known["code"], "display": known["display"]})
    found: dict[str, Any] = {
        "resourceType": "Observation",
        "status": "final" if feature.origin == "person" else "preliminary",
        "code": {"coding": coding, "text": spec.fr},
        **_value(key, feature),
    }
    if key.startswith("lab."):
        found["category"] = [{"coding": [{"system": CATEGORY, "code": "laboratory"}]}]
    if feature.found_on:
        found["effectiveDateTime"] = feature.found_on
    quotes = [proof.text for proof in feature.evidence if proof.text]
    if quotes:
        found["note"] = [{"text": f"« {quote} »"} for quote in quotes]
    return found


def _value(key: str, feature: Feature) -> dict[str, Any]:
    """The value in the type of FHIR that says it without loss."""
    value = feature.value
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, Interval):
        return _quantity(key, value)
    if isinstance(value, SetValue):
        return {"valueString": value_words(key, value) or "rien de connu"}
    return {"valueCodeableConcept": {"coding": [{"system": FEATURES, "code": str(value)}], "text": value_words(key, value)}}


def _quantity(key: str, value: Interval) -> dict[str, Any]:
    known = load_yaml("codes/loinc.yaml").get(key)
    unit: dict[str, Any] = {"unit": catalogue()[key].unit_label} if catalogue()[key].unit_label else {}
    if known:
        unit |= {"system": UCUM, "code": known["unit"]}
    if value.exact is not None:
        return {"valueQuantity": {"value": value.exact, **unit}}
    if math.isinf(value.high):
        return {"valueQuantity": {"value": value.low, "comparator": ">" if value.low_open else ">=", **unit}}
    if math.isinf(value.low):
        return {"valueQuantity": {"value": value.high, "comparator": "<" if value.high_open else "<=", **unit}}
    return {"valueRange": {"low": {"value": value.low, **unit}, "high": {"value": value.high, **unit}}}


def _plan(document: ProposedDocument, decision: Decision) -> dict[str, Any]:
    """The document as a plan, in its words under the title of each section: what is to be done as activities, the rest as notes."""
    said = [
        (section.id in TO_DO, f"{section.title} — {item.label} : {item.text}")
        for section in document.sections
        for item in section.items
        if item.state != "empty"
    ]
    final = not document.banner
    found: dict[str, Any] = {
        "resourceType": "CarePlan",
        "status": "active" if final else "draft",
        "intent": "plan" if final else "proposal",
        "title": document.title,
    }
    activities = [{"detail": {"status": "not-started", "description": words}} for to_do, words in said if to_do]
    notes = [{"text": words} for to_do, words in said if not to_do]
    found |= {name: told for name, told in (("activity", activities), ("note", notes)) if told}
    if document.banner:
        found["description"] = document.banner
    if decision.validated:
        found["created"] = decision.validated_on
        found["author"] = {"display": decision.validated_by}
    return found
