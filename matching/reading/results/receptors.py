"""Hormone receptors, HER2 and proliferation: percentages, signs, scores and hybridisation.

>>> read_her2(marker, " 2+, FISH non amplifie", "", "breast")
[Result(key='biomarker.her2_ihc', value=2.0, ...), Result(key='biomarker.her2_status', value='low', ...)]
"""

from __future__ import annotations

import re
from typing import Any

from matching.reading.phrases import IS
from matching.reading.results.result import Result, number_after
from matching.value import INFINITY, Interval

# "étaient exprimés", "se sont révélés négatifs", "n'étaient pas exprimés"
_WERE = (
    rf"(?: (?:{IS}|etant|revient|reviennent|(?:a|ont) ete|s'est|se sont|s'etait|s'etaient) "
    r"?(?:reveles?|averes?|fortement|tous|deux|les|revenus?)*)"
)
_WERE_NOT = r"(?: n'(?:est|etait|etaient) pas| ne sont pas| n'(?:a|ont) pas ete)"
_PLUS_MINUS = re.compile(
    rf"{_WERE}?[ :=]*(?:\(?(\+{{1,3}}|-)\)?(?![\d>])|(pos\w*|exprime\w*)|(neg\w*|absents?|non exprime\w*|0(?![\d.,])))|"
    rf"{_WERE_NOT} (exprime\w*|retrouve\w*|positi\w*)"
)
_PERCENT = re.compile(r" ?%")


_STAINED = re.compile(
    r"\b(?:(?P<yes>positivite|(?<!d')expression)|negativite|(?:absence|perte) d'expression) (?:des |du |de |de l'|aux )?$"
)
_UNSTAINED = re.compile(r"\b(?:pas d'|absence d'|sans |perte d'|negativite )(?:expression )?(?:des |de )$")
_BEFORE_PERCENT = re.compile(
    rf"(?:{_WERE}?[ :=]*\(?\+{{0,3}}\)? ?(?:pos\w*|exprime\w*)? ?(?:a |dans |par |sur )?(?:environ )?\(?(?=[\d<>≥≤]))?"
)


def read_receptor(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """A percentage (10 % and more positive, 1 to 9 low, 0 negative) or a sign; a bare number without % counts from 5, or as 0, and never in a date.

    "RP 12/2024" is a partial response, "RE 8/8" a score.
    """
    key = marker["key"]
    found = number_after(_BEFORE_PERCENT, after)
    if (
        found
        and found.start <= 48
        and (
            _PERCENT.match(after, found.end)
            or found.value.exact == 0
            or ((found.value.exact or 0) >= 5 and re.match(r" ?(?:,|;|/(?!\d)|\)|$| - )", after[found.end :]))
        )
    ):
        end = found.end + (2 if _PERCENT.match(after, found.end) else 0)
        if found.value.high > 100 and found.value.high != INFINITY:
            return []
        return [Result(key + "_percent", found.value, 0, end), Result(key + "_status", _receptor_status(found.value), 0, end)]
    signed = _PLUS_MINUS.match(after)
    if signed:
        value = "positive" if (signed[1] or "").startswith("+") or signed[2] else "negative"
        return [Result(key + "_status", value, 0, signed.end())]
    if told := _STAINED.search(before):
        return [Result(key + "_status", "positive" if told["yes"] else "negative", told.start() - len(before), 0)]
    return []


def _receptor_status(percent: Interval) -> str:
    if percent.low >= 10:
        return "positive"
    return "low" if percent.low >= 1 else "negative" if percent.high <= 1 else "low"


def read_hormone_receptors(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    signed = _PLUS_MINUS.match(after)
    unstained = _UNSTAINED.search(before)
    if unstained and family in ("breast", ""):
        return [Result(f"biomarker.{name}_status", "negative", unstained.start() - len(before), 0) for name in ("er", "pr")]
    if not signed or family not in ("breast", ""):
        return []
    if (signed[1] or "").startswith("+") or signed[2]:
        return [Result("biomarker.er_status", "positive", 0, signed.end())]
    return [Result(f"biomarker.{name}_status", "negative", 0, signed.end()) for name in ("er", "pr")]


def read_triple_negative(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if re.search(r"(?:pas|non|ni) (?:de |un )?(?:cancer |carcinome )?$", before):
        return []
    return [Result(f"biomarker.{name}_status", "negative", -1, 0) for name in ("er", "pr", "her2")]


_HER2_SCORE = re.compile(
    r"[ :=,(]*(?:\(?(?:ihc|score|en ihc|statut|faible|low|negatif|positif|neg|pos)[ :=(]*){0,3}(?:(?P<plus>\+{2,3}|"
    r"(?P<digit>[0-3]) ?(?:\+|plus\b|croix\b)|(?P<zero>0(?![\d%]|[.,]\d)))|\+(?!\+))"
)
_ULTRALOW = re.compile(
    r"[ :=,(]*(?:ihc |score |en ihc )*0 ?[(,]? ?(?:dit|dite|soit|=|,)? ?['\"(« ]*ultra-? ?(?:low|faible)"
)  # 'IHC 0 dit "ultralow"'
_SCORE_TOLD = re.compile(
    r"[ ,]*\(?(?:en )?(?:ihc|score(?: ihc)?)[ :=]*(?:score )?([0-2]) ?\+?(?![\d%.,])"
)  # "non amplifié (IHC 0)"
_ISH_POSITIVE = re.compile(
    r"(?:fish|ish|sish|cish|dish|hybridation)[^;.\n]{0,24}?(?:(?<!non )amplifi\w*|positi\w*|\+|amplification(?! absente))|"
    r"(?<!non )(?<!pas )amplifie[e]?(?: en)? ?(?:fish|ish|sish|cish)"
)
_ISH_NEGATIVE = re.compile(
    r"(?:fish|ish|sish|cish|dish|hybridation)[^;.\n]{0,20}?(?:non[ -]amplifi\w*|negati\w*|neg\b|-(?= |,|$|\.|\))|pas "
    r"d'amplif\w*|sans amplif\w*|absence d'amplif\w*)|non[ -]amplifi\w*(?: en)?|sans amplification|pas d'amplification"
)
_ISH_PENDING = re.compile(
    r"(?:fish|ish|sish|cish|dish)[^;.,\n]{0,12}(?:en cours|en attente|demande|a faire|non fait|non realise|\?)"
)


def read_her2(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """The score and the hybridisation together: 3+ positive, 2+ decided by ISH, 1+ low in breast, 0 zero."""
    mutation = re.match(r"[ :=]*(?:(non[ -]mute\w*|pas de mutation|sauvage)|(?:mute\w*|mutation))", after)
    if mutation:
        return [Result("biomarker.her2_mutation", "wild_type" if mutation[1] else "mutated", 0, mutation.end())]
    words = re.match(r"[ :=,(-]*(?:statut )?(low|faible|ultra-?low|ultra-?faible)", after)
    if words and not re.search(r"\d ?\+", after[:24]):
        return [Result("biomarker.her2_status", "ultralow" if "ultra" in words[1] else "low", 0, words.end())]
    if ultra := _ULTRALOW.match(after):
        return [Result("biomarker.her2_status", "ultralow", 0, ultra.end()), Result("biomarker.her2_ihc", 0, 0, ultra.end())]
    score = _HER2_SCORE.match(after)
    if score and (score["plus"] or score.group().rstrip().endswith("+")):
        level = (
            len(score["plus"])
            if score["plus"] and set(score["plus"]) == {"+"}
            else int(score["digit"] or 0)
            if (score["digit"] or score["zero"])
            else None
        )
        if level is not None:
            return _her2_level(level, after, score.end(), family)
    negative, positive = _ISH_NEGATIVE.search(after), _ISH_POSITIVE.search(after)
    sign = re.match(
        rf"(?:{_WERE}|(?P<not>{_WERE_NOT}))?[ :=]*\(?(?:(neg\w*|-(?=[ ,;.)/\n]|$)|non[ -](?:surexprime|amplifie)\w*|pas de surexpression)|(pos\w*|\+|"
        r"surexprime\w*|amplifie\w*|surexpression))",
        after,
    )
    denied = bool(sign and (sign[2] or sign["not"]))
    told = _SCORE_TOLD.match(after, sign.end()) if sign and denied else None
    if told:
        return _her2_level(int(told[1]), after, told.end(), family)
    if sign:
        return [Result("biomarker.her2_status", "negative" if denied else "positive", 0, sign.end())]
    if found := re.search(
        r"(?P<none>pas d[e']|absence d[e']|sans)? ?(?:surexpression|amplification) (?:de |d'|du )?(?:l'|la )?(?:gene )?$", before
    ):
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
    found = number_after(_INDEX, after)
    if not found or found.start > 16 or (found.value.high > 100 and found.value.high != INFINITY):
        return []
    return [Result(marker["key"], found.value, 0, found.end + len(re.match(r"(?: ?%)?", after[found.end :]).group()))]  # type: ignore[union-attr]
