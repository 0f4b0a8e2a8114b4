"""What curators are asked to read: the decisions that depart from a guideline because practice has moved on.

>>> open_task(s, physician, "k3f9", ["breast-localised"])
>>> [(task.dossier_id, task.opened_by) for task in to_read(s)]
[('k3f9', 'Dr A')]
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from guidelines.tables import GuidelineTask
from guidelines.workbench import WorkbenchError
from store import journal
from store.base import now
from store.optimistic import amend
from store.users import User


def open_task(session: Session, user: User, dossier_id: str, guidelines: Iterable[str]) -> None:
    """Asks a curator to read a dossier; once, however often its decision is validated before somebody has read it."""
    waiting = select(GuidelineTask).where(GuidelineTask.dossier_id == dossier_id, col(GuidelineTask.closed_at).is_(None))
    if session.exec(waiting).first() is None:
        session.add(GuidelineTask(dossier_id=dossier_id, guidelines=sorted(set(guidelines)), opened_by=user.name))
        journal.record(session, user, "rules.asked", f"dossier:{dossier_id}")


def to_read(session: Session) -> list[GuidelineTask]:
    """What nobody has concluded on yet, the oldest first."""
    chosen = select(GuidelineTask).where(col(GuidelineTask.closed_at).is_(None))
    return list(session.exec(chosen.order_by(col(GuidelineTask.id))).all())


def close_task(session: Session, user: User, task_id: int, seen: int, word: str) -> None:
    """Closed with what the curator concluded. Raises WorkbenchError without a word, Conflict when somebody closed it meanwhile."""
    if not word.strip():
        raise WorkbenchError("écrire ce qui a été conclu avant de fermer")
    amend(session, GuidelineTask, task_id, seen, word=word.strip(), closed_at=now(), closed_by=user.name)
    journal.record(session, user, "rules.concluded", f"task:{task_id}")


def forget_dossier(session: Session, dossier_id: str) -> None:
    """A dossier that is deleted has nothing to be read any more."""
    for task in session.exec(select(GuidelineTask).where(GuidelineTask.dossier_id == dossier_id)).all():
        session.delete(task)
