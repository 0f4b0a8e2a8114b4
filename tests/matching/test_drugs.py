"""The drugs, their classes and the named regimens, as a pharmacist would read them over."""

import re
from collections import Counter

import pytest

from matching.data_files import DATA, VocabularyError
from matching.drugs import build, classes_of, drug_classes, drugs, members_of, protocols, spellings


def drug_meant_by(form):
    return [inn for inn, drug in drugs().items() if form.lower() in (f.lower() for f in drug.forms) or form in drug.exact]


def test_the_vocabulary_is_wide_enough():
    anticancer = [drug for drug in drugs().values() if drug.modality]
    assert len(anticancer) >= 380
    assert len(drugs()) - len(anticancer) >= 80
    assert len(protocols()) >= 130


@pytest.mark.parametrize("file", ["drugs.yaml", "drug_classes.yaml", "protocols.yaml"])
def test_no_line_silently_replaces_another(file):
    keys = re.findall(r"(?m)^([^#\s][^:]*): \{", (DATA / "vocabulary" / file).read_text("utf-8"))
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_every_class_has_members():
    assert [name for name in drug_classes() if not members_of(name)] == []


def test_every_inn_is_in_lower_case():
    assert [inn for inn in drugs() if inn != inn.lower()] == []


def test_a_drug_has_the_modality_of_its_classes():
    contradictions = [
        (inn, name)
        for inn, drug in drugs().items()
        for name in classes_of(inn)
        if None not in (drug.modality, drug_classes()[name].modality) and drug.modality != drug_classes()[name].modality
    ]
    assert contradictions == []


def test_every_modality_is_one_of_a_treatment_record():
    known = {"chemotherapy", "immunotherapy", "targeted_therapy", "endocrine_therapy", "radionuclide", None}
    assert {drug.modality for drug in drugs().values()} <= known
    assert {drug_class.modality for drug_class in drug_classes().values()} <= known


@pytest.mark.parametrize(
    ("form", "inn"),
    [
        ("cisplatine", "cisplatin"),
        ("5FU", "fluorouracil"),
        ("5-fu", "fluorouracil"),
        ("Xeloda", "capecitabine"),
        ("TDM1", "trastuzumab emtansine"),
        ("T-DXd", "trastuzumab deruxtecan"),
        ("trastuzumab déruxtécan", "trastuzumab deruxtecan"),
        ("pembro", "pembrolizumab"),
        ("Mvasi", "bevacizumab"),
        ("Lonsurf", "trifluridine"),
        ("acide zolédronique", "zoledronic acid"),
        ("Pluvicto", "lutetium psma"),
        ("Préviscan", "fluindione"),
    ],
)
def test_a_name_written_in_a_note_means_one_drug(form, inn):
    assert drug_meant_by(form) == [inn]


def test_ipi_is_ipilimumab_but_the_prognostic_index_ipi_is_not():
    assert drug_meant_by("ipi") == ["ipilimumab"]
    assert drug_meant_by("IPI") == []


@pytest.mark.parametrize(
    ("inn", "class_id"),
    [
        ("pembrolizumab", "anti_pd1_pdl1"),
        ("durvalumab", "checkpoint_inhibitor"),
        ("trastuzumab deruxtecan", "anti_her2"),
        ("trastuzumab deruxtecan", "antibody_drug_conjugate"),
        ("sacituzumab govitecan", "topoisomerase_i_adc"),
        ("tucatinib", "anti_her2"),
        ("osimertinib", "egfr_inhibitor"),
        ("amivantamab", "bispecific_antibody"),
        ("capecitabine", "antimetabolite"),
        ("liposomal doxorubicin", "anthracycline"),
        ("abiraterone", "arpi"),
        ("darolutamide", "anti_androgen"),
        ("goserelin", "androgen_deprivation"),
        ("degarelix", "androgen_deprivation"),
        ("apixaban", "anticoagulant"),
        ("methotrexate", "immunosuppressant"),
        ("axicabtagene ciloleucel", "anti_cd19"),
        ("everolimus", "pi3k_akt_mtor_inhibitor"),
    ],
)
def test_a_drug_belongs_to_the_classes_above_its_own(inn, class_id):
    assert class_id in classes_of(inn)
    assert inn in members_of(class_id)


@pytest.mark.parametrize(
    ("inn", "class_id"),
    [
        ("trifluridine", "fluoropyrimidine"),  # not broken down by DPD
        ("abiraterone", "anti_androgen"),
        ("degarelix", "lhrh_agonist"),
        ("acetylsalicylic acid", "anticoagulant"),
        ("osimertinib", "egfr_tki_1g"),
        ("amivantamab", "immunotherapy"),
        ("fluconazole", "strong_cyp3a4_inhibitor"),
        ("glofitamab", "anti_cd20"),
        ("tamoxifen", "aromatase_inhibitor"),
    ],
)
def test_a_drug_is_kept_out_of_a_neighbouring_class(inn, class_id):
    assert class_id not in classes_of(inn)


def test_small_classes_are_complete_and_hold_nothing_else():
    assert members_of("cdk4_6_inhibitor") >= {"palbociclib", "ribociclib", "abemaciclib"}
    assert members_of("aromatase_inhibitor") == {"letrozole", "anastrozole", "exemestane"}
    assert members_of("arpi") >= {"abiraterone", "enzalutamide", "apalutamide", "darolutamide"}
    assert members_of("platinum") >= {"cisplatin", "carboplatin", "oxaliplatin"}
    assert members_of("anti_cd38") == {"daratumumab", "isatuximab"}


@pytest.mark.parametrize(
    ("inn", "modality"),
    [
        ("trastuzumab emtansine", "targeted_therapy"),
        ("rituximab", "targeted_therapy"),
        ("palbociclib", "targeted_therapy"),
        ("axicabtagene ciloleucel", "immunotherapy"),
        ("glofitamab", "immunotherapy"),
        ("bcg", "immunotherapy"),
        ("goserelin", "endocrine_therapy"),
        ("lutetium psma", "radionuclide"),
        ("radium-223", "radionuclide"),
        ("apixaban", None),
        ("prednisone", None),
    ],
)
def test_a_drug_makes_a_treatment_of_the_agreed_modality(inn, modality):
    assert drugs()[inn].modality == modality


@pytest.mark.parametrize(
    ("name", "agents"),
    [
        ("FOLFIRINOX", {"fluorouracil", "irinotecan", "oxaliplatin"}),
        ("FLOT", {"fluorouracil", "oxaliplatin", "docetaxel"}),
        ("R-CHOP", {"rituximab", "cyclophosphamide", "doxorubicin", "vincristine", "prednisone"}),
        ("R-DHAOx", {"rituximab", "dexamethasone", "cytarabine", "oxaliplatin"}),
        ("ABVD", {"doxorubicin", "bleomycin", "vinblastine", "dacarbazine"}),
        ("BEP", {"bleomycin", "etoposide", "cisplatin"}),
        ("TCHP", {"docetaxel", "carboplatin", "trastuzumab", "pertuzumab"}),
        ("MAID", {"doxorubicin", "ifosfamide", "dacarbazine"}),
        ("Akeega", {"niraparib", "abiraterone"}),
    ],
)
def test_a_regimen_gives_its_agents(name, agents):
    assert set(protocols()[name].agents) == agents


def test_supportive_drugs_are_no_agents_of_a_regimen():
    agents = {agent for protocol in protocols().values() for agent in protocol.agents}
    assert not agents & {"folinic acid", "mesna", "filgrastim"}


def test_the_taxane_of_ec_t_and_the_platinum_of_extreme_are_known_by_class_only():
    assert protocols()["EC-T"].classes == ("taxane",)
    assert protocols()["EXTREME"].classes == ("platinum",)


def test_two_letter_names_are_read_in_their_letter_case_and_need_a_treatment_around():
    short = [p for p in protocols().values() if len(p.name) == 2 and p.name.isupper()]
    assert {p.name for p in short} >= {"EC", "AC", "TC", "EP", "GC", "BR", "AI"}
    assert all(p.ambiguous and not p.forms for p in short)


def test_tc_is_one_regimen_in_breast_and_another_in_gynaecology():
    meanings = {tissue: p.agents for p in protocols().values() if "TC" in p.exact for tissue in p.tumours}
    assert meanings["BREAST"] == ("docetaxel", "cyclophosphamide")
    assert meanings["OVARY"] == ("carboplatin", "paclitaxel")


def test_regimens_that_are_french_words_are_not_read_in_lower_case():
    read_in_any_case = {form.lower() for protocol in protocols().values() for form in protocol.forms}
    assert not read_in_any_case & {"vide", "flot", "fac", "extreme", "map", "ice", "cross", "cap", "vit", "cop"}


def test_a_hyphen_stands_for_a_space_or_nothing_and_brackets_for_an_optional_part():
    assert spellings("5-FU") == ("5-FU", "5 FU", "5FU")
    assert spellings("taxane(s)") == ("taxanes", "taxane")
    assert spellings("lutetium (177Lu) oxodotreotide") == ("lutetium (177Lu) oxodotreotide",)


@pytest.mark.parametrize(
    ("raw_drugs", "raw_classes", "raw_protocols", "fault"),
    [
        ({"cisplatin": {"classes": ["platinium"]}}, {}, {}, "drugs.yaml: cisplatin: unknown class 'platinium'"),
        ({}, {"taxane": {"parent": "chemo"}}, {}, "drug_classes.yaml: taxane: unknown parent 'chemo'"),
        ({}, {"a": {"parent": "b"}, "b": {"parent": ["a"]}}, {}, "drug_classes.yaml: a: is its own ancestor"),
        ({"x": {"forms": ["carbo"]}, "y": {"brands": ["Carbo"]}}, {}, {}, "x; vocabulary/drugs.yaml: y: share the form 'carbo'"),
        ({"létro": {}, "y": {"exact": ["letro"]}}, {}, {}, "share the form 'letro'"),
        ({"x": {}}, {"c": {"fr": ["X"]}}, {}, "vocabulary/drugs.yaml: x: share the form 'x'"),
        ({}, {}, {"FOLFOX": {"agents": ["5-fu"]}}, "protocols.yaml: FOLFOX: unknown agent '5-fu'"),
        ({}, {}, {"EC": {"agents": [], "ambiguous": True, "forms": ["ec"]}}, "protocols.yaml: EC: an ambiguous name"),
        ({"x": {"brand": ["X"]}}, {}, {}, "drugs.yaml: x: unknown field 'brand'"),
    ],
)
def test_a_fault_in_the_data_is_named_with_its_file_and_key(raw_drugs, raw_classes, raw_protocols, fault):
    with pytest.raises(VocabularyError, match=re.escape(fault)):
        build(raw_drugs, raw_classes, raw_protocols)


def test_all_the_faults_are_told_at_once():
    with pytest.raises(VocabularyError) as error:
        build({"x": {"classes": ["nowhere"]}}, {"c": {"parent": "nowhere"}}, {"P": {"agents": ["nothing"]}})
    assert len(error.value.faults) == 3
