"""The trials of this machine with their criteria as conditions, ready to be matched.

    >>> known = formalised_trials(session)[0]
    >>> known.criteria[0].source.text, known.criteria[0].verdict(case)
    ('Âge minimal (registre) : 18 ans', 'met')

A criterion's verdict is turned so that "met" always helps: an exclusion is met when the patient does not have what it
excludes. A partial condition answers on its safe side only (see `trials.formalise.bounds`): with `any` or `not` on top it may
say true, in any other form false.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from sqlmodel import Session

from matching.case import Case
from matching.criteria.compiled import Decide, compiled
from matching.criteria.condition import parse
from matching.criteria.evaluate import Truth
from matching.criteria.tree import AnyOf, Condition, IsA, Not, atoms_of
from matching.words import number_words
from trials import corrections, formalise, merge, registry
from trials.formalise.hints import Hints, all_kept, hints
from trials.model import FormalisedCriterion, Trial
from trials.overrides import Override, datum

_BROAD = re.compile(r'"is_a": (?:"(?:SOLID|HAEM)"|\["(?:SOLID|HAEM)"(?:, "(?:SOLID|HAEM)")?\])')


@dataclass(frozen=True)
class Asked:
    """What a condition, as JSON, says: each part worked out when it is first asked for. Criteria with the same condition share one."""

    text: str

    @cached_property
    def condition(self) -> Condition:
        """The condition as a tree."""
        return parse(json.loads(self.text))

    @cached_property
    def keys(self) -> frozenset[str]:
        """The features that the condition is about."""
        return frozenset(atom.key for atom in atoms_of(self.condition))

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The tumour types that the condition names."""
        if "tumour.type" not in self.text:
            return ()
        named = [atom.test for atom in atoms_of(self.condition) if atom.key == "tumour.type"]
        return tuple(code for test in named if isinstance(test, IsA) for code in test.codes)

    @cached_property
    def decide(self) -> Decide:
        """Its verdict, as a function of the case."""
        return compiled(self.condition)


@lru_cache(maxsize=100_000)
def _asked(text: str) -> Asked:
    return Asked(text)


@dataclass(frozen=True)
class Criterion:
    """A formalised criterion, its condition read when it is first asked for: most trials are set aside at their first criteria.

    `said` is what a person says of it for one patient; it goes before what is computed while it holds.
    """

    source: FormalisedCriterion
    said: Override | None = None

    @cached_property
    def _asked(self) -> Asked | None:
        return _asked(json.dumps(self.source.condition)) if self.source.condition else None

    @property
    def condition(self) -> Condition | None:
        """The condition as a tree, None where there is none."""
        return self._asked.condition if self._asked else None

    @property
    def keys(self) -> frozenset[str]:
        """The features that the condition is about."""
        return self._asked.keys if self._asked else frozenset()

    @property
    def types(self) -> tuple[str, ...]:
        """The tumour types that the condition names."""
        return self._asked.types if self._asked else ()

    def verdict(self, case: Case) -> str:
        """One of "met", "not_met" and "unknown"; without a condition, "to_confirm" or "not_formalised"."""
        if self.said is not None and self.holds(case):
            return self.said.verdict
        if self._asked is None:
            return "to_confirm" if self.for_a_person else "not_formalised"
        value = self.turned(self._asked.decide(case))
        return ("to_confirm" if self.for_a_person else "unknown") if value is None else "met" if value else "not_met"

    @property
    def for_a_person(self) -> bool:
        """Is what the condition leaves open for a person to say?"""
        return self.source.status == "to_confirm"

    def holds(self, case: Case) -> bool:
        """Whether what a person said still stands: nothing that the criterion reads has changed since."""
        return self.said is not None and self.said.datum == datum(case, self.keys)

    def turned(self, value: Truth) -> Truth:
        """An answer as one that helps; that of a partial condition, only on the side where it holds for the whole sentence."""
        if value is None or (self.source.status != "formalised" and value is not isinstance(self.condition, (AnyOf, Not))):
            return None
        return not value if self.source.kind == "exclusion" else value


@dataclass(frozen=True)
class FormalisedTrial:
    """A trial with its criteria, those of the registry's fields (age, sex, disease) before those of the text.

    `disease` is what the trial is about: "type" (a tumour type), "broad" (any solid tumour, any haemopathy), "cancer" (not told
    which), "other"; `types` the tumour types that its criteria and its registry name.
    """

    trial: Trial
    criteria: tuple[Criterion, ...]
    disease: str
    types: tuple[str, ...] = ()
    kept_hints: str = field(default="", repr=False, compare=False)

    @cached_property
    def tumour_first(self) -> tuple[Criterion, ...]:
        """The criteria, those that ask for a tumour type first: they set most trials aside at once."""
        return tuple(sorted(self.criteria, key=lambda criterion: "tumour.type" not in (criterion.source.condition or {})))

    @cached_property
    def _hints(self) -> Hints:
        return hints(self.trial, [each.source for each in self.criteria], self.kept_hints)

    @cached_property
    def hints(self) -> tuple[Decide, ...]:
        """What the rank makes of the words that are no condition (trials.formalise.hints)."""
        return tuple(_asked(json.dumps(one)).decide for one in self._hints.likely)

    @cached_property
    def cautions(self) -> tuple[Decide, ...]:
        """What those words say of the moment: it counts only against a trial."""
        return tuple(_asked(json.dumps(one)).decide for one in self._hints.cautions)

    def with_overrides(self, said: Sequence[Override]) -> FormalisedTrial:
        """The same trial for one patient, with what people say of its criteria."""
        if not said:
            return self
        over = [next((one for one in said if one.of(criterion.source)), None) for criterion in self.criteria]
        laid = [
            criterion if one is None else replace(criterion, said=one) for criterion, one in zip(self.criteria, over, strict=True)
        ]
        return replace(self, criteria=tuple(laid))


def formalised_trials(
    session: Session, open_only: bool = True, corrected: corrections.Corrections = corrections.NONE
) -> list[FormalisedTrial]:
    """The trials of the registry and of the portfolio, or those that take patients; criteria never read are read now, and not kept."""
    waiting = set(registry.to_formalise(session, formalise.VERSION))
    kept, kept_hints = dict(registry.all_criteria(session)), all_kept(session)

    def read(trial: Trial) -> list[FormalisedCriterion]:
        return formalise.formalise_trial(trial) if trial.key in waiting else kept.get(trial.key, [])

    return [prepared(trial, read(trial), corrected, kept_hints.get(trial.key, "")) for trial in merge.trials(session, open_only)]


def formalised_trial(
    session: Session, identifier: str, corrected: corrections.Corrections = corrections.NONE
) -> FormalisedTrial | None:
    """`formalised_trial(s, "NCT00490139")`, open or not; None when it is neither in a registry nor in the portfolio."""
    trial = merge.get(session, identifier)
    if trial is None:
        return None
    return prepared(trial, formalise.criteria_of(session, trial), corrected)


def prepared(
    trial: Trial,
    criteria: Iterable[FormalisedCriterion],
    corrected: corrections.Corrections = corrections.NONE,
    kept_hints: str = "",
) -> FormalisedTrial:
    """A trial and its criteria, those of our centre too, with what people corrected and what the registry's own fields ask for."""
    found = corrections.applied(trial.key, [*criteria, *formalise.local_criteria(trial)], corrected)
    found = [one for one in found if one.status != "note"]
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
    read = tuple(map(Criterion, every))
    asked = [code for one in read if one.source.kind == "inclusion" for code in one.types]
    return FormalisedTrial(trial, read, _disease(trial, every), tuple(dict.fromkeys((*asked, *types))), kept_hints)


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
