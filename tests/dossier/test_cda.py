"""The FRCP and the PPS as CDA: whole, resolved, coded where something is certain, and read back as the same case."""

import datetime
import json
import re
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from dossier import propose_frcp, propose_pps
from dossier.decision import Decision
from dossier.exports.cda import write
from dossier.exports.cda_header import Edition, missing
from dossier.frcp_case import NOT_SHOWN
from dossier.items import ProposedDocument
from dossier.notebook import Notebook
from dossier.steps import Sources
from guidelines import Recommendations, recommend
from matching.case import Case, Feature
from matching.catalogue import catalogue
from matching.files import read_documents
from matching.opening import read_document
from matching.reading import read
from matching.value import Interval, SetValue, Value
from matching.words import value_words
from store.identity import Identity

CDA = {"h": "urn:hl7-org:v3"}
REQUIRED = ("42349-1", "42545-4", "72135-7", "18733-6", "10164-2", "21874-3", "18776-5", "35510-7", "33557-0")
VALIDATED = Decision("Chirurgie première", ("sein.x",), validated_by="Claire Martin", validated_on="2025-03-12")
WRITTEN = ("summary.question", "tumour.type", "tumour.t", "functional.oms", "phase.phase", "diagnosis.type", "programme.d1")
CASES = Path(__file__).resolve().parents[2] / "data/cases"


def parsed(document: ProposedDocument, notebook: Notebook, decision: Decision | None = None, **more: Any) -> Any:
    assert notebook.case is not None
    return etree.fromstring(write(document, notebook.case, decision or Decision(), **more))


def found(root: Any, path: str) -> list[Any]:
    return list(root.xpath(path, namespaces=CDA))


def value_of(root: Any, code: str) -> dict[str, str]:
    (value,) = found(root, f"//h:observation[h:code/@code='{code}']/h:value")
    return dict(value.attrib)


def dangling(root: Any) -> set[str]:
    known = {element.get("ID") for element in root.iter() if element.get("ID")}
    return {reference.get("value") for reference in found(root, "//h:reference[@value]")} - {f"#{id}" for id in known}


def test_the_nine_required_sections_of_the_frcp_are_there_with_words(notebook: Notebook):
    root = parsed(notebook.output("frcp"), notebook)
    for code in REQUIRED:
        (section,) = found(root, f"//h:section[h:code/@code='{code}']")
        assert section.find("h:title", CDA).text
        assert "".join(section.find("h:text", CDA).itertext()).strip()


def test_the_pps_says_its_sections_with_their_translations(notebook: Notebook):
    root = parsed(notebook.output("pps"), notebook)
    assert {"GEN-293", "MED-566", "MED-567", "GEN-294"} == {
        one.get("code") for one in found(root, "//h:section/h:code/h:translation")
    }


@pytest.mark.parametrize("kind", ["frcp", "pps"])
def test_every_reference_points_to_words_and_every_id_is_unique(notebook: Notebook, kind: str):
    root = parsed(notebook.output(kind), notebook)
    assert dangling(root) == set()
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(ids) == len(set(ids))
    assert not [one for one in found(root, "//h:id") if not one.attrib]


def test_every_word_of_the_document_is_read_back(notebook: Notebook):
    for kind in ("frcp", "pps"):
        document = notebook.output(kind)
        assert notebook.case is not None
        text = read_document("f.xml", write(document, notebook.case, Decision())).text
        for section in document.sections:
            assert section.title in text or section.id == "treatments"
            for item in section.items:
                assert item.state == "empty" or " ".join(item.text.split()) in text


def test_what_is_known_of_the_tumour_is_coded(notebook: Notebook):
    root = parsed(notebook.output("frcp"), notebook)
    assert [value_of(root, code)["code"] for code in ("21905-5", "21906-3", "21907-1")] == ["T2", "N1", "M0"]
    assert value_of(root, "MED-239")["code"] == "MED-264"
    assert value_of(root, "282291009")["code"] == "8500/3"
    (site,) = found(root, "//h:targetSiteCode")
    assert site.get("code") == "C50.9"
    assert site.find("h:qualifier/h:value", CDA).get("code") == "7771000"


def test_a_pathological_tnm_says_so(sources: Sources):
    opened = Notebook.start("Carcinome canalaire infiltrant du sein droit opéré, pT1c pN1a M0. OMS 0.", sources)
    opened.run_all()
    assert value_of(parsed(opened.output("frcp"), opened), "21905-5")["code"] == "pT1c"


def test_a_haematological_disease_has_no_tnm_and_its_four_observations_say_it(sources: Sources):
    opened = Notebook.start("Lymphome diffus à grandes cellules B stade III. OMS 1.", sources)
    opened.run_all()
    root = parsed(opened.output("frcp"), opened)
    for code in ("75620-5", "21905-5", "21906-3", "21907-1"):
        assert value_of(root, code)["nullFlavor"] == "NA"


def test_what_a_person_rewrote_leaves_as_words(notebook: Notebook):
    rewritten = notebook.output("frcp").amended(
        {"tumour.type": "Tumeur phyllode", "functional.oms": "non évalué", "tumour.t": "T3"}
    )
    root = parsed(rewritten, notebook)
    assert value_of(root, "282291009")["nullFlavor"] == "OTH"
    assert value_of(root, "MED-239")["nullFlavor"] == "UNK"
    assert value_of(root, "21905-5")["code"] == "T3"
    assert "Tumeur phyllode" in "".join(root.itertext())


def test_nothing_proposed_is_coded_as_decided(notebook: Notebook):
    for kind in ("frcp", "pps"):
        root = parsed(notebook.output(kind), notebook)
        assert found(root, "//h:procedure[@moodCode='INT']") == []
        assert value_of(root, "GEN-065")["code"] == "385651009"
    assert "PROPOSITION" in found(parsed(notebook.output("frcp"), notebook), "/h:ClinicalDocument/h:title")[0].text


def test_what_nobody_said_or_confirmed_has_no_code(notebook: Notebook):
    frcp = notebook.output("frcp")
    assert frcp.item("phase.phase").text == "Phase initiale"
    assert value_of(parsed(frcp, notebook), "MED-243").get("nullFlavor") == "UNK"
    confirmed = frcp.amended({"phase.phase": "Phase initiale", "reason.motive": frcp.item("reason.motive").text})
    assert value_of(parsed(confirmed, notebook), "MED-243")["code"] == "MED-268"
    assert value_of(parsed(confirmed, notebook), "ORG-114")["value"] == "true"
    assert value_of(parsed(frcp, notebook), "ORG-114").get("nullFlavor") == "UNK"


def test_a_draft_says_so_beside_the_proposal(notebook: Notebook):
    (text,) = found(parsed(notebook.output("frcp"), notebook), "//h:section[h:code/@code='18776-5']/h:text")
    said = "".join(text.itertext())
    assert "PROPOSITION" in said
    assert "Règles en brouillon" in said


def test_a_validated_sheet_bears_the_name_of_the_physician(notebook: Notebook):
    notebook.decision = VALIDATED
    notebook.run_all()
    root = parsed(notebook.output("frcp"), notebook, VALIDATED)
    assert value_of(root, "GEN-065")["code"] == "9571008"
    assert found(root, "//h:legalAuthenticator//h:family")[0].text == "Claire Martin"
    assert found(root, "//h:author//h:family")[0].text == "Claire Martin"


def test_nobody_is_invented(notebook: Notebook):
    root = parsed(notebook.output("frcp"), notebook)
    assert [one.text for one in found(root, "//h:family | //h:given") if one.text] == []
    assert found(root, "//h:patient/h:name/@nullFlavor") == ["NASK"]
    assert [one.text for one in found(root, "//h:custodian//h:name | //h:location//h:name") if one.text] == []
    assert missing(None) == ["nom de naissance", "prénom", "date de naissance"]


def test_the_identity_is_rejoined(notebook: Notebook):
    person = Identity(
        birth_name="D'ÉPREUVE <&>", birth_first_name="Zoé", birth_date=datetime.date(1960, 2, 3), sex="F", ins="2600275056000"
    )
    root = parsed(notebook.output("frcp"), notebook, identity=person)
    assert found(root, "//h:patient/h:name/h:family")[0].text == "D'ÉPREUVE <&>"
    assert found(root, "//h:patient/h:birthTime/@value") == ["19600203"]
    assert "2600275056000" not in etree.tostring(root, encoding="unicode"), "an INS without all its traits is not one to send"
    assert missing(person) == []


def test_a_new_version_replaces_the_one_before(notebook: Notebook):
    first = Edition(uuid.uuid4())
    second = Edition(first.set_id, 2, replaces=first.document_id)
    one, two = (parsed(notebook.output("frcp"), notebook, edition=edition) for edition in (first, second))
    assert found(one, "/h:ClinicalDocument/h:setId/@root") == found(two, "/h:ClinicalDocument/h:setId/@root")
    assert found(two, "/h:ClinicalDocument/h:versionNumber/@value") == ["2"]
    assert found(one, "//h:relatedDocument") == []
    assert found(two, "//h:parentDocument/h:id/@root") == found(one, "/h:ClinicalDocument/h:id/@root")


def test_the_same_version_is_written_the_same(notebook: Notebook):
    edition, at = Edition(uuid.uuid4()), datetime.datetime(2025, 3, 12, 9, tzinfo=datetime.UTC)
    assert notebook.case is not None
    written = {write(notebook.output("frcp"), notebook.case, Decision(), edition=edition, at=at) for _ in range(2)}
    assert len(written) == 1


def values_of(key: str) -> st.SearchStrategy[Value]:
    """Values of a feature, as a note may state them."""
    spec = catalogue()[key]
    numbers = st.integers(0, 20_000).map(float) if spec.whole else st.integers(0, 2_000_000).map(lambda number: number / 100)
    closed = st.tuples(numbers, numbers).map(lambda ends: Interval(min(ends), max(ends)))
    members = st.sets(
        st.sampled_from(spec.values or ("apixaban", "insulin", "acetylsalicylic acid")), min_size=1, max_size=4
    ).map(frozenset)
    of_type: dict[str, st.SearchStrategy[Value]] = {
        "boolean": st.booleans(),
        "number": st.one_of(
            closed,
            numbers.map(Interval.exactly),
            numbers.map(lambda low: Interval(low=low)),
            numbers.map(lambda end: Interval(high=end)),
        ),
        "set": st.builds(SetValue, members, complete=st.booleans()),
        "date": st.sampled_from(["2025", "2025-03", "2025-03-11"]),
        "text": st.sampled_from(["chimiothérapie ? <b>&amp;", "l'œil 🩺 « ≥ 3 »\nà revoir", "mot " * 1999 + "mot"]),
    }
    if spec.hierarchy:
        return st.sampled_from(["LUAD", "IDC", "ILC", "COAD"] if spec.hierarchy == "tumour_type" else ["C18.3", "C50.4"])
    return of_type[spec.type] if spec.type in of_type else st.sampled_from(spec.values)


# What a sheet shows: everything but where the patient lives and what is no value of a case.
VALUES = {key: values_of(key) for key in catalogue() if catalogue()[key].type != "event" and key not in NOT_SHOWN}
DAY = datetime.date(2026, 1, 15)  # for the notes that give no date
FACTS = ("patient", "diagnosis", "discovery", "phase")  # the sections of a PPS that say what is known


def read_again(document: ProposedDocument, case: Case) -> Case:
    """The case of a document that was written on the day of the case, and read back."""
    at = datetime.datetime.combine(case.date, datetime.time(9), datetime.UTC)
    return read_documents([read_document("f.xml", write(document, case, Decision(), at=at))], "back")


def lines_of(document: ProposedDocument) -> dict[str, tuple[str, str]]:
    """The words of a document, but for the warnings, which are of the reading, and what the requester had in mind, which no code says."""
    return {
        f"{one.id}.{item.id}": (item.label, item.text)
        for one in document.sections
        for item in one.items
        if not item.id.startswith(("warnings", "considered"))
    }


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.json"))[::4], ids=lambda path: path.stem)
def test_our_own_sheet_read_back_gives_the_same_sheet(path: Path, sources: Sources):
    case = read(json.loads(path.read_text(encoding="utf-8"))["text"], "c", DAY)
    first = propose_frcp(case, recommend(case, sources.rules), [], Decision())
    again = read_again(first, case)
    assert lines_of(propose_frcp(again, recommend(again, sources.rules), [], Decision())) == lines_of(first)


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.json"))[::4], ids=lambda path: path.stem)
def test_our_own_programme_read_back_says_the_same_of_the_patient(path: Path, sources: Sources):
    case = read(json.loads(path.read_text(encoding="utf-8"))["text"], "c", DAY)
    found = recommend(case, sources.rules)
    first, second = (
        propose_pps(case, found, Decision()),
        propose_pps(read_again(propose_pps(case, found, Decision()), case), found, Decision()),
    )
    for one, two in zip(first.sections, second.sections, strict=True):
        known = [item for item in one.items if one.id in FACTS or re.fullmatch(r"d\d+", item.id)]
        assert [(item.label, item.text) for item in two.items if one.id in FACTS or re.fullmatch(r"d\d+", item.id)] == [
            (item.label, item.text) for item in known
        ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_values_of_a_sheet_are_read_back(data: st.DataObject):
    case = Case(
        "c",
        features={
            key: Feature(key, data.draw(VALUES[key])) for key in data.draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=12))
        },
    )
    first = propose_frcp(case, Recommendations("c"), [], Decision())
    again = read_again(first, case)
    shown = {key: value_words(key, one.value) for key, one in case.features.items()}
    assert {key: value_words(key, one.value) for key, one in again.features.items() if one.origin != "computed"} == shown


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(WRITTEN), st.text(max_size=200)))
def test_any_text_leaves_as_well_formed_xml(notebook: Notebook, texts: dict[str, str]):
    for kind in ("frcp", "pps"):
        root = parsed(notebook.output(kind).amended(texts), notebook)
        assert dangling(root) == set()


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "<b>&amp;</b> ]]>", "\x00\x1b\ud800\ufffe", "🩺 œdème — « ≥ 3 »", "une\nligne\r\npuis\rune autre"]
)
def test_awkward_texts_are_kept(notebook: Notebook, text: str):
    root = parsed(notebook.output("frcp").amended({"summary.question": text}), notebook)
    (cell,) = found(root, "//*[@ID='summary-question']")
    kept = "".join(char for char in text if char.isprintable() and char not in "\ud800\ufffe")
    assert "".join("".join(cell.itertext()).split()) == "".join(kept.split()) or not kept


def test_a_case_of_which_nothing_is_known_is_written_too(sources: Sources):
    opened = Notebook.start("RCP.", sources)
    opened.run_all()
    for kind in ("frcp", "pps"):
        root = parsed(replace(opened.output(kind), banner=""), opened)
        assert dangling(root) == set()
