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
from collections.abc import Iterator
from typing import NamedTuple

from matching.reading.dates import date_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.tumour_types import family_of, organs, specific_type


class Cancer(NamedTuple):
    """A cancer that the note names: its tumour type (perhaps only that of its organ) and the family of that type."""

    start: int
    end: int
    code: str
    family: str


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
_OF = re.compile(
    r"(?: (?:infiltrante?|invasif|localisee?|metastatique|primitif|tumorale?|suspecte?|hypermetabolique|"
    r"evolutive?|bilaterale?|centrale?|ulcero\w*|de|du|des|de la|de l'|d'un|la|le|au niveau du|au niveau "
    r"de la|dans le|droite?|gauche)){0,4}[ ']?$"
)
_AMBIGUOUS = re.compile(
    r"rcc|ccr|cpc|cbc|mpm|tne|stm|lam|lf|net|nut|sse|crcc|mm|cne|cmt|cbp|ssm|cck|tgs|hcc|aml|cll|nhl|ilc|"
    r"idc|cup|cci|cli"
)
_NOT_PRIMARY = re.compile(
    r"(?:meta\w*|\bmets|secondaire\w*|hyperm\w*|carcinose|m\+|adp|adenopathies?|ganglion\w*|progression|"
    r"lesions|nodules|cirrhose|insuffisance|bilan|fonction|cytolyse|atteinte|irc|biopsie|ponction)(?: "
    r"\w+)? ?(?:et |, |de |du |de la )?$"
)
_MASS = re.compile(
    r"(?:masse|lesion|nodule|foyer|opacite|image|residu|lesion tumorale|formation tumorale|processus "
    r"expansif|tumeur)s?"
)
_NOWADAYS = re.compile(r"\b(?:actuellement|ce jour|desormais|nouveau|nouvelle)\b[^.;]{0,30}$")
_PAST = re.compile(
    r"\b(?:antecedents?|atcds?|histoire d[e']|suivie? pour un ancien|en remission|remission complete|"
    r"gueri|guerie|consideree?s? comme? gueri|ancien|second cancer|autre cancer|deuxieme cancer|sans "
    r"recidive|traitee? (?:en|par|pour)|operee? en|opere d'un|indemne)\b"
)
_ELSEWHERE = re.compile(
    r"(?:meta\w*|secondaire\w*|m\+|secondarisme|hypothese|versus|vs|diagnostic differentiel|eliminer|"
    r"elimine)[^.;]{0,20}$"
)
_RESUMES = re.compile(
    r"\b(?:presente|decouverte|chez qui|adressee?|consulte|actuellement|actuel|apparition|hospitalisee?|"
    r"vient|referee?|recue? ce jour|motif)\b"
)
_CONTINUES = re.compile(
    r"(?:traite|opere|sans recidive|en remission|pas de recidive|irradie|exerese|chirurgie|suivi|guer|"
    r"considere|depuis|remission|surveillance|il avait|elle avait|(?:p|c|yp)t\d)"
)
_GOES_ON = re.compile(
    r" ?(?:et |puis |en |il y a |\(?(?:19|20)\d\d|t\d|[cpy]{1,2}t|gleason|stade|traite|opere|sans "
    r"recidive|en remission|gueri|considere|irradie|surveill|suivi|chir|radio|chimio|rt\b|prostatectomie|"
    r"hemicol|colectomie|mastectomie|tumorectomie|curie|folfox|hormono|tamoxi|lobectomie|rtuv|exerese|"
    r"adjuvant|[);]|$)"
)
_CARER = re.compile(
    r"(?:accompagnee?|aidee?|entouree?|hebergee?|chez|avec|vit|vivant|presence) (?:de |par |chez |avec "
    r")?(?:sa|son|ses|leur|une?)? ?$|personne de confiance[^.]{0,12}$"
)
_DENIED = re.compile(r"(?:pas d[e'] ?|aucun |sans |absence d[e'] ?|ni d[e'] ?|ni |0 |non d[e'] ?)(?:autre )?$")
_NONE_AFTER = re.compile(
    r"(?: de cancer| carcino\w*| connus?| notables?| particuliers?| neo\w*| oncologiques?)? ?[:=]? "
    r"?(?:\(?(?:aucune?s?|neant|0|ras|non|nul|negatifs?|absents?)\b|-(?=[ ,.;\n]|$))"
)
_OF_CANCER = re.compile(r"[^.;\n]{0,25}\b(?:cancers?|carcino\w*|neoplasi\w*|k|oncolog\w*|neoplas\w*)\b")
_WORD_CANCER = re.compile(
    r"\b(?:cancers?|k|carcinomes?|leucemies?|lymphomes?|melanomes?|neo|neoplasie|sarcomes?|tumeurs?|adk|"
    r"myelomes?|glioblastomes?|kc)\b"
)
_MILD = ("BCC",)


def read(note: Note) -> None:
    """Fills `note.family` and `note.others`; says prior_malignancy and family_cancer_history."""
    _relatives(note)
    named = [cancer for cancer in cancers(note) if not note.is_other(cancer.start)]
    note.family = _index_family(note, named)
    for cancer in named:
        if _is_another(note, cancer):
            _set_aside(note, cancer, named)
    _other_side(note, named)
    _own_history(note)


def cancers(note: Note) -> list[Cancer]:
    """Every cancer named: a tumour's name, or a mass or a histology with the organ that follows it; in the order of the text."""
    found = {}
    for anchor in note.anchors.get("tumour", ()):
        words = note.plain[anchor.start : anchor.end]
        if not _AMBIGUOUS.fullmatch(words) or note.cased[anchor.start : anchor.end].isupper():
            found[anchor.start] = Cancer(anchor.start, anchor.end, anchor.id, family_of(anchor.id))
    taken = [(cancer.start, cancer.end) for cancer in found.values()]
    for head, organ in _placed(note):
        if any(start <= head.start < end for start, end in taken) or _ELSEWHERE.search(
            note.plain[max(0, head.start - 40) : head.start]
        ):
            continue
        code = (specific_type(organ, head.id) if head.family == "histology" else None) or organs()[organ].tumour_type
        found.setdefault(head.start, Cancer(head.start, head.end, code, family_of(organs()[organ].tumour_type)))
    return [found[start] for start in sorted(found)]


def _placed(note: Note) -> Iterator[tuple[Anchor, str]]:
    """Histologies and masses directly followed by their organ: "carcinome épidermoïde | du larynx", "masse | LSD"."""
    heads = [anchor for anchor in note.anchors.get("finding", ()) if anchor.id == "mass"] + note.anchors.get("histology", [])
    for place in places(note):
        for head in heads:
            if head.end <= place.start <= head.end + 40 and _OF.fullmatch(note.plain, head.end, place.start):
                yield head, place.id
                break


def places(note: Note) -> list[Anchor]:
    """Words for an organ, whichever vocabulary they are of; the id is the organ's name. In the order of the text."""
    known = organs()
    found = note.anchors.get("organ", []) + [anchor for anchor in note.anchors.get("place", ()) if anchor.id in known]
    return sorted(found, key=lambda anchor: anchor.start)


def is_metastasis(note: Note, place: Anchor) -> bool:
    """Is the organ word here the seat of a metastasis, of an examination or of a node?"""
    return bool(_NOT_PRIMARY.search(note.plain[max(0, place.start - 34) : place.start]))


def _index_family(note: Note, named: list[Cancer]) -> str:
    """The family with the most to say for it: titles and questions weigh most, the history least."""
    score: dict[str, float] = defaultdict(float)
    title = note.units[min(2, len(note.units) - 1)].end if note.units else 0
    first = True
    several = len({cancer.family for cancer in named} - set(_VAGUE)) > 1
    for cancer in named:
        section = note.unit_at(cancer.start).section
        ambiguous = _AMBIGUOUS.fullmatch(note.plain[cancer.start : cancer.end])
        if cancer.family in ("", "cup"):
            score[cancer.family] += 0.05
        elif several and (section == "history" or _told_as_past(note, cancer)):
            score[cancer.family] += 0.1 if _of_a_past_year(note, cancer) else 0.3
        else:
            vague = ambiguous or _MASS.fullmatch(note.plain[cancer.start : cancer.end])
            score[cancer.family] += (0.3 if vague else 1) + 2 * (section == "question" or cancer.start < title) + first
            first = first and bool(ambiguous)
            if _NOWADAYS.search(note.plain[max(0, cancer.start - 40) : cancer.start]):
                score[cancer.family] += 5
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
    return max(score, key=lambda family: score[family]) if score else ""


def _told_as_past(note: Note, cancer: Cancer) -> bool:
    """Words of an antecedent before the name, in its clause, or a bare year and a treatment after it."""
    unit = note.unit_at(cancer.start)
    treated = re.search(
        r"traitee?s? |operee? |sans recidive|en remission|gueri|surveillance|surveille", note.plain[cancer.end : unit.end]
    )
    return (bool(treated) and _of_a_past_year(note, cancer)) or bool(
        re.search(r"\b(?:antecedents?|atcds?|histoire d[e'])\b(?: ?:)?[^.;:]{0,40}$", note.plain[unit.start : cancer.start])
    )


def _of_a_past_year(note: Note, cancer: Cancer) -> bool:
    """Is the name followed by a bare year, in its segment? "cancer de prostate 2015", "T1aN0 en 2016"."""
    return bool(
        re.match(
            r"[^.;,:]{0,40}?(?:\(|\ben |\bd[e'] ?| )(?:19|20)\d\d(?![-/\d])",
            note.plain[cancer.end : note.unit_at(cancer.start).end],
        )
    )


def _is_another(note: Note, cancer: Cancer) -> bool:
    if cancer.family == note.family or cancer.family in _VAGUE or any({cancer.family, note.family} <= alike for alike in _ALIKE):
        return False
    words = note.plain[cancer.start : cancer.end]
    if (
        _AMBIGUOUS.fullmatch(words)
        or _MASS.fullmatch(words)
        or _ELSEWHERE.search(note.plain[max(0, cancer.start - 40) : cancer.start])
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
        or _of_a_past_year(note, cancer)
        or "synchrone" in clause
    )


def _dated_before(note: Note, cancer: Cancer) -> bool:
    """Is the name dated two years or more before the last date of the note?"""
    date = date_of(note, cancer.start, cancer.end)
    unit = note.unit_at(cancer.start)
    if not date or not any(unit.start <= one.start < unit.end for one in note.dates):
        return False
    return int(date[:4]) <= max(int(one.iso[:4]) for one in note.dates) - 2


def _set_aside(note: Note, cancer: Cancer, named: list[Cancer]) -> None:
    """The passage about another cancer: its clause, what follows in its sentence, and the sentences that go on with it."""
    start, end = _passage(note, cancer, named)
    note.others.append((start, end))
    if cancer.code not in _MILD and not re.search(
        r"in[ -]situ[^.;,]{0,12}(?:col|cervi)|(?:col|cervi)[^.;,]{0,20}in[ -]situ|\bcin ?[123]?\b|dysplasi", note.plain[start:end]
    ):
        note.say("patient.prior_malignancy", True, cancer.start, cancer.end)


def _passage(note: Note, cancer: Cancer, named: list[Cancer]) -> tuple[int, int]:
    unit = note.unit_at(cancer.start)
    index = note.units.index(unit)
    opening = max(note.plain.rfind(sign, unit.start, cancer.start) + 1 for sign in (",", ":", "(", "+"))
    start, end = max(unit.start, opening), unit.end
    stop = min(
        (other.start for other in named if other.start > cancer.end and other.family == note.family), default=len(note.plain)
    )
    if unit.section != "history":
        end = _clause_end(note, cancer.end, unit.end)
    if resumed := _RESUMES.search(note.plain, cancer.end, unit.end):
        stop = min(stop, resumed.start())
    for following in note.units[index + 1 :]:
        same_line = note.line(following.start) == note.line(unit.start)
        if end > stop or not same_line or following.start >= stop or not _CONTINUES.match(note.plain, following.start):
            break
        end = following.end
    return start, min(end, stop)


def _clause_end(note: Note, start: int, limit: int) -> int:
    """In running text, how far the words about another cancer go: over the segments that tell its date, stage or treatment."""
    end = start
    for segment in re.finditer(r"[^,()]*[,()]?", note.plain[start:limit]):
        if segment.start() and not _GOES_ON.match(segment.group()):
            break
        end = start + segment.end()
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


def _relatives(note: Note) -> None:
    """Passages about relatives, and whether one of them had a cancer."""
    for unit in note.units:
        if unit.section == "family":
            note.others.append((unit.start, unit.end))
            denied = re.search(r"\b(?:pas d[e'] ?|aucun|neant|ras\b|sans )", note.plain[unit.start : unit.end])
            found = next((a for a in _cancer_words(note, unit.start, unit.end) if qualify(note, *a).status == "present"), None)
            if found and not denied:
                note.say("patient.family_cancer_history", True, *found)
    for kin in note.anchors.get("kin", ()):
        if kin.id == "relative":
            _relative(note, kin)
        elif kin.id == "family_history":
            _family_history(note, kin)


def _relative(note: Note, kin: Anchor) -> None:
    unit = note.unit_at(kin.start)
    if _CARER.search(note.plain[max(unit.start, kin.start - 40) : kin.start]):
        return
    before = _before_kin(note, kin, unit.start)
    words = before or next(_cancer_words(note, kin.end, min(unit.end, kin.end + 90)), None)
    if not words and not (
        unit.section == "family" or re.search(r"^ ?:|mutation|mutee?\b|brca|lynch|porteu", note.plain[kin.end : unit.end])
    ):
        return
    end = unit.end
    if before:
        closing = note.plain.find(")", kin.end, unit.end)
        end = closing + 1 if "(" in note.plain[before[1] : kin.start] and closing > 0 else min(unit.end, kin.end + 30)
    note.others.append((before[0] if before else kin.start, end))
    negated = re.search(r"(?:pas d[e'] ?|aucun|sans )[^.;,]{0,25}$", note.plain[unit.start : words[0]]) if words else None
    if words and not negated:
        note.say("patient.family_cancer_history", True, min(words[0], kin.start), max(words[1], kin.end))


def _before_kin(note: Note, kin: Anchor, unit_start: int) -> tuple[int, int] | None:
    """The cancer named just before its bearer: "K sein chez la mère", "(sein : mère, côlon : oncle)", "K ovaire (tante)"."""
    for start, end in reversed(list(_cancer_words(note, max(unit_start, kin.start - 60), kin.start))):
        if re.fullmatch(
            r"[^.;,]{0,30}?(?:chez (?:sa|son|la|le|une?|ses|l'un)(?: \w+)? ?|\(|de (?:sa|son|la) |: ?)(?:sa |son |"
            r"la |le |une? )?",
            note.plain[end : kin.start],
        ):
            return start, end
    return None


def _cancer_words(note: Note, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Words of a cancer between two offsets: its name, or "cancer" with or without an organ."""
    spans = {
        (a.start, a.end)
        for family in ("tumour", "histology")
        for a in note.anchors.get(family, ())
        if start <= a.start and a.end <= end
    }
    spans |= {found.span() for found in _WORD_CANCER.finditer(note.plain, start, end)}
    yield from sorted(spans)


def _family_history(note: Note, kin: Anchor) -> None:
    unit = note.unit_at(kin.start)
    words = note.plain[kin.start : kin.end]
    about_cancer = bool(re.search(r"cancer|carcino|neoplas", words)) or bool(_OF_CANCER.match(note.plain, kin.end, unit.end))
    denied = _DENIED.search(note.plain[max(0, kin.start - 18) : kin.start]) or _NONE_AFTER.match(note.plain, kin.end)
    if denied:
        note.say("patient.family_cancer_history", False, kin.start, kin.end)
    elif about_cancer:
        note.say("patient.family_cancer_history", True, kin.start, kin.end)


_NEITHER = re.compile(
    r"(?:pas d[e'] ?|\bni |aucun |sans |absence d[e'] ?)(?:antecedents?|atcds?) (?:\w+ )?(?:personnels?|"
    r"persos?\.?) (?:ni|ou|et) (?:fam\w*\.?)(?P<cancer> (?:de (?:cancer|k\b|neo)|carcino|neo|onco)\w*)?"
)


def _own_history(note: Note) -> None:
    """ "Pas d'ATCD carcino perso" denies an earlier cancer; "ni personnel ni familial" denies both."""
    for found in _NEITHER.finditer(note.plain):
        note.say("patient.family_cancer_history", False, *found.span())
        if found["cancer"] or re.search(r"carcino|onco|neo", found.group()):
            note.say("patient.prior_malignancy", False, *found.span())
    for anchor in note.anchors.get("kin", ()):
        if anchor.id != "own_history":
            continue
        denied = _DENIED.search(note.plain[max(0, anchor.start - 18) : anchor.start]) or _NONE_AFTER.match(note.plain, anchor.end)
        if denied and not re.match(r"[^.,;]{0,10}fam", note.plain[anchor.end : anchor.end + 14]):
            note.say("patient.prior_malignancy", False, anchor.start, anchor.end)
