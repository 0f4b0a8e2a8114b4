"""What a document shows on paper: the question and the decision first, nothing twice, what is missing told."""

from dossier import Decision, propose_frcp
from dossier.exports.paper import Block, Line, Paper, on_paper
from dossier.frcp_proposal import option_text
from dossier.items import Item, ProposedDocument, Section
from dossier.meeting import Hearing, Meeting, Participant, Presentation
from dossier.notebook import Notebook

HEARD = Hearing(
    Meeting("RCP sein", organ="sein", date="2025-03-11", participants=(Participant("Dr A", "medical_oncology"),)),
    Presentation(referring="Dr A"),
)


def block(paper: Paper, title: str) -> Block:
    return next(one for one in paper.blocks if one.title == title)


def lines(paper: Paper, title: str, label: str) -> list[Line]:
    return [line for row in block(paper, title).rows if row.label == label for line in row.lines]


def sheet(notebook: Notebook, decision: Decision) -> Paper:
    assert notebook.case is not None
    return on_paper(propose_frcp(notebook.case, notebook.output("recommendations"), [], decision, HEARD))


def signed(notebook: Notebook) -> Decision:
    proposal = next(one for one in notebook.output("recommendations").proposals if one.verdict == "applies")
    return Decision(option_text(proposal.options[0]), (proposal.id,), validated_by="Dr A", validated_on="2025-03-12")


def test_the_meeting_the_question_and_the_proposal_come_first(notebook: Notebook):
    paper = on_paper(notebook.output("frcp"))
    first = [one.title for one in paper.blocks][:5]
    assert first[2:4] == ["Synthèse du cas et question posée", "Proposition"]
    assert first.index("Proposition") < [one.title for one in paper.blocks].index("Tumeur")


def test_a_signed_sheet_shows_the_decision_its_reasons_and_its_alternatives_and_nothing_that_was_not_spoken_of(
    notebook: Notebook,
):
    decision = signed(notebook)
    paper = sheet(notebook, decision)
    (retained,) = lines(paper, "Proposition", "Proposition retenue")
    assert (retained.text, retained.strong, retained.note) == (decision.retained, True, "validé par Dr A le 12/03/2025")
    (chosen,) = lines(paper, "Proposition", "Intention n° 1")
    assert "référentiel : " in chosen.note
    shown = [line.text for row in block(paper, "Proposition").rows for line in row.lines]
    assert any(text.startswith("Intention n° 2 — ") for text in shown)
    assert not any("non retenue" in text for text in shown)


def test_before_the_decision_each_question_has_its_options_in_order(notebook: Notebook):
    paper = sheet(notebook, Decision())
    (missing,) = lines(paper, "Proposition", "Proposition retenue")
    assert missing.missing
    questions = [row for row in block(paper, "Proposition").rows if row.label.endswith("?")]
    assert questions
    assert all(line.text.startswith(("Intention n° ", "Option écartée — ")) for row in questions for line in row.lines)


def test_who_was_there_is_one_line_each_and_what_a_person_entered_has_no_other_reason(notebook: Notebook):
    paper = sheet(notebook, Decision())
    assert lines(paper, "Statut du dossier et quorum", "Médecin présent") == [Line("Dr A, oncologie médicale")]
    assert lines(paper, "Type de RCP et motif", "Médecin référent") == [Line("Dr A")]
    assert lines(paper, "Type de RCP et motif", "Organe") == [], "the name of the meeting says it"


def test_the_tnm_is_one_line_and_the_age_is_said_once(notebook: Notebook):
    paper = on_paper(notebook.output("frcp"))
    (tnm,) = lines(paper, "Tumeur", "TNM")
    assert tnm.text.startswith("cT2 N1 M0, stade ")
    assert lines(paper, "Synthèse du cas et question posée", "Âge") == []


def test_an_age_that_a_person_rewrote_is_shown(notebook: Notebook):
    paper = on_paper(notebook.output("frcp").amended({"summary.age": "58 ans"}))
    assert lines(paper, "Synthèse du cas et question posée", "Âge") == [Line("58 ans", "« 57 ans » · modifié par une personne")]


def test_what_the_text_does_not_say_is_named_together_at_the_end():
    empty = [Item.empty(letter.lower(), letter, "non renseigné dans le texte") for letter in "TNM"]
    sections = (
        Section("tumour", "3. Tumeur", (Item("type", "Type tumoral", "Carcinome"), *empty)),
        Section("history", "4. Antécédents", (Item.empty("x", "Autre cancer", "non renseigné dans le texte"),)),
        Section("phase", "8. Phase", (Item.empty("phase", "Phase", "à choisir", required=True),)),
    )
    paper = on_paper(ProposedDocument("frcp", "Fiche", sections))
    assert [one.title for one in paper.blocks] == ["Tumeur", "Phase", "Non renseigné"]
    assert lines(paper, "Non renseigné", "") == [Line("TNM ; Antécédents")]
    assert lines(paper, "Phase", "Phase") == [Line("À choisir", missing=True)]


def test_lines_of_one_label_are_together_and_a_reason_they_share_is_said_once():
    source = ("source : A",)
    items = (Item("e1", "Effets", "un", source), Item("e2", "Effets", "deux", source), Item("u", "Urgence", "15"))
    (effects, urgent) = on_paper(ProposedDocument("pps", "PPS", (Section("s", "1. S", items),))).blocks[0].rows
    assert effects.lines == (Line("un", "source : A"), Line("deux"))
    assert urgent.lines == (Line("15"),)


def test_the_patient_reads_the_number_to_call_in_bold():
    document = ProposedDocument(
        "pps_patient", "Votre programme", (Section("call", "Quand appeler", (Item("number", "Appeler", "15"),)),)
    )
    assert on_paper(document).blocks[0].rows[0].lines == (Line("15", strong=True),)
