"""The words that a pattern cannot match without, told from the pattern itself.

>>> words_of(r"\\b(?:perte|amaigrissement) de (\\d+) ?kg")
(frozenset({'amaigrisseme', 'perte de '}), True)

True: every match begins with one of them; False: every match holds one. No word at all: the pattern may match anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST, _LONGEST = 1200, 12  # words of one pattern, letters of one word: more would select no better
_EVERYWHERE = " .,(<[0123456789"
_ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)


def words_of(pattern: str) -> tuple[frozenset[str], bool]:
    """The words of a pattern in small letters, and whether its matches begin with them."""
    parsed = parser.parse(pattern)
    beginnings = _few(_beginnings(parsed))
    led = _selective(beginnings)
    return (beginnings if led else _needed(parsed)), led


def first_letters(pattern: str, most: int = 1) -> frozenset[str]:
    """The first small letters or signs of a match, so many at most; empty where they may be anything.

    >>> sorted(first_letters(r"(?:not|no longer|\\bsans)"))
    ['n', 's']
    """
    beginnings = _beginnings(parser.parse(pattern))
    return frozenset() if "" in beginnings else frozenset(text[:most] for text in beginnings)


# What a pattern begins with -----------------------------------------------------------------------------------------------------


def _beginnings(parsed: Iterable[Any]) -> set[str]:
    """Texts one of which every match begins with; {""} where it may begin with anything."""
    ended, growing = _grown(parsed, {""})
    return ended | growing


def _grown(parsed: Iterable[Any], growing: set[str]) -> tuple[set[str], set[str]]:
    """Beginnings that what follows cannot lengthen, and those that it can."""
    ended: set[str] = set()
    for kind, value in parsed:
        if kind is op.ASSERT and value[0] > 0:  # what must follow: "dr(?= )"
            ahead, longer = _grown(value[1], growing)
            return ended | ahead | longer, set()
        if kind in _ZERO_WIDTH:
            continue
        more, longer = _lengthened(kind, value, growing)
        if len(more) + len(longer) > _MOST:
            return ended | growing, set()
        ended |= more
        done = {text for text in longer if len(text) >= _LONGEST}
        ended |= done
        growing = longer - done
        if not growing:
            break
    return ended, growing


def _lengthened(kind: Any, value: Any, growing: set[str]) -> tuple[set[str], set[str]]:
    """One element of a pattern after texts: those that end there, and those that go on."""
    if kind is op.LITERAL:
        return set(), {text + chr(value).lower() for text in growing}
    if kind is op.IN and (letters := _letters(value)):
        return set(), {text + letter for text in growing for letter in letters}
    if kind is op.SUBPATTERN:
        return _grown(value[-1], growing)
    if kind is op.BRANCH:
        branches = [_grown(branch, growing) for branch in value[1]]
        return set().union(*(ended for ended, _ in branches)), set().union(*(longer for _, longer in branches))
    if kind in _REPEATS:
        least, most, repeated = value
        ended, longer = _grown(repeated, growing)
        if most > 1:
            ended, longer = ended | longer, set()
        return ended, longer if least else longer | growing
    return growing, set()


def _letters(members: list[Any]) -> str:
    """The letters of a small class, "" for any other."""
    found = ""
    for kind, value in members:
        if kind is op.LITERAL:
            found += chr(value)
        elif kind is op.RANGE and value[1] - value[0] < 10:
            found += "".join(map(chr, range(value[0], value[1] + 1)))
        else:
            return ""
    return found.lower()


def _shortest(texts: set[str]) -> frozenset[str]:
    """Without those that begin with another one."""
    return frozenset(text for text in texts if not any(text[:length] in texts for length in range(len(text))))


def _few(texts: set[str]) -> frozenset[str]:
    """The same beginnings, cut shorter until there are not too many."""
    found, length = _shortest(texts), _LONGEST
    while len(found) > _MOST:
        length -= 1
        found = _shortest({text[:length] for text in found})
    return found


def _selective(texts: frozenset[str]) -> bool:
    """Single letters are everywhere, signs as "<" are not: at most one in ten."""
    return "" not in texts and 10 * sum(text.isalpha() or text in _EVERYWHERE for text in texts if len(text) == 1) <= len(texts)


# What a pattern cannot do without -----------------------------------------------------------------------------------------------


def _needed(parsed: Iterable[Any]) -> frozenset[str]:
    """Texts one of which every match holds: of those that can be told the longest; empty where nothing can."""
    elements = list(parsed)
    best, worth = frozenset[str](), 0
    for place, (kind, value) in enumerate(elements):
        if worth >= _LONGEST:
            break
        # What begins inside a run of letters is no better than the whole run.
        goes_on = place and elements[place - 1][0] is op.LITERAL
        begun = frozenset[str]() if goes_on else _shortest(_beginnings(elements[place:]))
        for found in (begun, _held(kind, value)):
            if _worth(found) > worth:
                best, worth = found, _worth(found)
    return best


def _held(kind: Any, value: Any) -> frozenset[str]:
    """What every match of one element holds, or is followed by."""
    if kind is op.SUBPATTERN:
        return _needed(value[-1])
    if kind in _REPEATS and value[0]:
        return _needed(value[2])
    if kind is op.ASSERT and value[0] > 0:
        return _needed(value[1])
    if kind is op.BRANCH:
        branches = [_needed(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    return frozenset()


def _worth(texts: frozenset[str]) -> int:
    """Letters of the shortest; 0 where a text is but blanks, dots and figures, which are everywhere, or where there are too many."""
    return min((len(text.strip(_EVERYWHERE)) for text in texts), default=0) if len(texts) <= _MOST else 0


# What a pattern may reach --------------------------------------------------------------------------------------------------------


def stays_in_a_line(pattern: str) -> bool:
    """Does neither a match nor what it looks at beside it go over a line break, nor ask where the text ends?"""
    return not any(map(_may_break, parser.parse(pattern)))


def _may_break(element: Any) -> bool:
    kind, value = element
    if kind is op.SUBPATTERN:
        return any(map(_may_break, value[-1]))
    if kind in _REPEATS:
        return any(map(_may_break, value[2]))
    if kind is op.BRANCH:
        return any(_may_break(one) for branch in value[1] for one in branch)
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return any(map(_may_break, value[1]))
    if kind is op.AT:
        return value not in (op.AT_BOUNDARY, op.AT_NON_BOUNDARY)
    if kind is op.LITERAL:
        return bool(value == ord("\n"))
    if kind is op.IN:
        return any(_may_hold_a_break(one) for one in value)
    return True


def _may_hold_a_break(member: Any) -> bool:
    kind, value = member
    if kind is op.LITERAL:
        return bool(value == ord("\n"))
    if kind is op.RANGE:
        return bool(value[0] <= ord("\n"))
    return not (kind is op.CATEGORY and value in (op.CATEGORY_DIGIT, op.CATEGORY_WORD))
