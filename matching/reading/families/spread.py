"""How far the disease has gone: metastatic sites, extent, timing of the metastases.

    "surrénale G 32 mm hyperméta = site M+ unique. IRM cérébrale nég, foie et os nég. cT3 N2 M1b"
    metastatic_sites {present adrenal; absent brain, liver, bone; complete}, extent metastatic, metastatic_timing synchronous

M0, "bilan d'extension négatif" or "site unique" close the list of sites; a negative examination by name does not.
Haematological diseases have no metastatic sites here. Which sites: sites.py; what is said of one lesion: lesions.py."""

from __future__ import annotations

import re

from matching.reading.dates import date_of
from matching.reading.families.later import treated_before
from matching.reading.families.lesion import EXAMINATION
from matching.reading.families.lesions import status_of
from matching.reading.families.onset import from_the_start
from matching.reading.families.outdated import take_back_m0
from matching.reading.families.relapse import is_before_relapse
from matching.reading.families.sites import read_sites
from matching.reading.families.unaffected import BENIGN, DENIED, NORMAL, UNSURE
from matching.reading.mention import Anchor, Mention
from matching.reading.note import Note
from matching.reading.phrases import IS, phrases
from matching.reading.qualifiers import qualify
from matching.reading.resolve import COMPLETE
from matching.reading.sought import Sought

_LIQUID = ("lymphoma", "leukaemia", "myeloma", "brain")
_WHOLE = Sought(
    rf"bilan d'extension (?:\(?\w*\)? ?)?(?:est |: ?|{IS} )?(?:considere comme )?(?:neg\w*|normal|sans (?:localisation|"
    r"metastase|anomalie|lesion))|non[ -]metastatique|absence de (?:metastase|localisation secondaire|"
    r"maladie metastatique)|pas de (?:m\+|metastases?|localisations? secondaires?|localisations? 2aires?|"
    r"maladie metastatique|lesions? a distance|metastase a distance|localisations? a distance)(?![a-z])(?! (?!a "
    r"distance|ce jour|connue|visible|decel)[a-z])|sans (?:metastase|localisation secondaire)s?(?![a-z])(?! (?!a "
    r"distance|ce jour|connue)[a-z])"
)
_ORGAN = r"(?:hepat|pulm|osseu|gangl|cereb|periton|pleur|surren|splen|pancrea|cutan|mening)\w*"
_ONLY_SITE = Sought(
    r"(?:sites? (?:metastatiques? |m\+ |secondaires? )?(?:uniques?|exclusifs?)|"
    r"(?:(?:seuls?|unique) sites?|seule localisation (?:metastat|secondaire)\w*)"
    r"(?! (?:de |d'|mesurable|symptom|evolutif|accessible))|(?:meta\w*|localisation\w*|atteinte|maladie|rechute|recidive|dissemination) "
    rf"(?:\w+ )?(?:exclusivement|uniquement|strictement|seulement) {_ORGAN}|(?:meta\w*|rechute|recidive|maladie|atteinte|dissemination) (?:\w+ )?"
    rf"{_ORGAN} (?:exclusi\w+|isolee?s?|uniques?|uniquement|seulement|seule?s?)(?! segment)|"
    rf"(?:rechute|recidive|maladie) (?:[\w-]+ )?(?:unique|isolee|exclusive) {_ORGAN}|"
    r"\b(?:foie|poumons?|os|rate|plevre|peritoine|cerveau) (?:seuls?|seulement|uniquement|exclusivement)\b|"
    rf"(?:exclusivement|uniquement) {_ORGAN}|"
    r"(?:maladie|atteinte|evolution) (?:\w+ )?limitee (?:au |a la |aux |a l')(?:foie|plevre|os|peritoine|poumons?|ganglions|rate)\b|"
    rf"meta\w* \w+(?:,? et \w+|, \w+ et \w+) (?:uniquement|exclusivement)|"
    r"(?:sans autres?|pas d'autres?|aucune? autre) (?:localisation|site|lesion|meta)\w*"
    r"(?! (?:secondaire |suspecte |metastatique )?(?:du |de la |de l'|des |au |hepat|pulm|osseu|cereb|intra|surren)"
    r"| \w+, (?:notamment|en particulier))|"
    r"metastase (?:\w+ )?unique)"
)
_SUSPECTED = re.compile(rf"[^.;]{{0,70}}\b{phrases('suspected_then')}")
_NODAL = re.compile(
    r"(?:gangl\w*|adenop\w*|adp|\bgs\b|\bgg\b|axill\w*|macro|micro|risque|potentiel|sarcome|recherche|"
    r"curage)[ -]?$|\bganglions?\b[^.;,\n]{0,26}\b(?:siege|envahis?) (?:de |d'une |par une |par des )?$"
)
_TREATED_FIRST = Sought(r"\b(?:adjuvante?s?|adj|rechute|recidive|surveillance depuis|operee? en (?:19|20)\d\d|metachron\w*)\b")


def read(note: Note) -> None:
    take_back_m0(note)
    metastatic = None if note.family in _LIQUID else _said_metastatic(note) or from_the_start(note)
    if note.family not in _LIQUID:
        read_sites(note, metastatic is not None)
    elif note.family == "brain":
        _meninges(note)
    present = next(
        (m for m in note.mentions if m.key == "tumour.metastatic_sites" and m.value != COMPLETE and m.status == "present"), None
    )
    if metastatic is None and present is not None:
        metastatic = (present.start, present.end)
    _closing(note, metastatic is not None)
    _extent(note, metastatic)
    if metastatic is not None:
        _timing(note, metastatic)


def _meninges(note: Note) -> None:
    """A brain tumour has no metastatic sites but the meninges, said to be reached or not."""
    for anchor in note.anchors.get("site", ()):
        if anchor.id == "leptomeninges" and not note.is_other(anchor.start) and status_of(note, anchor, False) == "negated":
            note.say("tumour.metastatic_sites", anchor.id, anchor.start, anchor.end, status="negated")


def _findings(note: Note, *names: str) -> list[Anchor]:
    return [
        anchor
        for anchor in note.anchors.get("finding", ())
        if anchor.id in names and not note.is_other(anchor.start) and note.plain[anchor.start : anchor.end] != "met"
    ]  # MET is a gene


def _said_metastatic(note: Note) -> tuple[int, int] | None:
    """Where the words say a distant disease: M1, "métastatique", a distant relapse; None where they do not."""
    staged = next((m for m in note.mentions if m.key == "tumour.m" and str(m.value).startswith("M1")), None)
    if staged:
        return staged.start, staged.end
    if note.relapse and note.relapse.kind == "distant":
        return note.relapse.proof
    denied = next((m for m in note.mentions if m.key == "tumour.m" and m.value == "M0" and m.status == "present"), None)
    for anchor in _findings(note, "metastatic", "de_novo"):
        since = denied is None or (anchor.start > denied.start and _dated(note, anchor))
        if since and _says_distant(note, anchor):
            return anchor.start, anchor.end
    return None


def _says_distant(note: Note, anchor: Anchor) -> bool:
    """Does a word as "métastatique" say a distant disease of the patient: not of a node, nor denied, doubted, feared or asked about?"""
    unit = note.unit_at(anchor.start)
    words = note.plain[anchor.start : anchor.end]
    before = note.plain[max(unit.start, anchor.start - 60) : anchor.start]
    after = note.plain[anchor.end : min(unit.end, anchor.end + 40)]
    if words.rstrip("s") in _TIMES or _is_nodal(note, anchor, before, after) or _is_denied(note, anchor, before, after):
        return False
    called = words.startswith("metastatique")
    if not called and (_NOT_SAID.search(before) or (unit.section == "question" and "metastatique" not in words)):
        return False
    axes = qualify(note, anchor.start, anchor.end)
    return axes.status == "present" and axes.experiencer != "family"


def _is_nodal(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """Of nodes, of skin in transit, or of the sentinel node that the sentence is about: no distant disease."""
    if _NODAL.search(before) or _NODAL_AFTER.match(after):
        return True
    unit = note.unit_at(anchor.start)
    bare = _METASTATIC.fullmatch(note.plain, anchor.start, anchor.end) and not _OF_A_CANCER.search(before)
    return bool(bare and _NODES_EXAMINED.search(note.plain, unit.start, unit.end))


def _is_denied(note: Note, anchor: Anchor, before: str, after: str) -> bool:
    """Denied, normal, benign, unsure, or only suspected then."""
    return bool(
        NORMAL.match(after)
        or BENIGN.search(re.split("[,;]", after)[0])
        or UNSURE.search(before[-20:] + after[:24])
        or _SUSPECTED.match(note.plain, anchor.end, note.unit_at(anchor.start).end)
        or DENIED.search(before)
    )


_TIMES = ("d'emblee", "synchrone", "de novo")  # they say when, not that
_METASTATIC = re.compile(r"metastatiques?")
_NODAL_AFTER = re.compile(
    r" ?(?:en transit|satellite|axill|gangl|mediast|pelvien|\?|cyto|au gs|inguin|cervic|du gs|dans le g|sentin)"
)
_NODES_EXAMINED = re.compile(r"sentinel|ganglion|curage|\bgs\b")
_OF_A_CANCER = re.compile(r"cancer|adk|carcinome|k|maladie|melanome")
_NOT_SAID = re.compile(
    r"(?:non[ -]|bilan (?:d'|de )|en (?:l'absence|cas)|hormono|pas|sans|risque|adenocarcinome|recherche)[^.;,]{0,12}$"
)


def _dated(note: Note, anchor: Anchor) -> bool:
    unit = note.unit_at(anchor.start)
    return bool(note.dates_between(unit.start, unit.end))


def _closing(note: Note, metastatic: bool) -> None:
    """What closes the list of sites: M0 or a negative work-up where nothing is metastatic, a single site where something is."""
    if not metastatic:
        for mention in [m for m in note.mentions if m.key == "tumour.m" and m.value == "M0" and m.status == "present"]:
            note.say("tumour.metastatic_sites", COMPLETE, mention.start, mention.end)
        if note.family in _LIQUID:
            return
        for found in _WHOLE.finditer(note):
            unit = note.unit_at(found.start())
            if (
                not note.is_other(found.start())
                and not EXAMINATION.search(note.plain[unit.start : found.start()])
                and not is_before_relapse(note, *found.span())
                and unit.section not in ("history", "question")
            ):
                note.say("tumour.metastatic_sites", COMPLETE, *found.span())
        return
    sites = {m.value for m in note.mentions if m.key == "tumour.metastatic_sites" and m.status == "present"} - {COMPLETE}
    for found in _ONLY_SITE.finditer(note):
        alone = len(sites) == 1 or not found.group().endswith("unique")  # a metastasis of one organ, and others elsewhere
        if sites and alone and not note.is_other(found.start()):
            note.say("tumour.metastatic_sites", COMPLETE, *found.span())


def _extent(note: Note, metastatic: tuple[int, int] | None) -> None:
    """Says the extent: metastatic where anything is; else as the words say it, or localised where N0 and M0 are stated."""
    if metastatic is not None:
        note.say("tumour.extent", "metastatic", *metastatic, weight=3)
        return
    fourth = any(m.key == "tumour.stage" and str(m.value).startswith("IV") and m.weight >= 1 for m in note.mentions)
    for anchor in _findings(note, "locally_advanced", "unresectable"):
        if not (fourth and anchor.id == "unresectable") and _is_locally_advanced(note, anchor):
            note.say("tumour.extent", "locally_advanced", anchor.start, anchor.end, weight=2)
    for anchor in _findings(note, "localised"):
        if _OF_THE_DISEASE.search(note.plain[max(0, anchor.start - 30) : anchor.start]) and not _SOMEWHERE.match(
            note.plain, anchor.end
        ):
            note.say("tumour.extent", "localised", anchor.start, anchor.end, weight=1)
    if staged := _staged_localised(note):
        note.say("tumour.extent", "localised", staged.start, staged.end)
    in_situ = next((m for m in note.mentions if m.key == "tumour.type" and m.value in ("DCIS", "LCIS")), None)
    if in_situ:
        note.say("tumour.extent", "in_situ", in_situ.start, in_situ.end, weight=4)


_OF_THE_DISEASE = re.compile(
    r"(?:maladie|tumeur|stade|forme|cancer|risque|\bm0|k|adk|prostate|cbpc|cpc|carcinome|,|amico|[.\n]) ?,?[ (]*$"
)
_SOMEWHERE = re.compile(r" (?:au|a|dans|en|sur|de|du|aux)\b")  # "localisé au lobe supérieur"


def _is_locally_advanced(note: Note, anchor: Anchor) -> bool:
    axes = qualify(note, anchor.start, anchor.end)
    if axes.status != "present" or axes.modality == "conditional" or is_before_relapse(note, anchor.start, anchor.end):
        return False
    return anchor.id == "locally_advanced" or _unresectable(note, anchor)


def _staged_localised(note: Note) -> Mention | None:
    """The N0 beside an M0, where no relapse but a local one came after."""
    m0 = any(m.key == "tumour.m" and m.value == "M0" and m.weight >= 1 and m.status == "present" for m in note.mentions)
    held = max((m for m in note.mentions if m.key == "tumour.n"), key=lambda m: m.weight, default=None)
    if not m0 or held is None or held.value != "N0":
        return None
    return held if note.relapse is None or note.relapse.kind == "local" else None


def _unresectable(note: Note, anchor: Anchor) -> bool:
    """Still unresectable: not operated since."""
    return any(mention.key == "tumour.resectable" and mention.start == anchor.start for mention in note.mentions)


def _timing(note: Note, metastatic: tuple[int, int]) -> None:
    for anchor in _findings(note, "metachronous"):
        note.say("tumour.metastatic_timing", "metachronous", anchor.start, anchor.end, weight=3)
    if note.relapse and (note.relapse.kind or metastatic[0] > note.relapse.start):
        start, end = note.relapse.proof if note.relapse.kind == "distant" else metastatic
        if told := from_the_start(note):
            note.say("tumour.metastatic_timing", "synchronous", *told, weight=2)
        elif not _already_metastatic(note):
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
    if told := from_the_start(note):
        note.say("tumour.metastatic_timing", "synchronous", *told, weight=2)
    staged = next(
        (m for m in note.mentions if m.key == "tumour.m" and str(m.value).startswith("M1") and _in_a_tnm(note, m.start)), None
    )
    if staged and note.relapse is None and not _TREATED_FIRST.search(note):
        note.say(
            "tumour.metastatic_timing", "synchronous", staged.start, staged.end, date=date_of(note, staged.start, staged.end)
        )


def _already_metastatic(note: Note) -> bool:
    """Are metastases told before an undated relapse, which is then not the first of them? Where the tumour was
    operated on or irradiated before, they are its relapse."""
    relapse = note.relapse
    if relapse is None or relapse.date or treated_before(note, relapse.start):
        return False
    return any(
        m.key == "tumour.metastatic_sites" and m.value != COMPLETE and m.status == "present" and m.start < relapse.start
        for m in note.mentions
    )


def _in_a_tnm(note: Note, start: int) -> bool:
    """Does the M stand behind a T or an N, as in the classification at diagnosis?"""
    return bool(re.search(r"[tn] ?[0-4x+][a-d]?(?: ?\([^)]*\))?[ ,/-]{0,3}[cp]?$", note.plain[max(0, start - 26) : start]))
