"""One treatment told at several places makes one record: which mentions are the same, and what each adds.

"FOLFOX 12 cures en 2023. Oxaliplatine arrêté à C9"   one record of FOLFOX
"""

from __future__ import annotations

from dataclasses import replace

from matching.case import Treatment
from matching.reading.courses.course import BEST_FIRST, Course
from matching.reading.courses.regimens import covers


def add(kept: list[tuple[Treatment, Course]], record: Treatment, course: Course) -> None:
    """Adds a record, or what it says to the record of the same treatment."""
    for index, (other, other_course) in reversed(list(enumerate(kept))):
        if _same(other, record, other_course, course):
            if _holds(other_course, course, record):
                kept[index] = (_merged(record, other), course)
                return
            general = record.modality == "surgery" and {atom.id for atom in other_course.regimen.atoms} == {"surgery"}
            first = replace(other, procedure=None) if general and record.procedure else other
            merged = _merged(first, record)
            alone = set(other_course.regimen.agents) <= set(record.agents)
            if course.maintenance and not alone and not other_course.maintenance and not record.planned:
                merged = replace(merged, end=record.end, cycles=None, stopped_for=record.stopped_for)
            kept[index] = (merged, course if general else other_course)
            return
    if not course.reference:
        kept.append((record, course))


_OPTIONS_NEAR = 60  # characters between two options that share their chemotherapy


def _same(one: Treatment, two: Treatment, course: Course, other: Course) -> bool:
    if one.modality != two.modality or one.planned != two.planned:
        return False
    if _counted_apart(one, two, course, other):
        return False
    if one.modality == "radiotherapy" and _holds(course, other, two):
        return True
    if one.start and two.start and one.start[: len(two.start)] != two.start[: len(one.start)]:
        return False
    if one.end and two.start and two.start > one.end[: len(two.start)]:
        return False
    if one.modality == "surgery":
        return _same_operation(course, other)
    partners, others = (set(item.regimen.agents) - set(one.agents) for item in (course, other))
    near = other.regimen.start - course.regimen.end < _OPTIONS_NEAR
    options = one.planned and one.modality == "chemotherapy" and near  # "FOLFOX + A ? ou FOLFOX + B ?"
    if partners and others and not partners & others and not options:
        return False
    if course.explicit and other.explicit and one.setting != two.setting:
        return False
    if other.explicit and one.setting is not None and one.setting != two.setting:
        return False
    if one.modality == "radiotherapy":
        return _same_radiotherapy(one, two, course, other)
    if one.modality == "local_ablation" and not _share_words(course, other):
        return False  # a chemoembolisation and a radiofrequency
    return set(one.agents) == set(two.agents) and _same_setting(one, two)


def _counted_apart(one: Treatment, two: Treatment, course: Course, other: Course) -> bool:
    """Two lines, or two options of other lengths: "carboplatine-paclitaxel 4 cycles ? Ou carboplatine-paclitaxel 6 cycles ?"."""
    if one.line and two.line and one.line != two.line:
        return True
    return bool(one.planned and one.cycles and two.cycles and one.cycles != two.cycles and course.unit is not other.unit)


def _same_radiotherapy(one: Treatment, two: Treatment, course: Course, other: Course) -> bool:
    if _kind_of_irradiation(course) != _kind_of_irradiation(other):
        return False
    if one.setting and two.setting and one.setting != two.setting and "palliative" in (one.setting, two.setting):
        return False  # the chest wall, and later a metastasis
    if one.planned and course.regimen.systemic != other.regimen.systemic and course.unit is other.unit:  # RT-CT or RT alone
        return False
    return not (one.dose_gy and two.dose_gy and one.dose_gy != two.dose_gy) and (
        not one.planned or _same_words(course, other) or not (one.dose_gy and two.dose_gy)
    )


def _holds(general: Course, course: Course, record: Treatment) -> bool:
    """ "RT-CT : cisplatine x 4 du 03/11 au 08/01, RT thoracique 45 Gy (01/12 - 19/12)": the heading and what it announces."""
    return (
        record.modality == "radiotherapy"
        and record.dose_gy is not None
        and general.regimen.systemic
        and general.dose_gy is None
        and general.regimen.atoms[0].id == "chemoradiotherapy"
        and general.unit is course.unit
        and general.planned == course.planned
    )


def _same_setting(one: Treatment, two: Treatment) -> bool:
    if {one.setting, two.setting} == {"neoadjuvant", "adjuvant"} and (two.cycles or two.start or two.end):
        return False
    if one.setting and two.setting and "palliative" in (one.setting, two.setting) and one.setting != two.setting:
        return False
    return (
        one.planned
        or one.setting == two.setting
        or one.setting is None
        or two.setting is None
        or bool(one.start is None or two.start is None)
    )


_IRRADIATIONS_APART = {"brachytherapy", "prophylactic cranial irradiation"}


def _kind_of_irradiation(course: Course) -> set[str]:
    """A curietherapy or a prophylactic irradiation of the brain is never the same as another radiotherapy."""
    return {atom.id for atom in course.regimen.atoms} & _IRRADIATIONS_APART


def _same_words(course: Course, other: Course) -> bool:
    return {atom.id for atom in course.regimen.atoms} == {atom.id for atom in other.regimen.atoms}


def _share_words(course: Course, other: Course) -> bool:
    return bool({atom.id for atom in course.regimen.atoms} & {atom.id for atom in other.regimen.atoms})


def _same_operation(course: Course, other: Course) -> bool:
    one, two = ({atom.id for atom in item.regimen.atoms if not atom.attached} or {"surgery"} for item in (course, other))
    for item, its in ((course, one), (other, two)):
        if its == {"surgery"} and _attached_only(item) and item.start and course.unit is not other.unit:
            return False  # a curage of its own, with its date
    return bool(one & two) or "surgery" in one or "surgery" in two


def _merged(one: Treatment, two: Treatment) -> Treatment:
    """What the first says, completed by the second; the best of two responses."""
    best = min(filter(None, (one.response, two.response)), key=BEST_FIRST.index, default=None)
    names = ("protocol", "procedure", "setting", "line", "start", "end", "dose_gy", "cycles", "stopped_for")
    values = {name: getattr(one, name) if getattr(one, name) is not None else getattr(two, name) for name in names}
    longer = two.start and one.start and len(two.start) > len(one.start)
    return replace(one, **{**values, "response": best, "start": two.start if longer else values["start"]})


def continued(kept: list[tuple[Treatment, Course]]) -> list[tuple[Treatment, Course]]:
    """ "Carboplatine-atézolizumab x4 [...] poursuite de l'atézolizumab": the drug to be gone on with did not end with its partners."""
    going_on = [
        record for record, course in kept if record.planned and record.agents and (course.continued or course.maintenance)
    ]
    return [
        (replace(record, end=None), course)
        if not record.planned
        and set(course.regimen.agents) > set(record.agents)
        and not record.stopped_for
        and any(other.agents == record.agents and other.modality == record.modality for other in going_on)
        and not _operated(kept, course.regimen.start)
        else (record, course)
        for record, course in kept
    ]


def is_superfluous(record: Treatment, course: Course, kept: list[tuple[Treatment, Course]]) -> bool:
    """Said in general beside what was said in particular, or to be continued as it is."""
    if record.modality == "surveillance":
        return not record.planned and not record.start and not course.decided
    others = [other for other, _ in kept if other is not record and other.modality == record.modality]
    if record.modality == "surgery" and record.planned and _attached_only(course) and not course.start:
        return bool(others) or "curage" in (record.procedure or "")
    if record.planned and (
        (course.continued and _still_given(record, kept))
        or any(_goes_on(other, record, course) for other in others if not other.planned)
    ):
        return True
    if not record.agents and record.modality not in _NEVER_GENERAL:
        return _named_in_particular(record, course, kept)
    if record.modality == "surgery" and not record.planned and {atom.id for atom in course.regimen.atoms} == {"surgery"}:
        return any(not other.planned for other in others) and not record.start
    return False


_NEVER_GENERAL = ("surgery", "radiotherapy", "transplant", "local_ablation")


def _attached_only(course: Course) -> bool:
    """Is it but what goes with an operation: "curage"?"""
    return all(atom.attached for atom in course.regimen.atoms)


def _named_in_particular(record: Treatment, course: Course, kept: list[tuple[Treatment, Course]]) -> bool:
    """Of a class of drugs ("chimiothérapie"): is a drug of it told elsewhere, at the same time and with the same intent?"""
    words = [atom for atom in course.regimen.atoms if record.modality in atom.modalities]
    same_intent_asked = record.planned and record.setting is not None and (course.explicit or course.regimen.has("radiotherapy"))
    return any(
        other.modality == record.modality
        and other.planned == record.planned
        and other.agents
        and any(covers(words[-1].id, atom) for atom in its.regimen.atoms if not atom.generic)
        and not (record.start and other.start and record.start != other.start)
        and (record.setting == other.setting or not same_intent_asked)
        for other, its in kept
    )


def _still_given(record: Treatment, kept: list[tuple[Treatment, Course]]) -> bool:
    """Is there a treatment of this kind to go on with, not cut from it by an operation?"""
    return any(
        other.modality == record.modality and not other.planned and not (other.end and _operated(kept, its.regimen.start))
        for other, its in kept
    )


def _operated(kept: list[tuple[Treatment, Course]], start: int) -> bool:
    """Is an operation told after this place?"""
    return any(other.modality == "surgery" and not other.planned and its.regimen.start > start for other, its in kept)


def _goes_on(received: Treatment, record: Treatment, course: Course) -> bool:
    """A current drug to be continued is one received record."""
    if not record.agents or set(record.agents) != set(received.agents) or course.again:
        return False
    if record.protocol and received.protocol and record.protocol != received.protocol:
        return False  # "R-GEMOX" after R-miniCHOP
    ended = received.end or received.stopped_for or (record.line and record.line != received.line)
    return not ended and (record.setting == received.setting or course.continued or not record.setting)
