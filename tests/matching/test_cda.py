"""A CDA document is read as its narrative, or as the document it wraps; what could reach other files is refused."""

import base64

import pytest

from matching.document import DocumentError
from matching.opening import read_document

CDA = '<ClinicalDocument xmlns="urn:hl7-org:v3">{}</ClinicalDocument>'

LEVEL_3 = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <recordTarget><patientRole><patient><name><family>DELVAUX</family></name></patient></patientRole></recordTarget>
  <component><structuredBody>
    <component><section><title>Tumeur</title><text>
      <paragraph>Carcinome canalaire infiltrant du <content styleCode="Bold">sein gauche</content></paragraph>
      <list><item>cT2 N1 M0</item><item>HER2 3+ <!-- relu --></item></list>
    </text>
      <component><section><title>Statut fonctionnel</title><text>OMS 1<br/>Poids 62 kg</text></section></component>
    </section></component>
    <component><section><title>Éléments paracliniques</title><text>
      <table><thead><tr><th>Examen</th><th>Résultat</th></tr></thead><tbody><tr><td>FEVG</td><td>60 %</td></tr></tbody></table>
    </text></section></component>
  </structuredBody></component>
</ClinicalDocument>
"""


TNM = (
    '<component><section><entry><observation><code code="21907-1"/><value code="M0"/></observation></entry></section></component>'
)


def wrapped(content: bytes, media: str = "application/pdf") -> bytes:
    text = f'<text mediaType="{media}" representation="B64">{base64.encodebytes(content).decode()}</text>'
    return CDA.format(f"<component><nonXMLBody>{text}</nonXMLBody></component>").encode()


def refused(content: bytes) -> str:
    with pytest.raises(DocumentError) as error:
        read_document("frcp.xml", content)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_every_section_is_a_heading_and_its_lines():
    assert read_document("frcp.xml", LEVEL_3.encode()).text.splitlines() == [
        "Tumeur :", "Carcinome canalaire infiltrant du sein gauche", "cT2 N1 M0", "HER2 3+",
        "Statut fonctionnel :", "OMS 1", "Poids 62 kg",
        "Éléments paracliniques :", "Examen : Résultat", "FEVG : 60 %",
    ]  # fmt: skip


def test_the_encoding_is_the_one_the_document_declares():
    declared = LEVEL_3.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode("latin-1")
    assert "Éléments paracliniques :" in read_document("frcp.xml", declared).text
    assert "Éléments" in read_document("frcp.xml", LEVEL_3.replace("UTF-8", "UTF-16").encode("utf-16")).text


def test_a_level_1_document_is_the_text_it_wraps():
    assert read_document("cr.xml", wrapped("Opérée en 2024, OMS 1".encode(), "text/plain")).text == "Opérée en 2024, OMS 1"
    plain = CDA.format("<component><nonXMLBody><text>Opérée en 2024</text></nonXMLBody></component>")
    assert read_document("cr.xml", plain.encode()).text == "Opérée en 2024"


def test_a_level_1_document_that_wraps_another_is_opened_to_the_end():
    coded = LEVEL_3.replace("<component><section><title>Éléments", f"{TNM}<component><section><title>Éléments")
    found = read_document("cr.xml", wrapped(wrapped(coded.encode())))
    assert "OMS 1" in found.text
    assert [feature.key for feature in found.coded.features] == ["tumour.m"]


def test_a_wrapped_rtf_is_read():
    rtf = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 M\'e9lanome, OMS 1\par}"
    assert read_document("cr.xml", wrapped(rtf, "text/rtf")).text.split("\n")[0] == "Mélanome, OMS 1"


def test_the_header_gives_the_sex_and_the_age_on_the_day_of_the_document():
    header = """<effectiveTime value="20250311120000+0100"/><recordTarget><patientRole><addr><postalCode>63000</postalCode></addr><patient>
      <administrativeGenderCode code="F"/><birthTime value="19680312"/></patient></patientRole></recordTarget>"""
    found = read_document("cr.xml", LEVEL_3.replace("<recordTarget>", f"{header}<recordTarget>").encode()).coded
    assert {feature.key: str(getattr(feature.value, "exact", feature.value)) for feature in found.features} == {
        "patient.sex": "female", "patient.age": "56.0", "patient.postcode": "63000",
    }  # fmt: skip
    assert str(found.date) == "2025-03-11"


def test_a_wrapped_pdf_that_is_damaged_is_told():
    assert "PDF endommagé" in refused(wrapped(b"%PDF-1.7 no more"))


def test_an_external_reference_is_not_followed():
    assert "vide" in refused(
        CDA.format(
            '<component><nonXMLBody><text><reference value="file:///etc/passwd"/></text></nonXMLBody></component>'
        ).encode()
    )


@pytest.mark.parametrize("declared", [
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE d [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">',
])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_dtd_are_refused(declared: str, encoding: str):
    assert "XML avec DTD ou entités" in refused(
        (f'<?xml version="1.0" encoding="{encoding}"?>' + declared + CDA.format("<title>x</title>")).encode(encoding)
    )


@pytest.mark.parametrize(("content", "said"), [
    (LEVEL_3.encode()[:400], "mal formé ou tronqué"),
    (b"<html><body>RCP</body></html>", "n'est pas un document CDA"),
    (b'<Bundle xmlns="http://hl7.org/fhir"/>', "n'est pas un document CDA"),
    (CDA.format("").encode(), "vide"),
    (b"< 1 % de cellules", "mal formé"),
])  # fmt: skip
def test_other_xml_is_one_sentence(content: bytes, said: str):
    assert said in refused(content)
