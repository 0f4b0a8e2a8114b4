"""What a note implies for trial criteria: norms of laboratories, and what follows from what it denies."""

import pytest

from matching.criteria.condition import parse
from matching.criteria.evaluate import evaluate
from matching.criteria.explain import deciders
from matching.criteria.french import reasons_words
from matching.reading import read
from trials.implied import with_implied


@pytest.mark.parametrize(
    ("note", "condition", "answer"),
    [
        ("Bilirubine 12 µmol/L.", {"lab.bilirubin_uln": "<= 1.5"}, True),
        ("Bilirubine 34 µmol/L.", {"lab.bilirubin_uln": "<= 1.5"}, None),
        ("Bilirubine 80 µmol/L.", {"lab.bilirubin_uln": "<= 1.5"}, False),
        ("Bilirubine à 1,2 N.", {"lab.bilirubin_uln": "<= 1.5"}, True),
        ("Femme de 60 ans. Créatinine 100 µmol/L.", {"lab.creatinine_uln": "<= 1.5"}, True),
        ("Femme de 60 ans. Créatinine 100 µmol/L.", {"lab.creatinine_uln": "<= 1"}, None),
        ("ASAT 62 UI/L, ALAT 58 UI/L.", {"lab.ast": "<= 2.5", "lab.alt": "<= 2.5"}, True),
        ("ASAT 180 UI/L.", {"lab.ast": "<= 2.5"}, False),
        ("ASAT 4 N.", {"lab.ast": "<= 2.5"}, False),
        ("NFS normale.", {"lab.haemoglobin": ">= 9", "lab.platelets": ">= 100", "lab.neutrophils": ">= 1.5"}, True),
        ("NFS normale.", {"lab.platelets": ">= 150"}, None),
        ("NFS normale, Hb 8,2 g/dL.", {"lab.haemoglobin": ">= 9"}, False),
        ("Bilan hépatique normal.", {"lab.ast": "<= 1.5", "lab.bilirubin_uln": "<= 1.5", "lab.bilirubin": "<= 34"}, True),
        ("Pas d'insuffisance cardiaque.", {"patient.nyha_class": ["III", "IV"]}, False),
        ("Autogreffe en 2019.", {"history.transplants": {"has": "autologous"}}, True),
        ("Autogreffe en 2019.", {"history.transplants": {"has": "allogeneic"}}, None),
        ("Autogreffe en 2019.", {"history.transplants": {"has": "stem_cell"}}, True),
        (
            "Homme de 58 ans, sans antécédent en dehors d'une HTA.",
            {"patient.conditions": {"has": "myocardial_infarction"}},
            False,
        ),
        ("Homme de 58 ans, sans antécédent en dehors d'un asthme.", {"patient.conditions": {"has": "asthma"}}, True),
        ("Homme de 58 ans, sans antécédent en dehors d'une HTA.", {"patient.conditions": {"has": "ascites"}}, None),
        ("Homme de 58 ans. ATCD : HTA.", {"patient.conditions": {"has": "myocardial_infarction"}}, None),
        ("Adénocarcinome du sein, cT2 cN1 M0.", {"tumour.extent": "metastatic"}, False),
        ("Adénocarcinome du sein, cT2 cN1 M0.", {"tumour.extent": "localised"}, None),
        ("Adénocarcinome du sein, M1 hépatique, progression sous létrozole.", {"tumour.progressive": True}, True),
        ("Adénocarcinome du sein, M1 hépatique, progression sous létrozole.", {"tumour.newly_diagnosed": True}, False),
        ("Insuffisance cardiaque.", {"patient.nyha_class": ["III", "IV"]}, None),
        (
            "Adénocarcinome du côlon droit, colectomie le 3 mars 2025 : pT3 pN1a, R0. M0.",
            {"tumour.measurable_disease": True},
            False,
        ),
        ("Adénocarcinome du côlon droit, colectomie : pT3 pN1a, R0. M1 hépatique.", {"tumour.measurable_disease": True}, None),
        ("Adénocarcinome bronchique de 41 mm, M1 osseux.", {"tumour.measurable_disease": True}, True),
        ("Adénocarcinome bronchique de 12 mm, M1 osseux.", {"tumour.measurable_disease": True}, None),
    ],
)
def test_a_criterion_is_answered_where_every_laboratory_and_every_reader_would(note: str, condition: dict, answer: bool) -> None:
    assert evaluate(parse(condition), with_implied(read(note, "x"))).value is answer


_WITHIN_FIVE_YEARS = {
    "all": [
        {"patient.prior_malignancy": True},
        {"patient.other_cancer_date": {"within": "5 years"}},
        {"not": {"patient.other_cancers": {"only": ["basal_cell_skin", "cervix_in_situ"]}}},
    ]
}
_NOT_CURED = {"all": [{"patient.prior_malignancy": True}, {"not": {"patient.other_cancer_cured": True}}]}


@pytest.mark.parametrize(
    ("past", "condition", "answer"),
    [
        ("ATCD : cancer du rein droit en 2008, néphrectomie, sans récidive.", _WITHIN_FIVE_YEARS, False),
        ("ATCD : cancer du rein droit en 2024, néphrectomie, sans récidive.", _WITHIN_FIVE_YEARS, True),
        ("ATCD : cancer du rein droit en 2008.", _WITHIN_FIVE_YEARS, None),
        ("ATCD : cancer du sein en 2019, tumorectomie, tamoxifène, sans récidive.", _WITHIN_FIVE_YEARS, None),
        ("ATCD : cancer du rein droit en 2008, néphrectomie, sans récidive.", _NOT_CURED, False),
        ("Pas d'autre cancer.", {"patient.other_cancer_active": True}, False),
        ("ATCD : adénocarcinome prostatique Gleason 6 en surveillance depuis 2021.", {"patient.other_cancer_active": True}, True),
    ],
)
def test_a_past_cancer_answers_by_its_words_and_its_dates(past: str, condition: dict, answer: bool) -> None:
    note = f"RCP du 12/11/2025. Homme de 70 ans. Adénocarcinome bronchique, M1 osseux.\n{past}"
    assert evaluate(parse(condition), with_implied(read(note, "x"))).value is answer


def test_what_is_implied_shows_what_it_rests_on() -> None:
    found = with_implied(read("Bilirubine 12 µmol/L.", "x")).features["lab.bilirubin_uln"]
    assert (found.origin, found.inputs) == ("computed", ("lab.bilirubin",))


def test_a_closed_list_of_antecedents_is_told_in_a_few_words() -> None:
    case = with_implied(read("Homme de 58 ans, sans antécédent en dehors d'une HTA.", "x"))
    condition = parse({"patient.conditions": {"has": "myocardial_infarction"}})
    (reason,) = reasons_words(deciders(condition, evaluate(condition, case)), case)
    assert "infarctus du myocarde" in reason
    assert " autres (critère" in reason
    assert len(reason) < 400
