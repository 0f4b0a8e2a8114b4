"""Where a trial's sheet comes from: the centre's own portfolio, the registries that have it, and what they disagree on."""

from __future__ import annotations

import streamlit as st

from trials.model import Contact, LocalTrial, Record, Trial
from ui.web.words import TRIAL_STATUS, several

SOURCES = {
    "portfolio": "Notre centre",
    "ctgov": "ClinicalTrials.gov",
    "ctis": "CTIS",
    "eclaire": "ECLAIRE",
    "isrctn": "ISRCTN",
    "inca": "INCa",
}
FIELDS = {
    "status": "statut",
    "sex": "sexe",
    "phases": "phase",
    "age_min_years": "âge minimal",
    "age_max_years": "âge maximal",
}
SAID = {"FEMALE": "féminin", "MALE": "masculin", "ALL": "les deux"}


def show(trial: Trial) -> None:
    """What the centre says of the trial, then each registry that has it, then what they disagree on."""
    if trial.local:
        st.info("  \n".join(portfolio_lines(trial.local)), icon=":material/home:")
    if trial.records:
        st.caption("Registres : " + " ; ".join(map(_record, trial.records)) + ".")
    for line in conflict_lines(trial):
        st.warning(line)


def portfolio_lines(local: LocalTrial) -> list[str]:
    """['**Notre centre : recrute**, 2 places', 'Protocole version 4.1 du 03/02/2026', 'Bras A : recrute, 1 place', …]."""
    protocol = f"Protocole version {local.protocol_version or 'non dite'}"
    if local.protocol_date:
        protocol += f" du {_day(local.protocol_date)}"
    lines = [f"**Notre centre : {status_words(local.status)}**{_slots(local.slots)}"]
    if local.protocol_version or local.protocol_date:
        lines.append(protocol)
    lines += [f"{each.name} : {status_words(each.status)}{_slots(each.slots)}" for each in local.cohorts]
    for title, who in (("Investigateur", local.investigator), ("Coordination", local.coordinator)):
        if who != Contact():
            lines.append(f"{title} : {', '.join(filter(None, (who.name, who.phone, who.email)))}")
    return [*lines, local.note] if local.note else lines


def conflict_lines(trial: Trial) -> list[str]:
    """['Les sources ne disent pas la même chose (statut) : CTIS, recrutement terminé ; ClinicalTrials.gov, recrute.']."""
    return [
        f"Les sources ne disent pas la même chose ({FIELDS[conflict.field]}) : "
        + " ; ".join(f"{SOURCES.get(source, source)}, {_value(conflict.field, value)}" for source, value in conflict.values)
        + ". Vérifier auprès du promoteur."
        for conflict in trial.conflicts
    ]


def status_words(status: str | None) -> str:
    """'recrute'; a registry's word that is not known stays as it is."""
    return TRIAL_STATUS.get(status or "", status or "statut non dit")


def _record(record: Record) -> str:
    dated = f", fiche du {_day(record.version)}" if record.version else ""
    return f"{SOURCES.get(record.source, record.source)} {record.id} ({status_words(record.status)}{dated})"


def _value(field: str, value: str) -> str:
    if field == "status":
        return status_words(value)
    if field == "phases":
        return value.replace("EARLY_PHASE", "précoce ").replace("PHASE", "")
    return f"{value.replace('.', ',')} ans" if field.startswith("age") else SAID.get(value, value)


def _slots(slots: int | None) -> str:
    return "" if slots is None else f", {several(slots, 'place', 'places')}" if slots else ", complet"


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))
