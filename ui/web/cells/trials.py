"""The trials that take patients: the criteria met, contrary, to check of each, with their reasons; the nearest site.

Nobody is said to be eligible: an investigator decides that.
"""

from __future__ import annotations

import streamlit as st

from dossier.pictures import trial_map
from dossier.steps import place_of
from matching.case import Case
from matching.catalogue import catalogue
from trials.match import TrialMatch
from ui.web import pictures, trial_sources, trial_words
from ui.web.cells.features import correct
from ui.web.look import escape, lines
from ui.web.opened import notebook
from ui.web.words import several

SHOWN = 10
POSTCODE = "trials:postcode"


def show() -> None:
    matches: list[TrialMatch] = notebook().output("trials")
    case = notebook().case
    if case is None:
        return
    _place(case)
    if not matches:
        st.markdown("Aucun essai du registre de cette machine ne reste possible pour ce cas.")
        return
    left = several(len(matches), "essai reste possible", "essais restent possibles")
    st.caption(f"{left}, les plus proches du cas d'abord ; {SHOWN} sont montrés au plus.")
    place = place_of(case, notebook().sources.near)
    if place and st.toggle("Dessiner les sites autour du patient", key="trial-map"):
        found = trial_map.points(matches[:SHOWN], place)
        pictures.show(trial_map.svg(place, found), trial_map.words(found), "trial-map")
    for match in matches[:SHOWN]:
        _trial(match, case)


def _place(case: Case) -> None:
    known = case.value("patient.postcode")
    st.session_state[POSTCODE] = str(known or "")
    left, _ = st.columns([1, 3])
    left.text_input("Code postal du patient, pour les distances", key=POSTCODE, placeholder="75010", on_change=_located)


def _located() -> None:
    correct("patient.postcode", st.session_state[POSTCODE].strip() or None)


def _trial(match: TrialMatch, case: Case) -> None:
    title = match.trial.title_fr or match.trial.title or ""
    contrary, check, met = (trial_words.of(match, *verdicts) for verdicts in (("not_met",), ("unknown", "to_confirm"), ("met",)))
    ours = "notre centre · " if match.open_here else ""
    with st.expander(f"**{match.trial.id}** {ours}{title} — {_balance(len(contrary), len(check))}"):
        trial_sources.show(match.trial)
        st.html(f'<p class="quiet">{escape(trial_words.place(match))}{" · essai fictif" if match.trial.fictional else ""}</p>')
        for column, heading, kept in zip(
            st.columns(3), ("Contraires", "À vérifier", "Remplis"), (contrary, check, met), strict=True
        ):
            column.markdown(f"**{heading} ({len(kept)})**")
            column.html("".join(trial_words.criterion(one, case) for one in kept) or '<p class="quiet">Aucun.</p>')
        if match.missing:
            st.markdown("**À demander**")
            st.html(lines([catalogue()[key].question for key in match.missing]))
        unread = trial_words.of(match, "not_formalised")
        if unread:
            st.markdown(f"**À lire par une personne ({len(unread)})**")
            st.html(lines([one.criterion.source.text for one in unread]))


def _balance(contrary: int, check: int) -> str:
    if contrary:
        return f"{several(contrary, 'critère contraire', 'critères contraires')}, {check} à vérifier"
    return f"aucun critère contraire trouvé, {check} à vérifier"
