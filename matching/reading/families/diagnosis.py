"""The date said to be that of the diagnosis or discovery of the index tumour.

    "diagnostiqué en mai 2024", "suivie depuis mars 2022 pour un carcinome"        diagnosis_date

A dated biopsy alone is none, nor is the date of a relapse.
"""

from __future__ import annotations

import re

from matching.reading.note import Note
from matching.reading.phrases import IS

_DIAGNOSED = re.compile(
    r"(?:diagnosti(?:c|que[e]?)|decouverte?|dg|dgc|diag|d'emblee(?: metastatique)?|mise en evidence|revele[e]?)(?: "
    rf"(?:fortuite?(?:ment)?|initial|en|de la maladie|le|du|est d[eu]?|annonce[e]?|pose|porte|posee|fait|a ete|ete|{IS}|"
    r"retenu|etabli|confirme|"
    r"dans le cadre d[eu] [^.;,\d]{1,30}|"
    r"devant [^.;,\d]{1,40}|chez (?:elle|lui|la patiente|le patient)|"
    r"a l'occasion d[eu'] ?[^.;,\d]{1,40}|histologique|d'une? \w+|par \w+|a l'\w+|"
    r"sur (?:une? |la |le |son |sa )?\w+|lors (?:de la |d'une? |du |de l')\w+(?: de \w+)?|remont(?:e|ait|ant) (?:a|au)|d'|"
    r"echo\w*|scanner|tdm|irm|:|d'un|au \w+)){0,4}[ :.(']*$|\bau (?:diagnostic|dg|diag), $|"
    r"\bdiagnostic ?: [^.;:\n]{3,80}, $|\bsuivie? (?:depuis|en) (?P<followed>)$"
)
_FOLLOWED_FOR = re.compile(
    r" pour une? (?:cancer|carcinome|adenocarcinome|adk|k|tumeur|melanome|lymphome|myelome|sarcome|gist|mesotheliome)\b"
)
_MADE = re.compile(  # "le diagnostic de carcinome du sein gauche a été porté le", "découverte fortuite au scanner, en"
    r"(?:\bdiagnostic (?:\w+ )?(?:de |d'|du )(?![^.;:]*(?:rechute|recidive|progression|(?<!emblee )metasta|secondaire))[^.;:]{3,110} "
    rf"(?:(?:(?:a ete|{IS}) )?(?:porte|pose|fait|etabli|retenu|confirme|affirme)[^.;,:]{{0,20}}|"
    r"(?:remonte|date)\w* (?:d[eu] |au? |en |a |d')?)|"
    r"\bdecouverte? (?:fortuite |fortuitement )?(?:au|a la|a l'|par|sur|lors)[^.;:\d]{3,40},) ?(?:le |en |au )?\(?$"
)
_OF_A_RELAPSE = re.compile(r"(?:rechute|recidive|progression|metastas\w*|reprise evolutive|evolution)[^.;:]{0,30}$")
_FOUND_THEN = re.compile(
    r" ?[,:]? ?(?:a |est |fut )?(?:ete )?(?:diagnosti(?:que|quee)|decouverte?|mise? en evidence|revelee?)(?: fortuitement)? (?:une?|son|le|la) "
    r"(?:\w+ ){0,2}(?:cancer|carcinome|adenocarcinome|adk|tumeur|melanome|lymphome|myelome|sarcome|gist|mesotheliome|glioblastome|masse)"
)
_DATE_FIRST = re.compile(
    r" ?[:,(|-]? ?(?:date (?:du |de ))?(?:diagnostic|decouverte?|dg|dgc)\b(?! differentiel)"
    r"(?! (?:de |d'|des )?(?:\w+ ){0,3}(?:metasta|metas?\b|recidive|rechute|progression|lesions? secondaires?|localisations? secondaires?))"
)


def read_diagnosis(note: Note) -> None:
    """A date said to be that of the diagnosis or discovery of the index tumour; a dated biopsy alone is none."""
    for date in note.dates:
        unit = note.unit_at(date.start)
        before = note.plain[max(unit.start, date.start - 90) : date.start]
        if (
            note.is_other(date.start)
            or unit.section in ("family", "habits", "medication", "biology")
            or (note.relapse and note.relapse.date and date.iso >= note.relapse.date)
        ):
            continue
        said = (
            None
            if _OF_A_RELAPSE.search(before)
            else _DIAGNOSED.search(before) or _MADE.search(note.plain, unit.start, date.start)
        )
        if said and said.groupdict().get("followed") is not None and not _FOLLOWED_FOR.match(note.plain, date.end):
            said = None
        follows = _DATE_FIRST.match(note.plain, date.end, unit.end) or _FOUND_THEN.match(note.plain, date.end, unit.end)
        if said and _of_another_disease(note, date.start):
            said = None
        if said and not (unit.section == "history" and note.family and not re.search(r"cancer|tumeur|carcin|adk", before)):
            note.say("tumour.diagnosis_date", date.iso, date.start, date.end, weight=1)
        elif follows:
            note.say("tumour.diagnosis_date", date.iso, date.start, follows.end(), weight=1)
    said_dates = [mention for mention in note.mentions if mention.key == "tumour.diagnosis_date"]
    for later in said_dates[1:]:  # the first said is the diagnosis
        later.weight = 0


def _of_another_disease(note: Note, start: int) -> bool:
    """ "Diabète découvert en novembre 2025": the clause before the date names a disease that is no cancer."""
    clause = max(note.plain.rfind(sign, 0, start) + 1 for sign in (".", ",", ";", ":", "\n"))
    return bool(note.anchors_between("comorbidity", clause, start))
