"""What the values of a case cannot both say, told in French with the words of each; nothing is resolved here.

>>> case = read("Homme de 60 ans. Cancer bronchique T2aN0M0 avec métastases osseuses.", "x")
>>> [warning for warning in case.warnings if warning.startswith(CONTRADICTION)]
['contradiction : M : M0 (« M0 »), Sites métastatiques : os (« osseuses ») ; M0 exclut un site métastatique']

Pairs of values are data in the condition language (data/contradictions.yaml), as are the sizes that a T allows (data/sizes.yaml) and what a
figure of a living patient can be (data/plausible.yaml). What must be computed or compared is here. Computed values are left out: they
follow from the values that contradict each other.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from matching.case import Case, Evidence, Feature
from matching.catalogue import catalogue
from matching.criteria.compiled import Decide, compiled
from matching.criteria.condition import parse
from matching.criteria.dates import earliest, latest
from matching.criteria.tree import atoms_of
from matching.data_files import load_yaml
from matching.staging import size_bounds, stage_group
from matching.value import Interval
from matching.words import date_words, number_words, treatment_words, value_words

CONTRADICTION = "contradiction : "
SEVERAL, DIFFERENT, IMPOSSIBLE = (
    "plusieurs valeurs pour ",
    "deux documents diffèrent pour ",
    "valeur invraisemblable laissée de côté : ",
)
_SIZE_ROUNDING = 1.0  # mm
_BMI_ROUNDING = 1.0  # kg/m2

Found = tuple[tuple[str, ...], str]  # the features that contradict each other, and why


def checked(case: Case) -> Case:
    """The case with a warning for each contradiction of its values; those of earlier values are forgotten."""
    kept = tuple(warning for warning in case.warnings if not warning.startswith(CONTRADICTION))
    return replace(case, warnings=kept + contradictions(case))


def contradictions(case: Case) -> tuple[str, ...]:
    """One French sentence for each contradiction between values that were read or typed."""
    stated = replace(case, features={key: one for key, one in case.features.items() if one.origin != "computed"})
    told: dict[str, frozenset[Evidence]] = {}
    for keys, why in (one for rule in RULES for one in rule(stated)):
        proofs = frozenset(proof for key in keys for proof in stated.features[key].evidence)
        if not proofs or not any(proofs <= known for known in told.values()):  # the same words contradict each other once
            told[f"{CONTRADICTION}{', '.join(_fact(stated, key) for key in keys)} ; {why}"] = proofs
    return *told, *_treatment_dates(stated)


def contradictory(case: Case) -> list[tuple[str, ...]]:
    """The features of each contradiction between values that were read or typed."""
    stated = replace(case, features={key: one for key, one in case.features.items() if one.origin != "computed"})
    return [keys for rule in RULES for keys, _ in rule(stated)]


def without_impossible(case: Case) -> Case:
    """The case without the figures that no living patient can have, each told in a warning: a wrong value is worse than none."""
    impossible = [feature for key, feature in case.features.items() if _impossible(key, feature)]
    if not impossible:
        return case
    warnings = tuple(f"{IMPOSSIBLE}{_fact(case, feature.key)} ; attendu : {_range_words(feature.key)}" for feature in impossible)
    kept = {key: feature for key, feature in case.features.items() if feature not in impossible}
    return replace(case, features=kept, warnings=case.warnings + warnings)


def still_open(warnings: Iterable[str], given: Iterable[str]) -> tuple[str, ...]:
    """The warnings but those about the value of a feature that a person has `given` since: which of several was meant is then known."""
    answered = tuple(f"{about}{catalogue()[key].fr} : " for key in given for about in (SEVERAL, DIFFERENT, IMPOSSIBLE))
    return tuple(warning for warning in warnings if not warning.startswith(answered))


def age_against_birth(case: Case) -> tuple[str, ...]:
    """A warning where the age read is not that of the birth date found, which it does not quote."""
    age = case.value("patient.age")
    births = [one for one in case.identifiers if one.kind == "birth_date"]
    birth = _day(births[0].text) if len({one.text for one in births}) == 1 else None
    if birth is None or not isinstance(age, Interval) or age.exact is None:
        return ()
    years = case.date.year - birth.year - ((case.date.month, case.date.day) < (birth.month, birth.day))
    if abs(years - age.exact) <= 1:
        return ()
    return (
        f"âge et date de naissance ne s'accordent pas : {_fact(case, 'patient.age')}, {years} ans d'après la date de naissance",
    )


# The words -------------------------------------------------------------------------------------------------------------------------


def _fact(case: Case, key: str) -> str:
    """'M : M0 (« pT2N0M0 »)'."""
    feature = case.features[key]
    return f"{catalogue()[key].fr} : {value_words(key, feature.value)}{_proof(feature.evidence)}"


def _proof(evidence: tuple[Evidence, ...]) -> str:
    if not evidence:
        return ""
    first = evidence[0]
    return f" (saisi par {first.person})" if first.person else f" (« {' '.join(first.text.split())} »)" if first.text else ""


# The rules -------------------------------------------------------------------------------------------------------------------------


def _pairs(case: Case) -> Iterator[Found]:
    for keys, holds, why in _conditions():
        told = [key for key in keys if key in case.features]
        if len(told) > 1 and holds(case) is True:
            yield tuple(told), why


@cache
def _conditions() -> tuple[tuple[tuple[str, ...], Decide, str], ...]:
    parsed = [(parse(entry["when"]), entry["says"]) for entry in load_yaml("contradictions.yaml")]
    return tuple((tuple(dict.fromkeys(atom.key for atom in atoms_of(tree))), compiled(tree), why) for tree, why in parsed)


def _of_today(case: Case) -> bool:
    """Are T, N, M and stage those of the tumour before treatment, in the edition of the tables?"""
    return (
        case.value("tumour.tnm_basis") not in ("post_neoadjuvant", "recurrence")
        and case.value("tumour.recurrence") in (None, "none")
        and case.number("tumour.tnm_edition") in (None, 8)
    )


def _stage(case: Case) -> Iterator[Found]:
    stage, (t, n, m) = case.value("tumour.stage"), (case.value(f"tumour.{name}") for name in "tnm")
    group = stage_group(case.value("tumour.type"), t, n, m) if _of_today(case) else None
    if not isinstance(stage, str) or group is None:
        return
    kinds = catalogue()["tumour.stage"].kinds
    if group not in kinds(stage) and stage not in kinds(group):
        keys = ("tumour.t", "tumour.n", "tumour.m") if m == "M0" else ("tumour.m",)
        yield ("tumour.stage", *keys), f"le TNM donne le stade {group}"


def _size(case: Case) -> Iterator[Found]:
    t = case.value("tumour.t")
    bounds = size_bounds(case.value("tumour.type"), t) if _of_today(case) and not _grown_since(case) else None
    size = case.number(bounds[0]) if bounds else None
    if bounds is None or size is None:
        return
    key, low, high = bounds
    rounding = _SIZE_ROUNDING if key == "tumour.size" else 0.1
    if (low is not None and size <= low - rounding) or (high is not None and size > high + rounding):
        ends = ([f"plus de {number_words(low)} mm"] if low is not None else []) + (
            [f"{number_words(high)} mm au plus"] if high is not None else []
        )
        yield ("tumour.t", key), f"{t} suppose {' et '.join(ends)}"


def _grown_since(case: Case) -> bool:
    """May the size be of another day than a clinical T? Where a treatment other than surgery came between."""
    treated = any(not record.planned and record.modality not in ("surgery", "surveillance") for record in case.treatments)
    return treated and case.value("tumour.tnm_basis") != "pathological"


def _part_and_whole(case: Case) -> Iterator[Found]:
    for part, whole, why in (
        ("tumour.nodes_positive", "tumour.nodes_examined", "plus de ganglions envahis que de ganglions examinés"),
        ("lab.neutrophils", "lab.leukocytes", "plus de neutrophiles que de leucocytes"),
        ("lab.lymphocytes", "lab.leukocytes", "plus de lymphocytes que de leucocytes"),
    ):
        first, second = case.number(part), case.number(whole)
        if first is not None and second is not None and first > second:
            yield (part, whole), why


def _body_mass(case: Case) -> Iterator[Found]:
    weight, height, bmi = (case.number(f"patient.{name}") for name in ("weight", "height", "bmi"))
    if weight and height and bmi:
        computed = weight / (height / 100) ** 2
        if abs(computed - bmi) > max(_BMI_ROUNDING, 0.05 * bmi):
            yield (
                ("patient.bmi", "patient.weight", "patient.height"),
                f"le poids et la taille donnent {number_words(round(computed, 1))}",
            )


def _figures(case: Case) -> Iterator[Found]:
    for key, feature in case.features.items():
        if _impossible(key, feature):
            yield (key,), f"valeur invraisemblable, attendu : {_range_words(key)}"


def _relapse_date(case: Case) -> Iterator[Found]:
    diagnosis, relapse = case.value("tumour.diagnosis_date"), case.value("tumour.recurrence_date")
    if isinstance(diagnosis, str) and isinstance(relapse, str) and latest(relapse) < earliest(diagnosis):
        yield ("tumour.diagnosis_date", "tumour.recurrence_date"), "la récidive précède le diagnostic"


def _treatment_dates(case: Case) -> Iterator[str]:
    """Treatments before birth, ended before their beginning, or received after the date of the case."""
    age = case.number("patient.age")
    born = case.date.year - int(age) - 1 if age is not None else None
    for record in (one for one in case.treatments if not one.planned and one.start):
        start, proof = str(record.start), _proof(record.evidence)
        if born is not None and latest(start).year < born:
            why = f"{_fact(case, 'patient.age')}, traitement antérieur à la naissance"
        elif record.end and latest(record.end) < earliest(start):
            why = "la fin précède le début"
        elif earliest(start) > case.date:
            why = f"reçu après la date du cas ({date_words(case.date.isoformat())})"
        else:
            continue
        yield f"{CONTRADICTION}{treatment_words(record)}{proof} ; {why}"


RULES: tuple[Callable[[Case], Iterator[Found]], ...] = (
    _pairs,
    _stage,
    _size,
    _part_and_whole,
    _body_mass,
    _relapse_date,
    _figures,
)


# Figures that cannot be ------------------------------------------------------------------------------------------------------------


@cache
def _ranges() -> dict[str, tuple[float, float]]:
    """The bounds of each figure, by feature key."""
    told = {
        f"{group}.{name}": tuple(ends) for group, entries in load_yaml("plausible.yaml").items() for name, ends in entries.items()
    }
    return {key: spec.range for key, spec in catalogue().items() if spec.range} | told


def _impossible(key: str, feature: Feature) -> bool:
    """Does the whole of a figure lie beyond what can be?"""
    value, bounds = feature.value, _ranges().get(key)
    return bounds is not None and isinstance(value, Interval) and (value.high < bounds[0] or value.low > bounds[1])


def _range_words(key: str) -> str:
    low, high = _ranges()[key]
    return f"de {number_words(low)} à {number_words(high)} {catalogue()[key].unit_label}".strip()


def _day(words: str) -> datetime.date | None:
    """A birth date as French notes write it: '12/03/1968'."""
    parts = words.replace("-", "/").replace(".", "/").split("/")
    try:
        day, month, year = (int(part) for part in parts)
        return datetime.date(year, month, day) if year > 1900 else None
    except ValueError:
        return None
