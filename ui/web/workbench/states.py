"""The states of a rule file of the network, and what was done to it, in French."""

from __future__ import annotations

from guidelines.tables import RuleFile, RuleFileVersion

STATUS = {
    "draft": "brouillon",
    "in_review": "en relecture",
    "validated": "validé",
    "suspended": "suspendu",
    "retired": "retiré",
}

# What was done, by the name that the history keeps.
ACTS = {
    "rules.begun": "repris par le réseau",
    "rules.written": "texte modifié",
    "rules.sent": "envoyé en relecture",
    "rules.signed": "première signature",
    "rules.validated": "seconde signature : validé, en vigueur",
    "rules.suspended": "suspendu",
    "rules.retired": "retiré",
}


def short(row: RuleFile | None) -> str:
    """'livré', 'validé', 'validé, un brouillon en cours'."""
    if row is None:
        return "livré, non signé"
    if not row.standing:
        return STATUS[row.status]
    return STATUS[row.standing] + (f", {_work(row)}" if row.status != row.standing else "")


def patients(row: RuleFile | None, shipped: bool) -> str:
    """What patients get of a file today, in a sentence."""
    if row is None:
        return "Le fichier livré s'applique, montré comme brouillon : aucun réseau ne l'a signé."
    if row.standing == "suspended":
        return "Ce référentiel est suspendu : il ne propose rien jusqu'à ce qu'un texte soit validé."
    if row.standing == "retired":
        return "Ce référentiel est retiré : il ne propose rien."
    work = "" if row.status == row.standing else f" Le {_work(row)} ne change rien avant d'être validé."
    if row.standing == "validated":
        return f"Le texte validé (version {row.in_force} de l'historique) est en vigueur.{work}"
    held = "Le fichier livré reste en vigueur." if shipped else "Rien de ce fichier n'est encore en vigueur."
    return held + work


def words(done: RuleFileVersion) -> str:
    """'suspendu : alerte sanitaire'."""
    return ACTS.get(done.what, done.what) + (f" : {done.reason}" if done.reason else "")


def _work(row: RuleFile) -> str:
    return "brouillon en cours" if row.status == "draft" else "texte en relecture"
