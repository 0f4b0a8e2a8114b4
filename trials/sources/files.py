"""Files a person has at hand -> trials: tells the format of a file, and says in one sentence what is wrong with a bad one."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trials.model import Trial, TrialFault
from trials.sources import clinicaltrials_gov, clinicaltrials_gov_xml, ctis, eclaire, inca, isrctn

SUFFIXES = frozenset({".csv", ".json", ".jsonl", ".ndjson", ".xml"})

_EXPECTED = "Attendu : une étude ou une page de ClinicalTrials.gov (JSON ou XML), un lot ECLAIRE, une fiche CTIS ou ISRCTN, un CSV ou JSON de l'INCa."


@dataclass(frozen=True)
class Fault:
    """What could not be imported, as one French sentence that begins with the file's name."""

    sentence: str


def read(path: Path) -> Iterator[Trial | Fault]:
    """Each trial of a file in turn, with a Fault in the place of each record that cannot be read.

    >>> [each.id for each in read(Path("NCT00490139.xml"))]
    ['NCT00490139']
    """
    name = path.name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        yield Fault(f"{name} : fichier introuvable, vérifiez le chemin.")
        return
    except OSError:
        yield Fault(f"{name} : fichier illisible, vérifiez vos droits de lecture.")
        return
    some = False
    for position, parse in _records(data, path.suffix.lower()):
        where = f"{name}{position}"
        try:
            for trial in parse():
                some = True
                yield trial
        except TrialFault as fault:
            some = True
            yield Fault(f"{where} : {fault}")
    if not some:
        yield Fault(f"{name} : aucun essai dans ce fichier.")


def files_in(path: Path) -> list[Path]:
    """The path itself, or every JSON, JSON lines and XML file under a folder, in order of name."""
    if path.is_dir():
        return sorted(each for each in path.rglob("*") if each.is_file() and each.suffix.lower() in SUFFIXES)
    return [path]


Parse = Callable[[], list[Trial]]


def _records(data: bytes, suffix: str) -> Iterator[tuple[str, Parse]]:
    """(where in the file, how to read what stands there); nothing is parsed before it is asked for."""
    body = data.removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        yield "", _refuse("le fichier est vide.")
    elif body.startswith(b"<"):
        yield "", lambda: _xml(body)
    elif body[:1] in b"{[":
        yield from _json_lines(data) if _is_json_lines(body, suffix) else _json(body)
    elif suffix == ".csv":
        yield from _csv(data)
    else:
        yield "", _refuse(f"ce n'est ni du JSON ni du XML. {_EXPECTED}")


def _refuse(sentence: str) -> Parse:
    def parse() -> list[Trial]:
        raise TrialFault(sentence)

    return parse


def _xml(body: bytes) -> list[Trial]:
    head = body[:1000].lower()
    if b"<html" in head or head.startswith(b"<!doctype html"):
        raise TrialFault("c'est une page web, pas la réponse d'un registre : refaites le téléchargement.")
    return [clinicaltrials_gov_xml.parse(body)]


def _csv(data: bytes) -> Iterator[tuple[str, Parse]]:
    """The lines of INCa's register: the only one that comes as a table."""
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = data.decode("cp1252", errors="replace")  # what spreadsheets write in France when not asked otherwise
    separator = max(";,\t", key=words.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(words, newline=""), delimiter=separator, restkey="", restval="")
    if not inca.is_record(dict.fromkeys(rows.fieldnames or (), "")):
        yield "", _refuse(f"les titres « Titre » et « Références de l'essai » manquent à la première ligne. {_EXPECTED}")
        return
    for number, row in enumerate(rows, start=2):
        yield f", ligne {number}", lambda row=row: [inca.parse(row)]  # type: ignore[misc]


def _is_json_lines(body: bytes, suffix: str) -> bool:
    first, _, rest = body.partition(b"\n")
    first = first.strip()
    return suffix in {".jsonl", ".ndjson"} or (bool(rest) and first.startswith(b"{") and first.endswith(b"}"))


def _json_lines(data: bytes) -> Iterator[tuple[str, Parse]]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if line.strip():
            yield f", ligne {number}", lambda line=line: _trials(_load(line.strip()))  # type: ignore[misc]


def _json(body: bytes) -> Iterator[tuple[str, Parse]]:
    try:
        value = _load(body)
    except TrialFault as fault:
        yield "", _refuse(str(fault))
        return
    if isinstance(value, dict) and isinstance(value.get("studies"), list):
        value = value["studies"]
    elif isinstance(value, dict) and value.get("resourceType") == "Bundle":
        studies, others = eclaire.studies(value)
        for number, study in enumerate(studies, start=1):
            yield f", étude {number}", lambda study=study: [eclaire.parse(study, others)]  # type: ignore[misc]
        return
    if isinstance(value, list):
        for number, each in enumerate(value, start=1):
            yield f", étude {number}", lambda each=each: _trials(each)  # type: ignore[misc]
    else:
        yield "", lambda: _trials(value)


def _load(body: bytes) -> Any:
    try:
        return json.loads(body)
    except UnicodeDecodeError as error:
        raise TrialFault("l'encodage n'est pas de l'UTF-8 : enregistrez le fichier en UTF-8.") from error
    except json.JSONDecodeError as error:
        place = f"ligne {error.lineno}, colonne {error.colno}" if b"\n" in body else f"colonne {error.colno}"
        raise TrialFault(f"JSON illisible ou tronqué ({place}).") from error
    except (RecursionError, ValueError) as error:
        raise TrialFault("JSON illisible : trop d'imbrications ou un nombre hors de toute mesure.") from error


def _trials(value: Any) -> list[Trial]:
    """The trials of one JSON value, told apart by the field only one registry has."""
    if not isinstance(value, dict):
        raise TrialFault(f"un objet JSON est attendu. {_EXPECTED}")
    if "protocolSection" in value:
        return [clinicaltrials_gov.parse(value)]
    if isinstance(value.get("studies"), list):
        return [trial for each in value["studies"] for trial in _trials(each)]
    if value.get("resourceType") == "Bundle":
        studies, others = eclaire.studies(value)
        return [eclaire.parse(study, others) for study in studies]
    if value.get("resourceType") == "ResearchStudy":
        return [eclaire.parse(value)]
    if "resourceType" in value:
        raise TrialFault(
            f"une ressource FHIR « {value['resourceType']} » seule ne décrit pas d'essai : "
            "un lot (Bundle) avec des ResearchStudy est attendu."
        )
    if "authorizedApplication" in value:
        return [ctis.parse(value)]
    if "isrctn" in value:
        return [isrctn.parse(value)]
    if inca.is_record(value):
        return [inca.parse(value)]
    raise TrialFault(f"ce JSON ne vient pas d'un registre connu. {_EXPECTED}")
