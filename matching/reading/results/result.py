"""What a reader of results gives, and how presence and absence are said: in words, in signs, before or after the marker."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from matching.reading.phrases import IS, phrases
from matching.reading.values import Found, number_at


class Result(NamedTuple):
    """A value, and how far in the words after the marker (negative: before it) its proof reaches."""

    key: str
    value: object
    start: int = 0
    end: int = 0
    status: str = "present"


Reader = Callable[[dict[str, Any], str, str, str], list[Result]]

_LINK = (
    rf"[ :=,]*(?:\(?(?:gene|genes|statut|{IS}|score|ihc|en ihc|en fish|par ngs|ngs|en ngs|pcr|promoteur|tumeur|tumora(?:l|ux|les?)|"
    r"exon \d+|expression|resultat|dans la tumeur|tissulaire|plasmatique|etant|"
    r"tous (?:les )?(?:deux|trois)|toutes (?:les )?(?:deux|trois)|egalement|revenue?s?|demeure|"
    r"germ|germina(?:l|ux|les?)|germline|constit|constitutionnel(?:le)?s?|somatiques?|(?:dans le )?sang)\)?[ :=,]*){0,3}"
)
ABSENT = re.compile(
    _LINK + rf"(?:(?:n'|ne )(?:{IS}|ont|a) pas (?:ete )?(?:mute|rearrange|altere|amplifie|transloque|fusionne|retrouve|detecte|"
    r"methyle)\w*|non[ -](?:mute|rearrange|altere|amplifie|transloque|fusionne|retrouve|detecte|codelete|methyle|delete)\w*|"
    r"(?:pas d[e'] ?|absence (?:de |d')|aucune? |sans )(?:mutation|rearrang|alterat|amplif|fusion|transloc|variant|"
    r"delet|methyl|anomal|surexpr|expression|perte)\w*|sauvage\w*|wild[ -]?type|\bwt\b|neg(?:atif|ative)?s?\b|"
    r"normal\w*|normaux|intact\w*|indemne|absent\w*|\(-\)|(?<! )-(?=$|[ ,;.)/\n])|(?<= )-(?=$|[,;.)\n])|[:=] ?0\b|"
    r"[:=] ?non\b(?! (?:fait|recherch|realis|dispo|test|contrib|connu|precis))|ras\b|ok\b)"
)
_PRESENT = re.compile(
    _LINK + r"(?:\(?(?:mute\w*|mutation\w*|variant\w*|variation|delet\w*|insertion\w*|pathogene|positif\w*|positive\w*|"
    r"rearrange\w*|rearrangement|transloque\w*|fusion\w*|altere\w*|alteration|amplifi\w*|surexprime\w*|\(\+\)|3? ?\+)|"
    r"c\.\d\S*|p\.? ?[a-z]\w*|[a-z]\d{2,4}[a-z*]\b|exon ?\d+|ex ?\d+|del ?19|del19)"
)
BEFORE_ABSENT = re.compile(
    r"(?:pas d[e'] ?|absence (?:de |d')|sans |aucune? |ni (?:d[e'] ?)?|non[ -]|n'a (?:pas )?(?:re)?(?:trouve|mis en evidence|montre|detecte|"
    r"identifie) (?:ni )?(?:de |d')?|recherche (?:de |d')(?:mutation|rearrangement|"
    r"fusion)[^.;]{0,20}negativ\w*)(?:autre )?(?:mutation|rearrangement|alteration|fusion|translocation|amplification|"
    r"anomalie|variant|methylation|deletion|surexpression)s?[^.;,]{0,30}$|\bsans addiction[^.;]{0,10}$"
)
_DENIED = re.compile(r"(?:pas d[e']|absence d[e']|sans|aucune?|ni) ?$")
BEFORE_PRESENT = re.compile(
    r"(?:mutation|rearrangement|fusion|translocation|variant(?: pathogene)?|amplification|deletion|alteration|mute[e]?|"
    r"porteu(?:r|se)[^.;,]{0,24}|surexpression)s?(?: \(?(?:pathogene|germinale?|constitutionnel(?:le)?|somatique|tumorale?|"
    r"inactivatrice|activatrice|delet\w+|[a-z]\d{2,4}(?:[a-z]\b|\*))\)?)*"
    r" ?(?:de |du |d'|des |sur |dans )?(?:la |le |l')?(?:gene )?(?:promoteur )?$"
)
AFTER_SEARCH = re.compile(
    r"(?:recherche[rs]?|demander|prevoir|faire|realiser|refaire|proposer|discuter|completer par) (?:de |d'|une? "
    r")?(?:mutation|rearrangement|fusion)?[^.;]{0,30}$"
)
_DENIED_AFTER = re.compile(
    rf"[ :=(]*(?:(?:{IS}|s'est (?:averee?|revelee?)|{IS} revenue?) )?"
    r"(?:non (?:retrouve|detecte|mise? en evidence|identifie)\w*|absente?s?\b|negati\w*|neg\b)"
)  # "BRAF V600E non retrouvée"
_SAID_PRESENT = re.compile(
    r"mutation|mute|fusion|rearrangement|amplification|insertion|perte|ex14|exon|eml4|kif5b|/ptc|bicc1|tacc3"
)


def sign(after: str, before: str, said: str = "") -> tuple[bool | None, int, int]:
    """Present, absent or nothing said: the nearest of the words after the marker, else its own, else those before it. With the proof's ends."""
    absent, present = ABSENT.match(after), _PRESENT.match(after)
    if BEFORE_ABSENT.search(before) or _DENIED.search(before):
        return False, -1, 0
    absent = absent or (_DENIED_AFTER.match(after, present.end()) if present else None)
    if absent and "," in absent.group() and (BEFORE_PRESENT.search(before) or _SAID_PRESENT.search(said)):
        return True, -1, 0  # "amplification de MET, sans mutation C797S"
    if absent:
        return False, 0, absent.end()
    if present:
        return True, 0, present.end()
    if AFTER_SEARCH.search(before):
        return None, 0, 0
    if "sauvage" in said:
        return False, 0, 0
    if _SAID_PRESENT.search(said):
        return True, 0, 0
    found = BEFORE_PRESENT.search(before)
    return (True, found.start() - len(before), 0) if found else (None, 0, 0)


_GERMLINE = re.compile(rf"^[ :=(]*(?:(?:est|non|mutation|negatif|sauvage|\w+ ?)[ ,(]+){{0,2}}(?:en )?{phrases('germline')}")


def simple(positive: str, negative: str) -> Reader:
    def read(marker: dict[str, Any], after: str, before: str, family: str) -> list[Result]:
        found, start, end = sign(after, before, marker["said"])
        if found is False and _GERMLINE.search(after[: max(end, 24)]):
            return []  # "RET constitutionnel négatif" says nothing of the tumour
        return [] if found is None else [Result(marker["key"], positive if found else negative, start, end)]

    return read


def number_after(prefix: re.Pattern[str], after: str) -> Found | None:
    """The number that follows words that may stand between a marker and its figure."""
    return number_at(after, prefix.match(after).end())  # type: ignore[union-attr]
