"""What the sheet of a trial says of its sources."""

from trials.model import Cohort, Conflict, Contact, LocalTrial, Trial
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
