"""What the sheet of a trial says of its sources."""

from streamlit.testing.v1 import AppTest

from store.engine import session
from tests.ui.screen import show, texts
from trials import registry
from trials.model import Cohort, Conflict, Contact, LocalTrial, Site, Trial
from trials.portfolio import replace_portfolio
from ui.web import resources
from ui.web.trial_sources import conflict_lines, portfolio_lines


def test_a_disagreement_names_each_source_in_words():
    trial = Trial("NCT07700001", "ctgov", conflicts=(
        Conflict("status", (("ctis", "ACTIVE_NOT_RECRUITING"), ("ctgov", "RECRUITING"))),
        Conflict("age_min_years", (("ctgov", "0.5"), ("isrctn", "18"))),
    ))  # fmt: skip
    assert conflict_lines(trial) == [
        "Les sources ne disent pas la même chose (statut) : CTIS, recrutement terminé ; ClinicalTrials.gov, recrute. Vérifier auprès du promoteur.",
        "Les sources ne disent pas la même chose (âge minimal) : ClinicalTrials.gov, 0,5 ans ; ISRCTN, 18 ans. Vérifier auprès du promoteur.",
    ]


def test_the_portfolio_is_told_line_by_line():
    local = LocalTrial(
        "NCT07700001", "RECRUITING", protocol_version="4.1", protocol_date="2026-02-03", slots=2,
        cohorts=(Cohort("Bras A", "RECRUITING", 1), Cohort("Bras B", "COMPLETED", 0)), coordinator=Contact("C. Fictive", None, "01 00 00 00 00"),
    )  # fmt: skip
    assert portfolio_lines(local) == [
        "**Notre centre : recrute**, 2 places",
        "Protocole version 4.1 du 03/02/2026",
        "Bras A : recrute, 1 place",
        "Bras B : terminé, complet",
        "Coordination : C. Fictive, 01 00 00 00 00",
    ]


def test_the_sheet_shows_the_portfolio_the_disagreement_and_a_message(page: AppTest, sign_in):
    sign_in()
    here = Site(
        "CHU inventé",
        "Rennes",
        "35000",
        "France",
        status="RECRUITING",
        contacts=(Contact("Dr A. Fictive", email="a@hopital.example"),),
    )
    with session(resources.registry()) as opened:
        of_ctgov = Trial(
            "NCT07700001", "ctgov", xrefs=("2099-500001-10-00",), title="Invented", status="RECRUITING", sites=(here,)
        )
        registry.save(opened, [of_ctgov, Trial("2099-500001-10-00", "ctis", status="COMPLETED")])
        replace_portfolio(opened, [LocalTrial("NCT07700001", "RECRUITING", slots=2, inclusions=("ECOG 0-1",))])
    show(page, "trials", essai="2099-500001-10-00")
    assert not page.exception
    assert "**Notre centre : recrute**, 2 places" in page.info[0].value
    assert "(statut) : CTIS, terminé ; ClinicalTrials.gov, recrute" in page.warning[0].value
    assert "dans votre centre (CHU inventé, Rennes)" in page.code[0].value
    assert "ECOG 0-1" in texts(page)
