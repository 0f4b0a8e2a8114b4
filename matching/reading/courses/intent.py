"""With what intent a treatment is or was given, where the words do not say it: from its place in the story.

hémicolectomie 06/2024 (curative), FOLFOX (adjuvant), rechute métastatique, FOLFIRI (palliative)
"""

from __future__ import annotations

import re
from itertools import pairwise

from matching.reading.courses.course import Course, beginning_in
from matching.reading.courses.cues import cue_words
from matching.reading.courses.proposals import among_options
from matching.reading.courses.story import HAEMATOLOGY, Story, is_after, story_of
from matching.reading.note import Note

_NOT_CURED = ("MCL", "FL", "MZL", "CLLSLL", "LPL")  # lymphomas of which nothing tells whether cure is sought
_BRAIN_OR_PAIN = {"brain radiotherapy", "palliative radiotherapy"}
_OF_METASTASES = re.compile(r"\bmetastati\w+|\bmetastases?\b|\bnodules? (?:pulm|hepat)")
_RADICAL_DOSE = 24  # Gy; less is given to a scar, a pain or the drains of a pleuroscopy
_BONE_DOSE = 30  # Gy; more is given to a solitary plasmacytoma
_ONE_METASTASIS = re.compile(r"\bmetastas\w+ [^.;,]*(?:operee?s?|reseque\w*|traitee?s?) ?(?:\(|par |: ?)")
_SALVAGE = re.compile(r"\b(?:rattrapage|salvage)\b")


def settle(note: Note, courses: list[Course], progressing: bool) -> None:
    """Fills the setting of every course that has none. `progressing`: the disease does, now."""
    story = story_of(note, courses, progressing)
    for course in courses:
        if course.regimen.has("surgery"):
            course.setting = _of_surgery(note, course, story)
        elif note.family in HAEMATOLOGY:
            course.line = None
            course.setting = _in_haematology(note, course, courses)
        elif course.regimen.modalities[0] in ("surveillance", "transplant"):
            course.setting = None
        else:
            course.setting = _setting(note, course, story)
        if note.family == "brain":
            _in_the_brain(note, course, story)
    keep_the_line(courses)


def _told_between(note: Note, response: str, start: int, course: Course) -> bool:
    return any(anchor.id == response for anchor in note.anchors_between("response", start, course.regimen.start))


def _in_the_brain(note: Note, course: Course, story: Story) -> None:
    """Lines of a glioma are counted apart; of a treatment of its relapse nothing tells the intent."""
    course.line = None
    relapsed = note.relapse is not None and course.regimen.start > note.relapse.start
    operated = beginning_in(story.operations, note.relapse.start, course.regimen.start) if relapsed and note.relapse else []
    if operated and not course.regimen.has("surgery"):
        course.setting = course.setting if course.explicit else "adjuvant"
        return
    before = beginning_in(story.operations, 0, course.regimen.start)
    since = before[-1].regimen.end if before else 0
    if (
        course.setting in ("neoadjuvant", "adjuvant")
        and not course.explicit
        and _told_between(note, "progression", since, course)
    ):
        course.setting = None  # of a progression, not of the operation before it
    if (relapsed or course.planned) and course.setting == "palliative" and not course.explicit:
        course.setting = None
    if relapsed and not course.regimen.has("surgery") and not course.explicit:
        course.setting = None


def _setting(note: Note, course: Course, story: Story) -> str | None:
    """Of a systemic treatment, a radiotherapy or a local one, in a solid tumour."""
    if "bcg" in course.regimen.agents:
        course.line = None
        return "adjuvant"
    if note.family == "ovary" and course.line == 1 and story.metastatic_from is None and story.relapsed_from is None:
        course.line = None  # "L1" of a disease that is operated on
    if course.line or _BRAIN_OR_PAIN & {atom.id for atom in course.regimen.atoms}:
        return "palliative"
    if story.metachronous and _told_of_the_primary(note, course, story):
        return _of_early(note, course, story, False) or course.setting
    if is_after(course, story.metastatic_from):
        said = course.setting in ("neoadjuvant", "adjuvant", "curative") and (course.explicit or not course.planned)
        if note.family == "testis" and not course.line:
            return course.setting if said else None  # cured by chemotherapy even then
        return course.setting if said else "palliative"
    if course.regimen.systemic and not course.explicit:
        if is_after(course, story.relapsed_from):
            return "palliative"
        if story.progressing and course.planned and not any(other.planned for other in story.operations):
            return None if note.family == "testis" else "palliative"
    if note.family == "thyroid" and course.regimen.modalities == ("targeted_therapy",) and not course.explicit:
        return "palliative"  # kinase inhibitors are given when iodine does no more
    if course.setting in (None, "curative"):
        return _of_early(note, course, story, story.unresectable) or course.setting
    return course.setting


def _told_of_the_primary(note: Note, course: Course, story: Story) -> bool:
    """ "métastase métachrone d'un K sein opéré en 2014 (mastectomie, 3 FEC, RTE)": in the brackets of the operation."""
    before = beginning_in(story.operations, course.unit.start, course.regimen.start)
    operated = next((other.regimen.end for other in before if not other.planned), None)
    if operated is None:
        return False
    return "(" in note.plain[course.unit.start : operated] and ")" not in note.plain[operated : course.regimen.start]


def _in_haematology(note: Note, course: Course, courses: list[Course]) -> str | None:
    """Treatments of a lymphoma are given to cure, and the first one proposed is too; elsewhere nothing tells."""
    if note.family == "myeloma" and course.regimen.modalities == ("radiotherapy",) and (course.dose_gy or 0) <= _BONE_DOSE:
        return "palliative"
    local_or_systemic = course.regimen.systemic or course.regimen.has("radiotherapy")
    if course.setting == "palliative":
        return "palliative"
    if any(mention.key == "tumour.type" and mention.value in _NOT_CURED for mention in note.mentions):
        return None
    received = [other for other in courses if other.regimen.systemic and not other.planned and not other.reference]
    first = course.regimen.systemic and note.relapse is None and not received
    to_cure = (first or not course.planned) and not course.maintenance
    return "curative" if note.family == "lymphoma" and local_or_systemic and to_cure else None


def _of_surgery(note: Note, course: Course, story: Story) -> str | None:
    names = {atom.id for atom in course.regimen.atoms}
    if names <= {"vertebral surgery"} or "bone fixation" in names:
        return "palliative"
    if (
        names == {"surgery"}
        and is_after(course, story.metastatic_from)
        and _OF_METASTASES.search(note.plain, course.unit.start, course.unit.end)
    ):
        return "palliative"
    lead = note.plain[max(course.unit.start, course.regimen.start - 60) : course.regimen.start]
    if is_after(course, story.metastatic_from) and (
        "metastasectomy" in names
        or _ONE_METASTASIS.search(lead)
        or ("hepatectomy" in names and note.family not in ("liver", "biliary"))
    ):
        return "curative" if course.setting == "curative" else "palliative"
    if _leaves_metastases(note, course, story):
        return "palliative"
    return "palliative" if course.setting == "palliative" else "curative"


_TO_REDUCE = re.compile(rf"[^.;\n]{{0,30}}?\b{cue_words('to_reduce')}")
_IN_AN_EMERGENCY = re.compile(rf"\b{cue_words('emergency')}")


def _leaves_metastases(note: Note, course: Course, story: Story) -> bool:
    """ "Hartmann en urgence", "néphrectomie de réduction" of a disease that is metastatic from the start, whose metastases nobody operates on."""
    if story.metachronous or story.metastatic_from is None or note.family in ("ovary", "testis", *HAEMATOLOGY):
        return False
    if _TO_REDUCE.match(note.plain, course.regimen.start, course.unit.end):
        return True
    if story.metastatic_from != -1 or not _IN_AN_EMERGENCY.search(note.plain, course.unit.start, course.unit.end):
        return False
    names = (atom.id for other in story.operations if other is not course for atom in other.regimen.atoms)
    return not any(name in ("hepatectomy", "metastasectomy") for name in names)


def _of_early(note: Note, course: Course, story: Story, unresectable: bool) -> str | None:
    """Of a disease that is not metastatic: from what is done of it, else from its place around the operations."""
    return "neoadjuvant" if _before_a_rectum(note, course, story) else _by_place(note, course, story, unresectable)


def _by_place(note: Note, course: Course, story: Story, unresectable: bool) -> str | None:
    """Before or after an operation, around a curative radiotherapy, or alone. After a relapse, what came before it does not count."""
    begin = note.relapse.start + 1 if note.relapse and course.regimen.start > note.relapse.start else 0
    if _is_salvage(note, course, story, begin):
        return "curative"
    if note.family == "testis" and course.regimen.systemic:
        return "adjuvant" if course.cycles in (1, 2) else "curative"
    if course.regimen.modalities == ("local_ablation",) and not course.explicit:
        destroys = {atom.id for atom in course.regimen.atoms} & _DESTROYING
        return "curative" if destroys and not course.planned and note.family in ("liver", "kidney", "lung") else None
    before = _operation_before(note, course, story, begin)
    if course.setting == "curative" and not before:
        return "curative"
    if around := _around_operations(note, course, before, _operation_after(note, course, story, unresectable)):
        return around
    if course.regimen.has("radiotherapy"):
        weak = course.dose_gy is not None and course.dose_gy < _RADICAL_DOSE and course.regimen.atoms[0].id != "brachytherapy"
        return course.setting if weak else "palliative" if course.setting == "palliative" else "curative"
    if any(_is_radical(note, course, other) for other in beginning_in(story.radiotherapies, begin, len(note.plain))):
        return "curative"
    return "palliative" if (unresectable or note.family == "liver") and course.regimen.systemic else None


_DESTROYING = {"radiofrequency ablation", "cryoablation"}


def _is_salvage(note: Note, course: Course, story: Story, begin: int) -> bool:
    """A salvage radiotherapy, or the castration given with that of the prostatic bed."""
    if course.regimen.has("radiotherapy") and _SALVAGE.search(note.plain, course.before, course.scope):
        return True
    beside = beginning_in(story.radiotherapies, max(begin, course.unit.start), course.regimen.start)
    return course.regimen.systemic and any(
        other.setting == "curative" and _SALVAGE.search(note.plain, other.before, other.scope) for other in beside
    )


def _operation_before(note: Note, course: Course, story: Story, begin: int) -> Course | None:
    """The last operation told before, that this treatment is not given in place of."""
    earlier = reversed(beginning_in(story.operations, begin, course.regimen.start))
    return next((other for other in earlier if not _is_alternative(note, other, course)), None)


def _operation_after(note: Note, course: Course, story: Story, unresectable: bool) -> Course | None:
    """The first operation told after, of the same disease; one proposed of an unresectable tumour is not to be expected."""
    later = beginning_in(story.operations, course.regimen.start + 1, len(note.plain))
    expected = (other for other in later if not (unresectable and other.planned))
    return next((one for one in expected if not _is_alternative(note, course, one) and not _of_a_relapse(note, one)), None)


def _around_operations(note: Note, course: Course, before: Course | None, after: Course | None) -> str | None:
    if before and _PRECEDED.search(note.plain, before.regimen.end, course.regimen.start):
        return "neoadjuvant"  # "chirurgie large précédée de radiothérapie"
    if before and (course.planned or not before.planned):
        return "adjuvant"
    if after:
        return "neoadjuvant" if not (course.planned and not after.planned) else "adjuvant"
    return None


def _is_radical(note: Note, course: Course, radiotherapy: Course) -> bool:
    """Is it a radiotherapy to cure, which this treatment goes with and is no alternative to?"""
    if radiotherapy.setting not in (None, "curative"):
        return False
    stereotactic = radiotherapy.regimen.atoms[0].id == "stereotactic radiotherapy"
    if stereotactic and radiotherapy.planned and not course.planned:
        return False
    if radiotherapy.dose_gy is not None and radiotherapy.dose_gy < _RADICAL_DOSE:
        return False
    return not (_is_alternative(note, course, radiotherapy) or _is_alternative(note, radiotherapy, course))


def _before_a_rectum(note: Note, course: Course, story: Story) -> bool:
    """Given to a rectum before its operation, whether that follows or is given up (total neoadjuvant treatment)."""
    rectum = any(mention.key == "tumour.type" and mention.value == "READ" for mention in note.mentions)
    operated = beginning_in(story.operations, 0, course.regimen.start)
    contact = course.regimen.atoms[0].id == "brachytherapy"
    return rectum and note.relapse is None and not (course.planned or operated or contact)


def _of_a_relapse(note: Note, operation: Course) -> bool:
    """ "Laryngectomie de rattrapage": what came before was given to do without it."""
    return bool(_SALVAGE.search(note.plain, operation.regimen.end, min(operation.scope, operation.regimen.end + 40)))


_PRECEDED = re.compile(r"precedee?s? (?:de|d'|par)(?: (?:la|une?|\d+|cures? d[e']))* ?(?:\w+ )?$")
_INSTEAD = re.compile(r"\b(?:alternative|a la place|au lieu|plutot que|en remplacement|preservation d'organe)\b")


def _is_alternative(note: Note, one: Course, other: Course) -> bool:
    between = note.plain[one.regimen.end : other.regimen.start]
    if not one.planned or "\n" in between:
        return False
    if any(_INSTEAD.search(note.plain, item.unit.start, item.unit.end) for item in (one, other)) and one.unit is not other.unit:
        return True  # "Cystectomie proposée. La radiothérapie serait-elle une alternative ?"
    if among_options(note, one.regimen.start) and re.search(r";|\d ?[).]|[?]| / |\b(?:vs|versus|ou)\b", between):
        return True
    if re.search(r"\b(?:a defaut|sinon|faute de quoi)\b", between):
        return True
    return one.unit is other.unit and bool(re.search(r"\b(?:vs|versus|ou|soit)\b", between))


def keep_the_line(courses: list[Course]) -> None:
    """A maintenance keeps the line and the setting of what it maintains."""
    given = [course for course in courses if not course.planned and course.regimen.systemic]
    for previous, course in pairwise(given):
        if course.maintenance and not previous.failed:
            course.line = course.line or previous.line
            course.setting = previous.setting or course.setting
