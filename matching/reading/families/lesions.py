"""What the words say of a lesion of one organ: present, negated, or neither.

    "doute sur une méta osseuse -> IRM : hémangiome"    negated
    "nodule surrénalien à contrôler"                    neither

Present where they call it metastatic, or tell a lesion of it in a disease said to be metastatic; negated where it is denied,
normal or benign; neither where it is suspected.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from matching.reading.families import unaffected
from matching.reading.families.explained import turned_out_benign
from matching.reading.families.lesion import CALLED, NO_ORGAN, Lesion
from matching.reading.families.relapse import is_before_relapse
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import IS, phrases
from matching.reading.qualifiers import qualify

_UNSAID = "unsaid"  # what a rule answers where the words say neither
_OF_NOW = re.compile(r"\b(?:lesions?|nodules?|biops\w*|tdm|scanner|tep|irm|m\+)\b")
# "RAS poumon", "rien au foie ni au poumon"
_NOTHING_AT = re.compile(
    r"(?:^|[;,.:=(-] ?|\b(?:et|ni|mais) )(?:ras|rien)(?: (?:d'evolutif|de suspect|de nouveau|d'autre))? ?"
    r"(?:(?:au niveau )?(?:au |aux |a la |a l'|en |sur le |dans le |du |des |de la )?[\w-]*(?:,| et| ni| ou) ){0,3}"
    r"(?:au niveau )?(?:au |aux |a la |a l'|en |sur le |dans le |du |des |de la )?$"
)
# "Bilan d'extension négatif (foie, os)"
_NEGATIVE_LIST = re.compile(
    r"\b(?:bilan|extension|examens?|imagerie|tap|tdm|tep|scanner)\b[^.;(:\n]{0,50}\b(?:neg|negati\w*|normal\w*|sans anomalie) ?"
    r"[(:] ?(?:[^.;:()\n]{1,30}(?:,|\bet) ?)*(?:le |la |les |l')?$"
)
_NEITHER = re.compile(r"\bni (?:le |la |les |l')$")  # "ni le foie, ni l'os ne sont atteints"
_IS_REACHED = re.compile(rf"[^.;\n]{{0,40}}?\bn(?:e |')(?:{IS}|paraissent|montr\w+|presente\w*)")
_AND_A = re.compile(r"\bet (?:une?|des|de multiples) (?:\w+ )?$")  # "sans lyse cartilagineuse et un nodule pulmonaire"
_ANOTHER_CLAUSE = re.compile(r", et (?:des|une|de multiples) (?:\w+ )?$")  # "sans métastase hépatique, et des adénopathies"
_HEALED = re.compile(r"[^.;\n]{0,40}?\b(?:calcifi|granulom|non retenu)")  # no longer too small to say
_CYSTIC_TUMOUR = re.compile(r"\b(?:masse|tumeur|formation)s? (?:\w+-)?(?:multi)?kysti|\bmasses? [^.;,]{0,40}\bcalcifi")
_PLUS = re.compile(r"(?: \w+\.?)? ?[:=]? ?(?:\(?\+\)?(?=[ ,;.)/\n]|$)|oui\b)")  # "sites : foie +, poumon oui, péritoine -"
_LIST_OF_SITES = re.compile(r"\bsites?(?: (?:metastatiques?|secondaires?|atteints?))? ?:")
_DENIED_FROM = 40  # characters over which a denial reaches


def status_of(note: Note, anchor: Anchor, metastatic: bool) -> str | None:
    """present, negated, or None where the words say neither: the first rule that answers decides. `metastatic`: the disease is said to be."""
    lesion = Lesion.at(note, anchor, metastatic)
    status = next(filter(None, (rule(lesion) for rule in _RULES)), _UNSAID)
    if status == _UNSAID:
        return "negated" if turned_out_benign(lesion) else None
    return status


def _told_aside(lesion: Lesion) -> str:
    """In the history of a family or of the patient, what is not called a metastasis is none."""
    note, anchor, unit = lesion.note, lesion.anchor, lesion.unit
    if unit.section not in ("family", "habits", "history"):
        return ""
    relapsed = note.relapse is not None and note.relapse.start < anchor.start
    of_now = relapsed or (lesion.metastatic and _OF_NOW.search(note.plain, unit.start, unit.end))
    if unit.section == "history" and of_now:
        return ""
    return "" if CALLED.search(note.plain[max(unit.start, anchor.start - 30) : anchor.end + 20]) else _UNSAID


def _denied(lesion: Lesion) -> str:
    """Denied before, normal or ruled out after, or examined and found normal. An organ "indemne" of the specimen is not denied."""
    if not (_denied_before(lesion) or _denied_after(lesion)) or _ANOTHER_CLAUSE.search(lesion.before):
        return ""
    return _UNSAID if lesion.is_of_the_specimen() and not lesion.examined else "negated"


def _denied_before(lesion: Lesion) -> bool:
    of_the_last = lesion.before.endswith(", ") and lesion.grows()  # "plèvre sans lésion, foie évolutif"
    if (unaffected.DENIED.search(lesion.before) and not of_the_last) or _NOTHING_AT.search(lesion.before):
        return True
    neither = _NEITHER.search(lesion.before) and _IS_REACHED.match(lesion.after)
    return bool(neither or _NEGATIVE_LIST.search(lesion.before))


def _denied_after(lesion: Lesion) -> bool:
    ruled_out = unaffected.RULED_OUT.match(lesion.note.plain, lesion.anchor.end, lesion.unit.end)
    return _said_normal(lesion) or bool(ruled_out) or (lesion.examined and _found_normal(lesion))


def _said_normal(lesion: Lesion) -> bool:
    """ "Foie et os normaux"; not of this organ in "3 lésions hépatiques (max 24 mm), pas d'atteinte pulmonaire"."""
    normal = unaffected.NORMAL.match(lesion.after)
    if normal is None:
        return False
    end = lesion.anchor.end + normal.end()
    return not ("," in normal.group() and lesion.note.anchors_between("site", end, end + 4))


def _too_small(lesion: Lesion) -> str:
    """Micronodules are neither, unless they are called metastases or healed."""
    small = "micronodul" in lesion.before[-40:] and not lesion.metastatic
    return _UNSAID if small and not CALLED.search(lesion.clause) and not _HEALED.match(lesion.after) else ""


def _benign(lesion: Lesion) -> str:
    benign = unaffected.BENIGN.search(lesion.clause) or unaffected.SAID_BENIGN.match(lesion.after)
    if not benign or CALLED.search(lesion.clause):
        return ""
    if CALLED.search(lesion.words) or _CYSTIC_TUMOUR.search(lesion.clause) or lesion.examined:
        return _UNSAID
    return _UNSAID if lesion.anchor.id in NO_ORGAN and not lesion.follows_a_lesion() else "negated"


def _benign_beside(lesion: Lesion) -> str:
    beside = unaffected.BENIGN_BESIDE.match(lesion.after)
    if not beside or not lesion.is_one() or CALLED.search(lesion.before[-40:] + beside.group()):
        return ""
    return _UNSAID if beside["doubt"] else "negated"


# "doute sur une méta osseuse -> IRM : hémangiome, pas de méta"
_DOUBT = re.compile(r"\b(?:doute|suspicion|suspectee?s?|evoquee?s?)\b[^.;,\n]{0,24}$")
_SETTLED = re.compile(
    rf"[^.;\n]{{0,30}}?(?:-?>|=>|:) ?[^.;\n]{{0,40}}?(?:\bpas d[e'] ?(?:meta|lesion|localisation)|{phrases('benign_lesion')}|"
    rf"{phrases('benign_words')}|\b(?:infirme|elimine|non confirme)e?s?\b)"
)


def _doubt_settled(lesion: Lesion) -> str:
    return "negated" if _DOUBT.search(lesion.before) and _SETTLED.match(lesion.after) else ""


def _qualified(lesion: Lesion) -> str:
    """What cues say: another person's, doubtful, conditional, or denied from near by."""
    axes = qualify(lesion.note, lesion.anchor.start, lesion.anchor.end)
    if (
        axes.experiencer == "family"
        or axes.status == "uncertain"
        or axes.modality in ("conditional", "contraindicated", "refused")
    ):
        return _UNSAID
    if unaffected.UNSURE.search(lesion.clause) or _unsure_beside(lesion):
        return _UNSAID
    if axes.status != "negated" or not axes.cue or _AND_A.search(lesion.before):
        return ""
    if not 0 <= lesion.anchor.start - axes.cue[1] < _DENIED_FROM:
        return ""
    return "negated" if lesion.follows_a_lesion() or CALLED.search(lesion.before[-40:]) else _UNSAID


def _unsure_beside(lesion: Lesion) -> bool:
    unsure = unaffected.UNSURE_BESIDE.match(lesion.after)
    return bool(unsure) and lesion.is_one() and not CALLED.search(lesion.before[-40:] + lesion.words)


def _of_the_first_disease(lesion: Lesion) -> str:
    """What was seen before a relapse is not there now, unless the disease is metastatic."""
    first = not lesion.metastatic and is_before_relapse(lesion.note, lesion.anchor.start, lesion.anchor.end)
    return _UNSAID if first else ""


# ---------------------------------------------------------------- what an examination of the organ finds

_EXAM_FINDS = re.compile(  # "IRM cérébrale : 8 métas infracentimétriques"
    r"(?: (?:du )?\d[\d/.]*| \w+){0,2}(?: \([^()\n]{1,30}\))? ?(?:[:=>]|montre|retrouve|objective|avec) ?"
    r"(?:\d{1,2}|une|deux|trois|quatre|cinq|six|plusieurs|multiples|nombreuses|innombrables|des) (?:\w+ )?"
    r"(?:metas?\b|metastases?|mts\b|lesions? secondaires?|localisations? secondaires?)"
)
_BIOPSY = re.compile(r"(?:biopsie|bx|ponction|cytoponction|pbh|rebiopsie)(?: \w+)? ?(?:de la |du |de |d'un |d'une )?(?:\w+ )?$")
_PROVED = re.compile(
    r"[^;\n]{0,30}?(?:localisation|metastas\w*|\badk\b|carcinome|\bcci\b|\bcli\b|adenocarcinome|confirm\w*|positi\w*|melanome)"
)
_NORMAL_FINDING = re.compile(
    r"(?:pas d[e'] ?|sans |absence de |aucune? )(?:\w+ ){0,2}?"
    r"(?:meta\w*|mts|localisation|lesion (?:secondaire|suspecte|cerebrale)|lesion\b|secondar\w*|anomalie)|\bnormale?\b|negative?\b"
)
# "IRM cérébrale : les deux lésions irradiées sont stables, pas de nouvelle lésion"
_NO_NEW_ONE = re.compile(
    r"\b(?:lesions?|metas?|metastases?|nodules?)\b.*\b(?:pas|sans|absence|aucune?)\b(?: d[e'])? ?(?:nouvel|autre)"
)


def _found_normal(lesion: Lesion) -> bool:
    """ "IRM cérébrale : normale", "scintigraphie osseuse sans localisation secondaire", "IRM céré : hypersignal, pas de méta"."""
    end = lesion.anchor.end
    after = lesion.note.plain[end : min(lesion.note.line(lesion.anchor.start)[1], end + 110)]
    if unaffected.NORMAL.match(after):
        return True
    following = re.split(r"[.;\n](?! ?\d)", after)[0]
    if _NO_NEW_ONE.search(following) or not _NORMAL_FINDING.search(following):
        return False
    return not CALLED.search(re.split(r"\b(?:pas|sans|absence|aucune?)\b", following)[0])


def _seen(lesion: Lesion) -> str:
    """Of an organ that is examined or biopsied, only what the examination finds counts."""
    if not lesion.examined:
        return ""
    if _EXAM_FINDS.match(lesion.after):
        return "present"
    return "present" if lesion.metastatic and _BIOPSY.search(lesion.before) and _PROVED.match(lesion.after) else _UNSAID


def _called(lesion: Lesion) -> str:
    listed = _PLUS.match(lesion.after) and (lesion.metastatic or _LIST_OF_SITES.search(lesion.before))
    return "present" if listed or lesion.is_called_metastatic() or (lesion.metastatic and lesion.is_a_lesion()) else ""


_RULES: tuple[Callable[[Lesion], str], ...] = (
    _told_aside,
    _denied,
    _too_small,
    _benign,
    _benign_beside,
    _doubt_settled,
    _qualified,
    _of_the_first_disease,
    _seen,
    _called,
)
