"""From mentions to values: which of several values the meeting decides on, and what to warn about.

    >>> resolve(note)["lab.creatinine"].value          # "créatinine 84 µmol/L (101 en mars)"
    Interval(low=84.0, high=84.0, low_open=False, high_open=False)

What is said of a relative, of another cancer, or uncertainly is no value of the patient. Of several values the one with the greatest
weight (its family knows which source wins), then the latest, then the last written is kept; the others are told in a warning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from matching.case import Evidence, Feature
from matching.catalogue import FeatureSpec, catalogue
from matching.consistency import SEVERAL
from matching.reading.mention import Mention
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.sought import Sought
from matching.tumour_types import is_a
from matching.value import Interval, SetValue, Value
from matching.words import value_words

COMPLETE = "*complete*"
TOLD = 6  # other values told in a warning: years of follow-up have hundreds
_TODAY = Sought(rf"\b{phrases('now')}")
_YEAR = re.compile(r"(?:19[5-9]\d|20[0-4]\d)(?<![\d/.,-]\d{4})(?![\d/.,-])")


def resolve(note: Note) -> tuple[dict[str, Feature], list[str]]:
    """The features of a note, and warnings about those that had several values."""
    by_key: dict[str, list[Mention]] = defaultdict(list)
    for mention in note.mentions:
        if mention.experiencer == "patient" and mention.tumour == "index" and mention.status != "uncertain":
            by_key[mention.key].append(mention)
    features: dict[str, Feature] = {}
    warnings: list[str] = []
    for key in sorted(filter(_places().__contains__, by_key), key=_places().__getitem__):
        spec = catalogue()[key]
        if spec.type == "event":
            continue
        feature = _set(note, spec, by_key[key]) if spec.type == "set" else _single(note, spec, by_key[key], warnings)
        if feature is not None:
            features[key] = feature
    for key, start, end in note.implausible:
        words = " ".join(note.text[slice(*note.words(start, end))].split()).rstrip(".,;")
        warnings.append(
            f"valeur invraisemblable laissée de côté : {catalogue()[key].fr if key in catalogue() else ''} « {words} »"
        )
    return features, warnings


@cache
def _places() -> dict[str, int]:
    """The place of each key in the catalogue, which is the order of the features of a case."""
    return {key: place for place, key in enumerate(catalogue())}


def evidence_of(note: Note, *mentions: Mention) -> tuple[Evidence, ...]:
    """The words of the untouched text that mentions stand on, each once, in the order of the text."""
    spans = sorted([note.words(*span) for span in {(mention.start, mention.end) for mention in mentions}])
    return tuple([Evidence(start, end, note.text[start:end]) for start, end in spans])


def _single(note: Note, spec: FeatureSpec, mentions: list[Mention], warnings: list[str]) -> Feature | None:
    current = [mention for mention in mentions if mention.temporality == "now"] or mentions
    kept = current[0]
    if len(current) > 1:
        kept = max(current, key=lambda mention: (mention.weight, _moment(note, mention), mention.start))
        kept = _sharper(note, spec, kept, current)
    value = _value(spec, kept)
    if value is None:
        return None
    if len(mentions) == 1:
        return Feature(spec.key, value, evidence_of(note, kept), kept.date)
    same = [mention for mention in mentions if _value(spec, mention) == value]
    others = {
        value_words(spec.key, other)
        for mention in current
        if (other := _value(spec, mention)) is not None and _differs(spec, value, other)
    }
    if others:
        told = ", ".join(sorted(others)[:TOLD]) + (f" et {len(others) - TOLD} de plus" if len(others) > TOLD else "")
        warnings.append(f"{SEVERAL}{spec.fr} : {value_words(spec.key, value)} est retenue ; autre(s) : {told}")
    proof = evidence_of(note, kept)  # the first to be shown, and the others of the same value after it
    return Feature(spec.key, value, (*proof, *[one for one in evidence_of(note, *same[:3]) if one not in proof]), kept.date)


def _sharper(note: Note, spec: FeatureSpec, kept: Mention, mentions: list[Mention]) -> Mention:
    """A figure rather than a bound that it lies within: of "CPS 4" and "nivolumab (CPS < 5)", the first."""
    bound = _value(spec, kept)
    if not isinstance(bound, Interval) or bound.exact is not None:
        return kept
    same = [one for one in mentions if (one.weight, _moment(note, one)) == (kept.weight, _moment(note, kept))]
    exact = [(one, value.exact) for one in same if isinstance(value := _value(spec, one), Interval)]
    return next((one for one, figure in reversed(exact) if figure is not None and bound.low <= figure <= bound.high), kept)


def _moment(note: Note, mention: Mention) -> str:
    """When a value was found: its own date, else the last date told before it, else now. Dates sort as text: "2024" < "2024-03"."""
    if mention.date:
        return mention.date
    told = [date for date in note.dates_between(0, mention.start) if date.end <= mention.start and not date.guessed]
    before = next(
        (date for date in reversed(told) if len(date.iso) > 4), told[-1] if told else None
    )  # a bare year is mostly of a habit
    opening = before.end if before else 0
    if _TODAY.search(note, max(note.line(mention.start)[0], opening), mention.start):
        return "9999"
    years = _YEAR.findall(
        note.plain, max(note.line(mention.start)[0], mention.start - 200, opening), mention.start
    )  # "ADK 2016 : PSA 11"
    if years:
        return str(years[-1])
    return before.iso if before else "9999"


def _differs(spec: FeatureSpec, kept: Value, other: Value) -> bool:
    """A coarser word for the value kept (M1 beside M1b, NSCLC beside LUAD) is no other value."""
    if not isinstance(kept, str) or not isinstance(other, str):
        return other != kept
    if spec.hierarchy == "tumour_type":
        return not is_a(kept, other)
    return other not in spec.kinds(kept)


def _value(spec: FeatureSpec, mention: Mention) -> Value | None:
    value = mention.value
    if spec.type == "boolean" and isinstance(value, bool):
        return value if mention.status == "present" else not value
    if mention.status == "negated":
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Interval.exactly(float(value))
    return value  # type: ignore[return-value]


def _set(note: Note, spec: FeatureSpec, mentions: list[Mention]) -> Feature:
    """Present and absent members; a member said both ways counts as said last. A set is closed only by words that close it."""
    latest: dict[str, Mention] = {}
    complete = [mention for mention in mentions if mention.value == COMPLETE]
    for mention in sorted(mentions, key=lambda mention: (mention.weight, _moment(note, mention), mention.start)):
        if mention.value != COMPLETE:
            latest[str(mention.value)] = mention
    present = {name for name, mention in latest.items() if mention.status == "present"}
    finer = {parent for name in present for parent in spec.kinds(name)[1:]}
    value = SetValue(frozenset(present - finer), frozenset(latest) - present, bool(complete))
    used = [*latest.values(), *complete[:1]]
    dates = sorted(mention.date for mention in latest.values() if mention.date and mention.status == "present")
    return Feature(spec.key, value, evidence_of(note, *used), dates[-1] if dates else None)
