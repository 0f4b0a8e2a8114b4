"""Was a treatment given, proposed, or ruled out?

    "L'abiratérone a été récusée"  none        "RTE 30 Gy prévue"  planned        "progression sous FOLFIRI"  given

A question or a proposal makes what it names planned, unless the words say that it was given ("sous", "après", "débuté le").
"""

from __future__ import annotations

import re

from matching.reading.courses.amounts import numbered_cycles
from matching.reading.courses.course import Course
from matching.reading.courses.cues import cue_words
from matching.reading.courses.details import CHANGED, in_the_bracket_of, known, part_of, part_of_plan, told_in_passing
from matching.reading.courses.proposals import among_options, decided_before, is_dated
from matching.reading.courses.ruled_out import accepted, cue_stands_before, is_ruled_out
from matching.reading.note import Note
from matching.reading.phrases import IS
from matching.reading.qualifiers import Axes, qualify
from matching.reading.sentences import Unit
from matching.reading.sought import Sought

_ALTERNATIVE = re.compile(
    r"[^.;\n]{0,60}?[ ,(]*\b(?:ou|vs|versus|puis|suivi[es]* (?:de|d'|par)|et/ou)\b[ ,]*(?:\w+[ ']){0,4}|"
    r" ?[/,+] ?(?:\w+[ ']){0,2}|[^.;\n]{0,50}?, ?(?:et )?(?:la |le |l'|une? |de )?"
)
_ANNOUNCED = re.compile(r"[- ]*(?:a )?(?:discuter|proposer|proposition|propo|proposons|envisager|prevoir|projet)\b")
_CONCLUSION = re.compile(r"(?:=>|=|>|->) ?[a-z0-9]")
_STOPPED_DRUG = Sought(r"\b(?:arret|stop|suspension|reduction|diminution|sans)\w*(?: (?:de|du|la|le))? ?(?:de l'|l'|d')?$")


_REPLACED_BY = Sought(r"\b(?:remplace\w*|substitu\w*) (?:par|au|a) (?:du |de la |le |la |l')?$")
_PUT_OFF = Sought(rf"[^.;\n]{{0,70}}?\b{cue_words('put_off')}")


def put_off(note: Note, course: Course) -> bool:
    """ "AAP prévue 12/25, reportée": its date is not that of a treatment."""
    return course.planned and bool(_PUT_OFF.match(note, course.regimen.end, course.scope))


def already_done(note: Note, course: Course) -> bool:
    """ "Indication d'une résection, en 2003": decided, and dated before the meeting, outside the question and the proposal."""
    if put_off(note, course):
        return False
    asked = _asked(note, course)
    today = note.meeting
    now = today.isoformat() if today else note.last_date
    stated = [date.iso for date in note.dates_between(course.before, course.scope) if not date.guessed]
    if course.start not in stated and course.start in [date.iso for date in note.dates if date.guessed]:
        return False  # "prévue en mai": a year that nobody wrote
    told = course.end or (today and len(course.start or "") == 10 and course.start in stated)
    asked = asked and not (told and course.start)
    return bool(course.start) and not asked and (course.start or "")[: len(now)] < now[: len(course.start or "")]


def _asked(note: Note, course: Course) -> bool:
    """In a question or a proposal; a question that begins after the regimen, in the same sentence, is not about it, nor
    one that comes after its response ("érdafitinib 04/25, RP 07/25, DMLA ?")."""
    rest = note.plain[course.regimen.end : course.unit.end].rstrip()
    lead = note.plain[course.unit.start : course.regimen.start]
    if course.unit.section in ("question", "proposal") or _follows_a_question(note, course) or _QUESTION_TOLD.search(lead):
        return True
    answered = is_dated(note, course) and any(note.anchors_between("response", course.regimen.end, course.unit.end))
    return rest.endswith("?") and not answered and not re.search(r"\b(?:questions?|q) ?:", rest)


# The question within a sentence, as it is dictated: "la question c'est la deuxième ligne".
_QUESTION_TOLD = re.compile(
    rf"\b(?:la|ma|notre|une|nos|les|mes) questions? (?:c'est|{IS}|serait|sera|porte\w* sur|concerne\w*|se pose|posee)\b"
)
_OR = re.compile(r"[- ]*(?:ou|vs|versus|et/ou|sinon)\b")


def _follows_a_question(note: Note, course: Course) -> bool:
    """ "Lorlatinib ? Chimio en 3e ligne", "Rechallenge ? ou lurbinectédine": the question goes on, on its line."""
    start = course.unit.start
    lead = note.plain[max(0, start - 2) : start]
    return lead == "? " and (bool(_OR.match(note.plain, start)) or not is_dated(note, course))


def _announced(note: Note, unit: Unit) -> bool:
    """ "Discuter 177Lu-PSMA ; olaparib si BRCA2": what follows on the line goes on with what it began to propose."""
    earlier = note.units_between(note.line(unit.start)[0], unit.start)
    return any(_ANNOUNCED.match(note.plain, other.start) for other in earlier[-2:])


_EXCEPT = Sought(
    r"\b(?:sauf|hormis|excepte|(?:survenu|apparu|declenche|induit|revele)e?s? (?:sous|par|apres|lors d[eu'])) ?(?:la |le |l')?$"
)
_AFTER_BEFORE = Sought(
    r"(?:\bapres|\bsous|\bdepuis|\bpost|\bechec (?:de|du|d'|d'une)|\brefractaire (?:a|au)|\bresistan\w+ (?:a|au)|"
    r"\bpretraitee? par|\bissue (?:de|du)|\brecu|\bdecours (?:de|du|d'une)|\bprogress\w+ (?:apres|sous)|\ben cours (?:de|"
    r"d'))(?: (?:la|le|l'|les|un|une|\d+|cures? de|cycles? de|cures? d'|de|du))* ?(?:l')?(?:\w+ )?$"
)
_SINCE = Sought(r"\b(?:depuis|sous|progress\w*|echec|refractaire|resistan\w*|pretraite\w*|recu|en cours)\b")
_AHEAD_OF = Sought(
    r"\b(?:pre-|prephase(?: [^.;,\n]{0,24})?|prophylaxie d'une eventuelle|preparation a|avant|en vue d[eu']|"
    r"preparation|bilan pre|deficit dpd|avec ou sans|toxicite d[eu']?|naif d[e']|naive d[e']|"
    r"sequelles? d[eu']|suites? d[eu']|du fait d[eu']|en raison d[eu']|"
    r"(?:compte tenu|au vu|a cause|au regard) d[eu']|\bvu|(?:sequellaire|secondaire|imputable|imputee?|liee?|due?s?|induite?s?|"
    r"consecuti\w+) (?:au|a|aux|du|de|"
    r"par)) ?(?:la |le |l'|un |une )?(?:\w+ )?$"
)
_CAUSED_BY = Sought(
    rf"\b{cue_words('side_effect')}(?: (?!debut|puis|donc|mais)[\w-]+){{0,4}}? (?:au|a la|a l'|aux|du au|due au|liee? au|post|d[eu]) ?(?:\w+ )?$"
)
# "Neuropathie vincristine grade 1", "neuropathie grade 2, traîne depuis l'oxali": the drug as a cause.
_EFFECT_OF = Sought(
    rf"\b{cue_words('side_effect')}(?: (?:\w+ )?(?:grade|gr|g) ?\d)?"
    r"(?: ?[,(]?(?: (?!debut|puis|donc|mais)[\w-]+){0,3} depuis (?:l'|la |le |les )?| (?:sequellaire |residuelle |persistante )?(?:sous )?)$"
)
_RECEIVED_AFTER = Sought(
    r"[^.;?\n]{0,60}?\b(?:(?:bien|puis|finalement|ete|\d cycles|\d cures) faite?s?|"
    r"debutee?s?\b|recu[e]?s?|realisee?s?|effectuee?s?|terminee?s?|arretee?s?|interrompue?s?|instauree?s?|"
    r"initiee?s?|delivrant|"
    r"delivree?s?|administree?s?|en cours|depuis (?!le debut)|(?<!apres )(?<!apres l')arret\b|introduite?|toleree?s?|poursuivie?s?|"
    r"prescrite?)(?! ?(?:si|selon|\?))"
)
_PROPOSED = Sought(
    rf"\b(?:{cue_words('proposed')}|selon(?! (?:le |un |la |les |l')?{cue_words('by_the_book')})|"
    r"avis (?:\w+ ){0,3}pour|adresse\w* [^.;,]{0,30}pour)\b"
)
_PROPOSED_AFTER = Sought(
    r"(?:(?!sur (?:les )?\w+ (?:initialement )?prevu|fin prevu)[^.;?\n>]){0,40}?"
    rf"(?:\b(?:{cue_words('proposed_after')}|{cue_words('is')} (?:le |la |les |un |une |des |l'autre |l')?{cue_words('option')}|"
    rf"(?:en|comme) (?:option|alternative)\b|(?:si|en cas d[e'] ?){cue_words('turn')}(?: \w+){{0,2}} ?(?=[.;)\n]|$))| si (?!progress))"
)


_IN_THE_END = Sought(r"\b(?:(?<!ons )donc|finalement|au final)\b")
# "6 cycles prévus ; 4 faits"
_SOME_GIVEN = Sought(
    r"[^.\n]{0,40}?\bprevus?,? ?[;:,(/] ?(?:seuls? |seulement )?\d{1,2} (?:\w+ )?(?:faits?|recus?|realises?|administres?|effectues?)\b"
)
_NOT_YET = Sought(rf"[^.;?\n,]{{0,30}}?\b{cue_words('not_yet')}")


def fate_of(note: Note, course: Course, beside: Course | None, kept: list[Course]) -> str:
    """planned, given, received (nothing says otherwise), none (ruled out), other (a relative) or reference (named in passing).

    `beside` is the course that this one is an alternative to, or goes on a list with; `kept` are those before it.
    """
    regimen, plain = course.regimen, note.plain
    fate = _by_words(note, course)
    if fate == "received" and not is_dated(note, course) and _versus(note, course):
        return "planned"  # "L1 mFOLFOX6 + zolbétuximab vs + nivolumab": a choice to be made
    if fate == "received" and ((beside and beside.planned) or _goes_on(note, course, kept) or _announced(note, course.unit)):
        return "planned"
    if regimen.has("surgery") and note.line(regimen.start)[0] == 0 and re.search(r"\bpost[- ]$", plain[: regimen.start]):
        return "reference"  # the title: "OVAIRE - post chirurgie d'intervalle"
    if fate == "planned" and decided_before(note, course):
        return "reference"
    lead = (max(course.unit.start, regimen.start - 24), regimen.start)
    if fate in ("received", "given") and _STOPPED_DRUG.search(note, *lead) and known(kept, regimen):
        return "reference"  # "arrêt de l'oxaliplatine", in a course of FOLFOX
    if fate in ("received", "given") and _EXCEPT.search(note, *lead):
        return "reference"  # "BEP x3, 100 % des doses sauf bléomycine", "thrombose survenue sous lénalidomide"
    if fate in ("received", "given") and len(regimen.agents) < 2 and _REPLACED_BY.search(note, *lead):
        return "reference"  # "cisplatine remplacé par du carboplatine à C3"
    if fate == "planned" and CHANGED.match(plain, regimen.end) and part_of_plan(kept, course):
        return "reference"  # "FOLFIRINOX, avec 5-FU réduit à 50 %"
    if told_in_passing(note, course, kept):
        return "reference"
    if fate == "planned" and in_the_bracket_of(note, kept, course):
        return "reference"  # "EP x4 (bléo ? DLCO)"
    within = "(" in plain[course.before : regimen.start] and ")" not in plain[course.before : regimen.start]
    if fate in ("received", "given") and (within or CHANGED.match(plain, regimen.end)) and part_of(kept, regimen):
        return "reference"  # "oxaliplatine -20 % depuis C5"
    return fate


_JUST_OR = re.compile(r" ou (?:de |du |l'|la |le |par )?$")
_VERSUS = re.compile(r"\b(?:vs|versus)\b")


def _versus(note: Note, course: Course) -> bool:
    plain, regimen = note.plain, course.regimen
    after = course.scope if course.scope < course.unit.end else regimen.end
    around = (plain[course.before : regimen.start][-20:], plain[regimen.end : after][:20]) if after else ("", "")
    beside = plain[regimen.end : after] if after else ""
    if course.regimen.systemic and (_JUST_OR.fullmatch(beside) or _JUST_OR.search(plain[course.before : regimen.start])):
        return True
    return any(_VERSUS.search(words) and "(" not in words for words in around)


_ADDED = re.compile(r"[^.;\n]{0,80}?(?:\b(?:avec|puis|suivie?s?|et|plus|vs|versus|ou|associee?s?)\b|[+>,:])[^.;\n]{0,30}")


def _goes_on(note: Note, course: Course, kept: list[Course]) -> bool:
    """ "Nous proposons A en deuxième ligne, avec B": B is proposed too."""
    last = kept[-1] if kept else None
    if last is None or not last.planned or last.unit is not course.unit or is_dated(note, course):
        return False
    return bool(_ADDED.fullmatch(note.plain, last.regimen.end, course.regimen.start))


def is_alternative(note: Note, last: Course, course: Course) -> bool:
    """Are the two regimens joined by "ou", "vs", "puis" or a comma?"""
    return last.unit is course.unit and bool(_ALTERNATIVE.fullmatch(note.plain, last.regimen.end, course.regimen.start))


_BY_THE_BOOK = re.compile(rf"selon (?:le |la |les |un |l')?{cue_words('by_the_book')}")


def _by_the_book(note: Note, cue: tuple[int, int] | None) -> bool:
    """ "Selon le protocole HR-NBL1", "modifiée selon Patey": how it was given, on no condition."""
    return cue is not None and bool(_BY_THE_BOOK.match(note.plain, cue[0]))


def _concludes(note: Note, offset: int) -> bool:
    """Does its line open with an arrow, and is that arrow not the bullet of a list?"""
    start, end = note.line(offset)
    sign = _CONCLUSION.match(note.plain, start)
    if not sign:
        return False
    above = note.line(max(0, start - 1))[0]
    return not any(_CONCLUSION.match(note.plain, line) for line in (above, end + 1) if line != start)


# "plaquettes 171 G/L (98 sous CAPTEM)": when an earlier figure was measured.
_CUMULATED = Sought(r"\bdose (?:cumulee|cumulative|totale)(?: recue)? (?:de |d'|en )$")  # no other course
_BESIDE_A_FIGURE = Sought(r"\([0-9][\d,. ]*(?:[a-z%/µ]+ )?(?:sous|pendant|avant|apres|depuis) (?:le |la |l'|les )?$")


def _beginning(note: Note, course: Course) -> int:
    """Where the words before a regimen begin that say its fate: behind "finalement", for what was planned before does not count any more."""
    start, end = max(course.before, course.regimen.start - 70), course.regimen.start
    return max([start, *(found.end() for found in _IN_THE_END.finditer(note, start, end))])


def _by_words(note: Note, course: Course) -> str:
    """The fate that the words around a regimen say, whatever the courses around it: see fate_of."""
    regimen = course.regimen
    axes = qualify(note, regimen.start, regimen.end)
    near = (_beginning(note, course), regimen.start)
    if axes.experiencer == "family" or _BESIDE_A_FIGURE.search(note, *near):
        return "other"
    if accepted(note, course) or _CUMULATED.search(note, *near):
        return "reference"
    if regimen.agents and _EFFECT_OF.search(note, *near) and not is_dated(note, course):
        return "reference"
    if is_ruled_out(note, course, axes):
        return "none"
    options = among_options(note, regimen.start) and not is_dated(note, course)
    if _AFTER_BEFORE.search(note, *near) and not any(atom.generic for atom in regimen.atoms):
        return "planned" if _proposed_all_the_same(note, course, options) and not _SINCE.search(note, *near) else "given"
    asked = options or _asked(note, course)
    if (ahead := _AHEAD_OF.search(note, *near)) or _CAUSED_BY.search(note, *near):
        then = ahead and asked and regimen.agents and ahead.group().startswith("avant")
        return "planned" if then else "reference"  # "Faut-il proposer une chirurgie avant carboplatine ?"
    if _NOT_YET.match(note, regimen.end, course.scope):
        return "planned"
    given = _said_given(note, course, near)
    if given and asked:
        open_question = note.plain[regimen.end : course.unit.end].rstrip().endswith("?")
        return "planned" if open_question or _PROPOSED.search(note, *near) else "given"
    if given:
        return "given"
    if asked or course.unit.section == "wishes" or _said_proposed(note, course, axes, near):
        return "planned"
    concluding = note.plain.startswith("=>", course.unit.start) or _concludes(note, course.unit.start)
    return "planned" if axes.status == "uncertain" or (concluding and not is_dated(note, course)) else "received"


def _proposed_all_the_same(note: Note, course: Course, options: bool) -> bool:
    """ "Après chirurgie, ..." in a proposal: the operation is one of the options, or has no date yet."""
    in_proposal = course.regimen.has("surgery") and course.unit.section == "proposal"
    return options or (in_proposal and not is_dated(note, course))


def _said_given(note: Note, course: Course, near: tuple[int, int]) -> bool:
    """ "Poursuivi", "a reçu", "6 cycles prévus ; 4 faits", "C1 le 03/01, C2 le 17/01, C3 prévu le 31/01"."""
    end = course.regimen.end
    return bool(
        _RECEIVED_AFTER.match(note, end, course.scope)
        or _RECEIVED_BEFORE.search(note, *near)
        or _SOME_GIVEN.match(note, end, note.line(end)[1])
        or len(numbered_cycles(note, course)) > 1
    )


def _said_proposed(note: Note, course: Course, axes: Axes, near: tuple[int, int]) -> bool:
    plain, regimen = note.plain, course.regimen
    before = axes.modality in ("planned", "conditional") and cue_stands_before(axes.cue, regimen)
    return bool(
        (before and not _by_the_book(note, axes.cue))
        or _PROPOSED.search(note, *near)
        or _PROPOSED.pattern.match(plain[regimen.end : course.unit.end].lstrip(" ,("))
        or _PROPOSED_AFTER.match(note, regimen.end, course.scope)
        or _PROPOSED_AFTER.match(note, regimen.atoms[0].end, regimen.atoms[-1].start)
    )


_RECEIVED_BEFORE = Sought(r"\b(?:poursui(?:te|vre)|recu|beneficie|deja eu)\b(?! x ?\d)")
