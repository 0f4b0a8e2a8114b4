"""The centre's own trials, kept by a coordinator in a workbook: its template, taking it in, and all that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from store import journal
from store.engine import reading, session
from trials.portfolio import portfolio, replace_portfolio
from trials.portfolio_file import PortfolioFaults, read_portfolio, write_template
from ui.web.databases import dossiers
from ui.web.resources import registry
from ui.web.sign_in import user
from ui.web.words import several

FILE = "portefeuille.xlsx"


def show() -> None:
    with reading(registry()) as read:
        kept = portfolio(read)
    opened = sum(one.is_open for one in kept)
    title = (
        f"Essais de notre centre : {len(kept)}, dont {several(opened, 'ouvert', 'ouverts')}" if kept else "Essais de notre centre"
    )
    with st.expander(title, key="portfolio-panel"):
        st.caption(
            "Un classeur tenu par la coordination, une ligne par essai ou par cohorte. Ses essais passent devant ceux des registres ; "
            "chaque fichier remplace le précédent."
        )
        st.download_button("Modèle à remplir (XLSX)", _template(), FILE, key="portfolio-template")
        file = st.file_uploader("Portefeuille du centre (.xlsx ou .csv)", type=["xlsx", "csv"], key="portfolio-file")
        if file is not None and st.button("Prendre ce portefeuille", type="primary", key="portfolio-take"):
            _take(Path(file.name).name, file.getvalue())


@st.cache_data(show_spinner=False)
def _template() -> bytes:
    with TemporaryDirectory() as folder:
        write_template(Path(folder) / FILE)
        return (Path(folder) / FILE).read_bytes()


def _take(name: str, data: bytes) -> None:
    """The whole file or nothing: each fault is told with its cell."""
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            found = read_portfolio(path)
    except PortfolioFaults as faults:
        st.error(f"{several(len(faults.sentences), 'faute', 'fautes')} dans ce fichier ; rien n'a été pris.")
        for sentence in faults.sentences:
            st.text(sentence)
        return
    with session(registry()) as writing:
        taken = replace_portfolio(writing, found)
    with session(dossiers()) as writing:
        journal.record(writing, user(), "portfolio.replaced", "portfolio", {"trials": taken})
    st.success(f"{several(taken, 'essai', 'essais')} au portefeuille du centre.")
