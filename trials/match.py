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
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from matching.case import Case
from matching.criteria.condition import parse
from matching.criteria.evaluate import Truth, Verdict, evaluate
from matching.criteria.explain import deciders
from matching.criteria.french import reasons_words
from matching.criteria.tree import AnyOf, Atom, Condition, Events, Known, Not
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

    `closer_closed` is a site nearer than the `nearest` open one, which takes nobody.
    """

    trial: Trial
    verdict: str
    score: float
    criteria: tuple[CriterionMatch, ...]
    missing: tuple[str, ...]
    nearest: SiteDistance | None = None
    closer_closed: SiteDistance | None = None

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
    answers: dict[Condition, Verdict] = {}
    found = [_match(informed, trial, answers, place, every) for trial in known]
    shown = [match for match in found if match is not None]
    return sorted(shown, key=lambda match: (match.verdict == "excluded", not match.open_here, -match.score, match.trial.id))


def _match(
    case: Case, known: FormalisedTrial, answers: dict[Condition, Verdict], place: Place | None, every: bool
) -> TrialMatch | None:
    criteria = tuple(_criterion(case, criterion, answers) for criterion in known.criteria)
    verdicts = {one.verdict for one in criteria}
    verdict = (
        "excluded" if "not_met" in verdicts else "possible" if "unknown" in verdicts or "met" not in verdicts else "eligible"
    )
    if verdict == "excluded" and not every:
        return None
    asked = Counter(key for one in criteria if one.verdict == "unknown" for key in one.missing)
    score = rank_score(
        known.disease,
        [Said(_keys(one), one.verdict, one.recoverable, one.criterion.source.kind == "inclusion") for one in criteria],
    )
    near = sites_near(known.trial, place) if place else []
    return TrialMatch(
        known.trial,
        verdict,
        score,
        criteria,
        tuple(key for key, _ in asked.most_common()),
        near[0] if near else None,
        closer_closed(near),
    )


def _keys(one: CriterionMatch) -> frozenset[str]:
    return frozenset(reason.atom.key for reason in one.answer.reasons) if one.answer else frozenset()


def _criterion(case: Case, criterion: Criterion, answers: dict[Condition, Verdict]) -> CriterionMatch:
    source, condition = criterion.source, criterion.condition
    if condition is None:
        return CriterionMatch(criterion, source.status if source.status == "to_confirm" else "not_formalised")
    answer = answers.get(condition)
    if answer is None:
        answer = answers[condition] = evaluate(condition, case)
    value = _safe(condition, answer.value) if source.status == "partial" else answer.value
    if source.kind == "exclusion" and value is not None:
        value = not value
    if value is None:
        return CriterionMatch(criterion, "unknown", answer, missing=answer.missing)
    if value:
        return CriterionMatch(criterion, "met", answer)
    return CriterionMatch(criterion, "not_met", answer, _recoverable(condition, answer))


def _safe(condition: Condition, value: Truth) -> Truth:
    """The answer of a partial condition, on the side where it holds for the whole sentence."""
    sufficient = isinstance(condition, (AnyOf, Not))
    return value if value is sufficient else None


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
