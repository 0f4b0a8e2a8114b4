"""Risk groups beside the name of their score, and the score as written.

"haut risque D'Amico", "pronostic intermédiaire (IMDC)", "IPI 3"
"""

from __future__ import annotations

import re

from matching.reading.families.relapse import is_before_relapse
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.qualifiers import qualify

_GROUPS = (
    ("very_high", r"tres (?:haut|mauvais|eleve)|very high"),
    ("intermediate", r"intermediaires?|interm\w*|\bint\b"),
    ("high", r"haut(?! volume)|eleve|high|defavorable|mauvais|poor"),
    ("low", r"faible|bas(?! volume)|low|favorable|bon\b|good"),
)
_GROUP_WORDS = "|".join(words for _, words in _GROUPS)
_GROUP_AFTER = re.compile(
    rf"[ :=(]*(?:score|est|groupe|risque|pronosti\w+|de(?![a-z])|recidive|rechute|recurrence|progression|:|=|\d(?:/\d)?|selon \w+|[ "
    rf",(]){{0,6}}(?P<group>{_GROUP_WORDS})(?![a-z])(?: risque)?(?P<mixed>[ -]*(?:haut|eleve|faible|"
    rf"bas)\b)?"
)
_GROUP_BEFORE = re.compile(
    rf"(?P<group>{_GROUP_WORDS})(?: (?:risque|pronostic|groupe))?(?: (?:de|d'|selon|selon la "
    rf"classification|selon la classification de|de recidive|dans le score|,|\())*[ (]*$"
)
_GENERIC = ("risque", "pronostic", "groupe pronostique", "groupe de risque", "classe de risque")
_RISK_FAMILIES = ("prostate", "kidney", "gist", "bladder", "testis", "endometrium", "thyroid", "neuroendocrine")
_OTHER_RISK = re.compile(
    r" (?:cardio|de (?:chute|thrombo|denutri|toxicite|saignement|confusion|neutro)|hemorrag|anesth|"
    r"operatoire|infect|vascul|genetique|therapeutique|du patient)"
)


def read_risk(note: Note, anchor: Anchor) -> None:
    """A risk group beside the name of its score, as stated: "haut risque D'Amico", "IMDC intermédiaire", "pronostic
    intermédiaire (IMDC)"."""
    generic = note.plain[anchor.start : anchor.end] in _GENERIC
    if generic and (note.family not in _RISK_FAMILIES or _OTHER_RISK.match(note.plain, anchor.end)):
        return
    group = _group(note, anchor)
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    if group is None:
        if not generic:
            _score_text(note, anchor)
        return
    if axes.status == "present" and axes.experiencer == "patient" and not is_before_relapse(note, anchor.start, anchor.end):
        note.say("tumour.risk_group", group[0], group[1], group[2], weight=0 if generic else 1)
        if not generic:
            _say_score(note, group[1], group[2])


def _group(note: Note, anchor: Anchor) -> tuple[str, int, int] | None:
    """The group stated after the name of the score, else before it; "intermédiaire-haut" is none, "intermédiaire favorable"
    is intermediate."""
    unit = note.unit_at(anchor.start)
    if after := _GROUP_AFTER.match(note.plain, anchor.end, unit.end):
        return None if after["mixed"] else (_named(after["group"]), anchor.start, after.end("group"))
    opening = max(unit.start, anchor.start - 50)
    before = _GROUP_BEFORE.search(note.plain[opening : anchor.start])
    if not before:
        return None
    qualified = re.search(r"interm\w*(?: (?:de |d'))?$", note.plain[opening : opening + before.start("group")].rstrip())
    return "intermediate" if qualified else _named(before["group"]), opening + before.start("group"), anchor.end


def _named(words: str) -> str:
    return next(group for group, pattern in _GROUPS if re.match(pattern, words))


def _score_text(note: Note, anchor: Anchor) -> None:
    """A score with its figure, as written: "IPI 3", "FLIPI 2"."""
    found = re.compile(r"[ :=(]*(?:score|a|de)?[ :=]*\d(?:[.,]\d)?(?:/\d)?(?![\d/%])").match(note.plain, anchor.end)
    if found:
        _say_score(note, anchor.start, found.end())


def _say_score(note: Note, start: int, end: int) -> None:
    first, last = note.words(start, end)
    note.say("tumour.prognostic_score", note.text[first:last], start, end)
