"""What curators are asked to read: decisions where practice has moved on, texts that wait for a signature, reviews that are due."""

from __future__ import annotations

import datetime

import streamlit as st

from guidelines import workbench
from guidelines.model import Guideline
from guidelines.tables import GuidelineTask, RuleFile
from guidelines.tasks import close_task, to_read
from store.engine import reading
from ui.web.databases import dossiers
from ui.web.look import lines, plain
from ui.web.navigation import NOTEBOOK
from ui.web.resources import rules
from ui.web.words import moment, several
from ui.web.workbench.acts import act
from ui.web.workbench.browse import open_file, title
from ui.web.workbench.trying import names

SOON = datetime.timedelta(days=90)


def waiting() -> tuple[int, int, int]:
    """How many deviations to read, texts to sign, reviews past their date."""
    with reading(dossiers()) as read:
        tasks, unsigned = len(to_read(read)), len(_unsigned(workbench.files(read)))
    today = datetime.date.today()
    return tasks, unsigned, sum(one.to_review_since(today) is not None for one in _speaking())


def words() -> str:
    """'1 écart à lire, 2 textes à signer'; empty when nothing waits."""
    tasks, unsigned, overdue = waiting()
    said = [
        several(tasks, "écart à lire", "écarts à lire") if tasks else "",
        several(unsigned, "texte à signer", "textes à signer") if unsigned else "",
        several(overdue, "référentiel à relire", "référentiels à relire") if overdue else "",
    ]
    return ", ".join(filter(None, said))


def show() -> None:
    with reading(dossiers()) as read:
        tasks, unsigned = to_read(read), _unsigned(workbench.files(read))
    st.markdown(f"## Écarts « évolution des pratiques » ({len(tasks)})")
    if not tasks:
        st.markdown("Aucune décision ne s'est écartée d'un référentiel parce que la pratique a changé.")
    labels = names()
    for task in tasks:
        _task(task, labels.get(task.dossier_id, task.dossier_id))
    st.markdown(f"## Textes à signer ({len(unsigned)})")
    if not unsigned:
        st.markdown("Aucun texte n'attend de signature.")
    for file in unsigned:
        label = f"{plain(title(file.id))} — en relecture depuis le {moment(file.updated_at)}, par {plain(file.updated_by)}"
        st.button(label, key=f"workbench-unsigned-{file.id}", type="tertiary", on_click=open_file, args=(file.id,))
    _reviews()


def _task(task: GuidelineTask, label: str) -> None:
    with st.container(border=True, key=f"workbench-task-{task.id}"):
        st.page_link(NOTEBOOK, label=f"**{plain(label)}**", query_params={"dossier": task.dossier_id})
        st.caption(f"Décision validée par {plain(task.opened_by)} le {moment(task.opened_at)}.")
        with st.container(horizontal=True):
            for id in task.guidelines:
                st.button(
                    f"Ouvrir : {plain(title(id))}",
                    key=f"workbench-of-{task.id}-{id}",
                    type="tertiary",
                    on_click=open_file,
                    args=(id,),
                )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            word = st.text_input("Ce qui est conclu", key=f"workbench-word-{task.id}", max_chars=300, width="stretch")
            st.button("Conclure", key=f"workbench-close-{task.id}", on_click=_close, args=(task, word))


def _close(task: GuidelineTask, word: str) -> None:
    act("Conclusion gardée.", lambda writing, by: close_task(writing, by, task.id or 0, task.version, word))


def _reviews() -> None:
    today = datetime.date.today()
    late = [one for one in _speaking() if one.review_before < today]
    soon = [one for one in _speaking() if today <= one.review_before < today + SOON]
    st.markdown(f"## Dates de relecture passées ({len(late)})")
    if not late:
        st.markdown("Aucune date de relecture n'est passée.")
    for day in sorted({one.review_before for one in late}):
        passed = sorted((one for one in late if one.review_before == day), key=lambda one: one.title)
        count = several(len(passed), "référentiel à relire", "référentiels à relire")
        with st.expander(f"{count} depuis le {day:%d/%m/%Y}", key=f"workbench-late-{day}"):
            for one in passed:
                st.button(plain(one.title), key=f"workbench-late-{one.id}", type="tertiary", on_click=open_file, args=(one.id,))
    for day in sorted({one.review_before for one in soon}):
        titles = sorted(one.title for one in soon if one.review_before == day)
        count = several(len(titles), "référentiel à relire", "référentiels à relire")
        with st.expander(f"{count} avant le {day:%d/%m/%Y}", key=f"workbench-soon-{day}"):
            st.html(lines(titles))


def _speaking() -> list[Guideline]:
    return [one for one in rules().guidelines if one.speaks]


def _unsigned(files: list[RuleFile]) -> list[RuleFile]:
    return [one for one in files if one.status == "in_review"]
