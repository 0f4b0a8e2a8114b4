"""The list of a meeting sorted before it is held: documented standards, cases to complete, cases to discuss, each with its reason.

    >>> standing(notebook)
    Standing(kind='complete', reason='Manque : FEVG récente ?')

A hint for the order of the day, from what the rules say: whether a case is registered or discussed is for the meeting to say (Presentation).
"""

from __future__ import annotations

from dataclasses import dataclass

from dossier.notebook import Notebook
from guidelines import Recommendations
from matching.words import value_words

KINDS = {
    "standard": "Standards documentés",
    "complete": "À compléter",
    "discuss": "À discuter",
    "decided": "Décision validée",
}


@dataclass(frozen=True)
class Standing:
    """Where a case stands before its meeting: a key of KINDS, and why, in French."""

    kind: str
    reason: str


def standing(notebook: Notebook) -> Standing:
    """Of a notebook whose cells have run."""
    if notebook.decision.validated:
        return Standing("decided", f"validée par {notebook.decision.validated_by}")
    found, case = notebook.output("recommendations"), notebook.case
    if found is None or case is None:
        return Standing("complete", "Le texte n'a pas pu être lu : ouvrir le dossier.")
    if reasons := _to_discuss(notebook, found):
        return Standing("discuss", " ; ".join(reasons))
    if asked := [one.question for one in found.missing if one.essential or one.changes]:
        more = f" (et {len(asked) - 2} autre{'s' if len(asked) > 3 else ''})" if len(asked) > 2 else ""
        return Standing("complete", f"Manque : {' ; '.join(asked[:2])}{more}")
    said = [option.option.label for one in found.proposals if one.verdict == "applies" for option in one.options[:1]]
    return Standing("standard", said[0])


def _to_discuss(notebook: Notebook, found: Recommendations) -> list[str]:
    """What no rule settles: no rule at all, an option held back, a refusal, contradictions in the file, a departure from the guideline."""
    case = notebook.case
    assert case is not None
    reasons = []
    if not any(one.verdict == "applies" for one in found.proposals) and not found.missing:
        reasons.append("aucune règle ne s'applique")
    held_back = [
        option.restraints[0]
        for one in found.proposals
        for option in one.options
        if option.contraindications and option.restraints
    ]
    reasons += [f"contre-indication : {reason}" for reason in held_back[:1]]
    refused = case.value("patient.refuses")
    if refused is not None and getattr(refused, "present", None):
        reasons.append(f"refus : {value_words('patient.refuses', refused)}")
    if notebook.decision.deviation:
        reasons.append("écart au référentiel")
    if case.warnings:
        reasons.append(f"à vérifier : {case.warnings[0]}")
    if case.value("tumour.recurrence") not in (None, "none"):
        reasons.append(f"récidive {value_words('tumour.recurrence', case.features['tumour.recurrence'].value)}")
    return reasons
