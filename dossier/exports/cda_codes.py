"""The codes of the national documents, from data/codes/.

>>> code("observations.phase")
Code(code='MED-243', system='1.2.250.1.213.1.1.4.322', system_name='TA_ASIP', display='Phase du cancer')
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from matching.data_files import load_yaml
from matching.tumour_types import TumourType


class Code(NamedTuple):
    """A code, its system (OID, name) and the French words for it."""

    code: str
    system: str
    system_name: str
    display: str


class SectionCode(NamedTuple):
    """`SectionCode(Code("42349-1", ...), ("1.3.6...", ...))`: what a section is, and the templates that it follows."""

    code: Code
    templates: tuple[str, ...]


@cache
def code(path: str) -> Code:
    """The code at "values.phase.relapse". Raises KeyError: a path is a constant of this program."""
    entry: Any = _data()
    for name in path.split("."):
        entry = entry[name]
    return entry_code(entry)


def known_code(path: str, name: str) -> Code | None:
    """The code of a word that comes from a case, or None where the value set has none for it."""
    entry: Any = _data()
    for part in path.split("."):
        entry = entry[part]
    return entry_code(entry[name]) if name in entry else None


@cache
def section_code(name: str) -> SectionCode:
    """What a section is: section_code("phase").code.code == '18733-6'."""
    entry = _data()["sections"][name]
    return SectionCode(entry_code(entry["code"]), tuple(entry["templates"]))


def act_code(label: str) -> tuple[Code, Code] | None:
    """The category and the kind of a line of the PPS, by its label; None for a line that is no act."""
    entry = _data()["acts"].get(label)
    return (code(f"categories.{entry[0]}"), entry_code(entry[1])) if entry else None


def topography(tumour: TumourType) -> Code | None:
    """Where the tumour is, in ICD-10; None where no code is certain."""
    return _named("topography", "cim10", tumour.icd10)


def morphology(tumour: TumourType) -> Code | None:
    """What the tumour is, in ICD-O-3; None where no code is certain."""
    return _named("morphology", "cimo", tumour.icdo3)


def tnm(value: str) -> Code:
    """A category of the TNM: tnm("pT1c").display == 'pT1c'."""
    return entry_code(["tnm", value, value])


def _named(kind: str, system: str, value: str) -> Code | None:
    display = load_yaml("codes/tumours.yaml")[kind].get(value)
    return entry_code([system, value, display]) if display else None


def entry_code(entry: Sequence[str]) -> Code:
    """A code written [system, code, display] in another data file."""
    system, value, display = entry
    known = _data()["systems"][system]
    return Code(value, known["oid"], known["name"], display)


def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = load_yaml("codes/frcp_pps.yaml")
    return loaded
