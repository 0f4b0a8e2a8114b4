"""What a note tells of the course of the disease, as far as it decides the intent of a treatment: since when it is metastatic or came back,
and what is operated on or irradiated.

hémicolectomie 06/2024, FOLFOX, rechute métastatique, FOLFIRI: metastatic from the relapse on
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from matching.reading.courses.course import Course
from matching.reading.courses.cues import cue_words
from matching.reading.courses.ours import of_another_cancer
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify

HAEMATOLOGY = ("lymphoma", "leukaemia", "myeloma")
_SOUGHT = re.compile(r"\b(?:ecart\w*|elimin\w*|exclu\w*|recherche\w*|prevention|sans|pas d[e'])[^.;,\n]{0,24}$")
_LOCAL_RELAPSE_IS_TREATED = ("breast", "bladder", "urothelial", "prostate", "skin", "thyroid", "testis", "sarcoma", "liver")
_NOT_DISTANT = {"M0", "localised", "locally_advanced"}
_SUSPECTED = re.compile(rf"[^.;]{{0,70}}\b{phrases('suspected_then')}")
_NODES = re.compile(r"(?:ganglion\w*|adp|adenopath\w*|ggl?|\bn\+|gs|sentinelle)[^.;,\n]{0,25}$|bilan $|risque $|potentiel $")
_LOCAL_RELAPSE = re.compile(rf"\w+(?: \w+)? \(?{cue_words('local_relapse')}")


@dataclass(frozen=True)
class Story:
    """What decides an intent: from which offset on the note tells of a metastatic disease, or of a relapse with nothing local
    after it (None: it does not); whether the disease is said unresectable, progresses now, or came back as late metastases; and
    which of the courses, in the order of the text, are operations and which radiotherapies."""

    metastatic_from: int | None
    relapsed_from: int | None
    unresectable: bool
    progressing: bool
    metachronous: bool
    operations: list[Course]
    radiotherapies: list[Course]


def story_of(note: Note, courses: list[Course], progressing: bool) -> Story:
    """The story of the note, told by its mentions and by `courses`. `progressing`: the disease does, now."""
    return Story(
        _metastatic_from(note, courses),
        _relapsed_from(note, courses),
        _said(note, "unresectable"),
        progressing,
        _metachronous(note),
        [course for course in courses if _is_operation(course) and not _through_the_urethra(note, course)],
        [course for course in courses if course.regimen.has("radiotherapy")],
    )


def is_after(course: Course, offset: int | None) -> bool:
    """Is it of the time after what is told at `offset`? What is proposed is of now, wherever the note names it (in its title)."""
    return offset is not None and (course.planned or course.regimen.start > offset)


def _relapsed_from(note: Note, courses: list[Course]) -> int | None:
    """Where a relapse is told after which nothing local is done: its systemic treatments are palliative."""
    if note.relapse is None or (note.relapse.kind not in ("distant", "regional") and note.family in _LOCAL_RELAPSE_IS_TREATED):
        return None
    if note.family in HAEMATOLOGY or not any(course.regimen.end < note.relapse.start for course in courses):
        return None
    after = [course for course in courses if course.regimen.start > note.relapse.start]
    if any(_is_operation(course) or (course.regimen.has("radiotherapy") and course.regimen.systemic) for course in after):
        return None
    return note.relapse.start


def _is_operation(course: Course) -> bool:
    ids = {atom.id for atom in course.regimen.atoms if not atom.attached}
    return course.regimen.has("surgery") and bool(ids) and ids != {"transurethral resection"} and not course.reference


def _through_the_urethra(note: Note, course: Course) -> bool:
    """ "RTUV : ... Résection incomplète": the resection of a bladder told again, not its removal."""
    return note.family in ("bladder", "urothelial") and note.plain.startswith("resection", course.regimen.start)


def _metastatic_from(note: Note, courses: list[Course]) -> int | None:
    """From which offset on the note tells of a disease that is metastatic now (-1: from the start); None when it is not."""
    stated, words = _stated_extents(note), _metastatic_words(note)
    m1 = any(value.startswith("M1") for value in stated)
    if "M0" in stated and not m1 and not note.relapse:
        return None  # whatever else is taken for a metastasis
    if not (m1 or "metastatic" in stated) and (not words or stated & _NOT_DISTANT):
        return _just_before_the_first_line(courses)
    received = [course for course in courses if not course.planned]
    local = [course.regimen.start for course in received if _is_operation(course) or course.regimen.has("radiotherapy")]
    later = [start for start in words if local and start > local[0]]
    after_local = bool(later) and (min(words) > local[0] or _titled_metastatic(note, received, later[0]))
    if relapses := _relapses_after(note, received):
        distant = [start for start in relapses if not _LOCAL_RELAPSE.match(note.plain, start)]
        told = note.relapse.start if note.relapse and note.relapse.kind == "distant" else relapses[0]
        first = distant[0] if distant else told
        return min(first, later[0]) if after_local else first
    if after_local:
        return later[0]
    return _from_the_distant_relapse(note, local)


def _stated_extents(note: Note) -> set[str]:
    """The M and the extent stated of this tumour."""
    return {
        str(mention.value)
        for mention in note.mentions
        if mention.key in ("tumour.m", "tumour.extent")
        and mention.status == "present"
        and mention.experiencer == "patient"
        and mention.tumour == "index"
    }


def _metastatic_words(note: Note) -> list[int]:
    """Where the words say a metastatic disease; the carcinosis of an ovary is its first spread."""
    return [
        anchor.start
        for anchor in note.anchors.get("course", ())
        if anchor.id == "metastatic"
        and not (note.family == "ovary" and note.plain[anchor.start : anchor.end].startswith("carcinose"))
        and _is_said(note, anchor.start, anchor.end)
    ]


def _just_before_the_first_line(courses: list[Course]) -> int | None:
    """Of a disease not said metastatic: lines are counted, and metastases operated on, in one that is."""
    in_line = (course for course in courses if not course.planned and (course.line or _of_a_metastasis(course)))
    first = next(in_line, None)
    return first.regimen.start - 1 if first else None


def _relapses_after(note: Note, received: list[Course]) -> list[int]:
    """Where a relapse is told after the first treatment received."""
    return [
        anchor.start
        for anchor in note.anchors.get("course", ())
        if anchor.id == "relapse"
        and received
        and anchor.start > received[0].regimen.start
        and _is_said(note, anchor.start, anchor.end)
    ]


def _titled_metastatic(note: Note, received: list[Course], later: int) -> bool:
    """ "Cancer du sein métastatique. Mastectomie, chimiothérapie adjuvante. En 2020, métastases": first its title, then its story."""
    return _metachronous(note) or any(
        course.explicit and course.setting == "adjuvant" and course.regimen.start < later for course in received
    )


def _from_the_distant_relapse(note: Note, local: list[int]) -> int:
    """From a relapse told after the local treatments, unless a site is told before it; else from the start."""
    relapse = note.relapse
    if relapse is None or relapse.kind != "distant" or not local or local[0] > relapse.start:
        return -1
    sites = (
        mention.start for mention in note.mentions if mention.key == "tumour.metastatic_sites" and mention.status == "present"
    )
    return relapse.start if min(sites, default=relapse.start) >= relapse.start else -1


def _metachronous(note: Note) -> bool:
    return any(mention.key == "tumour.metastatic_timing" and mention.value == "metachronous" for mention in note.mentions)


def _of_a_metastasis(course: Course) -> bool:
    return any(atom.id == "metastasectomy" for atom in course.regimen.atoms)


def _is_said(note: Note, start: int, end: int) -> bool:
    axes = qualify(note, start, end)
    if axes.status != "present" or axes.experiencer == "family" or axes.modality == "conditional":
        return False
    before = note.plain[max(0, start - 40) : start]
    if _SUSPECTED.match(note.plain, end, note.unit_at(start).end):
        return False
    return not _NODES.search(before) and not _SOUGHT.search(before) and not of_another_cancer(note, start)


def _said(note: Note, identifier: str) -> bool:
    return any(anchor.id == identifier and _is_said(note, anchor.start, anchor.end) for anchor in note.anchors.get("course", ()))
