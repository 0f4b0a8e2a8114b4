"""`carnet trials sync`: brings the copies of the registries up to date, one after the other, and says how far it is."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from ui.output import answer, reference_date, refuse, say

if TYPE_CHECKING:
    from trials.sources.answers import Progress

NAMES = ("ctgov", "eclaire", "ctis")


def sync(
    source: Annotated[list[str] | None, typer.Option(help=f"Registre, à répéter : {', '.join(NAMES)} (tous par défaut).")] = None,
    since: Annotated[str | None, typer.Option(help="Reprendre les changements depuis cette date, AAAA-MM-JJ.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Tout redemander, même ce qui n'a pas changé.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON, une ligne par registre.")] = False,
) -> None:
    """Met le registre local à jour depuis les registres publics ; chaque registre entier, ou rien. Aucune donnée de patient n'est envoyée."""
    from dataclasses import asdict

    from store.engine import engine
    from store.migrations import migrate
    from store.settings import registry_url
    from trials.formalise import formalise_new
    from trials.sources.answers import Cancelled
    from trials.sources.http import RegistryFault
    from trials.sync import REGISTRIES, synchronise

    unknown = [name for name in source or () if name not in NAMES]
    if unknown:
        raise refuse(f"« {unknown[0]} » n'est pas un registre connu ; écrire {', '.join(NAMES)}")
    earliest = reference_date(since)
    # What stops a service stops this as Ctrl+C does: its last word is written.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    migrate(registry_url(), "registry")
    database, failed = engine(registry_url()), False
    for name in source or NAMES:
        title = REGISTRIES[name].TITLE
        try:
            report = synchronise(database, name, full, earliest, _terminal(title))
        except KeyboardInterrupt:
            say("synchronisation interrompue ; la prochaine reprendra où elle en était")
            raise typer.Exit(130) from None
        except RegistryFault as error:
            failed = True
            say(error.sentence)
            if as_json:
                answer({"source": name, "error": error.sentence})
            if isinstance(error, Cancelled):
                break
            continue
        for fault in report.saved.faults:
            say(fault)
        if as_json:
            answer(
                {"source": name, **asdict(report.saved), **{key: getattr(report, key) for key in ("opened", "closed", "gone")}}
            )
        else:
            say(
                f"{title} : {report.saved.imported} essai(s) ajouté(s), {report.saved.updated} mis à jour, "
                f"{report.saved.unchanged} inchangé(s), {len(report.closed)} qui ne recrutent plus"
            )
    formalise_new(database)
    if failed:
        raise typer.Exit(1)


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """`start("--source", "ctgov")`: the same in a process of its own, for a page; how far it is, is in `trials.sync_state`.

    The process lives on when its parent ends.
    """
    command = [sys.executable, "-m", "ui.cli", "trials", "sync", *arguments]
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)  # noqa: S603 (our own command)


def _terminal(title: str) -> Callable[[Progress], None]:
    """Progress on one line that rewrites itself; a line for each step where nobody watches (cron)."""
    last = ""

    def tell(progress: Progress) -> None:
        nonlocal last
        count = f" {progress.done} / {progress.total}" if progress.total else ""
        if sys.stderr.isatty():
            print(f"\r{title} : {progress.step}{count}".ljust(79), end="", file=sys.stderr, flush=True)
            if progress.done == progress.total:
                print(file=sys.stderr)
        elif progress.step != last:
            say(f"{title} : {progress.step}")
        last = progress.step

    return tell
