"""`carnet guidelines`: the rules drawn from guidelines — check, differences between two versions, the network's files as a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.output import BAD_INPUT, answer, each_case, refuse, say

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from guidelines.differences import GuidelineDifference
    from matching.case import Case

app = typer.Typer(help="Les règles tirées des référentiels.")

Json = Annotated[bool, typer.Option("--json", help="Réponse en JSON, une ligne par élément, sur la sortie standard.")]


@app.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="Fichier ou dossier de règles (par défaut : la base livrée).")] = None,
    as_json: Json = False,
) -> None:
    """Lit les règles, joue leurs exemples, les analyse ; code de sortie 1 s'il y a quelque chose à corriger, 2 si un fichier ne se lit pas."""
    from guidelines.check import check as findings_of
    from guidelines.load import RULES

    findings = findings_of(_existing(path or RULES))
    for finding in findings:
        if as_json:
            answer(asdict(finding))
        elif finding.kind == "load":
            say(str(finding))
        else:
            print(finding)
    faults = sum(finding.is_fault for finding in findings)
    unread = any(finding.kind == "load" for finding in findings)
    if not as_json and not unread:
        say(f"{faults or 'aucun'} point(s) à corriger, {len(findings) - faults} information(s)")
    raise typer.Exit(BAD_INPUT if unread else 1 if faults else 0)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="Fichier ou dossier de règles, version de départ.")],
    new: Annotated[Path, typer.Argument(help="Fichier ou dossier de règles, version d'arrivée.")],
    cases: Annotated[list[Path] | None, typer.Option("--cases", help="Cas à rejouer, à répéter : comme pour extract.")] = None,
    dossiers: Annotated[bool, typer.Option("--dossiers", help="Rejouer les dossiers enregistrés sur cette machine.")] = False,
    as_json: Json = False,
) -> None:
    """Ce qui change d'une version à l'autre : les textes, les patients concernés, les cas dont les propositions changent ; code 1 s'il y en a."""
    from guidelines.differences import case_changes, differences
    from guidelines.load import load_all

    before, after = load_all(_existing(old)), load_all(_existing(new))
    found = differences(before, after)
    for one in found:
        if as_json:
            answer({"guideline": one.id, **asdict(one)})
        else:
            _show(one)
    replayed = 0
    for change in case_changes(_replayed(cases or [], dossiers), before, after):
        replayed += 1
        if as_json:
            answer(asdict(change))
        else:
            print(f"cas {change.case}")
            print(
                "".join(f"  + {label}\n" for label in change.gained) + "".join(f"  - {label}\n" for label in change.lost), end=""
            )
    if not as_json:
        say(f"{len(found) or 'aucun'} référentiel(s) changé(s)" + (f", {replayed} cas changé(s)" if cases or dossiers else ""))
    raise typer.Exit(1 if found else 0)


@app.command("export")
def export_rules(
    folder: Annotated[Path, typer.Argument(help="Dossier où écrire les fichiers, gardé par git par exemple.")],
    as_json: Json = False,
) -> None:
    """Écrit les fichiers de règles du réseau, gardés dans la base, en un dossier de YAML."""
    from guidelines.exchange import export_folder
    from store.engine import reading

    try:
        with reading(_dossiers()) as session:
            written = export_folder(session, folder)
    except OSError as error:
        raise refuse(f"{folder} : écriture impossible ({error.strerror}) ; choisir un autre dossier") from None
    for name in written:
        if as_json:
            answer({"file": str(folder / name)})
        else:
            print(folder / name)
    say(f"{len(written) or 'aucun'} fichier(s) écrit(s)")


@app.command("import")
def import_rules(
    folder: Annotated[Path, typer.Argument(help="Fichier ou dossier de YAML.")],
    by: Annotated[str, typer.Option(help="Nom, tel qu'à l'ouverture de l'application, de la personne qui importe.")],
    as_json: Json = False,
) -> None:
    """Prend des fichiers de règles dans la base, comme brouillons : à relire et à signer sur la page « Atelier »."""
    from dataclasses import asdict

    from guidelines.exchange import import_texts, read_folder
    from store.engine import session as transaction
    from store.users import active_users

    found = read_folder(_existing(folder))
    with transaction(_dossiers()) as session:
        user = next((one for one in active_users(session) if one.name == by), None)
        if user is None:
            raise refuse(f"« {by} » n'est pas le nom d'un utilisateur de cette machine ; l'ajouter dans l'application")
        taken = import_texts(session, user, found)
    if as_json:
        answer(asdict(taken))
    else:
        for ids, words in ((taken.new, "nouveau"), (taken.changed, "modifié"), (taken.same, "inchangé")):
            print("".join(f"{one} : {words}\n" for one in ids), end="")


def _show(one: GuidelineDifference) -> None:
    print(f"{one.title} ({one.id})")
    for entry in one.entries:
        print(f"  ligne {entry.line} : {entry.sentence}")
    for patient in one.patients:
        print(f"  {'+' if patient.gained else '-'} {patient.sentence}")
    if not one.patients:
        print("  aucun patient ne change de proposition")


def _replayed(paths: list[Path], dossiers: bool) -> Iterator[Case]:
    from ui.cases import read_cases

    if paths:
        yield from each_case(paths, lambda found: read_cases(found, None))
    if dossiers:
        yield from _stored()


def _stored() -> Iterator[Case]:
    from dossier.dossiers import stored_cases
    from dossier.steps import Sources
    from guidelines import RuleBase
    from store.engine import reading

    with reading(_dossiers()) as session:
        yield from stored_cases(session, Sources(RuleBase(), ()))


def _dossiers() -> Engine:
    from store.engine import engine
    from store.migrations import migrate
    from store.settings import database_url

    migrate(database_url(), "dossiers")
    return engine(database_url())


def _existing(path: Path) -> Path:
    if not path.exists():
        raise refuse(f"{path} : ce fichier ou dossier n'existe pas ; vérifier le chemin")
    return path
