"""What a person can do with a trial of a case: follow it, give an opinion on one of its criteria, write to the centre."""

from __future__ import annotations

import streamlit as st

from dossier.screening import overrides
from dossier.screening.overrides import OverrideError
from dossier.screening.worklist import STATUSES
from dossier.tables import FollowedPair
from store.engine import session
from store.errors import StoreError
from trials.contact import message
from trials.match import CriterionMatch, TrialMatch
from ui.web import trial_words
from ui.web.databases import dossiers
from ui.web.following.links import put_on_list
from ui.web.look import plain
from ui.web.navigation import TRIALS
from ui.web.opened import NOTICE, notebook, opened
from ui.web.sign_in import user

JUDGED = "opinion-trial"  # the trial whose opinion form is open
VERDICTS = {"met": "rempli", "not_met": "contraire", "unknown": "à vérifier"}
ORDER = ("unknown", "not_formalised", "to_confirm", "not_met", "met")  # what most needs an opinion first
SHORT = 110


def show(match: TrialMatch, held: FollowedPair | None) -> None:
    key = match.trial.key
    with st.container(horizontal=True, vertical_alignment="center"):
        if held:
            st.badge(f"suivi : {STATUSES[held.status]}", color="blue")
        else:
            why = f"Suivre {match.trial.id} pour ce patient"
            args = (opened().id, match.trial)
            st.button("Mettre sur la liste de travail", key=f"follow:{key}", on_click=put_on_list, args=args, help=why)
        judging = st.session_state.get(JUDGED) == key
        label = "Fermer l'avis" if judging else "Donner un avis sur un critère"
        st.button(label, key=f"judge:{key}", on_click=_toggle, args=(key,), help=f"{label} : {match.trial.id}")
        if st.button("Fiche de l'essai", key=f"cell-sheet:{key}", type="tertiary"):
            st.switch_page(TRIALS, query_params={"essai": key})
        written = message(match.trial, match.nearest.site if match.nearest and match.nearest.open else None)
        if written.to:
            st.markdown(f"[Écrire au centre]({written.link})", help="Message prêt, sans donnée du patient")
        else:
            st.caption("Aucune adresse publiée pour ce centre")
    if judging:
        _opinion(match)


def _opinion(match: TrialMatch) -> None:
    """A person's word on one criterion, with its reason; the words of the registry stay as they are."""
    key, criteria = match.trial.key, match.criteria
    with st.form(f"opinion:{key}", border=True):
        numbers = sorted(range(len(criteria)), key=lambda number: ORDER.index(criteria[number].verdict))
        st.selectbox("Critère", numbers, format_func=lambda number: _named(criteria[number]), key=f"opinion-of:{key}")
        left, right = st.columns([1, 3])
        left.radio("Pour ce patient, il est", list(VERDICTS), None, format_func=VERDICTS.__getitem__, key=f"opinion-is:{key}")
        right.text_input("Raison", key=f"opinion-why:{key}", max_chars=300, help="Sans nom ni identifiant du patient")
        right.caption("L'avis tient jusqu'à ce que la donnée lue par le critère change, ou que le registre change sa phrase.")
        st.form_submit_button("Garder cet avis", on_click=_judge, args=(match,))
    for number, one in enumerate(criteria):
        if one.criterion.said:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(plain(f"{_named(one)} : {trial_words.opinion(one)}"), width="stretch")
                st.button("Retirer l'avis", key=f"unjudge:{key}:{number}", on_click=_take_back, args=(match, one))


def _named(one: CriterionMatch) -> str:
    source = one.criterion.source
    words = " ".join(source.text.split())
    shown = words if len(words) <= SHORT else words[: SHORT - 1] + "…"
    return f"{'Exclusion : ' if source.kind == 'exclusion' else ''}{shown}"


def _toggle(key: str) -> None:
    st.session_state[JUDGED] = None if st.session_state.get(JUDGED) == key else key


def _judge(match: TrialMatch) -> None:
    key, state = match.trial.key, st.session_state
    criterion = match.criteria[state[f"opinion-of:{key}"]].criterion
    verdict, reason = state[f"opinion-is:{key}"], state[f"opinion-why:{key}"]
    if verdict is None:
        state[NOTICE] = "Dire si le critère est rempli, contraire ou à vérifier pour ce patient."
        return
    try:
        with session(dossiers()) as writing:
            overrides.override(writing, opened().id, match.trial, criterion, match.case, verdict, reason, user())
            notebook().overrides = overrides.of_dossier(writing, opened().id)
    except (StoreError, OverrideError) as error:
        sentence = str(error)
        state[NOTICE] = sentence[:1].upper() + sentence[1:] + "."
        return
    _again()


def _take_back(match: TrialMatch, one: CriterionMatch) -> None:
    try:
        with session(dossiers()) as writing:
            overrides.take_back(writing, opened().id, match.trial, one.criterion, user())
            notebook().overrides = overrides.of_dossier(writing, opened().id)
    except StoreError as error:
        st.session_state[NOTICE] = error.sentence
        return
    _again()


def _again() -> None:
    if notebook().automatic:
        notebook().run_stale()
