"""How an eligibility text is cut into criteria."""

from __future__ import annotations

from trials.formalise.split import Sentence, split


def pairs(text: str) -> list[tuple[str, str]]:
    return [(one.kind[:2], " ".join(one.text.split())) for one in split(text)]


def test_bullets_under_their_section() -> None:
    text = "Inclusion Criteria:\n\n* ECOG 0-1\n* Age >= 18\n\nExclusion Criteria:\n\n* Pregnancy"
    assert pairs(text) == [("in", "ECOG 0-1"), ("in", "Age >= 18"), ("ex", "Pregnancy")]


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = "Inclusion Criteria:\r\n\r\n  1. ANC ≥ 1,500/mm3\r\n  2. Écart : aucun\r\n"
    for one in split(text):
        assert text[one.start : one.end] == one.text
    assert [one.text for one in split(text)] == ["ANC ≥ 1,500/mm3", "Écart : aucun"]


def test_wrapped_lines_are_one_criterion() -> None:
    text = (
        "Inclusion Criteria:\n\n"
        "  -  Histologically confirmed locally advanced or metastatic breast cancer that is not\n"
        "     amenable to surgery\n\n  -  ECOG 0-1\n"
    )
    assert pairs(text) == [
        ("in", "Histologically confirmed locally advanced or metastatic breast cancer that is not amenable to surgery"),
        ("in", "ECOG 0-1"),
    ]


def test_a_bullet_without_a_blank_before_it_begins_a_criterion() -> None:
    text = "Exclusion Criteria:\n\n* History of organ allograft- Previous cancer (excluding skin)- Known HIV infection\n"
    found = split(text)
    assert [one.text for one in found] == [
        "History of organ allograft",
        "Previous cancer (excluding skin)",
        "Known HIV infection",
    ]
    assert all(text[one.start : one.end] == one.text for one in found)


def test_french_titles() -> None:
    text = "Critères d'inclusion\n\n* Âge ≥ 18 ans\n\nCritères de non-inclusion\n\n* Grossesse\n\nCritères d’exclusion :\n\n* VIH"
    assert pairs(text) == [("in", "Âge ≥ 18 ans"), ("ex", "Grossesse"), ("ex", "VIH")]


def test_the_alternatives_of_a_list_make_one_criterion() -> None:
    text = "Inclusion Criteria:\n\n* At least one of the following:\n\n  * EGFR mutation\n  * ALK rearrangement\n\n* ECOG 0-1"
    found = split(text)
    assert len(found) == 2
    assert found[0].children == ("EGFR mutation", "ALK rearrangement")
    assert found[0].text.startswith("At least one")
    assert found[0].text.endswith("ALK rearrangement")


def test_the_items_of_an_exclusion_list_stand_alone() -> None:
    text = "Exclusion Criteria:\n\n* Any of the following:\n\n  * Pregnancy\n  * HIV infection"
    assert pairs(text) == [("ex", "Pregnancy"), ("ex", "HIV infection")]


def test_a_bullet_that_ends_with_or_goes_on_in_the_next() -> None:
    found = split("Inclusion Criteria:\n\n* Creatinine ≤ 1.5 mg/dL OR\n* Creatinine clearance ≥ 60 mL/min\n* ECOG 0-1")
    assert [one.children for one in found] == [("Creatinine ≤ 1.5 mg/dL OR", "Creatinine clearance ≥ 60 mL/min"), ()]


def test_exceptions_stay_with_what_they_except() -> None:
    text = (
        "Exclusion Criteria:\n\n* Other malignancy, with the following exceptions:\n\n"
        "  * Basal cell carcinoma\n  * Carcinoma in situ of the cervix"
    )
    (found,) = split(text)
    assert found.text.endswith("cervix")
    assert found.children == ()


def test_the_older_records_hold_titles_inside_a_paragraph() -> None:
    text = (
        "PATIENT CHARACTERISTICS: Age: 18 and over Performance status: ECOG 0-2 Hematopoietic: "
        "WBC at least 3,000/mm3 Platelet count at least 100,000/mm3 Renal: Not specified"
    )
    assert split(text) == [
        Sentence("inclusion", "18 and over", 30, 41, "Age"),
        Sentence("inclusion", "ECOG 0-2", 62, 70, "Performance status"),
        Sentence("inclusion", "WBC at least 3,000/mm3", 86, 108, "Hematopoietic"),
        Sentence("inclusion", "Platelet count at least 100,000/mm3", 109, 144, "Hematopoietic"),
    ]


def test_titles_and_what_is_left_of_forms_are_dropped() -> None:
    text = (
        "DISEASE CHARACTERISTICS:\n\n  -  Breast cancer\n\nPATIENT CHARACTERISTICS:\n\nRenal:\n\n  -  Not specified\n\n"
        "General Medical Exclusions:\n\n  -  Pregnancy"
    )
    assert [text for _, text in pairs(text)] == ["Breast cancer", "Pregnancy"]


def test_a_title_may_turn_its_list_into_exclusions() -> None:
    text = "Inclusion Criteria\n\nConcurrent Medication:\n\nExcluded:\n\n  -  Warfarin"
    assert pairs(text) == [("ex", "Warfarin")]


def test_a_text_without_titles_is_one_of_inclusions() -> None:
    assert pairs("ECOG 0-1") == [("in", "ECOG 0-1")]
    assert split("") == []
