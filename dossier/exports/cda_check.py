"""A CDA document against the XSD and the Schematrons of the ANS, from a copy of its test content kept on this machine.

    >>> check(Path("frcp.xml").read_bytes(), Path("TestContenuCDA-3-0"))
    []

The copy is only read. Schematron needs the package `saxonche` (XSLT 2), which the program does not install by itself. What is
compiled is kept in the program's folder: it takes half a minute the first time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from store.settings import home

XSD = "infrastructure/cda/CDA_extended.xsd"
# In the order of the official tool; the last is the one of the document.
PROFILES = (
    "schematrons/profils/IHE.sch",
    "schematrons/profils/terminologies/schematron/terminologie.sch",
    "schematrons/profils/CI-SIS_ModelesDeContenusCDA.sch",
    "schematrons/profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch",
    "schematrons/profils/CI-SIS_Modeles_ANS.sch",
)
MODELS = {
    "1.2.250.1.213.1.1.1.8": "schematrons/CI-SIS_CANCER-FRCP_2022.01.sch",
    "1.2.250.1.213.1.1.1.26": "schematrons/CI-SIS_CANCER-PPS_2022.01.sch",
}
_CDA = "{urn:hl7-org:v3}"
_SCH = "{http://purl.oclc.org/dsdl/schematron}"
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_LENIENT = ("warning", "warn", "info", "information")
# The value set of document codes is read from a file that the copy lacks; the same set stands elsewhere in it.
_MISSING_CODES = "doc('include/voc-1.2.250.1.213.1.1.5.471-DYNAMIC.xml')/*/valueSet/conceptList/concept/@code"
_DOCUMENT_CODES = "jeuxDeValeurs/JDV_J07_XdsTypeCode_CISIS.xml"


class CheckImpossible(ValueError):
    """The check cannot be made; the message is the sentence for the user."""


@dataclass(frozen=True)
class Fault:
    """`Fault("XSD", "error", "Element 'title': ...", "line 12")`: what a layer of the check says, and where."""

    layer: str
    level: str
    text: str
    where: str


def check(content: bytes, ans: Path) -> list[Fault]:
    """Every fault of a document. Raises CheckImpossible when the copy, saxonche or the document does not allow the check."""
    if not (ans / XSD).is_file():
        raise CheckImpossible(
            f"{ans} : pas de copie du contenu de test de l'ANS ({XSD} absent) ; donner le dossier de TestContenuCDA-3-0"
        )
    document = _parsed(content)
    found = [*_dangling(document), *_against_xsd(document, ans)]
    for schema in (*PROFILES, *_models(document)):
        if not (ans / schema).is_file():
            raise CheckImpossible(f"{ans} : {schema} absent ; la copie du contenu de l'ANS est incomplète")
        found += _against_schematron(etree.tostring(document, encoding="unicode"), ans, schema)
    return found


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise CheckImpossible("ce fichier n'est pas du XML bien formé ; l'exporter à nouveau") from None
    if root.tag != f"{_CDA}ClinicalDocument":
        raise CheckImpossible("ce XML n'est pas un document CDA R2 (ClinicalDocument)")
    return root


def _models(document: Any) -> list[str]:
    return [MODELS[root] for element in document.findall(f"{_CDA}templateId") if (root := element.get("root")) in MODELS]


def _dangling(document: Any) -> Iterator[Fault]:
    """References to a narrative that does not exist: the official layers do not look."""
    known = {element.get("ID") for element in document.iter() if element.get("ID")}
    for reference in document.iter(f"{_CDA}reference"):
        value = reference.get("value", "")
        if value.startswith("#") and value[1:] not in known:
            yield Fault("références", "error", f"{value} ne désigne rien dans le texte", f"ligne {reference.sourceline}")


def _against_xsd(document: Any, ans: Path) -> Iterator[Fault]:
    schema = _schema(ans / XSD)
    schema.validate(document)
    for error in schema.error_log:
        yield Fault("XSD", "error", error.message, f"ligne {error.line}")


@cache
def _schema(path: Path) -> Any:
    return etree.XMLSchema(etree.parse(str(path)))


def _against_schematron(content: str, ans: Path, schema: str) -> Iterator[Fault]:
    processor = _processor()
    document = processor.parse_xml(xml_text=content, encoding="UTF-8")
    report = _compiled(ans, schema).transform_to_string(xdm_node=document)
    for failed in etree.fromstring(report.encode()).iter(f"{_SVRL}failed-assert"):
        level = "warning" if failed.get("role", "").lower() in _LENIENT else "error"
        text = " ".join("".join(failed.itertext()).split())
        yield Fault(Path(schema).stem, level, text, failed.get("location", ""))


@cache
def _processor() -> Any:
    try:
        from saxonche import PySaxonProcessor
    except ImportError:
        raise CheckImpossible(
            "le contrôle par Schematron demande le paquet saxonche ; l'installer : pip install saxonche"
        ) from None
    return PySaxonProcessor(license=False)


@cache
def _compiled(ans: Path, schema: str) -> Any:
    """The transformation of one Schematron. Relative addresses in it stay relative to the .sch, by xml:base."""
    path = (ans / schema).resolve()
    source = _expanded(path)
    if not (path.parent / "include/voc-1.2.250.1.213.1.1.5.471-DYNAMIC.xml").exists():
        source = source.replace(_MISSING_CODES, f"doc('{(ans / _DOCUMENT_CODES).resolve().as_uri()}')//*:Concept/@code")
    kept = home() / "schematron" / f"{path.stem}-{hashlib.sha256((str(path) + source).encode()).hexdigest()[:16]}.xsl"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(_stylesheet(source, path, ans / "schematrons/moteur"), encoding="utf-8")
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(kept))


def _expanded(path: Path) -> str:
    """A Schematron with its inclusions in place. Names are found in any letter case: one of them is written for Windows."""
    root = etree.parse(str(path)).getroot()
    _include(root, path.parent)
    return str(etree.tostring(root, encoding="unicode"))


def _include(root: Any, folder: Path) -> None:
    for include in list(root.iter(f"{_SCH}include")):
        wanted = folder / include.get("href")
        found = next((file for file in wanted.parent.iterdir() if file.name.casefold() == wanted.name.casefold()), None)
        if found is None:
            raise CheckImpossible(f"{wanted} absent ; la copie du contenu de l'ANS est incomplète")
        part = etree.parse(str(found)).getroot()
        _include(part, found.parent)
        part.tail = include.tail
        include.getparent().replace(include, part)


def _stylesheet(source: str, path: Path, engine: Path) -> str:
    text = source
    for step in ("iso_abstract_expand.xsl", "iso_svrl_for_xslt2.xsl"):
        processor = _processor()
        transformation = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(engine / step))
        text = transformation.transform_to_string(xdm_node=processor.parse_xml(xml_text=text, encoding="UTF-8"))
    root = etree.fromstring(text.encode())
    root.set("{http://www.w3.org/XML/1998/namespace}base", path.as_uri())
    return str(etree.tostring(root, encoding="unicode"))
