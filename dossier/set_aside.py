"""Treatments that were read wrongly, put aside by a person: they stay in the text and leave the case.

    >>> left, withheld = without(case, {record_id(case.treatments[0])})
    >>> len(case.treatments) - len(left.treatments), sorted(withheld)
    (1, ['history.metastatic_lines', 'history.systemic_lines'])

What was given in its place, if anything was, is not known: the list of treatments is open again, and nothing is counted or inferred
from its absence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace

from matching.case import Case, Feature, Treatment

CELL = "treatments"  # among the corrections of a notebook
LINES = frozenset({"history.systemic_lines", "history.metastatic_lines"})
_LOCAL = ("surgery", "radiotherapy", "local_ablation", "surveillance")


def record_id(record: Treatment) -> str:
    """`record_id(record) == "5f0c…"`: what was given and the place of its words. The same text gives it again; other words do not.

    Dates, cycles and line are left out: they follow the date of the case and what is told elsewhere in the text. So are the words, masked or not.
    """
    places = [[proof.start, proof.end, proof.element] for proof in record.evidence]
    what = [record.modality, record.agents, record.protocol, record.procedure, record.planned, places]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]


def record_words(record: Treatment) -> str:
    """`record_words(record) == "FOLFOX 6 cures"`: the words that a record was read from, masked as the text is."""
    return " ; ".join(dict.fromkeys(" ".join(proof.text.split()) for proof in record.evidence if proof.text))


def without(case: Case, ids: Collection[str]) -> tuple[Case, frozenset[str]]:
    """`without(case, {"5f0c…"})`: the case without these records, and the features that must not be computed from their absence."""
    aside = [record for record in case.treatments if record_id(record) in ids]
    if not aside:
        return case, frozenset()
    kept = [record for record in case.treatments if record_id(record) not in ids]
    received = [record for record in aside if not record.planned]
    told = {record.line for record in kept if record.line and not record.planned}
    uncounted = [record for record in received if record.modality not in _LOCAL and record.line not in told]
    numbers = [record.line for record in uncounted if record.line]
    if numbers:  # the lines that follow may have been counted from it
        kept = [replace(one, line=None) if one.line and one.line > min(numbers) else one for one in kept]
    places = _places(case.treatments) if uncounted else _places(aside) - _places(kept)
    counted = frozenset(key for key in LINES & case.features.keys() if _rests_on(case.features[key], places))
    left = replace(
        case,
        treatments=tuple(kept),
        features={key: feature for key, feature in case.features.items() if key not in counted},
        history_complete=case.history_complete and not received,
    )
    operated = any(record.modality == "surgery" for record in received)
    return left, counted | (LINES if uncounted else frozenset()) | ({"tumour.primary_resected"} if operated else frozenset())


def _places(records: Collection[Treatment]) -> frozenset[tuple[int, int]]:
    return frozenset((proof.start, proof.end) for record in records for proof in record.evidence if proof.end)


def _rests_on(feature: Feature, places: Collection[tuple[int, int]]) -> bool:
    """Was the value counted from records, and not told in so many words ("deux lignes antérieures")?"""
    proofs = feature.evidence if feature.origin == "read" else ()
    return any(start < proof.end and proof.start < end for proof in proofs for start, end in places)
