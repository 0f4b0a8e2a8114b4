"""What the codes of a CDA say beside its words, and the case that both make.

    >>> over_codes(read("Tumeur T2.", "a"), Coded(features=(Feature("tumour.t", "T3"),))).value("tumour.t")
    'T3'

A code says what its words say, and for certain: it is followed. Words keep what they say more exactly: a kind of the coded tumour, the drugs and
cycles of a coded treatment.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from matching.case import Case, Event, Evidence, Feature, Treatment
from matching.catalogue import catalogue
from matching.consistency import checked
from matching.derive import derive
from matching.tumour_types import is_a
from matching.value import value_from_json, value_to_json


@dataclass(frozen=True)
class Coded:
    """The coded features, treatments and events of a document, and the day it is of: that of its meeting, else when it was written.

    The proof of each is the element that holds its code, with the words that the element points to. `whole`: this program wrote the document,
    and nothing is to be read in it beside them; `closed`: it says that there was no other treatment before. `in_words`: free texts
    that may name somebody and are left to the text, where they are masked.
    """

    features: tuple[Feature, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    date: datetime.date | None = None
    whole: bool = False
    closed: bool = False
    in_words: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is kept with a dossier: from_json gives it back."""
        shown = [[one.key, value_to_json(one.value), one.date, [vars(proof) for proof in one.evidence]] for one in self.features]
        return {
            "features": shown,
            "treatments": [one.to_json() for one in self.treatments],
            "date": self.date.isoformat() if self.date else None,
            "whole": self.whole,
            "closed": self.closed,
            "in_words": list(self.in_words),
            "events": [{"key": one.key, **one.to_json()} for one in self.events],
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Coded:
        features = tuple(
            Feature(key, value_from_json(catalogue(), key, value), tuple(Evidence(**proof) for proof in proofs), date)
            for key, value, date, proofs in record.get("features", ())
        )
        day = record.get("date")
        treatments = tuple(map(Treatment.from_json, record.get("treatments", ())))
        date = datetime.date.fromisoformat(day) if day else None
        events = tuple(Event.from_json(one["key"], one) for one in record.get("events", ()))
        flags = {name: record.get(name, False) for name in ("whole", "closed")}
        return cls(features, treatments, date, in_words=tuple(record.get("in_words", ())), events=events, **flags)


NOT_CODED = Coded()


def over_codes(case: Case, coded: Coded) -> Case:
    """The case with the codes over its words; what was computed is computed again."""
    if not (coded.features or coded.treatments or coded.whole):
        return case
    if coded.whole:
        texts = {key: case.features[key] for key in coded.in_words if key in case.features}
        alone = replace(
            case, features=texts, treatments=coded.treatments, events=coded.events, warnings=(), history_complete=coded.closed
        )
        return checked(derive(alone.with_features(*coded.features)))
    told = {key: feature for key, feature in case.features.items() if feature.origin != "computed"}
    followed = [one for one in coded.features if not _finer_in_words(case, one)]
    known = replace(case, features=told, treatments=_with_acts(case.treatments, coded.treatments))
    return checked(derive(known.with_features(*followed)))


def _finer_in_words(case: Case, feature: Feature) -> bool:
    """Do the words name a kind of the tumour that is coded?"""
    read = case.value("tumour.type")
    return feature.key == "tumour.type" and read not in (None, feature.value) and is_a(str(read), str(feature.value))


def _with_acts(read: tuple[Treatment, ...], acts: tuple[Treatment, ...]) -> tuple[Treatment, ...]:
    """The treatments of the words, each with the dates of the coded act that it tells; acts that no words tell are added."""
    found, free = list(read), set(range(len(read)))
    for act in acts:
        words = " ".join(proof.text for proof in act.evidence).casefold()
        same = [index for index in sorted(free) if read[index].modality == act.modality]
        told = [index for index in same if any(proof.text and proof.text.casefold() in words for proof in read[index].evidence)]
        if told or (len(same) == 1 and not words):
            index = (told or same)[0]
            free.discard(index)
            one = read[index]
            found[index] = replace(
                one,
                start=act.start or one.start,
                end=act.end or one.end,
                planned=act.planned,
                evidence=one.evidence + act.evidence,
            )
        else:
            found.append(act)
    return tuple(found)
