"""How much of a treatment was given in all: "prior cumulative doxorubicin dose > 450 mg/m2".

    >>> [piece.condition for piece in pieces("prior doxorubicin > 450 mg/m2", Setting("exclusion"))]
    [{'all': [{'history.treatments': {'any': {'agent': 'doxorubicin'}}}, {'history.named_treatments': {'has': 'prior doxorubicin > 450 mg/m2'}}]}]

A history tells the treatment and seldom its whole dose, so that is named in the words of the trial. Who was never given it is under any limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trials.formalise.piece import Json, Piece, Setting
from trials.formalise.treatments import whole_names
from trials.formalise.words import expression

_OVER = {"<": ">=", "<=": ">"}


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """The whole doses of a sentence, each with the treatment that it is of."""
    if not expression("dose_unit").search(text) or expression("dose_each").search(text):
        return
    for start, end, event in whole_names(text):
        before = expression("dose_before").search(text[:start])
        first = before.start() if before else start
        found = expression("dose_after").match(text, end) or (before if before and before["sign"] else None)
        if found is None:
            continue
        last = found.end() if found is not before else expression("dose_tail").match(text, end).end()  # type: ignore[union-attr]
        yield Piece(first, last, "treatment", _given(text[first:last], found, event), rank=4)


def _given(said: str, found: re.Match[str], event: Json) -> Json:
    """The treatment and its dose; where the dose is a limit from above, not the treatment with more than that."""
    sign, phrase = found["sign"], " ".join(said.replace("( ", "(").split())
    over = phrase.replace(f"{sign} ", f"{_OVER[sign]} ", 1) if sign in _OVER else phrase
    given: Json = {"all": [{"history.treatments": {"any": event}}, {"history.named_treatments": {"has": over}}]}
    return {"not": given} if sign in _OVER else given
