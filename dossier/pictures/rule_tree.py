"""A decision tree as a picture: the questions, the condition of each rule, what it proposes. The same in words is in guidelines.tree."""

from __future__ import annotations

from collections.abc import Iterator

from dossier.pictures.svg import INK, LINE, QUIET, TEAL, bar, line, picture, shortened, text
from guidelines.tree import Branch

ROW, WIDTH = 24, 1180
QUESTION, CONDITION, OPTION = 10, 40, 560  # where each begins, from the left
CHOSEN = "#e4f0ef"
CONDITION_LETTERS, OPTION_LETTERS = 78, 92


def draw(tree: Branch, chosen: str = "") -> str:
    """The picture, one line an option, the `chosen` rule marked; long words are cut, they are whole in the list beside it."""
    parts: list[str] = []
    y = ROW
    for question in tree.children:
        parts.append(text(QUESTION, y, shortened(question.words, 150), bold=True))
        top, y = y + 8, y + ROW
        for condition in question.children:
            if chosen and condition.rule == chosen:
                parts.append(bar(QUESTION + 16, y - 16, WIDTH - QUESTION - 20, ROW * max(1, len(condition.children)), CHOSEN))
            parts += _condition(condition, y)
            parts.append(line(QUESTION + 6, top, QUESTION + 6, y - 4))
            y += ROW * max(1, len(condition.children))
        y += ROW // 2
    return picture(WIDTH, y, "Arbre des décisions", f"{tree.words}. Le même arbre est écrit sous l'image.", parts)


def _condition(condition: Branch, y: float) -> Iterator[str]:
    colour = QUIET if condition.quiet else INK
    yield line(QUESTION + 6, y - 4, CONDITION - 4, y - 4)
    yield text(CONDITION, y, shortened(condition.words, CONDITION_LETTERS), colour=colour)
    for number, option in enumerate(condition.children):
        row = y + number * ROW
        yield line(OPTION - 18, y - 4, OPTION - 6, row - 4, LINE if option.quiet else TEAL)
        yield text(OPTION, row, shortened(option.words, OPTION_LETTERS), colour=QUIET if option.quiet else TEAL)
