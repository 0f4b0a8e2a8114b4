"""Letters and signs as reading compares them: without accents, typographic signs as plain ones, one character for one.

>>> bare("Métastase « hépatique » – 2 cm²")
'Metastase " hepatique " - 2 cm2'
"""

from __future__ import annotations

import unicodedata


def bare(text: str) -> str:
    """The text with a bare letter for each accented one and a plain sign for each typographic one; as long as it was."""
    for sign in set(text) & _BARE.keys():
        text = text.replace(sign, _BARE[sign])
    return text


def small(text: str) -> str:
    """The text in small letters, as long as it was: a few capitals have no small letter of one character."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)


def _letters() -> dict[str, str]:
    """Every accented letter to its bare one, typographic signs to plain ones; one character for one, so offsets hold."""
    table = {}
    for code in [*range(0xA0, 0x250), *range(0x1E00, 0x1F00)]:
        bare = unicodedata.normalize("NFKD", chr(code))[0]
        if len(unicodedata.normalize("NFKD", chr(code))) <= 3 and (bare.isalpha() and bare.isascii()):
            table[chr(code)] = bare
    signs = {
        "’": "'",
        "‘": "'",
        "´": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "−": "-",
        "‐": "-",
    }
    blanks = {chr(code): " " for code in (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0xFEFF)}
    others = {
        "μ": "µ",
        "µ": "µ",
        "²": "2",
        "³": "3",
        "⁹": "9",
        "•": "-",
        "●": "-",
        "▪": "-",
        "◦": "-",
        "·": "-",
        "→": ">",
        "⇒": ">",
        "×": "x",
        "º": "°",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
    }
    breaks = dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n")
    return table | signs | blanks | others | breaks


_BARE = _letters()
