"""Tumour types: what is a kind of what, and which words say so."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest
import yaml

import matching.tumour_types as module
from matching.data_files import VocabularyError, load_yaml
from matching.tumour_types import (
    FAMILIES,
    ancestors,
    descendants,
    family_of,
    histologies,
    is_a,
    organs,
    specific_type,
    tumour_types,
)

SHARED = Path(os.environ.get("CARNET_SHARED_DIR", Path(__file__).resolve().parents[3] / "shared"))
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="set CARNET_SHARED_DIR to the reference folder")


def owner(form: str) -> str | None:
    """The type that claims a form, in any letter case."""
    return next((code for code, one in tumour_types().items() if form.lower() in map(str.lower, (*one.fr, *one.en))), None)


# The hierarchy -----------------------------------------------------------------------------------------------------------


def test_there_are_enough_types_to_name_what_a_tumour_board_sees():
    assert len(tumour_types()) >= 230
    assert len(organs()) >= 60
    assert len(histologies()) >= 90


@pytest.mark.parametrize(
    ("code", "ancestor"),
    [
        ("LUAD", "NSCLC"),
        ("LUAD", "LUNG"),
        ("SCLC", "LUNG"),
        ("SCLC", "NEC"),
        ("LUCA", "NET"),
        ("COAD", "COADREAD"),
        ("CCRCC", "RCC"),
        ("PRAD", "PROSTATE"),
        ("BLCA", "UROTHELIAL"),
        ("UTUC", "UROTHELIAL"),
        ("SKCM", "MEL"),
        ("HGSOC", "OVARY"),
        ("STAD", "EGC"),
        ("ESCA", "OESOPHAGUS"),
        ("PANET", "PANCREAS"),
        ("PANET", "NET"),
        ("OPHSC", "HNSC"),
        ("ULMS", "UTERUS"),
        ("ULMS", "SARCOMA"),
        ("DLBCLNOS", "NHL"),
        ("CLLSLL", "LEUKAEMIA"),
        ("LUAD", "SOLID"),
        ("GB", "SOLID"),
        ("PCM", "HAEM"),
        ("AML", "HAEM"),
    ],
)
def test_a_type_is_a_kind_of_what_stands_above_it(code, ancestor):
    assert is_a(code, ancestor)
    assert not is_a(ancestor, code)


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("SCLC", "NSCLC"),
        ("LUSC", "LUAD"),
        ("LCLC", "LUSC"),
        ("READ", "COAD"),
        ("UTUC", "BLADDER"),
        ("UM", "SKCM"),
        ("NPC", "HNSC"),
        ("HL", "NHL"),
        ("PANET", "PAAD"),
        ("GBC", "CHOL"),
        ("DLBCLNOS", "SOLID"),
        ("GIST", "SOFT_TISSUE"),
    ],
)
def test_a_type_is_no_kind_of_another(code, other):
    assert not is_a(code, other)


def test_a_type_is_a_kind_of_itself():
    assert is_a("IDC", "IDC")
    assert "IDC" not in ancestors("IDC")
    assert "IDC" not in descendants("IDC")


def test_every_type_is_solid_or_of_the_blood_and_only_primary_brain_lymphoma_is_both():
    roots = {code: {root for root in ("SOLID", "HAEM") if is_a(code, root)} for code in tumour_types()}
    assert not [code for code, found in roots.items() if not found]
    assert [code for code, found in roots.items() if len(found) == 2] == ["PCNSL"]


def test_descendants_are_the_other_side_of_ancestors():
    assert descendants("COADREAD") >= {"COAD", "READ"}
    assert all(code in ancestors(below) for code in tumour_types() for below in descendants(code))


def test_the_family_follows_the_first_parent():
    assert family_of("ILC") == "breast"
    assert family_of("SBWDNET") == "neuroendocrine"
    assert family_of("USC") == "endometrium"
    assert family_of("SOLID") == ""
    assert {one.family for one in tumour_types().values() if one.family} == set(FAMILIES)


def test_an_unknown_code_is_an_error_rather_than_no_kind_of_anything():
    for ask in (lambda: is_a("LUAD", "LUGN"), lambda: is_a("LUDA", "LUNG"), lambda: ancestors("X"), lambda: descendants("X")):
        with pytest.raises(KeyError):
            ask()


# The words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("K du sein", "BREAST"),
        ("K sein", "BREAST"),
        ("cancer mammaire", "BREAST"),
        ("CCI NST", "IDC"),
        ("CBNPC", "NSCLC"),
        ("CPNPC", "NSCLC"),
        ("CPC", "SCLC"),
        ("ADK pulmonaire", "LUAD"),
        ("cancer bronchique", "LUNG"),
        ("néo pulmonaire", "LUNG"),
        ("CCRcc", "CCRCC"),
        ("cancer du rein", "RCC"),
        ("CHC", "HCC"),
        ("LBDGC", "DLBCLNOS"),
        ("cancer colique", "COAD"),
        ("ADK du bas rectum", "READ"),
        ("K prostate", "PRAD"),
        ("TVIM", "BLCA"),
        ("mésothéliome", "PLMESO"),
        ("adénocarcinome canalaire infiltrant du pancréas", "PAAD"),
        ("non-small cell lung cancer", "NSCLC"),
        ("NSCLC", "NSCLC"),
        ("solid tumor", "SOLID"),
        ("hematologic malignancy", "HAEM"),
        ("gastroesophageal junction adenocarcinoma", "GEJ"),
    ],
)
def test_a_clinician_s_words_name_the_type(form, code):
    assert owner(form) == code


def test_words_that_name_no_organ_name_no_type_of_one():
    assert [owner(form) for form in ("carcinome épidermoïde", "adénocarcinome", "carcinome", "à cellules claires")] == [None] * 4


def test_acronyms_that_differ_only_by_a_plural_are_read_in_their_own_letters():
    assert "CCI" in tumour_types()["IDC"].exact
    assert "CCIS" in tumour_types()["DCIS"].exact


def test_an_alternative_in_a_form_stands_for_each_of_its_words():
    forms = tumour_types()["SKIN"].fr
    assert "cancer cutané" in forms
    assert "K de la peau" in forms
    assert not any(sign in form for one in tumour_types().values() for form in (*one.fr, *one.en) for sign in "(|")


# Organ and histology -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("organ", "histology", "code"),
    [
        ("lung", "squamous", "LUSC"),
        ("oesophagus", "squamous", "ESCC"),
        ("anus", "squamous", "ANSC"),
        ("cervix", "squamous", "CESC"),
        ("tonsil", "squamous", "OPHSC"),
        ("caecum", "adenocarcinoma", "COAD"),
        ("sigmoid", "mucinous", "COAD"),
        ("rectum", "adenocarcinoma", "READ"),
        ("rectosigmoid", "adenocarcinoma", "COADREAD"),
        ("breast", "breast_nst", "IDC"),
        ("kidney", "clear_cell", "CCRCC"),
        ("ovary", "clear_cell", "CCOV"),
        ("ovary", "serous_high_grade", "HGSOC"),
        ("endometrium", "serous_high_grade", "USC"),
        ("thyroid", "papillary", "THPA"),
        ("skin", "melanoma", "SKCM"),
        ("lung", "melanoma", "MEL"),
        ("stomach", "dlbcl", "DLBCLNOS"),
        ("liver", "squamous", None),
        (None, "squamous", None),
        (None, "hepatocellular", "HCC"),
    ],
)
def test_an_organ_and_a_histology_make_a_type(organ, histology, code):
    assert specific_type(organ, histology) == code


def test_what_an_organ_and_a_histology_make_belongs_to_that_organ_or_arises_anywhere():
    for organ, found in organs().items():
        for histology in histologies().values():
            code = histology.by_organ.get(organ, found.tumour_type)
            of_the_organ = is_a(code, found.tumour_type) or is_a(found.tumour_type, code)
            assert of_the_organ or any(is_a(code, anywhere) for anywhere in ("NEN", "SARCOMA", "HAEM")), (organ, code)


def test_the_colon_has_sides_and_the_breasts_too():
    right = ("caecum", "ascending_colon", "hepatic_flexure", "transverse_colon")
    left = ("splenic_flexure", "descending_colon", "sigmoid")
    assert {organs()[part].sidedness for part in right} == {"right_colon"}
    assert {organs()[part].sidedness for part in left} == {"left_colon"}
    assert organs()["breast"].paired
    assert not organs()["prostate"].paired
    assert not any(organ.paired for organ in organs().values() if organ.sidedness)


def test_only_organs_of_one_sex_say_it():
    assert organs()["prostate"].sex == "male"
    assert organs()["cervix"].sex == "female"
    assert organs()["breast"].sex == ""


# The files -----------------------------------------------------------------------------------------------------------------


FAULTY = {
    "AAA": {"label": "Une", "family": "lung", "fr": ["cancer du poumon"]},
    "BBB": {"label": "Autre", "family": "breast", "en": ["Cancer du Poumon"], "icd10": "C5", "icdo3": "8140"},
    "cc": {"label": "", "family": "foot"},
}


def test_every_fault_of_a_file_is_named_at_once(monkeypatch):
    monkeypatch.setattr(module, "load_yaml", lambda name: FAULTY)
    with pytest.raises(VocabularyError) as error:
        tumour_types.__wrapped__()
    assert len(error.value.faults) == 6
    assert any("« Cancer du Poumon » is claimed by AAA and by BBB" in fault for fault in error.value.faults)


def test_an_unknown_parent_and_a_cycle_are_faults(monkeypatch):
    loop = {"AA": {"parent": "BB"}, "BB": {"parent": "AA"}, "CC": {"parent": "DD"}}
    monkeypatch.setattr(module, "load_yaml", lambda name: loop)
    with pytest.raises(VocabularyError) as error:
        tumour_types.__wrapped__()
    assert [fault.partition(": ")[2] for fault in error.value.faults] == [
        "CC: unknown parent DD",
        "AA: is its own ancestor",
        "BB: is its own ancestor",
    ]


@pytest.mark.parametrize("file", ["comorbidities", "metastatic_sites"])
def test_no_form_means_two_conditions_or_two_sites(file):
    owners: dict[str, str] = {}
    for name, entry in load_yaml(f"vocabulary/{file}.yaml").items():
        assert set(entry) <= {"fr", "en", "exact"}
        for form in (*entry["fr"], *entry["en"], *entry.get("exact", ())):
            both = "hépatites" in form or (
                form.startswith("hépatite B") and form.endswith("C")
            )  # "hépatite B et C" tells of two infections
            both = both or "autoimmune_disease" in (name, owners.get(form))  # "thyroïdite de Hashimoto" is also of the thyroid
            assert both or owners.setdefault(form, name) == name


def test_words_that_mean_something_else_are_no_comorbidity():
    forms = {form for entry in load_yaml("vocabulary/comorbidities.yaml").values() for form in (*entry["fr"], *entry["en"])}
    assert not forms & {"goutte", "SAOS", "PR", "FA", "EP", "SEP", "IC", "AIT"}


# The contract --------------------------------------------------------------------------------------------------------------


@needs_shared
def test_every_type_that_the_conventions_name_exists():
    text = (SHARED / "contract" / "conventions.md").read_text(encoding="utf-8")
    paragraph = text[text.index("**Tumour type.**") :]
    words = re.findall(r"\b[A-Z]{2}[A-Za-z]*\b", paragraph[: paragraph.index("cervix squamous CESC") + 21])
    assert not {word for word in words if word.isupper()} - {"NST", "CCI", "NET", "TNS", "DLBCL"} - set(tumour_types())


@needs_shared
def test_the_values_are_those_of_the_catalogue():
    sets = yaml.safe_load((SHARED / "contract" / "features.yaml").read_text(encoding="utf-8"))["value_sets"]
    assert set(load_yaml("vocabulary/metastatic_sites.yaml")) == set(sets["metastatic_site"])
    assert set(load_yaml("vocabulary/comorbidities.yaml")) == set(sets["comorbidity"])


@needs_shared
def test_every_code_is_one_that_the_documents_allow():
    with open(SHARED / "spec" / "cda_value_sets.csv", encoding="utf-8") as file:
        rows = [(row["jdv"], row["code"]) for row in csv.DictReader(file)]
    places = {code for name, code in rows if name == "JDV_Tumeur_CISIS"}
    forms = {code for name, code in rows if name == "JDV_Morphologie_CISIS"}
    assert {one.icd10 for one in (*tumour_types().values(), *organs().values()) if one.icd10} <= places
    assert {one.icdo3 for one in (*tumour_types().values(), *histologies().values()) if one.icdo3} <= forms
