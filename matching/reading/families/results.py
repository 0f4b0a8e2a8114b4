"""How each kind of biomarker states its result: one function a kind, from the words after the marker (and before it) to values.

    >>> read_her2(marker, " 2+, FISH non amplifie", "", "breast")
    [Result(key='biomarker.her2_ihc', value=2.0, ...), Result(key='biomarker.her2_status', value='low', ...)]

`after` runs from the marker (or the list of markers it stands in) to the end of its reach, `before` is the same sentence up to it;
`marker["said"]` are the words of the marker itself, which may hold its result ("METex14", "EML4-ALK", "1p/19q codélété").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from matching.case import INFINITY, Interval
from matching.reading.resolve import COMPLETE
from matching.reading.values import Found, number_at


class Result(NamedTuple):
    """A value, and how far in the words after the marker (negative: before it) its proof reaches."""

    key: str
    value: object
    start: int = 0
    end: int = 0
    status: str = "present"


Reader = Callable[[dict[str, Any], str, str, str], list[Result]]

_LINK = r"[ :=,]*(?:\(?(?:gene|genes|statut|est|sont|score|ihc|en ihc|en fish|par ngs|ngs|en ngs|pcr|promoteur|tumeur|tumoral|exon \d+|expression|resultat|dans la tumeur|tissulaire|plasmatique)\)?[ :=,]*){0,3}"
_ABSENT = re.compile(
    _LINK + r"(?:non[ -](?:mute|rearrange|altere|amplifie|transloque|fusionne|retrouve|detecte|codelete|methyle|delete)\w*|(?:pas d[e'] ?|absence (?:de |d')|aucune? |sans )(?:mutation|rearrang|alterat|amplif|fusion|transloc|variant|delet|methyl|anomal|surexpr|expression|perte)\w*|sauvage\w*|wild[ -]?type|\bwt\b|neg(?:atif|ative)?s?\b|"
    r"normal\w*|intact\w*|indemne|absent\w*|\(-\)|(?<! )-(?=$|[ ,;.)/\n])|(?<= )-(?=$|[,;.)\n])|: ?0\b|ras\b|ok\b)"
)
_PRESENT = re.compile(
    _LINK + r"(?:\(?(?:mute\w*|mutation\w*|variant\w*|variation|delet\w*|insertion\w*|pathogene|positif\w*|positive\w*|rearrange\w*|rearrangement|transloque\w*|fusion\w*|altere\w*|alteration|amplifi\w*|surexprime\w*|\(\+\)|3? ?\+)|"
    r"p\.? ?[a-z]\w*|[a-z]\d{2,4}[a-z*]\b|exon ?\d+|ex ?\d+|del ?19|del19)"
)
_BEFORE_ABSENT = re.compile(r"(?:pas d[e'] ?|absence (?:de |d')|sans |aucune? |ni |non[ -]|recherche (?:de |d')(?:mutation|rearrangement|fusion)[^.;]{0,20}negativ\w*)(?:autre )?(?:mutation|rearrangement|alteration|fusion|translocation|amplification|anomalie|variant|methylation|deletion|surexpression)s?[^.;,]{0,30}$|\bsans addiction[^.;]{0,10}$")
_DENIED = re.compile(r"(?:pas d[e']|absence d[e']|sans|aucune?|ni) ?$")
_BEFORE_PRESENT = re.compile(
    r"(?:mutation|rearrangement|fusion|translocation|variant(?: pathogene)?|amplification|deletion|alteration|mute[e]?|porteu(?:r|se)[^.;,]{0,24}|surexpression)s?(?: (?:pathogene|germinale?|constitutionnel(?:le)?|somatique|tumorale|activatrice|delet\w+))*"
    r" ?(?:de |du |d'|des |sur |dans )?(?:la |le |l')?(?:gene )?(?:promoteur )?$"
)
_AFTER_SEARCH = re.compile(r"(?:recherche[rs]?|demander|prevoir|faire|realiser|refaire|proposer|discuter|completer par) (?:de |d'|une? )?(?:mutation|rearrangement|fusion)?[^.;]{0,30}$")
_DENIED_AFTER = re.compile(r"[ :=(]*(?:non (?:retrouve|detecte|mise? en evidence|identifie)\w*|absente?s?\b|negati\w*|neg\b)")  # "BRAF V600E non retrouvée"
_SAID_PRESENT = re.compile(r"mutation|mute|fusion|rearrangement|amplification|insertion|perte|ex14|exon|eml4|kif5b|/ptc|bicc1|tacc3")


def _sign(after: str, before: str, said: str = "") -> tuple[bool | None, int, int]:
    """Present, absent or nothing said: the nearest of the words after the marker, else its own, else those before it. With the proof's ends."""
    absent, present = _ABSENT.match(after), _PRESENT.match(after)
    if _BEFORE_ABSENT.search(before) or _DENIED.search(before):
        return False, -1, 0
    absent = absent or (_DENIED_AFTER.match(after, present.end()) if present else None)
    if absent:
        return False, 0, absent.end()
    if present:
        return True, 0, present.end()
    if _AFTER_SEARCH.search(before):
        return None, 0, 0
    if "sauvage" in said:
        return False, 0, 0
    if _SAID_PRESENT.search(said):
        return True, 0, 0
    found = _BEFORE_PRESENT.search(before)
    return (True, found.start() - len(before), 0) if found else (None, 0, 0)


def _simple(positive: str, negative: str) -> Reader:
    def read(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
        found, start, end = _sign(after, before, marker["said"])
        return [] if found is None else [Result(marker["key"], positive if found else negative, start, end)]

    return read


# Receptors, HER2, proliferation -----------------------------------------------------------------------------------------------

_PLUS_MINUS = re.compile(r"[ :=]*(?:\(?(\+{1,3}|-)\)?(?![\d>])|(pos\w*|exprime\w*)|(neg\w*|absents?|non exprime\w*|0(?![\d.,])))")
_PERCENT = re.compile(r" ?%")


_BEFORE_PERCENT = re.compile(r"(?:[ :=]*\(?\+{0,3}\)? ?(?:pos\w*|exprime\w*)? ?(?:a )?\(?(?=[\d<>≥≤]))?")


def _number_after(prefix: re.Pattern[str], after: str) -> Found | None:
    """The number that follows words that may stand between a marker and its figure."""
    return number_at(after, prefix.match(after).end())  # type: ignore[union-attr]


def read_receptor(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """A percentage (10 % and more positive, 1 to 9 low, 0 negative) or a sign; a bare number without % counts only as 0."""
    key = marker["key"]
    found = _number_after(_BEFORE_PERCENT, after)
    if found and found.start <= 24 and (_PERCENT.match(after, found.end) or found.value.exact == 0 or (found.value.exact or 0) >= 5 and re.match(r" ?(?:,|;|/|\)|$| - )", after[found.end :])):
        end = found.end + (2 if _PERCENT.match(after, found.end) else 0)
        if found.value.high > 100 and found.value.high != INFINITY:
            return []
        return [Result(key + "_percent", found.value, 0, end), Result(key + "_status", _receptor_status(found.value), 0, end)]
    signed = _PLUS_MINUS.match(after)
    if signed:
        value = "positive" if (signed[1] or "").startswith("+") or signed[2] else "negative"
        return [Result(key + "_status", value, 0, signed.end())]
    return []


def _receptor_status(percent: Interval) -> str:
    if percent.low >= 10:
        return "positive"
    return "low" if percent.low >= 1 else "negative" if percent.high <= 1 else "low"


def read_hormone_receptors(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    signed = _PLUS_MINUS.match(after)
    if not signed or family not in ("breast", ""):
        return []
    if (signed[1] or "").startswith("+") or signed[2]:
        return [Result("biomarker.er_status", "positive", 0, signed.end())]
    return [Result(f"biomarker.{name}_status", "negative", 0, signed.end()) for name in ("er", "pr")]


def read_triple_negative(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if re.search(r"(?:pas|non|ni) (?:de |un )?(?:cancer |carcinome )?$", before):
        return []
    return [Result(f"biomarker.{name}_status", "negative", -1, 0) for name in ("er", "pr", "her2")]


_HER2_SCORE = re.compile(r"[ :=,(]*(?:\(?(?:ihc|score|en ihc|statut|faible|low|negatif|positif|neg|pos)[ :=(]*){0,3}(?:(?P<plus>\+{2,3}|(?P<digit>[0-3]) ?\+|(?P<zero>0(?![\d%]|[.,]\d)))|\+(?!\+))")
_ISH_POSITIVE = re.compile(r"(?:fish|ish|sish|cish|dish|hybridation)[^;.\n]{0,24}?(?:(?<!non )amplifi\w*|positi\w*|\+|amplification(?! absente))|(?<!non )(?<!pas )amplifie[e]?(?: en)? ?(?:fish|ish|sish|cish)")
_ISH_NEGATIVE = re.compile(r"(?:fish|ish|sish|cish|dish|hybridation)[^;.\n]{0,20}?(?:non[ -]amplifi\w*|negati\w*|neg\b|-(?= |,|$|\.|\))|pas d'amplif\w*|sans amplif\w*|absence d'amplif\w*)|non[ -]amplifi\w*(?: en)?|sans amplification|pas d'amplification")
_ISH_PENDING = re.compile(r"(?:fish|ish|sish|cish|dish)[^;.,\n]{0,12}(?:en cours|en attente|demande|a faire|non fait|non realise|\?)")


def read_her2(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """The score and the hybridisation together: 3+ positive, 2+ decided by ISH, 1+ low in breast, 0 zero."""
    mutation = re.match(r"[ :=]*(?:(non[ -]mute\w*|pas de mutation|sauvage)|(?:mute\w*|mutation))", after)
    if mutation:
        return [Result("biomarker.her2_mutation", "wild_type" if mutation[1] else "mutated", 0, mutation.end())]
    words = re.match(r"[ :=,(-]*(?:statut )?(low|faible|ultra-?low|ultra-?faible)", after)
    if words and not re.search(r"\d ?\+", after[:24]):
        return [Result("biomarker.her2_status", "ultralow" if "ultra" in words[1] else "low", 0, words.end())]
    score = _HER2_SCORE.match(after)
    if score and (score["plus"] or score.group().rstrip().endswith("+")):
        level = len(score["plus"]) if score["plus"] and set(score["plus"]) == {"+"} else int(score["digit"] or 0) if (score["digit"] or score["zero"]) else None
        if level is not None:
            return _her2_level(level, after, score.end(), family)
    negative, positive = _ISH_NEGATIVE.search(after), _ISH_POSITIVE.search(after)
    sign = re.match(r"[ :=]*\(?(?:(neg\w*|-(?=[ ,;.)/\n]|$)|non[ -](?:surexprime|amplifie)\w*|pas de surexpression)|(pos\w*|\+|surexprime\w*|amplifie\w*|surexpression))", after)
    if sign:
        return [Result("biomarker.her2_status", "negative" if sign[1] else "positive", 0, sign.end())]
    if found := re.search(r"(?P<none>pas d[e']|absence d[e']|sans)? ?(?:surexpression|amplification) (?:de |d'|du )?(?:gene )?$", before):
        return [Result("biomarker.her2_status", "negative" if found["none"] else "positive", found.start() - len(before), 0)]
    if negative and negative.start() < 12:
        return [Result("biomarker.her2_status", "negative", 0, negative.end())]
    return [Result("biomarker.her2_status", "positive", 0, positive.end())] if positive and positive.start() < 12 else []


def _her2_level(level: int, after: str, end: int, family: str) -> list[Result]:
    ihc = Result("biomarker.her2_ihc", float(level), 0, end)
    low = "low" if family in ("breast", "") else "negative"
    if level == 2:
        negative, pending = _ISH_NEGATIVE.search(after, end), _ISH_PENDING.search(after, end)
        positive = _ISH_POSITIVE.search(after, end) or re.compile(r"[ ,:(]*amplifie").match(after, end)
        if pending:
            status = "equivocal"
        elif negative:
            status, end = low, negative.end()
        else:
            status, end = ("positive", positive.end()) if positive else ("equivocal", end)
    else:
        status = {3: "positive", 1: low, 0: "zero"}[level]
    return [ihc, Result("biomarker.her2_status", status, 0, end)]


_INDEX = re.compile(r"[ :=]*(?:\(?mib-?1\)?|index|indice)?[ :=]*")


def read_percent(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    found = _number_after(_INDEX, after)
    if not found or found.start > 16 or found.value.high > 100 and found.value.high != INFINITY:
        return []
    return [Result(marker["key"], found.value, 0, found.end + len(re.match(r"(?: ?%)?", after[found.end :]).group()))]  # type: ignore[union-attr]


# Genes ----------------------------------------------------------------------------------------------------------------------

_EGFR = (
    ("exon19del", r"del(?:etion)?(?: de l'exon| exon| ex| de l'ex)? ?19|exon 19|ex ?19|del19|19del|l747|e746"),
    ("exon20ins", r"ins(?:ertion)?(?: de l'exon| exon| ex| dans l'exon)? ?20|exon 20 ins|ex20ins|exon 20(?! t790)|ins20"),
    ("L858R", r"l858r"), ("T790M", r"t790m"), ("C797S", r"c797s"), ("uncommon", r"g719\w?|l861q|s768i"),
)  # fmt: skip


# What denies a variant right after its name: "T790M absente", "V600E non muté".
_NOT_FOUND = re.compile(r" ?\)?[ :=]*(?:non[ -](?:mute|retrouve|detecte|trouve)\w*|absente?\b|negati\w*|sauvage|wt\b)")


def read_egfr(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    clause = re.split(r"[;\n]|, ?(?:pd|alk|ros|kras|braf)", after)[0][:70]
    if re.match(r"[ :=(]*(?:amplifi|surexprim|ihc)", clause):
        return []  # an amplification or an immunostain is not one of the mutations
    around = before[-40:]
    found, start, end = _sign(after, before)
    if found is False:
        return [Result("biomarker.egfr", "wild_type", start, end), Result("biomarker.egfr", COMPLETE, start, end)]
    results = []
    for value, pattern in _EGFR:
        hit = re.search(pattern, clause) or (re.search(pattern, around) if re.search(r"(?:mutation|deletion|insertion|exon)[^,;.]{0,34}$", around) else None)
        if hit:
            denied = re.search(r"(?:pas d[e'] ?|sans |absence de |non )(?:mutation )?$", clause[: hit.start()]) or hit.string is clause and _NOT_FOUND.match(clause, hit.end())
            results.append(Result("biomarker.egfr", value, 0, hit.end() if hit.string is clause else 0, "negated" if denied else "present"))
    if results:
        return results
    return [Result("biomarker.egfr", "mutated", start, end)] if found else []


def read_kras(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    variant = re.match(r"(?:[^,;.\n]|\.(?! )){0,30}?(?:p\.? ?)?\(?(g12[a-z]|g13[a-z]|q61[a-z]|a146[a-z]|gly12\w+|gly13\w+)", after)
    if variant and not _ABSENT.match(after):
        name = {"gly12cys": "G12C", "gly12asp": "G12D", "gly12val": "G12V"}.get(variant[1], variant[1].upper())
        return [Result(marker["key"], name if name in ("G12C", "G12D", "G12V") else "other_mutation", 0, variant.end())]
    return _simple("mutated", "wild_type")(marker, after, before, family)


def read_ras(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """ "RAS sauvage" says both genes; "RAS muté" does not say which."""
    if re.match(r" ?(?:[,;.)\n]|$)", after) and not _BEFORE_PRESENT.search(before) and not _BEFORE_ABSENT.search(before):
        return []  # "foie RAS, pas de nodule" is "rien à signaler"
    found, start, end = _sign(after, before)
    if found is None:
        return []
    if found:
        return [Result("biomarker.ras", "mutated", start, end)]
    return [Result(key, "wild_type", start, end) for key in ("biomarker.kras", "biomarker.nras")]


def read_braf(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    variant = re.match(r"[^,;.\n]{0,30}?(?:p\.? ?)?\(?(?:v(?:al)?600(?P<to>e|k|glu|lys|r|d)?)(?![0-9])", after)
    denied = _ABSENT.match(after) or _BEFORE_ABSENT.search(before) or variant and _NOT_FOUND.match(after, variant.end())
    if variant and not denied:
        extended = re.match(r"[^,;.\n]{0,44}?v600(e|k)", after)
        to = (extended[1] if extended else variant["to"]) or ""
        value = {"e": "V600E", "glu": "V600E", "k": "V600K", "lys": "V600K", "": "V600"}.get(to, "V600")
        return [Result(marker["key"], value, 0, (extended or variant).end())]
    if variant and denied:
        return [Result(marker["key"], "wild_type", 0, variant.end() + 10)]
    if found := re.search(r"(?P<none>pas d[e'] ?|absence de |sans )?mutation (?:de type )?v600(?P<to>e|k)? (?:de |du |sur )?(?:le )?(?:gene )?$", before):
        value = "wild_type" if found["none"] else "V600" + (found["to"] or "").upper()
        return [Result(marker["key"], value, found.start() - len(before), 0)]
    return _simple("mutated", "wild_type")(marker, after, before, family)


def read_met(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    found, start, end = _sign(after, before, marker["said"])
    if found is False:
        return [Result(marker["key"], "not_altered", start, end)]
    skipping = re.search(r"ex(?:on)? ?14", marker["said"]) or re.match(r"[^,;.\n]{0,30}?(?:ex(?:on)? ?14|saut (?:de l'exon|d'exon))", after) or re.search(r"(?:saut|ex(?:on)? ?14)[^,;.]{0,24}$", before)
    if skipping:
        return [Result(marker["key"], "exon14_skipping", start, end or 0)]
    if "amplif" in marker["said"] or re.match(r"[^,;.\n]{0,14}?amplif", after) or re.search(r"amplification (?:de |du )?(?:gene )?$", before):
        return [Result(marker["key"], "amplified", start, end)]
    return [Result(marker["key"], "altered", start, end)] if found else []


def read_brca(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    vus = re.match(r"[^,;.\n]{0,34}?(?:vus\b|vsi\b|signification (?:incertaine|inconnue)|classe 3)", after)
    found, start, end = _sign(after, before)
    value = "vus" if vus else None if found is None else "mutated" if found else "wild_type"
    if value is None or (value == "mutated" and len(marker["gives"]) > 1):
        return []  # "BRCA muté" does not say which of the two
    results = [Result(key, value, start, vus.end() if vus else end) for key in marker["gives"]]
    origin = re.search(r"\b(germinal\w*|constit\w*|hereditaire)|\b(somatique|tumoral\w*)", (before[-30:] if start < 0 else "") + " | " + after[:50])
    if origin and value == "mutated":
        germline = re.search(r"\b(?:germinal|constit|heredit)", (before[-30:] if start < 0 else "") + " | " + after[:50])
        results.append(Result("biomarker.brca_origin", "germline" if germline else "somatic", start, end))
    return results


def read_germline(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if re.match(r"[^,;.\n]{0,34}?(?:vus\b|vsi\b|signification (?:incertaine|inconnue))", after):
        return [Result(marker["key"], "vus", 0, 10)]
    return _simple("mutated", "wild_type")(marker, after, before, family)


def read_kit(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    exon = re.match(r"[^,;.\n]{0,26}?ex(?:on)? ?(9|11|13|14|17|18)", after)
    if exon and not _ABSENT.match(after):
        return [Result(marker["key"], {"9": "exon9", "11": "exon11"}.get(exon[1], "other_mutation"), 0, exon.end())]
    if re.match(r"[ :=]*(?:\(?cd117\)?)? ?(?:\+|positif)", after):
        return []  # an immunostain, not the gene
    return _simple("mutated", "wild_type")(marker, after, before, family)


def read_pdgfra(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if found := re.match(r"[^,;.\n]{0,30}?d842v", after):
        return [Result(marker["key"], "D842V", 0, found.end())]
    return _simple("other_mutation", "wild_type")(marker, after, before, family)


def read_p53(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if found := re.match(r"[ :=]*(?:ihc |en ihc |d'aspect |de profil |profil |expression )?(?:aberrant\w*|anormal\w*|surexprime\w*|null)", after):
        return [Result(marker["key"], "mutated", 0, found.end())]
    return [] if re.match(r"[ :=]*(?:\+|pos|\d)", after) else _simple("mutated", "wild_type")(marker, after, before, family)


# Others ---------------------------------------------------------------------------------------------------------------------

_SCORE_NAME = re.compile(r"\b(tps|cps|ic|tc)\b")


_SCORE = re.compile(r"[ :=(]*(?:\(?(?:tps|cps|score|22c3|28-8|sp263|sp142|clone \w+|tumeur|cellules tumorales)\)?[ :=]*){0,3}")


def _percentage(after: str) -> tuple[Interval, int] | None:
    found = _number_after(_SCORE, after)
    if found and found.start <= 26:
        return found.value, found.end
    negative = re.match(r"[ :=(]*(?:tps|cps)?[ :=]*\(?(?:neg\w*|0 ?%|-(?=[ ,;.)\n]|$))", after)
    return (Interval(0, 1, high_open=True), negative.end()) if negative else None


def read_pdl1(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """Without the name of a score a percentage is the TPS in lung, and is left out elsewhere."""
    found = _percentage(after)
    if not found:
        return []
    value, end = found
    named = _SCORE_NAME.search(after[: end + 18].split(";")[0].split(",")[0])
    percent = re.match(r" ?%", after[end:])
    end += len(percent.group()) if percent else 0
    if named and named[1] == "cps":
        return [Result("biomarker.pdl1_cps", value, 0, end)]
    if named and named[1] == "tps" or family == "lung" and not named:
        return [Result("biomarker.pdl1_tps", value, 0, end)]
    return []


def _score(key: str) -> Reader:
    def read(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
        found = _percentage(after)
        return [Result(key, found[0], 0, found[1] + len(re.match(r"(?: ?%)?", after[found[1] :]).group()))] if found else []  # type: ignore[union-attr]

    return read


def read_msi(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """Only words of its own: "statut MSI : stable", "MMR déficient", "MSI négatif"; names such as pMMR are entries apart."""
    stable = re.match(r"[ :=]*(?:statut |phenotype )?(?:stable|proficient|conserve\w*|intact\w*|normal\w*|preserve\w*|neg\w*|non instable|non|-(?= |$|,))", after)
    unstable = re.match(r"[ :=]*(?:statut |phenotype )?(?:instable|deficient\w*|deficitaire|pos\w*|high|elevee?|perdu\w*|\+)", after)
    if re.search(r"(?:pas d'|absence d'|sans )$|(?:pas de|absence de|sans) (?:perte|anomalie|deficit)[^.;,]{0,24}$", before):
        return [Result("biomarker.msi", "MSS", -1, 0)]
    if stable or unstable:
        return [Result("biomarker.msi", "MSS" if stable else "MSI-H", 0, (stable or unstable).end())]  # type: ignore[union-attr]
    kept = re.search(r"(?:expression|conservation|maintien)[^.;,]{0,24}(?:conserv|maint|intact|normal|preserv|expression)\w*[^.;,]{0,12}$", before)
    if kept:
        return [Result("biomarker.msi", "MSS", kept.start() - len(before), 0)]
    lost = re.search(r"perte (?:isolee |complete )?(?:d'expression )?(?:de |d'|des )?(?:une? )?(?:des )?$", before)
    if lost or "instabilite" in marker["said"] and not _AFTER_SEARCH.search(before):
        return [Result("biomarker.msi", "MSI-H", lost.start() - len(before) if lost else 0, 0)]
    return []


def read_msi_high(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if re.search(r"(?:pas de|pas d'|sans|absence de|absence d'|non)[ -]?(?:phenotype |statut |tumeur )?$", before):
        return [Result("biomarker.msi", "MSS", -1, 0)]
    return [] if re.match(r" ?\?", after) else [Result("biomarker.msi", "MSI-H")]


def read_mmr_protein(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """One of the four proteins: its loss is a deficiency; its presence says nothing of the three others."""
    lost = re.match(r"[ :=]*\(?(?:-(?=$|[ ,;.)/\n])|neg\w*|eteinte?s?|perdue?s?|absente?s?|perte|non exprimee?)", after)
    return [Result("biomarker.msi", "MSI-H", 0, lost.end())] if lost else []


def read_mss(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    return [] if re.match(r" ?\?", after) else [Result("biomarker.msi", "MSS")]


def read_methylation(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    absent = re.match(r"[ :=]*(?:promoteur )?(?:non[ -]methyle\w*|absente?|negati\w*|pas de methylation|non hypermethyle\w*|-)", after) or re.search(r"(?:pas de|absence de|sans) (?:hyper)?(?:methylation )?(?:du |de )?(?:promoteur )?(?:de |du )?$", before)
    present = re.match(r"[ :=]*(?:promoteur )?(?:hyper)?(?:methyle\w*|presente?|positi\w*|methylation|\+)", after)
    if absent:
        return [Result(marker["key"], False, 0, absent.end() if absent.string is after else 0)]
    named = marker["key"].endswith("mlh1_methylated") or re.search(r"methylation (?:du |de )?(?:promoteur )?(?:de |du )?$", before)
    return [Result(marker["key"], True, 0, present.end() if present else 0)] if present or named and not re.match(r" ?(?:\?|non|a )", after) else []


def read_codeletion(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if re.match(r"[ :=]*(?:non[ -]codelet\w*|absente?|non retrouvee?|negati\w*|intact\w*|pas de|-)", after) or re.search(r"(?:pas de|absence de|sans|non)[ -](?:co-?deletion )?(?:du |de )?$", before):
        return [Result(marker["key"], False, -1, 20 if after else 0)]
    named = re.match(r"[ :=]*(?:co-?deletion|codelete\w*|presente?|positi\w*)", after) or re.search(r"co-?delet\w+ (?:du |de )?$", before)
    return [Result(marker["key"], True, 0, named.end() if named and named.string is after else 0)] if named or "codel" in marker["said"].replace("-", "") and re.match(r"[ ,;.)]|$", after) else []


def read_signed(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """Positive or negative, in words, signs, or a genomic instability score against 42."""
    positive, negative = marker["values"]
    if found := re.match(r"[ :=]*(?:score|gis)?[ :=(]*(\d{2,3})(?!\d| ?%)", after):
        if marker["key"] == "biomarker.hrd":
            return [Result(marker["key"], positive if int(found[1]) >= 42 else negative, 0, found.end())]
    tested = r"[ :=]*(?:\(?(?:ihc|pcr|adn|en ihc|diffus|statut|16|16/18|haut risque|test|mychoice|myriad|score|gis|\d{1,2})\)?[ :=]*){0,3}"
    sign = re.match(tested + r"\(?(?:(pos\w*|\+|surexprime\w*|deficient\w*|instable|induit)|(neg\w*|-(?=[ ,;.)/\n]|$)|non (?:exprime|detecte|deficient|induit)\w*|proficient|stable|absent\w*|pas d))", after)
    if sign:
        return [Result(marker["key"], positive if sign[1] else negative, 0, sign.end())]
    return []


def read_level(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if found := re.search(r"(?:expression|surexpression) (?:(forte|elevee)|(faible|basse|negative)) (?:du |de |des )$", before):
        return [Result(marker["key"], "high" if found[1] else "low", found.start() - len(before), 0)]
    found = re.match(r"[ :=]*(?:expression )?(?:(forte?|high|elevee?|positi\w*|>=? ?75)|(faible|low|negati\w*|< ?75))", after)
    return [Result(marker["key"], "high" if found[1] else "low", 0, found.end())] if found else []


def read_dpd(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """Only a stated conclusion: a deficiency is never inferred from an uracilaemia figure."""
    if found := re.search(r"deficit (?:(complet|total|majeur)|(partiel|modere))e?(?: en| de la| d'activite)* ?$", before):
        return [Result(marker["key"], "complete_deficiency" if found[1] else "partial_deficiency", found.start() - len(before), 0)]
    if found := re.match(r"[^,;.\n]{0,16}?(complet|total|homozygote|majeur)", after):
        return [Result(marker["key"], "complete_deficiency", 0, found.end())]
    if found := re.match(r"[^,;.\n]{0,16}?(partiel|heterozygote|modere|intermediaire)", after):
        return [Result(marker["key"], "partial_deficiency", 0, found.end())]
    if found := re.match(r"[ :=]*(?:statut |activite |phenotype |genotype )?(?:normal\w*|absent\w*|negatif|sauvage|pas de deficit|sans deficit|non deficitaire|non|ras\b|ok\b)", after):
        return [Result(marker["key"], "normal", 0, found.end())]
    if re.search(r"(?:pas de|absence de|sans)(?: deficit(?: en| de)?)? ?$", before):
        return [Result(marker["key"], "normal", -1, 0)]
    lacking = re.search(r"deficit (?:(complet|total|majeur)|(partiel|modere))(?: en| de)? ?$", before)
    if not lacking:
        return []
    return [Result(marker["key"], "complete_deficiency" if lacking[1] else "partial_deficiency", lacking.start() - len(before), 0)]


def read_genomic(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """Risk in words; an Oncotype recurrence score without words counts as high from 26 (TAILORx)."""
    found = re.match(r"[^;\n]{0,40}?(?:risque|groupe|haut|bas|faible|low|high|eleve|intermediaire|ultralow)[ a-z]{0,14}", after)
    if found:
        words = found.group()
        value = "high" if re.search(r"haut|eleve|high", words) else "intermediate" if "interm" in words else "low" if re.search(r"bas|faible|low", words) else None
        if value:
            return [Result(marker["key"], value, 0, found.end())]
    score = re.match(r"[ :=]*(?:dx )?(?:rs|score(?: de recidive)?|recurrence score|a|\()?[ :=]*(\d{1,2})(?![\d/%])", after)
    if score and "oncotype" in marker["forms"][0]:
        return [Result(marker["key"], "high" if int(score[1]) >= 26 else "low", 0, score.end())] if int(score[1]) >= 26 or int(score[1]) <= 10 else []
    return []


READERS: dict[str, Reader] = {
    "receptor": read_receptor, "hormone_receptors": read_hormone_receptors, "triple_negative": read_triple_negative, "her2": read_her2,
    "percent": read_percent, "egfr": read_egfr, "fusion": _simple("rearranged", "not_rearranged"), "altered": _simple("altered", "not_altered"),
    "met": read_met, "kras": read_kras, "ras": read_ras, "braf": read_braf, "mutation": _simple("mutated", "wild_type"), "brca": read_brca,
    "germline": read_germline, "kit": read_kit, "pdgfra": read_pdgfra, "p53": read_p53, "her2_mutation": _simple("mutated", "wild_type"),
    "pdl1": read_pdl1, "pdl1_tps": _score("biomarker.pdl1_tps"), "pdl1_cps": _score("biomarker.pdl1_cps"), "msi": read_msi,
    "mmr_protein": read_mmr_protein, "msi_high": read_msi_high, "mss": read_mss, "methylation": read_methylation, "codeletion": read_codeletion, "signed": read_signed,
    "level": read_level, "dpd": read_dpd, "genomic": read_genomic,
}  # fmt: skip
