"""What a laboratory value means against the norms of laboratories, where a note gives no multiple of its own: always an interval.

    >>> [(one.key, one.value) for one in from_norms(case)]      # a bilirubin of 12 µmol/L; no laboratory has its limit below 17
    [('lab.bilirubin_uln', Interval(low=0.4615, high=0.7059))]

The norms are data/norms.yaml. A figure or a multiple that is stated is never replaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matching.case import Case, Feature
from matching.data_files import load_yaml
from matching.value import Interval, SetValue

_SAID = "lab.said_normal"


def from_norms(case: Case) -> Iterator[Feature]:
    """The multiples of the normal and the values said normal that no figure tells, marked as computed."""
    for measured, norm in load_yaml("norms.yaml")["limits"].items():
        value = case.value(measured)
        if isinstance(value, Interval) and norm["gives"] not in case.features:
            low, high = _for_sex(norm["limit"], case)
            times = Interval(round(value.low / high, 4), round(value.high / low, 4), value.low_open, value.high_open)
            yield Feature(norm["gives"], times, origin="computed", inputs=(measured,))
    said = case.value(_SAID)
    for analyte in said.present if isinstance(said, SetValue) else ():
        for key, norm in load_yaml("norms.yaml")["said_normal"][analyte].items():
            if key not in case.features:
                yield Feature(key, Interval(*_for_sex(norm, case)), origin="computed", inputs=(_SAID,))


def _for_sex(norm: Any, case: Case) -> tuple[float, float]:
    """The two ends of a norm for this patient; where the sex is not known, the wider of both."""
    if isinstance(norm, list):
        return norm[0], norm[1]
    ends = norm.get(case.value("patient.sex"))
    if ends is None:
        ends = [min(low for low, _ in norm.values()), max(high for _, high in norm.values())]
    return ends[0], ends[1]
