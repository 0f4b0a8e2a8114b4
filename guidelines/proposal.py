"""What comes out of the rules for one case: proposals, and what is not proposed and why.

>>> proposal = recommend(case, base).proposals[0]
>>> proposal.verdict, proposal.because
('applies', ('HER2 : positif', 'T : T2 (critère : ≥ T2)'))
"""

from __future__ import annotations

from dataclasses import dataclass

from guidelines.model import Contraindication, Decision, Guideline, Option, Rule
from matching.criteria.evaluate import Truth

_TURNED_DOWN = {"discouraged": "déconseillé par le référentiel", "contraindicated": "contre-indiqué par le référentiel"}


@dataclass(frozen=True)
class ProposedOption:
    """An option on this case. `contraindications` are established, `to_check` are the features that may still establish one."""

    option: Option
    contraindications: tuple[Contraindication, ...] = ()
    to_check: tuple[str, ...] = ()

    @property
    def set_aside(self) -> bool:
        """Turned down by the guideline, or by an absolute contra-indication; a relative one is for the meeting to weigh."""
        return self.option.advised_against or any(found.level == "absolute" for found in self.contraindications)

    @property
    def restraints(self) -> tuple[str, ...]:
        """Why the option is set aside or to be weighed, in French."""
        reasons = [_reason(found) for found in self.contraindications]
        return (*reasons, *([_TURNED_DOWN[self.option.strength]] if self.option.advised_against else []))


def _reason(found: Contraindication) -> str:
    """Why, how far, and by whom where it is not by the guideline itself."""
    relative = " (contre-indication relative)" if found.level == "relative" else ""
    return found.reason + relative + (f" — {found.origin}" if found.origin else "")


@dataclass(frozen=True)
class Proposal:
    """What one rule proposes. `verdict` is "applies", or "possible" where something is `missing`; `because` is in French."""

    guideline: Guideline
    decision: Decision
    rule: Rule
    verdict: str
    options: tuple[ProposedOption, ...]
    because: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The rule, unique in the rule base: 'breast-localised.her2-neoadjuvant'."""
        return f"{self.guideline.id}.{self.rule.id}"


@dataclass(frozen=True)
class SetAside:
    """A rule that does not apply ("pourquoi pas ?") and the criteria that exclude it."""

    guideline: Guideline
    decision: Decision
    rule: Rule
    because: tuple[str, ...]


@dataclass(frozen=True)
class Outside:
    """A decision for which no rule of the guideline holds: what the guideline says then, most often "Hors référentiel"."""

    guideline: Guideline
    decision: Decision
    option: Option


@dataclass(frozen=True)
class Consulted:
    """A guideline that was looked at: in scope (true), perhaps (None) or not, and the criteria of the scope that say so."""

    guideline: Guideline
    in_scope: Truth
    because: tuple[str, ...]
