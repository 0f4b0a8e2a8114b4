"""`carnet screen`: every stored dossier against one trial, or against all of them with the alerts that follow."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.output import answer, refuse, say

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from trials.screen import Screened


def screen(
    trial: Annotated[str | None, typer.Option(help="Numéro de l'essai, ouvert ou non.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Tous les essais ouverts : met le suivi à jour et lève les alertes.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON, une ligne par essai.")] = False,
) -> None:
    """Tous les dossiers enregistrés face à un essai, ou à tous ; personne n'est déclaré éligible."""
    from store.engine import engine
    from store.migrations import migrate
    from store.settings import database_url
    from ui.local_registry import registry

    if (trial is None) != every:
        raise refuse("dire quel essai : écrire --trial et son numéro, ou --all pour tous les essais ouverts")
    # What stops a service stops this as Ctrl+C does: its last word is written.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    migrate(database_url(), "dossiers")
    with registry() as session:
        kept = session.get_bind().engine
    if trial is None:
        _all(engine(database_url()), kept, as_json)
    else:
        _one(engine(database_url()), kept, trial, as_json)


def start() -> subprocess.Popen[bytes]:
    """`start()`: the screening of all trials in a process of its own, for a page; how far it is, is in `dossier.screening.progress`."""
    command = [sys.executable, "-m", "ui.cli", "screen", "--all"]
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)  # noqa: S603 (our own command)


def _one(database: Engine, registry: Engine, identifier: str, as_json: bool) -> None:
    from dossier.pictures.funnel import words
    from dossier.screening.run import screen_one

    found = screen_one(database, registry, identifier)
    if found is None:
        raise refuse(f"{identifier} : essai inconnu du registre local ; l'ajouter par « carnet trials import »")
    if as_json:
        answer(_record(found))
        return
    for line in words(found):
        print(line)
    for row in found.best():
        print(f"{found.cases[row].id} : aucun critère contraire trouvé, {found.unknown[row]} à vérifier")


def _record(found: Screened) -> dict[str, Any]:
    return {
        "trial": found.trial.id,
        "counts": {verdict: found.count(verdict) for verdict in ("eligible", "possible", "excluded")},
        "patients": [
            {
                "id": found.cases[row].id,
                "verdict": found.verdict(row),
                "tumour": bool(found.of_this_tumour[row]),
                "unknown": int(found.unknown[row]),
                "missing": sorted({key for keys in found.open_questions(row) for key in keys}),
            }
            for row in found.best()
        ],
        "funnel": [step._asdict() for step in found.funnel()],
        "asked": [one._asdict() for one in found.asked()],
    }


def _all(database: Engine, registry: Engine, as_json: bool) -> None:
    from dossier.screening.progress import ScreeningFault
    from dossier.screening.run import screen_all
    from dossier.screening.worklist import candidates
    from store.engine import reading

    try:
        report = screen_all(database, registry, _terminal)
    except ScreeningFault as fault:
        say(str(fault))
        raise typer.Exit(1) from None
    with reading(database) as session:
        for trial_key, patients in candidates(session).items():
            if as_json:
                answer({"trial": trial_key.partition("/")[2], "patients": [vars(one) for one in patients]})
            else:
                print(f"{trial_key.partition('/')[2]} : {len(patients)} dossier(s) sans critère contraire")
    say(
        f"{report.cases} dossier(s), {report.trials} essai(s) ouvert(s) : {report.pairs} paire(s) examinée(s), "
        f"{report.alerts} alerte(s) levée(s)"
    )


def _terminal(step: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{step} : {done} / {total}".ljust(79), end="", file=sys.stderr, flush=True)
