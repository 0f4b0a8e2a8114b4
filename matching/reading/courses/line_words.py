"""How notes name a line of treatment ("L2", "3e ligne") and count those begun ("deux lignes antérieures", "aucune ligne débutée")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matching.reading.courses.ours import of_another_cancer
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought
from matching.reading.values import COUNTS, ORDINALS

_LINE = re.compile(
    r"(?<![a-z0-9-])(?:l ?([1-9])(?![\d-])|([1-9]) ?(?:e|eme|er|ere|re|r|nde|nd|de)? ?lignes?\b|(premiere|deuxieme|seconde|"
    r"troisieme|quatrieme|cinquieme|sixieme) ligne|ligne (?:n°|no|numero)? ?([1-9])\b|([1-9])(?: ?(?:e|eme|re|ere) )?l\b|"
    r"\(([1-9])(?:re|ere|e|eme)\))"
)
_SPINE = re.compile(
    r"\b(?:lyse|fracture|tassement|bassin,|femur,|sternum,|cotes?,|humerus,|\d+ gy sur|"
    r"vertebre|vertebral\w*|corps|fixation|os|osseu\w*|rachis|lombaire|sacrum|metastase\w*|meta\w*|"
    r"lesion\w*|epidurite|niveau|[dtls]\d{1,2} ?[-,/]) ?(?:de |en |du |: ?)?$"
)


def line_number(plain: str, start: int, end: int) -> int | None:
    """The line named in these words, a lumbar vertebra (L3) left aside."""
    for found in _LINE.finditer(plain, start, end):
        if found[1] and (
            _SPINE.search(plain[max(0, found.start() - 24) : found.start()])
            or re.match(r" ?[-,/] ?[ls]\d", plain[found.end() : found.end() + 5])
        ):
            continue
        if re.match(
            r" ?lignes? (?:anterieures?|de|systemiq|recues?|precedentes?|prealables?)",
            plain[found.start() + 1 : found.end() + 16],
        ):
            continue  # a number of lines
        digits = next(filter(None, found.groups()))
        return ORDINALS.get(digits) or int(digits)
    return None


_COUNT = Sought(
    r"(?<![a-z0-9/])(?:(\d)|(une|deux|trois|quatre|cinq|aucune|zero|pas de|sans)) lignes? ?(?:(?:de |d')?(?:traitements?|"
    r"chimio\w*|systemiques?|hormono\w*|chimiotherapies?|metastatiques?|therapeutiques?|ttt) ?)*(?:anterieures?|systemiques?|"
    r"recues?|precedentes?|prealables?|metastatiques?|de traitement|de chimio\w*|en (?:situation )?metastatique|deja recues?)|"
    r"(?P<none>(?<![a-z0-9/.,])(?:0|aucune|zero) lignes?(?= ?[).;\n]| (?:(?:encore )?(?:debutee|commencee|administree|entamee)))|"
    r"\b(?:n'a|n'avait) (?:encore |jamais )?(?:recu|eu) (?:aucun |de |ni \w+ ni )?(?:traitement|therapie) (?:systemique|medical)\w*|"
    r"\b(?:pas de|aucun|sans) traitement (?:systemique )?(?:anterieur|prealable)(?= ?[.,;)\n]|$)|"
    r"\baucun traitement (?:systemique |specifique )?(?:du |de la |de l')?[a-z]* ?(?:n'a|n'est) (?:encore )?(?:ete )?(?:donne|recu|debute|"
    r"administre|commence|entrepris))"
)
_TOTAL = Sought(  # "soit trois lignes au total", "nombre de lignes : 2"
    r"\b(?:soit|total(?: de)?|en tout) (?P<before>\d|une|deux|trois|quatre|cinq|six) lignes?\b|"
    r"\b(?P<after>\d|une|deux|trois|quatre|cinq|six) lignes? (?:\w+ ){0,2}(?:au total|en tout)\b|"
    r"\blignes?(?: (?!proposee?s?|suivantes?|prochaines?|prevue?s?|ulterieures?)[\w']+){0,4} ?: ?"
    r"(?P<beside>\d|aucune|zero|une|deux|trois|quatre|cinq|six)(?= ?[.,;)\n]|$)"
)
_UNDER_WAY = Sought(  # "en cours de 2e ligne", "Ligne : première"
    r"\ben cours de (?P<rank>\d|premiere|deuxieme|seconde|troisieme|quatrieme)(?:re|ere|e|eme)? ligne|"
    r"\bligne(?: (?:actuelle|en cours|de traitement))? ?: ?(?P<line>premiere|deuxieme|seconde|troisieme|quatrieme|\d(?=re|ere|e\b|eme))"
)
_NEVER = Sought(r"\bjamais traitee?(?= ?[.,;)\n]|$)")
_SINCE = r"(?:depuis|pour (?:cette|la|sa|ses|ces)|a ce jour|ce jour|pour l'instant|actuellement)"
_TREATMENT = (
    r"(?:traitements?|ttts?|tt|chimiotherapies?|chimios?|therapeutiques?|medicaments?|hormonotherapies?|immunotherapies?)"
)
_NONE_SINCE = Sought(  # since the return of the disease, or yet: whatever was given before it is no line of it
    rf"\b(?:aucune?|pas de|sans|ni)(?: autre| nouveau| nouvelle)? {_TREATMENT}"
    r"(?: (?:systemique|medical|specifique|n'a|n'est|n'ait|ete|encore|recue?|debutee?|donnee?|administree?|entreprise?|"
    rf"commencee?|instauree?)){{0,5}} {_SINCE}\b|"
    rf"\baucune? {_TREATMENT}(?: systemique)? n'(?:a|est|avait)(?: \w+){{0,2}} (?:reprise?|debutee?|commencee?|instauree?|entreprise?)\b|"
    rf"\b{_TREATMENT}(?: systemique)?(?: recue?s?)? {_SINCE} ?(?:rechute|recidive|metastases?)? ?(?:la (?:rechute|recidive))? ?: ?"
    r"(?:aucune?|neant|non|0)\b|"
    r"\bn'a (?:encore |toujours |jamais )?rien recu\b|\b(?:naif|naive|vierge) de (?:tout )?traitement (?:systemique|medical)\b|"
    r"\bjamais (?:eu |recu )?(?:de |d')(?:chimio\w*|traitement systemique)\b|"
    r"\b(?:aucune|pas de) reprise (?:therapeutique|de (?:traitement|chimio\w*))\b|"
    r"\b(?:pas encore|non) traitee?s? (?:pour (?:cette|la|sa|ses|ces)|a ce jour|ce jour|actuellement|depuis)\b"
)


def counted(note: Note) -> Iterator[tuple[int, int, int]]:
    """Each number of lines begun that the words say, with the offsets of its words."""
    for found in _UNDER_WAY.finditer(note):
        rank = found["rank"] or found["line"]
        yield ORDINALS.get(rank) or int(rank), *found.span()
    for found in (*_COUNT.finditer(note), *_TOTAL.finditer(note)):
        if qualify(note, *found.span()).modality not in ("planned", "conditional"):
            word = next((group for group in found.groups() if group), "")
            yield int(word) if word.isdigit() else COUNTS.get(word, 0), *found.span()  # 0: "pas de", "sans"


def none_begun(note: Note) -> bool:
    """Do the words say that no line was begun?"""
    return any(found["none"] and not of_another_cancer(note, found.start()) for found in _COUNT.finditer(note))


def none_since(note: Note) -> tuple[int, int] | None:
    """Where the words say that nothing was given since the disease came back, or yet."""
    said = (found.span() for found in _NONE_SINCE.finditer(note) if not of_another_cancer(note, found.start()))
    return next(said, None)


def never_treated(note: Note) -> tuple[int, int] | None:
    """Where the words say of the patient that they never were."""
    said = (found.span() for found in _NEVER.finditer(note) if not of_another_cancer(note, found.start()))
    return next(said, None)
