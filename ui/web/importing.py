"""Many patients at once: a folder of texts becomes one dossier a file, with its progress; what is made stays when it is stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from threading import Lock

import streamlit as st

from dossier.dossiers import already_kept, begin, create
from matching.document import DocumentError
from matching.opening import read_document
from store.engine import session
from ui.web.databases import dossiers
from ui.web.navigation import DOSSIERS, FOLLOWING
from ui.web.resources import sources
from ui.web.sign_in import user
from ui.web.words import several

TYPES = ["txt", "docx", "pdf", "rtf", "xml"]
WORK, ROUND = "import-work", "import-round"


@dataclass
class Work:
    """An import of this session: the files left to take, and what became of the others.

    A click starts a run of the page before the one under way has ended: one of them at a time takes a file.
    """

    left: list[tuple[str, bytes]]
    total: int
    stopped: bool = False
    made: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)
    taking: Lock = field(default_factory=Lock)

    def line(self) -> str:
        """'23 dossiers créés ; 2 textes déjà enregistrés ; 34 fichiers non lus.'"""
        counts = [
            (self.known, "texte déjà enregistré, laissé tel quel", "textes déjà enregistrés, laissés tels quels"),
            (len(self.refused), "fichier refusé", "fichiers refusés"),
            (len(self.left), "fichier non lu", "fichiers non lus"),
        ]
        made = several(self.made, "dossier créé", "dossiers créés")
        return " ; ".join([made, *(several(*count) for count in counts if count[0])]) + "."


def show() -> None:
    work: Work | None = st.session_state.get(WORK)
    if work and work.left and not work.stopped:
        _under_way(work)
        return
    st.caption(
        "Un fichier par patient : texte, Word (.docx), PDF avec texte, RTF, CDA (.xml). Chaque fichier devient un dossier."
    )
    files = st.file_uploader(
        "Dossier de fichiers", type=TYPES, accept_multiple_files="directory", key=f"import-folder-{_round()}"
    )
    if files:
        taken = [(PurePath(one.name).name, one.getvalue()) for one in files]
        label = f"Créer {several(len(files), 'dossier', 'dossiers')}"
        st.button(label, type="primary", key="import-start", on_click=_start, args=(taken,))
    if work:
        _ended(work)


def _round() -> int:
    """Changes with each import: the field is empty again after it."""
    return int(st.session_state.get(ROUND, 0))


def _start(files: list[tuple[str, bytes]]) -> None:
    st.session_state[WORK] = Work(files, len(files))
    st.session_state[ROUND] = _round() + 1


def _stop(work: Work) -> None:
    with work.taking:  # the file under way is counted
        work.stopped = True


def _under_way(work: Work) -> None:
    """One file after the other. A click on the button ends this run between two files, at the next sign of progress."""
    st.button("Arrêter l'import", on_click=_stop, args=(work,), help="Les dossiers déjà créés restent")
    bar = st.progress(0.0)
    while work.left and not work.stopped:
        done = work.total - len(work.left)
        bar.progress(done / work.total, text=f"Lecture des fichiers : {done} sur {work.total}")
        with work.taking:
            if work.left and not work.stopped:
                _take(work)
    st.rerun()


def _take(work: Work) -> None:
    """The next file leaves the list once what becomes of it is known: a run cut short takes it again."""
    name, data = work.left[0]
    person, against = user(), sources()
    try:
        document = read_document(name, data)
        notebook = begin(document.text, against, coded=document.coded)
        with session(dossiers()) as writing:
            known = already_kept(writing, notebook)
            if not known:
                create(writing, notebook, person)
        work.known += known
        work.made += not known
    except DocumentError as error:
        work.refused.append(f"{error}.")
    work.left.pop(0)


def _ended(work: Work) -> None:
    (st.warning if work.stopped or work.refused else st.success)(f"{'Import arrêté : ' if work.stopped else ''}{work.line()}")
    for sentence in work.refused:
        st.text(sentence)
    with st.container(horizontal=True):
        st.page_link(DOSSIERS, label="Voir les dossiers")
        st.page_link(FOLLOWING, label="Mettre les dossiers face aux essais")
