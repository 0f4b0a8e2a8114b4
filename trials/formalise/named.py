"""What no family knows, named in the words of the trial: "severe renal impairment", "CXCR4 antagonists", "diarrhea of grade 3".

>>> [piece.condition for piece in with_named("chronic mucositis", [], "exclusion")]
[{'patient.named_conditions': {'has': 'chronic mucositis'}}]

A noun phrase headed by a word of disease, of treatment or of tumour is a member of an open set (`named_conditions`,
`named_treatments`, `named_features`): unknown until somebody says it of the patient, never false by silence. Beside words that
a family knows it says the rest of them: diarrhea of grade 3 is diarrhea, and that. A clause names nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from trials.formalise import conditions, treatments
from trials.formalise.gaps import gaps
from trials.formalise.naming import (
    feature_of,
    head_of,
    is_adjective,
    is_cut,
    is_drug,
    is_idle,
    is_passed_over,
    is_phrase,
    is_tumour,
    named_words,
)
from trials.formalise.piece import Json, Piece
from trials.formalise.treatments import NUMBERS, unit
from trials.formalise.words import expression, words

_LONGEST = 8  # words of a phrase; a longer one is a sentence
_LONGEST_CLAUSE = 14
_BOUNDARIES = ("or", "and", "comma", "dot", "open", "close", "not", "slash")
_JOINS = ("or", "and", "comma", "slash")
_FEATURES = {
    "comorbidity": "patient.named_conditions", "infection": "patient.named_conditions", "substance": "patient.named_conditions",
    "treatment": "history.named_treatments", "medicine": "history.named_treatments", "steroids": "history.named_treatments",
    "anticoagulant": "history.named_treatments",
    "extent": "tumour.named_features", "measurable": "tumour.named_features", "neuropathy": "patient.named_conditions",
    "type": "tumour.named_features", "brain": "tumour.named_features", "sites": "tumour.named_features",
}  # fmt: skip
_TAKEN = ("treatment", "medicine")
_NO_REST = ("lab ", "age", "performance", "lines", "malignancy")
_TREATMENTS, _TUMOUR, _CONDITIONS = "history.named_treatments", "tumour.named_features", "patient.named_conditions"


@dataclass
class _Segment:
    """What stands between two connectors of a sentence, and the connector before it."""

    start: int
    end: int
    link: str = ""
    pieces: list[Piece] = field(default_factory=list)
    unread: bool = False
    merged: bool = False
    alone: bool = False  # the sentence holds nothing else

    def reach(self, start: int, end: int) -> None:
        """Words from a place to another are of the segment."""
        self.start = self.start if self.start >= 0 else start
        self.end = end


def with_named(text: str, kept: Sequence[Piece], kind: str) -> list[Piece]:
    """The pieces of a sentence, with what is named beside them; as they are where a word that matters would be passed over."""
    found = list(kept)
    segments = _segments(text, kept)
    if any(is_passed_over(text[one.start : one.end]) for one in segments if not one.unread and not one.pieces):
        return found
    if len(segments) == 1 and not kept and not words().asks_a_person(text):
        segments[0].alone = kind == "exclusion" or expression("has_it").match(text) is not None
    window = closing = ""
    for segment in reversed(segments):
        said = _said(text, segment, window, closing)
        if said and (segment.unread or said.within or said.closing) and (made := _pieces(text, segment, said, kind)):
            if _TREATMENTS in str(made[0].condition) and segment.link in _JOINS and any(one.axis == "since" for one in kept):
                return list(kept)  # "at least 4 weeks since surgery or open biopsy": the time is that of each
            if not segment.pieces:
                made = [replace(one, end=_bracketed(text, one.end)) for one in made]
            end = max(one.end for one in made)
            found = [one for one in found if not segment.start <= one.start < end] + made
        joined = said and segment.link in _JOINS
        own = said and named_words("own_closing").match(said.phrase)  # "infarction, or severe arrhythmia requiring treatment"
        window, closing = (said.within, "" if own else said.closing) if said and joined else ("", "")
    return sorted((_dated(text, one, kept) for one in found), key=lambda piece: piece.start)


def _dated(text: str, named: Piece, kept: Sequence[Piece]) -> Piece:
    """A treatment that is named, with the window that its list gives to those that are known: "surgery or open biopsy within 4 weeks"."""
    phrase = named.condition.get(_TREATMENTS, {}).get("has", "") if named not in kept else ""
    window = next((one for one in kept if one.axis == "window" and one.start >= named.end), None)
    if not phrase or "(within" in phrase or window is None or '"within"' not in json.dumps([one.condition for one in kept]):
        return named
    length = treatments.window_of(text)
    return replace(named, condition={_TREATMENTS: {"has": _with(phrase, length[2])}}) if length else named


def _bracketed(text: str, end: int) -> int:
    """Past the bracket that explains a phrase, if it gives no figures: "digestive symptoms (nausea, vomiting)"."""
    found = re.compile(r"\s*[(\[][^()\[\]\d<>]*[)\]]").match(text, end)
    return (
        found.end()
        if found and not re.search(r"\b(?:unless|except|if|only|not|no|e\.?g|i\.?e|such|including)\b", found.group())
        else end
    )


class _Said(NamedTuple):
    """The words of a segment that name something, where they begin, and the window and the closing words said of them."""

    start: int
    phrase: str
    within: str
    closing: str
    clause: bool
    measure: bool


def _pieces(text: str, segment: _Segment, said: _Said, kind: str) -> list[Piece]:
    """What a segment names: the phrase alone, or what is known in it with the phrase that says the rest; nothing where it cannot be told."""
    asked = [piece for piece in segment.pieces if piece.condition and not _is_modifier(text, piece)]
    if segment.merged and feature_of(said.phrase):  # "bone or brain metastases" are not brain metastases
        asked = [one for one in asked if one.axis == "type"]
    feature = feature_of(said.phrase) or (_TREATMENTS if _is_given(text, segment, said.start) else None)
    if said.measure and not segment.pieces:
        feature = _TUMOUR if named_words("of_tumour").search(said.phrase) else _CONDITIONS
    elif feature is None and not segment.pieces and is_drug(text[segment.start : said.start], said.phrase):
        feature = _TREATMENTS
    elif feature is None and segment.alone and is_phrase(said.phrase):
        feature = (
            _TREATMENTS if said.within or said.phrase.endswith(" use") else _CONDITIONS
        )  # whatever it is, that is the question
    head = said.start + len(head_of(said.phrase))
    known = [one for one in asked if one.start < head and (feature is None or is_idle(text[one.end : head]))]
    if not known and not any(one.axis in _NO_REST for one in asked):
        if feature is None or said.clause or treatments.named(said.phrase) or is_tumour(said.phrase, feature):
            return []
        return [Piece(segment.start, segment.end, "named", {feature: {"has": _with(said.phrase, said.within)}})]
    if not asked or any(one.axis not in _FEATURES for one in asked):
        return []
    if all(_FEATURES[one.axis] == _TUMOUR for one in asked) and (kind == "inclusion" or len(asked) > 1):
        return _tumour_and_rest(segment, said, asked)
    # "steroids above the doses for adrenal failure": what stands after the head is told in passing
    return [_with_the_rest(text, segment, said, [one for one in asked if one.start < head] or asked)]


def _is_modifier(text: str, piece: Piece) -> bool:
    """ "Non-melanoma skin cancer" is no melanoma, an anti-myeloma treatment no myeloma."""
    if piece.axis == "type" and expression("directed_after").match(text, piece.end):
        return True
    return piece.axis in ("type", "measurable") and expression("denied_before").search(text[: piece.start]) is not None


def _tumour_and_rest(segment: _Segment, said: _Said, asked: list[Piece]) -> list[Piece]:
    """The pieces of a tumour where they stand, so that lists keep their links, and the phrase at one end of them, on the words left."""
    more = {_TUMOUR: {"has": _with(said.phrase, said.within)}}
    first, last = asked[0].start, asked[-1].end
    if segment.link == "or" and not any(one.axis == "type" for one in asked):
        return []  # "of the stomach or of the junction, metastatic": what is said of the last may be said of all
    if segment.start < first:
        return [Piece(segment.start, first, "rest", more), *asked, *_idle_between(first, segment.end, asked)]
    if last < segment.end:
        return [*asked, *_idle_between(segment.start, last, asked), Piece(last, segment.end, "rest", more)]
    return []


def _idle_between(start: int, end: int, pieces: list[Piece]) -> list[Piece]:
    """What stands between pieces, asking for nothing: the phrase says it."""
    found = []
    for piece in pieces:
        if start < piece.start:
            found.append(Piece(start, piece.start, "rest", {}))
        start = max(start, piece.end)
    return [*found, Piece(start, end, "rest", {})] if start < end else found


def _with_the_rest(text: str, segment: _Segment, said: _Said, asked: list[Piece]) -> Piece:
    """Known pieces side by side, and the phrase that says more of them, as one."""
    known = next((one for one in asked if _FEATURES[one.axis] != _TUMOUR), asked[0])
    axis = "named" if known.axis in ("type", "extent", "measurable") else known.axis
    bare = len(asked) == 1 and said.phrase == text[known.start : known.end]
    if bare and (not said.within or '"within"' in json.dumps(known.condition)):
        return replace(known, start=segment.start, end=segment.end)
    if bare and said.within and "history.treatments" in known.condition:
        event: Json = {"any": {**known.condition["history.treatments"]["any"], "within": said.within}}
        return replace(known, condition={"history.treatments": event}, start=segment.start, end=segment.end)
    if bare and said.within and (date := conditions.date_of(known.condition)):
        more: Json = {date: {"within": said.within}}
    else:
        more = {_FEATURES[known.axis]: {"has": _with(said.phrase, said.within)}}
    # "Localised radiotherapy" tells nothing of the tumour's extent.
    told = [one for one in asked if one.axis != "extent" or _FEATURES[known.axis] == _TUMOUR]
    every: Json = {"all": [*(one.condition for one in told), more]}
    return replace(known, axis=axis, condition=every, bound="whole", standalone=True, start=segment.start, end=segment.end)


def _said(text: str, segment: _Segment, window: str, closing: str) -> _Said | None:
    """What a segment names, with its window, or that of the list it stands in; None where it is a clause."""
    start, end = _named_from(text, segment.start, segment.end), segment.end
    said = text[start:end].strip(" .:'\"*")
    found = expression("window").search(said) if expression("window").stands(text) else None
    if found and not said[found.end() :].strip():
        count = NUMBERS.get(found["number"]) or int(found["number"]) if found["number"] else 1
        window, said = f"{count} {unit(found['unit'])}", said[: found.start()].strip()
    elif window and not (
        any(piece.axis in _TAKEN for piece in segment.pieces)
        or _is_given(text, segment, start)
        or named_words("events").search(head_of(said))
    ):
        window = ""
    while (after := named_words("after").search(said)) and after.start():
        said = said[: after.start()]
    if own := named_words("closing").search(said):
        closing = own.group()
    elif closing:
        said = f"{said} {closing}"
    bare = named_words("figures").sub(" ", said)
    clause = len(said.split()) > _LONGEST or bool(re.search(r"[^a-z '/-]", bare) or named_words("never").search(bare))
    measure = named_words("measure").fullmatch(said) is not None
    clause = clause and not measure
    if not said or (clause and not _may_be_clause(text, segment, said)):
        return None
    if not segment.pieces and (
        named_words("generic").fullmatch(said) or (is_adjective(said) and not feature_of(said)) or (is_cut(said) and not measure)
    ):
        return None
    last = text[segment.pieces[-1].end : segment.end].split()[-1:] if segment.pieces else []
    if last and is_adjective(last[0]) and feature_of(last[0]) is None and expression("goes_on").match(text, segment.end):
        return None  # "metastatic brain | or meningeal tumours"
    return _Said(start, " ".join(said.split()), window, closing, clause, measure)


@lru_cache(maxsize=64)
def _named_from(text: str, start: int, end: int) -> int:
    """Where the words begin that name something, past the patient, the moment, the proof."""
    while (before := named_words("before").match(text, start, end)) and before.end() < end:
        start = before.end()
    return start


def _is_given(text: str, segment: _Segment, start: int) -> bool:
    """Do the words before a phrase make a treatment of it ("exposure to", "prior use of")?"""
    return named_words("given").search(text[segment.start : start]) is not None


def _may_be_clause(text: str, segment: _Segment, said: str) -> bool:
    """Beside something known, a clause may say the rest ("that has spread to the bladder"), if nothing in it lets through or denies."""
    return (
        any(piece.condition for piece in segment.pieces)
        and len(said.split()) <= _LONGEST_CLAUSE
        and not re.search(r"[^a-z0-9 '/%<>=.-]", said)
        and not named_words("letting").search(said)
    )


def _with(phrase: str, within: str) -> str:
    return f"{phrase} (within {within})" if within else phrase


def _segments(text: str, kept: Sequence[Piece]) -> list[_Segment]:
    """The segments of a sentence, those of an ellipsis in one: "gastric or duodenal ulcer"."""
    merged: list[_Segment] = []
    for segment in reversed(list(_between(text, kept))):
        after = merged[-1] if merged else None
        own = text[_named_from(text, segment.start, segment.end) : segment.end]
        if after and after.link in _JOINS and not segment.pieces and is_adjective(own) and feature_of(own) is None:
            merged[-1] = _Segment(segment.start, after.end, segment.link, after.pieces, True, True)
        else:
            merged.append(segment)
    return merged[::-1]


def _between(text: str, kept: Sequence[Piece]) -> Iterator[_Segment]:
    now, done = _Segment(-1, -1), 0
    for piece in [*kept, None]:
        for kind, found in gaps(text, done, piece.start if piece else len(text)):
            if kind in _BOUNDARIES:
                if now.start >= 0:
                    yield now
                now = _Segment(-1, -1, kind)
                continue
            now.reach(found.start(), found.end())
            now.unread = now.unread or kind in ("unknown", "judgement", "treatment")
        if piece:
            now.reach(piece.start, piece.end)
            now.pieces.append(piece)
            done = piece.end
    if now.start >= 0:
        yield now
