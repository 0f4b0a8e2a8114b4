"""What a person wrote over a computed value.

>>> Correction(2, "Dr A", "2025-05-12T09:00:00+00:00").value
2
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Correction:
    """`value` in JSON notation, None for "not known"; of a treatment, what was decided of it (dossier.treatments). `at` is ISO, in UTC."""

    value: Any
    person: str
    at: str
