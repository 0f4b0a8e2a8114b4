"""Whether a treatment or a response told at some place is this tumour's.

"ATCD : cancer du sigmoïde en 2014 opéré puis FOLFOX"   neither, in a note about the prostate
"ATCD : K sein G 2015, mastectomie + CA"                the mastectomy is, in a note about a relapse of that cancer
"""

from __future__ import annotations

import re
from functools import cache

from matching.data_files import load_yaml
from matching.reading.courses.cues import cue_words
from matching.reading.courses.regimens import Regimen
from matching.reading.families.cancers import cancers
from matching.reading.note import Note

_OF_WHICH = re.compile(r"[^.,;:\n]{0,50}(?:\([^)]*\))?[^.,;:\n]{0,12}")


def _said_of_another(note: Note, start: int) -> bool:
    """ "un cancer de la vessie superficiel (pTa) réséqué en 2015": said of the cancer named just before it."""
    unit = note.unit_at(start)
    named = [cancer for cancer in cancers(note) if unit.start <= cancer.start < start]
    return bool(
        named
        and named[-1].family not in (note.family, "", "unknown")
        and note.family
        and re.match(r"(?:opere|reseque|irradie|traite)", note.plain[start : start + 8])
        and _OF_WHICH.fullmatch(note.plain, named[-1].end, start)
    )


_BENIGN = re.compile(
    rf" ?(?:[\w-]+ ){{0,4}}?\(?pour (?:une? |des |un |la |le |l'|\w+ )?{cue_words('benign')}|"
    rf" ?(?:[\w-]+ ){{0,2}}?\(?{cue_words('not_to_treat')}"
)
_BENIGN_BESIDE = re.compile(rf" ?(?:[\w-]+ ){{0,4}}?(?:\(|sur )(?:19\d\d|20\d\d)?[ ,:]*(?:une? |un |des )?{cue_words('benign')}")


# "Exérèse d'un adénome parathyroïdien", "résection de deux polypes"
_OF_A_BENIGN_LESION = re.compile(
    rf"(?:,? en (?:\w+ )?\d{{4}},?| dans l'enfance| jeune)? (?:d'une? |de (?:\w+ )?|pour une? )(?:petite? |gros(?:se)? )?{cue_words('benign')}"
)


# "Cholécystectomie pour lithiase. Découverte fortuite d'un adénocarcinome": the operation that took it out all the same.
_FOUND_BY_CHANCE = re.compile(rf"\b{cue_words('by_chance')}")


def for_benign_disease(note: Note, end: int) -> bool:
    """ "Hystérectomie pour fibrome": is the operation whose name ends here one for a disease that is no cancer?"""
    if _OF_A_BENIGN_LESION.match(note.plain, end, end + 60) or _BENIGN_BESIDE.match(note.plain, end, end + 60):
        return not _TOLD_MALIGNANT.match(note.plain, end, min(note.unit_at(end).end, end + 120))
    return bool(_BENIGN.match(note.plain, end, end + 60)) and not _FOUND_BY_CHANCE.search(note.plain, end, end + 160)


@cache
def operated_families() -> dict[str, list[str]]:
    """Operation -> the families of tumours that it treats."""
    organs: dict[str, list[str]] = load_yaml("vocabulary/operated_organs.yaml")
    return organs


SPREAD = re.compile(
    r"\b(?:m1|m\+|metasta\w*|secondaire\w*|carcinose|envahi\w*|extension|krukenberg|castration|monobloc|en bloc)\b"
)


def does_not_treat(note: Note, regimen: Regimen) -> bool:
    """ "Thyroïdectomie 2009", in a note about the lung: an operation on an organ that this tumour is not of."""
    treats = [operated_families().get(atom.id) for atom in regimen.atoms if not atom.attached]
    if (
        not treats
        or not note.family
        or note.family == "cup"
        or any(families is None or note.family in families for families in treats)
    ):
        return False
    unit = note.unit_at(regimen.start)
    return not SPREAD.search(note.plain, unit.start, unit.end)


def of_another_organ(note: Note, start: int) -> bool:
    """ "Hernie inguinale opérée", "valvulopathie tricuspide opérée en 2022": said of the disease named just before it."""
    unit = note.unit_at(start)
    if note.plain.startswith("reseque", start):  # "un polype sigmoïdien réséqué (adénome de bas grade)"
        return bool(_POLYP_BEFORE.search(note.plain, max(unit.start, start - 50), start)) and not _MALIGNANT.search(
            note.plain, start, unit.end
        )
    if _FOR_BENIGN_BEFORE.search(note.plain, max(unit.start, start - 80), start):
        return True
    return bool(
        note.plain.startswith(("opere", "repare", "remplace"), start)
        and _NAMED_BEFORE.search(note.plain, max(unit.start, start - 50), start)
    )


_FOR_BENIGN_BEFORE = re.compile(
    rf"\bpour (?:une? |des |un )?{cue_words('benign')}[^.;()]{{0,30}}\($"
)  # "pour un ulcère gastrique en 1990 (gastrectomie"
_POLYP_BEFORE = re.compile(r"\b(?:polypes?|adenomes?)(?: [\w'-]+){0,3} $")
_MALIGNANT = re.compile(r"\b(?:adk|adenocarcinome\w*|carcinome\w*|cancer\w*|degener\w*|infiltrant\w*|p?tis|p?t1)\b")
# "Résection d'un polype avec foyer d'adénocarcinome", "..., dont l'examen montrait un adénocarcinome";
# not "opérée d'un goitre, porteuse d'un cancer".
_TOLD_MALIGNANT = re.compile(
    rf"(?:[^,;(]|\([^)]*(?=\)))*?{_MALIGNANT.pattern}|[^;]*?\b(?:revel|montr|conclu|retrouv|decouv|trouv|correspond|examen|piece|histologi|siege)\w*"
    rf"[^;]*?{_MALIGNANT.pattern}|[^,;]*\([^)]*{_MALIGNANT.pattern}"
)
_NAMED_BEFORE = re.compile(rf"\b(?:{cue_words('benign')}|{cue_words('benign_here')})(?: [\w'-]+){{0,3}} (?:a ete |ete |est )?$")


def of_another_cancer(note: Note, start: int) -> bool:
    """Is this offset in a passage about another cancer or a relative, or in a history that does not name this tumour?"""
    if note.is_other(start) or _said_of_another(note, start):
        return True
    if note.unit_at(start).section != "history":
        return False
    since, unit = note.line(start)[0], note.unit_at(start)
    if not any(
        len(date.iso) > 4 for date in note.dates_between(unit.start, unit.end)
    ):  # "K ovaire. ATCD : cholécystectomie, PTH 2018"
        since = next(told.start for told in note.units_between(since, start + 1) if told.section == "history")
    named = [cancer for cancer in cancers(note) if since <= cancer.start < start and not note.is_other(cancer.start)]
    return not (named and (named[-1].family in (note.family, "") or {named[-1].family, note.family} == {"bladder", "urothelial"}))
