"""One case against the registry: a verdict for every criterion of every trial, and a rank that can be explained.

    >>> matches = match_case(case, formalised_trials(session), locate("35000"))
    >>> matches[0].trial.id, matches[0].verdict, matches[0].count("unknown")
    ('NCT01234567', 'possible', 3)

A criterion's verdict is turned so that "met" always helps: an exclusion is met when the patient does not have what it
excludes. A partial condition answers on its safe side only (see `trials.formalise.bounds`): with `any` or `not` on top it may
say true, in any other form false.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from sqlmodel import Session

from matching.case import Case
from matching.criteria.compiled import Decide, compiled
from matching.criteria.condition import parse
from matching.criteria.evaluate import Truth, Verdict, evaluate
from matching.criteria.explain import deciders
from matching.criteria.french import reasons_words
from matching.criteria.tree import AnyOf, Atom, Condition, Events, Known, Not, atoms_of
from matching.words import number_words
from trials import formalise, merge, registry
from trials.implied import with_implied
from trials.model import FormalisedCriterion, Trial
from trials.rank import Said, rank_score
from trials.sites import Place, SiteDistance, closer_closed, sites_near

_BROAD = re.compile(r'"is_a": (?:"(?:SOLID|HAEM)"|\["(?:SOLID|HAEM)"(?:, "(?:SOLID|HAEM)")?\])')
_PASSING = ("patient.corticosteroids", "patient.steroid_dose", "patient.pregnant")


@dataclass(frozen=True)
class Criterion:
    """A formalised criterion and its condition as a tree, None where there is none."""

    source: FormalisedCriterion
    condition: Condition | None

    @cached_property
    def keys(self) -> frozenset[str]:
        """The features that the condition is about."""
        return frozenset(atom.key for atom in atoms_of(self.condition)) if self.condition else frozenset()

    @cached_property
    def _decide(self) -> Decide | None:
        return compiled(self.condition) if self.condition else None

    def verdict(self, case: Case) -> str:
        """One of "met", "not_met" and "unknown"; without a condition, "to_confirm" or "not_formalised"."""
        if self._decide is None:
            return "to_confirm" if self.source.status == "to_confirm" else "not_formalised"
        value = self._turned(self._decide(case))
        return "unknown" if value is None else "met" if value else "not_met"

    def _turned(self, value: Truth) -> Truth:
        """An answer as one that helps; that of a partial condition, only on the side where it holds for the whole sentence."""
        if value is None or (self.source.status == "partial" and value is not isinstance(self.condition, (AnyOf, Not))):
            return None
        return not value if self.source.kind == "exclusion" else value


@dataclass(frozen=True)
class FormalisedTrial:
    """A trial with its criteria, those of the registry's fields (age, sex, disease) before those of the text.

    `disease` is what the trial is about: "type" (a tumour type), "broad" (any solid tumour, any haemopathy), "cancer" (not told
    which), "other".
    """

    trial: Trial
    criteria: tuple[Criterion, ...]
    disease: str


@dataclass(frozen=True)
class CriterionMatch:
    """One criterion on one case. `missing` would settle it; `recoverable`: what fails today may pass later."""

    criterion: Criterion
    verdict: str
    answer: Verdict | None = None
    recoverable: bool = False
    missing: tuple[str, ...] = ()

    def because(self, case: Case) -> tuple[str, ...]:
        """What the case says, in French: ("Indice de performance OMS/ECOG : 1",)."""
        if self.answer is None or self.criterion.condition is None:
            return ()
        return reasons_words(deciders(self.criterion.condition, self.answer), case)


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
    def _near(self) -> list[SiteDistance]:
        return sites_near(self.trial, self.place) if self.place else []

    @property
    def nearest(self) -> SiteDistance | None:
        """The nearest site, open ones first; None without a place to count from."""
        return self._near[0] if self._near else None

    @property
    def closer_closed(self) -> SiteDistance | None:
        """A site nearer than the `nearest` open one, which takes nobody."""
        return closer_closed(self._near)

    @property
    def open_here(self) -> bool:
        """Whether our centre takes patients in it, as its portfolio says."""
        return self.trial.local is not None and self.trial.local.is_open

    def count(self, verdict: str) -> int:
        """How many criteria have this verdict."""
        return sum(one.verdict == verdict for one in self.criteria)


def formalised_trials(session: Session, open_only: bool = True) -> list[FormalisedTrial]:
    """The trials of the registry and of the portfolio, or those that take patients; criteria never read are read now, and not kept."""
    waiting = set(registry.to_formalise(session, formalise.VERSION))
    kept = dict(registry.all_criteria(session))
    return [
        prepared(trial, formalise.formalise_trial(trial) if trial.key in waiting else kept.get(trial.key, []))
        for trial in merge.trials(session, open_only)
    ]


def prepared(trial: Trial, criteria: Iterable[FormalisedCriterion]) -> FormalisedTrial:
    """A trial and its criteria, with what the registry's own fields ask for."""
    found = [*criteria, *formalise.local_criteria(trial)]
    told = any(one.kind == "inclusion" and _asks_type(one) for one in found)
    types = formalise.tumour_types_of(trial)
    fields = list(_fields(trial))
    if types and not told:
        fields.append(
            _field(
                f"Pathologie (registre) : {', '.join(trial.conditions)}",
                {"tumour.type": {"is_a": types if len(types) > 1 else types[0]}},
            )
        )
    every = (*fields, *found)
    disease = _disease(trial, every)
    return FormalisedTrial(
        trial, tuple(Criterion(one, _tree(json.dumps(one.condition)) if one.condition else None) for one in every), disease
    )


def _disease(trial: Trial, criteria: Iterable[FormalisedCriterion]) -> str:
    asked = [json.dumps(one.condition) for one in criteria if one.kind == "inclusion" and _asks_type(one)]
    if asked:
        return "broad" if all(_BROAD.search(one) for one in asked) else "type"
    return "cancer" if formalise.names_cancer(trial) else "other"


def _asks_type(criterion: FormalisedCriterion) -> bool:
    """Can this criterion rule out another tumour?"""
    condition = criterion.condition or {}
    parts = condition.get("all", [condition])
    return any(
        "tumour.type" in part or ("any" in part and all("tumour.type" in json.dumps(one) for one in part["any"]))
        for part in parts
    )


@lru_cache(maxsize=100_000)
def _tree(condition: str) -> Condition:
    return parse(json.loads(condition))


def _fields(trial: Trial) -> Iterator[FormalisedCriterion]:
    if trial.age_min_years:
        yield _field(
            f"Âge minimal (registre) : {number_words(trial.age_min_years)} ans", {"patient.age": f">= {trial.age_min_years:g}"}
        )
    if trial.age_max_years:
        yield _field(
            f"Âge maximal (registre) : {number_words(trial.age_max_years)} ans", {"patient.age": f"<= {trial.age_max_years:g}"}
        )
    if trial.sex in ("FEMALE", "MALE"):
        yield _field(
            f"Sexe (registre) : {'féminin' if trial.sex == 'FEMALE' else 'masculin'}", {"patient.sex": trial.sex.lower()}
        )


def _field(text: str, condition: dict[str, Any]) -> FormalisedCriterion:
    return FormalisedCriterion("inclusion", text, 0, 0, condition, 1.0, "formalised")


# Matching ------------------------------------------------------------------------------------------------------------------


def match_case(case: Case, known: Iterable[FormalisedTrial], place: Place | None = None, every: bool = False) -> list[TrialMatch]:
    """The trials for a case, those open in our centre first, then best first; excluded ones only with `every`.

    Distances from `place` change no verdict.
    """
    informed = with_implied(case)
    found = [match for trial in known if (match := _match(informed, trial, place, every)) is not None]
    return sorted(found, key=lambda match: (match.verdict == "excluded", not match.open_here, -match.score, match.trial.id))


def _match(case: Case, known: FormalisedTrial, place: Place | None, every: bool) -> TrialMatch | None:
    """Verdicts without their reasons; unless all are wanted, a trial is left at the first criterion that rules the case out."""
    said = []
    for criterion in known.criteria:
        verdict = criterion.verdict(case)
        if verdict == "not_met" and not every:
            return None
        recoverable = verdict == "not_met" and _criterion(case, criterion).recoverable
        said.append(Said(criterion.keys, verdict, recoverable, criterion.source.kind == "inclusion"))
    verdicts = {one.verdict for one in said}
    verdict = (
        "excluded" if "not_met" in verdicts else "possible" if "unknown" in verdicts or "met" not in verdicts else "eligible"
    )
    return TrialMatch(known, case, verdict, rank_score(known.disease, said), place)


def _criterion(case: Case, criterion: Criterion) -> CriterionMatch:
    """A criterion with the reasons of its verdict."""
    verdict, condition = criterion.verdict(case), criterion.condition
    if condition is None:
        return CriterionMatch(criterion, verdict)
    answer = evaluate(condition, case)
    if verdict == "not_met":
        return CriterionMatch(criterion, verdict, answer, _recoverable(condition, answer))
    return CriterionMatch(criterion, verdict, answer, missing=answer.missing if verdict == "unknown" else ())


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
    informed = with_implied(case)
    return {"id": case.id, "trials": [_trial_json(informed, match) for match in matches]}


def _trial_json(case: Case, match: TrialMatch) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "trial": match.trial.id,
        "verdict": match.verdict,
        "score": match.score,
        "criteria": [_criterion_json(case, one) for one in match.criteria],
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
