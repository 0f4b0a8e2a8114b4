"""What the words around a regimen tell of its course: given or proposed, since when, how often, at what dose, in which line, how it ended.

    "L1 FOLFIRI + bévacizumab 03/2025 -> RP en 06/25 -> PROGRESSION"
    received, line 1, start 2025-03, response partial, stopped for progression
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from matching.reading.dates import meeting_date
from matching.reading.families.regimens import Regimen
from matching.reading.mention import Anchor, DateMention
from matching.reading.note import Note, Unit
from matching.reading.qualifiers import qualify
from matching.reading.values import to_float

BEST_FIRST = ("complete", "partial", "stable", "progression")


@dataclass
class Course:
    """A regimen with what is said of it. `scope` is where its words end: the next regimen of the sentence, or the end of the sentence."""

    regimen: Regimen
    planned: bool
    unit: Unit
    before: int
    scope: int
    setting: str | None = None
    line: int | None = None
    start: str | None = None
    end: str | None = None
    dose_gy: float | None = None
    cycles: int | None = None
    response: str | None = None
    stopped_for: str | None = None
    maintenance: bool = False
    continued: bool = False
    again: bool = False
    explicit: bool = False  # the words say the setting
    reference: bool = False  # named in passing ("FEVG avant R-CHOP"): adds to a record, makes none


def courses(note: Note, found: list[Regimen]) -> tuple[list[Course], set[str]]:
    """The courses received or proposed, and what was ruled out, as names of drugs and procedures."""
    kept: list[Course] = []
    ruled_out: set[str] = set()
    last: Course | None = None
    for index, regimen in enumerate(found):
        unit = note.unit_at(regimen.start)
        before = max([unit.start, *(other.end for other in found[:index] if other.end > unit.start)])
        scope = min([unit.end, *(other.start for other in found[index + 1 : index + 2])])
        fate = _fate(note, regimen, unit, before, scope)
        beside = last is not None and last.regimen is found[index - 1] and last.unit is unit and bool(_ALTERNATIVE.fullmatch(note.plain, last.regimen.end, regimen.start))
        if beside and last and last.planned and fate == "received" or _announced(note, unit) and fate == "received":
            fate = "planned"
        if fate in ("received", "given") and _STOPPED_DRUG.search(note.plain[max(unit.start, regimen.start - 24) : regimen.start]) and _known(kept, regimen):
            fate = "reference"
        if fate == "none":
            ruled_out.update(atom.id for atom in regimen.atoms)
            continue
        if fate == "other":
            continue
        course = Course(regimen, fate == "planned", unit, before, scope, reference=fate == "reference")
        _words(note, course)
        _dates(note, course)
        _quantities(note, course)
        course.line = _line(note, course) if regimen.systemic else None
        _stop(note, course)
        if beside and last and last.planned == course.planned and {course.line, last.line} != {None}:
            course.line = course.line or last.line
            last.line = last.line or (course.line if last.regimen.systemic else None)
        if beside and last and last.explicit and last.setting == "neoadjuvant" and not course.explicit and not regimen.has("surgery") and not regimen.has("radiotherapy"):
            course.setting = "neoadjuvant"
        if course.planned and _already_done(note, course):
            course.planned = False
        kept.append(course)
        last = course
    return kept, ruled_out


# ---------------------------------------------------------------- given, proposed, ruled out

_ALTERNATIVE = re.compile(r"[^.;\n]{0,60}?[ ,(]*\b(?:ou|vs|versus|puis|suivi[es]* (?:de|d'|par)|et/ou)\b[ ,]*(?:\w+[ ']){0,4}| ?[/,+] ?(?:\w+[ ']){0,2}|[^.;\n]{0,30}?, ?(?:et )?(?:la |le |l'|une? |de )?")
_ANNOUNCED = re.compile(r"[- ]*(?:a )?(?:discuter|proposer|proposition|propo|proposons|envisager|prevoir|projet)\b")
_STOPPED_DRUG = re.compile(r"\b(?:arret|stop|suspension|reduction|diminution|sans)\w*(?: (?:de|du|la|le))? ?(?:de l'|l'|d')?$")


def _already_done(note: Note, course: Course) -> bool:
    """ "indication d'une résection, en 2003": what was decided bears a date before the meeting's, outside the question and the proposal."""
    asked = course.unit.section in ("question", "proposal") or note.plain[course.unit.start : course.unit.end].rstrip().endswith("?")
    today = meeting_date(note)
    now = today.isoformat() if today else max((date.iso for date in note.dates), default="")
    return bool(course.start) and not asked and (course.start or "")[: len(now)] < now[: len(course.start or "")]


def _announced(note: Note, unit: Unit) -> bool:
    """ "Discuter 177Lu-PSMA ; olaparib si BRCA2": what follows a semicolon goes on with what the line began."""
    start = note.line(unit.start)[0]
    before = note.plain.rfind(". ", start, unit.start)
    opening = before + 2 if before >= 0 else start
    return opening < unit.start and ";" in note.plain[opening : unit.start] and bool(_ANNOUNCED.match(note.plain, opening))


def _known(kept: list[Course], regimen: Regimen) -> bool:
    return any(not course.planned and set(regimen.agents) & set(course.regimen.agents) for course in kept)


_NEGATED_BEFORE = re.compile(
    r"(?:\bpas|\bni|\bsans|\baucune?|\bjamais|\babsence|\bnon|\bhors|\bplutot que|\bau lieu|\ba la place|\bdispense|\bineligible|\bcontre-indication)(?: (?:de|d'|du|la|le|l'|un|une|eu|recu|ete|encore|indication|place|pour|propose[e]?|retenue?|nouvelle|autre|a ce stade|traite[e]? par|realise|d'indication|possibilite|projet|candidate?|eligible|a))*[ (]*(?:\w+ )?$"
)
_CANNOT_BEFORE = re.compile(r"\b(?:n'a pas (?:recu|eu|beneficie|pu)|ne (?:peut|pouvait|pourra|releve|justifie|necessite|beneficie|souhaite) pas)\b[^.;,]{0,60}$")
_RULED_OUT_AFTER = re.compile(
    r"[ ,]*(?:(?:\w+ ){0,3}?)?(?:n'(?:a|est|avait|etait|ont|sont) (?:pas|jamais)|(?:a|est|etait|ont|sont|fut|semble|parait|ayant|d'emblee)? ?(?:ete )?(?:donc |finalement |alors |aussi |jugee? |deja |par \w+ )*(?:recus|contre-?indiqu|contre indiqu|refus|ecart|abandonn|annul|non (?:indiqu|reten|realis|fait|recu|propos|eligib|envisag|possib)|impossible|inopportun|deconseill|pas (?:indiqu|reten|realis|possib|envisag|propos)|ineligible|inaccessible|non faisable|infaisable|pas faisable))"
)
_AFTER_BEFORE = re.compile(r"(?:\bapres|\bsous|\bdepuis|\bpost|\bechec (?:de|du|d'|d'une)|\brefractaire (?:a|au)|\bresistan\w+ (?:a|au)|\bpretraitee? par|\bissue (?:de|du)|\brecu|\bdecours (?:de|du|d'une)|\bprogress\w+ (?:apres|sous)|\ben cours (?:de|d'))(?: (?:la|le|l'|les|un|une|\d+|cures? de|cycles? de|cures? d'|de|du))* ?(?:l')?(?:\w+ )?$")
_AVANT = re.compile(r"\b(?:avant|en vue d[eu']|preparation|bilan pre|deficit dpd|avec ou sans|toxicite d[eu']?|naif d[e']|naive d[e']|sequelles? d[e']|suites? d[eu']) ?(?:la |le |l'|un |une )?(?:\w+ )?$")
_RECEIVED_AFTER = re.compile(
    r"[^.;?\n]{0,60}?\b(?:debutee?s?|recu[e]?s?|realisee?s?|effectuee?s?|terminee?s?|arretee?s?|interrompue?s?|instauree?s?|initiee?s?|delivree?s?|administree?s?|en cours|depuis (?!le debut)|arret\b|introduite?|toleree?s?|poursuivie?s?|prescrite?)(?! ?(?:si|selon|\?))"
)
_RECEIVED_BEFORE = re.compile(r"\b(?:recu|beneficie|traitee?s? (?:par|avec)|mise? sous|debut de|debut du|poursui(?:te|vre) (?:de|du|d'|la|le|l')?|actuellement sous|sous|en cours)\b[^.;?\n]{0,40}$")
_PROPOSED = re.compile(
    r"\b(?:propos\w*|propo|prevue?s?|prevoir|programmee?s?|envisag\w*|discut\w*|a debuter|debuter|indication (?:de|d'|a)|en vue|projet|demande[e]?|souhait\w*|candidate?s? (?:a|au)|eligible (?:a|au)|vers une?|plutot|quid|place (?:de|du|d')|option\w*|hesit\w*|faut-il|peut-on|possibilite (?:de|d')|acces (?:a|au)|a faire|recommand\w*|puis prevu|si (?:progression|reponse|echec|non)|en cas de|selon|alternative|eventuel\w*|doit|devra|sera|serait|pourrait|preconis\w*)\b"
)
_PROPOSED_AFTER = re.compile(
    r"[^.;?\n]{0,40}?(?:\b(?:prevue?s?|programmee?s?|a (?:prevoir|debuter|discuter|programmer|proposer|envisager)|proposee?s?|envisagee?s?|en attente|a venir|demandee?s?|a partir d[eu])\b| si (?!progress))"
)


def _fate(note: Note, regimen: Regimen, unit: Unit, before: int, scope: int) -> str:
    """given (the words say so), received (nothing says otherwise), planned, none (ruled out, denied), other (a relative) or reference (in passing)."""
    plain = note.plain
    axes = qualify(note, regimen.start, regimen.end)
    lead = plain[max(unit.start, regimen.start - 70) : regimen.start]
    tail = plain[regimen.end : unit.end]
    near = plain[max(before, regimen.start - 70) : regimen.start]
    if axes.experiencer == "family":
        return "other"
    if _RULED_OUT_AFTER.match(tail[:80]) or axes.modality in ("refused", "contraindicated") and _cue_stands_before(axes.cue, regimen):
        return "none"
    if _NEGATED_BEFORE.search(lead) or _CANNOT_BEFORE.search(lead) or axes.status == "negated" and _cue_stands_before(axes.cue, regimen) and "progress" not in lead:
        return "none"
    asked = unit.section in ("question", "proposal") or plain[unit.start : unit.end].rstrip().endswith("?")
    given_before = bool(_AFTER_BEFORE.search(near)) and not any(atom.generic for atom in regimen.atoms)
    if given_before:
        return "given"
    if _AVANT.search(near):
        return "reference"
    given = bool(_RECEIVED_AFTER.match(plain, regimen.end, scope)) or bool(re.search(r"\b(?:poursui(?:te|vre)|recu|beneficie)\b", near))
    if asked:
        return "given" if given and not plain[regimen.end : unit.end].rstrip().endswith("?") and not _PROPOSED.search(near) else "planned"
    if given:
        return "given"
    if unit.section == "wishes":
        return "planned"
    if axes.modality in ("planned", "conditional") and _cue_stands_before(axes.cue, regimen) or _PROPOSED.search(near) or _PROPOSED.match(tail.lstrip(" ,(")) or _PROPOSED_AFTER.match(note.plain, regimen.end, scope):
        return "planned"
    if _PROPOSED_AFTER.match(plain[regimen.atoms[0].end : regimen.atoms[-1].start]):
        return "planned"
    return "planned" if axes.status == "uncertain" else "received"


def _cue_stands_before(cue: tuple[int, int] | None, regimen: Regimen) -> bool:
    return cue is not None and cue[1] <= regimen.start


# ---------------------------------------------------------------- intent and other words

_REACH = {"neoadjuvant": 24, "adjuvant": 24, "palliative": 30, "curative": 30, "maintenance": 30, "continued": 25, "again": 25, "added": 25}
_ANOTHER = re.compile(r"\b(?:2e|2eme|3e|deuxieme|seconde?|nouvelle|nouvel|nouveau|autre) ?$")


def _words(note: Note, course: Course) -> None:
    """Intent ("adjuvant") and other words that stand beside the regimen."""
    regimen = course.regimen
    course.again = bool(_ANOTHER.search(note.plain[max(course.before, regimen.start - 14) : regimen.start]))
    for anchor in note.anchors.get("course", ()):
        reach = _REACH.get(anchor.id)
        if reach is None or anchor.end < course.before or anchor.start > course.scope:
            continue
        inside = anchor.start >= regimen.start and anchor.end <= regimen.end
        distance = 0 if inside else regimen.start - anchor.end if anchor.start < regimen.start else anchor.start - regimen.end
        if anchor.id == "continued" and re.search(r"\b(?:vs|ou|versus)\b", note.plain[anchor.end : regimen.start]):
            continue
        if distance > reach or re.search(r"[;>]|\bpuis\b", note.plain[min(anchor.end, regimen.end) : max(anchor.start, regimen.start)]):
            continue
        _apply(course, anchor)


def _apply(course: Course, anchor: Anchor) -> None:
    if anchor.id in ("neoadjuvant", "adjuvant", "palliative", "curative"):
        course.setting = course.setting or anchor.id
        course.explicit = True
    elif anchor.id == "maintenance":
        course.maintenance = True
    elif anchor.id == "continued":
        course.continued = True
    elif anchor.id == "again":
        course.again = True


# ---------------------------------------------------------------- dates

_EVENT = re.compile(
    r"\b(?:tdm|tep|irm|scanner|bilan|stabilite|stable|maladie|rechute|recidive|progress\w*|reponse|rp|rc|pd|biops\w*|bx|echo\w*|tap|scinti\w*|ete revu|controle|reevaluation|deces|evaluation|mammo\w*|diagnosti\w*|rcp|decouverte|psa|suites|embolie|complication)\b|->|>"
)
_UNTIL = re.compile(r"(?:\bau|\ba|-|>|jusqu'(?:au|en|a)|arret\w*(?: (?:en|le|depuis))?|termine[es]*(?: (?:en|le))?|fin(?: (?:en|le))?|interrompu[es]*(?: (?:en|le))?|stoppe[es]*(?: (?:en|le))?|dernier\w*(?: (?:cure|cycle|seance|injection))?(?: (?:le|en))?|\bet) ?:? ?\(?$")
_RANGE = re.compile(r" ?(?:-|au|a|>|jusqu'(?:au|en|a)|et|/) ?(?:le |fin |debut |mi-)?$")
_MONTHS_BEFORE = re.compile(r"(?<![\d/])(0?[1-9]|1[0-2]) ?[-a/] ?$")
_BARE_YEAR = re.compile(r"(?: [a-z+'-]+| \d{1,2}(?= c)){0,4}? ?[,(]? ?((?:19[89]|20[0-4])\d)(?: ?(?:-|a|>) ?(?P<end>(?:19[89]|20[0-4])\d))?\b(?! ?(?:mg|ml|ui|gy|/|g\b))")
_YEAR_HEADING = re.compile(r"(?<![\d/])((?:19[89]|20[0-4])\d) ?: ?$")


def _dates(note: Note, course: Course) -> None:
    """Start and end: "du 14/04/25 au 30/05/25", "02/2022 - 05/2024", "depuis mars 2024", "12/12/24 : tumorectomie"."""
    regimen, plain = course.regimen, note.plain
    after = [date for date in note.dates if regimen.start <= date.start < course.scope and not _EVENT.search(plain[regimen.start : date.start]) and not _of_the_next(plain, course, date)]
    if after:
        first = after[0]
        lead = plain[max(regimen.start, first.start - 26) : first.start]
        second = next((date for date in after[1:2] if _RANGE.fullmatch(plain[first.end : date.start])), None)
        if second:
            course.start, course.end = _with_year(first, second), second.iso
        elif months := _MONTHS_BEFORE.search(lead):
            course.start, course.end = f"{first.iso[:4]}-{int(months[1]):02d}", first.iso
        elif _UNTIL.search(lead) and not re.search(r"debut\w*[^,;]*$|depuis[^,;]*$", lead) or re.search(r"arret|termin|jusqu|interromp|stopp", lead):
            course.end = first.iso
        else:
            course.start = first.iso
            later = [date for date in after[1:] if re.search(r"arret|termin|jusqu|interromp|stopp|fin ", plain[first.end : date.start])]
            if later:
                course.end = later[0].iso
    if course.start is None and not course.planned:
        bare = None if after else _BARE_YEAR.match(plain, regimen.end, course.scope) or _YEAR_HEADING.search(plain, course.before, regimen.start)
        course.start = bare[1] if bare else _date_before(note, course)
        course.end = course.end or bare and bare.groupdict().get("end")  # type: ignore[assignment]
        if course.start and course.end and course.start > course.end:
            course.start = None


def _of_the_next(plain: str, course: Course, date: DateMention) -> bool:
    """ "RT 50 Gy puis 05/2022 exérèse": the date opens the clause of the next regimen."""
    if re.search(r"\bpuis\b|;", plain[course.regimen.end : date.start]):
        return True
    next_word = plain[date.end : course.scope]
    return course.scope < course.unit.end and bool(re.fullmatch(r" ?:? ?(?:\w+ )?", next_word)) and bool(re.search(r"(?:[,>+]|\bet) ?(?:le |en )?$", plain[course.regimen.end : date.start]))


def _with_year(first: DateMention, second: DateMention) -> str:
    """The start of a range whose year stands with its end only: "de mars à juin 2024"."""
    if first.guessed and not second.guessed:
        year = int(second.iso[:4])
        if first.iso[4:] > second.iso[4:]:
            year -= 1
        return f"{year}{first.iso[4:]}"
    return first.iso


def _date_before(note: Note, course: Course) -> str | None:
    """The date that opens the sentence or the clause: "12/12/24 : tumorectomie", "en mars 2024, mastectomie"."""
    start = course.regimen.start
    dates = [date for date in note.dates if course.before <= date.start and date.end <= start]
    if not dates:
        return None
    last = dates[-1]
    gap = note.plain[last.end : start]
    first_of_range = dates[-2] if len(dates) > 1 and _RANGE.fullmatch(note.plain[dates[-2].end : last.start]) else None
    if _EVENT.search(gap) or ")" in gap or len(gap) > 60 or re.search(r"[;>]|\. |\bpuis\b", gap):
        return None
    if course.before > course.unit.start and not re.search(r", |[;>]|\bpuis\b|\bet\b", note.plain[course.before : last.start]):
        return None  # the date is that of the regimen before
    if gap.strip() != ":" and _EVENT.search(note.plain[max(course.before, last.start - 14) : last.start]):
        return None
    if first_of_range:
        course.end = last.iso
        return _with_year(first_of_range, last)
    return last.iso


# ---------------------------------------------------------------- how much

_CYCLES = re.compile(r"\bx ?(\d{1,2})(?!\d|[.,]\d| ?gy| ?mg| ?cm| ?mm| ?/)|(?<![\d/,.])(\d{1,2})(?: ?/ ?\d{1,2})? ?(?:cures?|cycles?|injections?|instillations?|administrations?|c\b)|\b(?:apres|jusqu'a|jusqu'au|a) c ?(\d{1,2})\b|\bc(\d{1,2})/\d{1,2}\b|\bc(\d{1,2})(?:j\d+)? (?:recue?s?|faite?s?|realisee?s?|administree?s?)|(\d{1,2})x\b|(six|quatre|trois|douze|huit|cinq|deux) (?:cures?|cycles?)")
_CYCLES_BEFORE = re.compile(r"(?<![a-z\d/.,])(\d{1,2}) ?(?:x ?|(?:cures?|cycles?|injections?|instillations?|perfusions?|administrations?) ?(?:hebdo\w* )?(?:de |d'|du )?(?:chimio\w* )?(?:(?!puis|suivi|et )\w+ )?(?:par |de |d')?(?:type )?)?$|(six|quatre|trois|douze|huit|cinq|deux) (?:cures?|cycles?) (?:de |d')(?:\w+ ){0,2}(?:par |de )?$")
_WORDS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "huit": 8, "douze": 12}
_DOSE = re.compile(r"(?:(?<![\d/])(\d{1,2}) ?(?:x|\*) ?)?(?<![\d/,.])(\d{1,3}(?:[.,]\d{1,2})?)(?:/\d+(?:/\d+)?)? ?(?:gy|grays?)(?: ?x ?(\d{1,2}))?(?: ?\+ ?(?:un )?(?:boost|surimpression|complement|curie\w*)[^0-9.;]{0,25}(\d{1,2}(?:[.,]\d)?) ?gy?)?")
_BOOST = re.compile(r"[^.;]{0,30}?(?:boost|surimpression|complement)(?: de| a| sur \w+ de)? ?:? ?(\d{1,2}(?:[.,]\d)?) ?gy")


def _quantities(note: Note, course: Course) -> None:
    regimen, plain = course.regimen, note.plain
    if regimen.has("radiotherapy"):
        start = next(atom.start for atom in regimen.atoms if "radiotherapy" in atom.modalities)
        found = _DOSE.search(plain, start, course.scope) or _DOSE.search(plain, max(course.before, regimen.start - 30), course.scope)
        if found:
            course.dose_gy = _dose(plain, found, course.scope)
    if regimen.systemic and not course.continued:
        found = _CYCLES.search(plain, regimen.start, _before_the_next_count(plain, course))
        if found:
            digits = next(filter(None, found.groups()))
            course.cycles = _WORDS.get(digits) or int(digits)
        elif found := _count_before(plain, course):
            digits = next(filter(None, found.groups()))
            number = _WORDS.get(digits) or int(digits)
            course.cycles = number if 1 <= number <= 40 else None


def _count_before(plain: str, course: Course) -> re.Match[str] | None:
    """ "6 cures de FOLFOX", "chimio : 3 EC100": the count before the regimen, or before its first drug."""
    firsts = [atom.start for atom in course.regimen.atoms if atom.agents][:1]
    for start in dict.fromkeys((course.regimen.start, *firsts)):
        lead = plain[max(course.before, start - 40) : start]
        found = _CYCLES_BEFORE.search(lead)
        if found and not re.search(r"(?:\bl|ligne|en|grade|stade|ps|oms|\d\.) ?$", lead[: found.start()][-6:]):
            return found
    return None


def _before_the_next_count(plain: str, course: Course) -> int:
    """ "témozolomide puis 6 cycles de [témozolomide]": the count that announces the next regimen is not this one's."""
    start = max(course.regimen.end, course.scope - 40)
    found = _CYCLES_BEFORE.search(plain[start : course.scope]) if course.scope < course.unit.end else None
    if found and re.search(r"puis|[,;>]|\bet\b", plain[course.regimen.end : start + found.start()]):
        return start + found.start()
    return course.scope


def _dose(plain: str, found: re.Match[str], limit: int) -> float:
    times, dose, times_after, boost = found.groups()
    total = to_float(dose) * int(times or times_after or 1)
    if boost or (found := _BOOST.match(plain, found.end(), limit)):  # type: ignore[assignment]
        total += to_float(boost or found[1])
    return int(total) if total == int(total) else round(total, 2)


# ---------------------------------------------------------------- why it stopped

_STOP = re.compile(r"\b(?:arret\w*|stoppe\w*|stop|interromp\w*|interruption|suspendu\w*|suspension)\b")
_TOXIC = re.compile(r"\b(?:toxicit\w*|intoleran\w*|mauvaise tolerance|effets? (?:indesirable|secondaire)\w*)\b")
_OWN_WILL = re.compile(r"\b(?:a (?:la|sa) demande|refus|souhait|volonte|choix)\b")


def _stop(note: Note, course: Course) -> None:
    """ "arrêt après C7 (neuropathie G2)": toxicity; "arrêt à sa demande": refusal; "traitement terminé": completion. Progression is read with responses."""
    stop = _STOP.search(note.plain, course.regimen.end, course.scope)
    if stop:
        after = note.plain[stop.end() : min(course.scope, stop.end() + 60)]
        toxic = [anchor for anchor in note.anchors.get("course", ()) if anchor.id == "toxicity" and stop.end() <= anchor.start < min(course.scope, stop.end() + 60)]
        if _OWN_WILL.search(after):
            course.stopped_for = "refusal"
        elif (toxic or _TOXIC.search(after)) and "progress" not in after:
            course.stopped_for = "toxicity"
    elif not course.planned and re.search(r"\b(?:traitement|chimio\w*|radiotherapie|schema|protocole)? ?(?:termine[es]*|acheve[es]*|complete)\b(?! ?(?:reponse|remission))", note.plain[course.regimen.end : min(course.scope, course.regimen.end + 50)]):
        course.stopped_for = "completion"


# ---------------------------------------------------------------- the line

_ORDINALS = {"premiere": 1, "deuxieme": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5, "sixieme": 6}
LINE = re.compile(r"(?<![a-z0-9-])(?:l ?([1-9])(?![\d-])|([1-9]) ?(?:e|eme|er|ere|re|r|nde|nd|de)? ?lignes?\b|(premiere|deuxieme|seconde|troisieme|quatrieme|cinquieme|sixieme) ligne|ligne (?:n°|no|numero)? ?([1-9])\b|([1-9])l\b)")
_SPINE = re.compile(r"\b(?:lyse|fracture|tassement|vertebre|vertebral\w*|corps|fixation|os|osseu\w*|rachis|lombaire|sacrum|metastase\w*|meta\w*|lesion\w*|epidurite|niveau|[dtls]\d{1,2} ?[-,/]) ?(?:de |en |du |: ?)?$")


def line_number(plain: str, start: int, end: int) -> int | None:
    """The line named in these words, a lumbar vertebra (L3) left aside."""
    for found in LINE.finditer(plain, start, end):
        if found[1] and (_SPINE.search(plain[max(0, found.start() - 24) : found.start()]) or re.match(r" ?[-,/] ?[ls]\d", plain[found.end() : found.end() + 5])):
            continue
        if re.match(r" ?lignes? (?:anterieures?|de|systemiq|recues?|precedentes?|prealables?)", plain[found.start() + 1 : found.end() + 16]):
            continue  # a number of lines
        digits = next(filter(None, found.groups()))
        return _ORDINALS.get(digits) or int(digits)
    return None


def _line(note: Note, course: Course) -> int | None:
    regimen, plain = course.regimen, note.plain
    before = plain[course.before : regimen.start]
    cut = max(before.rfind(sign) for sign in (";", ">", " puis ", ". "))
    start = max(course.before + cut + 1, regimen.start - 60)
    if course.before > course.unit.start and re.search(r"[,>]|puis", before) is None:
        start = regimen.start
    return line_number(plain, start, regimen.start) or line_number(plain, regimen.start, course.scope)
