"""What XML can hold of a text."""

from __future__ import annotations

import re

# Control characters, lone surrogates and the two non-characters have no place in XML, even escaped.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text without what XML forbids: writable("a\\x00b") == "ab"."""
    return _FORBIDDEN.sub("", text)


def name_of(text: str | None) -> str:
    """A name as it may be written; "" where it holds nothing to read: name_of(" Luc\\x00 ") == "Luc"."""
    return writable(text or "").strip()
