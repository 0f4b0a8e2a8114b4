"""Where a rule file is between draft and retirement, and the acts that move it: review, two signatures, suspension, retirement."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from sqlmodel import Session

from guidelines import workbench
from guidelines.tables import RuleFile
from store.engine import reading
from store.users import User
from ui.web.databases import dossiers
from ui.web.look import escape, plain
from ui.web.sign_in import user
from ui.web.workbench import states
from ui.web.workbench.acts import act
from ui.web.workbench.sheet import Sheet

STEPS = ("brouillon", "en relecture", "première signature", "validé")
VALIDATED = "Validé : ce texte est en vigueur dès maintenant, dans tous les dossiers."
SIGNED = "Signé. Il manque la signature d'une autre personne."


def show(sheet: Sheet, row: RuleFile | None) -> None:
    signer = ""
    if row:
        with reading(dossiers()) as read:
            signer = workbench.signer(read, row)
    shipped = workbench.shipped_guideline(sheet.id) is not None
    with st.container(horizontal=True, vertical_alignment="center", key="workbench-acts"):
        st.html(_steps(row, signer), width="content")
        if row and not sheet.changed:
            _forward(row)
        if row is None or row.in_force is not None or shipped:
            _halting(sheet, row)
    late = " Du texte n'est pas enregistré : les signatures viennent après." if row and sheet.changed else ""
    st.caption(states.patients(row, shipped) + (f" Signé une fois, par {plain(signer)}." if signer else "") + late)


def _steps(row: RuleFile | None, signer: str) -> str:
    """'brouillon → en relecture → première signature → validé', where it is standing out."""
    if row is None:
        return '<span class="tag">fichier livré, non repris par le réseau</span>'
    if row.status in ("suspended", "retired"):
        return f'<span class="tag alert">{escape(states.STATUS[row.status])}</span>'
    reached = STEPS[2] if signer else states.STATUS[row.status]
    tags = [f'<span class="tag{" person" if one == reached else ""}">{f"<strong>{one}</strong>" if one == reached else one}</span>'
            for one in STEPS]  # fmt: skip
    return " → ".join(tags)


def _forward(row: RuleFile) -> None:
    if row.status == "draft":
        said = "Envoyé en relecture : deux personnes différentes le signent."
        _button("Envoyer en relecture", said, partial(_send, row.id, row.version))
    elif row.status == "in_review":
        st.button(
            f"Signer au nom de {plain(user().name)}",
            type="primary",
            on_click=_sign,
            args=(row.id, row.version, bool(row.signer_id)),
        )
    elif row.status in ("suspended", "retired"):
        _button("Reprendre en brouillon", "Repris en brouillon.", partial(_again, row.id, row.version, row.text))


def _button(label: str, said: str, done: Any) -> None:
    st.button(label, type="primary", on_click=_do, args=(said, done))


def _halting(sheet: Sheet, row: RuleFile | None) -> None:
    with st.popover("Suspendre ou retirer", key="workbench-halting"):
        st.caption("Suspendre agit aussitôt, sur la parole d'une seule personne : alerte sanitaire, médicament retiré.")
        reason = st.text_input("Raison, lue par ceux qui n'ont plus de proposition", key="workbench-reason", max_chars=200)
        with st.container(horizontal=True):
            for label, done, said in (("Suspendre", workbench.suspend, "Suspendu"), ("Retirer", workbench.retire, "Retiré")):
                halt = partial(_halt, sheet, row, done, reason)
                st.button(label, on_click=_do, args=(f"{said} : ce référentiel ne propose plus rien, dès maintenant.", halt))


def _do(said: str, done: Any) -> None:
    act(said, done)


def _send(file_id: str, seen: int, writing: Session, by: User) -> None:
    workbench.send(writing, by, file_id, seen)


def _again(file_id: str, seen: int, text: str, writing: Session, by: User) -> None:
    workbench.write(writing, by, file_id, seen, text)


def _halt(sheet: Sheet, row: RuleFile | None, done: Any, reason: str, writing: Session, by: User) -> None:
    seen = row.version if row else workbench.begin(writing, by, sheet.kept).version
    done(writing, by, sheet.id, seen, reason)


def _sign(file_id: str, seen: int, second: bool) -> None:
    act(VALIDATED if second else SIGNED, lambda writing, by: workbench.sign(writing, by, file_id, seen))
