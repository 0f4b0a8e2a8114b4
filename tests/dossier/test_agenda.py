"""Where a case stands before its meeting: a documented standard, to complete, to discuss, decided; each with its reason."""

import pytest

from dossier.agenda import standing
from dossier.decision import Decision
from dossier.frcp_case import synthesis
from dossier.notebook import Notebook
from dossier.steps import Sources
from guidelines import RuleBase
from guidelines.load import loads
from tests.dossier.conftest import NOTE

ONE_RULE = """
guideline:
  {id: one, title: Fictif, publisher: {network: Fictif, kind: network}, version: 2026.1, published_on: 2026-01-10, review_before: 2099-01-10, status: draft,
   sources: [{id: s, title: Document fictif, publisher: Fictif, year: 2026}]}
scope: {tumour.type: {is_a: BREAST}}
decisions:
  - id: d
    question: Traitement ?
    stage: before_surgery
    policy: unique
    rules:
      - id: r
        when: {all: [{biomarker.her2_status: positive}, {tumour.t: ">= T2"}]}
        options: [{label: Chimiothérapie et trastuzumab, keywords: [chemotherapy, trastuzumab], rank: 1, strength: recommended}]
        source: {id: s}
"""


def of(text: str, sources: Sources) -> Notebook:
    notebook = Notebook.start(text, sources)
    notebook.run_all()
    return notebook


def test_a_case_that_lacks_what_decides_is_to_complete(sources: Sources):
    found = standing(
        of("Patient de 71 ans, OMS 1. Adénocarcinome pulmonaire cT2 N0 M1, métastases osseuses. PD-L1 60 %.", sources)
    )
    assert found.kind == "complete"
    assert found.reason.startswith("Manque : ")


@pytest.mark.parametrize(
    ("added", "said"),
    [("La patiente refuse la chirurgie.", "refus"), ("Récidive locale en 02/2025.", "récidive")],
)
def test_what_no_rule_settles_is_to_discuss(added: str, said: str, sources: Sources):
    found = standing(of(f"{NOTE}\n{added}", sources))
    assert found.kind == "discuss"
    assert said in found.reason


def test_a_validated_case_is_decided(notebook: Notebook):
    notebook.decision = Decision("Chirurgie", ("a",), validated_by="Dr A", validated_on="2025-03-12")
    assert standing(notebook).kind == "decided"


def test_a_case_that_one_rule_settles_with_nothing_missing_is_a_standard():
    rules = RuleBase((loads(ONE_RULE),))
    found = standing(of("Patiente de 54 ans. Carcinome canalaire infiltrant du sein, HER2 3+, cT2 N0 M0.", Sources(rules)))
    assert (found.kind, found.reason) == ("standard", "Chimiothérapie et trastuzumab")
    missing = standing(of("Patiente de 54 ans. Carcinome canalaire infiltrant du sein, HER2 3+, M0.", Sources(rules)))
    assert (missing.kind, missing.reason) == ("complete", "Manque : T ?")


def test_a_case_on_a_list_is_told_in_three_sentences_without_identity(notebook: Notebook):
    said = synthesis(notebook.case)
    assert said.startswith("Femme, 57 ans, OMS 1. Carcinome")
    assert "RE positif" in said
    assert "elvaux" not in said.lower()
