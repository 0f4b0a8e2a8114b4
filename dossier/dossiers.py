"""Dossiers in the database: opened, listed, saved at every edit, with every version kept and the journal told.

    >>> notebook = begin("Mme DUPONT, 54 ans, CCI sein G", sources)
    >>> with session(engine(database_url())) as s:
    ...     opened = create(s, notebook, user)
    >>> opened.notebook.text
    'Mme XXXXXX, 54 ans, CCI sein G'

The text is de-identified before it is stored; the masked words go, encrypted, to the identity's table.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace

import sqlalchemy
from sqlmodel import Session, col, select

from dossier.changes import snapshot
from dossier.masking import deidentify, without_names
from dossier.meetings import meeting_of
from dossier.notebook import Notebook
from dossier.phrases import feature_words
from dossier.screening import overrides
from dossier.steps import Sources
from dossier.tables import (
    Candidate,
    CriterionOverride,
    DossierVersion,
    FollowedPair,
    HeardCase,
    PairStep,
    ScreenedCase,
    SentDocument,
    StoredDossier,
    TrialAlert,
)
from guidelines import Recommendations
from guidelines.tasks import forget_dossier, open_task
from matching.case import Case
from matching.coded import NOT_CODED, Coded
from matching.reading import identifiers_of
from store import journal
from store.base import now
from store.identity import delete_identity, load_originals, save_originals
from store.optimistic import amend
from store.surrogates import Original
from store.users import User

KEPT_VERSIONS = 200
LABEL = {"tumour.type": "{}", "tumour.stage": "stade {}", "patient.age": "{}"}  # what names a dossier, in this order
# What goes away with a dossier, in the order that foreign keys allow.
_OF_A_DOSSIER = (HeardCase, SentDocument, PairStep, FollowedPair, CriterionOverride, TrialAlert, Candidate, ScreenedCase)


class NoSuchDossier(ValueError):
    """The dossier was deleted, or its address is wrong; the message is the sentence for the user."""


class NoSuchVersion(ValueError):
    """A version of a dossier that is no longer kept; the message is the sentence for the user."""


@dataclass
class OpenDossier:
    """A dossier being worked on: its notebook, and the version that was read."""

    id: str
    label: str
    version: int
    notebook: Notebook


@dataclass(frozen=True)
class Listed:
    """A line of the list of dossiers."""

    id: str
    label: str
    updated_at: datetime.datetime
    updated_by: str
    validated: bool
    created_by: str = ""
    version: int = 0


def begin(text: str, sources: Sources, date: datetime.date | None = None, coded: Coded = NOT_CODED) -> Notebook:
    """A notebook on a text with its real words: de-identified, and all its cells run once. Nothing is kept yet.

    `coded` is what the codes of an imported CDA say beside its text.
    """
    masked, hidden = deidentify(text, identifiers_of(text))
    notebook = Notebook(text=masked, sources=sources, date=coded.date or date, originals=hidden, coded=without_names(coded))
    notebook.run_all()
    acknowledge(notebook)
    return notebook


def acknowledge(notebook: Notebook) -> None:
    """What is proposed now has been looked at: only what changes from here on is shown as new."""
    held = snapshot(notebook)
    notebook.seen = held.to_json() if held else None


def restore(session: Session, opened: OpenDossier, version: int, user: User) -> None:
    """Brings an earlier version back as a new one: nothing is erased, what is undone can be done again.

    Raises NoSuchVersion when it is no longer kept, Conflict as `save`. A decision that was signed then is to be signed again.
    """
    chosen = select(DossierVersion).where(DossierVersion.dossier_id == opened.id, DossierVersion.version == version)
    kept = session.exec(chosen).first()
    if kept is None:
        raise NoSuchVersion(f"la version {version} de ce dossier n'est plus gardée ; en choisir une plus récente")
    notebook = Notebook.from_json(kept.content, opened.notebook.sources, _hidden(session, opened.id, kept.content["text"]))
    notebook.decision = notebook.decision.reopened()
    hear(session, opened.id, notebook)
    opened.notebook = notebook
    save(session, opened, user, "version.restored")


def create(session: Session, notebook: Notebook, user: User, label: str = "") -> OpenDossier:
    """Keeps a notebook as a new dossier, named after what it is about where no label is given."""
    dossier_id = secrets.token_hex(6)
    title = label or label_of(notebook.case)
    session.add(StoredDossier(id=dossier_id, label=title, content=notebook.to_json(), created_by=user.name, updated_by=user.name))
    session.flush()
    save_originals(session, dossier_id, _of_text(notebook.text), notebook.originals)
    _keep_version(session, dossier_id, 1, notebook, user, "created")
    journal.record(session, user, "dossier.created", f"dossier:{dossier_id}", {})
    return OpenDossier(dossier_id, title, 1, notebook)


def already_kept(session: Session, notebook: Notebook) -> bool:
    """Whether a dossier was made of this very text, its masked words included: a folder that is imported again changes nothing."""
    same = select(StoredDossier.id).where(StoredDossier.content["text"].as_string() == notebook.text)
    return any(_hidden(session, one, notebook.text) == notebook.originals for one in session.exec(same).all())


def label_of(case: Case | None) -> str:
    """What a dossier is called where nobody named it: the tumour, its stage and the age, never an identity."""
    if case is None:
        return "Nouveau dossier"
    said = [words.format(feature_words(key, value)) for key, words in LABEL.items() if (value := case.value(key)) is not None]
    return ", ".join(said if case.value("tumour.type") else ["Tumeur à préciser", *said])


def open_dossier(session: Session, dossier_id: str, sources: Sources) -> OpenDossier:
    """A dossier as last saved. Its cells have not run yet. Raises NoSuchDossier."""
    stored = _stored(session, dossier_id)
    notebook = Notebook.from_json(stored.content, sources, _hidden(session, dossier_id, stored.content["text"]))
    hear(session, dossier_id, notebook)
    return OpenDossier(stored.id, stored.label, stored.version, notebook)


def hear(session: Session, dossier_id: str, notebook: Notebook) -> None:
    """Gives the notebook what is kept apart, as it stands today: its meeting and what people say of trial criteria.

    A signed decision keeps the meeting it was signed with.
    """
    notebook.overrides = overrides.of_dossier(session, dossier_id)
    if not notebook.decision.validated:
        notebook.meeting = meeting_of(session, dossier_id)


def save(session: Session, opened: OpenDossier, user: User, what: str) -> None:
    """Writes an edit. `what` names it for the history and the journal ("feature.corrected", "decision.validated").

    Raises Conflict when somebody saved the same dossier meanwhile, NoSuchDossier when it was deleted; nothing is written then.
    """
    _stored(session, opened.id)
    content = opened.notebook.to_json()
    opened.version = amend(
        session,
        StoredDossier,
        opened.id,
        seen=opened.version,
        content=content,
        label=opened.label,
        updated_at=now(),
        updated_by=user.name,
    )
    save_originals(session, opened.id, _of_text(opened.notebook.text), opened.notebook.originals)
    _keep_version(session, opened.id, opened.version, opened.notebook, user, what)
    journal.record(session, user, what, f"dossier:{opened.id}", {"version": opened.version})
    if what == "decision.validated" and opened.notebook.decision.deviation == "practice_moved":
        open_task(session, user, opened.id, _departed_from(opened.notebook))


def _departed_from(notebook: Notebook) -> list[str]:
    """The guidelines whose proposals the meeting had before its eyes."""
    found: Recommendations | None = notebook.output("recommendations")
    return [proposal.guideline.id for proposal in found.proposals] if found else []


def last_write(session: Session, dossier_id: str) -> tuple[int, str, datetime.datetime]:
    """The version of a dossier, who wrote it and when: whether somebody saved it meanwhile. Raises NoSuchDossier."""
    stored = _stored(session, dossier_id)
    return stored.version, stored.updated_by, stored.updated_at


def delete(session: Session, dossier_id: str, user: User) -> None:
    """Removes a dossier, its versions and its identity; the journal keeps that it was."""
    stored = _stored(session, dossier_id)
    for version in session.exec(select(DossierVersion).where(DossierVersion.dossier_id == dossier_id)).all():
        session.delete(version)
    session.flush()
    for table in _OF_A_DOSSIER:
        session.execute(sqlalchemy.delete(table).where(col(table.dossier_id) == dossier_id))
    session.delete(stored)
    forget_dossier(session, dossier_id)
    delete_identity(session, dossier_id)
    journal.record(session, user, "dossier.deleted", f"dossier:{dossier_id}", {})


def listed(session: Session, limit: int = 200) -> list[Listed]:
    """Dossiers, the last edited first."""
    rows = session.exec(select(StoredDossier).order_by(col(StoredDossier.updated_at).desc()).limit(limit)).all()
    return [
        Listed(
            row.id,
            row.label,
            row.updated_at,
            row.updated_by,
            bool(row.content["decision"].get("validated_on")),
            row.created_by,
            row.version,
        )
        for row in rows
    ]


def stored_cases(session: Session, sources: Sources) -> Iterator[Case]:
    """The case of every stored dossier, under the dossier's id, with people's corrections; a dossier without one is passed over."""
    for dossier_id in session.exec(select(StoredDossier.id)).all():
        notebook = open_dossier(session, dossier_id, sources).notebook
        notebook.run("features")
        if notebook.case is not None:
            yield replace(notebook.case, id=dossier_id)


def history(session: Session, dossier_id: str) -> list[DossierVersion]:
    """Every kept version of a dossier, the last one first."""
    chosen = select(DossierVersion).where(DossierVersion.dossier_id == dossier_id)
    return list(session.exec(chosen.order_by(col(DossierVersion.version).desc())).all())


def _of_text(text: str) -> str:
    """The name under which the masked words of a text are kept: each text its own, so that an earlier version finds its words again."""
    return f"summary-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _hidden(session: Session, dossier_id: str, text: str) -> tuple[Original, ...]:
    return tuple(load_originals(session, dossier_id, _of_text(text)))


def _stored(session: Session, dossier_id: str) -> StoredDossier:
    stored = session.get(StoredDossier, dossier_id)
    if stored is None:
        raise NoSuchDossier("ce dossier n'existe pas ou a été supprimé ; revenir à la liste des dossiers")
    return stored


def _keep_version(session: Session, dossier_id: str, version: int, notebook: Notebook, user: User, what: str) -> None:
    session.add(DossierVersion(dossier_id=dossier_id, version=version, content=notebook.to_json(), by=user.name, what=what))
    old = select(DossierVersion).where(DossierVersion.dossier_id == dossier_id, DossierVersion.version <= version - KEPT_VERSIONS)
    for row in session.exec(old).all():
        session.delete(row)
