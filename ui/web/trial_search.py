"""The search of the registry: words and filters together, the trials open in our centre first."""

from __future__ import annotations

import streamlit as st
from sqlmodel import Session

from store.engine import reading
from trials import corrections, merge, registry
from trials.formalised import FormalisedTrial, formalised_trial
from trials.search import search
from trials.terms import tokenise
from ui.web import portfolio_panel, sync_panel, trial_filters
from ui.web.databases import dossiers
from ui.web.look import plain
from ui.web.navigation import DOSSIERS, TRIALS
from ui.web.resources import registry as database
from ui.web.resources import sources
from ui.web.trial_filters import Asked
from ui.web.words import TRIAL_STATUS, several

AT_MOST = 50
_READ = 60  # closed trials read one by one for the filters


def show() -> None:
    st.title("Essais cliniques")
    with reading(database()) as read:
        kept, taking = registry.count(read), registry.count(read, open_only=True)
    st.caption(
        f"{several(kept, 'essai', 'essais')} sur cette machine, dont {taking} qui recrutent. La recherche ne sort pas d'ici."
    )
    portfolio_panel.show()
    sync_panel.show()
    words = st.text_input("Chercher", placeholder="cancer du sein HER2, osimertinib, NCT…", max_chars=200)
    asked = trial_filters.asked()
    if not words.strip() and not asked.filters:
        st.markdown(
            "Écrire quelques mots ou choisir un filtre. Pour les essais d'un patient, ouvrir son dossier : ils y sont classés, critère par critère."
        )
        st.page_link(DOSSIERS, label="Voir les dossiers")
        return
    with reading(database()) as read:
        found = _found(read, words, asked)
    shown = f" ; les {AT_MOST} premiers sont montrés" if len(found) > AT_MOST else ""
    st.caption(several(len(found), "essai", "essais") + shown)
    if not found:
        st.markdown("Aucun essai trouvé. Essayer moins de mots, moins de filtres, ou tous les statuts.")
    for identifier, key, title, status in found[:AT_MOST]:
        _hit(identifier, key, title, status)


def _found(read: Session, words: str, asked: Asked) -> list[tuple[str, str, str | None, str | None]]:
    """(number, key, title, status) of the trials that answer, best first; without words only those that take patients."""
    if not words.strip():
        kept = [one.trial for one in sources().trials if asked.filters.keep(one)]
        ours = sorted(kept, key=lambda trial: (not (trial.local and trial.local.is_open), trial.id))
        return [(trial.id, trial.key, trial.title_fr or trial.title, trial.status) for trial in ours]
    hits = merge.one_each(read, search(read, words, status="RECRUITING" if asked.open_only else None, limit=500))
    if asked.filters:
        known = _known(read, [hit.trial_key for hit in hits], asked.open_only)
        hits = [hit for hit in hits if hit.trial_key in known and asked.filters.keep(known[hit.trial_key])]
    french = {one.trial.key: one.trial.title_fr for one in sources().trials}
    return _ours_alone(words, asked) + [
        (hit.id, hit.trial_key, french.get(hit.trial_key) or hit.title, hit.status) for hit in hits
    ]


def _ours_alone(words: str, asked: Asked) -> list[tuple[str, str, str | None, str | None]]:
    """The trials of the centre's portfolio that are in no registry, by their number or the words of their title."""
    sought = tokenise(words)
    alone = [one.trial for one in sources().trials if one.trial.source == "portfolio" and asked.filters.keep(one)]
    told = [(trial, set(tokenise(f"{trial.id} {trial.title or ''}"))) for trial in alone]
    return [(trial.id, trial.key, trial.title, trial.status) for trial, held in told if sought and held.issuperset(sought)]


def _known(read: Session, keys: list[str], open_only: bool) -> dict[str, FormalisedTrial]:
    found = {one.trial.key: one for one in sources().trials}
    if open_only:
        return found
    with reading(dossiers()) as kept:
        corrected = corrections.kept(kept)
    closed = (formalised_trial(read, key, corrected) for key in [key for key in keys if key not in found][:_READ])
    return found | {one.trial.key: one for one in closed if one}


def _hit(identifier: str, key: str, title: str | None, status: str | None) -> None:
    with st.container(border=True, key=f"hit-{key}"), st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(title or 'Sans titre')}**  \n:gray[{identifier}]", width="stretch")
        st.badge(TRIAL_STATUS.get(status or "", "statut non dit"), color="green" if status == "RECRUITING" else "gray")
        if st.button("Voir la fiche", key=f"sheet:{key}", help=f"Fiche de {identifier}"):
            st.switch_page(TRIALS, query_params={"essai": key})
