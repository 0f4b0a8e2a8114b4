"""What people decided: the retained proposal, why it departs from the guidelines, who validated it, when it was announced.

    >>> Decision(retained="Chirurgie première").validated
    False

The retained option is kept apart from the proposed one. Until a physician validates it, the FRCP is a proposal; until it is announced to the
patient, the PPS is a draft that must not be handed over.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from matching.words import date_words

# Why the meeting departs from what the guidelines propose, and the words a user reads.
DEVIATIONS = {
    "patient_choice": "choix du patient",
    "comorbidity": "comorbidité ou toxicité",
    "prior_treatment": "traitement antérieur",
    "outside_guideline": "situation particulière, hors référentiel",
    "practice_moved": "évolution des pratiques",
    "trial": "inclusion dans un essai clinique",
    "team_preference": "préférence de l'équipe",
    "wrong_data": "donnée erronée dans le dossier",
}


class DecisionError(ValueError):
    """A decision that cannot be taken as it stands; the message says what is missing."""


@dataclass(frozen=True)
class Decision:
    """The decision of the meeting. `rules` are the proposals it follows (ids of the options ticked by a person), dates are ISO."""

    retained: str = ""
    rules: tuple[str, ...] = ()
    deviation: str = ""
    deviation_note: str = ""
    validated_by: str = ""
    validated_on: str = ""
    announced_on: str = ""

    @property
    def validated(self) -> bool:
        return bool(self.validated_by and self.validated_on)

    @property
    def announced(self) -> bool:
        return self.validated and bool(self.announced_on)

    @property
    def signature(self) -> str:
        """'validé par Dr A le 12/03/2025', or that nobody did."""
        if self.validated:
            return f"validé par {self.validated_by} le {date_words(self.validated_on)}"
        return "écrit par une personne, non validé"

    def validate(self, by: str, on: str) -> Decision:
        """The decision signed by a named physician. Raises DecisionError when there is nothing to sign."""
        if not self.retained.strip():
            raise DecisionError("aucune proposition retenue : l'écrire avant de valider")
        if not by.strip():
            raise DecisionError("une validation porte un nom : choisir l'utilisateur qui valide")
        if not self.rules and not self.deviation:
            raise DecisionError(
                "la proposition retenue ne suit aucune règle affichée : en donner la raison (choix du patient, comorbidité...)"
            )
        return replace(self, validated_by=by, validated_on=on)

    def reopened(self) -> Decision:
        """The same choice, to be validated and announced again: what was signed has changed."""
        return replace(self, validated_by="", validated_on="", announced_on="")

    def announce(self, on: str) -> Decision:
        """The decision announced to the patient. Raises DecisionError before validation."""
        if not self.validated:
            raise DecisionError("la décision n'est pas validée : la valider avant de l'annoncer")
        return replace(self, announced_on=on)

    def to_json(self) -> dict[str, Any]:
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Decision:
        return cls(**{**record, "rules": tuple(record.get("rules", ()))})
