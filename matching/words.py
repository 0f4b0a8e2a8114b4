"""Values and treatments in the French a clinician reads.

>>> value_words("biomarker.kras", "wild_type"), value_words("lab.creatinine", Interval.exactly(84))
('sauvage', '84 µmol/L')
"""

from __future__ import annotations

import math

from matching.case import Event, Treatment
from matching.catalogue import catalogue
from matching.drugs import drugs
from matching.tumour_types import tumour_types
from matching.value import Interval, SetValue, Value

_FEMININE = frozenset({"patient.allergies", "patient.comorbidities"})


def number_words(number: float) -> str:
    """12.5 -> '12,5', 54.0 -> '54', 145000 -> '145 000' with no-break spaces."""
    plain = f"{number:.10g}" if abs(number) < 1e10 else f"{number:.0f}"
    whole, _, rest = plain.partition(".")
    if abs(number) >= 10_000:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    return f"{whole},{rest}" if rest else whole


def interval_words(value: Interval) -> str:
    """'54', '1 à 2', '≥ 50', '< 1'."""
    if value.exact is not None:
        return number_words(value.exact)
    if math.isinf(value.high):
        return f"{'>' if value.low_open else '≥'} {number_words(value.low)}"
    if math.isinf(value.low) or (value.low == 0 and value.high_open):
        return f"{'<' if value.high_open else '≤'} {number_words(value.high)}"
    return f"{number_words(value.low)} à {number_words(value.high)}"


def value_words(key: str, value: Value) -> str:
    """A value of a feature in words, with its unit."""
    spec = catalogue()[key]
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Interval):
        return f"{interval_words(value)} {spec.unit_label}".strip()
    if isinstance(value, SetValue):
        return set_words(key, value)
    if spec.hierarchy == "tumour_type":
        known = tumour_types().get(value)
        return f"{known.label} ({value})" if known else value
    return date_words(value) if spec.type == "date" else spec.label(value)


def set_words(key: str, value: SetValue) -> str:
    """'foie, os ; pas : encéphale ; aucun autre'."""
    none = "aucune" if key in _FEMININE else "aucun"
    if value.complete and not value.present:
        return none
    parts = [", ".join(sorted(member_words(key, name) for name in value.present))] if value.present else []
    if value.absent:
        parts.append("pas : " + ", ".join(sorted(member_words(key, name) for name in value.absent)))
    if value.complete:
        parts.append(f"{none} autre")
    return " ; ".join(parts)


def member_words(key: str, name: str) -> str:
    """A member of a set: member_words("patient.medications", "apixaban") == 'apixaban'; a drug by its French name."""
    spec = catalogue()[key]
    return spec.label(name) if spec.values else agent_words(name)


def date_words(iso: str) -> str:
    """'2025-03-14' -> '14/03/2025', '2025-03' -> '03/2025'."""
    return "/".join(reversed(iso.split("-")))


def agent_words(agent: str) -> str:
    """The French name of a drug: 'cisplatin' -> 'cisplatine'."""
    known = drugs().get(agent)
    return known.fr if known else agent


def treatment_name(record: Treatment) -> str:
    """'chimiothérapie FOLFOX (fluorouracile, oxaliplatine)', 'mastectomie', "chirurgie d'intervalle"."""
    label = catalogue()["history.treatments"].label(record.modality)
    named = record.procedure or record.protocol
    agents = ", ".join(map(agent_words, record.agents))
    kind = "" if named and named.lower().startswith(label.lower()) else label
    return " ".join(filter(None, (kind, named, f"({agents})" if agents and named else agents)))


def treatment_words(record: Treatment) -> str:
    """'chimiothérapie FOLFOX (fluorouracile, oxaliplatine), à visée adjuvante, 7 cycles, début 03/2024, arrêt : toxicité'."""
    label = catalogue()["history.treatments"].label
    parts = [treatment_name(record)]
    parts += [f"L{record.line}"] if record.line else []
    parts += [f"à visée {label(record.setting).partition(' (')[0]}"] if record.setting else []
    parts += [f"{number_words(record.dose_gy)} Gy"] if record.dose_gy else []
    parts += [f"{record.cycles} cycle{'s' if record.cycles > 1 else ''}"] if record.cycles else []
    parts += [_course_dates(record)] if record.start or record.end else []
    parts += [f"réponse : {label(record.response)}"] if record.response else []
    parts += [f"arrêt : {label(record.stopped_for)}"] if record.stopped_for else []
    return ", ".join(parts)


def event_name(event: Event) -> str:
    """'scanner', 'neuropathie, grade 2', 'Cancer de la prostate'."""
    known = tumour_types().get(event.name)
    name = known.label if known else catalogue()[event.key].label(event.name)
    return f"{name}, grade {event.grade}" if event.grade else name


def event_words(event: Event) -> str:
    """'scanner, 20/10/2025 : masse hilaire de 46 mm', 'neuropathie, grade 2, 03/2024', 'Cancer de la prostate, 2015'."""
    told = f"{event_name(event)}, {date_words(event.date)}" if event.date else event_name(event)
    return told + (f" : {event.detail}" if event.detail else "")


def _course_dates(record: Treatment) -> str:
    """'03/2024 à 06/2024', 'début 03/2024', 'fin 06/2024'; an operation has its day alone."""
    if record.modality == "surgery" or (record.start and record.end):
        return " à ".join(date_words(date) for date in (record.start, record.end) if date)
    return f"début {date_words(record.start)}" if record.start else f"fin {date_words(record.end or '')}"
