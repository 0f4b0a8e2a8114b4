"""The rank of a trial for a case, as a number that can be explained term by term.

score = topic x (0.6 + 0.3 x precision + 0.1 x share) x contrary x doubt

topic       1 when the trial is about the tumour of the case, 0.85 where it names leukaemias, lymphomas or sarcomas without saying which,
            0.8 where the case is told less precisely than the trial, 0.7 for any solid tumour or haemopathy, or for one in a list of
            many, 0.5 for another tumour of the same organ, where the trial takes any cancer or where the tumour is not known, 0.1 for
            something else than a cancer, 0 for another cancer
precision   how many met criteria and hints bear on what the tumour is (type, extent, stage, biomarkers, lines), up to six
share       of the criteria that say something of the patient: met count 1, unknown 0.4, contrary 0; four more count as unknown,
            so that two criteria met weigh less than ten
contrary    0.35 for the first criterion not met, 0.7 for each other one; 0.8 where it may pass later
doubt       0.7 for each criterion that fails if what the note does not tell is not so, and for each hint that does
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matching.catalogue import catalogue
from matching.tumour_types import family_of, is_a

_UNTOLD_TOPIC = {"type": 0.5, "broad": 0.5, "cancer": 0.5, "other": 0.1}
_OF_ANY = ("SOLID", "HAEM")
_GROUPS, _OF_GROUP = ("LEUKAEMIA", "LYMPHOMA", "SARCOMA"), 0.85  # names of many diseases that are treated apart
_OF_MANY, _MANY = 0.7, 3  # a trial that lists more families of tumours than that is about none of them
_UNTOLD = 4  # criteria taken as unknown beside those that were formalised
_TUMOUR_GROUPS = ("tumour.", "biomarker.", "history.")
_MOST_PRECISE = 6
_MOST_DOUBT = 0.2


class Said(NamedTuple):
    """One criterion as the rank sees it: Said(frozenset({"patient.ecog"}), "met", False, True); `doubtful`: it fails if silence means no."""

    keys: frozenset[str]
    verdict: str
    recoverable: bool
    inclusion: bool
    doubtful: bool = False


def topic(tumour: str | None, disease: str, asked: Iterable[str]) -> float:
    """How near a trial about the tumour types `asked` is to the tumour of a case.

    >>> topic("LUSC", "type", ["NSCLC"]), topic("LUSC", "broad", ["SOLID"]), topic("LUSC", "type", ["BREAST"])
    (1.0, 0.7, 0.0)
    """
    named = set(asked)
    codes = [code for code in named if code not in _GROUPS or not any(one != code and is_a(one, code) for one in named)]
    if tumour is None or not codes:
        return _UNTOLD_TOPIC[disease]
    near = max(nearness(tumour, code) for code in codes)
    return min(near, _OF_MANY) if len({family_of(code) for code in codes}) > _MANY else near


def nearness(tumour: str, code: str) -> float:
    """`topic` for one tumour type that is asked for.

    >>> nearness("LUNG", "NSCLC"), nearness("LUSC", "SCLC")
    (0.8, 0.5)
    """
    if is_a(tumour, code):
        return _OF_MANY if code in _OF_ANY else _OF_GROUP if code in _GROUPS else 1.0
    if is_a(code, tumour):
        return 0.8
    return 0.5 if family_of(code) == family_of(tumour) else 0.0


def rank_score(near: float, criteria: Sequence[Said], hints: Sequence[bool | None] = ()) -> float:
    """The score, from 0 to 1, for a `topic`. What is to confirm or not formalised counts nothing, nor what only a person can say."""
    met = sum(one.verdict == "met" for one in criteria)
    unknown = sum(one.verdict == "unknown" and not _in_words(one) for one in criteria)
    contrary = [one.recoverable for one in criteria if one.verdict == "not_met"]
    share = (met + 0.4 * (unknown + _UNTOLD)) / (met + unknown + len(contrary) + _UNTOLD)
    precise = sum(
        one.verdict == "met" and one.inclusion and any(key.startswith(_TUMOUR_GROUPS) for key in one.keys) for one in criteria
    ) + sum(hint is True for hint in hints)
    doubts = sum(one.doubtful for one in criteria) + sum(hint is False for hint in hints)
    score = near * (0.6 + 0.3 * min(precise, _MOST_PRECISE) / _MOST_PRECISE + 0.1 * share) * max(0.7**doubts, _MOST_DOUBT)
    first = True
    for recoverable in contrary:
        score *= 0.8 if recoverable else 0.35 if first else 0.7
        first = first and recoverable
    return round(score, 4)


def _in_words(one: Said) -> bool:
    """Does a criterion ask only for phrases of its own sentence, which no note answers?"""
    return bool(one.keys) and all(catalogue()[key].in_words for key in one.keys)
