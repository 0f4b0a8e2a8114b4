"""The FRCP and the PPS: sections in order, a reason for everything, nothing retained or handed over before its time."""

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.decision import DEVIATIONS, Decision, DecisionError
from dossier.exports import json_export
from dossier.frcp import propose_frcp
from dossier.items import ProposedDocument
from dossier.notebook import Notebook
from dossier.pps import propose_pps
from dossier.steps import Sources
from guidelines import Recommendations, load_all, recommend
from matching.case import Case
from matching.catalogue import catalogue
from matching.reading import read
from trials.formalised import Criterion, FormalisedTrial
from trials.match import TrialMatch
from trials.model import FormalisedCriterion, Trial

FRCP = ("Type de RCP", "Mode de découverte", "Tumeur", "Antécédents", "Comorbidités", "Statut fonctionnel", "Éléments paracliniques", "Phase", "Traitements passés",
        "Compte rendu opératoire", "Anatomie", "Génétique", "Synthèse", "Statut du dossier", "Proposition", "Cadre", "Commentaires", "Statut du document")  # fmt: skip
REQUIRED = {1, 2, 3, 8, 13, 14, 15, 16, 18}


def documents(case: Case, sources: Sources, decision: Decision) -> tuple[ProposedDocument, ProposedDocument]:
    found = recommend(case, sources.rules)
    return propose_frcp(case, found, [], decision), propose_pps(case, found, decision)


def test_the_frcp_has_its_eighteen_sections_in_order(notebook: Notebook):
    frcp = notebook.output("frcp")
    assert [section.title.split(". ", 1)[1].startswith(start) for section, start in zip(frcp.sections, FRCP, strict=True)] == [
        True
    ] * 18
    assert [section.title.split(".")[0] for section in frcp.sections] == [str(number) for number in range(1, 19)]
    assert {number for number, section in enumerate(frcp.sections, start=1) if section.required} == REQUIRED
    assert all(section.items for section in frcp.sections)


def test_the_case_is_in_the_frcp_with_the_words_that_prove_it(notebook: Notebook):
    frcp = notebook.output("frcp")
    assert (frcp.item("functional.oms").text, frcp.item("functional.oms").reasons) == ("1", ("« OMS 1 »",))
    assert "Carcinome infiltrant" in frcp.item("tumour.type").text
    assert "HER2 : positif" in frcp.item("pathology.conclusion").text
    assert frcp.item("summary.question").text.startswith("chimiothérapie néoadjuvante")


def test_the_sheet_lists_examinations_toxicities_and_other_cancers_with_the_words_they_were_read_from(sources: Sources):
    note = (
        "RCP du 02/06/2025. Femme de 61 ans, K sein gauche. ATCD : carcinome de l'endomètre en 2011, hystérectomie.\n"
        "Paclitaxel x8, neuropathie de grade 2 en mars 2025.\nScanner du 20/05/2025 : foie stable. Mammographie : masse de 31 mm."
    )
    frcp, _ = documents(read(note, "c"), sources, Decision())
    shown = {path: frcp.item(path) for path in ("paraclinical.x1", "paraclinical.x2", "treatments.g1", "history.c1")}
    assert {path: item.text for path, item in shown.items()} == {
        "paraclinical.x1": "scanner, 20/05/2025 : foie stable",
        "paraclinical.x2": "mammographie : masse de 31 mm",
        "treatments.g1": "neuropathie, grade 2, 03/2025",
        "history.c1": "Cancer de l'endomètre, 2011",
    }
    assert "Scanner du 20/05/2025" in shown["paraclinical.x1"].reasons[0]


def test_nothing_is_retained_before_a_person_retains_it(notebook: Notebook):
    frcp = notebook.output("frcp")
    assert frcp.item("proposal.retained").state == "empty"
    assert not any(item.state in ("confirmed", "edited") for section in frcp.sections for item in section.items)
    assert frcp.banner.startswith("PROPOSITION")


def test_the_banner_stays_until_the_decision_is_validated(notebook: Notebook, sources: Sources):
    assert notebook.case is not None
    written = Decision(retained="Chimiothérapie puis chirurgie", deviation="patient_choice", deviation_note="après discussion")
    signed = written.validate("Dr A", "2025-03-12")
    for decision, banner, retained in ((written, True, "edited"), (signed, False, "confirmed")):
        frcp, _ = documents(notebook.case, sources, decision)
        assert bool(frcp.banner) == banner
        assert frcp.item("proposal.retained").state == retained
    assert frcp.item("framework.deviation").text == "choix du patient : après discussion"
    assert "Dr A le 12/03/2025" in frcp.item("document_status.status").reasons[0]


TWICE = "RCP sein du 12/03/2025. Femme de 57 ans, OMS 0 puis OMS 2. Carcinome canalaire infiltrant du sein gauche, cT2 N1 M0, Ki67 40 %, puis relecture : Ki67 20 %."


def summary_lines(notebook: Notebook) -> dict[str, str]:
    section = next(one for one in notebook.output("frcp").sections if one.id == "summary")
    return {item.label: item.text for item in section.items}


def test_what_is_to_verify_says_once_signed_that_nobody_verified_it(sources: Sources):
    notebook = Notebook.start(TWICE, sources)
    notebook.run_all()
    before = summary_lines(notebook)
    assert "plusieurs valeurs pour Ki67" in before["À vérifier"]
    notebook.decision = Decision(retained="Chirurgie", deviation="patient_choice").validate("Dr A", "2025-03-12")
    notebook.run_stale()
    signed = summary_lines(notebook)
    assert "À vérifier" not in signed
    assert signed["Non vérifié à la validation"] == before["À vérifier"]
    assert not any(
        reason.endswith("à confirmer")
        for one in notebook.output("frcp").sections
        for item in one.items
        for reason in item.reasons
    )


def test_a_value_that_a_person_gave_or_confirmed_is_no_longer_to_verify(sources: Sources):
    notebook = Notebook.start(TWICE, sources)
    notebook.run_all()
    notebook.correct("features", "biomarker.ki67", 20, "Dr A")
    notebook.run_stale()
    assert "Ki67" not in summary_lines(notebook)["À vérifier"]
    notebook.correct("features", "patient.ecog", 2, "Dr A")
    notebook.run_stale()
    assert "À vérifier" not in summary_lines(notebook)


def test_the_pps_is_a_draft_until_it_is_announced(notebook: Notebook, sources: Sources):
    assert notebook.case is not None
    signed = Decision(retained="Chirurgie", deviation="patient_choice").validate("Dr A", "2025-03-12")
    for decision, banner in ((Decision(), True), (signed, True), (signed.announce("2025-03-20"), False)):
        _, pps = documents(notebook.case, sources, decision)
        assert bool(pps.banner) == banner
    assert pps.item("document_status.announced").text == "20/03/2025"


def test_the_pps_computes_no_date(notebook: Notebook):
    pps = notebook.output("pps")
    assert pps.item("programme.dates").state == "empty"
    assert pps.item("support.tobacco").text == "Aide au sevrage tabagique"
    assert "selon décision de la RCP" in " ".join(item.label for section in pps.sections for item in section.items)


@pytest.mark.parametrize(("treatments", "features", "state", "text"), [
    ([], {}, "proposed", "Phase initiale"),
    ([], {"tumour.metastatic_timing": "synchronous"}, "proposed", "Phase initiale"),
    ([], {"tumour.metastatic_timing": "metachronous"}, "proposed", "Rechute"),
    ([], {"tumour.recurrence": "local"}, "proposed", "Rechute"),
    ([{"modality": "chemotherapy", "setting": "palliative"}], {}, "empty", ""),
])  # fmt: skip
def test_the_phase_is_told_only_where_the_case_tells_it(
    sources: Sources, treatments: list, features: dict, state: str, text: str
):
    case = Case.from_json({"id": "x", "features": features, "treatments": treatments})
    for document in documents(case, sources, Decision()):
        item = document.item("phase.phase")
        assert item is not None
        assert (item.state, item.text) == (state, text)


@cache
def rules() -> Sources:
    return Sources(load_all())


# Any case ---------------------------------------------------------------------------------------------------------------------


def values(key: str) -> st.SearchStrategy[object]:
    spec = catalogue()[key]
    if spec.type == "number":
        return st.one_of(st.integers(0, 100), st.tuples(st.integers(0, 50), st.one_of(st.none(), st.integers(51, 100))).map(list))
    if spec.type == "boolean":
        return st.booleans()
    if spec.type == "set" and not spec.values:
        return st.just({"present": ["cisplatin"], "absent": [], "complete": False})
    if spec.type == "set":
        return st.fixed_dictionaries(
            {"present": st.lists(st.sampled_from(spec.values), max_size=2), "absent": st.just([]), "complete": st.booleans()}
        )
    if spec.type == "category":
        return st.sampled_from(spec.values)
    return (
        st.sampled_from(["2024-03", "2025-01-12"])
        if spec.type == "date"
        else st.sampled_from(["IDC", "LUAD", "COAD"])
        if spec.hierarchy
        else st.text(min_size=1, max_size=40)
    )


CASES = st.dictionaries(
    st.sampled_from([key for key, spec in catalogue().items() if spec.type != "event"]), st.none(), max_size=12
).flatmap(lambda chosen: st.fixed_dictionaries({key: values(key) for key in chosen}))


@settings(max_examples=60)
@given(CASES, st.booleans())
def test_of_any_case_every_proposed_item_has_a_reason(features: dict, retained: bool):
    case = Case.from_json({"id": "x", "features": features})
    decision = Decision(retained="Surveillance", deviation="trial") if retained else Decision()
    for document in documents(case, rules(), decision):
        for section in document.sections:
            assert len({item.id for item in section.items}) == len(section.items)
            for item in section.items:
                assert item.label
                assert item.why_empty if item.state == "empty" else item.text
                assert item.state == "empty" or (item.reasons and all(item.reasons))
        assert json.loads(json_export.write(document))["kind"] == document.kind


# Decisions --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("decision", "by", "said"), [
    (Decision(), "Dr A", "aucune proposition retenue"),
    (Decision(retained="  "), "Dr A", "aucune proposition retenue"),
    (Decision(retained="Chirurgie", rules=("r",)), " ", "porte un nom"),
    (Decision(retained="Chirurgie"), "Dr A", "en donner la raison"),
])  # fmt: skip
def test_a_decision_is_not_validated_without_its_text_its_name_and_its_ground(decision: Decision, by: str, said: str):
    with pytest.raises(DecisionError, match=said):
        decision.validate(by, "2025-03-12")


def test_a_decision_is_announced_only_once_validated():
    with pytest.raises(DecisionError, match="n'est pas validée"):
        Decision(retained="Chirurgie").announce("2025-03-12")


@pytest.mark.parametrize("deviation", DEVIATIONS)
def test_a_decision_is_kept_as_json(deviation: str):
    decision = Decision(retained="Chirurgie", rules=("a", "b"), deviation=deviation).validate("Dr A", "2025-03-12")
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision


def test_a_reopened_decision_is_to_be_validated_and_announced_again():
    decision = Decision(retained="Chirurgie", rules=("a",)).validate("Dr A", "2025-03-12").announce("2025-03-20").reopened()
    assert (decision.retained, decision.validated, decision.announced) == ("Chirurgie", False, False)


def test_what_the_text_itself_proposes_is_in_the_sheet_apart_from_what_was_received(sources: Sources):
    note = "RCP du 12/03/2025. Homme de 44 ans. Lymphome folliculaire. Exérèse ganglionnaire le 03/02/2025. Proposition : R-CHOP 6 cycles."
    frcp, _ = documents(read(note, "c"), sources, Decision())
    considered = [item for item in frcp.sections[12].items if item.label == "Envisagé dans le texte"]
    assert "R-CHOP" in considered[0].text
    assert all("R-CHOP" in item.reasons[0] for item in considered)
    assert not any("R-CHOP" in item.text for section in frcp.sections if section.id == "treatments" for item in section.items)
    without, _ = documents(read(note.partition("Proposition")[0], "c"), sources, Decision())
    assert without.item("summary.considered1") is None


def test_a_signed_programme_has_nothing_left_to_confirm(notebook: Notebook):
    def reasons(decision: Decision) -> str:
        return " ".join(
            reason
            for section in propose_pps(notebook.case, notebook.output("recommendations"), decision).sections
            for item in section.items
            for reason in item.reasons
        )

    assert "à confirmer" in reasons(Decision())
    assert "à confirmer" not in reasons(Decision(retained="Chirurgie", deviation="patient_choice").validate("Dr A", "2025-03-12"))


def test_each_value_to_verify_has_a_line_of_its_own(sources: Sources):
    notebook = Notebook.start(TWICE + " Biopsie : RE 90 %. Pièce opératoire : RE 60 %.", sources)
    notebook.run_all()
    said = summary_lines(notebook)["À vérifier"].splitlines()
    assert len(said) == len(notebook.case.warnings) > 1


def test_a_trial_has_its_french_title_and_the_same_count_as_on_screen(sources: Sources):
    conditions = ({"patient.age": ">= 18"}, {"lab.platelets": ">= 100"}, None, None)
    criteria = (
        FormalisedCriterion("inclusion", f"critère {number}", 0, 1, asked, 1.0, "formalised" if asked else "to_confirm")
        for number, asked in enumerate(conditions)
    )
    trial = Trial("NCT1", "ctgov", title="Adjuvant Something", title_fr="Quelque chose en adjuvant")
    case = read("RCP du 12/03/2025. Femme de 57 ans.", "c")
    match = TrialMatch(FormalisedTrial(trial, tuple(map(Criterion, criteria)), "cancer"), case, "possible", 0.5)
    shown = propose_frcp(case, Recommendations("c"), [match], Decision()).item("proposal.e1")
    assert shown.text == "NCT1 — Quelque chose en adjuvant"
    assert shown.reasons == ("aucun critère contraire trouvé, 1 remplis, 3 à vérifier",)


@pytest.mark.parametrize(
    ("words", "phase"),
    [
        ("R-CHOP 6 cures en 2019. Rechute ganglionnaire en mai 2024.", "Rechute"),
        ("R-CHOP 6 cures en 2019, puis ibrutinib depuis 06/2024.", ""),
        ("Aucun traitement antérieur.", "Phase initiale"),
    ],
)
def test_a_blood_disease_already_treated_is_not_said_to_be_in_its_first_phase(sources: Sources, words: str, phase: str):
    frcp, _ = documents(
        read(f"RCP du 12/11/2025. Homme de 64 ans. Lymphome du manteau, stade IV. {words}", "c"), sources, Decision()
    )
    assert frcp.item("phase.phase").text == phase
