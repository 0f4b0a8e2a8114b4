"""Which cases some paths name: a file is a case, a folder a set of cases.

>>> [source.id for source in sources([Path("notes")])]
['a01', 'a02']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from matching.document import READABLE, DocumentError

STANDARD_INPUT = Path("-")


@dataclass(frozen=True)
class CaseSource:
    """One case to read: its id, and its documents in order."""

    id: str
    paths: tuple[Path, ...]


def sources(paths: Iterable[Path]) -> list[CaseSource]:
    """The cases that paths name: a file is a case, a folder a set of cases, a sub-folder of it one case of several documents, "-" standard input.

    Two cases of one name take their relative path as id. Raises DocumentError for a path that does not exist or a folder without documents.
    """
    found = [source for path in paths for source in _of_path(path)]
    names = Counter(_name(place) for place, _ in found)
    return [CaseSource(place.as_posix() if names[_name(place)] > 1 else _name(place), documents) for place, documents in found]


def _name(place: Path) -> str:
    return place.stem if place.suffix.lower() in READABLE else place.name


def _of_path(path: Path) -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """Where each case of a path stands, relative to the folder it is in, and its documents."""
    try:
        if path == STANDARD_INPUT:
            yield path, (path,)
        elif not path.exists():
            raise DocumentError(f"{path} : ce fichier n'existe pas ; vérifier le chemin")
        elif path.is_dir():
            yield from _of_folder(path)
        else:
            yield path, (path,)
    except (OSError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(f"{path} : lecture impossible ; vérifier le chemin et les droits") from None


def _of_folder(folder: Path) -> list[tuple[Path, tuple[Path, ...]]]:
    found = []
    for entry in _entries(folder):
        documents = (
            tuple(file for file in _entries(entry) if not file.is_dir() and file.suffix.lower() in READABLE)
            if entry.is_dir()
            else ()
        )
        if not entry.is_dir() and entry.suffix.lower() in READABLE:
            documents = (entry,)
        if documents:
            found.append((entry.relative_to(folder), documents))
    if not found:
        raise DocumentError(f"{folder} : aucun document lisible ({', '.join(READABLE)}) dans ce dossier")
    return found


def _entries(folder: Path) -> list[Path]:
    """What a folder holds, in order, but for hidden files and those that a word processor keeps while it is open."""
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "~$")))
