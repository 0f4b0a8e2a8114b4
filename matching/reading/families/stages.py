"""How a stage is written: "stade IIIB", "FIGO IV", "stade 2" of a tumour.

Stages of other diseases (IRC stade 3, NYHA, fibrose) are none, and a range of stages says none."""

from __future__ import annotations

import re

from matching.reading.families.cancers import Cancer
from matching.reading.families.stated import FIGO_YEAR, SEVENTH, Stated, allowed, edition_words, is_elsewhere, state
from matching.reading.note import Note
from matching.reading.sought import Sought

_STAGE = Sought(
    r"(?<![a-z])(?:stades?|ensat|ann[ -]arbor|st\.?(?= ?(?:[iv]{1,3}|[1-4][abc]?)[abc]?\b)|stage|figo(?: ?\(?"
    r"20\d\d\)?)?|ajcc|uicc|classee?s? (?=(?:i{1,3}|iv)[abc]))(?: ?(?:figo(?: ?\(?20\d\d\)?)?|uicc|ajcc|clinique|pathologique|"
    r"anatomique|pronostique|"
    r"tnm|initial|d'ann[ -]arbor|ann[ -]arbor|est|evalue|global|au diagnostic|8e ed\w*|:|=|a|\(|de))* "
    r"?[:=(]? ?"
    r"(?P<stage>i{1,3}v?|iv|[0-4])(?P<sub> ?[abcd](?![a-z'])(?! (?:haut|bas|faible|risque|la|visee)\b)"
    r"(?: ?[123](?![\d/%a-z]|[.,]\d| (?:mm|cm|cure|cycle)))?(?:[12])?)?"
    r"(?P<e>e|s|x|es)?(?![a-z0-9%]|"
    r",\d)(?P<to> ?(?:-|a|/|ou) ?(?:iv|i{1,3}|[abc])(?![a-z]))?"
)
_BARE_AFTER = Sought(  # "col IIB traité par RTC", "séreux de haut grade IIIC": a letter makes it a stage, and no grade
    r"\b(?:col|uterin|ovaires?|endometre|vulve|haut grade|hg|sereux|epidermoides?|cbnpc|bronchique|melanome) "
    r"(?P<stage>iv|i{1,3})(?P<sub>[abc])[123]?(?![\w'])"
)
BARE_STAGE = re.compile(r"^[ ,;:=()-]{0,3}(?:soit |donc )?(?P<stage>iv|i{1,3})(?P<sub>[abcd][123]?)?(?![a-z0-9])")
_NOT_TUMOUR = re.compile(
    r"\b(?:irc|mrc|ir|insuffisance renale|renale? chronique|ckd|bpco|gold|hta|cirrhose|fibrose|aomi|clark|"
    r"escarre|parkinson|nyha|maladie renale|retinopathie|arterite|steatose|iclf|dfg|hypertension|metavir|"
    r"bronchopneumopathie|leriche|dyspnee)\b[^.;]{0,22}$"
)
_AFTER_NOT_TUMOUR = re.compile(
    r" ?(?:de clark|irc|mrc|d'irc|d'insuffisance|de la maladie renale|de fibrose|gold|de l'insuffisance|"
    r"nyha|d'arteriopathie|(?:de |selon )?(?:salmon|durie))"
)


def stage_statements(note: Note, named: list[Cancer]) -> list[Stated]:
    """Every stage that the note states with the word for it; those of the cancers set aside are left out."""
    stated = []
    for found in _STAGE.finditer(note):
        if (
            found["to"]
            or note.is_other(found.start())
            or _NOT_TUMOUR.search(note.plain[max(0, found.start() - 50) : found.start()])
            or _AFTER_NOT_TUMOUR.match(note.plain, found.end())
            or is_elsewhere(note, found.start(), named)
        ):
            continue
        if SEVENTH.search(edition_words(note, found.start())) or SEVENTH.search(FIGO_YEAR.sub("figo", found.group())):
            continue
        value = stage_value(found["stage"], found["sub"])
        if found["stage"].isdigit() and not found["sub"] and note.unit_at(found.start()).section == "history":
            continue
        stated += state(note, "stage", value, found.start(), found.end(), _nearest_prefix(note, found.start()))
    for found in _BARE_AFTER.finditer(note):
        start = found.start("stage")
        if note.cased[start : found.end()].isupper() and not is_elsewhere(note, start, named):
            value = stage_value(found["stage"], found["sub"])
            stated += state(note, "stage", value, start, found.end(), _nearest_prefix(note, start))
    return stated


def _nearest_prefix(note: Note, start: int) -> str:
    """The moment of a stage is that of the TNM just before it in the sentence."""
    unit = note.unit_at(start)
    found = re.findall(r"(?<![a-z])(yp|p|c|yc|r)t ?[0-4a]", note.plain[unit.start : start])
    return found[-1] if found else "c" if "post-therapeutique" not in note.plain[start : start + 40] else "yp"


def stage_value(roman: str, sub: str | None) -> str | None:
    """`stage_value("iii", "b2") == "IIIB"`: the stage of the catalogue, without the subdivisions that it does not have."""
    main = {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(roman, roman.upper())
    sub = (sub or "").replace(" ", "").upper()
    for value in (main + sub, main + sub[:1], main):
        if value in allowed("stage"):
            return value
    return None
