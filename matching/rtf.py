r"""RTF documents as text: the words of the body, in their order, without pictures, styles or fields' commands.

    >>> rtf_text(rb"{\rtf1\ansi M\'e9lanome, Breslow 2,1 mm\par Stade IIA}")
    'Mélanome, Breslow 2,1 mm\nStade IIA'

What RTF writes for layout alone is left out; a cell of a table is followed by a tab, a row by a line end.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<code>[0-9a-fA-F]{2})|\\(?P<sign>.)|(?P<brace>[{}])|[\r\n]+|(?P<plain>[^\\{}\r\n]+)",
    re.DOTALL,
)
# Groups that hold no words of the body.
_APART = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf listtable listoverridetable "
    b"generator themedata datastore latentstyles rsidtbl xmlnstbl fldinst filetbl revtbl bkmkstart bkmkend".split()
)
_SIGNS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"cell": "\t", b"tab": "\t", b"emdash": "—", b"endash": "–",
    b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_ESCAPED = {b"~": "\u00a0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n", b"\r": "\n"}


def rtf_text(content: bytes) -> str:
    """The text of an RTF document. Damaged RTF gives the words that come before the damage."""
    encoding = _encoding(content)
    words: list[str] = []
    spare = 0  # characters that stand for a Unicode one where it cannot be shown
    for found, wide in _body(content):
        if found["word"] == b"u":
            words.append(chr(int(found["number"] or 63) % 65536))
            spare = wide
        elif found["code"] and spare:
            spare -= 1
        elif found["code"]:
            words.append(bytes([int(found["code"], 16)]).decode(encoding, errors="replace"))
        elif found["plain"]:
            words.append(found["plain"][spare:].decode(encoding, errors="replace"))
            spare = 0
        else:
            words.append(_SIGNS.get(found["word"], "") or _ESCAPED.get(found["sign"], ""))
    # A character beyond the first plane is written as two halves.
    return "".join(words).encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")


def _body(content: bytes) -> Iterator[tuple[re.Match[bytes], int]]:
    """The tokens outside the groups that hold no words, with how many characters stand for a Unicode one there (\\uc)."""
    groups: list[tuple[bool, int]] = []
    apart, wide, position = False, 1, 0
    while found := _TOKEN.match(content, position):
        position = found.end()
        if found["brace"] == b"{":
            groups.append((apart, wide))
        elif found["brace"]:
            apart, wide = groups.pop() if groups else (False, 1)
        elif found["word"] == b"bin":
            position += max(0, int(found["number"] or 0))
        elif found["word"] == b"uc":
            wide = int(found["number"] or 1)
        elif found["sign"] == b"*" or found["word"] in _APART:
            apart = True
        elif not apart:
            yield found, wide


def _encoding(content: bytes) -> str:
    declared = re.search(rb"\\ansicpg(\d{3,5})", content[:1000])
    try:
        return codecs.lookup(f"cp{int(declared[1])}").name if declared else "cp1252"
    except LookupError:
        return "cp1252"
