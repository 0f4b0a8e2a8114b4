"""The page of the rule base, made from the rule files themselves: docs/referentiels.md.

    >>> print(page(load_all()).splitlines()[0])
    # Les référentiels

`python -m guidelines.table > docs/referentiels.md` writes it; a test keeps it up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import PurePath

from guidelines.load import load_all
from guidelines.model import Guideline, RuleBase, Source

STATUS_WORDS = {
    "draft": "brouillon", "in_review": "en relecture", "validated": "validé", "suspended": "suspendu", "retired": "retiré",
}  # fmt: skip
INTRODUCTION = """# Les référentiels

Cette page est faite à partir des fichiers de règles : `python -m guidelines.table > docs/referentiels.md`.
Une source est un document qui existe ; elle est citée pour être relue. La colonne « État » dit où en est la relecture :
un brouillon est rédigé sans relecture de la source et reste à valider par le réseau.
"""
HEADINGS = ("Fichier", "Référentiel", "Règles", "Options", "Exemples", "Sources", "À revoir avant", "État")


def page(base: RuleBase) -> str:
    """The whole page in Markdown: the totals, then one table a family (a folder of the rules)."""
    families = groupby(sorted(base.guidelines, key=_family), key=_family)
    total = f"{len(base.guidelines)} référentiels : {', '.join(_counted(base.guidelines))}."
    return "\n".join([INTRODUCTION, total, *(line for family, some in families for line in _table(family, list(some)))]) + "\n"


def _family(guideline: Guideline) -> str:
    return PurePath(guideline.file).parts[0]


def _counted(guidelines: tuple[Guideline, ...] | list[Guideline]) -> tuple[str, str, str]:
    rules, options, examples = (sum(numbers) for numbers in zip(*map(counts, guidelines), strict=True))
    return f"{rules} règles", f"{options} options", f"{examples} exemples"


def counts(guideline: Guideline) -> tuple[int, int, int]:
    """How many rules, options and examples a guideline has."""
    rules = [rule for decision in guideline.decisions for rule in decision.rules]
    return len(rules), sum(len(rule.options) for rule in rules), len(guideline.tests)


def _table(family: str, guidelines: list[Guideline]) -> Iterator[str]:
    yield from ("", f"## {family} : {', '.join(_counted(guidelines))}", "")
    yield _row(*HEADINGS)
    yield _row(*("---" for _ in HEADINGS))
    for one in guidelines:
        sources = " ; ".join(dict.fromkeys(map(_source, one.sources)))
        names = (f"`{PurePath(one.file).name}`", one.title)
        yield _row(*names, *map(str, counts(one)), sources, f"{one.review_before:%d/%m/%Y}", STATUS_WORDS[one.status])


def _source(source: Source) -> str:
    return " ".join(str(word) for word in (source.publisher or source.title, source.year) if word)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


if __name__ == "__main__":
    sys.stdout.write(page(load_all()))
