"""Tumour types, organs and histologies: what a cancer is called, and what is a kind of what.

    >>> is_a("LUAD", "NSCLC"), is_a("LUAD", "SCLC")
    (True, False)
    >>> specific_type("oesophagus", "squamous")
    'ESCC'

The types are data/vocabulary/tumour_types.yaml, keyed by OncoTree codes where one exists; organs.yaml and histologies.yaml
beside it serve to combine "carcinome épidermoïde" in one sentence with "œsophage" in another. In the forms of these three files,
(a|b) stands for either: "(K|cancer) du sein" is two forms. All three are checked when they are loaded: VocabularyError names
every fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from matching.data_files import VocabularyError, load_yaml

FAMILIES = (
    "breast lung colorectal prostate kidney bladder urothelial testis penis ovary endometrium cervix vulva oesophagus stomach "
    "pancreas liver biliary small_bowel anus head_neck thyroid skin sarcoma gist neuroendocrine brain lymphoma leukaemia myeloma "
    "mesothelioma thymus cup adrenal eye paediatric"
).split()
SIDES = ("right_colon", "left_colon", "rectum")

_CODE = re.compile(r"[A-Z][A-Z0-9_]+")
_ICD10 = re.compile(r"[CD][0-9]{2}(\.[0-9])?")
_ICDO3 = re.compile(r"[89][0-9]{3}/[0-9]")
_EITHER = re.compile(r"\(([^()]*)\)")
_PLURAL = re.compile(r"(?<=[a-z]{3})s\b")


@dataclass(frozen=True)
class TumourType:
    """One node of the hierarchy. `family` and `icd10` are those of its first parent where the file gives none; empty if unknown.

    `fr` and `en` are forms for the whole concept (organ and histology); `exact` counts only in the letter case as written.
    """

    code: str
    label: str
    parents: tuple[str, ...]
    family: str
    fr: tuple[str, ...]
    en: tuple[str, ...]
    exact: tuple[str, ...]
    icd10: str
    icdo3: str


@dataclass(frozen=True)
class Organ:
    """Where a tumour can arise. `tumour_type` is a cancer of it when nothing more is known; `sex` is empty when either."""

    name: str
    fr: tuple[str, ...]
    exact: tuple[str, ...]
    en: str
    tumour_type: str
    paired: bool
    icd10: str
    sidedness: str
    sex: str


@dataclass(frozen=True)
class Histology:
    """What the microscope says. `by_organ`: the type by organ, or by the tumour type of the organ; `default` elsewhere."""

    name: str
    fr: tuple[str, ...]
    exact: tuple[str, ...]
    en: str
    icdo3: str
    by_organ: Mapping[str, str]
    default: str | None


@cache
def tumour_types() -> Mapping[str, TumourType]:
    """Every type by code: tumour_types()["LUAD"].label == 'Adénocarcinome bronchique'."""
    raw = load_yaml("vocabulary/tumour_types.yaml")
    parents = {code: _several(entry.get("parent")) for code, entry in raw.items()}
    faults = [f"{code}: unknown parent {parent}" for code, above in parents.items() for parent in above if parent not in raw]
    faults += [f"{code}: is its own ancestor" for code in raw if code in _closure(code, parents)]
    if faults:
        raise VocabularyError([f"tumour_types.yaml: {fault}" for fault in faults])
    types = {code: _tumour_type(code, raw, parents) for code in raw}
    for tumour in types.values():
        faults += [f"{tumour.code}: {fault}" for fault in _tumour_faults(tumour)]
    faults += _claimed_twice(types.values())
    _refuse("tumour_types.yaml", faults)
    return MappingProxyType(types)


@cache
def organs() -> Mapping[str, Organ]:
    """Every organ by name: organs()["caecum"].sidedness == 'right_colon'."""
    found, faults = {}, []
    for name, entry in load_yaml("vocabulary/organs.yaml").items():
        found[name] = organ = Organ(
            name,
            _forms(entry.get("fr")),
            _forms(entry.get("exact")),
            entry["en"],
            entry["tumour_type"],
            entry.get("paired", False),
            entry.get("icd10") or "",
            entry.get("sidedness", ""),
            entry.get("sex", ""),
        )
        faults += [f"{name}: {fault}" for fault in _organ_faults(organ)]
    faults += _claimed_twice(found.values())
    _refuse("organs.yaml", faults)
    return MappingProxyType(found)


@cache
def histologies() -> Mapping[str, Histology]:
    """Every histology by name: histologies()["squamous"].by_organ["anus"] == 'ANSC'."""
    found, faults = {}, []
    places = organs().keys() | {organ.tumour_type for organ in organs().values()}
    for name, entry in load_yaml("vocabulary/histologies.yaml").items():
        found[name] = histology = Histology(
            name,
            _forms(entry.get("fr")),
            _forms(entry.get("exact")),
            entry["en"],
            entry.get("icdo3") or "",
            MappingProxyType(dict(entry.get("by_organ", {}))),
            entry.get("default"),
        )
        faults += [f"{name}: unknown organ {organ}" for organ in histology.by_organ if organ not in places]
        if histology.icdo3 and not _ICDO3.fullmatch(histology.icdo3):
            faults.append(f"{name}: {histology.icdo3} is no ICD-O-3 code")
        codes = (*histology.by_organ.values(), *_several(histology.default))
        faults += [f"{name}: unknown tumour type {code}" for code in codes if code not in tumour_types()]
    faults += _claimed_twice(found.values())
    _refuse("histologies.yaml", faults)
    return MappingProxyType(found)


@cache
def ancestors(code: str) -> frozenset[str]:
    """Everything a type is a kind of, itself left out: ancestors("LUAD") holds NSCLC and LUNG. KeyError for an unknown code."""
    return _closure(code, {one.code: one.parents for one in tumour_types().values()})


@cache
def descendants(code: str) -> frozenset[str]:
    """Every kind of a type, itself left out: descendants("COADREAD") holds COAD and READ. KeyError for an unknown code."""
    tumour_types()[code]
    return frozenset(other for other in tumour_types() if code in ancestors(other))


def is_a(code: str, ancestor: str) -> bool:
    """Whether a type is a kind of another: is_a("COAD", "COADREAD"). A type is a kind of itself. KeyError for an unknown code."""
    tumour_types()[ancestor]
    return ancestor in ancestors(code) or code == ancestor


def is_one_of(value: object, codes: Iterable[str]) -> bool:
    """Whether a value of tumour.type is a kind of one of these: is_one_of("ILC", ["BREAST", "LUNG"]). One not known is a kind of none."""
    return isinstance(value, str) and value in tumour_types() and any(is_a(value, code) for code in codes)


def family_of(code: str) -> str:
    """The family of a type, one of FAMILIES: family_of("ILC") == 'breast'; empty where there is none (SOLID, HAEM, SCC)."""
    return tumour_types()[code].family


def specific_type(organ: str | None, histology: str) -> str | None:
    """The type that an organ and a histology make, None when they make none: specific_type("lung", "squamous") == 'LUSC'.

    Without an organ, the type that the histology names by itself: specific_type(None, "hepatocellular") == 'HCC'.
    KeyError for an unknown organ or histology.
    """
    found = histologies()[histology]
    if organ is None:
        return found.default
    return found.by_organ.get(organ) or found.by_organ.get(organs()[organ].tumour_type) or found.default


def _tumour_type(code: str, raw: Mapping[str, Any], parents: Mapping[str, tuple[str, ...]]) -> TumourType:
    entry = raw[code]

    def inherited(word: str) -> str:
        heir = code
        while word not in raw[heir] and parents[heir]:
            heir = parents[heir][0]
        return raw[heir].get(word) or ""

    return TumourType(
        code,
        entry.get("label", ""),
        parents[code],
        inherited("family"),
        _forms(entry.get("fr")),
        _forms(entry.get("en")),
        _forms(entry.get("exact")),
        inherited("icd10"),
        entry.get("icdo3") or "",
    )


def _tumour_faults(tumour: TumourType) -> Iterable[str]:
    if not _CODE.fullmatch(tumour.code):
        yield "the code must be capitals, digits and underscores"
    if not tumour.label:
        yield "has no label"
    if tumour.family and tumour.family not in FAMILIES:
        yield f"unknown family {tumour.family!r}"
    if tumour.icd10 and not _ICD10.fullmatch(tumour.icd10):
        yield f"{tumour.icd10} is no ICD-10 code"
    if tumour.icdo3 and not _ICDO3.fullmatch(tumour.icdo3):
        yield f"{tumour.icdo3} is no ICD-O-3 code"


def _organ_faults(organ: Organ) -> Iterable[str]:
    if organ.tumour_type not in tumour_types():
        yield f"unknown tumour type {organ.tumour_type}"
    if organ.icd10 and not _ICD10.fullmatch(organ.icd10):
        yield f"{organ.icd10} is no ICD-10 code"
    if organ.sidedness and organ.sidedness not in SIDES:
        yield f"unknown side {organ.sidedness}"
    if organ.sex not in ("", "female", "male"):
        yield f"unknown sex {organ.sex}"


def _closure(code: str, parents: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = list(parents[code])
    while waiting:
        above = waiting.pop()
        if above not in reached:
            reached.add(above)
            waiting += parents.get(above, ())
    return frozenset(reached)


def _several(value: Any) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _forms(written: list[str] | None) -> tuple[str, ...]:
    """The forms a list of patterns stands for: ["(K|cancer) du sein"] -> ('K du sein', 'cancer du sein')."""
    return tuple(dict.fromkeys(" ".join(form.split()) for pattern in written or () for form in _expanded(pattern)))


def _expanded(pattern: str) -> Iterator[str]:
    either = _EITHER.search(pattern)
    if either is None:
        yield pattern
        return
    for choice in either[1].split("|"):
        yield from _expanded(pattern[: either.start()] + choice + pattern[either.end() :])


def _claimed_twice(entries: Iterable[TumourType | Organ | Histology]) -> list[str]:
    """Forms that two entries claim. Exact ones that differ in their letters (CCI, CCIS) do not collide with each other."""
    loose: dict[str, str] = {}
    exact: dict[str, str] = {}
    faults = []
    for entry in entries:
        name = entry.code if isinstance(entry, TumourType) else entry.name
        english = entry.en if isinstance(entry, TumourType) else ()
        claims = [(form, loose, _bare(form)) for form in (*entry.fr, *english)] + [(form, exact, form) for form in entry.exact]
        for form, owners, key in claims:
            if owners.setdefault(key, name) != name:
                faults.append(f"« {form} » is claimed by {owners[key]} and by {name}")
    for form, name in exact.items():
        if loose.get(_bare(form), name) != name:
            faults.append(f"« {form} » is claimed by {loose[_bare(form)]} and by {name}")
    return faults


def _bare(form: str) -> str:
    """A form without capitals, accents and plurals, as it is looked for in a text."""
    letters = form if form.isascii() else unicodedata.normalize("NFKD", form).encode("ascii", "ignore").decode()
    return _PLURAL.sub("", letters.lower())


def _refuse(file: str, faults: list[str]) -> None:
    if faults:
        raise VocabularyError([f"{file}: {fault}" for fault in faults])
