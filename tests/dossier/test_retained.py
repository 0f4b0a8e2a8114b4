"""What the meeting retained: in the FRCP with its intention and its types, in the PPS with its dates, coded once a physician validated it."""

import uuid
from typing import Any

import pytest
from lxml import etree

from dossier.decision import Decision
from dossier.exports.cda import write
from dossier.frcp import propose_frcp
from dossier.frcp_proposal import option_text
from dossier.meeting import Hearing, Presentation
from dossier.notebook import Notebook
from dossier.pps import propose_pps
from dossier.programme import Appointment, Contact, Programme, appointment_kinds, contact_roles
from dossier.treatment_types import treatment_codes
from matching.data_files import load_yaml

NS = {"h": "urn:hl7-org:v3"}
FREE = Decision(
    "Surveillance, à la demande de Mme Delvaux", deviation="patient_choice", validated_by="Dr A", validated_on="2025-03-12"
)
ENTERED = Programme(
    appointments=(
        Appointment("Première cure", "2025-04-02", "Hôpital de jour", "Dr Exemple", confirmed=True, kind="pps_treatment.chemotherapy"),
        Appointment("Échographie cardiaque", "2025-06-25", kind="follow_up.imaging"),
        Appointment("Visite", "2025-07-01", confirmed=True),
    ),
    contacts=(
        Contact("Médecin traitant", "Luc Blanc", "01 99 00 00 01"),
        Contact("Infirmière de coordination", "Ana Silva"),
        Contact("Voisine", "Rose"),
    ),
)  # fmt: skip


@pytest.fixture
def retained(notebook: Notebook) -> Decision:
    """The first option of the first rule that applies and brings a chemotherapy, validated."""
    found = notebook.output("recommendations")
    proposal, option = next(
        (proposal, option)
        for proposal in found.proposals
        for option in proposal.options
        if proposal.verdict == "applies" and any(code[1] == "C15632" for code in treatment_codes(option.option.keywords, "frcp_treatment"))
    )  # fmt: skip
    return Decision(option_text(option), (proposal.id,), validated_by="Dr A", validated_on="2025-03-12")


def frcp_of(notebook: Notebook, decision: Decision) -> Any:
    return propose_frcp(notebook.case, notebook.output("recommendations"), [], decision)


def pps_of(notebook: Notebook, decision: Decision, entered: Programme = ENTERED) -> Any:
    return propose_pps(notebook.case, notebook.output("recommendations"), decision, entered)


def parsed(document: Any, notebook: Notebook, decision: Decision, **more: Any) -> Any:
    return etree.fromstring(write(document, notebook.case, decision, **more))


def planned(root: Any) -> list[Any]:
    return list(root.xpath("//h:procedure[@moodCode='INT']", namespaces=NS))


@pytest.mark.parametrize(
    ("keywords", "codes"),
    [
        (["carboplatin", "lobectomy"], ["C15632", "387713003"]),
        (["chemoradiotherapy"], ["C15313", "C15632"]),
        (["brachytherapy"], ["C15195"]),
        (["aromatase inhibitor", "ribociclib"], ["C547", "C93352"]),
        (["surveillance"], ["MED-226"]),
        (["active surveillance"], ["MED-227"]),
        (["surgery", "follow-up"], ["387713003"]),
        (["biopsy", "a word of nobody"], []),
    ],
)
def test_the_words_of_an_option_give_its_types_of_treatment(keywords: list[str], codes: list[str]):
    assert [code for _, code, _ in treatment_codes(keywords, "frcp_treatment")] == codes


def test_what_is_retained_bears_the_first_intention_and_its_alternatives_the_next(notebook: Notebook, retained: Decision):
    section = next(one for one in frcp_of(notebook, retained).sections if one.id == "proposal")
    assert [item.id for item in section.items[:2]] == ["retained", "r1"]
    assert section.items[1].label == "Intention n° 1, traitement 1"
    assert "himiothérapie" in section.items[1].text
    alternatives = [item.label for item in section.items if item.label.startswith("Alternative")]
    assert alternatives
    assert [f"(intention n° {number})" in label for number, label in enumerate(alternatives, start=2)] == [True] * len(
        alternatives
    )
    assert retained.retained not in [item.text for item in section.items if item.id.startswith("o")]


def test_an_option_whose_name_begins_with_its_type_says_it_once(notebook: Notebook, retained: Decision):
    words = [item.text.split()[0].casefold() for item in frcp_of(notebook, retained).sections[14].items if item.id == "r1"]
    assert words
    assert (
        "himiothérapie : chimiothérapie"
        not in " ".join(item.text for item in frcp_of(notebook, retained).sections[14].items).casefold()
    )


def test_options_that_apply_are_read_before_those_to_document_and_those_set_aside(notebook: Notebook):
    section = next(one for one in frcp_of(notebook, Decision()).sections if one.id == "proposal")
    order = [
        2 if item.label.startswith("Option écartée") else 1 if item.reasons[0].startswith("à documenter") else 0
        for item in section.items
        if item.id.startswith("o")
    ]
    assert order == sorted(order)
    assert order


def test_a_validated_option_leaves_as_planned_acts_of_its_types(notebook: Notebook, retained: Decision):
    root = parsed(frcp_of(notebook, retained), notebook, retained)
    codes = [act.find("h:code", NS).get("code") for act in planned(root)]
    assert "C15632" in codes
    assert all(act.find("h:statusCode", NS).get("code") == "active" for act in planned(root))
    waiting = Decision(retained.retained, retained.rules)
    assert planned(parsed(frcp_of(notebook, waiting), notebook, waiting)) == []


def test_words_that_a_person_wrote_have_no_code_and_bring_no_option_into_the_programme(notebook: Notebook):
    assert planned(parsed(frcp_of(notebook, FREE), notebook, FREE)) == []
    programme = next(one for one in pps_of(notebook, FREE).sections if one.id == "programme")
    assert programme.items[0].text == FREE.retained
    assert not [item for item in programme.items if item.id.startswith(("p", "m", "e"))]


def test_an_appointment_of_a_known_nature_is_an_act_confirmed_on_its_day_or_foreseen_for_it(
    notebook: Notebook, retained: Decision
):
    root = parsed(pps_of(notebook, retained), notebook, retained, programme=ENTERED)
    kinds = {act.findtext("h:code/h:qualifier/h:value", "", NS) or act.find("h:code/h:qualifier/h:value", NS).get("code"): act
             for act in planned(root) if act.find("h:text/h:reference", NS).get("value").startswith("#programme-r")}  # fmt: skip
    assert set(kinds) == {"C15632", "MED-092"}, "the visit whose nature nobody gave is in words only"
    assert kinds["C15632"].find("h:effectiveTime/h:low", NS).get("value") == "20250402"
    assert kinds["C15632"].findtext("h:performer//h:family", "", NS) == "Dr Exemple"
    assert kinds["C15632"].findtext("h:performer//h:representedOrganization/h:name", "", NS) == "Hôpital de jour"
    foreseen = kinds["MED-092"].find("h:entryRelationship/h:observation", NS)
    assert kinds["MED-092"].find("h:effectiveTime", NS).get("nullFlavor") == "UNK"
    assert foreseen.find("h:code", NS).get("code") == "GEN-177"
    assert foreseen.find("h:effectiveTime/h:low", NS).get("value") == "20250625"


def test_contacts_are_participants_and_the_3c_keeps_its_place_without_a_name(notebook: Notebook, retained: Decision):
    hearing = Hearing(presentation=Presentation(referring="Claire Martin", general_practitioner="Somebody else"))
    root = parsed(pps_of(notebook, retained), notebook, retained, programme=ENTERED, hearing=hearing)
    people = {
        one.findtext("h:functionCode/h:originalText", "", NS): one
        for one in root.xpath("/h:ClinicalDocument/h:participant", namespaces=NS)
    }
    assert set(people) == {"Médecin référent", "Médecin traitant", "Infirmière de coordination", "Voisine", "Centre de coordination de cancérologie (3C)"}  # fmt: skip
    gp, nurse = people["Médecin traitant"], people["Infirmière de coordination"]
    assert (gp.get("typeCode"), gp.find("h:functionCode", NS).get("code")) == ("INF", "PCP")
    assert gp.findtext("h:associatedEntity/h:associatedPerson//h:family", "", NS) == "Luc Blanc"
    assert gp.find("h:associatedEntity/h:telecom", NS).get("value") == "tel:0199000001"
    assert nurse.find("h:functionCode/h:translation", NS).get("code") == "ORG-177"
    assert people["Voisine"].find("h:functionCode", NS).get("nullFlavor") == "NA"
    assert people["Centre de coordination de cancérologie (3C)"].find("h:associatedEntity", NS).get("nullFlavor") == "UNK"


def test_the_programme_points_to_the_sheet_that_left_last(notebook: Notebook, retained: Decision):
    sent = uuid.uuid4()
    for known, expected in ((sent, [str(sent).upper()]), (None, [])):
        root = parsed(pps_of(notebook, retained), notebook, retained, frcp=known)
        assert root.xpath("//h:externalDocument/h:id/@root", namespaces=NS) == expected


def test_what_an_appointment_or_a_contact_can_be_is_said_once_each():
    assert appointment_kinds()["follow_up.consultation"] == "consultation"
    assert len(set(appointment_kinds().values())) == len(appointment_kinds())
    assert {"Médecin traitant", "Pharmacien"} <= set(contact_roles())
    assert all(
        entry["function"] in load_yaml("codes/frcp_pps.yaml")["header"] for entry in load_yaml("rcp.yaml")["contacts"].values()
    )
