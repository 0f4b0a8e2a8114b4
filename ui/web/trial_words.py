"""Trials in words: where the nearest site is, and one criterion with its reasons."""

from __future__ import annotations

from matching.case import Case
from matching.words import date_words
from trials.match import CriterionMatch, TrialMatch
from trials.model import Trial
from trials.sites import SiteDistance
from ui.web.look import escape, lines
from ui.web.words import TRIAL_STATUS


def of(match: TrialMatch, *verdicts: str) -> list[CriterionMatch]:
    """The criteria of a match that have one of these verdicts, in the order of the text."""
    return [one for one in match.criteria if one.verdict in verdicts]


def place(match: TrialMatch) -> str:
    """'Lyon, Centre exemple, à 12 km à vol d'oiseau'."""
    near = match.nearest
    if near is None:
        return "Distance non connue : donner le code postal du patient" if match.trial.sites else "Aucun centre dans le registre"
    closed = match.closer_closed
    also = f" ; plus près, {_named(closed)}, à {closed.km:.0f} km, ne recrute pas" if closed else ""
    return f"Centre le plus proche : {_named(near)}, à {near.km:.0f} km à vol d'oiseau{'' if near.open else ' (ne recrute pas)'}{also}"


def _named(near: SiteDistance) -> str:
    return ", ".join(dict.fromkeys(filter(None, (near.site.city, near.site.name))))


def criterion(one: CriterionMatch, case: Case) -> str:
    """The criterion as the registry wrote it, why it stands so, and what a person said of it, as HTML."""
    source = one.criterion.source
    kind = "exclusion : " if source.kind == "exclusion" else ""
    said = f'<p class="quiet">{escape(opinion(one))}</p>' if one.criterion.said else ""
    return f'<div class="criterion"><p>{escape(kind + source.text)}</p>{said}{lines(one.because(case))}</div>'


def opinion(one: CriterionMatch) -> str:
    """'avis de Mme Martin le 12/03/2026 : OMS revu en consultation'; said to be past where what the criterion reads has changed since."""
    said = one.criterion.said
    if said is None:
        return ""
    past = "" if one.said_holds else ", dépassé car la donnée a changé"
    return f"avis de {said.by} le {date_words(said.on)}{past} : {said.reason}"


def heading(trial: Trial) -> str:
    """'recrute · phase 3 · promoteur'."""
    phases = " et ".join(
        phase.replace("PHASE", "phase ").replace("EARLY_", "précoce ") for phase in trial.phases if phase != "NA"
    )
    status = TRIAL_STATUS.get(trial.status or "", trial.status or "statut non dit")
    return " · ".join(part for part in (status, phases, trial.sponsor or "", "essai fictif" if trial.fictional else "") if part)
