"""PD-L1, mismatch repair, methylation, HRD, HPV, DPD and genomic signatures.

>>> read_pdl1(marker, " 60 %", "", "lung")
[Result(key='biomarker.pdl1_tps', value=Interval(low=60.0, high=60.0, ...), ...)]
"""

from __future__ import annotations

import re
from typing import Any

from matching.reading.phrases import IS
from matching.reading.results.result import AFTER_SEARCH, Reader, Result, number_after
from matching.value import Interval

_SCORE_NAME = re.compile(r"\b(tps|cps|ic|tc)\b")


_SCORE = re.compile(
    rf"[ :=()]*(?:{IS} (?:exprime|positif|evalue|estime)e? (?=a ))?"
    r"(?:\(?(?:tps|cps|score|22c3|28-8|sp263|sp142|clone \w+|tumeur|cellules tumorales)\)?[ :=]*){0,3}"
)


def _percentage(after: str) -> tuple[Interval, int] | None:
    found = number_after(_SCORE, after)
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
    if (named and named[1] == "tps") or (family == "lung" and not named):
        return [Result("biomarker.pdl1_tps", value, 0, end)]
    return []


def score(key: str) -> Reader:
    def read(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
        found = _percentage(after)
        return [Result(key, found[0], 0, found[1] + len(re.match(r"(?: ?%)?", after[found[1] :]).group()))] if found else []  # type: ignore[union-attr]

    return read


def read_msi(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """Only words of its own: "statut MSI : stable", "MMR déficient", "MSI négatif"; names such as pMMR are entries apart."""
    stable = re.match(
        r"[ :=]*(?:statut |phenotype )?(?:stable|proficient|conserve\w*|intact\w*|normal\w*|preserve\w*|neg\w*|non "
        r"instable|non|-(?= |$|,))",
        after,
    )
    unstable = re.match(
        r"[ :=]*(?:statut |phenotype )?(?:instable|deficient\w*|deficitaire|pos\w*|high|elevee?|perdu\w*|\+)", after
    )
    if re.search(r"(?:pas d'|absence d'|sans )$|(?:pas de|absence de|sans) (?:perte|anomalie|deficit)[^.;,]{0,24}$", before):
        return [Result("biomarker.msi", "MSS", -1, 0)]
    if stable or unstable:
        return [Result("biomarker.msi", "MSS" if stable else "MSI-H", 0, (stable or unstable).end())]  # type: ignore[union-attr]
    kept = re.search(
        r"(?:expression|conservation|maintien)[^.;,]{0,24}(?:conserv|maint|intact|normal|preserv|"
        r"expression)\w*[^.;,]{0,12}$",
        before,
    )
    if kept:
        return [Result("biomarker.msi", "MSS", kept.start() - len(before), 0)]
    lost = re.search(r"perte (?:isolee |complete )?(?:d'expression )?(?:de |d'|des )?(?:une? )?(?:des )?$", before)
    if lost or ("instabilite" in marker["said"] and not AFTER_SEARCH.search(before)):
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
    if "non methyle" in marker["said"]:
        return [Result(marker["key"], False)]
    absent = re.match(
        r"[ :=]*(?:promoteur )?(?:(?:est |etait )?(?:non[ -](?:hyper)?methyle\w*|absente?|negati\w*)|n'(?:est|etait) pas (?:hyper)?methyle|"
        r"pas de methylation|-)",
        after,
    ) or re.search(r"(?:pas de|absence de|sans) (?:hyper)?(?:methylation )?(?:du |de )?(?:promoteur )?(?:de |du )?$", before)
    present = re.match(rf"[ :=]*(?:promoteur )?(?:{IS} )?(?:hyper)?(?:methyle\w*|presente?|positi\w*|methylation|\+)", after)
    if absent:
        return [Result(marker["key"], False, 0, absent.end() if absent.string is after else 0)]
    named = marker["key"].endswith("mlh1_methylated") or re.search(
        r"methylation (?:du |de )?(?:promoteur )?(?:de |du )?$", before
    )
    return (
        [Result(marker["key"], True, 0, present.end() if present else 0)]
        if present or (named and not re.match(r" ?(?:\?|non|a )", after))
        else []
    )


def read_codeletion(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    if re.match(r"[ :=]*(?:non[ -]codelet\w*|absente?|non retrouvee?|negati\w*|intact\w*|pas de|-)", after) or re.search(
        r"(?:pas de|absence de|sans|non)[ -](?:co-?deletion )?(?:du |de )?$", before
    ):
        return [Result(marker["key"], False, -1, 20 if after else 0)]
    named = re.match(r"[ :=]*(?:co-?deletion|codelete\w*|presente?|positi\w*)", after) or re.search(
        r"co-?delet\w+ (?:du |de )?$", before
    )
    return (
        [Result(marker["key"], True, 0, named.end() if named and named.string is after else 0)]
        if named or ("codel" in marker["said"].replace("-", "") and re.match(r"[ ,;.)]|$", after))
        else []
    )


def read_signed(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """Positive or negative, in words, signs, or a genomic instability score against 42."""
    positive, negative = marker["values"]
    found = re.match(r"[ :=]*(?:score|gis)?[ :=(]*(\d{2,3})(?!\d| ?%)", after)
    if found and marker["key"] == "biomarker.hrd":
        return [Result(marker["key"], positive if int(found[1]) >= 42 else negative, 0, found.end())]
    tested = (
        r"[ :=]*(?:\(?(?:ihc|pcr|adn|en ihc|diffus|statut|16|16/18|haut risque|test|mychoice|myriad|score|gis|\d{1,2})\)?[ "
        r":=]*){0,3}"
    )
    sign = re.match(
        tested + r"\(?(?:(pos\w*|\+|surexprime\w*|deficient\w*|instable|induit)|(neg\w*|-(?=[ ,;.)/\n]|$)|non (?:exprime|detecte|"
        r"deficient|induit)\w*|proficient|stable|absent\w*|pas d))",
        after,
    )
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
        return [
            Result(marker["key"], "complete_deficiency" if found[1] else "partial_deficiency", found.start() - len(before), 0)
        ]
    if found := re.match(r"(?:[^,;.\n]|\.(?! )){0,30}?(complet|total|homozygote|majeur)", after):
        return [Result(marker["key"], "complete_deficiency", 0, found.end())]
    if found := re.match(r"(?:[^,;.\n]|\.(?! )){0,30}?(partiel|heterozygote|modere|intermediaire)", after):
        return [Result(marker["key"], "partial_deficiency", 0, found.end())]
    if found := re.match(
        r"[ :=]*(?:statut |activite |phenotype |genotype )?(?:normal\w*|absent\w*|negatif|sauvage|pas de deficit|sans "
        r"deficit|absence de deficit|aucun deficit|non deficitaire|non|ras\b|ok\b)",
        after,
    ):
        return [Result(marker["key"], "normal", 0, found.end())]
    if found := re.match(
        r"[ :=]*uracil[^;\n]{0,24}?[,(] ?(?:soit |donc )?(?:pas de deficit|sans deficit|absence de deficit|activite normale)",
        after,
    ):
        return [Result(marker["key"], "normal", 0, found.end())]
    if re.search(r"(?:pas de|absence de|sans)(?: deficit(?: en| de)?)? ?$", before):
        return [Result(marker["key"], "normal", -1, 0)]
    lacking = re.search(r"deficit (?:(complet|total|majeur)|(partiel|modere))(?: en| de)? ?$", before)
    if not lacking:
        return []
    return [
        Result(marker["key"], "complete_deficiency" if lacking[1] else "partial_deficiency", lacking.start() - len(before), 0)
    ]


def read_genomic(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
    """Risk in words; an Oncotype recurrence score without words counts as high from 26 (TAILORx)."""
    found = re.match(r"[^;\n]{0,40}?(?:risque|groupe|haut|bas|faible|low|high|eleve|intermediaire|ultralow)[ a-z]{0,14}", after)
    if found:
        words = found.group()
        value = (
            "high"
            if re.search(r"haut|eleve|high", words)
            else "intermediate"
            if "interm" in words
            else "low"
            if re.search(r"bas|faible|low", words)
            else None
        )
        if value:
            return [Result(marker["key"], value, 0, found.end())]
    score = re.match(r"[ :=]*(?:dx )?(?:rs|score(?: de recidive)?|recurrence score|a|\()?[ :=]*(\d{1,2})(?![\d/%])", after)
    if score and "oncotype" in marker["forms"][0]:
        return (
            [Result(marker["key"], "high" if int(score[1]) >= 26 else "low", 0, score.end())]
            if int(score[1]) >= 26 or int(score[1]) <= 10
            else []
        )
    return []
