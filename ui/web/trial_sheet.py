"""The sheet of one trial: what the registry says, and its criteria as read by the program beside their sentence."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from matching.criteria.condition import ConditionError, parse
from matching.criteria.french import condition_words
from trials.contact import contacts, message
from trials.model import FormalisedCriterion, Trial
from trials.sites import is_open
from ui.web import trial_sources, trial_words
from ui.web.look import escape, table
from ui.web.words import several

READ = {
    "formalised": "lu",
    "partial": "lu en partie",
    "to_confirm": "à confirmer par une personne",
    "not_formalised": "non lu par le programme",
}
KINDS = {"inclusion": "Critères d'inclusion", "exclusion": "Critères d'exclusion"}
AT_MOST = 40  # sites shown


def show(trial: Trial, criteria: Sequence[FormalisedCriterion]) -> None:
    """The heading, the criteria in two columns, the sites."""
    st.title(trial.title_fr or trial.title or trial.id)
    st.markdown(f"**{trial.id}** · {trial_words.heading(trial)}")
    if trial.xrefs:
        st.caption("Aussi enregistré sous : " + ", ".join(trial.xrefs))
    trial_sources.show(trial)
    if trial.summary:
        with st.expander("Résumé du registre"):
            st.text(trial.summary)
    if criteria:
        st.caption("La phrase du registre, et ce que le programme en a lu. Ce qui n'est pas lu reste à lire par une personne.")
        for kind, title in KINDS.items():
            _criteria(title, [one for one in criteria if one.kind == kind])
    else:
        st.markdown("## Critères, tels que publiés")
        st.text(trial.eligibility_text or "Le registre ne donne pas de critères.")
    _sites(trial)
    _message(trial)


def _criteria(title: str, criteria: list[FormalisedCriterion]) -> None:
    if not criteria:
        return
    st.markdown(f"## {title} ({len(criteria)})")
    st.html(table(("Phrase du registre", "Condition lue"), [(escape(one.text), _reading(one)) for one in criteria]))


def _reading(one: FormalisedCriterion) -> str:
    return f'{escape(_words(one))} <span class="tag">{escape(READ.get(one.status, one.status))}</span>'


def _words(one: FormalisedCriterion) -> str:
    """The condition in French; nothing where none was read, or where an older program wrote it otherwise."""
    if one.condition is None:
        return ""
    try:
        return condition_words(parse(one.condition))
    except ConditionError:
        return ""


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
