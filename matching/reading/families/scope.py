"""Which tumour and which person a passage is about. Runs before every other family.

    "K sein G. ATCD : adénocarcinome du côlon pT3N1a en 2011. Mère : K ovaire"
    note.family "breast"; the passages of the colon and of the mother are `others`; both features true

The index tumour is the one that the title, the question and most of the note name. Another cancer is one of another organ
told in the history, dated in the past or said to be an antecedent, or the other breast (or lung, kidney) in the history.
Basal cell and in situ cervix carcinomas are other cancers, but no prior malignancy. Known limit: an earlier cancer of the
same organ and side is taken for the same one."""

from __future__ import annotations

import re

from matching.reading.courses.ours import SPREAD, for_benign_disease, operated_families
from matching.reading.dates import date_of
from matching.reading.families import relatives
from matching.reading.families.cancers import AMBIGUOUS, ELSEWHERE, MASS, Cancer, cancers, found_by_chance, places
from matching.reading.families.index import MILD, VAGUE, index_family
from matching.reading.families.literature import set_aside_literature
from matching.reading.families.past_cancers import RESUMES, YEARS_AFTER, of_a_past_year, told_as_later, told_as_past
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought
from matching.tumour_types import family_of, is_a, organs

# Families that may be two names of one disease.
_ALIKE = (
    {"bladder", "urothelial"},
    {"lymphoma", "leukaemia", "myeloma"},
    {"sarcoma", "gist", "endometrium", "stomach", "small_bowel"},
    {"ovary", "endometrium"},
    {"stomach", "oesophagus"},
    {"colorectal", "anus"},
    {"liver", "biliary"},
    {"mesothelioma", "lung"},
    {"endometrium", "cervix"},
    {"vulva", "cervix"},
    {"pancreas", "biliary"},
    {"skin", "eye"},
)
_PAST = re.compile(
    r"\b(?:antecedents?|atcds?|histoire d[e'](?! la maladie)|suivie? pour un ancien|en remission|remission complete|"
    r"gueri|guerie|consideree?s? comme? gueri|ancien|second cancer|autre cancer|deuxieme cancer|sans "
    r"recidive|traitee? (?:en|par|pour|a \d\d? ans)|operee? en|opere d'un|indemne|"
    r"(?:retire|enleve|reseque|excise)e?s? (?:en|il y a)|dans l'enfance|surveillance active)\b"
)
_CONTINUES = re.compile(
    r"(?:traite|opere|sans recidive|sans rechute|en remission|pas de recidive|irradie|exerese|chirurgie|suivi|guer|"
    r"considere|depuis|remission|surveillance|il avait|elle avait|(?:p|c|yp)t\d)"
)
_GOES_ON = re.compile(
    r" ?(?:et |puis |en |il y a |\(?(?:19|20)\d\d|t\d|[cpy]{1,2}t|gleason|stade|traite|opere|sans "
    r"recidive|sans rechute|en remission|gueri|considere|irradie|surveill|suivi|chir|radio|chimio|rt\b|prostatectomie|"
    r"hemicol|colectomie|mastectomie|tumorectomie|curie|folfox|hormono|tamoxi|letrozole|anastrozole|exemestane|anti-aromat|fec|lobectomie|rtuv|exerese|"
    r"adjuvant|resequ|conis|superficiel|dernier (?:psa|ace|ca ?\d+|controle)|psa\b|"
    r"non infiltrant|bas grade|haut grade|grade \d|sbr|r[012]\b|traitement|"
    r"en \w+ (?:19|20)\d\d|complete|irath|iode|retire|enleve|[);]|$)"
)
_TREATMENTS = ("drug", "drug_class", "protocol", "procedure")
_CURED = re.compile(rf"\b{phrases('cured')}")
_AGED = re.compile(r"[^.;,:\n]{0,24}? \(?(?:vers |des )?(?:a|a l'age de) (?:\d\d? ans|l'age de)\b")  # "Hodgkin à 24 ans"
_STAGED = re.compile(
    r"\b(?:y?[cp]?t(?:a|is|[0-4][a-d]?)(?: ?n[0-3x+])?|[bh]g|(?:bas|haut) grade|bcg|carcinom\w*|cancer\w*|gleason|"
    rf"{phrases('of_a_cancer')})\b"
)
_CERVIX_IN_SITU = re.compile(
    r"in[ -]situ[^.;,]{0,12}(?:col|cervi)|(?:col|cervi)[^.;,]{0,20}in[ -]situ|\bcin ?[123]?\b|dysplasi"
)  # no earlier cancer
_CLOSED_CASE = Sought(rf"\b{phrases('closed_case')}")
_BENIGN = ("MNG", "SCHW", "PTAD")  # meningioma, schwannoma, adenoma of the pituitary: no cancer without words of their malignancy
_SEGMENT = 80  # characters: how far the words about such an operation may go
_BARE_YEAR = re.compile(r"(?<![/.\d-])(?:19|20)\d\d(?![/.\d-])")
_EXCISED = re.compile(r"\b(?:breslow|exerese)\b")  # of another melanoma than the one told further on
_HAD = re.compile(r"\b(?:elle|il|patiente?) (?:a|avait) (?:deja )?(?:eu|presente|fait) une? (?:[\w-]+ )?$")


def read(note: Note) -> None:
    """Fills `note.family` and sets passages aside; says prior_malignancy and family_cancer_history."""
    set_aside_literature(note)
    relatives.read(note)
    _set_aside_closed(note)
    named = [cancer for cancer in cancers(note) if not note.is_other(cancer.start)]
    note.family = index_family(note, named)
    for cancer in named:
        if _is_another(note, cancer, named):
            _set_aside(note, cancer, named)
    _other_side(note, named)
    _cured_before(note, named)
    _earlier_organs(note)
    _operated_elsewhere(note)
    for operation in note.anchors.get("procedure", ()):
        if for_benign_disease(note, operation.end):
            note.set_aside(operation.start, operation.end)  # nor is its side that of the tumour


def _set_aside_closed(note: Note) -> None:
    """ "Sein droit : CCI opéré, dossier clos. Question de ce jour = sein gauche": the tumour that is not discussed."""
    for closed in _CLOSED_CASE.finditer(note):
        unit = note.unit_at(closed.start())
        note.set_aside(unit.start, unit.end)


def _is_another(note: Note, cancer: Cancer, named: list[Cancer]) -> bool:
    if cancer.code in MILD and (
        cancer.family != note.family or any(other.code not in MILD and other.family not in VAGUE for other in named)
    ):
        return True
    if cancer.family not in (note.family, "", "cup") and found_by_chance(note, cancer):
        return True
    vague = cancer.family in VAGUE and not (cancer.family == "paediatric" and note.unit_at(cancer.start).section == "history")
    if cancer.family == note.family or vague or any({cancer.family, note.family} <= alike for alike in _ALIKE):
        return False
    if told_as_later(note, cancer):
        return True
    if _HAD.search(note.plain, max(0, cancer.start - 40), cancer.start) and (
        _dated_before(note, cancer) or of_a_past_year(note, cancer)
    ):
        return True
    words = note.plain[cancer.start : cancer.end]
    if AMBIGUOUS.fullmatch(words) or MASS.fullmatch(words) or ELSEWHERE.search(note, max(0, cancer.start - 40), cancer.start):
        return False
    axes = qualify(note, cancer.start, cancer.end)
    if axes.status != "present" or axes.modality in ("conditional", "planned"):
        return False
    unit = note.unit_at(cancer.start)
    clause = note.plain[unit.start : unit.end]
    return (
        unit.section == "history"
        or axes.temporality == "past"
        or bool(_PAST.search(clause))
        or _dated_before(note, cancer)
        or bool(YEARS_AFTER.search(note.plain, unit.start, cancer.start))
        or of_a_past_year(note, cancer)
        or told_as_past(note, cancer)
        or bool(_AGED.match(note.plain, cancer.end, unit.end))
        or "synchrone" in clause
    )


def _dated_before(note: Note, cancer: Cancer) -> bool:
    """Is the name dated two years or more before the last date of the note?"""
    date = date_of(note, cancer.start, cancer.end)
    unit = note.unit_at(cancer.start)
    if not date or not note.dates_between(unit.start, unit.end):
        return False
    return int(date[:4]) <= int(note.last_date[:4]) - 2


def _set_aside(note: Note, cancer: Cancer, named: list[Cancer]) -> None:
    """The passage about another cancer: its clause, what follows in its sentence, and the sentences that go on with it."""
    start, end = _passage(note, cancer, named)
    note.set_aside(start, end)
    if cancer.code not in (*MILD, *_BENIGN) and not _CERVIX_IN_SITU.search(note.plain, start, end):
        note.say("patient.prior_malignancy", True, cancer.start, cancer.end)


def _passage(note: Note, cancer: Cancer, named: list[Cancer]) -> tuple[int, int]:
    unit = note.unit_at(cancer.start)
    index = note.units.index(unit)
    opening = max(note.plain.rfind(sign, unit.start, cancer.start) + 1 for sign in (",", ":", "(", "+", ". "))
    if note.anchors_between("comorbidity", max(unit.start, opening), cancer.start):
        opening = max(opening, note.plain.rfind(" et ", unit.start, cancer.start) + 1)  # "d'artérite et de carcinome de vessie"
    start, end = max(unit.start, opening), unit.end
    stop = min(
        (other.start for other in named if other.start > cancer.end and other.family == note.family), default=len(note.plain)
    )
    end = _before_comorbidity(note, cancer.end, unit.end)
    if unit.section != "history":
        end = min(end, _clause_end(note, cancer.end, unit.end))
    if resumed := RESUMES.search(note.plain, cancer.end, unit.end):
        stop = min(stop, resumed.start())
    for following in note.units[index + 1 :]:
        same_line = note.line(following.start) == note.line(unit.start)
        if end > stop or not same_line or following.start >= stop or not _CONTINUES.match(note.plain, following.start):
            break
        end = following.end
    return start, min(end, stop)


def _before_comorbidity(note: Note, start: int, limit: int) -> int:
    """In a list of antecedents, the words about the other cancer end at the comma or the "et" before the first other disease."""
    for disease in note.anchors.get("comorbidity", ()):
        if not start <= disease.start < limit:
            continue
        if note.plain.count("(", start, disease.start) > note.plain.count(")", start, disease.start):
            continue  # "ADK prostate 2016 (PR, pT2c)"
        comma = max(note.plain.rfind(",", start, disease.start), note.plain.rfind("|", start, disease.start))
        link = note.plain.rfind(" et ", start, disease.start)
        cut = comma + 1 if comma > link else link + 4 if link >= 0 else -1
        if cut > 0 and not _GOES_ON.match(note.plain, cut):
            return cut
    return limit


def _clause_end(note: Note, start: int, limit: int) -> int:
    """In running text, how far the words about another cancer go: over the segments that tell its date, stage or treatment."""
    end, inside = start, False
    for segment in re.finditer(r"[^,()]*[,()]?", note.plain[start:limit]):
        here, told = start + segment.start(), start + segment.end()
        goes_on = inside or segment.group() == "," or _GOES_ON.match(segment.group()) or _names_a_treatment(note, here, told)
        if segment.start() and not goes_on:
            break
        end = start + segment.end()
        inside = (inside or segment.group().endswith("(")) and not segment.group().endswith(")")
    return end


def _names_a_treatment(note: Note, start: int, end: int) -> bool:
    """ "K sein 2011 : tumorectomie, 4 TC, RTE": a treatment that bears no date of its own goes on with the cancer named before it."""
    if any(len(date.iso) > 4 for date in note.dates_between(start, end)):
        return False
    return any(note.anchors_between(family, start, end) for family in _TREATMENTS)


def _other_side(note: Note, named: list[Cancer]) -> None:
    """In the history, a cancer of the other breast (lung, kidney) than the one the rest of the note tells of is another
    cancer."""
    sides: dict[bool, list[tuple[str, Cancer]]] = {True: [], False: []}
    for cancer in named:
        words = re.match(
            r"[^.,;:\n]{0,14}? (?:(?P<right>droite?|dte?)|(?P<left>gauche|gche))\b", note.plain[cancer.end : cancer.end + 30]
        )
        letter = re.match(r"[^.,;:\n]{0,8}? ([DG])\b", note.cased[cancer.end : cancer.end + 14])
        if cancer.family == note.family and (words or letter):
            right = bool(words and words["right"]) or bool(letter and letter[1] == "D")
            past = note.unit_at(cancer.start).section == "history" or told_as_past(note, cancer)
            sides[past].append(("right" if right else "left", cancer))
    now = {side for side, _ in sides[False]}
    for side, cancer in sides[True]:
        if len(now) == 1 and side not in now:
            _set_aside(note, cancer, [])


def _cured_before(note: Note, named: list[Cancer]) -> None:
    """ "Antécédent carcinologique : carcinome de l'amygdale en 2014, rémission complète": cured years before, it is another cancer than the one
    of the same kind that the note goes on to tell of, unless a relapse is told; so is one of another seat of the head and neck."""
    if any(anchor.id == "relapse" for anchor in note.anchors.get("finding", ())):
        return
    later = [cancer for cancer in named if cancer.family == note.family and note.unit_at(cancer.start).section != "history"]
    seats = _head_and_neck_seats(note) if note.family == "head_neck" else set()
    for cancer in named:
        unit = note.unit_at(cancer.start)
        if cancer.family != note.family or unit.section != "history" or note.is_other(cancer.start):
            continue
        elsewhere = seats and cancer.code not in seats
        done = _CURED.search(note.plain, cancer.end, unit.end) or (
            note.family == "skin" and _EXCISED.search(note.plain, cancer.end, unit.end)
        )
        over = later and later[0].start > note.line(cancer.start)[1] and done
        if (elsewhere or over) and of_a_past_year(note, cancer):
            _set_aside(note, cancer, [])


def _head_and_neck_seats(note: Note) -> set[str]:
    """The tumours of the head and neck that the seats named outside the history are of: "T actuelle : sinus piriforme"."""
    types = {place.start: organs()[place.id].tumour_type for place in places(note)}
    aside = ("history", "question", "proposal", "wishes")
    told = {code for start, code in types.items() if note.unit_at(start).section not in aside and not note.is_other(start)}
    return {code for code in told if is_a(code, "HNSC") and code != "HNSC"}


def _earlier_organs(note: Note) -> None:
    """ "ATCD cancer : sein G 2009 (CCI pT1N0), guérie": an organ after the heading is that of an earlier cancer."""
    for kin in note.anchors.get("kin", ()):
        if kin.id != "own_history" or note.is_other(kin.start):
            continue
        unit = note.unit_at(kin.start)
        seat = next((place for place in places(note) if kin.end <= place.start < min(kin.end + 12, unit.end)), None)
        if seat is None or not re.fullmatch(r" ?[:=-]? ?(?:k |du |de la |de l'|de )?", note.plain[kin.end : seat.start]):
            continue
        family = family_of(organs()[seat.id].tumour_type)
        if family != note.family:
            end = _before_comorbidity(note, seat.end, unit.end)
            note.set_aside(seat.start, end)
            if _CERVIX_IN_SITU.search(note.plain, seat.start, end):
                continue
            note.say("patient.prior_malignancy", True, kin.start, seat.end)


def _operated_elsewhere(note: Note) -> None:
    """ "pTa 2015 (RTUV)", "néphro-urétérectomie 2014, pT2" in a note about the lung: an earlier cancer of an organ that this tumour is not of."""
    for operation in note.anchors.get("procedure", ()):
        families = operated_families().get(operation.id)
        unit = note.unit_at(operation.start)
        if not (families and note.family) or note.family in families or note.is_other(operation.start):
            continue
        if for_benign_disease(note, operation.end):
            continue
        begun = max(unit.start, operation.start - _SEGMENT)
        start = max(begun, *(note.plain.rfind(sign, begun, operation.start) + 1 for sign in (",", ":", "+")))
        before = max(begun, note.plain.rfind(",", begun, start - 1) + 1)
        if _STAGED.search(note.plain, before, start) and not note.anchors_between("comorbidity", before, start):
            start = before
        end = _clause_end(note, operation.end, min(unit.end, operation.end + _SEGMENT))
        if _CERVIX_IN_SITU.search(note.plain, start, end):
            continue
        dated = unit.section == "history" or _BARE_YEAR.search(note.plain, start, end)
        cancerous = _STAGED.search(note.plain, start, end) or note.anchors_between("histology", operation.end, end)
        if dated and cancerous and not SPREAD.search(note.plain, unit.start, unit.end):
            note.set_aside(start, end)
            note.say("patient.prior_malignancy", True, operation.start, operation.end)
