"""One case against the registry: a verdict for every criterion of every trial, and a rank that can be explained.

    >>> matches = match_case(case, formalised_trials(session), locate("35000"))
    >>> matches[0].trial.id, matches[0].verdict, matches[0].count("unknown")
    ('NCT01234567', 'possible', 3)

Verdicts come from compiled conditions; the reasons, from the reference evaluator, for the few trials that are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from matching.case import Case
from matching.catalogue import catalogue
from matching.criteria.evaluate import Verdict, evaluate
from matching.criteria.explain import deciders
from matching.criteria.french import reasons_words
from matching.criteria.tree import Atom, Condition, Events, Known
from matching.settled import settled
from trials.formalised import Criterion, FormalisedTrial
from trials.implied import with_implied
from trials.model import Trial
from trials.overrides import NONE, Overrides
from trials.presumed import presumed
from trials.rank import Said, nearness, rank_score, topic
from trials.sites import Place, SiteDistance, closer_closed, sites_near

_SAME_ORGAN = 0.5  # the topic of a trial about another tumour of the same organ
_PASSING = ("patient.corticosteroids", "patient.steroid_dose", "patient.pregnant")


@dataclass(frozen=True)
class CriterionMatch:
    """One criterion on one case. `missing` would settle it; `recoverable`: what fails today may pass later.

    `said_holds`: the verdict is what a person said of it (trials.overrides).
    """

    criterion: Criterion
    verdict: str
    answer: Verdict | None = None
    recoverable: bool = False
    missing: tuple[str, ...] = ()
    said_holds: bool = False

    def because(self, case: Case) -> tuple[str, ...]:
        """What the case says, in French: ("Indice de performance OMS/ECOG : 1",), and what it no longer says: "FEVG : périmé"."""
        if self.answer is None or self.criterion.condition is None:
            return ()
        doubts = (f"{catalogue()[key].fr} : {case.doubts[key]}" for key in self.missing if key in case.doubts)
        return (*reasons_words(deciders(self.criterion.condition, self.answer), case), *doubts)


@dataclass(frozen=True)
class TrialMatch:
    """A trial for a case: "eligible" (nothing contrary, nothing unknown), "possible" or "excluded"; `score` from 0 to 1.

    Of thousands of trials a few are read: each criterion with its reasons, what is missing and the nearest site are worked out
    when they are asked for.
    """

    known: FormalisedTrial = field(repr=False)
    case: Case = field(repr=False)
    verdict: str
    score: float
    place: Place | None = field(default=None, repr=False)

    @property
    def trial(self) -> Trial:
        return self.known.trial

    @cached_property
    def criteria(self) -> tuple[CriterionMatch, ...]:
        """Every criterion, those of the registry's fields first."""
        return tuple(_criterion(self.case, criterion) for criterion in self.known.criteria)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The features that would settle criteria, the most useful first."""
        return tuple(key for key, _ in Counter(key for one in self.criteria for key in one.missing).most_common())

    @cached_property
    def near(self) -> list[SiteDistance]:
        """The sites that can be placed, open ones first, nearest first; none without a place to count from."""
        return sites_near(self.trial, self.place) if self.place else []

    @property
    def nearest(self) -> SiteDistance | None:
        """The nearest site, open ones first; None without a place to count from."""
        return self.near[0] if self.near else None

    @property
    def closer_closed(self) -> SiteDistance | None:
        """A site nearer than the `nearest` open one, which takes nobody."""
        return closer_closed(self.near)

    @property
    def open_here(self) -> bool:
        """Whether our centre takes patients in it, as its portfolio says."""
        return self.trial.local is not None and self.trial.local.is_open

    def count(self, verdict: str) -> int:
        """How many criteria have this verdict."""
        return sum(one.verdict == verdict for one in self.criteria)


# Matching ------------------------------------------------------------------------------------------------------------------


def match_case(
    case: Case,
    known: Iterable[FormalisedTrial],
    place: Place | None = None,
    every: bool = False,
    overrides: Overrides = NONE,
) -> list[TrialMatch]:
    """The trials for a case, those open in our centre first, then best first; excluded ones, each at its rank, only with `every`.

    Distances from `place` change no verdict; `overrides` are what people say of criteria for this patient, by trial.
    """
    informed = with_implied(settled(case))
    silent = presumed(informed)
    over = (trial.with_overrides(overrides.get(trial.trial.key, ())) for trial in known)
    found = [match for trial in over if (match := _match(informed, silent, trial, place, every)) is not None]
    return sorted(found, key=lambda match: (match.verdict == "excluded" or not match.open_here, -match.score, match.trial.id))


def _match(case: Case, silent: Case, known: FormalisedTrial, place: Place | None, every: bool) -> TrialMatch | None:
    """Verdicts without their reasons; unless all are wanted, a trial is left at the first criterion that rules the case out."""
    answers = []
    for criterion in known.tumour_first:
        verdict = criterion.verdict(case)
        if verdict == "not_met" and not every:
            return None
        answers.append((criterion, verdict))
    verdicts = {verdict for _, verdict in answers}
    verdict = (
        "excluded" if "not_met" in verdicts else "possible" if "unknown" in verdicts or "met" not in verdicts else "eligible"
    )
    return TrialMatch(known, case, verdict, _score(case, silent, known, answers), place)


def _score(case: Case, silent: Case, known: FormalisedTrial, answers: list[tuple[Criterion, str]]) -> float:
    """The rank; what another tumour than that of the trial would answer is not worked out."""
    tumour = case.value("tumour.type")
    near = topic(str(tumour) if tumour else None, known.disease, known.types)
    if not near:
        return 0.0
    said = [
        Said(
            criterion.keys,
            verdict,
            verdict == "not_met" and _criterion(case, criterion).recoverable,
            criterion.source.kind == "inclusion",
            verdict == "unknown" and criterion.verdict(silent) == "not_met",
        )
        for criterion, verdict in answers
        if not (near > _SAME_ORGAN and _of_another_cohort(criterion, verdict, str(tumour)))
    ]
    against = [False for decide in known.cautions if decide(silent) is False]
    return rank_score(near, said, [*(decide(silent) for decide in known.hints), *against])


def _of_another_cohort(criterion: Criterion, verdict: str, tumour: str) -> bool:
    """Is what fails asked of the patients who have another tumour, in a trial that takes this one too?"""
    inclusion = criterion.source.kind == "inclusion"
    return verdict != "met" and inclusion and bool(criterion.types) and not any(nearness(tumour, one) for one in criterion.types)


def _criterion(case: Case, criterion: Criterion) -> CriterionMatch:
    """A criterion with the reasons of its verdict."""
    verdict, condition, said = criterion.verdict(case), criterion.condition, criterion.holds(case)
    if condition is None:
        return CriterionMatch(criterion, verdict, said_holds=said)
    answer = evaluate(condition, case)
    recoverable = verdict == "not_met" and not said and _recoverable(condition, answer)
    missing = answer.missing if verdict == "unknown" else ()
    return CriterionMatch(criterion, verdict, answer, recoverable, missing, said)


def _recoverable(condition: Condition, answer: Verdict) -> bool:
    """May what fails today pass later? Laboratory values, washouts, a treatment that ends."""
    atoms = [decider.atom for decider in deciders(condition, answer)]
    return bool(atoms) and all(_passing(atom) for atom in atoms)


def _passing(atom: Atom | Known) -> bool:
    if isinstance(atom, Known):
        return False
    if isinstance(atom.test, Events):
        return atom.test.window is not None and atom.test.window.within is not None
    return (atom.key.startswith("lab.") and not atom.key.startswith("lab.child_pugh")) or atom.key in _PASSING


# Output --------------------------------------------------------------------------------------------------------------------


def to_json(case: Case, matches: Iterable[TrialMatch]) -> dict[str, Any]:
    """What `carnet trials match --json` prints for a case (docs/commandes.md)."""
    return {"id": case.id, "trials": [_trial_json(match) for match in matches]}


def _trial_json(match: TrialMatch) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "trial": match.trial.id,
        "verdict": match.verdict,
        "score": match.score,
        "criteria": [_criterion_json(match.case, one) for one in match.criteria],
        "missing": list(match.missing),
    }
    if match.nearest:
        shown["nearest_site"] = _site_json(match.trial, match.nearest)
    if match.closer_closed:
        shown["closer_closed_site"] = _site_json(match.trial, match.closer_closed)
    return shown | sources_json(match.trial)


def _site_json(trial: Trial, near: SiteDistance) -> dict[str, Any]:
    return {"name": near.site.name, "city": near.site.city, "km": near.km, "status": near.site.status or trial.status}


def sources_json(trial: Trial) -> dict[str, Any]:
    """What several sources say of a trial: `{"sources": […], "conflicts": […], "portfolio": {…}}`, each where there is something."""
    said: dict[str, Any] = {
        "sources": [asdict(record) for record in trial.records],
        "conflicts": [{"field": each.field, "values": dict(each.values)} for each in trial.conflicts],
        "portfolio": asdict(trial.local) if trial.local else None,
    }
    return {name: value for name, value in said.items() if value}


def _criterion_json(case: Case, one: CriterionMatch) -> dict[str, Any]:
    source = one.criterion.source
    return {
        "text": source.text, "kind": source.kind, "verdict": one.verdict, "start": source.start, "end": source.end,
        "recoverable": one.recoverable, "because": list(one.because(case)),
    }  # fmt: skip
