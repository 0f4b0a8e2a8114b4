from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from trials.model import Contact, Intervention, Trial, cross_references, from_json, to_json
from trials.sources.files import Fault, files_in, read


def trials_of(path: Path) -> list[Trial]:
    return [each for each in read(path) if isinstance(each, Trial)]


def one(path: Path) -> Trial:
    (trial,) = trials_of(path)
    return trial


def faults_of(path: Path) -> list[str]:
    return [each.sentence for each in read(path) if isinstance(each, Fault)]


def fault_of(path: Path) -> str:
    (sentence,) = faults_of(path)
    return sentence


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ---------------------------------------------------------------- ClinicalTrials.gov


def test_a_study_keeps_what_a_match_needs(samples: Path) -> None:
    trial = one(samples / "study.json")
    assert (trial.key, trial.title, trial.acronym) == (
        "ctgov/NCT99990001",
        "Invented Study of Drug A in Breast Cancer",
        "INVENT-1",
    )
    assert (trial.phases, trial.status, trial.purpose, trial.sex) == (("PHASE2", "PHASE3"), "RECRUITING", "TREATMENT", "FEMALE")
    assert (trial.age_min_years, trial.age_max_years, trial.healthy_volunteers) == (18, 75, False)
    assert trial.interventions == (Intervention("DRUG", "Trastuzumab", ("Herceptin",)),)
    assert trial.mesh == ("Breast Neoplasms", "Trastuzumab")
    assert trial.dates == {"start": "2025-03", "last_update": "2026-08-11", "verified": "2026-08"}
    assert trial.countries == ("Belgium", "France")


def test_the_numbers_of_other_registries_are_told_from_the_sponsor_s_own(samples: Path) -> None:
    trial = one(samples / "study.json")
    assert trial.xrefs == ("2099-000001-10", "2099-A00001-42", "NCT99990011")
    assert trial.other_ids == ("EXEMPLE-01",)


def test_another_trial_of_the_same_registry_is_no_other_name_of_this_one() -> None:
    assert cross_references("NCT99990001", ["NCT99990055", "2099-000001-10"]) == (("2099-000001-10",), ("NCT99990055",))


def test_escaped_text_is_left_as_published_and_marked(samples: Path) -> None:
    trial = one(samples / "study.json")
    assert "Age \\>= 18 years" in trial.eligibility_text
    assert trial.text_marks == ("escaped",)


def test_a_site_keeps_its_own_status_and_contact(samples: Path) -> None:
    rennes, ghent = one(samples / "study.json").sites
    assert (rennes.status, rennes.lat, rennes.contacts) == (
        "RECRUITING",
        48.11,
        (Contact("Site Person", "CONTACT", "+33 1 99 00 00 00"),),
    )
    assert (ghent.status, ghent.postcode, ghent.lat) == ("COMPLETED", None, None)


def test_a_page_without_eligibility_is_imported_with_what_there_is(samples: Path) -> None:
    first, third = trials_of(samples / "page.json")
    assert (first.eligibility_text, first.age_min_years) == ("", 0.5)
    assert (third.conditions, third.phases, third.sites, third.age_min_years) == (("Melanoma",), (), (), None)


def test_a_study_without_a_number_is_a_sentence_that_names_the_file_and_the_place(samples: Path) -> None:
    assert fault_of(samples / "page.json").startswith("page.json, étude 2 : étude sans identifiant")


def test_a_truncated_line_costs_only_itself(samples: Path) -> None:
    assert [trial.id for trial in trials_of(samples / "studies.jsonl")] == ["NCT99990101", "NCT99990102"]
    assert fault_of(samples / "studies.jsonl") == "studies.jsonl, ligne 3 : JSON illisible ou tronqué (colonne 56)."


def test_the_older_xml_reads_as_version_2_does(samples: Path) -> None:
    trial = one(samples / "legacy.xml")
    assert (trial.key, trial.status, trial.phases) == ("ctgov/NCT99990004", "ACTIVE_NOT_RECRUITING", ("PHASE2", "PHASE3"))
    assert (trial.study_type, trial.purpose, trial.sex) == ("INTERVENTIONAL", "SUPPORTIVE_CARE", "ALL")
    assert (trial.age_min_years, trial.age_max_years, trial.healthy_volunteers) == (18, None, False)
    assert trial.interventions == (Intervention("DIETARY_SUPPLEMENT", "Invented fibre", ("Fibre X",)),)
    assert trial.dates == {"start": "2019-02-03", "last_update": "2021-07-23", "verified": "2021-07"}
    assert trial.version == "2021-07-23"
    assert trial.xrefs == ("2098-000002-20",)


def test_wrapped_text_keeps_its_lines_and_is_marked(samples: Path) -> None:
    trial = one(samples / "legacy.xml")
    assert trial.text_marks == ("wrapped",)
    assert "less than\n             eight weeks" in trial.eligibility_text


# ---------------------------------------------------------------- ECLAIRE, CTIS, ISRCTN


def test_a_bundle_gives_its_studies_with_their_group_and_places(samples: Path) -> None:
    trial, _ = trials_of(samples / "eclaire_bundle.json")
    assert (trial.key, trial.xrefs) == ("eclaire/2099-500001-10-00", ("NCT99990005",))
    assert (trial.status, trial.phases, trial.sex, trial.sponsor) == (
        "RECRUITING",
        ("PHASE1", "PHASE2"),
        "ALL",
        "Promoteur inventé",
    )
    assert trial.title_fr == trial.title
    assert trial.conditions == ("Cancer du rein", "Cancer rénal")
    assert trial.countries == ("Belgium", "France")


def test_outcome_measures_are_no_criteria(samples: Path) -> None:
    trial, _ = trials_of(samples / "eclaire_bundle.json")
    assert [(each.kind, each.text) for each in trial.criteria] == [
        ("inclusion", "Cancer du rein à cellules claires métastatique"),
        ("exclusion", "Traitement antérieur par cabozantinib"),
    ]
    assert all(trial.eligibility_text[each.start : each.end] == each.text for each in trial.criteria)


def test_age_bands_are_said_to_be_bands(samples: Path) -> None:
    trial, _ = trials_of(samples / "eclaire_bundle.json")
    assert (trial.age_min_years, trial.age_max_years, trial.age_from_bands) == (18, None, True)


def test_words_that_stand_for_nothing_are_nothing(samples: Path) -> None:
    trial, withdrawn = trials_of(samples / "eclaire_bundle.json")
    assert trial.sites[0].name is None
    assert trial.sites[0].contacts == (Contact("Dr Camille Exemple", None, "0199000000", None),)
    assert (withdrawn.title, withdrawn.status) == (None, "WITHDRAWN")


def test_a_ctis_record_keeps_the_french_words_beside_the_original(samples: Path) -> None:
    trial = one(samples / "ctis.json")
    assert (trial.key, trial.xrefs) == ("ctis/2099-500001-10-00", ("NCT99990005", "2098-000003-30"))
    assert (trial.title, trial.title_fr) == ("Drug B in kidney cancer", "Médicament B dans le cancer du rein")
    assert [(each.text, each.text_fr) for each in trial.criteria] == [
        ("Clear cell renal carcinoma", "Carcinome rénal à cellules claires"),
        ("Prior cabozantinib", None),
    ]
    assert trial.official_title == "An invented study of drug B in kidney cancer"


def test_a_ctis_site_has_the_status_of_its_country(samples: Path) -> None:
    trial = one(samples / "ctis.json")
    assert trial.status == "RECRUITING"
    assert [(site.country, site.status) for site in trial.sites] == [("France", "ACTIVE_NOT_RECRUITING")]


def test_an_isrctn_record_has_no_status_rather_than_a_guessed_one(samples: Path) -> None:
    trial = one(samples / "isrctn.json")
    assert (trial.key, trial.status, trial.phases) == ("isrctn/ISRCTN99990006", None, ("PHASE2", "PHASE3"))
    assert trial.other_ids == ("12345",)


# ---------------------------------------------------------------- files that are not what they should be


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("vide.json", "", "vide.json : le fichier est vide."),
        ("coupe.json", '{"protocolSection": {"ident', "coupe.json : JSON illisible ou tronqué"),
        ("page.json", "<!DOCTYPE html><html></html>", "page.json : c'est une page web"),
        ("note.json", "Cher confrère", "note.json : ce n'est ni du JSON ni du XML."),
        ("liste.json", '[{"nom": "x"}, 3]', "liste.json, étude 1 : ce JSON ne vient pas d'un registre connu."),
        ("latin.json", '{"a": "é"}'.encode("latin-1"), "latin.json : l'encodage n'est pas de l'UTF-8"),
        ("profond.json", "[" * 100_000, "profond.json : JSON illisible"),
        ("groupe.json", '{"resourceType": "Group", "id": "1"}', "groupe.json : une ressource FHIR « Group » seule"),
        ("rien.json", '{"resourceType": "Bundle", "total": 0}', "rien.json : aucun essai dans ce fichier."),
        ("sans.json", '{"authorizedApplication": {}}', "sans.json : essai sans identifiant"),
        ("autre.xml", "<article><p>texte</p></article>", "autre.xml : XML d'un autre genre"),
        ("coupe.xml", "<clinical_study><id_info>", "coupe.xml : XML illisible ou tronqué"),
        ("sans.xml", "<clinical_study><id_info/></clinical_study>", "sans.xml : étude sans identifiant"),
    ],
)
def test_a_wrong_file_is_one_french_sentence(tmp_path: Path, name: str, content: str | bytes, sentence: str) -> None:
    first, *_ = faults_of(written(tmp_path, name, content))
    assert first.startswith(sentence)
    assert "\n" not in first


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "absent.json").startswith("absent.json : fichier introuvable")


def test_a_compressed_file_is_refused(tmp_path: Path) -> None:
    assert "ni du JSON ni du XML" in fault_of(written(tmp_path, "a.json", gzip.compress(b"{}")))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE clinical_study [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE clinical_study [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE clinical_study SYSTEM "http://exemple.invalid/x.dtd">',
    ],
)
def test_xml_with_entities_is_refused_and_reads_no_file(tmp_path: Path, doctype: str) -> None:
    body = f'<?xml version="1.0"?>{doctype}<clinical_study><id_info><nct_id>NCT99990009</nct_id></id_info></clinical_study>'
    assert "DOCTYPE ou des entités" in fault_of(written(tmp_path, "piege.xml", body))


def test_a_byte_order_mark_and_windows_line_ends_are_no_obstacle(tmp_path: Path, samples: Path) -> None:
    content = b"\xef\xbb\xbf" + (samples / "study.json").read_bytes().replace(b"\n", b"\r\n")
    assert one(written(tmp_path, "study.json", content)) == one(samples / "study.json")


def test_no_odd_shape_of_a_study_stops_the_import(tmp_path: Path) -> None:
    odd = [None, 3, "x", [], [None], {}, {"a": None}, True]
    modules = (
        "statusModule",
        "designModule",
        "eligibilityModule",
        "contactsLocationsModule",
        "conditionsModule",
        "armsInterventionsModule",
    )
    studies = [
        {"protocolSection": {"identificationModule": {"nctId": "NCT99990010"}} | dict.fromkeys(modules, value)} for value in odd
    ]
    assert all(isinstance(each, Trial) for each in read(written(tmp_path, "odd.json", json.dumps({"studies": studies}))))


def test_a_trial_survives_the_way_through_json(samples: Path) -> None:
    for path in files_in(samples):
        for trial in trials_of(path):
            assert from_json(json.loads(json.dumps(to_json(trial)))) == trial


# ---------------------------------------------------------------- real records


def test_every_real_record_is_read(shared_dir: Path) -> None:
    assert faults_of(shared_dir / "trials" / "dev.jsonl") == []
    trials = trials_of(shared_dir / "trials" / "dev.jsonl")
    assert len(trials) == 480
    assert all(trial.eligibility_text for trial in trials)


def test_every_real_answer_of_a_registry_is_read_or_explained(shared_dir: Path) -> None:
    without = [path.name for path in files_in(shared_dir / "registry_samples") if faults_of(path)]
    assert without == ["FindGroup.json", "FindLocation.json", "FindOrganization.json"]
