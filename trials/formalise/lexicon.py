"""Names of tumours, drugs, classes and comorbidities in a plain sentence, English and French, found in one pass.

>>> find("prior treatment with trastuzumab")
[Named(start=21, end=32, family='drug', id='trastuzumab')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from matching.data_files import load_yaml
from matching.drugs import drug_classes, drugs, protocols
from matching.tumour_types import histologies, organs, tumour_types
from trials.formalise.words import plain, words

# French abbreviations are words of English ("LAP", "NET"): those of criteria are in criteria.yaml.
_MIN_FRENCH = 5


class Named(NamedTuple):
    start: int
    end: int
    family: str
    id: str


@cache
def _automaton() -> tuple[AhoCorasick, list[tuple[str, str]]]:
    table: dict[str, tuple[str, str]] = {}
    for family, identifier, form in _forms():
        folded = plain(form).strip()
        if folded:
            table.setdefault(folded, (family, identifier))
    return AhoCorasick(list(table)), list(table.values())


def _forms() -> Iterator[tuple[str, str, str]]:
    for code, tumour in tumour_types().items():
        yield from (("tumour", code, form) for form in (*tumour.en, *(form for form in tumour.fr if len(form) >= _MIN_FRENCH)))
    for code, forms in load_yaml("vocabulary/criteria.yaml")["tumour_abbreviations"].items():
        yield from (("tumour", code, form) for form in forms)
    for organ, histology in product(organs().values(), histologies().values()):
        made = histology.by_organ.get(organ.name)
        if made:
            yield "tumour", made, f"{organ.en} {histology.en}"
            yield "tumour", made, f"{histology.en} of the {organ.en}"
    for name, drug in drugs().items():
        yield from (("drug", name, form) for form in {name, drug.fr, *drug.brands, *drug.forms})
    for name, group in drug_classes().items():
        yield from (("class", name, form) for form in (*group.en, *group.fr, *group.exact))
    for name, protocol in protocols().items():
        if not protocol.ambiguous and protocol.agents:
            yield from (("protocol", name, form) for form in protocol.forms if len(form) > 4)
    for name, entry in load_yaml("vocabulary/comorbidities.yaml").items():
        forms = entry if isinstance(entry, list) else [*entry.get("en", ()), *entry.get("fr", ())]
        yield from (("comorbidity", name, form) for form in forms if len(form) > 3 and not words().judgement.match(plain(form)))


@lru_cache(maxsize=64)
def find(text: str) -> list[Named]:
    """Names in a plain sentence: whole words, plurals too, the longest where they overlap, in order."""
    automaton, targets = _automaton()
    found: list[Named] = []
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        if start and text[start - 1].isalnum():
            continue
        brief = targets[index][0] == "drug" and end - start < 4  # "axi" is axitinib, "axis" is not
        last = end if brief else end + len(_plural(text[end : end + 2]))
        if last < len(text) and text[last].isalnum():
            continue
        found.append(Named(start, last, *targets[index]))
    kept: list[Named] = []
    for one in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept)


def _plural(following: str) -> str:
    found = re.match(r"e?s(?![a-z0-9])", following)
    return found.group() if found else ""
