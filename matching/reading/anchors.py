"""Every word of every vocabulary, found in one pass over the note.

    >>> find_anchors(Note("Progression sous Keytruda"))["drug"]
    [Anchor(start=17, end=25, family='drug', id='pembrolizumab')]

Forms are compared in lower case, without accents and without the s of plurals, and only as whole words. Forms declared `exact` count only
in the letters as declared; in a passage written in capitals throughout, only when they have three letters and are no ordinary word, or are
declared `capitals` (their reader checks what follows them). Where forms of one family overlap, the longest wins.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from matching.data_files import load_yaml
from matching.drugs import drug_classes, drugs, protocols
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.tumour_types import histologies, organs, tumour_types

_PLURAL = re.compile(
    r"s(?<=[a-zœ]{3}s)(?![a-z0-9])"
)  # the letter first: a pattern that begins with a sign is tried at that sign alone

# Vocabularies that are plain lists of forms: the file, and the family its entries belong to.
LISTS = {
    "patient": "vocabulary/patient.yaml",
    "lab": "vocabulary/labs.yaml",
    "biomarker": "vocabulary/biomarkers.yaml",
    "site": "vocabulary/metastatic_sites.yaml",
    "finding": "vocabulary/findings.yaml",
    "kin": "vocabulary/kin.yaml",
    "place": "vocabulary/places.yaml",
    "comorbidity": "vocabulary/comorbidities.yaml",
    "condition": "vocabulary/conditions.yaml",
    "procedure": "vocabulary/procedures.yaml",
    "course": "vocabulary/courses.yaml",
    "response": "vocabulary/responses.yaml",
    "exam": "vocabulary/exams.yaml",
}


class Entry(NamedTuple):
    family: str
    id: str
    exact: str | None
    shouted: bool = False  # counts in a passage in capitals too


class Lexicon(NamedTuple):
    automaton: AhoCorasick
    entries: list[list[Entry]]


def fold(form: str) -> str:
    """A form as the automaton knows it: 'Métastases hépatiques' -> 'metastase hepatique'."""
    return _PLURAL.sub("", Note(form, language="fr").plain.strip().replace("\n", " "))


@cache
def lexicon() -> Lexicon:
    """The automaton over all vocabularies; built once a process."""
    table: dict[str, list[Entry]] = {}
    for family, identifier, form, exact in _forms():
        folded = fold(form)
        for spelling in {folded, folded.replace("oe", "œ")}:
            entry = Entry(family, identifier, _bare(form) if exact else None, exact == "capitals")
            if entry not in table.setdefault(spelling, []):
                table[spelling].append(entry)
    # the default keeps more tables than a processor's cache, which the regular expressions empty between two notes
    return Lexicon(AhoCorasick(list(table), implementation=Implementation.ContiguousNFA), list(table.values()))


def _bare(form: str) -> str:
    return Note(form, language="fr").cased


def _forms() -> Iterator[tuple[str, str, str, str]]:
    """(family, id, form, how strictly its letters count: "", "exact" or "capitals") of every vocabulary."""
    for name, drug in drugs().items():
        yield from (("drug", name, form, "") for form in {name, drug.fr, *drug.brands, *drug.forms})
        yield from (("drug", name, form, "exact") for form in drug.exact)
    for name, group in drug_classes().items():
        yield from (("drug_class", name, form, "") for form in group.fr)
        yield from (("drug_class", name, form, "exact") for form in group.exact)
    for name, protocol in protocols().items():
        yield from (("protocol", name, form, "") for form in protocol.forms)
        strictly = "capitals" if protocol.ambiguous else "exact"  # the reader of ambiguous names looks for a sign of treatment
        yield from (("protocol", name, form, strictly) for form in protocol.exact)
    for code, tumour in tumour_types().items():
        yield from (("tumour", code, form, "") for form in (*tumour.fr, *tumour.en))
        yield from (("tumour", code, form, "exact") for form in tumour.exact)
    for name, organ in organs().items():
        yield from (("organ", name, form, "") for form in organ.fr)
        yield from (("organ", name, form, "exact") for form in organ.exact)
    for name, histology in histologies().items():
        yield from (("histology", name, form, "") for form in histology.fr)
        yield from (("histology", name, form, "exact") for form in histology.exact)
    for family, file in LISTS.items():
        for name, entry in load_yaml(file).items():
            yield from _listed(family, name, entry)


def _listed(family: str, name: str, entry: Any) -> Iterator[tuple[str, str, str, str]]:
    entry = {"forms": entry} if isinstance(entry, list) else entry
    for word in ("forms", "fr", "en"):
        yield from ((family, name, form, "") for form in entry.get(word, ()))
    for word in ("exact", "capitals"):
        yield from ((family, name, form, word) for form in entry.get(word, ()))


def find_anchors(note: Note) -> dict[str, list[Anchor]]:
    """Anchors by family, in the order of the text."""
    plain = note.plain
    folded, back = _folded(plain)
    automaton, entries = lexicon()
    found: dict[str, list[Anchor]] = defaultdict(list)
    matches = automaton.find_matches_as_indexes(folded, overlapping=True)
    padded = folded + " "  # also what stands before its first sign, at -1
    words = [
        (start, -end, index)
        for index, start, end in matches
        if not (padded[start].isalnum() and padded[start - 1].isalnum())
        and not (padded[end].isalnum() and padded[end - 1].isalnum())  # no part of a longer word
    ]
    for start, minus_end, index in sorted(words):
        first, last = back(start), back(-minus_end - 1) + 1
        while plain.startswith("s", last) and plain[last - 1].isalpha():
            last += 1
        if "\n" in plain[first:last] and note.unit_at(last - 1).start > first:
            continue  # "Anticoagulant : non", and below it "Fumeur : oui"
        for family, identifier, exact, shouted in entries[index]:
            if exact is not None and not _exactly(note, first, last, exact, shouted):
                continue
            anchors = found[family]
            if not anchors or first >= anchors[-1].end or (first == anchors[-1].start and last == anchors[-1].end):
                anchors.append(Anchor(first, last, family, identifier))
    return dict(found)


def _folded(plain: str) -> tuple[str, Any]:
    """The text without plural s, blanks for line breaks, and the way back to offsets of the plain text."""
    starts, shifts, kept, done = [0], [0], [], 0
    for removed, plural in enumerate(_PLURAL.finditer(plain), start=1):
        place = plural.start()
        kept.append(plain[done:place])
        done = place + 1
        starts.append(done - removed)
        shifts.append(removed)
    kept.append(plain[done:])
    return "".join(kept).replace("\n", " "), lambda offset: offset + shifts[bisect_right(starts, offset) - 1]


def _exactly(note: Note, start: int, end: int, form: str, shouted: bool) -> bool:
    if note.cased[start:end].rstrip("s") != form.rstrip("s"):
        return False
    return shouted or not note.unit_at(start).shouting or (len(form) > 2 and form.lower() not in _ordinary_words())


@cache
def _ordinary_words() -> frozenset[str]:
    return frozenset(load_yaml("vocabulary/ordinary_words.yaml")["words"])
