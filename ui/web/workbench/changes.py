"""The history of a rule file, and what changes from one version to another: in the text, for which patients, for which dossiers."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from dossier.screening.cases import up_to_date
from guidelines import workbench
from guidelines.differences import CaseChange, GuidelineDifference, case_changes, differences
from guidelines.load import as_patients_meet_it
from guidelines.model import RuleBase
from guidelines.source import RuleFileError
from guidelines.tables import RuleFile, RuleFileVersion
from store.engine import reading
from ui.web.databases import dossiers
from ui.web.look import escape, lines, table
from ui.web.words import moment, several
from ui.web.workbench import states
from ui.web.workbench.sheet import Sheet, under
from ui.web.workbench.trying import linked, names

SHIPPED, SCREEN, WITHOUT = "livré", "écran", "sans"
AROUND = 1  # lines shown around a change
LINES = 400


def show(sheet: Sheet, row: RuleFile | None) -> None:
    with reading(dossiers()) as read:
        kept = workbench.history(read, sheet.id) if row else []
    shipped = workbench.shipped_guideline(sheet.id)
    texts = {SCREEN: sheet.text} if sheet.changed else {}
    texts |= {str(one.version): one.text for one in kept}
    texts |= {SHIPPED: workbench.shipped_text(shipped)} if shipped else {WITHOUT: ""}
    if kept:
        st.markdown("## Qui a fait quoi")
        rows = [(str(one.version), escape(states.words(one)), escape(one.by), moment(one.at)) for one in kept]
        st.html(table(("Version", "Acte", "Par", "Quand"), rows))
    with st.container(key="workbench-compared"):
        st.markdown("## Ce qui change")
        if len(texts) < 2:
            st.markdown("Il n'y a encore qu'un texte : rien à comparer.")
            return
        old, new = _chosen(texts, _default(row, kept, texts))
        _compared(sheet, texts[old], texts[new])


def _default(row: RuleFile | None, kept: Sequence[RuleFileVersion], texts: dict[str, str]) -> tuple[str, str]:
    """What is in force against the last text; what was in force before against what is, once the last text is in force."""
    validated = [str(one.version) for one in kept if one.what == "rules.validated"]
    before = [*validated, *([SHIPPED] if SHIPPED in texts else [])]
    newest = next(iter(texts))
    if row and row.status == "validated" and newest != SCREEN:
        return next(iter(before[1:]), next(reversed(texts))), newest
    return next(iter(before), next(reversed(texts))), newest


def _chosen(texts: dict[str, str], default: tuple[str, str]) -> tuple[str, str]:
    options = list(texts)
    left, right = st.columns(2)
    known = "-".join(default)  # another act, another pair: the choice begins anew
    with left:
        old = st.selectbox("De", options, options.index(default[0]), format_func=_name, key=f"workbench-old:{known}")
    with right:
        new = st.selectbox("À", options, options.index(default[1]), format_func=_name, key=f"workbench-new:{known}")
    return str(old), str(new)


def _name(version: str) -> str:
    return {SHIPPED: "fichier livré", SCREEN: "texte à l'écran", WITHOUT: "sans ce fichier"}.get(version, f"version {version}")


def _compared(sheet: Sheet, old: str, new: str) -> None:
    with suppress(RuleFileError):  # a text that is no YAML is compared as it is
        old, new = workbench.with_status(old, "draft"), workbench.with_status(new, "draft")
    base = under(sheet)
    found = [as_patients_meet_it(text, sheet.name, base) if text else None for text in (old, new)]
    if any(text and one is None for text, one in zip((old, new), found, strict=True)):
        st.info("L'un des deux textes ne se lit pas : seules leurs lignes sont comparées.")
    else:
        over = {one.id for one in found if one}  # without an overlay there is still the guideline that it goes over
        under_it = tuple(one for one in base.guidelines if one.id in over)
        bases = [RuleBase((one,) if one else under_it) for one in found]
        _patients(differences(*bases))
        with st.spinner("Lecture des dossiers…"):
            _dossiers(list(case_changes(up_to_date(dossiers()).values(), *bases)))
    with st.expander("Les lignes", key="workbench-lines"):
        st.html(_lines(old, new))


def _patients(found: Sequence[GuidelineDifference]) -> None:
    if not found:
        st.markdown("Les deux textes disent la même chose.")
        return
    st.html(lines([one.sentence for difference in found for one in difference.entries]))
    patients = [one.sentence for difference in found for one in difference.patients]
    st.markdown("**Patients pour qui cela change**" if patients else "Aucun patient ne change de proposition.")
    st.html(lines(patients))


def _dossiers(found: Sequence[CaseChange]) -> None:
    count = several(len(found), "dossier enregistré change", "dossiers enregistrés changent")
    st.markdown(f"**{count} de propositions**" if found else "Aucun dossier enregistré ne change de propositions.")
    labels, by_case = names(), {one.case: one for one in found}

    def said(id: str) -> str:
        gained = [f"+ {label}" for label in by_case[id].gained]
        return " ; ".join([*gained, *(f"− {label}" for label in by_case[id].lost)])

    with st.container(key="workbench-changed"):
        linked([one.case for one in found], labels, said)


def _lines(old: str, new: str) -> str:
    """The lines that differ, each under its sign."""
    found = list(difflib.unified_diff(old.splitlines(), new.splitlines(), n=AROUND, lineterm=""))[2:]
    if not found:
        return '<p class="quiet">Les mêmes lignes.</p>'
    kinds = {"+": "added", "-": "removed", "@": "quiet"}
    shown = "".join(f'<span class="{kinds.get(one[:1], "")}">{escape(one)}\n</span>' for one in found[:LINES])
    return f'<pre class="difference">{shown}</pre>'
