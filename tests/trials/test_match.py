"""A case against trials: verdicts by criterion, what fails for now, what to ask, and the order of trials."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from matching.case import Case
from store.engine import reading
from store.engine import session as transaction
from trials import registry
from trials.formalise import VERSION, formalise_new, formalise_trial
from trials.formalise.hints import hints
from trials.formalised import FormalisedTrial, formalised_trials, prepared
from trials.match import TrialMatch, match_case, to_json
from trials.model import Site, Trial
from trials.presumed import presumed
from trials.rank import Said, rank_score, topic
from trials.sites import locate

BREAST = {
    "id": "t01", "date": "2025-11-12",
    "features": {
        "patient.age": 54, "patient.sex": "female", "patient.ecog": 1,
        "tumour.type": "IDC", "tumour.extent": "metastatic", "biomarker.her2_status": "positive",
    },
    "treatments": [
        {"modality": "chemotherapy", "agents": ["docetaxel"], "setting": "palliative", "line": 1, "end": "2025-11-01"},
    ],
}  # fmt: skip


def case(**features: Any) -> Case:
    """The metastatic HER2-positive breast cancer of these tests, with other values: case(patient_age=80)."""
    changed = {key.replace("_", ".", 1): value for key, value in features.items()}
    return Case.from_json({**BREAST, "features": {**BREAST["features"], **changed}})


def trial(inclusion: list[str], exclusion: list[str] = (), **fields: Any) -> FormalisedTrial:  # type: ignore[assignment]
    lines = ["Inclusion Criteria:", *(f"* {one}" for one in inclusion), "Exclusion Criteria:", *(f"* {one}" for one in exclusion)]
    given = {"id": "NCT00000001", "source": "ctgov", "status": "RECRUITING", "conditions": ("Breast Cancer",), **fields}
    record = Trial(eligibility_text="\n\n".join(lines), **given)
    return prepared(record, formalise_trial(record))


def match(known: FormalisedTrial, who: Case | None = None) -> TrialMatch:
    (found,) = match_case(who or case(), [known], every=True)
    return found


def verdicts(found: TrialMatch) -> dict[str, str]:
    return {one.criterion.source.text: one.verdict for one in found.criteria}


def test_met_always_helps() -> None:
    found = match(trial(["HER2-positive breast cancer", "ECOG 0-1"], ["Prior docetaxel", "Pregnancy", "Age > 70 years"]))
    assert verdicts(found) == {
        "HER2-positive breast cancer": "met", "ECOG 0-1": "met",
        "Prior docetaxel": "not_met", "Pregnancy": "unknown", "Age > 70 years": "met",
    }  # fmt: skip
    assert (found.verdict, found.missing) == ("excluded", ("patient.pregnant",))


def test_nothing_contrary_and_nothing_unknown_is_eligible_and_one_unknown_makes_it_possible() -> None:
    assert match(trial(["HER2-positive breast cancer", "Signed informed consent"])).verdict == "eligible"
    assert match(trial(["HER2-positive breast cancer", "Measurable disease"])).verdict == "possible"


def test_what_only_a_person_can_say_and_what_is_not_formalised_lower_nothing() -> None:
    bare = match(trial(["HER2-positive breast cancer"]))
    told = match(trial(["HER2-positive breast cancer", "Signed informed consent", "Bowel habits of an unusual kind"]))
    assert [one.verdict for one in told.criteria] == ["met", "to_confirm", "not_formalised"]
    assert told.score == bare.score


def test_what_is_left_to_a_person_is_asked_only_of_those_whom_the_rest_concerns() -> None:
    text = "Active infection that would interfere with the study"
    known = trial(["Breast cancer"], [text])
    assert verdicts(match(known, case(patient_active_infection=False)))[text] == "met"
    assert verdicts(match(known, case(patient_active_infection=True)))[text] == "to_confirm"
    assert verdicts(match(known))[text] == "to_confirm"


def test_a_sentence_that_asks_for_nothing_gets_no_verdict() -> None:
    assert verdicts(match(trial(["Breast cancer", "Prior adjuvant chemotherapy is allowed"]))) == {"Breast cancer": "met"}


def test_a_partial_condition_answers_on_its_safe_side_only() -> None:
    known = trial(["Breast cancer"], ["Other malignancy within 5 years, except basal cell carcinoma"])
    text = "Other malignancy within 5 years, except basal cell carcinoma"
    assert verdicts(match(known, case(patient_prior_malignancy=False)))[text] == "met"
    assert verdicts(match(known, case(patient_prior_malignancy=True)))[text] == "unknown"


def test_a_partial_refusal_under_inclusion_is_safe_the_other_way() -> None:
    known = trial(["Breast cancer", "No other malignancy within the past 5 years"])
    text = "No other malignancy within the past 5 years"
    assert verdicts(match(known, case(patient_prior_malignancy=False)))[text] == "met"
    assert verdicts(match(known, case(patient_prior_malignancy=True)))[text] == "unknown"


def test_a_low_count_or_a_washout_may_pass_later_and_an_age_may_not() -> None:
    known = trial(["Breast cancer", "Hemoglobin ≥ 9 g/dL", "At least 4 weeks since prior chemotherapy", "Age ≤ 50 years"])
    found = match(known, case(lab_haemoglobin=8))
    failing = {one.criterion.source.text: one.recoverable for one in found.criteria if one.verdict == "not_met"}
    assert failing == {"Hemoglobin ≥ 9 g/dL": True, "At least 4 weeks since prior chemotherapy": True, "Age ≤ 50 years": False}


def test_a_man_is_not_pregnant_and_ecog_answers_for_karnofsky() -> None:
    known = trial(["Breast cancer", "Karnofsky performance status ≥ 70%"], ["Pregnant or breastfeeding women"])
    assert match(known, case(patient_sex="male")).verdict == "eligible"
    assert verdicts(match(known, case(patient_ecog=2)))["Karnofsky performance status ≥ 70%"] == "not_met"


def test_the_fields_of_the_registry_count_as_criteria() -> None:
    found = match(trial(["Breast cancer"], age_min_years=18.0, age_max_years=50.0, sex="MALE"))
    assert verdicts(found) == {
        "Âge minimal (registre) : 18 ans": "met", "Âge maximal (registre) : 50 ans": "not_met",
        "Sexe (registre) : masculin": "not_met", "Breast cancer": "met",
    }  # fmt: skip


def test_where_no_criterion_gives_the_tumour_the_registry_does() -> None:
    lung = match(trial(["ECOG 0-1"], conditions=("Non-small Cell Lung Cancer",)))
    assert verdicts(lung)["Pathologie (registre) : Non-small Cell Lung Cancer"] == "not_met"
    assert lung.verdict == "excluded"


def test_a_trial_of_the_tumour_comes_before_one_of_any_tumour_and_before_another_disease() -> None:
    breast = trial(["Breast cancer", "ECOG 0-1"], id="NCT00000001")
    solid = trial(["Solid tumor", "ECOG 0-1"], id="NCT00000002", conditions=("Solid tumors",))
    hiv = trial(["ECOG 0-1", "Age >= 18 years"], id="NCT00000003", conditions=("HIV Infections",), title="Antiretrovirals in HIV")
    lung = trial(["Lung cancer", "ECOG 0-1"], id="NCT00000004", conditions=("Lung Cancer",))
    order = [found.trial.id for found in match_case(case(), [lung, hiv, solid, breast], every=True)]
    assert order == ["NCT00000001", "NCT00000002", "NCT00000003", "NCT00000004"]


def test_excluded_trials_are_left_out_unless_every_trial_is_asked_for() -> None:
    known = [trial(["Lung cancer"], conditions=("Lung Cancer",))]
    assert match_case(case(), known) == []
    assert [found.verdict for found in match_case(case(), known, every=True)] == ["excluded"]


def test_neither_status_nor_sites_change_a_verdict_or_a_score() -> None:
    here = Site(name="Centre Exemple", city="Rennes", postcode="35000", country="France")
    open_here = match(trial(["Breast cancer"], sites=(here,)))
    closed = match(trial(["Breast cancer"], status="COMPLETED"))
    assert (open_here.verdict, open_here.score) == (closed.verdict, closed.score)


def test_the_answer_has_the_shape_of_the_contract() -> None:
    here = Site(name="Centre Exemple", city="Rennes", postcode="35000", country="France")
    known = trial(["ECOG 0-1", "Measurable disease"], sites=(here,))
    answer = to_json(case(), match_case(case(), [known], locate("35000"), every=True))
    (found,) = answer["trials"]
    assert answer["id"] == "t01"
    assert set(found) == {"trial", "verdict", "score", "criteria", "missing", "nearest_site"}
    assert found["missing"] == ["tumour.measurable_disease"]
    assert found["nearest_site"] == {"name": "Centre Exemple", "city": "Rennes", "km": 0.0, "status": "RECRUITING"}
    ecog = next(one for one in found["criteria"] if one["text"] == "ECOG 0-1")
    assert ecog == {
        "text": "ECOG 0-1", "kind": "inclusion", "verdict": "met", "start": 23, "end": 31, "recoverable": False,
        "because": ["Indice de performance OMS/ECOG : 1 (critère : 0 ou 1)"],
    }  # fmt: skip


def test_criteria_read_at_import_are_those_matched(database: Engine) -> None:
    known = trial(["Breast cancer", "ECOG 0-1"]).trial
    with transaction(database) as session:
        registry.save(session, [known, replace(known, id="NCT00000002", status="COMPLETED")])
    with reading(database) as session:
        before = formalised_trials(session, open_only=False)
    assert formalise_new(database) == 2
    assert formalise_new(database) == 0
    with reading(database) as session:
        assert registry.to_formalise(session, VERSION) == []
        assert formalised_trials(session, open_only=False) == before
        assert [one.trial.id for one in formalised_trials(session)] == ["NCT00000001"]


def test_what_a_trial_hints_of_is_kept_with_its_criteria_for_as_long_as_its_words_are_the_same(database: Engine) -> None:
    written = trial(["Untreated metastatic breast cancer with some other words"], title="Stage IV Breast Cancer").trial
    with transaction(database) as session:
        registry.save(session, [written])
    formalise_new(database)
    with reading(database) as session:
        (known,) = formalised_trials(session)
    criteria = [one.source for one in known.criteria]
    assert hints(written, criteria, known.kept_hints) == hints(written, criteria)
    marked = json.dumps(json.loads(known.kept_hints) | {"likely": [{"tumour.stage": "I"}]})
    assert hints(written, criteria, marked).likely == [{"tumour.stage": "I"}]
    assert hints(replace(written, title="Stage III Breast Cancer"), criteria, marked).likely[0] == {"tumour.stage": "III"}


def test_the_reference_date_is_that_of_the_case() -> None:
    known = trial(["Breast cancer", "At least 4 weeks since prior chemotherapy"])
    later = replace(case(), date=datetime.date(2025, 12, 15))
    assert verdicts(match(known, later))["At least 4 weeks since prior chemotherapy"] != "not_met"


def test_a_criterion_that_only_a_person_can_answer_lowers_no_rank() -> None:
    met = Said(frozenset({"patient.ecog"}), "met", False, True)
    in_words = Said(frozenset({"patient.named_conditions"}), "unknown", False, False)
    assert rank_score(1.0, [met, in_words, in_words]) == rank_score(1.0, [met])
    told_by_a_note = in_words._replace(keys=frozenset({"patient.comorbidities"}))
    assert rank_score(1.0, [met, told_by_a_note]) < rank_score(1.0, [met])


def test_a_trial_that_asks_for_what_the_note_does_not_tell_comes_after_one_that_excludes_it() -> None:
    asks = trial(["Breast cancer", "Prior treatment with capecitabine"], id="NCT00000001")
    excludes = trial(["Breast cancer"], ["Prior treatment with capecitabine"], id="NCT00000002")
    found = match_case(case(), [asks, excludes])
    assert [one.verdict for one in found] == ["possible", "possible"]
    assert [one.trial.id for one in found] == ["NCT00000002", "NCT00000001"]


def test_a_title_ranks_a_trial_and_gives_no_verdict() -> None:
    titles = ("Eribulin in Newly Diagnosed Breast Cancer", "Eribulin in Metastatic Breast Cancer", "Eribulin in Breast Cancer")
    known = [trial(["Breast cancer"], id=f"NCT0000000{number}", title=title) for number, title in enumerate(titles)]
    found = match_case(case(), known, every=True)
    assert {one.verdict for one in found} == {"eligible"}
    assert [one.trial.title for one in found] == [titles[1], titles[2], titles[0]]


@pytest.mark.parametrize(
    "sentence",
    [
        "Stage I disease with adenopathy of an unusual kind is allowed",
        "Not of stage I, as judged by an unusual kind of committee",
    ],
)
def test_a_sentence_that_allows_or_denies_hints_of_nothing(sentence: str) -> None:
    assert match(trial(["Breast cancer", sentence])).score == match(trial(["Breast cancer"])).score


def test_a_sentence_understood_in_part_hints_of_the_disease() -> None:
    early = trial(["Breast cancer", "Stage I tumour that was removed by an unusual kind of operation"])
    assert match(early, case(tumour_stage="IV")).score < match(trial(["Breast cancer"]), case(tumour_stage="IV")).score


def test_a_trial_for_those_whose_treatment_failed_comes_after_for_one_who_was_never_treated() -> None:
    untreated = Case.from_json({"id": "t02", "features": BREAST["features"], "treatments": []})
    later = trial(["Breast cancer", "Disease that failed every standard treatment of an unusual kind"])
    assert match(later, untreated).score < match(trial(["Breast cancer"]), untreated).score
    assert match(later).score == match(trial(["Breast cancer"])).score  # of one who was treated it says nothing


def test_a_trial_around_an_operation_comes_after_for_a_metastatic_disease() -> None:
    around = trial(["Breast cancer"], title="Pain After Radical Surgery")
    assert match(around).score < match(trial(["Breast cancer"])).score


def test_a_trial_that_lists_many_cancers_is_about_none_of_them() -> None:
    pain = trial(
        ["Age >= 18 years"], conditions=("Breast cancer", "Lung cancer", "Prostate cancer", "Colon cancer", "Pancreatic cancer")
    )
    assert match(pain).score < match(trial(["Age >= 18 years"])).score


def test_the_name_of_a_group_of_diseases_counts_less_and_not_beside_the_one_that_is_meant() -> None:
    assert topic("CLLSLL", "type", ["CLLSLL", "LEUKAEMIA"]) == 1.0
    assert topic("CLLSLL", "type", ["LEUKAEMIA"]) == 0.85
    assert topic("GB", "type", ["GB", "GSARC"]) == 1.0  # a kind that is named too narrows nothing
    assert topic("AML", "type", ["ALL", "LEUKAEMIA"]) == 0.5


def test_an_excluded_trial_of_the_tumour_comes_before_a_trial_of_another_disease() -> None:
    early = trial(["Breast cancer", "No distant metastases", "Age <= 40 years"], id="NCT00000001")
    hiv = trial(["Age >= 18 years"], id="NCT00000002", conditions=("HIV Infections",), title="Antiretrovirals in HIV")
    assert [(one.trial.id, one.verdict) for one in match_case(case(), [hiv, early], every=True)] == [
        ("NCT00000001", "excluded"), ("NCT00000002", "eligible"),
    ]  # fmt: skip


def test_the_cohorts_of_other_tumours_say_nothing_of_this_one() -> None:
    several = trial(["Breast cancer: confirmed diagnosis of breast cancer", "Must have a confirmed diagnosis of myeloma"])
    assert match(several).score > match(trial(["Must have a confirmed diagnosis of myeloma"], conditions=("Myeloma",))).score


def test_what_silence_suggests_changes_nothing_that_is_told() -> None:
    told = case(patient_corticosteroids=True)
    silent = presumed(told)
    assert silent.value("patient.corticosteroids") is True
    assert silent.value("patient.pregnant") is False
    assert (silent.history_complete, told.history_complete) == (True, False)
    assert silent.value("tumour.newly_diagnosed") is False  # of a patient who was treated
