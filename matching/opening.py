"""Opening documents: a file becomes a text, whatever it is written in. Raises DocumentError where it cannot.

    >>> open_document(Path("rcp.txt")).text[:12]
    'F 61 a. OMS '

Text (UTF-8, UTF-16, cp1252 or latin-1), Word (docx), RTF, PDF with a text layer, CDA R2 (structured or wrapping another document), and a
case in JSON (its `text`). Files are judged by their content, not by their name. Limits protect the machine: MAX_BYTES of a file,
MAX_CHARACTERS of text. The readers of each format are imported when they are needed: most runs read plain text.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matching.document import MAX_BYTES, MAX_CHARACTERS, READABLE, Document, DocumentError

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


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

        words, coded = cda_content(name, content, read_document)
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
