"""Side effects and late effects: the data file speaks the vocabularies, and each treatment brings its own."""

from dossier.effects import Treated, effects_of
from matching.case import Treatment
from matching.data_files import load_yaml
from matching.drugs import drug_classes, drugs
from matching.tumour_types import tumour_types


def test_every_entry_speaks_the_vocabularies_and_names_a_source():
    data = load_yaml("effects.yaml")
    families = {tumour.family for tumour in tumour_types().values()}
    for name, entry in data["effects"].items():
        assert entry["source"] in data["sources"], name
        assert set(entry.get("classes", ())) <= set(drug_classes()), name
        assert set(entry.get("families", ())) <= families, name
        assert set(entry.get("drugs", ())) <= set(drugs()), name
        assert {person for late in entry.get("late", ()) for person in late["by"]} <= set(data["people"]), name


def test_every_person_of_a_schedule_has_a_french_name(sources):
    people = {person for guideline in sources.rules.guidelines for schedule in guideline.follow_up for person in schedule.by}
    assert people <= set(load_yaml("effects.yaml")["people"])


def test_a_drug_brings_the_effects_of_its_classes():
    found = effects_of(Treated.of_keywords(["epirubicin", "docetaxel"]), "breast")
    assert [effect.id for effect in found] == ["cytotoxic", "anthracycline", "taxane"]


def test_each_platinum_brings_its_own_effects_and_not_those_of_another():
    carboplatin = effects_of(Treated.of_keywords(["carboplatin"]), "lung")
    assert [effect.id for effect in carboplatin] == ["cytotoxic", "platinum", "carboplatin"]
    assert not any("froid" in effect.patient or "audition" in effect.patient for effect in carboplatin)
    assert any("froid" in effect.patient for effect in effects_of(Treated.of_keywords(["oxaliplatin"]), "colorectal"))


def test_a_word_of_care_brings_what_it_is_a_kind_of():
    assert Treated.of_keywords(["chemoradiotherapy"]).modalities >= {"chemotherapy", "radiotherapy"}
    assert "aromatase_inhibitor" in Treated.of_keywords(["aromatase inhibitor"]).classes


def test_the_seat_matters_for_surgery_and_radiotherapy():
    treated = Treated.of_records([Treatment("radiotherapy")])
    assert {"neck_radiotherapy"} <= {effect.id for effect in effects_of(treated, "head_neck")}
    assert "neck_radiotherapy" not in {effect.id for effect in effects_of(treated, "prostate")}


def test_what_is_planned_was_not_received():
    assert effects_of(Treated.of_records([Treatment("chemotherapy", planned=True)]), "breast") == []
