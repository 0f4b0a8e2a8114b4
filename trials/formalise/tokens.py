"""The words of a plain sentence between its pieces, told apart: connectors, cues, words that ask for nothing, words not understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trials.formalise.gaps import gaps
from trials.formalise.piece import Piece
from trials.formalise.words import expression, words

TREATED = ("treatment", "lines", "since", "steroids", "anticoagulant", "medicine", "recovery")
_DATED = (
    "comorbidity",
    "malignancy",
    "brain",
)  # a window on these is a part of what is asked: the catalogue has no date for them


class Token(NamedTuple):
    """A piece, or what stands between two: or, and, comma, not, dot, open, close, unknown, judgement."""

    kind: str
    piece: Piece | None = None


def tokens_of(text: str, pieces: Sequence[Piece]) -> Iterator[Token]:
    done = 0
    treated = any(piece.axis in TREATED for piece in pieces)
    dated = any(piece.axis in _DATED for piece in pieces)
    for piece in [*pieces, None]:
        end = piece.start if piece else len(text)
        for kind, found in gaps(text, done, end):
            if kind == "treatment":
                yield from () if treated else [Token("unknown")]
            elif (kind == "unknown" and words().narrowing.fullmatch(found.group())) or (
                kind == "filler" and dated and found.group().startswith("within")
            ):
                yield Token("judgement")
            elif kind != "filler":
                yield Token(kind)
        if piece:
            yield Token("piece" if piece.condition else "empty", piece)
            done = piece.end
            if piece.axis == "treatment" and expression("aimed_at").match(text, done):
                yield Token("judgement")  # "radiotherapy to the liver" is not any radiotherapy


def split(tokens: list[Token], kind: str) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == kind:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def trimmed(tokens: list[Token]) -> list[Token]:
    """Without the connectors at both ends, nor pieces that ask for nothing."""
    kept = [token for token in tokens if token.kind not in ("empty", "close")]
    while kept and kept[0].kind in ("or", "and", "comma", "open", "slash"):
        kept = kept[1:]
    while kept and kept[-1].kind in ("or", "and", "comma", "open", "slash"):
        kept = kept[:-1]
    return kept
