"""Cases from files: each source (one document, or several of one patient) becomes one Case.

>>> read_source(CaseSource("a01", (Path("a01.txt"),))).id
'a01'
"""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

from matching.case import Case, Feature, Treatment
from matching.catalogue import catalogue
from matching.coded import over_codes
from matching.consistency import DIFFERENT, checked
from matching.derive import derive
from matching.document import Document, DocumentError
from matching.opening import open_document
from matching.reading import read
from matching.sources import CaseSource
from matching.value import CaseError, SetValue


def read_source(source: CaseSource, date: datetime.date | None = None) -> Case:
    """The case of a source. Raises DocumentError with one sentence."""
    documents = [open_document(path) for path in source.paths]
    return read_documents(documents, source.id, date)


def read_documents(documents: list[Document], case_id: str, date: datetime.date | None = None) -> Case:
    """The case that one or several documents tell; where they differ, the document of the later date is followed."""
    if len(documents) == 1:
        return _read(documents[0], documents[0].id or case_id, date)
    cases = [_read(document, case_id, date) for document in documents]
    named = [_named(case, document.name) for case, document in zip(cases, documents, strict=True)]
    return _merged(sorted(named, key=lambda case: case.date))


def _read(document: Document, case_id: str, date: datetime.date | None) -> Case:
    if document.case is None:
        return over_codes(read(document.text, case_id, document.coded.date or date), document.coded)
    try:
        case = Case.from_json({"date": date.isoformat() if date else None, **document.case})
    except (CaseError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        reason = str(error) if isinstance(error, CaseError) else "contenu inattendu"
        raise DocumentError(f"{document.name} : cas illisible : {reason}") from None
    return checked(derive(replace(case, id=case.id or case_id)))


def _named(case: Case, name: str) -> Case:
    """Every proof of the case says which document it stands in."""
    features = {
        key: replace(feature, evidence=tuple(replace(item, document=name) for item in feature.evidence))
        for key, feature in case.features.items() if feature.origin != "computed"
    }  # fmt: skip
    treatments = tuple(
        replace(record, evidence=tuple(replace(item, document=name) for item in record.evidence)) for record in case.treatments
    )
    events = tuple(event.proved(tuple(replace(item, document=name) for item in event.evidence)) for event in case.events)
    return replace(case, features=features, treatments=treatments, events=events)


def _merged(cases: list[Case]) -> Case:
    """Cases from the earliest to the latest: a later value replaces an earlier one with a warning, sets and histories are joined."""
    features: dict[str, Feature] = {}
    treatments: dict[str, Treatment] = {}
    warnings: list[str] = []
    for case in cases:
        for key, feature in case.features.items():
            known = features.get(key)
            if known is not None and isinstance(known.value, SetValue) and isinstance(feature.value, SetValue):
                feature = _joined(known, feature)
            elif known is not None and known.value != feature.value:
                warnings.append(f"{DIFFERENT}{catalogue()[key].fr} : le plus récent est suivi")
            features[key] = feature
        for record in case.treatments:
            shown = record.to_json()
            shown.pop("evidence", None)
            treatments.setdefault(json.dumps(shown, sort_keys=True), record)
        warnings += case.warnings
    last = cases[-1]
    closed = any(case.history_complete for case in cases)
    # Offsets of identifiers belong to one document each; a case of several documents is de-identified document by document.
    told = tuple(treatments.values())
    happened = tuple(dict.fromkeys(event for case in cases for event in case.events))
    merged = replace(
        last,
        features=features,
        treatments=told,
        history_complete=closed,
        identifiers=(),
        warnings=tuple(warnings),
        events=happened,
    )
    return checked(derive(merged))


def _joined(earlier: Feature, later: Feature) -> Feature:
    """Two sets of one feature: what the later one says of a member is followed."""
    old, new = earlier.value, later.value
    assert isinstance(old, SetValue)
    assert isinstance(new, SetValue)
    present = new.present | (old.present - new.absent if not new.complete else frozenset())
    absent = (old.absent | new.absent) - present
    return replace(later, value=SetValue(present, absent, new.complete), evidence=earlier.evidence + later.evidence)
