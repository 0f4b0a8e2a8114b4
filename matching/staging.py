"""Stage groups and sizes of the TNM, 8th edition, where T, N and M decide them alone (data/staging.yaml, data/sizes.yaml).

>>> stage_group("BREAST", "T2", "N0", "M0")
'IIA'
>>> size_bounds("BREAST", "T1c")
('tumour.size', 10, 20)
"""

from __future__ import annotations

from typing import Any

from matching.catalogue import catalogue
from matching.data_files import load_yaml
from matching.tumour_types import is_one_of


def stage_group(tumour_type: object, t: object, n: object, m: object) -> str | None:
    """The stage group of a tumour type of the table; None for another, or where a coarse T or N leaves the group open."""
    table = _table("staging.yaml", tumour_type)
    if table is None or not isinstance(m, str):
        return None
    if m != "M0":
        return next((table["metastatic"][kind] for kind in catalogue()["tumour.m"].kinds(m) if kind in table["metastatic"]), None)
    if not isinstance(t, str) or not isinstance(n, str):
        return None
    ts, ns = set(catalogue()["tumour.t"].kinds(t)), set(catalogue()["tumour.n"].kinds(n))
    return next((stage for wanted_t, wanted_n, stage in table["groups"] if ts & set(wanted_t) and ns & set(wanted_n)), None)


def size_bounds(tumour_type: object, t: object) -> tuple[str, float | None, float | None] | None:
    """The feature that T measures in a tumour type, and the millimetres it is greater than and at most; None where T does not follow it."""
    table = _table("sizes.yaml", tumour_type)
    if table is None or not isinstance(t, str):
        return None
    bounds = next((table["bounds"][kind] for kind in catalogue()["tumour.t"].kinds(t) if kind in table["bounds"]), None)
    return (table["key"], bounds[0], bounds[1]) if bounds else None


def _table(file: str, tumour_type: object) -> dict[str, Any] | None:
    return next((table for table in load_yaml(file).values() if is_one_of(tumour_type, table["types"])), None)
