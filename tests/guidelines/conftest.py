"""Small guidelines written in the tests themselves, and fictional patients to try them on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guidelines.load import loads
from guidelines.model import RuleBase
from guidelines.recommend import Recommendations, recommend
from matching.case import Case
from matching.derive import derive

HEADER = """
guideline:
  id: breast-example
  title: Cancer du sein (exemple)
  publisher: {network: "Réseau (exemple)", kind: network}
  version: 2025.1
  published_on: 2025-06-01
  review_before: 2026-06-01
  sources: [{id: example, title: "Document d'exemple", publisher: Exemple, year: 2025}]
scope: {tumour.type: {is_a: BREAST}, tumour.m: M0}
"""

BREAST = {"tumour.type": "IDC", "tumour.m": "M0"}


@pytest.fixture(scope="session")
def patient() -> Callable[..., Case]:
    """patient(features): a fictional patient with a localised breast cancer unless they say otherwise; None takes one away."""

    def _patient(features: dict[str, Any], **record: Any) -> Case:
        known = {key: value for key, value in {**BREAST, **features}.items() if value is not None}
        return derive(Case.from_json({"id": "exemple", "date": "2025-11-12", "features": known, **record}))

    return _patient


@pytest.fixture(scope="session")
def advise(patient: Callable[..., Case]) -> Callable[..., Recommendations]:
    """advise(body, features): what a guideline with this body says of such a patient."""

    def _advise(body: str, features: dict[str, Any], status: str = "draft", **record: Any) -> Recommendations:
        guideline = loads(HEADER.replace("version:", f"status: {status}\n  version:") + body)
        return recommend(patient(features, **record), RuleBase((guideline,)))

    return _advise
