"""The codes of a CDA: they are followed over the words around them, and what they leave unsaid stays unknown."""

from typing import Any

import pytest
from lxml import etree

from matching.cda_coded import coded_features
from matching.document import Document
from matching.files import read_documents


def observation(code: str, value: str, inside: str = "") -> str:
    return f'<observation><code code="{code}"/>{value}{inside}</observation>'


def document(*observations: str) -> Any:
    return etree.fromstring(f'<ClinicalDocument xmlns="urn:hl7-org:v3">{"".join(observations)}</ClinicalDocument>')


def features(*observations: str) -> dict[str, object]:
    return {feature.key: feature.value for feature in coded_features(document(*observations))}


def test_the_tnm_is_read_with_the_basis_of_its_prefix():
    read = features(observation("21905-5", '<value code="pT1c"/>'), observation("21906-3", '<value code="N1a"/>'))
    assert read == {"tumour.t": "T1c", "tumour.tnm_basis": "pathological", "tumour.n": "N1a"}


@pytest.mark.parametrize("value", ['<value nullFlavor="NA"/>', '<value code="T9"/>', '<value code=""/>', ""])
def test_a_value_that_is_absent_or_not_in_the_catalogue_gives_nothing(value: str):
    assert features(observation("21905-5", value), observation("MED-239", value), observation("63921-1", value)) == {}


def test_no_screening_is_not_unknown_screening():
    assert features(observation("63921-1", '<value value="false"/>')) == {"tumour.found_by_screening": False}


def test_the_first_tumour_is_followed():
    assert features(observation("21907-1", '<value code="M0"/>'), observation("21907-1", '<value code="M1"/>')) == {
        "tumour.m": "M0"
    }


def test_the_date_the_site_and_the_side_of_a_tumour():
    date = '<effectiveTime><low value="201901"/></effectiveTime>'
    side = '<qualifier><value code="24028007"/></qualifier>'
    site = f'<targetSiteCode code="C50.2" codeSystem="2.16.840.1.113883.6.3">{side}</targetSiteCode>'
    read = features(observation("282291009", date, site))
    assert read == {"tumour.diagnosis_date": "2019-01", "tumour.topography": "C50.2", "tumour.laterality": "right"}


def test_a_proof_says_which_element_holds_the_code():
    root = document(observation("21907-1", '<value code="M0"/>'))
    (feature,) = coded_features(root)
    assert root.getroottree().xpath(feature.evidence[0].element)[0].tag.endswith("observation")


def test_codes_are_followed_over_words_and_computed_values_follow_them():
    root = document(observation("21907-1", '<value code="M1"/>'))
    case = read_documents([Document("f.xml", "Adénocarcinome du côlon, cT3 N1 M0.", coded=coded_features(root))], "c")
    assert case.value("tumour.m") == "M1"
    assert case.value("tumour.t") == "T3"
    assert case.value("tumour.extent") == "metastatic"
