"""Which tumour and which person a passage is about. Runs before every other family.

    "K sein G. ATCD : adénocarcinome du côlon pT3N1a en 2011. Mère : K ovaire"
    note.family "breast"; the passages of the colon and of the mother are `others`; both features true

The index tumour is the one that the title, the question and most of the note name. Another cancer is one of another organ
told in the history, dated in the past or said to be an antecedent, or the other breast (or lung, kidney) in the history.
Basal cell and in situ cervix carcinomas are other cancers, but no prior malignancy. Known limit: an earlier cancer of the
same organ and side is taken for the same one."""

from __future__ import annotations

import re
from collections import defaultdict

from matching.data_files import load_yaml
from matching.reading.dates import date_of
from matching.reading.families import relatives
from matching.reading.families.cancers import (
    AMBIGUOUS,
    ELSEWHERE,
    MASS,
    TELLING,
    Cancer,
    cancers,
    is_concluded,
    is_metastasis,
    places,
    telling,
)
from matching.reading.families.literature import set_aside_literature
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.tumour_types import family_of, is_a, organs, specific_type

# Families whose words are too general to tell two cancers apart, and families that may be two names of one disease.
_VAGUE = ("", "cup", "neuroendocrine", "paediatric", "adrenal")
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
_NOWADAYS = re.compile(r"\b(?:actuellement|ce jour|desormais|nouveau|nouvelle)\b[^.;]{0,30}$")
_PAST = re.compile(
    r"\b(?:antecedents?|atcds?|histoire d[e'](?! la maladie)|suivie? pour un ancien|en remission|remission complete|"
    r"gueri|guerie|consideree?s? comme? gueri|ancien|second cancer|autre cancer|deuxieme cancer|sans "
    r"recidive|traitee? (?:en|par|pour)|operee? en|opere d'un|indemne)\b"
)
_RESUMES = re.compile(
    r"\b(?:presente|decouverte|chez qui|adressee?|consulte|actuellement|actuel|apparition|hospitalisee?|"
    r"vient|referee?|recue? ce jour|motif)\b"
)
_CONTINUES = re.compile(
    r"(?:traite|opere|sans recidive|sans rechute|en remission|pas de recidive|irradie|exerese|chirurgie|suivi|guer|"
    r"considere|depuis|remission|surveillance|il avait|elle avait|(?:p|c|yp)t\d)"
)
_GOES_ON = re.compile(
    r" ?(?:et |puis |en |il y a |\(?(?:19|20)\d\d|t\d|[cpy]{1,2}t|gleason|stade|traite|opere|sans "
    r"recidive|sans rechute|en remission|gueri|considere|irradie|surveill|suivi|chir|radio|chimio|rt\b|prostatectomie|"
    r"hemicol|colectomie|mastectomie|tumorectomie|curie|folfox|hormono|tamoxi|letrozole|anastrozole|exemestane|anti-aromat|fec|lobectomie|rtuv|exerese|"
    r"adjuvant|resequ|conis|superficiel|non infiltrant|bas grade|haut grade|grade \d|sbr|r[012]\b|traitement|"
    r"en \w+ (?:19|20)\d\d|[);]|$)"
)
_LISTED = re.compile(r"\b(?:antecedents?|atcds?|histoire d[e'](?! la maladie))\b(?: ?:)?[^.;:]{0,160}$")
_FOLLOWED_FOR = re.compile(r"\bsuivie? (?:\w+ ){0,3}?pour (?:un |une )?$")
_YEARS_AFTER = re.compile(
    r"\bans apres (?:un |le |la |l'|une )?(?:traitement|irradiation|radiotherapie|mastectomie|chirurgie)\b[^.;,]{0,40}$"
)
_TREATED_IN = re.compile(r"[^.;]{0,60}\b(?:traite|opere|irradie)e? [^.;]{0,70}\ben (?:19|20)\d\d\b")
_TREATED_THEN = re.compile(rf"\b{phrases('treated_then')}")
_CURED = re.compile(rf"\b{phrases('cured')}")
_MEETING = re.compile(r"\b(?:rcp|reunion|staff|consultation)\b[^\n]{0,60}|[^\n]{0,40}\brcp\b")
_HAD = re.compile(r"\b(?:elle|il|patiente?) (?:a|avait) (?:deja )?(?:eu|presente|fait) une? (?:[\w-]+ )?$")
_MILD = ("BCC",)


def read(note: Note) -> None:
    """Fills `note.family` and sets passages aside; says prior_malignancy and family_cancer_history."""
    set_aside_literature(note)
    relatives.read(note)
    named = [cancer for cancer in cancers(note) if not note.is_other(cancer.start)]
    note.family = _index_family(note, named)
    for cancer in named:
        if _is_another(note, cancer, named):
            _set_aside(note, cancer, named)
    _other_side(note, named)
    _cured_before(note, named)
    _earlier_organs(note)


def _index_family(note: Note, named: list[Cancer]) -> str:
    """The family with the most to say for it: titles and questions weigh most, the history least."""
    score: dict[str, float] = defaultdict(float)
    title = note.units[min(2, len(note.units) - 1)].end if note.units else 0
    first = True
    several = len({cancer.family for cancer in named} - {"", "cup"}) > 1
    unknown = any(cancer.code == "CUP" and "inconnu" in note.plain[cancer.start : cancer.end] for cancer in named)
    if unknown and all(
        cancer.family in _VAGUE or _told_as_past(note, cancer) or MASS.fullmatch(note.plain[cancer.start : cancer.end])
        for cancer in named
    ):
        return "cup"
    discussed = _discussed(note)
    strangers = {cancer.family for cancer in named}.difference(discussed) if discussed else set()  # cancers of another speciality
    proper = {cancer.family for cancer in named if _is_proper(note, cancer)}
    definite = bool(proper) or any(
        cancer.family in ("neuroendocrine", "cup", "adrenal") and not MASS.fullmatch(note.plain, cancer.start, cancer.end)
        for cancer in named
    )
    mild = () if _nothing_else(note, named) else _MILD
    for cancer in named:
        section = note.unit_at(cancer.start).section
        words = note.plain[cancer.start : cancer.end]
        ambiguous, mass = AMBIGUOUS.fullmatch(words), MASS.fullmatch(words)
        if (
            cancer.family in ("", "cup")
            or cancer.code in mild
            or (mass and (definite or cancer.family == "adrenal" or words.endswith("s")) and cancer.family not in proper)
        ):
            score[cancer.family] += 0.05
        elif _told_as_later(note, cancer):
            score[cancer.family] += 0.2
        elif section == "history" or ((several or cancer.family in strangers) and _told_as_past(note, cancer)):
            score[cancer.family] += 0.1 if _of_a_past_year(note, cancer) else 0.3
        else:
            score[cancer.family] += (
                (0.3 if ambiguous or mass else 1) + 2 * (section == "question" or cancer.start < title) + first
            )
            first = first and bool(ambiguous)
            if _NOWADAYS.search(note.plain[max(0, cancer.start - 40) : cancer.start]):
                score[cancer.family] += 5
    if concluded := [cancer for cancer in named if is_concluded(note, cancer.start, cancer.end)]:
        score[concluded[-1].family] += 15
    _score_places(note, score, title)
    for family in discussed:
        score[family] += 1.5 if score.get(family, 0) > 0 else 0
    told_of = {note.unit_at(cancer.start).start for cancer in named}
    for finding in telling(note) if not proper else ():
        if note.unit_at(finding.start).start not in told_of:
            score[family_of(TELLING[finding.id])] += 0.5
    best = max(score, key=lambda family: score[family], default="")
    if best == "neuroendocrine":  # "TNE du pancréas": the organ says more
        best = next((cancer.family for cancer in named if cancer.family not in _VAGUE and is_a(cancer.code, "GEPNET")), best)
    return best if proper and score[best] >= 0.1 else _by_histology(note, best, score.get(best, 0), named)


def _by_histology(note: Note, best: str, score: float, named: list[Cancer]) -> str:
    """Where no cancer is named with its organ, or only an earlier one or a later second one: the family that most histologies may be of;
    but a mass of an organ that one of them may be of tells more ("nodule surrénalien", "lésions frontales" of a squamous carcinoma do not)."""
    votes = _families_of_histologies(note, named)
    own = [cancer for cancer in named if cancer.family == best]
    later = bool(own) and all(_told_as_later(note, cancer) for cancer in own)
    masses = bool(own) and all(MASS.fullmatch(note.plain, cancer.start, cancer.end) for cancer in own)
    before = bool(own) and {note.unit_at(cancer.start).start for cancer in own} <= _past_units(note, own)
    if votes and (score < 0.1 or later or ((masses or before) and best not in votes)):
        return max(votes, key=lambda family: votes[family])
    return best


def _score_places(note: Note, score: dict[str, float], title: int) -> None:
    """What the organs named outside the history add to the score of their family."""
    for place in places(note):
        if note.is_other(place.start) or is_metastasis(note, place):
            continue
        unit = note.unit_at(place.start)
        if unit.section in ("history", "family") or re.search(
            r"\b(?:antecedents?|atcds?)\b[^.;:]{0,70}$", note.plain[unit.start : place.start]
        ):
            continue
        early = place.start < min(title, 160)
        if early or place.family == "place":
            score[family_of(organs()[place.id].tumour_type)] += 2 if early else 0.4


def _discussed(note: Note) -> list[str]:
    """The families of cancers that a meeting of this speciality discusses, as the title says: "RCP de sénologie". In the order of the file,
    for the first of several goes first where nothing else tells."""
    title = _MEETING.search(note.plain, 0, 160)
    meetings: dict[str, list[str]] = load_yaml("vocabulary/meetings.yaml")
    words = title.group() if title else ""
    told = (families for stem, families in meetings.items() if stem in words)
    return list(dict.fromkeys(family for families in told for family in families))


def _nothing_else(note: Note, named: list[Cancer]) -> bool:
    """Is a mild cancer the only one that the note tells of? Then the note is about it."""
    spans = [(one.start, one.end) for one in named if one.code in _MILD]
    other = any(one.code not in _MILD and not MASS.fullmatch(note.plain, one.start, one.end) for one in named)
    beside = (one for one in note.anchors.get("histology", ()) if not any(start <= one.start < end for start, end in spans))
    return bool(spans) and not other and not telling(note) and not any(beside)


def _is_proper(note: Note, cancer: Cancer) -> bool:
    """Does the name say a cancer of now by itself, unlike a mass of an organ, a mild one or one of the history?"""
    mild = cancer.family in _VAGUE or cancer.code in _MILD or MASS.fullmatch(note.plain[cancer.start : cancer.end])
    past = note.unit_at(cancer.start).section == "history" or _told_as_past(note, cancer) or _told_as_later(note, cancer)
    if mild or past:
        return False
    axes = qualify(note, cancer.start, cancer.end, reach=False)
    return axes.status == "present" and axes.modality != "conditional"


def _families_of_histologies(note: Note, named: list[Cancer]) -> dict[str, int]:
    """The organs that the histologies of the note may be of, wherever these are said, and how often; the sentences of the history about
    a cancer of a past year are left out."""
    seats = [place for place in places(note) if not note.is_other(place.start) and not is_metastasis(note, place)]
    past = _past_units(note, named)
    votes: dict[str, int] = defaultdict(int)
    for histology in note.anchors.get("histology", ()):
        if note.is_other(histology.start) or note.unit_at(histology.start).start in past:
            continue
        for seat in seats:
            if code := specific_type(seat.id, histology.id):
                votes[family_of(code)] += 1
    return votes


def _past_units(note: Note, named: list[Cancer]) -> set[int]:
    """Where the sentences of the history begin that name a cancer beside a year."""
    units = (note.unit_at(cancer.start) for cancer in named if _of_a_past_year(note, cancer))
    return {unit.start for unit in units if unit.section == "history"}


def _told_as_past(note: Note, cancer: Cancer) -> bool:
    """Words of an antecedent before the name, in its clause, or a bare year and a treatment after it."""
    unit = note.unit_at(cancer.start)
    treated = _TREATED_THEN.search(note.plain, cancer.end, unit.end)
    listed = _LISTED.search(note.plain[max(unit.start, cancer.start - 200) : cancer.start])
    followed = _FOLLOWED_FOR.search(note.plain, unit.start, cancer.start) and _TREATED_IN.match(note.plain, cancer.end, unit.end)
    followed = followed or _YEARS_AFTER.search(note.plain, unit.start, cancer.start)
    dated = bool(treated) and _of_a_past_year(note, cancer)
    return dated or bool(followed) or bool(listed and not _RESUMES.search(listed.group()))


_LATER = re.compile(
    rf"\b(?:(?:\d{{1,2}}|{phrases('counts')}) (?:ans?|annees?|mois) (?:plus tard|apres)|secondairement|au cours du suivi)\b[^.;]{{0,60}}"
    r"\b(?:a|avait) (?:presente|developpe) (?:un |une )?(?:second |deuxieme |autre )?$"
)


def _told_as_later(note: Note, cancer: Cancer) -> bool:
    """ "Un an après, la patiente a présenté un adénocarcinome de l'endomètre": a second cancer, at the end of the story of the first."""
    unit = note.unit_at(cancer.start)
    return bool(_LATER.search(note.plain, unit.start, cancer.start))


def _of_a_past_year(note: Note, cancer: Cancer) -> bool:
    """Is the name followed by a bare year, in its segment? "cancer de prostate 2015", "T1aN0 en 2016"."""
    return bool(
        re.match(
            r"[^.;,:]{0,40}?(?:\(|\ben |\bd[e'] ?| )(?:19|20)\d\d(?![-/\d])",
            note.plain[cancer.end : note.unit_at(cancer.start).end],
        )
    )


def _is_another(note: Note, cancer: Cancer, named: list[Cancer]) -> bool:
    if cancer.code in _MILD and (
        cancer.family != note.family or any(other.code not in _MILD and other.family not in _VAGUE for other in named)
    ):
        return True
    if cancer.family == note.family or cancer.family in _VAGUE or any({cancer.family, note.family} <= alike for alike in _ALIKE):
        return False
    if _told_as_later(note, cancer):
        return True
    if _HAD.search(note.plain, max(0, cancer.start - 40), cancer.start) and (
        _dated_before(note, cancer) or _of_a_past_year(note, cancer)
    ):
        return True
    words = note.plain[cancer.start : cancer.end]
    if (
        AMBIGUOUS.fullmatch(words)
        or MASS.fullmatch(words)
        or ELSEWHERE.search(note.plain[max(0, cancer.start - 40) : cancer.start])
    ):
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
        or bool(_YEARS_AFTER.search(note.plain, unit.start, cancer.start))
        or _of_a_past_year(note, cancer)
        or "synchrone" in clause
    )


def _dated_before(note: Note, cancer: Cancer) -> bool:
    """Is the name dated two years or more before the last date of the note?"""
    date = date_of(note, cancer.start, cancer.end)
    unit = note.unit_at(cancer.start)
    if not date or not note.dates_between(unit.start, unit.end):
        return False
    return int(date[:4]) <= max(int(one.iso[:4]) for one in note.dates) - 2


def _set_aside(note: Note, cancer: Cancer, named: list[Cancer]) -> None:
    """The passage about another cancer: its clause, what follows in its sentence, and the sentences that go on with it."""
    start, end = _passage(note, cancer, named)
    note.set_aside(start, end)
    if cancer.code not in _MILD and not re.search(
        r"in[ -]situ[^.;,]{0,12}(?:col|cervi)|(?:col|cervi)[^.;,]{0,20}in[ -]situ|\bcin ?[123]?\b|dysplasi", note.plain[start:end]
    ):
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
    if resumed := _RESUMES.search(note.plain, cancer.end, unit.end):
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
        comma, link = note.plain.rfind(",", start, disease.start), note.plain.rfind(" et ", start, disease.start)
        cut = comma + 1 if comma > link else link + 4 if link >= 0 else -1
        if cut > 0 and not _GOES_ON.match(note.plain, cut):
            return cut
    return limit


def _clause_end(note: Note, start: int, limit: int) -> int:
    """In running text, how far the words about another cancer go: over the segments that tell its date, stage or treatment."""
    end, inside = start, False
    for segment in re.finditer(r"[^,()]*[,()]?", note.plain[start:limit]):
        if segment.start() and not inside and segment.group() != "," and not _GOES_ON.match(segment.group()):
            break
        end = start + segment.end()
        inside = (inside or segment.group().endswith("(")) and not segment.group().endswith(")")
    return end


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
            past = note.unit_at(cancer.start).section == "history" or _told_as_past(note, cancer)
            sides[past].append(("right" if right else "left", cancer))
    now = {side for side, _ in sides[False]}
    for side, cancer in sides[True]:
        if len(now) == 1 and side not in now:
            _set_aside(note, cancer, [])


def _cured_before(note: Note, named: list[Cancer]) -> None:
    """ "Antécédent carcinologique : carcinome de l'amygdale en 2014, rémission complète": cured years before, it is another cancer than the one
    of the same kind that the note goes on to tell of, unless a relapse is told."""
    if any(anchor.id == "relapse" for anchor in note.anchors.get("finding", ())):
        return
    later = [cancer for cancer in named if cancer.family == note.family and note.unit_at(cancer.start).section != "history"]
    for cancer in named:
        unit = note.unit_at(cancer.start)
        if cancer.family != note.family or unit.section != "history" or note.is_other(cancer.start):
            continue
        end = note.line(cancer.start)[1]
        if later and later[0].start > end and _of_a_past_year(note, cancer) and _CURED.search(note.plain, cancer.end, unit.end):
            _set_aside(note, cancer, [])


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
            note.say("patient.prior_malignancy", True, kin.start, seat.end)
