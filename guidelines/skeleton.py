"""The text of a rule file that somebody begins: what is to be written stands in it, and it cannot be sent to review as it is.

>>> print(skeleton("overlay", "riom", "Calque de Riom (exemple)", datetime.date(2026, 3, 1), "breast-localised").splitlines()[2])
  id: riom

The texts are data/rule_skeletons: one of a guideline, about a tumour type, one of an overlay, over a guideline.
"""

from __future__ import annotations

import datetime
import json
from string import Template

from matching.data_files import DATA

KINDS = ("guideline", "overlay")


def skeleton(kind: str, id: str, title: str, today: datetime.date, about: str) -> str:
    """`about` is the tumour type of a guideline ("COAD"), the guideline of an overlay ("breast-localised"). The id is checked by
    `workbench.begin`."""
    text = (DATA / f"rule_skeletons/{kind}.yaml").read_text(encoding="utf-8")
    later = today + datetime.timedelta(days=365)
    return Template(text).substitute(
        id=id, title=json.dumps(title, ensure_ascii=False), version=f"{today.year}.1", today=today, later=later, year=today.year, about=about
    )  # fmt: skip
