"""The values of a CDA that this program wrote: each stands in the narrative under the key of its feature.

    >>> [(one.key, one.value) for one in own_values(root)]
    [('tumour.t', 'T2'), ('biomarker.her2_status', 'positive')]

The words are what people read and what is read back: a value that somebody changed in the file is read as changed, words that are no value
of the feature give nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from matching.case import Event, Evidence, Feature, Treatment
from matching.catalogue import catalogue
from matching.words_back import event_from_words, treatment_from_words, value_from_words

_CDA = "{urn:hl7-org:v3}"
# The lines of treatments received, in our sheet and in our care programme.
_RECEIVED = re.compile(r"treatments-t[1-9]\d*|programme-d[1-9]\d*")
# The lines of events in our sheet: examinations, toxicities, other cancers.
EVENTS = {"paraclinical-x": "history.exams", "treatments-g": "history.toxicities", "history-c": "history.other_cancers"}
UNTREATED, NO_OTHER = "Aucun traitement antérieur", "Aucun autre traitement antérieur"
PROGRAM = "Carnet RCP"
_AFTER, _BEFORE = re.compile(r"(?: \w+)? \(((?:\d\d/){0,2}\d{4})\)"), re.compile(r"((?:\d\d/){0,2}\d{4}) — ")
VALUE = "value."  # an ID of the narrative that begins so is that of a value


def is_ours(document: Any) -> bool:
    """Did this program write the document?"""
    return any(name.text == PROGRAM for name in document.iter(f"{_CDA}softwareName"))


def own_values(document: Any) -> tuple[Feature, ...]:
    """The features whose words stand under their key."""
    return tuple(_features(document))


def own_treatments(document: Any) -> tuple[Treatment, ...]:
    """The treatments received, each from its line of the section of treatments."""
    found = []
    for element in document.iter(f"{_CDA}content"):
        if _RECEIVED.fullmatch(element.get("ID", "")):
            words = "".join(_words(element))
            record = treatment_from_words(words)
            found += [replace(record, evidence=(_proof(element, words),))] if record else []
    return tuple(found)


def own_events(document: Any) -> tuple[Event, ...]:
    """The examinations, toxicities and other cancers, each from its line."""
    found = []
    for element in document.iter(f"{_CDA}content"):
        key = EVENTS.get(element.get("ID", "").rstrip("0123456789"))
        if key:
            words = "".join(_words(element))
            event = event_from_words(key, words)
            found += [event.proved((_proof(element, words),))] if event else []
    return tuple(found)


def says_complete(document: Any) -> bool:
    """Do the lines of treatments say that there was none, or none but those?"""
    ends = {"-t0": UNTREATED, "-closed": NO_OTHER}
    said = ((element.get("ID", ""), element.text) for element in document.iter(f"{_CDA}content"))
    return any(name.endswith(end) and text == words for name, text in said for end, words in ends.items())


def _features(document: Any) -> Iterator[Feature]:
    for element in document.iter(f"{_CDA}content"):
        key = element.get("ID", "").removeprefix(VALUE)
        if element.get("ID", "").startswith(VALUE) and key in catalogue():
            words = "".join(_words(element))
            value = value_from_words(key, words)
            if value is not None:
                yield Feature(key, value, (_proof(element, words),), _date(element))


def _proof(element: Any, words: str) -> Evidence:
    return Evidence(text=words, element=element.getroottree().getpath(element))


def _date(element: Any) -> str | None:
    """The date that stands after a value, in brackets, or at the beginning of its line."""
    found = _AFTER.match(element.tail or "") or _BEFORE.match(_line_before(element))
    return "-".join(reversed(found[1].split("/"))) if found else None


def _line_before(element: Any) -> str:
    """The words of the line before an element."""
    said = ""
    for one in element.itersiblings(preceding=True):
        said = (one.tail or "") + said
        if one.tag == f"{_CDA}br":
            return said
        said = "".join(one.itertext()) + said
    return (element.getparent().text or "") + said


def _words(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield "\n" if child.tag == f"{_CDA}br" else "".join(child.itertext())
        yield child.tail or ""
