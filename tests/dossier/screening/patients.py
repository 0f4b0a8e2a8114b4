"""A fictional patient and trial, and what people do with them: keep, follow, edit, be told."""

from __future__ import annotations

from sqlalchemy import Engine

from dossier.dossiers import OpenDossier, create, save
from dossier.notebook import Notebook
from dossier.screening.alerts import alerts
from dossier.screening.worklist import follow
from dossier.steps import Sources
from dossier.tables import FollowedPair
from store.engine import reading
from store.engine import session as transaction
from store.users import User
from trials import registry
from trials.formalise import formalise_new
from trials.model import Trial

NOTE = "RCP du 12/03/2025\nFemme de 57 ans, OMS {ecog}. Carcinome canalaire infiltrant du sein gauche, HER2 3+, métastatique au foie."


TEXT = "Inclusion Criteria:\n\n* Metastatic breast cancer\n* ECOG 0-{ecog}\n* Platelets >= 100 G/L"


FIELDS = {"title": "Essai fictif", "status": "RECRUITING", "conditions": ("Breast Cancer",)}


def trial(number: int = 1, ecog: int = 1, **fields: str) -> Trial:
    return Trial(id=f"NCT0000000{number}", source="ctgov", eligibility_text=TEXT.format(ecog=ecog), **{**FIELDS, **fields})  # type: ignore[arg-type]


def keep(database: Engine, *trials: Trial) -> None:
    with transaction(database) as session:
        registry.save(session, trials, current=True)
    formalise_new(database)


def dossier(database: Engine, sources: Sources, user: User, ecog: int = 1) -> OpenDossier:
    notebook = Notebook.start(NOTE.format(ecog=ecog), sources)
    notebook.run("features")
    with transaction(database) as session:
        return create(session, notebook, user)


def followed(database: Engine, opened: OpenDossier, user: User, of: Trial | None = None) -> FollowedPair:
    with transaction(database) as session:
        return follow(session, opened.id, of or trial(), user)


def told(database: Engine) -> list[tuple[str, str, str]]:
    with reading(database) as session:
        return [(one.alert.kind, one.alert.trial_id, one.alert.reason) for one in alerts(session)]


def edit(database: Engine, opened: OpenDossier, user: User, key: str, value: object) -> None:
    opened.notebook.correct("features", key, value, user.name)
    with transaction(database) as session:
        save(session, opened, user, "feature.corrected")
