"""What a check finds to mend in a rule file.

>>> str(Finding("breast/localised.yaml", 120, "dead", "règle « x » : ne peut jamais s'appliquer"))
'breast/localised.yaml:120: règle « x » : ne peut jamais s'appliquer'
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something to mend. `kind`: load, example, untested, expired, source, dead, overlap; `column` is 0 for the whole line."""

    file: str
    line: int
    kind: str
    sentence: str
    column: int = 0

    def __str__(self) -> str:
        place = f"{self.line}:{self.column}" if self.column else f"{self.line}"
        return f"{self.file}:{place}: {self.sentence}"
