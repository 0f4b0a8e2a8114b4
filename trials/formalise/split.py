"""An eligibility text cut into criteria, each with its exact place in the untouched text.

    >>> [(one.kind, one.text) for one in split("Inclusion Criteria:\\n\\n* ECOG 0-1\\n\\nExclusion Criteria:\\n\\n* Pregnancy")]
    [('inclusion', 'ECOG 0-1'), ('exclusion', 'Pregnancy')]

Wrapped lines are joined again, headings and what is left of a form are dropped. The children of "at least one of the
following" make one criterion with their head: each of them alone would ask too much. A heading over an item ("Age:") is
kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from matching.reading.letters import bare
from trials.formalise.words import section_of, words


@dataclass(frozen=True)
class Sentence:
    """One criterion as written, from `start` to `end`; `heading` is the title over it, `children` its alternatives."""

    kind: str
    text: str
    start: int
    end: int
    heading: str = ""
    children: tuple[str, ...] = ()


@dataclass
class _Item:
    """A bullet or a paragraph while the text is read: its depth is the column where its words begin."""

    start: int
    end: int
    depth: int
    bulleted: bool
    text: str = ""
    below: list[_Item] = field(default_factory=list)


_BULLET = re.compile(
    r"(?:[-*+•●▪◦·–—o]|\\\*|\\-|\(?\d{1,2}(?:\.\d{1,2})*\\?[.):]|\d{1,2}\.\d{1,2}(?:\.\d{1,2})?|\(?[a-zA-Z][.)]|\(?[ivx]{1,4}[.)])(?:\s+|$)"
)
_GLUED = re.compile(r"(?<=[a-z)])- (?=[A-Z][a-z]+\s)")
_WRAPPED_FROM = 60  # a line at least so long may go on below
_VALUE_NEXT = re.compile(r"(?:\bthan|\bequal to|\bleast|\bmost|\bof|[<>=≤≥])$", re.IGNORECASE)  # the line goes on with a value
_GOES_ON_WITH = re.compile(r"(?<=\W)(?:or|and|of|than|with|to|ou|et)$", re.IGNORECASE)
_LIST_HEAD = re.compile(r"[:–-]\s*$")


def split(text: str, start_kind: str = "inclusion") -> list[Sentence]:
    """The criteria of a text, in its order. What stands before any title is of `start_kind`."""
    found: list[Sentence] = []
    kind, heading = start_kind, ""
    for item in _tree(list(_items(text))):
        section = section_of(item.text)
        if section:
            # A title and its first criterion on one line: "Exclusion criteria: pregnancy".
            kind, heading = section, ""
            title = words().section_prefix.match(bare(item.text))
            rest = item.text[title.end() :].strip(" :.-*") if title else ""
            if len(rest.split()) > 1 and not words().heading.fullmatch(bare(rest)):
                start = item.start + item.text.rindex(rest)
                found.append(Sentence(kind, rest, start, start + len(rest)))
            found += (each for child in item.below for each in _sentences(text, child, kind, ""))
            continue
        if _is_heading(item):
            head = item.text.strip(" :")
            local = words().flip(head, kind)
            found += (each for child in item.below for each in _sentences(text, child, local, head))
            heading = "" if item.below and item.bulleted else head  # what stands under it is not beside it
            if not item.below and local != kind:
                kind = local
            continue
        if not item.bulleted and not item.below and words().inner_titles.fullmatch(f"{item.text.strip()}:"):
            heading = item.text.strip()  # "Age" on a line of its own
            continue
        if prose := _prose(item, kind):
            found += prose
            continue
        if not item.bulleted:
            heading = heading if item.depth else ""
        found += _sentences(text, item, kind, heading)
    return _joined(text, [part for one in found for part in _unglued(one)])


def _unglued(one: Sentence) -> Iterator[Sentence]:
    """The criteria of a line on which a bullet follows the words before it without a blank: "organ allograft- Previous cancer"."""
    start = 0
    for cut in [*_GLUED.finditer(one.text), None] if not one.children and "- " in one.text else [None]:
        part = one.text[start : cut.start() if cut else len(one.text)].rstrip()
        yield replace(one, text=part, start=one.start + start, end=one.start + start + len(part))
        start = cut.end() if cut else 0


def _joined(text: str, found: list[Sentence]) -> list[Sentence]:
    """Bullets that end with "or" made one with the next: neither is asked for alone."""
    kept: list[Sentence] = []
    for one in found:
        last = kept[-1] if kept else None
        if last and last.kind == one.kind and not one.children and words().ends_with_or.search(last.text):
            parts = (*(last.children or (last.text,)), one.text)
            kept[-1] = Sentence(one.kind, text[last.start : one.end], last.start, one.end, last.heading, parts)
        else:
            kept.append(one)
    return kept


def _prose(item: _Item, kind: str) -> list[Sentence]:
    """The criteria of a paragraph of the older records, which holds titles and no full stops; none for any other."""
    titles = list(words().inner_titles.finditer(item.text)) if ":" in item.text else []
    late = titles and titles[0].start() > 0
    if (
        item.below
        or not titles
        or (late and (item.bulleted or len(titles) < 2))
        or (len(titles) == 1 and titles[0].group().istitle() and item.bulleted)
    ):
        return []
    found: list[Sentence] = []
    if late and len(head := item.text[: titles[0].start()].strip()) > 12 and not _asks_nothing(head):
        begin = item.start + item.text.index(head)
        found.append(Sentence(kind, head, begin, begin + len(head)))
    for title, following in zip(titles, [*titles[1:], None], strict=True):
        body_end = following.start() if following else len(item.text)
        start = title.end()
        cuts = [
            cut.end()
            for cut in words().inner_starts.finditer(item.text, title.end(), body_end)
            if not _GOES_ON_WITH.search(item.text, title.end(), cut.start())
        ]
        for end in [*cuts, body_end]:
            part = item.text[start:end]
            tidy = part.strip(" -\t\r\n")
            if tidy and not _asks_nothing(tidy):
                begin = item.start + start + part.index(tidy)
                found.append(Sentence(kind, tidy, begin, begin + len(tidy), title.group().strip(" :")))
            start = end
    return found


def _sentences(text: str, item: _Item, kind: str, heading: str) -> Iterator[Sentence]:
    """The criteria that an item and what stands below it make."""
    if not item.below:
        if (
            not _is_heading(item)
            and not section_of(item.text)
            and not words().inner_titles.fullmatch(item.text.strip(" .:") + ":")
        ):
            yield _sentence(text, item, item.end, kind, heading)
        return
    joined = words().one_of.search(item.text) if kind == "inclusion" else words().at_least_one_of.search(item.text)
    if joined or words().exceptions.search(item.text):
        children = tuple(child.text for child in item.below if not child.below)
        whole = len(children) == len(item.below) and joined is not None
        yield _sentence(text, item, _last(item).end, kind, heading, children if whole else ())
        return
    is_title = _LIST_HEAD.search(item.text) is not None
    if not is_title:
        yield _sentence(text, item, item.end, kind, heading)
    inner = words().flip(item.text, kind)
    for child in item.below:
        yield from _sentences(text, child, inner, item.text.strip(" :") if is_title else heading)


def _sentence(text: str, item: _Item, end: int, kind: str, heading: str, children: tuple[str, ...] = ()) -> Sentence:
    return Sentence(kind, text[item.start : end], item.start, end, heading, children)


def _last(item: _Item) -> _Item:
    return _last(item.below[-1]) if item.below else item


@lru_cache(maxsize=64)
def _asks_nothing(text: str) -> bool:
    """What is left of a form: "Not specified", "See Disease Characteristics"."""
    return words().residue.fullmatch(" ".join(text.split()).strip(" :.")) is not None


def _is_heading(item: _Item) -> bool:
    """Words that announce and ask nothing: "PATIENT CHARACTERISTICS:", "Renal:", "General Medical Exclusions"."""
    text = item.text.strip()
    if _asks_nothing(text):
        return True
    if text.endswith(":"):
        return (not item.below and len(text.split()) <= 9) or (bool(item.below) and len(text.split()) <= 3)
    return text.isupper() and len(text) > 12 and len(text.split()) <= 6 and not any(map(str.isdigit, text))


def _items(text: str) -> Iterator[_Item]:
    """Bullets and paragraphs, with the lines that belong to them."""
    item: _Item | None = None
    blank, last = True, ""
    for line in re.finditer(r"[^\r\n]+|\r\n?|\n", text):
        if line.group()[0] in "\r\n":
            continue
        blank = (
            text[max(0, line.start() - 2) : line.start()].count("\n") > 1
            or text[max(0, line.start() - 4) : line.start()] == "\r\n\r\n"
        )
        words_at = len(line.group()) - len(line.group().lstrip())
        body = line.group().strip()
        if not body:
            continue
        start = line.start() + words_at
        bullet = _BULLET.match(line.group(), words_at)
        if bullet and bullet.group().strip() in ("I.", "V.", "i.", "v.") and not body[2:].strip():
            bullet = None
        if bullet and bullet.group()[0].isdigit() and not blank and _VALUE_NEXT.search(last):
            bullet = None  # "creatinine no greater than | 1.5 mg/dL"
        if not bullet and item and not blank and _goes_on(item, last, line.group(), words_at):
            item.end = line.start() + len(line.group().rstrip())
        else:
            if item:
                yield _closed(item, text)
            begin = line.start() + bullet.end() if bullet else start
            depth = words_at + (1 if bullet else 0)
            item = _Item(begin, max(begin, line.start() + len(line.group().rstrip())), depth, bool(bullet))
        last = body
    if item:
        yield _closed(item, text)


def _closed(item: _Item, text: str) -> _Item:
    item.text = text[item.start : item.end]
    return item


def _goes_on(item: _Item, last: str, line: str, column: int) -> bool:
    """Is this line, which has no bullet, the rest of the item above?"""
    if last.endswith(":") and not item.bulleted and not (len(last) >= _WRAPPED_FROM and words().inner_titles.search(last)):
        return False
    if section_of(line):
        return False
    if line.strip()[0].isdigit() and _VALUE_NEXT.search(last):
        return True
    first = line.strip()[0]
    return first.islower() or first in "(,≥≤<>&/%" or len(last) >= _WRAPPED_FROM or (item.bulleted and column >= item.depth)


def _tree(items: list[_Item]) -> list[_Item]:
    """Items under the item they are indented below; bullets under a paragraph that ends with a colon."""
    roots: list[_Item] = []
    above: list[_Item] = []
    for item in (one for one in items if one.text.strip()):
        if section_of(item.text):
            above = [item] if not item.text.rstrip().endswith(":") else []
            roots.append(item)
            above = []
            continue
        while above and not _holds(above[-1], item):
            above.pop()
        (above[-1].below if above else roots).append(item)
        above.append(item)
    return roots


def _holds(parent: _Item, item: _Item) -> bool:
    if parent.bulleted and item.bulleted:
        return item.depth > parent.depth
    return not parent.bulleted and item.bulleted and parent.text.rstrip().endswith(":") and item.depth >= parent.depth
