"""What people decide of the treatments of a case: one read wrongly is set aside, one is received or only proposed, one is missing and added.

    >>> (folfox, folfiri) = identified(case.treatments)
    >>> left, withheld = decided(case, {folfox: Correction({"said": ASIDE, "words": "FOLFOX"}, "Dr A", "2025-05-12T09:00:00+00:00")})
    >>> len(case.treatments) - len(left.treatments), sorted(withheld)
    (1, ['history.metastatic_lines', 'history.systemic_lines'])

What was given in the place of a treatment that was not received is not known: the list of treatments is open again, and nothing is counted
or inferred from its absence.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dossier.correction import Correction
from matching.case import Case, Evidence, Feature, Treatment
from matching.reading import read
from matching.value import Interval
from store.surrogates import surrogate

CELL = "treatments"  # among the corrections of a notebook
ASIDE, RECEIVED, PROPOSED, ADDED = "set_aside", "received", "proposed", "added"
WORDS = {RECEIVED: "dit reçu", PROPOSED: "dit proposé", ADDED: "ajouté"}
METASTATIC, SYSTEMIC = "history.metastatic_lines", "history.systemic_lines"
LINES = frozenset({METASTATIC, SYSTEMIC})
_LOCAL = ("surgery", "radiotherapy", "local_ablation", "surveillance")
_EARLY = ("neoadjuvant", "adjuvant", "curative")


class UnknownTreatment(ValueError):
    """Words that name no treatment; the message says what to write instead."""


@dataclass(frozen=True)
class _Decided:
    """The treatments as people decided them, and those that changed: set aside, not received, received after all, added."""

    records: tuple[Treatment, ...]
    gone: tuple[Treatment, ...]
    lost: tuple[Treatment, ...]
    gained: tuple[Treatment, ...]
    added: tuple[Treatment, ...]


def identified(records: Iterable[Treatment]) -> dict[str, Treatment]:
    """`identified(case.treatments) == {"5f0c…": …}`: each record by what was given, its words, and which of those that say the same it is.

    Its place is left out, for the text may be edited around it; so are its dates, cycles and line, which follow what is told elsewhere. Words
    count as they are masked, so that the real text gives the same. One more treatment told in the same words makes others of them all.
    """
    what = [_what(record) for record in records]
    alike, met, found = Counter(what), Counter[str](), dict[str, Treatment]()
    for record, told in zip(records, what, strict=True):
        met[told] += 1
        name = json.dumps([told, met[told], alike[told]])
        found[hashlib.sha256(name.encode()).hexdigest()[:16]] = record
    return found


def _what(record: Treatment) -> str:
    words = [" ".join(surrogate(proof.text, [(0, len(proof.text), "words")]).split()) for proof in record.evidence]
    elements = [proof.element for proof in record.evidence]
    return json.dumps([record.modality, record.agents, record.protocol, record.procedure, record.planned, words, elements])


def record_words(record: Treatment) -> str:
    """`record_words(record) == "FOLFOX 6 cures"`: the words that a record was read from, masked as the text is."""
    told = (proof for proof in record.evidence if proof.text and not proof.person)
    return " ; ".join(dict.fromkeys(" ".join(proof.text.split()) for proof in told))


def in_words(words: str, planned: bool) -> tuple[Treatment, ...]:
    """`in_words("FOLFOX de 01/2025 à 04/2025", False)`: the treatments that a person writes, received or proposed. Raises UnknownTreatment."""
    found = read(words, "added").treatments
    if not found:
        raise UnknownTreatment(
            f"« {' '.join(words.split())} » : aucun traitement reconnu ; écrire un médicament, un protocole ou un geste, "
            "avec ses dates s'il y en a"
        )
    return tuple(replace(record, planned=planned, evidence=()) for record in found)


def decided(case: Case, said: Mapping[str, Correction]) -> tuple[Case, frozenset[str]]:
    """`decided(case, corrections["treatments"])`: the case as people decided its treatments, and the features that must not be computed."""
    told = _as_said(case, said)
    if told.records == case.treatments:
        return case, frozenset()
    left, withheld = _without(case, told)
    return _with_lines(left, told, withheld)


def paths(read_case: Case, said: Mapping[str, Correction]) -> list[str]:
    """`paths(notebook.computed_case, corrections["treatments"])`: the name of each treatment of the decided case, in its order."""
    read_and_kept = [path for path in identified(read_case.treatments) if path not in said or said_of(said[path]) != ASIDE]
    return read_and_kept + [path for path, one in said.items() if said_of(one) == ADDED]


def said_of(decision: Correction) -> str:
    """`said_of(Correction({"said": "received", "words": "FOLFOX"}, "Dr A", …)) == "received"`."""
    return (
        str(decision.value["said"]) if isinstance(decision.value, dict) else ASIDE
    )  # at first the words of one set aside stood alone


def words_of(value: Any) -> str:
    """`words_of({"said": "set_aside", "words": "FOLFOX"}) == "FOLFOX"`: the treatment of a decision, in words."""
    return str(value["words"] if isinstance(value, dict) else value)


def _as_said(case: Case, said: Mapping[str, Correction]) -> _Decided:
    kept, gone, lost, gained = list[Treatment](), list[Treatment](), list[Treatment](), list[Treatment]()
    for path, record in identified(case.treatments).items():
        decision = said_of(said[path]) if path in said else ""
        if decision == ASIDE:
            gone.append(record)
        elif decision == (RECEIVED if record.planned else PROPOSED):
            kept.append(_turned(record, _by(said[path])))
        else:
            kept.append(record)
        if not record.planned and decision in (ASIDE, PROPOSED):
            lost.append(record)
        if record.planned and decision == RECEIVED:
            gained.append(kept[-1])
    added = [
        replace(Treatment.from_json(one.value["treatment"]), evidence=(_by(one),))
        for one in said.values()
        if said_of(one) == ADDED
    ]
    received = tuple(record for record in added if not record.planned)
    return _Decided((*kept, *added), tuple(gone), tuple(lost), (*gained, *received), received)


def _turned(record: Treatment, proof: Evidence) -> Treatment:
    """A treatment proposed that was received, or the reverse: what was only proposed had no answer."""
    answer = {} if record.planned else {"response": None, "stopped_for": None}
    return replace(record, planned=not record.planned, evidence=(*record.evidence, proof), **answer)  # type: ignore[arg-type]


def _by(said: Correction) -> Evidence:
    return Evidence(text=WORDS[said_of(said)], person=said.person, on=said.at[:10])


def _without(case: Case, told: _Decided) -> tuple[Case, frozenset[str]]:
    """The case with its treatments as decided, without what was counted from those that were not received."""
    kept = told.records
    lines = {record.line for record in kept if record.line and not record.planned}
    uncounted = [record for record in told.lost if record.modality not in _LOCAL and record.line not in lines]
    numbers = [record.line for record in uncounted if record.line]
    if numbers:  # the lines that follow may have been counted from it
        kept = tuple(replace(one, line=None) if one.line and one.line > min(numbers) else one for one in kept)
    places = _places(case.treatments) if uncounted else _places((*told.gone, *told.lost)) - _places(kept)
    counted = frozenset(key for key in LINES & case.features.keys() if _rests_on(case.features[key], places))
    left = replace(
        case,
        treatments=kept,
        features={key: feature for key, feature in case.features.items() if key not in counted},
        history_complete=case.history_complete and not told.lost and not told.added,
    )
    operated = any(record.modality == "surgery" for record in told.lost)
    return left, counted | (LINES if uncounted else frozenset()) | ({"tumour.primary_resected"} if operated else frozenset())


def _with_lines(case: Case, told: _Decided, withheld: frozenset[str]) -> tuple[Case, frozenset[str]]:
    """The lines of treatment with those that a person says were received: counted where each has its number, unknown where one has none."""
    new = [record for record in told.gained if record.modality not in _LOCAL]
    if not new:
        return case, withheld
    case, withheld = _not_known(case, SYSTEMIC), withheld | {SYSTEMIC}
    if all(record.setting in _EARLY for record in new):
        return case, withheld
    known = case.number(METASTATIC) or 0
    given = [one for one in case.treatments if not one.planned and one.modality not in _LOCAL and one.setting not in _EARLY]
    numbers = [record.line for record in given if record.line]
    metastatic = str(case.value("tumour.m") or "").startswith("M1")
    if not metastatic or METASTATIC in withheld or len(numbers) < len(given):
        return _not_known(case, METASTATIC), withheld | {METASTATIC}
    if max(numbers) > known:
        proofs = tuple(proof for record in given if record.line == max(numbers) for proof in record.evidence)
        case = case.with_features(Feature(METASTATIC, Interval.exactly(max(numbers)), proofs, None, "person"))
    return case, withheld


def _not_known(case: Case, key: str) -> Case:
    return replace(case, features={name: feature for name, feature in case.features.items() if name != key})


def _places(records: Collection[Treatment]) -> frozenset[tuple[int, int]]:
    return frozenset((proof.start, proof.end) for record in records for proof in record.evidence if proof.end)


def _rests_on(feature: Feature, places: Collection[tuple[int, int]]) -> bool:
    """Was the value counted from records, and not told in so many words ("deux lignes antérieures")?"""
    proofs = feature.evidence if feature.origin == "read" else ()
    return any(start < proof.end and proof.start < end for proof in proofs for start, end in places)
