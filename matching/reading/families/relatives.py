"""Cancers of relatives, and the words that deny an earlier cancer of the patient.

    "K sein (mère, 45 ans). Son mari a eu un cancer du poumon. Il n'a jamais eu d'autre cancer"
    family_cancer_history true, prior_malignancy false; the passages of the mother and of the husband are set aside

A relative by marriage is somebody else, but no family history. A denial of one relative's cancer denies no other's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought

_THE_PATIENT = re.compile(
    r" ?(?:(?:chez )?(?:la |le )?patiente?|elle-meme|lui-meme|cas index) ?:"
)  # "ATCD fam : mère K ovaire. Patient : BRCA2"
_CARER = re.compile(
    r"(?:(?:accompagnee?|aidee?|entouree?|hebergee?|vit|vivant|presence|loge\w*|habite)(?: \w+)? (?:de|par|chez|avec)|avec) "
    r"(?:sa |son |ses |leur |une? )?$|personne de confiance[^.]{0,12}$"
)
_PARENT_OF = re.compile(rf" d[e'] ?(?:\w+ )?{phrases('own_parenthood')}")  # "mère de trois enfants" tells of the patient
_BETWEEN_TEAMS = re.compile(
    r"\b(?:proposition|decision|consultation|reunion|demande|conclusion|evaluation|prise en charge|avis)s? $"
)
_AT_HOME = re.compile(r"\bchez (?:sa|son|ses|leur|une?) $")
_BEARS_IT = re.compile(r" ?[,:]? ?(?:(?:un|une|des|notion d[e']) ?)?")
_DOUBTED = re.compile(  # "Soeur : cancer de la thyroïde ? (non documenté)", "Oncle : tumeur du foie, nature inconnue"
    r"[^.;,()\n]{0,40}(?:\?|\bnon (?:documente|confirme|prouve)|\bbenin|\bbenign|[(,]? ?(?:de )?nature (?:inconnue|indeterminee))"
)
_DENIED = re.compile(
    r"(?:pas d[e'] ?|aucune? |sans |absence d[e'] ?|ni d[e'] ?|ni |0 |non d[e'] ?)(?:autre |(?:autre )?cas d[e'] ?)?$"
)
_NONE_AFTER = re.compile(
    r"(?: de cancer| carcino\w*| connus?| notables?| particuliers?| neo\w*| oncologiques?)? ?[:=]? "
    r"?(?:\(?(?:aucune?s?|neant|rien|0|ras|non(?! (?:connu|rens|prec|doc|dispo))|nul|negatifs?|absents?)\b|"
    r"n(?= ?(?:[,;.)/|\n]|- |$))|-(?=[ ,.;\n]|$))"
)
_CANCER = r"(?:cancers?|carcino\w*|neoplas\w*|k|kc|oncolog\w*|tumeurs? malignes?)"
_NO_CANCER_AFTER = re.compile(  # "Dans la famille, pas de cancer"; of one organ it says nothing of the others
    rf"(?:,|:|=| -)? ?(?:(?:il|on) n[a-z' ]{{1,16}} )?"
    rf"(?:pas d[e'] ?|pas eu d[e'] ?|aucun |sans |absence d[e'] ?|ni )(?:autre |cas d[e'] ?|notion d[e'] ?)*{_CANCER}"
    r"(?P<one> (?:du|de la|de l'|des|d'|de)\b)?"
)
_OF_CANCER = re.compile(rf"[^.;\n]{{0,40}}\b{_CANCER}\b")
_OF_SOMETHING_ELSE = re.compile(r" (?:de |d'|du |des |cardi|corona|thromb|metabol|psych|allerg|neuro|diab|vascul|rhumat)")
_ORGAN_AND_AGE = re.compile(
    r"\b(?:mere|pere|soeur|frere|tante|oncle|cousine?|fille|fils|grand\S*(?: \w+)?) ?[:=(,]? ?\w+ ?(?:\(|a )?\d\d ?(?:ans|a\b)"
)
# "mère : côlon", "oncle paternel VADS", "frère opéré d'un rein", "tante suivie en 2019 (sein)"; of "opéré du rein" nobody knows
_THEN_ORGAN = re.compile(
    rf"(?: {phrases('which_relative')})* ?(?:[:=(+\u2020/-]+ ?)?(?:dcd|\u2020)? ?"
    rf"(?:{phrases('bears_a_cancer')}(?: en)?(?: (?:19|20)\d\d)? ?(?:\(|d'une? |pour une? |avec une? |: ?)|avec (?:une? )?)?"
)
_AND_AGE = re.compile(r"(?: aussi| egalement| [+x] ?\d?)? ?(?:(?:\(|a |vers |en )?\d\d ?(?:ans|a\b)|[.,;()+\n]|$|(?:et|ou)\b)")
_WORD_CANCER = re.compile(
    r"\b(?:cancers?|cancereu(?:x|se)|k|carcinomes?|leucemi(?:es?|ques?)|lymphomes?|melanomes?|neo|neoplasie|sarcomes?|tumeurs?|adk|"
    r"myelomes?|glioblastomes?|kc)\b"
)
_NO_CASE = re.compile(
    r"(?:pas d[e'] ?|aucun |sans |absence d[e'] ?|ni )(?:autre |cas d[e'] ?|antecedents? d[e'] ?|atcds? d[e'] ?)*$"
)
_ONE_OF = re.compile(r"chez (?:sa|son|la|le|une?) ")
_WHOLE_FAMILY = re.compile(r"(?:parents|freres et soeurs|fratrie|apparente\w*|famille|ascendant\w*|collateraux)$")
_IN_THE_FAMILY = re.compile(r"(?! ?[:=])[^.,;]{0,30}\b(?:fam\w*|parents|apparentes|fratrie|ascendants)\b")
_NEITHER = Sought(
    r"(?:pas d[e'] ?|\bni |aucun |sans |absence d[e'] ?)(?:antecedents?|atcds?) (?:\w+ )?(?:personnels?|"
    r"persos?\.?) (?:ni|ou|et) (?:fam\w*\.?)(?P<cancer> (?:de (?:cancer|k\b|neo)|carcino|neo|onco)\w*)?"
)
_NEVER = Sought(
    rf"(?:n'a|n'avait|pas|jamais)(?: jamais| pas)? (?:(?:eu|fait|presente|developpe|souffert) )+d[e'] ?(?:autre )?{_CANCER}\b"
    r"(?! (?:du|de la|de l'|des|d'|de)\b)"
)


# "0 cancer chez elle, 0 dans la famille", "pas de cancer, ni chez lui ni chez ses parents", "aucun cancer connu dans la famille"
_NONE_OF_ANYBODY = Sought(
    r"(?:\b(?:0|zero|aucun|rien|personne|jamais de)|\bpas d[e']) ?(?:autre )?"
    r"(?:(?:cancers?|k|neoplasies?)(?: connue?s?)?(?: a ce jour)?|(?:de )?notable)?"
    r"(?P<own>,? (?:ni )?chez (?:elle|lui|le patient|la patiente)\b| auparavant\b)?"
    rf"(?P<kin>,? ?(?:et |ni |0 |aucun |connu )*{phrases('all_of_the_family')}(?! (?:mat|pat)ernel))?(?! ?(?:,|\()? ?{phrases('but')})"
)
_ALL_FREE = re.compile(
    rf"(?: (?:d'origine|proche)| (?:et|/) (?:la )?fratrie)*(?: (?:est|sont))? indemnes?\b(?!(?: de | d')(?!{_CANCER}))"
)
_NO_CANCER_AT_ALL = re.compile(
    rf"(?:\bpas d[e'] ?|\baucune? |\bsans |\b0 )(?:autre )?{_CANCER}\b(?! (?:du|de la|de l'|des|d'|de)\b)"
)
_SOME_IN = re.compile(
    rf"(?<!aucun )\bcas (?:de |d'){_CANCER}\b[^.;,\n]{{0,30}}\b(?:dans|de) (?:la|sa) $"
)  # "deux cas de cancer du sein dans la famille"
_SEAT_ALONE = re.compile(r" ?: ?(?=[a-z])")
_NOBODY_IN = re.compile(r"\b(?:rien|personne)\b[^.;,\n]{0,24}$")  # "Rien de notable dans la famille"
_BUT = re.compile(rf"[^.;\n]{{0,24}}?\b{phrases('but')}")
_HIMSELF = re.compile(r"[,;(] ?(?:lui|elle|perso\w*|(?:elle|lui)-meme|(?:le |la )?patiente?) ?:")


def read(note: Note) -> None:
    """Sets the passages about relatives aside; says family_cancer_history, and prior_malignancy where it is denied."""
    of_the_patient = -1
    for unit in note.units:
        if unit.section == "family" and (_THE_PATIENT.match(note.plain, unit.start) or unit.start < of_the_patient):
            unit.section, of_the_patient = "history", note.line(unit.start)[1]
        if unit.section == "family":
            _family_section(note, unit.start, unit.end)
    for kin in note.anchors.get("kin", ()):
        if kin.id in ("relative", "by_marriage"):
            _relative(note, kin)
        elif kin.id == "family_history":
            _family_history(note, kin)
        else:
            _own_history(note, kin)
    _denials(note)


def _denials(note: Note) -> None:
    """What denies any cancer: of the patient, of the family, or of both."""
    for found in _NEITHER.finditer(note):
        if not found["cancer"] and _OF_SOMETHING_ELSE.match(note.plain, found.end()):
            continue
        note.say("patient.family_cancer_history", False, *found.span())
        if found["cancer"] or re.search(r"carcino|onco|neo", found.group()):
            note.say("patient.prior_malignancy", False, *found.span())
    for found in _NONE_OF_ANYBODY.finditer(note):
        if found["own"]:
            note.say("patient.prior_malignancy", False, *found.span())
        if found["kin"]:
            note.say("patient.family_cancer_history", False, *found.span())
    for found in _NEVER.finditer(note):
        if not note.is_other(found.start()):
            note.say("patient.prior_malignancy", False, *found.span())


def _family_section(note: Note, start: int, end: int) -> None:
    note.set_aside(start, end)
    denied = re.search(r"\b(?:pas d[e'] ?|aucun|neant|ras\b|sans )", note.plain[start:end])
    found = next((words for words in _cancer_words(note, start, end) if qualify(note, *words).status == "present"), None)
    if found is None and (organ := _ORGAN_AND_AGE.search(note.plain, start, end)):
        named = note.anchors_between("organ", organ.start(), organ.end())
        found = (named[0].start, named[0].end) if named else None  # "Mère : sein 45 ans", under the family's heading
    if found is None and (seat := _SEAT_ALONE.search(note.plain, start, end)):
        named = note.anchors_between("organ", seat.end(), seat.end() + 1)
        found = (
            (named[0].start, named[0].end) if named and _AND_AGE.match(note.plain, named[0].end) else None
        )  # "Famille : sein (2)"
    if found and not denied:
        note.say("patient.family_cancer_history", True, *found)
    elif (
        denied and not found and _NO_CANCER_AT_ALL.search(note.plain, start, end)
    ):  # "père : AVC, mère diabétique, pas de néoplasie"
        note.say("patient.family_cancer_history", False, start, end)


def _relative(note: Note, kin: Anchor) -> None:
    unit = note.unit_at(kin.start)
    preceding = note.plain[max(unit.start, kin.start - 40) : kin.start]
    before = _before_kin(note, kin, unit.start)
    if kin.id == "by_marriage" and _BETWEEN_TEAMS.search(preceding):
        return  # "Proposition conjointe : R-CHOP"
    words = before or next(_cancer_words(note, kin.end, min(unit.end, kin.end + 90)), None) or _organ_of(note, kin)
    bears_it = words and _BEARS_IT.fullmatch(note.plain, kin.end, max(kin.end, words[0]))  # "chez sa mère un cancer du pancréas"
    at_home = not before and not bears_it and _AT_HOME.search(preceding)
    if _CARER.search(preceding) or _PARENT_OF.match(note.plain, kin.end) or at_home:
        return
    if _WHOLE_FAMILY.search(note.plain[kin.start : kin.end]) and _ALL_FREE.match(note.plain, kin.end, unit.end):
        note.say("patient.family_cancer_history", False, kin.start, kin.end)
        return
    if not words and not (
        unit.section == "family" or re.search(r"^ ?:|mutation|mutee?\b|brca|lynch|porteu", note.plain[kin.end : unit.end])
    ):
        return
    himself = _HIMSELF.search(note.plain, kin.end, unit.end)  # "Mère K ovaire, lui : K sein 2018"
    end = himself.start() if himself else unit.end
    if himself and words and words[0] >= end:
        words = None
    if before:
        closing = note.plain.find(")", kin.end, unit.end)
        end = closing + 1 if "(" in note.plain[before[1] : kin.start] and closing > 0 else min(unit.end, kin.end + 30)
    note.set_aside(before[0] if before else kin.start, end)
    if not words or kin.id == "by_marriage" or _DOUBTED.match(note.plain, words[1]):
        return
    denied = re.search(rf"(?:pas d[e'] ?|aucun|sans |{phrases('free_of')})[^.;,]{{0,25}}$", note.plain[unit.start : words[0]])
    if not denied:
        note.say("patient.family_cancer_history", True, min(words[0], kin.start), max(words[1], kin.end))
    elif _denies_all(note, kin, words):
        note.say("patient.family_cancer_history", False, min(words[0], kin.start), max(words[1], kin.end))


def _organ_of(note: Note, kin: Anchor) -> tuple[int, int] | None:
    """Only the organ of a relative's cancer: "mère : côlon 62 ans", "soeur † ovaire"."""
    organ = next(iter(note.anchors_between("organ", kin.end, min(kin.end + 44, note.unit_at(kin.start).end))), None)
    if organ and _THEN_ORGAN.fullmatch(note.plain, kin.end, organ.start) and _AND_AGE.match(note.plain, organ.end):
        return organ.start, organ.end
    return None


def _denies_all(note: Note, kin: Anchor, words: tuple[int, int]) -> bool:
    """Is any cancer denied of all the family ("aucun cancer chez ses parents"), not one cancer or one relative's?"""
    between = note.plain[words[1] : kin.start]
    generic = re.fullmatch(_CANCER, note.plain[slice(*words)])
    return bool(
        generic
        and _NO_CASE.search(note.plain[max(0, words[0] - 40) : words[0]])
        and _WHOLE_FAMILY.search(note.plain[kin.start : kin.end])
        and re.fullmatch(r" (?:connu )?(?:chez|dans|parmi|de) (?:ses |les |sa |la |son )?", between)
    )


def _before_kin(note: Note, kin: Anchor, unit_start: int) -> tuple[int, int] | None:
    """The cancer named just before its bearer: "K sein chez la mère", "(sein : mère, côlon : oncle)", "K ovaire (tante)",
    "K prostate père"."""
    closes = re.match(r"(?: (?:ma|pa)ternel\w*)? ?(?:[.,;)\n]|et |\d\d ?a|a \d\d|$)", note.plain[kin.end : kin.end + 16])
    for start, end in reversed(list(_cancer_words(note, max(unit_start, kin.start - 60), kin.start))):
        between = note.plain[end : kin.start]
        if re.fullmatch(
            r"[^.;,]{0,30}?(?:chez (?:sa|son|ses|les|la|le|une?|l'un)(?: \w+)? ?|dans (?:sa |la )|\(|de (?:sa|son|"
            r"la) |: ?)(?:sa |son |"
            r"la |le |une? )?",
            between,
        ) or (closes and re.fullmatch(r" (?:(?:du |de )?\w+ )?", between)):
            return start, end
    organs = note.anchors_between("organ", max(unit_start, kin.start - 30), kin.start)
    if organs and note.unit_at(kin.start).section == "family" and _BEARER.fullmatch(note.plain, organs[-1].end, kin.start):
        return organs[-1].start, organs[-1].end  # "Hérédité : côlon (père)"
    return None


_BEARER = re.compile(r" ?\(?(?:chez |de |du )?(?:la |le |sa |son |cote )?")


def _cancer_words(note: Note, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Words of a cancer between two offsets: its name, or "cancer" with or without an organ."""
    spans = {
        (a.start, a.end)
        for family in ("tumour", "histology")
        for a in note.anchors_between(family, start, end)
        if a.end <= end and a.id != "MGUS"  # no cancer yet
    }
    spans |= {found.span() for found in _WORD_CANCER.finditer(note.plain, start, end)}
    yield from sorted(spans)


def _family_history(note: Note, kin: Anchor) -> None:
    unit = note.unit_at(kin.start)
    words = note.plain[kin.start : kin.end]
    about_cancer = bool(re.search(r"cancer|carcino|neoplas", words)) or bool(_OF_CANCER.match(note.plain, kin.end, unit.end))
    if words == "famille" and not about_cancer and note.plain.endswith("pas de ", 0, kin.start):
        return  # nobody of the family is left
    if _SOME_IN.search(note.plain, unit.start, kin.start) and not _DENIED.search(note.plain, unit.start, kin.start):
        note.say("patient.family_cancer_history", True, kin.start, kin.end)
        return
    no_cancer = _NO_CANCER_AFTER.match(note.plain, kin.end, unit.end)
    if _ALL_FREE.match(note.plain, kin.end, unit.end):
        note.say("patient.family_cancer_history", False, kin.start, kin.end)
        return
    if no_cancer and no_cancer["one"]:
        return
    denied = _DENIED.search(note.plain[max(0, kin.start - 18) : kin.start]) or _NONE_AFTER.match(note.plain, kin.end) or no_cancer
    denied = denied or _NOBODY_IN.search(note.plain, unit.start, kin.start)
    if denied and _BUT.match(note.plain, kin.end, unit.end):
        return  # "Pas d'ATCD familial hormis la mère"
    if denied and (about_cancer or not _OF_SOMETHING_ELSE.match(note.plain, kin.end, unit.end)):
        note.say("patient.family_cancer_history", False, kin.start, kin.end)
    elif about_cancer and not denied:
        note.say("patient.family_cancer_history", True, kin.start, kin.end)


def _own_history(note: Note, kin: Anchor) -> None:
    """ "Pas d'ATCD carcino perso" denies an earlier cancer; "pas d'antécédent de cancer dans la famille" one of the family."""
    denied = _DENIED.search(note.plain[max(0, kin.start - 18) : kin.start]) or _NONE_AFTER.match(note.plain, kin.end)
    if not denied:
        return
    if note.unit_at(kin.start).section == "family":  # "Familiaux : pas d'antécédent de cancer"
        note.say("patient.family_cancer_history", False, kin.start, kin.end)
        return
    if re.search(r"\bperso\w* (?:ni|ou|et) fam", note.plain[kin.start : kin.end + 20]):
        note.say("patient.family_cancer_history", False, kin.start, kin.end)
    if re.search(r"\bperso", note.plain[kin.start : kin.end + 7]) or not _IN_THE_FAMILY.match(note.plain, kin.end):
        note.say("patient.prior_malignancy", False, kin.start, kin.end)
    elif not _ONE_OF.search(note.plain[kin.end : kin.end + 40]):
        note.say("patient.family_cancer_history", False, kin.start, kin.end)
