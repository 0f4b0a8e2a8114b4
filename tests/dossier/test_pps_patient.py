"""The PPS handed to the patient: only once announced, in plain words, with what people entered, version after version."""

import pytest
from pypdf import PdfReader

from dossier.decision import Decision, DecisionError
from dossier.exports import pdf
from dossier.meeting import Presentation
from dossier.notebook import Notebook
from dossier.pps import propose_pps
from dossier.pps_patient import pps_for_patient
from dossier.programme import Appointment, Contact, Programme, ProgrammeError

ENTERED = Programme(
    appointments=(
        Appointment("Deuxième cure", "2025-04-23", place="Hôpital de jour"),
        Appointment("Première cure", "2025-04-02", place="Hôpital de jour", who="Dr Martin", confirmed=True),
        Appointment("Mammographie", "2026-04-02", aftercare=True),
    ),
    contacts=(Contact("Infirmière de coordination", "Ana Silva", "01 99 00 00 00"),),
    urgent="01 99 00 00 15",
)


@pytest.fixture
def announced(notebook: Notebook) -> Decision:
    """The first neoadjuvant option with two anti-HER2 antibodies, validated and announced."""
    found = notebook.output("recommendations")
    proposal = next(
        one
        for one in found.proposals
        if one.verdict == "applies" and any("trastuzumab" in option.option.keywords for option in one.options)
    )
    option = next(option for option in proposal.options if "trastuzumab" in option.option.keywords)
    text = option.option.frcp or option.option.label
    return Decision(text, (proposal.id,), validated_by="Dr A", validated_on="2025-03-12", announced_on="2025-03-20")


def for_patient(notebook: Notebook, decision: Decision, entered: Programme = ENTERED):
    return pps_for_patient(notebook.case, notebook.output("recommendations"), decision, entered)


def words(document) -> str:
    return "\n".join(item.text for section in document.sections for item in section.items)


def test_there_is_no_patient_version_before_the_announcement(notebook: Notebook, announced: Decision):
    with pytest.raises(DecisionError, match="n'a pas été annoncé"):
        for_patient(notebook, announced.reopened())


def test_the_patient_reads_what_was_decided_and_what_it_means(notebook: Notebook, announced: Decision):
    document = for_patient(notebook, announced)
    assert document.item("decided.retained").text == announced.retained
    assert document.item("decided.plain-chemotherapy").text.startswith("Des médicaments qui détruisent")
    assert "Le cœur est surveillé par une échographie" in document.item("watch.anti_her2").text
    assert any(
        "Température de 38 °C" in item.text for section in document.sections if section.id == "call" for item in section.items
    )


def test_appointments_are_those_entered_in_the_order_of_their_days(notebook: Notebook, announced: Decision):
    items = next(section for section in for_patient(notebook, announced).sections if section.id == "calendar").items
    assert [(item.label, item.text) for item in items] == [
        ("Confirmé", "02/04/2025 : Première cure, Hôpital de jour, Dr Martin"),
        ("Prévu", "23/04/2025 : Deuxième cure, Hôpital de jour"),
    ]


def test_without_a_date_none_is_made_up(notebook: Notebook, announced: Decision):
    document = for_patient(notebook, announced, Programme())
    assert document.item("calendar.none").text == "Les dates vous seront données par l'équipe."


def test_the_words_of_the_profession_are_explained(notebook: Notebook, announced: Decision):
    decision = Decision(
        "Chimiothérapie néoadjuvante puis tumorectomie et curage", announced.rules, "", "", "Dr A", "2025-03-12", "2025-03-20"
    )
    glossary = next(section for section in for_patient(notebook, decision).sections if section.id == "glossary")
    assert {item.label for item in glossary.items} >= {"chimiothérapie", "néoadjuvante", "tumorectomie", "curage"}


def test_no_reason_nor_code_of_professionals_is_shown(notebook: Notebook, announced: Decision):
    document = for_patient(notebook, announced)
    assert not any(item.reasons for section in document.sections for item in section.items)
    assert "cT2" not in words(document)


def test_it_leaves_in_large_print(notebook: Notebook, announced: Decision):
    sizes: set[float] = set()
    page = PdfReader(__import__("io").BytesIO(pdf.write(for_patient(notebook, announced)))).pages[0]
    page.extract_text(
        visitor_text=lambda text, cm, tm, font, size: sizes.add(round(size * tm[3] * cm[3], 1)) if text.strip() else None
    )
    assert 14 in {abs(size) for size in sizes}


def test_the_professional_programme_shows_what_was_entered_and_the_sources(notebook: Notebook, announced: Decision):
    document = propose_pps(notebook.case, notebook.output("recommendations"), announced, ENTERED)
    assert document.item("programme.r1").text.startswith("02/04/2025 : Première cure")
    assert document.item("programme.urgent").text == "01 99 00 00 15"
    assert document.item("support.c1").text == "Ana Silva, 01 99 00 00 00"
    effects = [item for item in document.sections[4].items if item.id.startswith("e")]
    assert effects
    assert all(item.reasons[0].startswith("source : ") for item in effects)


def test_a_new_version_says_why_it_was_made():
    first = Programme().issued_on("2025-03-20", "Dr A")
    with pytest.raises(ProgrammeError, match="motif de mise à jour"):
        first.issued_on("2025-05-02", "Dr A")
    second = first.issued_on("2025-05-02", "Dr A", "calendar")
    assert [(one.number, one.reason) for one in second.issues] == [(1, ""), (2, "calendar")]
    assert Programme.from_json(second.to_json()) == second


def test_the_physicians_whom_the_meeting_knows_are_among_the_contacts(notebook: Notebook, announced: Decision):
    said = Presentation(referring="Dr Claire Martin", general_practitioner="Dr Luc Blanc")
    entered = Programme(contacts=(Contact("Médecin traitant", "Dr Ana Silva", "01 99 00 00 02"),))
    document = propose_pps(notebook.case, notebook.output("recommendations"), announced, entered, said)
    support = next(one for one in document.sections if one.id == "support")
    assert [(item.label, item.text) for item in support.items if item.id.startswith("c")] == [
        ("Médecin traitant", "Dr Ana Silva, 01 99 00 00 02"),
        ("Médecin référent", "Dr Claire Martin"),
    ]
