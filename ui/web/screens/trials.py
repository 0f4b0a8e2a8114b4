"""The trials of this machine's registry: search, and the sheet of one with its criteria as formalised beside its text."""

from __future__ import annotations

import streamlit as st

from store.engine import reading
from trials import corrections, merge, registry, sync_state
from trials.formalise import criteria_of, local_criteria
from trials.search import Hit, search
from ui.web import sync_words, trial_sheet
from ui.web.navigation import DOSSIERS, TRIALS
from ui.web.resources import dossiers
from ui.web.resources import registry as database
from ui.web.words import TRIAL_STATUS, several


def screen() -> None:
    identifier = st.query_params.get("essai")
    if identifier:
        _sheet(identifier)
    else:
        _search()


def _sheet(identifier: str) -> None:
    with reading(database()) as read:
        trial = merge.get(read, identifier)
        criteria = [*criteria_of(read, trial), *local_criteria(trial)] if trial else []
    if trial:
        with reading(dossiers()) as kept:
            criteria = corrections.applied(trial.key, criteria, corrections.kept(kept))
    st.page_link(TRIALS, label="Revenir à la recherche")
    if trial is None:
        st.error(
            "Cet essai n'est pas dans le registre de cette machine : vérifier son numéro, ou l'importer (carnet trials import)."
        )
        return
    trial_sheet.show(trial, criteria)


def _search() -> None:
    st.title("Essais cliniques")
    with reading(database()) as read:
        kept, taking = registry.count(read), registry.count(read, open_only=True)
        st.caption(
            f"{several(kept, 'essai', 'essais')} sur cette machine, dont {taking} qui recrutent. La recherche ne sort pas d'ici."
        )
        for line in sync_words.lines(sync_state.states(read)):
            st.caption(line)
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        words = left.text_input("Chercher", placeholder="cancer du sein HER2, osimertinib, NCT…", max_chars=200)
        only = right.checkbox("Qui recrutent", value=True)
        hits = merge.one_each(read, search(read, words, status="RECRUITING" if only else None)) if words.strip() else []
    if words.strip() and not hits:
        st.markdown("Aucun essai trouvé. Essayer moins de mots, ou tous les statuts.")
    for hit in hits:
        _hit(hit)
    if not words.strip():
        st.markdown(
            "Écrire quelques mots. Pour les essais d'un patient, ouvrir son dossier : ils y sont classés, critère par critère."
        )
        st.page_link(DOSSIERS, label="Voir les dossiers")


def _hit(hit: Hit) -> None:
    with st.container(border=True, key=f"hit-{hit.trial_key}"), st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{hit.title or 'Sans titre'}**  \n:gray[{hit.id}]", width="stretch")
        st.badge(TRIAL_STATUS.get(hit.status or "", "statut non dit"), color="green" if hit.status == "RECRUITING" else "gray")
        if st.button("Voir la fiche", key=f"sheet:{hit.trial_key}", help=f"Fiche de {hit.id}"):
            st.switch_page(TRIALS, query_params={"essai": hit.trial_key})


screen()
