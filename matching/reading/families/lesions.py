"""What the words say of a lesion of one organ: present, negated, or neither.

Present where they call it metastatic, or tell a lesion of it in a disease said to be metastatic; negated where it is denied,
normal or benign; neither where it is suspected.
"""

from __future__ import annotations

import re

from matching.reading.families.relapse import is_before_relapse
from matching.reading.families.sources import SOURCES
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.sentences import Unit

_META = r"\bmeta(?!phy|bol|car|tar)\w*"  # no metaphysis, nothing metabolic
_CALLED = re.compile(rf"{_META}|\bmets?\b|\bmts\b|secondaires?|secondarisme|\bm\+|hypermeta|\bls\b|2aires?|dissemin")
_CALLED_AHEAD = re.compile(rf"{_META}|\bmets?\b|\bmts\b|secondaires?|secondarisme|m\+|\bls\b|2aires?|dissemin\w*|\bm1[a-d]?")
_CALLED_BESIDE = re.compile(rf"{_META}|m\+|secondaire")
_SELF = re.compile(
    r"carcinose|lacher|krukenberg|lomb|aortic|retroper|a distance|troisier|leptomening|meningite carcin|"
    r"carcinomat|metastases? ganglionnaires? \w|osteoly|lyse osseuse|bom positive|maligne|neoplasique|permeation|sus-?clav|gateau|"
    r"granulation"
)
_LESION = re.compile(
    r"(?:lesions?|nodules?|masses?|localisations?|atteintes?|fixations?|foyers?|macronodules?|hypodens\w*|"
    r"lyse|lyses|images?|cibles?|epanchement|infiltration|envahissement|micronodules?|hyperfixations?|"
    r"adenopath\w*|adp|implants?|depots?|granulations?)(?: \w+){0,3}? ?(?:de la |du |des |de l'|de |d'|"
    r"au niveau (?:de la |du |de l')?|"
    r"sur (?:le |la )?)?$"
)
_GROWS = re.compile(
    r"(?:rechutes?|recidives?|progression|evolution|evolutif|majoration|apparition|\bpd\b|aggravation|"
    r"poursuite evolutive)[^.;,:]{0,24}$"
)
_GROWS_AFTER = re.compile(
    r"[^.;,:]{0,8}(?:en progression|evolutif|evolutive|progressi|en augmentation|envahi|multi|innombrable|"
    r"bilobaire|\+\+|:? ?\d+ (?:lesion|nodule|meta|foyer|cible))"
)
_EXAM = re.compile(rf"{phrases('no_lesion_of')}(?: \w+)?(?: et)? ?(?:de la |du |des |de |d')?$")
_EXAM_FINDS = re.compile(  # "IRM cérébrale : 8 métas infracentimétriques"
    r"(?: (?:du )?\d[\d/.]*| \w+){0,2}(?: \([^()\n]{1,30}\))? ?(?:[:=>]|montre|retrouve|objective|avec) ?(?:\d{1,2}|une|deux|trois|quatre|"
    r"cinq|six|plusieurs|"
    r"multiples|nombreuses|innombrables|des) (?:\w+ )?(?:metas?\b|metastases?|mts\b|lesions? secondaires?|"
    r"localisations? secondaires?)"
)
_EXAMINED = re.compile(r"\b(?:lesions?|nodules?|biops\w*|tdm|scanner|tep|irm|m\+)\b")
_BIOPSY = re.compile(r"(?:biopsie|bx|ponction|cytoponction|pbh|rebiopsie)(?: \w+)? ?(?:de la |du |de |d'un |d'une )?(?:\w+ )?$")
_PROVED = re.compile(
    r"[^;\n]{0,30}?(?:localisation|metastas\w*|\badk\b|carcinome|\bcci\b|\bcli\b|adenocarcinome|"
    r"confirm\w*|positi\w*|melanome)"
)
NORMAL = re.compile(
    r"(?:s|es|aux?)?\.?(?: (?:du|le|fait[e]?|de)? ?\d{1,2}[/.]\d{1,2}(?!\d)(?:[/.]\d{2,4})?)?(?: \d{2}/\d{4})? "
    r"?(?:\([^)]*\))?(?: (?:est|sont|etant|etai(?:en)?t|sont tous|reste(?:nt)?|gado\w*|injectee?|c-? ?c\+|de "
    r"(?:reference|principe|controle)|recente?))? ?[:=,]? ?(?:macro(?:scopiquement)? )?"
    r"(?:\(?-\)?(?=[ ,.;)\n]|$)|neg\w*|nle?s?\b|n(?=[.,;)\n])|normal\w*|normaux|ok\b|ras\b|sp\b|indemnes?|rien\b|neant\b|"
    r"libres?|clairs?|claires?|sains?|saines?|(?:sans|ss) (?:particularite|anomalie|lesion|localisation|meta\w*|signe|atteinte|"
    r"secondar\w*|argument|image|foyer)\w*|(?<!\d)0\b(?![/.,]\d)|non (?:atteint|suspect|metasta)|aucune? (?:lesion|"
    r"localisation|meta\w*|anomalie|atteinte)|pas d[e'] ?(?:lesion|localisation|meta\w*|mts|anomalie|"
    r"atteinte|secondar\w*|nodule|foyer|evolution|m\+|loc|argument|signe|image|recidive))"
)
BENIGN = re.compile(rf"{phrases('benign_words')}|cyto\w* (?:negative|-)")
DENIED = re.compile(
    r"(?:pas d[e'] ?|sans |ss |absence d[e'] ?|aucune? |ni (?:d[e'] ?)?|non |negatif pour |(?<![\w.,/])0 )(?:(?:lesions?|loc\.?|"
    r"localisations?|metas?\b|metastases?|mts|nodules?|atteintes?|secondarisme|autres?|nouvelles?|"
    r"secondaires?|2aires?|argument pour|evolution|m\+|foyers?|signes? de|images?|adp|adenopathies?|"
    r"progression|fixation|anomalie|d[e'] ?|une?|suspecte?s?|evidente?s?|visibles?|localisation|evidence "
    r"de|hypermetaboliques?|hepatiques?|pulmonaires?|osseuses?|cerebrales?|surrenal\w*|peritone\w*|"
    rf"pleura\w*|a distance|{phrases('elsewhere')}|,|ou|ni|et|/)[ ,/]*){{0,7}}$"
)
# "nodule surrénalien gauche de 15 mm, adénome (densité négative)", "lésion de 12 mm, hémangiome en IRM"
BENIGN_BESIDE = re.compile(
    rf"[^.;,\n]{{0,40}}, (?:une? |d'allure |d'aspect |compatible avec une? |typique d'une? )?{phrases('benign_lesion')}"
    r"(?= ?(?:[.;,()\n]|$|en \w|a l'|sur |typique|connu|stable)|(?P<doubt> ?\?))"
)
# "un nodule de la surrénale de 14 mm, connu depuis 2018, est un adénome"
# "un nodule cérébelleux de 4 mm, équivoque, sera contrôlé"
_DOUBTED_BESIDE = re.compile(rf"[^.;,\n]{{0,40}}, (?:\w+ )?{phrases('unsure_words')}(?= ?[.;,()\n]|$)")
# "une méningite carcinomateuse, évoquée devant une diplopie, a été éliminée"
_RULED_OUT = re.compile(
    r"(?:, [^.;,\n]{3,60},)? (?:a|ont|est|sont|etai(?:en)?t|fut|avait) (?:\w+ )?(?:ete )?(?:elimine|ecarte|exclu|infirme)e?s?(?![a-z])"
)
# "doute sur une méta osseuse -> IRM : hémangiome, pas de méta"
_DOUBT = re.compile(r"\b(?:doute|suspicion|suspectee?s?|evoquee?s?)\b[^.;,\n]{0,24}$")
_SETTLED = re.compile(
    rf"[^.;\n]{{0,30}}?(?:-?>|=>|:) ?[^.;\n]{{0,40}}?(?:\bpas d[e'] ?(?:meta|lesion|localisation)|{phrases('benign_lesion')}|"
    rf"{phrases('benign_words')}|\b(?:infirme|elimine|non confirme)e?s?\b)"
)
_SAID_BENIGN = re.compile(rf"[^.;:\n]{{0,60}}, est (?:une? |d'allure |de nature |d'aspect )?(?:\w+ )?(?:{BENIGN.pattern})")
UNSURE = re.compile(rf"{phrases('unsure_words')}|\?")
METASTASIS_OF = re.compile(
    r"(?:metas?|metastases?|localisations? secondaires?|mts|krukenberg) (?:(?:\w+ ){1,3}(?:et |, ?))?(?:du |de la |de l')?$"
)
_NOTHING_AT = re.compile(r"(?:^|[;,.:=(-] ?)ras (?:au |aux |a la |en |sur le )?$")  # "RAS poumon"
_AND_A = re.compile(r"\bet (?:une?|des|de multiples) (?:\w+ )?$")
_ANOTHER_CLAUSE = re.compile(r", et (?:des|une|de multiples) (?:\w+ )?$")  # "sans métastase hépatique, et des adénopathies"
_SLIGHT = re.compile(r"(?: (?:droit|gauche|bilateral))? (?:minime|de (?:faible|petite) abondance|peu abondant|en lame)")
_HEALED = re.compile(r"[^.;\n]{0,40}?\b(?:calcifi|granulom|non retenu)")  # no longer too small to say
_CYSTIC_TUMOUR = re.compile(r"\b(?:masse|tumeur|formation)s? (?:\w+-)?(?:multi)?kysti|\bmasses? [^.;,]{0,40}\bcalcifi")
_SMALL_NODE = re.compile(r"[^.;]{0,30}(?:infracentimetr|non significati|reactionnel|silico|anthraco|sarcoid|stables? depuis)")
_PLUS = re.compile(r" ?\(?\+\)?(?=[ ,;.)/\n]|$)")  # "sites : foie +, poumon +, péritoine -"
_LIST_OF_SITES = re.compile(r"\bsites?(?: (?:metastatiques?|secondaires?|atteints?))? ?:")
_NO_ORGAN = ("soft_tissue", "skin", "other")  # "vers le plan musculaire, d'allure inflammatoire" denies no metastasis
NAMED_EXAM = re.compile(r"\b(?:tap|tdm|scanner|irm|tep\w*|pet|scinti\w*|echo\w*|tomodensito\w*)\b")


def status_of(note: Note, anchor: Anchor, metastatic: bool) -> str | None:
    """present, negated, or None where the words say neither."""
    unit = note.unit_at(anchor.start)
    told = (note.relapse and note.relapse.start < anchor.start) or (
        metastatic and _EXAMINED.search(note.plain, unit.start, unit.end)
    )
    aside = unit.section in ("family", "habits") or (unit.section == "history" and not told)
    if aside and not _CALLED.search(note.plain[max(unit.start, anchor.start - 30) : anchor.end + 20]):
        return None
    before = note.plain[max(unit.start, anchor.start - 90) : anchor.start]
    after = note.plain[anchor.end : min(unit.end, anchor.end + 80)]
    clause = _clause(before, after)
    words = note.plain[anchor.start : anchor.end]
    examined = _EXAM.search(before)
    if _denied(note, anchor, unit, before, after):
        return None if _specimen(note, unit) and not examined else "negated"
    if "micronodul" in before[-40:] and not metastatic and not _CALLED.search(clause) and not _HEALED.match(after):
        return None  # too small to be either
    if (BENIGN.search(clause) or _SAID_BENIGN.match(after)) and not _CALLED.search(clause):
        unsaid = _CALLED.search(words) or _CYSTIC_TUMOUR.search(clause)
        return None if unsaid or examined or (anchor.id in _NO_ORGAN and not _LESION.search(before)) else "negated"
    if (
        (beside := BENIGN_BESIDE.match(after))
        and _one_lesion(before, words)
        and not _CALLED.search(before[-40:] + beside.group())
    ):
        return None if beside["doubt"] else "negated"
    if _DOUBT.search(before) and _SETTLED.match(after):
        return "negated"
    axes = qualify(note, anchor.start, anchor.end)
    if (
        axes.experiencer == "family"
        or axes.status == "uncertain"
        or axes.modality in ("conditional", "contraindicated", "refused")
        or UNSURE.search(clause)
        or _doubted_beside(before, words, after)
    ):
        return None
    joined = _AND_A.search(before)  # "sans lyse cartilagineuse et un nodule pulmonaire"
    if axes.status == "negated" and axes.cue and not joined and axes.cue[1] <= anchor.start and anchor.start - axes.cue[1] < 40:
        return "negated" if _LESION.search(before) or _CALLED.search(before[-40:]) else None
    if is_before_relapse(note, anchor.start, anchor.end) and not metastatic:
        return None
    if examined and _EXAM_FINDS.match(after):
        return "present"
    if examined:
        return "present" if _BIOPSY.search(before) and metastatic and _PROVED.match(after) else None
    told = _called_metastatic(note, anchor, before, after, words) or (metastatic and _is_lesion(words, before, after))
    told = told or bool(_PLUS.match(after) and (metastatic or _LIST_OF_SITES.search(before)))
    return "present" if told else None


def _doubted_beside(before: str, words: str, after: str) -> bool:
    return bool(_DOUBTED_BESIDE.match(after)) and _one_lesion(before, words) and not _CALLED.search(before[-40:] + words)


def _one_lesion(before: str, words: str) -> bool:
    """Do the words tell one lesion of the organ ("nodule surrénalien", "foie segt VII : 12 mm"), of which what follows a comma may be said?"""
    said = _LESION.search(before)
    return not words.startswith(("lesions", "nodules")) and not (said and re.match(r"\w+s\b", said.group()))


def _denied(note: Note, anchor: Anchor, unit: Unit, before: str, after: str) -> bool:
    """Denied before, normal or ruled out after, or examined and found normal."""
    if _ANOTHER_CLAUSE.search(before):
        return False
    of_the_last = before.endswith(", ") and _GROWS_AFTER.match(after)  # "plèvre sans lésion, foie évolutif"
    normal = NORMAL.match(after)
    if (
        normal
        and "," in normal.group()
        and note.anchors_between("site", anchor.end + normal.end(), anchor.end + normal.end() + 4)
    ):
        normal = None  # "3 lésions hépatiques (max 24 mm), pas d'atteinte pulmonaire"
    if (
        (DENIED.search(before) and not of_the_last)
        or _NOTHING_AT.search(before)
        or normal
        or _RULED_OUT.match(note.plain, anchor.end, unit.end)
    ):
        return True
    return bool(_EXAM.search(before)) and _examined_normal(note, anchor, unit.end)


def _is_lesion(words: str, before: str, after: str) -> bool:
    """Do the words tell a lesion, a node or a growth there, which in a metastatic disease is a metastasis?"""
    if _SLIGHT.match(after) and before.endswith("epanchement "):
        return False  # of a slight effusion nothing is proved
    node = words.startswith(("adp ", "adenopathie", "ganglion")) and not _SMALL_NODE.match(after)
    lesion = _LESION.search(before) or words.startswith(("lesion", "nodule", "carcinose"))
    return bool(node or lesion or _GROWS.search(before) or _GROWS_AFTER.match(after))


def _specimen(note: Note, unit: Unit) -> bool:
    """Is the sentence about the specimen, where an organ "indemne" is no metastatic site?"""
    words = note.plain[unit.start : unit.end]
    examined = NAMED_EXAM.search(note.plain, note.line(unit.start)[0], unit.end)
    return not examined and (unit.section == "pathology" or bool(re.search(SOURCES["specimen"], words)))


def _clause(before: str, after: str) -> str:
    """The words about one lesion: back to the last separator, on to the next one."""
    return re.split(r"[,;:.+]|\bet\b", before)[-1] + " " + re.split(r"[;.+]|\d,(?!\d)|(?<!\d),", after)[0]


def _examined_normal(note: Note, anchor: Anchor, unit_end: int) -> bool:
    """ "IRM cérébrale : normale", "scintigraphie osseuse sans localisation secondaire", "IRM céré : hypersignal, pas de méta"."""
    limit = min(note.line(anchor.start)[1], anchor.end + 110)
    after = note.plain[anchor.end : limit]
    if NORMAL.match(after):
        return True
    following = re.split(r"[.;\n](?! ?\d)", after)[0]
    if _NO_NEW_ONE.search(following):
        return False
    return bool(
        re.search(
            r"(?:pas d[e'] ?|sans |absence de |aucune? )(?:\w+ ){0,2}?(?:meta\w*|mts|localisation|lesion "
            r"(?:secondaire|suspecte|cerebrale)|lesion\b|secondar\w*|anomalie)|\bnormale?\b|negative?\b",
            following,
        )
    ) and not _CALLED.search(re.split(r"\b(?:pas|sans|absence|aucune?)\b", following)[0])


# "IRM cérébrale : les deux lésions irradiées sont stables, pas de nouvelle lésion"
_NO_NEW_ONE = re.compile(
    r"\b(?:lesions?|metas?|metastases?|nodules?)\b.*\b(?:pas|sans|absence|aucune?)\b(?: d[e'])? ?(?:nouvel|autre)"
)


def _called_metastatic(note: Note, anchor: Anchor, before: str, after: str, words: str) -> bool:
    """Does the sentence call this lesion metastatic? Near it, or at the head of the list it stands in."""
    if _SELF.search(words):
        primary = note.family in ("sarcoma", "") and anchor.id == "bone"  # "lésion ostéolytique du fémur"
        return not primary and not (note.family == "ovary" and anchor.id == "peritoneum" and note.relapse is None)
    called = [hit.start() for hit in _CALLED_AHEAD.finditer(before)]
    if called and len(before) - called[-1] < 80 and not re.search(r"[.;]", before[called[-1] :]) and anchor.id != "other":
        gap = before[called[-1] :]
        return not re.search(
            r"\b(?:pas|sans|aucune?|hors|absence|primitif|origine|d'un (?:cancer|k|adk|carcinome|adenocarcinome)|mais|"
            r"biopsie|irm|scanner|douleur\w*|du (?:cancer|k))\b",
            gap,
        )
    if anchor.id == "other" and METASTASIS_OF.search(before):
        return True
    near_after = re.match(
        r"(?:s|es)?(?: \w+| \d+ ?mm| [dg]){0,4}? ?(?:\(?m\+|\(?cyto\w* (?:\+|positive)|maligne|hypermeta\w*|metasta\w*|"
        r"secondaires?|\(?m1\b|mts)",
        after,
    )
    return bool(near_after) or (
        bool(_CALLED_BESIDE.search(before + after))
        and bool(_GROWS_AFTER.match(after) or re.match(r" ?\((?:rachis|multi|bassin|cotes)", after))
    )
