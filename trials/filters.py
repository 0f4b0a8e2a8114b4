"""Filters over trials: by what their criteria ask for, not by their words alone.

>>> [known.trial.id for known in trials if Filters(tumour="LUAD", line=2).keep(known)]
['NCT01234567']

A trial of "non-small cell lung cancer" is kept for an adenocarcinoma, and one of an adenocarcinoma for "lung cancer": it may concern them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from matching.case import Case, Feature
from matching.value import INFINITY, Interval
from trials.formalised import FormalisedTrial
from trials.overrides import HISTORY
from trials.sites import Place, sites_near
from trials.terms import expand, tokenise

TUMOUR = "tumour.type"
_LINES = ("history.metastatic_lines", "history.systemic_lines")
LATER_LINES = 3  # this line and those after it


@dataclass(frozen=True)
class Filters:
    """What is asked of a trial; what is empty asks nothing.

    `tumour` is a code, `biomarker` a feature, `phase` a registry's word ("PHASE2"), `line` the line of treatment that the patient would
    begin (3: third or later), `drug` words in French or English, `near` and `km` an open site within that distance.
    """

    tumour: str = ""
    biomarker: str = ""
    phase: str = ""
    line: int = 0
    drug: str = ""
    near: Place | None = None
    km: float = INFINITY

    def __bool__(self) -> bool:
        return bool(self.tumour or self.biomarker or self.phase or self.line or self.drug.strip() or self.near)

    def keep(self, known: FormalisedTrial) -> bool:
        """Whether a trial answers to every filter that is set."""
        return all(
            (
                not self.tumour or self._concerns(known, {TUMOUR}),
                not self.biomarker or any(self.biomarker in one.keys for one in known.criteria),
                not self.phase or self.phase in known.trial.phases,
                not self.line or self._concerns(known, {*_LINES, HISTORY}),
                not self.drug.strip() or self._gives(known),
                self.near is None or any(one.open and one.km <= self.km for one in sites_near(known.trial, self.near)),
            )
        )

    def _concerns(self, known: FormalisedTrial, keys: set[str]) -> bool:
        """Whether some criterion reads these features, and none of them rules out somebody of whom only what is sought is known."""
        read = [one for one in known.criteria if one.keys & keys and (TUMOUR not in keys or one.source.kind == "inclusion")]
        return bool(read) and all(one.verdict(self._patient) != "not_met" for one in read)

    @cached_property
    def _patient(self) -> Case:
        """Somebody of whom only what is sought is known."""
        features = {TUMOUR: Feature(TUMOUR, self.tumour)} if self.tumour else {}
        if self.line:
            before = Interval(self.line - 1, INFINITY if self.line >= LATER_LINES else self.line - 1)
            features |= {key: Feature(key, before) for key in _LINES}
        return Case("", features=features, history_complete=self.line == 1)

    def _gives(self, known: FormalisedTrial) -> bool:
        """Whether it is given in the trial, under any of its names."""
        given = [" ".join(tokenise(name)) for each in known.trial.interventions for name in (each.name, *each.other_names)]
        return all(any(f" {one} " in f" {name} " for one in names for name in given) for names in expand(self.drug))
