"""The decisions of the guidelines that concern a case, and the way the patient takes through them.

    >>> [(node.question, node.standing) for node in nodes(found)]
    [('Traitement systémique avant chirurgie ?', 'applies'), ('Quelle chirurgie ?', 'possible')]

Each decision shows the rules that apply and those that may; the rules that do not are counted.
"""

from __future__ import annotations

from dataclasses import dataclass

from dossier.pictures.svg import INK, LINE, QUIET, SAND, TEAL, bar, line, picture, shortened, text
from guidelines import Recommendations

WIDTH, ROW = 960, 24
QUESTION_X, RULE_X = 24, 420
STANDING = {"applies": ("s'applique", TEAL), "possible": ("à documenter", SAND), "none": ("aucune règle", LINE)}


@dataclass(frozen=True)
class Node:
    """A decision: its guideline, its question, the options that apply or may (label, standing), and how many rules do not."""

    guideline: str
    question: str
    ways: tuple[tuple[str, str], ...]
    refused: int

    @property
    def standing(self) -> str:
        return "applies" if any(stands == "applies" for _, stands in self.ways) else "possible" if self.ways else "none"


def nodes(found: Recommendations) -> list[Node]:
    """The decisions of the guidelines whose scope the case is in, in their order; those where nothing is open are left out."""
    made = []
    for entry in found.consulted:
        if not entry.in_scope:
            continue
        for decision in entry.guideline.decisions:
            here = [one for one in found.proposals if one.guideline.id == entry.guideline.id and one.decision.id == decision.id]
            ways = tuple((option.option.label, one.verdict) for one in here for option in one.options)
            refused = len(decision.rules) - len({one.rule.id for one in here})
            if ways:
                made.append(Node(entry.guideline.title, decision.question, ways, refused))
    return made


def words(found: list[Node]) -> list[str]:
    """'Quelle chirurgie ? : mastectomie (s'applique) ; 4 règles ne s'appliquent pas'."""
    return [
        f"{node.question} : {' ; '.join(f'{label} ({STANDING[stands][0]})' for label, stands in node.ways)}"
        + (f" ; {_refused(node)}" if node.refused else "")
        for node in found
    ]


def _refused(node: Node) -> str:
    return f"{node.refused} autres règles ne s'appliquent pas" if node.refused > 1 else "1 autre règle ne s'applique pas"


def svg(found: list[Node]) -> str:
    """The picture; "" where no guideline speaks."""
    if not found:
        return ""
    parts: list[str] = []
    y, guideline = 8.0, ""
    for node in found:
        if node.guideline != guideline:
            guideline = node.guideline
            parts.append(text(0, y + 16, shortened(guideline, 110), colour=QUIET, size=12, bold=True))
            y += ROW
        y = _node(node, y, parts)
    return picture(WIDTH, y + 8, "Chemin du patient dans les référentiels", " ; ".join(words(found)), parts)


def _node(node: Node, y: float, parts: list[str]) -> float:
    """Draws one decision from `y` down; where the next begins."""
    rows = [*node.ways, *([(_refused(node), "none")] if node.refused else [])]
    middle = y + ROW * len(rows) / 2
    parts.append(text(QUESTION_X, middle + 4, shortened(node.question, 56), bold=node.standing == "applies"))
    for number, (label, stands) in enumerate(rows):
        at = y + ROW * number + ROW / 2
        colour = STANDING[stands][1]
        parts.append(line(RULE_X - 40, middle, RULE_X - 12, at, colour, 2.5 if stands == "applies" else 1))
        parts.append(bar(RULE_X - 10, at - 5, 10, 10, colour))
        parts.append(text(RULE_X + 8, at + 4, shortened(label, 82), colour=INK if stands != "none" else QUIET, size=12))
    return y + ROW * len(rows) + 6
