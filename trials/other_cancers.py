"""What the other cancers told of a patient answer to trial criteria: which they were, whether they are cured, when they were last treated.

    >>> [one.key for one in from_other_cancers(case)]      # "cancer de la vessie pTa réséqué en 2015, sans récidive"
    ['patient.other_cancers', 'patient.other_cancer_cured', 'patient.other_cancer_active', 'patient.other_cancer_date']

The list of other cancers is open, as any list of a note. A date is given for cancers that are said to be over only: an endocrine treatment may have
lasted ten years after the diagnosis, any other a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from matching.case import Case, Event, Feature
from matching.data_files import load_yaml
from matching.reading.letters import bare
from matching.tumour_types import is_one_of
from matching.value import SetValue

KEY = "history.other_cancers"
_BY_ENDOCRINE, _BY_OTHERS = 10, 1  # years that a treatment may last


def from_other_cancers(case: Case) -> Iterator[Feature]:
    """What is told of the other cancers, as the features that criteria ask for."""
    told = [event for event in case.events if event.key == KEY]
    if case.value("patient.prior_malignancy") is False:
        yield _computed("patient.other_cancer_active", False, "patient.prior_malignancy")
    if not told or case.value("patient.prior_malignancy") is not True:
        return
    yield _computed("patient.other_cancers", SetValue(present=frozenset(map(_kind, told))))
    if any(_says("active", event) for event in told):
        yield _computed("patient.other_cancer_active", True)
    elif all(_says("cured", event) for event in told):
        yield _computed("patient.other_cancer_cured", True)
        yield _computed("patient.other_cancer_active", False)
        years = [_last_year(event, case.date.year) for event in told]
        if all(years):
            yield _computed("patient.other_cancer_date", str(max(years)))


def _computed(key: str, value: Any, source: str = KEY) -> Feature:
    return Feature(key, value, origin="computed", inputs=(source,))


def _words(event: Event) -> str:
    return bare(" ".join(item.text or "" for item in event.evidence)).lower()


def _says(name: str, event: Event) -> bool:
    return _pattern(name).search(_words(event)) is not None


def _kind(event: Event) -> str:
    for entry in load_yaml("other_cancers.yaml")["kinds"]:
        if is_one_of(event.name, entry["types"]) and ("words" not in entry or re.search(entry["words"], _words(event))):
            return str(entry["kind"])
    return "other_cancer"


def _last_year(event: Event, today: int) -> int:
    """The last year in which a cancer that is over may have been treated; 0 where nobody can tell."""
    if not event.date:
        return 0
    year = int(event.date[:4])
    if _says("endocrine", event):
        return year + _BY_ENDOCRINE if year + _BY_ENDOCRINE <= today else 0
    return min(year + _BY_OTHERS, today)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_yaml("other_cancers.yaml")[name])
