"""Documents: a file becomes a text whose offsets everything else refers to, or one sentence that says why it cannot.

    >>> open_document(Path("rcp.txt")).text[:12]
    'F 61 a. OMS '

Text (UTF-8, UTF-16, cp1252 or latin-1), Word (docx), PDF with a text layer, CDA R2 (structured or wrapping a text), and a case in JSON (its `text`).
Files are judged by their content, not by their name. Limits protect the machine: MAX_CHARACTERS of text, MAX_UNPACKED bytes in a docx.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 20_000_000
MAX_CHARACTERS = 400_000
MAX_UNPACKED = 60_000_000


class DocumentError(ValueError):
    """A document that cannot be read; the message is the sentence for the user, without a word of the document."""


@dataclass(frozen=True)
class Document:
    """The text of one document (byte order mark removed, line ends kept) and where it comes from.

    `case` holds the record of a JSON file that is already read (features, treatments), else None.
    """

    name: str
    text: str
    case: dict[str, Any] | None = None


@dataclass(frozen=True)
class CaseSource:
    """One case to read: its id, and its documents in order."""

    id: str
    paths: tuple[Path, ...]


READABLE = (".txt", ".docx", ".pdf", ".xml", ".json")


def sources(paths: Iterable[Path]) -> list[CaseSource]:
    """The cases that paths name: a file is a case, a folder a set of cases, a sub-folder of it one case of several documents.

    Two files of one stem take their relative path as id. Raises DocumentError for a path that does not exist or a folder without documents.
    """
    found: list[CaseSource] = []
    for path in paths:
        if not path.exists():
            raise DocumentError(f"{path} : ce fichier n'existe pas ; vérifier le chemin")
        found += _of_folder(path) if path.is_dir() else [CaseSource(path.stem, (path,))]
    stems = [source.id for source in found]
    return [CaseSource(str(source.paths[0]), source.paths) if stems.count(source.id) > 1 and len(source.paths) == 1 else source for source in found]


def _of_folder(folder: Path) -> list[CaseSource]:
    found = []
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            documents = tuple(sorted(file for file in entry.iterdir() if file.suffix.lower() in READABLE))
            if documents:
                found.append(CaseSource(entry.name, documents))
        elif entry.suffix.lower() in READABLE:
            found.append(CaseSource(entry.stem, (entry,)))
    if not found:
        raise DocumentError(f"{folder} : aucun document lisible ({', '.join(READABLE)}) dans ce dossier")
    return found


def open_document(path: Path) -> Document:
    """The document of a file. Raises DocumentError."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(f"{path.name} : fichier trop volumineux ({size // 1_000_000} Mo, limite {MAX_BYTES // 1_000_000} Mo) ; n'envoyer que le résumé du cas")
        return read_document(path.name, path.read_bytes())
    except OSError as error:
        raise DocumentError(f"{path} : lecture impossible ({error.strerror}) ; vérifier les droits du fichier") from None


def read_document(name: str, content: bytes) -> Document:
    """The document of bytes, whatever `name` says it is. Raises DocumentError."""
    head = content[:1024].lstrip()
    case = None
    if content.startswith(b"%PDF"):
        text = _pdf(name, content)
    elif content.startswith(b"PK"):
        text = _docx(name, content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(f"{name} : ancien format Word (.doc) ; l'enregistrer en .docx ou en .txt")
    elif head.startswith(b"<") or head.startswith(b"\xef\xbb\xbf<"):
        text = _xml(name, content)
    elif head.startswith(b"{") and name.lower().endswith(".json"):
        text, case = _json(name, content)
    else:
        text = decode(name, content)
    if case is None and not text.strip():
        raise DocumentError(f"{name} : document vide ; coller ou joindre le résumé du cas")
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(f"{name} : texte trop long ({len(text):,} caractères, limite {MAX_CHARACTERS:,}) ; n'envoyer que le résumé du cas".replace(",", " "))
    return Document(name, text, case)


def decode(name: str, content: bytes) -> str:
    """Text in UTF-8, UTF-16 (with its mark), else cp1252, else latin-1. Binary content is refused."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:4096]:
        raise DocumentError(f"{name} : ce n'est pas un texte ; formats lus : {', '.join(READABLE)}")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _json(name: str, content: bytes) -> tuple[str, dict[str, Any] | None]:
    try:
        record = json.loads(decode(name, content))
    except ValueError as error:
        raise DocumentError(f"{name} : JSON illisible ({_position(error)}) ; le fichier est sans doute tronqué") from None
    if isinstance(record, dict) and isinstance(record.get("text"), str):
        return record["text"], None
    if isinstance(record, dict) and "features" in record:
        return "", record
    raise DocumentError(f"{name} : ce JSON n'est pas un cas ; il doit contenir « text », ou « features » et « treatments »")


def _position(error: ValueError) -> str:
    return f"ligne {error.lineno}, colonne {error.colno}" if isinstance(error, json.JSONDecodeError) else "contenu inattendu"


def _pdf(name: str, content: bytes) -> str:
    from pypdf import PdfReader  # imported late: most runs read no PDF
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(f"{name} : PDF protégé par un mot de passe ; l'enregistrer sans protection")
        text = "\n".join(page.extract_text() or "" for page in reader.pages)
    except DocumentError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, RecursionError, NotImplementedError, OSError):
        raise DocumentError(f"{name} : PDF endommagé ou illisible ; l'enregistrer à nouveau ou coller le texte") from None
    if not text.strip():
        raise DocumentError(f"{name} : PDF sans texte (document numérisé) ; le passer par une reconnaissance de caractères ou coller le texte")
    return text


def _docx(name: str, content: bytes) -> str:
    from docx import Document as Word

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            names = archive.namelist()
        if unpacked > MAX_UNPACKED or len(names) > 2000:
            raise DocumentError(f"{name} : archive suspecte ({unpacked // 1_000_000} Mo une fois ouverte) ; elle n'est pas lue, coller le texte")
        if "word/document.xml" not in names:
            raise DocumentError(f"{name} : cette archive n'est pas un document Word (.docx)")
        word = Word(io.BytesIO(content))
    except DocumentError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        raise DocumentError(f"{name} : document Word endommagé ; l'enregistrer à nouveau ou coller le texte") from None
    headers = [line for section in word.sections for part in (section.header,) if not part.is_linked_to_previous for line in _word_lines(part)]
    return "\n".join([*headers, *_word_lines(word)])


def _word_lines(part: Any) -> list[str]:
    """Paragraphs and tables in the order of the page; the cells of a row on one line, each told once."""
    lines = []
    for block in part.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = {id(cell._tc): " ".join(cell.text.split()) for cell in row.cells}
                lines.append(" : ".join(text for text in cells.values() if text))
        else:
            lines.append(block.text)
    return lines


def _xml(name: str, content: bytes) -> str:
    from matching.cda import cda_text

    return cda_text(name, content)
