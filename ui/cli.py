"""The `carnet` command. Each verb reads its arguments, calls a room, and answers; everything else is in the rooms.

    $ carnet extract --json rcp.txt
    {"id": "rcp", "features": {"patient.age": 54, ...}, ...}

Exit codes: 0 done, 1 the answer is "no" (a check failed), 2 bad input, with one sentence that says what to write instead.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ui import guidelines_cli, screen_cli, trials_cli
from ui.local_registry import place
from ui.output import BAD_INPUT, answer, each_case, reference_date, refuse, say

app = typer.Typer(
    name="carnet", help="Carnet RCP : préparer une réunion de concertation pluridisciplinaire.", add_completion=False,
    pretty_exceptions_enable=False,
)  # fmt: skip
cda_app = typer.Typer(help="Les documents CDA.")
app.add_typer(guidelines_cli.app, name="guidelines")
app.add_typer(cda_app, name="cda")
app.add_typer(trials_cli.app, name="trials")
app.command()(screen_cli.screen)

Paths = Annotated[
    list[Path], typer.Argument(help="Fichiers .txt .docx .pdf .xml .json, dossiers de fichiers, ou - pour l'entrée standard.")
]
Json = Annotated[bool, typer.Option("--json", help="Réponse en JSON, une ligne par cas, sur la sortie standard.")]
Date = Annotated[str | None, typer.Option("--date", help="Date de référence AAAA-MM-JJ, là où le texte n'en donne pas.")]


@app.command()
def run(
    port: Annotated[int | None, typer.Option(help="Port d'écoute (8501 par défaut).")] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Ouvrir la page dans le navigateur.")] = False,
) -> None:
    """Ouvre l'application sur http://localhost:8501."""
    from ui.serve import serve

    raise typer.Exit(serve(port, open_browser))


@app.command()
def extract(paths: Paths, as_json: Json = False, date: Date = None) -> None:
    """Caractéristiques cliniques de chaque cas, avec les mots qui les prouvent."""
    from ui.cases import read_cases
    from ui.show import show_case

    reference = reference_date(date)
    for case in each_case(paths, lambda found: read_cases(found, reference)):
        if as_json:
            answer(case.to_json())
        else:
            show_case(case)


@app.command()
def recommend(paths: Paths, as_json: Json = False, date: Date = None) -> None:
    """Propositions des référentiels pour chaque cas, avec leurs raisons et ce qui manque."""
    from guidelines import recommend as propose
    from guidelines import to_json
    from ui.cases import read_cases
    from ui.rules_at_work import rules_at_work
    from ui.show import show_recommendations

    base, reference = rules_at_work(), reference_date(date)
    for case in each_case(paths, lambda found: read_cases(found, reference)):
        found = propose(case, base)
        if as_json:
            answer(to_json(found))
        else:
            show_recommendations(found)


@app.command()
def questions(paths: Paths, as_json: Json = False, date: Date = None) -> None:
    """Ce qu'il faut demander, preuve à l'appui ; ce qui changerait la proposition ; pourquoi une option n'est pas proposée."""
    from guidelines.asked import asked_of_case
    from ui.cases import read_cases
    from ui.rules_at_work import rules_at_work
    from ui.show import show_asked

    base, reference = rules_at_work(), reference_date(date)
    for case in each_case(paths, lambda found: read_cases(found, reference)):
        found = asked_of_case(case, base)
        if as_json:
            answer(found)
        else:
            show_asked(found)


@app.command()
def prepare(
    paths: Paths,
    out: Annotated[Path, typer.Option("--out", help="Dossier où écrire <cas>/frcp.docx, pps.docx et case.json.")] = Path(
        "carnet-rcp"
    ),
    as_json: Json = False,
    date: Date = None,
    near: Annotated[str | None, typer.Option(help="Code postal ou ville, pour la distance aux centres des essais.")] = None,
) -> None:
    """Tout le chemin : caractéristiques, propositions, essais, projets de FRCP et de PPS, écrits dans un dossier."""
    from ui.cases import read_cases
    from ui.prepare import ExportError, prepare_case

    reference, used = reference_date(date), set[str]()
    place(near)
    for case in each_case(paths, lambda found: read_cases(found, reference)):
        try:
            written = prepare_case(case, out, near, used)
        except ExportError as error:
            raise refuse(str(error)) from None
        if as_json:
            answer(written)
        else:
            print(f"{case.id} : {written['frcp']}, {written['pps']}, {written['case']}")


@app.command("export")
def export_document(
    document: Annotated[str, typer.Argument(help="frcp, pps, pps_patient ou ppac.")],
    case: Annotated[str, typer.Argument(help="Identifiant d'un dossier enregistré, ou fichier comme pour extract.")],
    form: Annotated[str, typer.Option("--format", help="docx, pdf, cda, fhir, json ; ics pour un ppac.")],
    out: Annotated[Path, typer.Option("--out", help="Fichier à écrire.")],
) -> None:
    """Écrit un document d'un cas."""
    from ui.prepare import ExportError, export

    try:
        lacking = export(document, case, form, out)
    except ExportError as error:
        raise refuse(str(error)) from None
    say(f"écrit : {out}")
    if lacking:
        say(
            f"sans identité, ne pas transmettre : un fichier n'en porte pas ({', '.join(lacking)}) ; la saisir dans un dossier, et l'exporter"
        )


@app.command("template")
def write_template(
    document: Annotated[str, typer.Argument(help="frcp, pps, pps_patient ou ppac.")],
    out: Annotated[Path, typer.Option("--out", help="Modèle Word à écrire, puis à mettre en page.")],
) -> None:
    """Écrit un modèle Word de départ ; rangé dans le dossier « modeles » de l'installation, il remplace le nôtre à l'export."""
    from dossier.exports.template import starter
    from dossier.outgoing import FORMATS

    if document not in FORMATS:
        raise refuse(f"document inconnu « {document} » ; écrire {', '.join(FORMATS)}")
    try:
        out.write_bytes(starter(document))
    except OSError as error:
        raise refuse(f"{out} : écriture impossible ({error.strerror}) ; choisir un autre fichier") from None
    say(f"écrit : {out}")


@cda_app.command("check")
def check_cda(
    file: Annotated[Path, typer.Argument(help="Document CDA, fichier .xml.")],
    ans: Annotated[Path, typer.Option("--ans", help="Copie locale du contenu de test de l'ANS (TestContenuCDA-3-0).")],
    as_json: Json = False,
) -> None:
    """Contrôle un document CDA par le schéma XSD et les Schematrons de l'ANS ; code de sortie 1 s'il y a une erreur."""
    from dossier.exports.cda_check import CheckImpossible, check

    try:
        faults = check(file.read_bytes(), ans)
    except OSError as error:
        raise refuse(f"{file} : lecture impossible ({error.strerror}) ; vérifier le chemin") from None
    except CheckImpossible as error:
        raise refuse(str(error)) from None
    for fault in faults:
        if as_json:
            answer(asdict(fault))
        else:
            print(f"{fault.level} [{fault.layer}] {fault.text} ({fault.where})")
    errors = sum(fault.level == "error" for fault in faults)
    if not as_json:
        say("aucune erreur" if not errors else f"{errors} erreur(s)")
    raise typer.Exit(1 if errors else 0)


def main() -> None:
    """The console command. What nobody foresaw ends in one sentence too; its trace is shown only with CARNET_DEBUG=1."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the machine's language
    try:
        code = app(prog_name="carnet", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the answers has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (KeyboardInterrupt, typer.Abort):
        say("interrompu")
        code = 130
    except Exception as error:
        from ui.faults import sentence_of

        sentence = sentence_of(error)
        if sentence is None:
            raise
        say(sentence)
        code = BAD_INPUT
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
