"""The few pieces of SVG that the pictures share. Every text goes through `escape`; every picture has a title and a description.

>>> picture(200, 40, "Frise", "Chirurgie en 2024", [text(10, 20, "Chirurgie")])[:4]
'<svg'
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import count

INK, QUIET, LINE, TEAL, SAND, RED = "#1f2a33", "#52656a", "#c3d3d4", "#0b5e66", "#b87a00", "#9c2b1b"
_ids = count(1)


def picture(width: float, height: float, title: str, description: str, parts: Iterable[str]) -> str:
    """The picture, read aloud as its title and description; it shrinks with the page and never grows beyond its size."""
    number = next(_ids)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t{number} d{number}" viewBox="0 0 {width:g} {height:g}" '
        f'style="width:100%;max-width:{width:g}px;height:auto" font-family="Arial, sans-serif" font-size="13">'
        f'<title id="t{number}">{escape(title)}</title><desc id="d{number}">{escape(description)}</desc>{"".join(parts)}</svg>'
    )


def text(x: float, y: float, words: str, anchor: str = "start", colour: str = INK, size: float = 13, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{colour}" font-size="{size:g}"{weight}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str = LINE, width: float = 1) -> str:
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}" stroke-width="{width:g}"/>'


def bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{max(width, 1):g}" height="{height:g}" rx="3" fill="{colour}"/>'


def dot(x: float, y: float, radius: float = 5, colour: str = TEAL) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{colour}"/>'


def shortened(words: str, longest: int) -> str:
    """The words on one line of a picture: 'Chimiothérapie par…'."""
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
