from __future__ import annotations

import pytest
from sqlalchemy import Engine

from store.engine import reading, session
from trials import registry
from trials.model import Intervention, Site, Trial
from trials.search import search
from trials.terms import expand, fold

FRANCE = Site("Hôpital inventé", "Rennes", "35000", "France")
TRIALS = (
    Trial(
        "NCT99990301",
        "ctgov",
        title="Trastuzumab in Breast Cancer",
        conditions=("Breast Cancer",),
        status="RECRUITING",
        sites=(FRANCE,),
    ),
    Trial(
        "NCT99990302", "ctgov", title="A Study in Melanoma", conditions=("Melanoma",), eligibility_text="No prior breast cancer"
    ),
    Trial(
        "NCT99990303",
        "ctgov",
        title="Pembrolizumab, PD-L1 positive lung",
        conditions=("Non-small Cell Lung Cancer",),
        interventions=(Intervention("DRUG", "Pembrolizumab", ("Keytruda",)),),
        status="COMPLETED",
        sites=(Site(country="Belgium"),),
        other_ids=("EORTC-1111",),
    ),
    Trial("2099-A00009-30", "eclaire", title="Cancer de l'œsophage métastatique", status="RECRUITING", sites=(FRANCE,)),
)


@pytest.fixture
def filled(any_database: Engine) -> Engine:
    with session(any_database) as opened:
        registry.save(opened, TRIALS)
    return any_database


def found(database: Engine, words: str, country: str | None = None, status: str | None = None) -> list[str]:
    with reading(database) as opened:
        return [hit.id for hit in search(opened, words, country=country, status=status)]


def test_a_title_counts_more_than_a_criterion(filled: Engine) -> None:
    assert found(filled, "breast cancer") == ["NCT99990301", "NCT99990302"]


def test_french_words_find_english_records(filled: Engine) -> None:
    assert found(filled, "cancer du sein") == ["NCT99990301", "NCT99990302"]
    assert found(filled, "cancers du poumon") == ["NCT99990303"]
    assert found(filled, "mélanome") == ["NCT99990302"]


def test_a_brand_finds_the_substance_and_the_french_name_the_english_one(filled: Engine) -> None:
    assert found(filled, "Herceptin") == ["NCT99990301"]
    assert found(filled, "Keytruda") == ["NCT99990303"]


def test_accents_case_and_ligatures_do_not_count(filled: Engine) -> None:
    assert found(filled, "OESOPHAGE") == found(filled, "œsophage") == ["2099-A00009-30"]


def test_a_trial_is_found_by_its_number_and_the_sponsor_s(filled: Engine) -> None:
    assert found(filled, "NCT99990303") == found(filled, "eortc-1111") == ["NCT99990303"]


def test_a_hyphenated_name_is_one_thing(filled: Engine) -> None:
    assert found(filled, "PD-L1") == ["NCT99990303"]


def test_country_and_status_narrow_the_list(filled: Engine) -> None:
    assert found(filled, "cancer", country="France") == found(filled, "cancer", status="RECRUITING")
    assert set(found(filled, "cancer", country="France")) == {"NCT99990301", "2099-A00009-30"}
    assert found(filled, "cancer", country="Belgium") == ["NCT99990303"]


def test_where_no_trial_has_every_word_those_with_some_are_found(filled: Engine) -> None:
    assert found(filled, "mélanome zzz") == ["NCT99990302"]


@pytest.mark.parametrize("words", ["", "   ", "de la", '"', "' OR 1=1 --", "a* NEAR(", "(((", "col:umn", "- & | !"])
def test_no_words_and_odd_words_are_no_error(filled: Engine, words: str) -> None:
    found(filled, words)


def test_a_registry_without_trials_finds_nothing(any_database: Engine) -> None:
    assert found(any_database, "cancer") == []


def test_an_updated_trial_is_found_by_its_new_words_only(filled: Engine) -> None:
    changed = Trial("NCT99990302", "ctgov", title="A Study in Glioma", version="2026-01-01", eligibility_text="None")
    with session(filled) as opened:
        registry.save(opened, [changed])
    assert found(filled, "melanoma") == []
    assert found(filled, "glioma") == ["NCT99990302"]


def test_folding_leaves_plain_letters() -> None:
    assert fold("Œsophage Avancé, CÆCUM") == "oesophage avance, caecum"


def test_the_longest_known_name_is_taken_whole() -> None:
    (tumour,) = expand("cancer du sein")
    assert "breast cancer" in tumour
    tumour, marker = expand("cancer du sein PD-L1")
    assert "breast cancer" in tumour
    assert "pd l1" in marker
