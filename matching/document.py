"""Documents: a file becomes a text whose offsets everything else refers to, or one sentence that says why it cannot.

    >>> open_document(Path("rcp.txt")).text[:12]
    'F 61 a. OMS '

Text (UTF-8, UTF-16, cp1252 or latin-1), Word (docx), RTF, PDF with a text layer, CDA R2 (structured or
wrapping another document), and a case in JSON (its `text`).
Files are judged by their content, not by their name. Limits protect the machine: MAX_BYTES of a file, MAX_CHARACTERS of text.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.coded import NOT_CODED, Coded

MAX_BYTES = 20_000_000
MAX_CHARACTERS = 400_000
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class DocumentError(ValueError):
    """A document that cannot be read; the message is the sentence for the user, without a word of the document."""


@dataclass(frozen=True)
class Document:
    """The text of one document (byte order mark removed, line ends kept) and where it comes from.

    `id` is the one that a JSON file gives its case, else None; `case` holds its record when it is already read (features, treatments).
    `coded` is what the codes of a CDA say beside its text.
    """

    name: str
    text: str
    case: dict[str, Any] | None = None
    id: str | None = None
    coded: Coded = NOT_CODED


@dataclass(frozen=True)
class CaseSource:
    """One case to read: its id, and its documents in order."""

    id: str
    paths: tuple[Path, ...]


READABLE = (".txt", ".docx", ".pdf", ".rtf", ".xml", ".json")
STANDARD_INPUT = Path("-")


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


def open_document(path: Path) -> Document:
    """The document of a file. Raises DocumentError."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(
                f"{path.name} : fichier trop volumineux ({size // 1_000_000} Mo, limite {MAX_BYTES // 1_000_000} Mo) ; "
                f"n'envoyer que le résumé du cas"
            )
        return read_document(path.name, path.read_bytes())
    except OSError as error:
        raise DocumentError(f"{path} : lecture impossible ({error.strerror}) ; vérifier les droits du fichier") from None


def read_document(name: str, content: bytes) -> Document:
    """The document of bytes, whatever `name` says it is. Raises DocumentError."""
    if len(content) > MAX_BYTES:
        raise DocumentError(
            f"{name} : fichier trop volumineux ({len(content) // 1_000_000} Mo, limite {MAX_BYTES // 1_000_000} Mo) ; "
            f"n'envoyer que le résumé du cas"
        )
    found = _read(name, content)
    if found.case is None and not found.text.strip():
        raise DocumentError(f"{name} : document vide ; coller ou joindre le résumé du cas")
    if len(found.text) > MAX_CHARACTERS:
        length, limit = (f"{number:,}".replace(",", " ") for number in (len(found.text), MAX_CHARACTERS))
        raise DocumentError(f"{name} : texte trop long ({length} caractères, limite {limit}) ; n'envoyer que le résumé du cas")
    return found


def _read(name: str, content: bytes) -> Document:
    if b"%PDF-" in content[:1024]:
        return Document(name, _pdf(name, content))
    if content.startswith(b"PK\x03\x04"):
        from matching.docx import docx_text

        return Document(name, docx_text(name, content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(f"{name} : ancien format Word (.doc) ; l'enregistrer en .docx ou en .txt")
    if content.lstrip().startswith(b"{\\rtf"):
        from matching.rtf import rtf_text

        return Document(name, rtf_text(content))
    text = decode(name, content)
    head = text[:200].lstrip()
    if head.startswith("<"):
        from matching.cda import cda_content

        words, coded = cda_content(name, content)
        return Document(name, words, coded=coded)
    if head.startswith(("{", "[")) and (name.lower().endswith(".json") or _is_json(text)):
        return _json(name, text)
    return Document(name, text)


def decode(name: str, content: bytes) -> str:
    """Text in UTF-8, UTF-16 (with its mark), else cp1252, else latin-1. Binary content is refused."""
    text = _decoded(content)
    if "\x00" in text or len(_CONTROLS.findall(text[:100_000])) > len(text[:100_000]) / 50:
        raise DocumentError(f"{name} : ce n'est pas un texte ; formats lus : {', '.join(READABLE)}")
    return text


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    text = content.decode("utf-8-sig", errors="replace")
    broken = text.count("\ufffd")
    # A few damaged bytes among whole accented letters are those of a cut or mended UTF-8 file, not of another encoding.
    if not broken or broken < sum(sign > "\x7f" for sign in text) / 3:
        return text
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _json(name: str, text: str) -> Document:
    try:
        record = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"{name} : JSON illisible (ligne {error.lineno}, colonne {error.colno}) ; le fichier est sans doute tronqué"
        ) from None
    except (ValueError, RecursionError):
        raise DocumentError(f"{name} : JSON illisible (contenu inattendu) ; l'exporter à nouveau") from None
    if isinstance(record, dict) and isinstance(record.get("text"), str):
        known = record.get("id")
        # Half of an escaped pair is no character: nothing could write it out again.
        return Document(
            name, _SURROGATES.sub("\ufffd", record["text"]), id=known if isinstance(known, str) and known.strip() else None
        )
    if isinstance(record, dict) and "features" in record:
        return Document(name, "", record)
    raise DocumentError(f"{name} : ce JSON n'est pas un cas ; il doit contenir « text », ou « features » et « treatments »")


def _no_number(constant: str) -> float:
    raise ValueError(constant)


def _pdf(name: str, content: bytes) -> str:
    from pypdf import PasswordType, PdfReader  # imported late: most runs read no PDF

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings may quote the file
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise DocumentError(f"{name} : PDF protégé par un mot de passe ; l'enregistrer sans protection")
        text = "\n".join(_pages(reader))
    except DocumentError:
        raise
    except Exception:  # a damaged PDF fails in as many ways as it has objects
        raise DocumentError(f"{name} : PDF endommagé ou illisible ; l'enregistrer à nouveau ou coller le texte") from None
    if not text.strip():
        raise DocumentError(
            f"{name} : PDF sans texte (document numérisé) ; le passer par une reconnaissance de caractères ou coller le texte"
        )
    return text


def _pages(reader: Any) -> Iterator[str]:
    """The text of each page, until there is more of it than can be a summary."""
    length = 0
    for page in reader.pages:
        text = _SURROGATES.sub("\ufffd", page.extract_text() or "")
        length += len(text)
        yield text
        if length > MAX_CHARACTERS:
            return
