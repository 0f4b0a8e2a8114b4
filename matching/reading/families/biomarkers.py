"""Biomarkers: receptors, HER2, proliferation, genes, PD-L1, mismatch repair, HPV, DPD, genomic signatures.

    "NGS : EGFR sauvage, KRAS G12C ; ALK, ROS1 non réarrangés. PD-L1 TPS < 1 %"
    egfr {wild_type, complete}, kras G12C, alk and ros1 not_rearranged, pdl1_tps [0, 1]

Signs, "sauvage" or "0" are results of the marker, not negations of it; a status after a list of genes is the status of each; what is pending,
asked for or not done states nothing. The rules of each result are in matching/reading/results/. Conventions:
docs/conventions.md (receptors, HER2, RAS, PD-L1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from matching.data_files import load_yaml
from matching.reading.dates import date_of
from matching.reading.letters import small
from matching.reading.mention import Anchor
from matching.reading.moments import is_initial
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.resolve import COMPLETE
from matching.reading.results import READERS, Result
from matching.reading.results.result import AFTER_SEARCH, BEFORE_ABSENT
from matching.reading.sought import Sought

# What may stand between the genes of one list: "EGFR, ALK et ROS1", "KRAS / NRAS", "RE/RP".
_JOINT = re.compile(r"^(?: ?[,/&] ?| et | ni | ou | ?, (?:ni|et) )(?:de |d'|du |des |la |le )?(?:gene |statut )?$")
_OTHER_GENE = re.compile(
    r"(?:, ?|/| et )[A-Z][A-Z0-9]{2,6}\b(?= ?[,/]| et )"
)  # one that is no feature: "KRAS, HRAS et BRAF sauvages"
_DASH = re.compile(r"^(?:-| - )$")  # joins genes; after a receptor it is a sign
_PENDING = re.compile(
    r"[^,;.\n]{0,22}?(?P<words>en attente|en cours|non fait|non recherche|non realise|non disponible|a faire|a demander|"
    r"demande|a rechercher|\bnr\b|\bnd\b|\bnc\b|non contributi|"
    r"non retrouve au dossier|ininterpretable|insuffisant|a completer|a realiser|a pratiquer|inconnu|non precise|non "
    r"communique|\?|pas fait|a venir|manquant|non dispo|echec)"
)
# "inhibiteur de KRAS G12C", "anti-EGFR": a drug, not a finding.
_NOT_TESTED = re.compile(rf"[ ,]*(?:\w+ )?{phrases('not_tested')}")  # "pas de mutation de RAS recherchée"
_NOT_DONE = re.compile(  # "la mutation BRAF V600E n'a pas été recherchée"
    r"[^,;.\n]{0,22}?n'(?:a|ont|avait|avaient) pas (?:pu )?(?:ete|etre) (?:recherche|realise|fait|etudie|effectue|disponible|pratique)"
)
_OF_THE_FAMILY = re.compile(
    r"(?: \w+)? (?:familial\w*|(?:connue? )?(?:dans|de) (?:la|sa) famille)\b"
)  # "mutation BRCA1 familiale (mère)"
_DENIED = re.compile(r"\b(?:pas d[e'] ?|aucune? |non |sans )(?:\w+ ){0,3}(?:de |du |d')?$")
# Families of tumours whose hormone receptors are told; elsewhere RP is a response, PR a prostatectomy or a polyarthritis.
_WITH_RECEPTORS = ("breast", "ovary", "endometrium", "cervix", "sarcoma", "brain", "cup", "")
_DRUG = re.compile(
    r"(?:inhibiteurs?(?: selectifs?)?|anti|anticorps|itk|ciblant)[ -]?(?:de |du |d'|des |anti-?)?(?:la |le |"
    r"l')?(?:mutations? )?$"
)
_SUPPOSED = re.compile(
    r"\b(?:si|selon|en cas d[e']|sous reserve d'une?|suspicion (?:forte )?d[e']|hypothese d[e']|risque d[e']) ?(?:le |"
    r"la |l'|un |une )?(?:statut |mutation |variant |tumeur )?(?:germinale |constitutionnelle )?(?:de |du |d'|des "
    r")?(?:gene )?$"
)
_ONE_EACH = re.compile(
    r"[ :=(]*(?P<each>(?:\(?[+-]\)?|\d{1,3} ?%?|neg|pos)(?: ?/ ?(?:\(?[+-]\)?|\d{1,3} ?%?|neg|pos)){1,3})(?![\d+.])"
)
# "amplification de MET, KRAS sauvage", "mutation germinale de BRCA1, BRCA2 sauvage": two results
_ALTERED = re.compile(
    r"(?<!pas d')(?<!pas de )(?<!aucune )(?<!sans )(?:amplification|fusion|rearrangement|translocation|mutation|variant)s?"
    r"(?: \(?(?:constitutionnel|germinal|somatique|tumoral|pathogene|activat|inactivat|bi-?alleli|p\.|[a-z]\d{2,4}[a-z]\b)\w*\)?)*"
    r" (?:de |du |d'|des )?(?:gene )?\w*$"
)
_UNALTERED = re.compile(
    rf" (?:sauvage|wt\b|non[ -](?:mute|rearrange|altere|amplifie|transloque)|(?:variant )?{phrases('unknown_significance')})"
)
# "mutation G12D de KRAS" says what "mutation KRAS G12D" does
_VARIANT_AHEAD = re.compile(
    r"\b(?:mutation|variant)s? (?:de type |ponctuelle )?(?P<variant>(?:p\.)?[a-z]\d{2,4}[a-z]) (?:de |du |d'|sur |dans )(?:la |le |l')?(?:gene )?$"
)
_VARIANT = "egfr_variant"
_SIGNED = ("receptor", "hormone_receptors", "signed")


@cache
def _markers() -> dict[str, dict[str, Any]]:
    return load_yaml("vocabulary/biomarkers.yaml")  # type: ignore[no-any-return]


def read(note: Note) -> None:
    for group, limit, before in _groups(note):
        last = group[-1]
        segment = note.plain[last.end : limit]
        pending = _PENDING.match(segment)
        ahead = note.plain[max(before, group[0].start - 110) : group[0].start]
        if _DRUG.search(ahead) or _SUPPOSED.search(ahead):
            continue
        if _NOT_DONE.match(segment) or _OF_THE_FAMILY.match(segment):
            continue
        if _DENIED.search(ahead) and _NOT_TESTED.match(segment):
            continue
        shares = _shared_out(group, segment)
        unsaid = BEFORE_ABSENT.search(ahead) or AFTER_SEARCH.search(ahead)
        for place, anchor in enumerate(group):
            if anchor.id in ("er", "pr") and note.family not in _WITH_RECEPTORS and anchor.end - anchor.start == 2:
                continue
            marker = {**_markers()[anchor.id], "said": note.plain[anchor.start : anchor.end]}
            own, shift = _of_the_latest_sample(shares[place] if shares else segment)
            if place == 0 and not unsaid and (variant := _VARIANT_AHEAD.search(ahead)):
                results = _of_the_variant(marker, own, ahead, variant, note.family)
            else:
                results = READERS[marker["kind"]](marker, own, ahead, note.family)
            results = [one._replace(end=one.end + shift) if one.end > 0 else one for one in results]
            if pending and not any(result.end <= pending.start("words") for result in results):
                continue
            for result in results:
                _say(note, anchor, result, last.end if result.end else anchor.end)
    _variants(note)
    _mutated_since(note)
    _glued_receptors(note)


def _of_the_variant(marker: dict[str, Any], own: str, ahead: str, variant: re.Match[str], family: str) -> list[Result]:
    """What is said of a gene whose variant stands before it, read as if it stood behind it."""
    said, back = f" {variant['variant']}", variant.start("variant") - len(ahead)
    results = READERS[marker["kind"]](marker, said + own, ahead[: variant.start("variant")], family)
    return [one._replace(start=back + one.start if one.start < 0 else back, end=max(0, one.end - len(said))) for one in results]


_SHARE = r"(?:\d{1,3} ?%|[0-3] ?\+?(?![\d.,%])|negati(?:f|ve)|positi(?:f|ve)|sauvage|mutee?|absente?|presente?)"
_LATER_SHARE = re.compile(  # "15 % sur la biopsie initiale, 40 % sur la métastase"
    rf"(?P<name>[^.;,\n()\d<>≥≤]{{0,24}}?)(?:[<>≥≤]{{0,2}}=? ?{_SHARE})[^.;,\n()]{{0,16}}?\b(?:(?:en|au|de) (?:[a-z]+ )?(?P<then>(?:19|20)\d\d)|"
    rf"sur (?:la |le )?(?:tumeur )?primiti\w+|sur les (?:premieres )?biopsies|{phrases('earlier')})[^.;,\n()]{{0,20}}, ?(?:puis |et )?"
    rf"(?={_SHARE}(?: [^.;,\n\d]{{3,24}})? (?:en|sur|au|a|le|ce jour|actuellement|lors|desormais)\b"
    r"(?:[^.;\n]{0,40}?(?P<later>(?:19|20)\d\d))?)"
)


_ON_A_SAMPLE = re.compile(  # "HER2 refait sur pièce : 2+", "HER2 (relecture sur la biopsie) 2+"
    r" (?:\(?(?:re)?(?:fait|controle|test|lu|lecture|recherche|verifi)e? )?(?:sur|de) (?:la |une |cette |l'|le )?"
    r"(?:nouvelle |derniere |seconde )?(?:pbh|re-?biopsie|biopsie|ponction|piece|metastase|recidive)(?: \w+)?(?:\)|(?= ?[:=]| \d))"
)


def _of_the_latest_sample(words: str) -> tuple[str, int]:
    """The words about a marker, without the name of their sample, and without the share of an earlier sample where that of a later one
    follows; and their length less."""
    found = _LATER_SHARE.match(words)
    if found is None or (found["then"] or "") > (found["later"] or "9999"):
        sample = _ON_A_SAMPLE.match(words)
        return (words[sample.end() :], sample.end()) if sample else (words, 0)
    return found["name"] + words[found.end() :], found.end() - len(found["name"])


_GLUED = Sought(r"\b(?P<name>re|ro|rp)(?P<percent>[0-9]\d{0,2})(?= ?%|[ ,;/.)\n]|$)")


def _glued_receptors(note: Note) -> None:
    """Receptors written without a blank, in capitals: "RE0 RP0", "RO90%"."""
    for found in _GLUED.finditer(note):
        if note.family != "breast" or note.is_other(found.start()) or not note.cased[found.start() : found.start() + 2].isupper():
            continue
        anchor = Anchor(found.start(), found.end("name"), "biomarker", "pr" if found["name"] == "rp" else "er")
        for result in READERS["receptor"](_markers()[anchor.id], f" {found['percent']} %", "", note.family):
            _say(note, anchor, result._replace(end=len(found["percent"])), anchor.end)


def _mutated_since(note: Note) -> None:
    """ "Pas de mutation EGFR au diagnostic. Biopsie 2025 : EGFR L858R": what is mutated now is not wild type."""
    said = [mention for mention in note.mentions if mention.key == "biomarker.egfr"]
    wild = [mention for mention in said if mention.value in ("wild_type", COMPLETE)]
    last = max((mention.start for mention in said if mention not in wild and mention.status == "present"), default=0)
    for mention in wild:
        if mention.start < last:
            mention.status = "uncertain"


def _variants(note: Note) -> None:
    """Variants of a gene told without its name, where no result of the gene covers them: "mutation C797S, pas de mutation T790M"."""
    said = [mention for mention in note.mentions if mention.key == "biomarker.egfr"]
    for anchor in note.anchors.get("biomarker", ()):
        if anchor.id != _VARIANT or any(mention.start <= anchor.start < mention.end for mention in said):
            continue
        unit = note.unit_at(anchor.start)
        marker = {**_markers()[_VARIANT], "said": note.plain[anchor.start : anchor.end]}
        ahead = note.plain[max(unit.start, anchor.start - 60) : anchor.start]
        if _DRUG.search(ahead) or _SUPPOSED.search(ahead) or _PENDING.match(note.plain, anchor.end, unit.end):
            continue
        for result in READERS[marker["kind"]](marker, note.plain[anchor.end : unit.end], ahead, note.family):
            _say(note, anchor, result, anchor.end)


def _shared_out(group: list[Anchor], segment: str) -> list[str]:
    """One result each, in the order of the markers: "RO/RP/HER2 : +/+/-", "RE/RP 90/80 %"; empty where one result holds for all."""
    found = _ONE_EACH.match(segment)
    shares = re.split(r" ?/ ?", found["each"]) if found else []
    if len(shares) != len(group) or len(group) < 2:
        return []
    unit = "%" if found and found["each"].endswith("%") else ""
    return [f" {share.rstrip(' %')}{unit if share[:1].isdigit() else ''} " for share in shares]


def _groups(note: Note) -> Iterator[tuple[list[Anchor], int, int]]:
    """Anchors that share one result, how far that result may reach, and where the words before them begin."""
    anchors = [one for one in _distinct(note, note.anchors.get("biomarker", [])) if one.id != _VARIANT]
    group: list[Anchor] = []
    previous = 0
    for index, anchor in enumerate(anchors):
        following = anchors[index + 1] if index + 1 < len(anchors) else None
        unit = note.unit_at(anchor.start)
        group.append(anchor)
        if following and following.start < unit.end and _are_joined(note, anchor, following):
            apart = _ALTERED.search(note.plain, max(previous, unit.start), anchor.end)
            if not (apart and _unaltered_together(note, anchors[index + 1 :], unit.end)):
                continue
        limit = min(unit.end, following.start) if following else unit.end
        yield group, limit, max(previous, unit.start)
        previous, group = anchor.end, []


def _unaltered_together(note: Note, anchors: list[Anchor], end: int) -> bool:
    """Do the words after the first of these genes, or after the last one joined to it, call them unaltered: "KRAS et BRAF sauvages"?"""
    last = anchors[0]
    for one in anchors[1:]:
        if one.start >= end or not _are_joined(note, last, one):
            break
        last = one
    return bool(_UNALTERED.match(note.plain, anchors[0].end) or _UNALTERED.match(note.plain, last.end))


def _are_joined(note: Note, anchor: Anchor, following: Anchor) -> bool:
    between = small(_OTHER_GENE.sub("", note.cased[anchor.end : following.start]))
    return bool(_JOINT.match(between) or (_DASH.match(between) and _markers()[anchor.id]["kind"] not in _SIGNED))


def _distinct(note: Note, anchors: list[Anchor]) -> list[Anchor]:
    """One anchor a place: where two entries claim the same words, the longer, then the first of the file. A sign is its result ("re+")."""
    kept: list[Anchor] = []
    for anchor in anchors:
        if not kept or anchor.start >= kept[-1].end:
            signed = note.plain[anchor.end - 1] in "+-" and _markers()[anchor.id]["kind"] in _SIGNED
            kept.append(anchor._replace(end=anchor.end - 1) if signed else anchor)
    return kept


def _say(note: Note, anchor: Anchor, result: Result, base: int) -> None:
    start, end = anchor.start, max(anchor.end, base + result.end)
    if result.start < 0:
        start = min(start, anchor.start + result.start)
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    if axes.experiencer == "family":
        return
    note.say(
        result.key, result.value, start, end, status=result.status, date=date_of(note, anchor.start, end),
        temporality="past" if is_initial(note, anchor.start) else "now", tumour="other" if note.is_other(anchor.start) else "index",
    )  # fmt: skip
