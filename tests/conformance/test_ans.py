"""Our documents against the XSD and the Schematrons of the ANS, where a copy of its test content is on this machine.

    CARNET_ANS_DIR=/somewhere/TestContenuCDA-3-0 pytest tests/conformance

The copy is ansforge/TestContenuCDA-3-0. The Schematrons need the package saxonche, which the project does not install.
"""

import datetime
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from dossier import Decision, propose_frcp, propose_pps
from dossier.exports import cda
from dossier.exports.cda_check import check
from dossier.exports.xml_text import name_of
from dossier.frcp_proposal import option_text
from dossier.items import ProposedDocument
from dossier.meeting import Hearing, Meeting, Participant, Presentation
from dossier.programme import Appointment, Contact, Programme, contact_roles
from guidelines import Recommendations, RuleBase, load_all, recommend
from matching.case import Case
from matching.reading import read
from store.identity import Identity

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "data/cases"
NS = {"h": "urn:hl7-org:v3"}
# A fictional person; 1.2.250.1.213.1.4.10 is the OID of test identities.
PERSON = Identity(
    birth_name="D'ÉPREUVE <&>", birth_first_name="Zoé", birth_first_names="Zoé Anne",
    birth_date=datetime.date(1960, 2, 3), birth_place="75056",
    sex="F", ins="260027505600035", ins_oid="1.2.250.1.213.1.4.10", ipp="12345", contacts=("tel:+33199000000",),
)  # fmt: skip


@pytest.fixture(scope="session")
def ans() -> Path:
    """The copy of the test content."""
    folder = os.environ.get("CARNET_ANS_DIR")
    if not folder:
        pytest.skip("set CARNET_ANS_DIR to a local copy of ansforge/TestContenuCDA-3-0")
    pytest.importorskip("saxonche", reason="Schematron needs the package saxonche: pip install saxonche")
    return Path(folder)


@pytest.fixture(scope="session")
def sheet(ans: Path) -> Any:
    """The style sheet with which the ANS shows any CDA: a page of HTML with lxml."""
    return etree.XSLT(etree.parse(str(ans / "FeuilleDeStyle/CDA-FO.xsl")))


@pytest.fixture(scope="session")
def base() -> RuleBase:
    return load_all()


HEARING = Hearing(
    Meeting(
        "RCP digestive d'Épreuve",
        organ="côlon, rectum, anus",
        date="2025-03-11",
        place="Salle B",
        directory=("12", "34", "56"),
        participants=(
            Participant("Claire Martin", "medical_oncology", rpps="810000000001"),
            Participant("Paul Durand", "visceral_surgery", remote=True),
            Participant("Zoé Petit", "radiation_oncology"),
            Participant("Ana Silva", "nurse"),
            Participant("Léa Roux", "psychologist"),
        ),
    ),
    Presentation("discussed", "Claire Martin", "Paul Durand", "Claire Martin", "Luc Blanc", True),
)
TRANSVERSAL = Hearing(Meeting("RCP", kind="transversal", organ="oncogériatrie", recourse=True), Presentation(complete=False))


PROGRAMME = Programme(
    appointments=(
        Appointment("Chirurgie <première>", "2025-04-02", "Bloc & salle", "Dr D'Épreuve", confirmed=True, kind="pps_treatment.surgery"),
        Appointment("Scanner", "2025-06-02", kind="follow_up.imaging"),
        Appointment("Visite", "2025-06-09"),
    ),
    contacts=(Contact("Médecin traitant", "Luc Blanc", "01 99 00 00 02"), Contact("Infirmière", "Ana", "01 99 00 00 00")),
    urgent="15",
).issued_on("2025-03-20", "Dr A").issued_on("2025-04-20", "Dr A", "calendar")  # fmt: skip
SENT = uuid.UUID("11111111-2222-4333-8444-555555555555")


def decided(found: Recommendations) -> Decision:
    """The first option of every rule that applies, retained, validated and announced."""
    proposals = [one for one in found.proposals if one.verdict == "applies"]
    words = [option_text(one.options[0]) for one in proposals] or ["Chirurgie <première> & surveillance"]
    rules = tuple(one.id for one in proposals)
    deviation = "" if rules else "outside_guideline"
    return Decision(
        "\n".join(words), rules, deviation, validated_by="Claire Martin", validated_on="2025-03-12", announced_on="2025-03-20"
    )


def written(
    case: Case, found: Recommendations, decision: Decision, identity: Identity | None = PERSON
) -> Iterator[tuple[ProposedDocument, bytes]]:
    """The FRCP and the PPS, before the meeting or after it."""
    hearing, entered = (HEARING, PROGRAMME) if decision.validated else (Hearing(), Programme())
    for document in (propose_frcp(case, found, [], decision, hearing), propose_pps(case, found, decision, entered)):
        frcp = SENT if decision.validated else None
        yield document, cda.write(document, case, decision, identity, hearing=hearing, programme=entered, frcp=frcp)


def shared() -> Path:
    return Path(os.environ.get("CARNET_SHARED_DIR") or ROOT.parent / "shared")


def texts() -> Iterator[Any]:
    """Every fictional case of this repository, and those of the folder of shared cases where it is beside."""
    for folder in (CASES, shared() / "cases"):
        for path in sorted(folder.rglob("*.json")):
            yield pytest.param(path, id=f"{folder.parent.name}-{path.stem}")


def of_file(path: Path) -> Case:
    return read(json.loads(path.read_text(encoding="utf-8"))["text"], path.stem)


@pytest.mark.parametrize("path", list(texts()))
def test_the_documents_of_a_case_have_no_fault_before_the_meeting_and_after_it(path: Path, ans: Path, base: RuleBase):
    case = of_file(path)
    found = recommend(case, base)
    for decision in (Decision(), decided(found)):
        for _, content in written(case, found, decision):
            assert check(content, ans) == []
            assert not sections_without_words(content)


def sections_without_words(content: bytes) -> list[str]:
    """The titles of the sections that show nothing to the reader."""
    sections = etree.fromstring(content).iterfind(".//{urn:hl7-org:v3}section")
    return [one.findtext("h:title", "", NS) for one in sections if not "".join(one.find("h:text", NS).itertext()).strip()]


@pytest.mark.parametrize("path", list(texts())[::12])
def test_the_official_style_sheet_shows_everything(path: Path, ans: Path, sheet: Any, base: RuleBase):
    case = of_file(path)
    found = recommend(case, base)
    for document, content in written(case, found, decided(found)):
        root = etree.fromstring(content)
        shown = words_of(sheet(root))
        said = {element.get("ID"): words_of("".join(element.itertext())) for element in root.iter() if element.get("ID")}
        pointed = {reference.get("value")[1:] for reference in root.iter("{urn:hl7-org:v3}reference") if reference.get("value")}
        assert pointed
        assert all(said[target] in shown for target in pointed), "the words of every coded entry are on the page"
        for section in document.sections:
            assert words_of(section.title) in shown or section.id == "treatments"
            for item in section.items:
                assert item.state == "empty" or words_of(item.text) in shown, item.label


def words_of(page: Any) -> str:
    """The words of a page or a text, without their layout."""
    text = page if isinstance(page, str) else "".join(page.getroot().itertext())
    return "".join(text.split())


WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["L'Haÿ-d'Érable <b>&amp;</b> ]]>", "🩺 « ≥ 3 »", "\x00\ud800\ufffe", "ligne\r\nautre", "mot " * 2500, "....", " "]
    ),
)
DAYS = st.sampled_from(["", "2025-03-11", "2025-12-01"])
MEETINGS = st.builds(
    Meeting,
    WORDS,
    kind=st.sampled_from(["solid", "haematology", "transversal"]),
    organ=st.sampled_from(["", "sein", "oncogériatrie"]),
    date=DAYS,
    place=WORDS,
    recourse=st.booleans(),
    directory=st.tuples(WORDS, WORDS, WORDS),
    participants=st.lists(
        st.builds(Participant, WORDS, st.sampled_from(["medical_oncology", "nurse", ""]), WORDS), max_size=3
    ).map(tuple),
)
HEARINGS = st.builds(
    Hearing,
    st.none() | MEETINGS,
    st.builds(
        Presentation, st.sampled_from(["", "registered", "discussed"]), WORDS, WORDS, WORDS, WORDS, st.none() | st.booleans()
    ),
)
PROGRAMMES = st.builds(
    Programme,
    appointments=st.lists(
        st.builds(
            Appointment,
            WORDS,
            st.just("2025-04-02"),
            WORDS,
            WORDS,
            st.booleans(),
            st.booleans(),
            st.sampled_from(["", "follow_up.other"]),
        ),
        max_size=2,
    ).map(tuple),
    contacts=st.lists(
        st.builds(Contact, WORDS | st.sampled_from([*contact_roles()]), WORDS, WORDS | st.just("01 99 00 00 02")), max_size=3
    ).map(tuple),
    urgent=WORDS,
    social=WORDS,
    work=WORDS,
)
# A person is named and born; everything else may be missing or odd.
PEOPLE = st.builds(
    replace,
    st.sampled_from([PERSON, replace(PERSON, ins=None, ins_oid=None), replace(PERSON, birth_place=None, ipp=None)]),
    birth_name=WORDS.filter(name_of),
    used_name=st.none() | WORDS,
    used_first_name=st.none() | WORDS,
    addresses=st.lists(WORDS, max_size=2).map(tuple),
    contacts=st.lists(WORDS, max_size=2).map(tuple),
)
EDITED = (
    "summary.question", "tumour.type", "tumour.t", "functional.oms", "phase.phase", "proposal.retained", "reason.gp", "reason.date", "status.complete",
    "framework.g1", "document_status.status", "programme.retained", "diagnosis.type", "support.social", "documents.frcp",
)  # fmt: skip


@cache
def colon() -> tuple[Case, Recommendations]:
    case = read("Adénocarcinome du côlon gauche, cT3 N1 M0, OMS 1.", "c")
    return case, recommend(case, load_all())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(EDITED), WORDS), WORDS.filter(name_of), WORDS, PEOPLE, HEARINGS, PROGRAMMES)
def test_whatever_people_write_the_document_has_no_fault(
    ans: Path, overlays: dict[str, str], name: str, note: str, person: Identity, held: Hearing, entered: Programme
):
    case, found = colon()
    decision = replace(decided(found), validated_by=name, deviation="patient_choice", deviation_note=note)
    for document in (propose_frcp(case, found, [], decision, held), propose_pps(case, found, decision, entered)):
        content = cda.write(document.amended(overlays), case, decision, person, hearing=held, programme=entered)
        assert check(content, ans) == []
        assert not sections_without_words(content)


def test_a_text_of_which_nothing_is_known_gives_documents_without_a_fault(ans: Path, base: RuleBase):
    case = read("RCP.", "c")
    for _, content in written(case, recommend(case, base), Decision()):
        assert check(content, ans) == []


@pytest.mark.parametrize("hearing", [HEARING, TRANSVERSAL], ids=["organ", "transversal"])
def test_a_sheet_that_says_what_the_meeting_was_has_no_fault(hearing: Hearing, ans: Path, base: RuleBase):
    case = read("Adénocarcinome du côlon gauche, cT3 N1 M0, OMS 1.", "c")
    found = recommend(case, base)
    for decision in (Decision(), decided(found)):
        document = propose_frcp(case, found, [], decision, hearing)
        assert check(cda.write(document, case, decision, PERSON, hearing=hearing), ans) == []


@pytest.mark.parametrize("path", list(texts())[::20])
def test_without_an_identity_only_the_name_and_the_birth_date_are_missed(path: Path, ans: Path, base: RuleBase):
    case = of_file(path)
    found = recommend(case, base)
    for decision in (Decision(), decided(found)):
        for _, content in written(case, found, decision, None):
            errors = [fault for fault in check(content, ans) if fault.level == "error"]
            assert {fault.where.rpartition("patientRole/")[2] for fault in errors} == {"patient", "patient/birthTime"}


def test_a_wrong_code_is_seen(ans: Path, base: RuleBase):
    case = read("Adénocarcinome du côlon gauche, cT3 N1 M0, OMS 1.", "c")
    document = propose_frcp(case, recommend(case, base), [], Decision())
    broken = cda.write(document, case, Decision(), PERSON).replace(b'code="MED-264"', b'code="MED-999"')
    assert [fault.level for fault in check(broken, ans)] == ["error"]
