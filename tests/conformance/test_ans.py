"""Our documents against the XSD and the Schematrons of the ANS, where a copy of its test content is on this machine.

    CARNET_ANS_DIR=/somewhere/TestContenuCDA-3-0 pytest tests/conformance

The copy is ansforge/TestContenuCDA-3-0. The Schematrons need the package saxonche, which the project does not install.
"""

import datetime
import json
import os
from pathlib import Path

import pytest

from dossier import Decision, propose_frcp, propose_pps
from dossier.exports import cda
from dossier.exports.cda_check import check
from dossier.meeting import Hearing, Meeting, Participant, Presentation
from dossier.programme import Appointment, Contact, Programme
from guidelines import RuleBase, load_all, recommend
from matching.reading import read
from store.identity import Identity

CASES = Path(__file__).resolve().parents[2] / "data/cases"
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


def decided(rules: tuple[str, ...]) -> Decision:
    return Decision(
        "Chirurgie <première> & surveillance",
        rules,
        validated_by="Claire Martin",
        validated_on="2025-03-12",
        announced_on="2025-03-20",
    )


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.json")), ids=lambda path: path.stem)
def test_the_documents_of_a_case_have_no_fault(path: Path, ans: Path, base: RuleBase):
    case = read(json.loads(path.read_text(encoding="utf-8"))["text"], path.stem)
    found = recommend(case, base)
    for decision in (Decision(), decided(tuple(proposal.id for proposal in found.proposals))):
        for document in (propose_frcp(case, found, [], decision), propose_pps(case, found, decision)):
            assert check(cda.write(document, case, decision, PERSON), ans) == []


@pytest.mark.parametrize("hearing", [HEARING, TRANSVERSAL], ids=["organ", "transversal"])
def test_a_sheet_that_says_what_the_meeting_was_has_no_fault(hearing: Hearing, ans: Path, base: RuleBase):
    case = read("Adénocarcinome du côlon gauche, cT3 N1 M0, OMS 1.", "c")
    for decision in (Decision(), decided(())):
        document = propose_frcp(case, recommend(case, base), [], decision, hearing)
        assert check(cda.write(document, case, decision, PERSON, hearing=hearing), ans) == []


def test_a_programme_handed_over_twice_has_no_fault(ans: Path, base: RuleBase):
    case = read("Adénocarcinome du côlon gauche, cT3 N1 M0, OMS 1.", "c")
    entered = Programme(
        appointments=(Appointment("Chirurgie <première>", "2025-04-02", "Bloc & salle", confirmed=True),),
        contacts=(Contact("Infirmière", "Ana", "01 99 00 00 00"),), urgent="15",
    ).issued_on("2025-03-20", "Dr A").issued_on("2025-04-20", "Dr A", "calendar")  # fmt: skip
    found = recommend(case, base)
    decision = decided(tuple(proposal.id for proposal in found.proposals))
    written = cda.write(propose_pps(case, found, decision, entered), case, decision, PERSON)
    assert check(written, ans) == []
    assert b'code="GEN-176"' in written


def test_without_an_identity_only_the_name_and_the_birth_date_are_missed(ans: Path, base: RuleBase):
    case = read("Adénocarcinome du côlon gauche, cT3 N1 M0, OMS 1.", "c")
    document = propose_frcp(case, recommend(case, base), [], Decision())
    errors = [fault for fault in check(cda.write(document, case, Decision()), ans) if fault.level == "error"]
    assert {fault.where.rpartition("patientRole/")[2] for fault in errors} == {"patient", "patient/birthTime"}


def test_a_wrong_code_is_seen(ans: Path, base: RuleBase):
    case = read("Adénocarcinome du côlon gauche, cT3 N1 M0, OMS 1.", "c")
    document = propose_frcp(case, recommend(case, base), [], Decision())
    broken = cda.write(document, case, Decision(), PERSON).replace(b'code="MED-264"', b'code="MED-999"')
    assert [fault.level for fault in check(broken, ans)] == ["error"]
