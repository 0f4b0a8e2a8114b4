"""`carnet trials portfolio`: the centre's own trials, from a workbook or CSV that a coordinator keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.output import BAD_INPUT, answer, refuse, say


def portfolio(
    file: Annotated[
        Path | None, typer.Argument(help="Portefeuille du centre, .xlsx ou .csv ; sans fichier, montre celui qui est là.")
    ] = None,
    template: Annotated[Path | None, typer.Option("--template", help="Écrit un modèle à remplir, .xlsx ou .csv.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON, une ligne par essai.")] = False,
) -> None:
    """Prend le portefeuille d'essais du centre, à la place du précédent ; toutes les fautes du fichier sont dites, et alors rien n'est pris."""
    from dataclasses import asdict

    from store.engine import engine, reading, session
    from store.migrations import migrate
    from store.settings import registry_url
    from trials import portfolio as kept
    from trials.portfolio_file import PortfolioFaults, read_portfolio, write_template

    try:
        if template is not None:
            write_template(template)
            say(f"écrit : {template}")
            return
        found = read_portfolio(file) if file is not None else None
    except PortfolioFaults as faults:
        for sentence in faults.sentences:
            say(sentence)
        raise typer.Exit(BAD_INPUT) from None
    except OSError as error:
        raise refuse(f"{template} : écriture impossible ({error.strerror}) ; choisir un autre dossier") from None
    migrate(registry_url(), "registry")
    if found is not None:
        with session(engine(registry_url())) as opened:
            say(f"{kept.replace_portfolio(opened, found)} essai(s) au portefeuille")
    with reading(engine(registry_url())) as opened:
        for trial in kept.portfolio(opened):
            if as_json:
                answer(asdict(trial))
            elif file is None:
                slots = "" if trial.slots is None else f", {trial.slots} place(s)"
                print(
                    f"{trial.id}  {trial.title or ''}  {'ouvert' if trial.is_open else 'non ouvert'}{slots}, {len(trial.cohorts)} cohorte(s)"
                )
