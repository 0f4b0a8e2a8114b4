"""`carnet trials`: the registry on this machine — import, search, formalised criteria, match."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui import corrections_cli, portfolio_cli, sync_cli
from ui.corrections_cli import corrected_conditions
from ui.local_registry import known, place, registry
from ui.output import BAD_INPUT, answer, each_case, reference_date, refuse, say

app = typer.Typer(help="Les essais cliniques du registre local.")
app.command()(sync_cli.sync)
app.command()(portfolio_cli.portfolio)
app.command()(corrections_cli.correct)

Json = Annotated[bool, typer.Option("--json", help="Réponse en JSON sur la sortie standard.")]


@app.command("import")
def import_trials(
    paths: Annotated[
        list[Path], typer.Argument(help="Fichiers ou dossiers : JSON ou XML ClinicalTrials.gov, bundles ECLAIRE, CTIS.")
    ],
    as_json: Json = False,
) -> None:
    """Ajoute au registre local les essais de fichiers ; ce qui ne se lit pas donne une phrase, le reste est importé."""
    from store.engine import engine
    from store.migrations import migrate
    from store.settings import registry_url
    from trials.formalise import formalise_new
    from trials.registry import import_paths

    for path in paths:
        if not path.exists():
            raise refuse(f"{path} : ce fichier n'existe pas ; vérifier le chemin")
    migrate(registry_url(), "registry")
    report = import_paths(engine(registry_url()), paths)
    formalise_new(engine(registry_url()))
    for fault in report.faults:
        say(fault)
    if as_json:
        answer(
            {"imported": report.imported, "updated": report.updated, "unchanged": report.unchanged, "faults": list(report.faults)}
        )
    else:
        say(f"{report.imported} essai(s) ajouté(s), {report.updated} mis à jour, {report.unchanged} inchangé(s)")
    if report.faults:
        raise typer.Exit(BAD_INPUT)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Mots cherchés, en français ou en anglais.")],
    as_json: Json = False,
    limit: Annotated[int, typer.Option(help="Nombre d'essais au plus.")] = 20,
) -> None:
    """Recherche plein texte dans le registre local."""
    from trials import merge
    from trials import search as index

    with registry() as session:
        for hit in merge.one_each(session, index.search(session, " ".join(words), limit=limit)):
            if as_json:
                answer({"trial": hit.id, "title": hit.title, "status": hit.status, "score": hit.score})
            else:
                print(f"{hit.id}  {hit.status or ''}  {hit.title}")


@app.command()
def criteria(
    identifiers: Annotated[list[str], typer.Argument(help="Identifiants d'essais : NCT, EU CT, ID-RCB.")],
    as_json: Json = False,
) -> None:
    """Les critères d'un essai tels qu'ils sont compris, ligne à ligne, avec ce qui ne l'est pas."""
    from trials.corrections import applied, outdated
    from trials.formalise import coverage, criteria_of

    corrected = corrected_conditions()
    with registry() as session:
        for identifier in identifiers:
            trial = known(session, identifier)
            found = applied(trial.key, criteria_of(session, trial), corrected)
            for each in outdated(trial.key, found, corrected):
                say(
                    f"{identifier} : une correction de {each.correction.by} porte sur un critère que le registre a changé ; la refaire."
                )
            if as_json:
                lines = [
                    {"kind": one.kind, "text": one.text, "start": one.start, "end": one.end, "condition": one.condition,
                     "confidence": one.confidence, "status": one.status, **({"partial": True} if one.status == "partial" else {})}
                    for one in found
                ]  # fmt: skip
                answer({"trial": identifier, "coverage": coverage(found), "criteria": lines})
            else:
                print(f"{identifier} : {coverage(found):.0%} des critères formalisés")
                for one in found:
                    print(f"  [{one.kind}] {one.status:15} {one.text}")


@app.command()
def match(
    paths: Annotated[list[Path], typer.Argument(help="Cas, comme pour extract.")],
    as_json: Json = False,
    near: Annotated[str | None, typer.Option(help="Code postal ou ville du patient.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Tous les essais du registre, exclus et fermés compris.")] = False,
    limit: Annotated[int, typer.Option(help="Nombre d'essais montrés, sans --all.")] = 10,
    date: Annotated[str | None, typer.Option(help="Date de référence AAAA-MM-JJ.")] = None,
) -> None:
    """Les essais de chaque cas, les plus proches d'abord, avec un verdict par critère."""
    from trials.formalised import formalised_trials
    from trials.match import match_case, to_json
    from ui.cases import read_cases
    from ui.show import show_match

    reference = reference_date(date)
    origin = place(near)
    with registry() as session:
        known = formalised_trials(session, open_only=not every, corrected=corrected_conditions())
        for case in each_case(paths, lambda found: read_cases(found, reference)):
            matches = match_case(case, known, origin, every=every)
            record = to_json(case, matches if every else matches[:limit])
            if as_json:
                answer(record)
            else:
                show_match(record)
