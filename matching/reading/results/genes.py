"""Genes: which alteration, or none, is said of each.

>>> read_braf(marker, " V600E non mute", "", "colorectal")
[Result(key='biomarker.braf', value='wild_type', ...)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from matching.reading.phrases import IS, phrases
from matching.reading.resolve import COMPLETE
from matching.reading.results.result import ABSENT, BEFORE_ABSENT, BEFORE_PRESENT, Result, sign, simple

_EGFR = (
    ("exon19del", r"del(?:etion)?(?: de l'exon| exon| ex| de l'ex| dans l'exon)? ?19|(?<!pas d')exon 19|ex ?19|del ?19|19del|l747|e746"),
    ("exon20ins", r"ins(?:ertion)?(?: de l'exon| exon| ex| dans l'exon)? ?20|exon 20 ins|ex20ins|exon 20(?! t790)|ins20"),
    ("L858R", r"l858r"), ("T790M", r"t790m"), ("C797S", r"c797s"), ("uncommon", r"g719\w?|l861q|s768i"),
)  # fmt: skip
_VARIANTS = re.compile("|".join(f"(?P<{value}>{pattern})" for value, pattern in _EGFR))
# What denies a variant right before or after its name: "pas de T790M", "T790M absente", "V600E non muté".
_NOT = re.compile(
    rf"(?:pas d[e'] ?|sans |absence d[e'] ?|aucune? |ni |non )(?:{phrases('alteration')} ?)?(?:d[e'] ?|du )?(?:l'|la )?$"
)
_NOT_FOUND = re.compile(
    rf" ?\)?[ :=]*(?:(?:{IS}|revient|{IS} revenue|s'est (?:averee|revelee)|a ete) )?"
    rf"(?:{phrases('not_found')}|-(?=[ ,;.)/\n]|$)|: ?0\b)"
)
_UNMUTATED = re.compile(r" ?\)?[ :=]*(?:non[ -]mute|sauvage|wt\b)")
_LISTED = re.compile(r"(?: ?/ ?| et | ou )(?:de |d'|la |le |l')?")
_PLURAL = re.compile(r"[ :]*(?:non |sont |etaient |ont ete )*\w+s\b")
_EGFR_REACH = re.compile(r"[;\n]|, ?(?:pd-?l|alk|ros|kras|braf|met\b|ret\b|her2|ntrk|pas d'autre)|\. ")


_AMPLIFIED = re.compile(r"\b(?:amplification|surexpression|polysomie) (?:du gene |de l'|d'|de |du )?$")


def read_egfr(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """Each variant named is present or denied on its own ("del19, C797S, pas de T790M"); without a variant, mutated or wild type."""
    clause = _EGFR_REACH.split(after)[0][:110]
    if re.match(r"[ :=(]*(?:amplifi|surexprim|ihc)", clause) or _AMPLIFIED.search(before):
        return []  # an amplification or an immunostain is not one of the mutations
    stated = re.match(
        r"[ :=(]*(?:gene |statut )?(?:sauvage|wt\b|wild|non[ -]mute|negati|pas de mutation(?! (?:[a-z]\d|de l'exon)))", clause
    )
    named = [] if stated else list(egfr_variants(clause))
    if not named and (ahead := re.search(r"(?:mutation|deletion|insertion|exon|variant)[^,;.]{0,34}$", before[-60:])):
        words = before[-60:][max(0, ahead.start() - 12) :]
        named = [variant._replace(start=variant.start - len(words), end=0) for variant in egfr_variants(words)]
    if named:
        return named
    found, start, end = sign(after, before)
    if found is None:
        return []
    if found:
        return [Result("biomarker.egfr", "mutated", start, end)]
    return [Result("biomarker.egfr", "wild_type", start, end), Result("biomarker.egfr", COMPLETE, start, end)]


def egfr_variants(words: str) -> Iterator[Result]:
    """The variants of EGFR that some words name, each present or negated; a plural denies both of two: "T790M et C797S absentes"."""
    hits = list(_VARIANTS.finditer(words))
    both_absent = False  # said after the one that follows, told backwards
    found = []
    for hit, following in reversed(list(zip_longest(hits, hits[1:]))):
        after = _NOT_FOUND.match(words, hit.end())
        listed = following is not None and _LISTED.fullmatch(words, hit.end(), following.start())
        both_absent = bool(after and _PLURAL.match(words, hit.end())) or bool(both_absent and listed)
        denied = after or both_absent or _NOT.search(words[: hit.start()])
        found.append(Result("biomarker.egfr", hit.lastgroup, hit.start(), hit.end(), "negated" if denied else "present"))
    yield from reversed(found)


def read_egfr_variant(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """A variant that only EGFR has, told without the name of the gene: "mutation C797S, pas de mutation T790M"."""
    if family not in ("lung", "cup", ""):
        return []
    named = next(egfr_variants(marker["said"]), None)
    if named is None:
        return []
    denied = _NOT.search(before) or BEFORE_ABSENT.search(before) or _NOT_FOUND.match(after)
    return [Result("biomarker.egfr", named.value, 0, 0, "negated" if denied else "present")]


def read_kras(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    variant = re.match(
        r"(?:[^,;.\n]|\.(?! )){0,30}?(?:p\.? ?)?\(?(g12[a-z]|g13[a-z]|q61[a-z]|a146[a-z]|gly12\w+|gly13\w+)", after
    )
    if variant and not ABSENT.match(after):
        name = {"gly12cys": "G12C", "gly12asp": "G12D", "gly12val": "G12V"}.get(variant[1], variant[1].upper())
        return [Result(marker["key"], name if name in ("G12C", "G12D", "G12V") else "other_mutation", 0, variant.end())]
    return simple("mutated", "wild_type")(marker, after, before, family)


_SAYS_SOMETHING = re.compile(r"[^.;\n]{0,24}?(?:mut|sauv|wt\b|wild|type|neg|pos|non\b|g1[23]|q61|[+:=-])")


def read_ras(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """ "RAS sauvage" says both genes; "RAS muté" does not say which."""
    if re.match(r" ?(?:[,;.)\n]|$)", after) and not BEFORE_PRESENT.search(before) and not BEFORE_ABSENT.search(before):
        return []  # "foie RAS, pas de nodule" is "rien à signaler"
    if not _SAYS_SOMETHING.match(after) and not BEFORE_PRESENT.search(before) and not BEFORE_ABSENT.search(before):
        return []  # "RAS poumon"
    found, start, end = sign(after, before)
    if found is None:
        return []
    if found:
        return [Result("biomarker.ras", "mutated", start, end)]
    return [Result(key, "wild_type", start, end) for key in ("biomarker.kras", "biomarker.nras")]


def read_braf(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    variant = re.match(r"[^,;.\n]{0,30}?(?:p\.? ?)?\(?(?:v(?:al)?600(?P<to>e|k|glu|lys|r|d)?)(?![0-9])", after)
    denied = ABSENT.match(after) or BEFORE_ABSENT.search(before) or (variant and _NOT_FOUND.match(after, variant.end()))
    if variant and not denied:
        extended = re.match(r"[^,;.\n]{0,44}?v600(e|k)", after)
        to = (extended[1] if extended else variant["to"]) or ""
        value = {"e": "V600E", "glu": "V600E", "k": "V600K", "lys": "V600K", "": "V600"}.get(to, "V600")
        return [Result(marker["key"], value, 0, (extended or variant).end())]
    if variant and denied:
        unmutated = ABSENT.match(after) or BEFORE_ABSENT.search(before) or _UNMUTATED.match(after, variant.end())
        return (
            [Result(marker["key"], "wild_type", 0, variant.end() + 10)] if unmutated else []
        )  # "V600E absent" leaves the others
    if found := re.search(
        r"(?P<none>pas d[e'] ?|absence de |sans )?mutation (?:de type )?v600(?P<to>e|k)? (?:de |du |sur )?(?:le )?(?:gene "
        r")?$",
        before,
    ):
        value = "wild_type" if found["none"] else "V600" + (found["to"] or "").upper()
        return [Result(marker["key"], value, found.start() - len(before), 0)]
    return simple("mutated", "wild_type")(marker, after, before, family)


def read_met(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    found, start, end = sign(after, before, marker["said"])
    unamplified = re.match(rf"[ :=(]*amplif\w*\.? ?[:=]? ?(?:{phrases('not_found')}|non\b|-(?=[ ,;.)]|$))", after)
    if found is False or unamplified:
        return [Result(marker["key"], "not_altered", start, unamplified.end() if unamplified else end)]
    skipping = (
        re.search(r"ex(?:on)? ?14", marker["said"])
        or re.match(r"[^,;.\n]{0,30}?(?:ex(?:on)? ?14|saut (?:de l'exon|d'exon))", after)
        or re.search(r"(?:saut|ex(?:on)? ?14)[^,;.]{0,24}$", before)
    )
    if skipping:
        return [Result(marker["key"], "exon14_skipping", start, end or 0)]
    if (
        "amplif" in marker["said"]
        or re.match(r"[^,;.\n]{0,14}?amplif", after)
        or re.search(r"amplification (?:de |du )?(?:gene )?$", before)
    ):
        return [Result(marker["key"], "amplified", start, end)]
    return [Result(marker["key"], "altered", start, end)] if found else []


_VUS = rf"(?:{phrases('unknown_significance')})"
_NOT_THERE = (
    rf"[ :=]*(?:(?:{IS} |revenue? )?(?:{phrases('not_found', 'normal')}|en cours|en attente|a faire|prevu|pas )|"
    r"-(?=[ ,;.)]|$))"
)
_ORIGIN = re.compile(  # "BRCA2 tumoral muté, constitutionnel négatif"
    rf"\b(?:(?P<germline>(?<!non retrouve en )(?<!non retrouvee en )(?<!absente en ){phrases('germline')}\b(?!{_NOT_THERE}))|"
    rf"(?P<somatic>{phrases('somatic')}))"
)
_ORIGIN_BY_LETTER = {"gb": "germline", "sb": "somatic", "tb": "somatic"}  # "gBRCA1", "sBRCA2"


def read_brca(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """Mutated, of unknown significance or normal, for one gene of inherited risk or for several; with the origin where the words say it."""
    keys = marker["gives"] if "gives" in marker else [marker["key"]]
    vus = re.match(rf"(?:(?!\bet (?:un |une )?(?:variant|mutation|vus))[^,;.\n]){{0,34}}?{_VUS}", after)
    vus_before = re.search(
        rf"{_VUS}(?: classe 3)?(?: \(\w+\))?(?: au niveau)? ?(?:de |du |d'|des |sur |dans )?(?:la |le |l')?(?:gene )?$", before
    )
    found, start, end = sign(after, before)
    value = "vus" if vus or vus_before else None if found is None else "mutated" if found else "wild_type"
    if value is None or (value == "mutated" and len(keys) > 1):
        return []  # "BRCA muté" does not say which of the two
    results = [Result(key, value, start, vus.end() if vus else end) for key in keys]
    told = re.split(r"[;\n]|\. ", after)[0]
    lead = before[-100:] if start < 0 or BEFORE_PRESENT.search(before) or before.endswith(": ") else ""
    hits = [*_ORIGIN.finditer(lead), *(hit for hit in _ORIGIN.finditer(told) if hit.start() < 50)]
    origins = {hit.lastgroup for hit in hits} if value == "mutated" else set()
    if value == "mutated" and (lettered := _ORIGIN_BY_LETTER.get(marker["said"][:2])):
        origins = {lettered}
    if origins:
        results.append(Result("biomarker.brca_origin", "germline" if "germline" in origins else "somatic", start, end))
    return results


def read_kit(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    exon = re.match(r"[^,;.\n]{0,26}?ex(?:on)? ?(9|11|13|14|17|18)", marker["said"].removeprefix("kit") + after)
    ahead = re.search(r"(?P<said>mutation[^,;.]{0,14})?\bexon (?P<exon>9|11|13|14|17|18) (?:de |du )(?:gene )?$", before)
    if ahead and not BEFORE_ABSENT.search(before) and (ahead["said"] or sign(after, "")[0]):
        value = {"9": "exon9", "11": "exon11"}.get(ahead["exon"], "other_mutation")
        return [Result(marker["key"], value, ahead.start() - len(before), 0)]
    if exon and not ABSENT.match(after):
        return [Result(marker["key"], {"9": "exon9", "11": "exon11"}.get(exon[1], "other_mutation"), 0, exon.end())]
    if re.match(r"[ :=]*(?:\(?cd117\)?)? ?(?:\+|positif)", after):
        return []  # an immunostain, not the gene
    return simple("mutated", "wild_type")(marker, after, before, family)


def read_pdgfra(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if found := re.match(r"[^,;.\n]{0,30}?d842v", after):
        return [Result(marker["key"], "D842V", 0, found.end())]
    return simple("other_mutation", "wild_type")(marker, after, before, family)


def read_p53(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if found := re.match(
        r"[ :=]*(?:ihc |en ihc |d'aspect |de profil |profil |expression )?(?:aberrant\w*|mutee?\b|anormal\w*|surexprime\w*|null)",
        after,
    ):
        return [Result(marker["key"], "mutated", 0, found.end())]
    if found := re.match(r"[ :=]*(?:d'aspect |de profil |profil |expression )(?:sauvage|normale?)\b", after):
        return [Result(marker["key"], "wild_type", 0, found.end())]
    return (
        []
        if re.match(r"[ :=]*(?:\+|pos|\d)", after) or before.endswith("locus ")
        else simple("mutated", "wild_type")(marker, after, before, family)
    )
