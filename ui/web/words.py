"""The French words of the screen that no room below has: roles, states, who answers a question."""

from __future__ import annotations

import datetime
from typing import Literal

ROLES = {"oncologist": "Oncologue", "coordinator": "Coordination des essais", "curator": "Référentiels"}

STATES = {"fresh": "à jour", "stale": "périmée", "failed": "en échec", "blocked": "bloquée", "empty": "jamais exécutée"}
STATE_COLOURS: dict[str, Literal["green", "orange", "red", "gray"]] = {
    "fresh": "green",
    "stale": "orange",
    "failed": "red",
    "blocked": "gray",
    "empty": "gray",
}

GROUPS = {
    "patient": "Patient",
    "tumour": "Tumeur",
    "biomarker": "Biomarqueurs",
    "lab": "Biologie",
    "history": "Antécédents",
    "request": "Demande",
}

# Why a value that was read is not counted (matching.settled).
DOUBTS = {
    "périmé": "Trop ancien à la date du cas : n'est pas compté.",
    "contradictoire": "Contredit par une autre valeur : n'est pas compté.",
}

# What was done to a dossier, by the name that the history keeps.
EDITS = {
    "created": "dossier créé",
    "summary.written": "texte modifié",
    "feature.corrected": "caractéristique corrigée",
    "feature.confirmed": "caractéristique confirmée",
    "feature.restored": "correction retirée",
    "treatment.set_aside": "traitement écarté",
    "treatment.received": "traitement dit reçu",
    "treatment.proposed": "traitement dit proposé",
    "treatment.added": "traitement ajouté",
    "treatment.restored": "traitement rétabli",
    "treatment.removed": "traitement ajouté retiré",
    "item.written": "document modifié",
    "item.restored": "texte proposé rétabli",
    "decision.retained": "option retenue",
    "decision.let_go": "option retirée",
    "decision.rules": "propositions suivies modifiées",
    "decision.deviation": "raison de l'écart donnée",
    "decision.deviation_note": "précision de l'écart",
    "decision.validated": "décision validée",
    "decision.reopened": "décision rouverte",
    "decision.announced": "annonce au patient",
    "hearing.changed": "présentation en RCP modifiée",
    "programme.changed": "programme modifié",
    "programme.handed": "programme remis au patient",
    "notes.written": "notes modifiées",
    "mode.changed": "mode de calcul changé",
    "changes.seen": "changements vus",
    "cell.run": "cellule relancée",
    "notebook.run": "tout relancé",
    "dossier.renamed": "dossier renommé",
    "dossier.saved": "enregistré de nouveau",
    "version.restored": "version antérieure rétablie",
}

ASKED_OF = {
    "pathology": "Anatomopathologie",
    "imaging": "Imagerie",
    "biology": "Biologie",
    "patient": "Patient ou consultation",
    "team": "Équipe",
}

GUIDELINE_STATUS = {
    "draft": "brouillon, rédigé sans relecture de la source",
    "in_review": "en relecture",
    "validated": "validé",
    "suspended": "suspendu",
    "retired": "retiré",
}

STRENGTHS = {
    "recommended": "recommandé",
    "suggested": "proposé",
    "possible": "possible",
    "discouraged": "déconseillé",
    "contraindicated": "contre-indiqué",
}

STAGES = {
    "workup": "Bilan",
    "before_surgery": "Avant la chirurgie",
    "surgery": "Chirurgie",
    "adjuvant": "Adjuvant",
    "first_line": "Première ligne",
    "later_line": "Lignes suivantes",
    "maintenance": "Entretien",
    "follow_up": "Suivi",
    "palliative": "Soins palliatifs",
}

IDENTIFIERS = {
    "name": "nom",
    "birth_date": "date de naissance",
    "record": "numéro de dossier",
    "nir": "numéro de sécurité sociale",
    "phone": "téléphone",
    "mail": "adresse électronique",
    "address": "adresse",
    "town": "ville",
}

TRIAL_STATUS = {
    "RECRUITING": "recrute",
    "ENROLLING_BY_INVITATION": "recrute sur invitation",
    "NOT_YET_RECRUITING": "pas encore ouvert",
    "ACTIVE_NOT_RECRUITING": "recrutement terminé",
    "COMPLETED": "terminé",
    "TERMINATED": "arrêté",
    "SUSPENDED": "suspendu",
    "WITHDRAWN": "retiré",
    "UNKNOWN": "statut inconnu",
    "NOT_LISTED": "n'est plus publié par son registre",
}


def moment(at: datetime.datetime) -> str:
    """'12/11/2025 à 14:05', in the time of this machine."""
    return at.astimezone().strftime("%d/%m/%Y à %H:%M")


def several(number: int, one: str, many: str) -> str:
    """several(2, "essai", "essais") == '2 essais'; zero is singular, as in French."""
    return f"{number} {many if number > 1 else one}"
