"""The trials that take patients: the criteria met, contrary, to check of each, with their reasons; the nearest site.

Nobody is said to be eligible: an investigator decides that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from dossier.pictures import trial_map
from dossier.screening.worklist import of_dossier
from dossier.steps import place_of
from dossier.tables import FollowedPair
from matching.case import Case
from matching.catalogue import catalogue
from store.engine import reading
from trials.match import TrialMatch, match_case
from trials.sites import Place
from ui.web import pictures, trial_sources, trial_words
from ui.web.cells import trial_actions
from ui.web.cells.features import correct
from ui.web.databases import dossiers
from ui.web.look import escape, lines, plain
from ui.web.opened import notebook, opened
from ui.web.words import several

SHOWN, ASKED = 10, 6
POSTCODE = "trials:postcode"


def show() -> None:
    matches: list[TrialMatch] = notebook().output("trials")
    case = notebook().case
    if case is None:
        return
    _place(case)
    with reading(dossiers()) as read:
        followed = of_dossier(read, opened().id)
    place = place_of(case, notebook().sources.near)
    if matches:
        left = several(len(matches), "essai reste possible", "essais restent possibles")
        st.caption(f"{left}, les plus proches du cas d'abord ; {SHOWN} sont montrés au plus.")
        _asked(matches)
    else:
        st.markdown("Aucun essai du registre de cette machine ne reste possible pour ce cas.")
    if matches and place and st.toggle("Dessiner les sites autour du patient", key="trial-map"):
        found = trial_map.points(matches[:SHOWN], place)
        pictures.show(trial_map.svg(place, found), trial_map.words(found), "trial-map")
    for match in matches[:SHOWN]:
        _trial(match, followed.get(match.trial.key))
    _another(matches[:SHOWN], case, place, followed)


def _asked(matches: list[TrialMatch]) -> None:
    """What to ask first: the answers that bear on the most trials."""
    counted = Counter(key for match in matches for key in _askable(match)).most_common(ASKED)
    if counted:
        st.markdown("**À demander d'abord**")
        st.html(lines([f"{catalogue()[key].question} Attendu pour {several(n, 'essai', 'essais')}." for key, n in counted]))


def _askable(match: TrialMatch) -> list[str]:
    """What can be asked by its name; what a trial says in words of its own is read among its criteria."""
    return [key for key in match.missing if not catalogue()[key].in_words]


def _another(shown: list[TrialMatch], case: Case, place: Place | None, followed: Mapping[str, FollowedPair]) -> None:
    """Any open trial, ruled out ones included: why this patient, or why not."""
    left, _ = st.columns([1, 3])
    sought = (
        left.text_input("Un autre essai, par son numéro", key="trials:other", max_chars=40, placeholder="NCT…").strip().upper()
    )
    if not sought:
        return
    known = [one for one in notebook().sources.trials if sought in map(str.upper, (one.trial.id, *one.trial.xrefs))]
    if not known:
        st.markdown("Cet essai n'est pas parmi les essais ouverts de cette machine.")
    elif known[0].trial.key in {match.trial.key for match in shown}:
        st.markdown("Cet essai est dans la liste ci-dessus.")
    else:
        for match in match_case(case, known, place, every=True, overrides=notebook().overrides):
            _trial(match, followed.get(match.trial.key))


def _place(case: Case) -> None:
    known = case.value("patient.postcode")
    st.session_state[POSTCODE] = str(known or "")
    left, _ = st.columns([1, 1.5])
    left.text_input("Code postal du patient, pour les distances", key=POSTCODE, placeholder="75010", on_change=_located)


def _located() -> None:
    correct("patient.postcode", st.session_state[POSTCODE].strip() or None)


def _trial(match: TrialMatch, held: FollowedPair | None) -> None:
    title = match.trial.title_fr or match.trial.title or ""
    contrary, check, met = (trial_words.of(match, *verdicts) for verdicts in (("not_met",), ("unknown", "to_confirm"), ("met",)))
    ours = "notre centre · " if match.open_here else ""
    label = f"**{match.trial.id}** {ours}{plain(title)} — {_balance(len(contrary), len(check))}"
    with st.expander(label, key=f"trial-{match.trial.key}"):  # a key: it stays open when its balance changes
        trial_sources.show(match.trial)
        st.html(f'<p class="quiet">{escape(trial_words.place(match))}{" · essai fictif" if match.trial.fictional else ""}</p>')
        for column, heading, kept in zip(
            st.columns(3), ("Contraires", "À vérifier", "Remplis"), (contrary, check, met), strict=True
        ):
            column.markdown(f"**{heading} ({len(kept)})**")
            column.html("".join(trial_words.criterion(one, match.case) for one in kept) or '<p class="quiet">Aucun.</p>')
        if asked := _askable(match):
            st.markdown("**À demander**")
            st.html(lines([catalogue()[key].question for key in asked]))
        unread = trial_words.of(match, "not_formalised")
        if unread:
            st.markdown(f"**À lire par une personne ({len(unread)})**")
            st.html(lines([one.criterion.source.text for one in unread]))
        trial_actions.show(match, held)


def _balance(contrary: int, check: int) -> str:
    if contrary:
        return f"{several(contrary, 'critère contraire', 'critères contraires')}, {check} à vérifier"
    return f"aucun critère contraire trouvé, {check} à vérifier"
