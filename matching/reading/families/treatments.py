"""The history of treatments: one record per modality and regimen, received or proposed.

    "RCC du 14/04/25 au 30/05/25 : cisplatine-vinorelbine x 3 + RTE 66 Gy/33 fr"
    chemotherapy [cisplatin, vinorelbine] curative, 3 cycles, and radiotherapy 66 Gy, both from 2025-04-14 to 2025-05-30

The conventions are those of docs/conventions.md. matching/reading/courses groups the words into regimens and reads the course of
each; here courses become records. An option refused or ruled out, a treatment of a relative or of another cancer is no record.
"""

from __future__ import annotations

import re
from dataclasses import replace

from matching.case import Treatment
from matching.drugs import drugs
from matching.reading.courses import begun, lines
from matching.reading.courses.answers import answer, end_with_relapses, replaced_for_progression
from matching.reading.courses.course import Course
from matching.reading.courses.courses import courses
from matching.reading.courses.cues import cue_words
from matching.reading.courses.endings import say_endings
from matching.reading.courses.intent import keep_the_line, settle
from matching.reading.courses.merge import add, continued, is_superfluous
from matching.reading.courses.numbering import with_lines
from matching.reading.courses.ours import does_not_treat, for_benign_disease, of_another_cancer, of_another_organ
from matching.reading.courses.regimens import Regimen, regimens
from matching.reading.courses.responses import latest, responses
from matching.reading.families import medication, refusals
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.resolve import COMPLETE, evidence_of
from matching.reading.sought import Sought

_KEY = "history.treatments"


def treatments(note: Note) -> tuple[tuple[Treatment, ...], bool]:
    """The records of a note that `read` has read, and whether its words close the history ("aucun traitement antérieur")."""
    said = [mention for mention in note.mentions if mention.key == _KEY]
    records = [
        replace(mention.value, evidence=evidence_of(note, mention)) for mention in said if isinstance(mention.value, Treatment)
    ]
    return tuple(records), any(mention.value == COMPLETE for mention in said)


def read(note: Note) -> None:
    """Says the treatments, the lines and the response of this tumour. Runs last: intent depends on what is said of the tumour."""
    refusals.read(note)
    refused = {mention.start for mention in note.mentions if mention.key == "patient.refuses" and mention.status == "present"}
    ours = [
        regimen
        for regimen in regimens(note)
        if not of_another_cancer(note, regimen.start) and not (regimen.has("surgery") and _is_no_treatment(note, regimen))
    ]
    told, ruled_out = courses(note, ours)
    operations, kinds = refusals.refused_operations(note), refusals.wholly_refused(note)
    told = [course for course in told if not (kinds and course.planned and kinds.issuperset(course.regimen.modalities))]
    found = [course for course in told if course.planned or not _is_ruled_out(note, course, ruled_out, refused, operations)]
    stated = responses(note)
    received = [course for course in found if not course.planned]
    answer(note, stated, received)
    say_endings(note, received)
    end_with_relapses(note, received)
    replaced_for_progression(note, received)
    now = latest(note, stated)
    settle(note, found, progressing=now is not None and now.kind == "progression")
    found = [course for course in found if not _is_ruled_out(note, course, ruled_out, refused, operations)]
    found = [course for course in found if not _carried_out(note, course, found)]
    for course in found:
        course.planned = course.planned and not _begun_after(note, course, found)
    lines.complete(note, found)
    keep_the_line(found)
    kept: list[tuple[Treatment, Course]] = []
    for course in found:
        for record in _records(note, course):
            add(kept, record, course)
            if course.perioperative and record.planned:
                alone = _alone_after(course, found)
                if not alone or alone >= set(record.agents):
                    kept.append((replace(record, setting="adjuvant", cycles=None if alone else record.cycles), course))
    kept = continued(kept)
    final = with_lines(note, [(record, course) for record, course in kept if not is_superfluous(record, course, kept)])
    for record, course in final:
        note.say(_KEY, record, course.regimen.start, course.regimen.end, modality="planned" if record.planned else "done")
    _history_closed(note)
    _resectable_no_more(note, [course for record, course in final if record.setting == "curative" and not record.planned])
    begun.say(note, [course for _, course in final])
    medication.read(note)
    if now:
        note.say("tumour.response", now.kind, now.start, now.end, date=now.date)
    _histological(note)


def _resectable_no_more(note: Note, given: list[Course]) -> None:
    """ "M0, résécable. Le 09/12/2025 : pharyngolaryngectomie totale": resectability is said before surgery."""
    operated = max((course.regimen.start for course in given if course.regimen.has("surgery")), default=0)
    for said in note.mentions:
        if said.key == "tumour.resectable" and said.value != "unresectable" and said.start < operated:
            said.status = "uncertain"


def _is_no_treatment(note: Note, operation: Regimen) -> bool:
    """Is this operation one for a disease that is no cancer, or on an organ that this tumour is not of?"""
    return for_benign_disease(note, operation.end) or of_another_organ(note, operation.start) or does_not_treat(note, operation)


def _is_ruled_out(note: Note, course: Course, ruled_out: list[Regimen], refused: set[int], operations: set[str]) -> bool:
    """Proposed at one place of the note and ruled out or refused at another."""
    names = {atom.id for atom in course.regimen.atoms}
    if any(atom.start in refused for atom in course.regimen.atoms) and not course.start:
        return True
    if not course.planned:
        return False
    return any(_rules_out(note, out, course) for out in ruled_out) or bool(operations & refusals.cares(names))


_ENDING = ("question", "proposal")


def _rules_out(note: Note, out: Regimen, course: Course) -> bool:
    """The same treatment; but "RTE cervicale : non faite", in the story, rules out no radiotherapy proposed at the end."""
    if not {atom.id for atom in out.atoms} <= {atom.id for atom in course.regimen.atoms}:
        return False
    story = out.start < course.regimen.start and note.unit_at(out.start).section not in _ENDING
    return not (story and course.unit.section in _ENDING and all(atom.generic for atom in out.atoms))


def _alone_after(course: Course, found: list[Course]) -> set[str]:
    """ "Gemcitabine-cisplatine-durvalumab périopératoire (4 cycles, puis durvalumab seul)": what alone is given after the operation."""
    agents = set(course.regimen.agents)
    told = (
        set(other.regimen.agents)
        for other in found
        if other.maintenance and other.unit is course.unit and other.regimen.start > course.regimen.start
    )
    return next((alone for alone in told if alone and alone < agents), set())


_DECIDED = re.compile(rf"\b{cue_words('decided_then')}")


_BEGUN = re.compile(
    rf"\b(?:apres|au bout de|a l'issue de|au terme de) (?:la |les )?(?:\d{{1,2}} ?(?:e|re|er|eme)?|{phrases('counts', 'ranks')}) "
    r"(?:cures?|cycles?|seances?)\b"
)


def _begun_after(note: Note, course: Course, found: list[Course]) -> bool:
    """ "Une chimiothérapie par cisplatine a été décidée. Après 3 cures, le scanner ...": decided then, and told as given before any other."""
    if not _decided_then(note, course) or not course.regimen.systemic:
        return False
    following = (other.regimen.start for other in found if other.regimen.start > course.regimen.end)
    limit = min([*following, course.unit.end + 250, len(note.plain)])
    return bool(_BEGUN.search(note.plain, course.regimen.end, limit))


def _decided_then(note: Note, course: Course) -> bool:
    """Decided in the past tense of a story, outside the question and the proposal of a meeting."""
    if not course.planned or course.start or course.unit.section in ("question", "proposal"):
        return False
    words = note.plain[max(course.unit.start, course.regimen.start - 110) : min(course.unit.end, course.regimen.end + 40)]
    return bool(_DECIDED.search(words))


def _carried_out(note: Note, course: Course, found: list[Course]) -> bool:
    """ "Il a été décidé de réaliser une radiothérapie. [...] La dose était de 60 Gy": decided then, and given later in the story."""
    if not _decided_then(note, course):
        return False
    modalities, agents = set(course.regimen.modalities), set(course.regimen.agents)
    return any(
        not other.planned
        and other.regimen.start > course.regimen.start
        and modalities & set(other.regimen.modalities)
        and (not agents or bool(agents & set(other.regimen.agents)))
        for other in found
    )


# ---------------------------------------------------------------- from a course to records


def _records(note: Note, course: Course) -> list[Treatment]:
    """One record for each modality of the regimen; a transplant takes its conditioning with it."""
    regimen = course.regimen
    modalities = ("transplant",) if regimen.has("transplant") else regimen.modalities
    return [_record(note, course, modality) for modality in modalities]


def _record(note: Note, course: Course, modality: str) -> Treatment:
    regimen = course.regimen
    systemic = modality not in ("surgery", "radiotherapy", "local_ablation", "surveillance")
    agents = (
        regimen.agents if modality in ("transplant", "local_ablation") else _agents(regimen.agents, modality, regimen.modalities)
    )
    names = [atom for atom in regimen.atoms if atom.protocol and set(atom.agents) & set(agents)]
    end, stopped_for = course.ended_parts.get(agents, (course.end, course.stopped_for))
    return Treatment(
        modality,
        agents=agents,
        protocol=_protocol(note, names[0].start, names[0].end) if names else None,
        procedure=_procedure(note, course) if modality == "surgery" else None,
        setting=course.setting,
        line=course.line if systemic else None,
        start=course.start,
        end=end,
        dose_gy=course.dose_gy if modality == "radiotherapy" else None,
        cycles=course.cycles if (systemic and modality != "transplant") or modality == "local_ablation" else None,
        response=course.response if modality != "surgery" else None,
        stopped_for=stopped_for if systemic else None,
        planned=course.planned,
    )


def _agents(agents: tuple[str, ...], modality: str, modalities: tuple[str, ...]) -> tuple[str, ...]:
    """The drugs of this modality; a steroid of a regimen goes with its chemotherapy, else with its first modality."""
    host = "chemotherapy" if "chemotherapy" in modalities else modalities[0]
    return tuple(agent for agent in agents if (drugs()[agent].modality or host) == modality)


_MORE = re.compile(
    r"(?:,? (?:elargie?s?|totales?|partielles?|radicales?|superieure?|inferieure?|moyenne?|droite?s?|gauches?|bilatera(?:le|les|"
    r"l|ux)|subtotale|[gd]\b(?!')|dte?\b|gche\b|ls[dg]\b|li[dg]\b|lm\b|"
    r"en bloc|large|monobloc|complete|segmentaire|polaire|cephalique|caudale|robot\w*(?:-assistee)?|non conservatrice|centrale|"
    r"unilaterale|cervicale?|axillaire|pelvien(?:ne)?(?: et lombo-aortique)?|mediastinal|ganglionnaire|"
    r"ilio-obturateur|lombo-aortique|inguinal|d[12]\b|du (?:sein|rein|rectum|colon|dos|bras|mollet|primitif)(?: (?:droit|gauche|"
    r"[gd]\b))?|de la (?:cuisse|jambe|joue|main)|type (?:i{1,3}|\w+)))+"
)


_DATED = re.compile(r" (?:le |du )?\d[\d/]+ ?: ?")


def _procedure(note: Note, course: Course) -> str:
    """The operation as written, with its side and what was done beside it: "tumorectomie G + GS"."""
    surgery = [atom for atom in course.regimen.atoms if "surgery" in atom.modalities]
    surgery = surgery[next((index for index, atom in enumerate(surgery) if not atom.generic), 0) :]
    if len(surgery) > 1 and _DATED.fullmatch(note.plain, surgery[0].end, surgery[1].start):
        surgery = surgery[1:]  # "chirurgie d'intervalle le 25/05/2021 : hystérectomie"
    end = surgery[-1].end
    more = _MORE.match(note.plain, end, course.scope)
    written = _as_written(note, surgery[0].start, more.end() if more else end)
    return written.partition("(")[0].strip() if written.count("(") > written.count(")") else written


def _protocol(note: Note, start: int, end: int) -> str:
    """The name as written; in "FOLFOX 6 mois" the number is not of the name."""
    name = _as_written(note, start, end)
    return re.sub(r" \d+$", "", name) if re.match(r" ?(?:mois|cures?|cycles?)\b", note.plain[end : end + 8]) else name


def _as_written(note: Note, start: int, end: int) -> str:
    first, last = note.words(start, end)
    return " ".join(note.text[first:last].split())


# ---------------------------------------------------------------- statements about the whole

_CLOSED = Sought(
    r"\b(?:traitements?|ttt) anterieurs? ?: ?(?:0\b|aucun|neant|non\b|pas\b)|"
    r"\b(?:aucune?|pas de|pas d'|sans|absence de|0) (?:traitement|ttt|tt|therapeutique)s?(?: (?!systemique|local|"
    r"adjuvant)\w+){0,2} (?:anterieure?s?|prealables?|recue?s?|a ce jour|deja recue?s?|specifiques? recu|anti-?tumoral|"
    r"oncologique)|"
    r"\b(?:naif|naive|vierge) de (?:tout )?(?:traitement|ttt)(?! (?:systemique|metasta|hormon))|\bjamais traitee?\b|"
    r"\b(?:aucun |pas d'|sans )autre (?:traitement|ttt)(?: (?:oncologique|anti-?cancereux|anti-?tumoral))? (?:anterieur|recu|a ce jour)\b|"
    r"\bnon pre-?traitee?\b|\btreatment.naive\b|\baucun traitement oncologique\b"
)


def _history_closed(note: Note) -> None:
    found = _CLOSED.search(note)
    if found and not of_another_cancer(note, found.start()):
        note.say(_KEY, COMPLETE, *found.span())


_HISTOLOGY = re.compile(r"\b(?:viables?|histolog\w+|patholog\w+|residuel\w*|piece|yp ?t[0-4])\b")


def _histological(note: Note) -> None:
    """Histological complete response, stated or denied in the words of the pathologist."""
    for anchor in note.anchors.get("response", ()):
        unit = note.unit_at(anchor.start)
        in_words = anchor.id == "histological_complete"
        by_pathologist = anchor.id == "complete" and bool(_HISTOLOGY.search(note.plain[unit.start : unit.end]))
        if (not in_words and not by_pathologist) or of_another_cancer(note, anchor.start):
            continue
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        if axes.modality in ("planned", "conditional") or axes.status == "uncertain":
            continue
        if note.plain.startswith("ypt0", anchor.start):
            axes = axes._replace(status="present")  # "n'a pas retrouvé de résidu (ypT0N0)" denies the residue
        if axes.status == "negated" or in_words or unit.section == "pathology":
            note.say("tumour.pathological_complete_response", True, anchor.start, anchor.end, status=axes.status)
