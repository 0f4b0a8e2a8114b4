"""One trial over every stored dossier: its funnel drawn and in words, what to ask first, and the patients that nothing rules out."""

from __future__ import annotations

import streamlit as st

from dossier.dossiers import listed
from dossier.frcp_case import synthesis
from dossier.pictures import funnel
from dossier.screening.run import screen_one
from dossier.screening.worklist import STATUSES, lines
from dossier.tables import FollowedPair
from matching.catalogue import catalogue
from store.engine import reading
from trials.screen import Asked, Screened
from ui.web import pictures
from ui.web.databases import dossiers
from ui.web.following import every_trial
from ui.web.following.every_trial import CHOSEN, LABELS
from ui.web.following.links import links, put_on_list
from ui.web.look import lines as html_lines
from ui.web.look import plain
from ui.web.resources import registry
from ui.web.words import TRIAL_STATUS, several

AT_MOST, ASKED = 30, 8


def show() -> None:
    st.session_state.setdefault(CHOSEN, st.query_params.get("essai", ""))
    identifier = st.text_input(
        "Numéro de l'essai",
        key=CHOSEN,
        placeholder="NCT, numéro EU CT, ID-RCB…",
        max_chars=60,
        help="Un essai du registre de cette machine, ouvert ou non",
    ).strip()
    if not identifier:
        every_trial.show()
        return
    st.button("Revenir à tous les essais", on_click=_every, type="tertiary")
    with st.spinner("Lecture des dossiers…"):
        found = screen_one(dossiers(), registry(), identifier)
    if found is None:
        st.error(
            "Cet essai n'est pas dans le registre de cette machine : vérifier son numéro, ou l'importer (carnet trials import)."
        )
        return
    _shown(found)


def _shown(found: Screened) -> None:
    trial, best = found.trial, found.best()
    st.markdown(
        f"## {trial.id}\n\n{plain(trial.title_fr or trial.title or '')} · {TRIAL_STATUS.get(trial.status or '', 'statut non dit')}"
    )
    if not found.cases:
        st.info("Aucun dossier enregistré sur cette machine.")
        return
    pictures.show(funnel.svg(found), funnel.words(found), "funnel")
    st.caption("En vert ceux qui restent après chaque critère ; en ocre, parmi eux, ceux pour qui il est à vérifier.")
    asked = [one for one in found.asked() if not catalogue()[one.feature].in_words][:ASKED]
    if asked:
        st.markdown("**À demander d'abord**")
        st.html(html_lines([_asked(one) for one in asked]))
    st.markdown(f"### {several(len(best), 'patient sans critère contraire trouvé', 'patients sans critère contraire trouvé')}")
    with reading(dossiers()) as read:
        labels = {one.id: one.label for one in listed(read, LABELS)}
        held = {line.pair.dossier_id: line.pair for line in lines(read) if line.pair.trial_key == trial.key}
    for row in best[:AT_MOST]:
        dossier_id = found.cases[row].id
        _patient(found, row, labels.get(dossier_id, dossier_id), held.get(dossier_id))
    if len(best) > AT_MOST:
        st.caption(f"Les {AT_MOST} premiers sont montrés ; « carnet screen --trial {trial.id} » les donne tous.")


def _every() -> None:
    st.session_state[CHOSEN] = ""


def _asked(one: Asked) -> str:
    """'Plaquettes : attendu pour 14 patients, suffit pour 6'."""
    return f"{catalogue()[one.feature].fr} : attendu pour {several(one.cases, 'patient', 'patients')}, suffit pour {one.enough}"


def _patient(found: Screened, row: int, label: str, held: FollowedPair | None) -> None:
    trial, dossier_id = found.trial, found.cases[row].id
    tumour = "" if found.of_this_tumour[row] else " · tumeur à vérifier"
    with st.container(border=True, key=f"left-{dossier_id}"), st.container(horizontal=True, vertical_alignment="center"):
        said = f"{synthesis(found.cases[row])} {found.unknown[row]} à vérifier{tumour}"
        st.markdown(f"**{plain(label)}**  \n:gray[{plain(said)}]", width="stretch")
        links(dossier_id, trial.key, f"left:{dossier_id}")
        if held:
            st.badge(STATUSES[held.status])
        else:
            key, why = f"left-follow:{dossier_id}", f"Suivre : {label}"
            st.button("Mettre sur la liste", key=key, on_click=put_on_list, args=(dossier_id, trial), help=why)
