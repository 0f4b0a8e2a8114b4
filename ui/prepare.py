"""`carnet prepare` and `carnet export`: the whole way for one case, and its documents as files."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from dossier import Decision, propose_frcp, propose_pps
from dossier.exports import docx, json_export, template
from dossier.exports.cda_header import missing
from dossier.items import ProposedDocument
from dossier.outgoing import FORMATS, WRITERS, NotYet, Outgoing, outgoing
from guidelines import RuleBase, recommend, to_json
from matching.case import Case
from matching.document import DocumentError
from matching.sources import sources
from store.users import User
from trials import formalised, match
from trials.sites import locate
from ui.cases import read_cases
from ui.corrections_cli import corrected_conditions
from ui.local_registry import registry
from ui.rules_at_work import rules_at_work

# Who the journal says exported, from a terminal.
COMMAND = User(name="ligne de commande", key="", role="oncologist")


class ExportError(ValueError):
    """A document that cannot be written; the message is the sentence for the user."""


@cache
def rule_base() -> RuleBase:
    return rules_at_work()


@cache
def open_trials() -> Any:
    """The open trials of the registry with their criteria, read once a run."""
    with registry() as session:
        return formalised.formalised_trials(session, open_only=True, corrected=corrected_conditions())


def documents(case: Case, near: str | None = None) -> tuple[dict[str, ProposedDocument], dict[str, Any]]:
    """The FRCP and PPS proposals of a case, and everything they come from as JSON."""
    found = recommend(case, rule_base())
    where = case.value("patient.postcode") or near
    matches = match.match_case(case, open_trials(), locate(str(where)) if where else None, every=False)
    decided = Decision()
    written = {"frcp": propose_frcp(case, found, matches, decided), "pps": propose_pps(case, found, decided)}
    record = {
        **case.to_json(),
        "recommendations": to_json(found),
        "trials": match.to_json(case, matches[:10])["trials"],
        **{kind: json_export.to_json(document) for kind, document in written.items()},
    }
    return written, record


def prepare_case(case: Case, out: Path, near: str | None, used: set[str]) -> dict[str, Any]:
    """Writes frcp.docx, pps.docx and case.json of a case in its folder; returns where they are. An old file is replaced whole.

    `used` are the folders that other cases of this run have taken: no case is written over another. Raises ExportError.
    """
    folder = out / _folder(case.id, used)
    written, record = documents(case, near)
    contents = {kind: (f"{kind}.docx", docx.write(document)) for kind, document in written.items()}
    contents["case"] = ("case.json", json.dumps(record, ensure_ascii=False, indent=1).encode())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return {"id": case.id, **{kind: str(_replace(folder / name, content)) for kind, (name, content) in contents.items()}}
    except OSError as error:
        raise ExportError(f"{folder} : écriture impossible ({error.strerror}) ; choisir un autre dossier avec --out") from None


def _folder(case_id: str, used: set[str]) -> str:
    """A folder's name for a case, on any system, that no other case of the run has."""
    name = re.sub(r"[^\w.-]+", "_", case_id).strip(".")[:80] or "cas"
    number, chosen = 1, name
    while chosen.casefold() in used:
        number, chosen = number + 1, f"{name}-{number + 1}"
    used.add(chosen.casefold())
    return chosen


def export(document: str, case: str, form: str, out: Path) -> list[str]:
    """One document of a stored dossier or of a file; what it still lacks to be accepted elsewhere. Raises ExportError."""
    if document not in FORMATS:
        raise ExportError(f"document inconnu « {document} » ; écrire {', '.join(FORMATS)}")
    if form not in FORMATS[document]:
        raise ExportError(f"format inconnu « {form} » pour ce document ; écrire {' ou '.join(FORMATS[document])}")
    chosen = _of_file(document, Path(case)) if case == "-" or _exists(Path(case)) else _of_dossier(document, case, form)
    try:
        _replace(out, WRITERS[form](chosen))
    except template.TemplateError as error:
        raise ExportError(str(error)) from None
    except OSError as error:
        raise ExportError(f"{out} : écriture impossible ({error.strerror}) ; choisir un autre fichier") from None
    return missing(chosen.identity) if form == "cda" else []


def _of_file(document: str, path: Path) -> Outgoing:
    if document not in ("frcp", "pps"):
        raise ExportError(
            "ce document demande un dossier enregistré, avec ce que des personnes y ont saisi ; en donner l'identifiant"
        )
    try:
        found = sources([path])
    except DocumentError as error:
        raise ExportError(str(error)) from None
    if len(found) != 1:
        raise ExportError(f"{path} : {len(found)} cas dans ce dossier ; n'en donner qu'un")
    (case,) = read_cases(found, None)
    if isinstance(case, DocumentError):
        raise ExportError(str(case))
    return Outgoing(documents(case)[0][document], case)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can bear
        return False


def _of_dossier(document: str, dossier_id: str, form: str) -> Outgoing:
    from dossier.dossiers import NoSuchDossier, open_dossier
    from dossier.steps import Sources
    from store.engine import engine, session
    from store.migrations import migrate
    from store.settings import database_url

    migrate(database_url(), "dossiers")
    try:
        with session(engine(database_url())) as writing:
            opened = open_dossier(writing, dossier_id, Sources(rule_base(), tuple(open_trials())))
            return outgoing(writing, opened, document, form, COMMAND)
    except NoSuchDossier:
        raise ExportError(f"{dossier_id} : ni un fichier, ni l'identifiant d'un dossier enregistré") from None
    except NotYet as error:
        raise ExportError(str(error)) from None


def _replace(path: Path, content: bytes) -> Path:
    """Writes beside, then renames: a reader never sees half a file."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(content)
    beside.replace(path)
    return path
