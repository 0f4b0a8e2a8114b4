"""What a check finds in a rule file.

>>> str(Finding("breast/localised.yaml", 120, "dead", "règle « x » : ne peut jamais s'appliquer"))
'breast/localised.yaml:120: règle « x » : ne peut jamais s'appliquer'
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something to mend, or (`level` "information") something true of the rules that may well be meant.

    `kind`: load, unit, example, untested, threshold, expired, source, dead, shadowed, overlap, gap, useless, contradiction;
    `column` is 0 for the whole line.
    """

    file: str
    line: int
    kind: str
    sentence: str
    column: int = 0
    level: str = "fault"

    @property
    def is_fault(self) -> bool:
        return self.level == "fault"

    def __str__(self) -> str:
        place = f"{self.line}:{self.column}" if self.column else f"{self.line}"
        return f"{self.file}:{place}: {'' if self.is_fault else 'information : '}{self.sentence}"
