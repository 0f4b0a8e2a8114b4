"""The filters of the registry page: tumour, biomarker, phase, line, drug, place, status."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from matching.catalogue import catalogue
from matching.tumour_types import tumour_types
from matching.value import INFINITY
from trials.filters import Filters
from trials.sites import locate

PHASES = {"": "toutes", "EARLY_PHASE1": "précoce", "PHASE1": "1", "PHASE2": "2", "PHASE3": "3", "PHASE4": "4"}
LINES = {0: "toutes", 1: "première", 2: "deuxième", 3: "troisième ou plus"}
DISTANCES = {INFINITY: "toutes distances", 30.0: "30 km", 50.0: "50 km", 100.0: "100 km", 200.0: "200 km"}


class Asked(NamedTuple):
    """The filters, and whether only the trials that take patients are sought."""

    filters: Filters
    open_only: bool


def asked() -> Asked:
    """What is chosen on the page."""
    with st.expander("Filtres", key="trial-filters"):
        first, second, third = st.columns(3)
        tumours = {"": "toutes"} | {
            code: kind.label for code, kind in sorted(tumour_types().items(), key=lambda one: one[1].label)
        }
        tumour = first.selectbox("Tumeur", list(tumours), format_func=tumours.__getitem__, key="filter-tumour")
        markers = {"": "tous"} | {key: spec.fr for key, spec in catalogue().items() if key.startswith("biomarker.")}
        biomarker = second.selectbox(
            "Biomarqueur demandé", list(markers), format_func=markers.__getitem__, key="filter-biomarker"
        )
        drug = third.text_input("Médicament étudié", key="filter-drug", max_chars=80, placeholder="osimertinib, anti-PD-1…")
        first, second, third, fourth, fifth = st.columns([1, 1, 2, 1, 1], vertical_alignment="bottom")
        phase = first.selectbox("Phase", list(PHASES), format_func=PHASES.__getitem__, key="filter-phase")
        line = second.selectbox("Ligne", list(LINES), format_func=LINES.__getitem__, key="filter-line")
        town = third.text_input("Centre près de", key="filter-near", max_chars=60, placeholder="code postal ou ville").strip()
        km = fourth.selectbox("À moins de", list(DISTANCES), format_func=DISTANCES.__getitem__, key="filter-km")
        open_only = fifth.checkbox("Qui recrutent", value=True, key="filter-open")
        near = locate(town) if town else None
        if town and near is None:
            st.warning(f"« {town} » : code postal ou ville inconnus ; écrire par exemple 63000 ou Clermont-Ferrand.")
    return Asked(Filters(tumour, biomarker, phase, line, drug, near, km), open_only)
