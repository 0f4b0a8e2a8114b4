"""The open trials that some stored dossier may enter, as of the last screening: how many patients each, and the table to take away."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dossier.dossiers import listed
from dossier.exports.candidates import Pair, workbook
from dossier.screening.worklist import left
from dossier.tables import Candidate
from store.engine import reading
from trials.model import Trial
from ui.web.databases import dossiers
from ui.web.look import plain
from ui.web.resources import sources
from ui.web.words import several

CHOSEN = "screened-trial"
AT_MOST = 40
LABELS = 10_000  # dossiers whose label is read


@dataclass(frozen=True)
class Row:
    """A trial with the pairs that nothing rules out, the fewest criteria to check first."""

    trial: Trial
    pairs: list[Candidate]

    @property
    def ours(self) -> bool:
        return bool(self.trial.local and self.trial.local.is_open)

    @property
    def sure(self) -> int:
        """The patients whose tumour is for certain the trial's."""
        return sum(pair.tumour for pair in self.pairs)


ORDERS = {
    "Les essais de notre centre d'abord": lambda row: (not row.ours, -row.sure, -len(row.pairs)),
    "Le plus de patients d'abord": lambda row: (-len(row.pairs), -row.sure),
    "Le moins de critères à vérifier d'abord": lambda row: (row.pairs[0].unknown, -len(row.pairs)),
}


def show() -> None:
    with reading(dossiers()) as read:
        found = left(read)
        labels = {one.id: one.label for one in listed(read, LABELS)}
    trials = {known.trial.key: known.trial for known in sources().trials}
    rows = [Row(trials[key], pairs) for key, pairs in found.items() if key in trials]
    if not rows:
        st.markdown(
            "Écrire le numéro d'un essai : tous les dossiers enregistrés sont mis face à ses critères, sur cette machine. "
            "« Mettre le suivi à jour » montre ici tous les essais ouverts qui gardent des patients."
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order = st.selectbox("Ordre", list(ORDERS), key="trials-order", width="stretch")
        st.download_button(
            "Exporter (XLSX)", lambda: _table(rows, labels), "patients-possibles.xlsx", on_click="ignore",
            help="Une ligne par patient et par essai, sans identité, à trier et à filtrer",
        )  # fmt: skip
    ordered = sorted(rows, key=ORDERS[order])
    st.caption(f"{several(len(rows), 'essai garde', 'essais gardent')} des patients sans critère contraire au dernier passage.")
    for row in ordered[:AT_MOST]:
        _row(row)
    if len(rows) > AT_MOST:
        st.caption(f"Les {AT_MOST} premiers sont montrés ; l'export les contient tous.")


def _row(row: Row) -> None:
    trial = row.trial
    left_for = several(len(row.pairs), "patient", "patients")
    said = f"{left_for}, dont {row.sure} de cette tumeur avec certitude · {row.pairs[0].unknown} critères à vérifier au moins"
    with st.container(border=True, key=f"trial-left-{trial.key}"), st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{trial.id}** {plain(trial.title_fr or trial.title or '')}  \n:gray[{said}]", width="stretch")
        if row.ours:
            st.badge("notre centre", color="green")
        st.button("Voir les patients", key=f"see:{trial.key}", on_click=_choose, args=(trial.id,), help=f"Patients de {trial.id}")


def _choose(identifier: str) -> None:
    st.session_state[CHOSEN] = identifier


def _table(rows: list[Row], labels: dict[str, str]) -> bytes:
    return workbook(
        Pair(
            row.trial.id, row.trial.title_fr or row.trial.title or "", row.ours, pair.dossier_id,
            labels.get(pair.dossier_id, ""), pair.tumour, pair.unknown,
        )
        for row in rows
        for pair in row.pairs
    )  # fmt: skip
