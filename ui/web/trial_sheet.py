"""The sheet of one trial: what the registry says, and its criteria as read by the program beside their sentence."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from trials.contact import contacts, message
from trials.corrections import CriterionCorrection
from trials.model import FormalisedCriterion, Trial
from trials.sites import is_open
from ui.web import trial_correction, trial_criteria, trial_sources, trial_words
from ui.web.look import plain
from ui.web.navigation import FOLLOWING
from ui.web.words import several

AT_MOST = 40  # sites shown


def show(trial: Trial, criteria: Sequence[FormalisedCriterion], corrected: Sequence[CriterionCorrection]) -> None:
    """The heading, the criteria beside what was read in them, the sites."""
    st.title(plain(trial.title_fr or trial.title or trial.id))
    st.markdown(f"**{trial.id}** · {trial_words.heading(trial)}")
    if trial.xrefs:
        st.caption("Aussi enregistré sous : " + ", ".join(trial.xrefs))
    trial_sources.show(trial)
    if trial.summary:
        with st.expander("Résumé du registre"):
            st.text(trial.summary)
    if st.button("Passer les dossiers en revue", help="Tous les dossiers enregistrés face à cet essai"):
        st.switch_page(FOLLOWING, query_params={"essai": trial.id})
    trial_criteria.show(trial, criteria, corrected)
    trial_correction.show(trial, criteria, corrected)
    _sites(trial)
    _message(trial)


def _sites(trial: Trial) -> None:
    if not trial.sites:
        return
    french_first = sorted(trial.sites, key=lambda site: (site.country != "France", site.country or "", site.city or ""))
    with st.expander(several(len(trial.sites), "centre", "centres")):
        rows = [
            {
                "Ville": site.city or "",
                "Centre": site.name or "",
                "Pays": site.country or "",
                "Statut": trial_sources.status_words(site.status) if site.status else "",
                "Contact": ", ".join(
                    filter(None, (part for who in site.contacts[:1] for part in (who.name, who.phone, who.email)))
                ),
            }
            for site in french_first[:AT_MOST]
        ]
        st.table(rows, border="horizontal", hide_index=True)


def _message(trial: Trial) -> None:
    french = [site for site in trial.sites if site.country == "France" and is_open(trial, site)]
    reachable = [site for site in french if contacts(Trial(trial.id, trial.source), site)]
    written = message(trial, next(iter(reachable or french), None))
    with st.expander("Message prêt à envoyer, sans donnée de patient"):
        st.code(written.body, language=None, wrap_lines=True)
        if written.to:
            st.markdown(f"[Ouvrir dans la messagerie]({written.link})")
        else:
            st.caption("Aucune adresse électronique n'est publiée pour cet essai.")
