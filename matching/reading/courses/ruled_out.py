"""What the words rule out: denied, refused, contra-indicated, or considered and dropped.

"L'abiratérone a été récusée"    "plutôt qu'une amputation"    "obinutuzumab discuté mais écarté"    "chimiothérapie : non"
"""

from __future__ import annotations

import re

from matching.reading.courses.course import Course
from matching.reading.courses.cues import cue_words
from matching.reading.courses.regimens import Regimen
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import Axes
from matching.reading.sought import Sought

_NEGATED_BEFORE = Sought(
    r"(?:\bpas|\bni|\bsans|\baucune?|\bjamais|\babsence|\bnon|\bhors|\bplutot qu[e']|\bplutot que|\bau lieu|\ba la place|"
    r"\bdispense|"
    r"\bineligible|\bcontre-indication)(?: (?:de|d'|du|la|le|l'|un|une|eu|recu|ete|encore|indication|place|pour|propose[e]?|"
    r"retenue?|nouvelle|autre|a ce stade|traite[e]? par|realise|d'indication|possibilite|projet|candidate?|eligible|"
    r"a))*[ (]*(?:\w+ )?$"
)
_CANNOT_BEFORE = Sought(
    r"\b(?:n'a pas (?:recu|eu|beneficie|pu)|ne (?:peut|pouvait|pourra|releve|justifie|necessite|beneficie|"
    r"souhaite) pas)\b[^.;,]{0,60}$"
)
_REFUSES = r"refuse (?:tou[ts]|la |le |les |l'|une? |d'|de )"  # the verb opens a clause of its own: "accord pour le CAR-T, refuse l'essai"
_RULED_OUT_AFTER = Sought(
    r"[ ,.\")]*(?:(?:(?!si |s'ils? )[\w+/'-]+[.,]? ){0,3}?)?(?:n'(?:a|est|avait|etait|ont|sont|aurait|auraient|apporte\w*|etaient) (?:pas|jamais)"
    rf"(?! {cue_words('given_anyhow')})|"
    r"n'(?:a|ont) plus (?:sa|leur|de|d'|aucune) ?(?:place|interet|indication)|"
    r"ne (?:sont|serait|seraient|semble|semblent|parait|releve|se justifie) (?:pas|plus)|n'(?:est|etai(?:en)?t|sont) plus d'actualite|"
    r"(?:a|est|etai(?:en)?t|etant|ont|sont|fut|semble|parait|ayant|d'emblee)? ?(?:ete )?"
    rf"(?:donc |finalement |alors |aussi |jugee? |deja |par \w+ |\w+ment )*(?!{_REFUSES}){cue_words('set_aside')})|"
    rf"(?: [\w'-]+){{0,3}}? (?:me |nous |lui )?(?:semble|parait|reste|serait|est) (?:donc |plutot )?{cue_words('to_set_aside')}|"
    r"(?: adj\w*\.?| neoadj\w*\.?)? ?[:=]? ?(?:est )?ci(?= ?(?:[:(),;.\n]|pour\b|car\b|$))|"
    r" ?(?:[\w'-]+ ){0,5}(?:\([^)]{0,30}\) ?)?[:=] ?(?:non\b(?! [a-z]{4})|aucune?\b|neant\b|jamais\b|0(?![\d,.])|"
    rf"{cue_words('answered_no')}|(?:le |la |l'|notre |nos )?[\w' -]{{1,30}} (?:dit|disent|repond|repondent) non\b|"
    rf"(?:[\w', -]{{1,60}}(?:,|=>|>) )?{cue_words('set_aside')})|"
    r",? (?:mais )?(?:il|elle|le patient|la patiente|la famille) (?:s'y oppose|n'y tient pas|est contre)\b|"
    # "La chimiothérapie, incompatible avec la grossesse, est écartée": what was only stopped was given.
    r", [^.,;:\n]{3,50}, (?:(?:est|etai(?:en)?t|sont|reste|serait) (?:donc |aussi )?(?:ecart|recus|exclu|contre-indiq|impossible)\w*|"
    r"n'(?:a|ont) plus (?:sa|leur) place)|"
    r" (?:est|sont|reste|restent|serait) (?:gard|reserv)\w+ (?:pour|a|en cas)\b|"
    r", (?:qu[ei'] ?|dont |pour (?:le|la)quel(?:le)? )[^.;\n]{3,90}, (?:(?:est|etai(?:en)?t|sont|reste|serait) (?:donc |aussi )?"
    rf"{cue_words('set_aside')}|n'(?:a|est|etait|ont|sont) (?:pas|plus|jamais)(?! {cue_words('given_anyhow')}))|"
    rf"[^.;\n]{{0,50}}? (?:nous|on|je) (?:l'|les )(?:avons|a|ai) (?:\w+ment )?{cue_words('dropped')}|"
    r"(?: \w+)? n'(?:est|etai(?:en)?t|sont|a) plus (?:ete )?(?:propos|recommand|indiqu|utilis|envisag|donn|prescri)\w*|"
    r" ?(?:[\w'-]+ ){0,5}[:=] ?(?:le patient|la patiente|il|elle) (?:(?:la |le |l'|en )?refus\w+|"
    r"(?:a )?(?:prefere|choisi|souhaite)\w* (?:de )?(?:s'abstenir|ne pas))|"
    r"[^.;\n]{0,90}, (?:ce qui|mais cela) n'a (?:pas|jamais) (?:ete|pu)\b|"
    r"(?: \w+)?(?:,| :)? (?:il|elle|le patient|la patiente) (?:n'en|ne) (?:veut|souhaite|desire) (?:pas|plus)(?= ?(?:[.,;)\n>]|=>)|$| entendre)|"
    rf"(?: [\w'-]+)? ?[-=]> ?non\b(?! [a-z]{{4}})|"
    rf" non(?= ?(?:[(,;.\n]|$))| ?\((?:non\b|(?:\w+ )?{cue_words('set_aside')})"
)
# "Olaparib envisagé : BRCA sauvages -> non"
_CONCLUDED_NO = Sought(rf"[^.;\n>]{{0,90}}?[-=]> ?(?:donc )?(?:non\b(?! [a-z]{{4}})|{cue_words('set_aside')})")
# "Ne sont pas retenus : une nouvelle chirurgie, le topotécan", "Récusés : ..."
_LIST_SET_ASIDE = re.compile(
    rf"[-*> ]*(?:\d[.)] )?(?:(?:les )?options? |sont |ont ete |ne sont |n'ont |ete |finalement )*{cue_words('set_aside')}"
    r"(?: (?:en|par la) rcp| d'emblee| a ce (?:jour|stade))? ?: ?[^.;\n]*"
)
_AGREED_NOT = Sought(r"[^.;:\n]{0,50}? (?:d'accord|d'avis|pensons|pense|dit|disent|conclu\w*|semble) que non\b")
_ANSWERED_NO = Sought(r" ?\? ?\([^()\n]{0,60}: ?non\b")  # "2e chirurgie ? (neurochirurgien : non)"
_BOTH_SET_ASIDE = Sought(
    rf"(?:(?:, ?(?:et |ou )?| et | ou | ?/ ?)[\w+'-]+(?: \w+)?){{1,4}} ?: ?(?:non\b(?! [a-z]{{4}})|{cue_words('set_aside')})"
)
_ACCEPTED = Sought(
    r"(?:(?:n'est|pas) (?:pas )?(?:opposee?|reticente?|defavorable|contre)|d'accord (?:pour|avec)|accept(?:e|erait|ait)|"
    r"consent a|ok pour|favorable a|peur de|craint|redoute|apprehende|prefer\w*(?: a priori| plutot| nettement)?|ferme pas la porte a) "
    r"(?:a |au |aux |beaucoup |surtout |un peu )?(?:l'idee d[e'] ?|la |l'|une? )*(?:\w+ )?$"
)
# "Envisagée en 2018, non poursuivie", "discutée 12/23, finalement non", "prévue en mai a été annulée", "dont on avait parlé, on ne l'a pas faite"
_THEN_DROPPED = Sought(
    r"[^.;\n]{0,60}?(?:[,:(>]|\b(?:mais|puis|et|finalement|a|ont|est|sont|fut|etai(?:en)?t|avai(?:en)?t)\b|(?= n'| ne l)) ?"
    r"(?:(?:\w+ment|donc|puis|alors|ensuite|aussi|et|ete|on|nous|y|a|avons|l'a|l'avons|par \w+|jugee?s?) ?){0,4}"
    rf"(?:remplac\w+ par\b|{cue_words('set_aside')}|{cue_words('never_begun')}|non(?= ?(?:[(.,;)\n]|$)))"
)
_CONSIDERED = Sought(rf"(?<!x\d )(?<! \d )(?<! \d\d )(?<!cycles )(?<!cures )(?<!mois )\b{cue_words('considered')}")
_DROPPED_AFTER = Sought(
    r"[^.;\n]{0,80}?(?:\b(?:mais|or|toutefois|cependant|finalement)\b|, (?:elle|il|ce qui|option|solution|je|on|nous) )"
    rf"[^.;\n]{{0,90}}?\b{cue_words('dropped')}|"
    r"[^.;\n]{0,80}?\bmais\b(?: (?:il|elle|le patient|la patiente|on|cela|finalement|a|ont|est|ete|n'a|n'est|non|pas|"
    r"jugee?|semble|"
    r"s'avere|reste|d'emblee|aussitot|m\.|mme|[a-z]\.|par \w+))*? (?:(?:pas|non) (?:ete )?(?:incluable|eligible|"
    r"candidate?|possible|"
    r"reten|indiqu|faisable|realisable|envisageable|disponible|accessible|rembours|souhait)|ineligible|"
    r"impossible|infaisable|hors (?:amm|indication)|n'y est pas (?:favorable|pret)|"
    r"n'en (?:veut|souhaite) pas|s'y oppose)|"
    r"[^.;\n]{0,60}?(?:\bmais|,) (?:(?:le|la|l'|les|notre|nos) ?\w+ (?:\w+ )?)?(?:la|le|l'|les|l'a|l'ont|les ont) ?(?:\w+ment )?"
    rf"{cue_words('dropped')}"
)
_RENOUNCED = Sought(rf"\b{cue_words('renounced')} ?(?:la |le |l'|une? )*(?:\w+ )?$")


_ANOTHER_CLAUSE = Sought(
    rf" {phrases('new_subject')}|(?: il| elle) (?!est|a|y)[a-z]{{5,}} |\d ?(?:mm|cm|%|g/|ui|mg|kg|ans|mois|semaines)\b|\b(?:19|20)\d\d\b"
)


def accepted(note: Note, course: Course) -> bool:
    """ "N'est pas opposée à l'irradiation", "accepte la chimiothérapie": neither given nor ruled out."""
    return bool(_ACCEPTED.search(note, *_lead(course)))


def is_ruled_out(note: Note, course: Course, axes: Axes) -> bool:
    """Is this regimen denied, refused, contra-indicated, or considered and dropped? `axes` are those of its words."""
    if _set_aside(note, course):
        return True
    regimen, plain, lead = course.regimen, note.plain, _lead(course)
    stands_before = cue_stands_before(axes.cue, regimen)
    if axes.modality in ("refused", "contraindicated") and stands_before and not _of_the_one_before(note, course, axes.cue):
        return True
    after = _CONSIDERED.search(note, regimen.end, min(course.unit.end, regimen.end + 40))
    considered_end = after.end() if after else regimen.end
    if (after or _CONSIDERED.search(note, *lead)) and (
        _DROPPED_AFTER.match(note, regimen.end, course.scope) or _THEN_DROPPED.match(note, considered_end, course.scope)
    ):
        return True
    denied = axes.status == "negated" and stands_before and "progress" not in plain[slice(*lead)]
    if denied and axes.cue and _ANOTHER_CLAUSE.search(note, axes.cue[1], regimen.start):
        denied = False  # dictated without a comma: "sans prise de contraste de 58 mm exérèse partielle"
    if denied and axes.cue and ">" in plain[axes.cue[1] : regimen.start]:
        denied = False  # "non résécable -> RTCT"
    if denied and axes.cue and re.search(r"\. [A-Z]", note.cased[axes.cue[1] : regimen.start]):
        denied = False  # "Pas de geste chir. L1 FOLFOX"
    if denied and axes.modality == "planned" and axes.cue and "," in plain[axes.cue[1] : regimen.start]:
        denied = False  # "pas de chirurgie, proposer fulvestrant"
    return denied or any(pattern.search(note, *lead) for pattern in (_NEGATED_BEFORE, _CANNOT_BEFORE, _RENOUNCED))


def _set_aside(note: Note, course: Course) -> bool:
    """Do the words after the regimen set it aside, or the head of the list that it stands in?"""
    regimen, plain, unit = course.regimen, note.plain, course.unit
    said = _RULED_OUT_AFTER.match(note, regimen.end, min(unit.end, regimen.end + 120))
    if said and not _of_the_next(note, course, said.end()):
        return True
    if _ANSWERED_NO.match(note, regimen.end) or _AGREED_NOT.match(note, regimen.end, course.scope):
        return True
    if not note.dates_between(course.before, course.scope) and _CONCLUDED_NO.match(note, regimen.end, course.scope):
        return True
    if _LIST_SET_ASIDE.fullmatch(plain, unit.start, regimen.start):
        return True
    if course.scope - regimen.end < 24 and _BOTH_SET_ASIDE.match(note, regimen.end):
        return True
    first, *others = regimen.atoms
    inside = _RULED_OUT_AFTER.match(note, first.end, others[0].start) if others else None
    return bool(inside and inside.group().strip(" ,"))  # "chir = refusée par le patient (BPTM)"


def _lead(course: Course) -> tuple[int, int]:
    """Where the words before a regimen stand that may rule it out."""
    return max(course.unit.start, course.regimen.start - 70), course.regimen.start


def _of_the_one_before(note: Note, course: Course, cue: tuple[int, int] | None) -> bool:
    """ "radioembolisation écartée, sorafénib débuté le ...": the cue closes the clause of the regimen before."""
    return (
        cue is not None
        and course.before > course.unit.start
        and bool(re.search(r"[,>;)]", note.plain[cue[1] : course.regimen.start]))
    )


_LISTED = re.compile(r"[,/+(:]|\b(?:et|ou|ni|par|avec|puis|type)\b")


_TOLD_OF = re.compile(r"\b(?:19|20)\d\d\b|\d/\d\d|\bx ?\d[^,]*,")  # "leuproréline 2021-2023, docétaxel non fait"


def _of_the_next(note: Note, course: Course, told_until: int) -> bool:
    """ "triptoréline la curiethérapie a été écartée": a dictation without a comma, and a regimen that stands between."""
    end = course.regimen.end
    inside = course.scope < told_until and course.scope < course.unit.end
    between = note.plain[end : course.scope]
    return inside and (not _LISTED.search(between) or bool(_TOLD_OF.search(between)))


def cue_stands_before(cue: tuple[int, int] | None, regimen: Regimen) -> bool:
    return cue is not None and cue[1] <= regimen.start
