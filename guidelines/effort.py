"""What it costs to get an answer, and what may still change for a patient (data/effort.yaml).

>>> effort("patient.ecog"), effort("biomarker.hrd")
(1.0, 8.0)
>>> recoverable("lab.neutrophils"), recoverable("patient.age")
(True, False)
"""

from __future__ import annotations

from functools import cache
from typing import Any

from matching.catalogue import catalogue
from matching.data_files import VocabularyError, load_yaml


def effort(key: str) -> float:
    """As a multiple of reading an answer in the record."""
    table = _table()
    return float(table["features"].get(key, table["asked_of"][catalogue()[key].asked_of]))


def recoverable(key: str) -> bool:
    """May this value still change, by treatment, by care or by itself?"""
    table = _table()["recoverable"]
    return key in table["features"] or catalogue()[key].group in table["groups"]


def fixed(key: str) -> bool:
    """Would another value be another patient?"""
    return key in _table()["fixed"]


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = load_yaml("effort.yaml")
    unknown = [key for key in (*table["features"], *table["recoverable"]["features"], *table["fixed"]) if key not in catalogue()]
    if unknown:
        raise VocabularyError([f"effort.yaml: unknown feature {key}" for key in unknown])
    return table
