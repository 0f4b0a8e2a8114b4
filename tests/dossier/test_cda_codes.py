"""The coded constants: each is in the national value set it is said to come from, with its words."""

import csv
from pathlib import Path
from typing import Any

import pytest

from dossier.exports.cda_codes import code, known_code, morphology, section_code, topography
from matching.data_files import load_yaml
from matching.tumour_types import tumour_types

# Our names for the value sets that the national list of concepts holds.
VALUE_SETS = {
    "update_reason": "JDV_MotifMiseAJour_CISIS",
    "discussion": "JDV_NatureDiscussion_CISIS",
    "case_status": "JDV_StatutCasPresente_CISIS",
    "document_status": "JDV_StatutDoc_CISIS",
    "phase": "JDV_PhaseCancer_CISIS",
    "progression": "JDV_ProgressionCancer_CISIS",
    "quorum": "JDV_StatutQuorum_CISIS",
    "laterality": "JDV_ModificateurTopographique_CISIS",
    "oms": "JDV_OMSEchPerf_CISIS",
    "oms_meaning": "JDV_OMSInterpret_CISIS",
    "sex": "JDV_J143_AdministrativeGender_CISIS",
    "frcp_treatment": "JDV_TypeTraitement_FRCP_CISIS",
    "pps_treatment": "JDV_TypeTraitementPPS_CISIS",
    "follow_up": "JDV_TypeDeSuivi_CISIS",
}
KINDS = {
    "monitoring": "JDV_TypeDeSuivi_CISIS",
    "side_effects": "JDV_GestionEffetsSecondaires_CISIS",
    "measure": "JDV_MesuresAssociees_CISIS",
    "support": "JDV_SoinsOncoDeSupport_CISIS",
    "social": "JDV_TypeAccompagnementSocioPro_CISIS",
}
HEADER = {
    "frcp": "JDV_J07_XdsTypeCode_CISIS",
    "pps": "JDV_J07_XdsTypeCode_CISIS",
    "virtual": "JDV_J142_TypeRencontre_CISIS",
    "establishment": "JDV_J04_XdsPracticeSettingCode_CISIS",
    "undefined_sector": "JDV_J02_XdsHealthcareFacilityTypeCode_CISIS",
    "gp": "JDV_J47_FunctionCode_CISIS",
    "team_member": "JDV_J47_FunctionCode_CISIS",
    "correspondent": "JDV_J47_FunctionCode_CISIS",
}


@pytest.fixture(scope="module")
def concepts(shared_dir: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """The national value sets: the system and the words of each code."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    with open(shared_dir / "spec/cda_value_sets.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["jdv"], {})[row["code"]] = (row["codeSystem"], row["displayName"])
    return found


def in_set(concepts: Any, name: str, path: str) -> bool:
    known = code(path)
    return concepts[name].get(known.code) == (known.system, known.display)


def test_each_value_is_in_its_value_set(concepts):
    for ours, name in VALUE_SETS.items():
        for value in load_yaml("codes/frcp_pps.yaml")["values"][ours]:
            assert in_set(concepts, name, f"values.{ours}.{value}"), (ours, value)


def test_no_value_set_is_left_unchecked():
    assert set(load_yaml("codes/frcp_pps.yaml")["values"]) == set(VALUE_SETS)


def test_each_kind_of_act_is_in_the_value_set_of_its_category(concepts):
    for label, (category, (_, value, display)) in load_yaml("codes/frcp_pps.yaml")["acts"].items():
        assert concepts[KINDS[category]][value][1] == display, label


def test_the_codes_of_the_header_are_national(concepts):
    for ours, name in HEADER.items():
        known = code(f"header.{ours}")
        assert concepts[name][known.code][0] == known.system


def test_what_a_meeting_is_about_and_who_comes_is_in_the_national_lists(concepts):
    rcp = load_yaml("rcp.yaml")
    for ours, name in (("organs", "JDV_RCP_Organe_CISIS"), ("topics", "JDV_TraitementSoins_FRCP_CISIS")):
        assert {entry["code"][1] for entry in rcp[ours].values()} == set(concepts[name])
    for _, value, _ in rcp["apparatus"].values():
        assert value in concepts["JDV_RCP_Appareil_CISIS"]
    for key, specialty in rcp["specialties"].items():
        assert specialty["code"] in concepts["JDV_J01_XdsAuthorSpecialty_CISIS"], key


def test_tumours_have_the_words_of_the_national_lists(concepts):
    for kind, name in (("topography", "JDV_Tumeur_CISIS"), ("morphology", "JDV_Morphologie_CISIS")):
        for value, display in load_yaml("codes/tumours.yaml")[kind].items():
            assert concepts[name][value][1] == display


def test_every_tumour_with_a_code_can_leave_with_it():
    for tumour in tumour_types().values():
        assert bool(topography(tumour)) == bool(tumour.icd10)
        assert bool(morphology(tumour)) == bool(tumour.icdo3)


def test_endocrine_treatment_has_not_the_same_code_in_the_two_documents():
    assert code("values.frcp_treatment.endocrine_therapy").code == "C547"
    assert code("values.pps_treatment.endocrine_therapy").code == "C15445"


def test_a_word_without_a_code_has_none():
    assert known_code("values.frcp_treatment", "local_ablation") is None


def test_each_section_ends_with_its_own_national_template():
    for name in load_yaml("codes/frcp_pps.yaml")["sections"]:
        assert section_code(name).templates[-1].startswith("1.2.250.1.213.1.1.2."), name
