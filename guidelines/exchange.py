"""The network's rule files as a folder of YAML, which git can hold, and back.

>>> export_folder(s, Path("regles"))
['breast/localised.yaml']
>>> import_texts(s, curator, read_folder(Path("regles")))
Taken(new=(), changed=('breast-localised',), same=())

What comes in is a draft, whatever its status says: signatures are made here, by people of this machine.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from guidelines.load import rule_files
from guidelines.source import MAX_BYTES, RuleFileError
from guidelines.tables import RuleFile
from guidelines.workbench import WorkbenchError, begin, files, identity, with_status, write
from store.users import User

MAX_FILES = 1_000
MAX_TOTAL = 20_000_000  # characters of all the files of an archive: ten times the shipped base


@dataclass(frozen=True)
class Taken:
    """What an import did, as ids: files that are new here, those that were changed, those that were the same."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


def texts(session: Session) -> dict[str, str]:
    """The text of each file of the network by its path, under the status that it has here."""
    return {file.name: _text(file) for file in files(session)}


def export_folder(session: Session, folder: Path) -> list[str]:
    """Writes each file of the network under a folder; returns their paths in it. Raises OSError."""
    written = texts(session)
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(written)


def export_zip(session: Session) -> bytes:
    """The same folder as one file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts(session).items():
            archive.writestr(name, text)
    return held.getvalue()


def read_folder(folder: Path) -> dict[str, str]:
    """The texts of the rule files of a folder, by path. Raises WorkbenchError."""
    return dict(_one_file(path) for path in rule_files(folder))


def read_zip(content: bytes) -> dict[str, str]:
    """The texts of the rule files of an archive, by path. Raises WorkbenchError for what is no archive or is too big to be one of rules."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = [one for one in archive.infolist() if one.filename.endswith((".yaml", ".yml"))]
            sizes = [one.file_size for one in found]
            if len(found) > MAX_FILES or sum(sizes) > MAX_TOTAL or max(sizes, default=0) > MAX_BYTES:
                raise WorkbenchError(
                    f"l'archive est trop grosse : {MAX_FILES} fichiers et {MAX_TOTAL // 1_000_000} Mo au plus, "
                    f"{MAX_BYTES // 1_000_000} Mo par fichier"
                )
            return {one.filename: as_text(archive.read(one), one.filename) for one in found}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):  # damaged, or protected by a password
        raise WorkbenchError("ce fichier n'est pas une archive .zip de fichiers YAML") from None


def as_text(content: bytes, name: str) -> str:
    """The text of a rule file that was given. Raises WorkbenchError."""
    if len(content) > MAX_BYTES:
        raise WorkbenchError(_too_big(name, len(content)))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WorkbenchError(f"{name} : le fichier n'est pas en UTF-8 ; l'enregistrer dans ce codage") from None


def import_texts(session: Session, user: User, found: Mapping[str, str]) -> Taken:
    """Takes rule files in as drafts, by path, all of them or none. Raises WorkbenchError or RuleFileError for the first that has no id."""
    held = {file.id: file for file in files(session)}
    done: dict[str, list[str]] = {"new": [], "changed": [], "same": []}
    for name, text in found.items():
        file_id = identity(text, name)
        file = held.get(file_id)
        if file is None:
            held[file_id] = begin(session, user, text)
            done["new"].append(file_id)
        elif with_status(text, "draft") == _as_draft(file):
            done["same"].append(file_id)
        else:
            write(session, user, file_id, file.version, text)
            done["changed"].append(file_id)
    return Taken(**{name: tuple(ids) for name, ids in done.items()})


def _one_file(path: Path) -> tuple[str, str]:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:  # not even read
            raise WorkbenchError(_too_big(str(path), size))
        return str(path), as_text(path.read_bytes(), str(path))
    except OSError as error:
        raise WorkbenchError(f"{path} : le fichier ne se lit pas ({error.strerror})") from None


def _too_big(name: str, size: int) -> str:
    return f"{name} : le fichier fait {size / 1e6:.0f} Mo ; un fichier de règles n'en dépasse pas {MAX_BYTES // 1_000_000}"


def _text(file: RuleFile) -> str:
    try:
        return with_status(file.text, file.standing if file.status == "validated" else file.status)
    except RuleFileError:  # a draft that cannot be read yet leaves as it is
        return file.text


def _as_draft(file: RuleFile) -> str:
    try:
        return with_status(file.text, "draft")
    except RuleFileError:
        return file.text
