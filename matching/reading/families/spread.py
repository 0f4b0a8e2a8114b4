"""How far the disease has gone: metastatic sites, extent, timing of the metastases.

    "surrénale G 32 mm hyperméta = site M+ unique. IRM cérébrale nég, foie et os nég. cT3 N2 M1b"
    metastatic_sites {present adrenal; absent brain, liver, bone; complete}, extent metastatic, metastatic_timing synchronous

A site is present where the words call its lesion metastatic, or tell a lesion of it in a disease said to be metastatic;
absent where it is denied, normal or benign; neither where it is suspected. The organ of the tumour itself and its regional
nodes are no sites. M0, "bilan d'extension négatif" or "site unique" close the list; a negative examination by name does not.
Haematological diseases have no metastatic sites here."""

from __future__ import annotations

import re
from itertools import pairwise

from matching.reading.dates import date_of
from matching.reading.families.relapse import is_before_relapse
from matching.reading.families.sources import SOURCES
from matching.reading.mention import Anchor
from matching.reading.note import Note, Unit
from matching.reading.qualifiers import qualify
from matching.reading.resolve import COMPLETE
from matching.tumour_types import family_of, organs

_LIQUID = ("lymphoma", "leukaemia", "myeloma", "brain")
# Nodes that are regional (N) for these families, by the words that name them.
_REGIONAL = {
    "breast": r"sus-?clav|axill|troisier",
    "lung": r"mediast|sus-?clav|hilaire|troisier",
    "ovary": r"lombo|retroper|aortic|inter-?aort",
    "endometrium": r"lombo|aortic|retroper",
    "testis": r"lombo|retroper|aortic",
    "oesophagus": r"mediast|sus-?clav|coeliaque|hilaire",
    "kidney": r"retroper|lombo|aortic|hilaire",
    "head_neck": r"sus-?clav|cervic",
    "thyroid": r"sus-?clav|cervic|mediast",
    "mesothelioma": r"mediast|hilaire",
    "cervix": r"lombo|aortic|retroper",
    "vulva": r"inguin",
    "urothelial": r"retroper|lombo|aortic",
    "pancreas": r"inter-?aort|coeliaque|hilaire",
    "liver": r"coeliaque|hilaire",
    "biliary": r"coeliaque|hilaire",
    "stomach": r"coeliaque|hilaire",
    "small_bowel": r"coeliaque",
    "gist": r"coeliaque",
    "neuroendocrine": r"coeliaque|mediast|hilaire",
    "thymus": r"mediast",
}
_OWN_SITE = {
    "lung": ("lung",),
    "liver": ("liver",),
    "biliary": ("liver",),
    "brain": ("brain",),
    "ovary": ("peritoneum",),
    "mesothelioma": ("pleura",),
    "skin": ("skin",),
    "adrenal": ("adrenal",),
    "sarcoma": ("soft_tissue",),
    "gist": (),
    "breast": ("skin",),
}
_CALLED = re.compile(r"\bmeta\w*|\bmets?\b|\bmts\b|secondaires?|secondarisme|\bm\+|hypermeta|\bls\b|2aires?|disseminat")
_SELF = re.compile(
    r"carcinose|lacher|krukenberg|lomb|aortic|retroper|a distance|troisier|leptomening|meningite carcin|"
    r"carcinomat|osteoly|lyse osseuse|bom positive|maligne|neoplasique|permeation|sus-?clav|gateau|"
    r"granulation"
)
_LESION = re.compile(
    r"(?:lesions?|nodules?|masses?|localisations?|atteintes?|fixations?|foyers?|macronodules?|hypodens\w*|"
    r"lyse|lyses|images?|cibles?|epanchement|infiltration|envahissement|micronodules?|hyperfixations?|"
    r"adenopath\w*|adp|implants?|depots?|granulations?)(?: \w+){0,3}? ?(?:de la |du |des |de l'|de |d'|au niveau (?:de la |du |de l')?|"
    r"sur (?:le |la )?)?$"
)
_GROWS = re.compile(
    r"(?:rechutes?|recidives?|progression|evolution|evolutif|majoration|apparition|\bpd\b|aggravation|"
    r"poursuite evolutive)[^.;,:]{0,24}$"
)
_GROWS_AFTER = re.compile(
    r"[^.;,:]{0,8}(?:en progression|evolutif|evolutive|progressi|en augmentation|multi|innombrable|"
    r"bilobaire|:? ?\d+ (?:lesion|nodule|meta|foyer|cible))"
)
_EXAM = re.compile(
    r"(?:irm|tdm|scanner|scan|scinti\w*|echo\w*|tep|pet|bilan|fonction\w*|rt\w*|radiotherapie|irradiation|"
    r"biopsie|bx|ponction|cytoponction|pbh|rtx?e?|stereo\w*|douleurs?|chirurgie|resection|metastasectomie|"
    r"densite|imagerie|doppler|marge|cytolyse|toxicite|insuffisance|encephalopathie|avc|accident "
    r"vasculaire|radio\w*|transplantation|greffe|fracture|prothese|embolie|hta|artere|hilaire|angle|"
    r"tassement|kyste|obscurite|lobe)(?: \w+)? ?(?:de la |du |des |de |d')?$"
)
_EXAM_FINDS = re.compile(  # "IRM cérébrale : 8 métas infracentimétriques"
    r"(?: (?:du )?\d[\d/.]*| \w+){0,2} ?(?:[:=>]|montre|retrouve|objective|avec) ?(?:\d{1,2}|une|deux|trois|quatre|cinq|six|plusieurs|"
    r"multiples|nombreuses|innombrables|des) (?:\w+ )?(?:metas?\b|metastases?|mts\b|lesions? secondaires?|localisations? secondaires?)"
)
_JOINT = re.compile(r"s?(?: \([^()\n]{1,40}\))?(?: ?[,/+&] ?| et | ou | ni |, (?:et|ni) )(?:de |d'|des |les |le |la |au |du |aux )?(?:l')?")
_EXAMINED = re.compile(r"\b(?:lesions?|nodules?|biops\w*|tdm|scanner|tep|irm|m\+)\b")
_BIOPSY = re.compile(r"(?:biopsie|bx|ponction|cytoponction|pbh|rebiopsie)(?: \w+)? ?(?:de la |du |de |d'un |d'une )?(?:\w+ )?$")
_PROVED = re.compile(
    r"[^;\n]{0,30}?(?:localisation|metastas\w*|\badk\b|carcinome|\bcci\b|\bcli\b|adenocarcinome|"
    r"confirm\w*|positi\w*|melanome)"
)
_NORMAL = re.compile(
    r"(?:s|es|aux?)?(?: (?:du|le|fait[e]?|de)? ?\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?)?(?: \d{2}/\d{4})? "
    r"?(?:\([^)]*\))?(?: (?:est|sont|etait|sont tous|reste(?:nt)?|gado\w*|injectee?|c-? ?c\+|de "
    r"(?:reference|principe|controle)|recente?))? ?[:=,]? ?"
    r"(?:\(?-\)?(?=[ ,.;)\n]|$)|neg\w*|nle?\b|n(?=[.,;)\n])|normal\w*|normaux|ok\b|ras\b|sp\b|indemnes?|"
    r"libres?|clairs?|claires?|sains?|saines?|sans (?:particularite|anomalie|lesion|localisation|meta\w*|signe|atteinte|"
    r"secondar\w*|argument|image|foyer)\w*|0\b|non (?:atteint|suspect|metasta)|aucune? (?:lesion|"
    r"localisation|meta\w*|anomalie|atteinte)|pas d[e'] ?(?:lesion|localisation|meta\w*|mts|anomalie|"
    r"atteinte|secondar\w*|nodule|foyer|evolution|m\+|loc|argument|signe|image))"
)
_BENIGN = re.compile(
    r"angiome|adenome|kyst|aspecifique|non specifique|benin|sequell|post-?traumatique|non retenu|"
    r"degenerat|hemangiome|cicatric|osteoporo|non suspect|arthros|non fixant|physiologique|steatos|"
    r"tassement ancien|infectieu|inflammatoire|granulome|calcifie|cyto\w* (?:negative|-)|non neoplasique|"
    r"transsudat"
)
_DENIED = re.compile(
    r"(?:pas d[e'] ?|sans |absence d[e'] ?|aucune? |ni (?:d[e'] ?)?|non |negatif pour )(?:(?:lesions?|"
    r"localisations?|metas?\b|metastases?|mts|nodules?|atteintes?|secondarisme|autres?|nouvelles?|"
    r"secondaires?|2aires?|argument pour|evolution|m\+|foyers?|signes? de|images?|adp|adenopathies?|"
    r"progression|fixation|anomalie|d[e'] ?|une?|suspecte?s?|evidente?s?|visibles?|localisation|evidence "
    r"de|hypermetaboliques?|hepatiques?|pulmonaires?|osseuses?|cerebrales?|surrenal\w*|peritone\w*|"
    r"pleura\w*|a distance|,|ou|ni|et|/)[ ,/]*){0,7}$"
)
_UNSURE = re.compile(
    r"suspect|douteu|\?|a controler|a caracteriser|indetermin|eventuel|possible|probable|aspect de|a "
    r"explorer|non caracteris|a confirmer|equivoque|trop petit|infracentimetrique a surveiller|compatible|"
    r"evocat|a surveiller|a preciser|millimetrique"
)
_METASTASIS_OF = re.compile(
    r"(?:metas?|metastases?|localisations? secondaires?|mts|krukenberg) (?:(?:\w+ ){1,3}(?:et |, ?))?(?:du |de la |de l')?$"
)
_SMALL_NODE = re.compile(r"[^.;]{0,30}(?:infracentimetr|non significati|reactionnel|silico|anthraco|sarcoid|stables? depuis)")
_GONE = re.compile(r"\b(?:disparition|regression complete|resolution|negativation)(?: complete)?[^.;,:]{0,40}$")
_GONE_AFTER = re.compile(r"[^.;,:]{0,20}\b(?:ont? disparu\w*|disparue?s?\b|n'est plus (?:visible|vue?|retrouvee?)|ne sont plus visibles)")
_VERTEBRA = re.compile(
    r"(?:lesions?(?: \w+)? (?:de |en )|(?:osseu\w+|osteolytiques?|condensantes?) \((?:\w+, )*|"
    r"(?:nodules?|lesions?|metastases?|localisations?) (?:pulm\w*|hepat\w*|gangl\w*) et (?:de |en )?|"
    r"lyses?|meta\w*|lesions? secondaires?|localisations? (?:secondaires?|osseuses?)?|tassement "
    r"(?:neoplasique|metastatique)|fracture pathologique|epidurite|lesions? lytiques?|"
    r"rachis)[^.;,\n]{0,20}? ?(?<![a-z0-9])[ctdls]\d{1,2}(?!\d)"
)
_WHOLE = re.compile(
    r"bilan d'extension (?:\(?\w*\)? ?)?(?:est |: ?|etait )?(?:considere comme )?(?:neg\w*|normal|sans (?:localisation|"
    r"metastase|anomalie|lesion))|non[ -]metastatique|absence de (?:metastase|localisation secondaire|"
    r"maladie metastatique)|pas de (?:m\+|metastases?|localisations? secondaires?|localisations? 2aires?|"
    r"maladie metastatique|lesions? a distance|metastase a distance|localisations? a distance)(?! (?!a "
    r"distance|ce jour|connue|visible|decel)[a-z])|sans (?:metastase|localisation secondaire)s?(?! (?!a "
    r"distance|ce jour|connue)[a-z])"
)
_NAMED_EXAM = re.compile(r"\b(?:tap|tdm|scanner|irm|tep\w*|pet|scinti\w*|echo\w*|tomodensito\w*)\b")
_ONLY_SITE = re.compile(
    r"(?:sites? (?:metastatiques? |m\+ |secondaires? )?(?:uniques?|exclusifs?)|(?:seuls?|unique) sites? "
    r"(?:metastatiques?|m\+|secondaires?)|(?:meta\w*|localisation\w*|atteinte|maladie) (?:\w+ "
    r")?(?:exclusivement|uniquement|strictement) (?:hepat|pulm|osseu|gangl|perit|cereb)\w*|meta\w* "
    r"(?:hepat|pulm|osseu|cereb)\w* (?:exclusives?|isolees?|exclusivement|seules?)|\b(?:foie|poumons?|os) "
    r"seuls?\b|(?:meta\w* )?(?:exclusivement|uniquement) (?:hepat|pulm|osseu|gangl)\w*|sans autre "
    r"(?:localisation|site|lesion|meta\w*)|pas d'autres? (?:localisation|site|lesion|meta\w*)|"
    r"metastase (?:\w+ )?unique)"
)
_NODAL = re.compile(
    r"(?:gangl\w*|adenop\w*|adp|\bgs\b|\bgg\b|axill\w*|macro|micro|risque|potentiel|sarcome|recherche|"
    r"curage)[ -]?$"
)
_TREATED_FIRST = re.compile(
    r"\b(?:adjuvante?s?|adj|rechute|recidive|surveillance depuis|operee? en (?:19|20)\d\d|metachron\w*)\b"
)


def read(note: Note) -> None:
    metastatic = None if note.family in _LIQUID else _said_metastatic(note)
    if note.family not in _LIQUID:
        _sites(note, metastatic is not None)
    present = next(
        (m for m in note.mentions if m.key == "tumour.metastatic_sites" and m.value != COMPLETE and m.status == "present"), None
    )
    if metastatic is None and present is not None:
        metastatic = (present.start, present.end)
    _closing(note, metastatic is not None)
    _extent(note, metastatic)
    if metastatic is not None:
        _timing(note, metastatic)


def _findings(note: Note, *names: str) -> list[Anchor]:
    return [anchor for anchor in note.anchors.get("finding", ()) if anchor.id in names and not note.is_other(anchor.start)]


def _said_metastatic(note: Note) -> tuple[int, int] | None:
    """Where the words say a distant disease: M1, "métastatique", a distant relapse; None where they do not."""
    staged = next((m for m in note.mentions if m.key == "tumour.m" and str(m.value).startswith("M1")), None)
    if staged:
        return staged.start, staged.end
    if note.relapse and note.relapse.kind == "distant":
        return note.relapse.start, note.relapse.end
    denied = next((m for m in note.mentions if m.key == "tumour.m" and m.value == "M0"), None)
    for anchor in _findings(note, "metastatic", "de_novo"):
        if denied and not (anchor.start > denied.start and _dated(note, anchor)):
            continue
        words = note.plain[anchor.start : anchor.end]
        unit = note.unit_at(anchor.start)
        before, after = (
            note.plain[max(unit.start, anchor.start - 60) : anchor.start],
            note.plain[anchor.end : min(unit.end, anchor.end + 40)],
        )
        axes = qualify(note, anchor.start, anchor.end)
        if (
            axes.status != "present"
            or axes.experiencer == "family"
            or _NODAL.search(before)
            or re.match(r" ?(?:en transit|satellite|axill|gangl|mediast|pelvien|\?|cyto|au gs|inguin|cervic|du gs|dans le g|sentin)", after)
        ):
            continue
        nodal = (
            re.search(r"sentinel|ganglion|curage|\bgs\b", note.plain[unit.start : unit.end])
            and re.match(r"metastatiques?$", words)
            and not re.search(r"cancer|adk|carcinome|k|maladie|melanome", before)
        )
        if (
            nodal
            or words in ("d'emblee", "synchrone", "de novo")
            or re.match(r" non | 0", after)
            or _NORMAL.match(after)
            or _BENIGN.search(re.split("[,;]", after)[0])
            or _UNSURE.search(before[-20:] + after[:24])
            or _DENIED.search(before)
        ):
            continue
        if re.search(
            r"(?:non[ -]|bilan (?:d'|de )|en (?:l'absence|cas)|hormono|pas|sans|risque|adenocarcinome|"
            r"recherche)[^.;,]{0,12}$",
            before,
        ) and not words.startswith("metastatique"):
            continue
        if re.search(r"(?:non[ -]|pas |risque |cas de |adenopathies? |ganglions? |\bgs )$", before) or (
            unit.section in ("question",) and not re.search(r"metastatique", words)
        ):
            continue
        return anchor.start, anchor.end
    return None


def _dated(note: Note, anchor: Anchor) -> bool:
    unit = note.unit_at(anchor.start)
    return any(unit.start <= date.start < unit.end for date in note.dates)


# Sites ----------------------------------------------------------------------------------------------------------------------


def _sites(note: Note, metastatic: bool) -> None:
    anchors = [anchor for anchor in note.anchors.get("site", ()) if not note.is_other(anchor.start)]
    statuses = [_status(note, anchor, metastatic) for anchor in anchors]
    _drop_gone(note, anchors, statuses)
    joined = [bool(_JOINT.fullmatch(note.plain[one.end : two.start])) for one, two in pairwise(anchors)]
    for index in reversed(range(len(joined))):  # "foie et os nég": what is said of the last holds for the first
        if joined[index] and statuses[index] is None:
            statuses[index] = statuses[index + 1]
    for index, joint in enumerate(joined, start=1):  # "métastases hépatiques et osseuses"
        if joint and statuses[index] is None:
            statuses[index] = statuses[index - 1]
    for anchor, status in zip(anchors, statuses, strict=True):
        if status in ("present", "negated") and _counts(note, anchor, status):
            note.say(
                "tumour.metastatic_sites", anchor.id, anchor.start, anchor.end, status=status, weight=int(status == "present")
            )
    for found in _VERTEBRA.finditer(note.plain):
        if (
            metastatic
            and not note.is_other(found.start())
            and not _DENIED.search(note.plain[max(0, found.start() - 30) : found.start()])
            and not _BENIGN.search(found.group())
        ):
            note.say("tumour.metastatic_sites", "bone", *found.span(), weight=1)
    _supersede(note)


def _drop_gone(note: Note, anchors: list[Anchor], statuses: list[str | None]) -> None:
    """ "Disparition de la lésion surrénalienne": what was said of the site before counts no more, and nothing is said of it now."""
    for index, anchor in enumerate(anchors):
        unit = note.unit_at(anchor.start)
        if _GONE.search(note.plain[max(unit.start, anchor.start - 60) : anchor.start]) or _GONE_AFTER.match(note.plain, anchor.end, unit.end):
            for earlier in range(index + 1):
                if anchors[earlier].id == anchor.id:
                    statuses[earlier] = "gone"


def _supersede(note: Note) -> None:
    """A site denied at a later date than every date it was seen at is absent now."""
    said = [mention for mention in note.mentions if mention.key == "tumour.metastatic_sites" and mention.value != COMPLETE]
    for denied in (mention for mention in said if mention.status == "negated"):
        seen = [_own_date(note, mention.start) for mention in said if mention.value == denied.value and mention.status == "present"]
        date = date_of(note, denied.start, denied.end)
        if date and seen and all(one and one[:7] < date[:7] for one in seen):
            denied.weight = 2


def _own_date(note: Note, start: int) -> str | None:
    unit = note.unit_at(start)
    return next((date.iso for date in note.dates if unit.start <= date.start < unit.end), None)


def _counts(note: Note, anchor: Anchor, status: str) -> bool:
    """Is this a site for this tumour? Its own organ counts only when the words call it metastatic; regional nodes never do."""
    words = note.plain[anchor.start : anchor.end]
    if (
        anchor.id == "peritoneum"
        and "mesent" in words
        and re.search(r"(?:adp|aden\w*|gangl\w*|masse) $", note.plain[max(0, anchor.start - 16) : anchor.start])
    ):
        return False
    around = note.plain[max(0, anchor.start - 22) : anchor.end + 26]
    if anchor.id == "distant_nodes":
        if re.search(r"retroper", words) and not re.search(
            r"adp|aden|gangl|\bggl?\b", note.plain[max(0, anchor.start - 24) : anchor.end]
        ):
            return False
        regional = _REGIONAL.get(note.family)
        recurred = note.relapse is not None and note.relapse.kind == "distant" and note.family in ("kidney", "urothelial")
        return recurred or not (regional and re.search(regional, words))
    seeded = note.family == "ovary" and anchor.id == "peritoneum" and note.relapse is not None  # no longer the first spread
    if not seeded and anchor.id in _OWN_SITE.get(note.family, ()) or any(
        organ.start < anchor.end and anchor.start < organ.end and family_of(organs()[organ.id].tumour_type) == note.family
        for organ in note.anchors.get("organ", ())
    ):
        return (
            status == "present"
            and bool(re.search(r"meta\w* |controlat|lacher|bilat|secondaire|m\+", around))
            and anchor.id != "other"
        )
    return anchor.id != "other" or (
        status == "present"
        and bool(_METASTASIS_OF.search(note.plain[max(0, anchor.start - 60) : anchor.start]))
    )


def _status(note: Note, anchor: Anchor, metastatic: bool) -> str | None:
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
    of_the_last = before.endswith(", ") and _GROWS_AFTER.match(after)  # "plèvre sans lésion, foie évolutif"
    if (_DENIED.search(before) and not of_the_last) or _NORMAL.match(after):
        return None if _specimen(note, unit) else "negated"
    examined = _EXAM.search(before)
    if examined and _examined_normal(note, anchor, unit.end):
        return "negated"
    if "micronodul" in before[-40:] and metastatic is False and not _CALLED.search(clause):
        return None  # too small to be either
    if _BENIGN.search(clause) and not _CALLED.search(clause):
        return None if _CALLED.search(words) or examined else "negated"
    axes = qualify(note, anchor.start, anchor.end)
    if (
        axes.experiencer == "family"
        or axes.status == "uncertain"
        or axes.modality in ("conditional", "contraindicated", "refused")
        or _UNSURE.search(clause)
    ):
        return None
    if axes.status == "negated" and axes.cue and axes.cue[1] <= anchor.start and anchor.start - axes.cue[1] < 40:
        return "negated" if _LESION.search(before) or _CALLED.search(before[-40:]) else None
    if is_before_relapse(note, anchor.start, anchor.end) and not metastatic:
        return None
    if examined and _EXAM_FINDS.match(after):
        return "present"
    if examined:
        return "present" if _BIOPSY.search(before) and metastatic and _PROVED.match(after) else None
    if _called_metastatic(note, anchor, before, after, words):
        return "present"
    if metastatic and (
        _LESION.search(before)
        or words.startswith(("lesion", "nodule", "carcinose"))
        or (words.startswith(("adp ", "adenopathie", "ganglion")) and not _SMALL_NODE.match(after))
        or _GROWS.search(before)
        or _GROWS_AFTER.match(after)
    ):
        return "present"
    return None


def _specimen(note: Note, unit: Unit) -> bool:
    """Is the sentence about the specimen, where an organ "indemne" is no metastatic site?"""
    words = note.plain[unit.start : unit.end]
    return not _NAMED_EXAM.search(words) and (unit.section == "pathology" or bool(re.search(SOURCES["specimen"], words)))


def _clause(before: str, after: str) -> str:
    """The words about one lesion: back to the last separator, on to the next one."""
    return re.split(r"[,;:.+]|\bet\b", before)[-1] + " " + re.split(r"[;.+]|\d,(?!\d)|(?<!\d),", after)[0]


def _examined_normal(note: Note, anchor: Anchor, unit_end: int) -> bool:
    """ "IRM cérébrale : normale", "scintigraphie osseuse sans localisation secondaire", "IRM céré : hypersignal, pas de méta"."""
    limit = min(note.line(anchor.start)[1], anchor.end + 110)
    after = note.plain[anchor.end : limit]
    if _NORMAL.match(after):
        return True
    following = re.split(r"[.;\n](?! ?\d)", after)[0]
    return bool(
        re.search(
            r"(?:pas d[e'] ?|sans |absence de |aucune? )(?:\w+ ){0,2}?(?:meta\w*|mts|localisation|lesion "
            r"(?:secondaire|suspecte|cerebrale)|lesion\b|secondar\w*|anomalie)|\bnormale?\b|negative?\b",
            following,
        )
    ) and not _CALLED.search(re.split(r"\b(?:pas|sans|absence|aucune?)\b", following)[0])


def _called_metastatic(note: Note, anchor: Anchor, before: str, after: str, words: str) -> bool:
    """Does the sentence call this lesion metastatic? Near it, or at the head of the list it stands in."""
    if _SELF.search(words):
        return not (note.family == "ovary" and anchor.id == "peritoneum" and note.relapse is None)
    called = [
        hit.start()
        for hit in re.finditer(
            r"\bmeta\w*|\bmets?\b|\bmts\b|secondaires?|secondarisme|m\+|\bls\b|2aires?|disseminat\w*|\bm1[a-d]?", before
        )
    ]
    if called and len(before) - called[-1] < 80 and not re.search(r"[.;]", before[called[-1] :]) and anchor.id != "other":
        gap = before[called[-1] :]
        return not re.search(
            r"\b(?:pas|sans|hors|absence|primitif|origine|d'un (?:cancer|k|adk|carcinome|adenocarcinome)|mais|"
            r"biopsie|irm|scanner|douleur\w*|du (?:cancer|k))\b",
            gap,
        )
    if anchor.id == "other" and _METASTASIS_OF.search(before):
        return True
    near_after = re.match(
        r"(?:s|es)?(?: \w+| \d+ ?mm| [dg]){0,4}? ?(?:\(?m\+|\(?cyto\w* (?:\+|positive)|maligne|hypermeta\w*|metasta\w*|"
        r"secondaires?|\(?m1\b|mts)",
        after,
    )
    return bool(near_after) or (
        bool(re.search(r"meta\w*|m\+|secondaire", before + after))
        and bool(_GROWS_AFTER.match(after) or re.match(r" ?\((?:rachis|multi|bassin|cotes)", after))
    )


def _closing(note: Note, metastatic: bool) -> None:
    """What closes the list of sites: M0 or a negative work-up where nothing is metastatic, a single site where something is."""
    if not metastatic:
        for mention in [m for m in note.mentions if m.key == "tumour.m" and m.value == "M0"]:
            note.say("tumour.metastatic_sites", COMPLETE, mention.start, mention.end)
        if note.family in _LIQUID:
            return
        for found in _WHOLE.finditer(note.plain):
            unit = note.unit_at(found.start())
            if (
                not note.is_other(found.start())
                and not _NAMED_EXAM.search(note.plain[unit.start : found.start()])
                and not is_before_relapse(note, *found.span())
                and unit.section not in ("history", "question")
            ):
                note.say("tumour.metastatic_sites", COMPLETE, *found.span())
        return
    for found in _ONLY_SITE.finditer(note.plain):
        if not note.is_other(found.start()) and any(
            m.key == "tumour.metastatic_sites" and m.status == "present" for m in note.mentions
        ):
            note.say("tumour.metastatic_sites", COMPLETE, *found.span())


# Extent and timing ----------------------------------------------------------------------------------------------------------


def _extent(note: Note, metastatic: tuple[int, int] | None) -> None:
    if metastatic is not None:
        note.say("tumour.extent", "metastatic", *metastatic, weight=3)
        return
    for anchor in _findings(note, "locally_advanced", "unresectable"):
        axes = qualify(note, anchor.start, anchor.end)
        if (
            axes.status == "present"
            and axes.modality != "conditional"
            and not is_before_relapse(note, anchor.start, anchor.end)
            and (anchor.id == "locally_advanced" or _unresectable(note, anchor))
        ):
            note.say("tumour.extent", "locally_advanced", anchor.start, anchor.end, weight=2)
    for anchor in _findings(note, "localised"):
        before = note.plain[max(0, anchor.start - 30) : anchor.start]
        if re.search(
            r"(?:maladie|tumeur|stade|forme|cancer|risque|\bm0|k|adk|prostate|cbpc|cpc|carcinome|,|amico|[.\n]) "
            r"?,?[ (]*$",
            before,
        ) and not re.match(r" (?:au|a|dans|en|sur|de|du|aux)\b", note.plain[anchor.end : anchor.end + 6]):
            note.say("tumour.extent", "localised", anchor.start, anchor.end, weight=1)
    stated = {m.key: m for m in note.mentions if m.key in ("tumour.m", "tumour.n") and m.value in ("M0", "N0") and m.weight >= 1}
    winner = max((m for m in note.mentions if m.key == "tumour.n"), key=lambda m: m.weight, default=None)
    if "tumour.m" in stated and winner is not None and winner.value == "N0" and note.relapse is None:
        note.say("tumour.extent", "localised", winner.start, winner.end)
    in_situ = next((m for m in note.mentions if m.key == "tumour.type" and m.value in ("DCIS", "LCIS")), None)
    if in_situ:
        note.say("tumour.extent", "in_situ", in_situ.start, in_situ.end, weight=4)


def _unresectable(note: Note, anchor: Anchor) -> bool:
    """Still unresectable: not operated since."""
    return any(mention.key == "tumour.resectable" and mention.start == anchor.start for mention in note.mentions)


def _timing(note: Note, metastatic: tuple[int, int]) -> None:
    for anchor in _findings(note, "metachronous"):
        note.say("tumour.metastatic_timing", "metachronous", anchor.start, anchor.end, weight=3)
    if note.relapse and note.relapse.kind:
        start, end = (note.relapse.start, note.relapse.end) if note.relapse.kind == "distant" else metastatic
        note.say("tumour.metastatic_timing", "metachronous", start, end, weight=2)
        if note.relapse.kind != "distant" and start > note.relapse.start:
            note.say("tumour.recurrence", "distant", start, end, weight=1)
        return
    for anchor in _findings(note, "de_novo"):
        before = note.plain[max(0, anchor.start - 30) : anchor.start]
        if qualify(note, anchor.start, anchor.end, reach=False).status == "present" and not re.search(
            r"(?:operable|chirurgie|non|tumeurs?|cancers?|second) $", before
        ):
            note.say("tumour.metastatic_timing", "synchronous", anchor.start, anchor.end, weight=3)
    staged = next(
        (m for m in note.mentions if m.key == "tumour.m" and str(m.value).startswith("M1") and _in_a_tnm(note, m.start)), None
    )
    if staged and note.relapse is None and not _TREATED_FIRST.search(note.plain):
        note.say(
            "tumour.metastatic_timing", "synchronous", staged.start, staged.end, date=date_of(note, staged.start, staged.end)
        )


def _in_a_tnm(note: Note, start: int) -> bool:
    """Does the M stand behind a T or an N, as in the classification at diagnosis?"""
    return bool(re.search(r"[tn] ?[0-4x+][a-d]?(?: ?\([^)]*\))?[ ,/-]{0,3}[cp]?$", note.plain[max(0, start - 26) : start]))
