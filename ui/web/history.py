"""The versions of a dossier, and what changed in its proposals since somebody last looked."""

from __future__ import annotations

from itertools import zip_longest

import streamlit as st

from dossier.changes import since
from dossier.dossiers import NoSuchVersion, OpenDossier, acknowledge, history, restore
from dossier.exports import ipynb
from dossier.tables import DossierVersion
from dossier.treatments import CELL, words_of
from store.engine import reading, session
from store.errors import StoreError
from ui.web.cells.what_if import difference
from ui.web.databases import dossiers
from ui.web.look import plain
from ui.web.opened import NOTICE, edit, notebook, opened
from ui.web.sign_in import user
from ui.web.words import EDITS, moment

SHOWN = 30


def since_last_look() -> None:
    """Rules, registry or data have changed since the last look: what that changes, until somebody says it was seen."""
    found = since(notebook())
    if not found:
        return
    with st.expander("Changé depuis le dernier regard sur ce dossier", expanded=True, key="changed-since"):
        st.html(difference(found))
        st.button("J'ai vu", on_click=_seen, help="Ces changements ne seront plus signalés")


def _seen() -> None:
    edit("changes.seen", acknowledge)


def versions(held: OpenDossier) -> None:
    """What was done, by whom and when; each version can be brought back, as a new one."""
    with st.expander(f"Historique — version {held.version}", key="history"):
        st.download_button(
            "Télécharger en carnet Jupyter (.ipynb)",
            lambda: ipynb.write(held.notebook),
            f"dossier-{held.id}.ipynb",
            "application/x-ipynb+json",
            key="ipynb",
            on_click="ignore",
        )
        if not st.toggle("Montrer les versions", key="history:shown"):
            return
        with reading(dossiers()) as read:
            kept = history(read, held.id)
        for row, before in zip_longest(kept[:SHOWN], kept[1 : SHOWN + 1]):
            with st.container(horizontal=True, vertical_alignment="center", key=f"version-{row.version}"):
                words = f"{row.version}. {EDITS.get(row.what, row.what)}{_treatment(row, before)} — {row.by}, {moment(row.at)}"
                st.markdown(words, width="stretch")
                if row.version != held.version:
                    st.button(
                        "Revenir à cette version",
                        key=f"restore:version:{row.version}",
                        on_click=_restore,
                        args=(row.version,),
                        help=words,
                    )


def _treatment(row: DossierVersion, before: DossierVersion | None) -> str:
    """' : FOLFOX 6 cures', the words of the treatments that this version decides on, or takes a decision back of."""
    if before is None or not row.what.startswith("treatment."):
        return ""
    now, then = (one.content["corrections"].get(CELL, {}) for one in (row, before))
    told = [plain(words_of(said["value"])) for path, said in {**then, **now}.items() if (path in now) != (path in then)]
    return f" : {' ; '.join(told)}" if told else ""


def _restore(version: int) -> None:
    try:
        with session(dossiers()) as writing:
            restore(writing, opened(), version, user())
    except (StoreError, NoSuchVersion) as error:
        st.session_state[NOTICE] = f"{error}"
        return
    notebook().run_stale()
    st.session_state[NOTICE] = f"La version {version} est revenue ; ce qui la suivait reste dans l'historique."
