"""The codes of a CDA: they are followed over the words around them, and what they leave unsaid stays unknown."""

import datetime
from typing import Any

import pytest
from lxml import etree

from matching.case import Evidence, Treatment
from matching.cda_acts import coded_treatments
from matching.cda_coded import coded_features
from matching.coded import Coded, over_codes
from matching.document import Document
from matching.files import read_documents
from matching.reading import read


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
    case = read_documents([Document("f.xml", "Adénocarcinome du côlon, cT3 N1 M0.", coded=Coded(coded_features(root)))], "c")
    assert case.value("tumour.m") == "M1"
    assert case.value("tumour.t") == "T3"
    assert case.value("tumour.extent") == "metastatic"


@pytest.mark.parametrize(
    ("morphology", "site", "type_"),
    [("8500/3", "C50.4", "IDC"), ("8000/3", "C50.2", "BREAST"), ("8140/3", "C34.1", "LUAD"), ("8000/3", "C34.9", "LUNG"), ("9999/3", "C50.4", None)],
)  # fmt: skip
def test_a_morphology_at_a_site_is_a_tumour(morphology: str, site: str, type_: str | None):
    target = f'<targetSiteCode code="{site}" codeSystem="2.16.840.1.113883.6.3"/>'
    assert features(observation("282291009", f'<value code="{morphology}"/>', target)).get("tumour.type") == type_


def test_words_that_name_a_kind_of_the_coded_tumour_are_kept():
    target = '<targetSiteCode code="C50.2" codeSystem="2.16.840.1.113883.6.3"/>'
    coded = Coded(coded_features(document(observation("282291009", '<value code="8000/3"/>', target))))
    assert over_codes(read("Carcinome canalaire infiltrant du sein.", "c"), coded).value("tumour.type") == "IDC"
    assert over_codes(read("Adénocarcinome du côlon.", "c"), coded).value("tumour.type") == "BREAST"


def test_a_relapse_has_its_day_and_its_farthest_place():
    def section(phase: str) -> str:
        told = (("MED-246", "true"), ("MED-247", "true"), ("MED-248", "false"))
        places = "".join(observation(code, f'<value value="{said}"/>') for code, said in told)
        first = observation("MED-243", '<effectiveTime value="20190215"/>', f'<value code="{phase}"/>')
        return f"<section>{first}{observation('MED-245', YES, places)}</section>"

    assert features(section("MED-244")) == {"tumour.recurrence_date": "2019-02-15", "tumour.recurrence": "regional"}
    assert features(section("MED-268")) == {"tumour.recurrence": "none"}


@pytest.mark.parametrize(
    ("tool", "score", "read_"), [("Score G8", "12", 12.0), ("Échelle FOG", "12", None), ("Score G8", "40", None)]
)
def test_a_score_of_frailty_is_the_g8_where_its_words_say_so(tool: str, score: str, read_: float | None):
    words = f'<text><table><tbody><tr><td>{tool}</td><td><content ID="g8">{score}</content></td></tr></tbody></table></text>'
    entry = observation("48544-1", '<text><reference value="#g8"/></text>', f'<value value="{score}"/>')
    value = features(words, entry).get("patient.g8_score")
    assert getattr(value, "exact", None) == read_


def test_a_weight_in_another_unit_is_left():
    assert features(observation("29463-7", '<value value="70" unit="kg"/>'))["patient.weight"].exact == 70
    assert features(observation("29463-7", '<value value="154" unit="lb"/>')) == {}


def act(code: str, mood: str = "EVN", status: str = "completed", dates: str = "", words: str = "a1") -> str:
    return (
        f'<procedure moodCode="{mood}">{code}<text><reference value="#{words}"/></text>'
        f'<statusCode code="{status}"/><effectiveTime>{dates}</effectiveTime></procedure>'
    )


YES = '<value value="true"/>'
CHEMOTHERAPY = '<code code="C15632"/>'
OF_A_PPS = '<code code="MED-568"><qualifier><value code="C15313"/></qualifier></code>'
WORDS = '<text><content ID="a1">chimiothérapie FOLFOX, 6 cycles</content></text>'


def test_coded_acts_are_treatments_with_their_dates():
    dates = '<low value="20190501"/><high value="201907"/>'
    root = document(
        WORDS,
        act(CHEMOTHERAPY, dates=dates),
        act(OF_A_PPS, "INT"),
        act(CHEMOTHERAPY, status="cancelled"),
        act('<code code="X"/>'),
    )
    first, second = coded_treatments(root)
    assert (first.modality, first.start, first.end, first.planned) == ("chemotherapy", "2019-05-01", "2019-07", False)
    assert first.evidence[0].text == "chimiothérapie FOLFOX, 6 cycles"
    assert (second.modality, second.planned) == ("radiotherapy", True)


def test_an_act_that_the_words_tell_is_one_record_with_its_drugs_and_its_dates():
    coded = Coded(treatments=coded_treatments(document(WORDS, act(CHEMOTHERAPY, dates='<low value="20190501"/>'))))
    (record,) = over_codes(read("Adénocarcinome du côlon. Traitements : chimiothérapie FOLFOX, 6 cycles.", "c"), coded).treatments
    assert (record.protocol, record.cycles, record.start) == ("FOLFOX", 6, "2019-05-01")


def test_an_act_that_no_words_tell_is_added():
    proof = (Evidence(text="-", element="/a"),)
    coded = Coded(treatments=(Treatment("radiotherapy", start="2019-05", evidence=proof),))
    assert [one.modality for one in over_codes(read("Adénocarcinome du côlon.", "c"), coded).treatments] == ["radiotherapy"]


def test_what_is_coded_is_kept_as_it_was():
    root = document(WORDS, act(CHEMOTHERAPY), observation("MED-239", '<value code="MED-264"/>'))
    day = datetime.date(2025, 3, 11)
    coded = Coded(coded_features(root), coded_treatments(root), day, whole=True, closed=True, in_words=("request.question",))
    assert Coded.from_json(coded.to_json()) == coded
