"""The rank of a trial for a case, as a number that can be explained term by term.

score = (0.45 x disease + 0.40 x criteria + 0.15 x precision) x contrary

disease     1 when the tumour type is what the trial asks for, 0.7 when it asks for any solid tumour or haemopathy,
            0.5 where that is not known or the trial takes any cancer, 0.1 for a trial about something else than a
            cancer, 0 for another tumour
criteria    of the criteria that say something of the patient: met count 1, unknown 0.4, contrary 0; four more count as unknown,
            so that two criteria met weigh less than ten
precision   how many met criteria bear on what the tumour is (type, extent, stage, biomarkers, lines), up to four
contrary    0.35 for the first criterion not met, 0.7 for each other one; 0.8 where it may pass later
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matching.catalogue import catalogue

_DISEASE = {"type": 0.5, "broad": 0.5, "cancer": 0.5, "other": 0.1}
_BROAD = 0.7
_UNTOLD = 4  # criteria taken as unknown beside those that were formalised
_TUMOUR_GROUPS = ("tumour.", "biomarker.", "history.")
_MOST_PRECISE = 4


class Said(NamedTuple):
    """One criterion as the rank sees it: Said(frozenset({"patient.ecog"}), "met", False, True)."""

    keys: frozenset[str]
    verdict: str
    recoverable: bool
    inclusion: bool


def rank_score(disease: str, criteria: Sequence[Said]) -> float:
    """The score, from 0 to 1. What is to confirm or not formalised counts nothing, nor what only a person can say."""
    met = sum(one.verdict == "met" for one in criteria)
    unknown = sum(one.verdict == "unknown" and not _in_words(one) for one in criteria)
    contrary = [one.recoverable for one in criteria if one.verdict == "not_met"]
    counted = met + unknown + len(contrary)
    share = (met + 0.4 * (unknown + _UNTOLD)) / (counted + _UNTOLD)
    precise = sum(
        one.verdict == "met" and one.inclusion and any(key.startswith(_TUMOUR_GROUPS) for key in one.keys) for one in criteria
    )
    score = 0.45 * _disease(disease, criteria) + 0.40 * share + 0.15 * min(precise, _MOST_PRECISE) / _MOST_PRECISE
    first = True
    for recoverable in contrary:
        score *= 0.8 if recoverable else 0.35 if first else 0.7
        first = first and recoverable
    return round(score, 4)


def _in_words(one: Said) -> bool:
    """Does a criterion ask only for phrases of its own sentence, which no note answers?"""
    return bool(one.keys) and all(catalogue()[key].in_words for key in one.keys)


def _disease(disease: str, criteria: Sequence[Said]) -> float:
    """The answer of the criteria that ask for a tumour type; what the registry says where none does."""
    verdicts = {one.verdict for one in criteria if one.inclusion and "tumour.type" in one.keys}
    if "not_met" in verdicts:
        return 0.0
    return (_BROAD if disease == "broad" else 1.0) if "met" in verdicts else _DISEASE[disease]
