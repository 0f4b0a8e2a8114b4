"""Trials against any number of cases: who is left for a trial, which criterion rules how many out, and what to ask first.

>>> (found,) = screen([known], cases)
>>> found.best()[:2], found.count("excluded")
([17, 4], 188)
>>> found.funnel()[0]
Step(kind='inclusion', text='Pathologie (registre) : Breast Cancer', excludes=170, alone=31, unknown=2, left=30)

Verdicts come from bit-planes (matching.criteria.planes) and are those of `trials.match` on each case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.case import Case
from matching.criteria.cohort import encode
from matching.criteria.evaluate import evaluate
from matching.criteria.planes import Verdicts, decide
from matching.settled import settled
from trials.formalised import Criterion, FormalisedTrial
from trials.implied import with_implied
from trials.model import Trial
from trials.overrides import Overrides

MET, UNKNOWN, NOT_MET, APART = 1, 0, -1, 2  # apart: to be read by a person, counted nowhere
_CODES = {"met": MET, "unknown": UNKNOWN, "not_met": NOT_MET, "to_confirm": APART, "not_formalised": APART}
_AT_ONCE = 200  # trials whose conditions are decided together: the atoms that they share are tried once

Codes = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]


class Step(NamedTuple):
    """One criterion of the funnel: how many it excludes, alone or not; for how many of those left it is unknown; how many are left after it."""

    kind: str
    text: str
    excludes: int
    alone: int
    unknown: int
    left: int


class Asked(NamedTuple):
    """What an answer would bring: `cases` for whom it is asked, `enough` for whom nothing else is missing."""

    feature: str
    cases: int
    enough: int


@dataclass(frozen=True)
class Screened:
    """One trial on some cases. `codes` has a row a criterion and a column a case: MET, UNKNOWN, NOT_MET or APART."""

    known: FormalisedTrial
    cases: Sequence[Case] = field(repr=False)
    codes: Codes = field(repr=False)

    @property
    def trial(self) -> Trial:
        return self.known.trial

    @cached_property
    def excluded(self) -> Mask:
        """The cases that a criterion rules out."""
        return np.asarray((self.codes == NOT_MET).any(axis=0))

    @cached_property
    def unknown(self) -> npt.NDArray[np.intp]:
        """How many criteria are unknown, case by case."""
        return np.asarray((self.codes == UNKNOWN).sum(axis=0))

    @cached_property
    def of_this_tumour(self) -> Mask:
        """The cases whose tumour is one that the trial asks for: known, not supposed."""
        asks = [one.source.kind == "inclusion" and "tumour.type" in one.keys for one in self.known.criteria]
        return np.asarray((self.codes[np.array(asks, bool)] == MET).any(axis=0))

    def verdict(self, row: int) -> str:
        """As `trials.match` says it: "eligible" (nothing contrary, nothing unknown), "possible" or "excluded"."""
        if self.excluded[row]:
            return "excluded"
        return "possible" if self.unknown[row] or not (self.codes[:, row] == MET).any() else "eligible"

    def count(self, verdict: str) -> int:
        """How many cases have this verdict."""
        return sum(self.verdict(row) == verdict for row in range(len(self.cases)))

    def best(self) -> list[int]:
        """The cases that nothing rules out: those of this tumour first, then those with the fewest unknown criteria."""
        rows = np.flatnonzero(~self.excluded)
        return sorted(rows.tolist(), key=lambda row: (not self.of_this_tumour[row], int(self.unknown[row]), self.cases[row].id))

    def contrary(self, row: int) -> list[Criterion]:
        """The criteria that rule a case out."""
        return [one for one, code in zip(self.known.criteria, self.codes[:, row], strict=True) if code == NOT_MET]

    def open_questions(self, row: int) -> list[frozenset[str]]:
        """For each unknown criterion of a case, the features that would settle it."""
        unknown = [one for one, code in zip(self.known.criteria, self.codes[:, row], strict=True) if code == UNKNOWN]
        return [frozenset(evaluate(one.condition, self.cases[row]).missing) for one in unknown if one.condition is not None]

    def funnel(self) -> list[Step]:
        """The criteria in the order of the trial, those that exclude nobody and leave no question left out."""
        contrary, steps = self.codes == NOT_MET, []
        several = contrary.sum(axis=0)
        left = np.ones(len(self.cases), bool)
        for number, criterion in enumerate(self.known.criteria):
            out = contrary[number]
            left &= ~out
            unknown = int(((self.codes[number] == UNKNOWN) & ~self.excluded).sum())
            if out.any() or unknown:
                source, alone = criterion.source, int((out & (several == 1)).sum())
                steps.append(Step(source.kind, source.text, int(out.sum()), alone, unknown, int(left.sum())))
        return steps

    def asked(self) -> list[Asked]:
        """What to ask for the patients whom nothing rules out, the most useful first; those of this tumour only, where there are some."""
        asked: Counter[str] = Counter()
        enough: Counter[str] = Counter()
        left = self.best()
        for row in [row for row in left if self.of_this_tumour[row]] or left:
            found = self.open_questions(row)
            keys = frozenset().union(*found)
            asked.update(keys)
            if len(found) == self.unknown[row]:
                enough.update(key for key in keys if all(key in one for one in found))
        order = sorted(asked, key=lambda key: (-asked[key], -enough[key], key))
        return [Asked(key, asked[key], enough[key]) for key in order]


def screen(
    known: Iterable[FormalisedTrial], cases: Sequence[Case], overrides: Mapping[str, Overrides] | None = None
) -> Iterator[Screened]:
    """Each trial on every case, in the order given. `overrides` are what people say, by the id of the case then by trial."""
    informed = [with_implied(settled(case)) for case in cases]
    table = encode(informed)
    remaining = iter(known)
    while some := list(islice(remaining, _AT_ONCE)):
        conditions = [one.condition for trial in some for one in trial.criteria if one.condition is not None]
        found = iter(decide(conditions, table))
        for trial in some:
            rows = [_codes(one, None if one.condition is None else next(found), len(informed)) for one in trial.criteria]
            codes = np.array(rows, np.int8).reshape(len(rows), len(informed))
            _lay_over(codes, trial, informed, overrides or {})
            yield Screened(trial, informed, codes)


def _codes(criterion: Criterion, found: Verdicts | None, size: int) -> Codes:
    if found is None:
        return np.full(size, APART, np.int8)
    codes = np.full(size, APART if criterion.for_a_person else UNKNOWN, np.int8)
    for value in (True, False):
        turned = criterion.turned(value)
        if turned is not None:
            codes[found.rows(value)] = MET if turned else NOT_MET
    return codes


def _lay_over(codes: Codes, trial: FormalisedTrial, cases: Sequence[Case], overrides: Mapping[str, Overrides]) -> None:
    """Writes what people say of a criterion over its code, for the patients they said it of."""
    if not overrides:
        return
    for row, case in enumerate(cases):
        said = overrides.get(case.id, {}).get(trial.trial.key, ())
        if said:
            codes[:, row] = [_CODES[one.verdict(case)] for one in trial.with_overrides(said).criteria]
