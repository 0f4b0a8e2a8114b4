"""Cases, recommendations and trials as a person reads them in a terminal, in French."""

from __future__ import annotations

from typing import Any

from guidelines import Recommendations
from matching.case import Case
from matching.words import treatment_words, value_words

STATUS = {
    "draft": "règles en brouillon",
    "in_review": "règles en relecture",
    "validated": "règles validées",
    "suspended": "règles suspendues",
    "retired": "règles retirées",
}


def show_case(case: Case) -> None:
    print(f"{case.id} (au {case.date:%d/%m/%Y})")
    for key, feature in case.features.items():
        proof = " ; ".join(f"« {item.text} »" for item in feature.evidence[:2])
        origin = f"calculé de : {', '.join(map(_label, feature.inputs))}" if feature.origin == "computed" else proof
        print(f"  {_label(key)} : {value_words(key, feature.value)}   [{origin}]")
    for record in case.treatments:
        print(f"  {'Proposé' if record.planned else 'Traitement'} : {treatment_words(record)}")
    for warning in case.warnings:
        print(f"  ! {warning}")


def _label(key: str) -> str:
    from matching.catalogue import catalogue

    return catalogue()[key].fr


def show_recommendations(found: Recommendations) -> None:
    print(found.case)
    for proposal in found.proposals:
        verdict = "s'applique" if proposal.verdict == "applies" else "possible"
        print(f"  {proposal.decision.question} — {proposal.guideline.title} ({verdict}, {STATUS[proposal.guideline.status]})")
        for option in proposal.options:
            aside = f"  [écartée : {'; '.join(map(str, option.contraindications))}]" if option.contraindications else ""
            origin = f" ({option.option.origin})" if option.option.origin else ""
            print(f"    • {option.option.label}{origin}{aside}")
        for reason in proposal.because[:4]:
            print(f"        {reason}")
    for asked in found.missing:
        print(f"  ? {asked.question}")


def show_match(record: dict[str, Any]) -> None:
    print(record["id"])
    for trial in record["trials"]:
        counts = {
            verdict: sum(one["verdict"] == verdict for one in trial["criteria"]) for verdict in ("met", "not_met", "unknown")
        }
        print(
            f"  {trial['trial']}{' (notre centre)' if 'portfolio' in trial else ''} : "
            f"{counts['met']} critères remplis, {counts['not_met']} contraires, {counts['unknown']} à vérifier"
        )


def show_asked(found: dict[str, Any]) -> None:
    """Questions, nearest changes and refusals of a case."""
    proofs = {True: "change la proposition", False: "demandé par le bilan", None: "effet non prouvé dans le temps imparti"}
    print(found["id"])
    for asked in found["questions"]:
        print(f"  ? {asked['question']} ({proofs[asked['proved']]})")
    for change in found["nearest"]:
        print(f"  si {', '.join(change['words'])} :")
        print(
            "".join(f"      + {label}\n" for label in change["gained"])
            + "".join(f"      - {label}\n" for label in change["lost"]),
            end="",
        )
    if not found["nearest_complete"]:
        print("  (d'autres changements n'ont pas été essayés, faute de temps)")
    for refused in found["why_not"]:
        again = " — peut encore changer" if refused["recoverable"] else ""
        print(f"  pas « {refused['label']} » : {' ; '.join(refused['because'])}{again}")
