"""The treatments that a CDA codes: those of the past in an FRCP, each line of treatment of a PPS, and what is planned.

    >>> [(one.modality, one.planned, one.start) for one in coded_treatments(root)]
    [('radiotherapy', False, '2019-05-01')]

An act whose code is no modality of the catalogue ("other treatment") gives nothing, nor one that was cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matching.case import Evidence, Treatment
from matching.cda_coded import day_of
from matching.data_files import load_yaml

_CDA = "{urn:hl7-org:v3}"
_TREATMENT = "MED-568"  # the category of a line of a PPS whose nature is a treatment
# Words of our value sets that are a way to give a modality.
_MODALITY = {"brachytherapy": "radiotherapy", "active surveillance": "surveillance", "radioiodine": "radionuclide"}


def coded_treatments(document: Any) -> tuple[Treatment, ...]:
    """The coded treatments of a document (lxml element), each with the words that its element points to."""
    return tuple(_treatments(document))


def _treatments(document: Any) -> Iterator[Treatment]:
    words = {place.get("ID"): " ".join("".join(place.itertext()).split()) for place in document.iter() if place.get("ID")}
    known = _modalities()
    for act in document.iter(f"{_CDA}procedure"):
        status = act.find(f"{_CDA}statusCode")
        modality = known.get(_nature(act))
        if modality is None or (status is not None and status.get("code") in ("cancelled", "aborted")):
            continue
        start, end = (_bound(act, name) for name in ("low", "high"))
        reference = act.find(f"{_CDA}text/{_CDA}reference")
        said = words.get(reference.get("value", "").removeprefix("#"), "") if reference is not None else ""
        proof = Evidence(text=said, element=act.getroottree().getpath(act))
        yield Treatment(modality, start=start, end=end, planned=act.get("moodCode") != "EVN", evidence=(proof,))


def _nature(act: Any) -> str:
    """The code of what is done: of a line of a PPS, that of its category's qualifier."""
    code = act.find(f"{_CDA}code")
    if code is None or code.get("code") != _TREATMENT:
        return code.get("code", "") if code is not None else ""
    qualifier = code.find(f"{_CDA}qualifier/{_CDA}value")
    return qualifier.get("code", "") if qualifier is not None else ""


def _bound(act: Any, name: str) -> str | None:
    bound = act.find(f"{_CDA}effectiveTime/{_CDA}{name}")
    return day_of(bound.get("value", "")) or None if bound is not None else None


def _modalities() -> dict[str, str]:
    """The modality of each code of the two value sets."""
    values = load_yaml("codes/frcp_pps.yaml")["values"]
    entries = [
        (name, code) for values_of in ("frcp_treatment", "pps_treatment") for name, (_, code, _) in values[values_of].items()
    ]
    modalities = load_yaml("features.yaml")["treatment"]["modality"]
    named = ((code, _MODALITY.get(name, name)) for name, code in entries)
    found: dict[str, str] = {}
    for code, modality in named:
        if modality in modalities:
            found.setdefault(code, modality)
    return found
